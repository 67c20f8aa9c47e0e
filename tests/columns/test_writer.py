"""Test that columns hold exactly the statements that were written, whatever the size of a chunk."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pyoxigraph as ox
import pytest

from coalition.columns.table import Columns, Table
from coalition.columns.terms import key
from coalition.columns.writer import Writer, insert
from coalition.rdf.store import lines


def quads(columns: Columns) -> list[ox.Quad]:
    """Return all statements of columns, in their order."""
    found = list[ox.Quad]()
    for word in columns.properties:
        for numbers in zip(*columns.of(word), strict=True):
            forms = " ".join(
                [*map(columns.terms.form, numbers[:1]), f"<{word}>", *map(columns.terms.form, numbers[1:])]
            )
            found += ox.parse(f"{forms} .", ox.RdfFormat.N_QUADS)
    return found


def invented(seed: int, number: int) -> list[ox.Quad]:
    """Return random quads of few terms, so that many come twice; terms of one are the beginnings of others."""
    chance = random.Random(seed)
    nodes: list[ox.NamedNode] = [ox.NamedNode("http://example.org/" + "a" * length) for length in range(1, 12)]
    literals = [ox.Literal(text) for text in ("a", "a!", "a\t", "a\nb", "a\x01", "é", "\U0001f600")]
    values: list[ox.NamedNode | ox.Literal] = [*nodes, *literals]
    return [
        ox.Quad(chance.choice(nodes), chance.choice(nodes[:3]), chance.choice(values), chance.choice(nodes))
        for _ in range(number)
    ]


@pytest.mark.parametrize("chunk", [1, 2, 7, 1_000])
def test_columns_hold_each_statement_once_in_order(tmp_path: Path, chunk: int) -> None:
    written = invented(chunk, 300)
    writer = Writer(tmp_path, chunk=chunk)
    writer.add(lines(written[:100]))
    writer.add(lines(written[100:]))
    writer.finish()
    columns = Columns.open(tmp_path)
    found = [
        [key(str(node).encode()) for node in (q.predicate, q.subject, q.object, q.graph_name)] for q in quads(columns)
    ]
    assert found == sorted(
        [key(str(node).encode()) for node in (q.predicate, q.subject, q.object, q.graph_name)] for q in {*written}
    )
    assert len(columns) == len(found)


def test_nothing_is_left_beside_the_columns(tmp_path: Path) -> None:
    writer = Writer(tmp_path, chunk=10)
    writer.add(lines(invented(1, 100)))
    writer.finish()
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {"subjects.i4", "objects.i4", "graphs.i4", "properties.i8", "terms.utf8", "ends.i8"}


def test_columns_of_nothing_are_empty(tmp_path: Path) -> None:
    Writer(tmp_path).finish()
    columns = Columns.open(tmp_path)
    assert (len(columns), len(columns.terms), columns.properties) == (0, 0, [])
    assert len(columns.of("http://example.org/a").subject) == 0


def table_of(columns: Columns, found: list[ox.Quad]) -> Table:
    """Return statements as numbers of the terms of columns, which has them all."""
    forms = [[str(node) for node in (quad.predicate, quad.subject, quad.object, quad.graph_name)] for quad in found]
    return Table(*np.array([[columns.terms.number(form) for form in row] for row in forms], np.int32).reshape(-1, 4).T)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("seed", range(3))
def test_statements_are_inserted_as_if_they_had_been_added(tmp_path: Path, seed: int) -> None:
    found = invented(seed, 200)
    early, late = found[:120], found[120:]
    known = {str(node) for quad in early for node in quad}
    late = [quad for quad in late if all(str(node) in known for node in quad)]
    assert late
    for name, quads_ in (("both", early + late), ("some", early)):
        writer = Writer(tmp_path / name)
        writer.add(lines(quads_))
        writer.finish()
    columns = Columns.open(tmp_path / "some")
    insert(columns, [table_of(columns, late[:3]), table_of(columns, late[3:]), table_of(columns, [])])
    assert contents(tmp_path / "some") == contents(tmp_path / "both")


@pytest.mark.parametrize("seed", range(3))
def test_statements_of_other_columns_are_taken_with_only_the_terms_that_they_have(tmp_path: Path, seed: int) -> None:
    found = invented(seed, 120)
    whole = Columns.from_quads(found)
    rows = np.random.default_rng(seed).random(len(whole)) < 0.3
    kept, more = list(whole.quads(rows)), invented(seed + 50, 20)
    for name, taken in (("taken", True), ("added", False)):
        writer = Writer(tmp_path / name)
        if taken:
            writer.take(whole, rows)
        else:
            writer.add(lines(kept))
        writer.add(lines(more))
        writer.finish()
    assert contents(tmp_path / "taken") == contents(tmp_path / "added")
    assert 0 < len(kept) < len(whole) and len(Columns.open(tmp_path / "taken").terms) < len(whole.terms) + 30
