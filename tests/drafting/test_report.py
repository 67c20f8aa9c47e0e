"""Test how a draft is told: what each proposal rests on, as text and JSON, and possible actors as a table."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from program import Done, process

from coalition.corpus.root import Root
from coalition.corpus.sources import Incoming, SourceDetails, register
from coalition.drafting.draft import draft
from coalition.names import Names
from coalition.texts.source import Texts

TEXT = """It rained.
Rudolf paid $25,000 on 2018 December 03.
CARRIED 5 to 2
Moved by Councillor Bo Lee, who saw\tthe Port Guild (PG) by 3/4/2019. Ms. Lee left.
"""


def unasked() -> Names:
    raise AssertionError("no actor was named")


@pytest.fixture
def council(root: Root) -> Root:
    path = root.graph.parent.parent / "minutes.txt"
    path.write_text(TEXT, encoding="utf-8")
    register(root, Texts(root.sources), Incoming.read(path, SourceDetails("Minutes", language="en-CA")), unasked)
    return root


def drafted(root: Root, *options: str) -> Done:
    return process("--root", str(root.graph.parent), "draft", "minutes", *options)


def test_each_passage_is_told_with_its_proposals_and_what_they_rest_on(council: Root) -> None:
    done = drafted(council, "--why")
    assert done.out == (
        "passage:minutes-11 · 11–51\n"
        "  “Rudolf paid $25,000 on 2018 December 03.”\n"
        "   · name: actor:rudolf · “Rudolf” · the register has this name\n"
        "   · date: 2018-12-03 · “2018 December 03” · day, month and year are written\n"
        "   · amount: CAD 25000 · “$25,000” · Canadian dollars, since the language of the source is en-CA\n"
        "passage:minutes-52 · 52–66\n"
        "  “CARRIED 5 to 2”\n"
        "   · vote: carried (5 for, 2 against) · “CARRIED 5 to 2” · the first number is of those in favour\n"
        "passage:minutes-67 · 67–135\n"
        "  “Moved by Councillor Bo Lee, who saw the Port Guild (PG) by 3/4/2019.”\n"
        "   · date, to be decided: 2019-03-04 or 2019-04-03 · “3/4/2019” · day or month may come first, and the "
        "language of the source, en-CA, does not say which\n"
    )
    assert done.err.startswith("3 passages drafted; ")


def test_the_same_is_told_in_json(council: Root) -> None:
    told = json.loads(drafted(council, "--why", "--format", "json").out)
    assert told["nothing_found"] == draft(council, Texts(council.sources), "minutes").unmatched > 0
    assert len(told["passages"]) == 3
    first, vote, last = told["passages"]
    assert {key: first[key] for key in ("passage", "start", "end", "words")} == {
        "passage": "https://w3id.org/coalition-graph/passage/minutes-11",
        "start": 11,
        "end": 51,
        "words": "Rudolf paid $25,000 on 2018 December 03.",
    }
    assert [each["values"] for each in first["proposals"]] == [
        ["https://w3id.org/coalition-graph/actor/rudolf"],
        ["2018-12-03"],
        [{"currency": "CAD", "value": "25000"}],
    ]
    assert first["proposals"][2] | {"values": []} == {
        "kind": "amount",
        "values": [],
        "start": 23,
        "end": 30,
        "words": "$25,000",
        "reason": "Canadian dollars, since the language of the source is en-CA",
    }
    assert vote["proposals"][0]["values"][0]["for"] == 5
    assert last["proposals"][0]["values"] == ["2019-03-04", "2019-04-03"]
    assert told["new_names"][0] == {
        "name": "Bo Lee",
        "kind": "Person",
        "count": 2,
        "aliases": ["Lee"],
        "reason": "the title Councillor stands before it; Lee is its last word",
    }


def test_possible_actors_are_written_as_a_table(council: Root) -> None:
    written = drafted(council, "--actors").out
    rows = list(csv.DictReader(io.StringIO(written)))
    assert written.startswith("name,kind,aliases,count,reason\n")
    assert [(row["name"], row["kind"], row["aliases"], row["count"]) for row in rows] == [
        ("Bo Lee", "Person", "Lee", "2"),
        ("Port Guild", "Organisation", "PG", "1"),
    ]


def test_a_table_of_actors_can_be_added_to_the_register(council: Root, tmp_path: Path) -> None:
    table = tmp_path / "actors.csv"
    table.write_text(drafted(council, "--actors").out, encoding="utf-8")
    added = process("--root", str(council.graph.parent), "actor", "add", "--table", str(table))
    assert added.out == "actor:bo-lee\nactor:port-guild\n"
    found = json.loads(drafted(council, "--why", "--format", "json").out)
    things = [value for passage in found["passages"] for each in passage["proposals"] for value in each["values"]]
    assert "https://w3id.org/coalition-graph/actor/bo-lee" in things
    assert found["new_names"] == []


@pytest.mark.parametrize(
    ("options", "wanted"),
    [
        (("--why", "--actors"), "--why, --actors and --write do three things; choose one"),
        (("--write", "--actors"), "--why, --actors and --write do three things; choose one"),
        (("--format", "json"), "--format: only --why has a format; add --why"),
        (("--model", "xx_no_model"), "--model: spaCy "),
    ],
)
def test_options_that_do_not_fit_are_refused(council: Root, options: tuple[str, ...], wanted: str) -> None:
    done = drafted(council, *options)
    assert (done.code, done.out) == (1, "")
    assert wanted in done.err and done.err.count("\n") == 1
