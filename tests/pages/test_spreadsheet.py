"""Test that an answer can be taken along with its evidence, and that no text of it becomes a formula."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import openpyxl
import pyoxigraph as ox
import pytest
from paged import page

from coalition.graph import Graph
from coalition.namespaces import HOME, XSD
from coalition.pages.answers import answer as answered
from coalition.pages.page import Asked
from coalition.pages.spreadsheet import facts, spreadsheet
from coalition.query.answer import Answer


def book(graph: Graph, name: str, **given: Any) -> Any:
    output = io.BytesIO()
    path = f"/questions/{name}"
    asked = {"page": "questions", "part": name, "path": path, "parameters": {**given, "take": "xlsx"}, "home": HOME}
    head = answered(graph, asked, output)
    assert head.status == 200 and head.headers["content-disposition"] == f'attachment; filename="{name}.xlsx"'
    return openpyxl.load_workbook(output)


def test_it_has_the_rows_their_passages_and_where_they_are_found_again(published: Graph) -> None:
    found = book(published, "sums-of-money")
    answer = published.ask("sums-of-money")
    rows = list(found["Answer"].values)
    assert list(rows[0]) == ["row", *(name.replace("_", " ") for name in answer.columns)]
    assert len(rows) == len(answer) + 1
    numbers = [cell for row in rows[1:] for cell in row[1:] if isinstance(cell, int | float)]
    assert 1_600_000_000 in numbers
    evidence = list(found["Evidence"].values)[1:]
    assert {row[0] for row in evidence} == set(range(1, len(answer) + 1))
    assert len(evidence) == sum(len(each.passages) for each in answer.evidence)
    about = dict(list(found["About"].values)[1:])
    assert about["Snapshot"] == published.snapshot.digest and "snapshot=" in about["Address"]
    assert "take=" not in about["Address"] and "SELECT" in about["Query"]


def test_words_are_there_as_far_as_they_may_be_shown(published_store: Path, texts_folder: Path) -> None:
    graph = Graph.open(store=published_store, sources=texts_folder)
    answer = graph.ask("commitments", by="Portugal")
    for texts, shown in (("passage", True), ("none", False)):
        asked = Asked(graph, graph, {}, {}, "/questions/commitments", texts=texts)
        found = openpyxl.load_workbook(io.BytesIO(spreadsheet(asked, answer, "Which?")))
        assert any(row[7] for row in list(found["Evidence"].values)[1:]) == shown


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "http://example.org/", "\t=1", "{=1}", "x" * 40_000])
def test_a_text_stays_a_text(published: Graph, text: str) -> None:
    terms: list[Any] = [
        (ox.Literal(text),),
        (ox.Literal("12345678901234567890", datatype=ox.NamedNode(XSD + "integer")),),
    ]
    made = Answer("SELECT ?x {}", ("x",), terms, published.names, lambda: published._tracer)
    asked = Asked(published, published, {}, {}, "/editor")
    found = openpyxl.load_workbook(io.BytesIO(spreadsheet(asked, made, "x")))["Answer"]
    assert found["B2"].value == text[:32_767] and found["B2"].data_type == "s" and found["B2"].hyperlink is None
    assert found["B3"].value == "12345678901234567890"


def test_the_facts_behind_an_answer_are_turtle(published: Graph) -> None:
    answer = published.ask("commitments", by="Portugal")
    found = page(published, "questions", part="commitments", by="Portugal", take="turtle")
    assert found.type == "text/turtle; charset=utf-8"
    triples = {quad.triple for quad in ox.parse(found.source.encode(), ox.RdfFormat.TURTLE)}
    assert triples == {fact for each in answer.evidence for cited in each.passages for fact in cited.facts} != set()
    assert facts(answer) == found.source
