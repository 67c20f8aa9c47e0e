"""The command line: what it prints where, and how it ends."""

from __future__ import annotations

import csv
import inspect
import io
import json
import os
import pty
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import click
import pyoxigraph as ox
import pytest
from conftest import TEXT, document

from coalition.cli import coalition, run
from coalition.cli import corpus as cli_corpus
from coalition.cli.options import GlobalOptions
from coalition.query.questions import questions

BIN = Path(sys.executable).parent
PROGRAM = str(BIN / "coalition")
STRELSAU = "https://w3id.org/coalition-graph/meeting/strelsau-1894-05-03"
RUDOLF = "https://w3id.org/coalition-graph/actor/rudolf"
HOSTS = "SELECT ?host ?event WHERE { ?event cg:host ?host }"
TAKING_PART = "SELECT ?who WHERE { ?who cg:tookPartIn ?event } ORDER BY ?who"
ENDLESS = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
RUNNING = "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


@dataclass(frozen=True)
class Done:
    """How a command ended, and what it printed."""

    code: int
    out: str
    err: str


Call = Callable[..., Done]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in a cache of our own, with the snapshot of the published graph."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        return GlobalOptions().graph().snapshot.folder.parent


@pytest.fixture
def call(store: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Call:
    """Run a command on the published graph in this process."""

    def called(*arguments: str, stdin: bytes = b"") -> Done:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        code = run(["--store", str(store), *arguments])
        return Done(code, *capsys.readouterr())

    return called


@pytest.fixture
def zenda(call: Call, folder: Path) -> Call:
    """Run a command on the invented corpus, of which every fact is known."""
    return lambda *arguments, **others: call("--root", str(folder), *arguments, **others)


def process(*arguments: str, shell: str = "", stdin: bytes = b"", **environment: str) -> Done:
    """Run the program, or a line of bash in which it is `$P`."""
    command = ["bash", "-c", shell] if shell else [PROGRAM, *arguments]
    done = subprocess.run(
        command,
        input=stdin,
        capture_output=True,
        check=False,
        env={**os.environ, "P": PROGRAM, "PYTHONUNBUFFERED": "", **environment},
        timeout=60,
    )
    return Done(done.returncode, done.stdout.decode(), done.stderr.decode())


CONTEXT = click.Context(coalition)
NAMES = coalition.list_commands(CONTEXT)
COMMANDS = {
    "": coalition,
    **{name: command for name in NAMES if (command := coalition.get_command(CONTEXT, name))},
    **{f"source {name}": command for name, command in cli_corpus.source.commands.items()},
}
TELLING = {"new", "draft"}
"""Commands that tell on standard error what comes next."""


def example(command: click.Command) -> str:
    found = re.search(r"^Example:\n    (.+)\Z", inspect.cleandoc(command.help or ""), re.MULTILINE)
    assert found, "the help has no example at its end"
    return found[1]


# Help


@pytest.mark.parametrize("name", COMMANDS)
def test_the_example_in_the_help_runs(name: str, store: Path, folder: Path, tmp_path: Path) -> None:
    folder.rename(tmp_path / "my-graph")
    (tmp_path / "telegram.txt").write_text("All is well.", encoding="utf-8")
    line = example(COMMANDS[name])
    assert re.search(rf"coalition (.* )?{name}", line)
    environment = {"PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}", "XDG_CACHE_HOME": str(store.parents[1])}
    done = subprocess.run(
        ["bash", "-c", line], cwd=tmp_path, env=os.environ | environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert bool(done.stderr) == (name in TELLING)
    assert done.stdout or ">" in line or "eval" in line or "format" in line


@pytest.mark.parametrize("name", questions(GlobalOptions().place().queries))
def test_the_example_of_a_question_runs(name: str, call: Call) -> None:
    shown = call("ask", name, "--help")
    line = re.search(rf"^  Example:\n      coalition (ask {name}.*)$", shown.out, re.MULTILINE)
    assert line
    done = call(*shlex.split(line[1]))
    assert (done.code, done.err) == (0, "")
    assert len(done.out.splitlines()) >= 3
    assert "(no rows)" not in done.out


@pytest.mark.parametrize("name", COMMANDS)
def test_help_is_also_asked_for_with_h(name: str, call: Call) -> None:
    words = name.split()
    assert call(*words, "-h") == call(*words, "--help")
    assert "Example:" in call(*words, "-h").out


def test_no_line_of_the_list_of_commands_is_cut_off(call: Call) -> None:
    listed = call("--help").out.partition("Commands:")[2]
    assert "..." not in listed
    assert all(f"\n  {name} " in listed for name in NAMES)


def test_every_option_says_what_it_does() -> None:
    for command in COMMANDS.values():
        for parameter in command.params:
            if isinstance(parameter, click.Option) and parameter.name not in ("measure", "format_"):
                assert parameter.help, parameter.opts


def test_the_version_is_that_of_the_project(call: Call) -> None:
    pyproject = (Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8")
    assert f'version = "{call("--version").out.split()[-1]}"' in pyproject


def test_questions_are_listed_with_their_parameters(call: Call) -> None:
    listed = call("questions").out
    for question in questions(GlobalOptions().place().queries).values():
        assert f"{question.name}\n    {question.summary}\n" in listed
        for parameter in question.parameters:
            assert f"    --{parameter.name} {parameter.type.upper()} (" in listed
    assert "--by ACTOR (optional, for example “United Kingdom”)" in listed
    assert "--since DATE (required, for example “2025-02-15”)" in listed
    assert "--least NUMBER (default 2, for example “4”)" in listed
    assert re.search(r"--least NUMBER +For example 4\.  \[default: 2\]", call("ask", "stated-by-several", "-h").out)


def test_ask_without_a_name_lists_the_questions(call: Call) -> None:
    done = call("ask")
    assert (done.code, done.err) == (0, "")
    assert re.search(r"^  who-took-part +Who took part in an event", done.out, re.MULTILINE)


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
    assert set(found) == {"head", "results"}
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
    assert {key: found[key] for key in plain} == plain
    assert len(found["evidence"]) == len(found["results"]["bindings"]) == 3
    starts = [[passage["start"] for passage in evidence["passages"]] for evidence in found["evidence"]]
    assert starts == [[22], [75], [22]]


@pytest.mark.parametrize(("format_", "delimiter"), [("csv", ","), ("tsv", "\t")])
def test_why_in_csv_and_tsv_has_a_line_for_each_row_and_passage(format_: str, delimiter: str, zenda: Call) -> None:
    counted = "SELECT ?event (COUNT(?who) AS ?number) WHERE { ?who cg:tookPartIn ?event } GROUP BY ?event"
    text = zenda("query", counted, "--why", "--format", format_).out
    lines = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))
    assert [(line["row"], line["event"], line["source_label"], line["start"]) for line in lines] == [
        ("1", STRELSAU, "The zenda paper", "22"),
        ("1", STRELSAU, "The zenda paper", "75"),
    ]


def test_a_saved_question_carries_its_evidence_too(zenda: Call) -> None:
    shown = zenda("ask", "commitments", "--by", "Ruritania", "--why").out
    assert shown.startswith("1  by: Ruritania · commitment: 1,200 crowns for Graustark · beneficiary: Graustark · ")
    assert "\n     “Ruritania promised 1,200 crowns (£50) to Graustark if the treaty is signed”\n" in shown


def test_where_the_words_can_be_had_is_said_once(zenda: Call, folder: Path) -> None:
    assert "--sources" not in zenda("query", TAKING_PART, "--why").out
    shutil.move(folder / "sources", folder / "texts")
    shown = zenda("query", TAKING_PART, "--why").out
    assert shown.endswith("The words of these passages are not at hand: name the folder of the texts with --sources.\n")
    assert shown.count("--sources") == 1
    assert "--sources" not in zenda("--sources", str(folder / "texts"), "query", TAKING_PART, "--why").out


def test_show_tells_what_is_known_with_its_sources(zenda: Call) -> None:
    shown = zenda("show", "the King").out
    assert shown.startswith(f"Rudolf Elphberg\nactor, person · {RUDOLF}\nalso called Rudolf, the King\n\n")
    assert "  holds King of Ruritania\n      The zenda paper, 22–70\n" in shown
    assert "  took part in Meeting in Strelsau\n      The zenda paper, 22–70; by the rule took-part-in\n" in shown
    assert "\nMeeting in Strelsau\n  host Rudolf Elphberg\n" in shown
    reported = zenda("show", "Graustark").out
    assert "\nposition\n  [reports] holder Graustark; attitude asks; content Horses are needed.\n" in reported
    assert "converted amount GBP 50" in reported
    for thing in ("Strelsau", "commitment:crowns", "The zenda paper", "Meeting in Strelsau"):
        assert zenda("show", thing).code == 0


def test_show_leaves_out_which_passages_are_of_whose_words(zenda: Call) -> None:
    assert "reported by" not in zenda("show", "Strelsau Gazette").out
    assert "text length" in zenda("show", "The zenda paper").out


def test_show_attributes_each_fact_to_those_who_state_it(zenda: Call, folder: Path) -> None:
    second = document("second", TEXT.replace("(£50)", "in gold"))
    (folder / "graph" / "second.trig").write_text(second, encoding="utf-8")
    shown = zenda("--sources", "/dev/shm", "show", "1,200 crowns for Graustark").out
    conversion = shown[shown.index("converted amount GBP 50") :].splitlines()[1]
    assert "The zenda paper" in conversion
    assert "The second paper" not in conversion
    assert "The second paper" in zenda("--sources", "/dev/shm", "show", "Rudolf").out


def test_show_in_json_has_the_evidence_of_each_line(zenda: Call) -> None:
    known = json.loads(zenda("show", "the League", "--format", "json").out)
    assert (known["label"], known["classes"]) == ("League of Nations of Zenda", ["actor", "organisation"])
    (line,) = known["lines"]
    assert (line["relation"], line["text"]) == ("took part in", "Meeting in Strelsau")
    assert line["evidence"]["rules"] == ["took-part-in"]
    (mention,) = known["mentions"]
    assert mention["title"] == "participation"
    assert {line["relation"]: line["text"] for line in mention["lines"]}["role"] == "through representatives"


# Measures


def test_centrality_in_json_is_an_object_that_names_what_was_measured(call: Call) -> None:
    found = json.loads(call("centrality", "--measure", "betweenness", "--represented", "--format", "json").out)
    assert found["network"] == "co-participation"
    assert found["measure"] == "betweenness"
    assert found["weight"] is None
    assert "shortest paths" in found["definition"]
    assert {"actor", "label", "score", "rank"} <= set(found["ranking"][0])
    assert [row["rank"] for row in found["ranking"]] == sorted(row["rank"] for row in found["ranking"])


def test_centrality_prints_tables_and_csv(zenda: Call) -> None:
    assert zenda("centrality").out.endswith("\n   1  Rudolf Elphberg             person        1.000000\n")
    assert "| 1 | Rudolf Elphberg | person | 1.000000 |\n" in zenda("centrality", "--format", "markdown").out
    lines = list(csv.DictReader(io.StringIO(zenda("centrality", "--format", "csv").out)))
    assert [(line["rank"], line["label"]) for line in lines][-1] == ("1", "Rudolf Elphberg")


def test_a_ranking_can_be_cut_at_a_rank(call: Call) -> None:
    lines = list(csv.DictReader(io.StringIO(call("centrality", "--format", "csv", "--top", "1").out)))
    assert {line["rank"] for line in lines} == {"1"}
    ranking = json.loads(call("centrality", "--format", "json", "--top", "1").out)["ranking"]
    assert [row["actor"] for row in ranking] == [line["actor"] for line in lines]


def test_networks_go_to_standard_output(call: Call) -> None:
    for format_ in ("graphml", "gexf"):
        assert ET.fromstring(call("network", "--format", format_).out).tag.endswith(format_)
    assert json.loads(call("network", "--format", "json").out)
    assert call("network", "--format", "csv").out.count("\n") > 10


@pytest.mark.parametrize("suffix", ["svg", "png"])
def test_plots_are_drawn(suffix: str, call: Call, tmp_path: Path) -> None:
    path = tmp_path / f"network.{suffix}"
    done = call("network", "--plot", str(path))
    assert (done.code, done.out, done.err) == (0, "", f"drawn to {path}\n")
    assert path.stat().st_size > 1000
    assert call("centrality", "--plot", str(tmp_path / f"ranked.{suffix}")).out == call("centrality").out


def test_a_timeline_is_printed_in_every_format_or_drawn(zenda: Call, tmp_path: Path) -> None:
    done = zenda("timeline")
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines()[-3:] == [
        "1894-05-03  Meeting in Strelsau  meeting  Strelsau  written  The zenda paper, 75–121",
        "",
        "1 commitment has no date in any source",
    ]
    asked = ("--about", "Strelsau", "--from", "1894-05", "--to", "1894-05-03", "--kind", "event", "--kind", "plan")
    (entry,) = json.loads(zenda("timeline", *asked, "--format", "json").out)["entries"]
    assert entry["date"] == "1894-05-03"
    assert len([*csv.DictReader(io.StringIO(zenda("timeline", "--format", "csv").out))]) == 1
    assert "| 1894-05-03 | Meeting in Strelsau |" in zenda("timeline", "--format", "markdown").out
    path = tmp_path / "timeline.svg"
    done = zenda("timeline", "--plot", str(path))
    assert (done.code, done.out, done.err) == (0, "", f"drawn to {path}\n")
    assert path.stat().st_size > 1000


# How it ends


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["query", "SELECT ?s WHERE { ?s a }"], ": this does not parse as SPARQL"),
        (["query", "DELETE WHERE { ?s ?p ?o }"], "query:1:1: DELETE is an update"),
        (["query", "SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }"], "SERVICE would send a request"),
        (["query", ""], "query: there is no query in it"),
        (["query", "ASK { ?s ?p '\udcff' }"], "query: byte 13 is not UTF-8"),
        (["query", "ASK {}", "--format", "turtle"], "ASK gives true or false, not turtle; choose table"),
        (["query", "ASK {}", "--format", "csv", "--why"], "ASK gives true or false, not csv with evidence"),
        (["query", "DESCRIBE actor:nato", "--format", "csv"], "CONSTRUCT and DESCRIBE give a graph, not csv"),
        (["query", "DESCRIBE actor:nato", "--why"], "--why is for rows; coalition export --query"),
        (["query", HOSTS, "--format", "jsonld"], "SELECT gives rows, not jsonld; ask with CONSTRUCT"),
        (["query", HOSTS, "--format", "xml", "--why"], "results in XML have no place for evidence; choose json"),
        (["ask", "who-took-prt"], "there is no question who-took-prt; did you mean who-took-part"),
        (["ask", "commitments", "--by", "Starmr"], "--by: there is no actor called Starmr; did you mean Keir Starmer?"),
        (["ask", "commitments", "--by", ""], "--by: the name is empty"),
        (["ask", "commitments", "--by", 'x" . ?s ?p ?o'], '--by: there is no actor called x" . ?s ?p ?o; '),
        (["ask", "events-between", "--since", "2025-02-30"], "--since: 2025-02-30 is not a date; write it as"),
        (["show", "qqqq"], "there is no thing called qqqq; list the actors with coalition ask"),
        (["export", "--about", "Lodnon summit"], "there is no thing called Lodnon summit; did you mean 2025 London"),
        (["export", "--format", "trig", "--provenance"], "trig carries each passage as a named graph already"),
        (["--root", "/no/such", "questions"], "/no/such: there is no such folder; name a folder that holds graph/"),
        (["--root", "/no/such", "query", "ASK {}"], "/no/such: there is no such folder"),
        (["--root", "/dev/null", "query", "ASK {}"], "/dev/null: there is no such folder"),
        (
            ["--sources", "/no/such", "query", "ASK {}"],
            "/no/such: there is no such folder; name the folder of the texts",
        ),
        (["--sources", "/no/such", "check"], "/no/such: there is no such folder; name the folder of the texts"),
        (["--store", "/dev/null", "query", "ASK {}"], "/dev/null"),
        (["source", "add", "x.txt", "--title", "X"], "the published graph is not written to; name a graph of your own"),
        (["--root", "/no/such", "source", "add", "x.txt", "--title", "X"], "/no/such: there is no such folder"),
        (["draft", "nowhere"], "there is no source nowhere with a text; name one of s000, s001"),
        (["--sources", "/dev/shm", "draft", "s002"], "the text of s002 is not at hand; name the folder of the texts"),
        (["new", "/dev"], "/dev: the folder is not empty; name one that is not there yet"),
        (["centrality", "--plot", "network.pdf"], "network.pdf: a picture is an SVG or a PNG"),
        (["timeline", "--from", "soon"], "--from: soon is not a date; write it as 2025-03-02, 2025-03 or 2025"),
        (["timeline", "--from", "2025-05", "--to", "2025-03"], "the period ends before it begins: 2025-05 to 2025-03"),
        (["timeline", "--about", "qqqq"], "there is no thing called qqqq"),
        (["timeline", "--plot", "timeline.pdf"], "timeline.pdf: a picture is an SVG or a PNG"),
        (["timeline", "--from", "2099", "--kind", "commitment", "--plot", "a.svg"], "there is nothing dated to draw"),
    ],
)
def test_a_wrong_request_ends_with_1_and_one_line(arguments: list[str], message: str, call: Call) -> None:
    done = call(*arguments)
    assert done.code == 1
    assert done.out == ""
    assert done.err.startswith("Error: ")
    assert done.err.count("\n") == 1
    assert message in done.err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "Usage: coalition"),
        (["qery"], "No such command 'qery'. Did you mean 'query'?"),
        (["query", "ASK {}", "--frmat", "csv"], "No such option '--frmat'. Did you mean '--format'?"),
        (["query", "ASK {}", "--format", "yaml"], "'yaml' is not one of 'table', 'markdown'"),
        (["query", "-f", "no-such-file.rq"], "File 'no-such-file.rq' does not exist."),
        (["query", "-f", "/dev"], "File '/dev' is a directory."),
        (["query", "ASK {}", "-f", os.devnull], "Give the query as TEXT or with -f, not both."),
        (["ask", "commitments", "--buy", "UK"], "No such option '--buy'."),
        (["ask", "events-between"], "Missing option '--since'."),
        (["show"], "Missing argument 'THING'."),
        (["export", "--about", "NATO", "--query", "DESCRIBE actor:nato"], "Give one of --about, --query and -f."),
        (["centrality", "--measure", "fame"], "'fame' is not one of 'degree'"),
        (["new"], "Missing argument 'DIR'."),
        (["source", "add", "x.txt"], "Missing option '--title'."),
        (["timeline", "--kind", "war"], "'war' is not one of 'event', 'commitment'"),
        (["completion", "tcsh"], "'tcsh' is not one of 'bash', 'zsh', 'fish'."),
    ],
)
def test_misuse_ends_with_2(arguments: list[str], message: str, call: Call, tmp_path: Path) -> None:
    done = call(*arguments)
    assert (done.code, done.out) == (2, "")
    assert message in done.err


def test_a_query_that_is_not_utf8_is_refused_with_its_place(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "latin.rq"
    path.write_bytes(b"ASK { ?s ?p '\xe9' }")
    for command in ("query", "export"):
        done = call(command, "-f", str(path))
        assert (done.code, done.out) == (1, "")
        assert done.err == f"Error: {path}: byte 13 is not UTF-8; save the query as UTF-8\n"
    done = call("query", stdin=path.read_bytes())
    assert (done.code, done.err) == (1, "Error: standard input: byte 13 is not UTF-8; save the query as UTF-8\n")


def test_empty_standard_input_is_no_query(call: Call) -> None:
    assert call("query").err == "Error: standard input: there is no query in it; write one, for example ASK {}\n"
    closed = process(shell="$P query <&-")
    assert closed.code == 2
    assert "Give a query as TEXT, with -f FILE, or on standard input." in closed.err


def test_a_store_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    done = process("--store", str(tmp_path / "file"), "query", "ASK {}")
    assert (done.code, done.out, done.err.count("\n")) == (1, "", 1)
    assert done.err.startswith(f"Error: {tmp_path / 'file'}")


@pytest.mark.parametrize("format_", ["csv", "json", "table", "markdown"])
@pytest.mark.parametrize("asked", [HOSTS, "SELECT * WHERE { ?s ?p ?o }"], ids=["few", "many"])
def test_a_reader_who_has_read_enough_is_no_fault(format_: str, asked: str, store: Path) -> None:
    for reader in ("head -1", "true"):
        line = f'$P --store "{store}" query "{asked}" --format {format_} | {reader}; exit ${{PIPESTATUS[0]}}'
        done = process(shell=line)
        assert (done.code, done.err) == (0, "")


@pytest.mark.parametrize(
    "command",
    [
        "questions",
        "--help",
        f"query '{HOSTS}'",
        f"query '{HOSTS}' --format csv",
        "query 'SELECT * { ?s ?p ?o }' --format json",
        "export --about NATO",
        "network",
    ],
)
def test_an_output_that_is_full_ends_with_1(command: str, store: Path) -> None:
    done = process(shell=f'$P --store "{store}" {command} > /dev/full')
    assert done.code == 1
    assert done.err == (
        "Error: standard output: No space left on device; make room, mend the permissions, or name another file\n"
    )


def test_an_output_that_is_closed_ends_with_1(store: Path) -> None:
    done = process(shell=f'$P --store "{store}" query "{HOSTS}" >&-')
    assert (done.code, done.err.count("\n")) == (1, 1)
    assert done.err.startswith("Error: standard output: Bad file descriptor")


def test_ctrl_c_ends_even_a_query_that_the_engine_is_busy_with(store: Path) -> None:
    for command in (["query", ENDLESS], ["query", RUNNING, "--format", "csv"]):
        with subprocess.Popen(
            [PROGRAM, "--store", str(store), *command],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a job may have it ignored
        ) as running:
            try:
                while not heeds_interrupts(running.pid):
                    time.sleep(0.1)
                time.sleep(1)
                assert running.poll() is None
                running.send_signal(signal.SIGINT)
                _, words = running.communicate(timeout=60)
                assert (running.returncode, words) == (130, b"")
            finally:
                running.kill()


def heeds_interrupts(process: int) -> bool:
    """Whether a process has blocked SIGINT for its threads, as it does once it waits for it."""
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    blocked = re.search(r"SigBlk:\s*([0-9a-f]+)", status)
    return bool(blocked and int(blocked[1], 16) & 1 << (signal.SIGINT - 1))


def test_rows_are_written_as_they_are_found(store: Path) -> None:
    for format_ in ("csv", "tsv", "json", "xml"):
        line = f'timeout 20 $P --store "{store}" query "{RUNNING}" --format {format_} | head -c 5000 | wc -c'
        assert process(shell=line) == Done(0, "5000\n", "")


def test_results_are_utf8_whatever_the_locale(store: Path) -> None:
    done = process("--store", str(store), "query", HOSTS, PYTHONIOENCODING="ascii", LC_ALL="C")
    assert (done.code, done.err) == (0, "")
    assert "──" in done.out


# What it costs


def test_a_command_imports_its_own_room_alone() -> None:
    code = "import sys; from coalition.cli import run; run(sys.argv[1:]); print(*sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code, "query", "-h"], capture_output=True, text=True, check=True)
    rooms = {name for name in done.stderr.split() if name.startswith("coalition.cli.")}
    assert rooms == {"coalition.cli.query", "coalition.cli.options"}


def imported(*arguments: str) -> set[str]:
    code = "import sys; from coalition.cli import run; code = run(sys.argv[1:]); print(*sys.modules, file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True, timeout=60
    )
    return {name.partition(".")[0] for name in done.stderr.split()}


def test_help_imports_nothing_heavy() -> None:
    heavy = {
        "babel",
        "pyoxigraph",
        "rdflib",
        "networkx",
        "rich",
        "pyshacl",
        "matplotlib",
        "numpy",
        "scipy",
        "pycountry",
        "pandas",
    }
    assert not imported("--help") & heavy
    assert not imported("query", "--help") & heavy


def test_a_query_on_a_built_snapshot_imports_the_engine_alone(store: Path) -> None:
    heavy = {"babel", "rdflib", "networkx", "rich", "pyshacl", "pycountry", "matplotlib", "numpy", "scipy", "pandas"}
    for asked in (["ASK {}"], [HOSTS], [HOSTS, "--format", "csv"], [HOSTS, "--format", "json"]):
        found = imported("--store", str(store), "query", *asked)
        assert "pyoxigraph" in found
        assert not found & heavy
    assert "networkx" in imported("--store", str(store), "network")  # or the check sees nothing


# A corpus of one's own


def test_a_graph_of_ones_own_from_nothing_to_a_draft(
    store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def mine(*arguments: str) -> Done:
        return process("--store", str(store), "--root", "mine", *arguments)

    monkeypatch.chdir(tmp_path)
    laid = process("new", "mine")
    assert (laid.code, laid.out) == (0, "")
    assert "coalition --root mine check" in laid.err
    assert mine("check").out.endswith("\nno faults\n")
    assert "Tomas Reke" in mine("ask", "who-took-part", "--event", "Ostvik meeting", "--why").out
    Path("news.txt").write_bytes(b"Varga saw Sapt in Ostvik.\r\nIt rained.\r\n")
    added = mine("source", "add", "news.txt", "--title", "News", "--publisher", "ostvik courier")
    assert added == Done(0, "mine/graph/news.trig\n", "")
    made = mine("draft", "news")
    assert made.err == (
        "1 passage drafted; sentences in which nothing was found: 1\nnames that the register does not know: Sapt\n"
    )
    path = Path("mine/graph/news.trig")
    path.write_text(path.read_text(encoding="utf-8") + made.out, encoding="utf-8")
    assert mine("format").code == 0
    checked = mine("check")
    assert (
        "\n1 passage is only drafted and states nothing yet: write the stance and the facts into the file\n"
        in checked.out
    )
    (listed,) = [line.split() for line in mine("source", "list").out.splitlines() if "news" in line]
    assert listed == ["news", "News", "news.txt", "0", "1", "0", "at", "hand"]
    found = json.loads(mine("source", "list", "--format", "json").out)["sources"]
    assert [each["drafted"] for each in found] == [0, 1]
    accepted = path.read_text(encoding="utf-8").replace("cg:Drafted", "cg:Asserts")
    path.write_text(accepted, encoding="utf-8")
    refused = mine("check")
    assert refused.code == 1
    assert re.search(
        r"news\.trig:\d+:\d+: passage:news-0 still has cg:mentions, which only a drafted .* may have; write",
        refused.err,
    )


def test_the_commands_that_the_readme_of_a_new_graph_begins_with_run(store: Path, tmp_path: Path) -> None:
    assert process("new", str(tmp_path / "mine")).code == 0
    text = (tmp_path / "mine" / "README.md").read_text(encoding="utf-8")
    lines = re.findall(r"^    coalition (.+)$", text, re.MULTILINE)
    assert len(lines) == 5
    for line in lines:
        done = process(shell=f'cd "{tmp_path}/mine" && $P --store "{store}" {line}')
        assert done.code == 0, done.err
        assert "(no rows)" not in done.out
        assert len(done.out.splitlines()) > 2


def test_what_is_laid_out_twice_is_refused(call: Call, tmp_path: Path) -> None:
    folder = str(tmp_path / "mine")
    assert call("new", folder).code == 0
    assert call("new", folder) == Done(
        1, "", f"Error: {folder}: the folder is not empty; name one that is not there yet\n"
    )


def test_progress_of_a_draft_is_shown_on_a_terminal_only(folder: Path) -> None:
    (folder / "graph" / "zenda.trig").write_text(document().partition("passage:zenda")[0], encoding="utf-8")
    assert "Reading the sentences" in terminal("--root", str(folder), "draft", "zenda")
    assert "Reading" not in process("--root", str(folder), "draft", "zenda").err


# A terminal


def terminal(*arguments: str, width: int = 80) -> str:
    """What the program writes to a terminal of so many columns."""
    ours, theirs = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": str(width)}
    with subprocess.Popen([PROGRAM, *arguments], stdin=theirs, stdout=theirs, stderr=theirs, env=environment):
        os.close(theirs)
        written = b""
        while True:
            try:
                part = os.read(ours, 65536)
            except OSError:  # so Linux says that the other end is closed
                part = b""
            if not part:
                break
            written += part
    os.close(ours)
    return written.decode().replace("\r\n", "\n")


@pytest.mark.parametrize("width", [60, 100])
def test_what_is_printed_fits_the_terminal(width: int, store: Path) -> None:
    for command in (
        ["ask", "commitments", "--by", "United Kingdom"],
        ["ask", "positions", "--holder", "Keir Starmer"],
        ["query", HOSTS, "--iris"],
        ["query", HOSTS, "--why"],
        ["show", "Keir Starmer"],
        ["centrality", "--top", "1"],
    ):
        shown = re.sub(r"\x1b\[[0-9;]*m", "", terminal("--store", str(store), *command, width=width))
        too_long = [line for line in shown.splitlines() if len(line) > width]
        assert all("https://" in line for line in too_long), command
        assert len(shown.splitlines()) > 2


def test_words_and_numbers_are_not_broken_in_a_narrow_table(store: Path) -> None:
    shown = terminal("--store", str(store), "ask", "commitments", "--by", "United Kingdom", width=100)
    for word in ("announced_by", "commitment", "beneficiary", "1600000000", "Kingdom", "finance"):
        assert word in shown


def test_rows_that_do_not_fit_become_blocks(store: Path) -> None:
    shown = terminal("--store", str(store), "ask", "commitments", "--by", "United Kingdom", width=50)
    assert "amount        1600000000\ncurrency      GBP\n" in shown


def test_the_progress_bar_is_shown_on_a_terminal_only(tmp_path: Path) -> None:
    assert "Building the snapshot" in terminal("--store", str(tmp_path / "one"), "query", "ASK {}")
    assert "Building" not in terminal("--store", str(tmp_path / "one"), "query", "ASK {}")
    done = process("--store", str(tmp_path / "two"), "query", "ASK {}")
    assert done == Done(0, "true\n", "")


def test_build_says_what_the_snapshot_holds(call: Call, store: Path) -> None:
    shown = call("build").out.splitlines()
    assert shown[1] == str(store / shown[0].removeprefix("snapshot "))
    assert any(re.fullmatch(r" *\d+  passages", line) for line in shown)


def test_the_program_is_also_a_module() -> None:
    done = subprocess.run([sys.executable, "-m", "coalition.cli", "-h"], capture_output=True, text=True, check=True)
    assert done.stdout == process("-h").out
    assert shutil.which("coalition", path=str(BIN))


def test_every_command_that_answers_can_look_at_a_part(call: Call) -> None:
    part = ("--source", "Document 002", "--known-by", "2025-03-31", "--stance", "asserts")
    for command in (
        ("query", "ASK { ?passage prov:wasQuotedFrom source:s003 }"),
        ("ask", "who-took-part"),
        ("show", "Keir Starmer"),
        ("export",),
        ("centrality",),
        ("network",),
        ("conflicts",),
        ("corroboration",),
    ):
        done = call(*command, *part)
        assert done.code == 0, command
        assert done.err.startswith("Restricted to "), command
        assert " of 1 of 5 documents; left out: Document 000 (no date of issue), Document 001 (issued" in done.err, (
            command
        )
    assert call("query", "ASK { ?passage prov:wasQuotedFrom source:s003 }", *part).out == "false\n"


def test_a_restricted_count_is_that_of_the_engine_on_what_remains(call: Call) -> None:
    twice = "SELECT (COUNT(*) AS ?n) WHERE { meeting:london-2025-03-02 cg:host actor:keir-starmer }"
    assert call("query", twice, "--source", "s002", "--source", "s003", "--format", "csv").out.split() == ["n", "1"]


def test_a_parameter_of_a_question_goes_before_an_option_of_the_same_name(zenda: Call, folder: Path) -> None:
    (folder / "queries").mkdir()
    header = "#+ summary: What is on?\n#+ parameter on: text, for example x\n"
    (folder / "queries" / "what-is-on.rq").write_text(
        f"{header}SELECT ?on WHERE {{ BIND(1 AS ?one) }}", encoding="utf-8"
    )
    done = zenda("ask", "what-is-on", "--on", "anything", "--families", "1", "--format", "csv")
    assert (done.code, done.out.split()) == (0, ["on", "anything"])


@pytest.mark.parametrize(
    ("option", "value", "told"),
    [
        ("--known-by", "soon", "Error: --known-by: soon is not a date; write it as 2025-03-02, 2025-03 or 2025\n"),
        ("--families", "0", "Error: --families: 0 is no number of families; give 1 or more\n"),
        ("--stance", "denie", "Error: --stance: there is no stance denie; did you mean denies? choose one of asserts"),
    ],
)
def test_a_part_that_there_is_none_of_is_refused_in_one_line(call: Call, option: str, value: str, told: str) -> None:
    done = call("query", "ASK {}", option, value)
    assert (done.code, done.out, done.err.count("\n")) == (1, "", 1)
    assert done.err.startswith(told)
