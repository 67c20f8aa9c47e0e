"""Find dates and sums of money in a text, as its language writes them.

The names of months, large numbers and currencies, and the symbols of currencies, come from Unicode CLDR through Babel.
Only what a text says in full is found. A month without a day or a year is not taken for a date, nor is "last Friday",
and no year is guessed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from coalition.dates import PartialDate
from coalition.texts.words import composed, composed_with_offsets, fold, marks

if TYPE_CHECKING:
    from babel import Locale

VARIANTS = {"en": ("en_001", "en_GB")}
"""Locales whose abbreviations and symbols are accepted, too, by language: Sept beside Sep, US$ beside $."""

NEWSPAPER_FORMS = {"en": {"k": 3, "m": 6, "mn": 6, "bn": 9, "tn": 12}}
"""Short forms of large numbers that newspapers print and CLDR lacks, with their power of ten, by language."""

LONG_FORMAT = re.compile(r"0+ (?P<word>[^\d'.]+)")
"""How CLDR gives a large number in full, such as `0 million`: zeros for the digits, then one or more words."""

SHORT_FORMAT = re.compile(r"0+\s?(?P<word>[^\s\d'.]+)(?:'\.')?")
"""How CLDR abbreviates a large number, such as `0M`, or `0 Mio'.'` with a full stop in quotes."""

NO_MONEY = {"XAG", "XAU", "XPD", "XPT", "XTS", "XXX"}
"""Codes of ISO 4217 for metals, for tests and for no currency. Ten gold medals are no sum of money."""

AMBIGUOUS_UP_TO = 999
"""Up to this number, the code of a currency before a number may be a word instead: TOP 10, ALL 27."""


class Expression(NamedTuple):
    """Hold a date or a sum of money, and where it is in a text.

    `start` and `end` are offsets in code points; `end` is the first one after the expression.
    """

    start: int
    end: int
    value: PartialDate | Money


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """Hold a sum of money: the ISO 4217 code of its currency, and the amount in units of it, not in cents."""

    currency: str
    value: Decimal


@dataclass(frozen=True, slots=True)
class Expressions:
    """Find the dates and sums of money of one language; `for_language` makes one.

    Attributes
    ----------
    months:
        The numbers of the months, by their names and abbreviations.
    weekdays:
        The names and abbreviations of the days of the week.
    powers:
        The powers of ten, by their folded names: `million` is 6.
    short_powers:
        The powers of ten, by their short forms: `bn` is 9. Upper and lower case differ.
    currencies:
        The ISO 4217 codes of the currencies, by their codes, symbols, and folded names.
    separators:
        What separates groups of three digits, and what separates whole from decimal digits.
    """

    months: dict[str, int]
    weekdays: frozenset[str]
    powers: dict[str, int]
    short_powers: dict[str, int]
    currencies: dict[str, str]
    separators: tuple[str, str]
    _date_regexes: tuple[re.Pattern[str], ...]
    _sum_regexes: tuple[re.Pattern[str], ...]

    @classmethod
    def for_language(cls, language: str) -> Expressions | None:
        """Return a finder for a language, by its BCP 47 tag, or None where CLDR does not have it."""
        from babel import Locale, UnknownLocaleError
        from babel.dates import get_day_names
        from babel.numbers import get_decimal_symbol, get_group_symbol

        try:
            locale = Locale.parse(language.replace("-", "_"))
        except (UnknownLocaleError, ValueError, TypeError):
            return None
        locales = [locale, Locale(locale.language), *(Locale.parse(tag) for tag in VARIANTS.get(locale.language, ()))]
        months = _months(locales)
        weekdays = frozenset(
            name for width in ("wide", "abbreviated") for name in get_day_names(width, locale=locale).values()
        )
        powers, short_powers = _powers(locale)
        # The English symbols of all currencies, such as US$, are used in other languages, too.
        currencies, symbols = _currencies([*locales, Locale.parse("en_001")])
        separators = (get_group_symbol(locale), get_decimal_symbol(locale))
        date_regexes = tuple(re.compile(pattern) for pattern in _date_patterns(months))
        sum_regexes = tuple(
            re.compile(pattern) for pattern in _sum_patterns(powers, short_powers, currencies, symbols, separators)
        )
        return cls(months, weekdays, powers, short_powers, currencies | symbols, separators, date_regexes, sum_regexes)

    def dates(self, text: str) -> Iterator[Expression]:
        """Yield the dates that are written with a day or a year, as precise as they are written.

        Two days of one month, such as 24–26 March, give two dates at the same offsets. The dates of one pattern come
        before those of the next, not in the order of the text.
        """
        plain, offsets = _readable(text)
        for match in _without_overlaps(self._date_regexes, plain):
            parts = match.groupdict()
            month_text = parts.get("month") or ""
            month = int(month_text) if month_text.isdecimal() else self.months.get(month_text, 0)
            for day in [day for day in (parts.get("first"), parts.get("day")) if day] or ["0"]:
                date = _date(int(parts.get("year") or 0), month, int(day))
                if date:
                    yield Expression(offsets[match.start()], offsets[match.end()], date)

    def sums(self, text: str) -> Iterator[Expression]:
        """Yield the sums of money that are written with their currency.

        A range, such as £800–£900 million, gives two sums at the same offsets. The sums of one pattern come before
        those of the next, not in the order of the text.
        """
        plain, offsets = _readable(text)
        for match in _without_overlaps(self._sum_regexes, plain):
            parts = match.groupdict()
            power = self.powers[fold(parts["power"])] if parts["power"] else self.short_powers.get(parts["short"], 0)
            currency = self.currencies.get(parts["currency"]) or self.currencies[fold(parts["currency"])]
            # The large number after a range, as in £800–£900 million, goes for both ends of it.
            for number in (parts["number"], parts["upper"]):
                value = self._number(number) * 10**power if number else Decimal(0)
                if value > (AMBIGUOUS_UP_TO if match[0].startswith(currency) else 0):
                    yield Expression(offsets[match.start()], offsets[match.end()], Money(currency, value))

    def _number(self, text: str) -> Decimal:
        group, decimal = self.separators
        return Decimal(re.sub(r"\s", "", text).replace(group, "").replace(decimal, "."))


def _readable(text: str) -> tuple[str, Sequence[int]]:
    """Return a text as the patterns need it, composed and with ASCII digits, and its offsets in `text`."""
    plain, offsets = composed_with_offsets(text)
    if not plain.isascii():
        plain = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in plain)
    return plain, offsets


def _without_overlaps(patterns: Iterable[re.Pattern[str]], text: str) -> Iterator[re.Match[str]]:
    """Yield the matches of each pattern that do not overlap with matches yielded before."""
    taken = bytearray(len(text))  # a byte for each character, so that the time grows with the text alone
    for pattern in patterns:
        for match in pattern.finditer(text):
            place = slice(*match.span())
            if not any(taken[place]):
                taken[place] = b"\1" * (place.stop - place.start)
                yield match


def _date(year: int, month: int, day: int) -> PartialDate | None:
    """Return the date with these parts, 0 for a part that is not written, or None where it does not exist."""
    written = "-".join(f"{part:02}" for part in (month, day) if part)
    try:
        return PartialDate.parse(f"{year:04}-{written}".rstrip("-") if year else f"--{written}")
    except ValueError:
        return None


def _months(locales: Iterable[Locale]) -> dict[str, int]:
    """Return the numbers of the months by name and abbreviation, also with a capital as in a heading."""
    from babel.dates import get_month_names

    months: dict[str, int] = {}
    for locale in locales:
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in get_month_names(width, context, locale).items():
                    name = composed(name).rstrip(".")  # the patterns of dates allow a full stop after any month
                    # Where CLDR has only a number for a month, any such number in a text would match.
                    if not name.isdecimal():
                        months |= {name: number, name[:1].upper() + name[1:]: number}
    return months


def _powers(locale: Locale) -> tuple[dict[str, int], dict[str, int]]:
    """Return the powers of ten by their folded names, and by their short forms."""
    long: dict[str, int] = {}
    short: dict[str, int] = dict(NEWSPAPER_FORMS.get(locale.language, {}))
    for style, shape, powers in (("long", LONG_FORMAT, long), ("short", SHORT_FORMAT, short)):
        for patterns in locale.compact_decimal_formats.get(style, {}).values():
            for size, pattern in patterns.items():
                match = shape.fullmatch(composed(pattern.pattern))
                # CLDR also has `00 million` for ten millions; only with a single zero does the size belong to the word.
                if match and pattern.pattern.count("0") == 1:
                    names = (match["word"],) if style == "short" else _written(match["word"])
                    powers |= dict.fromkeys(names, len(str(size)) - 1)
    return long, short


def _currencies(locales: list[Locale]) -> tuple[dict[str, str], dict[str, str]]:
    """Return the codes of today's currencies, by code or folded name, and by symbol.

    Names are those of the first locale; where several currencies share a name or symbol, the first one keeps it.
    """
    import pycountry
    from babel.numbers import get_currency_name, get_currency_symbol

    codes = [currency.alpha_3 for currency in pycountry.currencies if currency.alpha_3 not in NO_MONEY]
    named, symbols = {code: code for code in codes}, dict[str, str]()
    for code in codes:
        for count in (None, 1, 2, 5):  # counts that select the different plural forms of European languages
            for name in _written(get_currency_name(code, count, locales[0])):
                named.setdefault(name, code)
        for locale in locales:
            symbol = composed(get_currency_symbol(code, locale))
            if symbol != code:
                symbols.setdefault(symbol, code)
    return named, symbols


def _written(name: str) -> tuple[str, str]:
    """Return a name for the patterns, which do not see case, and folded as it is looked up."""
    return composed(name).lower(), fold(name)


def _alternatives(words: Iterable[str]) -> str:
    """Return a pattern that matches any of the words; the longest come first, since the first that fits is taken."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def _date_patterns(months: dict[str, int]) -> Iterator[str]:
    """Yield the patterns of dates, with the groups `year`, `month`, `day` and `first`.

    The most complete come first, since a later match may not overlap with an earlier one. `first` is the first of two
    days of one month.
    """
    letter = rf"[\w{marks()}]"
    month = rf"(?<!{letter})(?P<month>{_alternatives(months)})(?!{letter})\.?"
    # A day may have an ending: 1st, 1er, 1º, 1.
    day, first = (rf"(?<!\d)(?P<{name}>[0-3]?\d)(?:st|nd|rd|th|er|º|\.)?" for name in ("day", "first"))
    range_start = rf"(?:{first}\s?[–—-]\s?)?"
    year = r"(?P<year>[12]\d{3})(?!\d)"
    # A day does not go on as a longer number, a time, a percentage or a decimal.
    end = r"(?![\d:%]|[.,]\d)"
    # Between day, month and year there may be a word of two letters: 3rd of May, 2 de marzo de 2025.
    between = r"\s{1,2}(?:[^\W\d_]{2}\s)?"
    # 2025-03-02
    yield r"(?<![\d-])(?P<year>[12]\d{3})-(?P<month>0[1-9]|1[0-2])-(?P<day>[0-3]\d)(?![\d-])"
    # 2 March 2025, 24–26 March 2025, 2 March
    yield rf"{range_start}{day}{between}{month}(?:,?{between}{year}|{end})"
    # March 2, 2025, March 24–26, 2025, March 2
    yield rf"{month}\s{range_start}{day}{end}(?:,?\s{year})?"
    # March 2025
    yield rf"{month}(?:,?{between}){year}"
    # 2025; numbers before 1800, and parts of a longer number, fraction, range or time, are more often something else
    yield rf"(?<![\w{marks()}.,/:–-])(?P<year>1[89]\d\d|20\d\d)(?![\w%{marks()}]|[.,:/–-]\d)"


def _sum_patterns(
    powers: dict[str, int],
    short_powers: dict[str, int],
    currencies: dict[str, str],
    symbols: dict[str, str],
    separators: tuple[str, str],
) -> Iterator[str]:
    """Yield the patterns of sums, with the groups `number`, `upper`, `power`, `short` and `currency`.

    `upper` is the upper end of a range, `power` the name of a large number, `short` a short form of it.
    """
    # CLDR may have a no-break space where a text has any other, so one stands for all.
    group, decimal = (r"\s" if mark.isspace() else re.escape(mark) for mark in separators)
    # Digits in groups of three, or without groups; each with or without decimals.
    figure = rf"\d{{1,3}}(?:{group}\d{{3}})+(?!\d)(?:{decimal}\d+)?|\d+(?:{decimal}\d+)?"
    letter = rf"[\w{marks()}]"
    power = (
        rf"(?:[\s-]?(?P<power>(?i:{_alternatives(powers)}))|\s?(?P<short>{_alternatives(short_powers)}))?(?!{letter})"
    )
    names = _alternatives(name for name in currencies if not name.isupper())
    codes = _alternatives(code for code in currencies if code.isupper())
    dash = r"\s?[–—-]\s?"
    upper = rf"(?:{dash}(?P<upper>{figure}))?"
    # After a symbol, the range may repeat it: £800–900, £800–£900. After a short word (to, and) it must: £800 to £900.
    upper_after_symbol = rf"(?:(?:{dash}(?:(?P=currency)\s?)?|\s[^\W\d_]{{1,3}}\s(?P=currency)\s?)(?P<upper>{figure}))?"
    # £1.6 billion
    yield rf"(?<!{letter})(?P<currency>{_alternatives(symbols)})\s?(?P<number>{figure}){upper_after_symbol}{power}"
    currency_after = rf"(?P<currency>{_alternatives(symbols)}|{codes}|(?i:{names}))(?!{letter})"
    # 5bn euros, 7,000 CHF, 226 millions d’euros, 10.000 millones de euros
    yield rf"(?<![\w.,])(?P<number>{figure}){upper}{power}\s?(?:d(?:e\s|[’']))?{currency_after}"
    # EUR 5,000
    yield rf"(?<!{letter})(?P<currency>{codes})\s?(?P<number>{figure}){upper}{power}"
