"""Test that terms have the numbers of their places, and come back as they were."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalition.columns.table import Columns
from coalition.columns.terms import Terms
from coalition.columns.writer import Writer
from coalition.rdf.store import lines

NODE = ox.NamedNode("http://example.org/a")


def terms_of(folder: Path, objects: Iterable[Any]) -> Terms:
    """Write statements with some values, and return the terms of the columns."""
    writer = Writer(folder, chunk=3)
    writer.add(lines(ox.Quad(NODE, NODE, value, NODE) for value in objects))
    writer.finish()
    return Columns.open(folder).terms


literals = st.builds(ox.Literal, st.text(st.characters(exclude_categories=["Cs"])))


@given(st.lists(literals, max_size=20))
def test_every_text_comes_back(tmp_path_factory: pytest.TempPathFactory, values: list[ox.Literal]) -> None:
    terms = terms_of(tmp_path_factory.mktemp("terms"), [*values, NODE])
    numbers = [terms.number(str(value)) for value in values]
    assert terms.terms(numbers) == values
    assert {terms.form(number) for number in range(len(terms))} == {str(value) for value in [*values, NODE]}


def test_tags_and_types_come_back(tmp_path: Path) -> None:
    day = ox.Literal("2025-03-02", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#date"))
    values = [ox.Literal("ja", language="de"), ox.Literal(5), day, ox.Literal('a "b"\n\\c\t\r'), ox.Literal("")]
    terms = terms_of(tmp_path, [*values])
    assert terms.terms([terms.number(str(value)) for value in values]) == values


def test_iris_come_in_their_own_order(tmp_path: Path) -> None:
    iris = [f"http://example.org/a{end}" for end in ("", "-b", "/b", "b", "?", "é", "\U0001f600")]
    terms = terms_of(tmp_path, [ox.NamedNode(iri) for iri in iris])
    assert terms.iris(range(len(terms))) == sorted(iris)


def test_an_iri_has_its_number_and_what_no_statement_has_has_none(tmp_path: Path) -> None:
    terms = terms_of(tmp_path, [ox.Literal("x")])
    assert terms.iri(terms.number_of(NODE.value)) == NODE.value
    assert terms.iris([terms.number_of(NODE.value)]) == [NODE.value]
    assert terms.number_of("http://example.org/") == terms.number_of("http://example.org/b") == -1
    assert len(terms) == 2


def test_triples_among_the_terms_are_known(tmp_path: Path) -> None:
    inner: Any = ox.Triple(NODE, NODE, ox.Literal("a"))
    values = [ox.Literal("<<a"), ox.NamedNode("x:y"), ox.BlankNode("b")]
    assert not terms_of(tmp_path / "without", values).has_triples
    assert terms_of(tmp_path / "with", [*values, inner]).has_triples
    assert not terms_of(tmp_path / "nothing", []).has_triples


@given(st.lists(st.integers(0, 300), max_size=40))
def test_the_numbers_of_many_terms_are_those_of_each(
    tmp_path_factory: pytest.TempPathFactory, sought: list[int]
) -> None:
    every = [ox.Literal(f"{number:03}") for number in range(0, 300, 2)]
    terms = terms_of(tmp_path_factory.mktemp("terms"), [*every])
    forms = [str(ox.Literal(f"{number:03}")) for number in sought]
    assert terms.numbers(forms) == {
        form: number // 2 for form, number in zip(forms, sought, strict=True) if number in range(0, 300, 2)
    }


def test_equal_numbers_share_an_object(tmp_path: Path) -> None:
    terms = terms_of(tmp_path, [ox.Literal("x")])
    one, other = terms.iris([1, 1])
    assert one is other == NODE.value
    first, again, literal = terms.terms([1, 1, 0])
    assert first is again and literal == ox.Literal("x")
    assert terms.iris([]) == terms.terms([]) == []
