"""Provide the invented corpus with a label for what a passage only reports."""

from __future__ import annotations

from pathlib import Path

import pytest

from coalition.graph import Graph


@pytest.fixture
def with_position(folder: Path, tmp_path: Path) -> Graph:
    """Open the invented corpus, in whose register the reported position of Graustark is called the horses."""
    register = folder / "graph" / "register.trig"
    label = 'position:graustark-horses skos:prefLabel "The horses" .'
    prefix = "@prefix position: <https://w3id.org/coalition-graph/position/> .\n"
    text = register.read_text(encoding="utf-8").replace("    item:horse a", f"    {label}\n    item:horse a")
    register.write_text(prefix + text, encoding="utf-8")
    return Graph.open(folder, store=tmp_path / "positions")
