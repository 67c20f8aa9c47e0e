"""Write snapshots of a few small files, which is all that finding, removing and locking them looks at."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Any

from coalition.build.manifest import Origin
from coalition.build.snapshot import Progress, Snapshot, Snapshots

NAMES = ("000001.sst", "CURRENT", "MANIFEST-000001")
COLUMN = "terms.utf8"


def digest(name: str) -> str:
    """Return a digest for the snapshot `name`."""
    return hashlib.sha256(name.encode()).hexdigest()


class _Dataset:
    """Write what a dataset writes, as far as snapshots go."""

    def __init__(self, name: str, size: int) -> None:
        self.content = name.encode().ljust(size, b".")

    def write(self, store: Path, columns: Path, progress: Progress, /) -> dict[str, int]:
        for name in (*NAMES, "LOG", "000002.log"):
            (store / name).write_bytes(self.content)
        (columns / COLUMN).touch()
        return {"facts": len(self.content)}


def write(folder: Path, name: str, *, root: str = "", whole: str = "", size: int = 100) -> Snapshot:
    """Write the snapshot `name`, or the view `name` of the snapshot `whole`; the root is `name` where not given."""
    origin = Origin(root or name, digest(whole), "--on 1894") if whole else Origin(root or name)
    return Snapshots(folder).write(digest(name), _Dataset(name, size), origin)


def age(folder: Path, name: str, seconds: float) -> None:
    """Let a snapshot have been built and used last so many seconds ago."""
    moment = os.stat(folder).st_mtime - seconds
    for path in (folder / digest(name) / "snapshot.json", folder / digest(name)):
        os.utime(path, (moment, moment))


def churn(folder: Path, seed: int, connection: Any) -> None:
    """Write, open and remove snapshots without end; send back what goes wrong."""
    import random

    chance = random.Random(seed)
    connection.send("ready")
    try:
        while True:
            name = str(chance.randrange(6))
            found = Snapshots(folder).find(digest(name)) or write(folder, name, whole="0" if int(name) % 2 else "")
            content = (found.folder / "store" / "CURRENT").read_bytes()
            assert content == name.encode().ljust(100, b".")
            Snapshots(folder).prune("")
            assert (found.folder / "store" / "CURRENT").read_bytes() == content, "it was removed while it was open"
    except Exception as fault:
        connection.send(repr(fault))
