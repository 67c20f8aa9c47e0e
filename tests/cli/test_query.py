"""Test the commands that ask: query, ask, questions."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import xml.etree.ElementTree as ET
from pathlib import Path

import pyoxigraph as ox
import pytest
from program import Call, misused, process, refuses

from coalition.cli.options import GlobalOptions
from coalition.query.questions import questions

STRELSAU = "https://w3id.org/coalition-graph/meeting/strelsau-1894-05-03"

RUDOLF = "https://w3id.org/coalition-graph/actor/rudolf"

HOSTS = "SELECT ?host ?event WHERE { ?event cg:host ?host }"

TAKING_PART = "SELECT ?who WHERE { ?who cg:tookPartIn ?event } ORDER BY ?who"


def test_questions_are_listed_with_their_parameters(call: Call) -> None:
    listed = call("questions").out
    for question in questions(GlobalOptions().open_root().question_files()).values():
        assert f"{question.name}\n    {question.summary}\n" in listed
        for parameter in question.parameters:
            assert f"    --{parameter.name} {parameter.type.upper()} (" in listed
    assert "--by ACTOR (optional, for example “United Kingdom”)" in listed
    assert "--since DATE (required, for example “2025-02-15”)" in listed
    assert "--least NUMBER (default 2, for example “4”)" in listed
    assert re.search(r"--least NUMBER +For example 4\.  \[default: 2\]", call("ask", "stated-by-several", "-h").out)


def test_csv_and_tsv_have_a_column_of_labels_for_each_column_of_things(zenda: Call) -> None:
    mixed = "SELECT ?x ?n { VALUES (?x ?n) { (actor:rudolf 1) ('a, b' 2) (UNDEF 3) } }"
    rows = list(csv.reader(io.StringIO(zenda("query", mixed, "--format", "csv", "--labels").out)))
    assert rows == [["x", "x_label", "n"], [RUDOLF, "Rudolf Elphberg", "1"], ["a, b", "a, b", "2"], ["", "", "3"]]
    lines = zenda("query", mixed, "--format", "tsv", "--labels").out.splitlines()
    assert lines[:2] == ["?x\t?x_label\t?n", f'<{RUDOLF}>\t"Rudolf Elphberg"\t1']
    none = zenda("query", "SELECT ?x ?n { ?x cg:host ?x, ?n }", "--format", "csv", "--labels")
    assert none.out == "x,n\r\n"
    explained = zenda("query", HOSTS, "--format", "csv", "--labels", "--why").out
    (row,) = csv.DictReader(io.StringIO(explained))
    assert (row["host_label"], row["why.row"], row["why.stance"]) == ("Rudolf Elphberg", "1", "asserts")
    misused(zenda("query", HOSTS, "--labels"), "--labels is for --format csv or tsv")
    misused(zenda("query", HOSTS, "--labels", "--format", "json"), "--labels is for --format csv or tsv")


def test_questions_are_listed_for_programs_too(call: Call) -> None:
    listed = json.loads(call("questions", "--format", "json").out)
    assert [each["name"] for each in listed["questions"]] == [*questions(GlobalOptions().open_root().question_files())]
    assert len(listed["about"]["snapshot"]) == 64


def test_ask_without_a_name_lists_the_questions(call: Call) -> None:
    done = call("ask")
    assert (done.code, done.err) == (0, "")
    assert re.search(r"^  who-took-part +Who took part in an event", done.out, re.MULTILINE)


def test_one_wrong_question_leaves_the_others(zenda: Call, folder: Path) -> None:
    (folder / "queries").mkdir()
    (folder / "queries" / "good.rq").write_text("#+ summary: Good?\nASK {}", encoding="utf-8")
    wrong = folder / "queries" / "wrong.rq"
    wrong.write_text("#+ summary: Who?\n#+ parameter who: persn\nASK {}", encoding="utf-8")
    told = f"{wrong}:2: the parameter who has the unknown type persn; did you mean person?"
    listed = zenda("questions")
    assert (listed.code, listed.err.count("\n")) == (0, 1)
    assert "\ngood (own)\n    Good?\n" in listed.out and "\nwrong" not in listed.out
    assert listed.err.startswith(f"not listed: {told}")
    assert zenda("ask", "good").out == "true\n"
    assert "good" in zenda("ask").out and "wrong" not in zenda("ask").out
    refuses(zenda("ask", "wrong"), told)
    checked = zenda("check")
    assert checked.code == 1 and f"Error: {told}" in checked.err


def test_a_parameter_may_have_the_name_of_anything_else(zenda: Call, folder: Path) -> None:
    (folder / "queries").mkdir()
    names = ("name", "text", "self", "why", "format", "iris", "on", "source", "limits", "options", "given")
    for name in names:
        text = (
            f"#+ summary: What?\n#+ parameter {name}: thing\nSELECT ?{name} {{ ?{name} a cg:State }} ORDER BY ?{name}"
        )
        (folder / "queries" / f"of-{name}.rq").write_text(text, encoding="utf-8")
    for name in names:
        done = zenda("ask", f"of-{name}", f"--{name}", "Graustark")
        assert (done.code, done.err, "Graustark" in done.out) == (0, "", True), name


# Queries


def test_a_query_comes_from_an_argument_a_file_or_standard_input(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "hosts.rq"
    path.write_bytes(b"\xef\xbb\xbf" + HOSTS.encode())
    given = call("query", HOSTS, "--format", "csv")
    assert (given.code, given.err) == (0, "")
    assert given == call("query", "-f", str(path), "--format", "csv")
    assert given == call("query", "--format", "csv", stdin=HOSTS.encode())


def test_csv_has_whole_iris_and_the_columns_in_order(zenda: Call) -> None:
    assert zenda("query", HOSTS, "--format", "csv").out == f"host,event\r\n{RUDOLF},{STRELSAU}\r\n"


def test_columns_of_select_star_come_in_the_order_of_the_query(zenda: Call) -> None:
    asked = "SELECT * WHERE { ?z cg:host ?m . ?z cg:place ?a }"
    for format_ in ("csv", "tsv", "json", "xml", "table", "markdown"):
        text = zenda("query", asked, "--format", format_).out
        places = [re.search(rf"\b{name}\b", text) for name in "zma"]
        assert [p.start() for p in places if p] == sorted(p.start() for p in places if p)
        assert all(places)


def test_tsv_json_and_xml_are_the_formats_of_the_w3c(zenda: Call) -> None:
    asked = "SELECT ?event ?date ?none WHERE { ?event cg:date ?date }"
    assert zenda("query", asked, "--format", "tsv").out == (
        f'?event\t?date\t?none\n<{STRELSAU}>\t"1894-05-03"^^<http://www.w3.org/2001/XMLSchema#date>\t\n'
    )
    found = json.loads(zenda("query", asked, "--format", "json").out)
    assert found["head"]["vars"] == ["event", "date", "none"]
    assert found["results"]["bindings"][0]["event"] == {"type": "uri", "value": STRELSAU}
    assert set(found) == {"about", "head", "results"}
    root = ET.fromstring(zenda("query", asked, "--format", "xml").out)
    assert root.tag == "{http://www.w3.org/2005/sparql-results#}sparql"
    assert [name.attrib["name"] for name in root[0]] == ["event", "date", "none"]


@pytest.mark.parametrize("format_", ["turtle", "ntriples", "jsonld"])
@pytest.mark.parametrize(
    "asked", ["CONSTRUCT { ?e cg:host ?h } WHERE { ?e cg:host ?h }", "DESCRIBE meeting:strelsau-1894-05-03"]
)
def test_a_graph_is_written_as_rdf(format_: str, asked: str, zenda: Call) -> None:
    text = zenda("query", asked, "--format", format_).out
    kind = {"turtle": ox.RdfFormat.TURTLE, "ntriples": ox.RdfFormat.N_TRIPLES, "jsonld": ox.RdfFormat.JSON_LD}[format_]
    facts = {str(quad.triple) for quad in ox.parse(text.encode(), format=kind)}
    assert f"<{STRELSAU}> <https://w3id.org/coalition-graph/ontology#host> <{RUDOLF}>" in facts
    if format_ == "turtle":
        assert zenda("query", asked).out == text


def test_tables_have_labels_and_prefixed_names_or_whole_iris(zenda: Call) -> None:
    asked = "SELECT ?who ?participation WHERE { ?participation cg:participant ?who ; cg:role cg:HostRole }"
    shown = zenda("query", asked).out
    assert shown.endswith("\nRudolf Elphberg  participation:strelsau-1894-05-03--rudolf\n")
    for format_ in ("table", "markdown"):
        whole = zenda("query", asked, "--format", format_, "--iris").out
        assert RUDOLF in whole
        assert "Rudolf Elphberg" not in whole
    assert zenda("query", asked, "--format", "markdown").out == (
        "| who | participation |\n| --- | --- |\n| Rudolf Elphberg | participation:strelsau-1894-05-03--rudolf |\n"
    )


def test_an_answer_without_rows_says_so(zenda: Call) -> None:
    nothing = "SELECT ?x WHERE { ?x cg:host ?x }"
    assert zenda("query", nothing).out == "x\n─\n(no rows)\n"
    assert zenda("query", nothing, "--why").out == "(no rows)\n"
    assert zenda("query", nothing, "--format", "csv").out == "x\r\n"


@pytest.mark.parametrize(("asked", "answer"), [("ASK {}", "true"), ("ASK { ?x cg:host ?x }", "false")])
def test_ask_queries_are_answered_in_every_format(asked: str, answer: str, zenda: Call) -> None:
    for format_ in ("table", "markdown", "csv", "tsv"):
        assert zenda("query", asked, "--format", format_).out == f"{answer}\n"
    assert json.loads(zenda("query", asked, "--format", "json").out)["boolean"] is (answer == "true")
    assert f"<boolean>{answer}</boolean>" in zenda("query", asked, "--format", "xml").out
    assert f"{answer}\n" in zenda("query", asked, "--why").out


# Evidence


def test_why_prints_the_passages_under_each_row(zenda: Call) -> None:
    place = "The zenda paper · Strelsau Gazette · 1894-05-04 · 22–70 · asserts\n"
    words = "     “Rudolf, King of Ruritania, received Queen Flavia”\n"
    row = "host: Rudolf Elphberg · event: Meeting in Strelsau\n"
    assert zenda("query", HOSTS, "--why").out == f"1  {row}   · {place}{words}\n"
    assert zenda("query", HOSTS, "--why", "--format", "markdown").out == f"1. {row}   - {place}{words}\n"


def test_why_in_json_adds_the_evidence_of_each_binding(zenda: Call) -> None:
    found = json.loads(zenda("query", TAKING_PART, "--why", "--format", "json").out)
    plain = json.loads(zenda("query", TAKING_PART, "--format", "json").out)
    assert all(found[key] == plain[key] for key in ("head", "results"))
    assert found["about"]["snapshot"] == plain["about"]["snapshot"]
    assert len(found["evidence"]) == len(found["results"]["bindings"]) == 3
    starts = [[passage["start"] for passage in evidence["passages"]] for evidence in found["evidence"]]
    assert starts == [[22], [75], [22]]


@pytest.mark.parametrize(
    ("format_", "delimiter", "column", "event"),
    [("csv", ",", "event", STRELSAU), ("tsv", "\t", "?event", f"<{STRELSAU}>")],
)
def test_why_in_csv_and_tsv_has_a_line_for_each_row_and_passage(
    format_: str, delimiter: str, column: str, event: str, zenda: Call
) -> None:
    counted = "SELECT ?event (COUNT(?who) AS ?number) WHERE { ?who cg:tookPartIn ?event } GROUP BY ?event"
    text = zenda("query", counted, "--why", "--format", format_).out
    lines = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))
    assert [(line["why.row"], line[column], line["why.source_label"], line["why.start"]) for line in lines] == [
        ("1", event, "The zenda paper", "22"),
        ("1", event, "The zenda paper", "75"),
    ]


def test_a_saved_question_carries_its_evidence_too(zenda: Call) -> None:
    shown = zenda("ask", "commitments", "--by", "Ruritania", "--why").out
    assert shown.startswith("1  commitment: 1,200 crowns for Graustark · status: conditional · by: Ruritania · ")
    assert "\n     “Ruritania promised 1,200 crowns (£50) to Graustark if the treaty is signed”\n" in shown


def test_where_the_words_can_be_had_is_said_once(zenda: Call, folder: Path) -> None:
    assert "--sources" not in zenda("query", TAKING_PART, "--why").out
    shutil.move(folder / "sources", folder / "texts")
    shown = zenda("query", TAKING_PART, "--why").out
    assert shown.endswith("Source texts not found for the passages shown without their words; pass --sources DIR.\n")
    assert shown.count("--sources") == 1
    assert "--sources" not in zenda("--sources", str(folder / "texts"), "query", TAKING_PART, "--why").out


# Wrong requests


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["query", "SELECT ?s WHERE { ?s a }"], ": this does not parse as SPARQL"),
        (["query", "DELETE WHERE { ?s ?p ?o }"], "query:1:1: DELETE is an update"),
        (["query", "SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }"], "SERVICE would send a request"),
        (["query", ""], "TEXT: the value is empty; type one, or set the variable"),
        (["query", "ASK { ?s ?p '\udcff' }"], "TEXT: byte 13 is not UTF-8; type the value in UTF-8"),
        (
            ["query", "ASK {}", "--format", "turtle"],
            "ASK returns true or false, which cannot be written as turtle; choose table",
        ),
        (
            ["query", "ASK {}", "--format", "csv", "--why"],
            "ASK returns true or false, which cannot be written as csv with evidence",
        ),
        (
            ["query", "DESCRIBE actor:nato", "--format", "csv"],
            "CONSTRUCT and DESCRIBE return a graph, which cannot be written as csv",
        ),
        (
            ["query", "DESCRIBE actor:nato", "--why"],
            "--why works only with SELECT and ASK; to get the passages of each triple, run",
        ),
        (
            ["query", HOSTS, "--format", "jsonld"],
            "SELECT returns rows, which cannot be written as jsonld; write the query with",
        ),
        (["query", HOSTS, "--format", "xml", "--why"], "results in XML cannot hold evidence; choose json"),
        (["ask", "who-took-prt"], "there is no question who-took-prt; did you mean who-took-part"),
        (["ask", "commitments", "--by", "Starmr"], "--by: there is no actor called Starmr; did you mean Keir Starmer?"),
        (["ask", "commitments", "--by", ""], "--by: the value is empty; type one, or set the variable"),
        (["ask", "commitments", "--by", 'x" . ?s ?p ?o'], '--by: there is no actor called x" . ?s ?p ?o; '),
        (
            ["ask", "events-between", "--since", "2025-02-30"],
            "--since: 2025-02-30 is not a date that is taken: the calendar",
        ),
        (["show", "qqqq"], "there is no thing called qqqq; list the actors with coalition ask"),
    ],
)
def test_a_wrong_request_ends_with_1_and_one_line(arguments: list[str], message: str, call: Call) -> None:
    refuses(call(*arguments), message)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["query", "ASK {}", "--format", "yaml"], "'yaml' is not one of 'table', 'markdown'"),
        (["query", "-f", "no-such-file.rq"], "File 'no-such-file.rq' does not exist."),
        (["query", "-f", "/dev"], "File '/dev' is a directory."),
        (["query", "ASK {}", "-f", os.devnull], "Give the query as TEXT or with -f, not both."),
        (["ask", "commitments", "--buy", "UK"], "No such option '--buy'."),
        (["ask", "events-between"], "Missing option '--since'."),
        (["show"], "Missing argument 'THING'."),
    ],
)
def test_misuse_ends_with_2(arguments: list[str], message: str, call: Call) -> None:
    misused(call(*arguments), message)


def test_a_parameter_of_a_question_goes_before_an_option_of_the_same_name(zenda: Call, folder: Path) -> None:
    (folder / "queries").mkdir()
    header = "#+ summary: What is on?\n#+ parameter on: text, for example x\n"
    (folder / "queries" / "what-is-on.rq").write_text(
        f"{header}SELECT ?on WHERE {{ BIND(1 AS ?one) }}", encoding="utf-8"
    )
    done = zenda("ask", "what-is-on", "--on", "anything", "--families", "1", "--format", "csv")
    assert (done.code, done.out.split()) == (0, ["on", "anything"])


@pytest.mark.parametrize("options", [(), ("--why",), ("--format", "csv"), ("--why", "--format", "json")])
def test_a_constant_that_is_no_value_is_told_on_one_line_and_answers(call: Call, options: tuple[str, ...]) -> None:
    query = 'SELECT ?e { ?e cg:date ?d FILTER(?d = "soon"^^xsd:date || ?e = meeting:london-2025-03-02) } LIMIT 1'
    done = call("query", query, *options)
    assert (done.code, done.err.count("\n")) == (0, 1)
    assert done.err.startswith('query:1:39: "soon" is no xsd:date that')


def test_a_constant_that_is_no_value_brings_no_words_of_a_library(store: Path) -> None:
    query = 'SELECT ?e { ?e cg:date ?d FILTER(?d = "soon"^^xsd:date || ?e = meeting:london-2025-03-02) } LIMIT 1'
    done = process("--store", str(store), "query", query, "--why")  # in this process, pytest takes what is logged
    assert (done.code, done.err.count("\n")) == (0, 1)


def test_an_answer_and_a_thing_are_cited_without_asking_why(zenda: Call) -> None:
    notes = zenda("query", HOSTS, "--format", "footnotes").out
    assert re.search(r"^host: Rudolf Elphberg · event: Meeting in Strelsau \[1\]\n\n\[1\] ", notes)
    assert zenda("show", "Rudolf", "--format", "footnotes").out.count("\n[1] ") == 1
    for command in (("query", HOSTS), ("show", "Rudolf")):
        assert zenda(*command, "--format", "bibtex").out.startswith("@misc{zenda-")
        assert json.loads(zenda(*command, "--format", "csl-json").out)[0]["custom"]["document"] == "zenda"


def test_a_graph_and_an_answer_without_rows_are_not_cited(zenda: Call) -> None:
    refuses(zenda("query", "CONSTRUCT WHERE { ?s cg:host ?o }", "--format", "bibtex"), "cannot be written as bibtex")
    assert zenda("query", "SELECT ?s WHERE { ?s cg:motto ?s }", "--format", "footnotes").out == "(no rows)\n"
    assert json.loads(zenda("query", "SELECT ?s WHERE { ?s cg:motto ?s }", "--format", "csl-json").out) == []
