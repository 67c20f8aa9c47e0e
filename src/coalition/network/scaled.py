"""Compute measures of a network by SQL, on DuckDB or Spark; `coalition.engines` holds the texts."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from coalition.engines import distances, walks
from coalition.engines.engine import Engine, running
from coalition.engines.parts import components
from coalition.errors import SelectionError
from coalition.network.linear import Vector
from coalition.network.sampling import Sample

if TYPE_CHECKING:
    from collections.abc import Callable

    from coalition.network.edges import Edges

    Scores = tuple[Vector, dict[str, Any]]

LARGEST = 20_000
"""The number of nodes up to which all shortest paths are followed: their number grows with its square."""

ARCS = "SELECT one AS source, other AS target, weight FROM ties"
BACK = " UNION ALL SELECT other, one, weight FROM ties WHERE one <> other"
DEGREE = """
SELECT nodes.node, COALESCE(counted.total, 0) AS score FROM nodes LEFT JOIN (
  SELECT node, SUM(weight) AS total FROM (
    SELECT one AS node, weight FROM ties UNION ALL SELECT other, weight FROM ties
  ) ends GROUP BY node
) counted ON counted.node = nodes.node
"""


class Sized(Protocol):
    """Say how large a network is."""

    @property
    def nodes(self) -> int:
        """The number of nodes."""

    @property
    def directed(self) -> bool:
        """Whether ties have a direction."""


def loaded(engine: Engine, edges: Edges, weighted: bool) -> None:
    """Make the tables `nodes`, `ties` and `arcs` of a network; without weights, each tie has 1."""
    weight = edges.weight if weighted else np.ones(len(edges.weight))
    one, other = (ends.astype(np.int64) for ends in (edges.source, edges.target))
    engine.load("nodes", {"node": np.arange(edges.nodes, dtype=np.int64)})
    engine.load("ties", {"one": one, "other": other, "weight": weight.astype(np.float64)})
    engine.make("arcs", ARCS if edges.directed else ARCS + BACK)


def by_sql(engine: str, measure: str) -> Callable[[Edges, bool], Scores]:
    """Return what computes a measure on an engine, by the name of the measure."""
    return partial(_computed, engine, measure)


def _computed(engine: str, measure: str, edges: Edges, weighted: bool) -> Scores:
    held = running(engine)
    loaded(held, edges, weighted)
    parameters = COMPUTED[measure](held, edges, weighted)
    return _scores(held, edges), parameters


def _scores(engine: Engine, edges: Edges) -> Vector:
    found = engine.columns("SELECT node, score FROM scores")
    scores = np.zeros(edges.nodes)
    scores[found["node"]] = found["score"]
    return scores


def _degree(engine: Engine, edges: Sized, weighted: bool) -> dict[str, Any]:
    engine.make("counted", DEGREE)
    least = 1 if weighted else max(1, edges.nodes - 1)
    engine.make("scores", f"SELECT node, score / {least:.1f} AS score FROM counted")
    return {"normalized": not weighted}


def _refuse_weights(measure: str, weighted: bool) -> None:
    if weighted:
        remedy = "leave --weighted out, or use --engine scipy"
        raise SelectionError(f"SQL does not compute {measure} with the lengths of ties", remedy=remedy)


def _nodes(engine: Engine) -> list[int]:
    return engine.columns("SELECT node FROM nodes ORDER BY node")["node"].tolist()  # type: ignore[no-any-return]


def _all(engine: Engine, edges: Sized) -> list[int]:
    if edges.nodes > LARGEST:
        remedy = "estimate it with --approximate 0.05, say, or use --engine scipy"
        raise SelectionError(f"SQL follows all shortest paths of at most {LARGEST:,} nodes", remedy=remedy)
    return _nodes(engine)


def _betweenness(engine: Engine, edges: Sized, weighted: bool) -> dict[str, Any]:
    _refuse_weights("betweenness", weighted)
    distances.betweenness(engine, _all(engine, edges), edges.nodes)
    return {"normalized": True, "endpoints": False}


def _closeness(engine: Engine, edges: Sized, weighted: bool) -> dict[str, Any]:
    _refuse_weights("closeness", weighted)
    distances.closeness(engine, _all(engine, edges), edges.nodes)
    return {"wf_improved": True}


COMPUTED: dict[str, Callable[[Engine, Sized, bool], dict[str, Any]]] = {
    "degree": _degree,
    "betweenness": _betweenness,
    "closeness": _closeness,
    "eigenvector": lambda engine, edges, _: walks.eigenvector(engine, edges.directed),
    "pagerank": lambda engine, edges, _: walks.pagerank(engine, edges.directed),
    "katz": lambda engine, edges, _: walks.katz(engine, edges.directed),
}


def estimated(engine: str, measure: str, sample: Sample) -> Callable[[Edges, bool], Scores]:
    """Return what estimates betweenness or closeness from a sample of the nodes."""
    return partial(_estimated, engine, measure, sample)


def _estimated(engine: str, measure: str, sample: Sample, edges: Edges, weighted: bool) -> Scores:
    held = running(engine)
    loaded(held, edges, False)
    parameters = estimate(held, edges, measure, sample.error, weighted)
    return _scores(held, edges), parameters


def estimate(engine: Engine, edges: Sized, measure: str, error: float, weighted: bool) -> dict[str, Any]:
    """Leave in `scores` an estimate of betweenness or closeness, and return its parameters.

    Raises
    ------
    SelectionError
        When that is not estimated, or not in this network.
    """
    _refuse_weights(measure, weighted)
    if measure == "betweenness":
        sample = Sample.within(error, edges.nodes)
        drawn = np.array(_nodes(engine))[sample.draw()]
        distances.betweenness(engine, drawn.tolist(), edges.nodes)
        return {"normalized": True, "endpoints": False, **sample.parameters}
    if measure != "closeness":
        raise SelectionError(f"{measure} is not estimated, but computed", remedy="leave the error out")
    if edges.directed:
        raise SelectionError("closeness in a directed network is not estimated", remedy="leave the error out")
    return _near(engine, edges, error)


def _near(engine: Engine, edges: Sized, error: float) -> dict[str, Any]:
    """Estimate closeness from a sample of the nodes of the largest component, and compute it elsewhere.

    Distances lie between 1 and the longest, which is at most twice the longest from any node. Closeness is at most the
    inverse of a mean distance, and so wrong by no more than that.
    """
    components(engine)
    found = engine.columns("SELECT node, part FROM parts ORDER BY node")
    names, sizes = np.unique(found["part"], return_counts=True)
    is_inside = found["part"] == names[sizes.argmax()]
    inside = found["node"][is_inside]
    busiest = "SELECT source FROM arcs GROUP BY source ORDER BY COUNT(*) DESC, source LIMIT 1"
    begin = [node for (node,) in engine.rows(busiest) if node in inside] or inside[:1].tolist()
    longest = 2 * distances.reach(engine, begin)
    drawn = Sample.within(error, len(inside), max(1, longest - 1))
    drawn = replace(drawn, samples=min(drawn.samples + 1, drawn.nodes))  # a node has no distance to itself
    origins = np.concatenate([inside[drawn.draw()], found["node"][~is_inside]])
    distances.closeness(engine, origins.tolist(), edges.nodes)
    return {"wf_improved": True, **drawn.parameters, "samples": len(origins)}
