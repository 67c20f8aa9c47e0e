"""Write pictures as SVG, PNG or HTML, with a title and a description; the same input gives the same bytes."""

from __future__ import annotations

import io
import re
import textwrap
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from coalition import files
from coalition.errors import SelectionError
from coalition.output import fonts
from coalition.output.terminal import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

INK, FAINT = "#1b2733", "#5b6b7a"
"""The colours of labels and titles, and of captions, axes and leader lines."""

LINE = 0.19
"""The height of a line of labels. All lengths in this module are inches, except font sizes."""

FONT, SMALL, TITLE = 8.5, 8.5, 15.0
"""The font sizes of labels, of captions and legends, and of titles, in points."""

MARGIN, FOOT, HEAD = 0.35, 0.55, 0.6
"""The space at the sides of a drawing, below it, and above it for the title."""

LEGEND = 0.24
"""The height of a line of the legend."""

NARROWEST = 6.4
"""The least width of a drawing, so that its title has room."""

LONGEST = 60
"""The number of characters to which labels are cut in pictures; exported data hold the whole labels."""

DPI, PIXELS = 160, 16_000
"""The resolution of a PNG in dots per inch, and the greatest number of pixels of its longer side."""

HOVER = "hover-"
"""What the ids of marks begin with that are explained while the pointer is on them."""

PAGE = """\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body {{ margin: 1rem; }}
svg {{ display: block; max-width: 100%; height: auto; margin: auto; }}
g[id^="hover-"] {{ cursor: help; }}
g[id^="hover-"]:is(:hover, :focus) :is(path, use) {{ stroke: #000 !important; stroke-opacity: 1 !important; }}
{style}</style>
</head>
<body>
{svg}</body>
</html>
"""
"""A page that holds a picture. Its policy forbids every request, and every script."""

LINKED = """\
.linked {{ transition: opacity 0.15s; }}
.linked:focus {{ outline: none; }}
{dimmed} {{ opacity: 0.08; }}
{lit} {{ opacity: 0.85 !important; }}
{named} {{ font-weight: bold !important; }}
"""
"""The style of a page with marks that belong together: while one is pointed at, or has the focus of the keyboard, those
that do not belong to it are dim, the lines that do are not pale, and its label is bold. The pointer comes before the
keyboard."""

PLAIN = {"parse_math": False}
"""The text property that keeps matplotlib from reading what stands between two dollar signs as mathematics."""


def write(path: Path | str, figure: Callable[[], Any], title: str, description: str) -> None:
    """Write a picture to a file, as SVG or PNG, or as a page of HTML that holds the SVG.

    Parameters
    ----------
    path:
        The file. Its suffix, .svg, .png or .html, chooses the format.
    figure:
        Makes the matplotlib.figure.Figure. It is called when the suffix and the folder have been checked and the
        settings of matplotlib have been reset.
    title, description:
        What the file says about the picture, for screen readers among others.

    Raises
    ------
    SelectionError
        When the suffix is another, the folder does not exist, the file cannot be written, or matplotlib is not
        installed. Nothing is written then.
    """
    path = Path(path)
    format = path.suffix.lower().removeprefix(".")
    if format not in ("svg", "png", "html"):
        raise SelectionError(
            "pictures can only be written as SVG, PNG or HTML",
            where=str(path),
            remedy="end the file name in .svg, .png or .html",
        )
    if not path.parent.is_dir():
        raise SelectionError(
            "the folder does not exist", where=str(path.parent), remedy="create it, or name a folder that exists"
        )
    fonts.keep_quiet()
    _save(path, _render(figure, format, visible(title), visible(description)))


def sheet(
    extent: tuple[float, float, float, float], title: str, caption: str, below: Sequence[str] = ()
) -> tuple[Any, Any]:
    """Return a matplotlib.figure.Figure with a title and a caption, and its axes.

    The units of the axes are inches. `extent` is the part of them to draw on: its left, right, lower and upper edge.
    The title and the caption stand above that part, and room for a legend is left below it. The lines `below` stand at
    the foot of the picture, under the axes.

    Raises
    ------
    SelectionError
        When matplotlib is not installed.
    """
    try:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
    except ImportError:
        raise _missing_matplotlib() from None
    left, right, low, high = extent
    # A character of the caption is about 0.066 inches wide, and a line of it 0.17 inches high.
    columns = max(40, int((right - left - 2 * MARGIN) / 0.066))
    lines = textwrap.wrap(visible(caption), width=columns)
    feet = [part for line in below for part in textwrap.wrap(visible(line), width=columns)]
    low, high = low - FOOT, high + HEAD + 0.17 * len(lines)
    foot = 0.17 * len(feet) + 0.2 if feet else 0.0
    figure = Figure(figsize=(right - left, high - low + foot), facecolor="white")
    FigureCanvasAgg(figure)
    share = foot / (high - low + foot)
    axes = figure.add_axes((0, share, 1, 1 - share))
    axes.set_xlim(left, right)
    axes.set_ylim(low, high)
    axes.set_axis_off()
    style: dict[str, Any] = {"ha": "left", "va": "top", **PLAIN}
    axes.text(left + MARGIN, high - 0.25, visible(title), size=TITLE, weight="bold", color=INK, **style)
    axes.text(left + MARGIN, high - HEAD, "\n".join(lines), size=SMALL, color=FAINT, linespacing=1.35, **style)
    if feet:
        at = MARGIN / (right - left)
        figure.text(at, share * 0.92, "\n".join(feet), size=SMALL, color=FAINT, linespacing=1.35, **style)
    return figure, axes


def explain(artist: Any, number: int, text: str) -> None:
    """Give a mark words that a browser shows while the pointer is on it; `number` is another for each mark."""
    artist.set_gid(f"{HOVER}{number}")
    artist.set_label(visible(text))


def link(artist: Any, kind: str, of: Iterable[int], at: int | None = None) -> None:
    """Say to which marks an artist belongs, so that it is not dimmed in a page while one of these is pointed at.

    Parameters
    ----------
    kind:
        What the artist is, in one word: the class of its element.
    of:
        The numbers of the marks to which it belongs.
    at:
        The number of the mark that the artist itself is, or is the label of. If it is explained, too, the keyboard
        reaches it.
    """
    artist.linked = (kind, sorted(set(of)), at)


def legend(figure: Any, marks: Sequence[Any], line: int = 0) -> None:
    """Add a legend of one line at the foot of a figure, or `line` lines above it."""
    bottom = figure.axes[0].get_position().y0 + line * LEGEND / figure.get_figheight()
    figure.legend(
        handles=marks, loc="lower center", ncols=len(marks), frameon=False, fontsize=SMALL, labelcolor=INK,
        handletextpad=0.5, columnspacing=1.4, bbox_to_anchor=(0.5, bottom),
    )  # fmt: skip


def short(label: str, longest: int = LONGEST) -> str:
    """Return a label in one line, cut to `longest` characters if it has more."""
    label = visible(" ".join(label.split()))
    return label if len(label) <= longest else label[: longest - 1].rstrip() + "…"


def width(text: str) -> float:
    """Return the width of a label in inches; a character that the font lacks counts as a wide letter.

    Raises
    ------
    SelectionError
        When matplotlib is not installed.
    """
    try:
        from matplotlib.font_manager import FontProperties
        from matplotlib.textpath import text_to_path
    except ImportError:
        raise _missing_matplotlib() from None
    lacking = _lacking(text)
    measured = "".join("W" if character in lacking else character for character in text)
    return float(text_to_path.get_text_width_height_descent(measured, FontProperties(size=FONT), ismath=False)[0]) / 72


def _lacking(text: str) -> set[str]:
    """Return the characters of a text for which the font has no glyph."""
    from matplotlib.font_manager import FontProperties, findfont, get_font

    font = get_font(findfont(FontProperties()))
    return {character for character in set(text) if not font.get_char_index(ord(character))}


def _missing_matplotlib() -> SelectionError:
    return SelectionError("matplotlib is not installed", remedy="run pip install matplotlib")


def _render(figure: Callable[[], Any], format: str, title: str, description: str) -> bytes:
    """Return the content of an SVG, PNG or HTML file of the picture that `figure` makes."""
    try:
        import matplotlib
    except ImportError:
        raise _missing_matplotlib() from None
    content = io.BytesIO()
    # Without these, matplotlib writes the time and its own version, so that the bytes would differ between runs.
    metadata = {
        "svg": {"Date": None, "Creator": "Coalition Graph", "Title": title},
        "png": {"Software": "Coalition Graph", "Title": title, "Description": description},
    }
    with matplotlib.rc_context():
        # The user's settings, or those of a notebook, would change the picture.
        matplotlib.rcdefaults()
        # Without a fixed salt, matplotlib puts random identifiers into an SVG.
        matplotlib.rcParams["svg.hashsalt"] = "coalition-graph"
        # As text, labels can be searched and edited, and are shown in the fonts of the viewer, which may have what ours
        # lacks, and in the direction and the forms of their script, which matplotlib before 3.11 does not know.
        matplotlib.rcParams["svg.fonttype"] = "none"
        picture = figure()
        if format == "html":
            _identify(picture)
        drawn = "png" if format == "png" else "svg"
        dpi = min(DPI, PIXELS / max(picture.get_size_inches()))
        with warnings.catch_warnings():
            # A PNG has a box in place of each character that the font lacks; the documentation says so.
            warnings.filterwarnings("ignore", "Glyph .* missing from|Matplotlib currently does not support")
            picture.savefig(content, format=drawn, dpi=dpi, metadata=metadata[drawn])
    if drawn == "png":
        return content.getvalue()
    svg = _described(_explained(content.getvalue(), picture), description)
    return _page(svg, title, picture) if format == "html" else svg


def _explained(svg: bytes, picture: Any) -> bytes:
    """Return an SVG in which each mark that has words has them as its title, which browsers show under the pointer."""
    marks = picture.findobj(lambda artist: (artist.get_gid() or "").startswith(HOVER))
    words = {artist.get_gid(): escape(artist.get_label()) for artist in marks}

    def titled(tag: re.Match[bytes]) -> bytes:
        return tag[0] + f"<title>{words[tag[1].decode()]}</title>".encode()

    return re.sub(rf'<g id="({HOVER}\d+)">'.encode(), titled, svg)


def _linked(picture: Any) -> list[Any]:
    """Return the artists that `link` has been called with."""
    return list(picture.findobj(lambda artist: hasattr(artist, "linked")))


def _identify(picture: Any) -> None:
    """Give an id to each mark that belongs to others and has none, so that it is found in the SVG."""
    for number, artist in enumerate(_linked(picture)):
        artist.set_gid(artist.get_gid() or f"linked-{number}")


def _page(svg: bytes, title: str, picture: Any) -> bytes:
    """Return a page of HTML that holds an SVG, without its declarations, which HTML does not have.

    Marks that belong together get classes, and a style that dims the others.
    """
    text = svg[svg.index(b"<svg") :].decode()
    marks = {artist.get_gid(): artist.linked for artist in _linked(picture)}
    if not marks:
        return PAGE.format(title=escape(title), svg=text, style="").encode()

    def classed(tag: re.Match[str]) -> str:
        if tag[1] not in marks:
            return tag[0]
        kind, of, at = marks[tag[1]]
        classes = ["linked", kind, *(f"of-{number}" for number in of), *([] if at is None else [f"at-{at}"])]
        reached = ' tabindex="0" role="img"' if at is not None and tag[1].startswith(HOVER) else ""
        return f'<g id="{tag[1]}" class="{" ".join(classes)}"{reached}>'

    text = re.sub(r'<g id="([^"]+)">', classed, text)
    # What is in an image is hidden from the keyboard of a screen reader.
    text = text.replace('<svg role="img" ', '<svg role="group" ', 1)
    return PAGE.format(title=escape(title), svg=text, style=_style(marks.values())).encode()


def _style(marks: Iterable[tuple[str, list[int], int | None]]) -> str:
    """Return the style that dims what does not belong to the mark that is pointed at."""
    numbers = sorted({at for _, _, at in marks if at is not None})
    chosen = [
        (f"svg:{pointed}", number)
        for number in numbers
        for pointed in (f"has(.at-{number}:hover)", f"not(:has([class*=at-]:hover)):has(.at-{number}:focus)")
    ]
    dimmed = ",\n".join(f"{svg} .linked:not(.of-{number})" for svg, number in chosen)
    lit = ",\n".join(f"{svg} .linked.of-{number} > path" for svg, number in chosen)
    named = ",\n".join(f"{svg} .at-{number} text" for svg, number in chosen)
    return LINKED.format(dimmed=dimmed, lit=lit, named=named)


def _described(svg: bytes, description: str) -> bytes:
    """Return an SVG that screen readers announce as an image, with its title and a description.

    The text is edited, since matplotlib writes a title but can add neither a description nor a role. See
    https://www.w3.org/TR/svg-aam-1.0/, section 8.2, and https://www.w3.org/TR/SVG2/struct.html#DescElement.
    """
    element = f' <desc id="description">{escape(description)}</desc>\n'.encode()
    head, title_tag, rest = svg.partition(b"<title>")
    head = head.replace(b"<svg ", b'<svg role="img" aria-labelledby="title" aria-describedby="description" ', 1)
    title, end_tag, rest = rest.partition(b"</title>\n")
    return head + title_tag.replace(b">", b' id="title">') + title + end_tag + element + rest


def _save(path: Path, content: bytes) -> None:
    try:
        files.write(path, content)
    except OSError as error:
        message = f"the picture cannot be written ({error.strerror})"
        raise SelectionError(message, where=str(path), remedy="name another file") from error
