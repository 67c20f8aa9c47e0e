"""Test that a store on a server is asked, and gives rows in order, as the embedded one does."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox
import pytest
from endpoint import Answer, Endpoint, endpoint

from coalition.errors import QueryError, StoreError
from coalition.rdf.store import Dataset, Rows, Store
from coalition.remote.client import Client
from coalition.remote.profile import Profile
from coalition.remote.store import RemoteStore

XSD = "http://www.w3.org/2001/XMLSchema#"
NAMES = [ox.NamedNode(f"urn:{number}") for number in range(6)]
P = ox.NamedNode("urn:p")
VALUES: list[ox.Literal | ox.NamedNode] = [
    ox.Literal("2025-03-02", datatype=ox.NamedNode(XSD + "date")),
    ox.Literal("--11-11", datatype=ox.NamedNode(XSD + "gMonthDay")),
    ox.Literal("10"),
    ox.Literal(9),
    ox.Literal("5x"),
    ox.NamedNode("urn:z"),
]
QUADS = [ox.Quad(name, P, value) for name, value in zip(NAMES, VALUES, strict=True)]


@pytest.fixture
def served() -> Iterator[Endpoint]:
    """Serve values of many kinds."""
    with endpoint(QUADS) as started:
        yield started


def stores(served: Endpoint) -> tuple[Store, RemoteStore]:
    return Store.in_memory(QUADS), RemoteStore(Client(served.url), Profile(""))


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?s ?o { ?s ?p ?o } ORDER BY ?o",
        "SELECT ?s ?o { ?s ?p ?o } ORDER BY DESC(?o)",
        "SELECT ?s { ?s ?p ?o } ORDER BY ?o",
        "SELECT DISTINCT ?p { ?s ?p ?o } ORDER BY ?o",
        "SELECT ?o ?s { ?s ?p ?o } ORDER BY DESC(?s)",
        "SELECT * { ?s ?p ?o } ORDER BY ?s",
        "SELECT ?s { ?s ?p ?o } ORDER BY ?s LIMIT 2",
        "SELECT ?s { ?s ?p ?o FILTER(false) } ORDER BY ?s",
    ],
)
def test_rows_come_in_the_order_of_the_embedded_store(served: Endpoint, text: str) -> None:
    ours, theirs = (store.select(text) for store in stores(served))
    assert [variable.value for variable in theirs.variables] == [variable.value for variable in ours.variables]
    assert [tuple(row) for row in theirs] == [tuple(row) for row in ours]


def test_rows_can_be_sorted_again_to_be_serialized(served: Endpoint) -> None:
    import io

    written = []
    for store in stores(served):
        output, rows = io.BytesIO(), store.query("SELECT ?s ?o { ?s ?p ?o } ORDER BY ?o", in_order=True)
        assert isinstance(rows, Rows)
        rows.serialize(output, ox.QueryResultsFormat.TSV)
        written.append(output.getvalue())
    assert written[0] == written[1]


def test_values_are_given_and_graphs_found(served: Endpoint) -> None:
    ours, theirs = stores(served)
    for store in (ours, theirs):
        assert [row["o"] for row in store.select("SELECT ?s ?o { ?s ?p ?o }", {"s": NAMES[2]})] == [VALUES[2]]
        assert store.graphs_of_each([quad.triple for quad in QUADS]) == {quad.triple: set() for quad in QUADS}
        assert len(store) == 6 and next(store.quads(NAMES[5])) == QUADS[5]
        assert bool(store.query("ASK { ?s ?p ?o }", dataset=Dataset((P,)))) is False


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("SELECT ?x {", "query:1:"),
        ("DELETE WHERE { ?s ?p ?o }", "query"),
        ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", "SERVICE would send a request"),
    ],
)
def test_what_is_wrong_with_a_query_is_told_as_here_and_not_sent(served: Endpoint, text: str, message: str) -> None:
    told = []
    for store in stores(served):
        with pytest.raises(QueryError, match=message) as caught:
            store.query(text)
        told.append(str(caught.value))
    assert told[0] == told[1] and served.asked == []


def test_a_value_for_what_is_not_selected_is_refused_as_here(served: Endpoint) -> None:
    for store in stores(served):
        with pytest.raises(QueryError, match="select every variable that is given a value"):
            store.select("SELECT ?o { ?s ?p ?o }", {"s": NAMES[2]})
    assert served.asked == []


def test_an_answer_that_is_none_is_no_answer(served: Endpoint) -> None:
    served.lie = lambda _right, _form, _headers: Answer(b"<html>", "text/html")
    _, theirs = stores(served)
    with pytest.raises(StoreError, match="answers with text/html"):
        theirs.select("SELECT ?s { ?s ?p ?o } ORDER BY ?s")
