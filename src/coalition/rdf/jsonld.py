"""Write JSON-LD with a context: an object for each thing, in which every thing that it names has its label beside it.

The shape is that of a frame which embeds nothing but labels, so that programs that know no RDF find their way: what the
library PyLD would do by nested loops over all objects is done here in one pass. https://www.w3.org/TR/json-ld11/
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, TypeAlias

import pyoxigraph as ox

from coalition.namespaces import CG, LOCAL, PREFIXES, RDF, RDFS, SKOS, TYPE, XSD, shorten, used

Things = Sequence[tuple[Any, list[ox.Triple]]]
"""Each subject with its triples."""

Named: TypeAlias = "tuple[str, Sequence[Any]] | None"
"""The property by which a thing is called, and the values that it has."""

LABELS = (RDFS + "label", SKOS + "prefLabel")
"""The properties that give the label beside a reference; the first that a thing has."""

RELATIVE = re.compile(rf"[a-z]+/{LOCAL.pattern}")
"""What follows the base in the IRIs of our things: they are written relative to it."""


def document(things: Things) -> str:
    """Return the triples of things, none of which is a triple term, as JSON-LD."""
    return json.dumps(_Document(things).document(), ensure_ascii=False, indent=2) + "\n"


class Writer:
    """Write names and values as JSON-LD.

    Attributes
    ----------
    datatypes:
        The datatype of each of our properties whose values all have the same, which is not a string.
    terms:
        The words that stand for other IRIs than they would without the context.
    context:
        The prefixes and terms that were used.
    """

    def __init__(self, iris: Iterable[str], datatypes: Mapping[str, Collection[str]]) -> None:
        """Write what names these IRIs; `datatypes` are those of each property, with "" for what has none of its own."""
        words, self.schemes = {f"{CG}label", f"{CG}statements"}, set[str]()
        for iri in iris:
            self.schemes.add(iri.partition(":")[0])
            words.discard(iri)
        meanings = (("label", RDFS + "label"), ("statements", RDF + "subject"))
        self.terms = {name: meaning for name, meaning in meanings if CG + name in words}
        self.context: dict[str, Any] = {}
        self.datatypes = {
            predicate: datatype
            for predicate, found in datatypes.items()
            for datatype in found
            if len(found) == 1 and datatype not in ("", XSD + "string") and _is_term(predicate)
        }

    def head(self) -> dict[str, Any]:
        """Return the context."""
        return {"@base": used().base, "@vocab": CG} | dict(sorted(self.context.items()))

    def name(self, node: ox.NamedNode | ox.BlankNode) -> str:
        """Return the name of a thing: where it is ours, relative to the base."""
        if isinstance(node, ox.BlankNode):
            return str(node)
        rest = node.value.removeprefix(used().base)
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

    def value(self, predicate: str, value: Any, named: Named = None) -> Any:
        """Return the value of a property; `named` is how a thing is called."""
        if not isinstance(value, ox.Literal):
            return self.reference(value, named)
        datatype = value.datatype.value
        if value.language:
            direction = {"@direction": str(value.direction)} if value.direction else {}
            return {"@value": value.value, "@language": value.language} | direction
        if datatype == XSD + "string" or predicate in self.datatypes:
            return value.value
        return {"@value": value.value, "@type": self.word(datatype)}

    def reference(self, node: Any, named: Named = None) -> dict[str, Any]:
        """Return an object that names a thing, with its label."""
        if not named:
            return {"@id": self.name(node)}
        word, labels = named
        texts = [self.value(word, label) for label in labels]
        return {"@id": self.name(node), self.key(word): texts[0] if len(texts) == 1 else texts}

    def statements_key(self) -> str:
        """Return the key of the statements about a thing."""
        self.context["statements"] = {"@reverse": self.compact(self.terms["statements"])}
        return "statements"


class _Document(Writer):
    """Write triples that are held in memory."""

    def __init__(self, things: Things) -> None:
        self.things = things
        self.about = dict(things)
        nodes = (node for _, triples in things for triple in triples for node in triple)
        datatypes: dict[str, set[str]] = {}
        for _, triples in things:
            for triple in triples:
                datatypes.setdefault(triple.predicate.value, set()).add(datatype_of(triple.object))
        super().__init__((node.value for node in nodes if isinstance(node, ox.NamedNode)), datatypes)
        self.statements = self._statements() if "statements" in self.terms else {}

    def document(self) -> dict[str, Any]:
        """Return the whole as an object."""
        nested = {statement for statements in self.statements.values() for statement in statements}
        graph = [self.thing(subject, triples) for subject, triples in self.things if subject not in nested]
        return {"@context": self.head(), "@graph": graph}

    def thing(self, subject: ox.NamedNode | ox.BlankNode, triples: Iterable[ox.Triple]) -> dict[str, Any]:
        """Return the object of one thing: its name, classes and properties, and the statements about it."""
        written: dict[str, list[Any]] = {}
        for triple in triples:
            predicate = triple.predicate.value
            if predicate == TYPE and isinstance(triple.object, ox.NamedNode):
                written.setdefault("@type", []).append(self.word(triple.object.value))
            else:
                value = self.value(predicate, triple.object, self._named(triple.object))
                written.setdefault(self.key(predicate), []).append(value)
        thing = {key: values[0] if len(values) == 1 else values for key, values in written.items()}
        if subject in self.statements:
            thing[self.statements_key()] = [
                self.thing(statement, (t for t in self.about[statement] if t.predicate.value != RDF + "subject"))
                for statement in self.statements[subject]
            ]
        return {"@id": self.name(subject), **thing}

    def _named(self, node: Any) -> Named:
        facts = self.about.get(node, ())
        for word in LABELS:
            if labels := [fact.object for fact in facts if fact.predicate.value == word]:
                return word, labels
        return None

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


def datatype_of(value: Any) -> str:
    """Return the datatype of a literal without a language, and "" for anything else."""
    return value.datatype.value if isinstance(value, ox.Literal) and not value.language else ""


def _is_term(predicate: str) -> bool:
    return predicate.startswith(CG) and bool(LOCAL.fullmatch(predicate, len(CG)))


def _can_hold(thing: Any, things: Collection[Any], statements: Collection[Any]) -> bool:
    """Tell whether statements can be written inside a thing: it has an object of its own at the top."""
    return thing in things and thing not in statements
