"""Test that an empty timeline or network says in one line which options left nothing, or what was read."""

from __future__ import annotations

from pathlib import Path

import pytest
from program import Call, refuses

# Of the invented corpus: the meeting is the only entry; two persons and an organisation took part, one for a state.
DENIES, LATE = ("--stance", "Denies"), ("--from", "1900")


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (("timeline", *LATE), "no entries: 1 without --from 1900"),
        (("timeline", "--to", "1800"), "no entries: 1 without --to 1800"),
        (("timeline", "--kind", "plan"), "no entries: 1 without --kind plan"),
        (("timeline", "--about", "Strelsau Gazette"), "no entries: 1 without --about 'Strelsau Gazette'"),
        (("timeline", *DENIES), "no entries: 1 without --stance cg:Denies"),
        (("timeline", *DENIES, *LATE), "no entries: 1 without --from 1900 --stance cg:Denies"),
        (("network", "--kind", "state"), "no actors: 2 without --kind state"),
        (("network", "--least", "2", "--kind", "person"), "no actors: 2 without --least 2"),
        (("network", *DENIES), "no actors: 2 without --stance cg:Denies"),
        (
            ("network", "--network", "affiliation", "--kind", "person", *DENIES),
            "no actors: 2 without --stance cg:Denies",
        ),
        (("network", "--network", "commitment", "--kind", "person"), "no actors: 2 without --kind person"),
        (("show", "Rudolf", *DENIES), "no facts: 7 without --stance cg:Denies"),
    ],
)
def test_options_that_leave_nothing_are_told_with_what_there_is_without_them(
    asked: tuple[str, ...], told: str, zenda: Call
) -> None:
    done = zenda(*asked)
    assert done.code == 0
    lines = [line for line in done.err.splitlines() if not line.startswith("Restricted to ")]
    assert len(lines) == 1 and lines[0].startswith(told)


def test_an_empty_ranking_is_refused_with_the_same_words(zenda: Call) -> None:
    refused = "the co-participation network has no actors to rank; 2 without --kind state"
    for more in ((), ("--robust",), ("--explain", "Rudolf")):
        refuses(zenda("centrality", "--kind", "state", *more), refused)


def test_what_stands_in_other_stances_is_told(zenda: Call, folder: Path) -> None:
    path = folder / "graph" / "zenda.trig"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("cg:stance cg:Asserts", "cg:stance cg:Predicts"), encoding="utf-8")
    done = zenda("network", "--format", "csv")
    assert done.err == "no actors: 2 in passages of another stance: --stance predicts\n"


def test_where_there_is_nothing_at_all_what_was_read_is_told(zenda: Call, folder: Path) -> None:
    path = folder / "graph" / "zenda.trig"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("cg:Participation ;", "cg:Absence ;"), encoding="utf-8")
    told = zenda("network").err
    assert told.startswith("no actors: ") and "read in full: The zenda paper" in told
    assert told.count("\n") == 1


def test_a_timeline_and_a_network_with_something_say_nothing(zenda: Call) -> None:
    for asked in (("timeline",), ("network",), ("centrality",)):
        assert zenda(*asked).err == ""
