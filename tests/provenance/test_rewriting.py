"""Test how queries are rewritten to return their solutions, and why some cannot be rewritten."""

from __future__ import annotations

import re

import pyoxigraph as ox
import pytest
from random_queries import SPACE, random_query

from coalition.errors import QueryError
from coalition.provenance import rewriting
from coalition.provenance.rewriting import BOUND, INNER, MARK, UntraceableError, rewrite
from coalition.rdf.store import Store

EX = "http://example.org/"
BASE = f"PREFIX ex: <{EX}>\n"


def node(name: str) -> ox.NamedNode:
    return ox.NamedNode(EX + name)


STORE = Store.in_memory(
    ox.Quad(node(s), node(p), node(o)) for s, p, o in map(str.split, ("a p b", "b p c", "a q c", "c q a", "b r b"))
)


def solutions(text: str, names: tuple[str, ...] = (), rows: tuple[tuple[object, ...], ...] = ()) -> list[str]:
    """Return the solutions behind a query, one line each, without unbound variables."""
    answer = STORE.select(rewrite(BASE + text).solutions(names, rows))
    columns = [variable.value for variable in answer.variables]
    return sorted(
        " ".join(f"{c}={t.value.removeprefix(EX)}" for c, t in zip(columns, row, strict=True) if t is not None)
        for row in answer
    )


@pytest.mark.parametrize(
    ("text", "keys", "aggregated"),
    [
        ("SELECT ?x ?y { ?x ex:p ?y }", ("x", "y"), False),
        ("SELECT DISTINCT $y WHERE { ?x ex:p ?y } ORDER BY ?x LIMIT 1 OFFSET 2", ("y",), False),
        ("SELECT * { ?x ex:p ?y }", None, False),
        ("SELECT DISTINCT * { ?x ex:p ?y }", None, False),
        ("SELECT ?x (STR(?y) AS ?z) { ?x ex:p ?y }", ("x", "z"), False),
        ("SELECT (COUNT(*) AS ?n) { ?x ex:p ?y }", (), True),
        ("SELECT (1 + MAX(?y) AS ?n) { ?x ex:p ?y }", (), True),
        ("SELECT ?x (COUNT(?y) AS ?n) { ?x ex:p ?y } GROUP BY ?x HAVING(COUNT(?y) > 0)", ("x",), True),
        ("SELECT ?x { ?x ex:p ?y } GROUP BY ?x", ("x",), True),
        ("SELECT (GROUP_CONCAT(?y; SEPARATOR = ' AS ?no) {') AS ?n) { ?x ex:p ?y }", (), True),
        ("SELECT ?n (COUNT(*) AS ?k) { ?x ex:p ?y } GROUP BY (STR(?x) AS ?n)", ("n",), True),
        ("SELECT (COUNT(*) AS ?n) { ?x ex:p ?y } GROUP BY ?x", ("x",), True),
        ("SELECT (COUNT(*) AS ?n) { ?x ex:p ?y } GROUP BY STR(?x)", ("coalition_key_0",), True),
        (
            "SELECT ?y (COUNT(*) AS ?n) { ?x ex:p ?y } GROUP BY ?y (?x) <f>(?x)",
            ("y", "coalition_key_1", "coalition_key_2"),
            True,
        ),
        ("SELECT ?x FROM ex:g FROM NAMED ex:h WHERE { ?x ex:p ?y }", ("x",), False),
        ("SELECT ?count { ?count ex:p 'COUNT(' }", ("count",), False),
        ("ASK { ?x ex:p ?y }", (), False),
        ("ASK WHERE { ?x ex:p ?y }", (), False),
        ("CONSTRUCT { ?x ex:q ?y } WHERE { ?x ex:p ?y }", (), False),
        ("CONSTRUCT WHERE { ?x ex:p ?y }", (), False),
    ],
)
def test_the_keys_are_the_columns_that_tell_rows_apart(
    text: str, keys: tuple[str, ...] | None, aggregated: bool
) -> None:
    rewritten = rewrite(BASE + text)
    assert (rewritten.keys, rewritten.aggregated) == (keys, aggregated)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("DESCRIBE ex:a", "only SELECT and ASK queries are traced"),
        ("", "only SELECT and ASK queries are traced"),
    ],
)
def test_what_cannot_be_cut_says_why(text: str, reason: str) -> None:
    with pytest.raises(UntraceableError) as untraceable:
        rewrite(BASE + text)
    assert str(untraceable.value) == reason


def test_solutions_hold_every_variable_and_not_the_columns_alone() -> None:
    assert solutions("SELECT ?x { ?x ex:p ?y }") == ["x=a y=b", "x=b y=c"]


def test_solutions_are_restricted_to_rows() -> None:
    assert solutions("SELECT ?x { ?x ex:p ?y }", ("x",), ((node("b"),),)) == ["x=b y=c"]
    assert solutions("SELECT ?x { ?x ex:p ?y }", ("x",), ((None,),)) == ["x=a y=b", "x=b y=c"]
    assert solutions("SELECT ?x { ?x ex:p ?y }", ("x",), ((ox.BlankNode("b"),),)) == ["x=a y=b", "x=b y=c"]


def test_computed_columns_can_be_restricted_too() -> None:
    text = "SELECT ?x (STR(?y) AS ?z) (CONCAT(?z, '!') AS ?w) { ?x ex:p ?y }"
    assert solutions(text, ("x", "z"), ((node("a"), ox.Literal(EX + "b")),)) == [
        f"x=a y=b z=b w={EX}b!".replace(EX, "")
    ]


def test_a_literal_with_quotes_and_newlines_can_be_restricted_to() -> None:
    odd = ox.Literal('say "hi"\n{\'} # \\', language="en")
    text = f"SELECT ?x {{ VALUES ?x {{ {odd} 'other' }} }}"
    assert solutions(text, ("x",), ((odd,),)) == [f"x={odd.value}"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SELECT ?x { ?x ex:p ?y } VALUES ?y { ex:c } # the end", ["x=b y=c"]),
        ("SELECT ?x (STR(?v) AS ?w) { ?x ex:r ?x } VALUES ?v { 1 }", ["x=b v=1 w=1"]),
        ("SELECT ?x # {\n WHERE # }\n { ?x ex:r ?x # }\n }", ["x=b"]),
        ("SELECT (STR(?x) # why\n AS ?z) { ?x ex:r ?x }", ["x=b z=b"]),
        ("SELECT ?x { ?x ex:r ?x FILTER(STR(?x) != '} UNION {') }", ["x=b"]),
        ("SELECT ?x { ?x <http://example.org/r> ?x . FILTER(?x != <http://x/{#}>) }".replace("{#}", "#"), ["x=b"]),
        ("ASK { ex:a ex:p ex:b }", [""]),
        ("ASK { ex:a ex:p ex:c }", []),
        ("SELECT (EXISTS { ex:a ex:p ex:b } AS ?is) { ?x ex:r ?x }", ["x=b is=true"]),
        ("SELECT ?y (COUNT(*) AS ?n) { ?x ex:r ?x } GROUP BY (STR(?x) AS ?y)", ["x=b y=b"]),
        ("CONSTRUCT { ?x ex:new [] } WHERE { ?x ex:r ?y }", ["x=b y=b"]),
        ("SELECT ?x { SELECT ?x { ?x ex:r ?y } }", [f"x=b {INNER}0_0=b {INNER}0=true"]),
    ],
)
def test_whatever_the_form_of_the_query_its_solutions_are_asked_for(text: str, expected: list[str]) -> None:
    assert solutions(text) == expected


def test_each_branch_and_each_optional_binds_a_mark() -> None:
    text = "SELECT * { { ?x ex:p ?y } UNION { ?x ex:q ?y OPTIONAL { ?y ex:r ?z } } }"
    assert rewrite(BASE + text).marks == 3
    marks = [sorted(part for part in line.split() if part.startswith(MARK)) for line in solutions(text)]
    assert sorted(marks) == [[f"{MARK}0=true"], [f"{MARK}0=true"], [f"{MARK}1=true"], [f"{MARK}1=true"]]
    assert rewrite(BASE + "SELECT * { ?x ex:p ?y FILTER(?x != ?y) { ?x ex:q ?y } }").marks == 0


def test_inner_queries_are_taken_out_with_the_variables_that_hold_their_rows() -> None:
    asked = rewrite(
        "SELECT ?x { ?x a ?y { SELECT ?x (1 AS ?n) { ?x a ?z FILTER EXISTS { ?z a ?x } } LIMIT 3 }"
        " FILTER(EXISTS { ?x a ?z } || EXISTS { { SELECT * { ?z a ?x } } }) MINUS { SELECT ?x { ?x a 1 } } }"
    )
    assert [(inner.text.split(None, 1)[1], list(inner.copies)) for inner in asked.inner.values()] == [
        ("?x (1 AS ?n) { ?x a ?z FILTER EXISTS { ?z a ?x } } LIMIT 3", ["x", "n"]),
        ("* { ?x a ?z }", []),
        ("* { { SELECT * { ?z a ?x } } }", []),
    ]


@pytest.mark.parametrize(
    ("text", "unstable", "varying"),
    [
        ("SELECT (now() AS ?n) (?n > 1 AS ?late) ?x { ?x a ?y }", {"n", "late"}, {"n", "late"}),
        ("SELECT ?m { ?x a ?y BIND(?k AS ?m) BIND(STRUUID() AS ?k) }", {"k", "m"}, {"k", "m"}),
        ("SELECT (SAMPLE(?x) AS ?s) (GROUP_CONCAT(?x) AS ?g) (COUNT(*) AS ?n) { ?x a ?y }", set(), {"s", "g"}),
        ("SELECT ?r { { SELECT (RAND() AS ?r) { ?x a ?y } } }", {"r"}, {"r"}),
        ("SELECT ?x ?rand { ?x a ?rand FILTER(RAND() < 2) }", set(), set()),
    ],
)
def test_what_is_computed_anew_is_told(text: str, unstable: set[str], varying: set[str]) -> None:
    asked = rewrite(text)
    assert (set(asked.unstable), set(asked.varying)) == (unstable, varying)


def test_what_gets_a_value_from_the_query_itself_is_told() -> None:
    asked = rewrite("SELECT * { VALUES (?x ?y) { (1 2) } VALUES ?z { 3 } BIND(1 AS ?w) ?v a ?u }")
    assert asked.assigned() == set("xyzw")


def test_a_query_without_its_end_keeps_all_else() -> None:
    text = "SELECT ?x { ?x ex:p ?y } GROUP BY ?x HAVING(COUNT(*) > 0) ORDER BY ?x LIMIT 1 OFFSET 1 VALUES ?x { ex:a }"
    assert (
        rewrite(BASE + text).alike.split()
        == (BASE + "SELECT ?x { ?x ex:p ?y } GROUP BY ?x HAVING(COUNT(*) > 0) VALUES ?x { ex:a }").split()
    )


@pytest.mark.parametrize(
    "text",
    [
        "ASK { ?x ex:p ?y FILTER EXISTS { { ?x ex:q ?z } UNION { ?x ex:r ?z } } }",
        "ASK { ?x ex:p ?y MINUS { { ?x ex:q ?y } UNION { ?x ex:r ?y OPTIONAL { ?y ex:p ?z } } } }",
        "ASK { { SELECT DISTINCT * { { ?x ex:q ?z } UNION { ?x ex:r ?z } } } }",
        "ASK { SELECT ?x { { ?x ex:q ?z } UNION { ?x ex:r ?z } } }",
    ],
)
def test_what_keeps_its_variables_to_itself_takes_no_marks(text: str) -> None:
    assert rewrite(BASE + text).marks == 0


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?x ex:r ?x OPTIONAL { SELECT ?x ?y { ?x ex:p ?y } } }",
        "SELECT * { ?x ex:r ?x OPTIONAL{SELECT ?x ?y { ?x ex:p ?y } LIMIT 9}OPTIONAL{?x ex:p ?y}}",
        "SELECT * { ?x ex:r ?x OPTIONAL{{SELECT ?x ?y{?x ex:p ?y}}UNION{SELECT ?x ?y{?x ex:p ?y}}}}",
        "SELECT * { ?x ex:r ?x OPTIONAL{?x ex:p ?y OPTIONAL{SELECT ?y{?y ex:q ?x}}}}",
    ],
)
def test_a_subquery_as_a_branch_gets_a_group_of_its_own(text: str) -> None:
    found = solutions(text)
    assert found
    assert all("x=b y=c" in line and MARK in line for line in found)


def test_the_mark_of_a_branch_stands_in_it_and_not_in_its_neighbour() -> None:
    text = "SELECT * { ?x ex:r ?x OPTIONAL{?x ex:p ?y OPTIONAL{SELECT ?y{?y ex:nothing ?z}}}}"
    assert solutions(text) == [f"x=b y=c {MARK}0=true"]


def test_a_solution_says_of_doubtful_names_whether_it_bound_them() -> None:
    asked = rewrite(BASE + "SELECT ?x ?z { ?x ex:p ?y OPTIONAL { ?y ex:r ?z } }")
    answer = STORE.select(asked.solutions(("x", "z"), ((node("b"), node("b")),), ("z",)))
    assert [(row["x"], row["z"], row[f"{BOUND}z"].value) for row in answer] == [(node("b"), node("b"), "false")]


def test_the_visible_variables_are_those_that_the_pattern_gives_a_value_to() -> None:
    text = (
        "SELECT ?given { ?x ex:p ?y FILTER(BOUND(?given) || true) FILTER EXISTS { ?y ex:q|ex:r ?in } BIND(1 AS ?one) }"
    )
    answer = STORE.select(rewrite(BASE + text).visible())
    assert [variable.value for variable in answer.variables] == ["x", "y", "one"]
    assert list(answer) == []
    assert solutions(text)


@pytest.mark.parametrize(
    ("group", "told"),
    [
        ("{ ?x ex:p ?y }", [("?x ?y", "(ex:a ex:b)")]),
        ("{ { ?x ex:p ?z } GRAPH ?g { ?z ex:q ?y } }", [("?y", "(ex:b)"), ("?x", "(ex:a)")]),
        ("{ FILTER(?y != ex:c) ?x ex:p (?y) OPTIONAL { ?x ex:q ?y } ?y ex:q ?z }", [("?x", "(ex:a)")] * 2),
        ("{ ?y ex:p ?z OPTIONAL { ?x ex:q ?z OPTIONAL { ?y ex:q ?x } } }", [("?y", "(ex:b)")]),
        ("{ { ?x ex:p ?z } OPTIONAL { GRAPH ?y { ?x ex:q ?z } } }", [("?x", "(ex:a)")] * 2),
        ("{ ?z ex:p ex:b BIND(?z AS ?x) ?x ex:q ?y }", []),
        ("{ ?z ex:p ex:b MINUS { ?x ex:q ?y } VALUES ?x { ex:a } }", []),
        ("{ { ?x ex:p ?y } UNION { ?y ex:p ?x } { SELECT ?x { ?x ex:p ?y } } }", []),
        ("{ OPTIONAL { ?x ex:p ?y } { ?x ex:q ?z FILTER NOT EXISTS { ?y ex:p ?z } } }", [("?x", "(ex:a)")]),
        ("{ LATERAL { ?x ex:p ?y } VALUES (?x ?y) { (ex:a ex:b) } }", []),
    ],
)
def test_groups_are_told_the_values_of_what_they_certainly_bind(group: str, told: list[tuple[str, str]]) -> None:
    rewritten = rewrite(f"{BASE}SELECT ?x ?y {group}")
    text = rewritten.solutions(("x", "y"), [(node("a"), node("b"))])
    # The first is what the whole is joined with.
    short = text.partition("WHERE")[2].replace(f"<{EX}", "ex:").replace(">", "")
    found = re.findall(r" VALUES \(([^)]*)\) \{ (\([^}]*\)) \} ", short)
    assert [pair for pair in found if f"VALUES ({pair[0]}) {{ {pair[1]} }}" not in group][1:] == told


@pytest.mark.parametrize("first", range(0, 1200, 200))
def test_what_groups_are_told_costs_no_solution(first: int, monkeypatch: pytest.MonkeyPatch) -> None:
    told = 0
    for query, facts in (random_query(seed) for seed in range(first, first + 200)):
        facts_of = {SPACE + name: ox.NamedNode(SPACE + name) for fact in facts for name in fact[:3]}
        triples = [[facts_of[SPACE + name] for name in fact[:3]] for fact in facts]
        store = Store.in_memory(ox.Quad(*triple) for triple in triples)
        rewritten = rewrite(query.text)
        names = rewritten.keys
        if "RAND" in query.text or not names or rewritten.groups or query.text.find("SELECT") < 0:
            continue
        try:
            rows = [tuple(row[name] for name in names) for row in store.select(query.text)][:2]
        except QueryError:  # the engine does not take all that is written at random
            continue
        texts = [rewritten.solutions(names, rows)]
        with monkeypatch.context() as patched:
            patched.setattr(rewriting, "_narrowed", lambda pattern, names, rows: pattern)
            texts.append(rewritten.solutions(names, rows))
        told += texts[0] != texts[1]
        assert len({frozenset(map(str, map(tuple, store.select(text)))) for text in texts}) == 1, query.text
    assert told > 20
