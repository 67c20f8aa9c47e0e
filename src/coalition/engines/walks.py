"""Compute by SQL the measures that count walks: PageRank, Katz and eigenvector centrality.

The definitions are those of `coalition.network.measures`. A table `arcs` has for each arc its `source`, its `target`
and its `weight`, an undirected tie as two arcs and a loop as one; a table `nodes` has each `node`. Each computation
leaves a table `scores` with `node` and `score`.

A sum over walks is found by Richardson's method of second order where ties have no direction (Golub and Varga 1961,
Chebyshev semi-iterative methods, successive overrelaxation iterative methods, and second order Richardson iterative
methods, Numerische Mathematik 3, 147-168, doi:10.1007/BF01386013): it needs a third of the rounds of the series itself,
no products of vectors, each of which would be a job of its own on a cluster, and the same text in each round.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

from coalition.errors import SelectionError

if TYPE_CHECKING:
    from coalition.engines.engine import Engine

SETTLED = 1e-11
"""The greatest relative change of a score in a round after which no more are made; errors are a few times that."""

ROUNDS = 3_000
"""How many rounds are made at most; far fewer are needed, but where two eigenvalues are nearly equal."""

EACH = 5
"""After how many rounds it is looked whether the scores have settled, which is a job of its own on a cluster."""

ALPHA = 0.85

WALKED = """
SELECT x.node, {omega!r} * (1 + COALESCE(came.total, 0) - x.earlier) + x.earlier AS score, x.score AS earlier
FROM walks x LEFT JOIN (
  SELECT step.target AS node, SUM(step.factor * walks.score) AS total
  FROM step JOIN walks ON walks.node = step.source GROUP BY step.target
) came ON came.node = x.node
"""

CHANGED = "SELECT MAX(ABS(score - earlier) / score) FROM walks"


def pagerank(engine: Engine, directed: bool) -> dict[str, float]:
    """Compute PageRank, and return its parameters."""
    engine.make("given", "SELECT source, SUM(weight) AS total FROM arcs GROUP BY source")
    engine.make(
        "step",
        f"SELECT a.source, a.target, {ALPHA} * a.weight / given.total AS factor "
        "FROM arcs a JOIN given ON given.source = a.source",
    )
    _sum_over_walks(engine, None if directed else ALPHA)
    engine.make("scores", "SELECT node, score / (SELECT SUM(score) FROM walks) AS score FROM walks")
    return {"alpha": ALPHA}


def katz(engine: Engine, directed: bool) -> dict[str, float]:
    """Compute Katz centrality of a network without directions, and return its parameters."""
    _refuse_directed("katz", directed)
    greatest = _dominant(engine)
    alpha = min(0.1, float(f"{0.9 / greatest:.6g}")) if greatest else 0.1
    engine.make("step", f"SELECT source, target, {alpha!r} * weight AS factor FROM arcs")
    _sum_over_walks(engine, alpha * greatest)
    engine.make("scores", "SELECT node, score / SQRT((SELECT SUM(score * score) FROM walks)) AS score FROM walks")
    return {"alpha": alpha, "beta": 1.0, "normalized": True}


def _sum_over_walks(engine: Engine, radius: float | None) -> None:
    """Leave in `walks` the sum of the powers of `step`, applied to a vector of ones.

    `radius` is a bound of the eigenvalues of `step` where they are real; None where they may be complex.
    """
    engine.make("walks", "SELECT node, 1.0E0 AS score, 0.0E0 AS earlier FROM nodes")
    omega = 1.0 if radius is None else 2 / (1 + math.sqrt(1 - radius**2))

    def once(number: int) -> None:
        engine.make("walks", WALKED.format(omega=omega if number else 1.0))

    _until_settled(engine, once, CHANGED)


def _until_settled(engine: Engine, once: Callable[[int], None], changed: str) -> None:
    """Make rounds until the relative errors of all scores, told from how they change, are negligible."""
    before, number = 1.0, 0
    while number < ROUNDS:
        for _ in range(EACH):
            once(number)
            number += 1
        ((change,),) = engine.rows(changed)
        if not change:
            return
        rate = min((change / before) ** (1 / EACH), 1 - 1e-6)
        if change * max(1.0, rate / (1 - rate)) <= 10 * SETTLED:
            return
        before = change
    raise SelectionError(
        f"the scores do not settle within {ROUNDS:,} rounds", remedy="use --engine scipy, which solves equations"
    )


GROWN = """
WITH came AS (
  SELECT arcs.target AS node, SUM(arcs.weight * v.value) AS total
  FROM arcs JOIN v ON v.node = arcs.source GROUP BY arcs.target
), y AS (
  SELECT v.node, v.part, v.value, COALESCE(came.total, 0) AS image FROM v LEFT JOIN came ON came.node = v.node
), p AS (
  SELECT part, SUM(value * image) / SUM(value * value) AS eigenvalue, SQRT(SUM(value * value)) AS size
  FROM y GROUP BY part
)
SELECT y.node, y.part, p.eigenvalue, y.value / p.size AS earlier,
  (y.image + p.eigenvalue / 3 * y.value) / (p.eigenvalue / 3 * 4 * p.size) AS value
FROM y JOIN p ON p.part = y.part
"""
"""A round of the power method for each part of the network; a third of the eigenvalue is added to all, so that the
negative ones, which a network of two sides has, die out."""

MOVED = """
SELECT MAX(ABS(value - earlier) / NULLIF(value, 0)) FROM v
WHERE eigenvalue >= (SELECT MAX(eigenvalue) FROM v) * (1 - 1E-6)
"""


def eigenvector(engine: Engine, directed: bool) -> dict[str, float]:
    """Compute eigenvector centrality of a network without directions, and return its parameters."""
    _refuse_directed("eigenvector", directed)
    if not _dominant(engine):
        engine.make("scores", "SELECT node, 1 / SQRT(1.0E0 * (SELECT COUNT(*) FROM nodes)) AS score FROM nodes")
        return {}
    engine.make(
        "greatest",
        "SELECT part, SUM(value) AS overlap, SUM(value * value) AS square FROM v "
        "WHERE eigenvalue >= (SELECT MAX(eigenvalue) FROM v) * (1 - 1E-9) GROUP BY part",
    )
    engine.make(
        "raw",
        "SELECT nodes.node, COALESCE(v.value * greatest.overlap / greatest.square, 0) AS score "
        "FROM nodes LEFT JOIN v ON v.node = nodes.node LEFT JOIN greatest ON greatest.part = v.part",
    )
    engine.make("scores", "SELECT node, score / SQRT((SELECT SUM(score * score) FROM raw)) AS score FROM raw")
    return {}


def _dominant(engine: Engine) -> float:
    """Leave in `v` the dominant eigenvector of each part, and return the greatest eigenvalue; 0 without arcs."""
    from coalition.engines.parts import components

    components(engine)
    engine.make(
        "v",
        "SELECT parts.node, parts.part, 0.0E0 AS eigenvalue, 0.0E0 AS earlier, 1.0E0 AS value "
        "FROM parts WHERE parts.node IN (SELECT source FROM arcs)",
    )
    ((number,),) = engine.rows("SELECT COUNT(*) FROM v")
    if not number:
        return 0.0
    _until_settled(engine, lambda _: engine.make("v", GROWN), MOVED)
    ((greatest,),) = engine.rows("SELECT MAX(eigenvalue) FROM v")
    return float(greatest)


def _refuse_directed(measure: str, directed: bool) -> None:
    if directed:
        raise SelectionError(f"SQL does not compute {measure} of a directed network", remedy="use --engine scipy")
