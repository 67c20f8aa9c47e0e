"""Fill the timeline: what happened when, drawn and listed, with how it is told."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from coalition.dates import PartialDate
from coalition.errors import ParameterError, SelectionError
from coalition.operations.lookup import TIMELINE
from coalition.operations.parameters import Parameter
from coalition.pages.page import OFFSET, Asked, Page
from coalition.timeline.chronology import AFTER, BEFORE, WORDS, connected
from coalition.timeline.entries import check
from coalition.timeline.kinds import TIMELINE_KINDS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from coalition.timeline.chronology import Chronology

AT_ONCE = 25
"""How many entries the page lists."""

DRAWN = 400
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
    year: str = ""


@dataclass(frozen=True)
class Picture:
    """Hold a picture of a timeline."""

    marks: Sequence[Mark]
    stretches: Sequence[Stretch]
    height: float
    first: datetime.date
    last: datetime.date
    drawn: int
    outside: int


def fill(asked: Asked) -> Mapping[str, Any]:
    """Return what the timeline shows.

    Raises
    ------
    SelectionError
        When a date or a kind is not valid, or the period ends before it begins.
    """
    graph, text = asked.graph, asked.catalogue.gettext
    offset, undated_offset = asked.values.get("offset", 0), asked.values.get("undated", 0)
    given = {name: value for name, value in asked.values.items() if name not in ("offset", "undated")}
    chosen = graph._dated(**{name: given.get(name) for name in ("about", "since", "until", "kinds")})
    try:
        check(chosen["kinds"], chosen["since"], chosen["until"])
    except SelectionError as fault:
        where = "to" if chosen["until"] else "kind"
        raise ParameterError(fault.what, where=where, remedy=fault.remedy) from None
    about, found, columns = chosen["about"], graph._chronology, graph._columns
    within = connected(columns, about) if about else None
    rows, undated = found.chosen(chosen["kinds"], chosen["since"], chosen["until"], within)
    entries = graph._entries(rows[offset : offset + AT_ONCE].tolist(), about)
    label = graph.names.label(about) if about else ""
    without = found.undated[undated[undated_offset : undated_offset + AT_ONCE]]
    return {
        "title": text("Timeline of {about}").format(about=label) if label else text("Timeline"),
        "entries": entries,
        "passages": [entry.evidence(entry.period).passages for entry in entries],
        "total": len(rows),
        "offset": offset,
        "most": AT_ONCE,
        "undated": [(iri, graph.names.label(iri)) for iri in columns.terms.iris(without)],
        "undated_total": len(undated),
        "undated_offset": undated_offset,
        "kinds": TIMELINE_KINDS,
        "chosen": chosen["kinds"],
        "picture": picture(asked, found, rows),
    }


def picture(asked: Asked, found: Chronology, rows: NDArray[np.int64]) -> Picture | None:
    """Return a picture of those entries in some rows that have days; None where there is none."""
    first, last = found.first[rows], found.last[rows]
    rows = rows[(first != BEFORE) | (last != AFTER)]
    if not len(rows):
        return None
    first, last = found.first[rows], found.last[rows]
    first, last = np.where(first == BEFORE, last, first), np.where(last == AFTER, first, last)
    begin, end = _bounds(asked, first, last)
    inside = (last >= begin) & (first <= end)  # what began and ended outside is no event of the first day or the last
    outside = int(len(rows) - inside.sum())
    rows, first, last = rows[inside], first[inside], last[inside]
    scale = (WIDTH - 2 * MARGIN) / max(1, end - begin)
    left = MARGIN + (np.clip(first, begin, end) - begin) * scale
    right = MARGIN + (np.clip(last, begin, end) - begin) * scale
    lines: list[float] = []
    marks = []
    drawn = rows[:DRAWN]
    iris = asked.graph._columns.terms.iris(found.thing[drawn])
    shown = zip(drawn.tolist(), iris, left.tolist(), right.tolist(), strict=False)
    for row, iri, start, stop in shown:
        line = next((number for number, used in enumerate(lines) if used + 4 <= start), len(lines))
        if line == len(lines):
            lines.append(0.0)
        lines[line] = max(stop, start + 8)
        told = "denied" if found.denied[row] else WORDS[found.told[row]]
        days = " – ".join(dict.fromkeys(asked.catalogue.date(str(day)) for day in found.days(row) if day))
        title = f"{days}: {asked.graph.names.label(iri)}" + ("" if told == WORDS[0] else f" ({told})")
        kind = TIMELINE_KINDS[found.kind[row]]
        marks.append(Mark(start, (line + 1) * ROW, max(0.0, stop - start), kind, told, title, iri))
    opening, closing = datetime.date.fromordinal(begin), datetime.date.fromordinal(end)
    stretches, told_years = [], set[str]()
    for label, since, until, one, other in _stretches(asked, opening, closing):
        inside = (last >= since.toordinal()) & (first <= until.toordinal())
        x, end_x = (MARGIN + (min(max(day.toordinal(), begin), end) - begin) * scale for day in (one, other))
        year = str(since.year) if str(since.year) != label and str(since.year) not in told_years else ""
        told_years.add(str(since.year))
        stretches.append(Stretch(label, str(since), str(until), x, end_x - x, int(inside.sum()), year))
    return Picture(marks, stretches, (len(lines) + 2) * ROW, opening, closing, len(marks), outside)


def _bounds(asked: Asked, first: NDArray[np.int32], last: NDArray[np.int32]) -> tuple[int, int]:
    """Return the first and the last day of the picture: those asked for, or those between which nearly all lies."""
    given = (asked.values.get(name) for name in ("since", "until"))
    spans = [PartialDate.parse(str(bound)).span() if bound else None for bound in given]
    middle = np.sort(first)
    begin = spans[0][0].toordinal() if spans[0] else int(middle[len(middle) // 20])
    most = min(int(last.max()), int(middle[-1 - len(middle) // 50]) + 31)
    end = spans[1][1].toordinal() if spans[1] else most
    return begin, max(end, begin + 1)


def _stretches(
    asked: Asked, begin: datetime.date, end: datetime.date
) -> Iterator[tuple[str, datetime.date, datetime.date, datetime.date, datetime.date]]:
    """Yield the years, months or days between two days, what is neither too many nor too few, with their bounds.

    The first two bounds are the days that count, the others those between which the stretch is drawn.
    """
    days = (end - begin).days
    if days > 3 * 366:
        for year in range(begin.year, end.year + 1):
            bounds = datetime.date(year, 1, 1), datetime.date(year, 12, 31)
            yield (str(year), *bounds, *bounds)
    elif days > 45:
        year, month = begin.year, begin.month
        while (year, month) <= (end.year, end.month):
            bounds = datetime.date(year, month, 1), datetime.date(year, month, calendar.monthrange(year, month)[1])
            yield (asked.catalogue.date(f"{year:04}-{month:02}"), *bounds, *bounds)
            year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    else:
        for number in range(days + 1):
            day = begin + datetime.timedelta(days=number)
            yield str(day.day), day, day, day, day + datetime.timedelta(days=1)


UNDATED = Parameter("undated", "number", "Leave out so many of what has no date.", least=0)
PAGE = Page(
    "timeline.html",
    fill,
    (*TIMELINE.parameters, OFFSET, UNDATED),
)
