"""Test that the arrays of a network are those of the network that networkx holds."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from invented_network import columns, trig
from random_corpus import Corpus

from coalition import Graph
from coalition.columns.rows import NONE
from coalition.columns.table import Columns
from coalition.network.build import read_basis
from coalition.network.definitions import ACTOR_KINDS, DEFAULT_KINDS, NETWORKS
from coalition.network.edges import Edges
from coalition.network.ties import pairs


def compare(whole: Columns) -> int:
    """Compare each network of a graph in both forms, and return how many ties they have together."""
    ties = 0
    for name in NETWORKS:
        for represented in (False, True)[: 1 + (name != "commitment")]:
            for least in (1, 2)[: 1 + (name != "affiliation")]:
                for kinds in (DEFAULT_KINDS, ["state"], ACTOR_KINDS):
                    basis = read_basis(whole, name, kinds, represented, least)
                    things = np.unique(basis.rows.thing).tolist()
                    for without in (NONE, *things[:2]):
                        left_out = {whole.terms.iri(without)} if without != NONE else set()
                        expected, (found, nodes) = basis.graph(left_out), basis.edges(without)
                        assert whole.terms.iris(nodes.tolist()) == list(expected)
                        wanted = Edges.from_graph(expected)
                        assert found.directed == expected.is_directed()
                        order = np.lexsort((wanted.target, wanted.source))
                        assert found.source.tolist() == wanted.source[order].tolist()
                        assert found.target.tolist() == wanted.target[order].tolist()
                        assert found.weight.tolist() == wanted.weight[order].tolist()
                        if found.side is not None and wanted.side is not None:
                            assert found.side.tolist() == wanted.side.tolist()
                        ties += len(found.source)
    return ties


def test_the_invented_network_has_the_same_ties_in_both_forms() -> None:
    assert compare(columns(trig())) > 100
    assert compare(Columns.from_quads([])) == 0


@pytest.mark.parametrize("seed", range(4))
def test_invented_corpora_have_the_same_ties_in_both_forms(seed: int, tmp_path: Path) -> None:
    graph = Graph.open(Corpus.invent(seed).write(tmp_path / "root"), store=tmp_path / "store")
    assert compare(graph.snapshot.columns())


def test_the_published_graph_has_the_same_ties_in_both_forms(published: Graph) -> None:
    assert compare(published.snapshot.columns()) > 1_000


def test_each_two_actors_of_an_event_are_a_pair() -> None:
    thing, actor = np.array([1, 1, 1, 4, 7, 7], dtype=np.int32), np.array([2, 3, 5, 2, 2, 5], dtype=np.int32)
    found = zip(*(column.tolist() for column in pairs(thing, actor)), strict=True)
    assert list(found) == [(2, 3), (2, 5), (3, 5), (2, 5)]
