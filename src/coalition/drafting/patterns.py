"""Prepare texts and words for the patterns of dates, sums of money, counts and votes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from coalition.texts.words import composed_with_offsets, marks

Separators = tuple[str, str]
"""What separates groups of three digits, and what separates whole from decimal digits."""


def listed(words: str) -> tuple[str, ...]:
    """Return words that are listed with white space between them."""
    return tuple(words.split())


def letter() -> str:
    """Return the pattern of a letter, a digit, or a mark that belongs to one."""
    return rf"[\w{marks()}]"


def one_of(words: Iterable[str]) -> str:
    """Return a pattern that matches any of the words; the longest come first, since the first that fits is taken."""
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


def figure(separators: Separators) -> str:
    """Return the pattern of a number: digits in groups of three, or without groups; each with or without decimals."""
    # CLDR may have a no-break space where a text has any other, so one stands for all.
    group, decimal = (r"\s" if mark.isspace() else re.escape(mark) for mark in separators)
    return rf"\d{{1,3}}(?:{group}\d{{3}})+(?!\d)(?:{decimal}\d+)?|\d+(?:{decimal}\d+)?"


def number(text: str, separators: Separators) -> Decimal:
    """Return the number that `figure` has matched."""
    group, decimal = separators
    return Decimal(re.sub(r"\s", "", text).replace(group, "").replace(decimal, "."))


def readable(text: str) -> tuple[str, Sequence[int]]:
    """Return a text as the patterns need it, composed and with ASCII digits, and its offsets in `text`."""
    plain, offsets = composed_with_offsets(text)
    if not plain.isascii():
        plain = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in plain)
    return plain, offsets


class Taken:
    """Remember which parts of a text are taken, so that nothing is read twice."""

    def __init__(self, length: int) -> None:
        self._taken = bytearray(length)  # a byte for each character, so that the time grows with the text alone

    def __contains__(self, span: tuple[int, int]) -> bool:
        return any(self._taken[slice(*span)])

    def add(self, span: tuple[int, int]) -> None:
        """Take the part from the first offset to the second."""
        self._taken[slice(*span)] = b"\1" * (span[1] - span[0])


def without_overlaps(patterns: Iterable[re.Pattern[str]], text: str) -> Iterator[re.Match[str]]:
    """Yield the matches of each pattern that do not overlap with matches yielded before."""
    taken = Taken(len(text))
    for pattern in patterns:
        for match in pattern.finditer(text):
            if match.span() not in taken:
                taken.add(match.span())
                yield match
