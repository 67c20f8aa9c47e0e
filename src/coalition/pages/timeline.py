"""Fill the timeline: what happened when, drawn and listed, with how it is told."""

from __future__ import annotations

import calendar
import datetime
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from coalition.operations.lookup import TIMELINE
from coalition.pages.page import OFFSET, Asked, Page
from coalition.timeline.kinds import TIMELINE_KINDS

if TYPE_CHECKING:
    from coalition.timeline.entries import Entry

AT_ONCE = 100
"""How many entries the page lists."""

DRAWN = 600
"""How many marks the picture has at most."""

WIDTH, ROW, MARGIN = 960.0, 14.0, 8.0
"""The width of the picture, the height of a row of marks, and the margin, in its own units."""


@dataclass(frozen=True)
class Mark:
    """Hold a mark of the picture: its place, its length, the kind of thing, and how it is told."""

    x: float
    y: float
    length: float
    kind: str
    told: str
    title: str
    iri: str


@dataclass(frozen=True)
class Stretch:
    """Hold a stretch of time that one can zoom into: its name, its bounds, its place, and how much falls into it."""

    label: str
    since: str
    until: str
    x: float
    width: float
    number: int


@dataclass(frozen=True)
class Picture:
    """Hold a picture of a timeline."""

    marks: Sequence[Mark]
    stretches: Sequence[Stretch]
    height: float
    first: datetime.date
    last: datetime.date
    drawn: int


def fill(asked: Asked) -> Mapping[str, Any]:
    """Return what the timeline shows."""
    values = dict(asked.values)
    offset = values.pop("offset", 0)
    timeline = asked.graph.timeline(**values)
    entries = timeline.entries
    shown = entries[offset : offset + AT_ONCE]
    about, text = timeline.about, asked.catalogue.gettext
    return {
        "title": text("Timeline of {about}").format(about=about) if about else text("Timeline"),
        "entries": shown,
        "notes_of": [asked.notes.numbers(entry.evidence(entry.period)) for entry in shown],
        "total": len(entries),
        "offset": offset,
        "most": AT_ONCE,
        "undated": timeline.undated[:AT_ONCE],
        "undated_total": len(timeline.undated),
        "kinds": TIMELINE_KINDS,
        "chosen": values.get("kinds") or (),
        "picture": picture(asked, entries),
    }


def picture(asked: Asked, entries: Sequence[Entry]) -> Picture | None:
    """Return a picture of what has days; None where there is none."""
    dated = []
    for entry in entries:
        first, last = entry.period.days()
        if first or last:
            dated.append((first or last, last or first, entry))
    if not dated:
        return None
    begin, end = _bounds(asked, dated)
    days = max(1, (end - begin).days)
    scale = (WIDTH - 2 * MARGIN) / days

    def x(day: datetime.date) -> float:
        return MARGIN + (min(max(day, begin), end) - begin).days * scale

    rows: list[float] = []
    marks = []
    for first, last, entry in dated[:DRAWN]:
        assert first and last
        left, right = x(first), x(last)
        row = next((number for number, used in enumerate(rows) if used + 4 <= left), len(rows))
        if row == len(rows):
            rows.append(0.0)
        rows[row] = max(right, left + 8)
        told = "denied" if entry.denied else entry.told
        shown = f"{entry.period}: {entry.thing.label}" + (f" ({', '.join(entry.notes)})" if entry.notes else "")
        y, length = (row + 1) * ROW, max(0.0, right - left)
        marks.append(Mark(left, y, length, entry.thing.kind, told, shown, entry.thing.iri))
    numbers = Counter[str]()
    stretches = list(_stretches(asked, begin, end))
    for first, last, _ in dated:
        assert first and last
        for stretch in stretches:
            numbers[stretch[1]] += str(last) >= stretch[1] and str(first) <= stretch[2]
    found = [
        Stretch(label, since, until, x(one), x(other) - x(one), numbers[since])
        for (label, since, until, one, other) in stretches
    ]
    return Picture(marks, found, (len(rows) + 2) * ROW, begin, end, min(len(dated), DRAWN))


def _bounds(asked: Asked, dated: Sequence[tuple[Any, Any, Any]]) -> tuple[datetime.date, datetime.date]:
    """Return the first and the last day of the picture: those asked for, or those between which nearly all lies."""
    from coalition.dates import PartialDate

    given = (asked.values.get(name) for name in ("since", "until"))
    spans = [PartialDate.parse(str(bound)).span() if bound else None for bound in given]
    middle = sorted(first for first, _, _ in dated)
    low, high = middle[len(middle) // 20], max(last for _, last, _ in dated)
    begin = spans[0][0] if spans[0] else low
    end = spans[1][1] if spans[1] else min(high, middle[-1 - len(middle) // 50] + datetime.timedelta(days=31))
    return begin, max(end, begin + datetime.timedelta(days=1))


def _stretches(
    asked: Asked, begin: datetime.date, end: datetime.date
) -> Iterator[tuple[str, str, str, datetime.date, datetime.date]]:
    """Yield the years, months or days between two days: what is neither too many nor too few."""
    days = (end - begin).days
    if days > 3 * 366:
        for year in range(begin.year, end.year + 1):
            yield str(year), f"{year}-01-01", f"{year}-12-31", datetime.date(year, 1, 1), datetime.date(year, 12, 31)
    elif days > 45:
        year, month = begin.year, begin.month
        while (year, month) <= (end.year, end.month):
            last = calendar.monthrange(year, month)[1]
            name = f"{year:04}-{month:02}"
            yield (
                asked.catalogue.date(name),
                f"{name}-01",
                f"{name}-{last:02}",
                datetime.date(year, month, 1),
                datetime.date(year, month, last),
            )
            year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    else:
        for number in range(days + 1):
            day = begin + datetime.timedelta(days=number)
            yield str(day.day), str(day), str(day), day, day + datetime.timedelta(days=1)


PAGE = Page(
    "timeline.html",
    fill,
    (*TIMELINE.parameters, OFFSET),
)
