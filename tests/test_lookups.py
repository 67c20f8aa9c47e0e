"""No command reads the store again for every source, class or document: look-ups are counted, not timed."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from lookups import counted

from coalition import Graph
from coalition.errors import CoalitionError
from coalition.names import ALIAS, LABELS


@pytest.fixture
def graph(published_store: Path) -> Graph:
    """The published graph, with nothing read yet."""
    return Graph.open(store=published_store)


def test_leaving_out_each_source_reads_the_store_once(graph: Graph) -> None:
    with counted() as reads:
        found = graph.robustness()
    assert len(found.left_out) > 5
    # Only what joins documents to families: the documents, and the properties that do. The rest stands in columns.
    assert (reads.queries, reads.patterns.total(), max(reads.patterns.values())) == (1, 7, 1)


def test_conflicts_ask_for_each_thing_once(graph: Graph) -> None:
    with counted() as reads:
        assert graph.conflicts()
    assert reads.repeated < 30
    assert reads.quads < len(graph.store)


def test_a_description_does_not_read_all_about_each_neighbour(graph: Graph) -> None:
    with counted() as reads:
        graph.show("Keir Starmer")
    assert reads.repeated < reads.patterns.total() / 5
    assert reads.quads < len(graph.store) / 2


def test_a_misspelt_name_costs_one_reading_of_the_names(graph: Graph) -> None:
    stated = [graph.store.quads(None, word, None, ox.DefaultGraph()) for word in (*LABELS, ALIAS)]
    names = sum(len(list(quads)) for quads in stated)
    with counted() as reads, pytest.raises(CoalitionError, match="did you mean Keir Starmer"):
        graph.show("Kier Starmerr")
    assert (
        names <= reads.quads < names * 1.7
    )  # the names, the codes of states, who holds which post, and the classes of what comes near
