"""Gather the rows of an answer that are about the same thing into one row, for people to read."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from coalition.query.answer import Answer

if TYPE_CHECKING:
    from coalition.provenance.evidence import Evidence

DOCUMENT = "document"
"""The column that names the document of a row in each saved question that has one."""

Cell = TypeVar("Cell", bound=Hashable)


def by_document(cells: Sequence[Cell], documents: Sequence[Cell]) -> dict[Cell, list[Cell]]:
    """Return the values of a column, each with those documents that have it; none where it is what all have.

    Parameters
    ----------
    cells, documents:
        The column and the column of documents of the rows that are gathered in one. What is false is no value.
    """
    every = list(dict.fromkeys(filter(None, documents)))
    having: dict[Cell, dict[Cell, None]] = {}
    for cell, document in zip(cells, documents, strict=True):
        if cell:
            having.setdefault(cell, {})[document] = None
    # A document may lack a value, or have another: the one is told from the other.
    return {
        cell: [] if len(found) == len(every) else [each for each in every if each in found]
        for cell, found in having.items()
    }


@dataclass(frozen=True)
class Gathered:
    """Hold the rows of an answer with one row for each thing that is asked for.

    It is written like an `Answer`. A cell holds all values that the rows of the thing have in its column, in their
    order and each once. Where the rows are of several documents, each document has a letter, and a value that not all
    of them have is followed by the letters of those that have it: what one document says is not told of another.

    Attributes
    ----------
    answer:
        The answer, with a row for each source, role, item ...
    by:
        The columns that name the thing.
    """

    answer: Answer
    by: Sequence[str]

    def __len__(self) -> int:
        return len(self._rows)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the answer."""
        return self.answer.columns

    @property
    def numeric(self) -> frozenset[int]:
        """The indexes of the columns that hold numbers only."""
        return self.answer.numeric

    @cached_property
    def _rows(self) -> list[list[int]]:
        """The numbers of the rows of each thing, in the order in which the things first come."""
        keys = [self.columns.index(column) for column in self.by]
        rows: dict[tuple[object, ...], list[int]] = {}
        for number, row in enumerate(self.answer.terms):
            rows.setdefault(tuple(row[key] for key in keys), []).append(number)
        return list(rows.values())

    @cached_property
    def evidence(self) -> list[Evidence]:
        """What each row rests on: all that the rows of the answer rest on that are gathered in it."""
        from coalition.provenance.evidence import Evidence

        return [Evidence.joined([self.answer.evidence[number] for number in rows]) for rows in self._rows]

    def traced(self, most: int) -> Iterator[Evidence]:
        """Yield the evidence of each row; what is gathered in one may stand far apart, so all is looked up first."""
        yield from self.evidence

    def texts(self, *, iris: bool = False) -> Iterator[list[str]]:
        """Return the rows as people read them; several values of a cell are separated by `; `."""
        lines = list(self.answer.texts(iris=iris))
        said_in = self.columns.index(DOCUMENT) if DOCUMENT in self.columns else None
        for rows in self._rows:
            columns = list(zip(*(lines[number] for number in rows), strict=True))
            documents = columns[said_in] if said_in is not None else ("",) * len(rows)
            every = list(dict.fromkeys(filter(None, documents)))
            letters = {document: _letter(number) for number, document in enumerate(every)}
            cells = [
                "; ".join(value + _marked(letters, having) for value, having in by_document(column, documents).items())
                for column in columns
            ]
            if said_in is not None and len(every) > 1:
                cells[said_in] = "; ".join(f"{letter}: {document}" for document, letter in letters.items())
            yield cells


def _letter(number: int) -> str:
    """Return the letter of a document: a to z, then aa, ab ..."""
    before, last = divmod(number, 26)
    return (_letter(before - 1) if before else "") + chr(ord("a") + last)


def _marked(letters: dict[str, str], documents: Sequence[str]) -> str:
    return f" ({', '.join(letters[each] for each in documents)})" if documents else ""
