"""Hold what was taken out of a file: the text, and what the file itself tells of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType

PAGE_END = "\f"
"""What stands between two pages of a text, as in the text that other programs take out of PDFs."""

FIELDS = ("title", "creators", "publishers", "issued", "language", "url", "retrieved", "archive_url", "archived")
"""What may be told of a text, in the order in which it is shown."""


@dataclass(frozen=True, slots=True)
class Detail:
    """Hold something that a file tells of its text, and where in the file that stands."""

    value: str
    origin: str


@dataclass(frozen=True)
class Document:
    """Hold the text of a file, and what the file tells of it.

    Attributes
    ----------
    text:
        The text; where it has pages, with a form feed between each two.
    program:
        The program, with its version, that took the text out; "" where the file is the text itself.
    details:
        What the file tells of the text, by the names in `FIELDS`; several values of creators and publishers.
    remarks:
        What a reader should know of the text, such as what was left out.
    """

    text: str
    program: str = ""
    details: Mapping[str, tuple[Detail, ...]] = field(default_factory=lambda: MappingProxyType({}))
    remarks: tuple[str, ...] = ()


def told(origin: str, **values: str | None) -> dict[str, tuple[Detail, ...]]:
    """Return what a file tells of its text, without what it leaves empty; `;` divides several persons."""
    found = {}
    for name, given in values.items():
        several = (given or "").split(";") if name in ("creators", "publishers") else [given or ""]
        kept = dict.fromkeys(" ".join(value.split()) for value in several)
        if details := tuple(Detail(value, origin) for value in kept if value):
            found[name] = details
    return found


def day(moment: datetime | date | None) -> str:
    """Return the day of a moment as ISO 8601 has it, or "" where there is none."""
    return moment.strftime("%Y-%m-%d") if moment else ""


def program(distribution: str) -> str:
    """Return the name of an installed program with its version."""
    from importlib.metadata import version  # which takes long to import

    return f"{distribution} {version(distribution)}"


def cleaned(text: str) -> str:
    """Return a text that was taken out of a file, in the form in which it is kept.

    Lines end with a line feed and not with spaces, at most one empty line stands between two, and there are no control
    characters but line feeds, tabs and the ends of pages.
    """
    text = re.sub(r"\r\n?|[\v\x85\u2028\u2029]", "\n", text)
    text = re.sub(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]", "", text)
    text = re.sub(r"[^\S\n\f]+(?=[\n\f]|$)", "", text)
    text = re.sub(r"\n{3,}", "\n\n", text)
    pages = [page.strip("\n") for page in text.split(PAGE_END)]
    return f"\n{PAGE_END}".join(pages) + "\n"


def page_of(text: str, offset: int) -> int | None:
    """Return the page, counted from 1, on which an offset of a text lies; None where the text has no pages."""
    return text.count(PAGE_END, 0, offset) + 1 if PAGE_END in text else None
