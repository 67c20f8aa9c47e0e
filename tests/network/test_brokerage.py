"""Test Burt's measures, assortativity and reciprocity against networkx on random graphs."""

from __future__ import annotations

import math

import networkx as nx
import numpy as np
import pytest
from networks import RANDOM, plain

from coalition.network import brokerage, cohesion
from coalition.network.edges import Edges


def without_loops(graph: nx.Graph) -> nx.Graph:
    found = graph.copy()
    found.remove_edges_from(list(nx.selfloop_edges(found)))
    return found


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("block", [4, brokerage.BLOCK])
def test_constraint_and_effective_size_are_those_of_networkx(
    weighted: bool, block: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(brokerage, "BLOCK", block)
    for graph in RANDOM:
        ties = cohesion.undirected(Edges.from_graph(graph), weighted)
        reference = ties.to_networkx()
        for name in ("constraint", "effective_size"):
            # Asked for all nodes at once, networkx 3.6 takes the strongest tie of the wrong node in effective_size.
            expected = getattr(nx, name)(reference, nodes=list(reference), weight="weight")
            found = dict(enumerate(getattr(brokerage, name)(ties).tolist()))
            alone = {node for node, neighbours in plain(graph).degree() if not neighbours}
            assert {node for node, value in found.items() if math.isnan(value)} == alone
            assert {n: v for n, v in found.items() if n not in alone} == pytest.approx(
                {n: expected[n] for n in found if n not in alone}, abs=1e-12
            )


def test_one_who_stands_between_two_groups_is_least_constrained() -> None:
    graph = nx.barbell_graph(4, 1)
    edges, between = Edges.from_graph(graph), list(graph).index(4)
    assert brokerage.constraint(edges).argmin() == between
    assert brokerage.effective_size(edges)[between] == 2


def test_assortativity_is_that_of_networkx() -> None:
    for seed, graph in enumerate(RANDOM):
        kinds = np.random.default_rng(seed).choice(["person", "state", "organisation"], len(graph)).tolist()
        reference = without_loops(graph)
        nx.set_node_attributes(reference, dict(enumerate(kinds)), "kind")
        found = brokerage.assortativity(Edges.from_graph(graph), kinds)
        ends = {kinds[node] for tie in reference.edges for node in tie}
        if len(ends) < 2:
            assert found is None
        else:
            assert found == pytest.approx(nx.attribute_assortativity_coefficient(reference, "kind"))


def test_weights_count_as_so_many_ties() -> None:
    many = nx.MultiGraph([(0, 1)] * 3 + [(1, 2)] * 2 + [(2, 3)])
    kinds = ["a", "a", "b", "b"]
    nx.set_node_attributes(many, dict(enumerate(kinds)), "kind")
    once = nx.Graph()
    once.add_weighted_edges_from([(0, 1, 3), (1, 2, 2), (2, 3, 1)])
    found = brokerage.assortativity(Edges.from_graph(once), kinds, weighted=True)
    assert found == pytest.approx(nx.attribute_assortativity_coefficient(many, "kind"))


def test_reciprocity_is_that_of_networkx() -> None:
    for graph in RANDOM:
        if graph.is_directed():
            found, reference = brokerage.reciprocity(Edges.from_graph(graph)), without_loops(graph)
            assert found == (pytest.approx(nx.overall_reciprocity(reference)) if reference.size() else None)
