"""Test that rows carry what they rest on, whether they are asked for one by one or all at once."""

from __future__ import annotations

from typing import Any

import pytest
from assisted import asked

from coalition.assistants.rows import MADE, Traced
from coalition.graph import Graph


def test_a_question_gives_one_row_for_each_thing(published: Graph) -> None:
    found = asked(published, "ask", question="commitments", parameters={"by": "United Kingdom"}, limit=20)
    rows = {each["row"]["commitment"]["id"]: each for each in found["rows"]}
    assert len(rows) == len(found["rows"]) == 2
    missiles = rows["commitment:uk-export-finance-air-defence-missiles"]
    assert missiles["row"]["document"] == ["Document 000", "Document 001", "Document 002", "Document 003"]
    assert missiles["asserts"]["families"] == 1  # four documents, one source
    assert found["elsewhere"] == ['2 more in passages of another stance: view {"stance": ["reports"]}']


def test_what_some_documents_of_a_row_say_is_told_with_them(published: Graph) -> None:
    found = asked(published, "ask", question="commitments", parameters={"by": "United Kingdom"}, limit=20)
    (troops,) = (each["row"] for each in found["rows"] if each["row"]["kind"] == "troops")
    assert troops["status"] == ["indicated [Document 000, Document 001]", "offered [Document 002, Document 003]"]


def test_questions_are_listed_with_their_parameters(published: Graph) -> None:
    listed = asked(published, "ask", limit=200)["questions"]
    assert len(listed) == len(published.questions())
    assert any(each.startswith("took-part-with(actor: actor, other: actor?): ") for each in listed)


def test_numbers_are_taken_as_values_of_parameters(published: Graph) -> None:
    for least in (3, "3", 3.0):
        try:
            found = asked(published, "ask", question="pairs-that-met", parameters={"least": least})
        except Exception as fault:  # 3.0 is written as it was given, which the question takes as a decimal
            pytest.fail(str(fault))
        assert found["rows"]


@pytest.mark.parametrize("skip", [0, 7, 25])
def test_rows_that_are_skipped_do_not_change_what_the_others_rest_on(published: Graph, skip: int) -> None:
    text = "SELECT ?who ?event { ?who cg:tookPartIn ?event } ORDER BY ?who ?event"
    whole = asked(published, "sparql", query=text, limit=200)["rows"]
    part = asked(published, "sparql", query=text, limit=5, offset=skip)["rows"]
    assert part == whole[skip : skip + 5]


def test_evidence_is_looked_for_some_rows_at_once(published: Graph) -> None:
    answer = published.select("SELECT ?who { ?who a cg:State } ORDER BY ?who")
    groups = [[number] for number in range(len(answer))]
    traced = Traced(answer, groups)
    traced.of(3)
    assert [*traced.found] == list(range(3, 13))
    assert [traced.of(number) for number in range(len(groups))] == answer.evidence


def test_evidence_can_be_left_out_and_that_is_told(published: Graph) -> None:
    found = asked(published, "sparql", query="SELECT ?who { ?who a cg:State } ORDER BY ?who", evidence=False)
    assert found["evidence"] == "left out, as asked"
    assert {*found["rows"][0]} == {"row"}


def test_a_triple_that_no_passage_states_is_told_as_made(published: Graph) -> None:
    query = "CONSTRUCT { ?who cg:tookPartIn ?e . ?who rdfs:seeAlso ?e } WHERE { ?who cg:tookPartIn ?e } LIMIT 1"
    made, stated = sorted(asked(published, "sparql", query=query)["turtle"], key=lambda each: "also" not in each)
    assert made["also"] == [MADE]
    assert "rdfs:seeAlso" in made["triple"]
    assert stated["asserts"]["passages"]


def test_values_of_every_kind_are_written(published: Graph) -> None:
    query = """SELECT ?iri ?plain ?date ?none ?blank ?amount WHERE {
        VALUES (?iri ?plain ?date) { (<https://example.org/x> "a"@en "2025-03-02"^^xsd:date) }
        BIND(BNODE("b") AS ?blank) ?amount a cg:Amount } ORDER BY ?amount LIMIT 1"""
    row: dict[str, Any] = asked(published, "sparql", query=query)["rows"][0]["row"]
    assert row["plain"] == "a"
    assert row["date"] == "2025-03-02"
    assert "none" not in row
    assert row["blank"].startswith("_:")
    assert row["amount"]["id"].startswith("amount:")
    assert row["amount"]["label"][:3].isupper()
