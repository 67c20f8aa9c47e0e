"""Test the command search."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from click.shell_completion import ShellComplete
from program import Call, misused, process, refuses

from coalition import Graph
from coalition.cli.commands import coalition
from coalition.search.report import FIELDS

HORSES = "position:graustark-horses"


def test_hits_are_printed_in_every_format(zenda: Call) -> None:
    done = zenda("search", "horses", "needed")
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines() == [
        "kind      what                       found                   told as  passages   iri",
        "─" * 106,
        f"position  {HORSES}  »Horses« are »needed«.  reports  zenda-224  {HORSES}",
        "",
        "1 hit",
    ]
    (hit,) = json.loads(zenda("search", "needed", "--format", "json").out)["hits"]
    assert (hit["kind"], hit["found_in"], hit["marks"]) == ("position", "content", [[11, 17]])
    rows = [*csv.DictReader(io.StringIO(zenda("search", "Graustark", "--limit", "3", "--format", "csv").out))]
    assert (list(rows[0]), len(rows)) == (list(FIELDS), 3)
    assert f"| position | {HORSES} | Horses are »needed«. |" in zenda("search", "needed", "--format", "markdown").out


def test_a_correction_is_told_and_can_be_forbidden(zenda: Call) -> None:
    done = zenda("search", "nedded", "--kind", "position")
    assert (done.code, done.err) == (0, "no “nedded”; searched for “needed”\n")
    assert HORSES in done.out
    done = zenda("search", "nedded", "--exact")
    assert (done.code, done.err) == (0, "no hits: “nedded” stands in no place\n")
    assert done.out.splitlines()[2:] == ["(no rows)", "", "0 hits"]


def test_signs_are_passed_on_in_quotes(zenda: Call) -> None:
    for words in (['"horses are" -bronze'], ["--", "horses", "-asked"], ["needed OR zzz"]):
        done = zenda("search", *words, "--exact") if "--" not in words else zenda("search", "--exact", *words)
        assert (done.code, done.out.count(HORSES)) == (0, 2), words


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (("Rudolf", "--kind", "state", "--kind", "place"), "2 without --kind state --kind place"),
        (("needed", "--stance", "denies"), "1 without --stance cg:Denies"),
        (
            ("Rudolf", "horses"),
            "“Rudolf” stands in 2 places; “horses” stands in 2 places, and no place has all that was asked for",
        ),
        (("Rudolf", "qqqq", "--no-texts"), "“Rudolf” stands in 1 place; “qqqq” stands in no place"),
    ],
)
def test_why_there_are_no_hits_is_told(asked: tuple[str, ...], told: str, zenda: Call) -> None:
    done = zenda("search", *asked, "--exact")
    assert (done.code, done.err.splitlines()[-1]) == (0, f"no hits: {told}")


def test_what_was_not_searched_is_told(zenda: Call, folder: Path) -> None:
    done = zenda("search", "Rudolf", "--no-texts")
    assert done.out.endswith("\n\n1 hit\nThe words of the texts were not searched.\n")
    (folder / "sources" / "zenda.txt").unlink()
    done = zenda("search", "Rudolf")
    assert done.out.splitlines()[-1].startswith("Source texts not found: only names and contents were searched; ")
    assert json.loads(zenda("search", "Rudolf", "--format", "json").out)["texts_found"] == 0


def test_writing_the_index_is_not_limited_as_a_query_is(folder: Path, tmp_path: Path) -> None:
    """Writing takes more than a ten-thousandth of a second; the search itself may be ended by that, or not."""
    store = ("--root", str(folder), "--store", str(tmp_path / "limited"))
    assert process(*store, "build").code == 0
    done = process(*store, "search", "Rudolf", "--timeout", "0.0001")
    assert done.code == 0 or "search: this takes more than 0.0001 s of processor time" in done.err
    assert len(list(tmp_path.glob("limited/*/search-*.sqlite"))) == 1


def test_a_text_that_cannot_be_read_is_told_in_one_line(zenda: Call, folder: Path) -> None:
    path = folder / "sources" / "zenda.txt"
    path.write_bytes(b"\xff\xfe")
    refuses(zenda("search", "Rudolf"), "zenda.txt: byte 0 is not UTF-8; save the text as UTF-8")
    path.unlink()
    path.mkdir()
    refuses(zenda("search", "Rudolf"), "zenda.txt: this is a folder, not a file")


def test_a_view_is_searched(zenda: Call) -> None:
    done = zenda("search", "Rudolf OR needed", "--stance", "reports")
    assert done.err.startswith("Restricted to 1 of 5 passages")
    assert HORSES in done.out
    assert "received" not in done.out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["?!"], "search: there is no word to search for; type a word, for example missiles"),
        (["a " * 100], "search: more than 64 words were typed; search for fewer words"),
        (["Rudolf", "--kind", "peson"], "there is no kind 'peson'; did you mean person? choose one of actor, "),
        ([" "], "WORDS...: the value is empty"),
        (["a\udcff"], "WORDS...: byte 1 is not UTF-8"),
    ],
)
def test_a_wrong_request_ends_with_1_and_one_line(arguments: list[str], message: str, zenda: Call) -> None:
    refuses(zenda("search", *arguments), message)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "Missing argument 'WORDS...'"),
        (["Rudolf", "-horses"], "No such option"),
        (["a", "--limit", "0"], "0 is not in"),
    ],
)
def test_misuse_ends_with_2(arguments: list[str], message: str, zenda: Call) -> None:
    misused(zenda("search", *arguments), message)


def test_names_are_offered_while_typing(folder: Path, tmp_path: Path) -> None:
    given = ["--root", str(folder), "--store", str(tmp_path / "typing"), "search"]
    offered = ShellComplete(coalition, {}, "coalition", "").get_completions
    assert offered(given, "queen") == []  # an index is not written for a key
    Graph.open(folder, store=tmp_path / "typing").search("queen")
    assert [(item.value, item.help) for item in offered(given, "queen")] == [("Queen Flavia", "person")]
    assert offered(given, "zzz") == offered(given, "") == []
    assert offered(["--root", str(tmp_path / "none"), "search"], "queen") == []
