"""Conflicts: where sources, or a source with itself, say what cannot all be so. Nothing is chosen: both stand.

Each kind of conflict is a query in `ontology/conflicts/`; which properties can conflict, and how, is declared in the
ontology (`cg:conflictRule`). A query gives, for each pair of passages that contradict each other, the thing and the
property that they disagree on and what each holds: `?thing ?property ?one ?passage_one ?other ?passage_other`.
Pairs with the same thing, property and values are one conflict, with all the passages of either side.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from coalition.dates import PartialDate
from coalition.evidence import Cited, Tracer
from coalition.families import Families
from coalition.names import Names
from coalition.store import Store, Term
from coalition.terms import CG
from coalition.turtle import order


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

    def as_data(self) -> dict[str, Any]:
        """The side as plain data, for JSON."""
        return {
            "value": self.value,
            "term": self.term,
            "families": list(self.families),
            "issued": list(self.issued),
            "passages": [cited.as_data() for cited in self.passages],
        }


@dataclass(frozen=True)
class Conflict:
    """Two sides that exclude each other. `later` is 0 or 1 where the documents' dates tell which side is later."""

    kind: str
    thing: str
    label: str
    property: str
    property_label: str
    sides: tuple[Side, Side]
    later: int | None

    def as_data(self) -> dict[str, Any]:
        """The conflict as plain data, for JSON."""
        return {
            "kind": self.kind,
            "thing": self.thing,
            "label": self.label,
            "property": self.property,
            "property_label": self.property_label,
            "later": self.later,
            "sides": [side.as_data() for side in self.sides],
        }


def conflicts(store: Store, folder: Path, names: Names, tracer: Tracer) -> list[Conflict]:
    """The conflicts that the queries in `folder` find, by kind, thing and property."""
    families = Families.of(store)
    found = []
    for path in sorted(folder.glob("*.rq")):
        for (thing, word, one, other), (first, second) in _pairs(store, path).items():
            sides = (_side(one, first, families, names, tracer), _side(other, second, families, names, tracer))
            kind = path.stem.replace("-", " ")
            label, property_label = names.label(thing.value), names.label(word.value)
            found.append(Conflict(kind, thing.value, label, word.value, property_label, sides, _later(sides)))
    return sorted(found, key=lambda c: (c.kind, c.label, c.property, c.sides[0].value, c.sides[1].value))


Key = tuple[ox.NamedNode, ox.NamedNode, Term, Term]


def _pairs(store: Store, path: Path) -> dict[Key, tuple[set[str], set[str]]]:
    found: dict[Key, tuple[set[str], set[str]]] = {}
    for row in store.select(path.read_text(encoding="utf-8"), name=str(path)):
        key = (row["thing"], row["property"], row["one"], row["other"])
        first, second = found.setdefault(key, (set(), set()))
        first.add(row["passage_one"].value)
        second.add(row["passage_other"].value)
    return found


def _side(term: Term, passages: Iterable[str], families: Families, names: Names, tracer: Tracer) -> Side:
    cited = tuple(tracer.cite(passage) for passage in sorted(passages, key=order))
    held = dict.fromkeys(families.family(c.source.iri).name for c in cited)
    return Side(in_words(term, names), str(term), cited, tuple(held))


def _later(sides: tuple[Side, Side]) -> int | None:
    """The side all of whose documents were surely issued after all of the other's; None where that is not known."""
    dates = [[PartialDate.read(c.source.issued) for c in side.passages if c.source.issued] for side in sides]
    if any(len(found) < len(side.passages) for found, side in zip(dates, sides, strict=True)):
        return None
    for later, earlier in ((0, 1), (1, 0)):
        if all(early.precedes(late) for early in dates[earlier] for late in dates[later]):
            return later
    return None


def in_words(term: Term, names: Names) -> str:
    """A value as people read it: a quantity by its bound, number and item; anything else by its label."""
    if not isinstance(term, ox.NamedNode):
        return names.text(term)
    about: dict[str, Any] = {quad.predicate.value.removeprefix(CG): quad.object for quad in names.store.quads(term)}
    if "number" not in about or "bound" not in about:
        return names.text(term)
    numbers = [f"{float(about[word].value):g}" for word in ("number", "upperNumber") if word in about]
    return f"{names.text(about['bound'])} {' to '.join(numbers)} {names.text(about.get('item'))}".strip()
