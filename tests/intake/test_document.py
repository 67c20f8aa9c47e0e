"""Test the form in which texts are kept that were taken out of files, and what is told of them."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalition.intake.document import PAGE_END, Detail, cleaned, day, page_of, program, told


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd\n"),
        ("a  \n\n\n\nb\t\n", "a\n\nb\n"),
        ("a\x00b\x1b[31mc\x9f", "ab[31mc\n"),
        ("one\n\n\f\n\ntwo\ttwo", "one\n\ftwo\ttwo\n"),
    ],
)
def test_a_text_has_one_kind_of_line_end_and_no_control_characters(text: str, kept: str) -> None:
    assert cleaned(text) == kept


@given(st.text())
def test_cleaning_twice_changes_nothing_and_keeps_all_pages(text: str) -> None:
    once = cleaned(text)
    assert cleaned(once) == once
    assert once.count(PAGE_END) == text.count(PAGE_END)


def test_a_page_is_told_where_the_text_has_pages() -> None:
    text = "one\n\ftwo\n\fthree\n"
    assert [page_of(text, text.index(word)) for word in ("one", "two", "three")] == [1, 2, 3]
    assert page_of("one\n", 0) is None


def test_what_is_empty_is_not_told_and_several_persons_are_divided() -> None:
    found = told("x", title="  A\n title ", creators="Ann; Bo ;", publishers=None, issued="")
    assert found == {"title": (Detail("A title", "x"),), "creators": (Detail("Ann", "x"), Detail("Bo", "x"))}


def test_days_and_programs_are_named() -> None:
    assert day(datetime.datetime(2031, 12, 3, 10)) == "2031-12-03"
    assert day(None) == ""
    assert program("pytest") == f"pytest {pytest.__version__}"
