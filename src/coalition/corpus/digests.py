"""Remember the digests of files, so that a file which has not changed is not read again."""

from __future__ import annotations

import hashlib
import json
import os
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from coalition import files
from coalition.errors import GraphError, StoreError

SETTLED = 2_000_000_000
"""For how many nanoseconds a file must have been left alone. The clock of a file system may tick once in two seconds,
and of two changes within a tick the second would not be seen."""

MOST = 20_000
"""How many files are remembered; the oldest are forgotten first."""


class Digests:
    """Return the SHA-256 of files, from what a file at `path` remembers of an earlier run where they have not changed.

    A file has not changed while its size, its inode, and the times of its last change and of the last change of its
    attributes are the same. Nobody can set back the last of these.
    """

    def __init__(self, path: Path) -> None:
        """Take up what is remembered at `path`; what cannot be read there is forgotten."""
        self.path, self.known, self.changed = path, dict[str, list[Any]](), False
        with suppress(StoreError, ValueError, RecursionError):
            found = json.loads(files.read(path, StoreError))
            self.known = found if isinstance(found, dict) else {}

    def of(self, path: Path) -> str:
        """Return the SHA-256 of the file at `path` in lower-case hexadecimal.

        Raises
        ------
        GraphError
            When the file cannot be read.
        """
        name, before = os.fsdecode(path.absolute()), _state(path)
        match self.known.get(name):
            case [state, str(digest)] if before and state == before:
                return digest
        digest = hashlib.sha256(files.read(path, GraphError)).hexdigest()
        if before and before == _state(path) and time.time_ns() - max(before[2:]) > SETTLED:
            self.known.pop(name, None)
            self.known[name] = [before, digest]
            self.changed = True
        return digest

    def keep(self) -> None:
        """Write what is known to the file, as far as that may be written."""
        if self.changed:
            with suppress(OSError):
                files.write(self.path, json.dumps(dict(list(self.known.items())[-MOST:])).encode())
                files.share(self.path, self.path.parent)


def _state(path: Path) -> list[int]:
    """Return the size, the inode, and the times of the last changes of a file; nothing where there is none."""
    try:
        about = path.stat()
    except (OSError, ValueError):
        return []
    return [about.st_size, about.st_ino, about.st_mtime_ns, about.st_ctime_ns]
