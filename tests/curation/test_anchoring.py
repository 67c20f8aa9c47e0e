"""Test that passages are found in a new version of a text: by the same words, by words like them, or not at all."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coalition.curation.anchoring import Anchor, Fate, Versions
from coalition.texts.passage import Passage
from coalition.texts.source import sha256

OLD = """Minutes of the Council

The Mayor opened the meeting at 7 o'clock in the evening.
Councillor Lee moved that 25,000 crowns be granted to the library.
The motion was carried.
Councillor Ray moved that the bridge be painted red by the end of May.
The motion was carried.
"""


def passage(words: str, text: str = OLD, nth: int = 1) -> Passage:
    start = -1
    for _ in range(nth):
        start = text.index(words, start + 1)
    return Passage(f"passage:{start}", "source:x", start, start + len(words), sha256(words))


def anchored(new: str, *passages: Passage, old: str = OLD) -> list[Anchor]:
    return list(Versions(old, new).anchors(passages))


def test_the_same_words_at_the_same_place_are_found() -> None:
    (found,) = anchored(OLD + "Adjourned.\n", passage("The Mayor opened the meeting"))
    assert (found.fate, found.start, found.before) == (
        Fate.FOUND,
        OLD.index("The Mayor"),
        "The Mayor opened the meeting",
    )


def test_the_same_words_at_another_place_have_moved() -> None:
    new = "Corrected version\n\n" + OLD
    (found,) = anchored(new, passage("The Mayor opened the meeting"))
    assert (found.fate, found.start) == (Fate.MOVED, new.index("The Mayor"))
    assert new[found.start : found.end] == found.after == found.before


def test_of_several_places_the_one_between_the_same_lines_is_taken() -> None:
    new = "Corrected version\n\nThe motion was carried.\n\n" + OLD
    first, second = anchored(new, passage("The motion was carried."), passage("The motion was carried.", nth=2))
    places = [place for place in range(len(new)) if new.startswith("The motion was carried.", place)]
    assert (first.start, second.start) == (places[1], places[2])
    assert first.places == 3


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (
            "Councillor Lee moved that 25,000 crowns be granted to the library.",
            "Councillor Lee moved that 15,000 crowns be granted to the library.",
        ),
        (
            "The Mayor opened the meeting at 7 o'clock in the evening.",
            "The Mayor, Ann Smith, opened the meeting at 7 o'clock in the evening.",
        ),
        (
            "Councillor Ray moved that the bridge be painted red by the end of May.",
            "Councillor Ray moved that the bridge be painted by the end of May.",
        ),
    ],
)
def test_words_that_were_changed_are_told_as_whole_sentences(old: str, new: str) -> None:
    text = "Corrected\n\n" + OLD.replace(old, new)
    (found,) = anchored(text, passage(old))
    assert (found.fate, found.before, found.after) == (Fate.CHANGED, old, new)
    assert text[found.start : found.end] == new
    assert 75 <= found.likeness < 100


def test_a_part_of_a_sentence_that_was_changed_has_whole_words() -> None:
    new = OLD.replace("be painted red", "should be repainted red")
    (found,) = anchored(new, passage("the bridge be painted red by the end"))
    assert found.fate is Fate.CHANGED
    assert new[found.start - 1].isspace() and new[found.end].isspace()
    assert "repainted red by the end" in found.after


def test_words_that_are_gone_are_lost() -> None:
    new = OLD.replace("Councillor Lee moved that 25,000 crowns be granted to the library.\n", "")
    (found,) = anchored(new, passage("Councillor Lee moved that 25,000 crowns be granted to the library."))
    assert (found.fate, found.start, found.end, found.after) == (Fate.LOST, -1, -1, "")


def test_a_passage_that_was_already_taken_up_is_found() -> None:
    new = "Corrected\n\n" + OLD
    taken = passage("The Mayor opened the meeting", new)
    (found,) = anchored(new, taken)
    assert (found.fate, found.start) == (Fate.FOUND, taken.start)
    (strange,) = anchored(new, Passage("passage:x", "source:x", 0, 5, sha256("other")))
    assert strange.fate is Fate.LOST


def test_an_anchor_is_plain_data() -> None:
    (found,) = anchored(OLD, passage("The Mayor"))
    assert found.to_dict()["fate"] == "found" and found.to_dict()["words"] == "The Mayor"


LINES = st.lists(
    st.sampled_from(["a b c d e f g", "The motion was carried.", "x", "", "12 May 2031 it rained"]), max_size=8
)


@settings(max_examples=150, deadline=None)
@given(LINES, LINES, st.data())
def test_a_place_that_is_told_has_the_words_that_are_told(
    one: list[str], other: list[str], data: st.DataObject
) -> None:
    old, new = "\n".join(one) + "\n", "\n".join(other) + "\n"
    start = data.draw(st.integers(0, len(old) - 1))
    end = data.draw(st.integers(start + 1, len(old)))
    held = Passage("passage:p", "source:x", start, end, sha256(old[start:end]))
    (found,) = anchored(new, held, old=old)
    assert found.before == old[start:end]
    if found.fate is Fate.LOST:
        assert found.before not in new
    else:
        assert new[found.start : found.end] == found.after
        assert (found.after == found.before) == (found.fate in (Fate.FOUND, Fate.MOVED))
        assert (found.start == start) == (found.fate is Fate.FOUND) or found.fate is Fate.CHANGED
