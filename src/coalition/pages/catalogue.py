"""Translate the texts of the pages. English stands in the code and the templates; others would stand in `locale/`.

All texts are collected in `locale/pages.pot` by Babel, as `make web` says.
"""

from __future__ import annotations

import gettext
import re
import string
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path

from coalition.dates import PartialDate

DURATION = re.compile(r"P(?P<time>T?)(?P<number>[0-9]{1,9})(?P<unit>[YMWDHS])")
"""A duration of one unit, as XML Schema writes it."""

LOCALE = Path(__file__).with_name("locale")


def N_(text: str) -> str:
    """Mark a text that is translated where it is used."""
    return text


class Catalogue:
    """Give texts in one language."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._found = gettext.translation("pages", LOCALE, [language], fallback=True)

    def gettext(self, text: str) -> str:
        """Return a text in this language; English where it is not translated."""
        return self._found.gettext(text)

    def ngettext(self, one: str, many: str, number: int) -> str:
        """Return the text that goes with a number."""
        return self._found.ngettext(one, many, number)

    def date(self, written: str) -> str:
        """Return a date as people write it: 2 March 2025, March 2025, 2025, 2 March; other texts as they are."""
        return _date(self.language, written)

    def read_date(self, written: str) -> str:
        """Return a date as it is stored, where a text is one as people write it; other texts as they are.

        2 March 2025, March 2, 2025, Mar 2025 and 2.3.2025 are read, the day before the month.
        """
        words = re.findall(r"[^\W\d_]+|[0-9]+", written.strip())
        if not 2 <= len(words) <= 3 or not re.fullmatch(r"[\w\s.,/]+", written):
            return written
        numbers = [word for word in words if word.isdigit()]
        names = [word for word in words if not word.isdigit()]
        months = _months(self.language)
        if len(names) == 1 and (month := months.get(names[0].casefold())):
            *day, year = numbers
        elif len(numbers) == 3 and numbers[1].isdigit() and 0 < int(numbers[1]) < 13:
            day, month, year = numbers[:1], int(numbers[1]), numbers[2]
        else:
            return written
        parts = [year, f"{month:02}", *(f"{int(each):02}" for each in day)]
        return "-".join(parts) if len(year) == 4 else written

    def duration(self, written: str) -> str:
        """Return a duration as people write it: P2D is 2 days; one that has several units as it is."""
        match = DURATION.fullmatch(written)
        if not match:
            return written
        number = int(match["number"])
        told = {
            "Y": self.ngettext("%(num)d year", "%(num)d years", number),
            "M": self.ngettext("%(num)d month", "%(num)d months", number),
            "W": self.ngettext("%(num)d week", "%(num)d weeks", number),
            "D": self.ngettext("%(num)d day", "%(num)d days", number),
            "TH": self.ngettext("%(num)d hour", "%(num)d hours", number),
            "TM": self.ngettext("%(num)d minute", "%(num)d minutes", number),
            "TS": self.ngettext("%(num)d second", "%(num)d seconds", number),
        }
        form = told.get(match["time"] + match["unit"])
        return form % {"num": number} if form else written

    def when(self, written: str) -> str:
        """Return a date as it stands in a sentence: on 2 March 2025, in March 2025."""
        shown = self.date(written)
        if shown == written and not written.isdigit():
            return shown
        form = self.gettext("on {date}") if len(written) in (7, 10) and written.count("-") != 1 else ""
        return (form or self.gettext("in {date}")).format(date=shown)


@lru_cache(10_000)
def _date(language: str, written: str) -> str:
    from babel.dates import get_month_names

    try:
        date = PartialDate.parse(written)
    except ValueError:
        return written
    month = get_month_names("wide", locale=language)[date.month] if date.month else ""
    parts = (str(date.day) if date.day else "", month, str(date.year) if date.year else "")
    return " ".join(part for part in parts if part)


@cache
def _months(language: str) -> dict[str, int]:
    """Return the numbers of the months, by their names and short names in lower case."""
    from babel import Locale

    from coalition.drafting.written_dates import months_of

    return {name.casefold(): number for name, number in months_of([Locale.parse(language)]).items()}


@cache
def catalogue(language: str = "en") -> Catalogue:
    """Return the texts of a language."""
    return Catalogue(language)


def parts(message: str) -> Iterator[tuple[str, str | None]]:
    """Yield the parts of a message: a text, and the name of the placeholder behind it, or None."""
    for text, name, _, _ in string.Formatter().parse(message):
        yield text, name
