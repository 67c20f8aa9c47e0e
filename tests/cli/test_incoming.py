"""Test the command import."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from council import council
from exchanged import TEXT, talks
from listed import ATTENDANCE, minutes
from program import Call, refuses

QUOTES = ["Bo Lee is said to be a member", "Anna Holm"]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Write annotations of which the first can be placed, and return the file."""
    selectors = ({"type": "TextQuoteSelector", "exact": words} for words in QUOTES)
    items = [{"type": "Annotation", "target": {"source": "talks", "selector": selector}} for selector in selectors]
    (tmp_path / "file.json").write_text(json.dumps(items), encoding="utf-8")
    return tmp_path / "file.json"


@pytest.fixture
def unread(tmp_path: Path) -> str:
    """Return the folder of a root with the register and the text of the talks, and no passage."""
    return str(talks(tmp_path / "unread", facts=False))


def test_drafts_are_printed_and_what_is_not_placed_is_told_and_makes_the_exit_code_1(
    file: Path, unread: str, call: Call
) -> None:
    done = call("--root", unread, "import", str(file))
    assert done.code == 1
    assert done.out.count("cg:stance cg:Drafted") == 1
    assert "not placed: annotation 2: the words stand at 2 places" in done.err
    found = json.loads(call("--root", unread, "import", str(file), "--format", "json").out)
    assert [each["start"] for each in found["placed"]] == [TEXT.index(QUOTES[0])]
    assert call("--root", unread, "import", str(file), "--actors").out.startswith("name,kind,")


def test_drafts_are_written_and_pass_the_checks(file: Path, unread: str, call: Call) -> None:
    file.write_text(json.dumps(json.loads(file.read_text(encoding="utf-8"))[:1]), encoding="utf-8")
    done = call("--root", unread, "import", str(file), "--write")
    assert (done.code, done.out) == (0, "")
    assert "written: " in done.err
    checked = call("--root", unread, "check")
    assert checked.code == 0
    assert "1 passage is only drafted" in checked.out + checked.err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--write", "--actors"], "--actors and --write do two things; choose one"),
        (["--format", "json", "--write"], "--format is for what is printed"),
    ],
)
def test_wrong_requests_are_refused(file: Path, unread: str, arguments: list[str], message: str, call: Call) -> None:
    refuses(call("--root", unread, "import", str(file), *arguments), message)


def test_a_file_that_is_none_is_refused(tmp_path: Path, unread: str, call: Call) -> None:
    (tmp_path / "x").write_text("{", encoding="utf-8")
    refuses(call("--root", unread, "import", str(tmp_path / "x")), "x:1: this is no JSON")


# Lists

PRESENT = ("--mapping", "attendance", "--source", "minutes", "--set", "event=Zenda talks", "--after", "Present",
    "--before", "Roll call")  # fmt: skip


@pytest.fixture
def listing(tmp_path: Path) -> str:
    """Return the folder of a root with minutes of which nothing was read, and a list beside it."""
    (tmp_path / "present.csv").write_text(ATTENDANCE, encoding="utf-8")
    return str(minutes(tmp_path / "listing"))


def test_rows_of_a_list_are_drafted_and_the_others_told_with_their_lines(
    tmp_path: Path, listing: str, call: Call
) -> None:
    file = str(tmp_path / "present.csv")
    done = call("--root", listing, "import", file, *PRESENT)
    assert done.code == 1 and done.out.count("cg:stance cg:Drafted") == 3
    assert f"{file}:5: there is no actor called Ghost Writer" in done.err
    assert f"{file}:6: the text does not have “Nobody”" in done.err
    assert call("--root", listing, "import", file, *PRESENT, "--actors").out.endswith("\nGhost Writer,,,,,,\n")
    told = json.loads(call("--root", listing, "import", file, *PRESENT, "--format", "json").out)
    assert [each["line"] for each in told["refused"]] == [5, 6]
    written = call("--root", listing, "import", file, *PRESENT, "--write")
    assert (written.code, written.out) == (1, "") and "written: " in written.err
    again = call("--root", listing, "import", file, *PRESENT, "--write")
    assert "written: " not in again.err and "there already: 3" in again.err


def test_a_list_that_is_pasted_is_accepted_with_consent(listing: str, call: Call) -> None:
    pasted = "• Anna Holm\n• Nils Ek\n".encode()
    done = call("--root", listing, "import", "-", *PRESENT, "--accept", "--write", stdin=pasted)
    assert done.code == 0 and "rows accepted: 2, in passages: 2" in done.err
    checked = call("--root", listing, "check")
    assert checked.code == 0 and "drafted" not in checked.out
    told = call("--root", listing, "ask", "who-took-part", "--event", "Zenda talks", "--format", "csv").out
    assert "/actor/anna-holm" in told and "/actor/nils-ek" in told
    told = call("--root", listing, "curate", "--times").out
    assert "0 passages read, 0 statements\n" in told and "beside these, lists: 1, which gave 4 values\n" in told
    call("--root", listing, "import", "-", *PRESENT, "--accept", "--write", stdin=pasted)
    call("--root", listing, "import", "-", *PRESENT, "--write", stdin=b"Rupert Hentzau\n")
    assert "lists: 1," in call("--root", listing, "curate", "--times").out  # of which nothing is new, or all drafts


def test_a_roll_call_is_read_from_its_sentence(tmp_path: Path, call: Call) -> None:
    root = str(council(tmp_path / "council"))
    options = ("--mapping", "votes", "--source", "minutes", "--set", "vote=Vote on the library")
    done = call("--root", root, "import", "-", *options, stdin=b"name\tchoice\nFlavia\tagainst\n")
    assert done.code == 0 and "cg:choice cg:Opposed" in done.out


def test_a_ready_mapping_is_printed_to_be_adapted(tmp_path: Path, listing: str, call: Call) -> None:
    shown = call("import", "--show", "attendance")
    assert shown.code == 0 and 'form = "Participation"' in shown.out
    (tmp_path / "own.toml").write_text(shown.out.replace("{event}", "Zenda talks"), encoding="utf-8")
    options = ("--mapping", str(tmp_path / "own.toml"), *PRESENT[2:4], *PRESENT[6:])
    assert "rows drafted: 3" in call("--root", listing, "import", str(tmp_path / "present.csv"), *options).err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--show", "singing"], "there is no mapping singing; name one of attendance, meetings, pledges, posts, votes"),
        ([], "no file is named; name a file, or - for a list from standard input"),
        (["-", "--accept"], "--source, --set, --after, --before and --accept are for lists; add --mapping"),
        (["-", "--mapping", "votes"], "it is not said in which text the rows stand; name the source with --source"),
        (["-", *PRESENT[:4], "--set", "event"], "event gives no cell; write COLUMN=VALUE"),
        (["-", "--mapping", "votes", "--source", "minutes"], "standard input: the list has no column name"),
        (["none.csv", *PRESENT], "none.csv: the file cannot be read"),
        (["-", *PRESENT[:6], "--after", "Feast"], "after: the text has “Feast” 0 times"),
    ],
)
def test_wrong_requests_of_lists_are_refused(listing: str, arguments: list[str], message: str, call: Call) -> None:
    refuses(call("--root", listing, "import", *arguments, stdin=b"Anna Holm\n"), message)
