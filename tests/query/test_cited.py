"""Test that answers are written with their passages in each format, with the rows that they have without."""

from __future__ import annotations

import json

import pytest
from answers import COUNT, VALUES, answered, explained, in_csv, in_json, streamed

from coalition import Graph
from coalition.errors import QueryError
from coalition.query import cited


def test_json_with_evidence_has_the_same_rows_as_without(graph: Graph) -> None:
    plain, whole = json.loads(streamed(graph, VALUES, "json")), in_json(answered(graph, VALUES))
    assert {key: whole[key] for key in plain} == plain
    assert len(whole["evidence"]) == 4


def test_json_with_evidence_has_terms_of_rdf_12_as_without(graph: Graph) -> None:
    text = """SELECT ?a ?b WHERE { VALUES (?a ?b) {
        ("ltr"@en--ltr "rtl"@ar--rtl) (<<( <x:a> <x:b> <<( <x:a> <x:b> "c"@AR--rtl )>> )>> <<( <x:a> <x:b> 1 )>>)
    } }"""
    plain, whole = json.loads(streamed(graph, text, "json")), in_json(answered(graph, text))
    assert {key: whole[key] for key in plain} == plain


def test_evidence_in_json_names_passage_source_words_and_facts(graph: Graph) -> None:
    (evidence,) = in_json(answered(graph, "SELECT ?host WHERE { ?event cg:host ?host }"))["evidence"]
    (passage,) = evidence["passages"]
    assert passage["passage"] == "https://w3id.org/coalition-graph/passage/zenda-22"
    assert passage["publisher"] == "Strelsau Gazette"
    assert passage["words"] == "Rudolf, King of Ruritania, received Queen Flavia"
    assert passage["state"] == "found"
    assert passage["facts"] == ["meeting:strelsau-1894-05-03 cg:host actor:rudolf"]
    assert (evidence["rules"], evidence["grounds"], evidence["notes"]) == ([], [], [])


def test_people_see_the_first_passages_and_the_number_of_the_others(
    graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "SELECT (COUNT(?who) AS ?number) WHERE { ?p cg:participant ?who }"
    whole = answered(graph, text)
    (evidence,) = whole.evidence
    assert len(evidence.passages) > 1
    monkeypatch.setattr(cited, "MOST", 1)
    (first,) = whole.traced(1)
    assert first.passages == evidence.passages[:1]
    assert first.unread == len(evidence.passages) - 1
    (line,) = [line for line in explained(whole, "table").splitlines() if "more passage" in line]
    number = len(evidence.passages) - 1
    assert line == f"   · and {number} more {'passage' if number == 1 else 'passages'}: --format json or csv has all"
    assert len(in_json(answered(graph, text))["evidence"][0]["passages"]) == len(evidence.passages)


def test_evidence_is_found_for_some_rows_after_others(graph: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coalition.query.answer.FIRST", 1)
    monkeypatch.setattr("coalition.query.answer.STEP", 1)
    found = answered(graph, "SELECT ?who ?event WHERE { ?who cg:tookPartIn ?event } ORDER BY ?who ?event")
    assert len(found) > 2
    assert list(found.traced(20)) == found.evidence


def test_csv_with_evidence_has_a_line_for_each_row_and_passage(graph: Graph) -> None:
    found = answered(graph, COUNT)
    lines = in_csv(found)
    assert [(line["why.row"], line["number"], line["why.start"], line["why.rules"]) for line in lines] == [
        ("1", "3", "22", "took-part-in"),
        ("1", "3", "75", "took-part-in"),
    ]
    assert lines[0]["why.words"] == "Rudolf, King of Ruritania, received Queen Flavia"
    assert lines[0]["why.facts"].count(" | ") == 5
    assert explained(found, "csv").count("\r\n") == 3


def test_tsv_with_evidence_holds_terms_as_without(graph: Graph) -> None:
    plain = [line.split("\t") for line in streamed(graph, COUNT, "tsv").splitlines()]
    head, *lines = (line.split("\t") for line in explained(answered(graph, COUNT), "tsv").splitlines())
    assert head[:4] == ["why.row", *plain[0], "why.passage"] == ["why.row", "?event", "?number", "why.passage"]
    assert [line[:4] for line in lines] == [
        ["1", *plain[1], "<https://w3id.org/coalition-graph/passage/zenda-22>"],
        ["1", *plain[1], "<https://w3id.org/coalition-graph/passage/zenda-75>"],
    ]
    assert lines[0][head.index("why.words")] == '"Rudolf, King of Ruritania, received Queen Flavia"'
    assert lines[0][head.index("why.cites")] == ""


def test_a_row_without_a_passage_has_one_line(graph: Graph) -> None:
    (line,) = in_csv(answered(graph, 'SELECT ?state WHERE { ?state skos:prefLabel "Ruritania" }'))
    assert (line["why.row"], line["why.passage"]) == ("1", "")
    assert line["why.grounds"] == "the register: who is who, and under which names"


def test_no_column_of_a_query_has_the_name_of_one_of_evidence(graph: Graph) -> None:
    names = ["row", *cited.PASSAGE_COLUMNS, *cited.OTHER_COLUMNS]
    found = answered(graph, f"SELECT {' '.join(f'({n} AS ?{name})' for n, name in enumerate(names))} {{}}")
    (line,) = in_csv(found)
    assert [line[name] for name in names] == [str(number) for number in range(len(names))]
    assert line["why.row"] == "1"
    heads = explained(found, "tsv").splitlines()[0].split("\t")
    assert len(set(heads)) == len(heads) == 2 * len(names)
    with pytest.raises(QueryError):  # whatever a query may call its columns
        graph.query(f"SELECT (1 AS ?{cited.WHY}row) {{}}")
