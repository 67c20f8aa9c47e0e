"""Pictures as files: SVG or PNG, the same to the byte for the same input, with a title and a description."""

from __future__ import annotations

import io
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from coalition import files
from coalition.errors import SelectionError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

INK, FAINT = "#1b2733", "#5b6b7a"
LINE = 0.19
"""The height of a label's line, in inches; so is every other length here."""

FONT, SMALL, TITLE = 8.5, 8.5, 15.0
MARGIN, FOOT, HEAD = 0.35, 0.55, 0.6
LEGEND = 0.24
"""The height of a line of the legend."""

NARROWEST = 6.4
"""A drawing is at least so wide, so that its title has room."""

LONGEST = 60
"""Labels are cut to this many characters in a picture; the data have them whole."""

DPI, PIXELS = 160, 16_000
PLAIN = {"parse_math": False}
"""Dollars in a text are dollars."""


def write(path: Path | str, figure: Callable[[], Any], title: str, description: str) -> None:
    """Write the picture that `figure` makes into the file `path`, as SVG or PNG by its suffix.

    Raises
    ------
    SelectionError
        For another suffix, a path that cannot be written, and if matplotlib is missing. Nothing is written then.
    """
    path = Path(path)
    format = path.suffix.lower().removeprefix(".")
    if format not in ("svg", "png"):
        raise SelectionError("a picture is an SVG or a PNG", where=str(path), remedy="end the name in .svg or .png")
    if not path.parent.is_dir():
        raise SelectionError("the folder is not there", where=str(path.parent), remedy="make it, or name another")
    _save(path, _render(figure, format, title, description))


def sheet(extent: tuple[float, float, float, float], title: str, caption: str) -> tuple[Any, Any]:
    """A matplotlib.figure.Figure and its axes: `extent` (left, right, low, high, in inches) under title and caption.

    Raises
    ------
    SelectionError
        If matplotlib is missing.
    """
    try:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
    except ImportError:
        raise missing() from None
    left, right, low, high = extent
    words = textwrap.wrap(caption, width=max(40, int((right - left - 2 * MARGIN) / 0.066)))
    low, high = low - FOOT, high + HEAD + 0.17 * len(words)
    result = Figure(figsize=(right - left, high - low), facecolor="white")
    FigureCanvasAgg(result)
    axes = result.add_axes((0, 0, 1, 1))
    axes.set_xlim(left, right)
    axes.set_ylim(low, high)
    axes.set_axis_off()
    style: dict[str, Any] = {"ha": "left", "va": "top", **PLAIN}
    axes.text(left + MARGIN, high - 0.25, title, size=TITLE, weight="bold", color=INK, **style)
    axes.text(left + MARGIN, high - HEAD, "\n".join(words), size=SMALL, color=FAINT, linespacing=1.35, **style)
    return result, axes


def missing() -> SelectionError:
    """What to say where matplotlib is not installed."""
    return SelectionError(
        "matplotlib, which draws the pictures, is not installed", remedy="pip install 'coalition-graph[plot]'"
    )


def legend(figure: Any, marks: Sequence[Any], line: int = 0) -> None:
    """What the marks mean, in one line at the foot, or so many lines above it."""
    figure.legend(
        handles=marks, loc="lower center", ncols=len(marks), frameon=False, fontsize=SMALL, labelcolor=INK,
        handletextpad=0.5, columnspacing=1.4, bbox_to_anchor=(0.5, line * LEGEND / figure.get_figheight()),
    )  # fmt: skip


def short(label: str, longest: int = LONGEST) -> str:
    """A label in one line, cut where it is longer."""
    label = " ".join(label.split())
    return label if len(label) <= longest else label[: longest - 1].rstrip() + "…"


def width(text: str) -> float:
    """How wide a label is, in inches."""
    try:
        from matplotlib.font_manager import FontProperties
        from matplotlib.textpath import text_to_path
    except ImportError:
        raise missing() from None
    return float(text_to_path.get_text_width_height_descent(text, FontProperties(size=FONT), ismath=False)[0]) / 72


def _render(figure: Callable[[], Any], format: str, title: str, description: str) -> bytes:
    try:
        import matplotlib
    except ImportError:
        raise missing() from None
    out = io.BytesIO()
    metadata = {
        "svg": {"Date": None, "Creator": "Coalition Graph", "Title": title},
        "png": {"Software": "Coalition Graph", "Title": title, "Description": description},
    }
    with matplotlib.rc_context():
        # The settings of the user or of a notebook would change the picture.
        matplotlib.rcdefaults()
        matplotlib.rcParams["svg.hashsalt"] = "coalition-graph"
        drawn = figure()
        dpi = min(DPI, PIXELS / max(drawn.get_size_inches()))
        drawn.savefig(out, format=format, dpi=dpi, metadata=metadata[format])
    return _described(out.getvalue(), description) if format == "svg" else out.getvalue()


def _described(svg: bytes, description: str) -> bytes:
    """An SVG that tells readers of screens what it shows: as an image, with its title and a description.

    After https://www.w3.org/TR/svg-aam-1.0/, section 8.2, and https://www.w3.org/TR/SVG2/struct.html#DescElement.
    """
    told = f' <desc id="description">{escape(description)}</desc>\n'.encode()
    head, title, rest = svg.partition(b"<title>")
    head = head.replace(b"<svg ", b'<svg role="img" aria-labelledby="title" aria-describedby="description" ', 1)
    words, end, rest = rest.partition(b"</title>\n")
    return head + title.replace(b">", b' id="title">') + words + end + told + rest


def _save(path: Path, content: bytes) -> None:
    try:
        files.write(path, content)
    except OSError as error:
        what = f"the picture cannot be written ({error.strerror})"
        raise SelectionError(what, where=str(path), remedy="name another file") from error
