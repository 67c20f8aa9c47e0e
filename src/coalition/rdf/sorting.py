"""Sort the rows of a query as the engine does, but with each value looked up once.

The engine looks up the text of a term on disk whenever it compares two, some twenty times for each row of a large
answer. Here the rows are read in any order, and sorted by keys that are computed once for each term.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import pyoxigraph as ox

from coalition.namespaces import PREFIXES
from coalition.rdf.sparql import CLOSING, FORMS, OPENING, Token, tokens

if TYPE_CHECKING:
    from decimal import Decimal

    Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

XSD, RDF = PREFIXES["xsd"], PREFIXES["rdf"]
TEXTS = frozenset((f"{XSD}string", f"{RDF}langString"))
NUMBERS = frozenset((f"{XSD}integer", f"{XSD}decimal"))
BOOLEAN = f"{XSD}boolean"
DATES = frozenset(XSD + name for name in ("date", "dateTime", "gYear", "gYearMonth"))

DATE = re.compile(r"[0-9]{4}(-[0-9][0-9])*(T([01][0-9]|2[0-3]):[0-9][0-9]:[0-9][0-9])?")
"""A date or time without a time zone, which sorts as its text does; see `coalition.rdf.ordering`."""

GATHERED = ("GROUP", "HAVING", "COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT")
"""The words of queries that compute rows from others, in which a column more would make other rows."""

ROWS = 1_000_000
"""How many rows are sorted here; the engine holds more in less memory."""

Key = tuple[int, "str | Decimal"]
Order = tuple[tuple[str, bool], ...]
"""The variables that rows are sorted by, without `?`, and whether each is in descending order."""


class UnsortableError(Exception):
    """Say that only the engine knows how some rows are to be sorted."""


class Unordered(NamedTuple):
    """Hold a SELECT query without its ORDER BY, and how its rows are to be sorted.

    Attributes
    ----------
    added:
        The variables that it sorts by and does not return; here it returns them, behind its columns.
    distinct:
        Whether rows that are equal without those are one.
    """

    text: str
    order: Order = ()
    added: tuple[str, ...] = ()
    distinct: bool = False


def unordered(text: str) -> Unordered:
    """Return a SELECT query without its ORDER BY, and what it names there.

    Where it sorts by more than variables, takes only some rows, or computes rows from others, return it as it is, and
    no variables. The query is right if, and only if, what is returned is right.
    """
    start, order = _ordered(text)
    if not order:
        return Unordered(text)
    read = tokens(text)
    columns, end = _columns(read)
    added = () if "*" in columns else tuple(dict.fromkeys(name for name, _ in order if name not in columns))
    if not added:
        return Unordered(text[:start], order)
    select = next(at for at, token in enumerate(read) if token.is_word("SELECT"))
    if not columns or read[select + 1].is_word("REDUCED") or any(token.is_word(*GATHERED) for token in read):
        return Unordered(text)
    more = " ".join(f"?{name}" for name in added)
    return Unordered(f"{text[:end]} {more} {text[end:start]}", order, added, read[select + 1].is_word("DISTINCT"))


def in_any_order(text: str) -> str:
    """Return a SELECT query without its ORDER BY, unless it sorts by more than variables, or takes only some rows."""
    start, order = _ordered(text)
    return text[:start] if order else text


def _ordered(text: str) -> tuple[int, Order]:
    """Return where the ORDER BY of a SELECT query begins, and the variables that it names, if nothing else follows.

    What stands before it must not belong behind it, so that nothing wrong is taken off.
    """
    read = tokens(text) if "order" in text.lower() else ()
    depth, modifiers = 0, list[int]()
    for at, token in enumerate(read):
        depth += (token.text in OPENING) - (token.text in CLOSING) if token.kind == "mark" else 0
        if not depth and token.is_word("ORDER", "LIMIT", "OFFSET", "VALUES"):
            modifiers.append(at)
    form = next((token for token in read if token.is_word(*FORMS)), None)
    if len(modifiers) != 1 or not form or not form.is_word("SELECT"):
        return 0, ()
    (start,) = modifiers
    sorts = [token.text.upper() for token in read[start : start + 2]] == ["ORDER", "BY"]
    order = _variables(read[start + 2 :]) if sorts else ()
    return read[start].start if order else 0, order


def _columns(read: Sequence[Token]) -> tuple[set[str], int]:
    """Return the columns of a SELECT query, `*` where it has all variables, and the offset behind them.

    They stand before its pattern, and before WHERE and FROM.
    """
    found, depth = set(), 0
    start = next(at for at, token in enumerate(read) if token.is_word("SELECT"))
    end = read[start].end
    for before, token in pairwise(read[start:]):
        if before.text == "{" or (not depth and before.is_word("WHERE", "FROM")):
            break
        end = before.end
        depth += (before.text in OPENING) - (before.text in CLOSING) if before.kind == "mark" else 0
        if not depth and (before.kind == "variable" or before.text == "*"):
            found.add(before.text.lstrip("?$"))
        elif token.kind == "variable" and before.is_word("AS"):
            found.add(token.text[1:])
    return found, end


def _variables(read: Sequence[Token]) -> Order:
    """Return the variables that an ORDER BY names; none where it names anything else, or more follows."""
    found: list[tuple[str, bool]] = []
    at = 0
    while at < len(read):
        if read[at].is_word("ASC", "DESC") and [token.text for token in read[at + 1 : at + 4 : 2]] == ["(", ")"]:
            variable, descending, at = read[at + 2], read[at].is_word("DESC"), at + 4
        else:
            variable, descending, at = read[at], False, at + 1
        if variable.kind != "variable":
            return ()
        found.append((variable.text[1:], descending))
    return tuple(found)


def sort(rows: Iterable[ox.QuerySolution], columns: Sequence[str], order: Order) -> list[ox.QuerySolution]:
    """Return rows in an order; `columns` names the variables of their cells.

    Raises
    ------
    UnsortableError
        When there are too many, or terms that only the engine can compare.
    """
    held: list[ox.QuerySolution] = []
    for row in rows:
        if len(held) == ROWS:
            raise UnsortableError
        held.append(row)
    if not held:
        return held
    keys, cell_of = _Keys(), {name: at for at, name in enumerate(columns)}
    # From the last key to the first, since rows that are equal keep their places; neighbours of one direction at once.
    for descending, group in groupby(reversed(order), key=lambda each: each[1]):
        cells = [cell_of[name] for name, _ in group][::-1]
        held.sort(key=lambda row: [keys.of(row[cell]) for cell in cells], reverse=descending)
    return held


class Row(tuple["Term | None", ...]):
    """Hold the cells of a row, which can be had by the names of their columns, too."""

    places: Mapping[str, int] = {}

    def __getitem__(self, key: Any) -> Any:
        """Return a cell by its place or the name of its column."""
        return super().__getitem__(self.places[key] if isinstance(key, str) else key)


def narrowed(rows: Iterable[ox.QuerySolution], columns: Sequence[str], *, distinct: bool) -> Iterable[Any]:
    """Return the first cells of rows, as many as there are columns; of equal rows only the first, where distinct."""
    row = type("Row", (Row,), {"places": {name: at for at, name in enumerate(columns)}})
    found = (tuple(each)[: len(columns)] for each in rows)
    return map(row, dict.fromkeys(found) if distinct else found)


class _Keys:
    """Compute the key of each term once."""

    def __init__(self) -> None:
        self._keys: dict[ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None, Key] = {}
        self._terms: dict[Key, object] = {}

    def of(self, term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None) -> Key:
        """Return the key of a term, which sorts as the term does."""
        if term not in self._keys:
            key = self._keys[term] = _key(term)
            # Which of two terms with one text comes first, such as "a" and "a"@en, only the engine knows.
            if self._terms.setdefault(key, term) != term and isinstance(key[1], str):
                raise UnsortableError
        return self._keys[term]


def _key(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None) -> Key:
    if term is None:
        return 0, ""
    if isinstance(term, ox.NamedNode):
        return 2, term.value
    if isinstance(term, ox.BlankNode):
        return 1, term.value
    if isinstance(term, ox.Literal):
        datatype, text = term.datatype.value, term.value
        if datatype in NUMBERS:
            return _number(text)
        if datatype in TEXTS or (datatype in DATES and DATE.fullmatch(text)):
            return 4, text
        if datatype == BOOLEAN and text in ("true", "false"):
            return 5, text
    raise UnsortableError


def _number(text: str) -> Key:
    """Return the key of a number of the size that the engine compares exactly."""
    if len(text) > 15 or not re.fullmatch("[+-]?[0-9]+([.][0-9]+)?", text):
        raise UnsortableError
    from decimal import Decimal

    number = Decimal(text)
    if 0 < abs(number) < Decimal("0.01"):
        raise UnsortableError
    return 3, number
