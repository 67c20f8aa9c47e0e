"""Know what Unicode CLDR says of a language, and of the regions in which it is an official one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from coalition.texts.words import composed

if TYPE_CHECKING:
    from babel import Locale

VARIANTS = {"en": ("en_001", "en_GB")}
"""Locales whose abbreviations and symbols are accepted, too, by language: Sept beside Sep, US$ beside $."""


@dataclass(frozen=True, slots=True)
class Language:
    """Hold the language of a source; `of` makes one.

    Attributes
    ----------
    tag:
        The tag as the source has it, such as `en-CA`.
    locale:
        What CLDR has for the tag, or for its language where it has nothing for the region.
    region:
        The code of the region that the tag names, such as `CA`, or an empty string.
    """

    tag: str
    locale: Locale
    region: str

    @classmethod
    def of(cls, tag: str) -> Language | None:
        """Return the language with a BCP 47 tag, or None where CLDR does not have it."""
        from babel import Locale, UnknownLocaleError
        from babel.core import get_global

        named = re.search(r"[-_]([A-Za-z]{2})(?=[-_]|$)", tag)
        region = named[1].upper() if named and named[1].upper() in get_global("territory_currencies") else ""
        # CLDR has no Ukrainian of Canada, but Ukrainian, and Canada.
        for wanted in (tag, tag[: named.start()] if named and region else tag):
            try:
                return cls(tag, Locale.parse(wanted.replace("-", "_")), region)
            except (UnknownLocaleError, ValueError, TypeError):
                continue
        return None

    @property
    def locales(self) -> list[Locale]:
        """What CLDR has for the tag, for its language without a region, and for variants that are accepted, too."""
        from babel import Locale

        language = self.locale.language
        return [self.locale, Locale(language), *(Locale.parse(tag) for tag in VARIANTS.get(language, ()))]

    def official(self) -> list[Locale]:
        """Return what CLDR has for this language in each region of which it is an official language."""
        return [locale for locale in official_locales() if locale.language == self.locale.language]


@cache
def official_locales() -> tuple[Locale, ...]:
    """Return what CLDR has for each region in each of its official languages."""
    from babel import Locale, UnknownLocaleError
    from babel.core import get_global
    from babel.languages import get_official_languages

    found = []
    for region in sorted(get_global("territory_currencies")):
        for language in get_official_languages(region, de_facto=True):
            try:
                found.append(Locale.parse(f"{language}_{region}"))
            except (UnknownLocaleError, ValueError):  # Babel has no words of this language
                continue
    return tuple(found)


def bare(sign: str) -> str:
    """Return the sign of a currency as signs are compared: without a full stop and without width."""
    return unicodedata.normalize("NFKC", composed(sign)).rstrip(".")


@cache
def regions_by_sign() -> Mapping[str, Mapping[str, frozenset[str]]]:
    """Return the regions that write a sign for their own currency in an official language, by sign and currency."""
    from babel.numbers import get_territory_currencies

    found: dict[str, dict[str, frozenset[str]]] = {}
    for locale in official_locales():
        region = locale.territory or ""
        for currency in get_territory_currencies(region):
            sign = bare(locale.currency_symbols.get(currency, currency))
            if sign and sign != currency:
                regions = found.setdefault(sign, {})
                regions[currency] = regions.get(currency, frozenset()) | {region}
    return found
