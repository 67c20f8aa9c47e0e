"""Test the sentences of a text, as ranges of code points."""

from __future__ import annotations

import re
import textwrap

import pytest

from coalition.texts.sentences import sentences


def test_a_line_end_ends_a_sentence_and_white_space_is_no_part_of_one() -> None:
    text = "A title\n\n  First one. Second one, by Mr. Smith.\n•\n"
    assert [text[start:end] for start, end in sentences(text)] == ["A title", "First one.", "Second one, by Mr. Smith."]


PARAGRAPHS = [
    "A long headline of a paper that does not fit on any single line of the page",
    "Rudolf, King of Ruritania, received Queen Flavia and envoys of the League in Strelsau on 3 May. He, by Mr. Smith "
    "of Zenda – mostly – said. Then the U.S. envoy, Dr. Sapt, left with horses for the far-off kingdom of Graustark.",
    "• the first item of a list, which goes on and on over the end of the line, and then some more",
    "- another item of the list",
    "Graustark did not come, the court says. It asked for more than 1,200 crowns, for a treaty, and for the letters of "
    "the duke; none of them was there, and nobody knew where in the castle they were.",
]


@pytest.mark.parametrize("width", [40, 60, 72, 80, 100])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028"])
def test_a_sentence_goes_on_over_the_lines_of_a_hard_wrapped_paragraph(width: int, end: str) -> None:
    text = "\n\n".join(PARAGRAPHS)
    wrapped = (
        (end * 2).join(textwrap.fill(each, width, break_on_hyphens=False) for each in PARAGRAPHS).replace("\n", end)
    )
    found = [" ".join(wrapped[start:stop].split()) for start, stop in sentences(wrapped)]
    assert found == [text[start:stop] for start, stop in sentences(text)]


def test_a_word_broken_at_a_line_end_is_one_sentence_with_the_rest() -> None:
    text = "Ruritania promi-\nsed aid. Then\u00ad\nit left."
    assert [text[start:end] for start, end in sentences(text)] == ["Ruritania promi-\nsed aid.", "Then\u00ad\nit left."]


@pytest.mark.parametrize(
    "text",
    [
        "Rudolf Elphberg, the fifth King of Ruritania\nStrelsau, 3 May 1894",
        "Queen Flavia of Ruritania, envoy of the League\n- Michael, Duke of Strelsau, of the same place\n- Sapt",
        "Name of the actor\tRuritania and Graustark\nPost held there\tKing of Ruritania, of old",
        "The first paragraph of a text is short, and ends here.\u2029The second one begins, and ends here.",
        "The King received the Queen in Strelsau on Tuesday\n\nand the League",
        "The King received the Queen in Strelsau on Tuesday\n \t\nand the League",
    ],
)
def test_lines_that_are_not_hard_wrapped_end_sentences(text: str) -> None:
    lines = [line.strip() for line in re.split("[\n\u2029]+", text) if line.strip()]
    assert [text[start:end] for start, end in sentences(text)] == lines


@pytest.mark.parametrize(
    "parts",
    [
        ["We justify it to (1) Wider community (2) project (3) Foundation staff.", "Then we left."],
        ["They are to (a) pay or (ii) wait."],
        ["It does two things.", "(1) It pays."],  # which are sentences
        ["See https://e.org/topic/EuroRust.E2.80.94A for it.", "Then it ended."],
        ["See www.example.org/Path.Page for more."],
        ["The office at 10 Downing St. London, is open.", "It rained."],
        ["He lives at St. Mary's Rd. 5 in town."],
        ["She met us at 3rd Ave. New York.", "Then she left."],
        ["They met at 10 Oak Ave.", "The mayor spoke."],
    ],
)
def test_no_sentence_ends_at_a_part_or_within_an_address(parts: list[str]) -> None:
    text = " ".join(parts)
    assert [text[start:end] for start, end in sentences(text)] == parts


def test_no_sentence_ends_after_a_title() -> None:
    text = (
        "Moved by Coun. Lee.  Votes: Mr. Warsh and Ms.Yellen. Mses. Holm and Ek, ChairmanMr. Sapt went. No one met Mr."
    )
    found = ["Moved by Coun. Lee.", "Votes: Mr. Warsh and Ms.Yellen.", "Mses. Holm and Ek, ChairmanMr. Sapt went."]
    assert [text[start:end] for start, end in sentences(text)] == [*found, "No one met Mr."]
    capitals = "It bought an HDR. Then it left."
    assert [capitals[start:end] for start, end in sentences(capitals)] == ["It bought an HDR.", "Then it left."]
    assert len(sentences("Er sah den Coun. Dann ging er.", "de")) == 2


def test_offsets_are_code_points() -> None:
    text = "𝔄 first — one. “Second” one."
    assert [text[start:end] for start, end in sentences(text)] == ["𝔄 first — one.", "“Second” one."]


def test_a_single_line_end_of_any_kind_ends_a_sentence_too() -> None:
    text = "A title\nSmith of\r\nZenda\rwrote."
    assert [text[start:end] for start, end in sentences(text)] == ["A title", "Smith of", "Zenda", "wrote."]
