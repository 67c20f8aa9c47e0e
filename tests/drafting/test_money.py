"""Test that sums of money are found with the currency that is meant, or with all that may be meant: `A or B`."""

from __future__ import annotations

import pytest
from found_in_texts import of, sums

from coalition.drafting.languages import regions_by_sign
from coalition.drafting.money import SHARED_SIGNS

SUMS = {
    "£1.6 billion (US$2 billion)": ["GBP 1600000000", "USD 2000000000"],
    "£1.6bn, A$50m and US$3": ["GBP 1600000000", "AUD 50000000", "USD 3"],
    "£800-£900 million": ["GBP 800000000", "GBP 900000000"],
    "£800 to £900 million": ["GBP 800000000", "GBP 900000000"],
    "€226 Million, £1,234.56": ["EUR 226000000", "GBP 1234.56"],
    "2.5 million US dollars and 5bn euros": ["USD 2500000", "EUR 5000000000"],
    "EUR 5,000 or 7,000 CHF": ["EUR 5000", "CHF 7000"],
    "£5 in 2025": ["GBP 5"],
    "$5 CAD, $6 (AUD), USD $7": ["CAD 5", "AUD 6", "USD 7"],
    "XOF 5,000, 10 XAF, EC$50 and 5 billion CFP francs": ["XOF 5000", "XAF 10", "XCD 50", "XPF 5000000000"],
    "5 ſwiss francs, 6 SWISS FRANKS": ["CHF 5"],
    "10 gold, 10 troy ounces of gold, XAU 5,000, XXX 5,000": [],
    "TOP 10, C$5, 5 billion, £0, pounds, more than 5,000 missiles, 800,000 men": [],
}

SIGNS = {
    ("en-CA", "$5 ALL"): "CAD 5",
    ("en-CA", "$25,000"): "CAD 25000",
    ("fr-CA", "25 000 $"): "CAD 25000",
    ("uk-CA", "5 $"): "CAD 5",
    ("en-AU", "$5"): "AUD 5",
    ("en-US", "$5"): "USD 5",
    ("es-MX", "$5"): "MXN 5",
    ("en-GB", "£5"): "GBP 5",
    ("en-CA", "£5"): "GBP 5",
    ("de-DE", "5 $"): "USD 5",
    ("sv", "5 kr"): "SEK 5",
    ("sv-SE", "5 kr"): "SEK 5",
    ("zh", "¥5"): "CNY 5",
    ("ja", "￥5"): "JPY 5",
    ("en", "¥5"): "JPY 5 or CNY 5",
    ("en", "5 kr"): "DKK 5 or ISK 5 or NOK 5 or SEK 5",
    ("en", "£5"): "GBP 5 or FKP 5 or GIP 5 or SHP 5 or SSP 5",
}
"""What a sign means that several currencies have, by the language of the source."""


@pytest.mark.parametrize(("words", "wanted"), SUMS.items())
def test_a_sum_has_its_currency_and_its_whole_value(words: str, wanted: list[str]) -> None:
    assert sums(of("en-GB"), words) == wanted


@pytest.mark.parametrize(("place", "wanted"), SIGNS.items())
def test_a_shared_sign_is_read_by_the_region_or_offered_with_all_its_currencies(
    place: tuple[str, str], wanted: str
) -> None:
    language, words = place
    assert sums(of(language), words) == [wanted]


def test_the_dollars_of_no_region_are_offered_with_those_most_met_first() -> None:
    (found,) = of("en").sums("It paid $25,000.")
    codes = [str(money).split()[0] for money in found.values]
    assert codes[:5] == ["USD", "AUD", "CAD", "NZD", "XCD"]
    assert "MXN" not in codes
    assert found.reason == "several currencies have the sign $, and the language of the source, en, names no region"
    (found,) = of("de").sums("Sie zahlte 25 $.")
    assert {"USD", "CAD", "MXN"} <= {str(money).split()[0] for money in found.values}


def test_a_sum_is_given_with_what_decides_its_currency() -> None:
    words = "$1; US$2; $3 AUD; EUR 4,000; 5 Swiss francs; £6; 7 kr"
    assert [found.reason for found in sorted(of("en-CA").sums(words))] == [
        "Canadian dollars, since the language of the source is en-CA",
        "Unicode CLDR gives the sign US$ to US dollars",
        "AUD is written beside the sign $",
        "the code EUR is written",
        "the name of the currency is written",
        "British pounds, since Unicode CLDR gives them the sign £ in en-CA",
        "several currencies have the sign kr, and the language of the source, en-CA, does not say which",
    ]
    (found,) = of("sv").sums("5 kr")
    assert found.reason == "Swedish kronor, since the regions of the language sv write kr for no other money"


def test_the_shared_signs_are_those_of_several_currencies() -> None:
    shared = {sign for sign, currencies in regions_by_sign().items() if len(currencies) > 1 and not sign.isalpha()}
    assert shared | {"kr", "Rs", "￥"} == set(SHARED_SIGNS)
    assert all(len(regions_by_sign()[sign]) > 1 for sign in ("kr", "Rs"))
