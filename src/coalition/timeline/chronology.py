"""Keep what a timeline of everything holds as arrays, so that a part of it can be counted, drawn and paged at once."""

from __future__ import annotations

import datetime
import io
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np

from coalition.namespaces import CG
from coalition.timeline.entries import TOLD, Timeline
from coalition.timeline.kinds import TIMELINE_KINDS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from coalition.columns.table import Columns
    from coalition.dates import PartialDate
    from coalition.timeline.entries import Entry

WORDS = tuple(TOLD.values())
"""How an entry may be told, the firmest first."""

BEFORE, AFTER = 0, datetime.date.max.toordinal() + 1
"""What stands for a first and a last day that are not known."""


@dataclass(frozen=True, eq=False)
class Chronology:
    """Hold the entries of a timeline of all kinds in order, as arrays of shape (entries,), and what has no date.

    Attributes
    ----------
    thing:
        The thing of each entry, as the number of a term of the columns.
    place:
        Which entry of its thing it is, from 0 on.
    kind, told:
        Its kind, and how it is told, as places in TIMELINE_KINDS and WORDS.
    denied:
        Whether a passage denies the thing.
    first, last:
        Its first and its last day as ordinals of the Gregorian calendar; BEFORE and AFTER where they are not known.
    undated, undated_kind:
        The things that have no date in any source, in order, as numbers of terms, and their kinds; shape (things,).
    """

    thing: NDArray[np.int32]
    place: NDArray[np.int32]
    kind: NDArray[np.int8]
    told: NDArray[np.int8]
    denied: NDArray[np.bool_]
    first: NDArray[np.int32]
    last: NDArray[np.int32]
    undated: NDArray[np.int32]
    undated_kind: NDArray[np.int8]

    @classmethod
    def from_timeline(cls, timeline: Timeline, columns: Columns) -> Chronology:
        """Return the arrays of a timeline of everything, in the order of its entries."""
        entries, seen = timeline.entries, Counter[str]()
        numbers = columns.terms.numbers({f"<{each.thing.iri}>" for each in entries})
        numbers |= columns.terms.numbers({f"<{each.iri}>" for each in timeline.undated})
        places, days = [], [entry.period.days() for entry in entries]
        for entry in entries:
            places.append(seen[entry.thing.iri])
            seen[entry.thing.iri] += 1
        return cls(
            np.array([numbers[f"<{entry.thing.iri}>"] for entry in entries], dtype=np.int32),
            np.array(places, dtype=np.int32),
            np.array([TIMELINE_KINDS.index(entry.thing.kind) for entry in entries], dtype=np.int8),
            np.array([WORDS.index(entry.told) for entry in entries], dtype=np.int8),
            np.array([bool(entry.denied) for entry in entries], dtype=np.bool_),
            np.array([first.toordinal() if first else BEFORE for first, _ in days], dtype=np.int32),
            np.array([last.toordinal() if last else AFTER for _, last in days], dtype=np.int32),
            np.array([numbers[f"<{thing.iri}>"] for thing in timeline.undated], dtype=np.int32),
            np.array([TIMELINE_KINDS.index(thing.kind) for thing in timeline.undated], dtype=np.int8),
        )

    def to_bytes(self) -> bytes:
        """Return the arrays as the content of a file."""
        content = io.BytesIO()
        np.savez(content, **{field.name: getattr(self, field.name) for field in fields(self)})
        return content.getvalue()

    @classmethod
    def from_bytes(cls, content: bytes) -> Chronology:
        """Return the arrays that `to_bytes` has written."""
        held = np.load(io.BytesIO(content), allow_pickle=False)
        return cls(**{field.name: held[field.name] for field in fields(cls)})

    def chosen(
        self,
        kinds: Collection[str],
        since: PartialDate | None,
        until: PartialDate | None,
        about: NDArray[np.bool_] | None,
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the places of the entries that `timeline` returns, and of the things without a date.

        `about` tells of each term whether it is one of the things; None for all.
        """
        numbers = [TIMELINE_KINDS.index(kind) for kind in kinds]
        kept, undated = np.isin(self.kind, numbers), np.isin(self.undated_kind, numbers)
        if since and (span := since.span()):
            kept &= self.last >= span[0].toordinal()
        if until and (span := until.span()):
            kept &= self.first <= span[1].toordinal()
        if about is not None:
            kept, undated = kept & about[self.thing], undated & about[self.undated]
        return np.flatnonzero(kept), np.flatnonzero(undated)

    def days(self, row: int) -> tuple[datetime.date | None, datetime.date | None]:
        """Return the first and the last day of an entry, each None where it is unknown."""
        first, last = int(self.first[row]), int(self.last[row])
        known = first != BEFORE, last != AFTER
        return (
            datetime.date.fromordinal(first) if known[0] else None,
            datetime.date.fromordinal(last) if known[1] else None,
        )

    def picked(self, rows: Sequence[int], entries: Collection[Entry], iris: Mapping[int, str]) -> list[Entry]:
        """Return those entries that stand in some rows; `entries` are all of their things, in order."""
        own: dict[str, list[Entry]] = {}
        for entry in entries:
            own.setdefault(entry.thing.iri, []).append(entry)
        return [own[iris[int(self.thing[row])]][int(self.place[row])] for row in rows]


def connected(columns: Columns, about: str) -> NDArray[np.bool_]:
    """Return which terms are a thing, what a fact in any stance connects to it, or an event in which it had a part."""
    number = columns.terms.number_of(about)
    table, inferred = columns.table, columns.terms.number_of(CG + "inferredFrom")
    naming = table.subject[(table.object == number) & (table.word != inferred)]
    named = table.object[(table.subject == number) & (table.word != inferred)]
    found = columns.chosen(np.concatenate([naming, named, [number]]) if number >= 0 else [])
    events = columns.of(CG + "event")
    found[events.object[columns.chosen(naming)[events.subject]]] = True
    return found
