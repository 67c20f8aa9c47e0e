"""Say what an analysis needs of an engine that answers SQL, and open one by its name.

The texts are the same for all engines: SELECT statements of standard SQL. Where the engines differ, each adapter does
what its engine needs.
"""

from __future__ import annotations

import atexit
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol

from coalition.errors import SelectionError, StoreError
from coalition.processes import Found, Item

if TYPE_CHECKING:
    from numpy.typing import NDArray

LIBRARIES: Mapping[str, str] = {"duckdb": "duckdb", "spark": "pyspark"}
"""The engines, and the library that each needs."""


class Engine(Protocol):
    """Hold tables by name, and answer SELECT statements over them."""

    version: str
    """Its name and version."""

    def load(self, name: str, columns: Mapping[str, NDArray[Any]]) -> None:
        """Make a table of arrays of the same length."""

    def read(self, name: str, path: str) -> None:
        """Make a table of a Parquet file, or of a folder of them, which is read when it is needed."""

    def make(self, name: str, text: str) -> None:
        """Make a table of what a statement returns, in the place of one of that name, which the text may still read."""

    def rows(self, text: str) -> list[tuple[Any, ...]]:
        """Return the rows of a statement, which are few."""

    def columns(self, text: str) -> dict[str, NDArray[Any]]:
        """Return what a statement returns, as arrays of the same length."""

    def write(self, text: str, path: str) -> None:
        """Write what a statement returns as Parquet."""

    def spread(self, work: Callable[[Item], Found], items: Sequence[Item], /) -> Iterator[Found]:
        """Return what a function returns for each item, in their order, computed by the processes of the engine.

        The function and the items are sent to them, so both must pickle; so must an error, which is raised here.
        """

    def close(self) -> None:
        """Let go of what it holds."""


def unreadable(path: str, fault: Exception) -> StoreError:
    """Return the error for a table that an engine cannot read."""
    what = f"this table cannot be read ({' '.join(str(fault).split())[:200]})"
    return StoreError(what, where=path, remedy="write the tables again with coalition tables")


def is_installed(name: str) -> bool:
    """Tell whether the library of an engine can be imported."""
    from importlib.util import find_spec

    return find_spec(LIBRARIES[name]) is not None


MASTER = "SPARK_MASTER"
"""The variable of the environment that names the master of a Spark cluster, where no option does."""

_running: dict[str, Engine] = {}


def running(name: str) -> Engine:
    """Return an engine that is opened once, and closed when the process ends: to start Spark takes seconds.

    Raises
    ------
    SelectionError
        When its library is not installed, or it does not start.
    """
    if name not in _running:
        held = ExitStack()
        _running[name] = held.enter_context(opened(name))
        atexit.register(held.close)
    return _running[name]


@contextmanager
def opened(name: str, master: str | None = None) -> Iterator[Engine]:
    """Open an engine, and close it at the end of the block.

    Parameters
    ----------
    name:
        A key of LIBRARIES.
    master:
        The address of the master of a Spark cluster, such as `spark://host:7077` or `local[2]`.

    Raises
    ------
    SelectionError
        When its library is not installed, or it does not start.
    """
    if not is_installed(name):
        raise SelectionError(f"{name} is not installed", remedy=f'run pip install "coalition-graph[{name}]"')
    if master is not None and name != "spark":
        raise SelectionError("only Spark has a master", remedy="use --engine spark, or leave --master out")
    engine: Engine = import_module(f"coalition.engines.{name}_engine").start(*([master] if name == "spark" else []))
    try:
        yield engine
    finally:
        engine.close()
