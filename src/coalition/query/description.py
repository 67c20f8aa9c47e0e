"""Describe a thing: everything that the graph says about it, each fact with its evidence."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from itertools import chain

import pyoxigraph as ox

from coalition.names import Names
from coalition.namespaces import CG, RDF, RECORD, SKOS
from coalition.output.passages import citation, sources
from coalition.output.values import in_words
from coalition.provenance.evidence import Cited, Evidence, Tracer, place
from coalition.rdf import turtle
from coalition.rdf.store import Store

TYPE = ox.NamedNode(RDF + "type")
ALIAS = SKOS + "altLabel"
LABEL = SKOS + "prefLabel"
IN_HEADING = {TYPE.value, LABEL, ALIAS}
"""The properties that have no line of their own: a heading shows their values."""

CONNECTING = ("Participation", "Absence", "Commitment", "Position", "PlanPoint", "Aim")
"""The classes whose things connect other things, as a participation connects an actor with an event.

All facts about such a thing are shown where it mentions the thing that is described.
"""


@dataclass(frozen=True, slots=True)
class Line:
    """Hold one fact about a thing: the relation and the value, in words, and the evidence.

    Attributes
    ----------
    relation:
        The label of the property.
    text:
        The value of the property, as people read it.
    evidence:
        What the fact rests on.
    """

    relation: str
    text: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Mention:
    """Hold another thing whose facts mention the thing that is described.

    Attributes
    ----------
    iri:
        The IRI of the other thing.
    title:
        Its label, or the labels of its classes where it has none.
    lines:
        The facts that mention the thing described; all facts about the other thing, where its class only connects
        things, as that of a participation does.
    """

    iri: str
    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Description:
    """Hold everything that a graph says about a thing.

    Attributes
    ----------
    iri:
        The IRI of the thing.
    label:
        The label to show for it.
    classes:
        The labels of its classes, sorted.
    aliases:
        Its other names, sorted.
    lines:
        The facts that have it as subject.
    mentions:
        The other things whose facts have it as object.
    passage:
        The passage itself with all that it states, where the thing is one.
    """

    iri: str
    label: str
    classes: tuple[str, ...]
    aliases: tuple[str, ...]
    lines: tuple[Line, ...]
    mentions: tuple[Mention, ...]
    passage: Cited | None = None

    @property
    def facts(self) -> int:
        """How many facts are about the thing, or mention it."""
        return len(self.lines) + sum(len(mention.lines) for mention in self.mentions)

    def __repr__(self) -> str:
        return f"<Description of {self.label}: {self.facts} facts in {len(self.passages)} passages>"

    def _repr_html_(self) -> str:
        from coalition.output.html import table

        parts = ((self.label, self.lines), *((mention.title, mention.lines) for mention in self.mentions))
        rows = [[title, line.relation, line.text, sources(line.evidence)] for title, lines in parts for line in lines]
        return table(("thing", "relation", "value", "sources"), rows, len(rows))

    @property
    def passages(self) -> tuple[Cited, ...]:
        """The passages that state the facts, each once, in the order of the texts."""
        lines = chain(self.lines, *(mention.lines for mention in self.mentions))
        found = {cited.passage.iri: cited for line in lines for cited in line.evidence.passages}
        return tuple(sorted(found.values(), key=place))


def describe(tracer: Tracer, iri: str) -> Description:
    """Return everything that the graph says about the thing `iri`.

    Facts that passages only report or deny are included; the stance of each passage is part of the evidence.
    """
    if passage := tracer.passage(iri):
        return _opened(tracer, passage)
    store, names = tracer.record.store, tracer.names
    node = ox.NamedNode(iri)
    own_facts = _facts(store, node, None)
    mentioning: dict[ox.NamedNode, list[ox.Triple]] = {}
    for fact in _facts(store, None, node):
        if isinstance(fact.subject, ox.NamedNode):
            mentioning.setdefault(fact.subject, []).append(fact)

    in_words_once = functools.cache(lambda term: in_words(term, names))

    def line(fact: ox.Triple) -> Line:
        return Line(relation(names, fact.predicate.value), in_words_once(fact.object), tracer.triple(fact))

    def mention(subject: ox.NamedNode, facts: list[ox.Triple]) -> Mention:
        kinds = kinds_of[subject]
        title = names.given(subject.value) or ", ".join(sorted(names.label(kind) for kind in kinds))
        lines = tuple(line(fact) for fact in facts if fact.predicate.value not in IN_HEADING)
        return Mention(subject.value, title or names.label(subject.value), lines)

    kinds_of = {}
    for subject, facts in mentioning.items():
        own = _facts(store, subject, None)
        kinds = kinds_of[subject] = {fact.object.value for fact in own if fact.predicate == TYPE}  # type: ignore[union-attr]
        if not kinds.isdisjoint({CG + name for name in CONNECTING}):
            facts += [fact for fact in own if fact not in facts]
    tracer.look_up(chain(own_facts, *mentioning.values()))
    return Description(
        iri,
        names.label(iri),
        tuple(sorted({names.text(fact.object) for fact in own_facts if fact.predicate == TYPE})),
        tuple(sorted({names.text(fact.object) for fact in own_facts if fact.predicate.value == ALIAS})),
        tuple(line(fact) for fact in own_facts if fact.predicate.value not in IN_HEADING),
        tuple(mention(subject, facts) for subject, facts in mentioning.items()),
    )


def _opened(tracer: Tracer, passage: Cited) -> Description:
    """Describe a passage: its header, its words, and the facts that it states, by the thing that each is about."""
    names, evidence = tracer.names, Evidence((passage,))
    stated: dict[str, list[Line]] = {}
    for fact in passage.facts:
        line = Line(relation(names, fact.predicate.value), in_words(fact.object, names), evidence)
        stated.setdefault(fact.subject.value, []).append(line)  # type: ignore[union-attr]
    mentions = tuple(Mention(iri, names.label(iri), tuple(lines)) for iri, lines in stated.items())
    kinds = tuple(sorted(names.text(kind) for kind in tracer.record.about(passage.passage.iri).get(TYPE.value, ())))
    return Description(passage.passage.iri, citation(passage), kinds, (), (), mentions, passage)


def _facts(store: Store, subject: ox.NamedNode | None, obj: ox.NamedNode | None) -> list[ox.Triple]:
    """Return the triples with a subject, or with an object, that any named graph holds, sorted.

    With an object, the triples of the record are left out: they say which passages quote a source or are attributed to
    an actor, and the evidence of each fact says that already.
    """
    quads = [quad for quad in store.quads(subject, None, obj) if isinstance(quad.graph_name, ox.NamedNode)]
    triples = {quad.triple for quad in quads if subject or quad.graph_name != ox.NamedNode(RECORD)}
    return sorted(triples, key=lambda t: (turtle.order(t.predicate.value), turtle.order(str(t.subject)), str(t.object)))


def relation(names: Names, iri: str) -> str:
    """Return the label of a property, its local name in words where it has no label, or else its IRI."""
    label = names.label(iri)
    # Where there is no label, `Names.label` gives a prefixed name: dcterms:isPartOf becomes "is part of".
    if label.startswith("<") or ":" not in label:
        return label
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", label.partition(":")[2]).lower()
