"""The sources of a corpus, as people read them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TextIO

from coalition.corpus.sources import RegisteredSource
from coalition.output.table import table


def sources(found: Iterable[RegisteredSource], output: TextIO) -> None:
    """Each source that has a text: its short name, title, file, date, slices, and whether the text is at hand."""
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
            "at hand" if each.at_hand else "not here",
        ]
        for each in found
    ]
    table(columns, rows, output, right=(4, 5, 6))
