"""Take the text out of a file of a word processor (DOCX): its paragraphs and tables."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from coalition.intake.document import Document, cleaned, day, program, told

if TYPE_CHECKING:
    from docx.document import Document as WordFile
    from docx.table import Table


def parse(content: bytes, path: Path) -> Document:
    """Return the paragraphs and tables of a file, and what its properties tell; a row of a table is a line."""
    from docx import Document as opened
    from docx.text.paragraph import Paragraph

    file = opened(io.BytesIO(content))
    lines: list[str] = []
    for part in file.iter_inner_content():
        lines += [part.text, ""] if isinstance(part, Paragraph) else [*_rows(part), ""]
    about = file.core_properties
    details = told(
        "the properties of the file", title=about.title, creators=about.author, language=about.language or None
    )
    return Document(cleaned("\n".join(lines)), program("python-docx"), details, tuple(_remarks(file)))


def _rows(table: Table) -> Iterator[str]:
    for row in table.rows:
        cells = {id(cell._tc): " ".join(cell.text.split()) for cell in row.cells}  # a merged cell comes several times
        yield "\t".join(cells.values())


def _remarks(file: WordFile) -> Iterator[str]:
    """Yield what was left out, and when the file was last changed, which need not be the day of issue."""
    if file.core_properties.modified:
        yield f"the file was last changed on {day(file.core_properties.modified)}"
    kinds = {relation.reltype.rsplit("/", 1)[-1] for relation in file.part.rels.values()}
    for kind in ("footnotes", "endnotes", "comments"):
        if kind in kinds:
            yield f"its {kind} were left out"
    if file.element.xpath("//w:ins | //w:del"):
        yield "what its tracked changes insert was left out: accept or reject them, save, and add the file again"
    if file.element.xpath("//w:txbxContent"):
        yield "its text boxes were left out"
