"""Test readings: what of a text makes its words, and where it is."""

from __future__ import annotations

import pytest

from coalition.texts.reading import BROKEN, CLOSE, DASH, EITHER, INSIDE, SPACE, Reading

GAPS = {
    "ab": CLOSE,
    "a b": SPACE,
    "a\u00a0\n b": SPACE,
    "a - b": DASH,
    "a—b": DASH,
    "a-\nb": BROKEN,
    "a\u00ad\r\n  b": BROKEN,
    "a\u00ad b": BROKEN,
    "a\u00adb": CLOSE,
    "a-b": DASH,
    "a—\nb": DASH,
    "a -\nb": DASH,
    "a\u200bb": EITHER,
    "a[1]b": EITHER,
    "a [1] b": SPACE,
    "你\n好": EITHER,
    "한\n국": SPACE,
    "ไ\nท": EITHER,
    "\ufb01": INSIDE,
}


@pytest.mark.parametrize("text", GAPS)
def test_the_gap_before_a_letter(text: str) -> None:
    read = Reading.of(text)
    assert (len(read.letters), read.gaps[1]) == (2, GAPS[text])


def test_each_letter_has_its_place() -> None:
    text = "Zoe\u0308: “\ufb01x…” – ５\u00ad\u200d!"
    read = Reading.of(text)
    assert read.letters == 'Zoë:"fix..."-5!'
    assert [text[start:end] for start, end in zip(read.starts, read.ends, strict=True)] == [
        *("Z", "o", "e\u0308", ":", "“", "\ufb01", "\ufb01", "x", "…", "…", "…", "”", "–", "５", "!")
    ]


def test_marks_are_kept_apart_from_letters() -> None:
    read = Reading.of("aid[12] to lands³ and seas7. F16 of 10²")
    assert read.letters == "aidtolandsandseas.F16of10²"
    marks = {place: [mark.says for mark in marks] for place, marks in read.marks.items()}
    assert marks == {3: ["12"], 10: ["3"], 17: ["7"]}


def test_words_numbers_and_signs_are_told_apart() -> None:
    read = Reading.of("He promi-\nsed well-known 1,200[1]!")
    assert [token for token, _, _ in read.tokens(with_marks=True)] == [
        *("He", "promised", "well", "-", "known", "1", ",", "200", "[1]", "!")
    ]
    assert [token for token, _, _ in read.tokens(with_marks=False)][-2:] == ["200", "!"]
    assert Reading.of("").tokens(with_marks=True) == []
