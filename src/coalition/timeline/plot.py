"""Draw timelines: a row for each entry, with a mark on an axis of time and a label beside the mark."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from coalition.errors import SelectionError
from coalition.output import figure as output_figure
from coalition.output.figure import FAINT, FONT, INK, MARGIN, PLAIN, SMALL, short, width
from coalition.output.passages import sources
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
"""By kind: the name in the legend, the colour, and the marker as matplotlib names it.

The colours are those of Okabe & Ito 2008, which colour-blind people can tell apart.
"""

GRID, SHADE = "#dfe5ea", "#eef2f5"
"""The colours of the lines below ticks and of shortened stretches."""

ROW, LENGTH, DATES = 0.25, 9.0, 0.95
"""The height of a row, the length of the axis, and the width of the column of dates, in inches."""

SIZE, RADIUS = 44.0, 0.06
"""The area of a marker in square points, and about half its width."""

THICK, ARROW, GAP = 0.055, 0.42, 0.08
"""Half the height of a band, the length of an arrow, and the gap between a mark and its label, in inches."""

LONGEST = 80
"""The number of characters to which labels are cut; about so many fit on half of the axis."""

LATE = 0.62
"""The share of the axis after which labels stand to the left of their marks."""

PLANNED = ("predicted", "proposed")
"""How the date of something is told that no passage says to have happened."""

DENIED: Mapping[str, Any] = {"marker": "x", "markersize": 10, "markeredgewidth": 1.6}
ABSENT: Mapping[str, Any] = {"marker": (2, 0, -45), "markersize": 12, "markeredgewidth": 1.6}
"""The cross on what is denied, and the stroke on an event from which the actor was absent, in the words of Line2D."""

SIGNS = 6
"""The greatest number of signs in one line of the legend."""

DASHES = (0, (3, 2))
"""The line between contradictory dates, as matplotlib describes dashes."""

Stretch = tuple[float, float]
"""Where something begins and ends on the axis, in inches."""


@dataclass(frozen=True, slots=True)
class Row:
    """Place an entry in a row of the picture.

    Attributes
    ----------
    entry:
        The entry.
    y:
        The height of the row, in inches.
    start, end:
        The stretches in which the start and the end of the period lie; None if they or their years are unknown. An
        entry without a year has neither, and its marker stands at the beginning of the axis.
    """

    entry: Entry
    y: float
    start: Stretch | None = None
    end: Stretch | None = None

    @property
    def middle(self) -> float:
        """The position of the marker."""
        return sum(self.start or self.end or (0, 2 * RADIUS)) / 2

    @property
    def open(self) -> bool:
        """Whether only one of start and end is known."""
        return bool(self.start) != bool(self.end)

    @property
    def lasting(self) -> bool:
        """Whether start and end are known and are not the same date."""
        return bool(self.start and self.end and not self.entry.period.on)

    @property
    def left(self) -> float:
        """The position at which the mark begins."""
        edges = [stretch[0] - RADIUS * self.lasting for stretch in (self.start, self.end) if stretch]
        return min(self.middle - (ARROW if self.open and self.end else RADIUS), *edges, self.middle)

    @property
    def right(self) -> float:
        """The position at which the mark ends."""
        edges = [stretch[1] + RADIUS * self.lasting for stretch in (self.start, self.end) if stretch]
        return max(self.middle + (ARROW if self.open and self.start else RADIUS), *edges, self.middle)


def draw(timeline: Timeline, path: Path | str, *, title: str = "", below: Sequence[str] = ()) -> None:
    """Draw a timeline to a file, as SVG, PNG or HTML.

    The suffix of `path`, .svg, .png or .html, chooses the format. The lines `below` stand under the picture. The same
    timeline gives the same bytes.

    Raises
    ------
    SelectionError
        When the suffix is another, the timeline has no entries, the file cannot be written, or matplotlib is not
        installed. Nothing is written then.
    """
    title = title or _title(timeline)
    description = " ".join([_caption(timeline), *below])
    output_figure.write(path, lambda: figure(timeline, title=title, below=below), title, description)


def figure(timeline: Timeline, *, title: str = "", below: Sequence[str] = ()) -> Any:
    """Return the picture of a timeline as a matplotlib.figure.Figure.

    Raises
    ------
    SelectionError
        When the timeline has no entries, or matplotlib is not installed.
    """
    if not timeline.entries:
        raise SelectionError(
            "the timeline has no dated entries to draw", remedy="widen the period, or include more kinds"
        )
    dated = [entry for entry in timeline.entries if not entry.period.yearless]
    axis = Axis.spanning(_days(dated), LENGTH) if dated else None
    rows = _rows(dated, axis) if axis else []
    low = -ROW * (len(rows) + 1)
    yearless = [Row(entry, low - ROW * index) for index, entry in enumerate(timeline.entries[len(dated) :])]
    all_rows = [*rows, *yearless]
    labels = [_place_label(row) for row in all_rows]
    reach = max([LENGTH, *(x + label_width for x, label_width, alignment in labels if alignment == "left")])
    legend = _legend(all_rows, bool(axis and axis.breaks))
    extent = (
        -DATES - MARGIN,
        reach + MARGIN,
        all_rows[-1].y - 0.3 - output_figure.LEGEND * (len(legend) - 1),
        _top(axis) + 0.15 if axis else 0.25,
    )
    result, axes = output_figure.sheet(extent, title or _title(timeline), _caption(timeline), below)
    if axis:
        _draw_axis(axes, axis, rows[-1].y)
    if yearless:
        style = {"size": FONT, "style": "italic", "color": FAINT, "va": "center_baseline"}
        axes.text(-DATES, yearless[0].y + ROW, "no year written", **style)
    style = {"size": FONT, "color": INK, "va": "center_baseline", **PLAIN}
    for number, (row, (x, _, alignment)) in enumerate(zip(all_rows, labels, strict=True)):
        output_figure.explain(_draw_mark(axes, row), number, _explanation(row.entry))
        axes.text(x, row.y, _label(row.entry), ha=alignment, zorder=5, **style)
    _draw_dates(axes, all_rows)
    _draw_contradictions(axes, rows)
    for number, marks in reversed([*enumerate(legend)]):
        if marks:
            output_figure.legend(result, marks, line=number)
    return result


def _days(entries: Sequence[Entry]) -> list[int]:
    """Return the ordinals of the days on which dates begin, and of the days after they end."""
    days = []
    for entry in entries:
        for date in (entry.period.start, entry.period.end):
            if date and (span := date.span()):
                days += [span[0].toordinal(), span[1].toordinal() + 1]
    return days


def _rows(entries: Sequence[Entry], axis: Axis) -> list[Row]:
    """Return a row for each entry, in order, except that entries that contradict each other follow each other."""
    first: dict[tuple[str, str], int] = {}
    for index, entry in enumerate(entries):
        if entry.contradicts:
            first.setdefault((entry.thing.iri, entry.relation), index)

    def sort_key(indexed: tuple[int, Entry]) -> tuple[int, int]:
        index, entry = indexed
        return first[entry.thing.iri, entry.relation] if entry.contradicts else index, index

    ordered = sorted(enumerate(entries), key=sort_key)
    return [
        Row(entry, -ROW * number, *(_stretch(date, axis) for date in (entry.period.start, entry.period.end)))
        for number, (_, entry) in enumerate(ordered)
    ]


def _stretch(date: PartialDate | None, axis: Axis) -> Stretch | None:
    """Return where on the axis the days lie that a date can mean."""
    days = date.span() if date else None
    return days and (axis.at(days[0].toordinal()), axis.at(days[1].toordinal() + 1))


def _label(entry: Entry) -> str:
    """Return the label of an entry.

    It says `announced` if the date is that of the announcement, except for commitments, whose date always is, and what
    else keeps the entry from being a plain fact.
    """
    notes = [entry.relation] if entry.relation == "announced" and entry.thing.kind != "commitment" else []
    notes += entry.notes
    return short(entry.thing.label, LONGEST) + (f" ({', '.join(notes)})" if notes else "")


def _place_label(row: Row) -> tuple[float, float, str]:
    """Return the position of the label of a row, its width, and its horizontal alignment at that position.

    A label stands to the right of its mark if the mark is early, and else to the left, provided that there is room.
    """
    label_width = width(_label(row.entry))
    fits_left, fits_right = row.left - GAP - label_width >= 0, row.right + GAP + label_width <= LENGTH
    if fits_left and (row.middle > LATE * LENGTH or not fits_right):
        return row.left - GAP, label_width, "right"
    return row.right + GAP, label_width, "left"


def _draw_axis(axes: Any, axis: Axis, floor: float) -> None:
    """Draw the axis above the rows, with a vertical line from each tick down to the height `floor`.

    A shortened stretch is shaded, and the line of the axis is interrupted there.
    """
    from matplotlib.patches import Rectangle

    low, line, start = floor - ROW / 2, 0.2, 0.0
    for left, right in (*axis.breaks, (LENGTH, LENGTH)):
        axes.plot([start, left], [line, line], color=FAINT, linewidth=0.9, zorder=2)
        axes.add_patch(Rectangle((left, low), right - left, line - low, color=SHADE, linewidth=0, zorder=0))
        start = right
    top = _top(axis)
    for tick in axis.ticks():
        axes.plot([tick.at, tick.at], [low, line + 0.05], color=GRID, linewidth=0.7, zorder=1)
        for number, line_of_label in enumerate(tick.lines, 1):
            axes.text(tick.at, top - 0.15 * number, line_of_label, size=SMALL, color=FAINT, ha="center")


def _top(axis: Axis) -> float:
    """Return the height to which the labels of the ticks reach, in inches; a line of them takes 0.15."""
    return 0.3 + 0.15 * max(len(tick.lines) for tick in axis.ticks())


def _explanation(entry: Entry) -> str:
    """Return the words on an entry for the pointer: label, period, how it is told, and by which passages."""
    told = ", ".join(entry.notes or (entry.told,))
    return f"{entry.thing.label}: {entry.period}, {told}; {sources(entry.evidence(entry.period))}"


def _draw_mark(axes: Any, row: Row) -> Any:
    """Draw the mark of an entry, and return its marker.

    A date has a marker, which is hollow if the date is inferred, and a pale band if the day is not known. An arrow
    points to where the start or the end is not stated. A bar joins a start and an end, and is hollow if inferred.
    What is only reported is half filled, what is only predicted or proposed is dotted, what is denied is crossed out,
    and an event from which the actor asked for was absent is struck through.
    """
    from matplotlib.patches import Rectangle

    entry = row.entry
    _, colour, marker = STYLES[entry.thing.kind]
    planned, absent = entry.told in PLANNED, entry.part == "absent"
    for left, right in _bands(row):
        band = Rectangle((left, row.y - THICK), right - left, 2 * THICK, color=colour, alpha=0.28, linewidth=0)
        axes.add_patch(band)
    face, edge, size = "white" if entry.inferred or planned or absent else colour, colour, SIZE
    if row.open:
        tip = row.middle + (ARROW if row.start else -ARROW)
        arrow = {"arrowstyle": "-|>", "color": colour, "linewidth": 1.3, "shrinkA": 0, "shrinkB": 0}
        axes.annotate("", (tip, row.y), (row.middle, row.y), arrowprops=arrow, zorder=3)
    elif row.end and row.lasting:
        ends = (row.middle, sum(row.end) / 2)
        strokes = ((colour, 2.0),) if planned else ((colour, 9.0), (face, 6.4))
        for shade, thick in strokes:
            style = {"linestyle": ":"} if planned else {"solid_capstyle": "round"}
            axes.plot(ends, [row.y, row.y], color=shade, linewidth=thick, zorder=3, **style)
        if not entry.notes:
            face = edge = colour if entry.inferred else "white"
            size = SIZE / 5
    drawn = axes.scatter(
        [row.middle], [row.y], s=size, c=face, marker=marker, edgecolors=edge, linewidths=1.3, zorder=4,
        linestyles=":" if planned else "-",
    )  # fmt: skip
    _draw_signs(axes, row, colour, marker)
    return drawn


def _draw_signs(axes: Any, row: Row, colour: str, marker: str) -> None:
    """Draw on a mark the signs that tell a report, a denial and an absence from a plain fact."""
    at = ([row.middle], [row.y])
    half = {"color": colour, "fillstyle": "left", "markerfacecoloralt": "white", "markersize": math.sqrt(SIZE)}
    if row.entry.told == "reported":
        axes.plot(*at, marker=marker, linestyle="", zorder=4.2, **half)
    for drawn, sign in ((row.entry.denied, DENIED), (row.entry.part == "absent", ABSENT)):
        if drawn:
            axes.plot(*at, linestyle="", color=INK, zorder=4.4, **sign)


def _bands(row: Row) -> list[Stretch]:
    """Return the stretches of the months and years that are the dates of an entry."""
    dates = {row.entry.period.start: row.start, row.entry.period.end: row.end}
    return [stretch for date, stretch in dates.items() if date and stretch and not date.day]


def _draw_dates(axes: Any, rows: Sequence[Row]) -> None:
    """Write the date of each row to the left of the axis, unless the row above has the same."""
    above = ""
    for row in rows:
        date = str(row.entry.period.start or row.entry.period.end)
        if date != above:
            axes.text(-DATES, row.y, date, size=SMALL, color=FAINT, va="center_baseline")
        above = date


def _draw_contradictions(axes: Any, rows: Sequence[Row]) -> None:
    """Draw a dashed line between the marks of neighbouring rows that contradict each other."""
    for row, below in itertools.pairwise(rows):
        if row.entry.thing == below.entry.thing and below.entry.period in row.entry.contradicts:
            half = (row.y + below.y) / 2
            xs, ys = (row.middle, row.middle, below.middle, below.middle), (row.y, half, half, below.y)
            axes.plot(xs, ys, color=INK, linewidth=0.8, linestyle=DASHES, zorder=1.5)


def _legend(rows: Sequence[Row], shortened: bool) -> list[list[Any]]:
    """Return the lines of the legend from the lowest: of the signs, and above them of the kinds, as far as they occur.

    `shortened` tells whether the axis has shortened stretches.
    """
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    def mark(label: str, **style: Any) -> Any:
        return Line2D([], [], label=label, **{"color": FAINT, "linestyle": "", "markersize": 6.5, **style})

    entries = [row.entry for row in rows]
    told = {entry.told for entry in entries}
    kinds = {entry.thing.kind for entry in entries}
    styles = [style for kind, style in STYLES.items() if kind in kinds]
    hollow = {"marker": "o", "markerfacecolor": "white", "markeredgewidth": 1.3}
    signs = (
        (mark("inferred date", **hollow), any(entry.inferred for entry in entries)),
        (mark("reported", marker="o", fillstyle="left", markerfacecoloralt="white"), "reported" in told),
        (Patch(facecolor="white", edgecolor=FAINT, linestyle=":", label="only planned"), not told.isdisjoint(PLANNED)),
        (mark("denied", **{**DENIED, "color": INK, "markersize": 7}), any(entry.denied for entry in entries)),
        (mark("absent", **{**ABSENT, "color": INK, "markersize": 9}), any(e.part == "absent" for e in entries)),
        (Patch(facecolor=FAINT, alpha=0.28, linewidth=0, label="exact day not known"), any(map(_bands, rows))),
        (Patch(facecolor=FAINT, label="from start to end"), any(row.lasting for row in rows)),
        (mark("start or end not stated", marker=">", linestyle="-", markersize=5), any(row.open for row in rows)),
        (mark("contradictory dates", linestyle=DASHES, linewidth=0.8), any(e.contradicts for e in entries)),
        (Patch(facecolor=SHADE, label="shortened gap"), shortened),
    )
    used = [sign for sign, present in signs if present]
    lines = [used[start : start + SIGNS] for start in range(0, len(used), SIGNS)][::-1] or [[]]
    return [*lines, [mark(name, marker=marker, color=colour) for name, colour, marker in styles]]


def _title(timeline: Timeline) -> str:
    return f"Timeline: {short(timeline.about)}" if timeline.about else "Timeline"


def _caption(timeline: Timeline) -> str:
    """Return how many things of each kind the picture shows, in which period, and how many have no date."""
    counts = {kind: len({e.thing.iri for e in timeline.entries if e.thing.kind == kind}) for kind in STYLES}
    shown = listed([plural(number, kind) for kind, number in counts.items() if number])
    bounds = [f"from {timeline.since}"] if timeline.since else []
    bounds += [f"to {timeline.until}"] if timeline.until else []
    sentences = [", ".join(filter(None, (shown, " ".join(bounds)))), timeline.undated_in_words()]
    return " ".join(f"{sentence}." for sentence in sentences if sentence)
