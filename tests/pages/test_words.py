"""Test that there are words for what the ontology can say, and that each names what it needs."""

from __future__ import annotations

from coalition.graph import Graph
from coalition.namespaces import CG
from coalition.pages.catalogue import parts
from coalition.pages.words import ALSO, CLAUSES, HEADS, SENTENCES, STANCES


def test_words_are_of_properties_and_classes_that_there_are(published: Graph) -> None:
    schema = published._ontology.schema
    names = {iri.rsplit("#", 1)[-1].rsplit("/", 1)[-1] for iri in schema.properties | schema.classes}
    names |= {"member", "organization"}  # of ORG
    used = {name for forms in HEADS.values() for form in forms for _, name in parts(form) if name} - {"thing"}
    assert used <= names and HEADS.keys() <= names
    assert CLAUSES.keys() <= names
    others = {"note", "creator", "title", "issued", "publisher", "language", "holds", "postIn", "wasDerivedFrom"}
    assert not SENTENCES.keys() - names - others


def test_most_of_what_the_graph_says_has_words(published: Graph) -> None:
    used = [iri for iri in published._columns.properties if iri.startswith(CG)]
    told = set(SENTENCES) | set(CLAUSES) | {name for f in HEADS.values() for form in f for _, name in parts(form)}
    assert sum(iri.removeprefix(CG) in told for iri in used) > 0.6 * len(used)


def test_every_form_has_a_place_for_its_value(published: Graph) -> None:
    for form in (*CLAUSES.values(), *SENTENCES.values()):
        names = {name for _, name in parts(form) if name}
        assert names <= {"thing", "value", "when", "relation"}
    for name, form in SENTENCES.items():
        assert {"value", "when"} & {placeholder for _, placeholder in parts(form)}, name


def test_every_stance_has_a_word(published: Graph) -> None:
    labels = {published.names.label(iri) for iri in published.names.things("Stance")} | {"asserts", "drafted"}
    rows = published.select("SELECT ?label { GRAPH ?g { ?s a cg:Stance ; rdfs:label ?label } }")
    stances = {row["label"] for row in rows}
    assert stances | labels >= STANCES.keys() >= stances and ALSO.keys() <= STANCES.keys()
