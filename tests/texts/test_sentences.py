"""Test the sentences of a text, as ranges of code points."""

from __future__ import annotations

from coalition.texts.sentences import sentences


def test_a_line_end_ends_a_sentence_and_white_space_is_no_part_of_one() -> None:
    text = "A title\n\n  First one. Second one, by Mr. Smith.\n•\n"
    assert [text[start:end] for start, end in sentences(text)] == ["A title", "First one.", "Second one, by Mr. Smith."]


def test_offsets_are_code_points() -> None:
    text = "𝔄 first — one. “Second” one."
    assert [text[start:end] for start, end in sentences(text)] == ["𝔄 first — one.", "“Second” one."]


def test_a_single_line_end_of_any_kind_ends_a_sentence_too() -> None:
    text = "A title\nSmith of\r\nZenda\rwrote."
    assert [text[start:end] for start, end in sentences(text)] == ["A title", "Smith of", "Zenda", "wrote."]
