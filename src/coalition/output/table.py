"""Format tables and lines of text, fitted to the width of the terminal."""

from __future__ import annotations

import re
import shutil
import textwrap
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain, islice, zip_longest
from typing import TextIO

from coalition.output.terminal import one_line

WIDEST = 10_000
"""The number of characters to which lines are fitted where the output is not a terminal."""

SAMPLE = 1000
"""From how many rows the widths of columns are taken."""

GAP = 2
"""The number of spaces between two columns of a table."""

MARKED = re.compile(
    r"""
    [\\`*\[\]<|~$@]             # code, emphasis, links, HTML, cells, struck text, mathematics, mentions
    | (?<![^\W_])_ | _(?![^\W_])  # emphasis, but not within a word
    | & (?=\#?\w+;)              # character references
    | : (?=//) | (?<=www) \.     # addresses, which would become links, together with the marks after them
    | ^ (?: [\#>] | [-+] (?=\s|$) | - (?=[-\s]*$) )  # headings, quotations, lists, rules
    | (?<=^\d) [.)] (?=\s|$) | (?<=^\d\d) [.)] (?=\s|$) | (?<=^\d\d\d) [.)] (?=\s|$)  # numbered lists
    """,
    re.VERBOSE,
)
"""The characters that Markdown, as GitHub reads it, takes for marks: https://github.github.com/gfm/."""

ADDRESS = re.compile("https?://[A-Za-z0-9./#%-]+")
"""What is left as it is where it is the whole text: it has no mark in it, and its link leads where it says."""


def table(columns: Sequence[str], rows: Iterable[Sequence[str]], output: TextIO, right: Collection[int] = ()) -> None:
    """Write a table; the columns whose numbers, from 0, are in `right` are aligned right.

    On a terminal, cells are broken between words so that the table fits the width. Where even the longest words do not
    fit, each row becomes a block with a line for each value. The widths are those of the first rows, so that these are
    written before the others are known; a cell that is wider moves the rest of its row to the right.
    """
    columns, cells = [*map(one_line, columns)], ([*map(one_line, row)] for row in rows)
    first = list(islice(cells, SAMPLE))
    widths = _widths([columns, *first], _width(output) - GAP * (len(columns) - 1))
    if widths is None:
        _blocks(columns, chain(first, cells), output)
        return
    output.writelines(_row_lines(columns, widths, right))
    output.write("─" * (sum(widths) + GAP * (len(widths) - 1)) + "\n")
    for row in chain(first, cells):
        output.writelines(_row_lines(row, widths, right))
    if not first:
        output.write("(no rows)\n")


def _widths(rows: Sequence[Sequence[str]], room: int) -> list[int] | None:
    """Return the widths of the columns, or None if not even the longest words fit into `room`.

    Each column gets at least the width of its longest word. The room left is shared out, first to the columns that need
    least of it, so that as many as possible are not broken.
    """
    full_widths = [max(map(_display_width, column)) for column in zip(*rows, strict=True)]
    if sum(full_widths) <= room:
        return full_widths
    words_of_columns = ((word for cell in column for word in cell.split()) for column in zip(*rows, strict=True))
    widths = [max(map(_display_width, words), default=0) for words in words_of_columns]
    spare = room - sum(widths)
    if spare < 0:
        return None
    by_need = sorted(range(len(widths)), key=lambda column: full_widths[column] - widths[column])
    for served, column in enumerate(by_need):
        share = min(full_widths[column] - widths[column], spare // (len(by_need) - served))
        widths[column] += share
        spare -= share
    return widths


def _display_width(text: str) -> int:
    """Return the number of character cells of a terminal that a text takes.

    A wide character, such as a Chinese one, takes two, and a combining accent none.
    """
    if text.isascii():
        return len(text)
    return sum((unicodedata.east_asian_width(c) in "WF") + (not unicodedata.combining(c)) for c in text)


def _row_lines(row: Sequence[str], widths: Sequence[int], right: Collection[int]) -> Iterator[str]:
    """Yield the lines of one row."""
    cells = [
        [cell]
        if _display_width(cell) <= width
        else textwrap.wrap(cell, width, break_on_hyphens=False, break_long_words=False)
        for cell, width in zip(row, widths, strict=True)
    ]
    for parts in zip_longest(*cells, fillvalue=""):
        gaps = [" " * (width - _display_width(part)) for part, width in zip(parts, widths, strict=True)]
        padded = (
            gap + part if n in right else part + gap for n, (part, gap) in enumerate(zip(parts, gaps, strict=True))
        )
        yield (" " * GAP).join(padded).rstrip() + "\n"


def _blocks(columns: Sequence[str], rows: Iterable[Sequence[str]], output: TextIO) -> None:
    """Write each row as a block: a line with the column and the value for each value that is not empty."""
    indent = max(map(len, columns)) + GAP
    for row in rows:
        for column, cell in zip(columns, row, strict=True):
            output.write(fitted(f"{column:<{indent}}{cell}", indent, output) if cell else "")
        output.write("\n")


def markdown(columns: Sequence[str], rows: Iterable[Sequence[str]], output: TextIO) -> None:
    """Write a table in the Markdown of GitHub."""

    def line(cells: Iterable[str]) -> str:
        return f"| {' | '.join(cells)} |\n"

    output.write(line(map(in_markdown, columns)))
    output.write(line("---" for _ in columns))
    for row in rows:
        output.write(line(map(in_markdown, row)))


def in_markdown(text: str) -> str:
    """Return a text in one line of Markdown, in which each character stands for itself."""
    text = one_line(text).strip()
    return text if ADDRESS.fullmatch(text) else MARKED.sub(r"\\\g<0>", text)


def fitted(line: str, indent: int, output: TextIO) -> str:
    """Return a line with its line break, broken between words where it is wider than the terminal.

    All lines but the first are indented by `indent` spaces. Line breaks in the data become spaces, so that no label
    can begin a line of its own.
    """
    line = one_line(line)
    if output.isatty():
        line = textwrap.fill(
            line, _width(output), subsequent_indent=" " * indent, break_on_hyphens=False, break_long_words=False
        )
    return f"{line}\n"


def _width(output: TextIO) -> int:
    return shutil.get_terminal_size().columns if output.isatty() else WIDEST


def plural(number: int, one: str, several: str = "") -> str:
    """Return a number with its noun: `one` if the number is 1, else `several`, or `one` with an s."""
    return f"{number} {one if number == 1 else several or one + 's'}"
