"""Find the snapshot that a server holds, and keep here what is analysed of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from coalition import files
from coalition.build.manifest import COLUMNS
from coalition.build.snapshot import DIGEST, Progress, Snapshots, no_progress
from coalition.build.tally import tally
from coalition.errors import StoreError
from coalition.rdf.store import lines
from coalition.remote.client import Client
from coalition.remote.profile import Profile
from coalition.remote.store import RemoteStore

if TYPE_CHECKING:
    from coalition.columns.table import Columns

PAGE = 10_000
"""How many quads are read at once, as far as those of one graph are no more."""

SAID = "SELECT DISTINCT ?digest ?of { GRAPH ?of { ?of dcterms:identifier ?digest } }"
"""Asks which snapshot a server holds; every export says so of itself."""

PERMALINK = re.compile(r"[?&]snapshot=([0-9a-f]{64})\b")
"""How `coalition serve` names its snapshot with each answer."""

GRAPHS = "SELECT ?graph (COUNT(*) AS ?number) { GRAPH ?graph { ?s ?p ?o } } GROUP BY ?graph"


@dataclass
class RemoteSnapshot:
    """Describe the snapshot on a server; its columns are read when they are first needed, and kept in `folder`."""

    digest: str
    folder: Path
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
        return Columns.open(there)

    def _read(self, target: Path) -> None:
        """Read all named graphs into new columns, which appear when they are whole."""
        import shutil
        import tempfile

        from coalition.columns.writer import Writer

        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            workplace = Path(tempfile.mkdtemp(prefix=".reading-", dir=self.folder))
            try:
                writer = Writer(workplace)
                writer.add(lines(self._quads()))
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

    def _quads(self) -> Iterator[ox.Quad]:
        numbers = self._numbers()
        total = sum(numbers.values())
        batches = [*_batches(numbers)]
        for batch in self._progress(batches, len(batches)):
            yield from self._of(batch, sum(numbers[graph] for graph in batch))
        if sum(self._numbers().values()) != total:
            raise self._store.client.fault("what it holds has changed while it was read", "try again")

    def _numbers(self) -> dict[Any, int]:
        """Return how many quads each graph has."""
        return {row["graph"]: int(row["number"].value) for row in self._store.select(GRAPHS, name="graphs")}

    def _of(self, graphs: Sequence[ox.NamedNode], number: int) -> Iterator[ox.Quad]:
        """Yield the quads of some graphs, or of a large one by pages of its subjects."""
        if len(graphs) == 1 and number > PAGE:
            found = [*self._pages(graphs[0])]
        else:
            names = " ".join(map(str, graphs))
            text = f"SELECT ?g ?s ?p ?o {{ VALUES ?g {{ {names} }} GRAPH ?g {{ ?s ?p ?o }} }}"
            found = [_quad(*row) for row in self._store.select(text, name="quads")]
        if len(found) != number:
            what = f"it gives {len(found):,} quads of {len(graphs):,} graphs that have {number:,}"
            raise self._store.client.fault(what, "see its log")
        yield from found

    def _pages(self, graph: ox.NamedNode) -> Iterator[ox.Quad]:
        """Yield the quads of a large graph, by its subjects in the order of their names."""
        text = f"SELECT ?s (COUNT(*) AS ?n) {{ GRAPH {graph} {{ ?s ?p ?o }} }} GROUP BY ?s"
        numbers = {row["s"]: int(row["n"].value) for row in self._store.select(text, name="subjects")}
        named = {subject: number for subject, number in numbers.items() if isinstance(subject, ox.NamedNode)}
        for batch in _batches(named):
            names = " ".join(map(str, batch))
            text = f"SELECT ?s ?p ?o {{ VALUES ?s {{ {names} }} GRAPH {graph} {{ ?s ?p ?o }} }}"
            yield from (_quad(graph, *row) for row in self._store.select(text, name="quads"))
        if len(named) < len(numbers):
            text = f"SELECT ?s ?p ?o {{ GRAPH {graph} {{ ?s ?p ?o FILTER(isBlank(?s)) }} }}"
            yield from (_quad(graph, *row) for row in self._store.select(text, name="quads"))


def _batches(numbers: dict[Any, int]) -> Iterator[list[Any]]:
    """Yield things in batches of about `PAGE` quads together; one that has more is a batch of its own."""
    batch, size = list[Any](), 0
    for thing in sorted(numbers, key=str):
        if batch and size + numbers[thing] > PAGE:
            yield batch
            batch, size = [], 0
        batch.append(thing)
        size += numbers[thing]
    if batch:
        yield batch


def _quad(graph: Any, subject: Any, word: Any, value: Any) -> ox.Quad:
    return ox.Quad(subject, word, value, graph)


def find(client: Client, profile: Profile, snapshots: Snapshots, progress: Progress = no_progress) -> RemoteSnapshot:
    """Return the snapshot that a server holds.

    Raises
    ------
    StoreError
        When it does not say which one, or holds several.
    """
    said = RemoteStore(client, profile).select(SAID, name="snapshot")
    found = {(row["digest"].value, row["of"].value) for row in said if DIGEST.fullmatch(row["digest"].value)}
    if not found and (named := PERMALINK.search(profile.link)):  # our own service
        found = {(named[1], "")}
    if len(found) != 1:
        what = "it holds several snapshots" if found else "it does not say which snapshot it holds"
        remedy = "load what coalition export --format nquads writes, and nothing else"
        raise client.fault(what, remedy)
    ((digest, description),) = found
    hidden = (*profile.hidden, *([description] if description else []))
    store = RemoteStore(client, replace(profile, hidden=hidden))
    return RemoteSnapshot(digest, snapshots.folder / f"read-{digest}", store, progress)
