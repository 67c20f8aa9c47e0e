"""Pictures of timelines: a row for each entry, its mark on an axis of time, its label beside the mark."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from coalition.errors import SelectionError
from coalition.output import figure as output_figure
from coalition.output.figure import FAINT, FONT, INK, MARGIN, PLAIN, SMALL, short, width
from coalition.output.table import plural
from coalition.timeline.axis import Axis
from coalition.timeline.entries import listed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from coalition.dates import PartialDate
    from coalition.timeline.entries import Entry, Timeline

STYLES: Mapping[str, tuple[str, str, str]] = {
    "event": ("events", "#0072B2", "o"),
    "commitment": ("commitments", "#D55E00", "s"),
    "plan": ("plans", "#009E73", "^"),
    "actor": ("actors", "#CC79A7", "h"),
    "position": ("positions", "#E69F00", "D"),
}
"""For each kind: its name in the legend, its colour (Okabe & Ito 2008, told apart by the colour-blind), its marker."""

GRID, SHADE = "#dfe5ea", "#eef2f5"
ROW, LENGTH, DATES = 0.25, 9.0, 0.95
"""The height of a row, the length of the axis, and the width of the column of dates, in inches."""

SIZE, RADIUS = 44.0, 0.06
"""The area of a marker in square points, and about half its width."""

THICK, ARROW, GAP = 0.055, 0.42, 0.08
"""Half the height of a band, the length of an arrow, the gap before a label."""


LONGEST = 80
"""Labels are cut to this many characters: half the axis has room for about so many."""

LATE = 0.62
"""The part of the axis after which labels stand before their marks."""

DASHES = (0, (3, 2))
Stretch = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Row:
    """An entry in its row: its height, and from where to where its start and its end can be, if their years are known.

    An entry without a year has neither; its marker stands where the axis begins.
    """

    entry: Entry
    y: float
    start: Stretch | None = None
    end: Stretch | None = None

    @property
    def middle(self) -> float:
        """Where the marker stands."""
        return sum(self.start or self.end or (0, 2 * RADIUS)) / 2

    @property
    def open(self) -> bool:
        """Whether either the start or the end is known, and the other not."""
        return bool(self.start) != bool(self.end)

    @property
    def lasting(self) -> bool:
        """Whether both are known, and not one date."""
        return bool(self.start and self.end and not self.entry.period.on)

    @property
    def left(self) -> float:
        """Where the mark begins."""
        edges = [stretch[0] - RADIUS * self.lasting for stretch in (self.start, self.end) if stretch]
        return min(self.middle - (ARROW if self.open and self.end else RADIUS), *edges, self.middle)

    @property
    def right(self) -> float:
        """Where the mark ends."""
        edges = [stretch[1] + RADIUS * self.lasting for stretch in (self.start, self.end) if stretch]
        return max(self.middle + (ARROW if self.open and self.start else RADIUS), *edges, self.middle)


def draw(found: Timeline, path: Path | str) -> None:
    """Draw a timeline into the file `path`, as SVG or PNG by its suffix, the same to the byte for the same timeline.

    Raises
    ------
    SelectionError
        For another suffix, a timeline without entries, a path that cannot be written, and if matplotlib is missing.
        Nothing is written then.
    """
    output_figure.write(path, lambda: figure(found), _title(found), _caption(found))


def figure(found: Timeline) -> Any:
    """The picture of a timeline as a matplotlib.figure.Figure; see `draw`."""
    if not found.entries:
        raise SelectionError("there is nothing dated to draw", remedy="widen the period, or take in more kinds")
    dated = [entry for entry in found.entries if not entry.period.yearless]
    axis = Axis.spanning(_days(dated), LENGTH) if dated else None
    rows = _rows(dated, axis) if axis else []
    low = -ROW * (len(rows) + 1)
    apart = [Row(entry, low - ROW * number) for number, entry in enumerate(found.entries[len(dated) :])]
    every = [*rows, *apart]
    labels = [_label(row) for row in every]
    reach = max([LENGTH, *(x + wide for x, wide, side in labels if side == "left")])
    extent = (
        -DATES - MARGIN,
        reach + MARGIN,
        every[-1].y - 0.3 - output_figure.LEGEND,
        _top(axis) + 0.15 if axis else 0.25,
    )
    result, axes = output_figure.sheet(extent, _title(found), _caption(found))
    if axis:
        _axis(axes, axis, rows[-1].y)
    if apart:
        style = {"size": FONT, "style": "italic", "color": FAINT, "va": "center_baseline"}
        axes.text(-DATES, apart[0].y + ROW, "no year written", **style)
    for row, (x, _, side) in zip(every, labels, strict=True):
        _mark(axes, row)
        axes.text(x, row.y, _text(row.entry), size=FONT, color=INK, va="center_baseline", ha=side, zorder=5, **PLAIN)
    _dates(axes, every)
    _contradictions(axes, rows)
    _legend(result, every, bool(axis and axis.breaks))
    return result


def _days(entries: Sequence[Entry]) -> list[int]:
    """The days on which dates begin, and those after which they end."""
    found = []
    for entry in entries:
        for date in (entry.period.start, entry.period.end):
            if date and (span := date.span()):
                found += [span[0].toordinal(), span[1].toordinal() + 1]
    return found


def _rows(entries: Sequence[Entry], axis: Axis) -> list[Row]:
    """The entries in their order, but that those that contradict each other stand together."""
    first: dict[tuple[str, str], int] = {}
    for number, entry in enumerate(entries):
        if entry.contradicts:
            first.setdefault((entry.thing.iri, entry.relation), number)

    def place(numbered: tuple[int, Entry]) -> tuple[int, int]:
        number, entry = numbered
        return first[entry.thing.iri, entry.relation] if entry.contradicts else number, number

    ordered = sorted(enumerate(entries), key=place)
    return [
        Row(entry, -ROW * number, *(_stretch(date, axis) for date in (entry.period.start, entry.period.end)))
        for number, (_, entry) in enumerate(ordered)
    ]


def _stretch(date: PartialDate | None, axis: Axis) -> Stretch | None:
    days = date.span() if date else None
    return days and (axis.at(days[0].toordinal()), axis.at(days[1].toordinal() + 1))


def _text(entry: Entry) -> str:
    """The label of a thing, with what the date is of and how it is spoken of, where neither goes without saying."""
    notes = [entry.relation] if entry.relation == "announced" and entry.thing.kind != "commitment" else []
    notes += [] if "asserts" in entry.stances else list(entry.stances)
    return short(entry.thing.label, LONGEST) + (f" ({', '.join(notes)})" if notes else "")


def _label(row: Row) -> tuple[float, float, str]:
    """Where a label begins or ends, how wide it is, and which side of it is there: it follows early marks.

    It stands before late ones, or wherever there is room.
    """
    wide = width(_text(row.entry))
    before, after = row.left - GAP - wide >= 0, row.right + GAP + wide <= LENGTH
    if before and (row.middle > LATE * LENGTH or not after):
        return row.left - GAP, wide, "right"
    return row.right + GAP, wide, "left"


def _axis(axes: Any, axis: Axis, floor: float) -> None:
    """The axis above the rows, with a line down from each tick; what is shortened is shaded and cut out of the axis."""
    from matplotlib.patches import Rectangle

    low, line, start = floor - ROW / 2, 0.2, 0.0
    for left, right in (*axis.breaks, (LENGTH, LENGTH)):
        axes.plot([start, left], [line, line], color=FAINT, linewidth=0.9, zorder=2)
        axes.add_patch(Rectangle((left, low), right - left, line - low, color=SHADE, linewidth=0, zorder=0))
        start = right
    top = _top(axis)
    for tick in axis.ticks():
        axes.plot([tick.at, tick.at], [low, line + 0.05], color=GRID, linewidth=0.7, zorder=1)
        for number, word in enumerate(tick.words, 1):
            axes.text(tick.at, top - 0.15 * number, word, size=SMALL, color=FAINT, ha="center")


def _top(axis: Axis) -> float:
    """How high the words of the ticks reach."""
    return 0.3 + 0.15 * max(len(tick.words) for tick in axis.ticks())


def _mark(axes: Any, row: Row) -> None:
    """The mark of an entry: a marker on a day, a pale band over what a partial date spans, a bar for what lasted."""
    from matplotlib.patches import Rectangle

    _, colour, marker = STYLES[row.entry.thing.kind]
    for left, right in _bands(row):
        band = Rectangle((left, row.y - THICK), right - left, 2 * THICK, color=colour, alpha=0.28, linewidth=0)
        axes.add_patch(band)
    face, edge, size = "white" if row.entry.inferred else colour, colour, SIZE
    if row.open:
        tip = row.middle + (ARROW if row.start else -ARROW)
        arrow = {"arrowstyle": "-|>", "color": colour, "linewidth": 1.3, "shrinkA": 0, "shrinkB": 0}
        axes.annotate("", (tip, row.y), (row.middle, row.y), arrowprops=arrow, zorder=3)
    elif row.end and row.lasting:
        ends = (row.middle, sum(row.end) / 2)
        for shade, thick in ((colour, 9.0), (face, 6.4)):
            axes.plot(ends, [row.y, row.y], color=shade, linewidth=thick, solid_capstyle="round", zorder=3)
        face = edge = colour if row.entry.inferred else "white"
        size = SIZE / 5
    axes.scatter([row.middle], [row.y], s=size, c=face, marker=marker, edgecolors=edge, linewidths=1.3, zorder=4)


def _bands(row: Row) -> list[Stretch]:
    """What the dates of an entry span that are no whole days."""
    dates = {row.entry.period.start: row.start, row.entry.period.end: row.end}
    return [stretch for date, stretch in dates.items() if date and stretch and not date.day]


def _dates(axes: Any, rows: Sequence[Row]) -> None:
    """The column of dates, each where it is another than the one above."""
    above = ""
    for row in rows:
        date = str(row.entry.period.start or row.entry.period.end)
        if date != above:
            axes.text(-DATES, row.y, date, size=SMALL, color=FAINT, va="center_baseline")
        above = date


def _contradictions(axes: Any, rows: Sequence[Row]) -> None:
    """A thin dashed line from each mark to the next that it contradicts, between the rows."""
    for row, below in itertools.pairwise(rows):
        if row.entry.thing == below.entry.thing and below.entry.period in row.entry.contradicts:
            half = (row.y + below.y) / 2
            xs, ys = (row.middle, row.middle, below.middle, below.middle), (row.y, half, half, below.y)
            axes.plot(xs, ys, color=INK, linewidth=0.8, linestyle=DASHES, zorder=1.5)


def _legend(figure: Any, rows: Sequence[Row], shortened: bool) -> None:
    """The kinds, and under them the signs that are used."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    def mark(label: str, **style: Any) -> Any:
        return Line2D([], [], label=label, **{"color": FAINT, "linestyle": "", "markersize": 6.5, **style})

    entries = [row.entry for row in rows]
    kinds = {entry.thing.kind for entry in entries}
    styles = [style for kind, style in STYLES.items() if kind in kinds]
    output_figure.legend(figure, [mark(name, marker=marker, color=colour) for name, colour, marker in styles], line=1)
    hollow = {"marker": "o", "markerfacecolor": "white", "markeredgewidth": 1.3}
    signs = (
        (mark("inferred", **hollow), any(entry.inferred for entry in entries)),
        (Patch(facecolor=FAINT, alpha=0.28, linewidth=0, label="a day within"), any(map(_bands, rows))),
        (Patch(facecolor=FAINT, label="lasted"), any(row.lasting for row in rows)),
        (mark("end or start not stated", marker=">", linestyle="-", markersize=5), any(row.open for row in rows)),
        (mark("contradict each other", linestyle=DASHES, linewidth=0.8), any(e.contradicts for e in entries)),
        (Patch(facecolor=SHADE, label="time shortened"), shortened),
    )
    if used := [sign for sign, present in signs if present]:
        output_figure.legend(figure, used)


def _title(found: Timeline) -> str:
    return f"Timeline: {short(found.about)}" if found.about else "Timeline"


def _caption(found: Timeline) -> str:
    """How many things of each kind are shown, in which period, and how many have no date."""
    counts = {kind: len({entry.thing.iri for entry in found.entries if entry.thing.kind == kind}) for kind in STYLES}
    shown = listed([plural(number, kind) for kind, number in counts.items() if number])
    bounds = [f"from {found.since}"] if found.since else []
    bounds += [f"to {found.until}"] if found.until else []
    sentences = [", ".join(filter(None, (shown, " ".join(bounds)))), found.undated_in_words()]
    return " ".join(f"{sentence}." for sentence in sentences if sentence)
