"""Hold the answer to a SELECT query: its rows, as RDF terms and as Python values, and the evidence of each row."""

from __future__ import annotations

import datetime
import decimal
import unicodedata
from collections import namedtuple
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from coalition.errors import SelectionError
from coalition.namespaces import PREFIXES, XSD
from coalition.output.values import in_words
from coalition.rdf import turtle
from coalition.rdf.store import Term
from coalition.schema import is_lexical_form

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
"""How to read a valid literal as a Python value, by the IRI of its datatype. Other literals are read as strings."""

NUMBERS = (PREFIXES["amount"], PREFIXES["quantity"])
"""What the IRIs of sums and of quantities begin with: they have no labels, so that people see their numbers."""

EXACT = 2**53
"""The greatest integer up to which a float tells all integers apart."""


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
        return turtle.term(term)
    datatype = term.datatype.value
    if datatype not in READERS or not is_lexical_form(datatype, term.value):
        return term.value
    try:
        return READERS[datatype](term.value)
    except ValueError:  # Python reads no integer of more than 4,300 digits
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
        # Python reads an attribute's name in the form NFKC. `rename` replaces names that it does not allow in a named
        # tuple, such as ?class, and those that are now equal to an earlier one, by _0, _1 ...
        names = [unicodedata.normalize("NFKC", column) for column in self.columns]
        row_type = namedtuple("Row", names, rename=True)  # type: ignore[misc]
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
        return ([self._text(term, iris) for term in row] for row in self.terms)

    def _text(self, term: Term | None, iris: bool) -> str:
        if isinstance(term, ox.NamedNode) and term.value.startswith(NUMBERS) and not iris:
            return in_words(term, self.names)
        return self.names.text(term, iris=iris)

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

        rows = [tuple(map(value, row)) for row in self.terms]
        frame = pandas.DataFrame(rows, columns=list(self.columns))
        for index, column in enumerate(zip(*rows, strict=True)):
            # Beside a float or a gap, pandas makes floats of integers; those that would change are kept as they are.
            if frame.dtypes.iloc[index].kind == "f" and any(isinstance(v, int) and abs(v) > EXACT for v in column):
                frame.isetitem(index, pandas.array(column, dtype=object))
        return frame

    def _repr_html_(self) -> str:
        import html

        def line(cells: list[str], tag: str) -> str:
            return "<tr>" + "".join(f"<{tag}>{html.escape(cell)}</{tag}>" for cell in cells) + "</tr>"

        rows = "".join(line(cells, "td") for cells in self.texts())
        return f"<table><thead>{line(list(self.columns), 'th')}</thead><tbody>{rows}</tbody></table>"
