"""Read the record of a snapshot: what it says about sources, passages and slices without facts.

All other modules read the record through this one. A question about one thing looks that thing up and keeps the answer.
A question about all things reads the properties that it needs, each in one scan, or the whole record graph. What was
read once is never looked up again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import pyoxigraph as ox

from coalition import queries
from coalition.dates import PartialDate
from coalition.namespaces import (
    CG,
    DCTERMS,
    HOME,
    LOCAL,
    PREFIXES,
    QUOTED,
    RECORD,
    TYPE,
    expand,
    local_name,
)
from coalition.rdf.store import Store, Term
from coalition.rdf.turtle import order
from coalition.texts.passage import Passage

About = Mapping[str, list[Term]]
"""What the record says about one thing: the values of each property, sorted, by the property's IRI."""

STANCE, DRAFTED = CG + "stance", CG + "Drafted"
READING = CG + "reading"
RECORD_NODE, ACCEPTED = ox.NamedNode(RECORD), ox.NamedNode(CG + "AcceptedPassage")


@dataclass
class Record:
    """Read the record graph of `store`."""

    store: Store
    _looked_up: dict[str, About] = field(default_factory=dict, repr=False)
    _columns: dict[str, dict[str, list[str]]] = field(default_factory=dict, repr=False)

    def about(self, iri: str) -> About:
        """Return what the record says about one thing, which may be nothing."""
        if "everything" in self.__dict__:  # a cached property stores its value there once it was read
            return self.everything.get(iri, {})
        if iri not in self._looked_up:
            quads = self.store.quads(ox.NamedNode(iri), None, None, RECORD_NODE)
            self._looked_up[iri] = _by_subject(quad.triple for quad in quads).get(iri, {})
        return self._looked_up[iri]

    def slice(self, typed: str) -> str | None:
        """Return the IRI of the passage or slice with this IRI, prefixed name or short name, such as s002-2116."""
        short = (PREFIXES[kind] + typed for kind in ("passage", "slice")) if LOCAL.fullmatch(typed) else ()
        full = expand(typed) or ""
        named = [iri for iri in (full, *short) if iri.startswith(HOME) and LOCAL.fullmatch(local_name(iri))]
        return next((iri for iri in named if self.values(iri, QUOTED)), None)

    @cached_property
    def everything(self) -> dict[str, About]:
        """What the record says about every thing, by the thing's IRI."""
        return _by_subject(quad.triple for quad in self.store.quads(None, None, None, RECORD_NODE))

    def values(self, iri: str, word: str) -> list[str]:
        """Return the values of the property `word` of one thing: IRIs, or the text of literals."""
        if word in self._columns:
            return self._columns[word].get(iri, [])
        return [text(node) for node in self.about(iri).get(word, ())]

    def column(self, word: str) -> Mapping[str, list[str]]:
        """Return what `values` gives for each thing that has the property `word`, by the thing's IRI, in one scan."""
        if word not in self._columns:
            found: dict[str, list[Term]] = {}
            for row in queries.select(self.store, "recorded", word=ox.NamedNode(word)):
                found.setdefault(text(row["thing"]), []).append(row["value"])
            self._columns[word] = {iri: [text(node) for node in sorted(v, key=str)] for iri, v in found.items()}
        return self._columns[word]

    @cached_property
    def documents(self) -> list[str]:
        """The IRIs of the sources that passages or slices without facts are quoted from, sorted."""
        return sorted((text(row["source"]) for row in queries.select(self.store, "documents")), key=order)

    @cached_property
    def sources_with_text(self) -> list[str]:
        """The IRIs of the sources that have a text, whether it has been read or only registered, sorted."""
        return sorted(self.column(CG + "fileName"))

    @cached_property
    def accepted(self) -> list[str]:
        """The IRIs of the passages whose facts are accepted, sorted."""
        rows = queries.select(self.store, "recorded", word=ox.NamedNode(TYPE), value=ACCEPTED)
        return sorted((text(row["thing"]) for row in rows), key=order)

    def is_accepted(self, passage: str) -> bool:
        """Tell whether the facts of a passage are accepted."""
        return ACCEPTED in self.about(passage).get(TYPE, ())

    @property
    def stances(self) -> list[str]:
        """The IRIs of the stances whose passages are not accepted as they stand, sorted, without that of drafts."""
        kinds = self.store.quads(None, ox.NamedNode(TYPE), ox.NamedNode(CG + "Stance"))
        return sorted({text(quad.subject) for quad in kinds} - {CG + "Asserts", DRAFTED})

    def slices(self) -> Iterator[Passage]:
        """Yield the passages and the slices without facts, by source and offset.

        The stance of a slice without facts is "".
        """
        slices = (
            Passage(
                slice_.value,
                source.value,
                int(start.value),
                int(end.value),
                digest.value,
                stance.value if stance else "",
            )
            for slice_, source, start, end, digest, stance in queries.select(self.store, "slices")
        )
        yield from sorted(slices, key=lambda slice_: (slice_.source, slice_.start, slice_.end, slice_.iri))

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


def _by_subject(triples: Iterable[ox.Triple]) -> dict[str, About]:
    about: dict[str, dict[str, list[Term]]] = {}
    for triple in sorted(triples, key=str):
        about.setdefault(text(triple.subject), {}).setdefault(triple.predicate.value, []).append(triple.object)
    return dict(about)
