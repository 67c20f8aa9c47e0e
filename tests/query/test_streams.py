"""Test that a store is written thing by thing with the bytes that it has when it is written as a whole."""

from __future__ import annotations

import io
import random

import pyoxigraph as ox
import pytest
from invented_corpus import Invented
from lookups import counted

from coalition.query import streams
from coalition.rdf import turtle
from coalition.rdf.blank_nodes import canonical
from coalition.rdf.formats import FORMATS
from coalition.rdf.store import Store, Term

STREAMED = [name for name in FORMATS if name not in ("jsonld", "rdfxml")]
DEFAULT = ox.DefaultGraph()


def streamed(store: Store, format: str, more: list[ox.Quad] | None = None) -> bytes:
    output = io.BytesIO()
    streams.write(store, format, output, more or [])
    return output.getvalue()


def at_once(quads: list[ox.Quad], format: str) -> bytes:
    output = io.BytesIO()
    turtle.write(quads, format, output)
    return output.getvalue()


def random_quads(choose: random.Random) -> list[ox.Quad]:
    """Return statements of a few things, in the default graph and in graphs; in these, some have blank nodes."""
    iris = [
        ox.NamedNode(f"https://w3id.org/coalition-graph/{name}") for name in ("actor/a", "actor/a-2", "passage/p10")
    ]
    iris += [ox.NamedNode("http://example.org/passage"), ox.NamedNode("http://example.org/passage-")]
    values: list[Term] = [*iris, ox.Literal("1"), ox.Literal(1), ox.Literal("a\n", language="en")]
    blank = [ox.BlankNode(name) for name in "xyz"]
    quads = []
    for _ in range(choose.randint(0, 30)):
        if choose.random() < 0.5:
            quads.append(ox.Quad(choose.choice(iris), choose.choice(iris), choose.choice(values), DEFAULT))
        else:
            subject = choose.choice(blank) if choose.random() < 0.3 else choose.choice(iris)
            value = choose.choice(blank) if choose.random() < 0.3 else choose.choice(values)
            quads.append(ox.Quad(subject, choose.choice(iris), value, choose.choice(iris)))
    return quads


@pytest.mark.parametrize("format", STREAMED)
@pytest.mark.parametrize("seed", range(30))
def test_a_store_is_written_as_its_quads_are(seed: int, format: str) -> None:
    choose = random.Random(seed)
    held = random_quads(choose)
    more = [quad for quad in random_quads(choose) if not quad_has_blank_node(quad)]
    more = [quad for quad in more if isinstance(quad.graph_name, ox.DefaultGraph) != FORMATS[format].dataset]
    store = Store.in_memory(held)
    assert streams.can_stream(store, format)
    assert streamed(store, format) == at_once(held, format)
    assert streamed(store, format, more) == at_once([*canonical(store.quads()), *more], format)


def quad_has_blank_node(quad: ox.Quad) -> bool:
    return isinstance(quad.subject, ox.BlankNode) or isinstance(quad.object, ox.BlankNode)


@pytest.mark.parametrize("format", STREAMED)
def test_an_invented_corpus_is_written_as_its_quads_are(format: str, invented: Invented) -> None:
    store = invented.graph.store
    assert streams.can_stream(store, format)
    assert streamed(store, format) == at_once(list(store.quads()), format)


def test_what_has_no_iri_outside_of_named_graphs_cannot_be_written_so() -> None:
    node = ox.NamedNode("http://example.org/x")
    held = Store.in_memory([ox.Quad(ox.BlankNode("b"), node, node)])
    assert not any(streams.can_stream(held, format) for format in FORMATS)
    assert not any(streams.can_stream(Store.in_memory([]), format) for format in FORMATS if format not in STREAMED)


def test_no_pattern_that_matches_everything_is_looked_up(invented: Invented) -> None:
    with counted() as reads:
        for format in STREAMED:
            streamed(invented.graph.store, format)
    assert reads.patterns
    assert not [pattern for pattern in reads.patterns if all(part in ("None", str(DEFAULT)) for part in pattern[1:])]
