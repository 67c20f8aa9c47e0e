"""Test that the service is described in words that exist, with numbers that hold and examples that can be run."""

from __future__ import annotations

import io
from collections import Counter

import pyoxigraph as ox
import pytest

from coalition.errors import SelectionError
from coalition.graph import Graph
from coalition.namespaces import DCTERMS, OWL, PREFIXES, PROV, RDFS, TYPE
from coalition.publication.description import PARTS, SD, SH, VOID, answer

BASE = "http://127.0.0.1:8000/"
DCAT, SCHEMA = PREFIXES["dcat"], PREFIXES["schema"]

WORDS = {
    SD: "Service Dataset Graph endpoint supportedLanguage SPARQL11Query resultFormat defaultDataset defaultGraph",
    VOID: "Dataset triples entities distinctSubjects distinctObjects properties classes documents uriSpace "
    "sparqlEndpoint dataDump vocabulary exampleResource propertyPartition property classPartition class",
    DCAT: "Dataset Distribution version distribution landingPage accessURL downloadURL mediaType",
    SH: "SPARQLExecutable SPARQLSelectExecutable select prefixes declare prefix namespace",
    SCHEMA: "target keywords",
    DCTERMS: "title description identifier conformsTo license",
    RDFS: "label comment",
    OWL: "Ontology versionInfo",
    PROV: "wasAttributedTo wasDerivedFrom SoftwareAgent",
}
"""The terms that the specifications define, as far as they are used here."""


def triples(graph: Graph, what: str) -> list[ox.Quad]:
    """Return a description."""
    output = io.BytesIO()
    head = answer(graph, {"what": what, "base": BASE}, output)
    assert head.type == "text/turtle; charset=utf-8"
    return list(ox.parse(output.getvalue(), ox.RdfFormat.TURTLE))


def values(found: list[ox.Quad], word: str) -> list[str]:
    """Return the values of a property."""
    return [quad.object.value for quad in found if quad.predicate.value == word]  # type: ignore[union-attr]


@pytest.mark.parametrize("what", PARTS)
def test_only_terms_are_used_that_exist(published: Graph, what: str) -> None:
    known = {namespace + word for namespace, words in WORDS.items() for word in words.split()} | {TYPE}
    found = triples(published, what)
    used = {quad.predicate.value for quad in found}
    used |= {quad.object.value for quad in found if quad.predicate.value == TYPE}  # type: ignore[union-attr]
    assert found and used <= known


def test_the_counts_of_the_dataset_hold(published: Graph) -> None:
    found = triples(published, "void")
    facts = {quad.triple for quad in published.store.quads(None, None, None, ox.DefaultGraph())}
    assert values(found, VOID + "triples")[0] == str(len(facts))
    assert values(found, VOID + "distinctSubjects") == [str(len({fact.subject for fact in facts}))]
    assert values(found, VOID + "distinctObjects") == [str(len({fact.object for fact in facts}))]
    parts = {quad.subject: quad.object.value for quad in found if quad.predicate.value == VOID + "property"}  # type: ignore[union-attr]
    counted = {quad.subject: int(quad.object.value) for quad in found if quad.predicate.value == VOID + "triples"}  # type: ignore[union-attr]
    properties = Counter(fact.predicate.value for fact in facts)
    assert {name: counted[part] for part, name in parts.items()} == properties
    classes = Counter(fact.object.value for fact in facts if fact.predicate.value == TYPE)  # type: ignore[union-attr]
    assert {*values(found, VOID + "class")} == {*classes}


def test_the_service_tells_where_it_is_and_what_it_writes(published: Graph) -> None:
    found = triples(published, "service")
    assert values(found, SD + "endpoint") == [BASE + "sparql"]
    assert len(values(found, SD + "resultFormat")) == 8
    assert published.snapshot.digest in values(found, SD + "defaultDataset")[0]


def test_the_dataset_has_its_licence_its_version_and_its_distributions(published: Graph) -> None:
    found = triples(published, "dcat")
    assert "https://spdx.org/licenses/CC-BY-4.0" in values(found, DCTERMS + "license")
    assert values(found, DCAT + "version") == [published.snapshot.digest[:12]]
    assert len(values(found, DCAT + "downloadURL")) == 2


def test_each_question_is_an_example_that_can_be_run(published: Graph) -> None:
    found = triples(published, "examples")
    texts = {quad.subject.value: quad.object.value for quad in found if quad.predicate.value == SH + "select"}  # type: ignore[union-attr]
    questions = published.questions()
    assert {*texts} == {f"{BASE}api/ask/{name}" for name in questions}
    answered = 0
    for iri, text in texts.items():
        name = iri.rpartition("/")[2]
        required = {each.name: each.example for each in questions[name].parameters if each.required}
        ours, theirs = published.select(text), published.ask(name, **required)
        assert Counter(ours.terms) == Counter(theirs.terms)
        answered += bool(len(ours))
    assert answered > 30


def test_what_is_not_there_is_told(published: Graph) -> None:
    with pytest.raises(SelectionError, match="no description 'x'"):
        answer(published, {"what": "x", "base": BASE}, io.BytesIO())
    with pytest.raises(SelectionError, match="no format 'json'"):
        answer(published, {"what": "void", "base": BASE, "format": "json"}, io.BytesIO())
