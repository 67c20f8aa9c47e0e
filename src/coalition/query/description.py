"""Everything that is known of one thing, each line with the passages that state it."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

import pyoxigraph as ox

from coalition.names import Names
from coalition.namespaces import CG, RDF, RECORD, SKOS
from coalition.output.values import in_words
from coalition.provenance.evidence import Evidence, Tracer
from coalition.rdf import turtle
from coalition.rdf.store import Store

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


def describe(tracer: Tracer, iri: str) -> Description:
    """All that is known of the thing `iri`: what is denied or only reported is there, too, and marked."""
    store, names = tracer.record.store, tracer.names
    node = ox.NamedNode(iri)
    whole = _facts(store, node, None)
    naming: dict[ox.NamedNode, list[ox.Triple]] = {}
    for fact in _facts(store, None, node):
        if isinstance(fact.subject, ox.NamedNode):
            naming.setdefault(fact.subject, []).append(fact)

    in_words_once = functools.cache(lambda term: in_words(term, names))

    def line(fact: ox.Triple) -> Line:
        return Line(_relation(names, fact.predicate.value), in_words_once(fact.object), tracer.triple(fact))

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


def _relation(names: Names, iri: str) -> str:
    """A property by its label; one of another vocabulary by its local name, in words."""
    label = names.label(iri)
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", label.rpartition(":")[2]).lower() if ":" in label else label
