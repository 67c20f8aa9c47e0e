"""Test that dates and sums of money are found wherever they are written, as precisely as written, and only there."""

from __future__ import annotations

import pytest

from coalition.drafting.mentions import Expressions, Money

DATES = {
    "on 2 March 2025 in London": ["2025-3-2"],
    "on March 2, 2025, in London": ["2025-3-2"],
    "March 2nd, 2025 and the 3rd of May 1894": ["2025-3-2", "1894-5-3"],
    "Sept. 5 and 13 August": ["-9-5", "-8-13"],
    "from 24–26 March 2025": ["2025-3-24", "2025-3-26"],
    "from March 24-26, 2025": ["2025-3-24", "2025-3-26"],
    "late November 2024": ["2024-11-"],
    "in 1994.": ["1994--"],
    "2025-03-02": ["2025-3-2"],
    "on 31 April 2025": [],
    "last Friday, in March, they may; 2,025 men, 2025/26, no. 20250302, 13:30": [],
    "215 March": [],
}

SUMS = {
    "£1.6 billion ($2 billion)": ["GBP 1600000000", "USD 2000000000"],
    "£1.6bn, A$50m and US$3": ["GBP 1600000000", "AUD 50000000", "USD 3"],
    "£800-£900 million": ["GBP 800000000", "GBP 900000000"],
    "£800 to £900 million": ["GBP 800000000", "GBP 900000000"],
    "€226 Million, $1,234.56": ["EUR 226000000", "USD 1234.56"],
    "2.5 million US dollars and 5bn euros": ["USD 2500000", "EUR 5000000000"],
    "EUR 5,000 or 7,000 CHF": ["EUR 5000", "CHF 7000"],
    "£5 in 2025": ["GBP 5"],
    "XOF 5,000, 10 XAF, EC$50 and 5 billion CFP francs": ["XOF 5000", "XAF 10", "XCD 50", "XPF 5000000000"],
    "5 ſwiss francs, 6 SWISS FRANKS": ["CHF 5"],
    "10 gold, 10 troy ounces of gold, XAU 5,000, XXX 5,000": [],
    "TOP 10, C$5, 5 billion, $0, pounds, more than 5,000 missiles, 800,000 men": [],
}

ELSEWHERE = {
    "fr": ("Le 1er mars 2025, 226 millions d’euros, 2 Md€", ["2025-3-1"], ["EUR 226000000", "EUR 2000000000"]),
    "de": ("Am 2. März 2025 1,5 Milliarden Euro", ["2025-3-2"], ["EUR 1500000000"]),
    "uk": ("2 березня 2025 року 2,5 мільярда євро, 10 ₴", ["2025-3-2"], ["EUR 2500000000", "UAH 10"]),
    "es": ("el 2 de marzo de 2025, 10.000 millones de euros", ["2025-3-2"], ["EUR 10000000000"]),
    "hi": ("२ मार्च २०२५ को 5 लाख रुपए", ["2025-3-2"], []),
    "ar": ("في ٢ مارس ٢٠٢٥ دفع 5 مليار يورو", ["2025-3-2"], ["EUR 5000000000"]),
    "tr": ("2 Mart 2025: 5 TÜRK LİRASI", ["2025-3-2"], ["TRY 5"]),
    "en-GB": ("2 March 2025, £2bn and $3", ["2025-3-2"], ["GBP 2000000000", "USD 3"]),
}


def dates(figures: Expressions, words: str) -> list[str]:
    values = [found.value for found in sorted(figures.dates(words), key=lambda found: found.start)]
    return ["-".join(str(part or "") for part in (date.year, date.month, date.day)) for date in values]  # type: ignore[union-attr]


def sums(figures: Expressions, words: str) -> list[str]:
    values = [found.value for found in sorted(figures.sums(words), key=lambda found: found.start)]
    return [f"{money.currency} {money.value.normalize():f}" for money in values if isinstance(money, Money)]


def of(language: str) -> Expressions:
    figures = Expressions.for_language(language)
    assert figures
    return figures


@pytest.mark.parametrize(("words", "wanted"), DATES.items())
def test_a_date_is_as_precise_as_it_is_written(words: str, wanted: list[str]) -> None:
    assert dates(of("en"), words) == wanted


@pytest.mark.parametrize(("words", "wanted"), SUMS.items())
def test_a_sum_has_its_currency_and_its_whole_value(words: str, wanted: list[str]) -> None:
    assert sums(of("en"), words) == wanted


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
