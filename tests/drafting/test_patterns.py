"""Test what the patterns of dates, sums, counts and votes are made of."""

from __future__ import annotations

import re
from decimal import Decimal

from coalition.drafting.patterns import Taken, figure, listed, number, one_of, readable, without_overlaps


def test_the_longest_word_is_tried_first() -> None:
    assert re.findall(one_of(["a", "ab", "a.c"]), "ab a.c axc") == ["ab", "a.c", "a"]


def test_a_figure_is_read_with_the_separators_of_its_language() -> None:
    for written, separators in {"1,234.5": (",", "."), "1.234,5": (".", ","), "1 234,5": ("\u202f", ",")}.items():
        assert re.fullmatch(figure(separators), written)
        assert number(written, separators) == Decimal("1234.5")
    assert re.match(figure((",", ".")), "1,2345")[0] == "1"  # type: ignore[index]


def test_a_text_is_read_with_digits_of_any_script_and_keeps_its_offsets() -> None:
    plain, offsets = readable("e\u0301 ٣")
    assert plain == "é 3"
    assert list(offsets) == [0, 2, 3, 4]


def test_what_is_taken_is_not_taken_again() -> None:
    taken = Taken(5)
    taken.add((1, 3))
    assert [(span in taken) for span in ((0, 1), (2, 4), (3, 5))] == [False, True, False]
    patterns = [re.compile("bc"), re.compile("ab|d")]
    assert [match[0] for match in without_overlaps(patterns, "abcd")] == ["bc", "d"]


def test_words_are_listed_with_spaces() -> None:
    assert listed("a b\n c") == ("a", "b", "c")
