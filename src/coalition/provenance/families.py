"""Group sources and passages that go back to the same text, publisher or work, and so are not independent.

Two documents belong to one family when one is derived from the other, when they share text, or when both are published
by or credit the same publisher, or come from or by way of it. A work that is no document here connects them all the
same: what is derived from it goes with what it is derived from. For a single fact, passages count once together when
they cite the same work, or works of the same publisher or family, or name the same reporter, whichever documents they
are in; a passage counts once with the document that it cites. A passage that cites several works joins the groups of
all of them, so independent support is counted too low rather than too high.

`Families.support` is the one place that counts: corroboration, conflicts, views and verdicts all ask it. It groups the
passages, and names with each group the ties that join its passages.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

from coalition.namespaces import CG, DCTERMS, PROV, QUOTED, local_name
from coalition.provenance.record import Record
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
QUOTES, CITES = "is quoted from", "cites"
CITED, REPORTED, REFERENCE = CG + "cites", CG + "reportedBy", CG + "referenceTo"

_order = lru_cache(maxsize=1 << 17)(turtle.order)
"""The sort key of a name: that of a passage is asked for with each fact that it states."""


@dataclass(frozen=True)
class Tie:
    """Say why sources or passages belong together: the relation of one to a source, publisher or reporter."""

    source: str
    relation: str
    to: str

    def to_dict(self) -> dict[str, str]:
        """Return the tie as plain data, for JSON."""
        return {"source": self.source, "relation": self.relation, "to": self.to}

    def in_words(self, label: Callable[[str], str]) -> str:
        """Return the tie with the labels that `label` gives: Document 003 credits BBC."""
        return f"{label(self.source)} {self.relation} {label(self.to)}"


MOST_NAMED = 6
"""How many documents a name names one by one: a name of twenty fills a line of a table for nothing."""


@dataclass(frozen=True)
class Family:
    """Group documents that are not independent, in order, with the ties between them."""

    sources: tuple[str, ...]
    ties: tuple[Tie, ...]

    @property
    def name(self) -> str:
        """The short names of its documents, joined: `s000+s001`, or of the first ones, `s000+s001+18 more`."""
        return _called(self.sources)

    def to_dict(self) -> dict[str, Any]:
        """Return the family as plain data, for JSON."""
        return {"name": self.name, "sources": list(self.sources), "ties": [tie.to_dict() for tie in self.ties]}


@dataclass(frozen=True)
class Group:
    """Hold passages that support one fact and count once.

    Attributes
    ----------
    name:
        The short names of the documents of the families that the passages are quoted from, joined: `s000+s001`.
    passages:
        The IRIs of the passages.
    ties:
        Every tie that joins their documents, directly or with others; none where one document holds them all.
    """

    name: str
    passages: tuple[str, ...]
    ties: tuple[Tie, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the group as plain data, for JSON."""
        return {"name": self.name, "passages": list(self.passages), "ties": [tie.to_dict() for tie in self.ties]}


class _Origin(NamedTuple):
    """Hold what a passage goes back to.

    `roots` are the names that stand for all that belongs together. `root` is that of its document, if it goes back to
    this document alone, so that it cites no work and names no reporter; else it is empty.
    """

    documents: tuple[str, ...]
    roots: frozenset[str]
    root: str


@dataclass
class Families:
    """Hold the families of a store, and what each passage goes back to.

    Attributes
    ----------
    families:
        The families, in order.
    """

    families: tuple[Family, ...]
    _of: Mapping[str, Family]
    _record: Record = field(repr=False)
    _joins: Mapping[str, tuple[Tie, ...]] = field(repr=False)
    """The ties between sources, wherever they are cited, by the name that stands for all that they join."""
    _origins: Mapping[str, str] = field(repr=False)
    """The name that stands for all that is joined with a source or publisher."""
    _found: dict[str, _Origin] = field(default_factory=dict, repr=False)
    """What each passage goes back to that was asked for."""
    _alone: dict[str, Group] = field(default_factory=dict, repr=False)
    """The group of each passage that was alone in one."""
    _told: dict[tuple[str, ...], tuple[str, tuple[Tie, ...]]] = field(default_factory=dict, repr=False)
    """The name and the ties of a group of passages that go back to their documents alone, by these documents."""

    @classmethod
    def from_record(cls, record: Record) -> Families:
        """Group the documents of a record into families."""
        documents = {*record.documents, *record.column(CG + "textDigest")}
        linked = {source for word in LINKS for source in record.column(word)}
        sources = sorted({*documents, *linked}, key=turtle.order)
        words = {source: LINKS | PUBLISHERS if source in documents else LINKS for source in sources}
        ties = {
            source: [
                Tie(source, relation, to)
                for word, relation in words[source].items()
                for to in sorted(record.column(word).get(source, ()))
            ]
            for source in sources
        }
        joined = _components({source: {source, *(tie.to for tie in own)} for source, own in ties.items()})
        origins: dict[str, str] = {}
        families, joins = [], {}
        for group in joined:
            inner = tuple(tie for source in group for tie in ties[source])
            members = {*group, *(tie.to for tie in inner)}
            origins.update(dict.fromkeys(members, group[0]))
            joins[group[0]] = inner
            own = tuple(source for source in group if source in documents)
            if own:
                families.append(Family(own, _joining(inner, {source: source for source in own})))
        family_of = {source: family for family in families for source in family.sources}
        return cls(tuple(families), family_of, record, joins, origins)

    def among(self, documents: Collection[str]) -> Families:
        """Return the families reduced to some documents.

        Documents that only a document left out connects stay in one family.
        """
        parts = (_reduced(family, documents) for family in self.families)
        families = tuple(part for part in parts if part.sources)
        rest = (self._record, self._joins, self._origins)
        return Families(families, {s: family for family in families for s in family.sources}, *rest)

    def family(self, source: str) -> Family:
        """Return the family of a document."""
        return self._of[source]

    def count(self, passages: Iterable[str]) -> int:
        """Return how many independent families support a fact that the passages state."""
        return len(self._independent(passages))

    def support(self, passages: Iterable[str]) -> tuple[Group, ...]:
        """Return the passages that state one fact in groups that nothing joins, each with the ties that join it.

        The number of groups is the number of independent families that support the fact.
        """
        return tuple(map(self._group, self._independent(passages)))

    def _independent(self, passages: Iterable[str]) -> list[list[str]]:
        """Return passages in groups that nothing joins, in order."""
        passages = sorted({*passages}, key=_order)
        origins = [self._found.get(passage) or self._origin(passage) for passage in passages]
        roots = [origin.root for origin in origins]
        if not all(roots):
            return _components({p: origin.roots for p, origin in zip(passages, origins, strict=True)})
        groups: dict[str, list[str]] = {}
        for passage, root in zip(passages, roots, strict=True):
            groups.setdefault(root, []).append(passage)
        return list(groups.values())

    def _origin(self, passage: str) -> _Origin:
        """Return what a passage goes back to, and keep it."""
        if passage not in self._found:
            values, origins = self._record.values, self._origins
            documents = tuple(values(passage, QUOTED))
            if len(documents) == 1 and not values(passage, CITED) and not values(passage, REPORTED):
                root = origins.get(documents[0], documents[0])
                origin = _Origin(documents, frozenset((origins.get(passage, passage), root)), root)
            else:
                ends = {end for tie in _ties_of(passage, self._record) for end in (tie.source, tie.to)}
                origin = _Origin(documents, frozenset(origins.get(end, end) for end in (passage, *ends)), "")
            self._found[passage] = origin
        return self._found[passage]

    def _group(self, passages: list[str]) -> Group:
        if len(passages) > 1:
            return self._grouped(passages)
        if passages[0] not in self._alone:
            self._alone[passages[0]] = self._grouped(passages)
        return self._alone[passages[0]]

    def _grouped(self, passages: list[str]) -> Group:
        origins = [self._origin(passage) for passage in passages]
        documents = tuple(dict.fromkeys(document for origin in origins for document in origin.documents))
        if not all(origin.root for origin in origins):
            return Group(self._name(documents or passages), tuple(passages), self._joined(passages, documents))
        if documents not in self._told:
            self._told[documents] = self._name(documents), self._joined(passages, documents)
        name, ties = self._told[documents]
        return Group(name, tuple(passages), ties)

    def _name(self, quoted: Iterable[str]) -> str:
        """Return the name of a group by the documents that it is quoted from, or by its passages if there are none."""
        families = {self._of[source] for source in quoted if source in self._of}
        sources = {source for family in families for source in family.sources} | (set(quoted) - self._of.keys())
        return _called(sorted(sources, key=_order))

    def _joined(self, passages: list[str], documents: Collection[str]) -> tuple[Tie, ...]:
        """Return the ties that join passages; that they are quoted from a document is none of these."""
        if len(documents) < 2:
            return ()
        own = [tie for passage in passages for tie in _ties_of(passage, self._record)]
        origins = {self._origins.get(end, end) for tie in own for end in (tie.source, tie.to)}
        between = [tie for origin in sorted(origins, key=_order) for tie in self._joins.get(origin, ())]
        quoted = [tie for tie in own if tie.relation == QUOTES]
        return _joining(
            dict.fromkeys((*own, *between)),
            {tie.to: tie.to for tie in quoted} | {tie.source: tie.to for tie in quoted},
        )


def _reduced(family: Family, documents: Collection[str]) -> Family:
    left_out = {source for source in family.sources if source not in documents}
    return Family(
        tuple(source for source in family.sources if source not in left_out),
        tuple(tie for tie in family.ties if tie.source not in left_out),
    )


def _ties_of(passage: str, record: Record) -> tuple[Tie, ...]:
    """Return the ties of a passage to its document, works and reporters, and of the former two to their publishers."""
    quoted = record.values(passage, QUOTED)
    cited = [work for each in record.values(passage, CITED) for work in _works(each, record)]
    ties = [Tie(passage, QUOTES, source) for source in quoted] + [Tie(passage, CITES, work) for work in cited]
    ties += [Tie(passage, "is reported by", reporter) for reporter in record.values(passage, REPORTED)]
    for source in dict.fromkeys((*quoted, *cited)):
        for word, relation in PUBLISHERS.items():
            ties += [Tie(source, relation, publisher) for publisher in sorted(record.values(source, word))]
    return tuple(ties)


def _works(cited: str, record: Record) -> list[str]:
    """Return the works that a reference of a document refers to, or what is cited itself."""
    return record.values(cited, REFERENCE) or [cited]


def _joining(ties: Iterable[Tie], ends: Mapping[str, str]) -> tuple[Tie, ...]:
    """Return the ties that lie on a path from one document to another, which passes through nothing twice.

    `ends` gives the document of each passage; a document is its own.
    """
    if len(set(ends.values())) < 2:
        return ()
    import networkx as nx

    between = [(ends.get(tie.source, tie.source), ends.get(tie.to, tie.to), tie) for tie in ties]
    # A hub that is tied to all documents makes a cycle of each path between two of them, and of nothing else.
    graph = nx.Graph([(one, other) for one, other, _ in between] + [("", document) for document in ends.values()])
    joined = next(block for block in nx.biconnected_components(graph) if "" in block)
    return tuple(tie for one, other, tie in between if one != other and {one, other} <= joined)


def _components(roots: Mapping[str, Collection[str]]) -> list[list[str]]:
    """Return names in groups; those that share a root, directly or through others, are together.

    The groups come in the order of their first names.

    Groups are joined by union-find: https://doi.org/10.1145/364099.364331.
    """
    above: dict[str, str] = {}
    for own in roots.values():
        tops = [_top(root, above) for root in own]
        above.update(dict.fromkeys(tops, *tops[:1]))
    groups: dict[tuple[str, bool], list[str]] = defaultdict(list)
    for name, own in roots.items():
        top = next((_top(root, above) for root in own), "")
        groups[top or name, bool(top)].append(name)
    return list(groups.values())


def _top(name: str, above: dict[str, str]) -> str:
    """Return the name that stands for all that a name is joined with, and shorten the way to it."""
    while (higher := above.setdefault(name, name)) != name:
        above[name] = name = above[higher]
    return name


def _called(sources: Sequence[str]) -> str:
    """Return the short names of sources, joined; of many, the first two and the number of the others."""
    rest = f"+{len(sources) - 2} more" if len(sources) > MOST_NAMED else ""
    return "+".join(map(local_name, sources[:2] if rest else sources)) + rest
