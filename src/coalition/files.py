"""Read files within a limit, and write files and folders whole or not at all."""

from __future__ import annotations

import os
import re
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from coalition.errors import CoalitionError

MAX_MEBIBYTES = 256
"""How large a file may be that we read. Its statements take about twelve times as much memory as the file."""

LIMIT = "COALITION_MAX_FILE"
"""The environment variable that allows larger files, as a number of mebibytes."""

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
        if isinstance(fault, OSError) and path.is_socket():  # which cannot even be opened
            raise _irregular(path, path.stat().st_mode, error) from None
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


@contextmanager
def staged(target: Path) -> Iterator[Path]:
    """Yield a path beside `target` to write to, and rename it to `target` when the block succeeds.

    When the block or the renaming fails, `target` stays as it was and the new file is removed. `target` may be a file
    or a folder; where it is a symbolic link, the file it points to is replaced, not the link.

    Raises
    ------
    OSError
        When the path cannot be renamed.
    """
    target = target.resolve()
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        yield draft
        draft.replace(target)
    finally:
        if draft.is_dir():
            shutil.rmtree(draft, ignore_errors=True)
        else:
            draft.unlink(missing_ok=True)


def write(path: Path, content: bytes) -> None:
    """Write `content` to the file `path` whole or not at all.

    A file that exists already keeps its permissions.

    Raises
    ------
    OSError
        When the file cannot be written. It then stays as it was.
    """
    with staged(path) as draft:
        draft.write_bytes(content)
        sync(draft)
        if path.exists():
            shutil.copymode(path, draft)


def sync(path: Path) -> None:
    """Wait until the file or folder `path` is on disk, so that a crash afterwards does not lose it."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
