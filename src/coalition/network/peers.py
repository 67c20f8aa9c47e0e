"""Compute the measures of shortest paths by networkx, which is the reference, and by igraph."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from coalition.network.paths import UnsuitedError, Vector, whole_lengths
from coalition.output import fonts

if TYPE_CHECKING:
    from networkx import Graph

    from coalition.network.edges import Edges

LONGEST = 4e9
"""The greatest length of a path that igraph tells from all others.

It takes lengths for equal whose difference is less than 1e-10 of their sum.
"""


def networkx_degree(edges: Edges, weighted: bool) -> Vector:
    """Return the strength of each node if `weighted`, else the share of the others that it is tied to."""
    ties = _by_node(dict(edges.to_networkx().degree(weight="weight" if weighted else None)))
    # networkx.degree_centrality gives 1 to a node that is alone in its network.
    return ties if weighted else ties / max(1, edges.nodes - 1)


def networkx_betweenness(edges: Edges, weighted: bool) -> Vector:
    """Return the betweenness of each node."""
    import networkx as nx

    graph = _with_exact_distances(edges) if weighted else edges.to_networkx()
    return _by_node(nx.betweenness_centrality(graph, weight="distance" if weighted else None))


def _with_exact_distances(edges: Edges) -> Graph:
    graph = edges.to_networkx()
    whole, _ = whole_lengths(edges.weight)
    ties = zip(edges.source.tolist(), edges.target.tolist(), whole.tolist(), strict=True)
    for one, other, length in ties:
        graph.edges[one, other]["distance"] = length
    return graph


def networkx_closeness(edges: Edges, weighted: bool) -> Vector:
    """Return the closeness of each node."""
    import networkx as nx

    return _by_node(nx.closeness_centrality(edges.to_networkx(), distance="distance" if weighted else None))


def networkx_harmonic(edges: Edges, weighted: bool) -> Vector:
    """Return the harmonic centrality of each node.

    networkx.harmonic_centrality sums over a set, so that the last digits of its sums depend on the hash seed; fsum
    gives the same digits in each order.
    """
    import networkx as nx

    graph = edges.to_networkx()
    against = graph.reverse(copy=False) if edges.directed else graph

    def score(node: int) -> float:
        lengths = nx.single_source_dijkstra_path_length(against, node, weight="distance" if weighted else lambda *_: 1)
        return math.fsum(1 / length for other, length in lengths.items() if other != node)

    return _by_node({node: score(node) for node in graph})


def _by_node(scores: dict[int, float]) -> Vector:
    import numpy as np

    return np.array([scores[node] for node in range(len(scores))], dtype=float)


def igraph_betweenness(edges: Edges, weighted: bool) -> Vector:
    """Return what `networkx_betweenness` does."""
    import numpy as np

    graph, lengths, _ = _igraph(edges, weighted)
    scores = np.array(graph.betweenness(weights=lengths, directed=edges.directed), dtype=float)
    return scores * (1 if edges.directed else 2) / max(1, (edges.nodes - 1) * (edges.nodes - 2))


def igraph_closeness(edges: Edges, weighted: bool) -> Vector:
    """Return what `networkx_closeness` does."""
    import numpy as np

    graph, lengths, scale = _igraph(edges, weighted)
    reaching = np.array(graph.neighborhood_size(order=edges.nodes, mode="in")) - 1
    scores = np.nan_to_num(np.array(graph.closeness(weights=lengths, mode="in"), dtype=float)) * scale
    return scores * (reaching / max(1, edges.nodes - 1))


def igraph_harmonic(edges: Edges, weighted: bool) -> Vector:
    """Return what `networkx_harmonic` does."""
    import numpy as np

    graph, lengths, scale = _igraph(edges, weighted)
    scores = graph.harmonic_centrality(weights=lengths, mode="in", normalized=False)
    return np.nan_to_num(np.array(scores, dtype=float)) * scale


def _igraph(edges: Edges, weighted: bool) -> tuple[Any, list[int] | None, int]:
    """Return a network for igraph, without loops, the lengths of its ties, and how much greater they are than wanted.

    Raises
    ------
    UnsuitedError
        When paths may be longer than LONGEST.
    """
    fonts.keep_quiet()
    import igraph
    import numpy as np

    apart = edges.source != edges.target
    ends = np.column_stack([edges.source, edges.target])[apart]
    graph = igraph.Graph(n=edges.nodes, edges=ends, directed=edges.directed)
    if not weighted:
        return graph, None, 1
    whole, scale = whole_lengths(edges.weight[apart])
    if edges.nodes * max(whole, default=0) > LONGEST:
        raise UnsuitedError("igraph may take paths for equally long that are not")
    return graph, whole.tolist(), scale
