"""Read a list that somebody kept or pasted: CSV, TSV, or a line for each row; and what its rows say by a mapping."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from coalition.curation.mapping import COLUMN, RowMapping
from coalition.errors import ParameterError
from coalition.texts.words import fold

DELIMITERS = "\t,;"

BULLET = re.compile(r"\s*(?:[•‣▪◦*·–-]\s+|\(?\d{1,3}[.)]\s+)")
"""What stands before an item of a list that was pasted."""

LONGEST_HEAD = 80
"""How many characters of the first line of a list an error tells."""


@dataclass(frozen=True)
class Row:
    """Hold a row of a list: its line, counted from 1, and its cells by the folded names of the columns.

    `fault` says why it cannot be read; "" where it can.
    """

    line: int
    cells: Mapping[str, str]
    fault: str = ""

    def filled(self, template: str) -> str:
        """Return a template with the cells in it; "" where a cell that it names is empty or missing."""
        cells = [self.cells.get(fold(name), "") for name in COLUMN.findall(template)]
        return COLUMN.sub(lambda match: self.cells[fold(match[1])], template) if all(cells) else ""


def cell(given: str) -> tuple[str, str]:
    """Return the column and the cell of `COLUMN=VALUE`, which all rows of a list are given.

    Raises
    ------
    ParameterError
        When one of the two is missing.
    """
    name, _, value = given.partition("=")
    if not (name.strip() and value.strip()):
        raise ParameterError(f"{given} gives no cell", remedy="write COLUMN=VALUE, such as event=Talks")
    return name.strip(), value.strip()


def read(text: str, where: str, mapping: RowMapping, given: Mapping[str, str]) -> list[Row]:
    """Return the rows of a list, without those that are empty.

    The first line names the columns, divided by tabs, commas or semicolons. Where the mapping needs one column alone,
    each line may be a cell of it instead, with or without a bullet or number before it.

    Parameters
    ----------
    where:
        What to call the list in an error.
    given:
        Cells that every row has, by the names of their columns.

    Raises
    ------
    ParameterError
        When the list lacks a column, or holds no row.
    """
    constants = {fold(name): value.strip() for name, value in given.items()}
    if unknown := [name for name in given if fold(name) not in set(map(fold, mapping.columns))]:
        remedy = f"give one of {', '.join(mapping.columns)}"
        raise ParameterError(f"the mapping has no column {unknown[0]}", remedy=remedy)
    needed = [name for name in mapping.needed if fold(name) not in constants]
    try:
        found = list(_rows(text, where, needed, constants))
    except csv.Error as fault:
        raise ParameterError(f"this is no table ({fault})", where=where, remedy="save it as CSV or TSV") from None
    if not found:
        raise ParameterError("the list has no rows", where=where, remedy="paste them under the names of the columns")
    return [_checked(row, mapping) for row in found]


def _rows(text: str, where: str, needed: Sequence[str], constants: Mapping[str, str]) -> Iterator[Row]:
    text = text.removeprefix("\ufeff")
    first = next((line for line in text.splitlines() if line.strip()), "")
    wanted = set(map(fold, needed))
    for delimiter in DELIMITERS:
        heads = [fold(cell) for cell in next(csv.reader([first], delimiter=delimiter), [])]
        if wanted <= set(heads):
            yield from _table(text, delimiter, heads, constants)
            return
    if len(needed) == 1:
        for number, line in enumerate(text.splitlines(), 1):
            if cell := BULLET.sub("", line, count=1).strip():
                yield Row(number, {**constants, fold(needed[0]): cell})
        return
    lacking = next((name for name in needed if fold(name) not in fold(first)), needed[0])
    remedy = (
        f"name the columns {', '.join(needed)}, as the mapping does, or give all rows one cell, such as event=Talks"
    )
    shown = f"{first[:LONGEST_HEAD].strip()}{'...' if len(first) > LONGEST_HEAD else ''}"
    raise ParameterError(f"the list has no column {lacking}: it begins with {shown!r}", where=where, remedy=remedy)


def _table(text: str, delimiter: str, heads: Sequence[str], constants: Mapping[str, str]) -> Iterator[Row]:
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    headed = False
    for cells in lines:
        if not any(cell.strip() for cell in cells):
            continue
        if not headed:
            headed = True
            continue
        own = {name: " ".join(cell.split()) for name, cell in zip(heads, cells, strict=False)}
        fault = "the row has more cells than the list has columns" if any(cells[len(heads) :]) else ""
        yield Row(lines.line_num, {**own, **constants}, fault)


def _checked(row: Row, mapping: RowMapping) -> Row:
    """Return a row with its fault, if it lacks a cell that the mapping needs."""
    empty = next((name for name in mapping.needed if not row.cells.get(fold(name))), "")
    return Row(row.line, row.cells, f"its column {empty} is empty") if empty and not row.fault else row
