"""Measure how much of each source lies in passages, holds no fact, or remains to be read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from coalition.provenance.record import DRAFTED
from coalition.texts.passage import Passage
from coalition.texts.sentences import sentences
from coalition.texts.source import Source, Texts, sha256

OTHERWISE = bytes([1, 0, *range(2, 256)])
"""Turns each byte 1 into 0, and each 0 into 1."""


@dataclass(frozen=True)
class Sentence:
    """Hold a sentence of a source: its text, and the offsets of its start and end, in code points."""

    start: int
    end: int
    words: str


@dataclass(frozen=True)
class SourceCoverage:
    """Hold how much of a source has been read, and with what result.

    Where the text was not found, `sentences` is None, and only the numbers of slices are known.

    Attributes
    ----------
    passages:
        The number of passages, without those that are only drafted.
    factless:
        The number of slices recorded as holding no fact.
    drafted:
        The number of passages that are only drafted.
    sentences:
        The number of sentences in the text. Each is counted in `covered` or `no_fact`, or listed in `unread`.
    covered:
        The number of sentences that were read in full and lie in a passage, at least in part.
    no_fact:
        The number of sentences that were read in full and lie in no passage.
    unread:
        Where the sentences begin and end that were not read in full: a letter or digit lies neither in a passage nor in
        a slice recorded as holding no fact. What lies only in drafted passages counts as not read.
    share_in_passages:
        The share, from 0 to 1, of the text's letters and digits that lie in passages.
    share_accounted_for:
        The share, from 0 to 1, of the text's letters and digits that lie in passages or in slices without facts.
    drifted:
        Whether the text is not the one that was read, by its digest.
    """

    source: Source
    passages: int
    factless: int
    drafted: int = 0
    sentences: int | None = None
    covered: int = 0
    no_fact: int = 0
    unread: tuple[tuple[int, int], ...] = ()
    share_in_passages: float = 0.0
    share_accounted_for: float = 0.0
    drifted: bool = False
    texts: Texts | None = field(default=None, repr=False, compare=False)

    @property
    def remaining(self) -> tuple[Sentence, ...]:
        """The sentences that were not read in full."""
        text = (self.texts.get(self.source) if self.texts and self.unread else None) or ""
        return tuple(Sentence(start, end, text[start:end]) for start, end in self.unread)

    @property
    def in_full(self) -> bool | None:
        """Whether every letter and digit of the text was read; None where the text as it was read is not at hand."""
        if not self.passages + self.factless:
            return False
        return None if self.sentences is None or self.drifted else not self.unread

    def to_dict(self) -> dict[str, Any]:
        """Return the coverage as plain data, for JSON."""
        return {
            "source": self.source.iri,
            "label": self.source.label,
            "passages": self.passages,
            "factless_slices": self.factless,
            "drafted": self.drafted,
            "sentences": self.sentences,
            "covered": self.covered if self.sentences is not None else None,
            "no_fact": self.no_fact if self.sentences is not None else None,
            "remaining": len(self.unread) if self.sentences is not None else None,
            "share_in_passages": self.share_in_passages,
            "share_accounted_for": self.share_accounted_for,
            "remaining_sentences": [{"start": s.start, "end": s.end, "words": s.words} for s in self.remaining],
        }


def coverage(sources: Iterable[Source], slices: Iterable[Passage], texts: Texts) -> Iterator[SourceCoverage]:
    """Yield the coverage of each source.

    Parameters
    ----------
    sources:
        The sources to report on.
    slices:
        The passages and the slices without facts of all sources; others are ignored.
    texts:
        The texts of the sources, as far as they can be found.
    """
    by_source: dict[str, list[Passage]] = {}
    for slice_ in slices:
        by_source.setdefault(slice_.source, []).append(slice_)
    for source in sources:
        yield _cover(source, by_source.get(source.iri, []), texts)


KEPT = (
    "passages",
    "factless",
    "drafted",
    "sentences",
    "covered",
    "no_fact",
    "unread",
    "share_in_passages",
    "share_accounted_for",
    "drifted",
)
"""What is kept of the coverage of a source."""


def written(measured: Iterable[SourceCoverage]) -> bytes:
    """Return the coverage of sources as JSON."""
    rows = {each.source.iri: [getattr(each, name) for name in KEPT] for each in measured}
    return json.dumps(rows, separators=(",", ":")).encode()


def read(content: bytes, sources: Iterable[Source], texts: Texts) -> list[SourceCoverage]:
    """Return the coverage of some sources that `written` has written."""
    rows = json.loads(content)
    found = ((source, dict(zip(KEPT, rows[source.iri], strict=True))) for source in sources)
    return [
        SourceCoverage(source, texts=texts, **{**values, "unread": tuple(map(tuple, values["unread"]))})
        for source, values in found
    ]


@dataclass(frozen=True)
class Reading:
    """Hold which documents were read in full, which were not, and of which it cannot be told without their texts."""

    in_full: tuple[Source, ...] = ()
    not_in_full: tuple[Source, ...] = ()
    unknown: tuple[Source, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether there are documents, and all of them were read in full."""
        return bool(self.in_full) and not self.not_in_full and not self.unknown


def read_in_full(measured: Iterable[SourceCoverage]) -> Reading:
    """Return which of the sources whose coverage was measured were read in full: only these can lack a fact."""
    found: dict[bool | None, list[Source]] = {True: [], False: [], None: []}
    for each in measured:
        found[each.in_full].append(each.source)
    return Reading(tuple(found[True]), tuple(found[False]), tuple(found[None]))


def _cover(source: Source, slices: list[Passage], texts: Texts) -> SourceCoverage:
    text = texts.get(source)
    drafted = [slice_ for slice_ in slices if slice_.stance == DRAFTED]
    slices = [slice_ for slice_ in slices if slice_.stance != DRAFTED]
    passages = [slice_ for slice_ in slices if slice_.stance]  # a slice that holds no fact has no stance
    counts = (len(passages), len(slices) - len(passages), len(drafted))
    if text is None:
        return SourceCoverage(source, *counts)
    letters = bytes(map(str.isalnum, text))
    in_passages, in_slices = _mark(text, passages), _mark(text, slices)
    unread = _both(letters, in_slices.translate(OTHERWISE))
    places = sentences(text)
    remaining = tuple((start, end) for start, end in places if 1 in unread[start:end])
    covered = sum(1 in in_passages[start:end] and 1 not in unread[start:end] for start, end in places)
    return SourceCoverage(
        source,
        *counts,
        len(places),
        covered,
        len(places) - covered - len(remaining),
        remaining,
        _share(letters, in_passages),
        _share(letters, in_slices),
        bool(source.text_digest) and sha256(text) != source.text_digest,
        texts,
    )


def _mark(text: str, slices: list[Passage]) -> bytes:
    """Return a byte for each character of `text`: 1 where it lies in one of the slices, else 0."""
    marked = bytearray(len(text))
    for slice_ in slices:
        marked[slice_.start : slice_.end] = b"\1" * (min(slice_.end, len(text)) - slice_.start)
    return bytes(marked)


def _both(one: bytes, other: bytes) -> bytes:
    """Return 1 where each of two runs of bytes, of the same length, has 1, else 0."""
    # Python has no such operation on bytes; on numbers it takes a hundredth of the time of a loop.
    both = int.from_bytes(one, "big") & int.from_bytes(other, "big")
    return both.to_bytes(len(one), "big")


def _share(letters: bytes, marked: bytes) -> float:
    """Return the share of the characters that are 1 in `letters` which are marked; 1 where there are none."""
    return _both(letters, marked).count(1) / letters.count(1) if 1 in letters else 1.0
