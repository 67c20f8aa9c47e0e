"""Test what is known of a language and of the regions that speak it."""

from __future__ import annotations

import pytest

from coalition.drafting.languages import Language, bare, official_locales, regions_by_sign


@pytest.mark.parametrize(
    ("tag", "wanted"),
    [("en-CA", ("en_CA", "CA")), ("en", ("en", "")), ("uk-CA", ("uk", "CA")), ("zh-Hant-TW", ("zh_Hant_TW", "TW"))],
)
def test_a_language_has_the_region_of_its_tag(tag: str, wanted: tuple[str, str]) -> None:
    language = Language.of(tag)
    assert language
    assert (str(language.locale), language.region) == wanted


@pytest.mark.parametrize("tag", ["", "xx", "xx-CA", "en-XX", "e n"])
def test_a_language_that_is_not_known_is_none(tag: str) -> None:
    assert Language.of(tag) is None


def test_the_regions_of_a_language_are_those_where_it_is_official() -> None:
    swedish = Language.of("sv")
    assert swedish
    assert {locale.territory for locale in swedish.official()} == {"AX", "FI", "SE"}
    assert len(official_locales()) > 250


def test_a_sign_has_the_currencies_of_the_regions_that_write_it() -> None:
    assert regions_by_sign()["¥"] == {"CNY": frozenset({"CN"}), "JPY": frozenset({"JP"})}
    assert {"CA", "AU", "MX"} <= {place for places in regions_by_sign()["$"].values() for place in places}
    assert [bare(sign) for sign in ("kr.", "￥", "$")] == ["kr", "¥", "$"]
