"""Tell which events and commitments certainly happened in a period.

An event happened on its date, or from its start to its end. A commitment happened when it was announced or stated: on
that date, or when the event did at which it was; without these, on a date of its own. An inferred date completes those
that it fits, and counts alone where there is no other. A date that a more precise one refines does not count beside it.
Of dates that exclude each other, either may be right, so that only what all of them allow is certain. A date without a
year dates nothing.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyoxigraph as ox

from coalition.columns.rows import unique
from coalition.dates import PartialDate, Period
from coalition.errors import SelectionError
from coalition.namespaces import CG
from coalition.output.table import plural

if TYPE_CHECKING:
    from coalition.columns.table import Columns
    from coalition.network.rows import Rows

DATES, INFERRED = (CG + "date",), CG + "inferredDate"
START, END = CG + "startDate", CG + "endDate"
TOLD, TOLD_AT = (CG + "announcedOn", CG + "statedOn"), (CG + "announcedAt", CG + "statedAt")


@dataclass(frozen=True, slots=True)
class Within:
    """Hold a period by its bounds, each None if there is none, both included."""

    since: PartialDate | None = None
    until: PartialDate | None = None

    def __post_init__(self) -> None:
        if self.since and self.until and self.until.precedes(self.since):
            raise SelectionError(
                f"{self.until} ends before {self.since} begins", remedy="let --to be no earlier than --from"
            )

    def __str__(self) -> str:
        words = [f"from {self.since}" if self.since else "", f"to {self.until}" if self.until else ""]
        return " ".join(filter(None, words))

    def holds(self, first: datetime.date, last: datetime.date) -> bool:
        """Tell whether the days from `first` to `last` lie in the period."""
        since = self.since.span() if self.since else None
        until = self.until.span() if self.until else None
        return (since is None or since[0] <= first) and (until is None or last <= until[1])


Days = tuple[datetime.date, datetime.date]


def days_of(columns: Columns, things: Iterable[int]) -> dict[int, Days]:
    """Return the first and the last day on which each of some events and commitments can have happened.

    Both are numbers of terms. Those without a date that has a year are left out. An unknown start or end is the first
    or the last day of all time.
    """
    known = _Dates(columns)
    found = {thing: known.days(thing) for thing in things}
    return {thing: days for thing, days in found.items() if days}


def within(columns: Columns, rows: Rows, period: Within, things: str) -> tuple[Rows, str]:
    """Return the rows whose event or commitment certainly happened in a period, and a sentence that counts them.

    `things` is what the sentence calls them, such as `events`.
    """
    number = unique(rows.thing)
    days = days_of(columns, number.tolist())
    inside = np.array([thing for thing, each in days.items() if period.holds(*each)], dtype=number.dtype)
    undated = len(number) - len(days)
    verb = "has" if undated == 1 else "have"
    said = (
        f"Only {things} that certainly happened {period} count: {len(inside)} of {len(number)}; "
        f"{plural(undated, things.removesuffix('s'))} {verb} no date with a year."
    )
    mask = np.isin(rows.thing, inside)
    return type(rows)(*(column[mask] for column in rows)), said


class _Dates:
    """Read the accepted dates of things, each date parsed once."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._parsed: dict[int, PartialDate] = {}
        self._values = {word: self._read(word) for word in (*DATES, INFERRED, START, END, *TOLD, *TOLD_AT)}

    def _read(self, word: str) -> dict[int, list[int]]:
        statements = self._columns.of(word)
        statements = statements.where(self._columns.accepted[statements.graph])
        found: dict[int, list[int]] = defaultdict(list)
        for subject, value in zip(statements.subject.tolist(), statements.object.tolist(), strict=True):
            if value not in found[subject]:
                found[subject].append(value)
        return found

    def _dates(self, word: str, thing: int) -> list[PartialDate]:
        numbers = self._values[word].get(thing, ())
        for number in numbers:
            if number not in self._parsed:
                [term] = self._columns.terms.terms([number])
                assert isinstance(term, ox.Literal)  # the build accepts nothing else here
                self._parsed[number] = PartialDate.parse(term.value)
        return [self._parsed[number] for number in numbers]

    def days(self, thing: int) -> Days | None:
        told = [Period(date, date) for word in TOLD for date in self._dates(word, thing)]
        for event in (event for word in TOLD_AT for event in self._values[word].get(thing, ())):
            told += self._own(event)
        return _hull(self._completed(thing, told) if told else self._own(thing))

    def _own(self, thing: int) -> list[Period]:
        written = [Period(date, date) for word in DATES for date in self._dates(word, thing)]
        starts, ends = self._dates(START, thing), self._dates(END, thing)
        if starts or ends:
            written += [Period(start, end) for start in starts or (None,) for end in ends or (None,)]
        return self._completed(thing, written)

    def _completed(self, thing: int, written: list[Period]) -> list[Period]:
        inferred = self._dates(INFERRED, thing)
        found = [
            completed
            for period in written
            for completed in ([period.completed(d) for d in inferred if not period.excludes(d)] or [period])
        ]
        return found or [Period(date, date) for date in inferred]


def _hull(periods: list[Period]) -> Days | None:
    """Return the first and last day that the most precise of some periods allow; None if no day is known."""
    precise = [one for one in periods if not any(other != one and other.refines(one) for other in periods)]
    spans = [period.days() for period in precise if not period.yearless]
    if not spans:
        return None
    return min(first or datetime.date.min for first, _ in spans), max(last or datetime.date.max for _, last in spans)
