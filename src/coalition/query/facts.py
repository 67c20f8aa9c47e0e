"""Hold what an export writes as arrays of numbers: the statements of columns, and some that are added to them.

Memory holds the arrays and the terms, and no object for each statement. Terms are numbered anew: those of the columns
that are used, then those that are added.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple, Self

import numpy as np
import pyoxigraph as ox

from coalition.columns.rows import begins, unique
from coalition.namespaces import RDFS, RECORD, REGISTER, SKOS, TYPE
from coalition.rdf import blank_nodes, turtle

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from coalition.columns.table import Columns

DEFAULT = -1
"""The number of the default graph."""

PREFERRED, LABEL = SKOS + "prefLabel", RDFS + "label"

AT_ONCE = 300_000
"""About how many statements are sorted at once."""

Numbers = Any
"""A numpy.ndarray of whole numbers."""

DIGITS = re.compile("([0-9]+)")


class Rows(NamedTuple):
    """Hold statements as numbers of terms: four arrays of the same shape (statements,)."""

    subject: Numbers
    word: Numbers
    value: Numbers
    graph: Numbers

    def take(self, places: Numbers) -> Rows:
        """Return the rows at some places, or those that a mask chooses."""
        return Rows(*(column[places] for column in self))


class Accepted(NamedTuple):
    """Hold what the default graph holds, in canonical order, without repetitions.

    Attributes
    ----------
    subject, word, value:
        Numbers of terms, shape (facts,).
    ends, origins:
        The graphs that state or derive each fact, but for the record and the register, in canonical order: those of the
        fact n end at ends[n], where those of the next begin.
    """

    subject: Numbers
    word: Numbers
    value: Numbers
    ends: Numbers
    origins: Numbers


@dataclass(frozen=True, eq=False)
class Facts:
    """Hold statements, and what their numbers stand for.

    Attributes
    ----------
    terms:
        The terms by number, as objects of the engine.
    rows:
        The statements of named graphs, and those that are added to the default graph.
    accepted:
        Which rows belong to the default graph, shape (statements,).
    """

    terms: list[Any]
    rows: Rows
    accepted: NDArray[np.bool_]

    @classmethod
    def read(
        cls,
        columns: Columns,
        more: Iterable[ox.Quad] = (),
        labelled: ox.NamedNode | ox.DefaultGraph | None = None,
        *,
        whole: bool = True,
    ) -> Self:
        """Return the statements of columns and those of `more`; blank nodes get canonical names.

        In the graph `labelled`, if one is given, each thing has its skos:prefLabel as rdfs:label, too. Without `whole`,
        only what is accepted is read.
        """
        apart = columns.nameless
        rows = Rows(*(column for column in (columns.table[1], columns.table[0], *columns.table[2:])))
        kept = ~apart if whole else ~apart & columns.accepted[rows.graph]
        rows = rows.take(kept)
        accepted = columns.accepted[rows.graph]
        used = unique(np.concatenate(rows))
        place = np.full(len(columns.terms), DEFAULT, dtype=np.int32)
        place[used] = np.arange(len(used))
        terms: list[Any] = columns.terms.terms(used.tolist())
        numbering = _Numbering(columns, place, terms)
        loose = list(columns.quads(np.flatnonzero(apart))) if whole else []
        if isinstance(labelled, ox.NamedNode):  # the label of a blank node is part of what names it
            labels = [quad for quad in loose if quad.predicate.value == PREFERRED]
            loose += [ox.Quad(quad.subject, ox.NamedNode(LABEL), quad.object, labelled) for quad in labels]
        added = [*more, *blank_nodes.canonical(loose)]
        numbers = [
            [numbering.of(node) for node in (quad.subject, quad.predicate, quad.object, quad.graph_name)]
            for quad in added
        ]
        pieces = [
            Rows(*(place[column] for column in rows)),
            Rows(*np.array(numbers, dtype=np.int32).reshape(-1, 4).T),
        ]
        if labelled is not None:
            names = rows.word == columns.terms.number_of(PREFERRED)
            if isinstance(labelled, ox.DefaultGraph):
                names &= accepted
            subject, _, value, _ = pieces[0].take(names)
            word, graph = (
                np.full(len(subject), numbering.of(node), np.int32) for node in (ox.NamedNode(LABEL), labelled)
            )
            pieces.append(Rows(subject, word, value, graph))
        merged = Rows(*map(np.concatenate, zip(*pieces, strict=True)))
        is_accepted = merged.graph == DEFAULT
        is_accepted[: len(accepted)] = accepted
        return cls(terms, merged, is_accepted)

    @cached_property
    def ranks(self) -> NDArray[np.int64]:
        """The place of each term in canonical order: IRIs first, as `turtle.order` puts them; shape (terms,)."""
        return places([key(term) for term in self.terms])

    @cached_property
    def word_ranks(self) -> NDArray[np.int64]:
        """The place of each property in canonical order, and 0 for other terms; shape (terms,)."""
        words = unique(self.rows.word).tolist()
        words.sort(key=lambda n: (self.terms[n].value != TYPE, turtle.order(turtle.term(self.terms[n]))))
        ranks = np.zeros(len(self.terms), dtype=np.int64)
        ranks[words] = np.arange(len(words))
        return ranks

    def in_order(self) -> Accepted:
        """Return what the default graph holds, in canonical order, with the origins of each fact."""
        pieces = [self._in_order(piece) for piece in in_pieces(self.ranks[self.rows.subject])]
        before = np.cumsum([0, *(len(piece.origins) for piece in pieces)])
        pieces = [piece._replace(ends=piece.ends + begin) for piece, begin in zip(pieces, before, strict=False)]
        return Accepted(*map(np.concatenate, zip(*pieces, strict=True)))

    def _in_order(self, piece: Numbers) -> Accepted:
        """Return what `in_order` does of some rows, which hold all that is stated of the things in them."""
        rows, accepted = self.rows.take(piece), self.accepted[piece]
        size = len(self.terms) + 1
        by_fact = self.ranks[rows.subject] * size + self.word_ranks[rows.word]
        by_origin = self.ranks[rows.value] * size + np.where(rows.graph == DEFAULT, 0, self.ranks[rows.graph] + 1)
        order = np.lexsort((by_origin, by_fact))
        subject, word, value, graph = rows.take(order)
        accepted = accepted[order]
        is_first = begins(subject, word, value)
        fact, firsts = np.cumsum(is_first) - 1, np.flatnonzero(is_first)
        holds, states = np.zeros(len(firsts), dtype=bool), np.zeros(len(firsts), dtype=bool)
        holds[fact[accepted]] = True
        states[fact[accepted & (graph != DEFAULT)]] = True  # by the store, and not only by what is added
        is_origin = states[fact] & (graph != DEFAULT) & ~np.isin(graph, self._unsaid)
        ends = np.cumsum(np.bincount(fact[is_origin], minlength=len(firsts)))
        chosen = firsts[holds]
        return Accepted(subject[chosen], word[chosen], value[chosen], ends[holds], graph[is_origin])

    @cached_property
    def _unsaid(self) -> list[int]:
        """The numbers of the graphs that are no origins: those of the record and the register."""
        return [n for n, term in enumerate(self.terms) if term in (ox.NamedNode(RECORD), ox.NamedNode(REGISTER))]

    @cached_property
    def forms(self) -> list[str]:
        """The terms in N-Triples."""
        return [str(term) for term in self.terms]

    @cached_property
    def texts(self) -> list[str]:
        """The terms in Turtle."""
        return [turtle.term(term) for term in self.terms]

    @cached_property
    def words(self) -> dict[int, str]:
        """The properties in Turtle, by number."""
        words = unique(self.rows.word).tolist()
        return {word: "a" if self.terms[word].value == TYPE else self.texts[word] for word in words}

    def number(self, iri: str) -> int:
        """Return the number of a property, or -1 where no statement has it."""
        words = unique(self.rows.word).tolist()
        return next((word for word in words if self.terms[word].value == iri), -1)

    def rank_of(self, iri: str) -> int:
        """Return how many terms stand before an IRI in canonical order."""
        wanted = key(ox.NamedNode(iri))
        return sum(key(term) < wanted for term in self.terms)


class _Numbering:
    """Number terms: those of the columns at their places in `terms`, and new ones behind them."""

    def __init__(self, columns: Columns, place: Numbers, terms: list[Any]) -> None:
        self._columns, self._place, self._terms = columns, place, terms
        self._new: dict[Any, int] = {}

    def of(self, node: Any) -> int:
        """Return the number of a term, or of the default graph."""
        if isinstance(node, ox.DefaultGraph):
            return DEFAULT
        known = self._columns.terms.number(str(node))
        if known >= 0 and self._place[known] >= 0:
            return int(self._place[known])
        if node not in self._new:
            self._new[node] = len(self._terms)
            self._terms.append(node)
        return self._new[node]


def in_pieces(ranks: Numbers) -> Iterator[Numbers]:
    """Yield the places of rows in order of their ranks, many at a time, but with all rows of one rank at once."""
    last = np.cumsum(np.bincount(ranks)) if len(ranks) else np.zeros(1, dtype=np.int64)
    cuts = unique(np.searchsorted(last, np.arange(AT_ONCE, len(ranks), AT_ONCE)) + 1).tolist()
    for begin, end in pairwise([0, *(cut for cut in cuts if cut < len(last)), len(last)]):
        yield np.flatnonzero((ranks >= begin) & (ranks < end))


def places(keys: Sequence[str]) -> NDArray[np.int64]:
    """Return the place of each key among all in order."""
    order = sorted(range(len(keys)), key=keys.__getitem__)
    places = np.empty(len(keys), dtype=np.int64)
    places[order] = np.arange(len(keys))
    return places


def key(term: Any) -> str:
    """Return a text that sorts among its like as `turtle.order` sorts IRIs; other terms follow."""
    return f"0{natural(term.value)}\0{term.value}" if isinstance(term, ox.NamedNode) else f"1{term}"


def natural(text: str) -> str:
    """Return a text that sorts as a text does in which numbers sort by value.

    A number comes after other texts in its place, and the longer after the shorter.
    """
    parts = DIGITS.split(text)  # in turns another text, which may be empty at the ends, and a number
    parts[::2] = [part and f"{part}\0" for part in parts[::2]]
    parts[1::2] = [f"\U0010ffff{chr(len(digits))}{digits}" for digits in [part.lstrip("0") for part in parts[1::2]]]
    return "".join(parts)
