"""Provide the corpus that is searched, and its index."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from searched import LONG, with_denial

from coalition import Graph


@pytest.fixture
def folder(folder: Path) -> Path:
    """Return the root of that corpus."""
    (folder / "graph" / "zenda.trig").write_text(with_denial(), encoding="utf-8")
    (folder / "sources" / "zenda.txt").write_text(LONG, encoding="utf-8", newline="")
    return folder


@pytest.fixture
def database(graph: Graph) -> Iterator[sqlite3.Connection]:
    """Open the index of that corpus."""
    graph.search("Ruritania")
    (path,) = graph.snapshot.folder.glob("*.sqlite")
    opened = sqlite3.connect(path)
    yield opened
    opened.close()
