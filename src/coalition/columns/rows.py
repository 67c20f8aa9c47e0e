"""Find equal rows among arrays, and join them."""

from __future__ import annotations

from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int32]
Values = TypeVar("Values", bound=np.generic)

NONE = -1
"""The number that stands for nothing: no actor that is represented, or no passage."""


def begins(*columns: NDArray[Any]) -> NDArray[np.bool_]:
    """Return which rows differ from the one before, shape (rows,); where equal rows stand together, the first of each.

    The rows are given by their columns, each of shape (rows,).
    """
    new = np.ones(len(columns[0]), dtype=bool)
    new[1:] = np.logical_or.reduce([column[1:] != column[:-1] for column in columns])
    return new


def unique(values: NDArray[Values]) -> NDArray[Values]:
    """Return the different values of an array in order, as `np.unique` does.

    That function looks for them by hashing from numpy 2.3 on, which takes fifteen times as long for three million.
    """
    ordered = np.sort(values, axis=None)
    return ordered[begins(ordered)]


def joined(
    left: NDArray[np.integer], right: NDArray[np.integer], *, outer: bool = False, most: int | None = None
) -> tuple[Numbers, Numbers]:
    """Return the indices of all pairs of equal keys, in the order of `left`.

    With `outer`, a key of `left` that `right` lacks is paired with NONE.

    Raises
    ------
    OverflowError
        When there are more than `most` pairs.
    """
    order = np.argsort(right, kind="stable")
    keys = right[order]
    begin, end = np.searchsorted(keys, left, "left"), np.searchsorted(keys, left, "right")
    number = end - begin
    alone = number == 0
    if outer:
        number = np.where(alone, 1, number)
    if most is not None and number.sum() > most:
        raise OverflowError
    row = np.repeat(np.arange(len(left)), number)
    within = np.arange(len(row)) - np.repeat(np.cumsum(number) - number, number)
    place = begin[row] + within
    if outer:
        missing = alone[row]
        other = np.full(len(row), NONE, dtype=np.int64)
        other[~missing] = order[place[~missing]]
        return row.astype(np.int32), other.astype(np.int32)
    return row.astype(np.int32), order[place].astype(np.int32)
