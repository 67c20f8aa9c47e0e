"""Test how answers are written: tables, evidence, and the formats of the W3C."""

from __future__ import annotations

import csv
import io
import json
import xml.etree.ElementTree as ET

import pyoxigraph as ox
import pytest
from answers import VALUES, answered, explained, in_csv, in_json, streamed

from coalition import Graph
from coalition.errors import SelectionError
from coalition.query import formats
from coalition.query.answer import Answer


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


def test_json_and_xml_end_with_a_line(graph: Graph) -> None:
    for format in ("json", "xml"):
        for text in (VALUES, "ASK {}"):
            assert streamed(graph, text, format).endswith("\n")
    assert ET.fromstring(streamed(graph, VALUES, "xml")).tag.endswith("sparql")


def test_blank_nodes_are_told_apart(graph: Graph) -> None:
    bindings = in_json(answered(graph, "SELECT ?x WHERE { BIND(BNODE() AS ?x) }"))["results"]["bindings"]
    assert bindings[0]["x"]["type"] == "bnode"
    assert not bindings[0]["x"]["value"].startswith("_:")


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


ODD = """SELECT ?a ?b ?c WHERE { VALUES (?a ?b ?c) {
    (1 UNDEF "") (<x:a> "two, words" 1.50) (UNDEF UNDEF UNDEF) ("" "" "") ("say \\"so\\"" "a\\nb" "c\\rd")
    (" x " "x\\ty" "é;") ("mot"@fr true "1894-05-03"^^xsd:date)
    (1e3 "INF"^^xsd:double "x'y") ("a\\r\\nb" "\\u0000" "\\u2028") } }"""


@pytest.mark.parametrize("text", [ODD, "SELECT ?a ?b { ?a ?p ?b }", "SELECT ?a (?a AS ?b) { VALUES ?a { '' } }"])
def test_the_engine_writes_csv_as_we_do_where_no_iri_has_a_comma(graph: Graph, text: str) -> None:
    by_engine = io.BytesIO()
    formats.stream(graph.store.query(text), "csv", by_engine, plain=True)
    assert by_engine.getvalue().decode() == streamed(graph, text, "csv")


def test_csv_that_the_engine_cannot_write_is_written_here(graph: Graph) -> None:
    empty = 'SELECT ?a WHERE { VALUES ?a { 1 UNDEF "" 2 } }'
    sorted_here = "SELECT ?a ?b WHERE { VALUES (?a ?b) { (2 1) (1 2) } } ORDER BY ?a"
    for text in (empty, sorted_here):
        output = io.BytesIO()
        formats.stream(graph.store.query(text), "csv", output, plain=True)
        assert output.getvalue().decode() == streamed(graph, text, "csv")


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
