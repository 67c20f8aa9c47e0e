"""Test that a query is answered on its page, and that a fault is shown where it stands."""

from __future__ import annotations

import pytest
from paged import page

from coalition.graph import Graph
from coalition.pages.editor import FIRST, plan


def test_rows_truths_and_graphs_are_shown(published: Graph) -> None:
    found = page(published, "editor", query="SELECT ?who { ?who cg:tookPartIn meeting:london-2025-03-02 }", row="1")
    number = len(published.select("SELECT ?who { ?who cg:tookPartIn meeting:london-2025-03-02 }"))
    assert f"{number} rows" in found.text and "This row rests on" in found.text and "SPARQL algebra" in found.text
    assert "The engine took" in found.text
    assert "Yes" in page(published, "editor", query="ASK { actor:keir-starmer org:holds ?x }").text
    assert "No" in page(published, "editor", query="ASK { actor:keir-starmer org:holds actor:x }").text
    graph = page(published, "editor", query="CONSTRUCT { ?s cg:ledBy ?o } WHERE { ?s cg:ledBy ?o }")
    assert "triples" in graph.text and "cg:ledBy" in graph.text
    assert FIRST.splitlines()[0] in page(published, "editor").text


@pytest.mark.parametrize(
    "query",
    ["SELECT * WHERE { ?s ?p ", "SELECT\n* WHERE\n{ ?s cg:nothing ?o", "DROP ALL", "SELECT * { SERVICE <x:> {} }"],
)
def test_a_fault_is_told_at_its_place(published: Graph, query: str) -> None:
    found = page(published, "editor", query=query)
    assert found.status == 400 and 'role="alert"' in found.source
    assert query.splitlines()[0] in found.text  # which stays in the field


def test_examples_are_the_questions_and_the_kinds_of_conflicts(published: Graph) -> None:
    found = page(published, "editor", example="commitments")
    assert "#+ summary:" in found.text
    assert "cg:conflictRule" in page(published, "editor", example="two dates").text or "SELECT" in found.text
    assert "two dates" in found.text and published.questions()["events"].summary in found.text


def test_what_can_be_completed_are_the_words_of_the_ontology(published: Graph) -> None:
    words = {each["label"]: each for each in page(published, "editor", "words").json()}
    assert {"cg:tookPartIn", "cg:Participation", "cg:Asserts", "skos:", "actor:"} <= words.keys()
    assert words["cg:Participation"]["type"] == "class"


def test_a_plan_is_the_algebra_of_a_query() -> None:
    assert "BGP" in plan("SELECT * { ?s ?p ?o }") and plan("nonsense") == ""
