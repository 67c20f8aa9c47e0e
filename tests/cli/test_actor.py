"""Test the commands for the actors of the register."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from program import Call, Done, misused
from typed import answered


def test_actors_are_added_listed_and_decided_on(zenda: Call) -> None:
    added = zenda("actor", "add", "Rudolf Elfberg", "--kind", "person", "--alias", "the player", "--identifier", "Q84")
    assert added == Done(0, "actor:rudolf-elfberg\n", "")
    shown = zenda("actor", "list").out
    assert "Rudolf Elfberg" in shown and "the player" in shown and "Q84" in shown
    assert "Rudolf Elfberg" in zenda("actor", "duplicates").out
    (pair,) = json.loads(zenda("actor", "duplicates", "--format", "json").out)["pairs"]
    assert "spelled alike" in pair["reasons"][0]
    merged = zenda("actor", "merge", "Rudolf Elfberg", "Rudolf Elphberg")
    assert merged.out == "actor:rudolf-elfberg is now actor:rudolf\n"
    assert "is actor:rudolf" in zenda("actor", "list").out
    assert json.loads(zenda("actor", "duplicates", "--format", "json").out)["pairs"] == []
    undone = zenda("actor", "undo", "Rudolf Elfberg")
    assert undone.out == "taken back: actor:rudolf-elfberg cg:identifiedWith actor:rudolf\n"
    assert zenda("actor", "apart", "Rudolf Elfberg", "Rudolf Elphberg").out.endswith(" are two actors\n")
    assert json.loads(zenda("actor", "duplicates", "--format", "json").out)["pairs"] == []
    split = zenda("actor", "split", "the King", "The old King", "--kind", "person", "--in", "zenda")
    assert split.out == "actor:the-old-king is split from actor:rudolf in zenda\n"
    assert "split from actor:rudolf in zenda" in zenda("actor", "list").out


def test_a_table_goes_out_and_in(zenda: Call, tmp_path: Path) -> None:
    table = tmp_path / "actors.csv"
    table.write_text("name,kind,aliases\nSapt,Person,Colonel Sapt\nRudolf,Person,\n", encoding="utf-8")
    assert "Rudolf is already a name of actor:rudolf" in zenda("actor", "add", "--table", str(table)).err
    done = zenda("actor", "add", "--table", str(table), "--new")
    assert done == Done(0, "actor:sapt\n", "passed over, since the register has this name: Rudolf\n")
    assert "Sapt,Person,Colonel Sapt,,,,sapt\n" in zenda("actor", "list", "--format", "csv").out


def test_what_is_proposed_is_added_by_its_table(zenda: Call, tmp_path: Path) -> None:
    zenda("actor", "add", "Ukraine", "--kind", "state")
    proposed = zenda("actor", "propose", "--language", "uk")
    assert proposed.out.splitlines()[1] == "Ukraine,State,Україна,,,,ukraine,100,its name in the language uk (CLDR)"
    (table := tmp_path / "proposals.csv").write_text(proposed.out, encoding="utf-8")
    assert zenda("actor", "update", "--table", str(table)) == Done(0, "actor:ukraine: 1 added\n", "")
    assert "Україна" in zenda("actor", "list").out
    assert "nothing is proposed" in zenda("actor", "propose", "--language", "uk").err
    table.write_text("name,kind,identifiers\nUKRAINE,State,Q212\n", encoding="utf-8")
    assert "http://www.wikidata.org/entity/Q212" in zenda("actor", "propose", str(table)).out
    assert zenda("actor", "propose", str(table), "--language", "uk").err.startswith("Error: names in a language are")
    assert "TABLE_OR_SERVICE: 'ftp://x.example/' is no address" in zenda("actor", "propose", "ftp://x.example/").err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["add"], "name actors or a table, one of both"),
        (["add", "A", "B", "--kind", "person", "--alias", "C"], "several actors cannot share these options"),
        (["add", "A"], "A is of no kind; write one of Person"),
        (["merge", "Nobody", "Rudolf"], "there is no actor called Nobody"),
        (["undo", "Rudolf"], "there is no decision on Rudolf"),
        (["duplicates", "--ask"], ""),
    ],
)
def test_a_wrong_request_ends_with_1_and_one_line(zenda: Call, arguments: list[str], message: str) -> None:
    done = zenda("actor", *arguments)
    if not message:  # nothing is asked where there is nothing to ask
        assert done == Done(0, "", "")
        return
    assert (done.code, done.out) == (1, "")
    assert done.err.count("\n") == 1 and message in done.err


def test_nobody_is_asked_without_a_terminal(zenda: Call) -> None:
    zenda("actor", "add", "Rudolf Elfberg", "--kind", "person")
    done = zenda("actor", "duplicates", "--ask")
    assert done.code == 1 and "--ask: nobody can be asked; run the command in a terminal" in done.err


@pytest.mark.parametrize(("answer", "left"), [("same", 0), ("two", 0), ("later", 1)])
def test_a_person_is_asked_about_each_pair(zenda: Call, folder: Path, store: Path, answer: str, left: int) -> None:
    zenda("actor", "add", "Rudolf Elfberg", "--kind", "person")
    shown = answered(f"{answer}\n", "--store", str(store), "--root", str(folder), "actor", "duplicates", "--ask")
    assert "Rudolf Elfberg" in shown and "spelled alike" in shown
    assert len(json.loads(zenda("actor", "duplicates", "--format", "json").out)["pairs"]) == left
    assert ("is actor:" in zenda("actor", "list").out) == (answer == "same")


def test_the_published_register_is_not_changed(call: Call) -> None:
    assert "the published graph cannot be changed" in call("actor", "add", "X", "--kind", "person").err
    misused(call("actor", "split", "X", "Y", "--kind", "person"), "Missing option '--in'")
