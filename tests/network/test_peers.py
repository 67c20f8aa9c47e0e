"""Test what networkx and igraph compute, and where igraph is not used."""

from __future__ import annotations

from typing import Any

import networkx as nx
import pytest
from definitions import DEFINITIONS
from networks import GRAPHS, NAMES, affiliation, scores

from coalition.errors import SelectionError
from coalition.network import measures, paths, peers
from coalition.network.edges import Edges
from coalition.network.ranking import rank

LARGER = [*GRAPHS, nx.path_graph(40), nx.lollipop_graph(9, 30), nx.barabasi_albert_graph(300, 1, seed=3)]


@pytest.mark.parametrize("measure", ["degree", "closeness", "harmonic"])
@pytest.mark.parametrize("graph", LARGER, ids=[*NAMES, "path", "tail", "tree"])
def test_without_weights_scipy_gives_the_scores_of_networkx_to_the_last_digit(graph: Any, measure: str) -> None:
    assert scores(rank(graph, measure, engine="scipy")) == scores(rank(graph, measure, engine="networkx"))


def test_igraph_is_refused_where_it_takes_unlike_paths_for_equal() -> None:
    # 1/3 + 1/1000003 and 1/3 + 1/1000004 differ by 1e-12, which igraph does not see.
    graph = nx.Graph(name="x")
    for middle, weight in (("b", 1000003), ("c", 1000004)):
        graph.add_edge("a", middle, weight=3)
        graph.add_edge(middle, "d", weight=weight)
    with pytest.raises(SelectionError, match=r"igraph does not compute betweenness .* equally long that are not; use"):
        rank(graph, "betweenness", True, "igraph")
    expected = {node: float(score) for node, score in DEFINITIONS["betweenness"](graph, True).items()}
    assert expected["b"] == 0 < expected["c"]
    for engine in ("networkx", "auto"):
        assert scores(rank(graph, "betweenness", True, engine)) == pytest.approx(expected)


def test_igraph_is_not_needed_and_its_absence_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measures, "is_installed", lambda engine: engine != "igraph")
    monkeypatch.setattr(measures, "SMALL", 0)
    monkeypatch.setattr(paths, "FEW", 100)
    with pytest.raises(SelectionError, match=r"igraph is not installed; type: python -m pip install .*\[igraph\]"):
        rank(affiliation(), "betweenness", engine="igraph")
    assert rank(nx.relabel_nodes(nx.path_graph(101), str), "closeness").engine.startswith("networkx ")


def test_igraph_takes_whole_lengths_and_gives_scores_of_one_over_weight() -> None:
    graph = nx.Graph([("a", "b"), ("b", "c")], name="x")
    nx.set_edge_attributes(graph, {("a", "b"): 2, ("b", "c"): 3}, "weight")
    edges = Edges.from_graph(graph)
    assert peers.igraph_closeness(edges, True) == pytest.approx([2 / (1 / 2 + 5 / 6), 2 / (5 / 6), 2 / (1 / 3 + 5 / 6)])
    assert peers.igraph_harmonic(edges, True) == pytest.approx([2 + 6 / 5, 5, 3 + 6 / 5])


def test_a_loop_changes_no_path() -> None:
    plain, looped = nx.path_graph(4), nx.path_graph(4)
    looped.add_edge(1, 1)
    for compute in (peers.igraph_betweenness, peers.igraph_closeness, peers.igraph_harmonic):
        found, expected = (compute(Edges.from_graph(graph), True).tolist() for graph in (looped, plain))
        assert found == expected
