"""Read the columns of a snapshot: all statements of its named graphs, by property."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np
import pyoxigraph as ox

from coalition.columns.files import ENDS, GRAPHS, OBJECTS, PROPERTIES, SUBJECTS, TERMS
from coalition.columns.rows import unique
from coalition.columns.terms import Terms
from coalition.columns.writer import Writer
from coalition.errors import StoreError
from coalition.namespaces import CG, PREFIXES, RECORD, REGISTER, TYPE
from coalition.rdf.store import lines

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from numpy.typing import NDArray

    from coalition.rdf.store import Term

ACCEPTED_PASSAGE = CG + "AcceptedPassage"
SIDES: tuple[Literal["left", "right"], ...] = ("left", "right")


class Statements(NamedTuple):
    """Hold statements of one property as numbers of terms: three arrays of the same shape (statements,).

    They are sorted by subject, object and graph, and no statement stands there twice.
    """

    subject: NDArray[np.int32]
    object: NDArray[np.int32]
    graph: NDArray[np.int32]

    def where(self, mask: NDArray[Any]) -> Statements:
        """Return those that a mask, or an array of their indices, chooses."""
        return Statements(self.subject[mask], self.object[mask], self.graph[mask])


class Table(NamedTuple):
    """Hold statements of all properties as numbers of terms: four arrays of the same shape (statements,)."""

    word: NDArray[np.int32]
    subject: NDArray[np.int32]
    object: NDArray[np.int32]
    graph: NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Columns:
    """Hold all statements of the named graphs of a snapshot, mapped into memory from the files in `folder`."""

    folder: Path
    terms: Terms
    _statements: Statements = field(repr=False)
    _ends: dict[int, tuple[int, int]] = field(repr=False)
    """Where the statements of each property begin and end."""

    @classmethod
    def open(cls, folder: Path) -> Columns:
        """Map the files in `folder`.

        Raises
        ------
        StoreError
            When one of them cannot be read.
        """
        terms = Terms(_mapped(folder / TERMS, "u1"), _mapped(folder / ENDS, "<i8"))
        columns = Statements(*(_mapped(folder / name, "<i4") for name in (SUBJECTS, OBJECTS, GRAPHS)))
        ends, begin = {}, 0
        for word, end in _mapped(folder / PROPERTIES, "<i8").reshape(-1, 2).tolist():
            ends[word] = begin, end
            begin = end
        return cls(folder, terms, columns, ends)

    @classmethod
    def from_quads(cls, quads: Iterable[ox.Quad]) -> Columns:
        """Return the columns of quads of named graphs; the files that they are mapped from are gone."""
        with tempfile.TemporaryDirectory() as folder:
            writer = Writer(Path(folder))
            writer.add(lines(quads))
            writer.finish()
            return cls.open(Path(folder))

    def __len__(self) -> int:
        return len(self._statements.subject)

    def of(self, word: str) -> Statements:
        """Return the statements whose property is the IRI `word`, in all named graphs."""
        return self.of_number(self._words.get(word, -1))

    @cached_property
    def _words(self) -> dict[str, int]:
        """The numbers of all properties by their IRIs."""
        return dict(zip(self.properties, self.words, strict=True))

    def of_number(self, word: int) -> Statements:
        """Return the statements whose property has a number as a term."""
        return self._statements.where(slice(*self._ends.get(word, (0, 0))))  # type: ignore[arg-type]

    @cached_property
    def table(self) -> Table:
        """All statements, in the order of property, subject, object and graph."""
        lengths = np.array([end - begin for begin, end in self._ends.values()], dtype=np.int64)
        return Table(np.repeat(np.array(list(self._ends), dtype=np.int32), lengths), *self._statements)

    @cached_property
    def nameless(self) -> NDArray[np.bool_]:
        """Which rows of the table have a blank node, or a triple as their object; shape (statements,)."""
        starts = np.append(0, self.terms.ends)[:-1]
        content = self.terms.content
        first, second = content[starts], content[np.minimum(starts + 1, len(content) - 1)]
        is_nameless = (first == ord("_")) | ((first == ord("<")) & (second == ord("<")))
        found: NDArray[np.bool_] = is_nameless[self.table.subject] | is_nameless[self.table.object]
        return found

    def numbers(self, iris: Iterable[str]) -> list[int]:
        """Return the numbers of those IRIs that a statement has."""
        return list(self.terms.numbers(f"<{iri}>" for iri in iris).values())

    def quads(self, rows: NDArray[Any] | slice) -> Iterator[ox.Quad]:
        """Yield the statements in some rows of the table, given by a mask, by indices or by a slice."""
        columns = [column[rows] for column in self.table]
        used = unique(np.concatenate(columns))
        terms: list[Any] = self.terms.terms(used.tolist())
        places = [np.searchsorted(used, column).tolist() for column in columns]
        for word, subject, value, graph in zip(*places, strict=True):
            yield ox.Quad(terms[subject], terms[word], terms[value], terms[graph])

    def recorded(self, word: str) -> Statements:
        """Return what the record states with the property whose IRI is `word`."""
        statements = self.of(word)
        return statements.where(statements.graph == self.terms.number_of(RECORD))

    @cached_property
    def _record(self) -> Table:
        """What the record states, sorted by subject, property and object."""
        rows = np.flatnonzero(self._statements.graph == self.terms.number_of(RECORD))
        rows = rows[np.argsort(self._statements.subject[rows], kind="stable")]
        return Table(*(column[rows] for column in self.table))

    def about(self, iris: Iterable[str], word: str | None = None) -> Iterator[tuple[str, str, Term]]:
        """Yield the thing, the property and the value of all that the record states of some things, or of one word."""
        record = self._record
        rows = rows_of(record.subject, np.array(self.numbers(iris), dtype=np.int64))
        rows = rows if word is None else rows[record.word[rows] == self.terms.number_of(word)]
        subjects, words = self.terms.iris(record.subject[rows]), self.terms.iris(record.word[rows])
        return zip(subjects, words, self.terms.terms(record.object[rows]), strict=True)

    def graphs_of_each(self, triples: Collection[ox.Triple]) -> dict[ox.Triple, set[str]]:
        """Return the IRIs of the graphs that hold each of some triples."""
        found: dict[ox.Triple, set[str]] = {triple: set() for triple in triples}
        forms = {triple: tuple(map(str, triple)) for triple in found}
        numbers = self.terms.numbers({form for triple in forms.values() for form in triple})
        sought: dict[str, list[tuple[ox.Triple, int, int]]] = {}
        for triple, (subject, word, value) in forms.items():
            if subject in numbers and value in numbers:
                sought.setdefault(word[1:-1], []).append((triple, numbers[subject], numbers[value]))
        for word, each in sought.items():
            statements, pairs = self.of(word), np.array([pair for _, *pair in each], dtype=np.int64)
            statements = statements.where(rows_of(statements.subject, pairs[:, 0]))
            held, wanted = _paired(statements.subject, statements.object), _paired(*pairs.T)
            firsts, ends = (np.searchsorted(held, wanted, side).tolist() for side in SIDES)
            graphs = self.terms.iris(statements.graph)
            for (triple, *_), first, end in zip(each, firsts, ends, strict=True):
                found[triple].update(graphs[first:end])
        return found

    @property
    def words(self) -> list[int]:
        """The numbers of all properties, sorted."""
        return list(self._ends)

    @property
    def properties(self) -> list[str]:
        """The IRIs of all properties, sorted."""
        return self.terms.iris(self._ends)

    def chosen(self, numbers: NDArray[Any] | list[int]) -> NDArray[np.bool_]:
        """Return an array that tells of each term whether it is one of `numbers`; shape (terms,)."""
        mask = np.zeros(len(self.terms), dtype=bool)
        mask[numbers] = True
        return mask

    @cached_property
    def accepted(self) -> NDArray[np.bool_]:
        """Which terms name a graph whose statements are accepted as facts; shape (terms,).

        Together, those graphs hold what the default graph of the store holds: accepted passages, the register, the
        record, and what rules derive.
        """
        return self.facts(self.instances(ACCEPTED_PASSAGE))

    def facts(self, passages: NDArray[np.int32]) -> NDArray[np.bool_]:
        """Return what `accepted` would be if exactly these passages were accepted."""
        mask = self.chosen(passages)
        mask[self.numbers((RECORD, REGISTER))] = True
        mask[self.rules] = True
        return mask

    @cached_property
    def rules(self) -> NDArray[np.int32]:
        """The graphs of what rules derive."""
        graphs = self.instances(CG + "Rule")
        prefix = PREFIXES["rule"]
        return np.array(
            [graph for graph in graphs.tolist() if self.terms.iri(graph).startswith(prefix)], dtype=np.int32
        )

    def instances(self, kind: str) -> NDArray[np.int32]:
        """Return what the record puts in the class with the IRI `kind`, sorted."""
        types = self.of(TYPE)
        mask = types.object == self.terms.number_of(kind)
        mask &= types.graph == self.terms.number_of(RECORD)
        found: NDArray[np.int32] = types.subject[mask]
        return found


def rows_of(subjects: NDArray[np.int32], wanted: NDArray[Any]) -> NDArray[np.int64]:
    """Return the indices of those of some sorted subjects that are wanted, in order."""
    sought = unique(wanted).astype(subjects.dtype)  # of another type, all subjects would be converted
    firsts, ends = (np.searchsorted(subjects, sought, side) for side in SIDES)
    lengths = ends - firsts
    rows: NDArray[np.int64] = np.arange(lengths.sum()) + np.repeat(firsts - np.cumsum(lengths) + lengths, lengths)
    return rows


def _paired(one: NDArray[Any], other: NDArray[Any]) -> NDArray[np.int64]:
    """Return pairs of numbers of terms as single numbers, in the same order."""
    pairs: NDArray[np.int64] = one.astype(np.int64) << 32 | other
    return pairs


def _mapped(path: Path, kind: str) -> NDArray[Any]:
    try:
        if path.stat().st_size == 0:  # which cannot be mapped
            return np.empty(0, dtype=kind)
        return np.memmap(path, dtype=kind, mode="r").view(np.ndarray)  # whose elements are read three times as fast
    except (OSError, ValueError) as fault:
        remedy = "remove the snapshot that the message names, and run coalition build"
        raise StoreError(f"the columns cannot be read ({fault})", where=str(path), remedy=remedy) from None
