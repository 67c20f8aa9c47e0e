"""Test that dates and sums of money are found in each language, at their places in the text."""

from __future__ import annotations

import pytest
from found_in_texts import dates, of, sums

from coalition.drafting.mentions import Expressions

ELSEWHERE = {
    "fr": ("Le 1er mars 2025, 226 millions d’euros, 2 Md€", ["2025-3-1"], ["EUR 226000000", "EUR 2000000000"]),
    "de": ("Am 2. März 2025 1,5 Milliarden Euro", ["2025-3-2"], ["EUR 1500000000"]),
    "uk": ("2 березня 2025 року 2,5 мільярда євро, 10 ₴", ["2025-3-2"], ["EUR 2500000000", "UAH 10"]),
    "es": ("el 2 de marzo de 2025, 10.000 millones de euros", ["2025-3-2"], ["EUR 10000000000"]),
    "hi": ("२ मार्च २०२५ को 5 लाख रुपए", ["2025-3-2"], []),
    "ar": ("في ٢ مارس ٢٠٢٥ دفع 5 مليار يورو", ["2025-3-2"], ["EUR 5000000000"]),
    "tr": ("2 Mart 2025: 5 TÜRK LİRASI", ["2025-3-2"], ["TRY 5"]),
    "en-GB": ("2 March 2025, £2bn and US$3", ["2025-3-2"], ["GBP 2000000000", "USD 3"]),
    "fr-BE": ("du 3 au 5 mars 2025", ["2025-3-3", "2025-3-5"], []),
    "de-AT": ("3. bis 5. April 2025, 3.4.2025", ["2025-4-3", "2025-4-5", "2025-4-3"], []),
    "hu": ("2018. december 3., 2018. 12. 04.", ["2018-12-3", "2018-12-4"], []),
    "lt": ("2018 m. gruodžio 3 d.", ["2018-12-3"], []),
    "ko": ("2018년 12월 3일", ["2018-12-3"], []),
    "ja": ("2018年12月3日に、12月4日", ["2018-12-3", "-12-4"], []),
    "vi": ("3 tháng 12, 2018", ["2018-12-3"], []),
    "pt": ("3 de dezembro de 2018", ["2018-12-3"], []),
}


@pytest.mark.parametrize("language", ELSEWHERE)
def test_each_language_has_its_own_words(language: str) -> None:
    words, wanted_dates, wanted_sums = ELSEWHERE[language]
    assert dates(of(language), words) == wanted_dates
    assert sums(of(language), words) == wanted_sums


def test_places_are_those_of_the_words() -> None:
    words = "Paid on 2 March 2025: £5."
    assert [words[found.start : found.end] for found in (*of("en").dates(words), *of("en").sums(words))] == [
        "2 March 2025",
        "£5",
    ]


def test_decomposed_words_are_found_at_their_places() -> None:
    words = "Le 1er fe\u0301vrier 2025, 5 mil\u00adlions d’euros."
    french = of("fr")
    assert dates(french, words) == ["2025-2-1"]
    assert [words[found.start : found.end] for found in (*french.dates(words), *french.sums(words))] == [
        "1er fe\u0301vrier 2025",
        "5 mil\u00adlions d’euros",
    ]


@pytest.mark.parametrize("language", ["", "xx", "tlh", "english", "e n", "../en"])
def test_a_language_that_is_not_known_has_no_figures(language: str) -> None:
    assert Expressions.for_language(language) is None
