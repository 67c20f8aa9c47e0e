"""Test that parts of networks come out by SQL as networkx finds them, and communities as they are defined."""

from __future__ import annotations

import networkx as nx
import pytest
from agreeing import NETWORKS, found_parts, labelled
from hypothesis import given
from hypothesis import strategies as st

from coalition.engines import parts
from coalition.engines.engine import Engine, opened
from coalition.network.edges import Edges
from coalition.network.scaled import loaded


@pytest.mark.parametrize("name", NETWORKS)
def test_components_and_cores_are_those_of_networkx(engine: Engine, name: str) -> None:
    found_parts(engine, NETWORKS[name])


@given(st.integers(1, 30), st.floats(0, 0.2), st.integers(0, 1000))
def test_components_and_cores_of_random_networks(nodes: int, density: float, seed: int) -> None:
    with opened("duckdb") as engine:
        found_parts(engine, nx.gnp_random_graph(nodes, density, seed=seed))


def test_a_long_path_is_one_component(engine: Engine) -> None:
    found_parts(engine, nx.path_graph(500))


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("name", [name for name, graph in NETWORKS.items() if not graph.is_directed()])
def test_communities_are_as_they_are_defined(engine: Engine, name: str, weighted: bool) -> None:
    graph = NETWORKS[name]
    loaded(engine, Edges.from_graph(graph), weighted)
    assert parts.labels(engine) <= parts.LONGEST
    assert dict(engine.rows("SELECT node, label FROM labels")) == labelled(graph, weighted)


def test_communities_that_go_on_for_ever_are_ended(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "LONGEST", 3)
    graph = nx.complete_bipartite_graph(4, 4)
    loaded(engine, Edges.from_graph(graph), False)
    assert parts.labels(engine) <= 3
