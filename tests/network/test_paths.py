"""Test that the engines give the same scores, and that those that do not fit a network say so."""

from __future__ import annotations

import math
import random
from fractions import Fraction
from typing import Any

import networkx as nx
import numpy as np
import pytest
from definitions import DEFINITIONS
from networks import affiliation, scores
from shapes import SHAPES, named

from coalition.errors import SelectionError
from coalition.network import measures, paths
from coalition.network.edges import Edges
from coalition.network.ranking import places, rank

BY_PATHS = ("betweenness", "closeness", "harmonic")

ENGINES = [(measure, engine) for measure in ("degree", *BY_PATHS) for engine in measures.MEASURES[measure].engines]
"""Each measure that several engines have, with each of them."""


def invented(seed: int) -> Edges:
    """Return one of endless small networks: directed or not, bipartite, in parts, with loops, with weights or none."""
    source = random.Random(seed)
    nodes, directed = source.choice([1, 2, 3, 5, 9, 14, 21]), seed % 2 == 0
    graph: Any = nx.gnp_random_graph(nodes, source.choice([0, 0.05, 0.1, 0.3, 0.7]), seed, directed)
    if seed % 5 == 0:
        graph.add_edges_from((node, node) for node in source.sample(range(nodes), nodes // 3))
    if seed % 7 == 0:
        half = nodes // 2
        nx.set_node_attributes(graph, {node: int(node >= half) for node in range(nodes)}, "bipartite")
        graph.remove_edges_from([(a, b) for a, b in list(graph.edges) if (a < half) == (b < half)])
    for _, _, data in graph.edges(data=True):
        data["weight"] = source.choice([1, 2, 3, 6, 12])
    return Edges.from_graph(graph)


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("first", range(0, 300, 50))
def test_all_engines_give_the_same_scores_and_ranks(first: int, weighted: bool) -> None:
    for edges in map(invented, range(first, first + 50)):
        for name in ("degree", *BY_PATHS):
            measure = measures.measure_of(name, weighted)
            found = {engine: measures.score(edges, measure, weighted, engine) for engine in measure.engines}
            expected = found.pop("networkx")
            for engine, other in found.items():
                assert other.values == pytest.approx(expected.values, rel=1e-12, abs=0), (name, engine)
                assert (places(other.values) == places(expected.values)).all(), (name, engine)
                assert other.parameters == expected.parameters


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize(("measure", "engine"), ENGINES)
@pytest.mark.parametrize("shape", [shape for shape in SHAPES if "weights" not in shape])
def test_each_engine_gives_the_scores_of_the_definition(shape: str, measure: str, engine: str, weighted: bool) -> None:
    expected = {node: float(score) for node, score in DEFINITIONS[measure](SHAPES[shape], weighted).items()}
    assert scores(rank(SHAPES[shape], measure, weighted, engine)) == pytest.approx(expected, rel=1e-11, abs=0)


@pytest.mark.parametrize("measure", BY_PATHS)
@pytest.mark.parametrize("shape", [shape for shape in SHAPES if "weights" in shape])
def test_paths_over_weights_up_to_a_million_are_compared_exactly(shape: str, measure: str) -> None:
    edges = Edges.from_graph(SHAPES[shape])
    expected = [float(score) for score in DEFINITIONS[measure](SHAPES[shape], True).values()]
    compute: Any = getattr(paths, measure)
    try:
        found = compute(edges, True)
    except paths.UnsuitedError:
        assert measure == "betweenness"  # its caller takes networkx
    else:
        assert found == pytest.approx(expected, rel=1e-11, abs=0)


def medium(nodes: int = 1100, greatest: int = 12) -> Edges:
    """Return a network of several blocks of starting nodes, a few of its nodes with many ties."""
    return Edges.from_graph(named(nx.barabasi_albert_graph(nodes, 3, seed=4), greatest))


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("measure", BY_PATHS)
def test_a_network_of_several_blocks_has_the_scores_of_igraph(measure: str, weighted: bool) -> None:
    edges = medium()
    found, expected = (measures.score(edges, measures.MEASURES[measure], weighted, one) for one in ("scipy", "igraph"))
    assert found.values == pytest.approx(expected.values, rel=1e-11, abs=0)
    assert (places(found.values) == places(expected.values)).all()


def near(difference: int) -> Any:
    """Return a square of which two ways round differ in length by about a 10^-15th part, or by nothing."""
    graph = nx.Graph()
    for middle, weight in (("b", 30_000_000), ("c", 30_000_000 + difference)):
        graph.add_edge("a", middle, weight=1)
        graph.add_edge(middle, "d", weight=weight)
    return graph


def test_floats_do_not_decide_which_of_two_ways_is_shorter() -> None:
    same = DEFINITIONS["betweenness"](near(0), True).values()
    assert paths.betweenness(Edges.from_graph(near(0)), True).tolist() == pytest.approx([float(one) for one in same])
    one, other = (Fraction(1) + Fraction(1, 30_000_000 + difference) for difference in (0, 1))
    assert 0 < one / other - 1 < paths.NEAR
    with pytest.raises(paths.UnsuitedError, match="floats do not tell which of two paths is shorter"):
        paths.betweenness(Edges.from_graph(near(1)), True)


def test_a_common_denominator_too_great_for_remainders_is_refused() -> None:
    primes = [number for number in range(2, 120) if all(number % divisor for divisor in range(2, number))]
    graph = nx.star_graph(len(primes))
    nx.set_edge_attributes(graph, {(0, place): prime for place, prime in enumerate(primes, 1)}, "weight")
    with pytest.raises(paths.UnsuitedError, match="too great a common denominator"):
        paths.betweenness(Edges.from_graph(graph), True)
    named_graph = nx.relabel_nodes(graph, str)
    assert scores(rank(named_graph, "betweenness", True))["0"] == 1.0


@pytest.mark.parametrize("engine", ["scipy", "igraph", "auto"])
def test_a_long_chain_is_left_to_an_engine_that_follows_it(engine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "FEW", 100)
    monkeypatch.setattr(measures, "SMALL", 100)
    chain = nx.path_graph([f"{place:03}" for place in range(150)])
    for measure in BY_PATHS:
        if engine == "scipy":
            with pytest.raises(
                SelectionError, match=r"scipy does not compute .* have more than 64 ties; use --engine auto"
            ):
                rank(chain, measure, engine=engine)
        else:
            found = rank(chain, measure, engine=engine)
            assert found.engine.startswith("igraph ")
            assert scores(found) == pytest.approx(scores(rank(chain, measure, engine="networkx")))
    with pytest.raises(paths.UnsuitedError):
        paths.betweenness(Edges.from_graph(chain), True)


def test_ties_with_a_shorter_way_round_are_left_out_and_no_other() -> None:
    graph = nx.complete_graph(6)
    nx.set_edge_attributes(graph, {edge: 1 if 0 not in edge else 4 for edge in graph.edges}, "weight")
    edges = Edges.from_graph(graph)
    assert paths._without_detours(edges).nnz == 10  # all ways lead over node 0
    assert paths.betweenness(edges, True).tolist() == [1, 0, 0, 0, 0, 0]
    nx.set_edge_attributes(graph, {edge: 1 if 0 not in edge else 2 for edge in graph.edges}, "weight")
    assert paths._without_detours(Edges.from_graph(graph)).nnz == 30  # a way over node 0 is as long


def test_more_shortest_paths_than_a_float_holds_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    squares: Any = nx.Graph()
    for place in range(1100):
        for way in ("a", "b"):
            nx.add_path(squares, [f"{place:04}", f"{place:04}{way}", f"{place + 1:04}"])
    monkeypatch.setattr(paths, "DEEP", 10_000)
    with pytest.raises(OverflowError):
        paths.betweenness(Edges.from_graph(squares), False, np.array([0]))
    with pytest.raises(SelectionError, match="betweenness of this network takes numbers that are too great"):
        rank(squares, "betweenness", engine="igraph")


def test_an_engine_is_named_with_its_version_and_one_without_the_measure_refused() -> None:
    assert rank(affiliation(), "betweenness").engine == f"networkx {nx.__version__}"
    assert rank(affiliation(), "degree").engine.startswith("scipy ")
    assert f"numpy {np.__version__}" in rank(affiliation(), "katz").engine
    with pytest.raises(SelectionError, match="igraph does not compute katz to twelve digits; use --engine scipy"):
        rank(affiliation(), "katz", engine="igraph")
    with pytest.raises(SelectionError, match=r"there is no engine 'igrap'; did you mean igraph\?"):
        rank(affiliation(), "katz", engine="igrap")


def test_sums_of_reciprocals_are_rounded_once() -> None:
    edges = Edges.from_graph(nx.star_graph(9999))
    [middle, *leaves] = paths.harmonic(edges, False).tolist()
    assert (middle, set(leaves)) == (9999.0, {1 + 9998 / 2})
    tail = Edges.from_graph(nx.path_graph(400))
    assert paths.harmonic(tail, False)[0] == math.fsum(1 / length for length in range(1, 400))
