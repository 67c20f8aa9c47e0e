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

WORDS = [
    "Rudolf",
    "Flavia",
    "Strelsau",
    "Zoë",
    "Michał",
    "Ångström",
    "Ёлка",
    "Hentzau",
    "Graustark",
    "fifty",
    "crowns",
    "1,200",
    "1894",
    "horses",
    "promised",
    "treaty",
    "asked",
    "efficient",
    "office",
    "well-known",
    "far-off",
    "“peace”",
    "‘never’",
    "court’s",
    "aid",
    "said",
    "whether",
    "against",
    "troops",
    "kingdom",
    "£50",
    "receive",
    "letters",
    "naïve",
    "façade",
    "(twice)",
    "reports",
]

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
    return [*words[:place], words[place + 1], words[place], *words[place + 2 :]]


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


QUOTED = {
    "an exponent is no digit": ("the 10² horses", "the 102 horses", ""),
    "a mark that was copied as digits": ("the aid¹² came", "the aid12 came", "the aid¹² came"),
    "marks that differ": ("the aid[12] came", "the aid[13] came", ""),
    "the same mark": ("the aid[12] came", "the aid[12] came", "the aid[12] came"),
    "a mark at the end": ("The aid came.[12] Then", "aid came.[12]", "aid came.[12]"),
    "a mark that was left out at the end": ("The aid came.[12] Then", "aid came.", "aid came."),
    "a mark that the text lacks": ("the aid came", "the aid[12] came", "the aid came"),
    "a digit that the text lacks": ("the aid came", "the aid2 came", ""),
    "a number of a name": ("the G7 came", "the G came", ""),
    "a glued footnote": ("the crowns7 came", "the crowns came", "the crowns7 came"),
    "a part of a number": ("paid 1.6 billion", "6 billion", ""),
    "the beginning of a number": ("paid 1.6 billion", "paid 1", ""),
    "a sentence that begins with a number": ("In 1894. 20 came", "20 came", "20 came"),
    "a part of a word": ("an unwilling king", "willing king", ""),
    "a part of a word behind a soft hyphen": ("an un\u00adwilling king", "willing king", ""),
    "a lost space": ("Known asReassurance force", "Reassurance force", "Reassurance force"),
    "a letter without its accent": ("Zoe\u0308 came", "Zoe", ""),
    "a part of a ligature": ("the \ufb01nd", "the f", ""),
    "a ligature": ("the \ufb01nd came", "find came", "\ufb01nd came"),
    "brackets of the text": ("He [sic] came", "He [sic] came", "He [sic] came"),
    "an insertion": ("He came late", "He [the king] came late", "He came late"),
    "a replacement": ("He said the duke came late", "said [Michael] came late", "said the duke came late"),
    "a replacement of too much": (f"He said {'and so on ' * 20}that", "He said [this] that", ""),
    "an altered capital": ("then the king came", "[T]he king came", "the king came"),
    "an omission at the end": ("then the king came", "the king …", "the king"),
    "several omissions": ("a king and a queen, and a duke", "king … queen [...] duke", "king and a queen, and a duke"),
    "an ellipsis of the text": ("well… then he", "well... then", "well… then"),
    "an escape": ("the \u202eking came", "the \\u202eking came", "the \u202eking came"),
    "quotation marks of the text": ("he: “I came.” So", "“I came.”", "“I came.”"),
    "straight ones": ('he: "I came." So', '"I came."', '"I came."'),
    "those that are printed around words in straight ones": ('he: "I came." So', "“I came.”", "I came."),
    "printed ones": ("he came. So", "“he came.”", "he came."),
    "French ones": ("il dit « oui » ici", 'dit "oui" ici', "dit « oui » ici"),
    "a dash at the beginning": ("a king – even so – came", "– even so –", "– even so –"),
    "a dash that is not there": ("a king even so came", "– even so", ""),
    "numbers over a line end": ("in 1894-\n95 it", "in 1894-95", "in 1894-\n95"),
    "numbers that a line end does not join": ("in 1894-\n95 it", "in 189495", ""),
    "a hyphenated word as it is printed": ("he promi-\nsed it", "promi- sed", "promi-\nsed"),
    "a hyphen that was one": ("a well-\nknown king", "well-known", "well-\nknown"),
    "a space that is no hyphen": ("a well known king", "well-known king", ""),
    "a hyphen that is none": ("a well-known king", "wellknown", ""),
    "Chinese over a line end": ("他说\n你好。", "说你好", "说\n你好"),
    "Arabic": ("قال مُحَمَّد نعم", "مُحَمَّد", "مُحَمَّد"),
    "Hebrew from right to left": ("\u202bדָּוִד אמר\u202c", "דָּוִד אמר", "דָּוִד אמר"),
    "Devanagari": ("श्री मोदी ने कहा", "मोदी ने", "मोदी ने"),
    "a sign without letters": ("see [12] there", "[12]", "[12]"),
}
"""A text, quoted words, and the words of the text that they quote; "" where they are none of it."""


@pytest.mark.parametrize("case", QUOTED)
def test_a_true_quotation_is_found_and_no_other(case: str) -> None:
    text, words, wanted = QUOTED[case]
    assert [text[start:end] for start, end in Quotable(text).find(words)] == ([wanted] if wanted else [])


def test_the_first_difference_is_told() -> None:
    assert Quotable(TEXT).difference("Graustark did come") == Difference(275, "did not come,", "did come")
    assert Quotable(TEXT).difference("zebras") is None


def test_words_after_a_long_agreement_are_compared_too() -> None:
    words = [f"word{chr(ord('a') + n // 26)}{chr(ord('a') + n % 26)}" for n in range(600)]
    text = " ".join(words)
    assert Quotable(text).difference(f"{' '.join(words[:550])} king") == Difference(
        text.index(words[550]), words[550], "king"
    )


@pytest.mark.parametrize("text", ["a" * 30_000, "a " * 9_000, "\u0301" * 30_000, "a\u00ad\n" * 9_000, "[a " * 9_000])
@pytest.mark.parametrize("words", ["a" * 10_000, "a " * 900 + "b", "\u0301" * 10, "[", "…".join("ab" * 9)])
def test_hostile_texts_and_words_have_an_end(text: str, words: str) -> None:
    for start, end in Quotable(text).find(words):
        assert 0 <= start < end <= len(text)
    Quotable(text).difference(words)


def test_passages_of_the_published_graph_are_found_by_their_words_and_as_they_are_printed(texts_folder: Path) -> None:
    files, texts = FactFiles.load(Root.published()), Texts(texts_folder)
    passages = [files.passage(name) for name in files.names("Passage")]
    assert len(passages) > 300
    quotables: dict[str, Quotable] = {}
    for passage in passages:
        text = texts.get(files.source(passage.source))
        assert text
        quotable = quotables.setdefault(passage.source, Quotable(text))
        words = text[passage.start : passage.end]
        for form in (words, f"“{' '.join(words.split())}”", unicodedata.normalize("NFD", words)):
            # Quotation marks around typed words are not looked for, so that a passage within its own is found without.
            inner = (passage.start + 1, passage.end - 1) if words[0] in '"“' and words[-1] in '"”' else None
            assert {(passage.start, passage.end), inner} & {*quotable.find(form)}, passage.name
