"""Everything that is known of one thing, each line with the passages that state it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from coalition import turtle
from coalition.evidence import Evidence, Tracer
from coalition.names import Names
from coalition.store import Store
from coalition.terms import CG, RDF, RECORD, SKOS

TYPE = RDF + "type"
ALIAS = SKOS + "altLabel"
LABEL = SKOS + "prefLabel"
QUIET = {TYPE, LABEL, ALIAS}
"""What stands in the head of a description, or goes without saying."""

BETWEEN = ("Participation", "Absence", "Commitment", "Position", "PlanPoint", "Aim", "Quantity", "Amount")
"""The classes whose things only say something of others: they are told whole, where another thing is described."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that is known: a relation and what it leads to, in words, with its evidence."""

    relation: str
    text: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Description:
    """A thing with its label, classes, other names, and what is known of it."""

    iri: str
    label: str
    classes: tuple[str, ...]
    aliases: tuple[str, ...]
    lines: tuple[Line, ...]


def describe(store: Store, names: Names, tracer: Tracer, iri: str) -> Description:
    """All that is known of the thing `iri`: what is denied or only reported is there, too, and marked."""
    node = ox.NamedNode(iri)
    facts = _facts(store, node)
    classes = sorted({names.text(t.object) for t in facts if t.subject == node and t.predicate.value == TYPE})
    aliases = sorted({names.text(t.object) for t in facts if t.subject == node and t.predicate.value == ALIAS})
    lines: list[Line] = []
    for fact in facts:
        if fact.subject == node and fact.predicate.value not in QUIET:
            lines.append(Line(_relation(names, fact.predicate.value), names.text(fact.object), tracer.triple(fact)))
    for fact in facts:
        if fact.object == node and isinstance(fact.subject, ox.NamedNode):
            text = _told(store, names, fact.subject, node)
            lines.append(Line(f"is {_relation(names, fact.predicate.value)} of", text, tracer.triple(fact)))
    return Description(iri, names.label(iri), tuple(classes), tuple(aliases), tuple(lines))


def _facts(store: Store, node: ox.NamedNode) -> list[ox.Triple]:
    """The triples with the thing as subject or object that some graph states, but for the record, sorted."""
    found = {
        quad.triple
        for quads in (store.quads(node), store.quads(None, None, node))
        for quad in quads
        if isinstance(quad.graph_name, ox.NamedNode) and quad.graph_name.value != RECORD
    }
    return sorted(found, key=lambda t: (turtle.order(t.predicate.value), turtle.order(str(t.subject)), str(t.object)))


def _told(store: Store, names: Names, subject: ox.NamedNode, seen_from: ox.NamedNode) -> str:
    """A thing by its label; one that only stands between others by what it says of them."""
    kinds = {quad.object.value for quad in store.quads(subject, ox.NamedNode(TYPE))}  # type: ignore[union-attr]
    if kinds.isdisjoint({CG + name for name in BETWEEN}):
        return names.label(subject.value)
    parts = list(_parts(store, names, subject, seen_from))
    label = next((names.text(q.object) for q in store.quads(subject, ox.NamedNode(LABEL))), "")
    return f"{label}: {'; '.join(parts)}" if label and parts else label or "; ".join(parts)


def _parts(store: Store, names: Names, subject: ox.NamedNode, seen_from: ox.NamedNode) -> Iterator[str]:
    facts = sorted(
        {quad.triple for quad in store.quads(subject)}, key=lambda t: (turtle.order(t.predicate.value), str(t))
    )
    for fact in facts:
        if fact.predicate.value not in QUIET and fact.object != seen_from:
            yield f"{_relation(names, fact.predicate.value)} {names.text(fact.object)}"


def _relation(names: Names, iri: str) -> str:
    """A property by its label; one of another vocabulary by its local name, in words."""
    label = names.label(iri)
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", label.rpartition(":")[2]).lower() if ":" in label else label
