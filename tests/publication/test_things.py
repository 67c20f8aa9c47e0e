"""Test that a thing is described under its own address, in each format, and that what is not there is not."""

from __future__ import annotations

import io
import json
from typing import Any

import pyoxigraph as ox
import pytest

from coalition.errors import NotFoundError, SelectionError
from coalition.graph import Graph
from coalition.namespaces import CG, HOME, ONTOLOGY, QUOTED
from coalition.output.reply import Head
from coalition.publication.things import MEDIA, SUFFIXES, answer

STARMER = HOME + "actor/keir-starmer"
PASSAGE = HOME + "passage/s002-2116"
SYNTAX = {
    "turtle": ox.RdfFormat.TURTLE,
    "jsonld": ox.RdfFormat.JSON_LD,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "rdfxml": ox.RdfFormat.RDF_XML,
    "trig": ox.RdfFormat.TRIG,
}


def ask(graph: Graph, iri: str, format: str = "", accept: str = "") -> tuple[Head, bytes]:
    """Return what is answered of a thing."""
    output = io.BytesIO()
    given = {"iri": iri, "format": format, "accept": accept, "path": "/" + iri.removeprefix(HOME)}
    return answer(graph, given, output), output.getvalue()


@pytest.mark.parametrize("format", SYNTAX)
def test_the_record_of_a_thing_is_what_is_exported_of_it(published: Graph, format: str) -> None:
    head, body = ask(published, STARMER, format)
    assert head.type.partition(";")[0] == MEDIA[format][0]
    quads = list(ox.parse(body, SYNTAX[format]))
    assert any(quad.subject == ox.NamedNode(STARMER) for quad in quads)
    passages = {quad.object for quad in quads if quad.predicate.value.endswith("wasDerivedFrom")}
    assert passages if format != "trig" else {quad.graph_name for quad in quads} - {ox.DefaultGraph()}


def test_json_is_what_show_tells(published: Graph) -> None:
    _, body = ask(published, STARMER, "json")
    assert json.loads(body)["label"] == "Keir Starmer"


@pytest.mark.parametrize("format", SYNTAX)
def test_a_passage_comes_with_what_it_states_and_with_its_record(published: Graph, format: str) -> None:
    quads = list(ox.parse(ask(published, PASSAGE, format)[1], SYNTAX[format]))
    node = ox.NamedNode(PASSAGE)
    stated = {quad.triple for quad in published.store.quads(None, None, None, node)}
    found = {quad.triple for quad in quads if format != "trig" or quad.graph_name == node}
    assert stated and stated <= found
    told = {quad.predicate.value for quad in quads if quad.subject == node}
    assert {CG + "stance", CG + "start", CG + "end", CG + "digest", QUOTED} <= told


def test_the_ontology_is_a_thing_too(published: Graph) -> None:
    quads = list(ox.parse(ask(published, ONTOLOGY, "turtle")[1], ox.RdfFormat.TURTLE))
    assert any(quad.subject == ox.NamedNode(CG + "Actor") for quad in quads)


@pytest.mark.parametrize(
    ("accept", "suffix"),
    [
        ("", ".ttl"),
        ("application/ld+json", ".jsonld"),
        ("application/json", ".json"),
        ("text/html, */*;q=0.1", ".html"),
    ],
)
def test_without_a_format_the_address_of_one_is_told(published: Graph, accept: str, suffix: str) -> None:
    head, body = ask(published, STARMER, accept=accept)
    assert (head.status, body) == (303, b"")
    assert head.headers["location"] == "/actor/keir-starmer" + suffix


@pytest.mark.parametrize(
    "path", ["actor/nobody", "actor/", "", "actor/a b", "actor/<x>", "../x", "actor/keir-starmer/x"]
)
@pytest.mark.parametrize("format", ["", "turtle", "json"])
def test_what_is_not_there_is_not_found(published: Graph, path: str, format: str) -> None:
    with pytest.raises(NotFoundError):
        ask(published, HOME + path, format)


def test_what_cannot_be_written_is_told(published: Graph) -> None:
    with pytest.raises(SelectionError, match="no format 'excel'"):
        ask(published, STARMER, "excel")
    with pytest.raises(SelectionError, match="image/png"):
        ask(published, STARMER, accept="image/png")


def test_each_format_has_a_suffix_of_its_own() -> None:
    suffixes: dict[str, Any] = dict(SUFFIXES)
    assert {*suffixes} == {*MEDIA} and len({*suffixes.values()}) == len(MEDIA)
