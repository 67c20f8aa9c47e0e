"""Compute each measure of centrality from its definition, without networkx's functions and without our code.

What is rational is computed with fractions, so without any rounding; the rest with the linear algebra of numpy.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any

import numpy as np

Scores = dict[Any, Any]


def _weight(data: dict[str, Any], weighted: bool) -> int:
    return int(data["weight"]) if weighted else 1


def _arcs(graph: Any, weighted: bool) -> dict[Any, dict[Any, int]]:
    """Return the weights of the arcs from each node; a tie is an arc in each direction."""
    arcs: dict[Any, dict[Any, int]] = {node: {} for node in graph}
    for one, other, data in graph.edges(data=True):
        arcs[one][other] = _weight(data, weighted)
        if not graph.is_directed():
            arcs[other][one] = _weight(data, weighted)
    return arcs


def _distances(graph: Any, weighted: bool) -> dict[tuple[Any, Any], Fraction]:
    """Return the length of the shortest path of each pair, after Floyd 1962 and Warshall 1962."""
    length = {(node, node): Fraction(0) for node in graph}
    for one, others in _arcs(graph, weighted).items():
        for other, weight in others.items():
            length[one, other] = min(length.get((one, other), Fraction(1)), Fraction(1, weight))
    for middle in graph:
        for one in graph:
            for other in graph:
                if (one, middle) in length and (middle, other) in length:
                    way = length[one, middle] + length[middle, other]
                    length[one, other] = min(length.get((one, other), way), way)
    return length


def degree(graph: Any, weighted: bool) -> Scores:
    ends = [(end, _weight(data, weighted)) for one, other, data in graph.edges(data=True) for end in (one, other)]
    divisor = 1 if weighted else max(1, len(graph) - 1)
    return {node: Fraction(sum(weight for end, weight in ends if end == node), divisor) for node in graph}


def betweenness(graph: Any, weighted: bool) -> Scores:
    length, arcs = _distances(graph, weighted), _arcs(graph, weighted)
    paths: dict[tuple[Any, Any], int] = {}
    for start in graph:
        for end in sorted((node for node in graph if (start, node) in length), key=lambda node: length[start, node]):
            paths[start, end] = int(start == end) + sum(
                paths[start, before]
                for before in graph
                if end in arcs[before] and end != start and (start, before) in paths
                if length[start, before] + Fraction(1, arcs[before][end]) == length[start, end]
            )
    pairs = (len(graph) - 1) * (len(graph) - 2)
    scores = {}
    for node in graph:
        shares = (
            Fraction(paths[one, node] * paths[node, other], paths[one, other])
            for one, other in length
            if node not in (one, other) and one != other and (one, node) in length and (node, other) in length
            if length[one, node] + length[node, other] == length[one, other]
        )
        scores[node] = sum(shares, Fraction(0)) / max(1, pairs)
    return scores


def closeness(graph: Any, weighted: bool) -> Scores:
    length = _distances(graph, weighted)
    scores = {}
    for node in graph:
        near = [length[other, node] for other in graph if other != node and (other, node) in length]
        scores[node] = Fraction(len(near) ** 2, (len(graph) - 1)) / sum(near) if near else Fraction(0)
    return scores


def harmonic(graph: Any, weighted: bool) -> Scores:
    length = _distances(graph, weighted)
    return {node: sum((1 / d for (_, end), d in length.items() if end == node and d), Fraction(0)) for node in graph}


def matrix(graph: Any, weighted: bool) -> Any:
    """Return the adjacency matrix, with the weight of the arc from node j to node i in row i and column j."""
    place = {node: index for index, node in enumerate(graph)}
    result = np.zeros((len(graph), len(graph)))
    for one, others in _arcs(graph, weighted).items():
        for other, weight in others.items():
            result[place[other], place[one]] = weight
    return result


def is_acyclic(adjacency: Any) -> bool:
    """Tell whether no walk in a network is as long as its number of nodes."""
    reached = np.ones(len(adjacency))
    for _ in range(len(adjacency)):
        reached = ((adjacency @ reached) > 0).astype(float)
    return not reached.any()


def eigenvector(graph: Any, weighted: bool) -> Scores:
    """Return the limit of the power iteration that starts at equal scores, with a hundred digits.

    The matrix is squared 45 times. What is added to its diagonal changes no eigenvector, and lets periodic networks
    converge.
    """
    with localcontext(prec=100):
        power = np.array([[Decimal(int(value)) for value in row] for row in matrix(graph, weighted)])
        power += np.diag([max(1, power.sum(axis=1).max())] * len(graph))
        for _ in range(45):
            power = power @ power
            power = power / power.max()
        scores = power.sum(axis=1)
        length = (scores @ scores).sqrt()
        return {node: score / length for node, score in zip(graph, scores, strict=True)}


def pagerank(graph: Any, weighted: bool) -> Scores:
    """Return the shares of the walker as the solution of the equations that state that they do not change."""
    adjacency = matrix(graph, weighted)
    size, sums = len(graph), adjacency.sum(axis=0)
    steps = np.where(sums > 0, adjacency / np.where(sums > 0, sums, 1), 1 / size)
    scores = np.linalg.solve(np.eye(size) - 0.85 * steps, np.full(size, 0.15 / size))
    return dict(zip(graph, scores, strict=True))


def katz_alpha(graph: Any, weighted: bool) -> float:
    adjacency = matrix(graph, weighted)
    greatest = 0.0 if is_acyclic(adjacency) else float(np.abs(np.linalg.eigvals(adjacency)).max())
    return min(0.1, float(f"{0.9 / greatest:.6g}")) if greatest else 0.1


def katz(graph: Any, weighted: bool) -> Scores:
    """Return the solution of the equations in the definition, found with fractions."""
    arcs, alpha = _arcs(graph, weighted), Fraction(katz_alpha(graph, weighted))
    rows = {node: {other: int(node == other) - alpha * arcs[other].get(node, 0) for other in graph} for node in graph}
    ones = dict.fromkeys(graph, Fraction(1))
    for pivot in graph:  # Gauss's elimination
        for row in graph:
            if row != pivot and rows[row][pivot]:
                factor = rows[row][pivot] / rows[pivot][pivot]
                ones[row] -= factor * ones[pivot]
                rows[row] = {column: value - factor * rows[pivot][column] for column, value in rows[row].items()}
    scores = {node: ones[node] / rows[node][node] for node in graph}
    greatest = max(scores.values())
    shares = {node: float(score / greatest) for node, score in scores.items()}
    length = float(np.linalg.norm(list(shares.values())))
    return {node: share / length for node, share in shares.items()}


DEFINITIONS: dict[str, Callable[[Any, bool], Scores]] = {
    "degree": degree,
    "betweenness": betweenness,
    "closeness": closeness,
    "harmonic": harmonic,
    "eigenvector": eigenvector,
    "pagerank": pagerank,
    "katz": katz,
}
"""The measures by name: functions of a network and of whether the strength of ties counts."""
