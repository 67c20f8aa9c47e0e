"""Test the command import."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from exchanged import TEXT, talks
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
