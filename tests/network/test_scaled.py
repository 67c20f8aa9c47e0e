"""Test that measures by SQL can be chosen like others, that estimates keep their word, and what is refused is told."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from agreeing import MEASURED, NETWORKS

from coalition.errors import SelectionError
from coalition.graph import Graph
from coalition.network import scaled
from coalition.network.edges import Edges
from coalition.network.measures import AUTO, MEASURES, SQL, engines_of, measure_of, score
from coalition.network.ranking import rank
from coalition.network.sampling import Sample


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("measure", ["degree", "pagerank", "katz", "eigenvector"])
def test_an_engine_of_sql_is_chosen_by_its_name(published: Graph, measure: str, weighted: bool) -> None:
    found = published.centrality(measure, weighted=weighted, engine="duckdb")
    right = published.centrality(measure, weighted=weighted)
    assert found.engine.startswith("duckdb ") and found.definition == right.definition
    assert [(row.actor, row.rank) for row in found.rows] == [(row.actor, row.rank) for row in right.rows]
    assert [row.score for row in found.rows] == pytest.approx([row.score for row in right.rows], rel=1e-9)


def test_robustness_over_sources_by_sql(published: Graph) -> None:
    found, right = (published.robustness("pagerank", engine=engine) for engine in ("duckdb", AUTO))
    assert [(row.whole.actor, row.best, row.worst, row.rests_on) for row in found.rows] == [
        (row.whole.actor, row.best, row.worst, row.rests_on) for row in right.rows
    ]


def test_nobody_gets_it_without_asking() -> None:
    for measure in MEASURED:
        for graph in NETWORKS.values():
            assert not {*SQL} & {*engines_of(MEASURES[measure], Edges.from_graph(graph), False, AUTO)}


def test_the_lengths_of_ties_are_refused() -> None:
    for measure in ("betweenness", "closeness"):
        with pytest.raises(SelectionError, match=f"SQL does not compute {measure} with the lengths of ties; leave"):
            rank(NETWORKS["components"], measure, True, "duckdb")


def test_all_paths_of_a_large_network_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scaled, "LARGEST", 10)
    with pytest.raises(SelectionError, match="SQL follows all shortest paths of at most 10 nodes; estimate it with"):
        rank(NETWORKS["components"], "closeness", engine="duckdb")


@pytest.mark.parametrize("measure", ["betweenness", "closeness"])
def test_estimates_are_within_their_error(measure: str) -> None:
    graph = nx.disjoint_union(nx.barabasi_albert_graph(900, 4, seed=1), nx.path_graph(6))
    edges = Edges.from_graph(graph)
    right = score(edges, measure_of(measure, False)).values
    ranking = rank(graph, measure, engine="duckdb", approximate=0.2)
    found = np.array([row.score for row in sorted(ranking.rows, key=lambda row: int(row.actor))])
    assert np.abs(found - right).max() <= 0.2
    drawn = int(ranking.parameters["samples"])
    assert 0 < drawn < len(graph) and f"begin at {drawn} of 906 nodes" in ranking.definition
    if measure == "closeness":  # where a component is small, it is gone through whole
        assert np.allclose(found[900:], right[900:], rtol=1e-12)
        assert "Eppstein & Wang 2004" in ranking.source
    again = rank(graph, measure, engine="duckdb", approximate=0.2)
    scores = {row.actor: row.score for row in ranking.rows}  # sums are made by several processors, in any order
    assert [row.score for row in again.rows] == pytest.approx([scores[row.actor] for row in again.rows], rel=1e-12)


def test_what_is_not_estimated_is_told() -> None:
    graph = NETWORKS["directed"]
    with pytest.raises(SelectionError, match="closeness in a directed network is not estimated"):
        rank(graph, "closeness", engine="duckdb", approximate=0.1)
    with pytest.raises(SelectionError, match="closeness is not estimated, but computed"):
        rank(graph, "closeness", approximate=0.1)
    with pytest.raises(SelectionError, match="degree is not estimated, but computed"):
        rank(graph, "degree", engine="duckdb", approximate=0.1)


def test_a_sample_of_a_spread_is_larger_with_it() -> None:
    one, other = Sample.within(0.1, 10_000), Sample.within(0.1, 10_000, 3)
    assert one.samples < other.samples <= 10_000
