"""Report what a snapshot holds, and which snapshots are kept."""

from __future__ import annotations

import csv
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import TextIO

from coalition.build.budget import Budget, Entry
from coalition.output.data import write_json
from coalition.output.table import plural, table
from coalition.output.terminal import as_data

SHORT = 12
"""How many characters of a digest a table shows; they tell any two snapshots of a folder apart."""

UNITS = ("KB", "MB", "GB", "TB")
COLUMNS = ("snapshot", "root", "view_of", "view", "bytes", "built", "used", "state", "folder")


def counts(numbers: dict[str, int]) -> Iterator[str]:
    """Yield a line for each kind of thing that a snapshot holds, with its number."""
    width = max(len(f"{number:,}") for number in numbers.values())
    for what, number in numbers.items():
        yield f"{f'{number:,}' if number else 'none':>{max(width, 4)}}  {what}"


def snapshots(entries: Sequence[Entry], budget: Budget, outcome: str, format: str, output: TextIO) -> None:
    """Write snapshots as a table, JSON or CSV; `outcome` says what became of them, such as "removed"."""
    if format == "json":
        write_json({"snapshots": [each.to_dict() for each in entries], "budget": asdict(budget)}, output)
    elif format == "csv":
        writer = csv.DictWriter(as_data(output), COLUMNS)
        writer.writeheader()
        writer.writerows(each.to_dict() for each in entries)
    else:
        rows = [
            [
                each.digest[:SHORT],
                _described(each),
                each.origin.root if each.origin else "not known",
                size(each.size),
                _day(each.built),
                _day(each.used),
                each.state,
            ]
            for each in entries
        ]
        table(("snapshot", "of", "root", "size", "built", "last used", "state"), rows, output, right=(3,))
        total = f"{plural(len(entries), 'snapshot')}, {size(sum(each.size for each in entries))}, {outcome}"
        output.write(f"{total}; the budget is {size(budget.size)}, and {plural(budget.days, 'day')} without use\n")


def _described(entry: Entry) -> str:
    if entry.origin is None:
        return "not known"
    return f"{entry.origin.whole[:SHORT]} {entry.origin.view}" if entry.origin.view else "whole graph"


def size(count: int) -> str:
    """Return a number of bytes in the unit that people use for it."""
    number, unit = float(count), "bytes"
    for larger in UNITS:
        if round(number, 1) < 1000:
            break
        number, unit = number / 1000, larger
    return f"{number:.1f}".removesuffix(".0") + f" {unit}"


def _day(moment: float) -> str:
    """Return a moment as a date and time in the time zone of this machine."""
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(moment))
