"""Solve the equations that define the scores of PageRank, Katz and eigenvector centrality.

A solution is right to about twelve digits, small scores as well as great ones, or it is refused: nothing here stops
because a number of steps is used up. A matrix has an entry in row i and column j for the arc from node j to node i; no
entry is negative.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from coalition.errors import SelectionError

if TYPE_CHECKING:
    from collections.abc import Callable

    from coalition.network.edges import Edges

Matrix = Any
"""A scipy.sparse.csr_array of floats."""

Vector = Any
"""A numpy.ndarray of floats, one for each node."""

ACCURACY = 1e-12
"""The greatest relative error of a score."""

NEGLIGIBLE = 1e-17
"""The share of each sum below which the rest of a series is left out; see `sum_over_walks`."""

LEAST, FLOOR = 1e-250, 1e-300
"""Scores of at most the first share of the greatest one are 0, since floats end near the second, at which they are kept
while the others are computed."""

WARM, ROUNDS, SPARE = 100, 500, 5
"""The numbers of power iterations and of inverse iterations, and of the latter after the eigenvalue is known.

About six inverse iterations are needed, and hundreds only where the scores of neighbours differ a thousandfold.
"""

TIGHT = 1e-14
"""The relative distance of the bounds of an eigenvalue that is known."""

STEPS, EACH = 150, 5
"""The number of steps of Lanczos, and after how many of them it is looked whether the solution is known."""

FEW = 10_000
"""The number of entries up to which a matrix is solved as a small one is: without trying what is quicker on others."""

ROUNDED = 2**-51
"""The share of a sum that rounding may add to it or take from it, as a rule; rounding errors mostly cancel out."""

SLOW = 0.99
"""The rate above which what is not the eigenvector dies out too slowly: rounding adds as much."""

RESIDUE = 1e-15
"""The residue at which conjugate gradients end; what is left is then computed anew, without what rounding added up."""


def matrix_of(edges: Edges, weighted: bool) -> Matrix:
    """Return the matrix of a network, with weights as entries, or 1 where they do not count."""
    import numpy as np
    from scipy.sparse import csr_array

    entries = edges.weight if weighted else np.ones(len(edges.weight))
    matrix = csr_array((entries, (edges.target, edges.source)), shape=(edges.nodes, edges.nodes))
    if not edges.directed:  # each tie as an arc in each direction, and a loop once
        back = matrix.T.tocsr()
        if (edges.source == edges.target).any():
            back.setdiag(0)
        matrix = matrix + back
    matrix.sort_indices()
    return matrix


def is_acyclic(matrix: Matrix) -> bool:
    """Tell whether a directed network has no cycle, and no loop."""
    from scipy.sparse.csgraph import connected_components

    parts, _ = connected_components(matrix, directed=True, connection="strong")
    return bool(parts == matrix.shape[0] and not matrix.diagonal().any())


def sum_over_walks(step: Matrix, balance: Vector | float | None = None) -> Vector:
    """Return the sum of `step`^k applied to a vector of ones, over all k from 0 on.

    If `step` is symmetric once its columns are multiplied by `balance`, the sum is found as the solution of equations,
    where that is quicker. Else the series ends at the first term that is, at every node, at most NEGLIGIBLE times the
    sum of the terms before. If that is the k-th term, all later ones together are at most about k times NEGLIGIBLE
    times the sum: the k terms from the k-th on are no greater than NEGLIGIBLE times the terms of walks that are at most
    k steps longer.

    Raises
    ------
    OverflowError
        When the sum is too great for a float.
    """
    import numpy as np

    if balance is not None and step.nnz > FEW:
        found = _solved(step, np.broadcast_to(balance, step.shape[0]))
        if found is not None:
            return found
    term = np.ones(step.shape[0])
    total = term.copy()
    while not (term <= NEGLIGIBLE * total).all():
        with np.errstate(over="ignore"):
            term = step @ term
            total += term
        if not np.isfinite(total).all():
            raise OverflowError
    return total


def _solved(step: Matrix, balance: Vector) -> Vector | None:
    """Return the vector x with x - `step` x = 1, by conjugate gradients; None where it is not known to ACCURACY.

    With x = `balance` z, these are equations K z = 1, where K is symmetric, and its inverse has no negative entry. If
    the residues of a solution z are at most s + t K 1, its errors are therefore at most s z + t. A residue is itself
    rounded, by about the size of x.
    """
    import numpy as np

    least = balance - step @ balance  # K 1
    z, residue = np.zeros(len(balance)), np.ones(len(balance))
    for _ in range(SPARE):
        z += _conjugate_gradients(step, balance, residue)
        residue = 1 - (balance * z - step @ (balance * z))
        bound = 1 + z.min() * least if least.min() >= 0 else 1.0
        if z.min() > 0 and (np.abs(residue) + ROUNDED * balance * z <= ACCURACY / 2 * bound).all():
            return balance * z
    return None


def _conjugate_gradients(step: Matrix, balance: Vector, residue: Vector) -> Vector:
    """Return about the z with K z = `residue`, after Hestenes & Stiefel 1952, doi:10.6028/jres.049.044."""
    import numpy as np

    z = np.zeros(len(residue))
    direction = residue / balance
    size = residue @ direction
    for _ in range(ROUNDS):
        scaled = balance * direction
        image = scaled - step @ scaled
        length = size / (direction @ image)
        z += length * direction
        residue = residue - length * image
        if not np.abs(residue).max() > RESIDUE:
            break
        preconditioned = residue / balance
        size, before = residue @ preconditioned, size
        direction = preconditioned + size / before * direction
    return z


def greatest_eigenvalue(matrix: Matrix) -> float:
    """Return the greatest eigenvalue of a matrix, to nine digits; errors are those of `_perron`."""
    return float(f"{max(found.high for _, found in _greatest_parts(matrix, 1e-9)):.9g}")


def dominant_vector(matrix: Matrix, near: float) -> Vector:
    """Return the limit of the power iteration that starts at equal scores, scaled to Euclidean length 1.

    Eigenvalues of components count as equal if they differ by at most `near` times the greatest.

    Raises
    ------
    SelectionError
        When there is no such limit, or it is not determined by floating-point numbers to ACCURACY.
    """
    import numpy as np

    parts, solved = zip(*_greatest_parts(matrix, near), strict=True)
    least = max(found.high for found in solved) * (1 - near)
    dominant = [index for index, found in enumerate(solved) if found.high >= least]
    inside = np.zeros(matrix.shape[0], dtype=bool)
    inside[np.concatenate([parts[index] for index in dominant])] = True
    scores = np.zeros(matrix.shape[0])
    for index in dominant:
        right = _extended(matrix, parts[index], solved[index], inside)
        # The limit has of each eigenvector as much as its left eigenvector has of equal scores.
        share = 1.0
        if len(dominant) > 1:
            transposed = matrix.T.tocsr()
            left = _extended(transposed, parts[index], _perron(transposed[parts[index]][:, parts[index]]), inside)
            share = left.sum() / (left @ right)
        scores += share * right
    scores /= scores.max()
    return scores / np.linalg.norm(scores)


@dataclass(frozen=True, slots=True)
class _Perron:
    """Hold bounds of the greatest eigenvalue of an irreducible matrix, its positive eigenvector, and an error.

    The greatest entry of the vector is 1. `error` is the greatest relative error of an entry.
    """

    low: float
    high: float
    vector: Vector
    error: float


def _greatest_parts(matrix: Matrix, near: float) -> list[tuple[Vector, _Perron]]:
    """Return the strongly connected components that may have the greatest eigenvalue, and what is known of each.

    A component is the numbers of its nodes. Its eigenvalue is at most the greatest sum of a row: where that is less,
    by more than `near` times, than an eigenvalue that is known, the component is left out.
    """
    import numpy as np
    from scipy.sparse.csgraph import connected_components

    number, labels = connected_components(matrix, directed=True, connection="strong")
    if number == 1:
        return [(np.arange(len(labels)), _perron(matrix))]
    order = np.argsort(labels, kind="stable")
    ends = np.cumsum(np.bincount(labels))
    rows = np.repeat(np.arange(len(labels)), np.diff(matrix.indptr))
    inside = labels[rows] == labels[matrix.indices]
    sums = np.bincount(rows[inside], weights=matrix.data[inside], minlength=len(labels))
    most = np.maximum.reduceat(sums[order], np.append(0, ends[:-1]))
    found: dict[int, tuple[Vector, _Perron]] = {}
    known = 0.0
    for label in np.argsort(-most, kind="stable").tolist():
        if most[label] < known * (1 - 2 * near):
            break
        part = order[ends[label - 1] if label else 0 : ends[label]]
        found[label] = part, _perron(matrix[part][:, part])
        known = max(known, found[label][1].low)
    return [found[label] for label in sorted(found)]


def _perron(matrix: Matrix) -> _Perron:
    """Return the greatest eigenvalue of an irreducible matrix and its eigenvector.

    After some power iterations, this is the inverse iteration of Noda 1971, Note on the computation of the maximal
    eigenvalue of a non-negative irreducible matrix, Numerische Mathematik 17, 382-386, doi:10.1007/BF01436087. The
    ratios of the entries before and after a multiplication bound the eigenvalue (Collatz 1942). The iteration converges
    quadratically from every start, whether the network is periodic or not, and keeps all entries positive.

    Raises
    ------
    OverflowError
        When the entries differ so much that floats do not determine the eigenvalue.
    """
    import numpy as np

    size = matrix.shape[0]
    vector = np.ones(size)
    if size == 1:
        value = float(matrix.toarray()[0, 0])
        return _Perron(value, value, vector, 0.0)
    if matrix.nnz > FEW and (quick := _quick_perron(matrix)):
        return quick
    for _ in range(WARM):
        vector = matrix @ vector
        vector = np.maximum(vector / vector.max(), FLOOR)
    low, high, error, spare = 0.0, np.inf, np.inf, SPARE
    for _ in range(ROUNDS):
        counted = vector > LEAST
        ratios = (matrix @ vector / vector)[counted]
        low, high = float(ratios.min()), float(ratios.max())
        try:
            solve = _solver(high * (1 + 2**-50), matrix)
        except RuntimeError:  # the shift is the eigenvalue itself
            break
        following = np.abs(solve(vector))
        following = np.maximum(following / following.max(), FLOOR)
        error = float(np.abs(following / vector - 1)[counted].max())
        vector = following
        spare -= high - low <= TIGHT * high
        if error <= ACCURACY / 10 or not spare:
            break
    # By chance, rounding can repeat a vector that floats do not determine. From another start it would be another one.
    if np.isfinite(error):
        again = vector * np.linspace(0.5, 1.0, size)
        for _ in range(SPARE):
            again = np.abs(solve(again))
            again = np.maximum(again / again.max(), FLOOR)
        error = float(np.maximum(error, np.abs(again / vector - 1)[vector > LEAST].max()))
    # Nodes near the floor count for nothing if walks among them are fewer than the eigenvalue allows for.
    floor = vector <= LEAST
    if high - low > ACCURACY * high or (matrix @ floor)[floor].max(initial=0) >= low:
        raise OverflowError
    return _Perron(low, high, vector, error)


def _quick_perron(matrix: Matrix) -> _Perron | None:
    """Return what `_perron` does without factors of the matrix, which may take minutes; None where that is not exact.

    Multiplications keep all entries positive, so that each keeps its relative error; what they converge to is known
    to ACCURACY where the rest of the start is known to have died out.
    """
    import numpy as np

    transposed = matrix.T.tocsr()
    is_symmetric = np.array_equal(matrix.indices, transposed.indices) and np.array_equal(matrix.data, transposed.data)
    vector, rate, error = (_by_lanczos if is_symmetric else _from_two_starts)(matrix)
    if not (rate <= SLOW and error <= ACCURACY / 4 and vector.min() > LEAST * vector.max()):
        return None
    ratios = matrix @ vector / vector
    low, high = float(ratios.min()), float(ratios.max())
    # A part of the start that dies out at this rate, or what rounding adds at each step, shows in the ratios.
    error += (high / low - 1) / (1 - rate)
    return _Perron(low, high, vector / vector.max(), error) if error <= ACCURACY / 2 else None


def _by_lanczos(matrix: Matrix) -> tuple[Vector, float, float]:
    """Return the eigenvector of a symmetric matrix, the rate at which others die out, and its greatest relative error.

    The iteration of Lanczos gives it with an error in its length of at most the residue, divided by the distance of
    the two greatest eigenvalues (Davis & Kahan 1970, doi:10.1137/0707001). Each multiplication by the matrix, with a
    third of the eigenvalue added to its diagonal, lessens that error by `rate`. Multiplied by the matrix itself, no
    entry has a greater error than that times the length of its row; further multiplications spread these errors as
    they spread scores, so that small scores come to have small errors.
    """
    import numpy as np
    from scipy.linalg import eigh_tridiagonal

    start = np.random.default_rng(0).uniform(0.5, 1.5, matrix.shape[0])
    basis = np.empty((STEPS + 1, len(start)))
    basis[0] = start / np.linalg.norm(start)
    along, across = np.zeros(STEPS), np.zeros(STEPS)  # the matrix, as the basis sees it
    for step in range(1, STEPS + 1):
        image = matrix @ basis[step - 1]
        for _ in range(
            2
        ):  # rounding leaves something of the vectors before, which would come back as a second solution
            parts = basis[:step] @ image
            image -= parts @ basis[:step]
            along[step - 1] += parts[-1]
        across[step - 1] = length = np.linalg.norm(image)
        is_whole = length <= TIGHT * along[0]
        if step > 1 and (is_whole or not step % EACH):
            last = (step - 2, step - 1)
            values, vectors = eigh_tridiagonal(along[:step], across[: step - 1], select="i", select_range=last)
            residues = length * np.abs(vectors[-1])
            second, first = values + residues * (1, -1)
            if is_whole or (residues[1] <= ROUNDED * first and residues[0] <= (first - second) / 10):
                break
        basis[step] = image / length
    else:
        return start, 1.0, np.inf
    vector = np.abs(vectors[:, 1] @ basis[:step])
    residue = np.linalg.norm(matrix @ vector - values[1] * vector) + ROUNDED * first
    length, rows = 2 * residue / (first - second), np.sqrt(matrix.power(2).sum(axis=1))
    shift = first / 3
    rate = max(0.5, (second + shift) / (first + shift))
    for _ in range(ROUNDS):
        if rate > SLOW or rows @ vector * length <= ACCURACY / 20 * first:
            break
        vector = matrix @ vector + shift * vector
        vector /= np.linalg.norm(vector)
        length *= rate
    error = rows * length
    for _ in range(ROUNDS):
        vector = matrix @ vector
        size = np.linalg.norm(vector)
        vector, error = vector / size, error / size
        if (error <= ACCURACY / 10 * vector).all():
            break
        error = matrix @ error
    return vector, rate, float((error / np.maximum(vector, FLOOR)).max())


def _from_two_starts(matrix: Matrix) -> tuple[Vector, float, float]:
    """Return what `_by_lanczos` does for any irreducible matrix, judged by two starts that lead to the same vector.

    Once they agree, as many multiplications follow as it took.
    """
    import numpy as np

    size = matrix.shape[0]
    vectors = np.column_stack([np.ones(size), np.random.default_rng(0).uniform(0.5, 1.5, size)])
    apart, steps, last = np.inf, 0, ROUNDS
    while steps < last:
        image = matrix @ vectors
        vectors = image + vectors * (image.sum(axis=0) / vectors.sum(axis=0) / 3)
        vectors /= vectors.max(axis=0)
        steps += 1
        ratios = vectors[:, 0] / np.maximum(vectors[:, 1], FLOOR)
        apart = ratios.max() / max(ratios.min(), FLOOR) - 1
        if last == ROUNDS and apart <= ACCURACY / 10:
            last = min(2 * steps, ROUNDS - 1)
    return vectors[:, 0], (ACCURACY / 10) ** (2 / steps), float(apart)


def _solver(shift: float, matrix: Matrix) -> Callable[[Vector], Vector]:
    """Return a function that solves the equations of `shift` times the unit matrix minus a matrix.

    The shift must be above the greatest eigenvalue: then no pivoting is needed, and even small entries are exact.

    Raises
    ------
    RuntimeError
        When the shift is an eigenvalue.
    """
    from scipy.sparse import eye_array
    from scipy.sparse.linalg import splu

    shifted = (shift * eye_array(matrix.shape[0], format="csr") - matrix).tocsc()
    factors = splu(shifted, permc_spec="MMD_AT_PLUS_A", diag_pivot_thresh=0.0, options={"SymmetricMode": True})
    solve: Callable[[Vector], Vector] = factors.solve
    return solve


def _extended(matrix: Matrix, part: Vector, found: _Perron, inside: Vector) -> Vector:
    """Return the eigenvector of a component with the scores of all nodes that can be reached from it.

    Raises
    ------
    SelectionError
        When another component in `inside`, those with the greatest eigenvalue, can be reached, or the scores are not
        determined to ACCURACY.
    OverflowError
        When the scores are too great for a float.
    """
    import numpy as np
    from scipy.sparse.csgraph import breadth_first_order

    reached = np.empty(0, dtype=np.int64)
    if len(part) < len(inside):
        reached = np.setdiff1d(breadth_first_order(matrix.T, part[0], return_predecessors=False), part)
    if inside[reached].any():
        raise _refusal(
            "is not defined where a part of the network with the greatest eigenvalue leads to another such part"
        )
    vector = np.zeros(matrix.shape[0])
    vector[part] = found.vector
    error = found.error
    if len(reached):
        rows = matrix[reached]
        within, entering = rows[:, reached], rows[:, part] @ found.vector
        # The true scores lie between those for the bounds of the eigenvalue, which are themselves rounded.
        bounds = found.low * (1 - 2**-52), found.high * (1 + 2**-52)
        most, fewest = (_solver(bound, within)(entering) for bound in bounds)
        if not np.isfinite(most).all():
            raise OverflowError
        vector[reached] = most
        counted = fewest > LEAST
        error += float(np.abs(most[counted] / fewest[counted] - 1).max(initial=0))
    if not error <= ACCURACY:
        raise _refusal("of this network cannot be computed to twelve digits")
    vector[vector <= LEAST] = 0.0
    return vector


def _refusal(what: str) -> SelectionError:
    return SelectionError(f"eigenvector centrality {what}", remedy="use katz or pagerank")
