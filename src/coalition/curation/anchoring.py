"""Find the passages of a text in a new version of it: by the same words, and else by words like them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from functools import cached_property
from typing import Any

from coalition.texts.passage import Passage
from coalition.texts.sentences import sentences
from coalition.texts.source import sha256
from coalition.texts.words import words

ALIKE = 75.0
"""From which likeness on, of 100, words of the new text are taken for a changed form of those of the old one."""

NEAR = 3_000
"""How many code points before and behind the expected place are searched first for words that were changed."""

LONGEST_WORD = 50
"""How many code points around a place are looked at for the rest of a word that it cuts."""

Span = tuple[int, int]


class Fate(StrEnum):
    """Name what has become of the words of a passage in a new version of its text.

    Attributes
    ----------
    FOUND:
        They are at the same offsets.
    MOVED:
        The same words are at other offsets.
    CHANGED:
        Other words, like them, are at their place.
    LOST:
        There is nothing like them.
    """

    FOUND = "found"
    MOVED = "moved"
    CHANGED = "changed"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Anchor:
    """Hold where the words of a passage are in a new version of its text.

    Attributes
    ----------
    passage:
        The passage, with its old offsets.
    fate:
        What has become of its words.
    start, end:
        The new offsets; -1 where the words are lost.
    before, after:
        The old words, and the new ones.
    likeness:
        How alike they are, from 0 to 100.
    places:
        At how many places the new text has the same words; the one nearest to the expected place was taken.
    """

    passage: Passage
    fate: Fate
    start: int
    end: int
    before: str
    after: str
    likeness: float
    places: int = 1

    def to_dict(self) -> dict[str, Any]:
        """Return the anchor as plain data, for JSON."""
        return {
            "passage": self.passage.iri,
            "fate": str(self.fate),
            "old_start": self.passage.start,
            "old_end": self.passage.end,
            "start": self.start,
            "end": self.end,
            "old_words": self.before,
            "words": self.after,
            "likeness": round(self.likeness, 1),
            "places": self.places,
        }


@dataclass(frozen=True)
class Versions:
    """Hold two versions of a text, and find in the new one what stands in the old one."""

    old: str
    new: str
    language: str = "en"

    def anchors(self, passages: Iterable[Passage]) -> Iterator[Anchor]:
        """Yield where the words of each passage are in the new version.

        A passage that is already where its words are in the new version is found, so that an update that was cut can
        be run again.
        """
        for passage in passages:
            yield self._anchor(passage)

    def _anchor(self, passage: Passage) -> Anchor:
        before = self.old[passage.start : passage.end]
        if sha256(before) != passage.digest:
            here = self.new[passage.start : passage.end]
            is_here = sha256(here) == passage.digest
            fate, start = (Fate.FOUND, passage.start) if is_here else (Fate.LOST, -1)
            end = passage.end if is_here else -1
            return Anchor(passage, fate, start, end, here, here, 100.0 if is_here else 0.0)
        places = list(_places(before, self.new))
        if places:
            start = min(places, key=lambda place: abs(place - self._expected(passage.start)))
            fate = Fate.FOUND if start == passage.start else Fate.MOVED
            return Anchor(passage, fate, start, start + len(before), before, before, 100.0, len(places))
        span, likeness = self._alike(passage, before)
        if span is None:
            return Anchor(passage, Fate.LOST, -1, -1, before, "", likeness)
        return Anchor(passage, Fate.CHANGED, *span, before, self.new[slice(*span)], likeness)

    def _alike(self, passage: Passage, before: str) -> tuple[Span | None, float]:
        """Return the place of the words that are most like some of the old text, and how alike they are."""
        from rapidfuzz import fuzz

        expected = self._expected(passage.start)
        near = max(0, expected - NEAR), min(len(self.new), expected + len(before) + NEAR)
        best = 0.0
        for first, last in (near, (0, len(self.new))):
            found = fuzz.partial_ratio_alignment(before, self.new[first:last])
            if found is None:
                continue
            span = self._whole(passage, first + found.dest_start, first + found.dest_end)
            likeness = fuzz.ratio(before, self.new[slice(*span)])
            if likeness >= ALIKE and len(before) <= 4 * max(1, span[1] - span[0]):
                return span, likeness
            best = max(best, likeness)
        return None, best

    def _whole(self, passage: Passage, start: int, end: int) -> Span:
        """Return whole sentences in the place of parts, where the passage has whole sentences, or else whole words."""
        starts, ends = zip(*self._old_sentences, strict=True) if self._old_sentences else ((), ())
        if passage.start in starts and passage.end in ends:
            covered = [
                span
                for span in self._new_sentences
                if 2 * (min(end, span[1]) - max(start, span[0])) > span[1] - span[0]
            ]
            if covered:
                return covered[0][0], covered[-1][1]
        shift = max(0, start - LONGEST_WORD)
        near = words(self.new[shift : end + LONGEST_WORD])
        touched = [word for word in near if word.end + shift > start and word.start + shift < end]
        if not touched:
            return start, end
        return min(start, touched[0].start + shift), max(end, touched[-1].end + shift)

    @cached_property
    def _old_sentences(self) -> list[Span]:
        return sentences(self.old, self.language)

    @cached_property
    def _new_sentences(self) -> list[Span]:
        return sentences(self.new, self.language)

    def _expected(self, offset: int) -> int:
        """Return where an offset of the old text would be in the new one, by the lines that both have."""
        place = max(0, bisect_right(self._blocks, offset, key=lambda block: block[0]) - 1)
        old, new = self._blocks[place]
        return max(0, new + offset - old)

    @cached_property
    def _blocks(self) -> list[Span]:
        """The offsets in both texts of the lines at which equal parts begin, the first line among them."""
        old, new = self.old.splitlines(keepends=True), self.new.splitlines(keepends=True)
        at_old, at_new = [0], [0]
        for lines, offsets in ((old, at_old), (new, at_new)):
            for line in lines:
                offsets.append(offsets[-1] + len(line))
        matched = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
        return [(0, 0), *((at_old[a], at_new[b]) for a, b, size in matched if size)]


def _places(sought: str, text: str) -> Iterator[int]:
    """Yield the offsets at which a text has some words."""
    at = text.find(sought) if sought else -1
    while at >= 0:
        yield at
        at = text.find(sought, at + 1)
