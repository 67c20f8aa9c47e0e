"""Provide what tests of exchange share: a graph of made-up talks, and what it is in each form."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from exchanged import talks

from coalition.corpus.root import Root
from coalition.exchange.losses import Losses
from coalition.graph import Graph
from coalition.texts.source import Texts

Exchanged = tuple[str, Losses]


@pytest.fixture(scope="session")
def ostvik(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    """Open the graph of the talks, only to read it."""
    folder = tmp_path_factory.mktemp("ostvik")
    return Graph.open(talks(folder / "talks"), store=folder / "snapshots")


@pytest.fixture(scope="session")
def exchanged(ostvik: Graph) -> Callable[..., Exchanged]:
    """Return what writes the talks in a form, once."""
    return cache(lambda form, words=False: ostvik.exchange(form, words=words))


@pytest.fixture
def unread(tmp_path: Path) -> Root:
    """Return a root with the register and the text of the talks, and no passage."""
    return Root.open(talks(tmp_path / "unread", facts=False))


@pytest.fixture
def texts(unread: Root) -> Texts:
    """Return the texts of that root."""
    return Texts(unread.sources)
