"""Find by SQL the parts of a network: components, cores, and communities by label propagation.

The tables `arcs` and `nodes` are those of `coalition.engines.walks`. The direction of arcs does not matter here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coalition.engines.engine import Engine

BOTH = """
SELECT source, target FROM arcs WHERE source <> target UNION SELECT target, source FROM arcs WHERE source <> target
"""

LOWER = """
SELECT parts.node, LEAST(parts.part, COALESCE(near.lowest, parts.part)) AS part
FROM parts LEFT JOIN (
  SELECT near.target AS node, MIN(parts.part) AS lowest
  FROM near JOIN parts ON parts.node = near.source GROUP BY near.target
) near ON near.node = parts.node
"""

JUMPED = "SELECT one.node, other.part FROM parts one JOIN parts other ON other.node = one.part"

VOTED = """
SELECT node, label, earlier FROM (
  SELECT node, label, earlier, ROW_NUMBER() OVER (PARTITION BY node ORDER BY votes DESC, label) AS place FROM (
    SELECT near.target AS node, labels.label, SUM(near.votes) AS votes, MAX(own.label) AS earlier
    FROM near JOIN labels ON labels.node = near.source JOIN labels own ON own.node = near.target
    GROUP BY near.target, labels.label
  ) counted
) placed WHERE place = 1
"""

CORED = """
SELECT cores.node, COALESCE(found.core, 0) AS core, cores.core AS earlier
FROM cores LEFT JOIN (
  SELECT node, MAX(CASE WHEN core < place THEN core ELSE place END) AS core FROM (
    SELECT near.target AS node, cores.core,
      ROW_NUMBER() OVER (PARTITION BY near.target ORDER BY cores.core DESC) AS place
    FROM near JOIN cores ON cores.node = near.source
  ) placed GROUP BY node
) found ON found.node = cores.node
"""

LONGEST = 100
"""How often votes are counted at most: where two sides of a network name each other, they could go on for ever."""


def components(engine: Engine) -> int:
    """Leave in `parts` for each node the lowest node of its component, and return the number of components.

    Each node takes the lowest name among those of its neighbours and its own, and then the name that that one has.
    """
    engine.make("near", BOTH)
    engine.make("parts", "SELECT node, node AS part FROM nodes")
    before = None
    while True:
        engine.make("parts", LOWER)
        engine.make("parts", JUMPED)
        ((total, number),) = engine.rows("SELECT SUM(CAST(part AS DOUBLE)), COUNT(DISTINCT part) FROM parts")
        if (total, number) == before:
            return int(number)
        before = total, number


def cores(engine: Engine) -> None:
    """Leave in `cores` the core number of each node.

    Each node takes the greatest k for which k of its neighbours have at least k, from their degrees on, until nothing
    changes (Lü, Zhou, Zhang and Stanley 2016, The H-index of a network node and its relation to degree and coreness,
    Nature Communications 7, 10168, doi:10.1038/ncomms10168).
    """
    engine.make("near", BOTH)
    engine.make(
        "cores",
        "SELECT nodes.node, COUNT(near.source) AS core, CAST(-1 AS BIGINT) AS earlier "
        "FROM nodes LEFT JOIN near ON near.target = nodes.node GROUP BY nodes.node",
    )
    while engine.rows("SELECT MAX(CASE WHEN core <> earlier THEN 1 ELSE 0 END) FROM cores") == [(1,)]:
        engine.make("cores", CORED)


def labels(engine: Engine) -> int:
    """Leave in `labels` the community of each node, and return how often votes were counted.

    All nodes at once take the label that most of their ties lead to, by weight, their own counted as a tie of weight 1;
    of several the lowest. It ends when nothing changes, or after LONGEST rounds.

    After Raghavan, Albert and Kumara 2007, Near linear time algorithm to detect community structures in large-scale
    networks, Physical Review E 76, 036106, doi:10.1103/PhysRevE.76.036106, who take nodes one by one at random.
    """
    engine.make(
        "near",
        "SELECT source, target, SUM(votes) AS votes FROM ("
        "SELECT source, target, weight AS votes FROM arcs WHERE source <> target "
        "UNION ALL SELECT node, node, 1.0E0 FROM nodes) both_ways GROUP BY source, target",
    )
    engine.make("labels", "SELECT node, node AS label, node - 1 AS earlier FROM nodes")
    number, changed = 0, 1
    while changed and number < LONGEST:
        engine.make("labels", VOTED)
        ((changed,),) = engine.rows("SELECT COUNT(*) FROM labels WHERE label <> earlier")
        number += 1
    return number
