"""Test whether the words of a passage are found, drifted or missing, or whether there is no text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalition.texts.passage import SEEK_LIMIT, Finding, Passage, State, look_up
from coalition.texts.source import sha256

TEXTS = {
    "plain": "Rudolf met Flavia in Strelsau.",
    "emoji": "🇬🇧 Rudolf 👩‍👩‍👧 met Flavia 😀.",
    "combining": "Zoe\u0308 met Zo\u00eb; e\u0301.",
    "line ends": "Rudolf\r\nmet\rFlavia\n\n.",
    "beyond": "\ufeffRudolf\u2028met \U0010fffe Flavia",
}


def of(text: str, start: int, end: int, at: int = 0) -> Passage:
    """Return the passage of text[start:end], recorded with offsets that are `at` code points too large."""
    return Passage("x:passage/a-1", "x:source/a", start + at, end + at, sha256(text[start:end]))


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_every_slice_of_a_text_is_found_by_code_points(text: str) -> None:
    for start in range(len(text)):
        for end in range(start + 1, len(text) + 1):
            assert look_up(of(text, start, end), text) == Finding(State.FOUND, text[start:end])


@pytest.mark.parametrize("before", ["x", "😀", "e\u0301", "\r\n"])
def test_words_that_moved_have_drifted_and_are_not_shown(before: str) -> None:
    text = TEXTS["emoji"]
    assert look_up(of(text, 3, 20), before + text) == Finding(State.DRIFTED, "", 3 + len(before))


def test_words_that_moved_to_the_very_start_or_end_are_sought_there() -> None:
    assert look_up(of("abc", 0, 3, at=4), "abc defg").moved_to == 0
    assert look_up(of("abc", 0, 3), "defg abc").moved_to == 5


@pytest.mark.parametrize(
    "text",
    ["", "Rudolf met", "rudolf met Flavia", "Rudolf  met Flavia", "Rudolf met Fl\u00e1via"],
    ids=["empty", "shorter", "case", "space", "accent"],
)
def test_words_that_stand_nowhere_are_missing(text: str) -> None:
    words = "Rudolf met Flavia"
    assert look_up(of(words, 0, len(words)), text) == Finding(State.MISSING)


def test_composed_and_decomposed_letters_are_not_the_same_words() -> None:
    assert look_up(of("Zo\u00eb", 0, 3), "Zoe\u0308").state is State.MISSING


def test_line_ends_are_part_of_the_words() -> None:
    assert look_up(of("a\r\nb", 0, 4), "a\nb").state is State.MISSING


def test_a_slice_that_runs_over_the_end_is_not_found_even_with_the_right_words() -> None:
    passage = Passage("x:p", "x:s", 0, 9, sha256("abc"))
    assert look_up(passage, "abc").state is State.MISSING


def test_without_a_text_nothing_is_said_of_the_words() -> None:
    assert look_up(of("abc", 0, 3), None) == Finding(State.NO_TEXT)


def test_a_text_too_long_to_search_is_looked_into_at_the_offsets_only() -> None:
    text = "abc" + "x" * SEEK_LIMIT
    assert look_up(of("abc", 0, 3), text).state is State.FOUND
    assert look_up(of("abc", 0, 3, at=1), text).state is State.MISSING


@given(st.text(min_size=1, max_size=30), st.data())
def test_what_was_read_is_found_again(text: str, data: st.DataObject) -> None:
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        return
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    assert look_up(of(text, start, end), text).state is State.FOUND


def test_a_passage_is_named_by_the_last_part_of_its_iri() -> None:
    assert of("abc", 0, 1).name == "a-1"


@pytest.mark.parametrize("text", ["a", "ab", "aba"])
def test_words_of_any_length_are_sought_at_every_place(text: str) -> None:
    for start in range(len(text)):
        for end in range(start + 1, len(text) + 1):
            words = text[start:end]
            for at in (1, 5, 50):
                found = look_up(of(text, start, end, at), text)
                there = text[start + at : end + at]
                expected = (
                    Finding(State.FOUND, words) if there == words else Finding(State.DRIFTED, "", text.find(words))
                )
                assert found == expected
