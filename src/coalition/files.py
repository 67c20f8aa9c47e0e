"""Read files within a limit, write files and folders whole or not at all, and lock what several processes share."""

from __future__ import annotations

import errno
import fcntl
import json
import os
import pwd
import re
import stat
import sys
import time
import weakref
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import IO

from coalition.errors import CoalitionError, LimitError, StoreError

MAX_MEBIBYTES = 256
"""How large a file may be that we read. Its statements take about twelve times as much memory as the file."""

LIMIT = "COALITION_MAX_FILE"
"""The environment variable that allows larger files, as a number of mebibytes."""

EXHAUSTED = (errno.EMFILE, errno.ENFILE)
"""What the system says where a process, or all processes together, have as many files open as they may."""

CHUNK = 2**20
"""How many bytes are read at once."""


def read(
    path: Path,
    error: type[CoalitionError],
    *,
    remedy: str = "put the file there, or change its permissions",
    pipe: bool = False,
) -> bytes:
    """Return the bytes of the file `path`, and never wait for them.

    Parameters
    ----------
    path:
        The file. It must be a regular file, or a link to one: a named pipe, a socket or a device may never end, or make
        the program wait for ever.
    error:
        The class of the error to raise.
    remedy:
        What to do where the file cannot be opened.
    pipe:
        Whether the path may also be a pipe. A user may name one, as shells do for `<(command)`; in a folder of files,
        none is meant. A pipe that no program writes to is empty.

    Raises
    ------
    CoalitionError
        When the file cannot be read, is not a regular file, or is larger than the limit.
    """
    try:
        # Without O_NONBLOCK, opening a named pipe waits until a program writes to it.
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
        try:
            mode = os.fstat(handle).st_mode
            if not stat.S_ISREG(mode) and not (pipe and stat.S_ISFIFO(mode)):
                raise _irregular(path, mode, error)
            os.set_blocking(handle, True)
            with open(handle, "rb", buffering=0, closefd=False) as stream:
                return _read_within_limit(stream, str(path), error)
        finally:
            os.close(handle)
    except (OSError, ValueError) as fault:  # a ValueError where the path holds a null character
        if isinstance(fault, OSError) and fault.errno == errno.ENXIO:  # a socket cannot even be opened
            raise _irregular(path, path.stat().st_mode, error) from None
        refuse_exhaustion(fault)
        reason = fault.strerror if isinstance(fault, OSError) else fault
        raise error(f"the file cannot be read ({reason})", where=str(path), remedy=remedy) from None


def read_standard_input(stream: IO[bytes], error: type[CoalitionError]) -> bytes:
    """Return what `stream`, the standard input, gives until its end.

    Raises
    ------
    CoalitionError
        When it cannot be read, or gives more than the limit.
    """
    try:
        return _read_within_limit(stream, "standard input", error)
    except OSError as fault:
        what = f"it cannot be read ({fault.strerror})"
        raise error(what, where="standard input", remedy="name a file, or pipe text into the command") from None


def decode(content: bytes, where: str, error: type[CoalitionError]) -> str:
    """Return `content`, read from the file `where`, as text without a byte order mark.

    Raises
    ------
    CoalitionError
        When it is not UTF-8.
    """
    try:
        return content.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as fault:
        if content.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise error("the file is in UTF-16", where=where, remedy="save it as UTF-8") from None
        before = content[: fault.start].decode("utf-8").removeprefix("\ufeff")
        place = "{}:{}:{}".format(where, before.count("\n") + 1, len(before) - before.rfind("\n"))
        raise error(f"byte {fault.start} is not UTF-8", where=place, remedy="save it as UTF-8") from None


def exhaustion(fault: Exception) -> LimitError | None:
    """Return the right error where `fault` says that no more files can be opened, whatever it was about; else None."""
    # The engine has no error class for it: it refuses to open a store, or repeats what the system says.
    asked = re.search("at least ([0-9]+) file descriptors", str(fault))
    if not (asked or getattr(fault, "errno", None) in EXHAUSTED or os.strerror(errno.EMFILE) in str(fault)):
        return None
    what = "this needs more open files than the system allows"
    return LimitError(
        what, remedy=f"close some, or raise the limit with ulimit -n {max(512, int(asked[1] if asked else 0))}"
    )


def refuse_exhaustion(fault: Exception) -> None:
    """Raise a LimitError where `fault` says that no more files can be opened."""
    if told := exhaustion(fault):
        raise told from fault


def _read_within_limit(stream: IO[bytes], where: str, error: type[CoalitionError]) -> bytes:
    most = _limit(error)
    chunks, size = [], 0
    while chunk := stream.read(CHUNK):
        chunks.append(chunk)
        size += len(chunk)
        if size > most * 2**20:
            remedy = f"make it smaller, or set {LIMIT} to the number of MiB that may be read"
            raise error(f"this is larger than {most} MiB", where=where, remedy=remedy)
    return b"".join(chunks)


def _limit(error: type[CoalitionError]) -> int:
    """Return how many mebibytes a file may have."""
    wanted = os.environ.get(LIMIT, str(MAX_MEBIBYTES))
    if not re.fullmatch("[1-9][0-9]{0,8}", wanted):
        remedy = f"set it to a number such as {MAX_MEBIBYTES}, or unset it"
        raise error(f"{wanted!r} is not a number of MiB", where=LIMIT, remedy=remedy)
    return int(wanted)


def _irregular(path: Path, mode: int, error: type[CoalitionError]) -> CoalitionError:
    kinds = {stat.S_IFDIR: "a folder", stat.S_IFIFO: "a named pipe", stat.S_IFSOCK: "a socket"}
    kind = kinds.get(stat.S_IFMT(mode), "a device")
    return error(f"this is {kind}, not a file", where=str(path), remedy="put a file in its place, or name another")


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
    import glob

    for left in target.parent.glob(f".{glob.escape(target.name)}.*"):
        number = left.name.rpartition(".")[2]
        if number.isdecimal() and not _runs(int(number)):
            _remove(left)


def _remove(draft: Path) -> None:
    if draft.is_dir() and not draft.is_symlink():
        import shutil  # with four ways to compress, which few commands need

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
            draft.chmod(stat.S_IMODE(path.stat().st_mode))


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


def fault_of_folder(path: Path) -> str:
    """Return why `path` is not a folder whose files can be listed, or "" where it is one."""
    try:
        os.scandir(path).close()
    except FileNotFoundError:
        return "there is no such folder"
    except NotADirectoryError:
        return "this is not a folder"
    except OSError as fault:
        return f"the folder cannot be read ({fault.strerror})"
    return ""


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


@contextmanager
def holding(folder: Path) -> Iterator[None]:
    """Run the block while no other process runs one that holds the same folder, into which nothing is written.

    Raises
    ------
    StoreError
        When another process holds it for too long.
    """
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        with suppress(OSError):  # a file system without locks is not shared between processes that change it
            _wait(handle, fcntl.LOCK_EX, folder)
        yield
    finally:
        os.close(handle)


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
    try:  # a process that has ended, and that its parent has not asked about yet, runs no more
        return Path(f"/proc/{process}/stat").read_text(errors="replace").rpartition(")")[2].split()[0] not in ("Z", "X")
    except OSError:  # a system without /proc
        return True


def user(number: int) -> str:
    """Return the name of a user, or the number where it has no name."""
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return str(number)
