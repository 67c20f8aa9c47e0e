"""Fill the pages of the ontology: each word with what it means, how often it is used, and what must hold of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox

from coalition.errors import NotFoundError
from coalition.namespaces import CG, ONTOLOGY, OWL, RDFS, SKOS, TYPE, shorten
from coalition.pages.page import Asked, Page

SH = "http://www.w3.org/ns/shacl#"
GRAPH = ox.NamedNode(ONTOLOGY)
EXAMPLES = 10
"""How many things that use a word a page shows."""

KINDS = (
    ("classes", OWL + "Class"),
    ("properties", OWL + "ObjectProperty"),
    ("values", OWL + "DatatypeProperty"),
)


@dataclass(frozen=True)
class Word:
    """Hold a word of the ontology."""

    iri: str
    name: str
    label: str
    definition: str


def fill(asked: Asked) -> Mapping[str, Any]:
    """Return what the list of words, or the page of one of them, shows."""
    if asked.part:
        return _word(asked, asked.part)
    sections = []
    for key, kind in KINDS:
        sections.append((key, _words(asked, _subjects(asked, TYPE, kind))))
    listed = {word.iri for _, words in sections for word in words}
    concepts = _words(asked, _subjects(asked, SKOS + "inScheme", None))
    sections.append(("listed values", concepts))
    listed |= {word.iri for word in concepts}
    rest = sorted(iri for iri in asked.whole._ontology.schema.terms if iri not in listed)
    sections.append(("other words", _words(asked, rest)))
    return {"title": asked.catalogue.gettext("Words of this graph"), "sections": sections}


def _subjects(asked: Asked, word: str, value: str | None) -> list[str]:
    quads = asked.whole.store.quads(None, ox.NamedNode(word), ox.NamedNode(value) if value else None, GRAPH)
    found = {quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode)}
    return sorted(iri for iri in found if iri.startswith(CG))


def _words(asked: Asked, iris: Sequence[str]) -> list[Word]:
    return [
        Word(iri, iri.removeprefix(CG), asked.whole.names.label(iri), _text(asked, iri, SKOS + "definition"))
        for iri in iris
    ]


def _values(asked: Asked, iri: str, word: str) -> list[Any]:
    quads = asked.whole.store.quads(ox.NamedNode(iri), ox.NamedNode(word), None, GRAPH)
    return sorted((quad.object for quad in quads), key=str)


def _text(asked: Asked, iri: str, word: str) -> str:
    return " ".join(term.value for term in _values(asked, iri, word) if isinstance(term, ox.Literal))


def _word(asked: Asked, name: str) -> Mapping[str, Any]:
    iri = CG + name
    store = asked.whole.store
    try:
        node = ox.NamedNode(iri)
    except ValueError:
        raise NotFoundError(f"there is no word {name[:100]}", remedy="choose one from the list of words") from None
    if not any(store.quads(node, None, None, GRAPH)):
        raise NotFoundError(f"the ontology has no word {name[:100]}", remedy="choose one from the list of words")
    columns = asked.reader.columns
    schema = asked.whole._ontology.schema
    number = columns.terms.number_of(iri)
    used = 0
    things: list[str] = []
    if iri in schema.classes and number >= 0:
        types = columns.of(TYPE)
        found = types.subject[types.object == number]
        subjects = sorted(set(found.tolist()))
        used, things = len(subjects), asked.reader.iris(subjects[:EXAMPLES])
    elif number >= 0:
        statements = columns.of(iri)
        used = len(statements.subject)
        subjects = list(dict.fromkeys(statements.subject[: 20 * EXAMPLES].tolist()))[:EXAMPLES]
        things = asked.reader.iris(subjects)
        if not used:
            rows = columns.table.object == number
            used = int(rows.sum())
            using = columns.table.subject[rows][: 20 * EXAMPLES].tolist()
            things = asked.reader.iris(list(dict.fromkeys(using))[:EXAMPLES])
    relations = [
        (asked.whole.names.label(word), [asked.writer.piece(term) for term in _values(asked, iri, word)])
        for word in (RDFS + "subClassOf", RDFS + "subPropertyOf", RDFS + "domain", RDFS + "range", OWL + "inverseOf")
        if _values(asked, iri, word)
    ]
    return {
        "template": "word.html",
        "title": asked.whole.names.label(iri),
        "iri": iri,
        "short": shorten(iri) or iri,
        "definition": _text(asked, iri, SKOS + "definition"),
        "example": _text(asked, iri, SKOS + "example"),
        "note": _text(asked, iri, SKOS + "scopeNote"),
        "relations": relations,
        "narrower": _words(asked, _subjects(asked, RDFS + "subClassOf", iri)),
        "properties": _words(asked, _subjects(asked, RDFS + "domain", iri)),
        "used": used,
        "things": [asked.writer.ref(thing) for thing in things],
        "rules": shapes(asked, iri),
    }


def shapes(asked: Asked, iri: str) -> list[str]:
    """Return what the shapes demand of a class or a property, in words: their messages."""
    from coalition import files
    from coalition.errors import GraphError
    from coalition.schema import parse_turtle

    path = asked.whole.root.ontology / "shapes.ttl"
    triples = parse_turtle(path, files.read(path, GraphError))
    about: dict[Any, list[ox.Triple]] = {}
    for triple in triples:
        about.setdefault(triple.subject, []).append(triple)
    found = []
    for subject, own in about.items():
        targets = {
            str(t.object)
            for t in own
            if t.predicate.value in (SH + "targetClass", SH + "path", SH + "targetSubjectsOf")
        }
        if f"<{iri}>" not in targets and str(subject) != f"<{iri}>":
            continue
        parts = [subject, *(t.object for t in own if t.predicate.value == SH + "property")]
        for part in parts:
            found += [
                t.object.value
                for t in about.get(part, ())
                if t.predicate.value == SH + "message" and isinstance(t.object, ox.Literal)
            ]
    return list(dict.fromkeys(found))


WORDS = Page("words.html", fill)
