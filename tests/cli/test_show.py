"""Test the command show."""

from __future__ import annotations

import json
from pathlib import Path

from program import Call
from ruritania import TEXT, document

RUDOLF = "https://w3id.org/coalition-graph/actor/rudolf"


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
