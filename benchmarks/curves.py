"""Draw what scale.py measures, and fit how it grows."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from measures import Compared

LEAST = 0.5
"""Growth is fitted where a command takes so many seconds more than at the smallest size: else start-up counts."""

STEEP = 1.1
"""The exponent above which growth is marked."""


def exponent(points: Sequence[tuple[int, float]]) -> float | None:
    """Return k of the curve a + b n^k through the seconds at the smallest, a middle and the largest number of quads."""
    if len(points) < 3 or points[-1][1] - points[0][1] < LEAST:
        return None
    (first, least), (middle, between), (last, most) = points[0], points[len(points) // 2], points[-1]
    if not least < between < most:
        return None
    wanted, low, high = (most - least) / (between - least), 0.01, 4.0
    for _ in range(60):
        k = (low + high) / 2
        grown = (last**k - first**k) / (middle**k - first**k)
        low, high = (k, high) if grown < wanted else (low, k)
    return low


def draw(figures: Mapping[str, Any], names: Sequence[str], sizes: Sequence[int], quads: str, path: Path) -> None:
    """Draw the processor seconds of each task against the number of quads, both logarithmic, a small picture each."""
    plt = _plots()
    columns = 6
    rows = math.ceil(len(names) / columns)
    figure, axes = plt.subplots(rows, columns, figsize=(15, 1.9 * rows), sharex=True, sharey=True, squeeze=False)
    for place, axis in enumerate(axes.flat):
        if place >= len(names):
            axis.set_visible(False)
            continue
        found = [(figures[str(size)][quads]["number"], figures[str(size)].get(names[place])) for size in sizes]
        points = [(number, cost["seconds"]) for number, cost in found if cost]
        grown = exponent(points)
        steep = grown is not None and round(grown, 2) > STEEP
        axis.plot(*zip(*points, strict=True), marker="o", markersize=3, color="firebrick" if steep else "steelblue")
        told = "" if grown is None else f", exponent {grown:.2f}"
        axis.set_title(f"{names[place][:34]}{told}", fontsize=6, color="firebrick" if steep else "black")
        axis.set(xscale="log", yscale="log")
        counts = [number for number, _ in found]
        axis.set_xticks(counts, [f"{number / 1000:,.0f}k" for number in counts])
        axis.minorticks_off()
        axis.tick_params(which="both", labelsize=6)
        axis.grid(alpha=0.3)
    figure.supxlabel("quads", fontsize=8)
    figure.supylabel("processor seconds", fontsize=8)
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})
    plt.close(figure)


def draw_measures(rows: Sequence[Compared], path: Path) -> None:
    """Draw what each measure costs us and each peer, from the arrays on, as bars."""
    plt = _plots()
    names = list(dict.fromkeys(cost.peer for row in rows for cost in row.called))
    figure, axis = plt.subplots(figsize=(9, 6))
    height = 0.8 / (len(names) + 1)
    for number, name in enumerate(["ours", *names]):
        costs = [(row.seconds if name == "ours" else _cost(row, name)) for row in rows]
        places = [place + number * height for place, cost in enumerate(costs) if cost]
        axis.barh(places, [cost for cost in costs if cost], height, label=name)
    axis.set_yticks([place + 0.4 for place in range(len(rows))], [row.measure for row in rows], fontsize=8)
    axis.invert_yaxis()
    axis.set(xscale="log", xlabel="CPU seconds from the arrays on, peers as they are called")
    axis.legend(fontsize=8)
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})
    plt.close(figure)


def _cost(row: Compared, peer: str) -> float:
    return next((cost.total for cost in row.called if cost.peer == peer), 0.0)


def _plots() -> Any:
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "coalition"
    import matplotlib.pyplot as plt

    return plt
