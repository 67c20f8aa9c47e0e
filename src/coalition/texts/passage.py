"""A passage: a slice of a source's text, and whether its words still stand where they were read."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum

from coalition.texts.source import sha256

SEEK_LIMIT = 2_000_000
"""Texts longer than this many code points are not searched for words that moved."""


class State(StrEnum):
    """What became of the words of a passage."""

    FOUND = "found"
    DRIFTED = "drifted"
    MISSING = "missing"
    NO_TEXT = "no text here"


@dataclass(frozen=True, slots=True)
class Passage:
    """A slice with its header. `start` and `end` are half-open offsets in Unicode code points.

    Stance, speaker, reporter and cited works are labels or IRIs as the reader asked for them;
    a factless slice has no stance.
    """

    iri: str
    source: str
    start: int
    end: int
    digest: str
    stance: str = ""
    attributed_to: tuple[str, ...] = ()
    reported_by: tuple[str, ...] = ()
    cites: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The short name of the passage: the last part of its IRI."""
        return self.iri.rsplit("/", 1)[-1]


@dataclass(frozen=True, slots=True)
class Finding:
    """The state of a passage in a text; its words where found; where they stand now if they moved."""

    state: State
    words: str = ""
    moved_to: int | None = None


def look_up(passage: Passage, text: str | None) -> Finding:
    """Whether the words of `passage` stand in `text` where its offsets say.

    Found: the slice has the digest. Drifted: it has not, but the same words stand elsewhere.
    Missing: they stand nowhere in the text. Nothing is ever re-anchored.
    """
    if text is None:
        return Finding(State.NO_TEXT)
    words = text[passage.start : passage.end]
    if passage.end <= len(text) and sha256(words) == passage.digest:
        return Finding(State.FOUND, words)
    moved = _seek(passage, text)
    return Finding(State.MISSING) if moved is None else Finding(State.DRIFTED, moved_to=moved)


def _seek(passage: Passage, text: str) -> int | None:
    length = passage.end - passage.start
    if not 0 < length <= len(text) <= SEEK_LIMIT:
        return None
    for start in range(len(text) - length + 1):
        if hashlib.sha256(text[start : start + length].encode()).hexdigest() == passage.digest:
            return start
    return None
