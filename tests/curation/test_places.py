"""Test that the words of a row are found where they stand together, and that no place is guessed."""

from __future__ import annotations

import pytest
from listed import TEXT

from coalition.curation.places import Places
from coalition.errors import ParameterError

LINE = TEXT.index("Anna Holm, chair"), TEXT.index("\nRupert Hentzau\n")


def test_words_stand_together_in_a_sentence_or_line() -> None:
    assert Places(TEXT, "en").of(["Anna Holm", "chair"], whole=True) == LINE
    assert Places(TEXT, "en").of(["chair", "Anna Holm"], whole=False) == LINE
    start = TEXT.index("Ruritania gives")
    assert Places(TEXT, "en").of(["1.6 billion euros", "Ruritania"], whole=False) == (start, start + 33)
    assert Places(TEXT, "en").of(["Ruritania"], whole=True) == (
        TEXT.index("Pledges"), TEXT.index("£25,000.") + len("£25,000."),
    )  # fmt: skip


@pytest.mark.parametrize("words", ["Nils Ek", "nils  ek", "NILS\nEK"])
def test_white_space_and_case_may_differ(words: str) -> None:
    found = Places(TEXT, "en", after="Present").of([words], whole=True)
    assert found == (TEXT.index("Nils  EK"), TEXT.index("Nils  EK") + 8)


def test_letters_whose_small_form_is_longer_keep_their_places() -> None:
    assert Places("İİİ: ANNA HOLM\n", "en").of(["Anna Holm"], whole=False) == (5, 14)


@pytest.mark.parametrize(
    ("sought", "why"),
    [
        ([], "the row has no words to look for"),
        (["Anna Holm"], "its words stand at 3 places, 33, 92, 157; say after or before which words the list stands"),
        (["Anna Hol"], "the text does not have “Anna Hol”; at 38 it has “Holm”, not “Hol”"),
        (["Rupert Hentzau", "chair"], "its words do not stand together in a sentence or line: “Rupert Hentzau” at"),
        (["Anna"], "its words stand at 3 places"),
    ],
)
def test_a_place_that_cannot_be_told_is_told_so(sought: list[str], why: str) -> None:
    found = Places(TEXT, "en").of(sought, whole=True)
    assert isinstance(found, str) and found.startswith(why), found


def test_words_that_stand_twice_in_their_sentence_are_no_place_of_their_own() -> None:
    places = Places("The Mayor thanked the Mayor of Zenda.", "en")
    assert places.of(["Mayor"], whole=True) == (0, 37)
    assert places.of(["Mayor"], whole=False) == "its words stand several times in the sentence or line from 0 to 37"


def test_bounds_tell_which_place_is_meant() -> None:
    places = Places(TEXT, "en", after="Roll call", before="Pledges:")
    found = places.of(["Anna Holm"], whole=True)
    assert not isinstance(found, str) and TEXT[slice(*found)] == "Anna Holm: aye"
    elsewhere = f"the text has “Nils Ek” only elsewhere, at {TEXT.index('Nils Ek')}"
    assert places.of(["Nils Ek"], whole=True) == elsewhere


@pytest.mark.parametrize(
    ("after", "before", "words"),
    [("Attendees", "", "after: the text has “Attendees” 0 times"), ("", "Anna Holm", "before: the text has")],
)
def test_a_bound_has_to_be_there_once(after: str, before: str, words: str) -> None:
    with pytest.raises(ParameterError, match=words):
        Places(TEXT, "en", after, before)
