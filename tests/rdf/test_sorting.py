"""Test that rows are sorted as the engine sorts them, and by the engine where only it knows how."""

from __future__ import annotations

import io
import random
from itertools import product

import pyoxigraph as ox
import pytest

from coalition.errors import QueryError
from coalition.namespaces import XSD
from coalition.rdf import ordering, sorting
from coalition.rdf.sorting import Unordered, UnsortableError, in_any_order, unordered
from coalition.rdf.store import Store

TERMS = [
    "UNDEF", "<a:b>", "<a:b/2>", "<a:b/10>", '"a"', '"B"', '"é"', '"a b"@en', '"2025"', '"\U0001f600"', "true", "false",
    "1", "-3", "2.5", "0.01", "0", "10", '"2025-03"^^xsd:gYearMonth', '"2025-03-02"^^xsd:date', '"2024"^^xsd:gYear',
]  # fmt: skip


def rows_of(terms: list[str], columns: int = 2) -> str:
    """Return a block of VALUES with each combination of terms, in any order."""
    rows = [f"({' '.join(row)})" for row in product(terms, repeat=columns)]
    random.Random(1).shuffle(rows)
    return f"VALUES ({' '.join(f'?v{n}' for n in range(columns))}) {{ {' '.join(rows)} }}"


@pytest.mark.parametrize(
    "order", ["?v0 ?v1", "DESC(?v0) ?v1", "?v1 DESC(?v0)", "ASC(?v1) ASC(?v0)", "DESC(?v1) DESC(?v0)"]
)
def test_rows_are_sorted_as_the_engine_sorts_them(order: str) -> None:
    text = f"SELECT ?v0 ?v1 {{ {rows_of(TERMS)} }} ORDER BY {order}"
    store = Store.in_memory([])
    rows = store.select(text)
    assert rows.sought.order
    engine = store._engine.query(ordering.total(text), prefixes={"xsd": XSD})
    assert isinstance(engine, ox.QuerySolutions)
    assert [tuple(row) for row in rows] == [tuple(row) for row in engine]


@pytest.mark.parametrize(
    "terms",
    [
        ['"a"', '"a"@en'],  # of two terms with one text, the engine knows the first
        ["1e0", "2.5"],
        ["0.001", "2"],
        ["123456789012345678", "2"],
        ['"PT1S"^^xsd:duration', "<a:b>"],
        ['"2025-03-02Z"^^xsd:date', '"2025-03-02"^^xsd:date'],
        ['"x"^^xsd:boolean', "true"],
    ],
)
def test_the_engine_sorts_what_only_it_can_compare(terms: list[str]) -> None:
    text = f"SELECT ?v0 {{ {rows_of(terms, 1)} }} ORDER BY ?v0"
    store = Store.in_memory([])
    rows = store.select(text)
    with pytest.raises(UnsortableError):
        sorting.sort(rows.again().solutions, ["v0"], rows.sought.order)
    engine = store._engine.query(ordering.total(text), prefixes={"xsd": XSD})
    assert isinstance(engine, ox.QuerySolutions)
    assert [tuple(row) for row in rows] == [tuple(row) for row in engine]


def test_more_rows_than_are_sorted_here_are_sorted_by_the_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sorting, "ROWS", 2)
    found = Store.in_memory([]).select("SELECT ?x { VALUES ?x { 3 1 2 } } ORDER BY ?x")
    assert [row["x"].value for row in found] == ["1", "2", "3"]


@pytest.mark.parametrize(
    ("tail", "order"),
    [
        ("ORDER BY ?x DESC(?y)", (("x", False), ("y", True))),
        ("ORDER BY ?x LIMIT 1", ()),
        ("ORDER BY STR(?x)", ()),
        ("ORDER BY ASC(STR(?x))", ()),
        ("ORDER BY (?x)", ()),
        ("", ()),
    ],
)
def test_only_an_order_by_variables_is_taken_off(tail: str, order: sorting.Order) -> None:
    text = f"SELECT ?x ?y {{ ?x ?y ?z }} {tail}"
    assert unordered(text) == Unordered("SELECT ?x ?y { ?x ?y ?z } " if order else text, order)


@pytest.mark.parametrize("columns", ["*", "DISTINCT ?x", "?y (STR(?y) AS ?x)"])
def test_an_order_by_columns_is_taken_off(columns: str) -> None:
    text = f"PREFIX x: <x:> SELECT {columns} FROM x:y {{ ?x ?y ?z }} ORDER BY ?x"
    assert unordered(text) == Unordered(text[:-11], (("x", False),))
    assert in_any_order(text) == text[:-11]


@pytest.mark.parametrize("columns", ["?y", "DISTINCT ?y", "(STR(?x) AS ?y)", "?y (STR(?x) AS ?w)"])
@pytest.mark.parametrize("before", ["WHERE", "", "FROM x:y", "FROM x:y WHERE"])
def test_what_a_query_sorts_by_and_does_not_return_is_added(columns: str, before: str) -> None:
    text = f"PREFIX x: <x:> SELECT {columns} {before} {{ ?x ?y ?z }} ORDER BY ?x DESC(?z)"
    added = text[:-20].replace(columns, f"{columns} ?x ?z ", 1).replace("  ", " ")
    found = unordered(text)
    assert found.text.replace("  ", " ") == added
    assert found[1:] == ((("x", False), ("z", True)), ("x", "z"), "DISTINCT" in columns)


@pytest.mark.parametrize(
    "text", ["(COUNT(*) AS ?y) {{ {0} }}", "REDUCED ?y {{ {0} }}", "?y {{ {0} }} GROUP BY ?y", "{{ {0} }}"]
)
def test_nothing_is_added_to_what_is_gathered_or_to_no_columns(text: str) -> None:
    text = f"SELECT {text.format('?x ?y ?z')} ORDER BY ?x"
    assert unordered(text) == Unordered(text)


@pytest.mark.parametrize(
    "tail",
    [
        "LIMIT 1 ORDER BY ?x",
        "OFFSET 1 ORDER BY ?x",
        "VALUES ?x {1} ORDER BY ?x",
        "ORDER BY ?x ORDER BY ?x",
        "ORDER ?x ?y",
        "ORDER BY",
    ],
)
def test_what_is_wrong_about_an_order_is_still_wrong(tail: str) -> None:
    with pytest.raises(QueryError):
        Store.in_memory([]).select(f"SELECT ?x {{ VALUES ?x {{ 1 }} }} {tail}")


def test_a_query_that_takes_some_rows_keeps_its_order() -> None:
    for text in ("SELECT ?x { ?x ?y ?z } ORDER BY ?x LIMIT 1", "ASK { ?x ?y ?z }", "SELECT ?x {} ORDER BY STR(?x)"):
        assert in_any_order(text) == text


def test_a_subquery_keeps_its_order() -> None:
    text = "SELECT ?x { SELECT ?x { ?x ?y ?z } ORDER BY ?x }"
    assert unordered(text) == Unordered(text)


VALUES = 'VALUES (?x ?y) { ("a" 2) ("b" 1) ("a" 0) ("c" 3) ("b" 0) }'


def test_rows_are_sorted_by_a_variable_that_is_not_returned() -> None:
    rows = Store.in_memory([]).select(f"SELECT ?x {{ {VALUES} }} ORDER BY DESC(?y) ?x")
    assert rows.sought.added == ("y",)
    assert [variable.value for variable in rows.variables] == ["x"]
    held = list(rows)
    assert [row["x"].value for row in held] == ["c", "a", "b", "a", "b"]
    assert [row[0].value for row in held] == ["c", "a", "b", "a", "b"]
    assert {len(tuple(row)) for row in held} == {1}


def test_rows_that_are_equal_but_for_what_they_are_sorted_by_are_one() -> None:
    rows = Store.in_memory([]).select(f"SELECT DISTINCT ?x {{ {VALUES} }} ORDER BY DESC(?y)")
    assert [row["x"].value for row in rows] == ["c", "a", "b"]


def test_what_the_engine_writes_is_in_order() -> None:
    output = io.BytesIO()
    rows = Store.in_memory([]).select("SELECT ?x { VALUES ?x { 3 1 2 } } ORDER BY ?x")
    rows.serialize(output, ox.QueryResultsFormat.TSV)
    assert output.getvalue() == b"?x\n1\n2\n3\n"
