"""Test that equal scores get equal ranks, and what a ranking says about how it was computed."""

from __future__ import annotations

import itertools
import json
import math
import os
import subprocess
import sys
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from networks import affiliation, co_participation

from coalition.errors import SelectionError
from coalition.network import measures
from coalition.network import ranking as rank_module


@pytest.mark.parametrize(
    ("measure", "weighted", "name", "weight"),
    [
        ("degree", False, "degree", None),
        ("degree", True, "strength", "weight"),
        ("betweenness", False, "betweenness", None),
        ("betweenness", True, "betweenness", "distance"),
        ("closeness", True, "closeness", "distance"),
        ("harmonic", True, "harmonic", "distance"),
        ("eigenvector", False, "eigenvector", None),
        ("eigenvector", True, "eigenvector", "weight"),
        ("pagerank", False, "pagerank", None),
        ("pagerank", True, "pagerank", "weight"),
        ("katz", False, "katz", None),
        ("katz", True, "katz", "weight"),
    ],
)
def test_a_ranking_names_its_measure_and_the_weight_that_counted(
    measure: str, weighted: bool, name: str, weight: str | None
) -> None:
    ranking = rank_module.rank(co_participation(), measure, weighted)
    assert (ranking.measure, ranking.weight) == (name, weight)
    assert ("1 / weight" in ranking.definition) == (weight == "distance")
    assert ("Newman 2001" in ranking.source) == (weight == "distance")


def test_equal_scores_share_a_rank_and_the_next_rank_counts_them() -> None:
    graph = nx.Graph([("hub", "b"), ("hub", "a"), ("hub", "c"), ("a", "b"), ("c", "d")], name="x")
    nx.set_node_attributes(graph, {"hub": "Hub", "a": "Zoe", "b": "Amy", "c": "Moe", "d": "Abe"}, "label")
    rows = rank_module.rank(graph, "degree").rows
    assert [(row.label, row.rank) for row in rows] == [("Hub", 1), ("Amy", 2), ("Moe", 2), ("Zoe", 2), ("Abe", 5)]


def rows_of(values: dict[str, float]) -> tuple[rank_module.Rank, ...]:
    """Return what ranks have these scores, each with one of three labels."""
    names = tuple(values)
    labels = tuple(f"{index % 3}" for index in range(len(names)))
    described = rank_module.Described("", "", "", names, labels, ("",) * len(names))
    return rank_module._rows(described, np.arange(len(names)), np.array(list(values.values()), dtype=float))


def test_small_scores_are_compared_by_their_own_size() -> None:
    values = {"a": 1e-13, "b": 1e-14, "c": 1e-14 * (1 + 1e-12), "d": 0.0}
    rows = rows_of(values)
    assert [(row.actor, row.rank) for row in rows] == [("a", 1), ("b", 2), ("c", 2), ("d", 4)]


def test_a_chain_of_near_neighbours_is_not_one_rank() -> None:
    values = {"a": 1.0, "b": 1.0 - 6e-10, "c": 1.0 - 12e-10}
    assert [(row.actor, row.rank) for row in rows_of(values)] == [("a", 1), ("b", 1), ("c", 3)]


@given(st.lists(st.sampled_from([0.0, 0.1 + 0.2, 0.3, 1 / 3, 1.0, 1.0 + 1e-12, 2.5]) | st.floats(0, 10), min_size=1))
def test_ranks_follow_scores(values: list[float]) -> None:
    rows = rows_of({f"n{index}": value for index, value in enumerate(values)})
    assert sorted(row.score for row in rows) == sorted(values)
    groups = [list(group) for _, group in itertools.groupby(rows, key=lambda row: row.rank)]
    place = 1
    for group in groups:
        assert {row.rank for row in group} == {place}
        place += len(group)
        assert [(row.label, row.actor) for row in group] == sorted((row.label, row.actor) for row in group)
        top = max(row.score for row in group)
        assert all(math.isclose(row.score, top, rel_tol=1e-9) for row in group)
    for before, after in itertools.pairwise(groups):
        assert min(row.score for row in before) > max(row.score for row in after)
        top = max(row.score for row in before)
        assert not any(math.isclose(row.score, top, rel_tol=1e-9) for row in after)


@given(st.integers(0, 10_000), st.sampled_from(sorted(measures.MEASURES)))
def test_structurally_equal_actors_have_equal_ranks(seed: int, measure: str) -> None:
    graph = co_participation(seed, 8, 3)
    # Each actor gets a twin with the same ties, and a tie to the twin.
    twins = nx.Graph(name="x")
    for node in graph:
        twins.add_edge(node, node + "'", weight=1, distance=1.0)
    for one, other in graph.edges:
        twins.add_edges_from(itertools.product((one, one + "'"), (other, other + "'")), weight=1, distance=1.0)
    ranks = {row.actor: row.rank for row in rank_module.rank(twins, measure).rows}
    assert all(ranks[node] == ranks[node + "'"] for node in graph)


def test_only_actors_are_ranked_in_the_affiliation_network() -> None:
    ranking = rank_module.rank(affiliation(), "betweenness")
    assert {row.actor for row in ranking.rows} == set("abcd")
    assert ranking.rows[0].actor == "b"
    assert "only actors are ranked" in ranking.definition
    assert "only actors are ranked" not in rank_module.rank(co_participation(), "betweenness").definition


@pytest.mark.parametrize("measure", measures.MEASURES)
def test_the_documented_object(measure: str) -> None:
    document = json.loads(json.dumps(rank_module.rank(co_participation(), measure).to_dict()))
    assert list(document) == [
        "network",
        "network_definition",
        "measure",
        "definition",
        "source",
        "weight",
        "weight_definition",
        "parameters",
        "engine",
        "size",
        "ranking",
    ]
    assert document["network"] == "co-participation"
    assert document["network_definition"] == "Who met whom."
    assert document["measure"] == measure
    assert document["definition"].endswith(".")
    assert bool(document["parameters"]) == (measure != "eigenvector")
    assert len(document["ranking"]) == 18
    for row in document["ranking"]:
        assert list(row) == ["actor", "label", "kind", "score", "rank"]
        assert row["actor"].startswith("urn:a")
        assert [type(value) for value in row.values()] == [str, str, str, float, int]


@pytest.mark.parametrize("measure", measures.MEASURES)
@pytest.mark.parametrize("weighted", [False, True])
def test_one_actor_alone_is_first(measure: str, weighted: bool) -> None:
    graph = nx.Graph(name="co-participation")
    graph.add_node("a", label="A", kind="state")
    [row] = rank_module.rank(graph, measure, weighted).rows
    assert (row.actor, row.rank) == ("a", 1)


def test_an_empty_network_is_refused_with_a_remedy() -> None:
    with pytest.raises(SelectionError, match="the co-participation network has no actors to rank; include more kinds"):
        rank_module.rank(nx.Graph(name="co-participation"))


def test_networkx_is_not_imported_until_it_is_needed() -> None:
    source = Path(rank_module.__file__).parents[2]
    modules = ("definitions", "ranking", "plot")
    code = f"import sys, {', '.join(f'coalition.network.{m}' for m in modules)}; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        check=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(source)},
    ).stdout.split()
    assert not {"networkx", "numpy", "scipy", "matplotlib"} & set(loaded)


def test_the_size_of_a_network_counts_nodes_ties_density_and_components() -> None:
    graph = nx.Graph([("a", "b"), ("b", "c"), ("d", "e")])
    assert rank_module.size(graph) == {"nodes": 5, "ties": 3, "density": 0.3, "components": 2}
    arcs = nx.DiGraph([("a", "b"), ("b", "a"), ("c", "b"), ("c", "c")])
    assert rank_module.size(arcs) == {"nodes": 3, "ties": 4, "density": 0.5, "components": 1}
    assert rank_module.size(nx.empty_graph(1)) == {"nodes": 1, "ties": 0, "density": 0.0, "components": 1}
    # Of the eight pairs of an actor and an event in two columns, five are tied.
    assert rank_module.size(affiliation()) == {"nodes": 6, "ties": 5, "density": 0.625, "components": 1}
