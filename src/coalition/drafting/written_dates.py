"""Find dates in a text, as its language writes them.

The names of months, and the order of day, month and year, come from Unicode CLDR through Babel. Only what a text says
in full is found. A month without a day or a year is not taken for a date, nor is "last Friday", and no year is guessed.
Where the order of a date in numbers is left open, as in 3/4/2025, both readings are offered.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coalition.dates import PartialDate
from coalition.drafting.expressions import Expression
from coalition.drafting.languages import Language
from coalition.drafting.patterns import Taken, letter, one_of, readable
from coalition.texts.words import composed, marks

if TYPE_CHECKING:
    from babel import Locale

UNTIL = {
    "en": ("to", "through", "until", "till"),
    "de": ("bis",),
    "es": ("al", "a"),
    "fr": ("au", "à"),
    "it": ("al", "a"),
    "nl": ("tot", "t/m"),
    "pl": ("do",),
    "pt": ("a", "até"),
    "ru": ("по", "до"),
    "uk": ("по", "до"),
}
"""What is written between the first and the last day of a period, by language. CLDR has only a dash, and words for
and."""

CLDR_FORMS = ("yMMMMd", "yMMMd", "yMMMM", "yMMM", "MMMMd", "MMMd")
"""The forms of dates with the name of a month that CLDR has for each language."""

ORDERS = {"dm": "the day first", "md": "the month first"}


@dataclass(frozen=True, slots=True)
class Dates:
    """Find the dates in texts of one language; `of` makes one.

    Attributes
    ----------
    months:
        The numbers of the months, by their names and abbreviations.
    weekdays:
        The names and abbreviations of the days of the week.
    """

    language: Language
    months: dict[str, int]
    weekdays: frozenset[str]
    _regexes: tuple[re.Pattern[str], ...]

    @classmethod
    def of(cls, language: Language) -> Dates:
        """Return a finder for a language."""
        from babel.dates import get_day_names

        locale = language.locale
        months = months_of(language.locales)
        weekdays = frozenset(
            name for width in ("wide", "abbreviated") for name in get_day_names(width, locale=locale).values()
        )
        patterns = [*_patterns(months, _joining(locale)), *_cldr_patterns(locale, months)]
        return cls(language, months, weekdays, tuple(map(re.compile, patterns)))

    def find(self, text: str) -> Iterator[Expression]:
        """Yield the dates that are written with a day or a year, as precise as they are written.

        Two days, such as 24–26 March, give two dates at the same offsets. Of dates that overlap, those with day, month
        and year come before others, and then those that begin earlier: a longer date is not read as a shorter one.
        """
        plain, offsets = readable(text)
        matches = [match for regex in self._regexes for match in regex.finditer(plain)]
        taken = Taken(len(plain))
        for match in sorted(matches, key=lambda match: (not _is_whole(match), match.start(), -match.end())):
            if match.span() in taken:
                continue
            taken.add(match.span())
            start, end = match.start(), match.start() + len(match[0].rstrip("."))
            for values, reason in self._readings(match.groupdict()):
                if values:
                    yield Expression(offsets[start], offsets[end], "date", values, reason)

    def _readings(self, parts: dict[str, str | None]) -> Iterator[tuple[tuple[PartialDate, ...], str]]:
        """Yield the dates of a match, each with what it may mean."""
        year = int(parts.get("year") or 0)
        if two := parts.get("two"):
            yield self._in_numbers(year, int(parts["one"] or 0), int(two))
            return
        month = self._month(parts.get("month"))
        first_month = self._month(parts.get("first_month")) or month
        # From 30 December to 2 January 2025: the year of the first day is not written.
        first_year = int(parts.get("first_year") or 0) or (year if first_month <= month else 0)
        for day in re.findall(r"\d+", parts.get("firsts") or ""):
            yield _values(first_year, first_month, int(day)), _written_parts(first_year, first_month, int(day))
        day = int(parts.get("day") or 0)
        yield _values(year, month, day), _written_parts(year, month, day)

    def _in_numbers(self, year: int, one: int, two: int) -> tuple[tuple[PartialDate, ...], str]:
        """Return the dates that two numbers before a year may mean, and why."""
        by_order = {"dm": _values(year, two, one), "md": _values(year, one, two)}
        possible = {order: values for order, values in by_order.items() if values}
        if len(possible) < 2 or one == two:
            reason = "day and month are the same number" if one == two else "only one of the numbers can be a month"
            return next(iter(possible.values()), ()), reason
        order, tag = self._order(), self.language.tag
        if order:
            return by_order[order], f"{ORDERS[order]}, since the language of the source is {tag}"
        both = tuple(sorted((*by_order["dm"], *by_order["md"]), key=lambda date: date.parts))
        return both, f"day or month may come first, and the language of the source, {tag}, does not say which"

    def _order(self) -> str:
        """Return whether day or month comes first in numbers, `dm` or `md`, or nothing where this is not settled.

        The region settles it, if all that CLDR has for it agrees; else the language, if all its regions agree.
        """
        of_region = _orders(self.language.locale) if self.language.region else set()
        if len(of_region) == 1 and "" not in of_region:
            return of_region.pop()
        orders = {order for locale in self.language.official() for order in _orders(locale) if order}
        return orders.pop() if len(orders) == 1 else ""

    def _month(self, written: str | None) -> int:
        return int(written) if written and written.isdecimal() else self.months.get(written or "", 0)


def _is_whole(match: re.Match[str]) -> bool:
    parts = match.groupdict()
    return bool(parts.get("year") and (parts.get("two") or (parts.get("month") and parts.get("day"))))


def _values(year: int, month: int, day: int) -> tuple[PartialDate, ...]:
    """Return the date with these parts, 0 for a part that is not written, or nothing where it does not exist."""
    written = "-".join(f"{part:02}" for part in (month, day) if part)
    try:
        return (PartialDate.parse(f"{year:04}-{written}".rstrip("-") if year else f"--{written}"),)
    except ValueError:
        return ()


def _written_parts(year: int, month: int, day: int) -> str:
    named = [name for part, name in ((day, "day"), (month, "month"), (year, "year")) if part]
    said = f"{', '.join(named[:-1])} and {named[-1]} are written" if len(named) > 1 else f"a {named[0]} is written"
    return said if year else f"{said}, and no year"


def months_of(locales: Iterable[Locale]) -> dict[str, int]:
    """Return the numbers of the months by name and abbreviation, also with a capital or in capitals."""
    from babel.dates import get_month_names

    months: dict[str, int] = {}
    for locale in locales:
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in get_month_names(width, context, locale).items():
                    name = composed(name).rstrip(".")  # the patterns of dates allow a full stop after any month
                    # Where CLDR has only a number for a month, any such number in a text would match.
                    if not name.isdecimal():
                        for form in (name, name[:1].upper() + name[1:], name.upper()):
                            months.setdefault(form, number)
    return months


def _orders(locale: Locale) -> set[str]:
    """Return the orders in which CLDR writes dates in numbers: `dm`, `md`, or nothing where the year comes first."""
    forms = [locale.date_formats["short"].pattern]
    forms += [locale.datetime_skeletons["yMd"].pattern] if "yMd" in locale.datetime_skeletons else []
    orders = {re.sub(r"[^dMy]|(.)(?=\1)", "", re.sub(r"'[^']*'", "", str(form))).lower() for form in forms}
    return {"" if order.startswith("y") else order.replace("y", "") for order in orders}


def _joining(locale: Locale) -> list[str]:
    """Return the words that join two days of one month, such as `to` and `and`."""
    pairs = (locale.list_patterns.get(style, {}).get("2", "") for style in ("standard", "or"))
    words = (composed(pair).replace("{0}", "").replace("{1}", "").strip() for pair in pairs)
    return [*(word for word in words if word.isalpha()), *UNTIL.get(locale.language, ())]


def _patterns(months: Iterable[str], joining: Iterable[str]) -> Iterator[str]:
    """Yield the patterns of dates, with the groups `year`, `month` and `day`.

    `firsts` are days before the last one, with a month and year of their own (`first_month`, `first_year`) or those of
    the last. In dates of numbers alone, `one` and `two` are day and month in an order that is still to be decided.
    """

    def month(name: str = "month") -> str:
        return rf"(?<!{letter()})(?P<{name}>{one_of(months)})(?!{letter()})\.?"

    def year(name: str = "year") -> str:
        return rf"(?P<{name}>[12]\d{{3}})(?!\d)"

    # A day may have an ending: 1st, 1er, 1º, 1.
    ending = r"(?:st|nd|rd|th|er|º|\.)?"
    day = rf"(?<!\d)(?P<day>[0-3]?\d){ending}"
    number = rf"(?<!\d)[0-3]?\d{ending}"
    join = rf"(?:\s?[–—-]\s?|\s(?:{one_of(joining)}|&)\s)"
    firsts = rf"(?:(?P<firsts>(?:{number},\s){{0,5}}{number}){join})?"
    first = rf"(?P<firsts>{number})"
    # A day does not go on as a longer number, a time, a percentage or a decimal.
    end = r"(?![\d:%]|[.,]\d)"
    # Between day, month and year there may be a word of two letters: 3rd of May, 3rd day of May, 2 de marzo de 2025.
    between = r"\s{1,2}(?:(?:day\s)?[^\W\d_]{2}\s)?"
    # 2025-03-02, 2025/3/2, 2025. 03. 02.
    yield r"(?<![\d-])(?P<year>[12]\d{3})-(?P<month>0[1-9]|1[0-2])-(?P<day>[0-3]\d)(?![\d-])"
    yield r"(?<![\d./])(?P<year>[12]\d{3})(?P<mark>[/.]\s?)(?P<month>[01]?\d)(?P=mark)(?P<day>[0-3]?\d)(?!\d|[/.]\d)"
    # 3/4/2025, 3.4.2025, 3. 4. 2025, 3-4-2025
    yield r"(?<![\d/.-])(?P<one>[0-3]?\d)(?P<mark>[/.]\s?|-)(?P<two>[0-3]?\d)(?P=mark)(?P<year>[12]\d{3})(?!\d|[/.-]\d)"
    # 2 March 2025, 24–26 March 2025, 2 March
    yield rf"{firsts}{day}{between}{month()}(?:,?{between}{year()}|{end})"
    # 30 March to 2 April 2025
    start, last = rf"{first}{between}{month('first_month')}", rf"{day}{between}{month()}(?:,?{between}{year()}|{end})"
    yield rf"{start}(?:,?{between}{year('first_year')})?{join}{last}"
    # March 2, 2025, March 24–26, 2025, March 2
    yield rf"{month()}\s{firsts}{day}{end}(?:,?\s{year()})?"
    # March 30 to April 2, 2025
    start = rf"{month('first_month')}\s{first}(?:,?\s{year('first_year')})?"
    yield rf"{start},?{join}{month()}\s{day}{end}(?:,?\s{year()})?"
    # March 5 and 13 August
    yield rf"{start}{join}{last}"
    # 2018 December 3, 2018 December 3 to 5
    yield rf"(?<![\w.,/–-]){year()}[.,]?\s{month()}\s{firsts}{day}{end}"
    # March 2025, 2025 March
    yield rf"{month()}(?:,?{between}){year()}"
    yield rf"(?<![\w.,/–-]){year()}\s{month()}"
    # 2025; numbers before 1800, and parts of a longer number, fraction, range or time, are more often something else
    yield rf"(?<![\w{marks()}.,/:–-])(?P<year>1[89]\d\d|20\d\d)(?![\w%{marks()}]|[.,:/–-]\d)"


def _cldr_patterns(locale: Locale, months: Iterable[str]) -> Iterator[str]:
    """Yield a pattern for each form of dates that CLDR has for a language, such as 2018年12月3日."""
    for form in CLDR_FORMS:
        if form in locale.datetime_skeletons:
            written = composed(str(locale.datetime_skeletons[form].pattern))
            fields = re.findall(r"'[^']*'|([a-zA-Z])\1*|[^a-zA-Z']+", written)
            # Numbers alone, and other fields such as eras, are left to the patterns of numbers.
            if set(filter(None, fields)) <= set("yMLd") and re.search(r"MMM|LLL|[^\W\da-zA-Z]", written):
                yield _regex(written, months)


def _regex(written: str, months: Iterable[str]) -> str:
    """Return the regular expression of a form of dates of CLDR."""
    named = rf"(?<!{letter()})(?P<month>{one_of(months)})(?!{letter()})\.?"
    fields = {"y": r"(?<!\d)(?P<year>[12]\d{3})(?!\d)", "d": r"(?<!\d)(?P<day>[0-3]?\d)(?!\d)"}
    parts = []
    for match in re.finditer(r"'(?P<quoted>[^']*)'|(?P<field>([a-zA-Z])\3*)|(?P<other>[^a-zA-Z']+)", written):
        field = match["field"]
        if field and field[0] in "ML":
            parts.append(named if len(field) > 2 else r"(?<!\d)(?P<month>[01]?\d)(?!\d)")
        elif field:
            parts.append(fields[field[0]])
        else:
            literal = re.escape(match["quoted"] or match["other"] or "")
            parts.append(re.sub(r"(?:\\?\s)+", r"\\s{1,2}", literal).replace(r"\.", r"\.?"))
    return "".join(parts) + r"(?![\d:%]|[.,]\d)"
