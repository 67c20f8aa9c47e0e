"""Test what is read of a graph before its index is written."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from coalition import Graph
from coalition.search.staging import TABLES, Staging

HOME = "https://w3id.org/coalition-graph/"
PASSAGE = "CREATE TABLE passage (id INTEGER PRIMARY KEY, iri, source, start INTEGER, end INTEGER, digest, stance)"


@pytest.fixture
def staging(graph: Graph) -> Staging:
    """Read the corpus."""
    database = sqlite3.connect(":memory:", isolation_level=None)
    database.executescript(PASSAGE + ";" + TABLES)
    read = Staging(graph.snapshot.columns(), database)
    counts = graph.snapshot.counts
    assert len(list(read.fill())) == 2 * (counts["passages"] + counts["factless slices"])
    return read


def test_passages_are_numbered_in_the_order_of_the_text(staging: Staging) -> None:
    rows = staging.database.execute("SELECT id, iri, start, stance FROM passage ORDER BY id").fetchall()
    assert [number for number, *_ in rows] == list(range(1, len(rows) + 1))
    assert [start for _, _, start, _ in rows] == sorted(start for _, _, start, _ in rows)
    assert [staging.stance(number).rsplit("#")[-1] for number, *_ in rows] == [
        *("Asserts", "Asserts", "Asserts", "Reports", "Asserts", "Denies")
    ]


def test_texts_for_people_are_read_with_the_passages_that_state_them(staging: Staging) -> None:
    said = {
        (each.word.rsplit("/")[-1], each.value): each.passages for each in staging.said(HOME + "commitment/cannons")
    }
    assert said == {("core#prefLabel", "Sale of cannons"): (6,), ("ontology#content", "Bronze cannons."): (6,)}
    crowns = [(each.value, each.passages, each.is_name) for each in staging.said(HOME + "commitment/crowns")]
    assert crowns == [("1,200 crowns for Graustark", (), True)]
    assert "GBP" not in {value for (value,) in staging.database.execute("SELECT value FROM said")}


def test_passages_that_say_something_of_a_thing_count_before_those_that_name_it(staging: Staging) -> None:
    assert staging.speaking_of(HOME + "commitment/crowns") == [3]
    assert staging.speaking_of(HOME + "actor/rudolf") == [1]
    assert staging.speaking_of(HOME + "actor/graustark") == [3, 4, 5, 6]
    assert staging.speaking_of(HOME + "actor/nobody") == []


def test_things_are_what_something_is_said_of_without_passages(staging: Staging) -> None:
    things = list(staging.things())
    assert HOME + "position/graustark-horses" in things
    assert things == sorted(things)
    assert not [thing for thing in things if "/passage/" in thing]
    assert staging.classes(HOME + "actor/gazette") == {HOME + "ontology#Organisation"}


def test_the_files_of_texts_are_read(staging: Staging, folder: Path) -> None:
    assert staging.database.execute("SELECT * FROM file").fetchall() == [(HOME + "source/zenda", "zenda.txt")]
