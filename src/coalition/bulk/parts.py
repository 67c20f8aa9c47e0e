"""Write what some files state, in a process of its own: as N-Quads, which any store loads, and as rows of Parquet."""

from __future__ import annotations

import gzip
import hashlib
import os
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from coalition import files
from coalition.build.dataset import Parts, form, without_graph
from coalition.build.examination import Group, stated
from coalition.corpus.resolution import Resolution
from coalition.errors import GraphError, StoreError, shortened
from coalition.namespaces import RDFS, RECORD, SKOS
from coalition.rdf import fingerprint

if TYPE_CHECKING:
    from collections.abc import Iterator

QUADS, STATEMENTS, TABLES, KEYS, SOURCES = "quads", "statements", "tables", "keys", "sources"
"""The folders of what is written, and in the folder for work, that of keys and the file that lists all sources."""

LEVEL = 1
"""How much gzip compresses: more takes longer, and saves little."""

BATCH = 200_000
"""How many rows of derived facts are held at once."""

GRAPH = f" <{RECORD}> .\n".encode()
NAMED = f" <{SKOS}prefLabel> ".encode()
LABELS = f" <{RDFS}label> ".encode()


@dataclass(frozen=True, slots=True)
class Place:
    """Name the folder to write to, and the one for work, which is removed at the end."""

    folder: Path
    work: Path


@dataclass(slots=True)
class Page:
    """Hold statements to be written: as lines of N-Quads, as rows, and their numbers for the fingerprint."""

    lines: list[bytes] = field(default_factory=list)
    rows: list[tuple[bytes, bytes, bytes, bytes, bool]] = field(default_factory=list)
    keys: list[int] = field(default_factory=list)

    def add(self, named: Iterable[bytes], facts: Collection[bytes]) -> None:
        """Add statements of named graphs and `facts`, which stand in the default graph, as lines of N-Quads.

        Of the rows, those are marked whose statement is a fact.
        """
        start = len(self.lines)
        for line in named:
            subject, word, rest = line.split(b" ", 2)
            value, graph, _ = rest.rsplit(b" ", 2)
            is_fact = line.endswith(GRAPH) or without_graph(line, graph) in facts
            self.rows.append((subject, word, value, graph, is_fact))
            self.lines.append(line)
        self.lines += facts
        self.keys += [fingerprint.key(line) for line in self.lines[start:] if not fingerprint.nameless(line)]

    def label(self, dataset: bytes) -> None:
        """Add what `export` adds for other programs: each label in their words, in the graph of the dataset."""
        labelled = (line.split(b" ", 2) for line in self.lines if NAMED in line)
        named = ((subject, rest.rpartition(b" <")[0]) for subject, word, rest in labelled if b" %s " % word == NAMED)
        self.lines += dict.fromkeys(b"%s%s%s %s .\n" % (who, LABELS, label, dataset) for who, label in named if label)

    def write(self, place: Place, name: str) -> None:
        """Write the files of a part, each of which is there whole or not at all.

        Raises
        ------
        StoreError
            When one cannot be written.
        """
        self.write_quads(place, name)
        try:
            columns = zip(*self.rows, strict=True) if self.rows else [[]] * 5
            texts = [pa.array(column, pa.binary()).cast(pa.string()) for column in list(columns)[:4]]
            table = pa.table([*texts, pa.array([row[4] for row in self.rows], pa.bool_())], ROW)
            _parquet(place.folder / STATEMENTS / f"{name}.parquet", table)
            _parquet(place.work / KEYS / f"{name}.parquet", pa.table({"key": pa.array(self.keys, pa.int64())}))
        except OSError as fault:
            raise unwritable(place.folder, fault) from None

    def write_quads(self, place: Place, name: str) -> None:
        """Write the quads of a part alone.

        Raises
        ------
        StoreError
            When they cannot be written.
        """
        try:
            _replace(place.folder / QUADS / f"{name}.nq.gz", gzip.compress(b"".join(self.lines), LEVEL, mtime=0))
        except OSError as fault:
            raise unwritable(place.folder, fault) from None


ROW = ["subject", "property", "value", "graph", "fact"]


def unwritable(folder: Path, fault: OSError) -> StoreError:
    """Return the error for a folder that cannot be written."""
    remedy = "free some disk space, or name another folder"
    return StoreError(
        f"this cannot be written ({fault.strerror or fault})", where=shortened(str(folder)), remedy=remedy
    )


@dataclass(frozen=True)
class Fill:
    """Write parts of a graph, each of some files that were checked.

    Attributes
    ----------
    decisions:
        The register's decisions on who is who.
    dataset:
        The graph with the description of the dataset, as N-Quads write it.
    sources:
        The file that lists all sources. A process reads it once, so other sources must stand in one of another name.
    """

    place: Place
    decisions: Resolution
    dataset: bytes
    sources: Path

    def __call__(self, part: tuple[int, Group]) -> list[str]:
        """Write the part with a number, and return the digests of its files.

        Raises
        ------
        GraphError, StoreError
            When a file cannot be read or written.
        """
        number, group = part
        page, digests, sources = Page(), list[str](), _sources(self.sources)
        for path, held in group:
            content = files.read(path, GraphError) if held is None else held
            digests.append(hashlib.sha256(content).hexdigest())
            page_of(page, *stated(path, content), self.decisions, sources)
        page.label(self.dataset)
        page.write(self.place, f"{number:05}")
        return digests


def page_of(
    page: Page, quads: Collection[Any], drafts: Iterable[str], decisions: Resolution, sources: Collection[bytes]
) -> None:
    """Add to a page what files state; the parameters are those of `Parts.of`."""
    parts = Parts.of(quads, drafts, decisions, sources)
    page.add(dict.fromkeys(parts.named), parts.accepted.union(parts.recorded))


@dataclass(frozen=True)
class Derived:
    """Write the N-Quads of what a rule derives, which stands in a graph of its own and in the default graph."""

    place: Place
    graph: str

    def __call__(self, part: tuple[str, Path]) -> int:
        """Write those of a file of rows under a name, and return their number.

        Raises
        ------
        StoreError
            When they cannot be read or written.
        """
        name, path = part
        end, number = form(self.graph), 0
        try:
            with gzip.open(self.place.folder / QUADS / f".{name}", "wb", LEVEL) as file:
                keys = list[Any]()
                for rows in _rows(path):
                    facts = [b" ".join((*row, b".\n")) for row in rows]
                    lines = facts + [b"%s%s .\n" % (line[:-2], end) for line in facts]
                    file.write(b"".join(lines))
                    keys.append(pa.array([fingerprint.key(line) for line in lines], pa.int64()))
                    number += len(facts)
            os.replace(self.place.folder / QUADS / f".{name}", self.place.folder / QUADS / f"{name}.nq.gz")
            table = pa.table({"key": pa.chunked_array(keys, pa.int64())})
            _parquet(self.place.work / KEYS / f"{name}.parquet", table)
        except OSError as fault:
            raise unwritable(self.place.folder, fault) from None
        return number


def _rows(path: Path) -> Iterator[list[tuple[bytes, bytes, bytes]]]:
    """Yield subject, property and value of the rows of a file of Parquet, batch by batch."""
    with pq.ParquetFile(path) as file:
        if not file.metadata.num_rows:  # which pyarrow 18 cannot read
            return
        for batch in file.iter_batches(BATCH, columns=ROW[:3]):
            columns = [column.cast(pa.binary()).to_pylist() for column in batch.columns]
            yield list(zip(*columns, strict=True))


@lru_cache(maxsize=1)
def _sources(path: Path) -> frozenset[bytes]:
    return frozenset(files.read(path, StoreError).splitlines())


def _replace(path: Path, content: bytes) -> None:
    hidden = _hidden(path)
    hidden.write_bytes(content)
    os.replace(hidden, path)


def _parquet(path: Path, table: pa.Table) -> None:
    hidden = _hidden(path)
    with hidden.open("wb") as file:  # else a name with a colon would be an address
        pq.write_table(table, file, compression="zstd")
    os.replace(hidden, path)


def _hidden(path: Path) -> Path:
    """Return where a file is written at first: an engine may run a task twice at once."""
    return path.with_name(f".{path.name}.{os.getpid()}")
