"""Test the tree that each part of SPARQL is parsed to, and what is reported as unsupported instead of guessed."""

from __future__ import annotations

import sys

import pyoxigraph as ox
import pytest

from coalition import namespaces
from coalition.provenance.algebra import (
    ABSENT,
    CONDITION,
    SUBQUERY,
    Basic,
    Filtered,
    Join,
    Marked,
    Node,
    Opaque,
    Optional,
    Path,
    Pattern,
    Scoped,
    Union,
    Var,
    certain,
    parse,
)
from coalition.provenance.rewriting import MARK, UntraceableError, rewrite

EX = "http://example.org/"
X, Y, Z = Var("x"), Var("y"), Var("z")


def node(name: str) -> ox.NamedNode:
    return ox.NamedNode(EX + name)


P, Q = node("p"), node("q")


def tree(group: str) -> Node:
    """Return the tree of a group, marks included."""
    return parse(rewrite(f"PREFIX ex: <{EX}> SELECT * {group}").solutions())[0]


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
    assert (found.needs, found.notes) == ((), ())
    assert isinstance(found.node, Basic)
    kind = ox.NamedNode(namespaces.RDF + "type")
    assert set(found.node.patterns) == {Pattern(X, P, Y), Pattern(X, Z, node("b")), Pattern(Y, kind, node("C"))}


def test_groups_are_joined() -> None:
    assert tree("{ { ?x ex:p ?y } { ?y ex:q ?z } }") == Basic((Pattern(X, P, Y), Pattern(Y, Q, Z)))
    found = tree("{ ?x ex:p ?y VALUES ?y { ex:b } }")
    assert found == Join(Basic((Pattern(X, P, Y),)), Opaque())


def test_an_optional_holds_its_filter_and_its_mark() -> None:
    found = tree("{ ?x ex:p ?y OPTIONAL { ?y ex:q ?z FILTER(?z != ?x) } }")
    taken = Filtered(Marked(f"{MARK}0", Basic((Pattern(Y, Q, Z),))), (), ())
    assert found == Optional(Basic((Pattern(X, P, Y),)), taken)


def test_a_union_has_a_mark_for_each_branch() -> None:
    found = tree("{ { ?x ex:p ?y } UNION { ?x ex:q ?y } }")
    first, second = (Marked(f"{MARK}{n}", Basic((Pattern(X, verb, Y),))) for n, verb in enumerate((P, Q)))
    assert found == Union(first, second)


def test_a_graph_scopes_what_is_in_it() -> None:
    assert tree("{ GRAPH ?z { ?x ex:p ?y } }") == Scoped(Z, Basic((Pattern(X, P, Y),)))
    assert tree("{ GRAPH ex:g { ?x ex:p ?y } }") == Scoped(node("g"), Basic((Pattern(X, P, Y),)))


def test_a_bind_adds_nothing_but_a_note_where_it_asks_for_more() -> None:
    basic = Basic((Pattern(X, P, Y),))
    assert tree("{ ?x ex:p ?y BIND(STR(?y) AS ?z) }") == basic
    assert tree("{ ?x ex:p ?y BIND(EXISTS { ?y ex:q ?x } AS ?z) }") == Filtered(basic, (), (CONDITION,))


@pytest.mark.parametrize(
    ("condition", "needs", "notes"),
    [
        ("EXISTS { ?y ex:q ?z }", (Basic((Pattern(Y, Q, Z),)),), ()),
        ("EXISTS { GRAPH ?z { ?y ex:q ?x } }", (Scoped(Z, Basic((Pattern(Y, Q, X),))),), ()),
        (
            "EXISTS { { ?y ex:q ?z } UNION { ?z ex:q ?y } }",
            (Union(Basic((Pattern(Y, Q, Z),)), Basic((Pattern(Z, Q, Y),))),),
            (),
        ),
        ("(EXISTS { ?y ex:q ?z } && ?x != ?y)", (Basic((Pattern(Y, Q, Z),)),), ()),
        ("(NOT EXISTS { ?y ex:q ?z } && EXISTS { ?x ex:q ?z })", (Basic((Pattern(X, Q, Z),)),), (ABSENT,)),
        ("NOT EXISTS { ?y ex:q ?z }", (), (ABSENT,)),
        ("EXISTS { ?y ex:q ?z FILTER(?z != ?x) }", (), (CONDITION,)),
        ("EXISTS { ?y ex:q ?z OPTIONAL { ?z ex:q ?x } }", (), (CONDITION,)),
        ("EXISTS { ?y ex:q ?z MINUS { ?z ex:q ?x } }", (), (CONDITION,)),
        ("EXISTS { ?y ex:q ?z VALUES ?z { ex:a } }", (), (CONDITION,)),
        ("(EXISTS { ?y ex:q ?z } || ?x = ?y)", (), (CONDITION,)),
        ("(! EXISTS { ?y ex:q ?z })", (), (CONDITION,)),
        ("IF(NOT EXISTS { ?y ex:q ?z }, true, false)", (), (CONDITION,)),
        ("(?x != 'EXISTS')", (), ()),
    ],
)
def test_a_filter_tells_what_it_needs_and_what_it_cannot_tell(
    condition: str, needs: tuple[Node, ...], notes: tuple[str, ...]
) -> None:
    assert tree(f"{{ ?x ex:p ?y FILTER {condition} }}") == Filtered(Basic((Pattern(X, P, Y),)), needs, notes)


def test_a_minus_and_a_subquery_are_noted() -> None:
    basic = Basic((Pattern(X, P, Y),))
    assert tree("{ ?x ex:p ?y MINUS { ?x ex:q ?z } }") == Filtered(basic, (), (ABSENT,))
    assert tree("{ ?x ex:p ?y { SELECT ?y { ?y ex:q ?z } } }") == Join(basic, Opaque(SUBQUERY))


@pytest.mark.parametrize(
    ("group", "expected"),
    [
        ("{ ?x ex:p ?y }", {"x", "y"}),
        ("{ ?x ?z [] OPTIONAL { ?x ex:q ?y } }", {"x", "z"}),
        ("{ { ?x ex:p ?y } UNION { ?x ex:q ?z } }", {"x"}),
        ("{ GRAPH ?z { ?x ex:p ?y } FILTER(?y != ?w) }", {"x", "y", "z"}),
        ("{ VALUES ?z { UNDEF } ?x ex:p+ ?y BIND(STR(?z) AS ?w) MINUS { ?x ex:p ?v } }", {"x", "y"}),
    ],
)
def test_the_variables_that_have_a_value_in_every_solution_are_told(group: str, expected: set[str]) -> None:
    assert {name for name in certain(tree(group)) if name.isalpha() and len(name) == 1} == expected


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
    found, _ = parse(f"PREFIX actor: <{EX}> SELECT * {{ ?x ?y actor:a }}")
    assert found == Basic((Pattern(X, Y, node("a")),))
    based, _ = parse(f"BASE <{EX}> SELECT * {{ ?x ?y <a> }}")
    assert based == Basic((Pattern(X, Y, node("a")),))


def test_a_construct_query_has_a_template() -> None:
    text = f"PREFIX ex: <{EX}> CONSTRUCT {{ ?x ex:q ?y . ?y a ex:C }} WHERE {{ ?x ex:p ?y }}"
    assert set(parse(text)[1]) == {Pattern(X, Q, Y), Pattern(Y, ox.NamedNode(namespaces.RDF + "type"), node("C"))}
    assert parse(f"SELECT * {{ ?x <{EX}p> 'CONSTRUCT' }}")[1] == ()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            "SELECT * { ?x ?p ?y LATERAL { ?y ?q ?z } }",
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
        parse(text)
    assert str(untraceable.value).startswith(reason)
    assert "\n" not in str(untraceable.value)
    assert sys.getrecursionlimit() == limit
