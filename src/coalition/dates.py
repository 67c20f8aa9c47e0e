"""Dates as precise as they are written, compared honestly."""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import pyoxigraph as ox

from coalition.errors import CoalitionError, SelectionError
from coalition.namespaces import XSD

DATE_FORMS: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        XSD + "date": re.compile(r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)", re.ASCII),
        XSD + "gYearMonth": re.compile(r"(?P<year>\d{4})-(?P<month>\d\d)", re.ASCII),
        XSD + "gYear": re.compile(r"(?P<year>\d{4})", re.ASCII),
        XSD + "gMonthDay": re.compile(r"--(?P<month>\d\d)-(?P<day>\d\d)", re.ASCII),
    }
)
"""How dates are written, by the IRI of their datatype: the only table of these forms."""


@dataclass(frozen=True)
class PartialDate:
    """A day, a month, a year, or a day of a month in a year that is not written.

    `year` is None only for the last; `month` and `day` are None where they are not written.
    """

    year: int | None
    month: int | None = None
    day: int | None = None

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """Read 2025-03-02, 2025-03, 2025 or --03-02.

        Raises
        ------
        ValueError
            When the text is none of these, or there is no such day.
        """
        for shape in DATE_FORMS.values():
            if parts := shape.fullmatch(text):
                written = {name: int(digits) for name, digits in parts.groupdict().items()}
                # 2000 is a leap year: a 29 February without a year is a day.
                datetime.date(**{"year": 2000, "month": 1, "day": 1, **written})
                return cls(written.get("year"), written.get("month"), written.get("day"))
        raise ValueError(f"{text} is no date")

    @property
    def datatype(self) -> str:
        """The IRI of the XML Schema datatype that is as precise as the date."""
        if self.year is None:
            return XSD + "gMonthDay"
        return XSD + ("gYear" if self.month is None else "gYearMonth" if self.day is None else "date")

    def literal(self) -> ox.Literal:
        """Return the date as a literal of its datatype."""
        return ox.Literal(str(self), datatype=ox.NamedNode(self.datatype))

    def __str__(self) -> str:
        """Return the date as `parse` reads it."""
        month, day = (part and f"{part:02}" for part in (self.month, self.day))
        return "-".join(part for part in ("-" if self.year is None else f"{self.year:04}", month, day) if part)

    @property
    def parts(self) -> tuple[int, int, int]:
        """Year, month and day, each 0 where it is not written: so a month sorts before its days."""
        return self.year or 0, self.month or 0, self.day or 0

    def span(self) -> tuple[datetime.date, datetime.date] | None:
        """The first and the last day that it can mean; None where the year is not written."""
        if self.year is None:
            return None
        first = datetime.date(self.year, self.month or 1, self.day or 1)
        month = self.month or 12
        last = self.day or calendar.monthrange(self.year, month)[1]
        return first, datetime.date(self.year, month, last)

    def excludes(self, other: PartialDate) -> bool:
        """Whether no day can be both: 13 August excludes 14 August, but no day of August excludes August."""
        pairs = ((self.year, other.year), (self.month, other.month), (self.day, other.day))
        return any(mine is not None and theirs is not None and mine != theirs for mine, theirs in pairs)

    def precedes(self, other: PartialDate) -> bool:
        """Whether every day it can mean is before every day the other can: a month never precedes its days."""
        mine, theirs = self.span(), other.span()
        return mine is not None and theirs is not None and mine[1] < theirs[0]

    def by(self, other: PartialDate) -> bool:
        """Whether every day it can mean has come when the other is over: March 2025 has by 31 March and by 2025."""
        mine, theirs = self.span(), other.span()
        return mine is not None and theirs is not None and mine[1] <= theirs[1]

    def begun_by(self, other: PartialDate) -> bool:
        """Whether its first day has come by every day that the other can mean."""
        mine, theirs = self.span(), other.span()
        return mine is not None and theirs is not None and mine[0] <= theirs[0]

    def refines(self, other: PartialDate) -> bool:
        """Whether all that the other writes is written here, too: 13 August refines August, and itself."""
        pairs = ((self.year, other.year), (self.month, other.month), (self.day, other.day))
        return all(theirs is None or mine == theirs for mine, theirs in pairs)

    def completed(self, other: PartialDate) -> PartialDate:
        """This date with what only the other writes; as it is where they exclude each other, or no such day is."""
        if self.excludes(other):
            return self
        whole = PartialDate(self.year or other.year, self.month or other.month, self.day or other.day)
        try:
            whole.span()
        except ValueError:  # 29 February of another year
            return self
        return whole


@dataclass(frozen=True)
class Period:
    """When something was: on a date, where start and end are one; else from a start to an end, either unknown."""

    start: PartialDate | None
    end: PartialDate | None

    @property
    def on(self) -> PartialDate | None:
        """The date, where it is one."""
        return self.start if self.start == self.end else None

    @property
    def open(self) -> bool:
        """Whether its start or its end is not known."""
        return self.start is None or self.end is None

    def __str__(self) -> str:
        if self.on:
            return str(self.on)
        if self.end is None:
            return f"from {self.start}"
        return f"{self.start} to {self.end}" if self.start else f"until {self.end}"

    @property
    def key(self) -> tuple[object, ...]:
        """What periods are sorted by: the start, then the end. A month stands before what begins in it."""
        known = [date.parts for date in (self.start, self.end) if date]
        return known[0], known[-1], self.start is None, self.end is None

    @property
    def yearless(self) -> bool:
        """Whether no year is written of its start, or where that is unknown, of its end."""
        return (self.start or self.end or PartialDate(None)).year is None

    def days(self) -> tuple[datetime.date | None, datetime.date | None]:
        """The first and the last day that it can touch; None where that is not known."""
        first, last = (date.span() if date else None for date in (self.start, self.end))
        return first and first[0], last and last[1]

    def outside(self, since: PartialDate | None, until: PartialDate | None) -> bool:
        """Whether it surely ended before `since` or began after `until`."""
        early = since is not None and self.end is not None and self.end.precedes(since)
        return early or (until is not None and self.start is not None and until.precedes(self.start))

    def excludes(self, date: PartialDate) -> bool:
        """Whether neither its start nor its end can be `date`."""
        return all(part is None or part.excludes(date) for part in (self.start, self.end))

    def contradicts(self, other: Period) -> bool:
        """Whether both cannot be so: as dates, as starts or as ends they exclude each other."""
        if bool(self.on) != bool(other.on):
            return False
        pairs = ((self.start, other.start), (self.end, other.end))
        return any(mine and theirs and mine.excludes(theirs) for mine, theirs in pairs)

    def refines(self, other: Period) -> bool:
        """Whether this says all that the other says, as precisely or more so."""
        if self.on and not other.on:
            return False
        pairs = ((self.start, other.start), (self.end, other.end))
        return all(theirs is None or (mine is not None and mine.refines(theirs)) for mine, theirs in pairs)

    def completed(self, date: PartialDate) -> Period:
        """This period with what only `date` writes; as it is where its end would precede its start."""
        start, end = (part and part.completed(date) for part in (self.start, self.end))
        return self if start and end and end.precedes(start) else Period(start, end)


def parse_bound(text: str, where: str, error: type[CoalitionError] = SelectionError) -> PartialDate:
    """Read a date with a year that a user types, such as the start of a period; `where` names the option.

    Raises
    ------
    SelectionError
        When it is no date, or has no year; or `error`, where that is given.
    """
    try:
        date = PartialDate.parse(text)
    except ValueError:
        date = None
    if date is None or date.year is None:
        raise error(f"{text} is no date", where=where, remedy="write it as 2025-03-02, 2025-03 or 2025")
    return date
