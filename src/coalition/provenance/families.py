"""Families: sources and passages that are not independent, because they go back to the same text, publisher or work.

Two documents are of one family when one is derived from the other, when they are recorded as sharing text, or when one
credits or is published by whom the other credits or is published by. For a single fact, passages that cite one work, or
works of one publisher, or name one reporter, support it together once, whatever document they stand in. Where a passage
cites several works it goes with all of them: families are counted low rather than high.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pyoxigraph as ox

from coalition.namespaces import CG, DCTERMS, PROV, RECORD
from coalition.rdf import turtle
from coalition.rdf.store import Store

LINKS = {
    PROV + "wasDerivedFrom": "is derived from",
    CG + "sharesTextWith": "shares text with",
}
PUBLISHERS = {
    DCTERMS + "publisher": "is published by",
    CG + "credits": "credits",
}


@dataclass(frozen=True)
class Tie:
    """Why two documents are of one family: a relation, and what it leads to (a document or a publisher)."""

    source: str
    relation: str
    to: str


@dataclass(frozen=True)
class Family:
    """Documents that are not independent, sorted, with the ties that hold them together."""

    sources: tuple[str, ...]
    ties: tuple[Tie, ...]

    @property
    def name(self) -> str:
        """The short names of its documents, joined: `s000+s001`."""
        return "+".join(source.rsplit("/", 1)[-1] for source in self.sources)

    def as_data(self) -> dict[str, Any]:
        """The family as plain data, for JSON."""
        ties = [{"source": tie.source, "relation": tie.relation, "to": tie.to} for tie in self.ties]
        return {"name": self.name, "sources": list(self.sources), "ties": ties}


@dataclass
class Families:
    """The families of a store, and the roots that each passage goes back to."""

    families: tuple[Family, ...]
    _of: Mapping[str, Family]
    _roots: Mapping[str, frozenset[str]] = field(repr=False)

    @classmethod
    def of(cls, store: Store) -> Families:
        """The families that the record of `store` tells of."""
        record = _record(store)
        quoted = {source for about in record.values() for source in about.get(PROV + "wasQuotedFrom", ())}
        read = {source for source, about in record.items() if about.get(CG + "textDigest")}
        texts = sorted(quoted | read, key=turtle.order)
        ties = [
            Tie(source, words, to)
            for source in texts
            for word, words in (LINKS | PUBLISHERS).items()
            for to in sorted(record.get(source, {}).get(word, ()))
        ]
        groups = _components({source: {source, *(t.to for t in ties if t.source == source)} for source in texts})
        families = tuple(
            Family(tuple(group), tuple(t for t in ties if t.source in group and _joins(t, ties, group)))
            for group in groups
        )
        of = {source: family for family in families for source in family.sources}
        roots = {p: _roots(about, record, of) for p, about in record.items() if about.get(CG + "stance")}
        return cls(families, of, roots)

    def among(self, documents: Collection[str]) -> Families:
        """The same families as far as they are of these documents: what is left out still ties others together."""
        parts = (
            Family(tuple(s for s in f.sources if s in documents), tuple(t for t in f.ties if t.source in documents))
            for f in self.families
        )
        families = tuple(part for part in parts if part.sources)
        return Families(families, {s: family for family in families for s in family.sources}, self._roots)

    def family(self, source: str) -> Family:
        """The family of a document."""
        return self._of[source]

    def independent(self, passages: Iterable[str]) -> list[list[str]]:
        """Passages that support one fact, in groups that go back to nothing in common: each group counts once."""
        return _components({passage: self._roots.get(passage, frozenset({passage})) for passage in passages})


def _record(store: Store) -> dict[str, dict[str, set[str]]]:
    record: dict[str, dict[str, set[str]]] = {}
    for quad in store.quads(None, None, None, ox.NamedNode(RECORD)):
        about = record.setdefault(quad.subject.value, {})  # type: ignore[union-attr]
        about.setdefault(quad.predicate.value, set()).add(quad.object.value)  # type: ignore[union-attr]
    return record


def _roots(
    about: Mapping[str, set[str]], record: Mapping[str, Mapping[str, set[str]]], of: Mapping[str, Family]
) -> frozenset[str]:
    roots: set[str] = set(about.get(CG + "reportedBy", ()))
    for source in about.get(PROV + "wasQuotedFrom", ()):
        roots.add(of[source].name if source in of else source)
        for word in PUBLISHERS:
            roots |= record.get(source, {}).get(word, set())
    for cited in about.get(CG + "cites", ()):
        for work in record.get(cited, {}).get(CG + "referenceTo", {cited}):
            roots.add(work)
            for word in PUBLISHERS:
                roots |= record.get(work, {}).get(word, set())
    return frozenset(roots)


def _joins(tie: Tie, ties: list[Tie], group: list[str]) -> bool:
    """Whether a tie leads to another document of the group, or to what another one is tied to as well."""
    return tie.to in group or any(t.to == tie.to and t.source != tie.source for t in ties if t.source in group)


def _components(roots: Mapping[str, Iterable[Hashable]]) -> list[list[str]]:
    """The names in groups: two that share a root, directly or through others, are in one."""
    groups: list[tuple[set[Hashable], set[str]]] = []
    for name in sorted(roots, key=turtle.order):
        joined, names = set(roots[name]), {name}
        apart = []
        for other_roots, other_names in groups:
            if other_roots & joined:
                joined |= other_roots
                names |= other_names
            else:
                apart.append((other_roots, other_names))
        groups = [*apart, (joined, names)]
    return sorted((sorted(names, key=turtle.order) for _, names in groups), key=lambda group: turtle.order(group[0]))
