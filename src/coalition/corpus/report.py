"""Report the sources of a corpus, as people read them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TextIO

from coalition.corpus.offers import Offer
from coalition.corpus.sources import RegisteredSource
from coalition.output.table import table
from coalition.output.terminal import one_line

NAMES = {
    "creators": "creator",
    "publishers": "publisher",
    "archive_url": "archived copy",
    "archived": "archived on",
    "retrieved": "retrieved on",
    "url": "address",
}
"""What details are called, where that is not the name of the field."""


def sources(registered: Iterable[RegisteredSource], output: TextIO) -> None:
    """Print a table of the sources that have a text, with the numbers of their slices."""
    columns = ("source", "title", "file", "issued", "passages", "drafted", "factless", "text")
    rows = [
        [
            each.source.name,
            each.source.label,
            each.source.file_name,
            each.source.issued,
            str(each.passages),
            str(each.drafted),
            str(each.factless),
            "found" if each.at_hand else "not found",
        ]
        for each in registered
    ]
    table(columns, rows, output, right=(4, 5, 6))


def offers(offered: Iterable[Offer], output: TextIO) -> None:
    """Print what documents tell of themselves, and what a curator should know of their texts."""
    for each in offered:
        output.write(f"{one_line(str(each.incoming.path))}\n")
        for told in each.told:
            output.write(f"  {NAMES.get(told.field, told.field)}: {one_line(told.value)} ({told.origin})\n")
        for remark in each.remarks:
            output.write(f"  note: {one_line(remark)}\n")
