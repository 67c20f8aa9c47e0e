"""Test that whatever a query sorts is sorted: the engine alone ends the process where its order is not total."""

from __future__ import annotations

import random
from collections.abc import Callable
from decimal import Decimal
from itertools import combinations_with_replacement
from typing import Any

import pyoxigraph as ox
import pytest
from hostile.apart import Task, apart

from coalition.errors import QueryError
from coalition.namespaces import PREFIXES
from coalition.rdf import ordering
from coalition.rdf.store import Store

Draw = Callable[[random.Random], str]
OBJECTS = ["{}", "<urn:{}>", '"{}"']
KINDS: dict[str, Draw] = {
    "integer": lambda r: str(r.randint(0, 3000)),
    "decimal": lambda r: f"{r.randint(0, 300)}.{r.randint(0, 99)}",
    "near": lambda r: f"0.1000000000{r.randint(0, 9)}",
    "float": lambda r: f'"{r.choice(["0.1", "16777216", "16777217"])}"^^xsd:float',
    "double": lambda r: r.choice(["0.1e0", "16777217e0", "1e30", "1e-30", "-0e0", '"NaN"^^xsd:double', "-1e400"]),
    "large": lambda r: str(9007199254740992 + r.randint(0, 4)),
    "text": lambda r: f'"{r.randint(0, 3000)}"',
    "tagged": lambda r: f'"{r.randint(0, 3000)}"@{r.choice(["en", "fr"])}',
    "year": lambda r: f'"{r.choice(["", "-"])}{r.randint(1000, 3000)}"^^xsd:gYear',
    "date": lambda r: f'"{r.choice(["", "-"])}{r.randint(1000, 3000)}-01-01"^^xsd:date',
    "zoned date": lambda r: f'"2025-01-0{r.randint(1, 9)}{r.choice(["", "Z", "+05:00", "-05:00"])}"^^xsd:date',
    "time": lambda r: f'"2025-01-01T{r.randint(0, 24):02}:00:00"^^xsd:dateTime',
    "zoned time": lambda r: f'"2025-01-01T{r.randint(0, 23):02}:00:00+{r.randint(0, 13):02}:00"^^xsd:dateTime',
    "duration": lambda r: f'"P{r.randint(1, 400)}{r.choice("DMY")}"^^xsd:duration',
    "days": lambda r: f'"P{r.randint(1, 400)}D"^^xsd:dayTimeDuration',
    "boolean": lambda r: r.choice(["true", "false", '"1"^^xsd:boolean', '"0"^^xsd:boolean']),
    "ill-typed": lambda r: f'"{r.randint(0, 3000)}x"^^xsd:{r.choice(["integer", "dateTime", "dayTimeDuration"])}',
    "other": lambda r: f'"{r.randint(0, 3000)}"^^<urn:other>',
    "IRI": lambda r: f"<urn:{r.randint(0, 3000)}>",
    "triple": lambda r: f"<<(<urn:s> <urn:p> {r.choice(OBJECTS).format(r.randint(0, 99))})>>",
    "nothing": lambda r: "UNDEF",
}


def query(kinds: list[str], seed: str, rows: int, direction: str) -> str:
    drawn = random.Random(seed)
    values = " ".join(KINDS[drawn.choice(kinds)](drawn) for _ in range(rows))
    return f"SELECT ?x {{ VALUES ?x {{ {values} }} }} ORDER BY {direction}(?x)"


def sorting() -> Task:
    """Return what tells how many rows a query has."""
    store = Store.in_memory([])
    return lambda text: len(list(store.select(text)))


def raw() -> Task:
    store = ox.Store()

    def ask(text: str) -> Any:
        return len(list(store.query(text, prefixes=dict(PREFIXES))))  # type: ignore[arg-type]

    return ask


def test_any_two_kinds_of_terms_and_all_together_are_sorted() -> None:
    queries = [
        query(list(pair), f"{pair} {direction}", 200, direction)
        for pair in combinations_with_replacement(KINDS, 2)
        for direction in ("ASC", "DESC")
    ]
    queries += [query(list(KINDS), str(seed), 400, "ASC") for seed in range(30)]
    assert apart(sorting, (), queries, 20) == [200] * (len(queries) - 30) + [400] * 30


def test_the_engine_alone_still_ends_the_process() -> None:
    """Once this fails, the engine's order is total, and the module can go."""
    queries = [query(["integer", "text"], str(seed), 300, "ASC") for seed in range(20)]
    assert "SIGABRT" in apart(raw, (), queries, 20)


def values(store: Store, text: str) -> list[str]:
    return [row[0].value if row[0] else "" for row in store.select(text)]


@pytest.mark.parametrize("kind", ["decimal", "near", "large", "integer", "text", "days", "IRI"])
def test_terms_of_one_kind_are_sorted_as_the_engine_sorts_them(kind: str) -> None:
    text = query([kind], kind, 300, "ASC")
    alone = [row[0].value for row in ox.Store().query(text, prefixes=dict(PREFIXES))]  # type: ignore[union-attr]
    assert values(Store.in_memory([]), text) == alone
    assert values(Store.in_memory([]), text.replace("ASC", "DESC")) == alone[::-1]


def test_numbers_of_all_datatypes_are_sorted_by_value() -> None:
    text = query(["integer", "decimal", "near", "large"], "numbers", 300, "ASC")
    numbers = list(map(Decimal, values(Store.in_memory([]), text)))
    assert numbers == sorted(numbers)
    assert len(set(numbers)) > 150


def test_dates_of_any_precision_stand_side_by_side() -> None:
    given = (
        '"2025-03-15"^^xsd:date "2025"^^xsd:gYear "2025-03"^^xsd:gYearMonth "2025-03-15T10:00:00"^^xsd:dateTime "2024"'
    )
    text = f"SELECT ?x {{ VALUES ?x {{ {given} }} }} ORDER BY ?x"
    assert values(Store.in_memory([]), text) == ["2024", "2025", "2025-03", "2025-03-15", "2025-03-15T10:00:00"]


def test_what_has_no_value_comes_first_then_iris_numbers_and_other_literals() -> None:
    text = 'SELECT ?x { VALUES ?x { "a" 7 <urn:i> UNDEF true } } ORDER BY ?x'
    assert values(Store.in_memory([]), text) == ["", "urn:i", "7", "a", "true"]


def test_equal_numbers_of_different_datatypes_leave_the_order_to_the_next_key() -> None:
    text = "SELECT ?y { VALUES (?x ?y) { (1.0 3) (1 1) (1e0 2) (0.5 9) } } ORDER BY ?x DESC(?y)"
    assert values(Store.in_memory([]), text) == ["9", "3", "2", "1"]


@pytest.mark.parametrize(
    ("clause", "keys"),
    [
        ("ORDER BY ?x", 1),
        ("order by desc(?x) ?y", 2),
        ("ORDER BY DESC ((?x + 1)) ASC(?y) LIMIT 3", 2),
        ("ORDER BY xsd:integer(?x) <http://www.w3.org/2001/XMLSchema#integer>(?y) OFFSET 1", 2),
        ("ORDER BY STRLEN(STR(?x)) (?x < ?y) VALUES ?x { 1 2 30 }", 2),
        ("ORDER BY NOT EXISTS { FILTER(?x = 2) } EXISTS { FILTER(?y = 2) } ?x", 3),
        ("GROUP BY ?x ?y HAVING (COUNT(*) > 0) ORDER BY DESC(COUNT(*)) ?x", 2),
    ],
)
def test_every_form_of_a_key_is_read(clause: str, keys: int) -> None:
    text = f"SELECT ?x ?y {{ VALUES (?x ?y) {{ (1 2) (2 1) (30 3) }} }} {clause} # ORDER BY ?y"
    assert ordering.total(text).count("<= 1e20") == keys
    alone = [[term.value for term in row] for row in ox.Store().query(text, prefixes=dict(PREFIXES))]  # type: ignore
    assert [[term.value for term in row] for row in Store.in_memory([]).select(text)] == alone


def test_a_subquery_is_sorted_too_and_a_union_of_queries() -> None:
    inner = "{ SELECT ?x { VALUES ?x { 3 1 2 } } ORDER BY DESC(?x) LIMIT 1 }"
    text = f"SELECT ?x {{ {inner} UNION {inner} }} ORDER BY ?x"
    assert ordering.total(text).count("<= 1e20") == 3
    assert values(Store.in_memory([]), text) == ["3", "3"]


def test_a_fault_is_told_at_its_place_in_the_query_as_typed() -> None:
    with pytest.raises(QueryError, match=r"^query:1:4\d"):
        Store.in_memory([]).query("SELECT ?x { ?x ?p ?o } ORDER BY ?x LIMIT many")


@pytest.mark.parametrize("text", ["SELECT ?order { ?order ?by ?x }", 'ASK { ?s ?p "ORDER BY ?x" } # ORDER BY ?x'])
def test_what_sorts_nothing_stays_as_it_is(text: str) -> None:
    assert ordering.total(text) == text
