"""Test how changes of a corpus are reported."""

from __future__ import annotations

import io
from pathlib import Path

from coalition.audit.diff import Change
from coalition.corpus.sources import Incoming, SourceDetails
from coalition.curation import report
from coalition.curation.anchoring import Anchor, Fate
from coalition.curation.effects import Answers, Effects
from coalition.curation.sources import Update
from coalition.intake.document import Document
from coalition.texts.passage import Passage
from coalition.texts.source import Source


def anchor(fate: Fate, after: str = "new words", places: int = 1) -> Anchor:
    held = Passage("https://a.example/passage/x-5", "source:x", 5, 14, "")
    return Anchor(held, fate, 7, 16, "old\nwords", after, 88.4, places)


def test_an_update_lists_what_must_be_read_again() -> None:
    anchors = (anchor(Fate.FOUND), anchor(Fate.MOVED, places=3), anchor(Fate.CHANGED), anchor(Fate.LOST, ""))
    incoming = Incoming(Path("x.txt"), b"", Document(""), SourceDetails(""))
    output = io.StringIO()
    report.update(Update(Source("https://a.example/source/x"), incoming, anchors), output)
    assert output.getvalue() == (
        "x: 1 found, 1 moved, 1 changed, 1 lost\n"
        "  moved    x-5, 5–14 -> 7–16, nearest of 3 places\n"
        "  changed  x-5, 5–14 -> 7–16, 88 of 100 alike\n"
        "    old: “old words”\n    new: “new words”\n"
        "  lost     x-5, 5–14\n    old: “old words”\n"
    )


def test_effects_are_counted_and_the_first_are_named() -> None:
    facts = tuple(Change("removed", f"fact {number}", ()) for number in range(7))
    found = Effects(facts, (Answers("actors", 1, 2, 3),), ("a",), (), (2, 1), (("1. A",), ("1. B",)), ("q: why",))
    output = io.StringIO()
    report.effects(found, output)
    assert output.getvalue() == (
        "7 facts removed\n  fact 0\n  fact 1\n  fact 2\n  fact 3\n  fact 4\n  and 2 more\n"
        "1 saved questions answer otherwise\n  actors: 3 rows, 1 new, 2 gone\n"
        "1 conflicts begin\n  a\n0 conflicts end\n"
        "families of sources: 2 before, 1 after\n"
        "by degree, before: 1. A\n          after: 1. B\n"
        "not compared: q: why\n"
    )
