"""Test what is told of the IRIs in columns."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from coalition.columns.files import TERMS
from coalition.columns.iris import without_comma
from coalition.columns.writer import Writer
from coalition.rdf.store import lines

EX = "http://example.org/"
A, B = ox.NamedNode(EX + "a"), ox.NamedNode(EX + "b")
COMMA = ox.NamedNode(EX + "a,b")
TRIPLE = ox.Triple(A, B, A)


def written(folder: Path, *quads: ox.Quad) -> Path:
    writer = Writer(folder)
    writer.add(lines(quads))
    writer.finish()
    return folder


@pytest.mark.parametrize(
    ("quads", "told"),
    [
        ([], True),
        ([ox.Quad(A, B, ox.Literal("a, <b>, c"), B)], True),
        ([ox.Quad(A, B, ox.Literal("x,y", datatype=A), B), ox.Quad(B, A, ox.Literal("1"), A)], True),
        ([ox.Quad(COMMA, B, A, B)], False),
        ([ox.Quad(A, COMMA, A, B)], False),
        ([ox.Quad(A, B, ox.Literal("x"), B), ox.Quad(A, B, COMMA, B)], False),
        ([ox.Quad(A, B, A, COMMA)], False),
        ([ox.Quad(A, B, TRIPLE, A)], False),
    ],
)
def test_an_iri_with_a_comma_and_a_triple_are_found(tmp_path: Path, quads: list[ox.Quad], told: bool) -> None:
    assert without_comma(written(tmp_path, *quads)) is told


def test_a_file_that_is_missing_is_an_error(tmp_path: Path) -> None:
    (written(tmp_path, ox.Quad(A, B, A, B)) / TERMS).unlink()
    with pytest.raises(FileNotFoundError):
        without_comma(tmp_path)
