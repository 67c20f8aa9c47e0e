"""Test that queries and patterns are sent so that a server gives what the embedded engine gives."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox
import pytest
from endpoint import Endpoint, endpoint

from coalition.errors import QueryError
from coalition.remote.client import Client
from coalition.remote.engine import Endpoint as Engine
from coalition.remote.engine import _undivided, _without
from coalition.remote.profile import ACCEPTED, Profile

A, B, C, D = (ox.NamedNode(f"urn:{name}") for name in "abcd")
QUADS = [
    ox.Quad(A, B, C),
    ox.Quad(A, B, ox.Literal("what? {}")),
    ox.Quad(A, B, C, D),
    ox.Quad(B, B, ox.Literal("1", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#integer")), D),
    ox.Quad(C, B, A, C),
]


@pytest.fixture
def served() -> Iterator[Endpoint]:
    """Serve a few quads."""
    with endpoint(QUADS) as started:
        yield started


def engine(served: Endpoint, profile: Profile | None = None) -> Engine:
    return Engine(Client(served.url), profile or Profile(""))


@pytest.mark.parametrize("graph", [None, ox.DefaultGraph(), D, B])
@pytest.mark.parametrize("obj", [None, C, ox.Literal("what? {}"), ox.Literal("no")])
@pytest.mark.parametrize("subject", [None, A, B])
def test_patterns_give_what_the_embedded_engine_gives(
    served: Endpoint, subject: ox.NamedNode | None, obj: ox.NamedNode | ox.Literal | None, graph: ox.NamedNode | None
) -> None:
    for word in (None, B):
        ours = list(engine(served).quads_for_pattern(subject, word, obj, graph))
        assert sorted(ours, key=str) == sorted(served.store.quads_for_pattern(subject, word, obj, graph), key=str)


def test_a_blank_node_matches_nothing_and_nothing_is_asked(served: Endpoint) -> None:
    assert list(engine(served).quads_for_pattern(ox.BlankNode(), None, None, None)) == []
    assert served.asked == []
    with pytest.raises(QueryError, match="cannot be looked for on a server"):
        engine(served).query("ASK { ?x ?y ?z }", substitutions={ox.Variable("x"): ox.BlankNode()})


def test_all_quads_are_counted(served: Endpoint) -> None:
    assert len(engine(served)) == len(QUADS)


def test_each_form_of_query_has_its_own_answer(served: Endpoint) -> None:
    asked = engine(served)
    assert bool(asked.query("ASK { ?s ?p ?o }")) is True
    assert [tuple(row) for row in asked.query("SELECT ?o { <urn:a> ?p ?o FILTER(isIRI(?o)) }")] == [(C,)]
    assert list(asked.query("CONSTRUCT WHERE { <urn:a> ?p <urn:c> }")) == [ox.Triple(A, B, C)]


def test_values_prefixes_and_graphs_are_sent_with_the_query(served: Endpoint) -> None:
    prefixes = {"u": "urn:", "unused": "urn:unused:"}
    found = engine(served).query(
        "SELECT ?o ?s { ?s u:b ?o }", prefixes=prefixes, substitutions={ox.Variable("s"): B}, default_graph=[D]
    )
    assert [row[0].value for row in found] == ["1"]
    [form] = served.asked
    assert "PREFIX u: <urn:>" in form["query"][0] and "unused" not in form["query"][0]
    assert form["default-graph-uri"] == ["urn:d"]


def test_the_graph_of_accepted_facts_is_the_default_one_and_no_other() -> None:
    accepted = [ox.Quad(q.subject, q.predicate, q.object, ox.NamedNode(ACCEPTED)) for q in QUADS[:2]]
    with endpoint([*accepted, *QUADS[2:]]) as served:
        asked = engine(served, Profile("", ACCEPTED))
        assert len(list(asked.query("SELECT * { ?s ?p ?o }"))) == 2
        assert served.asked[-1]["default-graph-uri"] == [ACCEPTED]
        asked.query("SELECT * FROM <urn:d> { ?s ?p ?o }")
        assert "default-graph-uri" not in served.asked[-1]


def test_graphs_that_are_no_part_of_the_dataset_are_left_out(served: Endpoint) -> None:
    asked = engine(served, Profile("", hidden=("urn:d",)))
    assert {row[0].value for row in asked.query("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }")} == {"urn:c"}
    assert [quad.graph_name for quad in asked.quads_for_pattern(None, None, None, None)].count(D) == 0
    assert bool(asked.query("ASK { GRAPH <urn:d> { ?s ?p ?o } }"))  # which was named


@pytest.mark.parametrize(
    ("text", "changed"),
    [
        ("ASK { GRAPH ?g { ?s ?p ?o } }", "ASK { GRAPH ?g { ?s ?p ?o } FILTER(?g NOT IN (<urn:x>)) }"),
        (
            "ASK { OPTIONAL { GRAPH $g { { ?s ?p '}' } } } GRAPH <urn:y> { ?a ?b ?c } }",
            "ASK { OPTIONAL { GRAPH $g { { ?s ?p '}' } } FILTER($g NOT IN (<urn:x>)) } GRAPH <urn:y> { ?a ?b ?c } }",
        ),
        ("ASK { # GRAPH ?g {\n ?s ?p ?o }", "ASK { # GRAPH ?g {\n ?s ?p ?o }"),
    ],
)
def test_the_filter_stands_behind_the_pattern_that_gives_the_variable_its_value(text: str, changed: str) -> None:
    assert _without(text, ["urn:x"]) == changed


@pytest.mark.parametrize(
    ("text", "changed"),
    [
        ("ASK { ?s ?p ?o FILTER(?s = 1 || ?s = 2) }", "ASK { ?s ?p ?o FILTER(COALESCE(?s = 1 || ?s = 2)) }"),
        ("ASK { ?s ?p ?o FILTER(?s IN (1, 1)) }", "ASK { ?s ?p ?o FILTER(COALESCE(?s IN (1, 1))) }"),
        (
            "SELECT ?s {} GROUP BY ?s HAVING (?s = 1) (?s = 1 || ?s = 2) ORDER BY ?s",
            "SELECT ?s {} GROUP BY ?s HAVING (?s = 1) (COALESCE(?s = 1 || ?s = 2)) ORDER BY ?s",
        ),
        (
            "ASK { ?s ?p ?o FILTER(EXISTS { ?a ?b ?c FILTER(?a = 1 || ?b = 2) } || ?s = 2) }",
            "ASK { ?s ?p ?o FILTER(COALESCE(EXISTS { ?a ?b ?c FILTER(COALESCE(?a = 1 || ?b = 2)) } || ?s = 2)) }",
        ),
        ("ASK { ?s ?p ?o FILTER(?o = '||') FILTER regex(?o, '|') # FILTER(?a || ?b)\n }",) * 2,
        ("ASK { ?s ?p ?o FILTER(?o > 1 && ?o < 3) }",) * 2,
    ],
)
def test_no_filter_is_left_that_a_server_could_make_two_of(text: str, changed: str) -> None:
    assert _undivided(text) == changed
    assert ox.Store().query(changed) is not None


def test_filters_are_changed_only_for_a_server_that_gives_rows_twice(served: Endpoint) -> None:
    text = "SELECT ?s { ?s ?p ?o FILTER(?s = <urn:a> || ?s = <urn:a>) }"
    for doubles in (False, True):
        assert len(list(engine(served, Profile("", doubles=doubles)).query(text))) == 2
        assert ("COALESCE" in served.asked[-1]["query"][0]) is doubles


DECIMAL = "^^<http://www.w3.org/2001/XMLSchema#decimal>"


@pytest.mark.parametrize(
    ("rows", "changed"),
    [
        (f'?x {{ "5"{DECIMAL} <urn:a> }}', f'?x {{ "5"{DECIMAL} "5.0"{DECIMAL} <urn:a> }}'),
        (
            f'(?x ?y) {{ (<urn:a> UNDEF) ("-5"{DECIMAL} "6"{DECIMAL}) }}',
            f'(?x ?y) {{ (<urn:a> UNDEF) ("-5"{DECIMAL} "6"{DECIMAL}) ("-5.0"{DECIMAL} "6.0"{DECIMAL}) }}',
        ),
        (f'?x {{ "5.5"{DECIMAL} "5" "a"@en }} FILTER(?x != "5"{DECIMAL})',) * 2,
        (f"?x {{ '\"5\"{DECIMAL}' }}",) * 2,
        ("?x {}",) * 2,
    ],
)
def test_rows_with_whole_decimal_numbers_are_sent_in_both_forms_to_a_server_that_has_both(
    served: Endpoint, rows: str, changed: str
) -> None:
    for fractions, sent in ((False, rows), (True, changed)):
        engine(served, Profile("", fractions=fractions)).query(f"ASK {{ VALUES {rows} ?s ?p ?x }}")
        assert served.asked[-1]["query"] == [f"ASK {{ VALUES {sent} ?s ?p ?x }}"]
