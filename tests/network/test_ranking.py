"""Centralities: the numbers of networkx on the same edges, ranks that treat equals equally, and honest definitions."""

from __future__ import annotations

import itertools
import json
import math
import os
import random
import subprocess
import sys
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalition.errors import SelectionError
from coalition.network import measures
from coalition.network import ranking as rank_module


def co_participation(seed: int = 7, actors: int = 18, events: int = 7) -> Any:
    """A network of the form that coalition.network builds, of invented events of all sizes."""
    source = random.Random(seed)
    weights: dict[tuple[str, str], int] = {}
    for _ in range(events):
        present = sorted(source.sample(range(actors), min(actors, source.choice([1, 2, 3, 4, 12]))))
        for one, other in itertools.combinations(present, 2):
            weights[f"urn:a{one:02}", f"urn:a{other:02}"] = weights.get((f"urn:a{one:02}", f"urn:a{other:02}"), 0) + 1
    graph = nx.Graph(name="co-participation", definition="Who met whom.", weight_definition="the number of events")
    for actor in range(actors):
        graph.add_node(f"urn:a{actor:02}", label=f"Actor {actor:02}", kind="state")
    for pair, weight in sorted(weights.items()):
        graph.add_edge(*pair, weight=weight, distance=1 / weight)
    return graph


def commitments() -> Any:
    arcs = [("a", "b", 2), ("b", "c", 1), ("c", "a", 3), ("d", "a", 1), ("e", "a", 4), ("b", "f", 1), ("c", "b", 1)]
    graph = nx.DiGraph(name="commitment", definition="Who commits to whom.", weight_definition="commitments")
    graph.add_nodes_from((node, {"label": node.upper(), "kind": "state"}) for node in "abcdef")
    graph.add_edges_from((one, other, {"weight": w, "distance": 1 / w}) for one, other, w in arcs)
    return graph


def affiliation() -> Any:
    graph = nx.Graph(name="affiliation", definition="Who was where.", weight_definition="1")
    graph.add_nodes_from((node, {"label": node, "kind": "person", "bipartite": 0}) for node in "abcd")
    graph.add_nodes_from((node, {"label": node, "kind": "event", "bipartite": 1}) for node in ("e1", "e2"))
    edges = [("a", "e1"), ("b", "e1"), ("b", "e2"), ("c", "e2"), ("d", "e2")]
    graph.add_edges_from(edges, weight=1, distance=1.0)
    return graph


def read_back(graph: Any) -> Any:
    return nx.parse_graphml("\n".join(nx.generate_graphml(graph)))


def scores(ranking: rank_module.Ranking) -> dict[str, float]:
    return {row.actor: row.score for row in ranking.rows}


PLAIN = {
    "degree": nx.degree_centrality,
    "betweenness": nx.betweenness_centrality,
    "closeness": nx.closeness_centrality,
    "harmonic": nx.harmonic_centrality,
    "eigenvector": lambda graph: nx.eigenvector_centrality(graph, max_iter=10_000, tol=1e-12),
    "pagerank": nx.pagerank,
    "katz": lambda graph: nx.katz_centrality_numpy(graph, alpha=rank_module.rank(graph, "katz").parameters["alpha"]),
}
GRAPHS = [co_participation(), co_participation(3, 25, 4), commitments(), affiliation()]
NAMES = ["dense", "in parts", "directed", "bipartite"]


def test_every_measure_that_the_help_names_is_there() -> None:
    assert list(measures.MEASURES) == list(PLAIN)


@pytest.mark.parametrize("graph", GRAPHS, ids=NAMES)
@pytest.mark.parametrize("measure", PLAIN)
def test_numbers_agree_with_plain_networkx_on_the_exported_edges(graph: Any, measure: str) -> None:
    expected = PLAIN[measure](read_back(graph))
    found = scores(rank_module.rank(graph, measure))
    assert len(found) == sum(not data.get("bipartite") for _, data in graph.nodes(data=True))
    assert found == pytest.approx({actor: expected[actor] for actor in found}, rel=1e-9, abs=1e-9)


def exact_betweenness(graph: Any) -> dict[Any, float]:
    exact = nx.create_empty_copy(graph)
    exact.add_edges_from((u, v, {"exact": Fraction(1, w)}) for u, v, w in graph.edges(data="weight"))
    return dict(nx.betweenness_centrality(exact, weight="exact"))


STRONG: dict[str, Callable[[Any], dict[Any, Any]]] = {
    "degree": lambda graph: dict(graph.degree(weight="weight")),
    "betweenness": exact_betweenness,
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
        ("pagerank", False, "pagerank", "weight"),
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


def test_paths_of_equal_length_stay_equal_although_thirds_are_not_binary() -> None:
    graph = nx.Graph(name="co-participation")
    # Six ties of 1/6 and one of 1 join s and t: in binary, six sixths fall short of one.
    way = ["s", "p1", "p2", "p3", "p4", "p5", "t"]
    graph.add_edges_from((one, other, {"weight": 6, "distance": 1 / 6}) for one, other in itertools.pairwise(way))
    graph.add_edge("s", "t", weight=1, distance=1.0)
    assert sum([1 / 6] * 6) != 1.0
    ranking = rank_module.rank(graph, "betweenness", weighted=True)
    assert ranking.parameters["distance_scale"] == 6
    assert scores(ranking) == pytest.approx(exact_betweenness(graph))
    assert scores(ranking) != pytest.approx(nx.betweenness_centrality(graph, weight="distance"))


def test_equal_scores_share_a_rank_and_the_next_rank_counts_them() -> None:
    graph = nx.Graph([("hub", "b"), ("hub", "a"), ("hub", "c"), ("a", "b"), ("c", "d")], name="x")
    nx.set_node_attributes(graph, {"hub": "Hub", "a": "Zoe", "b": "Amy", "c": "Moe", "d": "Abe"}, "label")
    rows = rank_module.rank(graph, "degree").rows
    assert [(row.label, row.rank) for row in rows] == [("Hub", 1), ("Amy", 2), ("Moe", 2), ("Zoe", 2), ("Abe", 5)]


def test_a_chain_of_near_neighbours_is_not_one_rank() -> None:
    values = {"a": 1.0, "b": 1.0 - 6e-10, "c": 1.0 - 12e-10}
    graph = nx.Graph()
    graph.add_nodes_from(values)
    assert [(row.actor, row.rank) for row in rank_module._ranks(graph, values)] == [("a", 1), ("b", 1), ("c", 3)]


@given(st.lists(st.sampled_from([0.0, 0.1 + 0.2, 0.3, 1 / 3, 1.0, 1.0 + 1e-12, 2.5]) | st.floats(0, 10), min_size=1))
def test_ranks_follow_scores(values: list[float]) -> None:
    graph = nx.Graph()
    graph.add_nodes_from((f"n{index}", {"label": f"{index % 3}"}) for index in range(len(values)))
    rows = rank_module._ranks(graph, {f"n{index}": value for index, value in enumerate(values)})
    assert sorted(row.score for row in rows) == sorted(values)
    groups = [list(group) for _, group in itertools.groupby(rows, key=lambda row: row.rank)]
    place = 1
    for group in groups:
        assert {row.rank for row in group} == {place}
        place += len(group)
        assert [(row.label, row.actor) for row in group] == sorted((row.label, row.actor) for row in group)
        top = max(row.score for row in group)
        assert all(math.isclose(row.score, top, rel_tol=1e-9, abs_tol=1e-12) for row in group)
    for before, after in itertools.pairwise(groups):
        assert min(row.score for row in before) > max(row.score for row in after)
        top = max(row.score for row in before)
        assert not any(math.isclose(row.score, top, rel_tol=1e-9, abs_tol=1e-12) for row in after)


@given(st.integers(0, 10_000), st.sampled_from(sorted(PLAIN)))
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


def test_eigenvector_leaves_nothing_outside_the_part_with_the_greatest_eigenvalue() -> None:
    graph = nx.disjoint_union(nx.complete_graph(4), nx.path_graph(3))
    ranking = rank_module.rank(nx.relabel_nodes(graph, str), "eigenvector")
    assert scores(ranking) == pytest.approx({**dict.fromkeys("0123", 0.5), **dict.fromkeys("456", 0.0)})
    assert [row.score for row in ranking.rows[4:]] == [0.0, 0.0, 0.0]
    assert [row.rank for row in ranking.rows] == [1, 1, 1, 1, 5, 5, 5]
    assert "part with the greatest eigenvalue" in ranking.definition


def test_eigenvector_reaches_along_arcs_from_the_dominant_cycle() -> None:
    found = scores(rank_module.rank(commitments(), "eigenvector"))
    assert found["f"] > 0, "an actor that the cycle commits to"
    assert found["d"] == found["e"] == 0.0, "actors that nobody commits to"


@pytest.mark.parametrize("arcs", [[("a", "b"), ("c", "b")], [("a", "a"), ("a", "b"), ("b", "b")]])
def test_eigenvector_is_refused_where_it_is_not_defined(arcs: list[tuple[str, str]]) -> None:
    with pytest.raises(SelectionError, match=r"eigenvector centrality .* take katz or pagerank"):
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


def test_only_actors_are_ranked_in_the_affiliation_network() -> None:
    ranking = rank_module.rank(affiliation(), "betweenness")
    assert {row.actor for row in ranking.rows} == set("abcd")
    assert ranking.rows[0].actor == "b"
    assert "only actors are ranked" in ranking.definition
    assert "only actors are ranked" not in rank_module.rank(co_participation(), "betweenness").definition


@pytest.mark.parametrize("measure", PLAIN)
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
        "ranking",
    ]
    assert document["network"] == "co-participation"
    assert document["network_definition"] == "Who met whom."
    assert document["measure"] == measure
    assert document["definition"].endswith(".")
    assert document["parameters"]
    assert len(document["ranking"]) == 18
    for row in document["ranking"]:
        assert list(row) == ["actor", "label", "kind", "score", "rank"]
        assert row["actor"].startswith("urn:a")
        assert [type(value) for value in row.values()] == [str, str, str, float, int]


def test_reported_parameters_are_those_that_networkx_takes() -> None:
    graph = co_participation()
    for measure, function in (("pagerank", nx.pagerank), ("katz", nx.katz_centrality)):
        ranking = rank_module.rank(graph, measure)
        assert scores(ranking) == function(graph, weight=ranking.weight, **ranking.parameters)


def test_every_measure_has_a_citation_that_can_be_found() -> None:
    for measure in [*measures.MEASURES.values(), measures.STRENGTH]:
        assert "doi:10." in measure.source, measure.name


@pytest.mark.parametrize("measure", PLAIN)
@pytest.mark.parametrize("weighted", [False, True])
def test_one_actor_alone_is_first(measure: str, weighted: bool) -> None:
    graph = nx.Graph(name="co-participation")
    graph.add_node("a", label="A", kind="state")
    [row] = rank_module.rank(graph, measure, weighted).rows
    assert (row.actor, row.rank) == ("a", 1)


def test_an_empty_network_is_refused_with_a_remedy() -> None:
    with pytest.raises(SelectionError, match="the co-participation network has no actors to rank; take in more kinds"):
        rank_module.rank(nx.Graph(name="co-participation"))


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
    assert output.count("\n") == 14 * len(GRAPHS)


def test_networkx_is_not_imported_until_it_is_needed() -> None:
    source = Path(rank_module.__file__).parents[2]
    code = "import sys, coalition.network.build, coalition.network.ranking, coalition.network.plot; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        check=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(source)},
    ).stdout.split()
    assert not {"networkx", "numpy", "scipy", "matplotlib"} & set(loaded)
