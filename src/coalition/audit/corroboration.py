"""Count the documents, families and cited works that support each fact."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from coalition.namespaces import QUOTED, TYPE
from coalition.provenance.families import CITED, REFERENCE, REPORTED, Families, Group
from coalition.provenance.record import ACCEPTED, Record
from coalition.rdf import turtle

if TYPE_CHECKING:
    from coalition.columns.table import Columns

Stated = tuple[ox.Triple, tuple[str, ...]]
"""A fact, and the passages that state it, in order."""


@dataclass(frozen=True)
class Support:
    """Hold what supports a fact.

    Attributes
    ----------
    passages:
        The IRIs of the passages that state the fact.
    documents:
        The IRIs of the documents of these passages.
    groups:
        The passages in independent groups, each with the ties that join its passages: passages that go back to one
        text, publisher or work are one group.
    works:
        The IRIs of the works that the passages cite.
    """

    fact: ox.Triple
    passages: tuple[str, ...]
    documents: tuple[str, ...]
    groups: tuple[Group, ...]
    works: tuple[str, ...]

    @property
    def families(self) -> int:
        """The number of independent groups of passages."""
        return len(self.groups)

    def to_dict(self) -> dict[str, Any]:
        """Return the support as plain data, for JSON."""
        return {
            "fact": turtle.fact(self.fact),
            "documents": list(self.documents),
            "families": self.families,
            "groups": [group.to_dict() for group in self.groups],
            "works": list(self.works),
        }


def corroboration(record: Record, families: Families, thing: ox.NamedNode | None = None) -> list[Support]:
    """Return what `supports` yields, the best supported fact first."""
    return sorted(supports(record, families, thing), key=order)


def order(support: Support) -> tuple[int, int, int, str]:
    """Return the sort key of a support: the best supported fact comes first."""
    return -support.families, -len(support.documents), -len(support.passages), str(support.fact)


def supports(record: Record, families: Families, thing: ox.NamedNode | None = None) -> Iterator[Support]:
    """Yield the support of each fact that an accepted passage states.

    With `thing`, yield only the facts about it: those with it as subject or object, and those about something that
    refers to it, such as a participation or a commitment. Facts that only give a thing a class are left out.
    """
    if thing is None:
        for word in (QUOTED, CITED, REFERENCE, REPORTED):  # what all of them go back to is read at once
            record.column(word)
    place = {source: place for place, source in enumerate(record.documents)}
    for fact, passages in _stated(record) if thing is None else _about(record, thing):
        documents = {source for passage in passages for source in record.values(passage, QUOTED)}
        yield Support(
            fact,
            passages,
            tuple(sorted(documents, key=place.__getitem__)),
            families.support(passages),
            tuple(sorted(_works(passages, record), key=turtle.order)),
        )


def summary(supports: Iterable[Support]) -> dict[int, int]:
    """Return the number of facts for each number of families that support them."""
    return dict(sorted(Counter(support.families for support in supports).items()))


def _works(passages: Iterable[str], record: Record) -> set[str]:
    """Return the works that passages cite, whether directly or by a reference of their document."""
    cited = {work for passage in passages for work in record.values(passage, CITED)}
    return {work for each in cited for work in record.values(each, REFERENCE) or [each]}


def _stated(record: Record) -> Iterator[Stated]:
    """Yield each fact with the accepted passages that state it, in order."""
    if record.columns:
        yield from _in_columns(record.columns())
        return
    stated: dict[ox.Triple, list[str]] = {}
    for passage in record.accepted:
        for quad in record.store.quads(None, None, None, ox.NamedNode(passage)):
            if quad.predicate.value != TYPE:
                stated.setdefault(quad.triple, []).append(passage)
    yield from ((fact, tuple(passages)) for fact, passages in stated.items())


def _in_columns(columns: Columns) -> Iterator[Stated]:
    """Yield each fact with the accepted passages that state it, in order."""
    import numpy as np

    from coalition.columns.rows import begins

    accepted = columns.instances(ACCEPTED.value)
    numbered = zip(columns.terms.iris(accepted), accepted.tolist(), strict=True)
    passages = sorted(numbered, key=lambda passage: turtle.order(passage[0]))
    place = np.full(len(columns.terms), -1, dtype=np.int32)
    place[[number for _, number in passages]] = np.arange(len(passages))
    for word in columns.properties:
        statements = columns.of(word)
        statements = statements.where(place[statements.graph] >= 0)
        if word == TYPE or not len(statements.graph):
            continue
        subject, value, places = statements.subject, statements.object, place[statements.graph]
        firsts = np.flatnonzero(begins(subject, value))
        # Facts come in order already, but not the passages of each.
        stating = [passages[number][0] for number in places[np.lexsort((places, value, subject))].tolist()]
        facts = zip(columns.terms.terms(subject[firsts]), columns.terms.terms(value[firsts]), strict=True)
        ends = [*firsts[1:].tolist(), len(stating)]
        for (thing, object_), first, end in zip(facts, firsts.tolist(), ends, strict=True):
            yield ox.Triple(thing, ox.NamedNode(word), object_), tuple(stating[first:end])  # type: ignore[arg-type]


def _about(record: Record, thing: ox.NamedNode) -> Iterator[Stated]:
    """Yield each fact about a thing with the accepted passages that state it, in order."""

    def accepted(subject: Any, value: Any) -> Iterator[ox.Quad]:
        quads = [q for q in record.store.quads(subject, None, value) if isinstance(q.graph_name, ox.NamedNode)]
        record.read({quad.graph_name.value for quad in quads})  # type: ignore[union-attr]
        yield from (quad for quad in quads if record.is_accepted(quad.graph_name.value))  # type: ignore[union-attr]

    for subject in {thing, *(quad.subject for quad in accepted(None, thing))}:
        stated: dict[ox.Triple, list[str]] = {}
        for quad in accepted(subject, None):
            if quad.predicate.value != TYPE:
                stated.setdefault(quad.triple, []).append(quad.graph_name.value)  # type: ignore[union-attr]
        yield from ((fact, tuple(sorted(passages, key=turtle.order))) for fact, passages in stated.items())
