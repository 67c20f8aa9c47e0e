"""Everything that is known of one thing, each line with the passages that state it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

import pyoxigraph as ox

from coalition.names import Names
from coalition.namespaces import CG, RDF, RECORD, SKOS
from coalition.provenance.evidence import Evidence, Tracer
from coalition.rdf import turtle
from coalition.rdf.store import Store, Term

TYPE = ox.NamedNode(RDF + "type")
ALIAS = SKOS + "altLabel"
LABEL = SKOS + "prefLabel"
QUIET = {TYPE.value, LABEL, ALIAS}
"""What stands in the head of a description, or goes without saying."""

BETWEEN = ("Participation", "Absence", "Commitment", "Position", "PlanPoint", "Aim")
"""The classes whose things only say something of others: they are told whole, where another thing is described."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that is known: a relation and what it leads to, in words, with its evidence."""

    relation: str
    text: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Mention:
    """Another thing that names the one described: its title (its label, or its class), and what is said of it."""

    iri: str
    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Description:
    """A thing with its label, classes, other names, what is known of it, and the things that name it."""

    iri: str
    label: str
    classes: tuple[str, ...]
    aliases: tuple[str, ...]
    lines: tuple[Line, ...]
    mentions: tuple[Mention, ...]


def describe(store: Store, names: Names, tracer: Tracer, iri: str) -> Description:
    """All that is known of the thing `iri`: what is denied or only reported is there, too, and marked."""
    node = ox.NamedNode(iri)
    whole = _facts(store, node, None)
    naming: dict[ox.NamedNode, list[ox.Triple]] = {}
    for fact in _facts(store, None, node):
        if isinstance(fact.subject, ox.NamedNode):
            naming.setdefault(fact.subject, []).append(fact)

    def line(fact: ox.Triple) -> Line:
        return Line(_relation(names, fact.predicate.value), _told(store, names, fact.object), tracer.triple(fact))

    def mention(subject: ox.NamedNode, facts: list[ox.Triple]) -> Mention:
        kinds = {fact.object.value for fact in _facts(store, subject, None) if fact.predicate == TYPE}  # type: ignore[union-attr]
        if not kinds.isdisjoint({CG + name for name in BETWEEN}):
            facts += [fact for fact in _facts(store, subject, None) if fact not in facts]
        title = names.given(subject.value) or ", ".join(sorted(names.label(kind) for kind in kinds))
        lines = tuple(line(fact) for fact in facts if fact.predicate.value not in QUIET)
        return Mention(subject.value, title or names.label(subject.value), lines)

    return Description(
        iri,
        names.label(iri),
        tuple(sorted({names.text(fact.object) for fact in whole if fact.predicate == TYPE})),
        tuple(sorted({names.text(fact.object) for fact in whole if fact.predicate.value == ALIAS})),
        tuple(line(fact) for fact in whole if fact.predicate.value not in QUIET),
        tuple(mention(subject, facts) for subject, facts in naming.items()),
    )


def _facts(store: Store, subject: ox.NamedNode | None, obj: ox.NamedNode | None) -> list[ox.Triple]:
    """The triples of a subject, or with an object, that some graph states, sorted.

    Which passages are of a source, or of someone's words, is left out: it is told with each fact that they state.
    """
    quads = [quad for quad in store.quads(subject, None, obj) if isinstance(quad.graph_name, ox.NamedNode)]
    found = {quad.triple for quad in quads if subject or quad.graph_name != ox.NamedNode(RECORD)}
    return sorted(found, key=lambda t: (turtle.order(t.predicate.value), turtle.order(str(t.subject)), str(t.object)))


def _told(store: Store, names: Names, term: Term) -> str:
    """A term in words: a sum of money or a quantity by what it is made of, anything else by its label or value."""
    about = {q.predicate.value: q.object for q in store.quads(term)} if isinstance(term, ox.NamedNode) else {}
    parts = list(_measured(names, about))
    return " ".join(parts) if parts else names.text(term)


def _measured(names: Names, about: dict[str, Term]) -> Iterator[str]:
    numbers = [word for word in ("value", "number", "upperNumber") if CG + word in about]
    if not numbers:
        return
    if CG + "bound" in about:
        yield names.text(about[CG + "bound"])
    if CG + "currency" in about:
        yield names.text(about[CG + "currency"])
    yield " to ".join(_number(names.text(about[CG + word])) for word in numbers)
    if CG + "item" in about:
        yield f"({names.text(about[CG + 'item'])})"


def _number(text: str) -> str:
    number = Decimal(text)
    return f"{number:,.0f}" if number == number.to_integral_value() else f"{number:,f}"


def _relation(names: Names, iri: str) -> str:
    """A property by its label; one of another vocabulary by its local name, in words."""
    label = names.label(iri)
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", label.rpartition(":")[2]).lower() if ":" in label else label
