"""Choose random dates of every precision, and say which days a date can mean by going through all days."""

from __future__ import annotations

import calendar
import datetime
import random

from coalition.dates import PartialDate

YEARS = range(2020, 2026)


def days(date: PartialDate) -> set[datetime.date]:
    """Return every day of a few years that a date can mean."""
    return {
        datetime.date(year, month, day)
        for year in YEARS
        for month in range(1, 13)
        for day in range(1, calendar.monthrange(year, month)[1] + 1)
        if date.year in (None, year) and date.month in (None, month) and date.day in (None, day)
    }


def some_date(choose: random.Random) -> PartialDate:
    """Return a date of any precision around the end of a year and the end of a February."""
    day = choose.choice(
        [datetime.date(2023, 12, 30 + n) for n in range(2)]
        + [datetime.date(2024, 1, 1 + n) for n in range(2)]
        + [datetime.date(2024, 2, 28), datetime.date(2024, 2, 29), datetime.date(2024, 3, 1)]
    )
    return choose.choice(
        [
            PartialDate(day.year, day.month, day.day),
            PartialDate(day.year, day.month, day.day),
            PartialDate(day.year, day.month),
            PartialDate(day.year),
            PartialDate(None, day.month, day.day),
        ]
    )


def some_bound(choose: random.Random) -> PartialDate:
    """Return such a date with a year, as a user may type it."""
    date = some_date(choose)
    return date if date.year else some_bound(choose)
