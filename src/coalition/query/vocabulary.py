"""Explain the words of the ontology: what each means, what the shapes ask of it, and how often a graph uses it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from coalition.closure import closure
from coalition.columns.rows import unique
from coalition.errors import SelectionError, shortened, suggestion
from coalition.namespaces import (
    DCTERMS,
    ONTOLOGY,
    OWL,
    PREFIXES,
    RDFS,
    SKOS,
    TYPE,
    Namespaces,
    expand,
    shorten,
    within,
    word_name,
)
from coalition.namespaces import used as used_namespaces
from coalition.schema import shapes_in

if TYPE_CHECKING:
    from coalition.columns.table import Columns
    from coalition.names import Names
    from coalition.rdf.store import Store
    from coalition.schema import Schema

SH = PREFIXES["sh"]

KINDS: Mapping[str, str] = {
    "class": "classes",
    "property that leads to things": "properties that lead to things",
    "property that has a value": "properties that have a value",
    "value of a list": "values of lists",
    "other word": "other words",
}
"""The kinds of words, in the order in which they are listed, each with the heading of its list."""

RELATIONS: Mapping[str, str] = {
    RDFS + "subClassOf": "narrower than",
    RDFS + "subPropertyOf": "narrower than",
    RDFS + "domain": "said of",
    RDFS + "range": "takes",
    TYPE: "one of the",
    OWL + "inverseOf": "inverse of",
    DCTERMS + "isReplacedBy": "replaced by",
}
"""What is told of a word besides its definition, each with what it is called."""

TARGETS = tuple(SH + word for word in ("targetClass", "targetSubjectsOf", "targetObjectsOf", "path"))
"""The properties of a shape that lead to the words that it is about."""

EXAMPLES = 10
"""How many things that use a word are named."""


@dataclass(frozen=True, slots=True)
class Word:
    """Hold a word of the ontology.

    Attributes
    ----------
    name:
        Its local name; that of a word of another namespace has a prefix.
    kind:
        One of KINDS.
    """

    iri: str
    name: str
    label: str
    kind: str
    definition: str
    deprecated: bool = False

    def to_dict(self) -> dict[str, Any]:
        """Return the word as plain data, for JSON."""
        return {
            "iri": self.iri,
            "name": self.name,
            "label": self.label,
            "kind": self.kind,
            "definition": self.definition,
            "deprecated": self.deprecated,
        }


@dataclass(frozen=True, slots=True)
class Meaning:
    """Hold all that is known of a word.

    Attributes
    ----------
    example, note:
        "" where the ontology gives none.
    relations:
        What it is related to, by one of the values of RELATIONS.
    narrower:
        The classes directly below it.
    values:
        The values of a list, where it is the class of them.
    properties:
        The properties that the ontology gives to its things, also by a class above it.
    rules:
        What the shapes ask of it, or of its things: their messages.
    used:
        How many things have the class, or how many statements the property or value.
    things:
        The IRIs of some things that use it.
    """

    word: Word
    example: str
    note: str
    relations: tuple[tuple[str, tuple[ox.NamedNode, ...]], ...]
    narrower: tuple[Word, ...]
    values: tuple[Word, ...]
    properties: tuple[Word, ...]
    rules: tuple[str, ...]
    used: int
    things: tuple[str, ...]
    namespaces: Namespaces = field(default_factory=used_namespaces, repr=False)

    @within
    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data, for JSON."""
        return {
            **self.word.to_dict(),
            "example": self.example,
            "note": self.note,
            "relations": [
                {"relation": relation, "values": [short(node.value) for node in nodes]}
                for relation, nodes in self.relations
            ],
            "narrower": [word.name for word in self.narrower],
            "values": [word.name for word in self.values],
            "properties": [word.name for word in self.properties],
            "rules": list(self.rules),
            "used": self.used,
            "things": [short(iri) for iri in self.things],
        }


def short(iri: str) -> str:
    """Return the prefixed name of an IRI, or the IRI where it has none."""
    return shorten(iri) or iri


class Vocabulary:
    """Look up the words of the ontology that a store holds."""

    def __init__(self, store: Store, names: Names, schema: Schema, shapes: Iterable[Path]) -> None:
        """Take the store and its names, the schema of the same ontology, and the files of the shapes."""
        self._store, self._names, self._schema, self._paths = store, names, schema, shapes

    @cached_property
    def words(self) -> list[Word]:
        """All words, by kind and name."""
        schema, kinds = self._schema, list(KINDS)
        found = map(self._word, schema.terms | schema.classes | schema.properties)
        return sorted(found, key=lambda word: (kinds.index(word.kind), word.name.casefold(), word.iri))

    @cached_property
    def by_iri(self) -> dict[str, Word]:
        """All words by their IRIs."""
        return {word.iri: word for word in self.words}

    def find(self, typed: str) -> Word:
        """Return the word with a local name, a prefixed name, an IRI or a label, also in other letters.

        Raises
        ------
        SelectionError
            When there is no such word (similar ones are suggested), or several that differ in capital letters.
        """
        typed = typed.strip()
        for found in (self.by_iri.get(expand(typed) or ""), self._named.get(typed)):
            if found:
                return found
        alike = self._alike.get(_plain(typed), [])
        if len(alike) == 1:
            return alike[0]
        what = shortened(typed, 100)
        if alike:
            remedy = f"type one of {', '.join(word.name for word in alike)}"
            raise SelectionError(f"{what} names {len(alike)} words of the ontology", remedy=remedy)
        name = typed[:100].removeprefix("cg:")
        near = suggestion(name, self._named) or suggestion(name.lower(), self._named)
        raise SelectionError(f"the ontology has no word {what}", remedy=f"{near}list them with coalition words")

    def explain(self, word: Word, columns: Columns) -> Meaning:
        """Return all that is known of a word, and how often the graph that `columns` hold uses it."""
        used, things = self._use(word.iri, columns)
        wider = self._schema.wider.get(word.iri, frozenset({word.iri}))
        related = {relation: self._nodes(word.iri, relation) for relation in RELATIONS}
        # What kind of word it is has been told; only the list that it is a value of is left to tell.
        related[TYPE] = tuple(node for node in related[TYPE] if node.value in self.by_iri)
        return Meaning(
            word,
            example=self._text(word.iri, SKOS + "example"),
            note=self._text(word.iri, SKOS + "scopeNote"),
            relations=tuple((RELATIONS[relation], nodes) for relation, nodes in related.items() if nodes),
            narrower=self._with(RDFS + "subClassOf", {word.iri}),
            values=self._with(TYPE, {word.iri}),
            properties=self._with(RDFS + "domain", wider),
            # What is asked of a thing of a class is what is asked of those of the classes above it, too.
            rules=tuple(
                dict.fromkeys(chain.from_iterable(self._rules.get(each, ()) for each in (word.iri, *sorted(wider))))
            ),
            used=used,
            things=things,
        )

    @cached_property
    def _said(self) -> dict[str, dict[str, list[Any]]]:
        """What the ontology says of each IRI, by property."""
        said: dict[str, dict[str, list[Any]]] = {}
        for quad in self._store.quads(None, None, None, ox.NamedNode(ONTOLOGY)):
            if isinstance(quad.subject, ox.NamedNode):
                said.setdefault(quad.subject.value, {}).setdefault(quad.predicate.value, []).append(quad.object)
        return said

    @cached_property
    def _named(self) -> dict[str, Word]:
        """The words by their names and labels as they are written; names come first."""
        by_label = {word.label: word for word in reversed(self.words)}
        return by_label | {word.name: word for word in self.words}

    @cached_property
    def _alike(self) -> dict[str, list[Word]]:
        """The words by all that they are called, without regard to capital letters and what joins words."""
        found: dict[str, list[Word]] = {}
        for word in self.words:
            for name in {_plain(each) for each in (word.name, word.label, short(word.iri), word.iri)}:
                found.setdefault(name, []).append(word)
        return found

    def _word(self, iri: str) -> Word:
        name = word_name(iri)
        deprecated = any(value.value == "true" for value in self._values(iri, OWL + "deprecated"))
        definition = self._text(iri, SKOS + "definition")
        return Word(iri, name, self._names.label(iri), self._kind(iri), definition, deprecated)

    def _kind(self, iri: str) -> str:
        if iri in self._schema.classes:
            return "class"
        if iri in self._schema.properties:
            return "property that leads to things" if iri in self._schema.links else "property that has a value"
        return "value of a list" if self._values(iri, SKOS + "inScheme") else "other word"

    def _values(self, iri: str, relation: str) -> list[Any]:
        return sorted(self._said.get(iri, {}).get(relation, ()), key=str)

    def _text(self, iri: str, relation: str) -> str:
        return " ".join(value.value for value in self._values(iri, relation) if isinstance(value, ox.Literal))

    def _nodes(self, iri: str, relation: str) -> tuple[ox.NamedNode, ...]:
        return tuple(value for value in self._values(iri, relation) if isinstance(value, ox.NamedNode))

    def _with(self, relation: str, iris: Iterable[str]) -> tuple[Word, ...]:
        """Return the words that have a relation to one of some others."""
        wanted = {ox.NamedNode(iri) for iri in iris}
        return tuple(word for word in self.words if not wanted.isdisjoint(self._nodes(word.iri, relation)))

    def _use(self, iri: str, columns: Columns) -> tuple[int, tuple[str, ...]]:
        """Return how often a graph uses a word, and some things that use it."""
        number = columns.terms.number_of(iri)
        if number < 0:
            return 0, ()
        if iri in self._schema.classes:
            types = columns.of(TYPE)
            subjects = unique(types.subject[types.object == number])
            return len(subjects), _iris(columns, subjects)
        ontology = columns.terms.number_of(ONTOLOGY)  # what it says itself is no use
        if iri in self._schema.properties:
            statements = columns.of(iri)
            subjects = statements.subject[statements.graph != ontology]
        else:
            table = columns.table
            subjects = table.subject[(table.object == number) & (table.graph != ontology)]
        return len(subjects), _iris(columns, subjects)

    @cached_property
    def _rules(self) -> dict[str, list[str]]:
        """What the shapes ask, in words, by the IRIs of the words that they are about."""
        about: dict[Any, list[ox.Triple]] = {}
        for triple in shapes_in(path for path in self._paths if path.is_file()):  # a root of one's own may do without
            about.setdefault(triple.subject, []).append(triple)

        def parts(node: Any) -> list[Any]:
            """Return the parts of a path, which is an IRI or has a node of its own."""
            return [triple.object for triple in about.get(node, ())] if isinstance(node, ox.BlankNode) else []

        found: dict[str, list[str]] = {}
        for shape, own in about.items():
            inner = (triple.object for triple in own if triple.predicate.value in (SH + "property", SH + "sparql"))
            messages = [
                triple.object.value
                for part in (shape, *inner)
                for triple in about.get(part, ())
                if triple.predicate.value == SH + "message" and isinstance(triple.object, ox.Literal)
            ]
            targets = closure([each.object for each in own if each.predicate.value in TARGETS], parts)
            for node in {shape, *targets}:
                if isinstance(node, ox.NamedNode):
                    found.setdefault(node.value, []).extend(messages)
        return found


def _iris(columns: Columns, subjects: Any) -> tuple[str, ...]:
    """Return the IRIs of the first few of some things by their numbers; blank nodes have none."""
    numbers = list(dict.fromkeys(subjects[: 20 * EXAMPLES].tolist()))
    keys = columns.terms.keys(numbers)
    return tuple(key[1:] for key in keys if key.startswith("<"))[:EXAMPLES]


def _plain(text: str) -> str:
    """Return a text without what words are joined by, in small letters."""
    return re.sub(r"[\s_-]+", "", text).casefold()
