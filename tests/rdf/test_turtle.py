"""Test the writer of RDF: equal facts give equal bytes, and are read back the same."""

from __future__ import annotations

import io
import random
from typing import Any
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from coalition.errors import SelectionError
from coalition.namespaces import CG, HOME, PREFIXES, PROV, RDF, RECORD, XSD
from coalition.rdf import turtle
from coalition.rdf.blank_nodes import canonical
from coalition.rdf.formats import FORMATS
from coalition.rdf.store import as_quad

NASTY_LOCALS = [
    *(
        "a",
        "",
        "a.",
        ".a",
        "a..b",
        "-a",
        "a/b",
        "a%20b",
        "a'b",
        "a(b)",
        "zoë",
        "日本",
        "😀",
        "e\u0301",
        "a:b",
        "a~b",
        "1894",
    ),
    *("s002-2116", "s002-417", "_", "a_", "a-", "true", "a", "@en", "a,b;c", "a!b$c&d", "?a=b", "#", "a\u00b7"),
]
NASTY_TEXTS = [
    *("", " ", '"', "'", '"""', "'''", "\\", "\\n", '\\"', "\n", "\r", "\r\n", "\t", "\x00", "\x01", "\x08", "\x0b"),
    *("\x0c", "\x1f", "\x7f", "\x85", "\u2028", "\ufeff", "\ufffe", "\uffff", "😀", "e\u0301", "# no comment", "<x>"),
    *("5.", "1e3", "007", ".5", "+5", "-0", "5.0", "true", "TRUE", "1894-05-03", 'ends with a quote"', 'a"""b', "a ."),
]
DATATYPES = [
    *(XSD + name for name in ("integer", "decimal", "double", "boolean", "date", "gYear", "duration", "string", "int")),
    *(f"{RDF}JSON", CG + "code", "https://example.org/a%20b", HOME + "actor/x."),
]


def node(iri: str) -> ox.NamedNode | None:
    """Return the node of an IRI, or None where the IRI is not valid."""
    try:
        return ox.NamedNode(iri)
    except ValueError:
        return None


spaces = st.sampled_from([*PREFIXES.values(), "https://example.org/", "urn:x:", HOME, "https://example.org/ü#"])
locals_ = st.sampled_from(NASTY_LOCALS) | st.text(st.sampled_from("ab-._09/é😀'~"), max_size=6)
SYNTAXES = {name: getattr(ox.RdfFormat, format.engine) for name, format in FORMATS.items()}
DATASETS = [name for name, format in FORMATS.items() if format.dataset]

iris = st.tuples(spaces, locals_).map("".join).map(node).filter(bool)
texts = st.sampled_from(NASTY_TEXTS) | st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
literals = (
    st.builds(ox.Literal, texts)
    | st.builds(
        lambda text, language: ox.Literal(text, language=language), texts, st.sampled_from(["en", "de-1996", "zh-hant"])
    )
    | st.builds(lambda text, kind: ox.Literal(text, datatype=ox.NamedNode(kind)), texts, st.sampled_from(DATATYPES))
    | st.builds(lambda text: ox.Literal(text, language="ar", direction=ox.BaseDirection.RTL), texts)
)
triples = st.builds(ox.Triple, iris, iris, iris | literals)
quads = st.builds(as_quad, triples, st.none() | iris)


def read(text: str) -> set[ox.Quad]:
    return set(ox.parse(text, format=ox.RdfFormat.TRIG))


def iri(local: str) -> ox.NamedNode:
    return ox.NamedNode(HOME + local)


@given(st.lists(quads, max_size=12))
@settings(max_examples=400)
@example([as_quad(ox.Triple(iri("actor/a."), iri("a"), ox.Literal("007", datatype=ox.NamedNode(XSD + "integer"))))])
def test_canonical_text_says_just_what_it_was_made_of(facts: list[ox.Quad]) -> None:
    assert read(turtle.trig(facts)) == set(facts)


@given(st.lists(quads, max_size=12), st.randoms())
@settings(max_examples=200)
def test_canonical_text_does_not_depend_on_the_order_or_number_of_statements(
    facts: list[ox.Quad], chance: random.Random
) -> None:
    shuffled = [*facts, *facts]
    chance.shuffle(shuffled)
    assert turtle.trig(shuffled) == turtle.trig(facts) == turtle.trig(read(turtle.trig(facts)))


@given(st.lists(triples, max_size=8))
@settings(max_examples=200)
def test_turtle_says_just_what_it_was_made_of(facts: list[ox.Triple]) -> None:
    assert {quad.triple for quad in ox.parse(turtle.turtle(facts), format=ox.RdfFormat.TURTLE)} == set(facts)


@given(st.lists(quads, max_size=8), st.sampled_from(sorted(FORMATS)))
@settings(max_examples=400)
def test_every_format_says_what_was_accepted_or_refuses(facts: list[ox.Quad], format: str) -> None:
    output = io.BytesIO()
    try:
        turtle.write(facts, format, output)
    except SelectionError:
        assert format == "rdfxml"
        return
    wanted = (
        set(facts) if format in DATASETS else {as_quad(q.triple) for q in facts if q.graph_name == ox.DefaultGraph()}
    )
    assert set(ox.parse(output.getvalue(), format=SYNTAXES[format])) == wanted


FACTS = [
    as_quad(
        ox.Triple(iri("actor/rudolf"), ox.NamedNode(RDF + "type"), ox.NamedNode(CG + "Person")), iri("graph/register")
    ),
    as_quad(
        ox.Triple(iri("actor/rudolf"), ox.NamedNode(PREFIXES["skos"] + "prefLabel"), ox.Literal('"R"')),
        iri("passage/a-12"),
    ),
    as_quad(ox.Triple(iri("actor/rudolf"), ox.NamedNode(CG + "rank"), ox.Literal(7)), iri("passage/a-12")),
    as_quad(
        ox.Triple(iri("actor/rudolf"), ox.NamedNode(RDF + "type"), ox.NamedNode(CG + "Person")), iri("passage/a-12")
    ),
    as_quad(
        ox.Triple(iri("actor/é"), ox.NamedNode(CG + "rank"), ox.Literal("7.", datatype=ox.NamedNode(XSD + "decimal"))),
        iri("passage/a-2"),
    ),
    as_quad(ox.Triple(iri("passage/a-12"), ox.NamedNode(CG + "start"), ox.Literal(12))),
    as_quad(ox.Triple(iri("passage/a-2"), ox.NamedNode(CG + "start"), ox.Literal(2))),
]

CANONICAL = """\
# head

@prefix actor: <https://w3id.org/coalition-graph/actor/> .
@prefix cg: <https://w3id.org/coalition-graph/ontology#> .
@prefix graph: <https://w3id.org/coalition-graph/graph/> .
@prefix passage: <https://w3id.org/coalition-graph/passage/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

graph:register {
    actor:rudolf a cg:Person .
}

passage:a-2 cg:start 2 .

passage:a-2 {
    <https://w3id.org/coalition-graph/actor/é> cg:rank "7."^^xsd:decimal .
}

passage:a-12 cg:start 12 .

passage:a-12 {
    actor:rudolf a cg:Person ;
        cg:rank 7 ;
        skos:prefLabel "\\"R\\"" .
}
"""


def test_canonical_trig_looks_like_this() -> None:
    assert turtle.trig(FACTS, "# head\n") == CANONICAL


def test_nothing_is_written_for_nothing() -> None:
    assert turtle.trig([]) == turtle.turtle([]) == ""


@pytest.mark.parametrize(
    ("value", "datatype", "written"),
    [
        ("5", "integer", "5"),
        ("007", "integer", "007"),
        ("+5", "integer", "+5"),
        ("5.0", "decimal", "5.0"),
        ("-.5", "decimal", "-.5"),
        ("5.", "decimal", '"5."^^xsd:decimal'),
        ("5", "decimal", '"5"^^xsd:decimal'),
        ("1e3", "double", '"1e3"^^xsd:double'),
        ("1e3", "integer", '"1e3"^^xsd:integer'),
        ("٣", "integer", '"٣"^^xsd:integer'),
        ("5\n", "integer", '"5\\n"^^xsd:integer'),
        ("true", "boolean", "true"),
        ("1", "boolean", '"1"^^xsd:boolean'),
        ("5", "string", '"5"'),
    ],
)
def test_a_number_stands_without_quotes_only_where_it_is_read_back_as_it_was(
    value: str, datatype: str, written: str
) -> None:
    literal = ox.Literal(value, datatype=ox.NamedNode(XSD + datatype))
    assert turtle.term(literal) == written


def test_names_are_sorted_by_the_numbers_in_them() -> None:
    names = ["s002-2116", "s002-417", "s002", "s10", "s2", "s02", "a"]
    assert sorted(names, key=turtle.order) == ["a", "s002", "s02", "s2", "s002-417", "s002-2116", "s10"]


def test_the_prefixes_of_a_triple_term_are_declared() -> None:
    inner = ox.Triple(
        iri("actor/rudolf"), ox.NamedNode(PROV + "value"), ox.Literal("1894", datatype=ox.NamedNode(XSD + "gYear"))
    )
    facts = [ox.Triple(iri("statement/a"), ox.NamedNode(RDF + "reifies"), inner)]
    assert [quad.triple for quad in ox.parse(turtle.turtle(facts), format=ox.RdfFormat.TURTLE)] == facts


def test_annotations_stand_behind_their_fact() -> None:
    fact, bare = (ox.Triple(iri("actor/a"), ox.NamedNode(CG + "p"), ox.Literal(n)) for n in (1, 2))
    text = turtle.turtle([bare, fact], annotations={fact: "~ statement:x {| prov:wasDerivedFrom passage:a-1 |}"})
    assert "actor:a cg:p 1 ~ statement:x {| prov:wasDerivedFrom passage:a-1 |} ;\n    cg:p 2 .\n" in text
    derived = ox.Triple(iri("statement/x"), ox.NamedNode(PROV + "wasDerivedFrom"), iri("passage/a-1"))
    assert derived in {quad.triple for quad in ox.parse(text, format=ox.RdfFormat.TURTLE)}


@pytest.mark.parametrize("format", FORMATS)
def test_a_format_without_graphs_carries_the_default_graph_alone(format: str) -> None:
    fact = ox.Triple(iri("actor/a"), ox.NamedNode(CG + "p"), ox.Literal("x"))
    output = io.BytesIO()
    turtle.write([as_quad(fact), as_quad(fact, ox.NamedNode(RECORD))], format, output)
    found = list(ox.parse(output.getvalue(), format=SYNTAXES[format]))
    assert len(found) == (2 if format in DATASETS else 1)


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(SelectionError, match=r"^there is no format 'n4'; choose one of turtle, trig, "):
        turtle.write([], "n4", io.BytesIO())


@pytest.mark.parametrize(
    ("predicate", "value", "what"),
    [
        ("https://example.org/", "x", "RDF/XML cannot write the predicate <https://example.org/>"),
        ("https://example.org/1894", "x", "RDF/XML cannot write the predicate <https://example.org/1894>"),
        (CG + "p", "\x0b", "XML cannot hold the control character"),
        (CG + "p", "a\ufffe", "XML cannot hold the control character"),
    ],
)
def test_what_xml_cannot_carry_is_refused_and_nothing_is_written(predicate: str, value: str, what: str) -> None:
    fact = as_quad(ox.Triple(iri("a"), ox.NamedNode(predicate), ox.Literal(value)))
    output = io.BytesIO()
    with pytest.raises(SelectionError, match=f"^{what}.*; choose another format$"):
        turtle.write([fact], "rdfxml", output)
    assert output.getvalue() == b""


INNER = ox.Triple(iri("a"), ox.NamedNode(CG + "p"), ox.Literal("x", language="ar", direction=ox.BaseDirection.RTL))
TERMS = {
    "triple term": INNER,
    "triple term in a triple term": ox.Triple(iri("a"), ox.NamedNode(CG + "p"), INNER),
    "text with a direction": INNER.object,
    "text with a language": ox.Literal("x", language="en"),
    "blank node": ox.BlankNode(),
}


@pytest.mark.parametrize("value", TERMS.values(), ids=TERMS)
@pytest.mark.parametrize("format", FORMATS)
def test_every_kind_of_term_is_written_in_every_format_or_refused(format: str, value: Any) -> None:
    output = io.BytesIO()
    facts = [as_quad(ox.Triple(iri("s"), ox.NamedNode(CG + "p"), value))]
    if format == "jsonld" and isinstance(value, ox.Triple):
        with pytest.raises(
            SelectionError, match=r"^JSON-LD cannot hold the triple term <<\( .*; choose turtle or ntriples$"
        ):
            turtle.write(facts, format, output)
        assert output.getvalue() == b""
        return
    turtle.write(facts, format, output)
    read_back = ox.parse(output.getvalue(), format=SYNTAXES[format])
    assert set(canonical(read_back)) == set(canonical(facts))


@pytest.mark.parametrize("base", ["x:", CG, "https://example.org/"])
def test_a_predicate_of_any_characters_is_read_back_from_xml_or_refused(base: str) -> None:
    written = 0
    for character in map(chr, [*range(0x21, 0x180), 0x301, 0x663, 0x200D, 0x203F, 0x2040, 0x2070, 0x3001, 0x10000]):
        for name in (character, f"a{character}", f"{character}a"):
            if set(name) & set('<>"{}|\\^`%[]#') or not name.isprintable():
                continue
            fact, output = ox.Triple(iri("s"), ox.NamedNode(base + name), iri("o")), io.BytesIO()
            try:
                turtle.write([as_quad(fact)], "rdfxml", output)
            except SelectionError:
                assert output.getvalue() == b""
                continue
            ElementTree.fromstring(output.getvalue())
            assert [quad.triple for quad in ox.parse(output.getvalue(), format=ox.RdfFormat.RDF_XML)] == [fact]
            written += 1
    assert written > 500


@pytest.mark.parametrize("name", ["li", "about", "Description", "ID", "aboutEach"])
def test_a_name_that_rdf_xml_keeps_for_itself_is_refused_as_a_predicate(name: str) -> None:
    fact = as_quad(ox.Triple(iri("s"), ox.NamedNode(RDF + name), iri("o")))
    with pytest.raises(SelectionError, match=r"with an XML name of its own; choose another format$"):
        turtle.write([fact], "rdfxml", io.BytesIO())


@pytest.mark.parametrize(
    ("predicate", "value"), [("https://example.org/", "x"), (CG + "p", "\x0b")], ids=["predicate", "character"]
)
def test_what_xml_cannot_carry_is_refused_in_a_triple_term_too(predicate: str, value: str) -> None:
    inner = ox.Triple(iri("a"), ox.NamedNode(predicate), ox.Literal(value))
    with pytest.raises(SelectionError, match=r"choose another format$"):
        turtle.write([as_quad(ox.Triple(iri("s"), ox.NamedNode(CG + "p"), inner))], "rdfxml", io.BytesIO())


@pytest.mark.parametrize("format", FORMATS)
def test_equal_facts_with_blank_nodes_give_equal_bytes(format: str) -> None:
    outputs = set()
    for _ in range(4):  # the engine names blank nodes by chance
        quads = list(ox.parse("<x:a> <x:b> [ <x:c> 1 ] , ( 1 1 2 ) , [] , [] .", format=ox.RdfFormat.TURTLE))
        random.Random(1).shuffle(quads)
        output = io.BytesIO()
        turtle.write(quads, format, output)
        outputs.add(output.getvalue())
    assert len(outputs) == 1


def test_names_with_numbers_of_any_length_are_sorted_by_value() -> None:
    names = ["a" + "1" * 5000, "a" + "2" * 4999, "a٣", "a²", "a1", "a01", "a0", "a00", "a"]
    assert sorted(names, key=turtle.order) == [
        *("a", "a0", "a00", "a01", "a1", "a" + "2" * 4999, "a" + "1" * 5000, "a²", "a٣")
    ]
