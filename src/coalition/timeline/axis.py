"""A scale of time: where days lie on an axis on which long stretches without a date are shortened."""

from __future__ import annotations

import datetime
import itertools
import statistics
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

FEWEST = 14
"""An axis shows so many days at least."""

SHORTENED = 0.055
"""The part of the axis that a shortened stretch takes."""

APART = 0.42
"""Two ticks are at least so many inches apart."""

LAST = datetime.date.max.toordinal()
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark of the axis: its place in inches, and what it says, line by line."""

    at: float
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Axis:
    """Where days lie: each of `days`, as ordinals, at its place in inches, straight lines between; what is shortened.

    The same length is the same time everywhere but in the stretches of `breaks`.
    """

    days: tuple[int, ...]
    places: tuple[float, ...]
    breaks: tuple[tuple[float, float], ...]
    rate: float

    @classmethod
    def spanning(cls, days: Iterable[int], length: float) -> Axis:
        """A scale of `length` inches over some days."""
        known = sorted(set(days))
        gaps = [later - earlier for earlier, later in itertools.pairwise(known)]
        longest = shortened(gaps)
        spare = FEWEST - sum(gap for gap in gaps if gap not in longest)
        if spare > 0:
            around = (max(1, known[0] - (spare + 1) // 2), max(known[-1], min(LAST, known[-1] + (spare + 1) // 2)))
            known = sorted({*known, *around})
            gaps = [later - earlier for earlier, later in itertools.pairwise(known)]
        broken = sum(gap in longest for gap in gaps)
        rate = length * (1 - SHORTENED * broken) / sum(gap for gap in gaps if gap not in longest)
        places = [0.0]
        for gap in gaps:
            places.append(places[-1] + (length * SHORTENED if gap in longest else gap * rate))
        pairs = zip(places, places[1:], gaps, strict=False)
        breaks = tuple((left, right) for left, right, gap in pairs if gap in longest)
        return cls(tuple(known), tuple(places), breaks, rate)

    def at(self, day: float) -> float:
        """Where a day lies, in inches; a day lasts from its ordinal to the next."""
        number = min(max(bisect_right(self.days, day) - 1, 0), len(self.days) - 2)
        first, last = self.days[number : number + 2]
        left, right = self.places[number : number + 2]
        return left + (right - left) * (day - first) / (last - first)

    def ticks(self) -> list[Tick]:
        """Marks at the days, months or years that are far enough apart; one at least in each unbroken stretch."""
        ends = {right for _, right in self.breaks}
        found: list[Tick] = []
        islands: list[list[int]] = [[]]
        for day, place in zip(self.days, self.places, strict=True):
            if place in ends:
                islands.append([])
            islands[-1].append(day)
        for island in islands:
            days = list(self._starts(island[0], island[-1])) or [min(island[0], LAST)]
            for number, day in enumerate(days):
                found.append(Tick(self.at(day), self._words(datetime.date.fromordinal(day), number == 0)))
        return found

    def _step(self) -> int:
        """How many days lie between ticks: 1 or 7 days, a month, a quarter, a year or several."""
        steps = (1, 7, 30, 91, 365, 1826, 3652, 18262, 36525, 182621, 365242)
        return next((step for step in steps if step * self.rate >= APART), steps[-1])

    def _starts(self, first: int, last: int) -> Iterator[int]:
        """The days from the first to the last that begin a day, about a week, a month, a quarter, or some years."""
        step, last = self._step(), min(last, LAST)
        if step == 1:
            yield from range(first, last + 1)
            return
        begin, end = datetime.date.fromordinal(min(first, LAST)), datetime.date.fromordinal(last)
        days = (1, 8, 15, 22) if step == 7 else (1,)
        months = range(1, 13, 1 if step < 91 else 3 if step == 91 else 12)
        years = [year for year in range(begin.year, end.year + 1) if year % max(1, step // 365) == 0]
        starts = (datetime.date(year, month, day).toordinal() for year in years for month in months for day in days)
        yield from (start for start in starts if first <= start <= last)

    def _words(self, date: datetime.date, first: bool) -> tuple[str, ...]:
        """What a tick says: below a day its month, and below that its year, where they are new."""
        step = self._step()
        if step >= 365:
            return (str(date.year),)
        lines = [str(date.day)] if step < 30 else []
        lines += [MONTHS[date.month - 1]] if first or step >= 30 or date.day == 1 else []
        lines += [str(date.year)] if first or (date.month == 1 and len(lines) == 1 + (step < 30)) else []
        return tuple(lines)


def shortened(gaps: list[int]) -> frozenset[int]:
    """The gaps that would leave little of the axis to the others: far longer than most, and a third of it or more."""
    usual = statistics.median([gap for gap in gaps if gap > 1] or [1])  # a day itself lasts one
    found = set()
    for gap in sorted(set(gaps), reverse=True):
        if gap <= 5 * usual or gap <= sum(other for other in gaps if other <= gap) / 3:
            break
        found.add(gap)
    return frozenset(found)
