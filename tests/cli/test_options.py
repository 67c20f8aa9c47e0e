"""Test the options that several commands share: the folders, and those that restrict the graph to a part."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from program import Call, misused, process, refuses


def test_a_store_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    done = process("--store", str(tmp_path / "file"), "query", "ASK {}")
    assert (done.code, done.out, done.err.count("\n")) == (1, "", 1)
    assert done.err.startswith(f"Error: {tmp_path / 'file'}")


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
        left_out = r"left out: Document 000 \(no date of issue\), Document 001 \(issued"
        assert re.search(rf" from 1 of \d+ documents; {left_out}", done.err), command
    assert call("query", "ASK { ?passage prov:wasQuotedFrom source:s003 }", *part).out == "false\n"


def test_a_restricted_count_is_that_of_the_engine_on_what_remains(call: Call) -> None:
    twice = "SELECT (COUNT(*) AS ?n) WHERE { meeting:london-2025-03-02 cg:host actor:keir-starmer }"
    assert call("query", twice, "--source", "s002", "--source", "s003", "--format", "csv").out.split() == ["n", "1"]


@pytest.mark.parametrize(
    ("option", "value", "told"),
    [
        ("--known-by", "soon", "Error: --known-by: soon is not a date; write it as 2025-03-02, 2025-03 or 2025\n"),
        ("--families", "0", "Error: --families: 0 is not a valid number of families; give 1 or more\n"),
        ("--stance", "denie", "Error: --stance: there is no stance denie; did you mean denies? choose one of asserts"),
    ],
)
def test_a_part_that_there_is_none_of_is_refused_in_one_line(call: Call, option: str, value: str, told: str) -> None:
    done = call("query", "ASK {}", option, value)
    assert (done.code, done.out, done.err.count("\n")) == (1, "", 1)
    assert done.err.startswith(told)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--root", "/no/such", "questions"], "/no/such: there is no such folder; name a folder that holds graph/"),
        (["--root", "/no/such", "query", "ASK {}"], "/no/such: there is no such folder"),
        (
            ["--root", "/dev/null", "query", "ASK {}"],
            "/dev/null: this is not a folder; name a folder that holds graph/",
        ),
        (
            ["--sources", "/no/such", "query", "ASK {}"],
            "/no/such: there is no such folder; name the folder of the source texts",
        ),
        (["--sources", "/dev/null", "check"], "/dev/null: this is not a folder; name the folder of the source texts"),
        (["--sources", "/no/such", "check"], "/no/such: there is no such folder; name the folder of the source texts"),
        (["--store", "/dev/null", "query", "ASK {}"], "/dev/null"),
    ],
)
def test_a_wrong_request_ends_with_1_and_one_line(arguments: list[str], message: str, call: Call) -> None:
    refuses(call(*arguments), message)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "Usage: coalition"),
        (["qery"], "No such command 'qery'. (Did you mean one of: 'query', 'verify'?)"),
        (["query", "ASK {}", "--frmat", "csv"], "No such option '--frmat'. Did you mean '--format'?"),
    ],
)
def test_misuse_ends_with_2(arguments: list[str], message: str, call: Call) -> None:
    misused(call(*arguments), message)
