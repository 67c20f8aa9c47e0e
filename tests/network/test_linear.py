"""Test solutions of equations against closed forms, at sizes and weights where iterations stop early."""

from __future__ import annotations

import math
from typing import Any

import networkx as nx
import numpy as np
import pytest
from shapes import cycle_of_two_weights, named

from coalition.errors import SelectionError
from coalition.network import linear
from coalition.network.edges import Edges
from coalition.network.linear import ACCURACY, dominant_vector, greatest_eigenvalue, matrix_of, sum_over_walks


def adjacency(graph: Any, weight: str | None) -> Any:
    return matrix_of(Edges.from_graph(graph), weight is not None)


def chain(*weights: float) -> Any:
    graph = nx.DiGraph()
    graph.add_weighted_edges_from((place, place + 1, weight) for place, weight in enumerate(weights))
    return graph


def test_a_matrix_has_the_arc_from_a_column_to_a_row() -> None:
    assert adjacency(chain(5, 7), "weight").toarray().tolist() == [[0, 0, 0], [5, 0, 0], [0, 7, 0]]
    assert adjacency(chain(5, 7), None).toarray().tolist() == [[0, 0, 0], [1, 0, 0], [0, 1, 0]]


def test_a_tie_is_an_arc_in_each_direction_and_a_loop_one_arc() -> None:
    graph = nx.Graph()
    graph.add_weighted_edges_from([(0, 1, 5), (1, 1, 7), (1, 2, 3), (2, 2, 0.5)])
    assert adjacency(graph, "weight").toarray().tolist() == [[0, 5, 0], [5, 7, 3], [0, 3, 0.5]]
    assert adjacency(graph, None).toarray().tolist() == [[0, 1, 0], [1, 1, 1], [0, 1, 1]]


def test_a_sum_over_walks_does_not_end_before_the_heavy_arcs_at_their_beginning() -> None:
    # To the end of the chain, walks of 20 to 30 steps add less than a float can tell; those of 31 and more add all.
    weights = [100.0] * 30 + [0.1] * 30
    expected = [1.0]
    for weight in weights:
        expected.append(1 + weight * expected[-1])
    assert sum_over_walks(adjacency(chain(*weights), "weight")) == pytest.approx(expected, rel=1e-13)


def test_a_sum_over_walks_in_a_cycle_is_a_geometric_series() -> None:
    cycle = adjacency(nx.cycle_graph(7, create_using=nx.DiGraph), None)
    assert sum_over_walks(0.99 * cycle) == pytest.approx([100.0] * 7, rel=1e-12)


def test_a_sum_over_walks_that_has_no_end_overflows() -> None:
    with pytest.raises(OverflowError):
        sum_over_walks(1.5 * adjacency(nx.cycle_graph(3), None))


@pytest.mark.parametrize(
    ("graph", "expected"),
    [
        (nx.empty_graph(3), 0),
        (chain(10**9, 10**9, 1, 10**9), 0),
        (nx.DiGraph([(0, 0)]), 1),
        (nx.complete_graph(12), 11),
        (nx.star_graph(50), math.sqrt(50)),
        (nx.complete_bipartite_graph(4, 9), 6),
        (nx.path_graph(500), 2 * math.cos(math.pi / 501)),
        (nx.cycle_graph(501), 2),
        (nx.disjoint_union(nx.star_graph(5), nx.complete_graph(4)), 3),
        (cycle_of_two_weights(50), 1000),
    ],
    ids=str,
)
def test_the_greatest_eigenvalue_is_that_of_the_closed_form(graph: Any, expected: float) -> None:
    assert greatest_eigenvalue(adjacency(graph, "weight")) == pytest.approx(expected, rel=1e-8)


@pytest.mark.parametrize("length", [2, 3, 30, 1000])
def test_the_vector_of_a_path_is_a_sine(length: int) -> None:
    expected = np.sin(np.arange(1, length + 1) * math.pi / (length + 1))
    found = dominant_vector(adjacency(nx.path_graph(length), None), 1e-9)
    assert found == pytest.approx(expected / np.linalg.norm(expected), rel=1e-11)


def test_the_vector_of_a_cycle_rises_and_falls_by_its_weights() -> None:
    found = dominant_vector(adjacency(cycle_of_two_weights(50), "weight"), 1e-9)
    expected = [10.0 ** (3 * min(node, 100 - node) - 150) for node in range(100)]
    assert found / found.max() == pytest.approx(expected, rel=1e-11)


def test_scores_too_small_for_floats_are_nothing_and_the_others_keep_their_order() -> None:
    # Along the tail, each score is about a 29th of the one before, so that floats end after some 170 nodes.
    found = dominant_vector(adjacency(nx.lollipop_graph(30, 300), None), 1e-9)
    tail = found[30:].tolist()
    some = [score for score in tail if score]
    assert 150 < len(some) < 200
    assert some == sorted(some, reverse=True)
    assert some[-2] / some[-1] == pytest.approx(some[100] / some[101], rel=1e-9)
    assert tail == some + [0.0] * (300 - len(some))


def test_parts_with_one_eigenvalue_have_the_ratio_of_an_iteration_from_equal_scores() -> None:
    # A star of 4 rays and a cycle, both 2: the projection of equal scores gives the middle of the star (1 + 4 / 2) / 2.
    found = dominant_vector(adjacency(nx.disjoint_union(nx.star_graph(4), nx.cycle_graph(3)), None), 1e-9)
    assert found / found[-1] == pytest.approx([1.5, 0.75, 0.75, 0.75, 0.75, 1, 1, 1], rel=1e-12)


def test_the_share_of_a_directed_part_is_that_of_its_left_eigenvector() -> None:
    # The eigenvalue of both parts is 2. The pair has the eigenvectors (2, 1) and, on the left, (1, 2).
    graph = nx.DiGraph()
    graph.add_weighted_edges_from([(0, 1, 1), (1, 0, 4), (2, 2, 2)])
    found = dominant_vector(adjacency(graph, "weight"), 1e-9)
    assert found / found[2] == pytest.approx([1.5, 0.75, 1], rel=1e-12)


@pytest.mark.parametrize(
    ("arcs", "near", "expected"),
    [
        ([(0, 0, 100), (1, 1, 99)], 0.001, [1, 0]),
        ([(0, 0, 100), (1, 1, 99)], 0.02, [1, 1]),
        ([(0, 0, 100), (0, 1, 50), (1, 1, 50)], 1e-9, [1, 1]),
        ([(0, 0, 100), (0, 1, 50), (1, 1, 75), (2, 0, 9)], 1e-9, [1, 2, 0]),
    ],
)
def test_only_parts_with_the_greatest_eigenvalue_and_what_follows_them_have_scores(
    arcs: list[tuple[int, int, int]], near: float, expected: list[float]
) -> None:
    graph = nx.DiGraph()
    graph.add_nodes_from(range(len(expected)))
    graph.add_weighted_edges_from(arcs)
    found = dominant_vector(adjacency(graph, "weight"), near)
    assert found == pytest.approx(np.array(expected) / np.linalg.norm(expected), rel=1e-12, abs=0)


def test_what_floats_do_not_determine_is_refused() -> None:
    # The two cliques are so far apart that any ratio of their scores solves the equations in floats.
    # Rounding may repeat one of them by chance, on one machine at one size, on another at another.
    for size in range(24, 40):
        with pytest.raises(SelectionError, match="cannot be computed to twelve digits; use katz or pagerank"):
            dominant_vector(adjacency(named(nx.barbell_graph(size, 20)), None), 1e-9)
    # The greatest eigenvalue, near 10^9 + 2, is irrational, and that of the part that follows is almost as great.
    arcs = [(0, 1, 10**9), (1, 0, 10**9 + 4), (1, 2, 1), (2, 2, 10**9)]
    graph = nx.DiGraph()
    graph.add_weighted_edges_from(arcs)
    with pytest.raises(SelectionError, match="cannot be computed to twelve digits"):
        dominant_vector(adjacency(graph, "weight"), 1e-9)


def test_an_eigenvalue_that_is_not_known_in_the_end_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linear, "ROUNDS", 3)
    with pytest.raises(OverflowError):
        greatest_eigenvalue(adjacency(cycle_of_two_weights(50), "weight"))


def test_parts_whose_scores_differ_much_are_added_without_overflow() -> None:
    one, other = cycle_of_two_weights(80), nx.relabel_nodes(cycle_of_two_weights(80), lambda node: f"again {node}")
    found = dominant_vector(adjacency(nx.union(one, other), "weight"), 1e-9)
    assert found[80] == found[240] == pytest.approx(dominant_vector(adjacency(one, "weight"), 1e-9)[80] / math.sqrt(2))


def after_a_cycle(weight: int) -> Any:
    """Return a cycle of two arcs of weight 10, and a chain of 400 arcs of `weight` that begins there."""
    graph = nx.DiGraph()
    graph.add_weighted_edges_from([("a", "b", 10), ("b", "a", 10), ("b", 0, weight)])
    graph.add_weighted_edges_from((place, place + 1, weight) for place in range(400))
    return graph


def test_what_follows_a_cycle_may_fade_away_but_not_outgrow_floats() -> None:
    found = dominant_vector(adjacency(after_a_cycle(1), "weight"), 1e-9)
    assert found[2:202] / found[0] == pytest.approx([10.0**-place for place in range(1, 201)], rel=1e-11)
    assert found[-1] == 0
    with pytest.raises(OverflowError):
        dominant_vector(adjacency(after_a_cycle(1000), "weight"), 1e-9)


@pytest.mark.parametrize("half", [100, 120, 300])
def test_scores_that_differ_more_than_floats_can_hold_overflow(half: int) -> None:
    with pytest.raises(OverflowError):
        greatest_eigenvalue(adjacency(cycle_of_two_weights(half), "weight"))


def slowly(matrix: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return what is found from factors of the matrix."""
    with monkeypatch.context() as patch:
        patch.setattr(linear, "FEW", matrix.nnz)
        return linear._perron(matrix)


@pytest.mark.parametrize("weight", [None, "weight"])
@pytest.mark.parametrize("directed", [False, True])
def test_without_factors_the_same_vector_is_found_with_a_bound_of_its_error(
    directed: bool, weight: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    graph = named(nx.barabasi_albert_graph(800, 4, seed=2), greatest=30)
    if directed:
        graph = graph.to_directed()
        graph.remove_edges_from([edge for number, edge in enumerate(list(graph.edges)) if number % 97 == 5])
        graph = graph.subgraph(max(nx.strongly_connected_components(graph), key=len))
    matrix = adjacency(graph, weight)
    quick, slow = linear._quick_perron(matrix), slowly(matrix, monkeypatch)
    assert quick is not None
    assert quick.error <= ACCURACY / 2
    assert quick.vector == pytest.approx(slow.vector, rel=quick.error + slow.error, abs=0)
    assert quick.low <= slow.high * (1 + 1e-14)
    assert quick.high >= slow.low * (1 - 1e-14)


@pytest.mark.parametrize(
    ("graph", "expected"),
    [
        (nx.complete_graph(150), [1.0] * 150),
        (nx.complete_bipartite_graph(40, 160), [2.0] * 40 + [1.0] * 160),
        (nx.star_graph(6000), [math.sqrt(6000)] + [1.0] * 6000),
    ],
    ids=str,
)
def test_few_steps_of_lanczos_suffice_where_there_are_few_eigenvalues(graph: Any, expected: list[float]) -> None:
    found = linear._quick_perron(adjacency(graph, None))
    assert found is not None
    assert found.error <= ACCURACY / 2
    assert found.vector * max(expected) == pytest.approx(expected, rel=found.error, abs=0)


def test_small_scores_beside_great_ones_have_small_errors() -> None:
    # A hub of six thousand rays, and a chain that leads away from it: scores fall about 77-fold with each step.
    graph = nx.star_graph(6000)
    nx.add_path(graph, [0, *(f"step {step}" for step in range(20))])
    found = linear._quick_perron(adjacency(graph, None))
    assert found is not None
    assert found.error <= ACCURACY / 2
    growth = (found.low + math.sqrt(found.low**2 - 4)) / 2
    expected = [growth ** (21 - step) - growth ** (step - 21) for step in range(21)]  # along the chain
    assert found.vector[[0, *range(6001, 6021)]] == pytest.approx(np.array(expected) / expected[0], rel=ACCURACY, abs=0)


@pytest.mark.parametrize("graph", [nx.barbell_graph(30, 20), nx.cycle_graph(2000), nx.lollipop_graph(30, 300)], ids=str)
def test_what_dies_out_too_slowly_or_is_too_small_is_left_to_factors(graph: Any) -> None:
    assert linear._quick_perron(adjacency(graph, None)) is None
    arcs = adjacency(nx.DiGraph([*graph.edges, *((other, one) for one, other in graph.edges)]), None)
    arcs.data[0] = 1.5  # no longer symmetric
    assert linear._quick_perron(arcs) is None


def test_equations_are_solved_only_to_all_digits() -> None:
    matrix = adjacency(nx.complete_graph(50), None)
    for shortfall, known in ((0.1, True), (0.01, True), (1e-9, False)):
        found = linear._solved(matrix * ((1 - shortfall) / 49), np.ones(50))
        assert (found is not None) == known
        if found is not None:
            assert found == pytest.approx([1 / shortfall] * 50, rel=1e-12)


def test_parts_that_cannot_have_the_greatest_eigenvalue_are_not_solved(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    perron = linear._perron

    def ask(matrix: Any) -> Any:
        asked.append(matrix.shape[0])
        return perron(matrix)

    monkeypatch.setattr(linear, "_perron", ask)
    graph = nx.disjoint_union_all([*(nx.path_graph(2) for _ in range(300)), nx.complete_graph(4), nx.star_graph(4)])
    assert greatest_eigenvalue(adjacency(graph, None)) == 3
    assert asked == [5, 4]  # the star might have 4, but has 2
    assert np.count_nonzero(dominant_vector(adjacency(graph, None), 1e-9)) == 4
