"""Format sums of money, quantities and dates for people, in one form everywhere."""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from decimal import Decimal

import pyoxigraph as ox

from coalition.dates import PartialDate
from coalition.names import Names
from coalition.namespaces import CG, XSD
from coalition.rdf.store import Term

NUMBERS = ("value", "number", "upperNumber")
"""The properties, in our namespace, with the number of a sum or a quantity, or the two numbers of a range."""


def in_words(term: Term, names: Names) -> str:
    """Return a term as text for people to read.

    A sum gives its currency and number (GBP 2,200,000,000), a quantity its bound, numbers and item (at least 5,000 (air
    defence missile)), a day of a month without a year the day and the month (13 August), and anything else its label or
    value.
    """
    if isinstance(term, ox.Literal) and term.datatype.value == XSD + "gMonthDay":
        date = PartialDate.parse(term.value)
        return f"{date.day} {calendar.month_name[date.month or 1]}"
    if not isinstance(term, ox.NamedNode):
        return names.text(term)
    numbers = [number for word in NUMBERS for number in _objects(term, word, names) if isinstance(number, ox.Literal)]
    if not numbers:
        return names.text(term)
    head = [names.text(value) for word in ("bound", "currency") for value in _objects(term, word, names)]
    item = [f"({names.text(value)})" for value in _objects(term, "item", names)]
    return " ".join([*head, exact(numbers), *item])


def _objects(node: ox.NamedNode, word: str, names: Names) -> list[Term]:
    """Return the values of a property in our namespace, each once and in order."""
    values = {quad.object for quad in names.store.quads(node, ox.NamedNode(CG + word))}
    return sorted(values, key=str)


def exact(numbers: Iterable[ox.Literal]) -> str:
    """Return numbers with all their digits, in groups of three; two numbers make a range: 50 to 2,200.5."""
    written = (f"{Decimal(number.value):,f}" for number in numbers)
    return " to ".join(number.rstrip("0").rstrip(".") if "." in number else number for number in written)
