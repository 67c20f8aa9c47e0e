"""Read and write the manifest of a snapshot, which says what the snapshot is and holds the checksums of its files."""

from __future__ import annotations

import json
import os
import stat
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from coalition.namespaces import HOME, used

LAYOUT = 5
"""The version of the layout of a snapshot folder; this code reads no other."""

MANIFEST = "snapshot.json"
STORE = "store"
"""The folder, beside the manifest, with the files of the engine."""

COLUMNS = "columns"
"""The folder, beside it, with the copy of all statements that `coalition.columns` reads."""

NEEDED = ("*.sst", "MANIFEST-*", "CURRENT")
"""The files that the engine needs to read a store, as glob patterns.

The others are its log, its lock, its options and two write-ahead logs, which are empty after a build.
"""

LARGEST = 1 << 20
"""The number of bytes beyond which a file cannot be a manifest; one of 1,000 files takes about 80,000."""

CHUNK = 1 << 22
"""How many bytes of a file are held at once."""


@dataclass(frozen=True)
class Origin:
    """Say what a snapshot was built from.

    Parameters
    ----------
    root:
        The folder of the graph for which it was built first; other folders with the same files use it, too.
    whole:
        The digest of the snapshot that it is a view of; empty where it is the whole graph.
    view:
        The options that ask for the view; empty where it is the whole graph.
    base:
        What the IRIs of its things begin with.
    """

    root: str
    whole: str = ""
    view: str = ""
    base: str = field(default_factory=lambda: used().base)


class Damage(Exception):
    """Report what is wrong with a snapshot, in words that follow "the snapshot"."""


class OtherLayout(Damage):
    """Report a snapshot that another version of the program has written; `older` tells whether an older one."""

    def __init__(self, layout: int) -> None:
        super().__init__(f"has layout {layout}, but this version reads layout {LAYOUT}")
        self.older = layout < LAYOUT


@dataclass(frozen=True)
class Manifest:
    """Say what a snapshot is, what it holds, and the size, CRC-32 and last change of each of its files."""

    digest: str
    origin: Origin
    counts: dict[str, int]
    files: dict[str, list[int]]

    def encode(self) -> bytes:
        """Return the manifest as JSON, with a checksum of the rest."""
        body = {"layout": LAYOUT, **asdict(self)}
        if self.origin.base == HOME:  # as other versions of the program write it
            del body["origin"]["base"]
        return _sealed(body)

    @classmethod
    def decode(cls, content: bytes, digest: str | None) -> Manifest:
        """Return the manifest of the snapshot `digest` that `content` holds; of any snapshot for None.

        Raises
        ------
        Damage
            When it is not a manifest as `encode` wrote it, or one of another snapshot.
        OtherLayout
            When another version of the program has written it.
        """
        changed = Damage(f"is damaged: its {MANIFEST} has changed since it was built")
        try:
            body = json.loads(content)
            if not isinstance(body, dict):
                raise changed
            checksum = body.pop("checksum", None)
            whole = _sealed(body) == content
        except (ValueError, RecursionError):
            raise Damage(f"has a {MANIFEST} that is not JSON") from None
        layout = body.get("layout")
        if type(layout) is int and layout != LAYOUT and (whole or checksum is None):
            if digest in (None, body.get("digest")):
                raise OtherLayout(layout)
        elif layout != LAYOUT or not whole:
            raise changed
        if digest not in (None, body.get("digest")):
            raise Damage(f"has the {MANIFEST} of another snapshot")
        return cls(body["digest"], Origin(**{"base": HOME, **body["origin"]}), body["counts"], body["files"])


def readable(path: Path) -> str:
    """Return the name of a folder as text; bytes that are not UTF-8 are replaced, since no output could hold them."""
    return os.fsencode(path).decode("utf-8", "replace")


def _sealed(body: Mapping[str, object]) -> bytes:
    sealed = {**body, "checksum": zlib.crc32(json.dumps(body).encode())}
    return json.dumps(sealed, indent=1).encode() + b"\n"


def read(handle: int) -> bytes:
    """Return the content of an open manifest.

    Raises
    ------
    Damage
        When it is not a file, or too large to be a manifest.
    """
    about = os.fstat(handle)
    if not stat.S_ISREG(about.st_mode) or about.st_size > LARGEST:
        raise Damage(f"is damaged: its {MANIFEST} is not a file of at most {LARGEST} bytes")
    return os.pread(handle, LARGEST, 0)


def strip(store: Path) -> None:
    """Remove from a new store what the engine does not need to read it."""
    needed = {path for pattern in NEEDED for path in store.glob(pattern)}
    for path in store.iterdir():
        if path not in needed:
            path.unlink()


def measure(folder: Path) -> dict[str, list[int]]:
    """Return the size, the CRC-32 and the time of the last change of each file of a snapshot, by its path within."""
    paths = [path for part in (COLUMNS, STORE) for path in sorted((folder / part).iterdir())]
    return {f"{path.parent.name}/{path.name}": [*_measured(path), path.stat().st_mtime_ns] for path in paths}


def verify(folder: Path, files: Mapping[str, list[int]], *, whole: bool = False) -> None:
    """Compare the files of a snapshot with those of its manifest.

    The engine notices a damaged block only when it reads it, and then may leave out facts without a message, or never
    end; where its own MANIFEST is cut short, it opens an empty store; and a write-ahead log that somebody adds brings
    facts with it. A file that was changed after the build is read, a millisecond for every two megabytes; with `whole`,
    every file is, since a disk may lose bits without a change. Hidden files are not the engine's.

    Raises
    ------
    Damage
        When a file is missing, has been added, or has changed.
    OSError
        When a file cannot be read.
    """
    found = set()
    for part in (COLUMNS, STORE):
        try:
            found |= {f"{part}/{name}" for name in os.listdir(folder / part) if not name.startswith(".")}
        except (FileNotFoundError, NotADirectoryError):
            raise Damage(f"is damaged: its folder {part} is missing") from None
    for name in sorted(files.keys() ^ found):
        raise Damage(f"is damaged: {name} {'is missing' if name in files else 'does not belong to it'}")
    for name, expected in files.items():
        try:
            about = (folder / name).stat()
        except FileNotFoundError:  # a link that leads nowhere
            raise Damage(f"is damaged: {name} is missing") from None
        # A device or a pipe would never end.
        size, checksum, changed = expected
        same = stat.S_ISREG(about.st_mode) and about.st_size == size
        if same and (whole or about.st_mtime_ns != changed):
            same = _measured(folder / name) == [size, checksum]
        if not same:
            raise Damage(f"is damaged: {name} has changed since it was built")


def _measured(path: Path) -> list[int]:
    size, checksum = 0, 0
    with path.open("rb") as file:
        while content := file.read(CHUNK):
            size, checksum = size + len(content), zlib.crc32(content, checksum)
    return [size, checksum]
