"""Split a text into sentences."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import pairwise

from coalition.texts.words import has_word

LINE = re.compile(r"[^\n\v\f\r\x1c-\x1e\x85\u2028\u2029]+")
"""A line without its end, by the line ends that `str.splitlines` knows."""

NARROWEST, WIDEST = 30, 132
"""The numbers of code points that the longest line of hard-wrapped lines may have.

Shorter lines are verses, lists or tables; longer ones are paragraphs in one line each.
"""

FULL = 0.8
"""The share of the longest line up to which the next word must not fit on a line that was broken before it.

It would be 1, if every program broke lines as late as possible; some balance lines, or count inches.
"""

HYPHENATED = re.compile(r"[^\W\d_][-\u00ad\u2010]$")
"""The end of a line at which a word was broken."""

ITEM = re.compile(r"\s*+(?:[•‣▪◦*·-]\s|\(?(?:\d{1,3}|[a-z])[.)]\s|\(?[A-Z]\)\s|#{1,6}\s|=+\s|\||.*\t|.*\s\|\s)")
"""The beginning of a list item or a heading, or a row of a table: none of them continues the line before."""

DASHED = re.compile(r"\s*+[–—]\s")
"""The beginning of a list item, or of a parenthesis in the midst of a sentence."""

CLOSED = re.compile(r"[.!?…:;。！？।۔؟][\"'”’»)\]\d]*\s*$")
"""The end of a paragraph of prose; titles, names and cells of tables have no full stop."""

TITLE = re.compile(r"(?<![A-Z])(?:Mrs?|Ms|Mses|Messrs|Dr|Prof|Rev|Hon|Sen|Rep|Gov|Coun|Cllr)\.$")
"""The end of what is no sentence in English: a title, after which the name follows, also without a space before it."""

PART = re.compile(r"(?<=[^\s.!?…:;。！？।۔؟\"'”’»)\]])(\s+)\((\d{1,3}|[a-z]|[ivx]+)\)(?=\s)")
"""The number, in brackets, of a part of a sentence, before which words stand without a full stop or the like."""

ADDRESS = re.compile(r"(?:[a-z]+://|www\.)\S+$")
"""The beginning of an address on the web, up to the end of a text."""

STREET = re.compile(r"\b\d+(?:st|nd|rd|th)?\s(?:[\w'’.-]+\s){0,3}(?:St|Rd|Ave|Blvd|Sq|Ln|Pl|Hwy)\.$")
"""The end of the name of a street in English, after the number of a house or of the street."""

TOWN = re.compile(r"[A-Z][\w'’-]+(?:\s[A-Z][\w'’-]+){0,2}\s*[,.;)]")
"""The name of a town, which ends the address that a street begins, and no sentence about somebody."""

Span = tuple[int, int]


def sentences(text: str, language: str = "en") -> list[Span]:
    """Return the start and end of each sentence, in code points, without white space around it.

    `end` is the offset after the last code point. A line end ends a sentence, since headlines, list items and cells of
    tables have no full stop; but not where lines are hard-wrapped: where the next word did not fit on the line. What
    has no letter, digit or underscore is left out.

    Parameters
    ----------
    text:
        The text to split.
    language:
        The code of its language without a region, such as `en`. A language that sentencex, which splits the lines, does
        not know is split as English.
    """
    from sentencex import get_sentence_boundaries

    spans = []
    for start, end in _paragraphs(text):
        # A space in place of each line end keeps the offsets, and so do commas for brackets, at which none is divided.
        paragraph = PART.sub(r"\1,\2,", re.sub(r"[^\S ]", " ", text[start:end]))
        bounds = [(each["start_index"], each["text"]) for each in get_sentence_boundaries(language, paragraph)]
        for first, sentence in _whole(bounds, language):
            if has_word(sentence):
                at = start + first + len(sentence) - len(sentence.lstrip())
                spans.append((at, at + len(sentence.strip())))
    return spans


def _whole(bounds: Iterable[tuple[int, str]], language: str) -> Iterator[tuple[int, str]]:
    """Yield sentences, with their offsets, of which none ends where the next one goes on."""
    begun: tuple[int, str] | None = None
    for first, sentence in bounds:
        if begun and _goes_on(begun[1], sentence, language):
            begun = begun[0], begun[1] + sentence
            continue
        if begun:
            yield begun
        begun = first, sentence
    if begun:
        yield begun


def _goes_on(before: str, sentence: str, language: str) -> bool:
    """Tell whether a sentence begins in the midst of another: in an address, or after a title."""
    ended, begins = before.rstrip(), sentence.lstrip()
    if len(ended) == len(before) and len(begins) == len(sentence) and ADDRESS.search(before):
        return True
    return language == "en" and bool(TITLE.search(ended) or (STREET.search(ended) and TOWN.match(begins)))


def _paragraphs(text: str) -> Iterator[Span]:
    """Yield the start and end of each line, or of several lines that one paragraph was hard-wrapped into."""
    blocks = [_Block(lines) for lines in _blocks(text)]
    # What is short, such as a headline in two lines, shows only beside longer paragraphs that it is hard-wrapped, too.
    width = max((block.width for block in blocks if block.is_wrapped), default=0)
    for block in blocks:
        start = block.lines[0].start()
        for (line, other), joined in zip(pairwise(block.lines), block.joins(width), strict=True):
            if not joined:
                yield start, line.end()
                start = other.start()
        yield start, block.lines[-1].end()


def _blocks(text: str) -> Iterator[list[re.Match[str]]]:
    """Yield the lines of a text that have no empty line among them."""
    block: list[re.Match[str]] = []
    end = 0  # of the line before
    for line in LINE.finditer(text):
        gap, end = text[end : line.start()], line.end()
        empty = not line[0].strip()
        if block and (empty or gap == "\u2029" or (len(gap) > 1 and gap != "\r\n")):
            yield block
            block = []
        if not empty:
            block.append(line)
    if block:
        yield block


class _Block:
    """Tell which lines of a block continue the line before."""

    def __init__(self, lines: list[re.Match[str]]) -> None:
        self.lines = lines
        self.texts = [line[0].rstrip() for line in lines]
        self.width = max(map(len, self.texts))
        # How wide each line would be, if it had the first word of the next one, too.
        starts = (re.match(r"\s*(\S+)", text) for text in self.texts[1:])
        self.with_next = [
            len(text) + 1 + len(start[1]) for text, start in zip(self.texts, starts, strict=False) if start
        ]

    @cached_property
    def is_wrapped(self) -> bool:
        """Whether these lines by themselves show that they are hard-wrapped.

        After the longest line the next word never fits. It must not fit on two thirds of the others, either; or, where
        there are no others, the block must end as prose does.
        """
        if not self.with_next or not NARROWEST <= self.width <= WIDEST:
            return False
        longest = list(map(len, self.texts)).index(self.width)
        others = [wide > FULL * self.width for place, wide in enumerate(self.with_next) if place != longest]
        return sum(others) * 3 >= len(others) * 2 if others else CLOSED.search(self.texts[-1]) is not None

    def joins(self, width: int) -> Iterator[bool]:
        """Yield, for each line but the last, whether the next one continues it.

        `width` is the longest line of the text's hard-wrapped blocks, or 0.
        """
        limit = FULL * self.width if self.is_wrapped else width if self.width <= width else float("inf")
        for (line, other), wide in zip(pairwise(self.texts), self.with_next, strict=True):
            broken = HYPHENATED.search(line) is not None and other.lstrip()[0].islower()
            item = ITEM.match(other) or (DASHED.match(other) and CLOSED.search(line))
            yield not item and (broken or wide > limit)
