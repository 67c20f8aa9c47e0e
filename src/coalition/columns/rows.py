"""Find equal rows among arrays that are sorted."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


def begins(*columns: NDArray[Any]) -> NDArray[np.bool_]:
    """Return which rows differ from the one before, shape (rows,); where equal rows stand together, the first of each.

    The rows are given by their columns, each of shape (rows,).
    """
    new = np.ones(len(columns[0]), dtype=bool)
    new[1:] = np.logical_or.reduce([column[1:] != column[:-1] for column in columns])
    return new
