"""Test dates, which are as precise as their source writes them."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalition.dates import PartialDate, Period, fault_of, parse_bound
from coalition.errors import ParameterError, SelectionError


def date(text: str) -> PartialDate:
    return PartialDate.parse(text)


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


@pytest.mark.parametrize("text", ["2025-02-30", "2025-13", "--02-30", "2025-03-02-01", "soon", ""])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # each part of the standard library says it in its own words
        date(text)


@given(st.dates(), st.dates())
def test_days_are_ordered_as_days_are(one: datetime.date, other: datetime.date) -> None:
    mine, theirs = (PartialDate(day.year, day.month, day.day) for day in (one, other))
    assert mine.precedes(theirs) is (one < other)
    assert mine.excludes(theirs) is (one != other)


@pytest.mark.parametrize("text", ["2025-03-02", "2025-03", "2025", "--03-02", "0476-09"])
def test_a_date_is_written_as_it_is_read(text: str) -> None:
    assert str(date(text)) == text


@pytest.mark.parametrize(
    ("one", "other", "by", "begun"),
    [
        ("2025-03-02", "2025-03-02", True, True),
        ("2025-03-02", "2025-03", True, False),
        ("2025-03-01", "2025-03", True, True),
        ("2025-03", "2025-03-31", True, True),
        ("2025-03", "2025-03-30", False, True),
        ("2025-02", "2025-03", True, True),
        ("2025-03-02", "2025", True, False),
        ("--03-02", "2025", False, False),
        ("2025-03-02", "--03-02", False, False),
    ],
)
def test_only_what_is_sure_counts(one: str, other: str, by: bool, begun: bool) -> None:
    mine, theirs = date(one), date(other)
    assert (mine.by(theirs), mine.begun_by(theirs)) == (by, begun)


@pytest.mark.parametrize(
    ("fine", "coarse", "refined"),
    [
        ("2025-08-13", "2025-08", True),
        ("2025-08-13", "--08-13", True),
        ("2025-08", "2025-08", True),
        ("2025-08", "2025-08-13", False),
        ("2025-08", "--08-13", False),
        ("2025-08-13", "2025-09", False),
    ],
)
def test_a_date_refines_what_says_no_more(fine: str, coarse: str, refined: bool) -> None:
    assert date(fine).refines(date(coarse)) is refined


@pytest.mark.parametrize(
    ("written", "other", "whole"),
    [
        ("--08-13", "2025", "2025-08-13"),
        ("--08-13", "2025-08-14", "--08-13"),
        ("2025-08", "2025-08-14", "2025-08-14"),
        ("--02-29", "2025", "--02-29"),
    ],
)
def test_a_date_is_completed_by_one_that_it_allows(written: str, other: str, whole: str) -> None:
    assert date(written).completed(date(other)) == date(whole)


def period(text: str) -> Period:
    """Return the period of a text such as `2025-03` or `2025-03..2025-04`, in which either end may be missing."""
    start, dots, end = text.partition("..")
    first, last = (date(part) if part else None for part in (start, end if dots else start))
    return Period(first, last)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2025-03-02", "2025-03-02"),
        ("2025-03-24..2025-03-26", "2025-03-24 to 2025-03-26"),
        ("2025-03-24..", "from 2025-03-24"),
        ("..2025-03-26", "until 2025-03-26"),
    ],
)
def test_a_period_is_told_in_words(text: str, words: str) -> None:
    assert str(period(text)) == words


@pytest.mark.parametrize(
    ("one", "other", "contradicts"),
    [
        ("2025-08-13", "2025-08-14", True),
        ("2025-08-13", "2025-08", False),
        ("2025-08-13..2025-08-15", "2025-08-13..2025-08-16", True),
        ("2025-08-13..", "..2025-08-16", False),
        ("2025-08-14", "2025-08-13..2025-08-16", False),
    ],
)
def test_periods_of_one_kind_contradict_each_other(one: str, other: str, contradicts: bool) -> None:
    assert period(one).contradicts(period(other)) is contradicts
    assert period(other).contradicts(period(one)) is contradicts


@pytest.mark.parametrize(
    ("fine", "coarse", "refined"),
    [
        ("2025-03-24..2025-03-26", "2025-03", True),
        ("2025-03-24..2025-03-26", "2025-03-24..", True),
        ("2025-03-24..", "2025-03-24", False),
        ("2025-03-24", "2025-03-24..", False),
    ],
)
def test_a_period_refines_what_says_no_more(fine: str, coarse: str, refined: bool) -> None:
    assert period(fine).refines(period(coarse)) is refined


def test_an_end_is_not_completed_to_lie_before_its_start() -> None:
    turn = period("--12-30..--01-02")
    assert turn.completed(date("2025")) == turn
    assert period("--03-24..--03-26").completed(date("2025-03")) == period("2025-03-24..2025-03-26")


@pytest.mark.parametrize(
    ("text", "since", "until", "outside"),
    [
        ("2025-03", "2025-03-31", None, False),
        ("2025-03", "2025-04", None, True),
        ("2025-03", None, "2025-03-01", False),
        ("2025-03", None, "2025-02", True),
        ("2024-12-30..", "2025", None, False),
        ("..2024-12-30", "2025", None, True),
        ("--03-02", "2025", "2025", False),
    ],
)
def test_only_what_surely_lies_outside_is_outside(
    text: str, since: str | None, until: str | None, outside: bool
) -> None:
    first, last = (date(bound) if bound else None for bound in (since, until))
    assert period(text).outside(first, last) is outside


def test_a_month_sorts_before_its_days_and_a_start_after_what_has_an_end() -> None:
    texts = ["2025-03-01..", "2025-03-01", "2025-03", "2025", "2025-02-28", "2025-03-01..2025-03-02"]
    assert [str(found) for found in sorted(map(period, texts), key=lambda p: p.key)] == [
        "2025", "2025-02-28", "2025-03", "2025-03-01", "from 2025-03-01", "2025-03-01 to 2025-03-02",
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["2025-03-02", "2025-03", "2025"])
def test_a_bound_is_a_date_with_a_year(text: str) -> None:
    assert parse_bound(text, "--from") == date(text)


CALENDAR, DIGITS = "the calendar has no such month or day", "only the digits 0 to 9 and the hyphen - are read"
YEARS = "XML Schema has such years, but this graph has only 0001 to 9999"
ZONES, TIMES = "XML Schema has time zones, but this graph has none", "this graph has no times of day"
WIDTH = "a year has four digits, a month and a day have two each"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        *((text, "") for text in ("soon", "2 March 2025", "1e999", "nan", "inf", "2025-03-", "02/03/2025")),
        ("--03-02", "it has no year"),
        *((text, CALENDAR) for text in ("2025-02-30", "2025-13", "2025-00", "2025-01-00", "2023-02-29", "9999-99-99")),
        *((text, DIGITS) for text in ("٢٠٢٥", "２０２５-03", "2025‑03", "2025–03–02", "202৫-03-02", "2025−03")),
        *((text, "it has spaces") for text in (" 2025", "2025 ", "2025\n", "2025 - 03", "\t2025-03-02")),
        *((text, YEARS) for text in ("0000", "0000-01-01", "-0044", "-0044-03-15", "12025", "12025-03", "+2025")),
        *(
            (text, ZONES)
            for text in ("2025Z", "2025-03-02Z", "2025-03-02+01:00", "2025-03-05:00", "-0044Z", "--03-02Z")
        ),
        *((text, TIMES) for text in ("2025-03-02T10:00", "2025-03-02 10:00", "2025-03-02T10:00:00Z")),
        *((text, WIDTH) for text in ("25-3-1", "2025-3-1", "25", "2025-3", "025-03-02", "2025-003-02")),
        ("20250302", "its parts are joined by hyphens"),
    ],
)
def test_a_bound_that_is_no_date_or_has_no_year_is_refused_with_its_option_and_reason(text: str, why: str) -> None:
    with pytest.raises(SelectionError) as refused:
        parse_bound(text, "--from")
    what = f"--from: {text} is not a date{f' that is taken: {why}' if why else ''}"
    assert str(refused.value) == " ".join(f"{what}; write it as 2025-03-02, 2025-03 or 2025".split())
    with pytest.raises(ParameterError):
        parse_bound(text, "--since", ParameterError)


@pytest.mark.parametrize("text", ["9" * 5000, "9" * 5000 + "-01-01", "-" + "1" * 100_000])
def test_a_date_of_any_length_is_refused_in_a_short_line(text: str) -> None:
    with pytest.raises(SelectionError) as refused:
        parse_bound(text, "--from")
    assert len(str(refused.value)) < 600
    assert str(refused.value).startswith(f"--from: {text[:100]}")


@given(st.text(st.sampled_from("0123456789-:+TZ٢ \n"), max_size=12))
def test_a_text_is_a_date_exactly_if_nothing_is_wrong_with_it_and_python_agrees(text: str) -> None:
    try:
        read = PartialDate.parse(text)
    except ValueError:
        with pytest.raises(SelectionError):
            parse_bound(text, "--on")
        return
    assert str(read) == text and fault_of(text) == ""
