"""Find sums of money in a text, and decide whose dollars, pounds or crowns are meant.

The names of large numbers and currencies, and the signs of currencies, come from Unicode CLDR through Babel. A sign
that several currencies share, such as $, is read by what stands beside it (`$5 CAD`), else by the region of the
language of the text, else by the language, if its regions agree. Where none of these decides, every currency that it
may mean is offered.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from coalition.drafting.expressions import Expression, Money
from coalition.drafting.languages import Language, bare, regions_by_sign
from coalition.drafting.patterns import Separators, figure, letter, number, one_of, readable, without_overlaps
from coalition.texts.words import composed, fold

if TYPE_CHECKING:
    from babel import Locale

SHARED_SIGNS = ("$", "£", "¥", "￥", "kr", "Rs")
"""The signs of several currencies that are looked for in every language. Shared letters, such as K and L, are not."""

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


@dataclass(frozen=True, slots=True)
class Sums:
    """Find the sums of money in texts of one language; `of` makes one.

    Attributes
    ----------
    powers:
        The powers of ten, by their folded names: `million` is 6.
    short_powers:
        The powers of ten, by their short forms: `bn` is 9. Upper and lower case differ.
    currencies:
        The ISO 4217 codes of the currencies, by their codes and folded names.
    signs:
        The ISO 4217 codes of the currencies, by the signs that CLDR gives them in the language. Where several
        currencies have a sign, the first one keeps it.
    """

    language: Language
    powers: dict[str, int]
    short_powers: dict[str, int]
    currencies: dict[str, str]
    signs: dict[str, str]
    separators: Separators
    _regexes: tuple[re.Pattern[str], ...]

    @classmethod
    def of(cls, language: Language) -> Sums:
        """Return a finder for a language."""
        from babel import Locale
        from babel.numbers import get_decimal_symbol, get_group_symbol

        locale = language.locale
        powers, short_powers = _powers(locale)
        # The English signs of all currencies, such as US$, are used in other languages, too.
        currencies, signs = _currencies([*language.locales, Locale.parse("en_001")])
        separators = (get_group_symbol(locale), get_decimal_symbol(locale))
        regexes = tuple(map(re.compile, _patterns(powers, short_powers, currencies, signs, separators)))
        return cls(language, powers, short_powers, currencies, signs, separators, regexes)

    def find(self, text: str) -> Iterator[Expression]:
        """Yield the sums of money that are written with their currency.

        A range, such as £800–£900 million, gives two sums at the same offsets. The sums of one pattern come before
        those of the next, not in the order of the text.
        """
        plain, offsets = readable(text)
        for match in without_overlaps(self._regexes, plain):
            parts = match.groupdict()
            power = self.powers[fold(parts["power"])] if parts["power"] else self.short_powers.get(parts["short"], 0)
            codes, reason = self._currency(parts["currency"], parts.get("beside") or parts.get("before") or "")
            # The large number after a range, as in £800–£900 million, goes for both ends of it.
            for digits in (parts["number"], parts["upper"]):
                value = number(digits, self.separators) * 10**power if digits else Decimal(0)
                if value > (
                    AMBIGUOUS_UP_TO if match[0].startswith(parts["currency"]) and parts["currency"] == codes[0] else 0
                ):
                    values = tuple(Money(code, value) for code in codes)
                    yield Expression(offsets[match.start()], offsets[match.end()], "amount", values, reason)

    def _currency(self, written: str, beside: str) -> tuple[list[str], str]:
        """Return the currencies that a sign, code or name may mean, and why; `beside` is what stands beside a sign."""
        if beside in regions_by_sign().get(bare(written), ()):
            return [self.currencies[beside]], f"{beside} is written beside the sign {written}"
        if code := self.currencies.get(written):
            return [code], f"the code {code} is written"
        if code := self.currencies.get(fold(written)):
            return [code], "the name of the currency is written"
        if written in SHARED_SIGNS:
            return self._sharing(written)
        code = self.signs[written]
        return [code], f"Unicode CLDR gives the sign {written} to {_name(code)}"

    def _sharing(self, sign: str) -> tuple[list[str], str]:
        """Return which of the currencies that share a sign are meant, and why."""
        tag, region = self.language.tag, self.language.region
        regions = regions_by_sign().get(bare(sign), {})
        of_language = {
            currency
            for currency, places in regions.items()
            if any(locale.territory in places for locale in self.language.official())
        }
        given = next((code for each, code in self.signs.items() if bare(each) == bare(sign)), "")
        own = {currency for currency, places in regions.items() if region in places}
        if len(own) == 1:
            return [*own], f"{_name(*own)}, since the language of the source is {tag}"
        if region and self._in_region(sign):
            code = self._in_region(sign)
            return [code], f"{_name(code)}, since Unicode CLDR gives them the sign {sign} in {tag}"
        if not region and of_language == {given}:
            return [given], f"{_name(given)}, since the regions of the language {tag} write {sign} for no other money"
        possible = of_language if len(of_language) > 1 else {*regions}
        # Currencies to which the language gives a sign of their own, such as A$, are met more often.
        known = self.language.locale.currency_symbols
        codes = sorted(possible, key=lambda code: (code != given, known.get(code, code) == code, code))
        said = f"the language of the source, {tag}," + (" does not say which" if region else " names no region")
        return codes, f"several currencies have the sign {sign}, and {said}"

    def _in_region(self, sign: str) -> str:
        """Return the currency to which CLDR gives a sign in the region of the language, if it is one alone."""
        symbols = self.language.locale.currency_symbols
        found = [code for code, each in symbols.items() if bare(each) == bare(sign) and code in self.currencies]
        return found[0] if len(found) == 1 and self.language.locale.territory else ""


def _name(code: str) -> str:
    from babel.numbers import get_currency_name

    return get_currency_name(code, 5, "en")


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
    """Return the codes of today's currencies, by code or folded name, and by sign.

    Names are those of the first locale; where several currencies share a name or sign, the first one keeps it.
    """
    import pycountry
    from babel.numbers import get_currency_name, get_currency_symbol

    codes = [currency.alpha_3 for currency in pycountry.currencies if currency.alpha_3 not in NO_MONEY]
    named, signs = {code: code for code in codes}, dict[str, str]()
    for code in codes:
        for count in (None, 1, 2, 5):  # counts that select the different plural forms of European languages
            for name in _written(get_currency_name(code, count, locales[0])):
                named.setdefault(name, code)
        for locale in locales:
            sign = composed(get_currency_symbol(code, locale))
            if sign != code:
                signs.setdefault(sign, code)
    return named, signs


def _written(name: str) -> tuple[str, str]:
    """Return a name for the patterns, which do not see case, and folded as it is looked up."""
    return composed(name).lower(), fold(name)


def _patterns(
    powers: Iterable[str],
    short_powers: Iterable[str],
    currencies: Iterable[str],
    signs: Iterable[str],
    separators: Separators,
) -> Iterator[str]:
    """Yield the patterns of sums, with the groups `number`, `upper`, `power`, `short` and `currency`.

    `upper` is the upper end of a range, `power` the name of a large number, `short` a short form of it. `before` and
    `beside` are codes that stand before a sign, or after its number.
    """
    digits, end = figure(separators), letter()
    power = rf"(?:[\s-]?(?P<power>(?i:{one_of(powers)}))|\s?(?P<short>{one_of(short_powers)}))?(?!{end})"
    sign = one_of({*signs, *SHARED_SIGNS})
    names = one_of(name for name in currencies if not name.isupper())
    codes = one_of(code for code in currencies if code.isupper())
    dash = r"\s?[–—-]\s?"
    upper = rf"(?:{dash}(?P<upper>{digits}))?"
    # After a sign, the range may repeat it: £800–900, £800–£900. After a short word (to, and) it must: £800 to £900.
    upper_after_sign = rf"(?:(?:{dash}(?:(?P=currency)\s?)?|\s[^\W\d_]{{1,3}}\s(?P=currency)\s?)(?P<upper>{digits}))?"
    # £1.6 billion, CAD $5, $5 CAD, $5 (CAD)
    yield (
        rf"(?<!{end})(?:(?P<before>{codes})\s?)?(?P<currency>{sign})\s?(?P<number>{digits}){upper_after_sign}{power}"
        rf"(?:\s?\(?(?P<beside>{codes})\b\)?)?"
    )
    currency_after = rf"(?P<currency>{sign}|{codes}|(?i:{names}))(?!{end})"
    # 5bn euros, 7,000 CHF, 226 millions d’euros, 10.000 millones de euros
    yield rf"(?<![\w.,])(?P<number>{digits}){upper}{power}\s?(?:d(?:e\s|[’']))?{currency_after}"
    # EUR 5,000
    yield rf"(?<!{end})(?P<currency>{codes})\s?(?P<number>{digits}){upper}{power}"
