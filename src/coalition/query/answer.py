"""Hold the answer to a SELECT query: its rows, as RDF terms and as Python values, and the evidence of each row."""

from __future__ import annotations

import datetime
import decimal
from collections import namedtuple
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from coalition.errors import SelectionError
from coalition.namespaces import XSD
from coalition.rdf.store import Term

if TYPE_CHECKING:
    from coalition.names import Names
    from coalition.provenance.evidence import Evidence, Row, Tracer

READERS: dict[str, Callable[[str], Any]] = {
    XSD + "integer": int,
    XSD + "decimal": decimal.Decimal,
    XSD + "double": float,
    XSD + "float": float,
    XSD + "boolean": lambda text: text in ("true", "1"),
    XSD + "date": datetime.date.fromisoformat,
}
"""How to read a literal as a Python value, by the IRI of its datatype. Other literals are read as strings."""


class IRI(str):
    """Hold the IRI of a thing, as a string of its own type, so that it can be distinguished from a literal."""

    __slots__ = ()


def value(term: Term | None) -> Any:
    """Return a term as a Python value.

    An IRI gives an `IRI`; a literal gives a number, bool or date where it is a valid one, and else a string. A blank
    node gives its name, and None gives None.
    """
    if term is None:
        return None
    if isinstance(term, ox.NamedNode):
        return IRI(term.value)
    if not isinstance(term, ox.Literal):
        return str(term)
    read = READERS.get(term.datatype.value)
    try:
        return read(term.value) if read else term.value
    except (ValueError, decimal.InvalidOperation):
        return term.value


def _is_number(term: Term) -> bool:
    return isinstance(term, ox.Literal) and READERS.get(term.datatype.value) in (int, float, decimal.Decimal)


@dataclass
class Answer:
    """Hold the rows of a SELECT query, in the order and with the columns that it asks for.

    Iterating gives named tuples of Python values.

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
        What finds the evidence of the rows.
    """

    query: str
    columns: tuple[str, ...]
    terms: list[Row]
    names: Names
    tracer: Tracer

    def __len__(self) -> int:
        return len(self.terms)

    def __iter__(self) -> Iterator[Any]:
        # `rename` replaces column names that Python does not allow in a named tuple, such as ?class, by _0, _1 ...
        row_type = namedtuple("Row", self.columns, rename=True)  # type: ignore[misc]
        return (row_type(*map(value, row)) for row in self.terms)

    def __getitem__(self, number: int) -> Any:
        return list(self)[number]

    @property
    def numeric(self) -> frozenset[int]:
        """The indexes of the columns that hold a number in at least one row, and nothing else in any."""
        cells = [[cell for cell in column if cell is not None] for column in zip(*self.terms, strict=True)]
        return frozenset(index for index, column in enumerate(cells) if column and all(map(_is_number, column)))

    @cached_property
    def evidence(self) -> list[Evidence]:
        """The evidence of each row, in the order of the rows."""
        return self.tracer.rows(self.query, self.columns, self.terms)

    def texts(self, *, iris: bool = False) -> Iterator[list[str]]:
        """Return the rows as people read them, with labels for IRIs; with `iris`, with full IRIs."""
        return ([self.names.text(term, iris=iris) for term in row] for row in self.terms)

    def to_pandas(self) -> Any:
        """Return the rows, as Python values, in a `pandas.DataFrame`.

        Raises
        ------
        SelectionError
            When pandas is not installed.
        """
        try:
            import pandas
        except ImportError:
            remedy = "run pip install 'coalition-graph[pandas]'"
            raise SelectionError("pandas is not installed", remedy=remedy) from None

        return pandas.DataFrame([tuple(map(value, row)) for row in self.terms], columns=list(self.columns))

    def _repr_html_(self) -> str:
        import html

        def line(cells: list[str], tag: str) -> str:
            return "<tr>" + "".join(f"<{tag}>{html.escape(cell)}</{tag}>" for cell in cells) + "</tr>"

        rows = "".join(line(cells, "td") for cells in self.texts())
        return f"<table><thead>{line(list(self.columns), 'th')}</thead><tbody>{rows}</tbody></table>"
