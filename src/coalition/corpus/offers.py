"""Offer what documents tell of themselves, beside what a curator says, as the details of new sources."""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path

from coalition import files
from coalition.corpus.sources import Incoming, SourceDetails, fault_of
from coalition.errors import ParameterError, SourceError
from coalition.files import fault_of_folder
from coalition.intake.document import FIELDS, Detail
from coalition.intake.reading import MODULES, read
from coalition.names import Names

LONGEST_TITLE = 200
"""The length, in code points, up to which the first line of a text may be offered as its title."""

MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)

DATE = re.compile(
    rf"(?i:(?:\w+day,?\s)?(?:{MONTH}\s\d{{1,2}},?|\d{{1,2}}\s{MONTH},?)\s\d{{4}}|\d{{4}}-\d{{2}}-\d{{2}})"
)
"""A line of an English text that is a date and no title, such as Tuesday, August 8, 2006."""

MANY = ("creators", "publishers", "derived_from")
"""The details that may have several values; in a table, `;` divides them."""

COLUMNS = {"creator": "creators", "publisher": "publishers"}
"""Other names of columns in a table."""


@dataclass(frozen=True, slots=True)
class Told:
    """Hold a detail that a document tells of itself: what it is, its value, and where it stands."""

    field: str
    value: str
    origin: str


@dataclass(frozen=True)
class Offer:
    """Hold a document that may become a source.

    Attributes
    ----------
    incoming:
        The document with all details, those that it tells among them.
    told:
        The details that it tells.
    remarks:
        What a curator should know: what was left out, of the text or of the details.
    """

    incoming: Incoming
    told: tuple[Told, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def unknown(self) -> tuple[Told, ...]:
        """The persons and organisations that the document tells, before `unknown` looks for them in the register."""
        return tuple(each for each in self.told if each.field in ("creators", "publishers"))

    def without(self, left_out: Iterable[Told], why: str) -> Offer:
        """Return the offer without some of the persons and organisations that the document tells."""
        left_out = tuple(left_out)
        details = self.incoming.details
        for each in left_out:
            values = tuple(value for value in getattr(details, each.field) if value != each.value)
            details = replace(details, **{each.field: values})  # type: ignore[arg-type]
        remarks = tuple(f"{each.field.removesuffix('s')} {each.value} ({each.origin}) {why}" for each in left_out)
        kept = tuple(each for each in self.told if each not in left_out)
        return Offer(replace(self.incoming, details=details), kept, (*self.remarks, *remarks))


def offer(path: Path, given: SourceDetails, left_out: Collection[str] = ()) -> Offer:
    """Return the document in the file at `path`, with what a curator says of it, and what it tells beyond that.

    Parameters
    ----------
    given:
        What the curator says, which counts before what the document tells.
    left_out:
        The names of details, of `FIELDS`, that are not to be taken from the document.

    Raises
    ------
    SourceError, SelectionError
        When the file cannot be read.
    ParameterError
        When neither the curator nor the document gives a title.
    """
    content, document = read(path)
    found = dict(document.details)
    if title := _title(document.text):
        found.setdefault("title", (title,))
    told, remarks, values = list[Told](), list(document.remarks), dict[str, str | tuple[str, ...]]()
    for name in FIELDS:
        if getattr(given, name) or name in left_out:
            continue
        right = []
        for detail in found.get(name, ()):
            if fault := fault_of(name, detail.value):
                remarks.append(f"{fault} ({detail.origin}), and was left out")
            else:
                right.append(Told(name, detail.value, detail.origin))
        told += right
        if right:
            values[name] = tuple(each.value for each in right) if name in MANY else right[0].value
    details = replace(given, **values)  # type: ignore[arg-type]
    if not details.title:
        raise ParameterError("the text has no title", where=str(path), remedy="type one with --title")
    return Offer(Incoming(path, content, document, details), tuple(told), tuple(remarks))


def _title(text: str) -> Detail | None:
    """Return the first line of a text as its title, or the next one where that is a date; None where it is long."""
    # A heading of Markdown begins with up to six of these marks, which are no part of the title.
    lines = [re.sub(r"^#{1,6}\s+(?=\S)", "", line.strip()) for line in text.splitlines() if line.strip()]
    dated = len(lines) > 1 and DATE.fullmatch(lines[0]) is not None
    title = lines[int(dated)] if lines else ""
    origin = "the first line of the text"
    return Detail(title, f"{origin} after a date" if dated else origin) if len(title) <= LONGEST_TITLE else None


def unknown(offers: Iterable[Offer], names: Names) -> list[Told]:
    """Return the persons and organisations that documents tell and the register does not have, each once."""
    found = {}
    for each in (told for given in offers for told in given.unknown):
        if len(names.resolve(each.value, "Actor")) != 1:
            found[each.value] = each
    return list(found.values())


def documents(paths: Iterable[Path]) -> list[Path]:
    """Return the files that are named, and those in folders that are named, in all of their folders, sorted.

    Of a folder, those count that have a suffix of a document; hidden ones do not.

    Raises
    ------
    SourceError
        When a folder cannot be read or holds no document.
    """
    found: list[Path] = []
    for path in paths:
        if not os.path.isdir(path):  # which says so of a name that is too long, too
            found.append(path)
            continue
        if fault := fault_of_folder(path):
            raise SourceError(fault, where=str(path), remedy="change its permissions")
        inside = sorted(
            each
            for each in path.rglob("*")
            if each.suffix.lower() in MODULES and not any(part.startswith(".") for part in each.relative_to(path).parts)
        )
        if not inside:
            remedy = f"name a folder with files such as {', '.join(MODULES)}"
            raise SourceError("the folder holds no document", where=str(path), remedy=remedy)
        found += inside
    return list(dict.fromkeys(found))


def opened(table: Path) -> csv.DictReader[str]:
    """Return the rows of a table (CSV).

    Raises
    ------
    SourceError
        When it cannot be read, or is not UTF-8.
    """
    text = files.decode(files.read(table, SourceError, remedy="name a CSV file"), str(table), SourceError)
    return csv.DictReader(io.StringIO(text, newline=""))


def listed(table: Path) -> Iterator[tuple[Path, SourceDetails]]:
    """Yield the files that a table (CSV) lists, each with what the table says of it.

    The column `file` has the path, from the folder of the table; other columns are named as the details are. `;`
    divides several creators, publishers, or sources that a text is derived from. What is empty is not said.

    Raises
    ------
    SourceError, ParameterError
        When the table cannot be read, has another column, or a row names no file.
    """
    rows = opened(table)
    known = {each.name for each in fields(SourceDetails)}
    columns = {column: COLUMNS.get(column.strip(), column.strip()) for column in rows.fieldnames or () if column}
    wrong = [column for column, name in columns.items() if name not in {*known, "file"}]
    if wrong or "file" not in columns.values():
        what = f"there is no detail {wrong[0]}" if wrong else "the table has no column file"
        remedy = f"name the columns file, {', '.join(sorted(known))}"
        raise ParameterError(what, where=f"{table}:1", remedy=remedy)
    for row in rows:
        values = {name: (row[column] or "").strip() for column, name in columns.items()}
        if not any(values.values()):
            continue
        file = values.pop("file")
        if not file:
            what = "the row names no file"
            raise ParameterError(what, where=f"{table}:{rows.line_num}", remedy="fill its column file")
        yield table.parent / file, _details(values)


def _details(values: Mapping[str, str]) -> SourceDetails:
    several = {name: divided(value) for name, value in values.items() if name in MANY}
    return SourceDetails(**{"title": "", **values, **several})  # type: ignore[arg-type]


def divided(value: str) -> tuple[str, ...]:
    """Return the values that `;` divides in a cell of a table."""
    return tuple(part for each in value.split(";") if (part := each.strip()))
