"""Test components, communities, cores, bridges and cut points against networkx, on both engines."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from networks import GRAPHS, NAMES, RANDOM, commitments, plain

from coalition.network import cohesion
from coalition.network.edges import Edges


@pytest.fixture(params=["igraph", "networkx"], autouse=True)
def engine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Let each test run with igraph, and as if it were not installed."""
    monkeypatch.setattr(cohesion, "is_installed", lambda _: request.param == "igraph")
    return str(request.param)


def test_directions_and_loops_do_not_count() -> None:
    for graph in RANDOM:
        ties = cohesion.undirected(Edges.from_graph(graph))
        found = zip(ties.source.tolist(), ties.target.tolist(), ties.weight.tolist(), strict=True)
        assert sorted(found) == sorted((min(u, v), max(u, v), w) for u, v, w in plain(graph).edges(data="weight"))
        assert not ties.directed
    alike = cohesion.undirected(Edges.from_graph(commitments()), weighted=False)
    assert sorted(alike.weight.tolist()) == [1, 1, 1, 1, 1, 2]  # b and c commit to each other


@pytest.mark.parametrize("graph", GRAPHS, ids=NAMES)
def test_the_largest_component_is_the_first(graph: nx.Graph) -> None:
    numbers = cohesion.components(Edges.from_graph(graph))
    parts = sorted(map(len, nx.connected_components(graph.to_undirected())), reverse=True)
    assert [int((numbers == number).sum()) for number in range(1, len(parts) + 1)] == parts


def test_components_are_those_of_networkx() -> None:
    for graph in RANDOM:
        numbers = cohesion.components(Edges.from_graph(graph))
        found = {frozenset(np.flatnonzero(numbers == number).tolist()) for number in numbers}
        assert found == set(map(frozenset, nx.connected_components(plain(graph))))


def test_cores_bridges_and_cut_points_are_those_of_networkx() -> None:
    for graph in RANDOM:
        ties = cohesion.undirected(Edges.from_graph(graph))
        reference = plain(graph)
        assert dict(enumerate(cohesion.cores(ties).tolist())) == nx.core_number(reference)
        assert cohesion.bridges(ties) == sorted((min(tie), max(tie)) for tie in nx.bridges(reference))
        assert cohesion.cut_points(ties) == sorted(nx.articulation_points(reference))


def test_the_modularity_told_is_that_of_the_communities(engine: str) -> None:
    for graph in RANDOM:
        ties = cohesion.undirected(Edges.from_graph(graph))
        found = cohesion.communities(ties)
        assert found.method == {"igraph": "Leiden", "networkx": "Louvain"}[engine]
        assert found.engine.startswith(f"{engine} ")
        assert set(found.members) == set(range(1, found.members.max() + 1))
        if not len(ties.source):
            assert found.modularity is None
            continue
        parts = [np.flatnonzero(found.members == number).tolist() for number in set(found.members.tolist())]
        assert found.modularity == pytest.approx(nx.community.modularity(plain(graph), parts))
        assert nx.community.modularity(plain(graph), parts) >= -1e-12


def test_communities_are_the_same_in_each_run_and_those_that_anyone_sees() -> None:
    graph = nx.barbell_graph(6, 0)
    ties = Edges.from_graph(graph)
    assert cohesion.communities(ties).members.tolist() == [1] * 6 + [2] * 6
    large = cohesion.undirected(Edges.from_graph(nx.gnp_random_graph(80, 0.08, seed=3)))
    first, again = cohesion.communities(large).members, cohesion.communities(large).members
    assert first.tolist() == again.tolist()


def test_parts_of_one_size_are_in_the_order_of_their_first_nodes() -> None:
    assert cohesion.by_size(np.array([7, 3, 3, 7, 0, 5, 5, 5])).tolist() == [2, 3, 3, 2, 4, 1, 1, 1]
