"""Find conflicts: statements of passages that cannot all be true.

Both sides are returned; neither is preferred. Each kind of conflict is a query in `ontology/conflicts/`, and the
ontology declares which properties can conflict, and how (`cg:conflictRule`). A query gives a row for each pair of
passages that contradict each other:

- `?thing` and `?property`: what they disagree on;
- `?one` and `?passage_one`, `?other` and `?passage_other`: the value on each side, and the passage that states it;
- `?value`, where the query has it: what both sides speak of, such as the ordinal that two meetings claim.

Rows that differ only in their passages are one conflict, with all the passages of each side.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from coalition import files
from coalition.dates import PartialDate
from coalition.errors import GraphError, QueryError
from coalition.names import Names
from coalition.namespaces import DCTERMS, ONTOLOGY, QUOTED, RECORD, REGISTER, XSD
from coalition.output.values import in_words
from coalition.provenance.evidence import Cited, Tracer
from coalition.provenance.families import Families, Group
from coalition.provenance.record import RECORD_NODE, Record, text
from coalition.rdf import turtle
from coalition.rdf.store import Store, Term, parsed

NO_PASSAGES = {ox.DefaultGraph(), *map(ox.NamedNode, (REGISTER, RECORD, ONTOLOGY))}

QUOTED_NODE = ox.NamedNode(QUOTED)

DAY = ox.NamedNode(XSD + "date")
"""The datatype of dates that are precise to the day."""


@dataclass(frozen=True)
class Side:
    """Hold one side of a conflict.

    Attributes
    ----------
    value, term:
        Its value in words, and as an RDF term.
    passages:
        The passages on this side, in the order of their sources.
    groups:
        Those of them that support the fact, in independent groups with the ties that join them, as in
        `coalition.audit.corroboration`: the accepted ones, or all where none is accepted, as on a side that denies.
    """

    value: str
    term: str
    passages: tuple[Cited, ...]
    groups: tuple[Group, ...]

    @property
    def families(self) -> tuple[str, ...]:
        """The names of the groups."""
        return tuple(group.name for group in self.groups)

    @property
    def issued(self) -> tuple[str, ...]:
        """The known dates of issue of its documents, sorted."""
        return tuple(sorted({cited.source.issued for cited in self.passages if cited.source.issued}))

    def to_dict(self) -> dict[str, Any]:
        """Return the side as plain data, for JSON."""
        return {
            "value": self.value,
            "term": self.term,
            "families": list(self.families),
            "groups": [group.to_dict() for group in self.groups],
            "issued": list(self.issued),
            "passages": [cited.to_dict() for cited in self.passages],
        }


@dataclass(frozen=True)
class Conflict:
    """Hold a conflict: two sides that exclude each other.

    Attributes
    ----------
    property_label:
        The label of the property; empty where the store has none, as for properties of other vocabularies.
    value:
        What both sides speak of, in words, such as an ordinal, an event or an actor; empty where the query gives none.
    later:
        The index of the side that is later, by the dates of its documents; None where the dates do not tell.
    concerns:
        The IRIs of what the sides disagree on, of what both speak of, and of their values.
    """

    kind: str
    thing: str
    label: str
    property: str
    property_label: str
    value: str
    sides: tuple[Side, Side]
    later: int | None
    concerns: frozenset[str] = frozenset()

    def subject(self) -> str:
        """Return what the sides disagree on, in words: the thing, the property, and what both speak of."""
        disputed = " ".join(part for part in (self.property_label, self.value) if part)
        return f"{self.label}, {disputed}" if disputed else self.label

    def to_dict(self) -> dict[str, Any]:
        """Return the conflict as plain data, for JSON."""
        return {
            "kind": self.kind,
            "thing": self.thing,
            "label": self.label,
            "property": self.property,
            "property_label": self.property_label,
            "value": self.value,
            "later": self.later,
            "sides": [side.to_dict() for side in self.sides],
        }


@dataclass(frozen=True, slots=True)
class Pair:
    """Hold what makes a conflict, as the query of its kind finds it.

    Attributes
    ----------
    kind:
        The kind of the conflict.
    terms:
        The thing, the property, what both sides speak of or None, and the value of each side, in N-Triples.
    passages:
        The IRIs of the passages on each side, sorted.
    concerns:
        As `Conflict.concerns`.
    """

    kind: str
    terms: tuple[str, str, str | None, str, str]
    passages: tuple[tuple[str, ...], tuple[str, ...]]
    concerns: frozenset[str]


def pairs(paths: Iterable[Path], store: Store, names: Names) -> list[Pair]:
    """Return what the queries in some files find, sorted by kind, thing, property and values, each in words.

    Raises
    ------
    QueryError
        When a query does not give what a conflict needs.
    """
    found = []
    for path in paths:
        kind = _kind(path)
        for key, sides in _pairs(store, path).items():
            thing, word, value, one, other = key
            _refuse_others((*sides[0], *sides[1]), store, path)
            order = (kind, names.label(thing.value), word.value, *(in_words(t, names) if t else "" for t in key[2:]))
            terms = (str(thing), str(word), str(value) if value else None, str(one), str(other))
            first, second = (tuple(sorted(side, key=turtle.order)) for side in sides)
            found.append((order, Pair(kind, terms, (first, second), _concerns(key))))
    return [pair for _, pair in sorted(found, key=lambda each: each[0])]


def queries(paths: Iterable[Path]) -> dict[str, str]:
    """Return the queries for the kinds of conflicts, by the names of the kinds.

    Raises
    ------
    GraphError
        When a file cannot be read, or is not UTF-8.
    """
    return {_kind(path): files.decode(files.read(path, GraphError), str(path), GraphError) for path in paths}


def _kind(path: Path) -> str:
    return path.stem.replace("-", " ")


def _refuse_others(passages: Iterable[str], store: Store, path: Path) -> None:
    """Raise a QueryError where an IRI that a query gives as that of a passage is none."""
    for iri in passages:
        if not any(store.quads(ox.NamedNode(iri), QUOTED_NODE, None, RECORD_NODE)):
            remedy = "select passages as ?passage_one and ?passage_other"
            raise QueryError(f"{iri} is no passage", where=str(path), remedy=remedy)


def conflicts(pairs: Sequence[Pair], families: Families, tracer: Tracer) -> list[Conflict]:
    """Return the conflicts that some pairs make, with their sides."""
    names = tracer.names
    tracer.record.read({iri for pair in pairs for side in pair.passages for iri in side})
    terms = parsed({term for pair in pairs for term in pair.terms if term})
    result = []
    for pair in pairs:
        thing, word, value, *values = (terms[term] if term else None for term in pair.terms)
        assert isinstance(thing, ox.NamedNode) and isinstance(word, ox.NamedNode)
        one, other = (
            _side(term, cited, families, tracer) for term, cited in zip(values, pair.passages, strict=True) if term
        )
        result.append(
            Conflict(
                kind=pair.kind,
                thing=thing.value,
                label=names.label(thing.value),
                property=word.value,
                property_label=names.given(word.value),
                value=in_words(value, names) if value else "",
                sides=(one, other),
                later=_later((one, other), tracer.record),
                concerns=pair.concerns,
            )
        )
    return result


def written(pairs: Sequence[Pair]) -> bytes:
    """Return pairs as JSON."""
    rows = [(pair.kind, pair.terms, pair.passages, sorted(pair.concerns)) for pair in pairs]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode()


def read(content: bytes) -> list[Pair]:
    """Return the pairs that `written` has written."""
    return [
        Pair(kind, tuple(terms), (tuple(one), tuple(other)), frozenset(concerns))
        for kind, terms, (one, other), concerns in json.loads(content)
    ]


def concerned(store: Store, thing: str) -> set[str]:
    """Return the IRIs of a thing and of what names it in any passage, whose conflicts concern it, too."""
    naming = store.quads(None, None, ox.NamedNode(thing))
    return {thing, *(text(quad.subject) for quad in naming if quad.graph_name not in NO_PASSAGES)}


Key = tuple[ox.NamedNode, ox.NamedNode, Term | None, Term, Term]
"""What makes a conflict: the thing, the property, what both sides speak of, and the value of each side."""


def _concerns(key: Key) -> frozenset[str]:
    thing, _, *others = key
    return frozenset(text(term) for term in (thing, *others) if term)


IRIS = ("thing", "property", "passage_one", "passage_other")
NEEDED = (*IRIS, "one", "other")
"""The columns of every row that the query of a kind of conflict must fill, and those of them that hold IRIs."""


def _pairs(store: Store, path: Path) -> dict[Key, tuple[set[str], set[str]]]:
    """Return the IRIs of the passages of both sides of each conflict that the query in `path` finds.

    Raises
    ------
    QueryError
        When a row lacks what a conflict needs; and where `Store.select` raises it.
    """
    passages: dict[Key, tuple[set[str], set[str]]] = {}
    query = files.decode(files.read(path, GraphError), str(path), GraphError)
    rows = store.select(query, name=str(path))
    columns = {variable.value for variable in rows.variables}
    has_value = "value" in columns
    for row in rows:
        lacking = [name for name in NEEDED if name not in columns or row[name] is None]
        lacking += [name for name in IRIS if name not in lacking and not isinstance(row[name], ox.NamedNode)]
        if lacking:
            what = f"a row has no {'IRI' if lacking[0] in IRIS else 'value'} as ?{lacking[0]}"
            remedy = f"select {', '.join('?' + name for name in NEEDED)}, and ?value where it helps"
            raise QueryError(what, where=str(path), remedy=remedy)
        key = (row["thing"], row["property"], row["value"] if has_value else None, row["one"], row["other"])
        first, second = passages.setdefault(key, (set(), set()))
        first.add(row["passage_one"].value)
        second.add(row["passage_other"].value)
    return passages


def _side(term: Term, passages: Iterable[str], families: Families, tracer: Tracer) -> Side:
    cited = tuple(tracer.cite(passage) for passage in passages)
    accepted = [c.passage.iri for c in cited if tracer.record.is_accepted(c.passage.iri)]
    groups = families.support(accepted or [c.passage.iri for c in cited])
    return Side(in_words(term, tracer.names), str(term), cited, groups)


def _later(sides: tuple[Side, Side], record: Record) -> int | None:
    """Return the index of the side whose documents were all certainly issued after those of the other side.

    A document without a date of issue was not issued before the newest work that it cites. Return None where the dates
    do not tell.
    """
    for later, earlier in ((0, 1), (1, 0)):
        late = [cited.source.issued or _newest_work(cited.source.iri, record) for cited in sides[later].passages]
        early = [cited.source.issued for cited in sides[earlier].passages]
        if all(early) and all(late) and all(_precedes(one, other) for one in early for other in late):
            return later
    return None


def _precedes(one: str, other: str) -> bool:
    return PartialDate.parse(one).precedes(PartialDate.parse(other))


def _newest_work(document: str, record: Record) -> str:
    """Return the date of issue of the newest work that a document refers to, or "" where no such day is known."""
    works = record.works_referred_to.get(document, ())
    days = (node for work in works for node in record.about(work).get(DCTERMS + "issued", ()))
    return max((day.value for day in days if isinstance(day, ox.Literal) and day.datatype == DAY), default="")
