"""Tables and lines of text, fitted to the terminal."""

from __future__ import annotations

import shutil
import textwrap
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import zip_longest
from typing import TextIO

WIDEST = 10_000
"""Where there is no terminal, lines may be this long."""

GAP = 2
"""Between two columns of a table stand so many spaces."""


def table(columns: Sequence[str], rows: Iterable[Sequence[str]], output: TextIO, right: Collection[int] = ()) -> None:
    """A table as wide as it needs to be; `right` columns are set flush right.

    On a terminal it is fitted to the width, words kept whole; where that cannot be, each row becomes a block of lines.
    """
    cells = [*rows]
    widths = _widths([columns, *cells], _width(output) - GAP * (len(columns) - 1))
    if widths is None:
        _blocks(columns, cells, output)
        return
    output.writelines(_drawn(columns, widths, right))
    output.write("─" * (sum(widths) + GAP * (len(widths) - 1)) + "\n")
    for row in cells:
        output.writelines(_drawn(row, widths, right))
    if not cells:
        output.write("(no rows)\n")


def _widths(rows: Sequence[Sequence[str]], room: int) -> list[int] | None:
    """The width of each column, the narrow ones served first; None where not even the longest words fit."""
    natural = [max(map(_length, column)) for column in zip(*rows, strict=True)]
    if sum(natural) <= room:
        return natural
    words = ((word for cell in column for word in cell.split()) for column in zip(*rows, strict=True))
    widths = [max(map(_length, column), default=0) for column in words]
    spare = room - sum(widths)
    if spare < 0:
        return None
    wanting = sorted(range(len(widths)), key=lambda number: natural[number] - widths[number])
    for served, number in enumerate(wanting):
        share = min(natural[number] - widths[number], spare // (len(wanting) - served))
        widths[number] += share
        spare -= share
    return widths


def _length(text: str) -> int:
    """The number of columns of a terminal that a text takes."""
    if text.isascii():
        return len(text)
    return sum((unicodedata.east_asian_width(c) in "WF") + (not unicodedata.combining(c)) for c in text)


def _drawn(row: Sequence[str], widths: Sequence[int], right: Collection[int]) -> Iterator[str]:
    """The lines of one row."""
    cells = [
        [cell]
        if _length(cell) <= width and "\n" not in cell
        else textwrap.wrap(cell, width, break_on_hyphens=False, break_long_words=False)
        for cell, width in zip(row, widths, strict=True)
    ]
    for parts in zip_longest(*cells, fillvalue=""):
        gaps = [" " * (width - _length(part)) for part, width in zip(parts, widths, strict=True)]
        padded = (
            gap + part if n in right else part + gap for n, (part, gap) in enumerate(zip(parts, gaps, strict=True))
        )
        yield (" " * GAP).join(padded).rstrip() + "\n"


def _blocks(columns: Sequence[str], rows: Iterable[Sequence[str]], output: TextIO) -> None:
    """Each row as lines of a column's name and the value, those without a value left out."""
    indent = max(map(len, columns)) + GAP
    for row in rows:
        for column, cell in zip(columns, row, strict=True):
            output.write(fitted(f"{column:<{indent}}{cell}", indent, output) if cell else "")
        output.write("\n")


def markdown(columns: Sequence[str], rows: Iterable[Sequence[str]], output: TextIO) -> None:
    """A table in GitHub's Markdown, row by row."""

    def line(cells: Iterable[str]) -> str:
        return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |\n"

    output.write(line(columns))
    output.write(line("---" for _ in columns))
    for row in rows:
        output.write(line(row))


def fitted(line: str, indent: int, output: TextIO) -> str:
    """A line, broken between words where it is wider than the terminal; its next lines are indented."""
    fill = textwrap.TextWrapper(
        _width(output), subsequent_indent=" " * indent, break_on_hyphens=False, break_long_words=False
    ).fill
    return f"{fill(line) if output.isatty() else line}\n"


def _width(output: TextIO) -> int:
    return shutil.get_terminal_size().columns if output.isatty() else WIDEST


def plural(number: int, one: str, several: str = "") -> str:
    """Return a number with its noun: `several`, or `one` with an s, unless the number is 1."""
    return f"{number} {one if number == 1 else several or one + 's'}"
