"""Compute by SQL the measures of shortest paths, from all nodes or from a sample of them.

The tables `arcs` and `nodes` are those of `coalition.engines.walks`; the weight of ties does not count. From several
nodes at once, the network is gone through step by step (Brandes 2001, A faster algorithm for betweenness centrality,
Journal of Mathematical Sociology 25(2), 163-177, doi:10.1080/0022250X.2001.9990249).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coalition.engines.engine import Engine

AT_ONCE = 4_000_000
"""How many pairs of a node that is begun at and a node that is reached are held at once, at least one node's."""

REACHED = """
SELECT front.origin, arcs.target AS node, {steps} AS steps, SUM(front.paths) AS paths
FROM front JOIN arcs ON arcs.source = front.node
LEFT JOIN reached ON reached.origin = front.origin AND reached.node = arcs.target
WHERE reached.node IS NULL GROUP BY front.origin, arcs.target
"""

LEANING = """
SELECT near.origin, near.node, SUM(near.paths / far.paths * (1 + COALESCE(leaning.share, 0))) AS share
FROM (SELECT * FROM reached WHERE steps = {steps} + 1) far
JOIN arcs ON arcs.target = far.node
JOIN (SELECT * FROM reached WHERE steps = {steps}) near ON near.origin = far.origin AND near.node = arcs.source
LEFT JOIN leaning ON leaning.origin = far.origin AND leaning.node = far.node
GROUP BY near.origin, near.node
"""


def _batches(origins: Sequence[int], nodes: int) -> Iterator[Sequence[int]]:
    size = max(1, AT_ONCE // max(1, nodes))
    for first in range(0, len(origins), size):
        yield origins[first : first + size]


def reach(engine: Engine, origins: Sequence[int]) -> int:
    """Leave in `reached` what can be reached from some nodes, in how many steps and by how many shortest paths.

    Return the greatest number of steps.
    """
    import numpy as np

    engine.load("begun", {"origin": np.array(origins, dtype=np.int64)})
    engine.make("reached", "SELECT origin, origin AS node, 0 AS steps, 1.0E0 AS paths FROM begun")
    engine.make("front", "SELECT origin, node, paths FROM reached")
    steps = 0
    while True:
        steps += 1
        engine.make("front", REACHED.format(steps=steps))
        if engine.rows("SELECT COUNT(*) FROM front") == [(0,)]:
            return steps - 1
        engine.make("reached", "SELECT * FROM reached UNION ALL SELECT origin, node, steps, paths FROM front")


def betweenness(engine: Engine, origins: Sequence[int], nodes: int) -> None:
    """Leave in `scores` the share of shortest paths through each node, estimated from those that begin at `origins`."""
    engine.make("through", "SELECT node, 0.0E0 AS share FROM nodes")
    for batch in _batches(origins, nodes):
        farthest = reach(engine, batch)
        engine.make("leaning", "SELECT origin, node, 0.0E0 AS share FROM begun CROSS JOIN nodes WHERE 1 = 0")
        for steps in range(farthest - 1, 0, -1):
            engine.make("leaning", LEANING.format(steps=steps))
            engine.make(
                "through",
                "SELECT through.node, through.share + COALESCE(found.share, 0) AS share FROM through LEFT JOIN "
                "(SELECT node, SUM(share) AS share FROM leaning GROUP BY node) found ON found.node = through.node",
            )
    factor = nodes / len(origins) / max(1, (nodes - 1) * (nodes - 2))
    engine.make("scores", f"SELECT node, share * {factor!r} AS score FROM through")


def closeness(engine: Engine, origins: Sequence[int], nodes: int) -> int:
    """Leave in `scores` the closeness of each node, from the distances of `origins` to it, and return the greatest.

    With all nodes as origins it is exact. Of a sample, those in the same component stand for all others there.
    """
    from coalition.engines.parts import components

    engine.make("sums", "SELECT node, 0.0E0 AS steps, CAST(0 AS BIGINT) AS origins FROM nodes")
    longest = 0
    for batch in _batches(origins, nodes):
        longest = max(longest, reach(engine, batch))
        engine.make(
            "sums",
            "SELECT sums.node, sums.steps + COALESCE(found.steps, 0) AS steps, "
            "sums.origins + COALESCE(found.origins, 0) AS origins FROM sums LEFT JOIN "
            "(SELECT node, SUM(steps) AS steps, COUNT(*) AS origins FROM reached WHERE steps > 0 GROUP BY node) found "
            "ON found.node = sums.node",
        )
    if len(origins) == nodes:
        others = "sums.origins"
    else:
        components(engine)
        engine.make("sizes", "SELECT part, COUNT(*) AS size FROM parts GROUP BY part")
        others = "(sizes.size - 1)"
    joined = "" if len(origins) == nodes else (
        " JOIN parts ON parts.node = sums.node JOIN sizes ON sizes.part = parts.part"
    )  # fmt: skip
    # r / (mean distance) * r / (n - 1) / r, where the mean is that of the origins
    engine.make(
        "scores",
        f"SELECT sums.node, CASE WHEN sums.steps > 0 THEN 1.0E0 * {others} * sums.origins / sums.steps "
        f"/ {max(1, nodes - 1)} ELSE 0 END AS score FROM sums{joined}",
    )
    return longest
