"""Find the parts of a network: components, communities, cores, bridges and cut points.

Directions and loops do not count here: `undirected` leaves them out. igraph computes what it can where it is installed,
networkx else. Both find the same components, cores, bridges and cut points; communities are found by a heuristic, and
are those of the engine that is told.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from coalition.network.measures import is_installed, named
from coalition.output import fonts

if TYPE_CHECKING:
    from coalition.network.edges import Edges
    from coalition.network.linear import Vector

SEED = 1
"""The seed of what is drawn at random to find communities."""


@dataclass(frozen=True, slots=True, eq=False)
class Communities:
    """Hold the communities of a network.

    Attributes
    ----------
    members:
        The number of the community of each node, shape (n,), from 1, the largest first.
    modularity:
        Their modularity; None in a network without ties.
    method:
        `Leiden` or `Louvain`.
    engine:
        The library that found them, and its version.
    """

    members: Vector
    modularity: float | None
    method: str
    engine: str


def engine() -> str:
    """Return the engine that finds the parts of a network: igraph where it is installed, else networkx."""
    return "igraph" if is_installed("igraph") else "networkx"


def undirected(edges: Edges, weighted: bool = True) -> Edges:
    """Return a network without directions and loops: two arcs between the same nodes are one tie of both weights.

    Without `weighted`, each tie or arc weighs 1 before that.
    """
    import numpy as np

    apart = edges.source != edges.target
    ends = np.sort(np.stack([edges.source[apart], edges.target[apart]], axis=1).astype(np.int64), axis=1)
    ties, tie = np.unique(ends[:, 0] * edges.nodes + ends[:, 1], return_inverse=True)
    weights = edges.weight[apart] if weighted else np.ones(int(apart.sum()))
    source, target = np.divmod(ties, max(1, edges.nodes))
    weight = np.bincount(tie, weights, minlength=len(ties)).astype(float)
    return replace(
        edges,
        source=source.astype(np.int32),
        target=target.astype(np.int32),
        weight=weight,
        directed=False,
    )


def components(edges: Edges) -> Vector:
    """Return the number of the component of each node, shape (n,), from 1, the largest first."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    matrix = coo_array((edges.weight, (edges.source, edges.target)), shape=(edges.nodes, edges.nodes))
    return by_size(connected_components(matrix.tocsr(), directed=False)[1])


def cores(edges: Edges) -> Vector:
    """Return the greatest k of the k-cores in which each node is, shape (n,); the network is one of `undirected`."""
    import networkx as nx
    import numpy as np

    if engine() == "igraph":
        return np.array(_igraph(edges).coreness(), dtype=np.int64)
    found = nx.core_number(edges.to_networkx())
    return np.array([found[node] for node in range(edges.nodes)], dtype=np.int64)


def bridges(edges: Edges) -> list[tuple[int, int]]:
    """Return the two ends of each bridge, the lower number first, in order; the network is one of `undirected`."""
    import networkx as nx

    if engine() == "igraph":
        places = sorted(_igraph(edges).bridges())
        return sorted(zip(edges.source[places].tolist(), edges.target[places].tolist(), strict=True))
    return sorted((min(tie), max(tie)) for tie in nx.bridges(edges.to_networkx()))


def cut_points(edges: Edges) -> list[int]:
    """Return the cut points, in order; the network is one of `undirected`."""
    import networkx as nx

    if engine() == "igraph":
        return sorted(_igraph(edges).articulation_points())
    return sorted(nx.articulation_points(edges.to_networkx()))


def communities(edges: Edges) -> Communities:
    """Return the communities of a network, one of `undirected`, found by the weights of its ties."""
    import numpy as np

    name = engine()
    method = "Leiden" if name == "igraph" else "Louvain"
    if not len(edges.source):
        return Communities(np.arange(1, edges.nodes + 1), None, method, named(name))
    members = by_size(_leiden(edges) if name == "igraph" else _louvain(edges))
    return Communities(members, modularity(edges, members), method, named(name))


def modularity(edges: Edges, members: Vector) -> float:
    """Return the modularity of a division of a network, one of `undirected` with a tie.

    `members` gives the part of each node as a whole number of at least 0, shape (n,).
    """
    import numpy as np

    total = edges.weight.sum()
    within = edges.weight[members[edges.source] == members[edges.target]].sum() / total
    ends = np.concatenate([members[edges.source], members[edges.target]])
    share = np.bincount(ends, np.concatenate([edges.weight, edges.weight])) / (2 * total)
    return float(within - (share**2).sum())


def by_size(parts: Vector) -> Vector:
    """Return numbers of parts from 1: the largest first, of equal ones that with the first node; shape (n,)."""
    import numpy as np

    _, first, part, size = np.unique(parts, return_index=True, return_inverse=True, return_counts=True)
    number = np.empty(len(size), dtype=np.int64)
    number[np.lexsort((first, -size))] = np.arange(1, len(size) + 1)
    return number[part]


def _leiden(edges: Edges) -> Vector:
    fonts.keep_quiet()
    import igraph
    import numpy as np

    igraph.set_random_number_generator(random.Random(SEED))
    try:
        found = _igraph(edges).community_leiden("modularity", weights=edges.weight.tolist(), n_iterations=-1)
    finally:
        igraph.set_random_number_generator(random)  # which is what igraph begins with
    return np.array(found.membership)


def _louvain(edges: Edges) -> Vector:
    import networkx as nx
    import numpy as np

    members = np.zeros(edges.nodes, dtype=np.int64)
    for number, part in enumerate(nx.community.louvain_communities(edges.to_networkx(), weight="weight", seed=SEED)):
        members[list(part)] = number
    return members


def _igraph(edges: Edges) -> Any:
    fonts.keep_quiet()
    import igraph
    import numpy as np

    return igraph.Graph(edges.nodes, np.stack([edges.source, edges.target], axis=1).tolist())
