"""Test that equal rows and equal values are found."""

from __future__ import annotations

from itertools import groupby

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from coalition.columns.rows import begins, unique


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), max_size=12))
def test_equal_rows_begin_where_they_differ_from_the_row_before(rows: list[tuple[int, int]]) -> None:
    expected = [first for _, group in groupby(rows) for first in (True, *[False] * (len(list(group)) - 1))]
    table = np.array(rows, dtype=np.int32).reshape(-1, 2)
    assert begins(*table.T).tolist() == expected


@given(st.lists(st.integers(-3, 3), max_size=12))
def test_different_values_are_those_of_numpy(values: list[int]) -> None:
    for kind in (np.int32, np.int64, np.float64):
        found = unique(np.array(values, dtype=kind))
        assert found.tolist() == np.unique(np.array(values, dtype=kind)).tolist()
        assert found.dtype == kind
