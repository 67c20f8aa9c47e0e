"""Know the states of ISO 3166 by names that a register need not have: official ones, short ones, and those at home."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from coalition.errors import ParameterError
from coalition.texts.words import plain, split


def codes(typed: str, known: Iterable[str]) -> set[str]:
    """Return the ISO 3166-1 alpha-3 codes of the states that a name may mean.

    Every state of ISO 3166 is looked up in English, so that a name of two states is not taken for one. Those with the
    codes `known` are looked up in their own languages, too, if no name in English fits.
    """
    import pycountry

    wanted = plain(typed)
    english = {state.alpha_3 for state in pycountry.countries if wanted in map(plain, _in_english(state))}
    english |= {state.alpha_3 for state in pycountry.countries if typed in (state.alpha_2, state.alpha_3)}
    states = [state for code in sorted(known) if (state := pycountry.countries.get(alpha_3=code))]
    return english or {state.alpha_3 for state in states if wanted in map(plain, _at_home(state.alpha_2))}


def having(words: Collection[str]) -> set[str]:
    """Return the ISO 3166-1 alpha-3 codes of the states with all these words, as `plain` gives them, in one name."""
    import pycountry

    return {
        state.alpha_3
        for state in pycountry.countries
        if words and any(set(words) <= set(split(plain(name))) for name in _in_english(state))
    }


def name_in(code: str, language: str) -> str:
    """Return the name of the state with an ISO 3166-1 alpha-3 code in a language of ISO 639, or "" where none is known.

    Raises
    ------
    ParameterError
        When there is no such language.
    """
    import pycountry
    from babel import Locale, UnknownLocaleError

    try:
        names = Locale.parse(language, sep="-").territories
    except (ValueError, UnknownLocaleError):
        remedy = "write a code of ISO 639, such as uk"
        raise ParameterError(f"there is no language {language}", where="--language", remedy=remedy) from None
    state = pycountry.countries.get(alpha_3=code)
    return str(names.get(state.alpha_2, "")) if state else ""


def labels(codes: Collection[str]) -> list[str]:
    """Return the common names in English of the states with these codes, sorted."""
    import pycountry
    from babel import Locale

    named = Locale("en").territories
    return sorted(named.get(state.alpha_2, state.name) for state in pycountry.countries if state.alpha_3 in codes)


def _in_english(state: object) -> Iterator[str]:
    """Yield the names of a state of pycountry.

    Great Britain is what is left of the United Kingdom of Great Britain and Northern Ireland without the form of state
    and what else belongs to it.
    """
    from babel import Locale

    name, _, form = getattr(state, "name", "").partition(", ")  # Korea, Republic of
    official = getattr(state, "official_name", "") or (f"{form} {name}" if form else "")
    yield from filter(None, (getattr(state, "name", ""), getattr(state, "common_name", ""), official))
    yield Locale("en").territories.get(getattr(state, "alpha_2", ""), "")
    short = official.partition(" of ")[2].partition(" and ")[0].removeprefix("the ")
    if short:
        yield short


def _at_home(territory: str) -> Iterator[str]:
    """Yield the names of a state in its official languages."""
    from babel import Locale, UnknownLocaleError
    from babel.languages import get_official_languages

    for language in get_official_languages(territory, de_facto=True):
        try:
            yield Locale.parse(language).territories.get(territory, "")
        except (UnknownLocaleError, ValueError):  # Babel has no words of this language
            continue
