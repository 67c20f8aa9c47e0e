"""Conflicts: where sources, or a source with itself, say what cannot all be so. Nothing is chosen: both stand.

Each kind of conflict is a query in `ontology/conflicts/`; which properties can conflict, and how, is declared in the
ontology (`cg:conflictRule`). A query gives, for each pair of passages that contradict each other, the thing and the
property that they disagree on and what each holds: `?thing ?property ?one ?passage_one ?other ?passage_other`, and
what both speak of as `?value` where that is more: the ordinal that two meetings bear. Rows that differ in the
passages alone are one conflict, with all the passages of either side.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from coalition.dates import PartialDate
from coalition.namespaces import DCTERMS, XSD
from coalition.output.values import in_words
from coalition.provenance.evidence import Cited, Tracer
from coalition.provenance.families import Families
from coalition.provenance.record import Record
from coalition.rdf.store import Store, Term
from coalition.rdf.turtle import order

DAY = ox.NamedNode(XSD + "date")


@dataclass(frozen=True)
class Side:
    """One side of a conflict: what it holds, in words and as an RDF term, its passages, and their families."""

    value: str
    term: str
    passages: tuple[Cited, ...]
    families: tuple[str, ...]

    @property
    def issued(self) -> tuple[str, ...]:
        """The dates of its documents, as far as they are known."""
        return tuple(sorted({cited.source.issued for cited in self.passages if cited.source.issued}))

    def to_dict(self) -> dict[str, Any]:
        """The side as plain data, for JSON."""
        return {
            "value": self.value,
            "term": self.term,
            "families": list(self.families),
            "issued": list(self.issued),
            "passages": [cited.to_dict() for cited in self.passages],
        }


@dataclass(frozen=True)
class Conflict:
    """Two sides that exclude each other. `later` is 0 or 1 where the documents' dates tell which side is later.

    `value` is what both sides speak of, in words: an ordinal, an event, an actor; empty where the sides tell it all.
    `property_label` is empty for a property that is not one of our words.
    """

    kind: str
    thing: str
    label: str
    property: str
    property_label: str
    value: str
    sides: tuple[Side, Side]
    later: int | None

    def subject(self) -> str:
        """What the sides disagree on, in words: the thing, the property, and what both speak of."""
        told = " ".join(part for part in (self.property_label, self.value) if part)
        return f"{self.label}, {told}" if told else self.label

    def to_dict(self) -> dict[str, Any]:
        """The conflict as plain data, for JSON."""
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


def conflicts(folder: Path, families: Families, tracer: Tracer) -> list[Conflict]:
    """The conflicts that the queries in `folder` find, by kind, thing and property."""
    store, names = tracer.record.store, tracer.names
    found = []
    for path in sorted(folder.glob("*.rq")):
        for (thing, word, value, *held), passages in _pairs(store, path).items():
            one, other = (_side(term, cited, families, tracer) for term, cited in zip(held, passages, strict=True))
            found.append(
                Conflict(
                    kind=path.stem.replace("-", " "),
                    thing=thing.value,
                    label=names.label(thing.value),
                    property=word.value,
                    property_label=names.given(word.value),
                    value=in_words(value, names) if value else "",
                    sides=(one, other),
                    later=_later((one, other), tracer.record),
                )
            )
    return sorted(found, key=lambda c: (c.kind, c.label, c.property, c.value, c.sides[0].value, c.sides[1].value))


Key = tuple[ox.NamedNode, ox.NamedNode, Term | None, Term, Term]


def _pairs(store: Store, path: Path) -> dict[Key, tuple[set[str], set[str]]]:
    found: dict[Key, tuple[set[str], set[str]]] = {}
    rows = store.select(path.read_text(encoding="utf-8"), name=str(path))
    shared = "value" in {variable.value for variable in rows.variables}
    for row in rows:
        key = (row["thing"], row["property"], row["value"] if shared else None, row["one"], row["other"])
        first, second = found.setdefault(key, (set(), set()))
        first.add(row["passage_one"].value)
        second.add(row["passage_other"].value)
    return found


def _side(term: Term, passages: Iterable[str], families: Families, tracer: Tracer) -> Side:
    cited = tuple(tracer.cite(passage) for passage in sorted(passages, key=order))
    held = dict.fromkeys(families.family(c.source.iri).name for c in cited)
    return Side(in_words(term, tracer.names), str(term), cited, tuple(held))


def _later(sides: tuple[Side, Side], record: Record) -> int | None:
    """The side all of whose documents were surely issued after all of the other's; None where that is not known.

    A document without a date is not older than the newest work that it cites.
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
    """Return the date of issue of the newest work that a document refers to; empty where no day is known."""
    works = record.works_referred_to.get(document, ())
    days = (node for work in works for node in record.about(work).get(DCTERMS + "issued", ()))
    return max((day.value for day in days if isinstance(day, ox.Literal) and day.datatype == DAY), default="")
