"""Write and find snapshots: immutable stores on disk, each named by the digest of the files it was built from."""

from __future__ import annotations

import fcntl
import json
import os
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from coalition.errors import StoreError
from coalition.files import sync
from coalition.rdf.store import Store

if TYPE_CHECKING:
    from coalition.build.dataset import Dataset

LAYOUT = 2
"""The version of the layout of a snapshot folder; this code reads no other."""

MANIFEST = "snapshot.json"
FILES = ("*.sst", "MANIFEST-*", "CURRENT")
"""The files that a store needs, as glob patterns.

They are checked because the engine does not: where its MANIFEST is cut short, it opens the store as an empty one.
"""

BUILDING = ".building-"
"""The beginning of the names of folders in which a snapshot is being built."""

Progress = Callable[[Iterable[ox.Quad], int], Iterable[ox.Quad]]


def no_progress(quads: Iterable[ox.Quad], total: int) -> Iterable[ox.Quad]:
    """Return `quads` unchanged: report no progress."""
    return quads


@dataclass(frozen=True)
class Snapshot:
    """Describe a snapshot on disk: its digest, its folder, and the counts of what it holds."""

    digest: str
    folder: Path
    counts: dict[str, int]

    def store(self) -> Store:
        """Open the store of the snapshot for reading.

        Raises
        ------
        StoreError
            When it is damaged.
        """
        try:
            return Store.read_only(self.folder / "store")
        except StoreError as fault:
            raise _unreadable(self.folder, f"is damaged: {fault.what}") from fault


@dataclass(frozen=True)
class Snapshots:
    """Find and write the snapshots in a folder."""

    folder: Path

    @classmethod
    def default(cls) -> Snapshots:
        """Return the snapshots in the user's cache folder, which has a subfolder for each version of the layout."""
        import platformdirs

        return cls(platformdirs.user_cache_path("coalition-graph", appauthor=False, version=f"layout-{LAYOUT}"))

    def find(self, digest: str) -> Snapshot | None:
        """Return the snapshot with a digest, or None where it has not been built yet.

        Raises
        ------
        StoreError
            When the snapshot is damaged, or has a layout that this version does not read.
        """
        folder = self.folder / digest
        path = folder / MANIFEST
        try:
            manifest = json.loads(path.read_bytes())
        except FileNotFoundError:
            if not folder.exists():
                return None
            if path.exists():  # another process has renamed the snapshot into place in the meantime
                return self.find(digest)
            raise _unreadable(folder, f"has no {MANIFEST}") from None
        except ValueError:
            raise _unreadable(folder, f"has a {MANIFEST} that is not JSON") from None
        except OSError as fault:
            remedy = "change its permissions, or pass another folder with --store DIR"
            raise StoreError(f"the file cannot be read ({fault.strerror})", where=str(path), remedy=remedy) from None
        if not isinstance(manifest, dict) or manifest.get("layout") != LAYOUT:
            layout = manifest.get("layout") if isinstance(manifest, dict) else None
            raise _unreadable(folder, f"has layout {layout}, but this version reads layout {LAYOUT}")
        counts = manifest.get("counts")
        if manifest.get("digest") != digest or not (isinstance(counts, dict) and counts):
            raise _unreadable(folder, f"has a {MANIFEST} that belongs to another snapshot or is incomplete")
        if manifest.get("files") != _sums(folder / "store"):
            raise _unreadable(folder, "is damaged: its files have changed since it was built")
        return Snapshot(digest, folder, counts)

    def write(self, digest: str, dataset: Dataset, progress: Progress = no_progress) -> Snapshot:
        """Write a snapshot to a hidden folder and rename that into place.

        A build that is killed leaves all other snapshots as they are; the next build removes its hidden folder. Where
        another process has written the same snapshot in the meantime, that one is used.

        Raises
        ------
        StoreError
            When the disk is full, or the folder may not be written.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with self._workplace() as workplace:
                dataset.builder.write(workplace / "store", progress)
                files = _sums(workplace / "store")
                manifest = {"layout": LAYOUT, "digest": digest, "counts": dataset.counts, "files": files}
                (workplace / MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
                sync(workplace / MANIFEST)
                sync(workplace)
                self._publish(workplace, self.folder / digest)
        except OSError as fault:
            raise StoreError(
                f"the snapshot cannot be written ({fault.strerror or fault})",
                where=str(self.folder),
                remedy="free some disk space, change the permissions, or pass another folder with --store DIR",
            ) from None
        return Snapshot(digest, self.folder / digest, dataset.counts)

    @contextmanager
    def _workplace(self) -> Iterator[Path]:
        """Yield a new folder to build in, which is locked while the build runs and removed afterwards."""
        import shutil

        with (self.folder / ".lock").open("a") as gate:
            # Only one build at a time makes its folder: another would sweep it away before it is locked.
            fcntl.flock(gate, fcntl.LOCK_EX)
            self._sweep()
            workplace = self.folder / f"{BUILDING}{os.getpid()}-{os.urandom(4).hex()}"
            workplace.mkdir()
            handle = os.open(workplace, os.O_RDONLY)
            fcntl.flock(handle, fcntl.LOCK_EX)
        try:
            yield workplace
        finally:
            shutil.rmtree(workplace, ignore_errors=True)
            os.close(handle)

    def _publish(self, workplace: Path, target: Path) -> None:
        try:
            workplace.rename(target)
        except OSError:
            if not (target / MANIFEST).is_file():  # if it exists, another process has built the same snapshot
                raise
        sync(self.folder)

    def _sweep(self) -> None:
        """Remove the folders of builds that were killed: those that no running process has locked."""
        import shutil

        for abandoned in self.folder.glob(BUILDING + "*"):
            try:
                handle = os.open(abandoned, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
            except OSError:  # renamed or removed in the meantime, or not a folder
                continue
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(abandoned, ignore_errors=True)
            except BlockingIOError:  # its build is still running
                continue
            finally:
                os.close(handle)


def _sums(folder: Path) -> dict[str, int]:
    """Return the CRC-32 of each file that the store in `folder` needs, by its name.

    The engine notices a damaged block only when it reads it, and then may leave out facts without a message, or never
    end. Checking all files takes a millisecond for every two megabytes.

    Raises
    ------
    StoreError
        When one of them cannot be read.
    """
    try:
        return {path.name: zlib.crc32(path.read_bytes()) for name in FILES for path in sorted(folder.glob(name))}
    except OSError as fault:
        raise _unreadable(folder.parent, f"cannot be read ({fault.strerror})") from None


def _unreadable(folder: Path, what: str) -> StoreError:
    remedy = "remove the folder and run the command again, or pass another folder with --store DIR"
    return StoreError(f"the snapshot {what}", where=str(folder), remedy=remedy)
