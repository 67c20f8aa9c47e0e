"""Test how triple patterns are read: terms, paths, and nodes in brackets."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from coalition import namespaces
from coalition.provenance.algebra import Path, Pattern, Slot, Var
from coalition.provenance.cursor import Cursor
from coalition.provenance.rewriting import UntraceableError
from coalition.provenance.triples import FIRST, NIL, REST, Terms, Triples
from coalition.rdf.sparql import tokens

EX = "http://example.org/"
X, Y, Z = Var("x"), Var("y"), Var("z")


def node(name: str) -> ox.NamedNode:
    return ox.NamedNode(EX + name)


P, Q = node("p"), node("q")


def patterns(text: str, prologue: str = f"PREFIX ex: <{EX}>") -> tuple[Pattern, ...]:
    """Return the patterns of a block of triples."""
    cursor = Cursor(tokens(f"{text} }}"))
    triples = Triples(cursor, Terms(prologue))
    while triples.follow():
        triples.read()
        cursor.skip(".")
    cursor.take("}")
    return triples.taken()


def path(text: str) -> object:
    (pattern,) = patterns(f"?x {text} ?y")
    return pattern.predicate


def obj(text: str) -> Slot:
    (pattern,) = patterns(f"?x ex:p {text}")
    return pattern.object


def step(name: str) -> Path:
    return Path("", predicate=node(name))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ex:p", P),
        ("(ex:p)", P),
        ("^ex:p", Path("^", (step("p"),))),
        ("ex:p/ex:q/ex:r", Path("/", (step("p"), step("q"), step("r")))),
        ("ex:p|ex:q", Path("|", (step("p"), step("q")))),
        ("ex:p+", Path("+", (step("p"),))),
        ("ex:p*", Path("*", (step("p"),))),
        ("ex:p?", Path("?", (step("p"),))),
        ("!ex:p", Path("!", (step("p"),))),
        ("!(ex:p|ex:q)", Path("!", (step("p"), step("q")))),
        ("(ex:p/^ex:q)*", Path("*", (Path("/", (step("p"), Path("^", (step("q"),)))),))),
        ("(ex:p|(ex:q/ex:r)+)", Path("|", (step("p"), Path("+", (Path("/", (step("q"), step("r"))),))))),
    ],
)
def test_paths_of_every_kind_are_read(text: str, expected: object) -> None:
    assert path(text) == expected


@pytest.mark.parametrize("text", ["!^ex:p", "!(ex:p|^ex:q)"])
def test_a_negated_inverse_is_refused_and_not_misread(text: str) -> None:
    with pytest.raises(UntraceableError, match="a path that negates an inverse"):
        path(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("'plain'", ox.Literal("plain")),
        ("'''say \"hi\"\n'''", ox.Literal('say "hi"\n')),
        ('"tab\\t \\u00e9 \\\\"', ox.Literal("tab\t é \\")),
        ("'chat'@fr", ox.Literal("chat", language="fr")),
        ("'2025-03'^^xsd:gYearMonth", ox.Literal("2025-03", datatype=ox.NamedNode(namespaces.XSD + "gYearMonth"))),
        ("'x'^^ex:own", ox.Literal("x", datatype=node("own"))),
        ("5", ox.Literal("5", datatype=ox.NamedNode(namespaces.XSD + "integer"))),
        ("50.0", ox.Literal("50.0", datatype=ox.NamedNode(namespaces.XSD + "decimal"))),
        ("true", ox.Literal("true", datatype=ox.NamedNode(namespaces.XSD + "boolean"))),
        ("<http://x/#y>", ox.NamedNode("http://x/#y")),
        ("$z", Z),
    ],
)
def test_terms_are_read_as_they_are_written(text: str, expected: object) -> None:
    assert obj(text) == expected


def test_backslashes_are_no_part_of_a_name() -> None:
    assert patterns(r"ex:a\~b ex:c\.d ex:e\'f") == (Pattern(node("a~b"), node("c.d"), node("e'f")),)


def test_a_sign_belongs_to_a_number_unless_a_path_can_take_it() -> None:
    integer = ox.NamedNode(namespaces.XSD + "integer")
    assert patterns("ex:a ?x -5 . +5 ?x ?y") == (
        Pattern(node("a"), X, ox.Literal("-5", datatype=integer)),
        Pattern(ox.Literal("+5", datatype=integer), X, Y),
    )
    # The engine, which alone matters here, reads `ex:p +5` so, too.
    assert patterns("?x ex:p +5") == (Pattern(X, Path("+", (step("p"),)), ox.Literal("5", datatype=integer)),)


def test_a_path_may_follow_a_string() -> None:
    assert patterns("'a' ^ex:p ?y") == (Pattern(ox.Literal("a"), Path("^", (step("p"),)), Y),)


def test_subjects_and_verbs_are_repeated() -> None:
    several = patterns("?x ex:p ?y , ?z ; ; a ex:C ; . ?y ?z ?x")
    kind = ox.NamedNode(namespaces.RDF + "type")
    assert several == (Pattern(X, P, Y), Pattern(X, P, Z), Pattern(X, kind, node("C")), Pattern(Y, Z, X))


def test_blank_nodes_are_hidden_variables() -> None:
    first, second = patterns("[] ex:p _:b . _:b ex:q ?x")
    assert first.object == second.subject
    assert isinstance(first.object, Var)
    assert first.object.hidden
    assert first.subject != first.object


def test_what_stands_in_brackets_is_said_of_a_node_of_its_own() -> None:
    inner, outer = patterns("?x ex:p [ ex:q ?y ]")
    assert (inner.predicate, inner.object, outer.subject, outer.predicate) == (Q, Y, X, P)
    assert outer.object == inner.subject
    assert patterns("[ ex:q ?y ]") == (Pattern(Var("coalition_node_1", hidden=True), Q, Y),)


def test_a_collection_is_a_chain_of_nodes() -> None:
    first, second, rest, start, whole = patterns("?x ex:p (?y ?z)")
    assert (first.predicate, first.object) == (FIRST, Y)
    assert (second.predicate, second.object) == (FIRST, Z)
    assert (rest.subject, rest.predicate, rest.object) == (second.subject, REST, NIL)
    assert (start.subject, start.predicate, start.object) == (first.subject, REST, second.subject)
    assert whole.object == first.subject
    assert obj("()") == NIL


def test_standard_prefixes_are_known_and_give_way_to_the_query() -> None:
    assert obj("actor:a") == ox.NamedNode(namespaces.HOME + "actor/a")
    assert patterns("?x ?y actor:a", f"PREFIX actor: <{EX}>") == (Pattern(X, Y, node("a")),)


def test_a_base_completes_what_follows_it() -> None:
    prologue = f"BASE <{EX}a/b> PREFIX e: <c#> BASE <http://x/>"
    written = (node("a/c#d"), ox.NamedNode("http://x/e"), ox.NamedNode("http://x/é"))
    assert patterns(r"e:d <e> <\u00E9>", prologue) == (Pattern(*written),)


@pytest.mark.parametrize(
    "text",
    ["?x nope:p ?y", "?x <<( ?x ?y ?z )>> ?y", "<< ?x ?y ?z >> ?y ?z", "?x ex:p", "?x ex:p 'a'^^'b'", "?x FILTER ?y"],
)
def test_what_is_not_known_is_refused(text: str) -> None:
    with pytest.raises(UntraceableError, match="does not parse as SPARQL"):
        patterns(text)
