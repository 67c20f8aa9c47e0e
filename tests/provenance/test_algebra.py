"""Test what the tree of a query tells about its solutions."""

from __future__ import annotations

import pytest

from coalition.provenance.algebra import Basic, Node, Var, certain, grows, scopes
from coalition.provenance.parsing import take_apart


def tree(group: str) -> Node:
    """Return the tree of a group, marks included."""
    return take_apart(f"PREFIX ex: <http://example.org/> SELECT * {group}").tree


@pytest.mark.parametrize(
    ("group", "expected"),
    [
        ("{ ?x ex:p ?y . ?y ex:p+ ?z FILTER(?x != ?y) BIND(STR(?z) AS ?w) VALUES ?x { ex:a } }", True),
        ("{ { ?x ex:p ?y OPTIONAL { ?y ex:q ?z } } UNION { GRAPH ?g { ?x ex:q ?y } } }", True),
        ("{ ?x ex:p ?y OPTIONAL { ?y ex:q ?z OPTIONAL { ?z ex:q ?x } } }", False),
        ("{ ?x ex:p ?y OPTIONAL { ?y ex:q ?z FILTER EXISTS { ?z ex:q ?x } } }", False),
        ("{ ?x ex:p ?y OPTIONAL { { SELECT ?y { ?y ex:q ?z } } } }", False),
        ("{ ?x ex:p ?y FILTER EXISTS { ?y ex:q ?z } }", False),
        ("{ ?x ex:p ?y MINUS { ?y ex:q ?z } }", False),
        ("{ ?x ex:p ?y . ?y ex:q/(ex:p|ex:q*) ?z }", False),
        ("{ GRAPH ?g { ?x ex:p? ?y } }", False),
    ],
)
def test_where_the_facts_of_a_solution_may_not_give_it_alone_is_told(group: str, expected: bool) -> None:
    assert grows(tree(group)) is expected


def test_an_optional_may_add_to_a_count_where_its_facts_are_left_out() -> None:
    found = tree("{ ?x ex:p ?y OPTIONAL { ?y ex:q ?z } }")
    assert (grows(found), grows(found, counted=True)) == (True, False)


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


def test_each_pattern_knows_the_innermost_graph_around_it() -> None:
    found = tree(
        "{ ?a ex:p ?a OPTIONAL { GRAPH ex:g { ?b ex:p ?b OPTIONAL { ?c ex:p ?c } { ?d ex:p ?d } UNION { ?e ex:p ?e } "
        "MINUS { ?b ex:q ?b } BIND(1 AS ?one) GRAPH ?h { { ?f ex:p ?f FILTER(?f != 1) } OPTIONAL { ?g ex:p ?g } } } } }"
    )
    around = {
        slot.name: graph.name if isinstance(graph, Var) else graph and str(graph)
        for part, graph in scopes(found)
        if isinstance(part, Basic)
        for pattern in part.patterns
        if isinstance(slot := pattern.subject, Var)
    }
    named = "<http://example.org/g>"
    assert around == {"a": None, "b": named, "c": named, "d": named, "e": named, "f": "h", "g": "h"}
