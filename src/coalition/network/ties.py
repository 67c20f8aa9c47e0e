"""Join the rows of a network to ties, as arrays: without an object for a node or a tie."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from coalition.columns.rows import NONE, unique
from coalition.network.edges import Edges
from coalition.network.rows import Rows, distinct

if TYPE_CHECKING:
    from coalition.network.rows import Numbers


def tied(name: str, rows: Rows, least: int = 1, without: int = NONE) -> tuple[Edges, Numbers]:
    """Join the rows of a basis to a network as arrays; see `NetworkBasis.edges`."""
    keep = rows.thing != without
    thing, one, other = distinct(rows.thing[keep], rows.one[keep], rows.other[keep])
    side = None
    if name == "commitment":
        source, target = one, other
        nodes = unique(np.concatenate([one, other]))
    elif name == "affiliation":
        source, target = one, thing
        actors, events = unique(one), unique(thing)
        nodes = np.concatenate([actors, events])
        side = np.repeat(np.array([0, 1], dtype=np.int8), [len(actors), len(events)])
    else:
        nodes = unique(one)
        source, target = pairs(thing, one)
    place = np.zeros(int(nodes.max(initial=-1)) + 1, dtype=np.int64)
    place[nodes] = np.arange(len(nodes))
    tie, weight = np.unique(place[source] * len(nodes) + place[target], return_counts=True)
    strong = weight >= least
    tie, weight = tie[strong], weight[strong]
    if least > 1:
        left, right = np.divmod(tie, len(nodes)) if len(tie) else (tie, tie)
        used = unique(np.concatenate([left, right]))
        nodes, tie = nodes[used], np.searchsorted(used, left) * len(used) + np.searchsorted(used, right)
    source, target = np.divmod(tie, len(nodes)) if len(tie) else (tie, tie)
    edges = Edges(
        len(nodes), source.astype(np.int32), target.astype(np.int32), weight.astype(float), name == "commitment", side
    )
    return edges, nodes


def pairs(thing: Numbers, actor: Numbers) -> tuple[Numbers, Numbers]:
    """Return each pair of actors of one event, for each such event; `thing` is sorted, `actor` within it."""
    end = np.searchsorted(thing, thing, "right")
    following = end - np.arange(len(thing)) - 1
    first = np.repeat(np.arange(len(thing)), following)
    second = first + 1 + np.arange(len(first)) - np.repeat(np.cumsum(following) - following, following)
    return actor[first], actor[second]
