"""Test that measures give the numbers of networkx on the same edges, and that definitions say what was computed."""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from networks import GRAPHS, NAMES, co_participation, commitments, read_back, scores

from coalition.errors import SelectionError
from coalition.network import measures
from coalition.network import ranking as rank_module

PLAIN = {
    "degree": nx.degree_centrality,
    "betweenness": nx.betweenness_centrality,
    "closeness": nx.closeness_centrality,
    "harmonic": nx.harmonic_centrality,
    "eigenvector": lambda graph: nx.eigenvector_centrality(graph, max_iter=10_000, tol=1e-12),
    "pagerank": nx.pagerank,
    "katz": lambda graph: nx.katz_centrality_numpy(graph, alpha=rank_module.rank(graph, "katz").parameters["alpha"]),
}


def test_every_measure_that_the_help_names_is_there() -> None:
    assert list(measures.MEASURES) == list(PLAIN)


@pytest.mark.parametrize("graph", GRAPHS, ids=NAMES)
@pytest.mark.parametrize("measure", PLAIN)
def test_numbers_agree_with_plain_networkx_on_the_exported_edges(graph: Any, measure: str) -> None:
    expected = PLAIN[measure](read_back(graph))
    found = scores(rank_module.rank(graph, measure))
    assert len(found) == sum(not data.get("bipartite") for _, data in graph.nodes(data=True))
    assert found == pytest.approx({actor: expected[actor] for actor in found}, rel=1e-9, abs=1e-9)


def exact(graph: Any) -> Any:
    """Return the network with distances as fractions, in the attribute "exact"."""
    copy = nx.create_empty_copy(graph)
    copy.add_edges_from((u, v, {"exact": Fraction(1, w)}) for u, v, w in graph.edges(data="weight"))
    return copy


STRONG: dict[str, Callable[[Any], dict[Any, Any]]] = {
    "degree": lambda graph: dict(graph.degree(weight="weight")),
    "betweenness": lambda graph: nx.betweenness_centrality(exact(graph), weight="exact"),
    "closeness": lambda graph: nx.closeness_centrality(graph, distance="distance"),
    "harmonic": lambda graph: nx.harmonic_centrality(graph, distance="distance"),
    "eigenvector": lambda graph: nx.eigenvector_centrality(graph, max_iter=10_000, tol=1e-12, weight="weight"),
    "pagerank": lambda graph: nx.pagerank(graph, weight="weight"),
    "katz": lambda graph: nx.katz_centrality_numpy(
        graph, alpha=rank_module.rank(graph, "katz", weighted=True).parameters["alpha"], weight="weight"
    ),
}


@pytest.mark.parametrize("graph", GRAPHS, ids=NAMES)
@pytest.mark.parametrize("measure", STRONG)
def test_numbers_agree_with_weighted_networkx_on_the_exported_edges(graph: Any, measure: str) -> None:
    expected = STRONG[measure](read_back(graph))
    found = scores(rank_module.rank(graph, measure, weighted=True))
    assert found == pytest.approx({actor: expected[actor] for actor in found}, rel=1e-9, abs=1e-9)


def test_paths_of_equal_length_stay_equal_although_thirds_are_not_binary() -> None:
    graph = nx.Graph(name="co-participation")
    # Six ties of 1/6 and one of 1 join s and t: in binary, six sixths fall short of one.
    way = ["s", "p1", "p2", "p3", "p4", "p5", "t"]
    graph.add_edges_from((one, other, {"weight": 6, "distance": 1 / 6}) for one, other in itertools.pairwise(way))
    graph.add_edge("s", "t", weight=1, distance=1.0)
    assert sum([1 / 6] * 6) != 1.0
    ranking = rank_module.rank(graph, "betweenness", weighted=True)
    assert ranking.parameters["distance_scale"] == 6
    assert scores(ranking) == pytest.approx(STRONG["betweenness"](graph))
    assert scores(ranking) != pytest.approx(nx.betweenness_centrality(graph, weight="distance"))


def test_eigenvector_leaves_nothing_outside_the_part_with_the_greatest_eigenvalue() -> None:
    graph = nx.disjoint_union(nx.complete_graph(4), nx.path_graph(3))
    ranking = rank_module.rank(nx.relabel_nodes(graph, str), "eigenvector")
    assert scores(ranking) == pytest.approx({**dict.fromkeys("0123", 0.5), **dict.fromkeys("456", 0.0)})
    assert [row.score for row in ranking.rows[4:]] == [0.0, 0.0, 0.0]
    assert [row.rank for row in ranking.rows] == [1, 1, 1, 1, 5, 5, 5]
    assert "component with the greatest eigenvalue" in ranking.definition


def test_eigenvector_reaches_along_arcs_from_the_dominant_cycle() -> None:
    found = scores(rank_module.rank(commitments(), "eigenvector"))
    assert found["f"] > 0, "an actor that the cycle commits to"
    assert found["d"] == found["e"] == 0.0, "actors that nobody commits to"


@pytest.mark.parametrize("arcs", [[("a", "b"), ("c", "b")], [("a", "a"), ("a", "b"), ("b", "b")]])
def test_eigenvector_is_refused_where_it_is_not_defined(arcs: list[tuple[str, str]]) -> None:
    with pytest.raises(SelectionError, match=r"eigenvector centrality .* use katz or pagerank"):
        rank_module.rank(nx.DiGraph(arcs, name="commitment"), "eigenvector")


@pytest.mark.parametrize(("size", "alpha"), [(4, 0.1), (17, 0.05625)])
def test_katz_keeps_alpha_below_the_inverse_of_the_greatest_eigenvalue(size: int, alpha: float) -> None:
    ranking = rank_module.rank(nx.relabel_nodes(nx.complete_graph(size), str), "katz")
    assert ranking.parameters["alpha"] == alpha
    assert alpha * (size - 1) < 1
    assert scores(ranking) == pytest.approx(dict.fromkeys(map(str, range(size)), size**-0.5))


def test_katz_of_a_long_chain_of_arcs_is_not_misled_by_rounding() -> None:
    chain = nx.DiGraph(itertools.pairwise(f"{index:03}" for index in range(120)))
    nx.set_edge_attributes(chain, 50, "weight")
    assert rank_module.rank(chain, "katz", weighted=True).parameters["alpha"] == 0.1


def test_reported_parameters_are_those_that_networkx_takes() -> None:
    graph = co_participation()
    for measure, function in (("pagerank", nx.pagerank), ("katz", nx.katz_centrality)):
        ranking = rank_module.rank(graph, measure)
        assert scores(ranking) == function(graph, weight=ranking.weight, **ranking.parameters)


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
