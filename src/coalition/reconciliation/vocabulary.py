"""List the types and properties of a graph that clients can ask for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import pyoxigraph as ox

from coalition.closure import closure
from coalition.graph import Graph
from coalition.names import ALIAS, LABELLED, LABELS
from coalition.namespaces import CG, ONTOLOGY, RDFS, SKOS, TYPE
from coalition.rdf.store import Store
from coalition.reconciliation.identifiers import word_id, word_iri
from coalition.texts.words import plain

TYPE_NODE, ONTOLOGY_NODE = ox.NamedNode(TYPE), ox.NamedNode(ONTOLOGY)
BROADER, RANGE, DEFINITION = (ox.NamedNode(iri) for iri in (RDFS + "subClassOf", RDFS + "range", SKOS + "definition"))

NAMING = frozenset(word.value for word in (*LABELS, ALIAS)) | {TYPE, SKOS + "hiddenLabel"}
"""The properties that are not offered as such: candidates have their names and types already, and a hidden name is
never shown."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Hold a type or a property: its IRI, its label and its definition."""

    iri: str
    name: str
    description: str = ""

    @property
    def id(self) -> str:
        """Its identifier."""
        return word_id(self.iri)

    @property
    def kind(self) -> str:
        """What the index of words calls a type."""
        return _in_words(self.iri)

    def to_dict(self) -> dict[str, str]:
        """Return its identifier and name, as the specification has them."""
        return {"id": self.id, "name": self.name}


@dataclass
class Vocabulary:
    """Look up the types and properties of a graph."""

    graph: Graph

    @property
    def store(self) -> Store:
        """The store of the graph."""
        return self.graph.store

    @cached_property
    def types(self) -> Mapping[str, Entry]:
        """The classes of labelled things of which there is any, by their IRIs: the wide ones first."""
        found: dict[str, Entry] = {}
        for top in (CG + kind for kind in LABELLED):
            below = closure([top], lambda iri: self._subjects(BROADER, iri))
            for iri in (top, *sorted(below - {top})):
                if (
                    iri.startswith(CG)
                    and iri not in found
                    and any(self.store.quads(None, TYPE_NODE, ox.NamedNode(iri)))
                ):
                    found[iri] = self._entry(iri)
        return found

    def broader(self, iri: str) -> list[Entry]:
        """Return the types directly above a type."""
        quads = self.store.quads(ox.NamedNode(iri), BROADER, None, ONTOLOGY_NODE)
        above = sorted({quad.object.value for quad in quads if isinstance(quad.object, ox.NamedNode)})
        return [self.types[each] for each in above if each in self.types]

    def type(self, id: str) -> Entry | None:
        """Return the type of an identifier, IRI or label; None where nothing of this graph has such a type."""
        found = self.types.get(word_iri(id) or "")
        return found or next((each for each in self.types.values() if plain(each.name) == plain(id)), None)

    def types_of(self, iri: str) -> list[Entry]:
        """Return the types of a thing, the narrow ones first."""
        quads = self.store.quads(ox.NamedNode(iri), TYPE_NODE)
        own = {quad.object.value for quad in quads if isinstance(quad.object, ox.NamedNode)} & self.types.keys()
        above = {iri: {each.iri for each in self.broader(iri)} for iri in own}
        depth = {iri: len(closure([iri], lambda each: above.get(each, ()))) for iri in own}
        return [self.types[iri] for iri in sorted(own, key=lambda iri: (-depth[iri], iri))]

    @cached_property
    def properties(self) -> Mapping[str, Entry]:
        """The properties of accepted facts about things of any type, by their IRIs, in the order of their labels."""
        return self._used(self.types)

    def properties_of(self, type: str) -> list[Entry]:
        """Return the properties that accepted facts about things of a type have, in the order of their labels."""
        return list(self._used([type]).values())

    def property(self, id: str) -> Entry | None:
        """Return the property of an identifier or IRI; None where no accepted fact about a thing has it."""
        return self.properties.get(word_iri(id) or "")

    def range(self, property: str) -> Entry | None:
        """Return the type that the values of a property have, where the ontology says so."""
        quads = self.store.quads(ox.NamedNode(property), RANGE, None, ONTOLOGY_NODE)
        ranges = sorted(quad.object.value for quad in quads if isinstance(quad.object, ox.NamedNode))
        return next((self.types[iri] for iri in ranges if iri in self.types), None)

    def _used(self, types: Iterable[str]) -> dict[str, Entry]:
        """Return the properties of accepted facts about things of some types."""
        values = " ".join(f"<{iri}>" for iri in types)
        query = f"SELECT DISTINCT ?word {{ VALUES ?type {{ {values} }} ?thing a ?type ; ?word ?value }}"
        rows = self.store.select(query, name="properties")
        iris = {row["word"].value for row in rows if isinstance(row["word"], ox.NamedNode)} - NAMING
        entries = sorted(map(self._entry, iris), key=lambda entry: (entry.name.casefold(), entry.iri))
        return {entry.iri: entry for entry in entries}

    def _entry(self, iri: str) -> Entry:
        definitions = self.store.quads(ox.NamedNode(iri), DEFINITION, None, ONTOLOGY_NODE)
        texts = sorted(quad.object.value for quad in definitions if isinstance(quad.object, ox.Literal))
        name = self.graph.names.given(iri) or _in_words(iri)
        return Entry(iri, name, next(iter(texts), ""))

    def _subjects(self, word: ox.NamedNode, value: str) -> set[str]:
        quads = self.store.quads(None, word, ox.NamedNode(value), ONTOLOGY_NODE)
        return {quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode)}


def _in_words(iri: str) -> str:
    """Return the local name of a word in words: is part of, for dcterms:isPartOf."""
    return re.sub("(?<=[a-z])(?=[A-Z])", " ", re.split("[/#]", iri)[-1]).lower()
