"""Test the command that compares two readings of a text."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from coded import MEG, OWEN, coded
from program import Call, refuses


@pytest.fixture
def pair(tmp_path: Path) -> tuple[str, str]:
    """Return the folders of two graphs in which the same text was read."""
    one = coded(tmp_path / "one", MEG, "https://example.org/one/")
    return str(one), str(coded(tmp_path / "other", OWEN, "https://example.org/other/"))


def test_a_table_tells_alpha_and_the_list_what_differs(pair: tuple[str, str], call: Call) -> None:
    done = call("--root", pair[0], "agreement", pair[1])
    assert done.code == 0
    lines = [line.split() for line in done.out.splitlines()]
    assert ["motion", "10", "2", "4", "1", "1", "1", "0.095"] in lines
    assert "10 of 10 sentences were read in both; 4 differences" in done.out
    assert "text, 0–19: “Line a of the text.”\n  only the other: motion: content The bridge is painted.\n" in done.out


def test_what_is_not_defined_is_said_and_is_null_in_json(pair: tuple[str, str], call: Call) -> None:
    done = call("--root", pair[0], "agreement", pair[0])
    assert "0 differences" in done.out and "1.000" in done.out
    empty = coded(Path(pair[0]).parent / "empty", (), "https://example.org/empty/")
    assert "not defined: no sentence was read in both" in call("--root", pair[0], "agreement", str(empty)).out
    told = json.loads(call("--root", pair[0], "agreement", str(empty), "--source", "text", "--format", "json").out)
    assert told["kinds"][0]["alpha"] is None and told["differences"] == []
    told = json.loads(call("--root", pair[0], "agreement", pair[1], "--format", "json").out)
    assert told["differences"][0]["other"] == ["content The bridge is painted."]


def test_wrong_requests_are_refused(pair: tuple[str, str], call: Call) -> None:
    refuses(call("--root", pair[0], "agreement", "nowhere"), "nowhere")
    refuses(call("--root", pair[0], "agreement", pair[1], "--source", "x"), "there is no source x with a text")
    refuses(call("--root", pair[0], "agreement", str(Path(pair[0]).parent / "nothing")), "nothing")
