"""Go through what a snapshot holds, thing by thing or passage by passage, in memory for numbers alone."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pyoxigraph as ox

from coalition.columns.rows import joined, unique
from coalition.exchange.losses import Losses
from coalition.namespaces import CG, OWL, QUOTED, RECORD, REGISTER, SKOS, TYPE, shorten
from coalition.provenance.record import ACCEPTED, DRAFTED, STANCE, About, Record, text
from coalition.rdf.store import Term
from coalition.texts.passage import Passage
from coalition.texts.source import Source, Texts, sha256

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from coalition.columns.table import Columns

AT_ONCE = 20_000
"""How many statements are read at once, those of a thing or passage together."""

KEPT = 1 << 17
"""For how many things what is looked up is kept."""

SAME = (SKOS + "exactMatch", OWL + "sameAs")
"""The properties by which the register names what a thing is called elsewhere."""

ASSERTS = CG + "Asserts"
DERIVED = "rules derive it from other facts"

Place = tuple[str, str, str]
"""Words of a text, with what stands before and behind them."""


@dataclass(frozen=True, slots=True)
class Fact:
    """Hold what a named graph states of a thing, and why that is no plain fact; "" where it is one."""

    word: str
    value: Term
    graph: str
    why: str


@dataclass(frozen=True, slots=True)
class Thing:
    """Hold a thing with all that the named graphs state of it, in the order of properties, values and graphs."""

    iri: str
    facts: list[Fact]


@dataclass(frozen=True, slots=True)
class Stated:
    """Hold a passage: its offsets, what the record says of it, and the triples that it states."""

    passage: Passage
    about: About
    triples: list[ox.Triple]

    @property
    def stance(self) -> str:
        """The local name of the stance."""
        return self.passage.stance.removeprefix(CG)

    def values(self, word: str) -> list[Term]:
        """Return what the record says of the passage with a property."""
        return list(self.about.get(word, ()))


@dataclass
class Holdings:
    """Read a snapshot for those who write it in a form of other people.

    Attributes
    ----------
    columns, record:
        All statements of its named graphs, and what is recorded of sources and passages.
    label:
        Returns the name of a thing.
    texts:
        The texts, where the words of passages may be written; else None.
    """

    columns: Columns
    record: Record
    label: Callable[[str], str]
    texts: Texts | None = None

    def things(self, but: str = "") -> Iterator[Thing]:
        """Yield all things of which something is stated, in the order of their IRIs, without those of a class `but`."""
        table = self.columns.table
        rows = np.flatnonzero(self._is_fact[table.graph])
        if but:
            left_out = self.columns.chosen(self.columns.instances(but))
            rows = rows[~left_out[table.subject[rows]]]
        rows = rows[np.argsort(table.subject[rows], kind="stable")]
        for begin, end in self._pieces(table.subject[rows]):
            iri, facts = "", list[Fact]()
            piece = rows[begin:end]
            codes = self._reasons[table.graph[piece]].tolist()
            for quad, code in zip(self.columns.quads(piece), codes, strict=True):
                if text(quad.subject) != iri:
                    if facts:
                        yield Thing(iri, facts)
                    iri, facts = text(quad.subject), []
                graph = text(quad.graph_name)  # type: ignore[arg-type]
                facts.append(Fact(quad.predicate.value, quad.object, graph, self._whys[code]))
            if facts:
                yield Thing(iri, facts)

    def passages(self) -> Iterator[Stated]:
        """Yield the passages that are more than drafts, in the order of their IRIs."""
        table = self.columns.table
        rows = np.flatnonzero(self._is_stance[table.graph])
        rows = rows[np.argsort(table.graph[rows], kind="stable")]
        for begin, end in self._pieces(table.graph[rows]):
            triples: dict[str, list[ox.Triple]] = {}
            for quad in self.columns.quads(rows[begin:end]):
                triples.setdefault(text(quad.graph_name), []).append(quad.triple)  # type: ignore[arg-type]
            about = self._about(triples)
            yield from (Stated(_passage(iri, about[iri]), about[iri], own) for iri, own in triples.items())

    def _about(self, iris: Collection[str]) -> dict[str, About]:
        """Return what the record says of passages; the record of a store would keep it."""
        found: dict[str, dict[str, list[Term]]] = {iri: {} for iri in iris}
        for iri, word, value in self.columns.about(iris):
            found[iri].setdefault(word, []).append(value)
        return dict(found)

    def _pieces(self, keys: NDArray[np.int32]) -> Iterator[tuple[int, int]]:
        """Yield where pieces of sorted rows begin and end, so that no key stands in two."""
        begin = 0
        while begin < len(keys):
            last = min(begin + AT_ONCE, len(keys)) - 1
            end = int(np.searchsorted(keys, keys[last], "right"))
            yield begin, end
            begin = end

    @cached_property
    def _is_stance(self) -> NDArray[np.bool_]:
        """Which terms are passages that are more than drafts; shape (terms,)."""
        stances = self.columns.recorded(STANCE)
        return self.columns.chosen(stances.subject[stances.object != self.columns.terms.number_of(DRAFTED)])

    @cached_property
    def _is_plain(self) -> NDArray[np.bool_]:
        """Which terms are passages that assert, and whose facts are accepted; shape (terms,).

        A view may accept passages of another stance. They tell no plain facts, whoever accepts them.
        """
        stances = self.columns.recorded(STANCE)
        asserting = self.columns.chosen(stances.subject[stances.object == self.columns.terms.number_of(ASSERTS)])
        accepted: NDArray[np.bool_] = self.columns.chosen(self.columns.instances(ACCEPTED.value))
        return asserting & accepted

    @cached_property
    def _is_fact(self) -> NDArray[np.bool_]:
        """Which terms name a graph of facts, accepted or not, and not of the ontology; shape (terms,)."""
        mask = self._is_stance.copy()
        mask[self.columns.numbers((RECORD, REGISTER))] = True
        mask[self.columns.rules] = True
        return mask

    def count(self) -> int:
        """Return the number of facts: what passages, the register, the record and rules state."""
        return int(self._is_fact[self.columns.table.graph].sum())

    def of_graphs(self, *iris: str) -> int:
        """Return how many facts some graphs state."""
        return int(self.columns.chosen(self.columns.numbers(iris))[self.columns.table.graph].sum())

    def derived(self, kind: str = "") -> int:
        """Return how many facts rules derive, in all or of things of a class."""
        table = self.columns.table
        rows = self.columns.chosen(self.columns.rules)[table.graph]
        if kind:
            rows &= self.columns.chosen(self.columns.instances(kind))[table.subject]
        return int(rows.sum())

    def rest(self, losses: Losses) -> None:
        """Count what is left after `things` without passages, and after `passages`: derived classes, and drafts."""
        losses.lose("rdf:type", DERIVED, self.derived(CG + "Passage"))
        losses.lose(
            "headers of drafts", "a draft states nothing yet", self._recorded(self._is_passage & ~self._is_stance)
        )

    def but_passages(self, losses: Losses) -> None:
        """Count what is left after `passages`: the register, the record of all else, and what rules derive."""
        losses.lose("facts of the register", "no words of a source state them", self.of_graphs(REGISTER))
        why = "they are about works, drafts, and slices that state no fact"
        losses.lose("facts of the record", why, self._recorded(~self._is_stance))
        losses.lose("derived facts", "rules derive them from what passages state", self.derived())

    def _recorded(self, mask: NDArray[np.bool_]) -> int:
        """Return how many facts the record has about the terms that a mask chooses."""
        table = self.columns.table
        return int((mask[table.subject] & (table.graph == self.columns.terms.number_of(RECORD))).sum())

    @cached_property
    def _is_passage(self) -> NDArray[np.bool_]:
        """Which terms are passages, drafts among them; shape (terms,)."""
        mask: NDArray[np.bool_] = self.columns.chosen(self.columns.instances(CG + "Passage"))
        return mask

    def why_not_plain(self, graph: str) -> str:
        """Return why what a graph states is no plain fact; "" where it is one."""
        number = self.columns.terms.number_of(graph)
        return self._whys[self._reasons[number]] if number >= 0 else ""

    @cached_property
    def _whys(self) -> list[str]:
        """Why what a graph states may be no plain fact: "", then reasons."""
        stances = self.columns.terms.iris(unique(self.columns.recorded(STANCE).object))
        told = (f"a passage that {stance.removeprefix(CG).lower()} states no plain fact" for stance in stances)
        return ["", DERIVED, "the view does not accept the passage", *told]

    @cached_property
    def _reasons(self) -> NDArray[np.uint8]:
        """Which of `_whys` holds for what each graph states; shape (terms,)."""
        reasons = np.zeros(len(self.columns.terms), dtype=np.uint8)
        reasons[self.columns.rules] = 1
        stances = self.columns.recorded(STANCE)
        for code, stance in enumerate(unique(stances.object).tolist(), 3):
            reasons[stances.subject[stances.object == stance]] = code
            if stance == self.columns.terms.number_of(ASSERTS):
                reasons[stances.subject[stances.object == stance]] = 2
        reasons[self._is_plain] = 0
        return reasons

    def source_of(self, graph: str) -> str:
        """Return the IRI of the source of a passage, or the IRI of the register or the record."""
        if graph in (REGISTER, RECORD):
            return graph
        return self._sources.get(graph) or graph

    @cached_property
    def _sources(self) -> _Lookup:
        return _Lookup(self.columns, QUOTED)

    @cached_property
    def kinds(self) -> _Kinds:
        """The classes of things, as passages that assert, the register and the record give them."""
        return _Kinds(self.columns, self._is_plain)

    def joined(self, one: str, other: str, kind: str) -> Joined:
        """Return what things of a class lead to with two properties, in passages that assert."""
        columns = self.columns
        left, right = (each.where(self._is_plain[each.graph]) for each in (columns.of(one), columns.of(other)))
        left_rows, right_rows = joined(left.subject, right.subject)
        of_kind = self.kinds.mask(kind)[left.subject[left_rows]]
        left_rows, right_rows = left_rows[of_kind], right_rows[of_kind]
        order = np.lexsort((right.graph[right_rows], right.object[right_rows], left.object[left_rows]))
        left_rows, right_rows = left_rows[order], right_rows[order]
        return Joined(columns, left.object[left_rows], right.object[right_rows], right.graph[right_rows])

    def source(self, iri: str) -> Source:
        """Return what is recorded of the text of a source."""

        def one(word: str) -> str:
            return next(iter(self.record.values(iri, CG + word)), "")

        return Source(
            iri,
            self.label(iri),
            file_name=one("fileName"),
            text_digest=one("textDigest"),
            text_length=int(one("textLength") or 0),
        )

    def quote(self, passage: Passage, around: int = 0) -> Place | None:
        """Return the words of a passage with those around them; None where no text is at hand, or another one."""
        content = self.texts.get(self.source(passage.source)) if self.texts else None
        if content is None or sha256(content[passage.start : passage.end]) != passage.digest:
            return None
        before = content[max(0, passage.start - around) : passage.start]
        return content[passage.start : passage.end], before, content[passage.end : passage.end + around]


class _Lookup:
    """Return the value that the record gives for a property of a thing that has one of it."""

    def __init__(self, columns: Columns, word: str) -> None:
        self._terms, self._statements = columns.terms, columns.recorded(word)
        self.get = lru_cache(maxsize=KEPT)(self._get)

    def _get(self, iri: str) -> str:
        """Return the IRI, or "" where there is none."""
        number = self._terms.number_of(iri)
        row = int(np.searchsorted(self._statements.subject, number))
        if number < 0 or row == len(self._statements.subject) or self._statements.subject[row] != number:
            return ""
        return self._terms.iri(int(self._statements.object[row]))


class _Kinds:
    """Know of each thing the classes that it was given, but for those that rules derive."""

    def __init__(self, columns: Columns, plain: NDArray[np.bool_]) -> None:
        mask = plain.copy()
        mask[columns.numbers((RECORD, REGISTER))] = True
        types = columns.of(TYPE)
        self._columns, self._types = columns, types.where(mask[types.graph])
        self.of = lru_cache(maxsize=KEPT)(self._of)

    def mask(self, kind: str) -> NDArray[np.bool_]:
        """Return which terms are of our class with a local name; shape (terms,)."""
        rows = self._types.object == self._columns.terms.number_of(CG + kind)
        return self._columns.chosen(self._types.subject[rows])

    def _of(self, iri: str) -> frozenset[str]:
        """Return the local names of the classes of a thing, as far as they are ours."""
        number = self._columns.terms.number_of(iri)
        begin, end = (int(np.searchsorted(self._types.subject, number, side)) for side in ("left", "right"))
        named = self._columns.terms.iris(unique(self._types.object[begin:end]))
        return frozenset(each.removeprefix(CG) for each in named if each.startswith(CG) and number >= 0)


class Joined:
    """Hold pairs of things with the passages that join them, sorted by the first."""

    def __init__(
        self, columns: Columns, first: NDArray[np.int32], second: NDArray[np.int32], graph: NDArray[np.int32]
    ) -> None:
        self._columns, self._first, self._second, self._graph = columns, first, second, graph

    def of(self, iri: str) -> list[tuple[str, str]]:
        """Return the things that one is joined with, each with a passage."""
        number = self._columns.terms.number_of(iri)
        begin, end = (int(np.searchsorted(self._first, number, side)) for side in ("left", "right"))
        terms = self._columns.terms
        seconds, graphs = (terms.iris(each[begin:end]) for each in (self._second, self._graph))
        return list(zip(seconds, graphs, strict=True)) if number >= 0 else []


def _passage(iri: str, about: About) -> Passage:
    def one(word: str) -> str:
        return text(about[word][0]) if about.get(word) else ""

    source, stance = one(QUOTED), one(STANCE)
    return Passage(iri, source, int(one(CG + "start")), int(one(CG + "end")), one(CG + "digest"), stance)


def named(iri: str) -> str:
    """Return the name by which messages call a property or thing."""
    return shorten(iri) or iri
