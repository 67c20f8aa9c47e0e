"""The record of a snapshot: what is known of sources, passages and factless slices. Everything reads it here.

What is asked of one thing is looked up and kept. What is asked of all things is read once, in one scan of the record's
graph; from then on nothing is looked up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import pyoxigraph as ox

from coalition.dates import PartialDate
from coalition.namespaces import CG, DCTERMS, QUOTED, RECORD, TYPE
from coalition.rdf.store import Store, Term
from coalition.rdf.turtle import order
from coalition.texts.passage import Passage

About = Mapping[str, list[Term]]
"""What is recorded of one thing: the values of each property, by the property's IRI, sorted."""

STANCE, DRAFTED = CG + "stance", CG + "Drafted"
RECORD_NODE = ox.NamedNode(RECORD)


@dataclass
class Record:
    """What the record graph of `store` says."""

    store: Store
    _looked_up: dict[str, About] = field(default_factory=dict, repr=False)

    def about(self, iri: str) -> About:
        """Return what is recorded of one thing; an empty mapping where nothing is."""
        if "everything" in self.__dict__:
            return self.everything.get(iri, {})
        if iri not in self._looked_up:
            quads = self.store.quads(ox.NamedNode(iri), None, None, RECORD_NODE)
            self._looked_up[iri] = _by_subject(quad.triple for quad in quads).get(iri, {})
        return self._looked_up[iri]

    @cached_property
    def everything(self) -> dict[str, About]:
        """What is recorded of every thing, by its IRI."""
        return _by_subject(quad.triple for quad in self.store.quads(None, None, None, RECORD_NODE))

    def values(self, iri: str, word: str) -> list[str]:
        """Return the values of a property of one thing: IRIs, or the text of literals."""
        return [text(node) for node in self.about(iri).get(word, ())]

    @cached_property
    def documents(self) -> list[str]:
        """The IRIs of the sources that passages or factless slices are quoted from, sorted."""
        quoted = {text(node) for about in self.everything.values() for node in about.get(QUOTED, ())}
        return sorted(quoted, key=order)

    @cached_property
    def sources_with_text(self) -> list[str]:
        """The IRIs of the sources whose texts were read or only registered, sorted."""
        return sorted(iri for iri, about in self.everything.items() if CG + "fileName" in about)

    @cached_property
    def accepted(self) -> list[str]:
        """The IRIs of the passages whose facts are accepted, sorted."""
        kind = ox.NamedNode(CG + "AcceptedPassage")
        return sorted((iri for iri, about in self.everything.items() if kind in about.get(TYPE, ())), key=order)

    def slices(self) -> Iterator[Passage]:
        """Yield the passages and factless slices, by source and place; a factless slice has no stance."""
        found = []
        for iri, about in self.everything.items():
            if QUOTED in about and CG + "start" in about:
                source, digest = (text(about[word][0]) for word in (QUOTED, CG + "digest"))
                start, end = (int(text(about[word][0])) for word in (CG + "start", CG + "end"))
                stance = text(about[STANCE][0]) if STANCE in about else ""
                found.append(Passage(iri, source, start, end, digest, stance))
        yield from sorted(found, key=lambda slice_: (slice_.source, slice_.start, slice_.end, slice_.iri))

    def issued(self, source: str) -> PartialDate | None:
        """Return the date of issue of a source: the written one, or else the one that the curators inferred.

        Where several are recorded, the latest; None where none is.
        """
        for word in (DCTERMS + "issued", CG + "inferredDate"):
            dates = [date for written in self.values(source, word) if (date := PartialDate.parse(written)).span()]
            if dates:
                return max(dates, key=lambda date: (date.span() or ())[::-1])
        return None

    @cached_property
    def works_referred_to(self) -> dict[str, list[str]]:
        """The works that the references of each document lead to."""
        works: dict[str, list[str]] = {}
        for reference, about in self.everything.items():
            for document in about.get(CG + "referenceIn", ()):
                works.setdefault(text(document), []).extend(self.values(reference, CG + "referenceTo"))
        return works


def text(node: Term) -> str:
    """Return the IRI of a node, or the text of a literal."""
    return node.value if isinstance(node, ox.NamedNode | ox.Literal) else str(node)


def _by_subject(triples: Iterable[ox.Triple]) -> dict[str, About]:
    about: dict[str, dict[str, list[Term]]] = {}
    for triple in sorted(triples, key=str):
        about.setdefault(text(triple.subject), {}).setdefault(triple.predicate.value, []).append(triple.object)
    return dict(about)
