"""Test that beginnings of equal rows are found."""

from __future__ import annotations

from itertools import groupby

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from coalition.columns.rows import begins


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), max_size=12))
def test_equal_rows_begin_where_they_differ_from_the_row_before(rows: list[tuple[int, int]]) -> None:
    expected = [first for _, group in groupby(rows) for first in (True, *[False] * (len(list(group)) - 1))]
    table = np.array(rows, dtype=np.int32).reshape(-1, 2)
    assert begins(*table.T).tolist() == expected
