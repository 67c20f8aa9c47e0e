"""Coverage: what of each source's text lies in a passage, what was read and holds no fact, and what remains."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from coalition.provenance.record import DRAFTED
from coalition.texts.passage import Passage
from coalition.texts.sentences import sentences
from coalition.texts.source import Source, Texts


@dataclass(frozen=True)
class Sentence:
    """A sentence of a source, by its offsets in code points, half-open."""

    start: int
    end: int
    words: str


@dataclass(frozen=True)
class SourceCoverage:
    """How much of a source is accounted for.

    `sentences` is the sum of `covered` (with words in a passage), `no_fact` (read, and recorded as holding no fact) and
    `remaining`: a sentence remains when a letter or digit of it lies in neither. The shares are of the text's letters
    and digits. A passage that is only drafted covers nothing, and is counted apart, in `drafted`. Without the text,
    `sentences` is None, and nothing is known but the number of slices.
    """

    source: Source
    passages: int
    factless: int
    drafted: int = 0
    sentences: int | None = None
    covered: int = 0
    no_fact: int = 0
    remaining: tuple[Sentence, ...] = ()
    share_in_passages: float = 0.0
    share_accounted_for: float = 0.0

    def to_dict(self) -> dict[str, Any]:
        """The coverage as plain data, for JSON."""
        return {
            "source": self.source.iri,
            "label": self.source.label,
            "passages": self.passages,
            "factless_slices": self.factless,
            "drafted": self.drafted,
            "sentences": self.sentences,
            "covered": self.covered if self.sentences is not None else None,
            "no_fact": self.no_fact if self.sentences is not None else None,
            "remaining": len(self.remaining) if self.sentences is not None else None,
            "share_in_passages": self.share_in_passages,
            "share_accounted_for": self.share_accounted_for,
            "remaining_sentences": [{"start": s.start, "end": s.end, "words": s.words} for s in self.remaining],
        }


def coverage(sources: Iterable[Source], slices: Iterable[Passage], texts: Texts) -> Iterator[SourceCoverage]:
    """The coverage of each source; a slice without a stance is factless."""
    by_source: dict[str, list[Passage]] = {}
    for slice_ in slices:
        by_source.setdefault(slice_.source, []).append(slice_)
    for source in sources:
        yield _cover(source, by_source.get(source.iri, []), texts.get(source))


def _cover(source: Source, slices: list[Passage], text: str | None) -> SourceCoverage:
    drafted = [slice_ for slice_ in slices if slice_.stance == DRAFTED]
    slices = [slice_ for slice_ in slices if slice_.stance != DRAFTED]
    passages = [slice_ for slice_ in slices if slice_.stance]
    counts = (len(passages), len(slices) - len(passages), len(drafted))
    if text is None:
        return SourceCoverage(source, *counts)
    told, read = _mark(text, passages), _mark(text, slices)
    found = [Sentence(start, end, text[start:end]) for start, end in sentences(text)]
    remaining = tuple(s for s in found if any(text[n].isalnum() and not read[n] for n in range(s.start, s.end)))
    left = set(remaining)
    covered = sum(1 for s in found if s not in left and any(told[s.start : s.end]))
    letters = [n for n, character in enumerate(text) if character.isalnum()]
    return SourceCoverage(
        source,
        *counts,
        len(found),
        covered,
        len(found) - covered - len(remaining),
        remaining,
        _share(letters, told),
        _share(letters, read),
    )


def _mark(text: str, slices: list[Passage]) -> bytearray:
    marked = bytearray(len(text))
    for slice_ in slices:
        marked[slice_.start : slice_.end] = b"\1" * (min(slice_.end, len(text)) - slice_.start)
    return marked


def _share(letters: list[int], marked: bytearray) -> float:
    return sum(marked[n] for n in letters) / len(letters) if letters else 1.0
