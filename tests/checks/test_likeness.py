"""Test that things of one kind fare alike under the shapes, and what has more sides than are looked at is told."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import pyoxigraph as ox
import pytest

from coalition.build.dataset import Ontology
from coalition.checks import shapes as module
from coalition.checks.likeness import Eye, Kinds, seeing
from coalition.checks.shapes import violations, violations_at_size
from coalition.columns.table import Columns
from coalition.corpus.root import Root
from coalition.namespaces import CG, HOME, TYPE
from coalition.rdf.store import as_quad
from coalition.schema import parse_turtle

ROOT = Root.published()
SHAPES = ROOT.shape_files()[0]
WORDS = Ontology.from_inputs(ROOT.read_ontology()).triples
PREFIXES = "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix cg: <https://w3id.org/coalition-graph/ontology#> .\n"
EXAMPLES = sorted((ROOT.ontology[0] / "examples").rglob("*.ttl"))


GRAPH = ox.NamedNode("x:graph")


def columns(triples: list[ox.Triple]) -> Columns:
    return Columns.from_quads(as_quad(triple, GRAPH) for triple in (*triples, *WORDS))


def same(triples: list[ox.Triple], shapes: Path = SHAPES) -> int:
    """Compare what pySHACL finds in all with what it finds in one of each kind, and return how much that is."""
    wanted = [str(fault) for fault in violations(map(as_quad, triples), WORDS, [shapes], lambda *_: "")]
    found = violations_at_size(columns(triples), WORDS, [shapes], lambda things: lambda *_: "")
    assert [str(fault) for fault in found] == wanted
    return len(wanted)


def examples(paths: list[Path] = EXAMPLES) -> list[ox.Triple]:
    return [triple for path in paths for triple in parse_turtle(path, path.read_bytes())]


def test_all_examples_together_have_the_same_faults() -> None:
    assert same(examples()) > 100


@pytest.mark.parametrize("seed", range(6))
def test_examples_in_which_values_were_changed_have_the_same_faults(seed: int) -> None:
    chance = Random(seed)
    triples = examples(chance.sample(EXAMPLES, 12))
    for at in chance.sample(range(len(triples)), len(triples) // 8):
        one, other = triples[at], chance.choice(triples)
        value = other.object if chance.random() < 0.7 else chance.choice([t.object for t in triples])
        subject = one.subject if chance.random() < 0.7 else other.subject
        triples[at] = ox.Triple(subject, one.predicate, value)
    assert same(triples)


def test_the_published_shapes_are_not_too_deep() -> None:
    assert Eye.of(module._shapes([SHAPES]), WORDS)


def commitment(name: str, *more: tuple[str, Any]) -> list[ox.Triple]:
    thing = ox.NamedNode(f"{HOME}commitment/{name}")
    return [ox.Triple(thing, ox.NamedNode(word), value) for word, value in ((TYPE, ox.NamedNode(CG + "Loan")), *more)]


def test_things_that_no_shape_can_tell_apart_are_of_one_kind() -> None:
    eye = Eye.of(module._shapes([SHAPES]), WORDS)
    assert eye
    number = [ox.Literal(str(n), datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#decimal")) for n in (5, 7, -1)]
    graph = columns([t for n, value in enumerate(number) for t in commitment(f"c{n}", (CG + "value", value))])
    kinds = Kinds.of(graph, eye)
    assert kinds
    alike = set(graph.terms.iris(kinds.like([f"{HOME}commitment/c0", f"{HOME}commitment/c1"]).tolist()))
    assert alike == {f"{HOME}commitment/c0", f"{HOME}commitment/c1"}


def test_a_kind_is_the_same_in_each_graph() -> None:
    def kinds(names: list[str]) -> dict[str, int]:
        module._converted.cache_clear()  # blank nodes of shapes get other labels
        eye = Eye.of(module._shapes([SHAPES]), WORDS)
        assert eye and len(eye.patterns) > 1
        more = [triple for name in names for triple in commitment(name)]
        found = Kinds.of(columns([*examples(), *more]), eye)
        assert found
        return dict(zip(found.columns.terms.iris(found.things), found.kinds.tolist(), strict=True))

    one, other = kinds(["a"]), kinds(["0", "a", "zz"])
    named = {iri for iri in one if iri.startswith("http")}
    assert len(named) > 500
    assert {iri: other[iri] for iri in named} == {iri: one[iri] for iri in named}


DEEP = {
    "a closed shape": "<x:S> a sh:NodeShape ; sh:targetClass cg:State ; sh:closed true .",
    "a path of two steps": "<x:S> a sh:PropertyShape ; sh:targetClass cg:State ; "
    "sh:path ( cg:host cg:kind ) ; sh:minCount 1 .",
    "a property of a value": "<x:S> a sh:PropertyShape ; sh:targetClass cg:State ; sh:path cg:host ; "
    "sh:property [ sh:path cg:kind ; sh:minCount 1 ] .",
    "a query about other things": "<x:S> a sh:NodeShape ; sh:targetClass cg:State ; sh:sparql "
    '[ sh:select "SELECT $this WHERE { $this <x:p> ?o . ?o <x:q> ?z }" ] .',
    "a constraint of its own": "<x:S> a sh:NodeShape ; sh:targetClass cg:State ; sh:flags 'i' .",
}


@pytest.mark.parametrize("text", DEEP.values(), ids=DEEP)
def test_shapes_that_look_deeper_are_known_and_validated_at_once(tmp_path: Path, text: str) -> None:
    shapes = tmp_path / "shapes.ttl"
    shapes.write_text(PREFIXES + text, encoding="utf-8")
    assert Eye.of(module._shapes([shapes]), WORDS) is None
    same(examples(EXAMPLES[:20]), shapes)


def test_properties_that_count_as_one_are_counted_as_one(tmp_path: Path) -> None:
    shapes = tmp_path / "shapes.ttl"
    path = "[ sh:alternativePath ( cg:fromCurrency cg:toCurrency ) ]"
    shapes.write_text(
        f"{PREFIXES}<x:S> a sh:PropertyShape ; sh:targetSubjectsOf cg:fromCurrency ; sh:path {path} ; sh:minCount 2 .",
        encoding="utf-8",
    )
    pound, euro = ox.Literal("GBP"), ox.Literal("EUR")
    one = commitment("one", (CG + "fromCurrency", pound), (CG + "toCurrency", euro))
    other = commitment("other", (CG + "fromCurrency", pound), (CG + "toCurrency", pound))
    assert same([*one, *other], shapes) == 1


def test_what_names_a_thing_of_another_class_may_look_otherwise() -> None:
    a, b, c, d, word, other, kind = (ox.NamedNode(f"http://e.org/{name}") for name in "abcdwok")
    graph, typed = ox.NamedNode("http://e.org/g"), ox.NamedNode(TYPE)
    columns = Columns.from_quads(
        [ox.Quad(*triple, graph) for triple in ((a, word, b), (b, typed, kind), (b, word, c), (c, word, d))]
    )

    def seen(*changed: ox.Triple) -> set[str]:
        return {columns.terms.iri(number)[-1] for number in seeing(columns, changed).tolist()}

    assert seen(ox.Triple(b, typed, kind)) == {"a", "b", "c", "k"}
    assert seen(ox.Triple(b, other, c)) == {"b", "c"}
    assert seen(ox.Triple(c, word, d), ox.Triple(a, typed, other)) == {"a", "b", "c", "d"}
    assert seen() == set()
