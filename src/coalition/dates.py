"""Dates as precise as they are written, compared honestly."""

from __future__ import annotations

import calendar
import datetime
from dataclasses import dataclass


@dataclass(frozen=True)
class PartialDate:
    """A day, a month, a year, or a day of a month in a year that is not written.

    `year` is None only for the last; `month` and `day` are None where they are not written.
    """

    year: int | None
    month: int | None = None
    day: int | None = None

    @classmethod
    def read(cls, text: str) -> PartialDate:
        """Read 2025-03-02, 2025-03, 2025 or --03-02.

        Raises
        ------
        ValueError
            When the text is none of these.
        """
        if text.startswith("--"):
            month, day = (int(part) for part in text[2:].split("-"))
            datetime.date(2000, month, day)
            return cls(None, month, day)
        parts = [int(part) for part in text.split("-")]
        datetime.date(*[*parts, 1, 1][:3])
        return cls(*parts)

    def __str__(self) -> str:
        """The date as `read` reads it."""
        if self.year is None:
            return f"--{self.month:02}-{self.day:02}"
        return "-".join([f"{self.year:04}", *(f"{part:02}" for part in (self.month, self.day) if part)])

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

    def within(self, other: PartialDate) -> bool:
        """Whether every day it can mean is one that the other can mean: a day lies within its month."""
        mine, theirs = self.span(), other.span()
        return self.by(other) and mine is not None and theirs is not None and theirs[0] <= mine[0]

    def begun_by(self, other: PartialDate) -> bool:
        """Whether its first day has come by every day that the other can mean."""
        mine, theirs = self.span(), other.span()
        return mine is not None and theirs is not None and mine[0] <= theirs[0]
