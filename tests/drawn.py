"""Describe a picture in words: each line, patch, marker and text with its place and style, from the lowest upwards.

Places are in the units of the axes, which are inches. What depends on the font (how wide a label is) is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def description(figure: Any) -> str:
    """Return one line for each thing that is drawn, and then one for each entry of each legend, the first lowest."""
    [axes] = figure.axes
    # The title and the caption come first; where they stand and are broken depends on how wide the labels are.
    things = [*axes.lines, *axes.patches, *axes.collections, *axes.texts[2:]]
    lines = [" ".join(text.get_text().split()) for text in axes.texts[:2]]
    lines += [" ".join(_thing(thing)) for thing in sorted(things, key=lambda thing: thing.get_zorder())]
    for legend in figure.legends:
        lines.append("legend")
        handles = zip(legend.legend_handles, legend.get_texts(), strict=True)
        lines += [f"  {text.get_text()}: {' '.join(_thing(handle, place=False))}" for handle, text in handles]
    lines += [f"under the axes: {' '.join(text.get_text().split())}" for text in figure.texts]
    return "\n".join([*lines, ""])


def _thing(thing: Any, *, place: bool = True) -> Iterator[str]:
    kinds = {cls.__name__ for cls in type(thing).__mro__}
    yield f"{thing.get_zorder():g}"
    if "Line2D" in kinds:
        yield from _line(thing, place=place)
    elif "PathCollection" in kinds:
        yield f"marker at {_points(thing.get_offsets())} size {_number(thing.get_sizes()[0])}"
        yield f"shape {_points(thing.get_paths()[0].vertices[:3])} fill {_colour(thing.get_facecolor()[0])}"
        yield f"edge {_colour(thing.get_edgecolor()[0])} {_number(thing.get_linewidth()[0])}"
        yield _dash(thing.get_linestyle()[0])
    elif "Text" in kinds:
        yield _text(thing)
        if arrow := getattr(thing, "arrow_patch", None):
            yield f"arrow from {_points([thing.xy])} {_patch(arrow)}"
    else:
        if not place:
            yield "patch"
        elif "Rectangle" in kinds:
            yield f"box {_points([thing.get_xy()])} {_number(thing.get_width())} {_number(thing.get_height())}"
        else:  # an arrow draws its head on its path
            yield f"path {_points(getattr(thing, '_path_original', thing.get_path()).vertices)}"
        yield _patch(thing)
    if thing.get_gid():
        yield f"({thing.get_gid()}: {thing.get_label()})"


def _line(line: Any, *, place: bool) -> Iterator[str]:
    if place:
        yield f"line {_points(line.get_xydata())}"
    yield f"{_colour(line.get_color())} {_number(line.get_linewidth())} {line.get_linestyle()} alpha {line.get_alpha()}"
    yield f"cap {line.get_solid_capstyle()}"
    if line.is_dashed():
        yield f"dashes {line._unscaled_dash_pattern}"
    if line.get_marker() not in ("None", ""):
        yield f"marker {line.get_marker()} {_number(line.get_markersize())} fill {line.get_fillstyle()}"
        yield f"{_colour(line.get_markerfacecolor())} {_colour(line.get_markerfacecoloralt())}"
        yield f"edge {_colour(line.get_markeredgecolor())} {_number(line.get_markeredgewidth())}"


def _patch(patch: Any) -> str:
    arrow = getattr(patch, "get_arrowstyle", None)
    shown = f" {type(arrow()).__name__} {_number(patch.get_mutation_scale())}" if arrow else ""
    style = f"fill {patch.get_fill()} {_colour(patch.get_facecolor())} edge {_colour(patch.get_edgecolor())}"
    shrunk = f" shrink {patch.shrinkA:g} {patch.shrinkB:g}" if arrow else ""
    return f"{style} {_number(patch.get_linewidth())} {patch.get_linestyle()} cap {patch.get_capstyle()}{shown}{shrunk}"


def _text(text: Any) -> str:
    where = _points([text.get_position()])
    style = f"{text.get_size():g} {text.get_style()} {text.get_weight()} {_colour(text.get_color())}"
    return f"text {text.get_text()!r} at {where} {text.get_ha()} {text.get_va()} {style} math {text.get_parse_math()}"


def _points(points: Any) -> str:
    return " ".join(f"{_number(x)},{_number(y)}" for x, y in points)


def _number(number: float) -> str:
    return f"{round(float(number), 3) + 0.0:g}"


def _colour(colour: Any) -> str:
    from matplotlib.colors import to_hex

    return str(to_hex(colour, keep_alpha=True))


def _dash(style: Any) -> str:
    return "solid" if style[1] is None else "dotted"
