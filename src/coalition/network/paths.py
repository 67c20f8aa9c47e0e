"""Compute the measures of shortest paths on arrays, many starting nodes at a time.

Sums are sums of positive numbers, and no comparison of lengths depends on rounding, so that a score is right to about
twelve digits, and 0 where it is 0.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coalition.network.edges import Edges

Vector = Any
"""A numpy.ndarray with an entry for each node."""

Matrix = Any
"""A scipy.sparse.csr_array."""

WORDS, WIDTH = 16, 64
"""How many words of 64 starting nodes, and how many starting nodes with a number each, are followed at a time.

Half and twice as many take about as long.
"""

GATHERED = 8_192
"""How many arcs are looked at together."""

DEEP, FEW = 64, 1_000
"""Paths of more ties than the first are followed only in networks of at most so many nodes as the second.

All starting nodes of a block take each step together: that is quick if the last of them is soon done.
"""

NEAR = 1e-12
"""The relative difference of two lengths from which on floats tell them apart; below, whole numbers do."""

HUBS = 16
"""The number of nodes over which detours are looked for."""


class UnsuitedError(Exception):
    """Say that another engine computes a measure of this network faster, or at all; the message says why."""


def by_steps(edges: Edges) -> Iterator[Vector]:
    """Yield, for each distance from 1 on, from how many nodes the shortest path to each node has so many ties.

    The nodes from which each node can be reached are the bits of a row, so that a step for 64 starting nodes is one
    operation for each tie.

    Raises
    ------
    UnsuitedError
        When paths are longer than DEEP in a network of more than FEW nodes.
    """
    import numpy as np
    from scipy.sparse import csr_array

    one, other = _arcs(edges)
    into = csr_array((np.ones(len(one), dtype=np.int8), (other, one)), shape=(edges.nodes, edges.nodes))
    has_ties = np.diff(into.indptr) > 0
    counts: list[Vector] = []
    for first in range(0, edges.nodes, 64 * WORDS):
        block = np.arange(min(64 * WORDS, edges.nodes - first))
        reached = np.zeros((edges.nodes, WORDS), dtype=np.uint64)
        reached[first + block, block // 64] = np.uint64(1) << (block % 64).astype(np.uint64)
        number, step = _bits(reached), 0
        while len(rows := np.flatnonzero(has_ties & (number < len(block)))):
            reached[rows] |= _before(into[rows], reached)
            gained = _bits(reached[rows]) - number[rows]
            if not gained.any():
                break
            if step == len(counts):
                _refuse_deep(edges, step)
                counts.append(np.zeros(edges.nodes, dtype=np.int64))
            counts[step][rows] += gained
            number[rows] += gained
            step += 1
    return iter(counts)


def _before(into: Matrix, reached: Vector) -> Vector:
    """Return the union of the bits of the nodes with an arc to each node; rows of `into` have at least one."""
    import numpy as np

    # What is gathered at a time fits into the second cache.
    cuts = np.unique(np.searchsorted(into.indptr, np.arange(0, into.nnz, GATHERED)))
    starts, ends = cuts.tolist(), [*cuts[1:].tolist(), into.shape[0]]
    found = [
        np.bitwise_or.reduceat(
            reached[into.indices[into.indptr[start] : into.indptr[end]]], into.indptr[start:end] - into.indptr[start]
        )
        for start, end in zip(starts, ends, strict=True)
        if start < end
    ]
    return np.concatenate(found)


def _bits(rows: Vector) -> Vector:
    import numpy as np

    return np.bitwise_count(rows).sum(axis=1, dtype=np.int64)


def _arcs(edges: Edges) -> tuple[Vector, Vector]:
    """Return the two ends of each arc, a tie as an arc in each direction, and no loop."""
    import numpy as np

    apart = edges.source != edges.target
    one, other = edges.source[apart], edges.target[apart]
    return (one, other) if edges.directed else (np.concatenate([one, other]), np.concatenate([other, one]))


def _refuse_deep(edges: Edges, steps: int) -> None:
    if steps >= DEEP and edges.nodes > FEW:
        raise UnsuitedError(f"shortest paths have more than {DEEP} ties")


def closeness(edges: Edges, weighted: bool) -> Vector:
    """Return the closeness of each node; errors are those of `by_steps`."""
    import numpy as np

    reaching, total = np.zeros(edges.nodes), np.zeros(edges.nodes)
    if weighted:
        for lengths in _lengths(edges):
            reaching += np.isfinite(lengths).sum(axis=0)
            total += np.where(np.isfinite(lengths), lengths, 0).sum(axis=0)
        reaching -= 1  # a node reaches itself
    else:
        for step, number in enumerate(by_steps(edges), 1):
            reaching += number
            total += step * number
    share = reaching / max(1, edges.nodes - 1)
    return np.divide(reaching, total, out=np.zeros(edges.nodes), where=total > 0) * share


def harmonic(edges: Edges, weighted: bool) -> Vector:
    """Return the harmonic centrality of each node; errors are those of `by_steps`."""
    import numpy as np

    if weighted:
        scores = np.zeros(edges.nodes)
        for lengths in _lengths(edges):
            lengths[lengths == 0] = np.inf  # from a node to itself
            scores += (1 / lengths).sum(axis=0)
        return scores
    # 1 / step is cut in two parts of which each, times a number of nodes, is a float without any rounding. The sum is
    # thereby that of 1 / step for each node, rounded once.
    parts = [np.zeros(edges.nodes)]
    for step, number in enumerate(by_steps(edges), 1):
        high = float(np.float32(1 / step))
        parts += [number * high, number * (1 / step - high)]
    return np.array([math.fsum(column) for column in np.array(parts).T.tolist()], dtype=float)


def _lengths(edges: Edges) -> Iterator[Vector]:
    """Yield the lengths of the shortest paths from a block of nodes, in rows, to each node; else infinity."""
    import numpy as np
    from scipy.sparse.csgraph import dijkstra

    matrix = _without_detours(edges).power(-1)
    for first in range(0, edges.nodes, WIDTH):
        yield dijkstra(matrix, indices=np.arange(first, min(first + WIDTH, edges.nodes)))


def _without_detours(edges: Edges) -> Matrix:
    """Return the weights of the arcs that may be part of a shortest path, each in the row of the node that it leaves.

    An arc is left out if a way over one of the HUBS nodes with the most ties is shorter. Where few ties are strong and
    many are weak, that is most of the weak ones.
    """
    import numpy as np
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import dijkstra

    one, other = _arcs(edges)
    weight = edges.weight[edges.source != edges.target]
    weight = weight if edges.directed else np.concatenate([weight, weight])
    shape = (edges.nodes, edges.nodes)
    lengths = csr_array((1 / weight, (one, other)), shape=shape)
    hubs = np.argsort(-np.bincount(one, weights=weight, minlength=edges.nodes), kind="stable")[:HUBS]
    kept = np.ones(len(one), dtype=bool)
    for to_hub, from_hub in zip(
        dijkstra(lengths.T.tocsr(), indices=hubs), dijkstra(lengths, indices=hubs), strict=True
    ):
        kept &= 1 / weight <= (to_hub[one] + from_hub[other]) * (1 + NEAR)
    matrix = csr_array((weight[kept], (one[kept], other[kept])), shape=shape)
    matrix.sort_indices()
    return matrix


def betweenness(edges: Edges, weighted: bool, sources: Vector | None = None) -> Vector:
    """Return the betweenness of each node, or its estimate from the paths that begin at some nodes.

    This is the algorithm of Brandes 2001, doi:10.1080/0022250X.2001.9990249, for WIDTH starting nodes at a time.

    Parameters
    ----------
    sources:
        The starting nodes; all of them where this is None.

    Raises
    ------
    OverflowError
        When the number of shortest paths is too great for a float.
    UnsuitedError
        As in `by_steps`, and where floats do not tell whether two paths are of the same length.
    """
    import numpy as np

    sources = np.arange(edges.nodes) if sources is None else sources
    blocks = [sources[first : first + WIDTH] for first in range(0, len(sources), WIDTH)]
    scores = np.zeros(edges.nodes)
    if not len(edges.source):
        return scores
    with np.errstate(over="ignore", invalid="ignore"):
        for part in _dependencies_by_length(edges, blocks) if weighted else _dependencies(edges, blocks):
            scores += part
    return scores * (edges.nodes / len(sources)) / max(1, (edges.nodes - 1) * (edges.nodes - 2))


def _dependencies(edges: Edges, blocks: list[Vector]) -> Iterator[Vector]:
    """Yield the part of the betweenness that is owed to the shortest paths from each block of nodes."""
    import numpy as np
    from scipy.sparse import csr_array

    one, other = _arcs(edges)
    into = csr_array((np.ones(len(one)), (other, one)), shape=(edges.nodes, edges.nodes))
    out = into.T.tocsr() if edges.directed else into
    for block in blocks:
        start = np.zeros((edges.nodes, len(block)))
        start[block, np.arange(len(block))] = 1
        seen = start > 0
        layers, ahead = [start], into[:, block].toarray() if edges.directed else into[block].toarray().T.copy()
        while True:  # the numbers of shortest paths to the nodes at each distance
            ahead[seen] = 0
            most = ahead.max()
            if most == 0:
                break
            if most == np.inf:
                raise OverflowError
            _refuse_deep(edges, len(layers))
            seen |= ahead > 0
            layers.append(ahead)
            rows = np.flatnonzero(~seen.all(axis=1))
            ahead = np.zeros_like(ahead)
            ahead[rows] = into[rows] @ layers[-1]
        part = np.zeros(edges.nodes)
        owed = np.zeros_like(start)
        for nearer, layer in zip(layers[-2:0:-1], layers[:1:-1], strict=True):
            share = np.divide(1 + owed, layer, out=np.zeros_like(layer), where=layer > 0)
            rows = np.flatnonzero(nearer.any(axis=1))
            owed = np.zeros_like(layer)
            owed[rows] = nearer[rows] * (out[rows] @ share)
            part += owed.sum(axis=1)
        yield part


def whole_lengths(weights: Vector) -> tuple[Vector, int]:
    """Return lengths as whole numbers, as an array of Python's integers, and how much greater they are than 1 / weight.

    A sum of 1 / weight is rounded, so that paths of equal length could seem to differ. All lengths are therefore
    multiplied by a common multiple of their denominators, which changes no share of paths.
    """
    import numpy as np

    different, places = np.unique(weights, return_inverse=True)
    lengths = [1 / Fraction(weight) for weight in different.tolist()]
    scale = math.lcm(*(length.denominator for length in lengths))
    return np.array([int(length * scale) for length in lengths], dtype=object)[places], scale


def _dependencies_by_length(edges: Edges, blocks: list[Vector]) -> Iterator[Vector]:
    """Yield what `_dependencies` does, where a path is as long as the sum of its ties, each 1 / weight.

    Two ways to a node whose lengths differ by less than NEAR in floats are compared by the remainders of their lengths
    as whole numbers, divided by 2^64: lengths so near that have the same remainder are the same.
    """
    import numpy as np
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import dijkstra

    matrix = _without_detours(edges)
    whole, scale = whole_lengths(matrix.data)
    entering = csr_array(
        ((whole % 2**64).astype(np.uint64), matrix.indices, matrix.indptr), shape=matrix.shape
    ).T.tocsr()
    remainder, before = entering.data, entering.indices
    after = np.repeat(np.arange(edges.nodes), np.diff(entering.indptr))
    lengths = matrix.power(-1)
    length = lengths.T.tocsr().data
    for block in blocks:
        far = dijkstra(lengths, indices=block)
        place, arc = np.nonzero(np.abs(far[:, before] + length - far[:, after]) <= NEAR * far[:, after])
        if scale * NEAR * float(far[np.isfinite(far)].max()) >= 2**63:
            raise UnsuitedError("lengths of paths have too great a common denominator")
        # What follows has an entry for each start and node, and a way of one step from each node before it.
        rows, columns = place * edges.nodes + after[arc], place * edges.nodes + before[arc]
        number = np.bincount(rows, minlength=far.size)
        ends = np.concatenate([[0], np.cumsum(number)])
        ways = csr_array((np.ones(len(rows)), columns, ends), shape=(far.size, far.size))
        _refuse_undecided(rows, columns, remainder[arc], np.flatnonzero(number), ends)
        starts = np.arange(len(block)) * edges.nodes + block
        first = np.zeros(far.size)
        first[starts] = 1
        paths = first + _sum_of_steps(edges, ways, first)
        if not np.isfinite(paths).all():
            raise OverflowError
        share = np.divide(1, paths, out=np.zeros(far.size), where=paths > 0)
        owed = paths * _sum_of_steps(edges, ways.T.tocsr(), share)
        owed[starts] = 0
        yield owed.reshape(far.shape).sum(axis=0)


def _refuse_undecided(rows: Vector, columns: Vector, remainder: Vector, reached: Vector, ends: Vector) -> None:
    """Refuse ways to the same node whose lengths as whole numbers differ.

    Raises
    ------
    UnsuitedError
        When there are such.
    """
    import numpy as np

    before, total = np.arange(len(ends) - 1), np.zeros(len(ends) - 1, dtype=np.uint64)
    before[reached], total[reached] = columns[ends[reached]], remainder[ends[reached]]
    while True:  # each round doubles how many steps of one of the ways to each node are added up
        further = before[before]
        if (further == before).all():
            break
        total += total[before]
        before = further
    if (total[columns] + remainder != total[rows]).any():
        raise UnsuitedError("floats do not tell which of two paths is shorter")


def _sum_of_steps(edges: Edges, ways: Matrix, vector: Vector) -> Vector:
    """Return the sum of `ways`^k applied to a vector, over all k from 1 on; no way leads back to where it began."""
    import numpy as np

    total, steps = np.zeros(len(vector)), 0
    while True:
        vector = ways @ vector
        if not vector.any():
            return total
        _refuse_deep(edges, steps)
        total += vector
        steps += 1
