"""Test that nothing that data say reaches the terminal as a command to it, from any command of the program.

Every name and text of the graph, of a question and of the command line holds what a terminal would obey, and a line
break, after which the data pretend to be a line of ours. `check` would refuse such a graph; a store of another origin
might hold it.
"""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from pathlib import Path

import pyoxigraph as ox
import pytest
from program import Call, Done, process, terminal
from ruritania import REGISTER, TEXT, document

from coalition.checks import characters
from coalition.cli.commands import MODULES

HOSTILE = "\x1b]0;t\x07\x1b[31m\x00\x08\x7f\x9b\x85\u061c\u200e\u200b\u202e\u2066\u2028\u2029\ufeff\r\nFORGED\tx"
TYPED = HOSTILE.replace("\0", "")  # no argument of a program can hold it

OBEYED = {*range(0x20), *range(0x7F, 0xA0), 0x61C, 0x200B, 0xFEFF, *range(0x200E, 0x2010), *range(0x2028, 0x202F)}
OBEYED |= {*range(0x2066, 0x206A)}
"""The code points that people must not get, but for the line feed of our own lines."""

NAMED = re.compile(r'((?:prefLabel|altLabel|content) |, )"([^"]*)"')
"""Each name and text of the invented corpus; a comma separates two names."""

COMMANDS: tuple[tuple[str, ...], ...] = (
    ("query", "SELECT ?who ?name { ?who skos:prefLabel ?name }"),
    ("query", "SELECT ?who ?name { ?who skos:prefLabel ?name }", "--why"),
    ("query", "SELECT ?who ?name { ?who skos:prefLabel ?name }", "--why", "--format", "markdown"),
    ("query", "SELECT ?who ?name { ?who skos:prefLabel ?name }", "--format", "markdown"),
    ("query", "ASK { ?who skos:prefLabel ?name }", "--why"),
    ("query", f"SELECT {TYPED} ("),
    ("query", "-f", f"/no/{TYPED[:9]}"),
    ("query", "SELECT * {}", f"--{TYPED}"),
    ("query", "SELECT * {}", "--format", TYPED),
    ("ask",),
    ("ask", "hostile"),
    ("ask", "hostile", "--help"),
    ("ask", "hostile", f"--{TYPED}"),
    ("ask", "hostile", "--thing", TYPED),
    ("ask", TYPED),
    ("questions",),
    ("show", "actor:rudolf"),
    ("show", "meeting:strelsau-1894-05-03"),
    ("show", "commitment:crowns"),
    ("show", TYPED),
    ("search", "Rudolf"),
    ("search", "horses", "--format", "markdown"),
    ("search", TYPED),
    ("search", "Rudolf", "--kind", TYPED),
    ("words",),
    ("words", TYPED),
    ("timeline",),
    ("timeline", "--format", "markdown"),
    ("timeline", "--from", TYPED),
    ("export", "--about", TYPED),
    ("export", "--format", TYPED),
    ("import", f"/no/{TYPED}"),
    ("import", "{root}/hostile.json"),
    ("coverage",),
    ("conflicts",),
    ("verify", "Ruritania promises crowns"),
    ("corroboration",),
    ("identities",),
    ("diff", "{root}/a.ttl", "{root}/b.ttl"),
    ("diff", "{root}/a.ttl", f"/no/{TYPED}"),
    ("diff", "{root}/a.ttl", f"http://{TYPED}"),
    ("publish", "--endpoint", f"http://127.0.0.1:1/{TYPED}"),
    ("publish", "--endpoint", "http://127.0.0.1:1/", "--update", TYPED),
    ("tables", "{root}/tables"),
    ("analyse", "{root}/tables", "--kind", "person"),
    ("analyse", "{root}/tables", "--kind", "person", "--format", "markdown"),
    ("analyse", "{root}/tables", "--measure", TYPED),
    ("analyse", TYPED),
    ("bulk", "{root}/bulk"),
    ("bulk", f"{{root}}/{TYPED}"),
    ("bulk", "{root}/bulk", "--master", TYPED),
    ("centrality",),
    ("centrality", "--robust"),
    ("centrality", "--robust", "--format", "markdown"),
    ("centrality", "--kind", "person", "--explain", "actor:rudolf"),
    ("network", "--network", TYPED),
    ("path", "actor:rudolf", TYPED),
    ("structure", "--kind", "person", "--kind", "state"),
    ("structure", "--kind", "person", "--kind", "state", "--format", "markdown"),
    ("new", "{root}"),
    ("source", "list"),
    ("source", "add", f"/no/{TYPED}", "--title", "x"),
    ("draft", TYPED),
    ("build",),
    ("check",),
    ("format", "--check"),
    ("cite", "zenda", TYPED),
    ("actor", "list"),
    ("review", TYPED),
    ("agreement", f"/no/{TYPED}"),
    ("curate", TYPED),
    ("actor", "add", TYPED, "--kind", "person"),
    ("actor", "merge", TYPED, "x"),
    ("actor", "undo", TYPED),
    ("preview", "--since", TYPED),
    ("source", "update", "zenda", TYPED),
    ("source", "remove", "zenda", "--preview"),
    ("snapshots",),
    ("snapshots", "--size", TYPED),
    ("serve", TYPED),
    ("mcp", TYPED),
    ("completion", TYPED),
    (TYPED,),
    ("--root", f"/no/{TYPED}", "show", "x"),
    ("--store", f"/dev/null/{TYPED}", "show", "x"),
)
"""Command lines; {root} is the folder of the graph."""


@pytest.fixture
def hostile(call: Call, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Call:
    """Return a function that runs a command on the invented corpus, with a conflict, in which all names are hostile."""
    monkeypatch.setattr(characters, "fault", lambda _: None)
    said = HOSTILE.encode("unicode_escape").decode().replace("\\x", "\\u00")
    (folder / "sources" / "hentzau.txt").write_text(f"{TEXT}hentzau\n", encoding="utf-8", newline="")
    files = {"register": REGISTER, "zenda": document(), "hentzau": document("hentzau").replace('05-03"', '05-04"')}
    for name, text in files.items():
        written = NAMED.sub(lambda named: f'{named[1]}"{named[2]}{said}"', text)
        (folder / "graph" / f"{name}.trig").write_text(written, encoding="utf-8")
    (folder / "queries").mkdir()
    summary = HOSTILE.replace("\r\n", " ").replace("\x85", "").replace("\u2028", "").replace("\u2029", "")
    header = f"#+ summary: Who{summary}?\n#+ parameter thing: thing, for example x{summary}\n"
    (folder / "queries" / "hostile.rq").write_text(f"{header}SELECT ?thing {{ ?thing a cg:State }}", encoding="utf-8")
    note = {"id": f"a{HOSTILE}", "schema": "Note", "properties": {"name": [HOSTILE]}}
    (folder / "hostile.json").write_text(json.dumps(note), encoding="utf-8")
    for name in "ab":
        (folder / f"{name}.ttl").write_text(f'<https://x/{name}> <https://x/p> "{said}" .', encoding="utf-8")
    return lambda *words: call("--root", str(folder), *(word.replace("{root}", str(folder)) for word in words))


def seen(written: str) -> None:
    """Check that a text obeys the terminal's reader, not the data."""
    assert sorted({f"U+{ord(c):04X}" for c in written if ord(c) in OBEYED and c != "\n"}) == []
    assert [line for line in written.split("\n") if line.lstrip().startswith("FORGED")] == []


def test_no_command_passes_on_what_a_terminal_obeys(hostile: Call) -> None:
    shown = []
    for words in COMMANDS:
        done: Done = hostile(*words)
        seen(done.out)
        seen(done.err)
        shown += [words] if "\\x1b" in done.out + done.err else []
        assert done.out + done.err
    # Where the output is no terminal, click would leave out what looks like a colour.
    assert "\\x1b[31m" in hostile("ask", "hostile", "--help").out
    # Where data are printed, they are printed: made visible, not left out.
    quiet = {*COMMANDS} - {*shown}
    silent = {
        "query",
        "build",
        "check",
        "new",
        "diff",
        "format",
        "cite",
        "snapshots",
        "tables",
        "bulk",
        "words",
        "actor",
        "review",
    }
    silent |= {"--store"}
    assert {words[0] for words in quiet} == silent
    assert [words for words in quiet if words[0] == "query"] == [
        ("query", "ASK { ?who skos:prefLabel ?name }", "--why")
    ]


def test_every_command_is_tried() -> None:
    tried = {words[0] for words in COMMANDS}
    assert {*MODULES} <= tried


def test_messages_and_help_are_made_visible_on_a_terminal_too(store: Path) -> None:
    for words in ((f"--{TYPED[:20]}",), ("show", "\x1b[31mred"), ("query", "ASK { \x1b[31m }")):
        shown = terminal("--store", str(store), *words)
        seen(shown)
        assert "\\x1b" in shown
    done = process("show", "\x1b[31mred")
    assert "there is no thing called \\x1b[31mred" in done.err


def test_data_for_programs_stay_as_they_are(hostile: Call) -> None:
    asked = ("query", "SELECT ?name { actor:rudolf skos:prefLabel ?name }")
    expected = f"Rudolf Elphberg{HOSTILE}"
    rows = [*csv.reader(io.StringIO(hostile(*asked, "--format", "csv").out, newline=""))]
    assert rows == [["name"], [expected]]
    witnessed = [*csv.DictReader(io.StringIO(hostile(*asked, "--why", "--format", "csv").out, newline=""))]
    assert {row["name"] for row in witnessed} == {expected}
    for more in ((), ("--why",)):
        found = json.loads(hostile(*asked, "--format", "json", *more).out)
        assert found["results"]["bindings"][0]["name"]["value"] == expected
    labels = {
        node["label"]
        for node in json.loads(hostile("network", "--kind", "person", "--kind", "state", "--format", "json").out)[
            "nodes"
        ]
    }
    assert expected in labels
    edges = [
        *csv.DictReader(
            io.StringIO(hostile("network", "--kind", "person", "--kind", "state", "--format", "csv").out, newline="")
        )
    ]
    assert expected in {edge[f"{end}_label"] for edge in edges for end in ("source", "target")}
    timeline = [*csv.DictReader(io.StringIO(hostile("timeline", "--format", "csv").out, newline=""))]
    assert f"Meeting in Strelsau{HOSTILE}" in {row["label"] for row in timeline}
    ranks = [
        *csv.DictReader(
            io.StringIO(hostile("centrality", "--kind", "person", "--kind", "state", "--format", "csv").out, newline="")
        )
    ]
    assert expected in {row["label"] for row in ranks}


def test_rdf_is_read_back_as_it_was_written(hostile: Call) -> None:
    asked = "CONSTRUCT { actor:rudolf skos:prefLabel ?name } WHERE { actor:rudolf skos:prefLabel ?name }"
    for format_, syntax in (("turtle", ox.RdfFormat.TURTLE), ("ntriples", ox.RdfFormat.N_TRIPLES)):
        for words in (("query", asked), ("export", "--query", asked)):
            (quad,) = ox.parse(hostile(*words, "--format", format_).out, format=syntax)
            assert quad.object == ox.Literal(f"Rudolf Elphberg{HOSTILE}")


@pytest.mark.parametrize("command", ["query", "network", "gexf", "rdfxml"])
def test_xml_that_cannot_hold_the_data_is_refused(hostile: Call, command: str) -> None:
    words = {
        "query": ("query", "SELECT ?name { ?who skos:prefLabel ?name }", "--format", "xml"),
        "network": ("network",),
        "gexf": ("network", "--format", "gexf"),
        "rdfxml": ("export", "--format", "rdfxml"),
    }[command]
    done = hostile(*words)
    assert (done.code, done.out, done.err.count("\n")) == (1, "", 1)
    assert re.match(r"Error: XML cannot hold the control character U\+00", done.err)


def test_what_is_tried_covers_the_categories_that_are_not_seen() -> None:
    assert {unicodedata.category(c) for c in HOSTILE} >= {"Cc", "Cf", "Zl", "Zp"}
