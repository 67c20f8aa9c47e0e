"""Sort texts outside of memory."""

from __future__ import annotations

import errno
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing


def by_key(rows: Iterable[tuple[Sequence[int | str], str]], length: int) -> Iterator[str]:
    """Yield texts in the order of their keys, each of which has `length` parts.

    All rows are read before the first text is yielded, into a temporary file. Memory does not grow with them.

    Raises
    ------
    OSError
        When the file cannot be written.
    """
    marks = ", ".join("?" * (length + 1))
    columns = ", ".join(f"key{part}" for part in range(length))
    try:
        with closing(sqlite3.connect("")) as database:  # the empty name stands for a file that goes when it is closed
            database.execute(f"CREATE TABLE texts ({columns}, content)")
            database.executemany(f"INSERT INTO texts VALUES ({marks})", ((*key, text) for key, text in rows))
            yield from (text for (text,) in database.execute(f"SELECT content FROM texts ORDER BY {columns}"))
    except sqlite3.OperationalError as fault:
        raise OSError(errno.EIO, f"a temporary file cannot be written ({fault})", tempfile.gettempdir()) from fault
