"""Test that measures of shortest paths come out by SQL as they do by arrays, in batches too."""

from __future__ import annotations

import numpy as np
import pytest
from agreeing import NETWORKS, agree

from coalition.engines import distances
from coalition.engines.engine import Engine
from coalition.network.edges import Edges
from coalition.network.scaled import loaded


@pytest.mark.parametrize("at_once", [1, 100, 4_000_000])
@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize("measure", ["betweenness", "closeness"])
def test_scores_are_those_of_arrays(
    engine: Engine, measure: str, name: str, at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(distances, "AT_ONCE", at_once)
    assert agree(engine, measure, NETWORKS[name], False)


def test_some_origins_stand_for_all(engine: Engine) -> None:
    edges = Edges.from_graph(NETWORKS["components"])
    loaded(engine, edges, False)
    whole = np.zeros(edges.nodes)
    for origin in range(edges.nodes):  # the mean of the estimates from each node alone is the score
        distances.betweenness(engine, [origin], edges.nodes)
        found = engine.columns("SELECT node, score FROM scores")
        whole[found["node"]] += found["score"] / edges.nodes
    distances.betweenness(engine, range(edges.nodes), edges.nodes)
    found = engine.columns("SELECT node, score FROM scores")
    assert np.allclose(whole[found["node"]], found["score"], rtol=1e-12)


def test_the_longest_distance_is_told(engine: Engine) -> None:
    edges = Edges.from_graph(NETWORKS["components"])
    loaded(engine, edges, False)
    assert distances.closeness(engine, range(edges.nodes), edges.nodes) == 8  # along the path of nine nodes
    assert distances.closeness(engine, [44], edges.nodes) == 4  # from its middle
