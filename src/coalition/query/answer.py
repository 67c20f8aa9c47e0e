"""Hold the answer to a SELECT query: its rows, as RDF terms and as Python values, and the evidence of each row."""

from __future__ import annotations

import datetime
import decimal
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from coalition.errors import SelectionError
from coalition.namespaces import XSD, Namespaces, within
from coalition.output.table import SAMPLE
from coalition.output.values import in_words
from coalition.rdf.store import Term

if TYPE_CHECKING:
    from decimal import Decimal

    from coalition.names import Names
    from coalition.provenance.evidence import Evidence, Tracer

READERS: dict[str, Callable[[str], Any]] = {
    XSD + "integer": int,
    XSD + "decimal": decimal.Decimal,
    XSD + "double": float,
    XSD + "float": float,
    XSD + "boolean": lambda text: text in ("true", "1"),
    XSD + "date": datetime.date.fromisoformat,
}
"""How to read a valid literal as a Python value, by the IRI of its datatype. Other literals are read as strings."""

NUMBERS = ("amount", "quantity")
"""The prefixes of sums and of quantities: they have no labels, so that people see their numbers."""

EXACT = 2**53
"""The greatest integer up to which a float tells all integers apart."""


FIRST, STEP = 10, 1000
"""Of how many rows evidence is looked for at once: first of those that fill a screen, then of so many each time."""


class Row(tuple[Any, ...]):
    """Hold the values of a row, which are found by number, by the name of the column, or as an attribute.

    `dict(row)` gives the values by their columns. A column with the name of a method of tuples, such as `count`, is
    found by `row["count"]` alone.
    """

    columns: tuple[str, ...]

    def __new__(cls, columns: tuple[str, ...], values: Iterable[Any]) -> Row:
        """Make a row of values, one for each column."""
        row = super().__new__(cls, values)
        row.columns = columns
        return row

    def keys(self) -> tuple[str, ...]:
        """Return the names of the columns."""
        return self.columns

    def __getitem__(self, key: Any) -> Any:
        """Return the value of a column, or the value or values at a number or a slice."""
        if not isinstance(key, str):
            return super().__getitem__(key)
        if key not in self.columns:
            raise KeyError(f"{key}; the columns are {', '.join(self.columns)}")
        return super().__getitem__(self.columns.index(key))

    def __getattr__(self, name: str) -> Any:
        # Python reads the name of an attribute in the form NFKC.
        found = [column for column in self.columns if unicodedata.normalize("NFKC", column) == name]
        if not found:
            raise AttributeError(f"there is no column {name}; the columns are {', '.join(self.columns)}")
        return self[found[0]]

    def __repr__(self) -> str:
        return f"Row({', '.join(f'{column}={value!r}' for column, value in zip(self.columns, self, strict=True))})"

    def __reduce__(self) -> tuple[Any, ...]:
        return Row, (self.columns, tuple(self))


class IRI(str):
    """Hold the IRI of a thing, as a string of its own type, so that it can be distinguished from a literal."""

    __slots__ = ()


def value(term: Term | None) -> Any:
    """Return a term as a Python value.

    An IRI gives an `IRI`; a literal gives a number, bool or date where it is a valid one, and else a string. A blank
    node gives its name, a triple term its Turtle, and None gives None.
    """
    if term is None:
        return None
    if isinstance(term, ox.NamedNode):
        return IRI(term.value)
    if not isinstance(term, ox.Literal):
        from coalition.rdf import turtle

        return turtle.term(term)
    from coalition.schema import is_lexical_form

    datatype = term.datatype.value
    if datatype not in READERS or not is_lexical_form(datatype, term.value):
        return term.value
    try:
        return READERS[datatype](term.value)
    except ValueError:  # Python reads no integer of more than 4,300 digits
        return term.value


def _is_number(term: Term) -> bool:
    return isinstance(term, ox.Literal) and READERS.get(term.datatype.value) in (int, float, decimal.Decimal)


def number_of(term: Term | None) -> int | float | Decimal | None:
    """Return the number that a term is; None where it is none."""
    from decimal import Decimal

    found = value(term) if isinstance(term, ox.Literal) else None
    return found if isinstance(found, int | float | Decimal) and not isinstance(found, bool) else None


def _numeric(rows: Iterable[Sequence[Term | None]]) -> frozenset[int]:
    cells = [[cell for cell in column if cell is not None] for column in zip(*rows, strict=True)]
    return frozenset(index for index, column in enumerate(cells) if column and all(map(_is_number, column)))


def _text(term: Term | None, names: Names, iris: bool) -> str:
    """Return a term as people read it."""
    numbers = tuple(names.namespaces.prefixes[prefix] for prefix in NUMBERS)
    if isinstance(term, ox.NamedNode) and term.value.startswith(numbers) and not iris:
        return in_words(term, names)
    return names.text(term, iris=iris)


@dataclass
class Passing:
    """Pass the rows of a SELECT query on to people as they are found, and hold only the first ones.

    It is written like an `Answer`, once.

    Attributes
    ----------
    columns:
        The names of the query's variables, without `?`.
    rows:
        The rows as RDF terms.
    names:
        The names of the store, for labels.
    number:
        How many rows have been passed on.
    """

    columns: tuple[str, ...]
    rows: Iterator[Sequence[Term | None]]
    names: Names
    number: int = 0

    @cached_property
    def _first(self) -> list[Sequence[Term | None]]:
        return list(islice(self.rows, SAMPLE))

    @property
    def numeric(self) -> frozenset[int]:
        """The indexes of the columns that hold numbers only, as far as the first rows tell."""
        return _numeric(self._first)

    def texts(self, *, iris: bool = False) -> Iterator[list[str]]:
        """Return the rows as people read them, with labels for IRIs; with `iris`, with full IRIs."""
        for row in chain(self._first, self.rows):
            self.number += 1
            yield [_text(term, self.names, iris) for term in row]


@dataclass
class Answer:
    """Hold the rows of a SELECT query, in the order and with the columns that it asks for.

    Iterating gives a `Row` of Python values for each.

    Attributes
    ----------
    query:
        The text of the query.
    columns:
        The names of the query's variables, without `?`.
    terms:
        The rows as RDF terms; None where a variable has no value.
    names:
        The names of the store, for labels.
    tracer:
        Returns what finds the evidence of the rows.
    """

    query: str
    columns: tuple[str, ...]
    terms: list[tuple[Term | None, ...]]
    names: Names
    tracer: Callable[[], Tracer]

    def __len__(self) -> int:
        return len(self.terms)

    def __iter__(self) -> Iterator[Row]:
        return (Row(self.columns, map(value, row)) for row in self.terms)

    def __getitem__(self, number: int) -> Row:
        return Row(self.columns, map(value, self.terms[number]))

    def __repr__(self) -> str:
        rows = "1 row" if len(self) == 1 else f"{len(self):,} rows"
        return f"<Answer: {rows} of {', '.join(self.columns) or 'no columns'}>"

    @property
    def numeric(self) -> frozenset[int]:
        """The indexes of the columns that hold a number in at least one row, and nothing else in any."""
        return _numeric(self.terms)

    @property
    def namespaces(self) -> Namespaces:
        """What prefixes stand for in the graph that was asked."""
        return self.names.namespaces

    @cached_property
    @within
    def evidence(self) -> list[Evidence]:
        """The evidence of each row, in the order of the rows."""
        return self.tracer().rows(self.query, self.columns, self.terms)

    @within
    def traced(self, most: int) -> Iterator[Evidence]:
        """Yield the evidence of each row as soon as it is found, of each with the first `most` passages at least."""
        first = 0
        while first < len(self.terms):
            batch = self.terms[first : first + (STEP if first else FIRST)]
            yield from self.tracer().rows(self.query, self.columns, batch, most)
            first += len(batch)

    def texts(self, *, iris: bool = False) -> Iterator[list[str]]:
        """Return the rows as people read them, with labels for IRIs; with `iris`, with full IRIs."""
        return ([self._text(term, iris) for term in row] for row in self.terms)

    def _text(self, term: Term | None, iris: bool) -> str:
        return _text(term, self.names, iris)

    def labelled(self) -> tuple[tuple[str, ...], list[tuple[Term | None, ...]]]:
        """Return the columns and rows, with labels: each column with IRIs is followed by `COLUMN_label`.

        Raises
        ------
        SelectionError
            When the answer has a column with the name of one of those already.
        """
        named = [any(isinstance(cell, ox.NamedNode) for cell in column) for column in zip(*self.terms, strict=True)]
        pairs = list(zip(self.columns, named or [False] * len(self.columns), strict=True))
        for column, holds_things in pairs:
            if holds_things and f"{column}_label" in self.columns:
                what = f"the answer has a column {column}_label already"
                raise SelectionError(what, remedy="rename it in the query, or ask without labels")
        columns = [name for column, things in pairs for name in [column, f"{column}_label"][: 1 + things]]
        return tuple(columns), [tuple(self._with_labels(row, named)) for row in self.terms]

    def _with_labels(self, row: tuple[Term | None, ...], named: list[bool]) -> Iterator[Term | None]:
        for term, holds_things in zip(row, named, strict=True):
            yield term
            if holds_things:
                yield None if term is None else ox.Literal(self._text(term, False))

    def to_pandas(self, *, labels: bool = False) -> Any:
        """Return the rows, as Python values, in a `pandas.DataFrame`.

        Parameters
        ----------
        labels:
            Whether each column with IRIs is followed by one with their labels, named `COLUMN_label`.

        Raises
        ------
        SelectionError
            When pandas is not installed; and where `labelled` raises it.
        """
        try:
            import pandas
        except ImportError:
            remedy = "run pip install pandas"
            raise SelectionError("pandas is not installed", remedy=remedy) from None

        columns, terms = self.labelled() if labels else (self.columns, self.terms)
        rows = [tuple(map(value, row)) for row in terms]
        frame = pandas.DataFrame(rows, columns=list(columns))
        for index, column in enumerate(zip(*rows, strict=True)):
            # Beside a float or a gap, pandas makes floats of integers; those that would change are kept as they are.
            if frame.dtypes.iloc[index].kind == "f" and any(isinstance(v, int) and abs(v) > EXACT for v in column):
                frame.isetitem(index, pandas.array(column, dtype=object))
        return frame

    def _repr_html_(self) -> str:
        from coalition.output.html import table

        return table(self.columns, self.texts(), len(self))
