"""Test pictures of timelines: what is drawn where, readable labels, and unchanging bytes."""

from __future__ import annotations

import builtins
import itertools
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from drawn import description
from refresh import refresh

from coalition import Graph
from coalition.dates import PartialDate, Period
from coalition.errors import SelectionError
from coalition.provenance.evidence import Cited
from coalition.texts.passage import Finding, Passage, State
from coalition.texts.source import Source
from coalition.timeline import plot
from coalition.timeline.claims import Claim
from coalition.timeline.entries import Entry, Thing, Timeline
from coalition.timeline.kinds import TIMELINE_KINDS

pytest.importorskip("matplotlib", reason="the plot extra is not installed")

EXPECTED = Path(__file__).parents[1] / "expected" / "pictures"


def entry(
    label: str, start: str, end: str | None = None, kind: str = "event", inferred: bool = False, against: str = ""
) -> Entry:
    """Return an entry from `start` to `end`; "" means an open end, None an entry on one date."""
    first, last = (PartialDate.parse(text) if text else None for text in (start, start if end is None else end))
    period = Period(first, last)
    contradicts = tuple(Period(PartialDate.parse(text), PartialDate.parse(text)) for text in against.split())
    thing = Thing(f"urn:{label}", label, kind, kind)
    return Entry(thing, period, (Claim("dated", period, period, (), inferred),), contradicts)


def line(*entries: Entry) -> Timeline:
    return Timeline(entries, ())


SUMMIT = (
    entry("Summit", "2025-08-13", against="2025-08-14"),
    entry("Another", "2025-08-13"),
    entry("Summit", "2025-08-14", inferred=True, against="2025-08-13"),
)
LINES = {
    "one": line(entry("A feast", "1894-05-03")),
    "kinds": line(*(entry(f"A {kind} of no great length", "1894-05-03", kind=kind) for kind in TIMELINE_KINDS)),
    "open": line(entry("War", "1894-05", ""), entry("Peace", "", "1894", "plan"), entry("Truce", "1894-06-01", "")),
    "lasting": line(entry("Reign of a queen", "1837-06-20", "1901-01-22"), entry("Treaty of a year", "1870")),
    "sides": line(*SUMMIT),
    "yearless": line(entry("Market day", "--05-03"), entry("Fair of the year", "--06-01", "--06-03")),
    "both": line(entry("A feast", "1894-05-03"), entry("Market of $5 and $x_1$", "--05-03")),
    "long": line(
        entry("A conference with a very long name indeed " * 3, "2025-03-01"),
        entry("Another conference of ministers and others on many a question", "2025-04-15"),
        entry("Conference of the states that took part in the previous conference", "2025-06-01"),
        entry("Much earlier", "1994"),
    ),
}


def texts(figure: Any) -> dict[str, Any]:
    """Return the box of each text in a picture, by number and words."""
    renderer = figure.canvas.get_renderer()
    [axes] = figure.axes
    boxes = {f"{n} {text.get_text()}": text.get_window_extent(renderer) for n, text in enumerate(axes.texts)}
    boxes = {name: box for name, box in boxes.items() if box.width}  # an arrow is an annotation without words
    return boxes | {f"legend {n}": legend.get_window_extent(renderer) for n, legend in enumerate(figure.legends)}


def check(figure: Any) -> None:
    boxes = texts(figure)
    for (one, box), (other, another) in itertools.combinations(boxes.items(), 2):
        assert not box.overlaps(another), (one, other)
    whole = figure.bbox
    for name, box in boxes.items():
        assert whole.x0 <= box.x0 < box.x1 <= whole.x1, name
        assert whole.y0 <= box.y0 < box.y1 <= whole.y1, name
    for name, box in boxes.items():
        for x, y in points(figure):
            assert not (box.x0 < x < box.x1 and box.y0 < y < box.y1), name


def points(figure: Any) -> list[tuple[float, float]]:
    [axes] = figure.axes
    return [tuple(axes.transData.transform(mark.get_offsets())[0]) for mark in axes.collections]


@pytest.mark.parametrize("name", LINES)
def test_no_words_lie_on_others_on_a_mark_or_outside(name: str) -> None:
    figure = plot.figure(LINES[name])
    check(figure)
    assert len(points(figure)) == len(LINES[name].entries)


@pytest.mark.parametrize("about", [None, "United Kingdom", "Keir Starmer"])
def test_the_published_graph_is_drawn_so_that_it_can_be_read(about: str | None, published: Graph) -> None:
    found = published.timeline(about, kinds=TIMELINE_KINDS)
    assert len(found.entries) > 5
    check(plot.figure(found))


def told(figure: Any) -> list[str]:
    return [text.get_text() for legend in figure.legends for text in legend.get_texts()]


def test_the_legend_tells_the_kinds_and_signs_that_are_there() -> None:
    assert told(plot.figure(LINES["one"])) == ["events"]
    assert told(plot.figure(LINES["kinds"])) == ["events", "commitments", "plans", "actors", "positions"]
    assert told(plot.figure(LINES["open"])) == ["events", "plans", "exact day not known", "start or end not stated"]
    assert told(plot.figure(LINES["lasting"])) == ["events", "exact day not known", "from start to end"]
    assert told(plot.figure(LINES["sides"])) == ["events", "inferred date", "contradictory dates"]
    assert told(plot.figure(LINES["long"])) == ["events", "exact day not known", "shortened gap"]


def test_an_inferred_date_is_hollow_and_each_kind_has_its_colour() -> None:
    from matplotlib.colors import to_hex

    [axes] = plot.figure(line(*SUMMIT, entry("Promise", "2025-08-15", kind="commitment"))).axes
    faces = [to_hex(mark.get_facecolor()[0]).upper() for mark in axes.collections]
    edges = [to_hex(mark.get_edgecolor()[0]).upper() for mark in axes.collections]
    assert faces == ["#0072B2", "#FFFFFF", "#0072B2", "#D55E00"]
    assert edges == ["#0072B2", "#0072B2", "#0072B2", "#D55E00"]


def test_dates_that_contradict_each_other_stand_together_and_are_joined_by_dashes() -> None:
    figure = plot.figure(LINES["sides"])
    [axes] = figure.axes
    labels = [text.get_text() for text in axes.texts if text.get_text() in ("Summit", "Another")]
    assert labels == ["Summit", "Summit", "Another"]
    (dashed,) = [drawn for drawn in axes.lines if drawn.is_dashed()]
    path = axes.transData.transform(dashed.get_xydata())
    for end, point in zip((path[0], path[-1]), points(figure)[:2], strict=True):
        assert tuple(end) == pytest.approx(point)


def test_a_partial_date_is_a_band_as_wide_as_its_month() -> None:
    from matplotlib.patches import Rectangle

    found = line(entry("May", "1894-05"), entry("First", "1894-05-01"), entry("Last", "1894-05-31"))
    figure = plot.figure(found)
    [axes] = figure.axes
    (band,) = [patch for patch in axes.patches if isinstance(patch, Rectangle) and patch.get_width()]
    middles = [axes.transData.inverted().transform(point)[0] for point in points(figure)]
    assert band.get_x() < middles[1] < middles[0] < middles[2] < band.get_x() + band.get_width()
    assert band.get_width() == pytest.approx((middles[2] - middles[1]) * 31 / 30)


def test_what_has_no_year_stands_apart() -> None:
    words = [text.get_text() for text in plot.figure(LINES["both"]).axes[0].texts]
    assert words.index("A feast") < words.index("Market of $5 and $x_1$")
    assert "no year written" in words
    assert "--05-03" in words
    assert not any("no year" in text.get_text() for text in plot.figure(LINES["one"]).axes[0].texts)


def test_title_and_caption_say_what_is_shown(tmp_path: Path) -> None:
    thing = Thing("urn:x", "X", "commitment", "commitment")
    since, until = PartialDate.parse("1894"), PartialDate.parse("1895-02")
    found = Timeline(LINES["kinds"].entries, (thing, thing), "Ruritania", since, until)
    words = [text.get_text().replace("\n", " ") for text in plot.figure(found).axes[0].texts]
    assert words[:2] == [
        "Timeline: Ruritania",
        "1 event, 1 commitment, 1 plan, 1 actor and 1 position, from 1894 to 1895-02. "
        "2 commitments have no date in any source.",
    ]
    plot.draw(found, tmp_path / "a.svg")
    content = (tmp_path / "a.svg").read_text(encoding="utf-8")
    assert f'<title id="title">{words[0]}</title>' in content
    assert f'<desc id="description">{words[1]}</desc>' in content


DRAW = """
import sys
from coalition import Graph
from coalition.timeline import plot
found = Graph.open(store=sys.argv[1]).timeline()
for path in sys.argv[2:]:
    plot.draw(found, path)
assert "matplotlib.pyplot" not in sys.modules
"""


def test_the_bytes_do_not_depend_on_hash_seeds(tmp_path: Path, published: Graph) -> None:
    contents = []
    for seed in ("0", "1"):
        paths = [tmp_path / f"{seed}.svg", tmp_path / f"{seed}.png"]
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(plot.__file__).parents[2])}
        command = [sys.executable, "-c", DRAW, str(published.snapshot.folder.parent), *map(str, paths)]
        subprocess.run(command, check=True, env=environment)
        contents.append([path.read_bytes() for path in paths])
    assert contents[0] == contents[1]


def test_a_timeline_of_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SelectionError, match="the timeline has no dated entries to draw; widen the period"):
        plot.draw(line(), tmp_path / "a.svg")
    assert not list(tmp_path.iterdir())


def test_another_suffix_is_refused(tmp_path: Path) -> None:
    with pytest.raises(
        SelectionError,
        match=r"pictures can only be written as SVG, PNG or HTML; end the file name in \.svg, \.png or \.html",
    ):
        plot.draw(LINES["one"], tmp_path / "a.pdf")


def test_without_matplotlib_the_remedy_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    genuine = builtins.__import__

    def without(name: str, *rest: Any, **named: Any) -> Any:
        if name.partition(".")[0] == "matplotlib":
            raise ImportError(name)
        return genuine(name, *rest, **named)

    monkeypatch.setattr(builtins, "__import__", without)
    for asked in (lambda: plot.draw(LINES["one"], tmp_path / "a.svg"), lambda: plot.figure(LINES["one"])):
        with pytest.raises(SelectionError, match="pip install matplotlib"):
            asked()
    assert not list(tmp_path.iterdir())


def test_a_label_without_room_after_its_mark_stands_before_it() -> None:
    found = line(entry("Early", "2025-01-01"), entry("x" * 70, "2025-02-27"), entry("Late", "2025-04-10"))
    figure = plot.figure(found)
    sides = {text.get_text(): text.get_ha() for text in figure.axes[0].texts}
    assert (sides["Early"], sides["x" * 70], sides["Late"]) == ("left", "right", "right")
    assert figure.get_figwidth() == plot.figure(LINES["one"]).get_figwidth()


def told_as(
    stance: str, denied: bool = False, part: str = "", start: str = "1894-05-03", end: str | None = None
) -> Entry:
    """Return an entry whose date a passage of this stance gives."""
    plain = entry(f"{stance} {denied} {part}".strip(), start, end)
    passage = Passage("urn:p", "urn:s", 0, 1, "0" * 64, stance)
    cited = Cited(passage, Source("urn:s", "", "", "", "", "", "", "", 0), Finding(State.NO_TEXT), ())
    (claim,) = plain.claims
    return replace(plain, claims=(replace(claim, cited=(cited,)),), denied=(cited,) if denied else (), part=part)


SIGNS = line(
    told_as("asserts"), told_as("reports"), told_as("predicts"), told_as("proposes"), told_as("reports", denied=True),
    told_as("asserts", part="absent"),
)  # fmt: skip


def test_a_report_a_plan_a_denial_and_an_absence_are_told_by_a_word_and_a_mark() -> None:
    figure = plot.figure(SIGNS)
    check(figure)
    assert told(figure) == ["events", "reported", "only planned", "denied", "absent"]
    words = [text.get_text().partition(" (")[2] for text in figure.axes[0].texts if " (" in text.get_text()]
    assert words == ["reported)", "predicted)", "proposed)", "reported, denied)", "absent)"]
    signs = [drawn for drawn in figure.axes[0].lines if drawn.get_marker() not in ("None", "")]
    heights = [round(drawn.get_ydata()[0] / -plot.ROW) for drawn in signs]
    assert list(zip(heights, (drawn.get_marker() for drawn in signs), strict=True)) == [
        (1, "o"), (4, "o"), (4, "x"), (5, (2, 0, -45)),
    ]  # fmt: skip
    hollow = [mark.get_facecolor()[0].tolist() == [1, 1, 1, 1] for mark in figure.axes[0].collections]
    dotted = [mark.get_linestyle()[0][1] is not None for mark in figure.axes[0].collections]
    assert hollow == [False, False, True, True, False, True]
    assert dotted == [False, False, True, True, False, False]


WHOLE = Timeline(
    (
        entry("Reign", "1894-05-03", "1894-06-20"),
        told_as("predicts", start="1894-05-10", end="1894-05-30"),
        entry("Summit", "1894-05-13", against="1894-05-14"),
        entry("Another", "1894-05-13", kind="commitment"),
        entry("Summit", "1894-05-14", inferred=True, against="1894-05-13"),
        entry("War", "1894-05", "", kind="position"),
        entry("Peace", "", "1894", kind="plan"),
        entry("Rule", "1894-05-20", "1894-05-28", kind="actor", inferred=True),
        *SIGNS.entries,
        entry("Late", "1899-02-01"),
        entry("Fair", "--06-01", "--06-03"),
    ),
    (),
    "Ruritania",
)
"""Everything that a picture of a timeline can hold."""


@pytest.mark.parametrize(
    ("name", "drawn"), [("whole", WHOLE), ("yearless", LINES["yearless"]), ("open", LINES["open"])]
)
def test_each_mark_is_where_and_how_it_should_be(name: str, drawn: Timeline) -> None:
    found = description(plot.figure(drawn, below=["made from nothing"]))
    path = EXPECTED / f"timeline-{name}.txt"
    refresh(path, found)
    assert found == path.read_text(encoding="utf-8")


def test_a_title_of_ones_own_is_in_the_picture_and_in_the_file(tmp_path: Path) -> None:
    plot.draw(LINES["one"], tmp_path / "a.svg", title="Feasts", below=["made from nothing"])
    content = (tmp_path / "a.svg").read_text(encoding="utf-8")
    assert '<title id="title">Feasts</title>' in content and "Timeline" not in content
    assert '<desc id="description">1 event. made from nothing</desc>' in content
    assert content.count(">made from nothing</text>") == 1
    assert "<title>A feast: 1894-05-03, asserted; " in content
