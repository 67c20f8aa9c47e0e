"""Find the constants of a query that are no values of their datatypes, so that a comparison with them finds nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pyoxigraph as ox

from coalition.errors import QueryError, shortened
from coalition.namespaces import PREFIXES, XSD
from coalition.rdf import sparql
from coalition.rdf.store import Store

DATATYPES = frozenset(
    XSD + name
    for name in (
        *("boolean", "integer", "decimal", "double", "float", "dateTime", "date", "time", "gYear", "gYearMonth"),
        *("gMonth", "gMonthDay", "gDay", "duration", "dayTimeDuration", "yearMonthDuration"),
    )
)
"""The datatypes that the engine computes with; of any other, every text is a value."""


def ill_typed(text: str, name: str = "query") -> Iterator[str]:
    """Yield a line about each constant of a query that is no value of its datatype.

    The engine answers such a query, and takes each comparison with the constant for an error, without a word.

    Parameters
    ----------
    text:
        A query that the engine has parsed.
    name:
        What messages call the query.
    """
    # Most queries have neither a typed constant nor a number that could be too long for the engine.
    if "^^" not in text and not re.search("[0-9]{18}", text):
        return
    engine = Store.in_memory(())
    for written, datatype, offset in _constants(text):
        literal = _literal(f"{written}^^<{datatype}>" if datatype else written)
        if literal and literal.datatype.value in DATATYPES and not _is_value(literal, engine):
            line, column = sparql.position(text, offset)
            short = literal.datatype.value.replace(XSD, "xsd:")
            what = f'"{shortened(literal.value, 100)}" is no {short} that the engine can compute with'
            yield str(QueryError(what, where=f"{name}:{line}:{column}", remedy="a comparison with it finds nothing"))


def _constants(text: str) -> Iterator[tuple[str, str, int]]:
    """Yield each number, with no datatype, and each string with a datatype, with its offset."""
    tokens = list(sparql.tokens(text))
    iris = {offset: iri for iri, offset in sparql.iris(text, PREFIXES)}
    for number, token in enumerate(tokens):
        if token.kind == "number":
            yield token.text, "", token.start
        elif token.kind == "string" and [mark.text for mark in tokens[number + 1 : number + 3]] == ["^", "^"]:
            datatype = iris.get(tokens[number + 3].start) if number + 3 < len(tokens) else None
            if datatype:
                yield token.text, datatype, token.start


def _literal(written: str) -> ox.Literal | None:
    """Return the literal that is written in Turtle, whose strings and numbers are those of SPARQL."""
    try:
        term = next(iter(ox.parse(f"<x:s> <x:p> {written} .", format=ox.RdfFormat.TURTLE))).object
    except (SyntaxError, StopIteration):
        return None
    return term if isinstance(term, ox.Literal) else None


def _is_value(literal: ox.Literal, engine: Store) -> bool:
    """Tell whether the engine, which alone decides, can make a value of the datatype of the text of a literal."""
    cast = f"SELECT ?text (<{literal.datatype.value}>(?text) AS ?value) {{}}"
    (row,) = engine.select(cast, {"text": ox.Literal(literal.value)})
    return row["value"] is not None
