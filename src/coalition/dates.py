"""Read, write and compare dates, each as precise as its source writes it."""

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
"""The lexical form of each datatype of dates, by the IRI of the datatype.

`re.ASCII` keeps out digits of other scripts, which `\\d` would match and XML Schema does not allow.
"""


@dataclass(frozen=True)
class PartialDate:
    """Hold a day, a month or a year, or a day of a month whose year is not written.

    A part that is not written is None; `year` is None only for a day of a month.
    """

    year: int | None
    month: int | None = None
    day: int | None = None

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """Parse a date such as 2025-03-02, 2025-03, 2025 or --03-02.

        Raises
        ------
        ValueError
            When `text` has none of these forms, or the day does not exist.
        """
        for shape in DATE_FORMS.values():
            if parts := shape.fullmatch(text):
                written = {name: int(digits) for name, digits in parts.groupdict().items()}
                # 2000 is a leap year, so that 29 February is accepted where no year is written.
                datetime.date(**{"year": 2000, "month": 1, "day": 1, **written})
                return cls(written.get("year"), written.get("month"), written.get("day"))
        raise ValueError(f"{text} is not a date")

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
        """Year, month and day, with 0 for a part that is not written, so that a month sorts before its days."""
        return self.year or 0, self.month or 0, self.day or 0

    def span(self) -> tuple[datetime.date, datetime.date] | None:
        """Return the first and the last day that the date can mean, or None where it has no year."""
        if self.year is None:
            return None
        first = datetime.date(self.year, self.month or 1, self.day or 1)
        month = self.month or 12
        last = self.day or calendar.monthrange(self.year, month)[1]
        return first, datetime.date(self.year, month, last)

    def excludes(self, other: PartialDate) -> bool:
        """Tell whether no day fits both dates.

        13 August excludes 14 August, but no day of August excludes August.
        """
        pairs = ((self.year, other.year), (self.month, other.month), (self.day, other.day))
        return any(mine is not None and theirs is not None and mine != theirs for mine, theirs in pairs)

    def precedes(self, other: PartialDate) -> bool:
        """Tell whether the last day this date can mean comes before the first of `other`.

        A month never precedes its own days. A date without a year precedes nothing.
        """
        mine, theirs = self.span(), other.span()
        return mine is not None and theirs is not None and mine[1] < theirs[0]

    def by(self, other: PartialDate) -> bool:
        """Tell whether the last day this date can mean has come when `other` ends.

        March 2025 has come by 31 March 2025, and by 2025.
        """
        mine, theirs = self.span(), other.span()
        return mine is not None and theirs is not None and mine[1] <= theirs[1]

    def begun_by(self, other: PartialDate) -> bool:
        """Tell whether the first day this date can mean has come when `other` begins."""
        mine, theirs = self.span(), other.span()
        return mine is not None and theirs is not None and mine[0] <= theirs[0]

    def refines(self, other: PartialDate) -> bool:
        """Tell whether this date has every part that `other` has: 13 August refines August, and itself."""
        pairs = ((self.year, other.year), (self.month, other.month), (self.day, other.day))
        return all(theirs is None or mine == theirs for mine, theirs in pairs)

    def completed(self, other: PartialDate) -> PartialDate:
        """Return this date with the parts that only `other` has.

        Return it unchanged where the two exclude each other, or where together they make a day that does not exist.
        """
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
    """Hold when something happened: from `start` to `end`.

    Where start and end are equal, it happened on that date. One of the two may be None, which means unknown.
    """

    start: PartialDate | None
    end: PartialDate | None

    @property
    def on(self) -> PartialDate | None:
        """The date, where start and end are the same; else None."""
        return self.start if self.start == self.end else None

    @property
    def open(self) -> bool:
        """Whether the start or the end is unknown."""
        return self.start is None or self.end is None

    def __str__(self) -> str:
        if self.on:
            return str(self.on)
        if self.end is None:
            return f"from {self.start}"
        return f"{self.start} to {self.end}" if self.start else f"until {self.end}"

    @property
    def key(self) -> tuple[object, ...]:
        """The sort key: the start, then the end. A month sorts before the days in it."""
        known = [date.parts for date in (self.start, self.end) if date]
        return known[0], known[-1], self.start is None, self.end is None

    @property
    def yearless(self) -> bool:
        """Whether the start, or the end where the start is unknown, has no year."""
        return (self.start or self.end or PartialDate(None)).year is None

    def days(self) -> tuple[datetime.date | None, datetime.date | None]:
        """Return the first and the last day of the period, each None where it is unknown."""
        first, last = (date.span() if date else None for date in (self.start, self.end))
        return first and first[0], last and last[1]

    def outside(self, since: PartialDate | None, until: PartialDate | None) -> bool:
        """Tell whether the period certainly ended before `since` or began after `until`."""
        early = since is not None and self.end is not None and self.end.precedes(since)
        return early or (until is not None and self.start is not None and until.precedes(self.start))

    def excludes(self, date: PartialDate) -> bool:
        """Tell whether neither the start nor the end can be `date`."""
        return all(part is None or part.excludes(date) for part in (self.start, self.end))

    def contradicts(self, other: Period) -> bool:
        """Tell whether the two periods cannot both be right.

        They cannot where their dates, their starts or their ends exclude each other. A single date and a period with
        a start and an end do not contradict each other.
        """
        if bool(self.on) != bool(other.on):
            return False
        pairs = ((self.start, other.start), (self.end, other.end))
        return any(mine and theirs and mine.excludes(theirs) for mine, theirs in pairs)

    def refines(self, other: Period) -> bool:
        """Tell whether this period says all that `other` says, and at least as precisely."""
        if self.on and not other.on:
            return False
        pairs = ((self.start, other.start), (self.end, other.end))
        return all(theirs is None or (mine is not None and mine.refines(theirs)) for mine, theirs in pairs)

    def completed(self, date: PartialDate) -> Period:
        """Return this period with the parts of dates that only `date` has.

        Return it unchanged where its end would then precede its start.
        """
        start, end = (part and part.completed(date) for part in (self.start, self.end))
        return self if start and end and end.precedes(start) else Period(start, end)


UNREAD: Mapping[str, str] = MappingProxyType(
    {
        # Digits of other scripts, and the dashes that word processors put for a hyphen.
        r"[\d\s\-‐-―−]*[^\x00-\x7f][\d\s\-‐-―−]*": "only the digits 0 to 9 and the hyphen - are read",
        r"[\d\s-]*\s[\d\s-]*": "it has spaces",
        r"\d{8}": "its parts are joined by hyphens",
        r"(-\d{4,}|\+\d+|0000|\d{5,})(-.*)?": "XML Schema has such years, but this graph has only 0001 to 9999",
        r"-{0,2}\d[\d-]*(Z|[+-]\d\d:\d\d)": "XML Schema has time zones, but this graph has none",
        r"\d+-\d+-\d+[T ].*": "this graph has no times of day",
        r"\d+(-\d+){0,2}": "a year has four digits, a month and a day have two each",
    }
)
"""What users take for a date that is not read: what it looks like, and why it is not."""


def fault_of(text: str) -> str:
    """Return why `text` is not read as a date, or "" where it is a date, or does not look like one."""
    try:
        PartialDate.parse(text)
    except ValueError:
        if not text.startswith("0000") and any(shape.fullmatch(text) for shape in DATE_FORMS.values()):
            return "the calendar has no such month or day"
        return next((why for shape, why in UNREAD.items() if re.fullmatch(shape, text)), "")
    return ""


def parse_bound(text: str, where: str, error: type[CoalitionError] = SelectionError) -> PartialDate:
    """Parse a date that a user typed for the option `where`, such as the start of a period.

    Raises
    ------
    SelectionError
        When `text` is not a date, or has no year. Where `error` is given, that is raised instead.
    """
    try:
        date = PartialDate.parse(text)
    except ValueError:
        date = None
    if date is None or date.year is None:
        why = fault_of(text) if date is None else "it has no year"
        what = f"{text} is not a date{f' that is taken: {why}' if why else ''}" if text.strip() else "the date is empty"
        raise error(what, where=where, remedy="write it as 2025-03-02, 2025-03 or 2025")
    return date
