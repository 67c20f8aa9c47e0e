"""Keep files beside a snapshot: what takes long to compute, and never changes as long as the snapshot does not.

They go with the folder of the snapshot. Each appears whole or not at all, and is made by one process while the others
wait for it. One that was changed or damaged is made again.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

from coalition import files
from coalition.errors import StoreError

Read = TypeVar("Read")

PAUSE = 0.05
"""How many seconds lie between two looks at whether another process has made the file."""

MOST = 32
"""How many files of one name are kept beside a snapshot; strangers may ask for things that nobody asks for again."""

DIGEST = hashlib.sha256().digest_size


def kept(folder: Path, name: str, key: str, make: Callable[[], bytes], read: Callable[[bytes], Read]) -> Read:
    """Return what the file beside a snapshot holds, which is made first where there is none.

    Parameters
    ----------
    folder:
        The folder of the snapshot. Where it may not be written, nothing is kept.
    name:
        What the file is called: letters and hyphens.
    key:
        What the content depends on beside the snapshot, such as the version of the code: another key is another file.
    make:
        Returns the content.
    read:
        Returns what the content means.
    """
    path = folder / f"{name}-{hashlib.sha256(key.encode()).hexdigest()[:16]}.kept"
    if (found := _content(path)) is not None:
        return read(found)
    with alone(folder, name):
        if (found := _content(path)) is None:
            found = make()
            _write(path, found)
    return read(found)


def _write(path: Path, content: bytes) -> None:
    """Write a file where that is possible, and remove the oldest of the same name where there are too many."""
    with suppress(OSError):
        with files.staged(path) as draft:
            draft.write_bytes(hashlib.sha256(content).digest() + content)
            files.share(draft, path.parent)
        others = path.parent.glob(f"{path.name.rpartition('-')[0]}-*.kept")
        for old in sorted(others, key=lambda other: other.stat().st_mtime_ns)[:-MOST]:
            old.unlink(missing_ok=True)


def _content(path: Path) -> bytes | None:
    """Return the content of a file that is there and whole, else None."""
    try:
        held = files.read(path, StoreError)
    except (StoreError, OSError):
        return None
    return held[DIGEST:] if hashlib.sha256(held[DIGEST:]).digest() == held[:DIGEST] else None


@contextmanager
def alone(folder: Path, name: str) -> Iterator[None]:
    """Run the block while no other process, and no other thread, runs one of the same name for a snapshot."""
    lock, gate = None, folder / f".{name}.lock"
    with suppress(OSError):  # a folder that may not be written, or without locks: each works for itself
        if not gate.exists():
            gate.touch()
            files.share(gate, folder)
        while (lock := files.claim(gate)) is None:
            time.sleep(PAUSE)
    try:
        yield
    finally:
        if lock:
            lock.release()
