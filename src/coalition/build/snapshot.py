"""Write, find and remove snapshots: immutable stores on disk, each named by the digest of what it was built from."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import time
import weakref
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Protocol, TypeVar

from coalition import files
from coalition.build import manifest
from coalition.build.budget import BUDGET, DAY, Budget, Entry
from coalition.build.manifest import COLUMNS, LAYOUT, MANIFEST, STORE, Damage, Manifest, Origin, OtherLayout
from coalition.errors import StoreError
from coalition.rdf.store import Store

if TYPE_CHECKING:
    from coalition.columns.table import Columns

BUILDING, REMOVED = ".building-", ".removed-"
"""The beginning of the names of folders in which a snapshot is being built, or which are being removed."""

OURS = re.compile(r"\.(building|removed)-\d+-[0-9a-f]{8}")
"""The whole of such a name: nothing else is ever swept away."""

DIGEST = re.compile(r"[0-9a-f]{64}")

GATE = ".lock"
"""The file that is locked while a folder appears in, or goes from, the folder for snapshots."""

IN_THE_WAY = (errno.EACCES, errno.EPERM, errno.EISDIR, errno.ENOTDIR, errno.EEXIST, errno.ELOOP)
"""The errors for which the file that the system names is the one to look at."""

INPUTS = "inputs"
"""The file among the columns of a snapshot that says what files it was built from."""

VERDICTS = re.compile(r"\.(verdicts|sound)-[0-9a-f]{12}")
"""The names of the files that remember what the checks of a root have found, file by file and of the whole."""

Item = TypeVar("Item")


class Progress(Protocol):
    """Report the progress of a long work: return `items`, of which there are `total`."""

    def __call__(self, items: Iterable[Item], total: int, /) -> Iterable[Item]:
        """Return the items."""


def no_progress(items: Iterable[Item], total: int) -> Iterable[Item]:
    """Return `items` unchanged: report no progress."""
    return items


class Writable(Protocol):
    """Write a dataset to a new store and to columns, each in a folder, and return the counts of what is in it."""

    def write(self, store: Path, columns: Path, progress: Progress, /) -> dict[str, int]:
        """Write the dataset; wait until it is on disk, and close the store."""


@dataclass(frozen=True)
class Snapshot:
    """Describe a snapshot on disk: its digest, its folder, and the counts of what it holds.

    As long as this object, or a store that it has opened, is in use, no process removes the snapshot.
    """

    is_far: ClassVar[bool] = False
    """Whether its store is on a server."""

    digest: str
    folder: Path
    counts: dict[str, int]
    origin: Origin
    _files: dict[str, list[int]] = field(repr=False, compare=False)
    _lock: files.Lock = field(repr=False, compare=False)

    @property
    def built(self) -> datetime:
        """When the last of its files was written, in UTC and whole seconds, as its manifest has noted it."""
        return datetime.fromtimestamp(max(changed for *_, changed in self._files.values()) // 10**9, UTC)

    @cached_property
    def inputs(self) -> list[str]:
        """What it was built from, as `CheckedFiles.inputs` has it; empty where it does not say so."""
        path = self.folder / COLUMNS / INPUTS
        return files.read(path, StoreError).decode("ascii", "replace").splitlines() if path.is_file() else []

    def store(self) -> Store:
        """Open the store of the snapshot for reading.

        Its files are looked at again: they may have been changed since the snapshot was found.

        Raises
        ------
        StoreError
            When it is damaged.
        """
        self._look_again()
        try:
            store = Store.read_only(self.folder / STORE)
        except StoreError as fault:
            raise _unreadable(self.folder, f"is damaged: {fault.what}") from fault
        weakref.finalize(store, _forget, self._lock)  # which keeps the lock as long as the store
        return store

    def columns(self) -> Columns:
        """Map the columns of the snapshot into memory.

        Raises
        ------
        StoreError
            When they are damaged.
        """
        from coalition.columns.table import Columns

        self._look_again()
        columns = Columns.open(self.folder / COLUMNS)
        weakref.finalize(columns, _forget, self._lock)
        return columns

    def _look_again(self) -> None:
        try:
            manifest.verify(self.folder, self._files)
        except Damage as fault:
            raise _unreadable(self.folder, str(fault)) from None
        except OSError as fault:
            raise _hindrance("the snapshot cannot be read", fault, self.folder) from None


def _forget(lock: files.Lock) -> None:
    """Let go of a lock, which is released when nobody holds it any more."""


def opened(folder: Path, digest: str | None = None, *, whole: bool = False) -> Snapshot | None:
    """Check the snapshot in `folder`, and return it held against removal; None where no one is, or an older version's.

    With `whole`, every file of it is read; else only those that were changed after the build.

    Raises
    ------
    StoreError
        When it is damaged, may not be read, has a layout that this version does not read, or another digest.
    """
    try:
        lock = files.reading(folder / MANIFEST)
        found = Manifest.decode(manifest.read(lock.handle), digest)
        manifest.verify(folder, found.files, whole=whole)
    except FileNotFoundError as fault:
        if not os.path.lexists(folder):
            return None
        if (folder / MANIFEST).exists():  # another process has put it into place in the meantime
            return opened(folder, digest, whole=whole)
        raise _unreadable(folder, f"has no {Path(fault.filename).name}") from None
    except Damage as fault:
        if isinstance(fault, OtherLayout) and fault.older:
            return None  # which a new one replaces
        raise _unreadable(folder, str(fault)) from None
    except OSError as fault:
        raise _hindrance("the snapshot cannot be read", fault, folder) from None
    return Snapshot(found.digest, folder, found.counts, found.origin, found.files, lock)


@dataclass(frozen=True)
class Snapshots:
    """Find, write and remove the snapshots in a folder."""

    folder: Path

    @classmethod
    def default(cls) -> Snapshots:
        """Return the snapshots in the user's cache folder, which has a subfolder for each version of the layout."""
        import platformdirs

        return cls(platformdirs.user_cache_path("coalition-graph", appauthor=False, version=f"layout-{LAYOUT}"))

    def find(self, digest: str) -> Snapshot | None:
        """Return the snapshot with a digest, or None where it has not been built yet, or by an older version only.

        Raises
        ------
        StoreError
            When the snapshot is damaged, may not be read, or has a layout that this version does not read.
        """
        found = opened(self.folder / digest, digest)
        if found:
            with suppress(OSError):  # the store may be another user's, or on a disk that is only read
                os.utime(found.folder)
        return found

    def latest(self, root: str) -> Snapshot | None:
        """Return the newest snapshot of a root that says what files it was built from; None where there is none."""
        found = list[tuple[float, Path]]()
        with suppress(OSError):
            named = [path for path in self.folder.iterdir() if DIGEST.fullmatch(path.name)]
            found = [((path / MANIFEST).stat().st_mtime, path) for path in named if (path / COLUMNS / INPUTS).is_file()]
        for _, path in sorted(found, reverse=True):
            with suppress(StoreError):
                snapshot = opened(path, path.name)
                if snapshot and snapshot.origin == Origin(root):
                    return snapshot
        return None

    def damage(self, digest: str) -> list[StoreError]:
        """Return what is wrong with the snapshot of a digest; every file of it is read, where there is one."""
        try:
            opened(self.folder / digest, digest, whole=True)
        except StoreError as fault:
            return [fault]
        return []

    def write(self, digest: str, dataset: Writable, origin: Origin, progress: Progress = no_progress) -> Snapshot:
        """Write a snapshot to a hidden folder, rename that into place, and remove snapshots no longer wanted.

        A build that is killed leaves all other snapshots as they are; the next build removes its hidden folder. Where
        another process has written the same snapshot in the meantime, that one is used.

        Raises
        ------
        StoreError
            When the disk is full, or the folder may not be written.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with self._workplace() as (workplace, lock):
                counts = dataset.write(workplace / STORE, workplace / COLUMNS, progress)
                manifest.strip(workplace / STORE)
                described = Manifest(digest, origin, counts, manifest.measure(workplace))
                (workplace / MANIFEST).write_bytes(described.encode())
                for path in workplace.rglob("*"):
                    files.share(path, self.folder)
                files.settle(workplace)
                with self._gate("adding a snapshot"):
                    lock.shares()
                    published = self._publish(workplace, digest)
                    with suppress(OSError, StoreError):  # the snapshot is there, and what is left goes another time
                        self._discard(self.budget().surplus(self.entries(digest), time.time()))
                        self._discard_layouts()
                        self._forget()
        except OSError as fault:
            raise _hindrance("the snapshot cannot be written", fault, self.folder) from None
        self._clear()
        return published or Snapshot(digest, self.folder / digest, counts, origin, described.files, lock)

    def verdicts(self, root: str) -> Path:
        """Return the path of the file that remembers what the checks of the files of a root have found."""
        return self.folder / f".verdicts-{hashlib.sha256(root.encode()).hexdigest()[:12]}"

    def sound(self, root: str) -> Path:
        """Return the path of the file that names the last snapshot of a root that fits the shapes, and these."""
        return self.verdicts(root).with_name(self.verdicts(root).name.replace("verdicts", "sound"))

    def budget(self, size: int | None = None, days: int | None = None) -> Budget:
        """Return the budget of the folder, with another size or other days where they are given.

        Raises
        ------
        StoreError
            When the file of the budget is damaged, unless both are given.
        """
        given = {name: value for name, value in (("size", size), ("days", days)) if value is not None}
        return Budget(**given) if len(given) == len(fields(Budget)) else replace(Budget.read(self.folder), **given)

    def set_budget(self, budget: Budget) -> None:
        """Set the budget for all who use the folder.

        Raises
        ------
        StoreError
            When the folder may not be written.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            files.write(self.folder / BUDGET, budget.encode())
            files.share(self.folder / BUDGET, self.folder)
        except OSError as fault:
            raise _hindrance("the budget cannot be set", fault, self.folder) from None

    def entries(self, current: str = "") -> list[Entry]:
        """Return the snapshots in the folder, the one used last first; `current` is the digest of the current one.

        Raises
        ------
        StoreError
            When the folder may not be read.
        """
        try:
            named = [path for path in self.folder.iterdir() if DIGEST.fullmatch(path.name)]
        except FileNotFoundError:
            return []
        except OSError as fault:
            raise _hindrance("the snapshots cannot be listed", fault, self.folder) from None
        found = []
        for path in named:
            with suppress(FileNotFoundError):  # another process has removed it in the meantime
                if path.is_dir() and not path.is_symlink():
                    found.append(_entry(path, current))
        return sorted(found, key=lambda entry: (-entry.used, entry.digest))

    def prune(self, current: str) -> list[Entry]:
        """Remove the snapshots that are no longer wanted, and return them; `current` is the digest of the current one.

        Raises
        ------
        StoreError
            When one of them cannot be removed; the others are.
        """
        if not self.folder.is_dir():
            return []
        try:
            with self._gate("removing snapshots"):
                self._sweep()
                removed = self._discard(self.budget().surplus(self.entries(current), time.time()))
                self._discard_layouts()
                self._forget()
        except OSError as fault:
            raise _hindrance("a snapshot cannot be removed", fault, self.folder) from None
        finally:
            self._clear()
        return removed

    @contextmanager
    def _gate(self, doing: str) -> Iterator[None]:
        """Keep other processes from adding or removing folders while the block runs."""
        with files.alone(self.folder / GATE, doing):
            yield

    @contextmanager
    def _workplace(self) -> Iterator[tuple[Path, files.Lock]]:
        """Yield a new folder to build in, and the lock on its manifest; remove the folder afterwards."""
        with self._gate("preparing a build"):
            self._sweep()
            workplace = self.folder / _name(BUILDING)
            try:
                (workplace / STORE).mkdir(parents=True)
                (workplace / COLUMNS).mkdir()
                (workplace / MANIFEST).touch()
                for path in (workplace, *workplace.iterdir()):  # so that whoever shares the folder can sweep them away
                    files.share(path, self.folder)
                lock = files.claim(workplace / MANIFEST)
                assert lock  # nobody else looks into a new folder while we hold the gate
            except BaseException:
                _remove(workplace)
                raise
        self._clear()
        try:
            yield workplace, lock
        finally:
            _remove(workplace)

    def _publish(self, workplace: Path, digest: str) -> Snapshot | None:
        """Rename the workplace into place; return the snapshot of another process, where one is there already."""
        target = self.folder / digest
        if (target / MANIFEST).is_file():
            there = self.find(digest)
            if there:
                return there
            self._put_aside(target)  # an older version of the program wrote it
        workplace.rename(target)
        files.sync(self.folder)
        return None

    def _sweep(self) -> None:
        """Put aside the folders of builds that were killed: those whose manifest no running process has locked."""
        for abandoned in self.folder.glob(BUILDING + "*"):
            if _is_ours(abandoned):
                with suppress(OSError):  # it belongs to another user, and does no harm
                    self._put_aside(abandoned)

    def _discard(self, entries: Iterable[Entry]) -> list[Entry]:
        """Put snapshots aside that no process has open, and return those.

        Raises
        ------
        OSError
            When one of them could not be put aside; the others are.
        """
        gone, fault = [], None
        for entry in entries:
            try:
                if self._put_aside(entry.folder):
                    gone.append(entry)
            except OSError as caught:
                fault = caught
        if fault:
            raise fault
        return gone

    def _discard_layouts(self) -> None:
        """Put aside the subfolders of the user's cache in which older versions of the program kept snapshots."""
        if self.folder.name != f"layout-{LAYOUT}":
            return
        for number in range(1, LAYOUT):
            older = self.folder.with_name(f"layout-{number}")
            if older.is_dir() and not older.is_symlink():
                used = max(path.stat().st_mtime for path in (older, *older.iterdir()))
                if used < time.time() - self.budget().days * DAY:
                    older.rename(self.folder / _name(REMOVED))

    def _forget(self) -> None:
        """Remove what is remembered of the files of roots from which nothing was built for long."""
        for path in self.folder.iterdir():
            if VERDICTS.fullmatch(path.name) and path.lstat().st_mtime < time.time() - self.budget().days * DAY:
                path.unlink()

    def _put_aside(self, folder: Path) -> bool:
        """Rename a folder, so that nobody opens it any more, unless its manifest is locked; tell whether it was."""
        try:
            lock = files.claim(folder / MANIFEST)
        except FileNotFoundError:  # a build that was killed before it made its manifest
            lock = None
        else:
            if lock is None:
                return False
        try:
            folder.rename(self.folder / _name(REMOVED))
        finally:
            if lock:  # an error that is kept would keep it, too
                lock.release()
        return True

    def _clear(self) -> None:
        """Remove what has been put aside, also by processes that were killed before they could remove it."""
        for path in self.folder.glob(REMOVED + "*"):
            if _is_ours(path):
                _remove(path)


def _remove(folder: Path) -> None:
    """Remove a folder, as far as that is possible.

    After a fault, the engine may still have a store there, and write to it while it is removed.
    """
    import shutil

    for _ in range(5):
        shutil.rmtree(folder, ignore_errors=True)
        if not os.path.lexists(folder):
            return
        time.sleep(0.05)


def _is_ours(path: Path) -> bool:
    """Tell whether the name and the kind of a hidden folder are those that we give to one."""
    return OURS.fullmatch(path.name) is not None and path.is_dir() and not path.is_symlink()


def _name(beginning: str) -> str:
    return f"{beginning}{os.getpid()}-{os.urandom(4).hex()}"


def _entry(folder: Path, current: str) -> Entry:
    """Return what the folder of a snapshot says about itself."""
    origin, state = None, ""
    built = used = folder.stat().st_mtime
    try:
        lock = files.reading(folder / MANIFEST)
        built = os.fstat(lock.handle).st_mtime
        content = manifest.read(lock.handle)
        lock.release()
        origin = Manifest.decode(content, folder.name).origin
        idle = files.claim(folder / MANIFEST)
        state = "current" if folder.name == current else "" if idle else "in use"
    except OtherLayout:
        state = "other layout"
    except (Damage, OSError):
        state = "damaged"
    size = sum(path.lstat().st_size for path in folder.rglob("*") if path.is_file())
    return Entry(folder.name, folder, origin, size, built, max(built, used), state)


def _unreadable(folder: Path, what: str) -> StoreError:
    remedy = "remove the folder and run the command again, or pass another folder with --store DIR"
    return StoreError(f"the snapshot {what}", where=str(folder), remedy=remedy)


def _hindrance(what: str, fault: OSError, folder: Path) -> StoreError:
    """Return the error for a folder that cannot be used; it names the file that stands in the way, and its owner."""
    files.refuse_exhaustion(fault)
    path = Path(os.fsdecode(fault.filename)) if fault.filename and fault.errno in IN_THE_WAY else folder
    what = f"{what} ({fault.strerror or fault})"
    remedy = "free some disk space, change the permissions, or pass another folder with --store DIR"
    if isinstance(fault, PermissionError | NotADirectoryError):
        while not os.path.lexists(path):  # what is in the way is above it
            path = path.parent
    if isinstance(fault, PermissionError):
        owner = files.user(path.lstat().st_uid)
        remedy = f"it belongs to {owner}: change its permissions, or pass another folder with --store DIR"
    elif isinstance(fault, FileExistsError | NotADirectoryError):
        what = f"{what}: {'this link leads nowhere' if path.is_symlink() else 'this is not a folder'}"
        remedy = "pass the path of a folder with --store DIR"
    return StoreError(what, where=str(path), remedy=remedy)
