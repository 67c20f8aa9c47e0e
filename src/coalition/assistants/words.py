"""Describe the ontology to assistants: its classes, the properties of each, and what they mean."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from coalition.assistants.fitting import Detail, page, pages
from coalition.errors import SelectionError, shortened, suggestion
from coalition.namespaces import CG, ONTOLOGY, OWL, RDFS, SKOS, TYPE, expand, shorten, used, word_name

if TYPE_CHECKING:
    from coalition.graph import Graph
    from coalition.schema import Schema

DEFINITION, EXAMPLE, DOMAIN, RANGE = SKOS + "definition", SKOS + "example", RDFS + "domain", RDFS + "range"


USED = """
SELECT ?class ?property (COUNT(*) AS ?number)
WHERE { ?thing a ?class ; ?property ?value }
GROUP BY ?class ?property
"""
"""Which properties the things of a class have. Few have a domain, since one property serves several classes."""


class Ontology:
    """Hold the ontology of a graph: its schema, and what it says of each term."""

    def __init__(self, graph: Graph) -> None:
        from coalition.schema import Schema

        triples = [quad.triple for quad in graph.store.quads(None, None, None, ox.NamedNode(ONTOLOGY))]
        self.schema: Schema = Schema.from_triples(triples)
        self.said: dict[str, dict[str, list[str]]] = {}
        for subject, predicate, value in triples:
            if isinstance(subject, ox.NamedNode) and isinstance(value, ox.NamedNode | ox.Literal):
                self.said.setdefault(subject.value, {}).setdefault(predicate.value, []).append(value.value)

    def first(self, iri: str, word: str) -> str:
        """Return the first value of a property of a term, or ""."""
        return min(self.said.get(iri, {}).get(word, [""]))

    def own(self, iris: frozenset[str]) -> list[str]:
        """Return those of some terms that are of our namespace and not deprecated, sorted."""
        ours = (iri for iri in iris if iri.startswith(self.schema.spaces))
        return sorted(iri for iri in ours if not self.first(iri, OWL + "deprecated"))

    def find(self, name: str) -> str:
        """Return the IRI of the term that a local name, a prefixed name or an IRI names.

        Raises
        ------
        SelectionError
            When the ontology has no such term; the nearest is suggested.
        """
        iri = expand(name) or CG + name
        if iri in self.said:
            return iri
        names = {word_name(term): term for term in sorted(self.schema.terms)}
        folded = {local.lower(): term for local, term in names.items()}
        if found := folded.get(name.lower().replace(" ", "")):
            return found
        remedy = f"{suggestion(name[:100], names)}call schema without arguments for the classes"
        raise SelectionError(f"the ontology has no term {shortened(name, 100)}", remedy=remedy)


def _local(iri: str) -> str:
    return word_name(iri)


def schema(graph: Graph, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the classes of the ontology, or what one class, property or other term of it means.

    Raises
    ------
    SelectionError
        When the ontology has no such term.
    """
    ontology = Ontology(graph)
    if "of" not in given:
        counts = graph.snapshot.counts
        head = {
            "snapshot": graph.snapshot.digest,
            "documents": counts["sources"],
            "passages": counts["passages"],
            "prefix": f"cg: is {CG}; ids such as actor:france are prefixed names, too",
            **({"prefixes": used().own} if used().own else {}),
        }
        return page(head, "classes", _top(ontology), lambda iri, _: _tree(ontology, iri), **pages(given))
    iri = ontology.find(given["of"])
    length = 300 if given.get("limit") is None else 10_000
    head = {"term": shorten(iri) or iri}
    for name, word in (("definition", DEFINITION), ("example", EXAMPLE)):
        if text := ontology.first(iri, word):
            head[name] = Detail(1, length).cut(text)
    if iri in ontology.schema.classes:
        return _class(graph, ontology, iri, head, given)
    if iri in ontology.schema.properties:
        return head | {"is": "property", **_ends(ontology, iri)}
    kinds = [_local(kind) for kind in ontology.said[iri].get(TYPE, []) if not kind.startswith(OWL)]
    return head | {"is": ", ".join(sorted(kinds)) or "term"}


def _top(ontology: Ontology) -> list[str]:
    """Return our classes that have no other of ours above them."""
    classes = ontology.own(ontology.schema.classes)
    return [
        iri for iri in classes if not any(above != iri and above in classes for above in ontology.schema.wider[iri])
    ]


def _tree(ontology: Ontology, iri: str) -> str:
    below = [
        each for each in ontology.own(ontology.schema.classes) if iri in ontology.schema.wider[each] and each != iri
    ]
    return _local(iri) + (f" ({', '.join(map(_local, below))})" if below else "")


def _class(
    graph: Graph, ontology: Ontology, iri: str, head: dict[str, Any], given: Mapping[str, Any]
) -> dict[str, Any]:
    above = [
        _local(each)
        for each in sorted(ontology.schema.wider[iri])
        if each != iri and each.startswith(ontology.schema.spaces)
    ]
    head = head | {"is": "class"} | ({"above": above} if above else {})
    members = [each for each in ontology.own(frozenset(ontology.said)) if iri in ontology.said[each].get(TYPE, [])]
    if members:  # a list of values, such as the stances
        return page(head, "values", members, lambda each, _: _local(each), **pages(given))
    found = graph.store.select(USED, {"class": ox.NamedNode(iri)}, "schema")
    used = {row["property"].value: int(row["number"].value) for row in found}
    used.pop(TYPE, None)
    for each in ontology.own(ontology.schema.properties):
        if ontology.first(each, DOMAIN) in ontology.schema.wider[iri]:
            used.setdefault(each, 0)
    properties = sorted(used, key=lambda each: (-used[each], each))

    def write(each: str, _: Detail) -> str:
        return f"{_local(each)}: {_range(ontology, each)} ({used[each]})"

    head["number_in_brackets"] = "how many accepted facts of its things have the property"
    return page(head, "properties", properties, write, **pages(given))


def _range(ontology: Ontology, iri: str) -> str:
    return _local(ontology.first(iri, RANGE)) or "any"


def _ends(ontology: Ontology, iri: str) -> dict[str, str]:
    domain = ontology.first(iri, DOMAIN)
    return {"domain": _local(domain) if domain else "any", "range": _range(ontology, iri)}
