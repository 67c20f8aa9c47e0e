"""Count the documents, families and cited works that support each fact."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox

from coalition import queries
from coalition.namespaces import QUOTED, TYPE
from coalition.provenance.families import CITED, REFERENCE, REPORTED, Families, Group
from coalition.provenance.record import Record
from coalition.rdf import turtle


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
    """Return the support of each fact that an accepted passage states, the best supported fact first.

    With `thing`, return only the facts about it: those with it as subject or object, and those about something that
    refers to it, such as a participation or a commitment. Facts that only give a thing a class are never returned.
    """
    stated = _stated(record) if thing is None else _about(record, thing)
    place = {source: place for place, source in enumerate(record.documents)}
    supports = [
        Support(
            fact,
            tuple(passages),
            tuple(sorted({source for p in passages for source in record.values(p, QUOTED)}, key=place.__getitem__)),
            families.support(passages),
            tuple(sorted({work for p in passages for work in _works(p, record)}, key=turtle.order)),
        )
        for fact, passages in stated
    ]
    return sorted(supports, key=lambda s: (-s.families, -len(s.documents), -len(s.passages), str(s.fact)))


def summary(supports: Iterable[Support]) -> dict[int, int]:
    """Return the number of facts for each number of families that support them."""
    return dict(sorted(Counter(support.families for support in supports).items()))


def _works(passage: str, record: Record) -> Iterator[str]:
    """Yield the works that a passage cites, whether directly or by a reference of its document."""
    for cited in record.values(passage, CITED):
        yield from record.values(cited, REFERENCE) or [cited]


def _stated(record: Record) -> Iterator[tuple[ox.Triple, list[str]]]:
    """Yield each fact with the accepted passages that state it, in order."""
    for word in (QUOTED, CITED, REFERENCE, REPORTED):  # what all of them go back to is read at once
        record.column(word)
    place = {passage: place for place, passage in enumerate(record.accepted)}
    for subject, word, value, passages in queries.select(record.store, "stated"):
        yield ox.Triple(subject, word, value), sorted(passages.value.split(), key=place.__getitem__)


def _about(record: Record, thing: ox.NamedNode) -> Iterator[tuple[ox.Triple, list[str]]]:
    """Yield each fact about a thing with the accepted passages that state it, in order."""

    def accepted(subject: Any, value: Any) -> Iterator[ox.Quad]:
        for quad in record.store.quads(subject, None, value):
            if isinstance(quad.graph_name, ox.NamedNode) and record.is_accepted(quad.graph_name.value):
                yield quad

    for subject in {thing, *(quad.subject for quad in accepted(None, thing))}:
        stated: dict[ox.Triple, list[str]] = {}
        for quad in accepted(subject, None):
            if quad.predicate.value != TYPE:
                stated.setdefault(quad.triple, []).append(quad.graph_name.value)  # type: ignore[union-attr]
        yield from ((fact, sorted(passages, key=turtle.order)) for fact, passages in stated.items())
