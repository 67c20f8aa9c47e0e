"""Test the tree that each part of SPARQL is parsed to, and what is reported as unsupported instead of guessed."""

from __future__ import annotations

import sys

import pyoxigraph as ox
import pytest

from coalition import namespaces
from coalition.provenance.algebra import (
    ABSENT,
    Basic,
    Exists,
    Extended,
    Filtered,
    Join,
    Marked,
    Node,
    Optional,
    Path,
    Pattern,
    Scoped,
    Subquery,
    Union,
    Values,
    Var,
)
from coalition.provenance.parsing import take_apart
from coalition.provenance.rewriting import INNER, MARK, UntraceableError

EX = "http://example.org/"
X, Y, Z = Var("x"), Var("y"), Var("z")


def node(name: str) -> ox.NamedNode:
    return ox.NamedNode(EX + name)


P, Q = node("p"), node("q")


def tree(group: str) -> Node:
    """Return the tree of a group, marks included."""
    return take_apart(f"PREFIX ex: <{EX}> SELECT * {group}").tree


def path(text: str) -> object:
    found = tree(f"{{ ?x {text} ?y }}")
    assert isinstance(found, Basic)
    return found.patterns[0].predicate


def obj(text: str) -> object:
    found = tree(f"{{ ?x ex:p {text} }}")
    assert isinstance(found, Basic)
    return found.patterns[0].object


def step(name: str) -> Path:
    return Path("", predicate=node(name))


def test_triple_patterns_are_one_basic_pattern() -> None:
    found = tree("{ ?x ex:p ?y ; ?z ex:b . FILTER(?x != ?y) ?y a ex:C }")
    assert isinstance(found, Filtered)
    assert (found.condition, found.notes) == ((), ())
    assert isinstance(found.node, Basic)
    kind = ox.NamedNode(namespaces.RDF + "type")
    assert set(found.node.patterns) == {Pattern(X, P, Y), Pattern(X, Z, node("b")), Pattern(Y, kind, node("C"))}


def test_groups_are_joined() -> None:
    assert tree("{ { ?x ex:p ?y } { ?y ex:q ?z } }") == Basic((Pattern(X, P, Y), Pattern(Y, Q, Z)))
    found = tree("{ ?x ex:p ?y VALUES ?y { ex:b } }")
    assert found == Join(Basic((Pattern(X, P, Y),)), Values(("y",)))


def test_an_optional_holds_its_filter_and_its_mark() -> None:
    found = tree("{ ?x ex:p ?y OPTIONAL { ?y ex:q ?z FILTER(?z != ?x) } }")
    taken = Marked(f"{MARK}0", Basic((Pattern(Y, Q, Z),)))
    assert found == Optional(Basic((Pattern(X, P, Y),)), taken)


def test_a_union_has_a_mark_for_each_branch() -> None:
    found = tree("{ { ?x ex:p ?y } UNION { ?x ex:q ?y } }")
    first, second = (Marked(f"{MARK}{n}", Basic((Pattern(X, verb, Y),))) for n, verb in enumerate((P, Q)))
    assert found == Union(first, second)


def test_a_graph_scopes_what_is_in_it() -> None:
    assert tree("{ GRAPH ?z { ?x ex:p ?y } }") == Scoped(Z, Basic((Pattern(X, P, Y),)))
    assert tree("{ GRAPH ex:g { ?x ex:p ?y } }") == Scoped(node("g"), Basic((Pattern(X, P, Y),)))


def test_a_bind_gives_a_variable_a_value() -> None:
    basic = Basic((Pattern(X, P, Y),))
    assert tree("{ ?x ex:p ?y BIND(STR(?y) AS ?z) }") == Extended("z", basic)
    asked = Filtered(basic, (Exists(f"{INNER}0", 0, False),))
    assert tree("{ ?x ex:p ?y BIND(EXISTS { ?y ex:q ?x } AS ?z) }") == Extended("z", asked)


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("EXISTS { ?y ex:q ?z FILTER EXISTS { ?z ex:q ?x } }", [(1, True)]),
        ("EXISTS { SELECT ?y { ?y ex:q ?z } }", [(1, True)]),
        ("NOT EXISTS { ?y ex:q ?z }", [(-1, True)]),
        ("(! EXISTS { ?y ex:q ?z })", [(-1, True)]),
        ("(!(! EXISTS { ?y ex:q ?z }))", [(1, True)]),
        ("(EXISTS { ?y ex:q ?z } && ?x != ?y)", [(1, True)]),
        ("(NOT EXISTS { ?y ex:q ?z } && EXISTS { ?x ex:q ?z })", [(-1, True), (1, True)]),
        ("(EXISTS { ?y ex:q ?z } || ?x = ?y)", [(1, False)]),
        ("(?x = ?y || !(EXISTS { ?y ex:q ?z } && EXISTS { ?x ex:q ?z }))", [(-1, False), (-1, False)]),
        ("(!(EXISTS { ?y ex:q ?z } || EXISTS { ?x ex:q ?z }))", [(-1, True), (-1, True)]),
        ("(!(?x = ?y && EXISTS { ?x ex:q ?z }))", [(-1, False)]),
        ("(?x = ?y || (?x != ?z && EXISTS { ?x ex:q ?z }))", [(1, False)]),
        ("IF(NOT EXISTS { ?y ex:q ?z }, EXISTS { ?y ex:q ?z }, false)", [(0, False), (0, False)]),
        ("(COALESCE(?z, EXISTS { ?y ex:q ?z }) = true)", [(0, False)]),
        ("(?x IN (1, EXISTS { ?y ex:q ?z }))", [(0, False)]),
        ("(?x != 'EXISTS')", []),
    ],
)
def test_a_filter_tells_what_it_makes_of_each_exists(condition: str, expected: list[tuple[int, bool]]) -> None:
    found = tree(f"{{ ?x ex:p ?y FILTER {condition} }}")
    exists = tuple(Exists(f"{INNER}{number}", *told) for number, told in enumerate(expected))
    assert found == Filtered(Basic((Pattern(X, P, Y),)), exists)


def test_an_optional_has_a_condition_of_its_own() -> None:
    found = tree("{ ?x ex:p ?y OPTIONAL { ?y ex:q ?z FILTER NOT EXISTS { ?z ex:q ?x } } }")
    assert isinstance(found, Optional)
    assert found.condition == (Exists(f"{INNER}0", -1, True),)


def test_a_minus_is_noted_and_a_subquery_is_named() -> None:
    basic = Basic((Pattern(X, P, Y),))
    assert tree("{ ?x ex:p ?y MINUS { ?x ex:q ?z } }") == Filtered(basic, (), (ABSENT,))
    assert tree("{ ?x ex:p ?y { SELECT ?y { ?y ex:q ?z } } }") == Join(basic, Subquery(f"{INNER}0"))


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


def test_backslashes_are_no_part_of_a_name(caplog: pytest.LogCaptureFixture) -> None:
    assert tree(r"{ ex:a\~b ex:c\.d ex:e\'f }") == Basic((Pattern(node("a~b"), node("c.d"), node("e'f")),))
    assert caplog.records == []  # rdflib warns of an IRI with a backslash


def test_blank_nodes_are_hidden_variables() -> None:
    found = tree("{ [] ex:p _:b . _:b ex:q ?x }")
    assert isinstance(found, Basic)
    first, second = sorted(found.patterns, key=lambda pattern: str(pattern.predicate))
    assert first.object == second.subject
    assert isinstance(first.object, Var)
    assert first.object.hidden
    assert first.subject != first.object


def test_standard_prefixes_are_known_and_give_way_to_the_query() -> None:
    assert obj("actor:a") == ox.NamedNode(namespaces.HOME + "actor/a")
    found = take_apart(f"PREFIX actor: <{EX}> SELECT * {{ ?x ?y actor:a }}").tree
    assert found == Basic((Pattern(X, Y, node("a")),))
    based = take_apart(f"BASE <{EX}> SELECT * {{ ?x ?y <a> }}").tree
    assert based == Basic((Pattern(X, Y, node("a")),))


def test_a_dataset_is_the_graphs_of_from() -> None:
    text = f"PREFIX ex: <{EX}> SELECT ?x FROM ex:g FROM NAMED ex:n FROM <{EX}h> {{ ?x ex:p ?y }}"
    assert take_apart(text).dataset == (node("g"), node("h"))
    assert take_apart(f"ASK FROM NAMED <{EX}n> {{ ?x ?y ?z }}").dataset == ()
    assert take_apart("ASK { ?x ?y ?z }").dataset is None


def test_a_lateral_is_an_optional_that_always_gave_the_solution() -> None:
    found = tree("{ ?x ex:p ?y lateral { ?y ex:q ?z } }")
    assert found == Optional(Basic((Pattern(X, P, Y),)), Marked(f"{MARK}0", Basic((Pattern(Y, Q, Z),))))


def test_a_construct_query_has_a_template() -> None:
    text = f"PREFIX ex: <{EX}> CONSTRUCT {{ ?x ex:q ?y . ?y a ex:C }} WHERE {{ ?x ex:p ?y }}"
    assert set(take_apart(text).template) == {
        Pattern(X, Q, Y),
        Pattern(Y, ox.NamedNode(namespaces.RDF + "type"), node("C")),
    }
    assert take_apart(f"CONSTRUCT WHERE {{ ?x <{EX}p> ?y }}").template == (Pattern(X, P, Y),)
    assert take_apart(f"SELECT * {{ ?x <{EX}p> 'CONSTRUCT' }}").template == ()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            "SELECT * { ?x ?p ?y . << ?x ?p ?y >> ?q ?z }",
            "the query does not parse as SPARQL 1.1, and no other is traced",
        ),
        ("SELECT * { ?s nope:p ?o }", "the query does not parse as SPARQL 1.1, and no other is traced"),
        ("SELECT * " + "{" * 150 + "}" * 150, "the query is too long, or nests too deeply, to be traced"),
        ("SELECT * {" + "?s ?p ?o ." * 400 + "}", "the query is too long, or nests too deeply, to be traced"),
    ],
    ids=["beyond SPARQL 1.1", "an unknown prefix", "deep", "long"],
)
def test_what_is_not_read_says_why_in_one_line(text: str, reason: str) -> None:
    limit = sys.getrecursionlimit()
    with pytest.raises(UntraceableError) as untraceable:
        take_apart(text)
    assert str(untraceable.value).startswith(reason)
    assert "\n" not in str(untraceable.value)
    assert sys.getrecursionlimit() == limit
