"""Find the snapshot that a server holds, and keep here what is analysed of it."""

from __future__ import annotations

import os
import re
import shutil
import time
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from coalition import files
from coalition.build.budget import DAY
from coalition.build.manifest import COLUMNS, Origin
from coalition.build.snapshot import DIGEST, Progress, Snapshots, no_progress
from coalition.build.tally import tally
from coalition.errors import StoreError
from coalition.namespaces import CG, DCTERMS, HOME, RECORD
from coalition.rdf.store import lines
from coalition.remote.client import Client
from coalition.remote.profile import MARKED, Profile, digest_in
from coalition.remote.reading import Reading
from coalition.remote.store import RemoteStore

if TYPE_CHECKING:
    from coalition.columns.table import Columns

READ = re.compile(r"read-[0-9a-f]{64}")
"""The names of the folders in which is kept what was read."""

SAID = "SELECT DISTINCT ?digest ?of { GRAPH ?of { ?of dcterms:identifier ?digest } }"
"""Asks which snapshot a server holds; every export says so of itself."""


PASSAGE = f"SELECT ?passage {{ GRAPH <{RECORD}> {{ ?passage a <{CG}Passage> }} }} LIMIT 1"
BASE = re.compile(r"(.*/)passage/[^/]*$")
"""Asks for a passage, and tells the base of its IRI."""


@dataclass
class RemoteSnapshot:
    """Describe the snapshot on a server; its columns are read when they are first needed, and kept in `folder`."""

    is_far: ClassVar[bool] = True
    """Whether its store is on a server, where each look-up is a request, so that its columns are read before."""

    digest: str
    folder: Path
    origin: Origin
    _store: RemoteStore = field(repr=False)
    _progress: Progress = field(repr=False, default=no_progress)

    @cached_property
    def counts(self) -> dict[str, int]:
        """The counts of what it holds."""
        return tally(self.columns())

    @property
    def built(self) -> datetime:
        """When its columns were read, in UTC and whole seconds."""
        self.columns()
        return datetime.fromtimestamp(int((self.folder / COLUMNS).stat().st_mtime), UTC)

    def store(self) -> RemoteStore:
        """Return the store on the server."""
        return self._store

    def columns(self) -> Columns:
        """Return the columns: of the same snapshot where it is here, or as the server holds it.

        Raises
        ------
        StoreError
            When the server gives other numbers of quads than it has told, or the columns cannot be written.
        """
        from coalition.columns.table import Columns

        there = self.folder / COLUMNS
        if not there.is_dir():
            self._read(there)
        with suppress(OSError):  # the folder may be another user's
            os.utime(self.folder)
        return Columns.open(there)

    def _sweep(self) -> None:
        """Remove what was read and has not been used for as long as a snapshot is kept, and what was read in part."""
        oldest = time.time() - Snapshots(self.folder.parent).budget().days * DAY
        for path in self.folder.parent.iterdir():
            if READ.fullmatch(path.name) and path.lstat().st_mtime < oldest:
                shutil.rmtree(path, ignore_errors=True)
        for path in self.folder.glob(".reading-*"):
            if path.lstat().st_mtime < time.time() - DAY:  # longer ago than any reading takes
                shutil.rmtree(path, ignore_errors=True)

    def _read(self, target: Path) -> None:
        """Read all named graphs into new columns, which appear when they are whole."""
        import tempfile

        from coalition.columns.writer import Writer

        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._sweep()
            workplace = Path(tempfile.mkdtemp(prefix=".reading-", dir=self.folder))
            try:
                writer = Writer(workplace)
                writer.add(lines(Reading(self._store).named(self._progress)))
                writer.finish()
                files.settle(workplace)
                try:
                    workplace.rename(target)
                except OSError:
                    if not target.is_dir():  # else another process has read the same meanwhile
                        raise
            finally:
                shutil.rmtree(workplace, ignore_errors=True)
        except OSError as fault:
            remedy = "free some disk space, or name another folder with --store"
            raise StoreError(
                f"what the server holds cannot be kept ({fault})", where=str(self.folder), remedy=remedy
            ) from fault


def find(client: Client, profile: Profile, snapshots: Snapshots, progress: Progress = no_progress) -> RemoteSnapshot:
    """Return the snapshot that a server holds.

    Raises
    ------
    StoreError
        When it does not say which one, or holds several.
    """
    store = RemoteStore(client, profile)
    said = store.select(SAID, name="snapshot")
    found = {(row["digest"].value, row["of"].value) for row in said if DIGEST.fullmatch(row["digest"].value)}
    if not found and (named := digest_in(profile.link)):  # our own service
        found = {(named, "")}
    if len(found) != 1:
        what = "it holds several snapshots" if found else "it does not say which snapshot it holds"
        remedy = "load what coalition export --format nquads writes, and nothing else"
        raise client.fault(what, remedy)
    ((digest, description),) = found
    hidden = (*profile.hidden, *([description] if description else []))
    same = ""
    if description:
        said_so = f'GRAPH <{description}> {{ <{description}> <{DCTERMS}identifier> "{digest}" }}'
        same = f"ASK {{ {said_so} FILTER NOT EXISTS {{ {MARKED} }} }}"
    store = RemoteStore(client, replace(profile, hidden=hidden, same=same))
    origin = Origin("", base=_base(store))
    return RemoteSnapshot(digest, snapshots.folder / f"read-{digest}", origin, store, progress)


def _base(store: RemoteStore) -> str:
    """Return what the IRIs of things begin with, as that of a passage does."""
    for row in store.select(PASSAGE, name="base"):
        if named := BASE.match(row["passage"].value):
            return named[1]
    return HOME
