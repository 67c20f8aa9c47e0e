"""Gather the rows of an answer that are about the same thing into one row, for people to read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from coalition.query.answer import Answer

if TYPE_CHECKING:
    from coalition.provenance.evidence import Evidence


@dataclass(frozen=True)
class Gathered:
    """Hold the rows of an answer with one row for each thing that is asked for.

    It is written like an `Answer`. A cell holds all values that the rows of the thing have in its column, in their
    order and each once.

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
        for rows in self._rows:
            columns = zip(*(lines[number] for number in rows), strict=True)
            yield ["; ".join(dict.fromkeys(filter(None, column))) for column in columns]
