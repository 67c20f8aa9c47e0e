"""Answer SQL by DuckDB, on the processors and, where memory is short, the disk of this machine."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import duckdb

from coalition.engines.engine import unreadable
from coalition.errors import LimitError
from coalition.processes import Found, Item, parallel

if TYPE_CHECKING:
    from numpy.typing import NDArray


def start() -> DuckDB:
    """Open an engine with nothing in it."""
    return DuckDB()


class DuckDB:
    """Hold tables of DuckDB."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="coalition-duckdb-")  # else it would write where we stand
        # Nothing is fetched from anywhere: extensions only where the user has installed them.
        settings: dict[str, Any] = {"autoinstall_known_extensions": False, "temp_directory": self._folder.name}
        self._connection = duckdb.connect(config=settings)
        self.version = f"duckdb {duckdb.__version__}"

    def load(self, name: str, columns: Mapping[str, NDArray[Any]]) -> None:
        """Make a table of arrays of the same length."""
        self._connection.register("loaded", dict(columns))
        self.make(name, "SELECT * FROM loaded")
        self._connection.unregister("loaded")

    def read(self, name: str, path: str) -> None:
        """Make a table of a Parquet file, or of a folder of them.

        Raises
        ------
        StoreError
            When it cannot be read.
        """
        # In its patterns, a sign in brackets stands for itself.
        place = re.sub(r"[*?\[]", r"[\g<0>]", path).replace("'", "''")
        files = f"{place}/*.parquet" if os.path.isdir(path) or not place.endswith(".parquet") else place
        try:
            self._connection.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS SELECT * FROM read_parquet('{files}')")
        except duckdb.Error as fault:
            raise unreadable(path, fault) from None

    def make(self, name: str, text: str) -> None:
        """Make a table of what a statement returns."""
        self._connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {text}")

    def rows(self, text: str) -> list[tuple[Any, ...]]:
        """Return the rows of a statement."""
        return self._connection.execute(text).fetchall()

    def columns(self, text: str) -> dict[str, NDArray[Any]]:
        """Return what a statement returns, as arrays."""
        return dict(self._connection.execute(text).fetchnumpy())  # type: ignore[arg-type]

    def write(self, text: str, path: str) -> None:
        """Write what a statement returns as Parquet."""
        place = path.replace("'", "''")
        self._connection.execute(f"COPY ({text}) TO '{place}' (FORMAT parquet, COMPRESSION zstd)")

    def spread(self, work: Callable[[Item], Found], items: Sequence[Item], /) -> Iterator[Found]:
        """Return what a function returns for each item, computed in as many processes as there are processors.

        Raises
        ------
        LimitError
            When the system has ended one of them, as it does where memory is short.
        """
        from concurrent.futures.process import BrokenProcessPool

        try:
            with parallel(min(os.cpu_count() or 1, len(items))) as spread:
                yield from spread(work, items)
        except BrokenProcessPool:
            remedy = "give it more memory, or take a machine with more"
            raise LimitError("the system has ended a process that read files", remedy=remedy) from None

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()
        self._folder.cleanup()
