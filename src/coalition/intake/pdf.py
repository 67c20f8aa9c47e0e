"""Take the text out of a PDF, page by page."""

from __future__ import annotations

import io
import logging
from pathlib import Path

from coalition.errors import SourceError
from coalition.intake.document import PAGE_END, Document, cleaned, day, program, told


def parse(content: bytes, path: Path) -> Document:
    """Return the text of a PDF, with a form feed between pages, and what its metadata tell.

    Raises
    ------
    SourceError
        When it is encrypted, or no page has text.
    """
    from pypdf import PdfReader

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # which tells of each small fault that it passes over
    reader = PdfReader(io.BytesIO(content))
    if reader.is_encrypted and not reader.decrypt(""):
        remedy = "open it with its password and save a copy without one"
        raise SourceError("this PDF needs a password", where=str(path), remedy=remedy)
    pages = [page.extract_text().replace(PAGE_END, "\n") for page in reader.pages]
    empty = [str(number) for number, page in enumerate(pages, 1) if not page.strip()]
    if len(empty) == len(pages):
        remedy = "recognise its letters with a program for that, such as ocrmypdf, and add what it writes"
        raise SourceError("no page of this PDF has text: it holds pictures of pages", where=str(path), remedy=remedy)
    about, remarks = reader.metadata, list[str]()
    details = told("the properties of the PDF", title=about.title, creators=about.author) if about else {}
    if about and about.creation_date:  # which need not be the day on which the text was issued
        remarks.append(f"the PDF was made on {day(about.creation_date)}")
    if empty:
        remarks.append(f"no text was found on page {', '.join(empty[:10])}{' ...' if len(empty) > 10 else ''}")
    return Document(cleaned(PAGE_END.join(pages)), program("pypdf"), details, tuple(remarks))
