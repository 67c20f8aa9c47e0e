"""Answer SQL by Spark: on a cluster, or in one process of this machine."""

from __future__ import annotations

import os
import re
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from py4j.protocol import Py4JJavaError
from pyspark.errors import PySparkException
from pyspark.sql import DataFrame, SparkSession

from coalition.engines.engine import MASTER, unreadable
from coalition.errors import CoalitionError, SelectionError, StoreError
from coalition.processes import Found, Item

if TYPE_CHECKING:
    from numpy.typing import NDArray

LOCAL = "local[*]"
"""The master where none is given: all processors of this machine."""


def start(master: str | None = None) -> Spark:
    """Start a session, on the cluster of `master` or here.

    Raises
    ------
    SelectionError
        When Spark does not start, as without Java.
    """
    given = master or os.environ.get(MASTER) or LOCAL
    builder = SparkSession.builder.master(given).appName("coalition")
    settings = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.adaptive.enabled": "true",
        "spark.sql.ansi.enabled": "true",
        "spark.log.level": "ERROR",
    }
    if given.startswith("local"):  # nothing listens but for this machine
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        settings |= {
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.driver.host": "127.0.0.1",
            "spark.driver.memory": os.environ.get("SPARK_DRIVER_MEMORY", "4g"),
        }
    for name, value in settings.items():
        builder = builder.config(name, value)
    try:
        with _quiet():
            return Spark(builder.getOrCreate())
    except Exception as fault:  # Java's own reach Python as errors of several kinds
        what = f"Spark does not start ({' '.join(str(fault).split())[:200]})"
        raise SelectionError(what, where=given, remedy="install Java 17, and see that the master runs") from None


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep what Java prints when it starts, and later, from standard error: none of it is for users."""
    sys.stderr.flush()
    kept = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


ROWS = 50_000
"""How many rows of the largest table one task takes, as far as there are processors."""


TASKS = 8
"""How many tasks each processor is given at once."""


def _told(work: Callable[[Item], Found]) -> Callable[[Item], Found | CoalitionError]:
    """Return a function that returns our errors, which Spark would raise as one of its own."""

    def told(item: Item) -> Found | CoalitionError:
        try:
            return work(item)
        except CoalitionError as fault:
            return fault

    return told


class Spark:
    """Hold tables of Spark as temporary views."""

    def __init__(self, session: SparkSession) -> None:
        self._session = session
        self._folder = tempfile.TemporaryDirectory(prefix="coalition-spark-")
        self._made: dict[str, DataFrame] = {}
        self._largest = 0
        self.version = f"spark {session.version}"

    def load(self, name: str, columns: Mapping[str, NDArray[Any]]) -> None:
        """Make a table of arrays of the same length, by way of a file."""
        import pyarrow
        import pyarrow.parquet

        path = Path(self._folder.name) / f"{name}.parquet"
        pyarrow.parquet.write_table(pyarrow.table(dict(columns)), path)
        self.read(name, str(path))

    def read(self, name: str, path: str) -> None:
        """Make a table of a Parquet file, or of a folder of them.

        Raises
        ------
        StoreError
            When it cannot be read.
        """
        # In its patterns, a sign behind a backslash stands for itself.
        place = path if "://" in path else re.sub(r"[*?\[\]{}\\]", r"\\\g<0>", path)
        try:
            table = self._session.read.parquet(place)
            self._largest = max(self._largest, table.count())
        except (PySparkException, Py4JJavaError) as fault:
            raise unreadable(path, fault) from None
        table.createOrReplaceTempView(name)
        cores = self._session.sparkContext.defaultParallelism
        parts = min(max(1, self._largest // ROWS), max(2 * cores, self._largest // (20 * ROWS)))
        self._session.conf.set("spark.sql.shuffle.partitions", str(parts))

    def make(self, name: str, text: str) -> None:
        """Make a table of what a statement returns, which is computed now and once."""
        frame = self._session.sql(text)
        whole = frame.checkpoint() if self._session.sparkContext.getCheckpointDir() else frame.localCheckpoint()
        # Spark goes on to estimate the size of a table from those that it was made of. Where a round reads a table
        # twice, that number gets twice as long with each: after thirty rounds it takes minutes to multiply.
        java: Any = whole._jdf
        fresh = DataFrame(self._session._jsparkSession.createDataFrame(java.toJavaRDD(), java.schema()), self._session)
        fresh.createOrReplaceTempView(name)
        self._made[name] = whole  # what was there before is let go

    def rows(self, text: str) -> list[tuple[Any, ...]]:
        """Return the rows of a statement."""
        return [tuple(row) for row in self._session.sql(text).collect()]

    def columns(self, text: str) -> dict[str, NDArray[Any]]:
        """Return what a statement returns, as arrays."""
        table = self._session.sql(text).toArrow()
        return {name: table.column(name).to_numpy() for name in table.column_names}

    def write(self, text: str, path: str) -> None:
        """Write what a statement returns as Parquet, a folder with files."""
        try:
            self._session.sql(text).write.mode("overwrite").parquet(path)
        except PySparkException as fault:
            what = f"the tables cannot be written ({' '.join(str(fault).split())[:200]})"
            raise StoreError(what, where=path, remedy="name a folder that Spark may write") from None

    def spread(self, work: Callable[[Item], Found], items: Sequence[Item], /) -> Iterator[Found]:
        """Return what a function returns for each item, computed by the workers, some tasks for each processor at once.

        The workers need this package, and must read and write the same paths.

        Raises
        ------
        StoreError
            When they do not do what they are given.
        """
        context, told = self._session.sparkContext, _told(work)
        size = TASKS * context.defaultParallelism
        for first in range(0, len(items), size):
            batch = items[first : first + size]
            try:
                answers = context.parallelize(batch, len(batch)).map(told).collect()
            except (PySparkException, Py4JJavaError) as fault:
                what = f"Spark has not done its part ({' '.join(str(fault).split())[:200]})"
                raise StoreError(
                    what, remedy="see what its workers say; they need this package, of this version"
                ) from None
            for found in answers:
                if isinstance(found, CoalitionError):
                    raise found
                yield found

    def close(self) -> None:
        """End the session."""
        self._made.clear()
        self._session.stop()
        self._folder.cleanup()
