"""Test the command timeline."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from program import Call, misused, refuses


def test_a_timeline_is_printed_in_every_format_or_drawn(zenda: Call, tmp_path: Path) -> None:
    done = zenda("timeline")
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines()[-3:] == [
        "1894-05-03  Meeting in Strelsau  meeting  asserted  Strelsau  written  The zenda paper, 75–121",
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
    assert path.read_bytes().count(b"<") > 100
    both = zenda("timeline", "--plot", str(path), "--format", "csv")
    assert (both.out, both.err) == (zenda("timeline", "--format", "csv").out, f"drawn to {path}\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["timeline", "--from", "soon"], "--from: soon is not a date; write it as 2025-03-02, 2025-03 or 2025"),
        (["timeline", "--from", "2025-05", "--to", "2025-03"], "the period ends before it begins: 2025-05 to 2025-03"),
        (["timeline", "--about", "qqqq"], "there is no thing called qqqq"),
        (["timeline", "--plot", "timeline.pdf"], "timeline.pdf: pictures can only be written as SVG, PNG or HTML"),
        (["timeline", "--from", "2099", "--kind", "commitment", "--plot", "a.svg"], "no dated entries to draw"),
    ],
)
def test_a_wrong_request_ends_with_1_and_one_line(arguments: list[str], message: str, call: Call) -> None:
    refuses(call(*arguments), message)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["timeline", "--kind", "war"], "'war' is not one of 'event', 'commitment'"),
    ],
)
def test_misuse_ends_with_2(arguments: list[str], message: str, call: Call) -> None:
    misused(call(*arguments), message)
