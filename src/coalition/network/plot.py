"""Pictures of networks: actors on a circle, or actors and events in two columns, with labels that do not overlap."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from coalition.errors import SelectionError
from coalition.output import figure as output_figure
from coalition.output.figure import FAINT, FONT, INK, LINE, MARGIN, NARROWEST, PLAIN, short, width
from coalition.output.table import plural

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from networkx import Graph

    from coalition.network.ranking import Ranking

Point = tuple[float, float]
STYLES: Mapping[str, tuple[str, str, str]] = {
    "person": ("persons", "#D55E00", "o"),
    "state": ("states", "#0072B2", "s"),
    "organisation": ("organisations", "#009E73", "D"),
    "collective": ("collectives", "#CC79A7", "h"),
    "event": ("events", "#E69F00", "^"),
}
"""For each kind: its name in the legend, its colour (Okabe & Ito 2008, told apart by the colour-blind), its marker."""

EDGE = "#3d5a73"
LEAST, LARGEST = 26.0, 165.0
"""The areas of the least and the largest node, in square points: the largest still leaves its neighbours free."""


@dataclass(frozen=True, slots=True)
class Label:
    """Where a label stands: its anchor, and whether it runs to the left or to the right from there."""

    text: str
    at: Point
    side: str


@dataclass(frozen=True, slots=True)
class Layout:
    """Where nodes and their labels stand, in inches from the middle, and whether the nodes stand on a circle."""

    nodes: Mapping[str, Point]
    labels: Mapping[str, Label]
    round: bool


def draw(graph: Graph, path: Path | str, scores: Ranking | None = None) -> None:
    """Draw `graph` into the file `path`, as SVG or PNG by its suffix, the same to the byte for the same network.

    The size of a node is its score in `scores`, or else the number of its ties; the width of an edge is its weight.

    Raises
    ------
    SelectionError
        For another suffix, a network without nodes, a path that cannot be written, and if matplotlib is missing.
        Nothing is written then.
    """
    output_figure.write(path, lambda: figure(graph, scores), _title(graph, scores), _caption(graph, scores))


def figure(graph: Graph, scores: Ranking | None = None) -> Any:
    """The picture of `graph` as a matplotlib.figure.Figure; see `draw`."""
    if not len(graph):
        raise SelectionError(
            "the network has no nodes to draw",
            remedy="take in more kinds of actors, name another network, or look at more of the graph",
        )
    layout = _columns(graph) if graph.graph.get("name") == "affiliation" else _circle(graph)
    result, axes = output_figure.sheet(_extent(layout), _title(graph, scores), _caption(graph, scores))
    sizes = _sizes(graph, scores)
    _edges(axes, graph, layout, sizes)
    _nodes(axes, graph, layout, sizes)
    _labels(axes, layout)
    _legend(result, graph)
    return result


def _title(graph: Graph, scores: Ranking | None) -> str:
    name = f"{graph.graph.get('name', '')} network".strip().capitalize()
    return f"{name} by {scores.measure}" if scores else name


def _caption(graph: Graph, scores: Ranking | None) -> str:
    actors = sum(kind != "event" for _, kind in graph.nodes(data="kind"))
    events = f", {plural(len(graph) - actors, 'event')}" if actors < len(graph) else ""
    ties = plural(graph.number_of_edges(), "arc" if graph.is_directed() else "tie")
    size = scores.measure if scores else "number of ties"
    width = f" Width of a line: {graph.graph.get('weight_definition', 'weight')}." if _most(graph) > 1 else ""
    return f"{plural(actors, 'actor')}{events}, {ties}. Size of a node: {size}.{width}"


def _name(graph: Graph, node: str) -> str:
    return short(str(graph.nodes[node].get("label", node)))


def _extent(layout: Layout) -> tuple[float, float, float, float]:
    """The edges of the drawing (left, right, low, high) with its labels and margins, wide enough for a title."""
    widths = [(label.at[0], width(label.text), label.side) for label in layout.labels.values()]
    left = min(x - (wide if side == "left" else 0) for x, wide, side in widths)
    right = max(x + (wide if side == "right" else 0) for x, wide, side in widths)
    spare = max(0.0, NARROWEST - (right - left)) / 2 + MARGIN
    heights = [label.at[1] for label in layout.labels.values()]
    return left - spare, right + spare, min(heights) - LINE, max(heights) + LINE


def _order(graph: Graph) -> list[str]:
    kinds = list(STYLES)
    return sorted(graph, key=lambda n: (kinds.index(graph.nodes[n]["kind"]), _name(graph, n).casefold(), n))


def _circle(graph: Graph) -> Layout:
    """All nodes on a circle, clockwise from the top, by kind and name; labels in two columns that follow its curve."""
    nodes = _order(graph)
    kinds = [graph.nodes[node]["kind"] for node in nodes]
    gaps = sum(one != other for one, other in zip(kinds, [*kinds[1:], kinds[0]], strict=True))
    slots = len(nodes) + 0.6 * gaps
    radius = max(1.9, len(nodes) * LINE / 3.8)
    places: dict[str, Point] = {}
    slot = 0.5 + 0.3 * (gaps > 0)
    for index, node in enumerate(nodes):
        slot += 0.6 * (index > 0 and kinds[index] != kinds[index - 1])
        angle = math.tau * (0.25 - slot / slots)
        places[node] = (radius * math.cos(angle), radius * math.sin(angle))
        slot += 1
    labels: dict[str, Label] = {}
    for side, sign in (("right", 1), ("left", -1)):
        half = [node for node in nodes if (places[node][0] >= 0) == (sign > 0)]
        half.sort(key=lambda node: (-places[node][1], node))
        reach = radius + 0.26
        heights = _spread([places[node][1] / radius * reach for node in half], LINE)
        for node, y in zip(half, heights, strict=True):
            # No label stands nearer to the middle than its node: so no leader runs through the label below or above.
            x = max(0.12, math.sqrt(max(0.0, reach**2 - y**2)), sign * places[node][0])
            labels[node] = Label(_name(graph, node), (sign * x, y), side)
    return Layout(places, labels, round=True)


def _spread(wanted: Sequence[float], apart: float) -> list[float]:
    """Heights in falling order as near as can be to those `wanted`, and at least `apart` from each other."""
    blocks: list[tuple[float, int]] = []
    for height in wanted:
        middle, size = height, 1
        while blocks and blocks[-1][0] - (blocks[-1][1] + size) * apart / 2 < middle:
            above, count = blocks.pop()
            lower = middle + count * apart / 2
            upper = above - size * apart / 2
            middle = (upper * count + lower * size) / (count + size)
            size += count
        blocks.append((middle, size))
    return [middle + ((size - 1) / 2 - index) * apart for middle, size in blocks for index in range(size)]


def _columns(graph: Graph) -> Layout:
    """Actors to the left and events to the right, each near what it is joined to, so that few edges cross."""
    sides = [[node for node in _order(graph) if (graph.nodes[node]["kind"] == "event") == right] for right in (0, 1)]
    rank: dict[str, float] = {}
    for side in sides:
        rank.update({node: index / len(side) for index, node in enumerate(side)})
    for turn in range(12):
        side = sides[1 - turn % 2]
        mean = {n: sum(rank[m] for m in graph[n]) / len(graph[n]) if len(graph[n]) else rank[n] for n in side}
        side.sort(key=lambda node: (round(mean[node], 9), _name(graph, node).casefold(), node))
        rank.update({node: index / len(side) for index, node in enumerate(side)})
    height = max(len(side) for side in sides) * LINE * 1.25
    apart = min(6.0, max(2.6, height * 0.6))
    places: dict[str, Point] = {}
    labels: dict[str, Label] = {}
    for side, sign, name in ((sides[0], -1, "left"), (sides[1], 1, "right")):
        for index, node in enumerate(side):
            x, y = sign * apart / 2, height * (0.5 - (index + 0.5) / len(side))
            places[node], labels[node] = (x, y), Label(_name(graph, node), (x + sign * 0.2, y), name)
    return Layout(places, labels, round=False)


def _edges(axes: Any, graph: Graph, layout: Layout, sizes: Mapping[str, float]) -> None:
    from matplotlib.patches import FancyArrowPatch, PathPatch

    edges = sorted(graph.edges(data="weight", default=1), key=lambda edge: (edge[2], edge[0], edge[1]))
    most = _most(graph)
    faint = min(0.75, max(0.14, 2 / math.sqrt(max(1, len(edges)))))
    for one, other, weight in edges:
        share = (weight - 1) / (most - 1) if most > 1 else 0.0
        alpha = faint + (0.85 - faint) * share
        style: dict[str, Any] = {"alpha": alpha, "linewidth": _thickness(weight, most), "color": EDGE, "zorder": 1}
        gap = math.sqrt(sizes[other]) / 2 / 72 + 0.04 if graph.is_directed() else 0.0
        path = _loop(layout, one, gap) if one == other else _line(layout, one, other, gap)
        if graph.is_directed():
            axes.add_patch(FancyArrowPatch(path=path, arrowstyle="-|>", mutation_scale=9 + 4 * share, **style))
        else:
            axes.add_patch(PathPatch(path, fill=False, capstyle="round", **style))


def _most(graph: Graph) -> int:
    return max((weight for _, _, weight in graph.edges(data="weight", default=1)), default=1)


def _thickness(weight: int, most: int) -> float:
    """The width of a line in points: in proportion to the weight, as far as that stays below 4 points."""
    return 0.8 * weight if most <= 5 else 0.8 + 3.2 * (weight - 1) / (most - 1)


def _line(layout: Layout, one: str, other: str, gap: float) -> Any:
    """The line between two nodes, drawn in to the middle of a circle; an arrow stops short, and beside its reverse."""
    from matplotlib.path import Path as Line

    (ax, ay), (bx, by) = layout.nodes[one], layout.nodes[other]
    if not layout.round:
        return Line([(ax, ay), (0, ay), (0, by), (bx, by)], [Line.MOVETO, Line.CURVE4, Line.CURVE4, Line.CURVE4])
    pull = max(0.3, 1 - 0.7 * math.hypot(bx - ax, by - ay) / math.hypot(ax, ay)) / 2
    bend = 0.08 if gap else 0.0
    cx, cy = pull * (ax + bx) + bend * (by - ay), pull * (ay + by) - bend * (bx - ax)
    length = math.hypot(bx - cx, by - cy) or 1.0
    gap = min(gap, length / 2)
    end = (bx - (bx - cx) / length * gap, by - (by - cy) / length * gap)
    return Line([(ax, ay), (cx, cy), end], [Line.MOVETO, Line.CURVE3, Line.CURVE3])


def _loop(layout: Layout, node: str, gap: float) -> Any:
    """The arrow from a node to itself, a loop to the inside of the circle."""
    from matplotlib.path import Path as Line

    x, y = layout.nodes[node]
    length = math.hypot(x, y)
    ux, uy = -x / length, -y / length
    out, back = ((x + 0.6 * ux - side * uy, y + 0.6 * uy + side * ux) for side in (0.34, -0.34))
    end = (x + gap * (0.86 * ux + 0.5 * uy), y + gap * (0.86 * uy - 0.5 * ux))
    return Line([(x, y), out, back, end], [Line.MOVETO, Line.CURVE4, Line.CURVE4, Line.CURVE4])


def _sizes(graph: Graph, scores: Ranking | None) -> dict[str, float]:
    """The area of each node in square points, which grows with its score."""
    values = {row.actor: row.score for row in scores.rows} if scores else dict(graph.degree())
    most = max(values.values(), default=0) or 1
    return {node: LEAST + (LARGEST - LEAST) * max(0.0, values.get(node, 0)) / most for node in graph}


def _nodes(axes: Any, graph: Graph, layout: Layout, sizes: Mapping[str, float]) -> None:
    for kind, (_, colour, marker) in STYLES.items():
        nodes = [node for node in layout.nodes if graph.nodes[node]["kind"] == kind]
        if nodes:
            xs, ys = zip(*(layout.nodes[node] for node in nodes), strict=True)
            areas = [sizes[node] for node in nodes]
            axes.scatter(xs, ys, s=areas, c=colour, marker=marker, edgecolors="white", linewidths=0.8, zorder=3)


def _labels(axes: Any, layout: Layout) -> None:
    for node, label in layout.labels.items():
        (x, y), (nx, ny) = label.at, layout.nodes[node]
        sign = 1 if label.side == "right" else -1
        if layout.round:
            axes.plot([nx, x], [ny, y], color=FAINT, linewidth=0.5, alpha=0.55, zorder=2)
        axes.text(
            x + sign * 0.03, y, label.text, size=FONT, color=INK, va="center_baseline", zorder=4,
            ha="left" if sign > 0 else "right", **PLAIN,
        )  # fmt: skip


def _legend(figure: Any, graph: Graph) -> None:
    from matplotlib.lines import Line2D

    present = {kind for _, kind in graph.nodes(data="kind")}
    marks = [
        Line2D([], [], linestyle="", marker=marker, color=colour, markeredgecolor="white", markersize=8, label=name)
        for kind, (name, colour, marker) in STYLES.items()
        if kind in present
    ]
    most = _most(graph)
    for weight in (1, most) if most > 1 else ():
        marks.append(Line2D([], [], color=EDGE, linewidth=_thickness(weight, most), label=f"weight {weight}"))
    output_figure.legend(figure, marks)
