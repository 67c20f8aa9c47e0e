"""Draw networks: actors on a circle by community, or actors and events in two columns; labels do not overlap."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from coalition.errors import SelectionError
from coalition.network.definitions import ADD_ACTORS
from coalition.output import figure as output_figure
from coalition.output.figure import FAINT, FONT, INK, LINE, MARGIN, NARROWEST, PLAIN, short, width
from coalition.output.table import plural

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from networkx import Graph

    from coalition.network.ranking import Ranking

Point = tuple[float, float]
"""A position in inches, to the right of and above the middle of the picture."""

STYLES: Mapping[str, tuple[str, str, str]] = {
    "person": ("persons", "#D55E00", "o"),
    "state": ("states", "#0072B2", "s"),
    "organisation": ("organisations", "#009E73", "D"),
    "collective": ("collectives", "#CC79A7", "h"),
    "event": ("events", "#E69F00", "^"),
}
"""By kind: the name in the legend, the colour, and the marker as matplotlib names it.

The colours are those of Okabe & Ito 2008, which colour-blind people can tell apart.
"""

SEED, PARTING = 1, 1.6
"""The seed of the Louvain method, and the gap between two communities, in places of nodes."""

EDGE = "#3d5a73"
SMALLEST, LARGEST = 26.0, 165.0
"""The areas of the smallest and the largest node, in square points; the largest do not cover their neighbours."""


@dataclass(frozen=True, slots=True)
class Label:
    """Hold a label, its position, and whether it extends to the `left` or to the `right` from there."""

    text: str
    at: Point
    side: str


@dataclass(frozen=True, slots=True)
class Layout:
    """Hold the positions of nodes and labels, by node, and whether the nodes are on a circle."""

    nodes: Mapping[str, Point]
    labels: Mapping[str, Label]
    circular: bool


def draw(
    graph: Graph, path: Path | str, scores: Ranking | None = None, *, title: str = "", below: Sequence[str] = ()
) -> None:
    """Draw a network to a file, as SVG, PNG or HTML.

    The suffix of `path`, .svg, .png or .html, chooses the format. The size of a node shows its score in `scores`, or
    without `scores` the number of its ties; the width of an edge shows its weight. The lines `below` stand under the
    picture. In HTML, whoever points at a node, or reaches it with the Tab key, sees only its ties and its neighbours.
    The same network gives the same bytes.

    Raises
    ------
    SelectionError
        When the suffix is another, the network has no nodes, the file cannot be written, or matplotlib is not
        installed. Nothing is written then.
    """
    title = title or _title(graph, scores)
    description = " ".join([_caption(graph, scores), *below])
    output_figure.write(path, lambda: figure(graph, scores, title=title, below=below), title, description)


def figure(graph: Graph, scores: Ranking | None = None, *, title: str = "", below: Sequence[str] = ()) -> Any:
    """Return the picture of a network as a matplotlib.figure.Figure; see `draw` for what it shows.

    Raises
    ------
    SelectionError
        When the network has no nodes, or matplotlib is not installed.
    """
    if not len(graph):
        raise SelectionError("the network has no nodes to draw", remedy=ADD_ACTORS)
    layout = _columns(graph) if graph.graph.get("name") == "affiliation" else _circle(graph)
    title = title or _title(graph, scores)
    result, axes = output_figure.sheet(_extent(layout), title, _caption(graph, scores), below)
    sizes = _sizes(graph, scores)
    _draw_edges(axes, graph, layout, sizes)
    _draw_nodes(axes, graph, layout, sizes, scores)
    _draw_labels(axes, graph, layout)
    _add_legend(result, graph)
    return result


def _title(graph: Graph, scores: Ranking | None) -> str:
    name = f"{graph.graph.get('name', '')} network".strip().capitalize()
    return f"{name} by {scores.measure}" if scores else name


def _caption(graph: Graph, scores: Ranking | None) -> str:
    actors = sum(kind != "event" for _, kind in graph.nodes(data="kind"))
    events = f", {plural(len(graph) - actors, 'event')}" if actors < len(graph) else ""
    ties = plural(graph.number_of_edges(), "arc" if graph.is_directed() else "tie")
    size = scores.measure if scores else "number of ties"
    width = f" Width of a line: {graph.graph.get('weight_definition', 'weight')}." if _greatest(graph) > 1 else ""
    apart = "" if events or len(_communities(graph)) < 2 else " Gaps on the circle part communities (Louvain method)."
    return f"{plural(actors, 'actor')}{events}, {ties}. Size of a node: {size}.{width}{apart}"


def _label(graph: Graph, node: str) -> str:
    return short(str(graph.nodes[node].get("label", node)))


def _extent(layout: Layout) -> tuple[float, float, float, float]:
    """Return the left, right, lower and upper edge of the drawing with its labels and side margins.

    It is at least NARROWEST wide, so that the title has room.
    """
    labels = [(label.at[0], width(label.text), label.side) for label in layout.labels.values()]
    left = min(x - (label_width if side == "left" else 0) for x, label_width, side in labels)
    right = max(x + (label_width if side == "right" else 0) for x, label_width, side in labels)
    spare = max(0.0, NARROWEST - (right - left)) / 2 + MARGIN
    heights = [label.at[1] for label in layout.labels.values()]
    return left - spare, right + spare, min(heights) - LINE, max(heights) + LINE


def _order(graph: Graph) -> list[str]:
    """Return the nodes in the order of their kinds, then of their labels."""
    kinds = list(STYLES)
    return sorted(graph, key=lambda n: (kinds.index(graph.nodes[n]["kind"]), _label(graph, n).casefold(), n))


def _communities(graph: Graph) -> list[list[str]]:
    """Return the nodes by community, the largest community first, and last those without ties.

    The communities are those of the Louvain method (Blondel et al. 2008), with a fixed seed. It is given numbers
    instead of IRIs, since the order in which Python walks through sets of texts differs from run to run.
    """
    import networkx as nx

    nodes = _order(graph)
    number = {node: index for index, node in enumerate(nodes)}
    ties = nx.Graph()
    ties.add_nodes_from(index for index, node in enumerate(nodes) if any(other != node for other in _near(graph, node)))
    for one, other, weight in sorted(graph.edges(data="weight", default=1)):
        if one != other:
            pair = (number[one], number[other])
            ties.add_edge(*pair, weight=weight + ties.get_edge_data(*pair, {"weight": 0})["weight"])
    found = nx.community.louvain_communities(ties, weight="weight", seed=SEED) if len(ties) else []
    groups = sorted((sorted(group) for group in found), key=lambda group: (-len(group), group))
    groups.append([index for index in range(len(nodes)) if index not in ties])
    return [[nodes[index] for index in group] for group in groups if group]


def _near(graph: Graph, node: str) -> set[str]:
    """Return the neighbours of a node, in either direction."""
    import networkx as nx

    return set(nx.all_neighbors(graph, node))


def _angles(groups: Sequence[Sequence[str]]) -> dict[str, float]:
    """Return the angle of each node on a circle, clockwise from the top, with a gap between two groups."""
    gap = PARTING if len(groups) > 1 else 0.0
    slots = sum(map(len, groups)) + gap * len(groups)
    angles: dict[str, float] = {}
    for index, group in enumerate(groups):
        for node in group:
            angles[node] = math.tau * (0.25 - (len(angles) + 0.5 + gap * (index + 0.5)) / slots)
    return angles


def _untangled(graph: Graph, groups: Sequence[Sequence[str]]) -> list[list[str]]:
    """Return the groups with the nodes of each in an order that keeps the number of crossings low.

    Each node moves to the side of its group that is nearer to the mean direction of its neighbours in other groups, 12
    times: the barycentre heuristic on a circle.
    """
    ordered = [list(group) for group in groups]
    group_of = {node: index for index, group in enumerate(ordered) for node in group}
    for _ in range(12):
        angles = _angles(ordered)
        for index, group in enumerate(ordered):
            middle = (angles[group[0]] + angles[group[-1]]) / 2

            def offset(node: str, index: int = index, middle: float = middle, angles: Any = angles) -> float:
                others = sorted(angles[n] - middle for n in _near(graph, node) if group_of[n] != index)
                x, y = sum(map(math.cos, others)), sum(map(math.sin, others))
                return -round(math.atan2(y, x), 9) if math.hypot(x, y) > 1e-9 else 0.0

            group.sort(key=lambda node: (offset(node), _label(graph, node).casefold(), node))
    return ordered


def _circle(graph: Graph) -> Layout:
    """Return a layout with all nodes on a circle, clockwise from the top, by community.

    There is a gap between two communities. The labels stand outside of the circle, along its left and its right half.
    """
    angles = _angles(_untangled(graph, _communities(graph)))
    nodes = list(angles)
    radius = max(1.9, len(nodes) * LINE / 3.8)
    positions = {node: (radius * math.cos(angle), radius * math.sin(angle)) for node, angle in angles.items()}
    labels: dict[str, Label] = {}
    for side, sign in (("right", 1), ("left", -1)):
        half = [node for node in nodes if (positions[node][0] >= 0) == (sign > 0)]
        half.sort(key=lambda node: (-positions[node][1], node))
        label_radius = radius + 0.26
        heights = _spread([positions[node][1] / radius * label_radius for node in half], LINE)
        for node, y in zip(half, heights, strict=True):
            # A label is never nearer to the middle than its node, so that no line from a node to its label crosses the
            # label above or below.
            x = max(0.12, math.sqrt(max(0.0, label_radius**2 - y**2)), sign * positions[node][0])
            labels[node] = Label(_label(graph, node), (sign * x, y), side)
    return Layout(positions, labels, circular=True)


def _spread(wanted: Sequence[float], apart: float) -> list[float]:
    """Return heights that are near those `wanted`, which are in falling order, and at least `apart` from each other.

    Heights that are too close form a block: they are spaced evenly around the mean of what is wanted. Blocks that
    overlap are joined.
    """
    blocks: list[tuple[float, int]] = []  # the middle of a block, and the number of heights in it
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
    """Return a layout with actors in a left column and events in a right one.

    The columns are sorted in turn, 12 times: each node by the mean rank of its neighbours in the other column. This
    barycentre heuristic (Sugiyama, Tagawa & Toda 1981) keeps the number of crossings low.
    """
    sides = [[node for node in _order(graph) if (graph.nodes[node]["kind"] == "event") == right] for right in (0, 1)]
    rank: dict[str, float] = {}
    for side in sides:
        rank.update({node: index / len(side) for index, node in enumerate(side)})
    for turn in range(12):
        side = sides[1 - turn % 2]
        mean = {n: sum(rank[m] for m in graph[n]) / len(graph[n]) if len(graph[n]) else rank[n] for n in side}
        side.sort(key=lambda node: (round(mean[node], 9), _label(graph, node).casefold(), node))
        rank.update({node: index / len(side) for index, node in enumerate(side)})
    height = max(len(side) for side in sides) * LINE * 1.25
    apart = min(6.0, max(2.6, height * 0.6))
    positions: dict[str, Point] = {}
    labels: dict[str, Label] = {}
    for side, sign, name in ((sides[0], -1, "left"), (sides[1], 1, "right")):
        for index, node in enumerate(side):
            x, y = sign * apart / 2, height * (0.5 - (index + 0.5) / len(side))
            positions[node], labels[node] = (x, y), Label(_label(graph, node), (x + sign * 0.2, y), name)
    return Layout(positions, labels, circular=False)


def _draw_edges(axes: Any, graph: Graph, layout: Layout, sizes: Mapping[str, float]) -> None:
    from matplotlib.patches import FancyArrowPatch, PathPatch

    edges = sorted(graph.edges(data="weight", default=1), key=lambda edge: (edge[2], edge[0], edge[1]))
    numbers = {node: number for number, node in enumerate(layout.nodes)}
    greatest = _greatest(graph)
    # The more edges there are, the paler are the light ones, so that the heavy ones remain visible.
    least_opacity = min(0.75, max(0.14, 2 / math.sqrt(max(1, len(edges)))))
    for number, (one, other, weight) in enumerate(edges, len(graph)):
        share = (weight - 1) / (greatest - 1) if greatest > 1 else 0.0
        alpha = least_opacity + (0.85 - least_opacity) * share
        style: dict[str, Any] = {"alpha": alpha, "linewidth": _thickness(weight, greatest), "color": EDGE, "zorder": 1}
        # An arrow ends at the rim of the node, whose area is in square points: 72 points are an inch.
        gap = math.sqrt(sizes[other]) / 2 / 72 + 0.04 if graph.is_directed() else 0.0
        path = _loop(layout, one, gap) if one == other else _line(layout, one, other, gap)
        if graph.is_directed():
            patch: Any = FancyArrowPatch(path=path, arrowstyle="-|>", mutation_scale=9 + 4 * share, **style)
        else:
            patch = PathPatch(path, fill=False, capstyle="round", **style)
        between = " → " if graph.is_directed() else " – "
        output_figure.explain(patch, number, f"{_whole(graph, one)}{between}{_whole(graph, other)}: weight {weight}")
        output_figure.link(patch, "tie", (numbers[one], numbers[other]))
        axes.add_patch(patch)


def _greatest(graph: Graph) -> int:
    """Return the greatest weight of an edge, or 1 if there are no edges."""
    return max((weight for _, _, weight in graph.edges(data="weight", default=1)), default=1)


def _thickness(weight: int, greatest: int) -> float:
    """Return the width of a line in points, which is at most 4.

    It is proportional to the weight if the greatest weight is at most 5, and else grows evenly from 0.8 to 4.
    """
    return 0.8 * weight if greatest <= 5 else 0.8 + 3.2 * (weight - 1) / (greatest - 1)


def _line(layout: Layout, one: str, other: str, gap: float) -> Any:
    """Return the matplotlib.path.Path of the line between two nodes.

    On a circle, lines are bent towards the middle. An arrow, which has a `gap` in inches before the node, is also bent
    to one side, so that it does not cover the arrow in the other direction.
    """
    from matplotlib.path import Path as Line

    (ax, ay), (bx, by) = layout.nodes[one], layout.nodes[other]
    if not layout.circular:
        return Line([(ax, ay), (0, ay), (0, by), (bx, by)], [Line.MOVETO, Line.CURVE4, Line.CURVE4, Line.CURVE4])
    pull = max(0.3, 1 - 0.7 * math.hypot(bx - ax, by - ay) / math.hypot(ax, ay)) / 2
    bend = 0.08 if gap else 0.0
    cx, cy = pull * (ax + bx) + bend * (by - ay), pull * (ay + by) - bend * (bx - ax)
    length = math.hypot(bx - cx, by - cy) or 1.0
    gap = min(gap, length / 2)
    end = (bx - (bx - cx) / length * gap, by - (by - cy) / length * gap)
    return Line([(ax, ay), (cx, cy), end], [Line.MOVETO, Line.CURVE3, Line.CURVE3])


def _loop(layout: Layout, node: str, gap: float) -> Any:
    """Return the matplotlib.path.Path of an arrow from a node to itself, a loop inside the circle."""
    from matplotlib.path import Path as Line

    x, y = layout.nodes[node]
    length = math.hypot(x, y)
    ux, uy = -x / length, -y / length
    out, back = ((x + 0.6 * ux - side * uy, y + 0.6 * uy + side * ux) for side in (0.34, -0.34))
    end = (x + gap * (0.86 * ux + 0.5 * uy), y + gap * (0.86 * uy - 0.5 * ux))
    return Line([(x, y), out, back, end], [Line.MOVETO, Line.CURVE4, Line.CURVE4, Line.CURVE4])


def _sizes(graph: Graph, scores: Ranking | None) -> dict[str, float]:
    """Return the area of each node in square points, which grows with its score."""
    values = {row.actor: row.score for row in scores.rows} if scores else dict(graph.degree())
    greatest = max(values.values(), default=0) or 1
    return {node: SMALLEST + (LARGEST - SMALLEST) * max(0.0, values.get(node, 0)) / greatest for node in graph}


def _whole(graph: Graph, node: str) -> str:
    return " ".join(str(graph.nodes[node].get("label", node)).split())


def _draw_nodes(axes: Any, graph: Graph, layout: Layout, sizes: Mapping[str, float], scores: Ranking | None) -> None:
    """Draw the nodes, each with its label, kind, score and number of ties for the pointer."""
    ranks = {row.actor: f", {scores.measure} {row.score:.6f}, rank {row.rank}" for row in scores.rows} if scores else {}
    lit = _lit(graph, layout)
    for number, (node, (x, y)) in enumerate(layout.nodes.items()):
        kind = graph.nodes[node]["kind"]
        _, colour, marker = STYLES[kind]
        drawn = axes.scatter(
            [x], [y], s=[sizes[node]], c=colour, marker=marker, edgecolors="white", linewidths=0.8, zorder=3
        )
        ties = plural(graph.degree(node), "tie")
        output_figure.explain(drawn, number, f"{_whole(graph, node)} ({kind}): {ties}{ranks.get(node, '')}")
        output_figure.link(drawn, "node", lit[node], number)


def _lit(graph: Graph, layout: Layout) -> dict[str, set[int]]:
    """Return by node the numbers of the nodes to which it belongs: itself and its neighbours, in either direction."""
    numbers = {node: number for number, node in enumerate(layout.nodes)}
    return {node: {numbers[node], *map(numbers.__getitem__, _near(graph, node))} for node in layout.nodes}


def _draw_labels(axes: Any, graph: Graph, layout: Layout) -> None:
    """Write the labels, and on a circle draw a thin line to each from its node."""
    lit = _lit(graph, layout)
    numbers = {node: number for number, node in enumerate(layout.nodes)}
    for node, label in layout.labels.items():
        (x, y), (nx, ny) = label.at, layout.nodes[node]
        sign = 1 if label.side == "right" else -1
        if layout.circular:
            [leader] = axes.plot([nx, x], [ny, y], color=FAINT, linewidth=0.5, alpha=0.55, zorder=2)
            output_figure.link(leader, "leader", lit[node])
        written = axes.text(
            x + sign * 0.03, y, label.text, size=FONT, color=INK, va="center_baseline", zorder=4,
            ha="left" if sign > 0 else "right", **PLAIN,
        )  # fmt: skip
        output_figure.link(written, "label", lit[node], numbers[node])


def _add_legend(figure: Any, graph: Graph) -> None:
    """Add a legend of the kinds that occur, and of the least and the greatest weight if they differ."""
    from matplotlib.lines import Line2D

    present = {kind for _, kind in graph.nodes(data="kind")}
    marks = [
        Line2D([], [], linestyle="", marker=marker, color=colour, markeredgecolor="white", markersize=8, label=name)
        for kind, (name, colour, marker) in STYLES.items()
        if kind in present
    ]
    greatest = _greatest(graph)
    lightest = min((weight for _, _, weight in graph.edges(data="weight", default=1)), default=1)
    for weight in (lightest, greatest) if greatest > lightest else ():
        marks.append(Line2D([], [], color=EDGE, linewidth=_thickness(weight, greatest), label=f"weight {weight}"))
    output_figure.legend(figure, marks)
