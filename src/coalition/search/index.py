"""Open the index of a snapshot, and write it first where it is missing or damaged.

The index is a file of SQLite in the folder of its snapshot, and goes with that. Its name has the digest of the texts
whose words it holds. It appears whole or not at all, and never changes.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote

from coalition import files
from coalition.errors import StoreError
from coalition.kept import alone
from coalition.search.writing import Content, Progress, write

Found = TypeVar("Found")

LAYOUT = 2
"""The version of the layout of an index; this code reads no other."""

KEPT = 3
"""How many indexes of one snapshot are kept, for different folders of texts."""

STAMP = 2_000_000_000
"""An index holds the time of its last change, in whole steps of so many nanoseconds, which every file system keeps."""


class Index:
    """Ask the index of a snapshot.

    Parameters
    ----------
    content:
        What is indexed.
    folder:
        The folder of the snapshot. Where it may not be written, the index is written to a file that goes with this
        object.
    progress:
        What reports the progress of writing it.
    written:
        Called when an index has been written into the folder.
    """

    def __init__(
        self, content: Content, folder: Path, progress: Progress, written: Callable[[], object] = lambda: None
    ) -> None:
        self.content, self.folder, self.progress, self.written = content, folder, progress, written
        self.path = folder / f"search-{LAYOUT}-{content.key}.sqlite"
        self._database: sqlite3.Connection | None = None

    @property
    def is_written(self) -> bool:
        """Whether the index is there, so that the first question need not wait until it is written."""
        return self._database is not None or self.path.exists()

    def ask(self, question: Callable[[sqlite3.Connection], Found]) -> Found:
        """Return what `question` returns, given the open index; a damaged index is written again.

        Raises
        ------
        StoreError
            When the index can be neither read nor written.
        SourceError
            When a text is there and cannot be read.
        """
        try:
            return question(self._opened())
        except sqlite3.DatabaseError:
            with alone(self.folder, "search"):
                self._replace()
        try:
            return question(self._opened())
        except sqlite3.DatabaseError as fault:
            raise _unusable(fault, self.path) from None

    def _opened(self) -> sqlite3.Connection:
        if self._database is None:
            self._database = _open(self.path)
        if self._database is None:
            with alone(self.folder, "search"):
                self._database = _open(self.path) or self._replace()
        return self._database

    def _replace(self) -> sqlite3.Connection:
        """Write the index, and open it."""
        try:
            if os.access(self.folder, os.W_OK):
                with files.staged(self.path) as draft:
                    self._write(draft)
                    files.share(draft, self.folder)
                self._sweep()
                self.written()
                self._database = _open(self.path)
            else:
                with tempfile.TemporaryDirectory() as folder:
                    self._write(Path(folder, self.path.name))
                    # On these systems, a file that was removed can be read as long as it is open.
                    self._database = _open(Path(folder, self.path.name))
        except (sqlite3.Error, OSError) as fault:
            raise _unusable(fault, self.path) from None
        if self._database is None:
            raise _unusable("its time of change does not stay", self.path)
        return self._database

    def _write(self, path: Path) -> None:
        stamp = time.time_ns() // STAMP * STAMP
        write(self.content, path, self.progress, stamp)
        os.utime(path, ns=(stamp, stamp))

    def _sweep(self) -> None:
        """Remove the indexes of this snapshot that were written first, where there are too many."""
        others = {path: path.stat().st_ctime_ns for path in self.folder.glob("search-*.sqlite") if path != self.path}
        for path in sorted(others, key=others.__getitem__)[: 1 - KEPT]:
            path.unlink(missing_ok=True)


def _open(path: Path) -> sqlite3.Connection | None:
    """Open an index to read it; None where there is none, or where it was changed after it was written."""
    try:
        changed = path.stat().st_mtime_ns
    except FileNotFoundError:
        return None
    # An index never changes, so no lock is needed, and threads may share the connection.
    address = f"file:{quote(os.fsencode(path.absolute()))}?mode=ro&immutable=1"
    database = sqlite3.connect(address, uri=True, check_same_thread=False, isolation_level=None)
    try:
        database.execute("PRAGMA trusted_schema=OFF")  # the file may be another user's
        stamp = database.execute("SELECT value FROM meta WHERE key = 'stamp'").fetchone()
        pages = database.execute("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size").fetchone()
        if stamp == (changed,) and pages == (path.stat().st_size,):
            return database
    except sqlite3.DatabaseError:  # it is no database, or one without the table
        pass
    database.close()
    return None


def _unusable(fault: object, path: Path) -> StoreError:
    if isinstance(fault, OSError):
        files.refuse_exhaustion(fault)
    remedy = "free some disk space, or pass another folder with --store DIR"
    if "fts5" in str(fault):
        remedy = "use a Python whose SQLite has FTS5, as those of python.org have"
    return StoreError(f"the search index cannot be used ({fault})", where=str(path), remedy=remedy)
