"""Test that columns hold exactly the statements that were written, whatever the size of a chunk."""

from __future__ import annotations

import random
from pathlib import Path

import pyoxigraph as ox
import pytest

from coalition.columns.table import Columns
from coalition.columns.terms import key
from coalition.columns.writer import Writer
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
