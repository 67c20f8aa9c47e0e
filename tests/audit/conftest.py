"""Provide a corpus of two papers."""

from __future__ import annotations

from pathlib import Path

import pytest
from ruritania import document

from coalition import Graph


@pytest.fixture
def repeated(folder: Path, tmp_path: Path) -> Graph:
    """Open the invented corpus and a second paper that repeats a sentence but is not recorded as sharing text."""
    words = "Yesterday Rudolf, King of Ruritania, received Queen Flavia, our own man writes."
    second = document("hentzau", words).replace("dcterms:publisher actor:gazette ;", "")
    (folder / "graph" / "hentzau.trig").write_text(second, encoding="utf-8")
    (folder / "sources" / "hentzau.txt").write_text(words, encoding="utf-8")
    return Graph.open(folder, store=tmp_path / "snapshots")
