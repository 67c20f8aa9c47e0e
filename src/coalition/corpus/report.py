"""Report the sources of a corpus, as people read them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TextIO

from coalition.corpus.sources import RegisteredSource
from coalition.output.table import table


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
