"""Read a graph into the tables from which an index is written.

SQLite keeps these tables on disk and joins them, so that the memory this takes does not grow with the graph.
"""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, islice
from typing import TYPE_CHECKING

import numpy as np
import pyoxigraph as ox

from coalition.names import ALIAS, HIDDEN, ISO_CODE, LABELS
from coalition.namespaces import CG, DCTERMS, QUOTED, RDF, RECORD, REGISTER, TYPE, XSD, used
from coalition.provenance.record import STANCE, text
from coalition.rdf.store import Term

if TYPE_CHECKING:
    from coalition.columns.table import Columns

FILE_NAME = ox.NamedNode(CG + "fileName")

HEADER = {QUOTED: "source", CG + "start": "start", CG + "end": "end", CG + "digest": "digest", STANCE: "stance"}
"""The properties of passages and slices that say where they stand and how they are told, with their columns."""

NAMES = frozenset(word.value for word in (*LABELS, ALIAS, HIDDEN, ISO_CODE))

UNREAD = frozenset({CG + "textDigest", CG + "currency", DCTERMS + "language"})
"""The properties whose values are texts for machines."""

READ = frozenset({XSD + "string", RDF + "langString"})
"""The datatypes of what people read."""

TABLES = """
CREATE TEMP TABLE header (
    iri TEXT PRIMARY KEY, source TEXT, start INTEGER, end INTEGER, digest TEXT, stance TEXT
) WITHOUT ROWID;
CREATE TEMP TABLE class (thing TEXT, class TEXT, PRIMARY KEY (thing, class)) WITHOUT ROWID;
CREATE TEMP TABLE said (thing TEXT, word TEXT, value TEXT, language TEXT, passage INTEGER);
CREATE TEMP TABLE mention (
    thing TEXT, object INTEGER, passage INTEGER, PRIMARY KEY (thing, object, passage)
) WITHOUT ROWID;
CREATE TEMP TABLE file (source TEXT PRIMARY KEY, name TEXT) WITHOUT ROWID;
"""
"""The tables: headers of passages and slices; classes; literals that people read; the passages that speak of a thing,
as their subject or, with 1, only as an object; and the names of the files of texts.

A passage is a number, in the order of the texts; 0 stands for the register and the record.
"""

MENTION = "INSERT INTO mention VALUES (?, ?, ?)"

TOGETHER = 10_000
"""How many rows are inserted at once."""

JOIN = "INSERT INTO header VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET " + ", ".join(
    f"{column} = coalesce(excluded.{column}, {column})" for column in HEADER.values()
)
"""Adds to the header of a passage or slice what is known of it."""


@dataclass(frozen=True)
class Said:
    """Hold a text that the graph states of a thing, and the numbers of the passages that state it."""

    word: str
    value: str
    language: str | None
    passages: tuple[int, ...]

    @property
    def is_name(self) -> bool:
        """Whether it is a name, and not something that is said of the thing."""
        return self.word in NAMES

    @property
    def literal(self) -> ox.Literal:
        """The text as a term."""
        return ox.Literal(self.value, language=self.language) if self.language else ox.Literal(self.value)


class Staging:
    """Fill the tables of `TABLES` and `passage` in `database` from columns, and read them."""

    def __init__(self, columns: Columns, database: sqlite3.Connection) -> None:
        self.columns, self.database = columns, database
        self._order = np.lexsort((columns.table.subject, columns.table.graph))
        graphs, begins = np.unique(columns.table.graph[self._order], return_index=True)
        ends = np.append(begins[1:], len(self._order))
        spans = zip(begins.tolist(), ends.tolist(), strict=True)
        self._spans = dict(zip(columns.terms.iris(graphs.tolist()), spans, strict=True))
        self._stances: list[str] = [""]
        self._stance_of = array("B", [0])
        self._waiting: dict[str, list[tuple[object, ...]]] = {}

    def fill(self) -> Iterator[None]:
        """Read the graph, and yield twice for each passage and slice."""
        run = self.database.execute
        yield from self._read_record()
        self._settle()
        run(
            "INSERT INTO passage SELECT NULL, iri, source, start, end, digest, stance FROM header "
            "WHERE source IS NOT NULL AND start IS NOT NULL ORDER BY source, start, end, iri"
        )
        for quads in self._stated([REGISTER]):
            self._read(quads, 0)
        found = run("SELECT id, iri, coalesce(stance, '') FROM passage ORDER BY id")
        while passages := found.fetchmany(TOGETHER):
            # Without a stance, it is a slice that holds no fact.
            stated = self._stated([iri if stance else "" for _, iri, stance in passages])
            for (number, _, stance), quads in zip(passages, stated, strict=True):
                if stance not in self._stances:
                    self._stances.append(stance)
                self._stance_of.append(self._stances.index(stance))
                self._read(quads, number)
                yield
        self._settle()
        run("CREATE INDEX temp.said_of ON said (thing)")

    def stance(self, passage: int) -> str:
        """Return the stance of a passage, by its number."""
        return self._stances[self._stance_of[passage]]

    def things(self) -> Iterator[str]:
        """Yield the IRIs of what something is said of in words, sorted, without passages and slices."""
        rows = self.database.execute("SELECT DISTINCT thing FROM said ORDER BY thing")
        slices = "SELECT 1 FROM header WHERE iri = ? AND start IS NOT NULL"
        yield from (thing for (thing,) in rows if not self.database.execute(slices, (thing,)).fetchone())

    def said(self, thing: str) -> list[Said]:
        """Return what is said of a thing in words, each text once."""
        rows = self.database.execute(
            "SELECT word, value, language, passage FROM said WHERE thing = ? ORDER BY word, value, language", (thing,)
        )
        passages: dict[tuple[str, str, str | None], set[int]] = {}
        for word, value, language, passage in rows:
            passages.setdefault((word, value, language), set()).add(passage)
        return [Said(*each, tuple(sorted(stating - {0}))) for each, stating in passages.items()]

    def classes(self, thing: str) -> set[str]:
        """Return the classes that the graph gives to a thing."""
        rows = self.database.execute("SELECT class FROM class WHERE thing = ?", (thing,))
        return {each for (each,) in rows}

    def speaking_of(self, thing: str) -> list[int]:
        """Return the passages that say something of a thing; where there are none, those that name it."""
        for role in (0, 1):
            rows = self.database.execute(
                "SELECT passage FROM mention WHERE thing = ? AND object = ? ORDER BY passage", (thing, role)
            )
            if found := [passage for (passage,) in rows]:
                return found
        return []

    def _stated(self, graphs: Sequence[str]) -> Iterator[Iterator[ox.Quad]]:
        """Yield the statements of each of some graphs, those of one subject together; they are read as they come."""
        spans = [self._spans.get(graph, (0, 0)) for graph in graphs]
        quads = self.columns.quads(np.concatenate([self._order[begin:end] for begin, end in spans]))
        for begin, end in spans:
            yield islice(quads, end - begin)

    def _read_record(self) -> Iterator[None]:
        (quads,) = self._stated([RECORD])
        for subject, about in groupby(quads, lambda quad: text(quad.subject)):
            header = dict.fromkeys(HEADER.values())
            others = []
            for quad in about:
                if column := HEADER.get(quad.predicate.value):
                    header[column] = text(quad.object)
                else:
                    others.append((quad.predicate.value, quad.object))
            if any(header.values()):
                self._put(JOIN, (subject, *header.values()))
                yield
            for word, value in others:
                if word == FILE_NAME.value:
                    self._put("INSERT OR IGNORE INTO file VALUES (?, ?)", (subject, text(value)))
                elif word != TYPE or not header["source"]:
                    self._take(subject, word, value, 0)

    def _read(self, quads: Iterator[ox.Quad], passage: int) -> None:
        """Take what a graph states: that of a passage, or the register where `passage` is 0."""
        mentioned, base = set[tuple[str, int, int]](), used().base
        for quad in quads:
            subject, word, value = text(quad.subject), quad.predicate.value, quad.object
            self._take(subject, word, value, passage)
            if passage:
                mentioned.add((subject, 0, passage))
                if isinstance(value, ox.NamedNode) and word != TYPE and value.value.startswith(base):
                    mentioned.add((value.value, 1, passage))
        for row in mentioned:
            self._put(MENTION, row)

    def _take(self, subject: str, word: str, value: Term, passage: int) -> None:
        if isinstance(value, ox.Literal):
            if word in NAMES or (value.datatype.value in READ and word not in UNREAD):
                row = (subject, word, value.value, value.language, passage)
                self._put("INSERT INTO said VALUES (?, ?, ?, ?, ?)", row)
        elif word == TYPE:
            self._put("INSERT OR IGNORE INTO class VALUES (?, ?)", (subject, text(value)))

    def _put(self, sql: str, row: tuple[object, ...]) -> None:
        """Insert a row, later with others."""
        rows = self._waiting.setdefault(sql, [])
        rows.append(row)
        if len(rows) == TOGETHER:
            self._settle()

    def _settle(self) -> None:
        """Insert all rows that are waiting, sorted, so that those of one thing meet."""
        for sql, rows in self._waiting.items():
            self.database.executemany(sql, sorted(rows) if sql == MENTION else rows)
            rows.clear()
