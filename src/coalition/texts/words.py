r"""Find the words of a text, and compare names, as Unicode has them.

This is the one notion of a word and of equal names; whatever looks for names, or looks them up, uses it.

A *word* is a run of letters, digits and underscores with the marks that belong to them: accents, vowel signs, points.
Invisible characters within it, such as soft hyphens and joiners, do not end it; apostrophes and hyphens do. Python's
`\w` is narrower: it has no marks, so that it cuts names in Devanagari or with decomposed accents into pieces.

Two names are *equal* if `fold` gives the same for both: case, composition, compatibility forms (ligatures, full width),
invisible characters, kinds of apostrophes and dashes, and the amount of white space do not count; marks do. Two names
are *alike* if `plain` gives the same for both: there, accents and the points of Hebrew and Arabic do not count, either.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from itertools import groupby, pairwise
from typing import NamedTuple

UNSEEN = (
    "\u00ad\u034f\u0640\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200c-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e0fff"
)
"""The characters with the property Default_Ignorable_Code_Point, as ranges for a regular expression, but without the
zero-width space, which stands between words; and the tatweel, which only makes an Arabic word longer."""

APOSTROPHES = "'`\u00b4\u2018\u2019\u201a\u201b\u2039\u203a\u2032\u02b9\u02bb\u02bc\u02bd\u02be\u02bf\u02c8"
APOSTROPHES += "\u055a\u05f3\ua78c\uff07\u1fbd\u1fbf"
"""What is written for an apostrophe, and single quotation marks and primes. Some of them are letters to Unicode."""

DOUBLE_QUOTES = '"\u201c\u201d\u201e\u201f\u00ab\u00bb\u05f4\uff02\u301d\u301e\u301f'

DASHES = "-\u058a\u05be\u1806\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\u2e3a\u2e3b\ufe58\ufe63\uff0d"
"""Hyphens, dashes and the minus sign."""

SAME = str.maketrans(
    {mark: kind for marks, kind in ((APOSTROPHES, "'"), (DOUBLE_QUOTES, '"'), (DASHES, "-")) for mark in marks}
    | {"\u0131": "i", "\u200b": " "}  # the dotless i has the capital of any other
)

_unseen = re.compile(f"[{UNSEEN}]+")

SEPARATOR = re.compile(
    rf"(?:[{UNSEEN}]*+(?:[\s\u200b]++|[.&/(){APOSTROPHES}\u05f4{re.escape(DASHES)}])){{1,3}}[{UNSEEN}]*+"
)
"""What may stand between two words of one name: at most three signs or stretches of white space."""


class Word(NamedTuple):
    """Hold a word of a text.

    Attributes
    ----------
    start, end:
        The offsets in the text of its first code point, and of the first one after it.
    text:
        The word composed (NFC), without invisible characters.
    folded:
        The word as it is compared; see `fold`.
    """

    start: int
    end: int
    text: str
    folded: str


def fold(name: str) -> str:
    """Return a name as it is compared: names that are equal give the same.

    This is Unicode's caseless match of compatibility forms (The Unicode Standard, section 3.13, definition D146), with
    one kind of apostrophe, of quotation mark and of dash, single spaces, and one letter i: a Turkish İ or ı has the
    same capital or small letter as another i, so that case could not be told apart from it.
    """
    if name.isascii():
        return " ".join(name.replace("`", "'").casefold().split())
    folded = _unseen.sub("", name).translate(SAME)
    for form in ("NFD", "NFKD"):  # NFD first: case folding must find the iota subscript in its place
        folded = unicodedata.normalize("NFKD", unicodedata.normalize(form, folded).casefold())
    folded = unicodedata.normalize("NFC", folded.replace("i\u0307", "i"))
    return " ".join(_unseen.sub("", folded).translate(SAME).split())


def plain(name: str) -> str:
    """Return a name as `fold` does, also without accents and the points of Hebrew and Arabic.

    It is for looking up what was typed without them. Marks that make another letter or syllable are kept: the vowel
    signs, viramas and nuktas of Indic scripts, tone marks of Thai, voiced sounds of Japanese.
    """
    folded = fold(name)
    if folded.isascii():
        return folded
    kept = (c for c in unicodedata.normalize("NFD", folded) if not _is_accent(unicodedata.combining(c)))
    return " ".join(unicodedata.normalize("NFC", "".join(kept)).split())


def _is_accent(combining_class: int) -> bool:
    """Tell whether a mark of this canonical combining class is an accent, or a point of Hebrew or Arabic."""
    return combining_class >= 200 or 10 <= combining_class <= 36


@cache
def marks() -> str:
    """Return all combining marks as ranges for a regular expression, which has no class for them."""
    # No mark lies between U+20000 and the variation selectors, which `UNSEEN` has.
    codes = [code for code in range(0x300, 0x20000) if unicodedata.category(chr(code))[0] == "M"]
    runs = ([code for _, code in run] for _, run in groupby(enumerate(codes), lambda item: item[1] - item[0]))
    return "".join(f"{chr(run[0])}-{chr(run[-1])}" for run in runs)


@cache
def _word() -> re.Pattern[str]:
    letter = rf"(?![{APOSTROPHES}])[\w{marks()}]"
    return re.compile(rf"(?![{APOSTROPHES}{UNSEEN}])\w(?:{letter}|[{UNSEEN}]++(?={letter}))*+")


def words(text: str) -> list[Word]:
    """Return the words of a text, in their order."""
    return [Word(*match.span(), shown := composed(match[0]), fold(shown)) for match in _word().finditer(text)]


def split(text: str) -> list[str]:
    """Return the words of a text as they are written there."""
    return _word().findall(text)


def composed(text: str) -> str:
    """Return a text in NFC, without invisible characters."""
    return text if text.isascii() else unicodedata.normalize("NFC", _unseen.sub("", text))


@cache
def letter_pattern() -> str:
    """Return the pattern of a character with the marks that belong to it.

    Each normalises by itself: the NFC of a text is that of its letters, one after another.
    """
    # Vowels and final consonants of Hangul, and the voicing marks of half-width katakana, join the letter before them,
    # too, though they are no marks.
    return rf"[\s\S](?:[{marks()}\u1160-\u11ff\uff9e\uff9f]|[{UNSEEN}]++(?=[{marks()}]))*+"


def composed_with_offsets(text: str) -> tuple[str, Sequence[int]]:
    """Return a text in NFC, without invisible characters, and where each code point of it, and its end, is in the text.

    A code point that was made of several is where the first of them is.
    """
    if text.isascii():
        return text, range(len(text) + 1)
    parts, offsets = [], []
    for letter in re.finditer(letter_pattern(), text):
        parts.append(composed(letter[0]))
        offsets += [letter.start()] * len(parts[-1])
    return "".join(parts), [*offsets, len(text)]


def has_word(text: str) -> bool:
    """Tell whether a text has a letter, digit or underscore."""
    return _word().search(text) is not None


def adjacent(text: str, run: Sequence[Word]) -> bool:
    """Tell whether only what may stand within a name lies between words of a text."""
    return all(SEPARATOR.fullmatch(text, one.end, other.start) for one, other in pairwise(run))


def capitals_fit(written: Sequence[Word], name: Sequence[Word], proper: bool = True) -> bool:
    """Tell whether written words have the capitals of a name: us is not the US, and, if `proper`, turkey not Turkey."""
    for word, spelled in zip(written, name, strict=True):
        # Up to three letters in capitals are an abbreviation that is often a word, too: US, IT, WHO.
        if spelled.text.isupper() and len(spelled.text) < 4 and word.text != spelled.text:
            return False
        if proper and capitalised(spelled) and not capitalised(word):
            return False
    return True


def capitalised(word: Word) -> bool:
    """Tell whether a word begins with a capital letter, in any script that has them."""
    return word.text[0].isupper() or word.text[0].istitle()
