"""Place days on the axis of a timeline, on which long stretches without a date are shortened."""

from __future__ import annotations

import datetime
import itertools
import statistics
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

FEWEST_DAYS = 14
"""The least number of days that an axis shows, not counting shortened stretches."""

SHORTENED_SHARE = 0.055
"""The share of the axis that each shortened stretch takes."""

TICK_SPACING = 0.42
"""The least distance between two ticks, in inches."""

LAST_DAY = datetime.date.max.toordinal()
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Tick:
    """Hold a tick of an axis: its position in inches, and the lines of its label."""

    at: float
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Axis:
    """Map days to positions on an axis, in inches from its left end.

    Equal times have equal lengths, except in the shortened stretches.

    Attributes
    ----------
    days:
        The days whose positions are fixed, as ordinals of `datetime.date`, in order. Between two of them, positions
        are interpolated linearly.
    positions:
        The position of each of `days`.
    breaks:
        The shortened stretches, each with the positions of its left and its right end.
    rate:
        The length of a day outside the shortened stretches.
    """

    days: tuple[int, ...]
    positions: tuple[float, ...]
    breaks: tuple[tuple[float, float], ...]
    rate: float

    @classmethod
    def spanning(cls, days: Iterable[int], length: float) -> Axis:
        """Return an axis of `length` inches from the first to the last of `days`, which are ordinals.

        Where it would show fewer than FEWEST_DAYS, days are added at both ends.
        """
        fixed = sorted(set(days))
        gaps = [later - earlier for earlier, later in itertools.pairwise(fixed)]
        to_shorten = shortened(gaps)
        lacking = FEWEST_DAYS - sum(gap for gap in gaps if gap not in to_shorten)
        if lacking > 0:
            margin = (lacking + 1) // 2
            # An axis cannot go beyond the days that Python's dates can express.
            ends = (max(1, fixed[0] - margin), max(fixed[-1], min(LAST_DAY, fixed[-1] + margin)))
            fixed = sorted({*fixed, *ends})
            gaps = [later - earlier for earlier, later in itertools.pairwise(fixed)]
        number_of_breaks = sum(gap in to_shorten for gap in gaps)
        rate = length * (1 - SHORTENED_SHARE * number_of_breaks) / sum(gap for gap in gaps if gap not in to_shorten)
        positions = [0.0]
        for gap in gaps:
            positions.append(positions[-1] + (length * SHORTENED_SHARE if gap in to_shorten else gap * rate))
        stretches = zip(positions, positions[1:], gaps, strict=False)
        breaks = tuple((left, right) for left, right, gap in stretches if gap in to_shorten)
        return cls(tuple(fixed), tuple(positions), breaks, rate)

    def at(self, day: float) -> float:
        """Return the position at which a day begins, in inches; it ends where the next one begins."""
        index = min(max(bisect_right(self.days, day) - 1, 0), len(self.days) - 2)
        first, last = self.days[index : index + 2]
        left, right = self.positions[index : index + 2]
        return left + (right - left) * (day - first) / (last - first)

    def ticks(self) -> list[Tick]:
        """Return ticks at the beginnings of days, months or years that are far enough apart.

        Each stretch that is not shortened has at least one.
        """
        ends_of_breaks = {right for _, right in self.breaks}
        stretches: list[list[int]] = [[]]
        for day, position in zip(self.days, self.positions, strict=True):
            if position in ends_of_breaks:
                stretches.append([])
            stretches[-1].append(day)
        ticks: list[Tick] = []
        for stretch in stretches:
            days = list(self._starts(stretch[0], stretch[-1])) or [min(stretch[0], LAST_DAY)]
            for index, day in enumerate(days):
                ticks.append(Tick(self.at(day), self._label(datetime.date.fromordinal(day), index == 0)))
        return ticks

    def _step(self) -> int:
        """Return about how many days lie between ticks: 1, a week, a month, a quarter, or 1 to 1,000 years."""
        steps = (1, 7, 30, 91, 365, 1826, 3652, 18262, 36525, 182621, 365242)
        return next((step for step in steps if step * self.rate >= TICK_SPACING), steps[-1])

    def _starts(self, first: int, last: int) -> Iterator[int]:
        """Yield the ordinals of the days from `first` to `last` at which ticks stand.

        Where the step is a week, these are the days 1, 8, 15 and 22 of each month, so that a month begins with a tick.
        """
        step, last = self._step(), min(last, LAST_DAY)
        if step == 1:
            yield from range(first, last + 1)
            return
        begin, end = datetime.date.fromordinal(min(first, LAST_DAY)), datetime.date.fromordinal(last)
        days = (1, 8, 15, 22) if step == 7 else (1,)
        months = range(1, 13, 1 if step < 91 else 3 if step == 91 else 12)
        years = [year for year in range(begin.year, end.year + 1) if year % max(1, step // 365) == 0]
        starts = (datetime.date(year, month, day).toordinal() for year in years for month in months for day in days)
        yield from (start for start in starts if first <= start <= last)

    def _label(self, date: datetime.date, first: bool) -> tuple[str, ...]:
        """Return the lines of the label of a tick: day, month and year, as far as ticks are that close.

        Month and year are left out where the tick before has the same; `first` means that there is none before.
        """
        step = self._step()
        if step >= 365:
            return (str(date.year),)
        lines = [str(date.day)] if step < 30 else []
        lines += [MONTHS[date.month - 1]] if first or step >= 30 or date.day == 1 else []
        lines += [str(date.year)] if first or (date.month == 1 and len(lines) == 1 + (step < 30)) else []
        return tuple(lines)


def shortened(gaps: list[int]) -> frozenset[int]:
    """Return the lengths of gaps that are to be shortened, since they would leave little room for the others.

    `gaps` are the numbers of days between dates. A gap is shortened if it is more than five times the median and more
    than a third of the sum of all gaps that are not longer than it.
    """
    median = statistics.median([gap for gap in gaps if gap > 1] or [1])  # a gap of 1 is a day that a date spans
    to_shorten = set()
    for gap in sorted(set(gaps), reverse=True):
        if gap <= 5 * median or gap <= sum(other for other in gaps if other <= gap) / 3:
            break
        to_shorten.add(gap)
    return frozenset(to_shorten)
