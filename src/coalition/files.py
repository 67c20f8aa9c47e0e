"""Write files and folders whole or not at all."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


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
