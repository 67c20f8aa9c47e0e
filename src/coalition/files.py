"""Write files and folders whole or not at all, and lock what several processes or users share."""

from __future__ import annotations

import errno
import fcntl
import glob
import json
import os
import pwd
import shutil
import stat
import sys
import time
import weakref
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from coalition.errors import StoreError

SILENCE = 1.0
"""How many seconds a process waits for a lock before it says for whom."""

PATIENCE = 60.0
"""How many seconds a process waits for a lock before it gives up; locks that are waited for are held for moments."""

PAUSE = 0.05
"""How many seconds lie between two attempts to get a lock."""


@contextmanager
def staged(target: Path) -> Iterator[Path]:
    """Yield a path beside `target` to write to, and rename it to `target` when the block succeeds.

    When the block or the renaming fails, `target` stays as it was and the new file is removed. `target` may be a file
    or a folder; where it is a symbolic link, the file it points to is replaced, not the link. What was written is on
    disk before it is renamed, so that a crash leaves the former state or the new one.

    Raises
    ------
    OSError
        When the path cannot be renamed.
    """
    target = target.resolve()
    _sweep(target)
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        yield draft
        settle(draft)
        draft.replace(target)
        sync(target.parent)
    finally:
        _remove(draft)


def _sweep(target: Path) -> None:
    """Remove what processes that were killed have left beside `target`."""
    for left in target.parent.glob(f".{glob.escape(target.name)}.*"):
        number = left.name.rpartition(".")[2]
        if number.isdecimal() and not _runs(int(number)):
            _remove(left)


def _remove(draft: Path) -> None:
    if draft.is_dir() and not draft.is_symlink():
        shutil.rmtree(draft, ignore_errors=True)
    else:
        draft.unlink(missing_ok=True)


def write(path: Path, content: bytes) -> None:
    """Write `content` to the file `path` whole or not at all.

    A file that exists already keeps its permissions.

    Raises
    ------
    OSError
        When the file cannot be written. It then stays as it was, unless only its folder could not be put on disk.
    """
    with staged(path) as draft:
        draft.write_bytes(content)
        if path.exists():
            shutil.copymode(path, draft)


def settle(path: Path) -> None:
    """Wait until the file `path`, or the folder with everything in it, is on disk."""
    if path.is_dir():
        for inner in sorted(path.iterdir()):
            settle(inner)
    sync(path)


def sync(path: Path) -> None:
    """Wait until the file or folder `path` is on disk, so that a crash afterwards does not lose it."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as fault:
        # Some file systems of networks cannot sync a folder, and say so with these.
        if fault.errno not in (errno.EINVAL, errno.ENOTSUP) or not stat.S_ISDIR(os.fstat(handle).st_mode):
            raise
    finally:
        os.close(handle)


def share(path: Path, folder: Path) -> None:
    """Give `path` the group and the permissions of `folder`, so that whoever may write there may also replace it.

    In a folder with the sticky bit only its owner may replace a file, so only its owner may write it.
    """
    model, given = folder.stat(), path.stat()
    mode = stat.S_IMODE(model.st_mode) & 0o2777
    if model.st_mode & stat.S_ISVTX:
        mode &= ~0o022
    if given.st_gid != model.st_gid:
        try:
            os.chown(path, -1, model.st_gid)
        except OSError:  # we are not in that group: ours must not get its rights
            mode &= ~0o2020
    if not stat.S_ISDIR(given.st_mode):
        mode &= 0o666
    os.chmod(path, mode)


# Locks


class Lock:
    """Hold a lock of `flock` on an open file, until it is released or forgotten; the end of the process releases it."""

    def __init__(self, handle: int) -> None:
        self.handle = handle
        self.release = weakref.finalize(self, os.close, handle)

    def shares(self) -> None:
        """Let others read, too, from now on."""
        fcntl.flock(self.handle, fcntl.LOCK_SH)


def reading(path: Path) -> Lock:
    """Open the file `path` to read it, and lock it against removal; where the file system has no locks, only open it.

    Raises
    ------
    OSError
        When the file cannot be opened.
    StoreError
        When another process has it locked for too long.
    """
    while True:
        # A pipe would keep us waiting for a writer. Whoever reads checks that this is a file.
        lock = Lock(os.open(path, os.O_RDONLY | os.O_NONBLOCK))
        with suppress(OSError):
            _wait(lock.handle, fcntl.LOCK_SH, path)
        if _is_at(lock.handle, path):
            return lock
        lock.release()  # the file was removed or replaced while we waited


def claim(path: Path) -> Lock | None:
    """Lock the file `path` for ourselves alone, or return None where any process has it locked.

    Raises
    ------
    OSError
        When the file cannot be opened, or the file system has no locks.
    """
    lock = Lock(_open(path, os.O_RDWR | os.O_NONBLOCK))
    try:
        fcntl.flock(lock.handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.release()
        return None
    except OSError:
        lock.release()
        raise
    return lock


@contextmanager
def alone(path: Path, doing: str) -> Iterator[None]:
    """Run the block while no other process runs one with the same lock file `path`, which is made where missing.

    `doing` says what the block does, such as "adding a snapshot", to those who wait for it.

    Raises
    ------
    OSError
        When the file cannot be opened.
    StoreError
        When another process keeps the lock for too long, or the file system has no locks.
    """
    lock = _lock_file(path)
    try:
        try:
            _wait(lock.handle, fcntl.LOCK_EX, path)
        except OSError as fault:
            remedy = "pass a folder on a disk of this machine with --store DIR"
            raise StoreError(
                f"this file system has no locks ({fault.strerror})", where=str(path), remedy=remedy
            ) from None
        _sign(lock.handle, doing)
        yield
        _sign(lock.handle, "")
    finally:
        lock.release()


def _lock_file(path: Path) -> Lock:
    # O_CREAT comes second: in a folder with the sticky bit, Linux refuses it for a file of another user. A link is not
    # followed, since we write to the file.
    while True:
        with suppress(FileNotFoundError):
            return Lock(_open(path, os.O_RDWR | os.O_NOFOLLOW))
        with suppress(FileExistsError):
            lock = Lock(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL))
            share(path, path.parent)
            return lock


def _open(path: Path, flags: int) -> int:
    """Open a file for writing, which locks on NFS need, or else for reading, which suffices elsewhere."""
    try:
        return os.open(path, flags)
    except OSError as fault:
        if fault.errno not in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise
        return os.open(path, flags & ~os.O_RDWR)


def _wait(handle: int, kind: int, path: Path) -> None:
    """Wait for a lock, and say for whom where it takes long.

    Raises
    ------
    OSError
        When the file system has no locks.
    StoreError
        When we have waited for `PATIENCE` seconds.
    """
    start, told = time.monotonic(), False
    while True:
        try:
            fcntl.flock(handle, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            waited = time.monotonic() - start
        else:
            return
        if waited >= PATIENCE:
            what = f"gave up after waiting {PATIENCE:.0f} seconds for {_holder(handle)}"
            remedy = "end that process, or pass another folder with --store DIR"
            raise StoreError(what, where=str(path), remedy=remedy)
        if waited >= SILENCE and not told and sys.stderr is not None:
            told = True
            print(f"{path}: waiting up to {PATIENCE:.0f} seconds for {_holder(handle)}", file=sys.stderr, flush=True)
        time.sleep(PAUSE)


def _is_at(handle: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:
        return False


def _sign(handle: int, doing: str) -> None:
    """Write into a lock file who holds it to do what, or nothing where `doing` is empty.

    The lock holds without it: the file may belong to another user, and the disk may be full.
    """
    note = {"pid": os.getpid(), "user": user(os.getuid()), "doing": doing, "since": datetime.now().astimezone()}
    with suppress(OSError):
        os.ftruncate(handle, 0)
        os.pwrite(handle, json.dumps(note, default=str).encode() if doing else b"", 0)


def _holder(handle: int) -> str:
    """Return who holds the lock on a lock file, as far as the file says so."""
    try:
        note = json.loads(os.pread(handle, 4096, 0))
        number = int(note["pid"])
        text = f"process {number} of {note['user']}, {note['doing']} since {note['since'][:19]}"
    except (OSError, ValueError, TypeError, LookupError, RecursionError):  # the file says nothing
        return "another process"
    return "".join(c if c.isprintable() else "?" for c in text) if _runs(number) else "another process"


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except PermissionError:  # it belongs to another user
        return True
    except (OSError, OverflowError):
        return False
    return True


def user(number: int) -> str:
    """Return the name of a user, or the number where it has no name."""
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return str(number)
