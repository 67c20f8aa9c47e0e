"""Measure brokerage by Burt's structural holes, and how ties mix the kinds of actors, on arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from coalition.network.edges import Edges
    from coalition.network.linear import Vector

BLOCK = 512
"""For how many nodes at a time the products of matrices are computed, which may be dense."""


def constraint(edges: Edges) -> Vector:
    """Return Burt's constraint of each node, shape (n,); NaN for a node without ties.

    The network is one of `coalition.network.cohesion.undirected`.
    """
    ties, share = _ties(edges), _shares(edges)
    return _over_ties(edges, ties, lambda block: (share[block] + share[block] @ share) ** 2)


def effective_size(edges: Edges) -> Vector:
    """Return Burt's effective size of the network around each node, shape (n,); NaN for a node without ties.

    The network is one of `coalition.network.cohesion.undirected`.
    """
    from scipy.sparse import diags_array

    ties, share = _ties(edges), _shares(edges)
    matrix = _matrix(edges)
    greatest = matrix.max(axis=1).toarray().ravel()
    marginal = diags_array(_inverse(greatest)) @ matrix
    redundant = _over_ties(edges, ties, lambda block: share[block] @ marginal.T)
    return ties.sum(axis=1) - redundant


def assortativity(edges: Edges, kinds: list[str], weighted: bool = False) -> float | None:
    """Return the assortativity coefficient of a network by the kinds of its nodes; loops do not count.

    It is None where all ties have ends of one and the same kind, or there are none.
    """
    import numpy as np

    names, kind = np.unique(np.array(kinds, dtype=object).astype(str), return_inverse=True)
    apart = edges.source != edges.target
    one, other = kind[edges.source[apart]], kind[edges.target[apart]]
    weight = edges.weight[apart] if weighted else np.ones(len(one))
    mixed = np.bincount(one * len(names) + other, weight, minlength=len(names) ** 2).reshape(len(names), len(names))
    if not edges.directed:
        mixed = mixed + mixed.T
    if np.count_nonzero(mixed.sum(axis=0) + mixed.sum(axis=1)) < 2:
        return None
    mixed = mixed / mixed.sum()
    expected = float((mixed.sum(axis=1) * mixed.sum(axis=0)).sum())
    return (float(np.trace(mixed)) - expected) / (1 - expected)


def reciprocity(edges: Edges) -> float | None:
    """Return the share of the arcs of a network that another arc answers; loops do not count; None without arcs."""
    import numpy as np

    apart = edges.source != edges.target
    one, other = edges.source[apart].astype(np.int64), edges.target[apart].astype(np.int64)
    if not len(one):
        return None
    return float(np.isin(other * edges.nodes + one, one * edges.nodes + other).mean())


def _over_ties(edges: Edges, ties: Any, value: Any) -> Vector:
    """Sum, for each node, what `value` gives for it and each of its neighbours; NaN where it has none."""
    import numpy as np

    sums = np.full(edges.nodes, np.nan)
    for first in range(0, edges.nodes, BLOCK):
        block = slice(first, min(first + BLOCK, edges.nodes))
        sums[block] = (value(block) * ties[block]).sum(axis=1)
    sums[ties.sum(axis=1) == 0] = np.nan
    return sums


def _matrix(edges: Edges) -> Any:
    """Return the weights as a symmetric scipy.sparse.csr_array of shape (n, n)."""
    from scipy.sparse import coo_array

    matrix = coo_array((edges.weight, (edges.source, edges.target)), shape=(edges.nodes, edges.nodes)).tocsr()
    return (matrix + matrix.T).tocsr()


def _ties(edges: Edges) -> Any:
    matrix = _matrix(edges)
    matrix.data[:] = 1
    return matrix


def _shares(edges: Edges) -> Any:
    """Return which share of the weights of each node each neighbour has, as a csr_array."""
    from scipy.sparse import diags_array

    matrix = _matrix(edges)
    return (diags_array(_inverse(matrix.sum(axis=1))) @ matrix).tocsr()


def _inverse(values: Vector) -> Vector:
    """Return 1 / value, and 0 where that is 0."""
    import numpy as np

    return np.divide(1, values, out=np.zeros(len(values)), where=values > 0)
