"""Test the words of a text, and when names are equal or alike."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalition.texts.words import (
    adjacent,
    capitals_fit,
    composed_with_offsets,
    fold,
    has_word,
    plain,
    split,
    words,
)

FOUND = {
    "Krako\u0301w": ["Kraków"],
    "नरेन्द्र मोदी": ["नरेन्द्र", "मोदी"],
    "مُحَمَّد بن سلمان": ["مُحَمَّد", "بن", "سلمان"],
    "דָּוִד": ["דָּוִד"],
    "Ru\u00addolf": ["Rudolf"],
    "می\u200cخواهم": ["میخواهم"],
    "O’Brien, Slovʼyansk, Nur-Sultan": ["O", "Brien", "Slov", "yansk", "Nur", "Sultan"],
    "wide\u200bspace": ["wide", "space"],
    "G7_x ❤️ \u0301 \u200d \u1160": ["G7_x"],
    "": [],
}

EQUAL = [
    ("Zelensky\u0301", "ZELENSKÝ"),
    ("Straße", "STRASSE"),
    ("\ufb01nance", "Finance"),
    ("Σίσυφος", "ΣΊΣΥΦΟΣ"),
    ("İstanbul", "istanbul"),
    ("Işık", "IŞIK"),
    ("O’Brien", "O'BRIEN"),
    ("Slovʼyansk", "Slov'yansk"),
    ("Russo–Ukrainian", "russo-ukrainian"),
    ("Ｒｕｄｏｌｆ", "Rudolf"),
    ("Ru\u00addolf\u200e", "\u202bRudolf\u202c"),
    ("the\u00a0 King", " The King\n"),
    ("محـــمد", "محمد"),
    ("ｶﾞ", "ガ"),
    ("\u1112\u1161\u11ab", "한"),
]

ONLY_ALIKE = [("Müller", "Muller"), ("Ёлка", "Елка"), ("مُحَمَّد", "محمد"), ("דָּוִד", "דוד"), ("Ångström", "angstrom")]

UNLIKE = [("मोदी", "मोद"), ("が", "か"), ("King", "Kings"), ("US", "U S"), ("ก่า", "กา"), ("क़", "क")]


@pytest.mark.parametrize("text", FOUND)
def test_a_word_has_its_marks_and_ends_at_apostrophes_and_hyphens(text: str) -> None:
    found = words(text)
    assert [word.text for word in found] == FOUND[text]
    assert split(text) == [text[word.start : word.end] for word in found]
    assert has_word(text) == bool(found)


@pytest.mark.parametrize(("one", "other"), EQUAL)
def test_equal_names_differ_in_case_composition_and_invisible_characters(one: str, other: str) -> None:
    assert fold(one) == fold(other)
    assert plain(one) == plain(other)


@pytest.mark.parametrize(("one", "other"), ONLY_ALIKE)
def test_names_without_their_accents_are_alike_and_not_equal(one: str, other: str) -> None:
    assert fold(one) != fold(other)
    assert plain(one) == plain(other)


@pytest.mark.parametrize(("one", "other"), UNLIKE)
def test_marks_that_make_another_syllable_make_another_name(one: str, other: str) -> None:
    assert plain(one) != plain(other)


@pytest.mark.parametrize("name", ["", "\u200b", "\u00ad\u2060", "\u202e", " \n"])
def test_a_name_may_be_empty(name: str) -> None:
    assert fold(name) == plain(name) == ""


@pytest.mark.parametrize("letter", ["\u0301", "x", "İ", "ﷺ", "a\u0301", "ا", "\u1100\u1161", "\u202e"])
def test_long_names_are_compared(letter: str) -> None:
    assert fold(letter * 10_000) == fold(letter.upper() * 10_000)
    assert len(words(letter * 10_000)) <= 1


@given(st.text(max_size=20))
def test_names_are_equal_in_each_case_and_normal_form(name: str) -> None:
    if set("´῍῎῏´᾽᾿") & set(name):  # accents that stand alone are a space and a mark in a normal form
        return
    folded = fold(name)
    assert fold(folded) == folded
    assert plain(folded) == plain(name) == plain(plain(name))
    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        assert fold(unicodedata.normalize(form, name)) == folded


@given(st.text(alphabet=st.characters(categories=["L"]), max_size=20))
def test_the_case_of_letters_makes_no_other_name(name: str) -> None:
    assert fold(name.upper()) == fold(name.lower()) == fold(name)


@given(st.text(max_size=30))
def test_offsets_are_those_of_the_text(text: str) -> None:
    shown, offsets = composed_with_offsets(text)
    assert len(offsets) == len(shown) + 1
    assert list(offsets) == sorted(offsets)
    assert offsets[-1] == len(text)
    for word in words(text):
        assert fold(text[word.start : word.end]) == word.folded


@pytest.mark.parametrize(
    ("text", "joined"),
    [("U.S.", True), ("O’Brien", True), ("A\n   B", True), ("A; B", False), ("A" + " " * 9999 + "\tB", True)],
)
def test_only_what_may_stand_in_a_name_joins_words(text: str, joined: bool) -> None:
    assert adjacent(text, words(text)) is joined


@pytest.mark.parametrize(
    ("written", "name", "fits"),
    [("us", "US", False), ("turkey", "Turkey", False), ("ёлка", "Ёлка", False), ("TURKEY", "Turkey", True)],
)
def test_capitals_tell_a_name_from_a_word(written: str, name: str, fits: bool) -> None:
    assert capitals_fit(words(written), words(name)) is fits
    assert capitals_fit(words("turkey"), words("Turkey"), proper=False)
