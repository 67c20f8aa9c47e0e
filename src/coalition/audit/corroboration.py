"""Corroboration: by how many documents, families and cited works a fact is held, and which facts rest on one family."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox

from coalition.namespaces import CG, QUOTED, TYPE
from coalition.provenance.families import Families
from coalition.provenance.record import Record
from coalition.rdf import turtle


@dataclass(frozen=True)
class Support:
    """What holds a fact: its passages, their documents, the independent groups of passages, and the works they cite.

    `families` counts the groups: passages that go back to one text, publisher or work count once.
    """

    fact: ox.Triple
    passages: tuple[str, ...]
    documents: tuple[str, ...]
    groups: tuple[tuple[str, ...], ...]
    works: tuple[str, ...]

    @property
    def families(self) -> int:
        return len(self.groups)

    def to_dict(self) -> dict[str, Any]:
        """The support as plain data, for JSON."""
        return {
            "fact": turtle.fact(self.fact),
            "documents": list(self.documents),
            "families": self.families,
            "groups": [list(group) for group in self.groups],
            "works": list(self.works),
        }


def corroboration(record: Record, families: Families, thing: ox.NamedNode | None = None) -> list[Support]:
    """The support of every fact that some accepted passage states, or of those about `thing`; the best held first.

    About a thing are the facts that have it as subject or object, and those of what refers to it, as a participation
    or a commitment does.
    """
    stated: dict[ox.Triple, list[str]] = {}
    for passage in record.accepted:
        for quad in record.store.quads(None, None, None, ox.NamedNode(passage)):
            stated.setdefault(quad.triple, []).append(passage)
    if thing is not None:
        stated = _about(stated, thing)
    found = [
        Support(
            fact,
            tuple(passages),
            tuple(sorted({source for p in passages for source in record.values(p, QUOTED)}, key=turtle.order)),
            tuple(tuple(group) for group in families.independent(passages)),
            tuple(sorted({work for p in passages for work in _works(p, record)}, key=turtle.order)),
        )
        for fact, passages in stated.items()
        if fact.predicate.value != TYPE
    ]
    return sorted(found, key=lambda s: (-s.families, -len(s.documents), -len(s.passages), str(s.fact)))


def summary(supports: Iterable[Support]) -> dict[int, int]:
    """How many facts are held by how many families."""
    return dict(sorted(Counter(support.families for support in supports).items()))


def _works(passage: str, record: Record) -> Iterator[str]:
    """Yield the works that a passage cites: of a reference, the work that it leads to."""
    for cited in record.values(passage, CG + "cites"):
        yield from record.values(cited, CG + "referenceTo") or [cited]


def _about(stated: dict[ox.Triple, list[str]], thing: ox.NamedNode) -> dict[ox.Triple, list[str]]:
    near = {fact.subject for fact in stated if fact.object == thing} | {thing}
    return {fact: passages for fact, passages in stated.items() if fact.subject in near}
