"""Test that rows are written in JSON byte for byte as the engine writes them."""

from __future__ import annotations

import io
import json

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalition.graph import Graph
from coalition.query import formats, json_rows

CHARACTERS = st.text(st.characters(codec="utf-8"), max_size=20)
IRIS = st.sampled_from(["urn:a", "https://example.org/é?q=1#x"]).map(ox.NamedNode)
LITERALS = st.one_of(
    CHARACTERS.map(ox.Literal),
    st.builds(lambda text, tag: ox.Literal(text, language=tag), CHARACTERS, st.sampled_from(["en", "uk-ua", "ar"])),
    st.builds(lambda text, kind: ox.Literal(text, datatype=kind), CHARACTERS, IRIS),
    st.integers().map(ox.Literal),
    st.booleans().map(ox.Literal),
)
TERMS = st.one_of(IRIS, LITERALS, st.builds(ox.Triple, IRIS, IRIS, LITERALS))


def in_query(term: ox.Literal | ox.NamedNode | ox.Triple | None) -> str:
    """Return a term as the data of a query have it."""
    if isinstance(term, ox.Triple):
        return f"<<( {term.subject} {term.predicate} {term.object} )>>"
    return "UNDEF" if term is None else str(term)


def of_engine(columns: list[str], rows: list[list[ox.Literal | ox.NamedNode | ox.Triple | None]]) -> bytes:
    """Return rows as the engine writes them, from a query that has them as its data."""
    heads = " ".join(f"?{column}" for column in columns)
    lines = " ".join(f"({' '.join(map(in_query, row))})" for row in rows)
    result = ox.Store().query(f"SELECT {heads} {{ VALUES ({heads}) {{ {lines} }} }}")
    assert isinstance(result, ox.QuerySolutions)
    written = result.serialize(format=ox.QueryResultsFormat.JSON)
    assert written
    return written


@given(st.lists(st.lists(st.one_of(st.none(), TERMS), min_size=2, max_size=2), max_size=5))
def test_rows_are_written_as_the_engine_writes_them(
    rows: list[list[ox.Literal | ox.NamedNode | ox.Triple | None]],
) -> None:
    output = io.BytesIO()
    json_rows.write(["a", "b"], rows, output)
    assert output.getvalue() == of_engine(["a", "b"], rows)


def test_blank_nodes_and_directions_are_written_as_the_engine_writes_them() -> None:
    text = 'SELECT ?node ?text { BIND(BNODE("x") AS ?node) BIND("x"@ar--rtl AS ?text) }'
    found = ox.Store().query(text)
    assert isinstance(found, ox.QuerySolutions)
    rows = [list(row) for row in found]
    output = io.BytesIO()
    json_rows.write(["node", "text"], rows, output)
    told = json.loads(output.getvalue())["results"]["bindings"][0]
    assert told["node"] == {"type": "bnode", "value": rows[0][0].value}
    assert told["text"] == {"type": "literal", "value": "x", "xml:lang": "ar", "its:dir": "rtl"}


@pytest.mark.parametrize("number", [0, 1, 2, 5, 6])
def test_many_rows_are_written_in_parts(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_rows, "TOGETHER", 2)
    rows = [[ox.Literal(each)] for each in range(number)]
    output = io.BytesIO()
    json_rows.write(['a"b'], rows, output)
    found = json.loads(output.getvalue())
    assert found["head"]["vars"] == ['a"b']
    assert [each['a"b']["value"] for each in found["results"]["bindings"]] == [str(each) for each in range(number)]


ORDERED = (
    "SELECT ?who ?name { ?who skos:prefLabel ?name } ORDER BY ?name ?who",
    "SELECT ?event ?day { ?event a cg:Event OPTIONAL { ?event cg:date ?day } } ORDER BY DESC(?day) ?event",
    "SELECT ?name { ?who a cg:Person ; skos:prefLabel ?name } ORDER BY ?who",
    "SELECT DISTINCT ?name { ?who a cg:Actor ; skos:prefLabel ?name } ORDER BY ?name LIMIT 3",
    "SELECT ?x { VALUES ?x { 1 'a' 2.5 <urn:x> '2025'^^xsd:gYear } } ORDER BY ?x",
)


@pytest.mark.parametrize("text", ORDERED)
def test_what_is_put_in_order_here_is_what_the_engine_gives(text: str, published: Graph) -> None:
    written = []
    for in_order in (True, False):
        output = io.BytesIO()
        formats.stream(published.store.query(text, in_order=in_order), "json", output)
        written.append(output.getvalue())
    assert written[0] == written[1]


def test_most_rows_are_put_in_order_here(published: Graph) -> None:
    sought = [published.store.query(text).sought.order for text in ORDERED]  # type: ignore[union-attr]
    assert sum(map(bool, sought)) >= 3
