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
from coalition.errors import QueryError, SelectionError
from coalition.query import formats
from coalition.query.answer import Answer

VALUES = """SELECT ?a ?b WHERE { VALUES (?a ?b) {
    (<http://example.org/x> "two, words") ("with \\"quotes\\"\\nand lines" UNDEF) ("mot"@fr 2.5)
    (true "1894-05-03"^^xsd:date)
} }"""

COUNT = "SELECT ?event (COUNT(?who) AS ?number) WHERE { ?who cg:tookPartIn ?event } GROUP BY ?event"


def streamed(graph: Graph, text: str, format: str) -> str:
    output = io.BytesIO()
    formats.stream(graph.store.query(text), format, output)
    return output.getvalue().decode()


def answered(graph: Graph, text: str) -> Answer:
    found = graph.query(text)
    assert isinstance(found, Answer)
    return found


def explained(found: Answer, format: str) -> str:
    output = io.StringIO(newline="")
    formats.write(found, output, format, evidence=lambda: found.evidence)
    return output.getvalue()


def in_json(found: Answer) -> Any:
    return json.loads(explained(found, "json"))


def in_csv(found: Answer) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(explained(found, "csv"), newline="")))


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


def test_json_with_evidence_has_terms_of_rdf_12_as_without(graph: Graph) -> None:
    text = """SELECT ?a ?b WHERE { VALUES (?a ?b) {
        ("ltr"@en--ltr "rtl"@ar--rtl) (<<( <x:a> <x:b> <<( <x:a> <x:b> "c"@AR--rtl )>> )>> <<( <x:a> <x:b> 1 )>>)
    } }"""
    plain, whole = json.loads(streamed(graph, text, "json")), in_json(answered(graph, text))
    assert {key: whole[key] for key in plain} == plain


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
    names = ["row", *formats.PASSAGE_COLUMNS, *formats.OTHER_COLUMNS]
    found = answered(graph, f"SELECT {' '.join(f'({n} AS ?{name})' for n, name in enumerate(names))} {{}}")
    (line,) = in_csv(found)
    assert [line[name] for name in names] == [str(number) for number in range(len(names))]
    assert line["why.row"] == "1"
    heads = explained(found, "tsv").splitlines()[0].split("\t")
    assert len(set(heads)) == len(heads) == 2 * len(names)
    with pytest.raises(QueryError):  # whatever a query may call its columns
        graph.query(f"SELECT (1 AS ?{formats.WHY}row) {{}}")


def test_csv_keeps_a_row_whose_only_cell_is_empty(graph: Graph) -> None:
    text = streamed(graph, 'SELECT ?a WHERE { VALUES ?a { 1 UNDEF "" 2 } }', "csv")
    assert [line["a"] for line in csv.DictReader(io.StringIO(text, newline=""))] == ["1", "", "", "2"]


def test_csv_quotes_a_triple_term(graph: Graph) -> None:
    term = '<<( <x:a> <x:b> <<( <x:a> <x:b> "two, \\"words\\"" )>> )>>'
    text = f"SELECT ?a ?b WHERE {{ VALUES (?a ?b) {{ ({term} 2) }} }}"
    (line,) = csv.DictReader(io.StringIO(streamed(graph, text, "csv"), newline=""))
    assert line == {"a": term, "b": "2"}
    assert in_csv(answered(graph, text))[0]["a"] == term
    assert streamed(graph, text, "tsv").splitlines()[1] == f"{term}\t2"


def test_rows_without_columns_are_counted(graph: Graph) -> None:
    for text, line in (
        ("SELECT * {}", "(1 row without columns)\n"),
        ("SELECT * { VALUES () { () () } }", "(2 rows without columns)\n"),
        ("SELECT * { FILTER(false) }", "(0 rows without columns)\n"),
    ):
        for format in formats.PEOPLE:
            output = io.StringIO()
            formats.write(answered(graph, text), output, format)
            assert output.getvalue() == line
    assert explained(answered(graph, "SELECT ?a { OPTIONAL { ?a cg:host cg:host } }"), "table").startswith(
        "1  (no values)\n"
    )


def test_a_triple_term_is_refused_in_json_ld(graph: Graph) -> None:
    made = graph.query('CONSTRUCT { <x:a> <x:b> <<( <x:a> <x:b> "c"@en--ltr )>> } WHERE {}')
    output = io.StringIO()
    with pytest.raises(SelectionError, match=r"JSON-LD cannot hold the triple term .*; choose turtle or ntriples"):
        formats.write(made, output, "jsonld")
    assert output.getvalue() == ""
    formats.write(made, output, "ntriples")
    assert output.getvalue() == '<x:a> <x:b> <<( <x:a> <x:b> "c"@en--ltr )>> .\n'


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
