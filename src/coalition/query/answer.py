"""The answer to a SELECT query: rows of terms, as Python values, with the evidence of each row at hand."""

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


class IRI(str):
    """The IRI of a thing, as a string that can be told from a literal."""

    __slots__ = ()


def value(term: Term | None) -> Any:
    """A term as a Python value: an IRI, a number, bool or date where the literal is one, else a string; None stays."""
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
    """The rows of a SELECT query, in the order and with the columns it asks for.

    Iterating gives named tuples of Python values; `terms` gives the RDF terms.
    """

    query: str
    columns: tuple[str, ...]
    terms: list[Row]
    names: Names
    tracer: Tracer

    def __len__(self) -> int:
        return len(self.terms)

    def __iter__(self) -> Iterator[Any]:
        record = namedtuple("Row", self.columns, rename=True)  # type: ignore[misc]
        return (record(*map(value, row)) for row in self.terms)

    def __getitem__(self, number: int) -> Any:
        return list(self)[number]

    @property
    def numeric(self) -> frozenset[int]:
        """The numbers of the columns, from 0, that hold nothing but numbers."""
        cells = [[cell for cell in column if cell is not None] for column in zip(*self.terms, strict=True)]
        return frozenset(number for number, column in enumerate(cells) if column and all(map(_is_number, column)))

    @cached_property
    def evidence(self) -> list[Evidence]:
        """The evidence of each row, in the order of the rows."""
        return self.tracer.rows(self.query, self.columns, self.terms)

    def texts(self, *, iris: bool = False) -> Iterator[list[str]]:
        """The rows as people read them: labels and prefixed names, or with `iris` whole IRIs."""
        return ([self.names.text(term, iris=iris) for term in row] for row in self.terms)

    def to_pandas(self) -> Any:
        """A pandas.DataFrame of the rows as Python values.

        Raises
        ------
        SelectionError
            When pandas is not installed.
        """
        try:
            import pandas
        except ImportError:
            raise SelectionError(
                "pandas, which holds data frames, is not installed", remedy="pip install 'coalition-graph[pandas]'"
            ) from None

        return pandas.DataFrame([tuple(map(value, row)) for row in self.terms], columns=list(self.columns))

    def _repr_html_(self) -> str:
        import html

        def line(cells: list[str], tag: str) -> str:
            return "<tr>" + "".join(f"<{tag}>{html.escape(cell)}</{tag}>" for cell in cells) + "</tr>"

        rows = "".join(line(cells, "td") for cells in self.texts())
        return f"<table><thead>{line(list(self.columns), 'th')}</thead><tbody>{rows}</tbody></table>"
