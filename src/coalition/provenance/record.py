"""Read the record of a snapshot: what it says about sources, passages and slices without facts.

All other modules read the record through this one. A question about one thing looks that thing up and keeps the answer.
A question about all things reads the properties that it needs, each in one scan. What was read once is never looked up
again. Where a store is large, scans and questions about many things read its columns.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import pyoxigraph as ox

from coalition import queries
from coalition.dates import PartialDate
from coalition.namespaces import CG, DCTERMS, LOCAL, PREFIXES, QUOTED, RECORD, TYPE, expand, local_name, used
from coalition.rdf.store import TYPE_NODE, Store, Term
from coalition.rdf.turtle import order
from coalition.texts.passage import Passage

if TYPE_CHECKING:
    from coalition.columns.table import Columns

About = Mapping[str, list[Term]]
"""What the record says about one thing: the values of each property, sorted, by the property's IRI."""

STANCE, DRAFTED = CG + "stance", CG + "Drafted"
READING, START, END, DIGEST = CG + "reading", CG + "start", CG + "end", CG + "digest"
DIRECTNESS = CG + "directness"
RECORD_NODE, ACCEPTED = ox.NamedNode(RECORD), ox.NamedNode(CG + "AcceptedPassage")
LEADS_TO = (QUOTED, CG + "cites", CG + "referenceTo", CG + "context")
"""The properties by which a passage leads to what is told with it: sources, works and other slices."""

MANY = 200
"""From how many things on reading the columns of a large store is faster than looking up each thing."""


@dataclass
class Record:
    """Read the record graph of a store.

    Attributes
    ----------
    store:
        The store.
    columns:
        Opens the columns of the store; None where it is so small that importing what reads them takes longer.
    """

    store: Store
    columns: Callable[[], Columns] | None = None
    _looked_up: dict[str, About] = field(default_factory=dict, repr=False)
    _columns: dict[str, dict[str, list[str]]] = field(default_factory=dict, repr=False)

    def about(self, iri: str) -> About:
        """Return what the record says about one thing, which may be nothing."""
        if iri not in self._looked_up:
            quads = self.store.quads(ox.NamedNode(iri), None, None, RECORD_NODE)
            self._looked_up |= {iri: {}, **_by_thing((iri, quad.predicate.value, quad.object) for quad in quads)}
        return self._looked_up[iri]

    def read(self, iris: Iterable[str]) -> None:
        """Read what the record says about things and what they lead to, all at once where they are many."""
        while self.columns and len(new := {iri for iri in iris if iri not in self._looked_up}) >= MANY:
            self._looked_up |= {iri: {} for iri in new} | _by_thing(self.columns().about(new))
            iris = {text(node) for iri in new for word in LEADS_TO for node in self._looked_up[iri].get(word, ())}

    def graphs_of_each(self, triples: Collection[ox.Triple]) -> dict[ox.Triple, set[str]]:
        """Return the IRIs of the named graphs that hold each of some triples."""
        asked = self.columns() if self.columns and len(triples) >= MANY else self.store
        return asked.graphs_of_each(triples)

    def slice(self, typed: str) -> str | None:
        """Return the IRI of the passage or slice with this IRI, prefixed name or short name, such as s002-2116."""
        short = (PREFIXES[kind] + typed for kind in ("passage", "slice")) if LOCAL.fullmatch(typed) else ()
        full = expand(typed) or ""
        named = [iri for iri in (full, *short) if iri.startswith(used().base) and LOCAL.fullmatch(local_name(iri))]
        return next((iri for iri in named if self.values(iri, QUOTED)), None)

    def values(self, iri: str, word: str) -> list[str]:
        """Return the values of the property `word` of one thing: IRIs, or the text of literals."""
        column = self._columns.get(word)
        if column is not None:
            return column.get(iri, [])
        return [text(node) for node in self.about(iri).get(word, ())]

    def values_of_each(self, iris: Collection[str], word: str) -> Mapping[str, list[str]]:
        """Return the values of the property `word` of each of some things; those that lack it may be left out."""
        if self.columns and len(iris) >= MANY:
            about = _by_thing(self.columns().about(iris, word))
            return {iri: [text(node) for node in own[word]] for iri, own in about.items()}
        if len(iris) >= MANY:
            self.column(word)
        return {iri: self.values(iri, word) for iri in iris}

    def column(self, word: str) -> Mapping[str, list[str]]:
        """Return what `values` gives for each thing that has the property `word`, by the thing's IRI, in one scan."""
        if word not in self._columns:
            found: dict[str, list[Term]] = {}
            for thing, value, _ in self.stated(word, RECORD):
                found.setdefault(thing, []).append(value)
            self._columns[word] = {iri: [text(node) for node in _sorted(own)] for iri, own in found.items()}
        return self._columns[word]

    def stated(self, word: str, graph: str | None = None) -> Iterable[tuple[str, Term, str]]:
        """Return what the named graphs, or one of them, state with a property: the thing, the value and the graph."""
        if self.columns:
            columns = self.columns()
            statements = columns.of(word)
            if graph is not None:
                statements = statements.where(statements.graph == columns.terms.number_of(graph))
            things, values, graphs = statements
            terms = columns.terms
            return zip(terms.iris(things), terms.terms(values), terms.iris(graphs), strict=True)
        quads = self.store.quads(None, ox.NamedNode(word), None, None if graph is None else ox.NamedNode(graph))
        return (
            (text(quad.subject), quad.object, quad.graph_name.value)
            for quad in quads
            if isinstance(quad.graph_name, ox.NamedNode)
        )

    def stated_of(self, things: Collection[str], words: Iterable[str]) -> Iterator[tuple[str, str, Term, str]]:
        """Yield the thing, the property, the value and the named graph of what is stated of things with properties."""
        if self.columns:
            import numpy as np

            from coalition.columns.table import rows_of

            columns = self.columns()
            terms, numbers = columns.terms, np.array(columns.numbers(things), dtype=np.int64)
            for word in words:
                statements = columns.of(word)
                subjects, values, graphs = statements.where(rows_of(statements.subject, numbers))
                found = zip(terms.iris(subjects), terms.terms(values), terms.iris(graphs), strict=True)
                yield from ((thing, word, value, graph) for thing, value, graph in found)
            return
        for word in words:
            yield from ((thing, word, value, graph) for thing, value, graph in self.stated(word) if thing in things)

    def kinds_of(self, things: Collection[str] | None, classes: Collection[str]) -> Iterator[tuple[str, str, str]]:
        """Yield the thing, the class and the named graph where things, or all, are said to be of some classes."""
        if things is not None and self.columns:
            rows = ((thing, text(value), graph) for thing, _, value, graph in self.stated_of(things, (TYPE,)))
            yield from (row for row in rows if row[1] in classes)
            return
        for name in classes:
            for quad in self.store.quads(None, TYPE_NODE, ox.NamedNode(name)):
                thing = text(quad.subject)
                if isinstance(quad.graph_name, ox.NamedNode) and (things is None or thing in things):
                    yield thing, name, quad.graph_name.value

    @cached_property
    def documents(self) -> list[str]:
        """The IRIs of the sources that passages or slices without facts are quoted from, sorted."""
        if self.columns:
            columns = self.columns()
            (sources,) = columns.chosen(columns.recorded(QUOTED).object).nonzero()
            return sorted(columns.terms.iris(sources), key=order)
        return sorted((text(row["source"]) for row in queries.select(self.store, "documents")), key=order)

    @cached_property
    def sources_with_text(self) -> list[str]:
        """The IRIs of the sources that have a text, whether it has been read or only registered, sorted."""
        return sorted(self.column(CG + "fileName"))

    @cached_property
    def accepted(self) -> list[str]:
        """The IRIs of the passages whose facts are accepted, sorted."""
        if self.columns:
            columns = self.columns()
            return sorted(columns.terms.iris(columns.instances(ACCEPTED.value)), key=order)
        quads = self.store.quads(None, TYPE_NODE, ACCEPTED, RECORD_NODE)
        return sorted((text(quad.subject) for quad in quads), key=order)

    def is_accepted(self, passage: str) -> bool:
        """Tell whether the facts of a passage are accepted."""
        return ACCEPTED in self.about(passage).get(TYPE, ())

    @property
    def stances(self) -> list[str]:
        """The IRIs of the stances whose passages are not accepted as they stand, sorted, without that of drafts."""
        kinds = self.store.quads(None, ox.NamedNode(TYPE), ox.NamedNode(CG + "Stance"))
        return sorted({text(quad.subject) for quad in kinds} - {CG + "Asserts", DRAFTED})

    def slices(self) -> list[Passage]:
        """Return the passages and the slices without facts, by source and offset.

        The stance of a slice without facts is "".
        """
        # Not by `column`, which would keep all of it.
        sources, starts, ends, digests, stances = (
            {thing: text(value) for thing, value, _ in self.stated(word, RECORD)}
            for word in (QUOTED, START, END, DIGEST, STANCE)
        )
        slices = [
            Passage(iri, source, int(starts[iri]), int(ends[iri]), digests[iri], stances.get(iri, ""))
            for iri, source in sources.items()
            if iri in starts and iri in ends and iri in digests
        ]
        return sorted(slices, key=lambda slice_: (slice_.source, slice_.start, slice_.end, slice_.iri))

    def issued(self, source: str) -> PartialDate | None:
        """Return the date on which a source was issued, or None where no date is recorded.

        A written date comes before one that the curators inferred. Of several, the latest is returned.
        """
        for word in (DCTERMS + "issued", CG + "inferredDate"):
            dates = [date for written in self.values(source, word) if (date := PartialDate.parse(written)).span()]
            if dates:
                return max(dates, key=lambda date: (date.span() or ())[::-1])
        return None

    @cached_property
    def works_referred_to(self) -> dict[str, list[str]]:
        """The IRIs of the works that each document refers to, by the document's IRI."""
        works: dict[str, list[str]] = {}
        for reference, documents in sorted(self.column(CG + "referenceIn").items()):
            for document in documents:
                works.setdefault(document, []).extend(self.values(reference, CG + "referenceTo"))
        return works


def text(node: Term) -> str:
    """Return the IRI of a node, or the text of a literal."""
    return node.value if isinstance(node, ox.NamedNode | ox.Literal) else str(node)


def _by_thing(stated: Iterable[tuple[str, str, Term]]) -> dict[str, About]:
    about: dict[str, dict[str, list[Term]]] = {}
    for thing, word, value in stated:
        about.setdefault(thing, {}).setdefault(word, []).append(value)
    return {thing: {word: _sorted(values) for word, values in own.items()} for thing, own in about.items()}


def _sorted(values: list[Term]) -> list[Term]:
    return sorted(values, key=str) if len(values) > 1 else values
