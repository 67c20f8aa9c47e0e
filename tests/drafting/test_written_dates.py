"""Test that dates are found as precisely as they are written, and a longer one never as a shorter one.

Where words may mean several dates, all of them are offered: `A or B`.
"""

from __future__ import annotations

import pytest
from found_in_texts import dates, of

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
    "2018 December 03": ["2018-12-3"],
    "2018 Dec. 3 and 2019, January 4, 2020": ["2018-12-3", "2019-1-4", "2020--"],
    "March 2, 2018 March 3, 2018": ["2018-3-2", "2018-3-3"],
    "5 May 3, 2018": ["2018-5-3"],
    "2018 December, December 2018": ["2018-12-", "2018-12-"],
    "this 3rd day of December, 2018": ["2018-12-3"],
    "DECEMBER 3, 2018, Dec 4": ["2018-12-3", "-12-4"],
    "from 3 to 5 March 2025": ["2025-3-3", "2025-3-5"],
    "on 3, 4 and 5 March 2025": ["2025-3-3", "2025-3-4", "2025-3-5"],
    "March 3, 4 & 5, 2025": ["2025-3-3", "2025-3-4", "2025-3-5"],
    "2025 March 3 to 5": ["2025-3-3", "2025-3-5"],
    "March 30 to April 2, 2025": ["2025-3-30", "2025-4-2"],
    "30 March – 2 April 2025": ["2025-3-30", "2025-4-2"],
    "30 December 2024 to 2 January 2025": ["2024-12-30", "2025-1-2"],
    "30 December to 2 January 2025": ["-12-30", "2025-1-2"],
    "3/4/2025": ["2025-3-4 or 2025-4-3"],
    "3.4.2025, 13/4/2025, 4/13/2025 and 3/3/2025": ["2025-3-4 or 2025-4-3", "2025-4-13", "2025-4-13", "2025-3-3"],
    "2025/03/02, 2018-12-03T19:00": ["2025-3-2", "2018-12-3"],
    "31/02/2025, section 3.4.2018.1, 13/13/2018": [],
}

NUMERIC = {
    "en-US": "2025-3-4",
    "en-GB": "2025-4-3",
    "en-AU": "2025-4-3",
    "en-CA": "2025-3-4 or 2025-4-3",
    "en-ZA": "2025-3-4 or 2025-4-3",
    "de": "2025-4-3",
    "fr-CA": "2025-4-3",
    "es-MX": "2025-4-3",
    "es": "2025-3-4 or 2025-4-3",
    "ar": "2025-4-3",
}
"""What 3/4/2025 means, by the language of the source. Canada writes both orders; no region of German does."""


@pytest.mark.parametrize(("words", "wanted"), DATES.items())
def test_a_date_is_as_precise_as_it_is_written(words: str, wanted: list[str]) -> None:
    assert dates(of("en"), words) == wanted


@pytest.mark.parametrize(("language", "wanted"), NUMERIC.items())
def test_a_date_in_numbers_has_the_order_of_its_region(language: str, wanted: str) -> None:
    assert dates(of(language), "on 3/4/2025") == [wanted]


def test_a_date_is_given_with_what_decides_its_order() -> None:
    reasons = {
        "en-US": "the month first, since the language of the source is en-US",
        "en-GB": "the day first, since the language of the source is en-GB",
        "en": "day or month may come first, and the language of the source, en, does not say which",
    }
    assert {tag: next(of(tag).dates("3/4/2025")).reason for tag in reasons} == reasons
    others = {"13/4/2025": "only one of the numbers can be a month", "4/4/2025": "day and month are the same number"}
    assert {words: next(of("en").dates(words)).reason for words in others} == others
    written = {"2 May": "day and month are written, and no year", "2018": "a year is written"}
    assert {words: next(of("en").dates(words)).reason for words in written} == written
