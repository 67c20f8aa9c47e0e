"""Find the words of a passage in the text of its source, and tell whether they have changed since they were read."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum

from coalition.texts.source import sha256

SEEK_LIMIT = 2_000_000
"""The length, in code points, of the longest text that is searched for words that have moved.

The search hashes a slice at every offset, so its time grows with the length of the text.
"""


class State(StrEnum):
    """Name what has become of the words of a passage.

    Attributes
    ----------
    FOUND:
        The words are where the offsets say.
    DRIFTED:
        They are elsewhere in the text.
    MISSING:
        The text does not hold them; or it is longer than `SEEK_LIMIT`, and they are not where the offsets say.
    NO_TEXT:
        The text of the source was not found.
    """

    FOUND = "found"
    DRIFTED = "drifted"
    MISSING = "missing"
    NO_TEXT = "no text here"


@dataclass(frozen=True, slots=True)
class Passage:
    """Hold the header of a passage, or of a slice that is recorded as holding no fact.

    Stance, speakers, reporters and cited works are IRIs or labels, as whoever made the object needed them.

    Attributes
    ----------
    iri:
        The IRI of the passage.
    source:
        The IRI of the source that it is quoted from.
    start, end:
        The offsets of the first code point, and of the first one after the passage.
    digest:
        The SHA-256 of its words; see `coalition.texts.source.sha256`.
    stance:
        How the source presents the facts, such as `asserts`; empty for a slice that holds no fact.
    attributed_to:
        Whose words they are.
    reported_by:
        Who passes the words on, according to the source.
    cites:
        The works that the passage cites.
    reading:
        Why its facts are the curators' reading of open words; empty where the words say them plainly.
    notes:
        What the curators noted about the passage, such as a doubt.
    context:
        The IRIs of the slices without which the passage cannot be read.
    page:
        The page of the original on which it begins; None where that has no pages.
    directness:
        How directly its words support the facts, such as `implied`; empty where that is not recorded.
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
    reading: str = ""
    notes: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    page: int | None = None
    directness: str = ""

    @property
    def name(self) -> str:
        """The short name of the passage: the last part of its IRI."""
        return self.iri.rsplit("/", 1)[-1]

    @property
    def place(self) -> str:
        """Its offsets, after the page where the original has pages: `p. 2, 23–55`."""
        return f"{f'p. {self.page}, ' if self.page else ''}{self.start}–{self.end}"

    @property
    def characters(self) -> str:
        """Its place in words: `page 2, characters 23–55`."""
        return f"{f'page {self.page}, ' if self.page else ''}characters {self.start}–{self.end}"


@dataclass(frozen=True, slots=True)
class Finding:
    """Hold the state of a passage in a text.

    `words` is empty unless the state is FOUND. `moved_to` is the offset at which the words begin now, where the state
    is DRIFTED, and None otherwise.
    """

    state: State
    words: str = ""
    moved_to: int | None = None


def look_up(passage: Passage, text: str | None) -> Finding:
    """Tell whether `text` has the words of a passage at its offsets.

    Words are compared by their digest, so they must be the same code point by code point. The passage itself is never
    changed: words that have moved are reported, for a curator to correct the offsets.

    Parameters
    ----------
    passage:
        The header, with offsets and digest.
    text:
        The whole text of its source, or None where it was not found.
    """
    if text is None:
        return Finding(State.NO_TEXT)
    words = text[passage.start : passage.end]
    if passage.end <= len(text) and sha256(words) == passage.digest:
        return Finding(State.FOUND, words)
    moved = _seek(passage, text)
    return Finding(State.MISSING) if moved is None else Finding(State.DRIFTED, moved_to=moved)


def _seek(passage: Passage, text: str) -> int | None:
    """Return the first offset at which `text` has the words of a passage, or None."""
    length = passage.end - passage.start
    if not 0 < length <= len(text) <= SEEK_LIMIT:
        return None
    for start in range(len(text) - length + 1):
        if hashlib.sha256(text[start : start + length].encode()).hexdigest() == passage.digest:
            return start
    return None
