"""Dates and sums of money as the texts of a language write them.

The words (months, large numbers, names and symbols of currencies) are those of Unicode CLDR, as Babel carries it. Only
what is written whole is read: a month alone is no date, nor is "last Friday", and nothing is filled in from the
calendar.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from coalition.dates import PartialDate

if TYPE_CHECKING:
    from babel import Locale

VARIANTS = {"en": ("en_001", "en_GB")}
"""Where a language is written in several ways that do not exclude each other: Sep and Sept, $ and US$."""

PAPERS = {"en": {"k": 3, "m": 6, "mn": 6, "bn": 9, "tn": 12}}
"""Short forms of large numbers, by the power of ten, that papers print and CLDR lacks."""

LONG = re.compile(r"0+ (?P<word>[^\W\d_]+(?: [^\W\d_]+)*)")
SHORT = re.compile(r"0+\s?(?P<word>[^\W\d_]+)(?:'\.')?")


class Expression(NamedTuple):
    """A date or a sum of money with its place in the words: half-open, in code points."""

    start: int
    end: int
    value: PartialDate | Money


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """A sum in a currency, by its code of ISO 4217."""

    currency: str
    value: Decimal


@dataclass(frozen=True, slots=True)
class Expressions:
    """How a language writes dates and sums of money; `for_language` makes one."""

    months: dict[str, int]
    days: frozenset[str]
    powers: dict[str, int]
    attached: dict[str, int]
    currencies: dict[str, str]
    marks: tuple[str, str]
    _dates: tuple[re.Pattern[str], ...]
    _sums: tuple[re.Pattern[str], ...]

    @classmethod
    def for_language(cls, language: str) -> Expressions | None:
        """The figures of a language, by its BCP 47 tag; None where CLDR does not know it."""
        from babel import Locale, UnknownLocaleError
        from babel.dates import get_day_names
        from babel.numbers import get_decimal_symbol, get_group_symbol

        try:
            locale = Locale.parse(language.replace("-", "_"))
        except (UnknownLocaleError, ValueError, TypeError):
            return None
        locales = [locale, Locale(locale.language), *(Locale.parse(tag) for tag in VARIANTS.get(locale.language, ()))]
        months = _months(locales)
        days = frozenset(
            name for width in ("wide", "abbreviated") for name in get_day_names(width, locale=locale).values()
        )
        powers, attached = _powers(locale)
        currencies, symbols = _currencies([*locales, Locale.parse("en_001")])
        marks = (get_group_symbol(locale), get_decimal_symbol(locale))
        dates = tuple(re.compile(pattern) for pattern in _date_patterns(months))
        sums = tuple(re.compile(p) for p in _sum_patterns(powers, attached, currencies, symbols, marks))
        return cls(months, days, powers, attached, currencies | symbols, marks, dates, sums)

    def dates(self, words: str) -> Iterator[Expression]:
        """The dates that are written with a day or a year, as precise as they are."""
        for found in _apart(self._dates, words):
            parts = found.groupdict()
            written = parts.get("month") or ""
            month = int(written) if written.isdecimal() else self.months.get(written, 0)
            for day in [day for day in (parts.get("first"), parts.get("day")) if day] or ["0"]:
                date = _date(int(parts.get("year") or 0), month, int(day))
                if date:
                    yield Expression(*found.span(), date)

    def sums(self, words: str) -> Iterator[Expression]:
        """The sums of money whose currency is told."""
        for found in _apart(self._sums, words):
            parts = found.groupdict()
            power = self.powers[parts["power"].lower()] if parts["power"] else self.attached.get(parts["short"], 0)
            currency = self.currencies.get(parts["currency"]) or self.currencies[parts["currency"].lower()]
            for number in (parts["number"], parts["upper"]):
                value = self._number(number) * 10**power if number else Decimal(0)
                if value > (999 if found[0].startswith(currency) else 0):  # TOP is a currency, and no top 10
                    yield Expression(*found.span(), Money(currency, value))

    def _number(self, text: str) -> Decimal:
        group, decimal = self.marks
        return Decimal(re.sub(r"\s", "", text).replace(group, "").replace(decimal, "."))


def _apart(patterns: Iterable[re.Pattern[str]], words: str) -> Iterator[re.Match[str]]:
    """What the patterns find, but for what overlaps with what an earlier one found."""
    taken: list[tuple[int, int]] = []
    for pattern in patterns:
        for found in pattern.finditer(words):
            if not any(start < found.end() and found.start() < end for start, end in taken):
                taken.append(found.span())
                yield found


def _date(year: int, month: int, day: int) -> PartialDate | None:
    """The date, or None where there is no such day; 0 stands for what is not written."""
    written = "-".join(f"{part:02}" for part in (month, day) if part)
    try:
        return PartialDate.parse(f"{year:04}-{written}".rstrip("-") if year else f"--{written}")
    except ValueError:
        return None


def _months(locales: Iterable[Locale]) -> dict[str, int]:
    from babel.dates import get_month_names

    found: dict[str, int] = {}
    for locale in locales:
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in get_month_names(width, context, locale).items():
                    name = name.rstrip(".")
                    if not name.isdecimal():
                        found |= {name: number, name[:1].upper() + name[1:]: number}
    return found


def _powers(locale: Locale) -> tuple[dict[str, int], dict[str, int]]:
    """Large numbers by their words, and by the short forms that are written close to the figure."""
    long: dict[str, int] = {}
    short: dict[str, int] = dict(PAPERS.get(locale.language, {}))
    for style, shape, into in (("long", LONG, long), ("short", SHORT, short)):
        for patterns in locale.compact_decimal_formats.get(style, {}).values():
            for size, pattern in patterns.items():
                found = shape.fullmatch(pattern.pattern)
                if found and pattern.pattern.count("0") == 1:
                    into[found["word"] if style == "short" else found["word"].lower()] = len(str(size)) - 1
    return long, short


def _currencies(locales: list[Locale]) -> tuple[dict[str, str], dict[str, str]]:
    """The codes of the currencies of today by code and name, and by symbol."""
    import pycountry
    from babel.numbers import get_currency_name, get_currency_symbol

    codes = [currency.alpha_3 for currency in pycountry.currencies if not currency.alpha_3.startswith("X")]
    named, symbols = {code: code for code in codes}, dict[str, str]()
    for code in codes:
        for count in (None, 1, 2, 5):
            named.setdefault(get_currency_name(code, count, locales[0]).lower(), code)
        for locale in locales:
            symbol = get_currency_symbol(code, locale)
            if symbol != code:
                symbols.setdefault(symbol, code)
    return named, symbols


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def _date_patterns(months: dict[str, int]) -> Iterator[str]:
    """The patterns of dates, the fullest first."""
    month = rf"\b(?P<month>{_any(months)})\b\.?"
    day, first = (rf"(?<!\d)(?P<{name}>[0-3]?\d)(?:st|nd|rd|th|er|º|\.)?" for name in ("day", "first"))
    span = rf"(?:{first}\s?[–—-]\s?)?"
    year, end = r"(?P<year>[12]\d{3})(?!\d)", r"(?![\d:%]|[.,]\d)"
    between = r"[\s ]{1,2}(?:[^\W\d_]{2}\s)?"  # of, de
    yield r"(?<![\d-])(?P<year>[12]\d{3})-(?P<month>0[1-9]|1[0-2])-(?P<day>[0-3]\d)(?![\d-])"
    yield rf"{span}{day}{between}{month}(?:,?{between}{year}|{end})"
    yield rf"{month}\s{span}{day}{end}(?:,?\s{year})?"
    yield rf"{month}(?:,?{between}){year}"
    yield r"(?<![\w.,/:–-])(?P<year>1[89]\d\d|20\d\d)(?![\w%]|[.,:/–-]\d)"


def _sum_patterns(
    powers: dict[str, int],
    attached: dict[str, int],
    currencies: dict[str, str],
    symbols: dict[str, str],
    marks: tuple[str, str],
) -> Iterator[str]:
    """The patterns of sums: the symbol or code before the number, or symbol, code or name behind it."""
    group, decimal = (r"\s" if mark.isspace() else re.escape(mark) for mark in marks)
    figure = rf"\d{{1,3}}(?:{group}\d{{3}})+(?!\d)(?:{decimal}\d+)?|\d+(?:{decimal}\d+)?"
    power = rf"(?:[\s-]?(?P<power>(?i:{_any(powers)}))|\s?(?P<short>{_any(attached)}))?(?!\w)"
    names = _any(name for name in currencies if not name.isupper())
    codes = _any(code for code in currencies if code.isupper())
    dash = r"\s?[–—-]\s?"
    upper = rf"(?:{dash}(?P<upper>{figure}))?"
    again = rf"(?:(?:{dash}(?:(?P=currency)\s?)?|\s[^\W\d_]{{1,3}}\s(?P=currency)\s?)(?P<upper>{figure}))?"  # to, and
    yield rf"(?<!\w)(?P<currency>{_any(symbols)})\s?(?P<number>{figure}){again}{power}"
    behind = rf"(?P<currency>{_any(symbols)}|{codes}|(?i:{names}))(?!\w)"
    yield rf"(?<![\w.,])(?P<number>{figure}){upper}{power}\s?(?:d(?:e\s|[’']))?{behind}"
    yield rf"\b(?P<currency>{codes})\s?(?P<number>{figure}){upper}{power}"
