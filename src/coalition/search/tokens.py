"""Cut texts into the tokens that the index holds, the same way for what is written and for what is typed.

A token is a word as `coalition.texts.words.plain` gives it, so that case, accents and kinds of letters do not count.
Scripts that are written without spaces have a token for each letter with its marks; a word of theirs is a phrase of
these.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from coalition.texts.words import marks, plain, words

UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\U00020000-\U0003ffff"
)
"""The scripts without spaces between words, as ranges for a regular expression: Thai, Lao, Burmese, Khmer, Chinese
characters, and the two kana of Japanese."""

ASCII_WORD = re.compile("[A-Za-z0-9]+")


class Token(NamedTuple):
    """Hold a token with its place in a text: `start`, and `end`, the offset after its last code point."""

    start: int
    end: int
    text: str


def indexed(text: str) -> str:
    """Return a text as the index takes it: its tokens stand between spaces or signs."""
    folded = plain(text).replace("_", " ")  # which is part of a word to us, and a sign to the index
    return folded if folded.isascii() else _letter().sub(r" \g<0> ", folded)


def tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of a text, in their order."""
    if text.isascii():
        yield from (Token(*match.span(), match[0].lower()) for match in ASCII_WORD.finditer(text))
        return
    for word in words(text):
        parts = indexed(word.text).split()
        places = [(word.start, word.end)]
        if len(parts) > 1:
            places = [match.span() for match in _part().finditer(text, word.start, word.end)]
        if len(places) != len(parts):  # a letter that is several in its compatibility form
            places = [(word.start, word.end)] * len(parts)
        yield from (Token(*place, part) for place, part in zip(places, parts, strict=True))


def key(text: str) -> str:
    """Return the tokens of a text between single spaces: names that differ only in signs have one key."""
    return " ".join(token.text for token in tokens(text))


@cache
def _letter() -> re.Pattern[str]:
    return re.compile(rf"[{UNSPACED}][{marks()}]*")


@cache
def _part() -> re.Pattern[str]:
    """Match a letter of a script without spaces, or a run of others."""
    return re.compile(rf"[{UNSPACED}][{marks()}]*|[^{UNSPACED}_]+")
