"""Test that graphs can be read by the Graph Store Protocol, and are not changed by it."""

from __future__ import annotations

from urllib.parse import quote

import pyoxigraph as ox
import pytest
from serving import Got, Server

from coalition.graph import Graph
from coalition.namespaces import HOME, ONTOLOGY

PASSAGE = HOME + "passage/s002-2116"


def read(got: Got) -> set[ox.Triple]:
    """Return the triples of an answer in Turtle."""
    assert got.status == 200, got.text
    return {quad.triple for quad in ox.parse(got.body, ox.RdfFormat.TURTLE)}


def named(triple: ox.Triple) -> bool:
    """Tell whether a triple has no blank nodes, which have other labels in each place."""
    return not any(isinstance(node, ox.BlankNode) for node in triple)


def held(graph: Graph, iri: str) -> set[ox.Triple]:
    """Return the triples of a named graph."""
    return {quad.triple for quad in graph.store.quads(None, None, None, ox.NamedNode(iri))}


def test_a_graph_is_read_by_its_name_indirectly_and_directly(server: Server, published: Graph) -> None:
    expected = held(published, PASSAGE)
    assert expected
    assert read(server.ask(f"/graphs?graph={quote(PASSAGE)}", accept="text/turtle")) == expected
    assert read(server.ask("/graphs/passage/s002-2116", accept="text/turtle")) == expected


def test_the_default_graph_is_read(server: Server, published: Graph) -> None:
    expected = {quad.triple for quad in published.store.quads(None, None, None, ox.DefaultGraph())}
    got = read(server.ask("/graphs?default"))
    assert {t for t in got if named(t)} == {t for t in expected if named(t)}


def test_the_ontology_is_a_graph(server: Server, published: Graph) -> None:
    got = read(server.ask(f"/graphs?graph={quote(ONTOLOGY)}"))
    assert len(got) == len(held(published, ONTOLOGY))


@pytest.mark.parametrize("accept", ["application/n-triples", "application/ld+json", "application/rdf+xml"])
def test_a_graph_is_written_in_the_syntax_that_is_accepted(server: Server, accept: str) -> None:
    got = server.ask(f"/graphs?graph={quote(PASSAGE)}", accept=accept)
    assert got.headers["content-type"] == accept


def test_head_tells_whether_a_graph_is_there(server: Server) -> None:
    there = server.ask(f"/graphs?graph={quote(PASSAGE)}", "HEAD")
    assert (there.status, there.body) == (200, b"") and int(there.headers["content-length"]) > 0
    assert server.ask("/graphs?graph=urn:x", "HEAD").status == 404


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/graphs?graph=urn:nothing", 404, "there is no graph urn:nothing"),
        ("/graphs/passage/nothing", 404, "there is no graph"),
        ("/graphs?graph=not%20an%20iri", 400, "not valid"),
        ("/graphs", 400, "no graph is named"),
        ("/graphs?default&graph=urn:x", 400, "more than one graph"),
        ("/graphs?default&format=excel", 400, "no format 'excel'"),
    ],
)
def test_what_is_not_there_or_not_named_is_told(server: Server, path: str, status: int, words: str) -> None:
    got = server.ask(path)
    assert got.status == status and words in got.json()["detail"]


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE", "PATCH"])
def test_a_graph_is_not_changed(server: Server, method: str) -> None:
    got = server.ask(f"/graphs?graph={quote(PASSAGE)}", method, b"<a:a> <a:b> <a:c> .", content_type="text/turtle")
    assert got.status == 403
    assert "change the files in graph/" in got.json()["detail"]
    assert "GET" in got.headers["allow"]
