"""Test that measures give the numbers of their definitions, and that descriptions say what was computed."""

from __future__ import annotations

import itertools
import json
import math
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pytest
from definitions import DEFINITIONS, is_acyclic, matrix
from networks import GRAPHS, NAMES, co_participation, commitments, read_back, scores
from scipy import sparse
from scipy.sparse.linalg import cg, eigsh
from shapes import SHAPES, cycle_of_two_weights, heavy_tailed, named

from coalition.errors import SelectionError
from coalition.network import linear, measures
from coalition.network import ranking as rank_module

MEASURES = list(measures.MEASURES)


def test_every_measure_has_a_definition_to_compare_with() -> None:
    assert list(DEFINITIONS) == MEASURES


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("shape", SHAPES)
def test_scores_are_those_of_the_definition(shape: str, measure: str, weighted: bool) -> None:
    graph = SHAPES[shape]
    if measure == "eigenvector" and graph.is_directed() and is_acyclic(matrix(graph, weighted)):
        with pytest.raises(SelectionError, match="not defined for a directed network without cycles"):
            rank_module.rank(graph, measure, weighted)
        return
    expected = {node: float(score) for node, score in DEFINITIONS[measure](graph, weighted).items()}
    # Each score is compared with its own size: what is 0 is exactly 0, and the tail of a network is not all alike.
    assert scores(rank_module.rank(graph, measure, weighted)) == pytest.approx(expected, rel=1e-11, abs=0)


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("measure", ["eigenvector", "pagerank", "katz"])
@pytest.mark.parametrize("shape", [shape for shape, graph in SHAPES.items() if graph.number_of_edges()])
def test_the_ways_for_large_networks_give_the_same_scores(
    shape: str, measure: str, weighted: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(linear, "FEW", 4)  # Lanczos takes three nodes or more
    test_scores_are_those_of_the_definition(shape, measure, weighted)


@pytest.mark.parametrize("weighted", [False, True])
def test_scores_of_a_large_network_are_those_of_other_solvers(weighted: bool) -> None:
    graph = heavy_tailed()
    adjacency = nx.to_scipy_sparse_array(graph, weight="weight" if weighted else None, dtype=float).tocsc()
    sums, ones = adjacency.sum(axis=0), np.ones(len(graph))
    (greatest,), vector = eigsh(adjacency, k=1, which="LA", tol=0)
    alpha = float(f"{0.9 / greatest:.6g}")
    references = {
        # Multiplied by the sums, the equations of PageRank are symmetric, too.
        "pagerank": sums * cg(sparse.diags_array(sums) - 0.85 * adjacency, ones, rtol=1e-14)[0],
        "katz": cg(sparse.eye_array(len(graph)) - alpha * adjacency, ones, rtol=1e-14)[0],
        "eigenvector": np.abs(vector[:, 0]),
    }
    for measure, reference in references.items():
        ranking = rank_module.rank(graph, measure, weighted)
        norm = np.linalg.norm(reference, 1 if measure == "pagerank" else 2)
        expected = dict(zip(graph, reference / norm, strict=True))
        assert scores(ranking) == pytest.approx(expected, rel=1e-9, abs=0)
        places = {node: row.rank for row in ranking.rows for node in [row.actor]}
        groups = rank_module.equal(expected)
        starts = itertools.accumulate([1, *map(len, groups)])
        assert places == {node: start for start, group in zip(starts, groups, strict=False) for node in group}


def weight_of(graph: Any, weighted: bool) -> dict[str, Any]:
    return {"weight": "weight" if weighted else None}


NETWORKX: dict[str, Callable[[Any, bool], Any]] = {
    "degree": lambda g, w: dict(g.degree(weight="weight")) if w else nx.degree_centrality(g),
    "betweenness": lambda g, w: nx.betweenness_centrality(g, weight="distance" if w else None),
    "closeness": lambda g, w: nx.closeness_centrality(g, distance="distance" if w else None),
    "harmonic": lambda g, w: nx.harmonic_centrality(g, distance="distance" if w else None),
    "eigenvector": lambda g, w: nx.eigenvector_centrality(g, max_iter=10_000, tol=1e-13, **weight_of(g, w)),
    "pagerank": lambda g, w: nx.pagerank(g, max_iter=1000, tol=1e-15, **weight_of(g, w)),
    "katz": lambda g, w: nx.katz_centrality_numpy(
        g, alpha=rank_module.rank(g, "katz", w).parameters["alpha"], **weight_of(g, w)
    ),
}


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("graph", GRAPHS, ids=NAMES)
@pytest.mark.parametrize("measure", NETWORKX)
def test_numbers_agree_with_networkx_on_the_exported_edges(graph: Any, measure: str, weighted: bool) -> None:
    expected = NETWORKX[measure](read_back(graph), weighted)
    found = scores(rank_module.rank(graph, measure, weighted))
    assert len(found) == sum(not data.get("bipartite") for _, data in graph.nodes(data=True))
    assert found == pytest.approx({actor: expected[actor] for actor in found}, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("measure", MEASURES)
def test_weights_count_only_if_they_are_asked_for(measure: str) -> None:
    plain, heavy = named(nx.path_graph(5)), named(nx.path_graph(5))
    first = next(iter(heavy.edges))
    heavy.edges[first].update(weight=7, distance=1 / 7)
    assert rank_module.rank(plain, measure).rows == rank_module.rank(heavy, measure).rows
    assert rank_module.rank(heavy, measure).weight is None
    weighted = rank_module.rank(heavy, measure, weighted=True)
    assert weighted.weight in ("weight", "distance")
    assert (
        "weight" in weighted.definition.lower() and weighted.definition != rank_module.rank(heavy, measure).definition
    )
    if measure != "betweenness":  # in a path there is no other way, however far it is
        assert weighted.rows != rank_module.rank(plain, measure, weighted=True).rows


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("shape", ["path", "even cycle", "star", "grid", "complete bipartite", "two cliques joined"])
def test_actors_in_the_same_position_are_equal_in_whatever_order_they_come(shape: str, measure: str) -> None:
    graph = SHAPES[shape]
    exact = DEFINITIONS["harmonic" if measure == "degree" else measure](graph, False)
    digits = {node: f"{float(score):.12g}" for node, score in exact.items()}
    source = np.random.default_rng(3)
    found = []
    for _ in range(5):
        again = nx.create_empty_copy(graph, with_data=True)
        again.clear()
        again.add_nodes_from((node, graph.nodes[node]) for node in source.permutation(list(graph)).tolist())
        edges = [(*ends, graph.edges[ends]) for ends in graph.edges]
        again.add_edges_from(edges[index] for index in source.permutation(len(edges)))
        found.append({row.actor: row.rank for row in rank_module.rank(again, measure).rows})
    assert all(ranks == found[0] for ranks in found)
    if measure != "degree":
        for one, other in itertools.combinations(graph, 2):
            assert (found[0][one] == found[0][other]) == (digits[one] == digits[other])


@pytest.mark.parametrize("measure", MEASURES)
def test_both_halves_of_a_long_path_have_the_same_ranks(measure: str) -> None:
    length = 301
    ranks = {
        row.actor: row.rank for row in rank_module.rank(nx.path_graph(map("{:03}".format, range(length))), measure).rows
    }
    half = [f"{index:03}" for index in range(length // 2)]
    assert all(ranks[node] == ranks[f"{length - 1 - int(node):03}"] for node in half)
    if measure in ("betweenness", "closeness", "harmonic", "eigenvector"):
        assert [ranks[node] for node in half] == list(range(length - 1, 1, -2))


def test_paths_of_equal_length_stay_equal_although_thirds_are_not_binary() -> None:
    graph = nx.Graph(name="co-participation")
    # Six ties of 1/6 and one of 1 join s and t: in binary, six sixths fall short of one.
    way = ["s", "p1", "p2", "p3", "p4", "p5", "t"]
    graph.add_edges_from((one, other, {"weight": 6, "distance": 1 / 6}) for one, other in itertools.pairwise(way))
    graph.add_edge("s", "t", weight=1, distance=1.0)
    assert sum([1 / 6] * 6) != 1.0
    found = scores(rank_module.rank(graph, "betweenness", weighted=True))
    assert found == pytest.approx({n: float(s) for n, s in DEFINITIONS["betweenness"](graph, True).items()})
    assert found != pytest.approx(nx.betweenness_centrality(graph, weight="distance"))


def test_weights_that_a_file_holds_as_fractions_are_taken_as_they_are() -> None:
    graph = nx.Graph([("a", "b"), ("b", "c")], name="co-participation")
    graph.add_edge("a", "c", weight=0.25)
    nx.set_edge_attributes(graph, {("a", "b"): 0.75, ("b", "c"): 0.5}, "weight")
    assert scores(rank_module.rank(graph, "betweenness", weighted=True)) == {"a": 0.0, "b": 1.0, "c": 0.0}


def test_eigenvector_leaves_nothing_outside_the_part_with_the_greatest_eigenvalue() -> None:
    graph = nx.disjoint_union(nx.complete_graph(4), nx.path_graph(3))
    ranking = rank_module.rank(nx.relabel_nodes(graph, str), "eigenvector")
    assert scores(ranking) == pytest.approx({**dict.fromkeys("0123", 0.5), **dict.fromkeys("456", 0.0)})
    assert [row.score for row in ranking.rows[4:]] == [0.0, 0.0, 0.0]
    assert [row.rank for row in ranking.rows] == [1, 1, 1, 1, 5, 5, 5]
    assert "component with the greatest eigenvalue" in ranking.definition


def test_parts_whose_eigenvalues_are_only_near_each_other_are_told_apart() -> None:
    graph = nx.disjoint_union(nx.star_graph(63), nx.star_graph(64))  # their eigenvalues are the square roots
    found = scores(rank_module.rank(nx.relabel_nodes(graph, "{:03}".format), "eigenvector"))
    assert {node for node, score in found.items() if score} == {f"{node:03}" for node in range(64, 129)}


def test_eigenvector_reaches_along_arcs_from_the_dominant_cycle() -> None:
    found = scores(rank_module.rank(commitments(), "eigenvector"))
    assert found["f"] > 0, "an actor that the cycle commits to"
    assert found["d"] == found["e"] == 0.0, "actors that nobody commits to"


@pytest.mark.parametrize(
    ("arcs", "reason"),
    [
        ([("a", "b"), ("c", "b")], "is not defined for a directed network without cycles"),
        ([("a", "a"), ("a", "b"), ("b", "b")], "is not defined where a part .* leads to another such part"),
    ],
)
def test_eigenvector_is_refused_where_it_is_not_defined(arcs: list[tuple[str, str]], reason: str) -> None:
    with pytest.raises(SelectionError, match=f"eigenvector centrality {reason}; use katz or pagerank"):
        rank_module.rank(nx.DiGraph(arcs, name="commitment"), "eigenvector")


def chain(weight: int) -> Any:
    graph = nx.path_graph([f"{node:03}" for node in range(400)], create_using=nx.DiGraph)
    nx.set_edge_attributes(graph, weight, "weight")
    return graph


@pytest.mark.parametrize(("graph", "measure"), [(cycle_of_two_weights(100), "eigenvector"), (chain(1000), "katz")])
def test_numbers_beyond_floats_are_refused_in_one_line(graph: Any, measure: str) -> None:
    with pytest.raises(SelectionError, match=rf"{measure} of this network takes numbers .*; use another measure"):
        rank_module.rank(graph, measure, weighted=True)


def test_too_many_shortest_paths_are_refused_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    # A chain of 1100 squares has 2^1100 shortest paths, which takes networkx a minute to find too many.
    monkeypatch.setattr(nx, "betweenness_centrality", lambda graph, weight: dict.fromkeys(graph, math.nan))
    with pytest.raises(SelectionError, match=r"betweenness of this network takes numbers .*; use another measure"):
        rank_module.rank(nx.path_graph(["a", "b", "c"]), "betweenness")


def test_katz_of_great_scores_is_scaled_without_overflow() -> None:
    found = scores(rank_module.rank(chain(50), "katz", weighted=True))
    # Each score is 5 times the one before, and 1 more, so the last ones are 5 to 1.
    assert found["399"] == pytest.approx(math.sqrt(24 / 25), rel=1e-12)
    assert found["398"] / found["399"] == pytest.approx(0.2, rel=1e-12)
    assert 0 < found["000"] < 1e-270


@pytest.mark.parametrize(("size", "alpha"), [(4, 0.1), (17, 0.05625), (257, 0.00351563)])
def test_katz_keeps_alpha_below_the_inverse_of_the_greatest_eigenvalue(size: int, alpha: float) -> None:
    # 0.9 / 256 is half-way between two numbers of six digits: rounding the eigenvalue first decides it.
    ranking = rank_module.rank(nx.relabel_nodes(nx.complete_graph(size), str), "katz")
    assert ranking.parameters["alpha"] == alpha
    assert alpha * (size - 1) < 1
    assert scores(ranking) == pytest.approx(dict.fromkeys(map(str, range(size)), size**-0.5))


def test_katz_of_a_long_chain_of_arcs_is_not_misled_by_rounding() -> None:
    chain = nx.DiGraph(itertools.pairwise(f"{index:03}" for index in range(120)))
    nx.set_edge_attributes(chain, 50, "weight")
    assert rank_module.rank(chain, "katz", weighted=True).parameters["alpha"] == 0.1


PARAMETERS: dict[str, Callable[..., dict[Any, float]]] = {
    "betweenness": nx.betweenness_centrality,
    "closeness": nx.closeness_centrality,
    "degree": lambda graph, normalized: {
        node: ties / (len(graph) - 1 if normalized else 1) for node, ties in graph.degree()
    },
    "strength": lambda graph, normalized: {
        node: ties / (len(graph) - 1 if normalized else 1) for node, ties in graph.degree(weight="weight")
    },
    "harmonic": lambda graph, normalized: {
        node: score / (len(graph) - 1 if normalized else 1) for node, score in nx.harmonic_centrality(graph).items()
    },
}
"""What computes a measure by the parameters that are reported of it."""


@pytest.mark.parametrize("measure", PARAMETERS)
def test_reported_parameters_give_the_scores(measure: str) -> None:
    graph = co_participation()
    name = "degree" if measure == "strength" else measure
    ranking = rank_module.rank(graph, name, weighted=measure == "strength")
    assert scores(ranking) == pytest.approx(PARAMETERS[measure](graph, **ranking.parameters), rel=1e-12)
    wanted = {"betweenness": {"normalized": True, "endpoints": False}, "closeness": {"wf_improved": True}}
    assert ranking.parameters == wanted.get(measure, {"normalized": measure == "degree"})


def test_reported_parameters_are_those_that_networkx_takes() -> None:
    graph = co_participation()
    for measure, function in (("pagerank", nx.pagerank), ("katz", nx.katz_centrality)):
        ranking = rank_module.rank(graph, measure, weighted=True)
        expected = function(graph, weight=ranking.weight, **ranking.parameters, tol=1e-14, max_iter=10_000)
        assert scores(ranking) == pytest.approx(expected, rel=1e-12)
        assert set(ranking.parameters) == {"alpha"} | ({"beta", "normalized"} if measure == "katz" else set())


def test_every_measure_has_a_citation_that_can_be_found() -> None:
    for measure in [*measures.MEASURES.values(), measures.STRENGTH]:
        assert "doi:10." in measure.source, measure.name


def test_an_unknown_measure_is_refused_with_the_nearest() -> None:
    with pytest.raises(SelectionError, match=r"there is no measure 'betweeness'; did you mean betweenness\?"):
        rank_module.rank(co_participation(), "betweeness")


PRINT_ALL = """
import json, sys, networkx as nx
from coalition.network import measures
from coalition.network import ranking as rank_module
for text in json.load(sys.stdin):
    graph = nx.parse_graphml(text)
    for measure in measures.MEASURES:
        for weighted in (False, True):
            print(json.dumps(rank_module.rank(graph, measure, weighted).to_dict()))
"""


def test_scores_are_the_same_to_the_last_digit_for_every_hash_seed() -> None:
    text = json.dumps(["\n".join(nx.generate_graphml(graph)) for graph in GRAPHS])
    source = Path(rank_module.__file__).parents[2]
    outputs = {
        subprocess.run(
            [sys.executable, "-c", PRINT_ALL],
            input=text,
            capture_output=True,
            check=True,
            text=True,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(source)},
        ).stdout
        for seed in ("0", "1", "2")
    }
    [output] = outputs
    assert output.count("\n") == 2 * len(measures.MEASURES) * len(GRAPHS)  # without weights and with them
