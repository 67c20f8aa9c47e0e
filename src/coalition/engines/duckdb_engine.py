"""Answer SQL by DuckDB, on the processors and, where memory is short, the disk of this machine."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import duckdb

from coalition.engines.engine import unreadable

if TYPE_CHECKING:
    from numpy.typing import NDArray


def start() -> DuckDB:
    """Open an engine with nothing in it."""
    return DuckDB()


class DuckDB:
    """Hold tables of DuckDB."""

    def __init__(self) -> None:
        # Nothing is fetched from anywhere: extensions only where the user has installed them.
        self._connection = duckdb.connect(config={"autoinstall_known_extensions": False})
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
        place = path.replace("'", "''")
        files = place if place.endswith(".parquet") else f"{place}/*.parquet"
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

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()
