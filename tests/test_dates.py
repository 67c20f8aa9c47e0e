"""Dates as precise as they are written."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalition.dates import PartialDate


def date(text: str) -> PartialDate:
    return PartialDate.read(text)


@pytest.mark.parametrize(
    ("one", "other", "excluded"),
    [
        ("2025-08-13", "2025-08-14", True),
        ("2025-08", "2025-08-14", False),
        ("2025", "2025-08-14", False),
        ("2024", "2025-08-14", True),
        ("--08-13", "2025-08-14", True),
        ("--08-14", "2025-08-14", False),
        ("--08-14", "2025", False),
        ("2025-07", "--08-14", True),
    ],
)
def test_two_dates_exclude_each_other_when_no_day_can_be_both(one: str, other: str, excluded: bool) -> None:
    assert date(one).excludes(date(other)) is excluded
    assert date(other).excludes(date(one)) is excluded


@pytest.mark.parametrize("day", ["2025-03-01", "2025-03-31"])
def test_a_month_neither_precedes_nor_follows_a_day_inside_it(day: str) -> None:
    assert not date("2025-03").precedes(date(day))
    assert not date(day).precedes(date("2025-03"))


def test_a_date_without_a_year_precedes_nothing() -> None:
    assert not date("--03-02").precedes(date("2025-03-03"))
    assert date("2025-03-02").precedes(date("2025-04"))


@pytest.mark.parametrize("text", ["2025-02-30", "2025-13", "--02-30", "soon", ""])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # each part of the standard library says it in its own words
        date(text)


@given(st.dates(), st.dates())
def test_days_are_ordered_as_days_are(one: datetime.date, other: datetime.date) -> None:
    mine, theirs = (PartialDate(day.year, day.month, day.day) for day in (one, other))
    assert mine.precedes(theirs) is (one < other)
    assert mine.excludes(theirs) is (one != other)


@pytest.mark.parametrize("text", ["2025-03-02", "2025-03", "2025", "--03-02", "0894-05"])
def test_a_date_is_written_as_it_is_read(text: str) -> None:
    assert str(date(text)) == text


@pytest.mark.parametrize(
    ("one", "other", "by", "within", "begun"),
    [
        ("2025-03-02", "2025-03-02", True, True, True),
        ("2025-03-02", "2025-03", True, True, False),
        ("2025-03-01", "2025-03", True, True, True),
        ("2025-03", "2025-03-31", True, False, True),
        ("2025-03", "2025-03-30", False, False, True),
        ("2025-02", "2025-03", True, False, True),
        ("2025-03-02", "2025", True, True, False),
        ("--03-02", "2025", False, False, False),
        ("2025-03-02", "--03-02", False, False, False),
    ],
)
def test_only_what_is_sure_counts(one: str, other: str, by: bool, within: bool, begun: bool) -> None:
    mine, theirs = date(one), date(other)
    assert (mine.by(theirs), mine.within(theirs), mine.begun_by(theirs)) == (by, within, begun)
