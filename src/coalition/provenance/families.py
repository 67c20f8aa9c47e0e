"""Group sources and passages that go back to the same text, publisher or work, and so are not independent.

Two documents belong to one family when one is derived from the other, when they share text, or when both are published
by or credit the same publisher, or come from or by way of it. A work that is no document here connects them all the
same: what is derived from it goes with what it is derived from. For a single fact, passages count once together when
they cite the same work, or works of the same publisher or family, or name the same reporter, whichever documents they
are in; a passage counts once with the document that it cites. A passage that cites several works joins the groups of
all of them, so independent support is counted too low rather than too high.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from coalition.namespaces import CG, DCTERMS, PROV, QUOTED, local_name
from coalition.provenance.record import STANCE, Record
from coalition.rdf import turtle

LINKS = {
    PROV + "wasDerivedFrom": "is derived from",
    CG + "sharesTextWith": "shares text with",
}
PUBLISHERS = {
    DCTERMS + "publisher": "is published by",
    CG + "credits": "credits",
    CG + "agency": "takes from the agency",
    CG + "via": "comes by way of",
}


@dataclass(frozen=True)
class Tie:
    """Say why a document belongs to a family: its relation to another document or to a publisher."""

    source: str
    relation: str
    to: str


@dataclass(frozen=True)
class Family:
    """Group documents that are not independent, in order, with the ties between them."""

    sources: tuple[str, ...]
    ties: tuple[Tie, ...]

    @property
    def name(self) -> str:
        """The short names of its documents, joined: `s000+s001`."""
        return "+".join(map(local_name, self.sources))

    def to_dict(self) -> dict[str, Any]:
        """Return the family as plain data, for JSON."""
        ties = [{"source": tie.source, "relation": tie.relation, "to": tie.to} for tie in self.ties]
        return {"name": self.name, "sources": list(self.sources), "ties": ties}


@dataclass
class Families:
    """Hold the families of a store, and the roots of each passage.

    The roots of a passage are the reporters, documents, publishers and works that it goes back to.
    """

    families: tuple[Family, ...]
    _of: Mapping[str, Family]
    _roots: Mapping[str, frozenset[str]] = field(repr=False)

    @classmethod
    def from_record(cls, record: Record) -> Families:
        """Group the documents of a record into families."""
        with_text = (source for source, about in record.everything.items() if CG + "textDigest" in about)
        documents = {*record.documents, *with_text}
        sources = sorted({*documents, *_linked(record)}, key=turtle.order)
        words = {source: LINKS | PUBLISHERS if source in documents else LINKS for source in sources}
        ties = [
            Tie(source, relation, to)
            for source in sources
            for word, relation in words[source].items()
            for to in sorted(record.values(source, word))
        ]
        joined = _components({source: {source, *(t.to for t in ties if t.source == source)} for source in sources})
        origins: dict[str, str] = {}
        families = []
        for group in joined:
            members = {*group, *(tie.to for tie in ties if tie.source in group)}
            origins.update(dict.fromkeys(members, group[0]))
            own = tuple(source for source in group if source in documents)
            if own:
                shown = tuple(t for t in ties if t.source in group and _joins(t, ties, group))
                families.append(Family(own, shown))
        family_of = {source: family for family in families for source in family.sources}
        passages = (iri for iri, about in record.everything.items() if STANCE in about)
        roots = {passage: _roots(passage, record, origins) for passage in passages}
        return cls(tuple(families), family_of, roots)

    def among(self, documents: Collection[str]) -> Families:
        """Return the families reduced to some documents.

        Documents that only a document left out connects stay in one family.
        """
        parts = (_reduced(family, documents) for family in self.families)
        families = tuple(part for part in parts if part.sources)
        return Families(families, {s: family for family in families for s in family.sources}, self._roots)

    def family(self, source: str) -> Family:
        """Return the family of a document."""
        return self._of[source]

    def independent(self, passages: Iterable[str]) -> list[list[str]]:
        """Return the passages that support one fact in groups that have no root in common.

        The number of groups is the number of independent supports.
        """
        return _components({passage: self._roots.get(passage, frozenset({passage})) for passage in passages})


def _reduced(family: Family, documents: Collection[str]) -> Family:
    left_out = {source for source in family.sources if source not in documents}
    return Family(
        tuple(source for source in family.sources if source not in left_out),
        tuple(tie for tie in family.ties if tie.source not in left_out),
    )


def _linked(record: Record) -> set[str]:
    """Return every source of the record that is derived from another or shares text with it."""
    return {source for source, about in record.everything.items() if not LINKS.keys().isdisjoint(about)}


def _roots(passage: str, record: Record, origins: Mapping[str, str]) -> frozenset[str]:
    """Return the roots of a passage: its reporters, documents and works cited, and their publishers.

    What belongs together has one name in `origins`, which stands for all of it.
    """
    sources = set(record.values(passage, QUOTED))
    for cited in record.values(passage, CG + "cites"):
        sources.update(record.values(cited, CG + "referenceTo") or [cited])
    roots = sources.union(record.values(passage, CG + "reportedBy"))
    for source in sources:
        roots.update(publisher for word in PUBLISHERS for publisher in record.values(source, word))
    return frozenset(origins.get(root, root) for root in roots)


def _joins(tie: Tie, ties: list[Tie], group: list[str]) -> bool:
    """Tell whether a tie leads to a document of the group, or to what another document of it is tied to."""
    return tie.to in group or any(t.to == tie.to and t.source != tie.source for t in ties if t.source in group)


def _components(roots: Mapping[str, Iterable[Hashable]]) -> list[list[str]]:
    """Return the names in groups, in order; names that share a root, directly or through others, are together."""
    groups: list[tuple[set[Hashable], set[str]]] = []
    for name, own in roots.items():
        joined, names = set(own), {name}
        apart = []
        for other_roots, other_names in groups:
            if other_roots & joined:
                joined |= other_roots
                names |= other_names
            else:
                apart.append((other_roots, other_names))
        groups = [*apart, (joined, names)]
    return sorted((sorted(names, key=turtle.order) for _, names in groups), key=lambda group: turtle.order(group[0]))
