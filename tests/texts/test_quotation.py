"""Test that quoted words are found however they were set, copied or printed, and that changed words are not."""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from ruritania import TEXT

from coalition.corpus.fact_files import FactFiles
from coalition.corpus.root import Root
from coalition.texts.quotation import Difference, Quotable
from coalition.texts.source import Texts

WORDS = (
    "Rudolf Flavia Strelsau Zoë Michał Ångström Ёлка Hentzau Graustark fifty crowns 1,200 1894 horses promised treaty "
    "asked efficient office well-known far-off “peace” ‘never’ court’s aid said whether against troops kingdom "
    "£50 receive letters naïve façade (twice) reports"
).split()

LIGATURES = {"ffi": "ﬃ", "fi": "ﬁ", "ff": "ﬀ", "fl": "ﬂ"}


def sentence(chance: random.Random) -> str:
    """Return a sentence of different words, with a comma and a dash."""
    words = chance.sample(WORDS, 12)
    words[3] += ","
    words[6] += chance.choice([" –", "—", "…"])
    return " ".join(words).replace("— ", "—").capitalize().replace(words[0].lower(), words[0], 1) + "."


def between_letters(put: str) -> Callable[[str, random.Random], str]:
    """Return a setting that puts something between two letters of some words."""

    def change(text: str, chance: random.Random) -> str:
        return re.sub(r"(?<=[a-z]{2})(?=[a-z]{2})", lambda _: put if chance.random() < 0.2 else "", text)

    return change


def of_spaces(*puts: str) -> Callable[[str, random.Random], str]:
    """Return a setting that writes some spaces in other ways."""

    def change(text: str, chance: random.Random) -> str:
        return re.sub(" ", lambda _: chance.choice([" ", *puts]), text)

    return change


def of_signs(signs: str, others: str) -> Callable[[str, random.Random], str]:
    """Return a setting that writes some signs in other ways."""

    def change(text: str, chance: random.Random) -> str:
        return re.sub(f"[{signs}]", lambda _: chance.choice(others), text)

    return change


def ligatures(text: str, chance: random.Random) -> str:
    return re.sub("ffi|fi|ff|fl", lambda match: LIGATURES[match[0]], text)


def marked(text: str, chance: random.Random) -> str:
    """Put citation marks after some words."""
    marks = ["[12]", "[3][4]", "¹²", "[note 1]", "[a]", "[citation needed]", "7"]
    return re.sub(r"(?<=[a-z]{3})(?= )", lambda _: chance.choice(marks) if chance.random() < 0.3 else "", text)


SET: dict[str, Callable[[str, random.Random], str]] = {
    "NFD": lambda text, _: unicodedata.normalize("NFD", text),
    "NFC": lambda text, _: unicodedata.normalize("NFC", text),
    "hard-wrapped": of_spaces("\n", "\r\n", "\n    "),
    "spaces": of_spaces("\u00a0", "  ", "\u2009", "\t", "\u3000", " \u200b"),
    "soft hyphens": between_letters("\u00ad"),
    "soft hyphens at line ends": between_letters("\u00ad\n"),
    "hyphenated": between_letters("-\n"),
    "zero-width": between_letters("\u200d"),
    "joined": between_letters("\u2060"),
    "ordered": between_letters("\u200e"),
    "ligatures": ligatures,
    "dashes": of_signs(signs="–—", others="–—―−"),
    "hyphens": of_signs(signs="-", others="-‐‑"),
    "single": of_signs(signs="‘’“”", others="'’ʼ"),
    "double": of_signs(signs="“”", others='"„«»'),
    "full stops": lambda text, _: text.replace("…", "..."),
    "marked": marked,  # last: nothing is broken within a mark
}
"""Ways in which a text is set. Each keeps what it says. They are used in this order."""

COPIED = ("NFD", "NFC", "hard-wrapped", "spaces", "ligatures", "dashes", "hyphens", "single", "double", "full stops")
"""The ways in which words are copied from it, besides."""


def dropped(words: list[str], chance: random.Random) -> list[str]:
    place = chance.randrange(1, len(words) - 1)
    return words[:place] + words[place + 1 :]


def negated(words: list[str], chance: random.Random) -> list[str]:
    place = chance.randrange(1, len(words))
    return [*words[:place], "not", *words[place:]]


def swapped(words: list[str], chance: random.Random) -> list[str]:
    place = chance.randrange(len(words) - 1)
    return words[:place] + [words[place + 1], words[place]] + words[place + 2 :]


def in_a_word(change: Callable[[str, random.Random], str]) -> Callable[[list[str], random.Random], list[str]]:
    """Return an edit that changes one word with letters or digits, in a way that `change` gives."""

    def edit(words: list[str], chance: random.Random) -> list[str]:
        places = [place for place, word in enumerate(words) if change(word, chance) != word]
        place = chance.choice(places)
        return [*words[:place], change(words[place], chance), *words[place + 1 :]]

    return edit


def at_random(pattern: str, put: Callable[[str, random.Random], str]) -> Callable[[str, random.Random], str]:
    """Return a change of one of the places of a word that match a pattern."""

    def change(word: str, chance: random.Random) -> str:
        matches = [*re.finditer(pattern, word)]
        if not matches:
            return word
        match = chance.choice(matches)
        return word[: match.start()] + put(match[0], chance) + word[match.end() :]

    return change


EDITS: dict[str, Callable[[list[str], random.Random], list[str]]] = {
    "dropped": dropped,
    "negated": negated,
    "swapped": swapped,
    "a letter less": in_a_word(at_random("[a-z]", lambda _, __: "")),
    "another letter": in_a_word(at_random("[a-y]", lambda letter, _: chr(ord(letter) + 1))),
    "a letter more": in_a_word(at_random("[a-z]", lambda letter, _: f"{letter}q")),
    "another case": in_a_word(at_random(r"[^\W\d_]", lambda letter, _: letter.swapcase())),
    "another digit": in_a_word(at_random("[0-8]", lambda digit, _: str(int(digit) + 1))),
    "a digit less": in_a_word(at_random("[0-9]", lambda _, __: "")),
    "a digit more": in_a_word(at_random("[0-9]", lambda digit, _: f"{digit}0")),
    "no accent": in_a_word(at_random("[ëåïç]", lambda letter, _: unicodedata.normalize("NFD", letter)[0])),
    "no comma": in_a_word(at_random(",", lambda _, __: "")),
    "two words": in_a_word(at_random("(?<=[a-z]{2})[a-z](?=[a-z])", lambda letter, _: f"{letter} ")),
    "no hyphen": in_a_word(at_random("-", lambda _, __: " ")),
}
"""Edits of words after which a text does not say them."""


@pytest.mark.parametrize("seed", range(60))
def test_words_are_found_at_their_true_offsets_however_they_are_set_and_copied(seed: int) -> None:
    chance = random.Random(seed)
    said = sentence(chance)
    written = said
    for name in sorted(chance.sample([*SET], 4), key=[*SET].index):
        written = SET[name](written, chance)
    copied = said
    for name in chance.sample(COPIED, 3):
        copied = SET[name](copied, chance)
    before = f"{sentence(chance)[:-1].upper()}. "
    text = f"{before}{written} Then the king left."
    for words in (written, said, copied, f"“{' '.join(written.split())}”", f"  {copied}\n"):
        assert Quotable(text).find(words) == [(len(before), len(before) + len(written))], words


@pytest.mark.parametrize("edit", EDITS)
def test_edited_words_are_not_found_and_the_difference_is_told(edit: str) -> None:
    for seed in range(25):
        chance = random.Random(seed)
        said = sentence(chance).replace("…", ";")  # anything may stand for an ellipsis
        try:
            edited = " ".join(EDITS[edit](said[:-1].split(" "), chance))
        except IndexError:  # no word to change
            continue
        written = said
        for name in sorted(chance.sample([*SET], 2), key=[*SET].index):
            written = SET[name](written, chance)
        quotable = Quotable(f"The king came. {written} Then the king left.")
        assert quotable.find(edited) == [], (edited, written)
        difference = quotable.difference(edited)
        assert difference is not None
        assert difference.text in " ".join(quotable.text.split())
        assert difference.quoted in edited
