"""Test that a network as arrays and the same network in networkx have the same nodes and ties."""

from __future__ import annotations

from typing import Any

import networkx as nx
import numpy as np
import pytest
from networks import affiliation, co_participation, commitments

from coalition.network.edges import Edges


@pytest.mark.parametrize("graph", [co_participation(), commitments(), affiliation(), nx.empty_graph(3), nx.Graph()])
def test_arrays_and_networkx_hold_the_same_network(graph: Any) -> None:
    edges = Edges.from_graph(graph)
    back = nx.relabel_nodes(edges.to_networkx(), dict(enumerate(graph)))
    assert list(back) == list(graph)
    assert back.is_directed() == graph.is_directed() == edges.directed
    assert {frozenset(edge) for edge in back.edges(data="weight")} == {
        frozenset(edge) for edge in graph.edges(data="weight")
    }
    assert all(data["distance"] == 1 / data["weight"] for _, _, data in back.edges(data=True))
    assert dict(back.nodes(data="bipartite")) == dict(graph.nodes(data="bipartite"))
    assert len(edges.source) == len(edges.target) == len(edges.weight) == graph.number_of_edges()
    assert edges.nodes == len(graph)


def test_an_undirected_tie_stands_once_with_its_lower_number_first() -> None:
    graph = nx.Graph()
    graph.add_nodes_from("abc")
    graph.add_edges_from([("c", "a", {"weight": 5}), ("b", "b")])
    edges = Edges.from_graph(graph)
    assert (edges.source.tolist(), edges.target.tolist(), edges.weight.tolist()) == ([0, 1], [2, 1], [5.0, 1.0])
    assert edges.source.dtype == edges.target.dtype == np.int32
    assert edges.weight.dtype == np.float64
    assert edges.side is None


def test_an_arc_keeps_its_direction_and_its_arc_back() -> None:
    edges = Edges.from_graph(nx.DiGraph([("a", "b"), ("b", "a"), ("b", "c")]))
    assert sorted(zip(edges.source.tolist(), edges.target.tolist(), strict=True)) == [(0, 1), (1, 0), (1, 2)]
    assert edges.directed


def test_events_are_told_from_actors() -> None:
    side = Edges.from_graph(affiliation()).side
    assert side is not None
    assert side.tolist() == [0, 0, 0, 0, 1, 1]
    assert side.dtype == np.int8
