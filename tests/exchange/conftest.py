"""Provide what tests of exchange share: a graph of made-up talks, and what it is in each form."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest
from exchanged import talks

from coalition.corpus.root import Root
from coalition.curation import proposals
from coalition.exchange.incoming import Incoming, Quoted
from coalition.exchange.losses import Losses
from coalition.graph import Graph
from coalition.texts.source import Texts

Exchanged = tuple[str, Losses]


@pytest.fixture(scope="session")
def ostvik(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    """Open the graph of the talks, with a draft, only to read it."""
    folder = tmp_path_factory.mktemp("ostvik")
    root, words = Root.open(talks(folder / "talks")), "of which the League is proud"
    proposals.write(root, proposals.place(root, Texts(root.sources), Incoming("tapes", [Quoted("a", words)])))
    return Graph.open(root.graph.parent, store=folder / "snapshots")


@pytest.fixture(scope="session")
def exchanged(ostvik: Graph) -> Callable[..., Exchanged]:
    """Return what writes the talks in a form, once."""
    return cache(lambda form, words=False: ostvik.exchange(form, words=words))
