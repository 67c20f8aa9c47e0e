"""Test how answers are written: tables, evidence, and the formats of the W3C."""

from __future__ import annotations

import csv
import io
import json
import xml.etree.ElementTree as ET
from typing import Any

import pyoxigraph as ox
import pytest

from coalition import Graph
from coalition.errors import SelectionError
from coalition.query import formats
from coalition.query.answer import Answer

VALUES = """SELECT ?a ?b WHERE { VALUES (?a ?b) {
    (<http://example.org/x> "two, words") ("with \\"quotes\\"\\nand lines" UNDEF) ("mot"@fr 2.5)
    (true "1894-05-03"^^xsd:date)
} }"""


def streamed(graph: Graph, text: str, format: str) -> str:
    output = io.BytesIO()
    formats.stream(graph.store.query(text), format, output)
    return output.getvalue().decode()


def answered(graph: Graph, text: str) -> Answer:
    found = graph.query(text)
    assert isinstance(found, Answer)
    return found


def in_json(found: Answer) -> Any:
    output = io.StringIO()
    formats._write_answer_json(found, output)
    return json.loads(output.getvalue())


def in_csv(found: Answer, delimiter: str = ",") -> list[dict[str, str]]:
    output = io.StringIO(newline="")
    formats._write_answer_csv(found, output, delimiter)
    return list(csv.DictReader(io.StringIO(output.getvalue(), newline=""), delimiter=delimiter))


def test_csv_is_that_of_the_w3c(graph: Graph) -> None:
    text = streamed(graph, VALUES, "csv")
    assert text.startswith('a,b\r\nhttp://example.org/x,"two, words"\r\n')
    assert list(csv.reader(io.StringIO(text, newline="")))[2:] == [
        ['with "quotes"\nand lines', ""],
        ["mot", "2.5"],
        ["true", "1894-05-03"],
    ]


def test_tsv_is_that_of_the_w3c(graph: Graph) -> None:
    assert streamed(graph, VALUES, "tsv").splitlines()[:4] == [
        "?a\t?b",
        '<http://example.org/x>\t"two, words"',
        '"with \\"quotes\\"\\nand lines"\t',
        '"mot"@fr\t2.5',
    ]


@pytest.mark.parametrize("format", ["json", "xml", "tsv"])
def test_what_is_written_is_read_back_the_same(graph: Graph, format: str) -> None:
    read = ox.parse_query_results(streamed(graph, VALUES, format).encode(), format=formats.RESULTS[format])
    assert isinstance(read, ox.QuerySolutions)
    assert [tuple(row) for row in read] == answered(graph, VALUES).terms


def test_json_with_evidence_has_the_same_rows_as_without(graph: Graph) -> None:
    plain, whole = json.loads(streamed(graph, VALUES, "json")), in_json(answered(graph, VALUES))
    assert {key: whole[key] for key in plain} == plain
    assert len(whole["evidence"]) == 4


def test_json_and_xml_end_with_a_line(graph: Graph) -> None:
    for format in ("json", "xml"):
        for text in (VALUES, "ASK {}"):
            assert streamed(graph, text, format).endswith("\n")
    assert ET.fromstring(streamed(graph, VALUES, "xml")).tag.endswith("sparql")


def test_blank_nodes_are_told_apart(graph: Graph) -> None:
    bindings = in_json(answered(graph, "SELECT ?x WHERE { BIND(BNODE() AS ?x) }"))["results"]["bindings"]
    assert bindings[0]["x"]["type"] == "bnode"
    assert not bindings[0]["x"]["value"].startswith("_:")


def test_evidence_in_json_names_passage_source_words_and_facts(graph: Graph) -> None:
    (evidence,) = in_json(answered(graph, "SELECT ?host WHERE { ?event cg:host ?host }"))["evidence"]
    (passage,) = evidence["passages"]
    assert passage["passage"] == "https://w3id.org/coalition-graph/passage/zenda-22"
    assert passage["publisher"] == "Strelsau Gazette"
    assert passage["words"] == "Rudolf, King of Ruritania, received Queen Flavia"
    assert passage["state"] == "found"
    assert passage["facts"] == ["meeting:strelsau-1894-05-03 cg:host actor:rudolf"]
    assert (evidence["rules"], evidence["grounds"], evidence["notes"]) == ([], [], [])


@pytest.mark.parametrize("delimiter", [",", "\t"])
def test_csv_with_evidence_has_a_line_for_each_row_and_passage(graph: Graph, delimiter: str) -> None:
    asked = "SELECT ?event (COUNT(?who) AS ?number) WHERE { ?who cg:tookPartIn ?event } GROUP BY ?event"
    lines = in_csv(answered(graph, asked), delimiter)
    assert [(line["row"], line["number"], line["start"], line["rules"]) for line in lines] == [
        ("1", "3", "22", "took-part-in"),
        ("1", "3", "75", "took-part-in"),
    ]
    assert lines[0]["words"] == "Rudolf, King of Ruritania, received Queen Flavia"
    assert lines[0]["facts"].count(" | ") == 5
    output = io.StringIO(newline="")
    formats._write_answer_csv(answered(graph, asked), output, delimiter)
    assert output.getvalue().count("\r\n") == (3 if delimiter == "," else 0)


def test_a_row_without_a_passage_has_one_line(graph: Graph) -> None:
    (line,) = in_csv(answered(graph, 'SELECT ?state WHERE { ?state skos:prefLabel "Ruritania" }'))
    assert (line["row"], line["passage"]) == ("1", "")
    assert line["grounds"] == "the register: who is who, and under which names"


def test_a_graph_is_no_result_for_rows(graph: Graph) -> None:
    with pytest.raises(
        SelectionError, match="CONSTRUCT and DESCRIBE return a graph, which cannot be written as csv; choose"
    ):
        streamed(graph, "DESCRIBE actor:rudolf", "csv")


def test_truth_is_written_in_each_format(graph: Graph) -> None:
    assert streamed(graph, "ASK {}", "csv") == streamed(graph, "ASK {}", "tsv") == "true\n"
    assert json.loads(streamed(graph, "ASK { ?x cg:host ?x }", "json")) == {"head": {}, "boolean": False}
    output = io.StringIO()
    formats.write(True, output, "json", evidence=lambda: graph.evidence("ASK { ?event cg:host ?host }"))
    found = json.loads(output.getvalue())
    assert found["boolean"] is True
    assert found["evidence"][0]["passages"][0]["start"] == 22


def test_columns_of_numbers_are_set_flush_right(graph: Graph) -> None:
    found = graph.query("SELECT ?who ?number WHERE { VALUES (?who ?number) { (actor:rudolf 1) (actor:flavia 100) } }")
    assert isinstance(found, Answer)
    output = io.StringIO()
    formats.write(found, output, "table")
    assert output.getvalue().splitlines()[2:] == ["Rudolf Elphberg           1", "Flavia of Ruritania     100"]
