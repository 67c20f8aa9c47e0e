"""Test that a snapshot is written from its columns with the bytes that its quads have when all are held at once."""

from __future__ import annotations

import hashlib
import io
import random
from typing import Any

import pyoxigraph as ox
import pytest
from exports import WAYS
from invented_corpus import Invented
from lookups import counted

from coalition.columns.table import ACCEPTED_PASSAGE, Columns
from coalition.errors import SelectionError
from coalition.namespaces import CG, ONTOLOGY, PREFIXES, RDF, RDFS, RECORD, REGISTER, SKOS, TYPE
from coalition.output.about import About
from coalition.query import export, facts, streams
from coalition.query.facts import natural
from coalition.rdf.store import Store, Term, as_quad

ABOUT = About("5eed", "", "", ("asserts",), (), (), "1.2", "3.4", "CC-BY-4.0")
PASSAGES = [PREFIXES["passage"] + name for name in ("p10", "p9", "p9-a")]


def written(store: Store, columns: Columns | None, format: str, provenance: str | None, about: About | None) -> bytes:
    output = io.BytesIO()
    export.write(store, output, format=format, provenance=provenance, about=about, columns=columns)
    return output.getvalue()


def random_quads(choose: random.Random) -> list[ox.Quad]:
    """Return statements of passages, of which some are accepted, of the register, and of the ontology's blank nodes."""
    iris = [ox.NamedNode(PREFIXES["actor"] + name) for name in ("a", "a-2", "a02", "a10", "a1b")]
    iris += [ox.NamedNode("http://example.org/passage"), ox.NamedNode("http://example.org/passage-")]
    words = [ox.NamedNode(word) for word in (TYPE, SKOS + "prefLabel", RDFS + "label", CG + "start", CG + "date")]
    values: list[Term] = [
        *iris,
        *words,
        ox.Literal("1"),
        ox.Literal(1),
        ox.Literal("a\n\t\r<&"),
    ]
    values += [ox.Literal("a", language="en"), ox.Literal("a", language="en-GB"), ox.Literal("é ü"), ox.Literal("")]
    values += [ox.Literal("2025-04-10", datatype=ox.NamedNode(PREFIXES["xsd"] + "date"))]
    accepted = choose.sample(PASSAGES, choose.randint(1, 3))
    record = ox.NamedNode(RECORD)
    quads = [ox.Quad(ox.NamedNode(p), ox.NamedNode(TYPE), ox.NamedNode(ACCEPTED_PASSAGE), record) for p in accepted]
    graphs = [ox.NamedNode(name) for name in (*PASSAGES, REGISTER)]
    for _ in range(choose.randint(0, 40)):
        quads.append(ox.Quad(choose.choice(iris), choose.choice(words), choose.choice(values), choose.choice(graphs)))
    blank = [ox.BlankNode(name) for name in "xyz"]
    for _ in range(choose.randint(0, 6)):
        subject: Any = choose.choice([*blank, *iris])
        value: Term = choose.choice([*blank, *values])
        quads.append(ox.Quad(subject, choose.choice(words), value, ox.NamedNode(ONTOLOGY)))
    inside = {*accepted, RECORD, REGISTER}
    return quads + [as_quad(q.triple) for q in quads if getattr(q.graph_name, "value", "") in inside]


def named(quads: list[ox.Quad]) -> Columns:
    return Columns.from_quads(quad for quad in quads if not isinstance(quad.graph_name, ox.DefaultGraph))


@pytest.mark.parametrize(("format", "provenance"), WAYS)
@pytest.mark.parametrize("seed", range(25))
def test_columns_are_written_as_their_quads_are(
    seed: int, format: str, provenance: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(facts, "AT_ONCE", 1 + seed)
    monkeypatch.setattr(streams, "AT_ONCE", 1 + seed)
    quads = random_quads(random.Random(seed))
    store, columns = Store.in_memory(quads), named(quads)
    assert streams.can_stream(columns, provenance)
    for about in (None, ABOUT):
        try:
            expected = written(store, None, format, provenance, about)
        except SelectionError as refusal:
            with pytest.raises(SelectionError, match=str(refusal)[:40]):
                written(store, columns, format, provenance, about)
        else:
            assert written(store, columns, format, provenance, about) == expected


@pytest.mark.parametrize(("format", "provenance"), WAYS)
def test_an_invented_corpus_is_written_as_its_quads_are(
    format: str, provenance: str | None, invented: Invented, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "AT_ONCE", 777)
    monkeypatch.setattr(facts, "AT_ONCE", 5000)
    graph = invented.graph
    expected = written(graph.store, None, format, provenance, graph.about())
    with counted() as reads:
        assert graph.export(format, provenance=provenance) == expected.decode()
    assert reads.queries + sum(reads.patterns.values()) <= 1  # the version of the ontology


def test_groups_of_names_are_in_the_order_of_names() -> None:
    names = [hashlib.sha256(bytes([number % 256, number // 256])).hexdigest()[:32] for number in range(5000)]
    names += ["0" * 32, "00a" * 10, "12" * 16, "a" * 32]
    assert min(map(streams._group, names)) > 0
    by_group = sorted(names, key=lambda name: (streams._group(name), natural(f"/{name}")))
    assert by_group == sorted(names, key=lambda name: natural(f"/{name}"))


def quads_with(quad: ox.Quad) -> Columns:
    return named([*random_quads(random.Random(1)), quad])


def test_what_has_no_iri_among_what_is_accepted_cannot_be_written_so() -> None:
    node, register, ontology = (ox.NamedNode(iri) for iri in ("http://example.org/x", REGISTER, ONTOLOGY))
    assert not streams.can_stream(quads_with(ox.Quad(ox.BlankNode("b"), node, node, register)), None)
    assert streams.can_stream(quads_with(ox.Quad(ox.BlankNode("b"), node, node, ontology)), None)


@pytest.mark.parametrize("name", [PREFIXES["statement"] + "1", RDF + "Statement", CG + "statements"])
def test_what_is_named_as_our_statements_are_is_not_mixed_with_them(name: str) -> None:
    node = ox.NamedNode("http://example.org/x")
    columns = quads_with(ox.Quad(node, node, ox.NamedNode(name), ox.NamedNode(PASSAGES[0])))
    assert streams.can_stream(columns, "rdf12")
    assert not streams.can_stream(columns, "rdf11")
