"""Test that the values of parameters are written where the engine's planner sees them, and change no answer."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from coalition.rdf.parameters import planned
from coalition.rdf.store import Store

X = ox.NamedNode("http://example.org/x")
ROW = "VALUES (?a) { (<http://example.org/x>) }"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SELECT ?a { ?a ?p ?o }", f"SELECT ?a {{ {ROW} ?a ?p ?o }}"),
        ("SELECT ?a { GRAPH ?g { ?a ?p ?o } }", f"SELECT ?a {{ {ROW} GRAPH ?g {{ ?a ?p ?o }} }}"),
        (
            "SELECT ?a { ?s ?p ?o OPTIONAL { ?s ?q ?a } }",
            f"SELECT ?a {{ {ROW} ?s ?p ?o OPTIONAL {{ {ROW} ?s ?q ?a }} }}",
        ),
        (
            "SELECT ?a { { ?s ?p ?o } UNION { ?a ?p ?o } }",
            f"SELECT ?a {{ {ROW} {{ ?s ?p ?o }} UNION {{ {ROW} ?a ?p ?o }} }}",
        ),
        ("SELECT ?a { ?s ?p ?o MINUS { ?s ?p ?a } }", f"SELECT ?a {{ {ROW} ?s ?p ?o MINUS {{ {ROW} ?s ?p ?a }} }}"),
        # A variable of a subquery that it does not return is another one.
        (
            "SELECT ?a { { SELECT ?a { ?a ?p ?o } } { SELECT (COUNT(?a) AS ?n) { ?a ?p ?o } } }",
            f"SELECT ?a {{ {ROW} {{ SELECT ?a {{ {ROW} ?a ?p ?o }} }} {{ SELECT (COUNT(?a) AS ?n) {{ ?a ?p ?o }} }} }}",
        ),
        ("SELECT * { { SELECT * { ?a ?p ?o } } }", f"SELECT * {{ {ROW} {{ SELECT * {{ {ROW} ?a ?p ?o }} }} }}"),
        ("SELECT ?a { VALUES ?s { <a:a> } ?s ?p ?a }", f"SELECT ?a {{ {ROW} VALUES ?s {{ <a:a> }} ?s ?p ?a }}"),
    ],
)
def test_values_stand_in_each_group_that_mentions_them(text: str, expected: str) -> None:
    assert planned(text, {"?a": X}) == expected


def test_a_query_without_parameters_stays_as_it_is() -> None:
    assert planned("SELECT ?a { ?a ?p ?o }", {}) == "SELECT ?a { ?a ?p ?o }"


def test_an_answer_is_the_same_with_the_values_in_its_text() -> None:
    nodes = [ox.NamedNode(f"http://example.org/{name}") for name in "xyz"]
    quads = [ox.Quad(one, nodes[0], two, graph) for one in nodes for two in nodes for graph in nodes[:2]]
    store = Store.in_memory(quads)
    # Where BIND gives the variable a value, the text with VALUES does not parse, and the query is asked as it is.
    for text in (
        "SELECT ?a ?o { GRAPH ?g { ?a ?p ?o } MINUS { GRAPH ?h { ?o ?p ?a } FILTER(?o = ?a) } } ORDER BY ?o",
        "SELECT ?a ?o { GRAPH ?g { ?o ?p ?s } OPTIONAL { GRAPH ?h { ?a ?p ?o } FILTER(?o != ?a) } } ORDER BY ?o",
        "SELECT ?a (COUNT(*) AS ?n) { GRAPH ?g { ?a ?p ?o } FILTER NOT EXISTS { ?a ?p ?o } } GROUP BY ?a",
    ):
        engine = store._engine.query(text, substitutions={ox.Variable("a"): X})
        assert isinstance(engine, ox.QuerySolutions)
        assert [tuple(row) for row in store.select(text, {"a": X})] == [tuple(row) for row in engine]
