"""Write JSON-LD with a context: an object for each thing, in which every thing that it names has its label beside it.

The shape is that of a frame which embeds nothing but labels, so that programs that know no RDF find their way: what the
library PyLD would do by nested loops over all objects is done here in one pass. https://www.w3.org/TR/json-ld11/
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Sequence
from typing import Any

import pyoxigraph as ox

from coalition.namespaces import CG, HOME, LOCAL, PREFIXES, RDF, RDFS, SKOS, TYPE, XSD, shorten

Things = Sequence[tuple[Any, list[ox.Triple]]]
"""Each subject with its triples."""

LABELS = (RDFS + "label", SKOS + "prefLabel")
"""The properties that give the label beside a reference; the first that a thing has."""

RELATIVE = re.compile(rf"[a-z]+/{LOCAL.pattern}")
"""What follows HOME in the IRIs of our things: they are written relative to it."""


def document(things: Things) -> str:
    """Return the triples of things, none of which is a triple term, as JSON-LD."""
    return json.dumps(_Writer(things).document(), ensure_ascii=False, indent=2) + "\n"


class _Writer:
    """Write triples as JSON-LD; `context` collects the prefixes and terms that were used."""

    def __init__(self, things: Things) -> None:
        self.things = things
        self.about = dict(things)
        nodes = [node for _, triples in things for triple in triples for node in triple]
        iris = {node.value for node in nodes if isinstance(node, ox.NamedNode)}
        self.schemes = {iri.partition(":")[0] for iri in iris}
        self.context: dict[str, Any] = {}
        self.terms = {
            name: meaning
            for name, meaning in (("label", RDFS + "label"), ("statements", RDF + "subject"))
            if CG + name not in iris  # which is what the word would mean without the context
        }
        self.datatypes = self._datatypes()
        self.statements = self._statements() if "statements" in self.terms else {}

    def document(self) -> dict[str, Any]:
        """Return the whole as an object."""
        nested = {statement for statements in self.statements.values() for statement in statements}
        graph = [self.thing(subject, triples) for subject, triples in self.things if subject not in nested]
        head = {"@base": HOME, "@vocab": CG}
        return {"@context": head | dict(sorted(self.context.items())), "@graph": graph}

    def thing(self, subject: ox.NamedNode | ox.BlankNode, triples: Iterable[ox.Triple]) -> dict[str, Any]:
        """Return the object of one thing: its name, classes and properties, and the statements about it."""
        written: dict[str, list[Any]] = {}
        for triple in triples:
            if triple.predicate.value == TYPE and isinstance(triple.object, ox.NamedNode):
                written.setdefault("@type", []).append(self.word(triple.object.value))
            else:
                written.setdefault(self.key(triple.predicate.value), []).append(self.value(triple))
        thing = {key: values[0] if len(values) == 1 else values for key, values in written.items()}
        if subject in self.statements:
            self.context["statements"] = {"@reverse": self.compact(self.terms["statements"])}
            thing["statements"] = [
                self.thing(statement, (t for t in self.about[statement] if t.predicate.value != RDF + "subject"))
                for statement in self.statements[subject]
            ]
        return {"@id": self.name(subject), **thing}

    def name(self, node: ox.NamedNode | ox.BlankNode) -> str:
        """Return the name of a thing: where it is ours, relative to the base."""
        if isinstance(node, ox.BlankNode):
            return str(node)
        rest = node.value.removeprefix(HOME)
        return rest if rest != node.value and RELATIVE.fullmatch(rest) else self.compact(node.value)

    def key(self, predicate: str) -> str:
        """Return the key of a property."""
        if predicate == self.terms.get("label"):
            self.context["label"] = self.compact(predicate)
            return "label"
        key = self.word(predicate)
        if predicate in self.datatypes:
            self.context[key] = {"@id": self.compact(predicate), "@type": self.word(self.datatypes[predicate])}
        return key

    def word(self, iri: str) -> str:
        """Return a property, class or datatype: where it is ours, by its local name."""
        local = iri.removeprefix(CG)
        return local if local != iri and LOCAL.fullmatch(local) else self.compact(iri)

    def compact(self, iri: str) -> str:
        """Return a prefixed name, or the IRI where there is none, or it would be taken for another IRI."""
        short = shorten(iri)
        prefix = (short or "").partition(":")[0]
        if not short or prefix in self.schemes:
            return iri
        self.context[prefix] = PREFIXES[prefix]
        return short

    def value(self, triple: ox.Triple) -> Any:
        """Return the value of a property."""
        value = triple.object
        if not isinstance(value, ox.Literal):
            return self.reference(value)
        datatype = value.datatype.value
        if value.language:
            direction = {"@direction": str(value.direction)} if value.direction else {}
            return {"@value": value.value, "@language": value.language} | direction
        if datatype == XSD + "string" or triple.predicate.value in self.datatypes:
            return value.value
        return {"@value": value.value, "@type": self.word(datatype)}

    def reference(self, node: Any) -> dict[str, Any]:
        """Return an object that names a thing, with its label."""
        facts = self.about.get(node, ())
        for word in LABELS:
            if labels := [fact for fact in facts if fact.predicate.value == word]:
                texts = [self.value(fact) for fact in labels]
                return {"@id": self.name(node), self.key(word): texts[0] if len(texts) == 1 else texts}
        return {"@id": self.name(node)}

    def _datatypes(self) -> dict[str, str]:
        """Return the datatype of each of our properties whose values all have the same, which is not a string."""
        found: dict[str, set[str]] = {}
        for _, triples in self.things:
            for triple in triples:
                value = triple.object
                datatype = value.datatype.value if isinstance(value, ox.Literal) and not value.language else ""
                found.setdefault(triple.predicate.value, set()).add(datatype)
        return {
            predicate: datatype
            for predicate, datatypes in found.items()
            for datatype in datatypes
            if len(datatypes) == 1 and datatype not in ("", XSD + "string") and self._is_term(predicate)
        }

    def _is_term(self, predicate: str) -> bool:
        return predicate.startswith(CG) and bool(LOCAL.fullmatch(predicate, len(CG)))

    def _statements(self) -> dict[Any, list[Any]]:
        """Return the statements about each thing that reification makes, which are written inside the thing."""
        kind, subject = ox.NamedNode(RDF + "Statement"), RDF + "subject"
        statements = {thing for thing, triples in self.things if any(fact.object == kind for fact in triples)}
        referred = {fact.object for _, triples in self.things for fact in triples if fact.predicate.value != subject}
        unreferred = statements - referred
        found: dict[Any, list[Any]] = {}
        for statement, triples in self.things:
            about = [fact.object for fact in triples if fact.predicate.value == subject]
            if statement in unreferred and len(about) == 1 and _can_hold(about[0], self.about, statements):
                found.setdefault(about[0], []).append(statement)
        return found


def _can_hold(thing: Any, things: Collection[Any], statements: Collection[Any]) -> bool:
    """Tell whether statements can be written inside a thing: it has an object of its own at the top."""
    return thing in things and thing not in statements
