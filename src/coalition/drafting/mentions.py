"""Find dates, sums of money, percentages, counts and votes in a text, as its language writes them.

The names of months, large numbers and currencies, and what regions write, come from Unicode CLDR through Babel.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from coalition.drafting.counts import LANGUAGE, Counts, votes
from coalition.drafting.expressions import Expression
from coalition.drafting.languages import Language
from coalition.drafting.money import Sums
from coalition.drafting.patterns import Taken, figure, number
from coalition.drafting.percentages import Percentages
from coalition.drafting.written_dates import Dates


@dataclass(frozen=True, slots=True)
class Expressions:
    """Find the dates, sums, percentages, counts and votes of one language; `for_language` makes one."""

    _dates: Dates
    _sums: Sums
    _percentages: Percentages
    _counts: Counts | None

    @classmethod
    def for_language(cls, tag: str) -> Expressions | None:
        """Return a finder for a language, by its BCP 47 tag, or None where CLDR does not have it."""
        language = Language.of(tag)
        if language is None:
            return None
        sums = Sums.of(language)
        counts = Counts.of(sums.separators, sums.powers) if language.locale.language == LANGUAGE else None
        return cls(Dates.of(language), sums, Percentages.of(language, sums.separators), counts)

    @property
    def calendar(self) -> Iterator[str]:
        """The names of months and of days of the week."""
        yield from self._dates.months
        yield from self._dates.weekdays

    @property
    def counts_looked_for(self) -> bool:
        """Whether counts and votes are looked for in the language."""
        return self._counts is not None

    def dates(self, text: str) -> Iterator[Expression]:
        """Yield the dates of a text; see `Dates.find`."""
        return self._dates.find(text)

    def sums(self, text: str) -> Iterator[Expression]:
        """Yield the sums of money of a text; see `Sums.find`."""
        return self._sums.find(text)

    def counts(self, text: str) -> Iterator[Expression]:
        """Yield the counts of a text; none in a language in which they are not looked for."""
        return self._counts.find(text) if self._counts else iter(())

    def plain_number(self, text: str) -> str:
        """Return a number, which is the whole text, in digits without separators; another text as it is."""
        marks = self._sums.separators
        return f"{number(text, marks):f}" if re.fullmatch(figure(marks), text) else text

    def find(self, text: str) -> Iterator[Expression]:
        """Yield what is written in a text: percentages, dates and sums of money, then votes and counts.

        What is part of one of these is not also part of another, but for dates and sums, which may share words.
        """
        taken, shares = Taken(len(text)), list(self._percentages.find(text))
        for each in shares:
            taken.add((each.start, each.end))
        found = [each for each in (*self.dates(text), *self.sums(text)) if (each.start, each.end) not in taken]
        yield from (*found, *shares)
        for each in found:
            taken.add((each.start, each.end))
        for each in (*votes(text), *self._counts.find(text)) if self._counts else ():
            if (each.start, each.end) not in taken:
                taken.add((each.start, each.end))
                yield each
