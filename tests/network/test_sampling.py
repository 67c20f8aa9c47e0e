"""Test that an estimate of betweenness is within its bound, says what it is, and is made only on request."""

from __future__ import annotations

import math

import networkx as nx
import numpy as np
import pytest
from networks import affiliation, co_participation, scores
from shapes import named

from coalition.errors import SelectionError
from coalition.network import paths
from coalition.network.edges import Edges
from coalition.network.ranking import rank
from coalition.network.sampling import Sample


@pytest.mark.parametrize(("error", "nodes"), [(0.05, 100), (0.05, 4859), (0.01, 4859), (0.1, 10**6), (0.3, 3)])
def test_a_sample_is_the_smallest_that_the_inequality_of_serfling_allows(error: float, nodes: int) -> None:
    def failing(samples: int) -> float:
        exponent = 2 * samples * (error * (nodes - 1) / nodes) ** 2 / (1 - (samples - 1) / nodes)
        return 2 * nodes * math.exp(-exponent)

    found = Sample.within(error, nodes).samples
    assert found <= nodes
    assert failing(found) <= 0.05 * (1 + 1e-9) or found == nodes
    assert failing(found - 1) > 0.05


def test_a_greater_network_takes_few_nodes_more() -> None:
    assert [Sample.within(0.1, 10**power).samples for power in (3, 4, 6)] == [348, 607, 875]


@pytest.mark.parametrize("weighted", [False, True])
def test_no_score_is_wrong_by_more_than_the_error(weighted: bool) -> None:
    graph = named(nx.barabasi_albert_graph(400, 2, seed=5), greatest=12)
    exact, found = (scores(rank(graph, "betweenness", weighted, approximate=error)) for error in (None, 0.1))
    differences = [abs(found[node] - score) for node, score in exact.items()]
    assert 0 < max(differences) <= 0.1
    # The bound holds for any network. On this one, errors are far smaller.
    assert max(differences) < 0.02


def test_the_mean_over_all_samples_of_one_node_is_the_score() -> None:
    edges = Edges.from_graph(co_participation())
    estimates = [paths.betweenness(edges, False, np.array([node])) for node in range(edges.nodes)]
    assert np.mean(estimates, axis=0) == pytest.approx(paths.betweenness(edges, False))


def test_a_sample_of_all_nodes_gives_the_scores_themselves() -> None:
    found = rank(affiliation(), "betweenness", approximate=0.01)
    assert found.parameters["samples"] == 6
    assert scores(found) == pytest.approx(scores(rank(affiliation(), "betweenness")))


def test_an_estimate_says_its_error_confidence_samples_and_seed() -> None:
    graph = named(nx.barabasi_albert_graph(400, 2, seed=5))
    found = rank(graph, "betweenness", approximate=0.1)
    assert found.parameters == {
        "normalized": True, "endpoints": False, "error": 0.1, "confidence": 0.95, "samples": 221, "seed": 0
    }  # fmt: skip
    assert "begin at 221 of 400 nodes" in found.definition
    assert "at least 95%, no score is wrong by more than 0.1" in found.definition
    assert "Serfling 1974" in found.source
    assert found.engine.startswith("scipy ")
    assert found.to_dict() == rank(graph, "betweenness", approximate=0.1).to_dict()
    assert "samples" not in rank(graph, "betweenness").parameters


@pytest.mark.parametrize(
    ("measure", "engine", "error", "message"),
    [
        ("closeness", "auto", 0.1, "closeness is not estimated, but computed"),
        ("betweenness", "igraph", 0.1, "igraph does not estimate betweenness; use --engine scipy"),
        ("betweenness", "auto", 0.0, "the error of a score is between 0 and 1, not 0"),
        ("betweenness", "auto", 1.0, "the error of a score is between 0 and 1, not 1"),
    ],
)
def test_what_cannot_be_estimated_is_refused(measure: str, engine: str, error: float, message: str) -> None:
    with pytest.raises(SelectionError, match=message):
        rank(co_participation(), measure, engine=engine, approximate=error)
