"""Provide the invented corpus in two snapshots, of which the newer one is told differently."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from followed import Opened
from ruritania import TEXT, document

from coalition.graph import Graph


@pytest.fixture
def written(folder: Path, tmp_path: Path) -> Opened:
    """Return what writes the document of the corpus anew, and others beside it, and opens the graph."""

    def write(text: str = TEXT, change: Callable[[str], str] = str, others: tuple[str, ...] = ()) -> Graph:
        (folder / "graph" / "zenda.trig").write_text(change(document("zenda", text)), encoding="utf-8")
        (folder / "sources" / "zenda.txt").write_text(text, encoding="utf-8", newline="")
        for name in others:
            (folder / "graph" / f"{name}.trig").write_text(document(name), encoding="utf-8")
        return Graph.open(folder, store=tmp_path / "snapshots")

    return write
