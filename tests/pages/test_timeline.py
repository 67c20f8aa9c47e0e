"""Test that the timeline lists and draws what the command prints, as it is told."""

from __future__ import annotations

import re

from paged import page

from coalition.graph import Graph
from coalition.pages.page import Asked
from coalition.pages.timeline import AT_ONCE, picture
from coalition.timeline.kinds import DEFAULT_KINDS


def test_entries_are_those_of_the_command_with_how_they_are_told(published: Graph) -> None:
    found = page(published, "timeline")
    entries = published.timeline().entries
    assert f"{len(entries)} entries" in found.text
    for entry in entries[:AT_ONCE]:
        assert entry.thing.label in found.text
    for note in ("reported", "predicted", "denied"):
        shown = any(note in entry.notes for entry in entries[:AT_ONCE])
        assert shown == (f">{note}</strong>" in found.source), note


def test_it_is_filtered_by_time_kind_and_thing(published: Graph) -> None:
    for given, asked in (
        ({"from": "2025-03", "to": "2025-03"}, {"since": "2025-03", "until": "2025-03"}),
        ({"about": "Estonia"}, {"about": "Estonia"}),
        ({"kind": ["commitment"]}, {"kinds": ["commitment"]}),
    ):
        found = page(published, "timeline", **given)
        number = len(published.timeline(**asked).entries)
        assert re.search(rf"\b{number} entr", found.text), given
    assert page(published, "timeline", **{"from": "soon"}).status == 400


def test_each_stretch_leads_nearer_and_back(published: Graph) -> None:
    found = page(published, "timeline")
    near = [address for address, _ in found.links if "from=2025-03-01" in address]
    assert near and "to=2025-03-31" in near[0]
    nearer = page(published, "timeline", **{"from": "2025-03-01", "to": "2025-03-31"})
    assert "Zoom out" in nearer.text


def test_marks_lie_within_the_picture_and_each_is_told_as_it_is(published: Graph) -> None:
    asked = Asked(published, published, {}, {}, "/timeline")
    found, entries = published._chronology, published.timeline().entries
    rows, _ = found.chosen(DEFAULT_KINDS, None, None, None)
    drawn = picture(asked, found, rows)
    assert drawn and len(drawn.marks) + drawn.outside == sum(any(entry.period.days()) for entry in entries)
    assert 0 < drawn.outside < 5 and {each.year for each in drawn.stretches} == {"2024", "2025", ""}
    told = {(entry.thing.iri, "denied" if entry.denied else entry.told) for entry in entries}
    assert {(mark.iri, mark.told) for mark in drawn.marks} <= told
    assert all(0 <= mark.x <= 960 and mark.x + mark.length <= 960 for mark in drawn.marks)
    assert {mark.told for mark in drawn.marks} >= {"asserted", "reported", "denied"}
    places = [(mark.x, mark.y) for mark in drawn.marks if not mark.length]
    assert len(set(places)) == len(places)
    assert picture(asked, found, rows[:0]) is None
