"""Test scales of time: equal lengths are equal times, except where a shaded stretch is shortened."""

from __future__ import annotations

import datetime
import itertools

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from coalition.timeline.axis import FEWEST_DAYS, TICK_SPACING, Axis, shortened


def day(text: str) -> int:
    return datetime.date.fromisoformat(text).toordinal()


def over(*texts: str) -> Axis:
    return Axis.spanning([ordinal for text in texts for ordinal in (day(text), day(text) + 1)], 9.0)


def words(scale: Axis) -> list[str]:
    return [" ".join(tick.lines) for tick in scale.ticks()]


@given(st.lists(st.dates(), min_size=1, max_size=40))
@example([datetime.date.min])
@example([datetime.date.max])
def test_later_days_lie_further_on(dates: list[datetime.date]) -> None:
    scale = over(*(date.isoformat() for date in dates))
    assert scale.at(scale.days[0]) == 0.0
    assert scale.at(scale.days[-1]) == pytest.approx(9.0)
    assert all(scale.at(one) < scale.at(other) for one, other in itertools.pairwise(scale.days))
    ticks = [tick.at for tick in scale.ticks()]
    assert ticks == sorted(ticks)
    assert 1 <= len(ticks) <= 25


def test_unbroken_time_is_in_proportion() -> None:
    scale = over("2025-01-01", "2025-04-30", "2025-07-01", "2025-10-31")
    assert scale.breaks == ()
    assert scale.at(day("2025-03-01")) / 59 == pytest.approx(scale.at(day("2025-08-01")) / 212)


def test_a_long_empty_stretch_is_shortened_and_told() -> None:
    scale = over("1994-12-31", "2025-03-02", "2025-03-10", "2025-03-20", "2025-04-01")
    ((left, right),) = scale.breaks
    assert (left, right) == (scale.at(day("1995-01-01")), scale.at(day("2025-03-02")))
    assert right - left < 1
    assert words(scale)[:2] == ["1 Jan 1995", "8 Mar 2025"]


@pytest.mark.parametrize("gaps", [[], [400], [400, 400], [1, 30, 1, 30, 1, 90], [10, 12, 9, 30]])
def test_what_is_no_longer_than_the_rest_is_not_shortened(gaps: list[int]) -> None:
    assert shortened(gaps) == frozenset()


def test_one_day_has_days_around_it() -> None:
    scale = over("1894-05-03")
    assert scale.days[-1] - scale.days[0] >= FEWEST_DAYS
    assert 4 < scale.at(day("1894-05-03")) < 5
    assert words(scale)[:3] == ["26 Apr 1894", "27", "28"]
    assert "1 May" in words(scale)


@pytest.mark.parametrize(
    ("last", "told"),
    [
        ("2025-02-20", ["1 Jan 2025", "8", "15", "22", "1 Feb", "8", "15"]),
        ("2025-06-20", ["Jan 2025", "Feb", "Mar", "Apr", "May", "Jun"]),
        ("2026-12-20", ["Jan 2025", "Apr", "Jul", "Oct", "Jan 2026", "Apr", "Jul", "Oct"]),
        ("2031-02-01", ["2025", "2026", "2027", "2028", "2029", "2030", "2031"]),
        ("2092-02-01", ["2025", "2030", "2035"]),
    ],
)
def test_ticks_stand_at_days_months_or_years_as_there_is_room(last: str, told: list[str]) -> None:
    scale = over("2025-01-01", last)
    assert words(scale)[: len(told)] == told
    gaps = [other.at - one.at for one, other in itertools.pairwise(scale.ticks())]
    assert min(gaps) > TICK_SPACING * 0.9  # February is shorter than a month
