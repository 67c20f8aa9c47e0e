"""Snapshots: immutable stores on disk, each named by the digest of what it was built from."""

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
"""The version of what lies in a snapshot folder; another version is never read."""

MANIFEST = "snapshot.json"
FILES = ("*.sst", "MANIFEST-*", "CURRENT")
"""What the engine cannot do without. It opens a store whose list of files is cut short as one that holds nothing."""

BUILDING = ".building-"

Progress = Callable[[Iterable[ox.Quad], int], Iterable[ox.Quad]]


def no_progress(quads: Iterable[ox.Quad], total: int) -> Iterable[ox.Quad]:
    """Report no progress."""
    return quads


@dataclass(frozen=True)
class Snapshot:
    """A snapshot that lies on disk: its digest, its folder, and what it holds by count."""

    digest: str
    folder: Path
    counts: dict[str, int]

    def store(self) -> Store:
        """The store of the snapshot, opened to be read.

        Raises
        ------
        StoreError
            When it is damaged.
        """
        try:
            return Store.read_only(self.folder / "store")
        except StoreError as fault:
            raise _foreign(self.folder, f"is damaged: {fault.what}") from fault


@dataclass(frozen=True)
class Snapshots:
    """The folder that snapshots lie in."""

    folder: Path

    @classmethod
    def default(cls) -> Snapshots:
        """The snapshots in the user's cache folder, apart for each layout."""
        import platformdirs

        return cls(platformdirs.user_cache_path("coalition-graph", appauthor=False, version=f"layout-{LAYOUT}"))

    def find(self, digest: str) -> Snapshot | None:
        """The snapshot of that digest, or None where there is none yet.

        Raises
        ------
        StoreError
            When there is one that this version does not read.
        """
        folder = self.folder / digest
        path = folder / MANIFEST
        try:
            manifest = json.loads(path.read_bytes())
        except FileNotFoundError:
            if not folder.exists():
                return None
            if path.exists():  # it was put into place between the two looks
                return self.find(digest)
            raise _foreign(folder, f"has no {MANIFEST}") from None
        except ValueError:
            raise _foreign(folder, f"has a {MANIFEST} that is no JSON") from None
        except OSError as fault:
            remedy = "mend its permissions, or name another folder with --store"
            raise StoreError(f"cannot be read ({fault.strerror})", where=str(path), remedy=remedy) from None
        if not isinstance(manifest, dict) or manifest.get("layout") != LAYOUT:
            found = manifest.get("layout") if isinstance(manifest, dict) else None
            raise _foreign(folder, f"is of layout {found}, and this version reads layout {LAYOUT}")
        counts = manifest.get("counts")
        if manifest.get("digest") != digest or not (isinstance(counts, dict) and counts):
            raise _foreign(folder, f"has a {MANIFEST} that is not its own")
        if manifest.get("files") != _sums(folder / "store"):
            raise _foreign(folder, "is damaged: its files are not those that were built")
        return Snapshot(digest, folder, counts)

    def write(self, digest: str, dataset: Dataset, progress: Progress = no_progress) -> Snapshot:
        """Write a snapshot in a folder of its own and rename it into place.

        Killed at any moment, it leaves the other snapshots as they are, and its own folder out of sight;
        the next build clears that away. Where another process was first, its snapshot is taken.

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
                remedy="make room or mend the permissions, or name another folder with --store",
            ) from None
        return Snapshot(digest, self.folder / digest, dataset.counts)

    @contextmanager
    def _workplace(self) -> Iterator[Path]:
        """A fresh folder to build in, locked for as long as the build lives, gone afterwards."""
        import shutil

        with (self.folder / ".lock").open("a") as gate:
            fcntl.flock(gate, fcntl.LOCK_EX)  # or another build would sweep the folder before it is locked
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

    def _publish(self, workplace: Path, place: Path) -> None:
        try:
            workplace.rename(place)
        except OSError:
            if not (place / MANIFEST).is_file():  # else another process was first, and built the same
                raise
        sync(self.folder)

    def _sweep(self) -> None:
        """Clear away what killed builds left: the folders that no living process has locked."""
        import shutil

        for left in self.folder.glob(BUILDING + "*"):
            try:
                handle = os.open(left, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
            except OSError:  # put into place or cleared away meanwhile, or nothing that a build makes
                continue
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(left, ignore_errors=True)
            except BlockingIOError:
                continue
            finally:
                os.close(handle)


def _sums(folder: Path) -> dict[str, int]:
    """The files of a store that it cannot do without, with their CRC-32.

    The engine finds a spoilt block only when it reads it, and then may leave facts out without a word, or never end.
    The sum of all files takes a millisecond for each two megabytes.

    Raises
    ------
    StoreError
        When one of them cannot be read.
    """
    try:
        return {path.name: zlib.crc32(path.read_bytes()) for name in FILES for path in sorted(folder.glob(name))}
    except OSError as fault:
        raise _foreign(folder.parent, f"cannot be read ({fault.strerror})") from None


def _foreign(folder: Path, what: str) -> StoreError:
    remedy = "remove the folder to have it built again, or name another with --store"
    return StoreError(f"the snapshot {what}", where=str(folder), remedy=remedy)
