"""Test that sums over walks come out by SQL as they do by arrays, and that what SQL cannot do is told."""

from __future__ import annotations

import agreeing
import networkx as nx
import numpy as np
import pytest
from agreeing import NETWORKS, agree

from coalition.engines import walks
from coalition.engines.engine import Engine
from coalition.errors import SelectionError
from coalition.network.edges import Edges
from coalition.network.scaled import COMPUTED, loaded


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize("measure", ["pagerank", "katz", "eigenvector"])
def test_scores_are_those_of_arrays(engine: Engine, measure: str, name: str, weighted: bool) -> None:
    computed = agree(engine, measure, NETWORKS[name], weighted)
    assert computed or (NETWORKS[name].is_directed() and measure != "pagerank")


@pytest.mark.parametrize("measure", ["katz", "eigenvector"])
def test_a_directed_network_is_refused_where_the_eigenvalues_are_not_real(engine: Engine, measure: str) -> None:
    edges = Edges.from_graph(NETWORKS["directed"])
    loaded(engine, edges, False)
    with pytest.raises(
        SelectionError, match=f"SQL does not compute {measure} of a directed network; use --engine scipy"
    ):
        COMPUTED[measure](engine, edges, False)


def test_scores_that_do_not_settle_are_refused(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walks, "ROUNDS", 5)
    loaded(engine, Edges.from_graph(nx.path_graph(50)), False)
    with pytest.raises(SelectionError, match="the scores do not settle within 5 rounds; use --engine scipy"):
        walks.eigenvector(engine, False)


def test_a_score_far_from_the_centre_is_right_too(engine: Engine) -> None:
    graph = nx.disjoint_union(nx.complete_graph(12), nx.path_graph(8))
    graph.add_edge(0, 12)
    for measure in ("katz", "eigenvector"):
        assert agree(engine, measure, graph, False)
    found = agreeing.scores(engine, "eigenvector", Edges.from_graph(graph), False)
    assert np.isclose(np.sqrt((found**2).sum()), 1) and found.min() < 1e-6


def test_scores_too_small_for_a_float_are_0(engine: Engine) -> None:
    graph = nx.disjoint_union(nx.complete_graph(80), nx.path_graph(250))
    graph.add_edge(0, 80)
    found = agreeing.scores(engine, "eigenvector", Edges.from_graph(graph), False)
    assert np.isfinite(found).all() and found.argmax() == 0 and found[-1] < 1e-250
    assert agree(engine, "pagerank", graph, False)
