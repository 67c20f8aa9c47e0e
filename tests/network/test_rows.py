"""Test that rows read from columns are those that SPARQL gives, on whole graphs, views and invented corpora."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from random_corpus import Corpus

from coalition import Graph
from coalition.columns.rows import NONE, joined
from coalition.columns.table import Columns
from coalition.network.definitions import CLASSES, KINDS
from coalition.network.rows import Reader, Rows, distinct
from coalition.rdf.store import Store

QUERIES = Path(__file__).parent / "rows"


def asked(store: Store, name: str) -> list[list[str]]:
    """Return the rows of the query `name` as texts, each once; an unbound variable is an empty text."""
    rows = store.select((QUERIES / f"{name}.rq").read_text(encoding="utf-8"))
    return list(map(list, dict.fromkeys(tuple(term.value if term else "" for term in row) for row in rows)))


def written(columns: Columns, rows: Rows) -> list[list[str]]:
    """Return rows as texts."""
    return [["" if n == NONE else columns.terms.iri(n) for n in row] for row in zip(*rows, strict=True)]


def participations(columns: Columns, reader: Reader) -> list[list[str]]:
    """Return the event, participant, represented actor and passage of each row, as the query has them."""
    return written(columns, reader.participations())


def agree(graph: Graph) -> int:
    """Compare the rows of a graph with what SPARQL gives, and return how many there are."""
    columns, store = graph.snapshot.columns(), graph.store
    reader = Reader(columns)
    assert participations(columns, reader) == asked(store, "participations")
    assert written(columns, reader.commitments()) == asked(store, "commitments")
    kinds = reader.classes({kind: KINDS.index(name) for kind, name in CLASSES.items()})
    expected: dict[str, int] = {}
    for thing, kind, _ in asked(store, "names"):
        expected[thing] = min(expected.get(thing, 9), KINDS.index(CLASSES[kind]))
    found = {columns.terms.iri(int(number)): int(kinds[number]) for number in np.flatnonzero(kinds != NONE)}
    assert found == expected
    return len(asked(store, "participations"))


VIEWS: list[dict[str, Any]] = [
    {},
    {"stances": ["reports"]},
    {"on": "2025-03"},
    {"families": 2},
    {"sources": "s002", "readings": False},
]


@pytest.mark.parametrize("options", VIEWS, ids=str)
def test_rows_are_those_of_the_queries_on_the_published_graph(published: Graph, options: dict[str, Any]) -> None:
    assert agree(published.view(**options))


@pytest.mark.parametrize("seed", range(8))
def test_rows_are_those_of_the_queries_on_invented_corpora(seed: int, tmp_path: Path) -> None:
    graph = Graph.open(Corpus.invent(seed).write(tmp_path / "root"), store=tmp_path / "store")
    assert agree(graph)


@pytest.mark.parametrize("outer", [False, True])
def test_keys_are_joined_as_in_two_loops(outer: bool) -> None:
    chance = random.Random(outer)
    for size in (0, 1, 5, 40):
        left, right = ([chance.randrange(9) for _ in range(chance.randrange(size + 1))] for _ in range(2))
        expected = set()
        for row, key in enumerate(left):
            places = [place for place, other in enumerate(right) if other == key]
            expected |= {(row, place) for place in places or ([NONE] if outer else [])}
        found = joined(np.array(left, dtype=np.int64), np.array(right, dtype=np.int64), outer=outer)
        pairs = list(zip(*(column.tolist() for column in found), strict=True))
        assert len(pairs) == len(expected)
        assert set(pairs) == expected
        assert [row for row, _ in pairs] == sorted(row for row, _ in pairs)


def test_distinct_rows_are_sorted_and_come_once() -> None:
    chance = random.Random(7)
    rows = [(chance.randrange(3), chance.randrange(3)) for _ in range(50)]
    found = distinct(*(np.array(column, dtype=np.int32) for column in zip(*rows, strict=True)))
    assert list(zip(*(column.tolist() for column in found), strict=True)) == sorted(set(rows))
    assert [len(column) for column in distinct(np.empty(0, dtype=np.int32))] == [0]
