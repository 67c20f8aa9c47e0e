"""Test how sums, quantities and dates are printed."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from ruritania import prefixes

from coalition.names import Names
from coalition.namespaces import HOME, XSD
from coalition.output.values import exact, in_words
from coalition.rdf.store import Store

FACTS = """
amount:large cg:value "2200000000"^^xsd:decimal ; cg:currency "GBP" .
amount:range cg:value "50"^^xsd:decimal ; cg:upperNumber 2200.50 ; cg:currency "EUR" .
quantity:missiles cg:number "5000"^^xsd:decimal ; cg:bound cg:AtLeast ; cg:item item:missile .
quantity:three cg:number 3 .
cg:AtLeast skos:prefLabel "at least" .
item:missile skos:prefLabel "Air defence missile" .
actor:rudolf skos:prefLabel "Rudolf Elphberg" .
"""


@pytest.fixture(scope="module")
def names() -> Names:
    return Names(Store.in_memory(ox.parse(prefixes() + FACTS, format=ox.RdfFormat.TURTLE)))


@pytest.mark.parametrize(
    ("thing", "words"),
    [
        ("amount/large", "GBP 2,200,000,000"),
        ("amount/range", "EUR 50 to 2,200.5"),
        ("quantity/missiles", "at least 5,000 (Air defence missile)"),
        ("quantity/three", "3"),
        ("actor/rudolf", "Rudolf Elphberg"),
        ("actor/nobody", "actor:nobody"),
    ],
)
def test_a_thing_is_told_by_its_numbers_or_its_label(thing: str, words: str, names: Names) -> None:
    assert in_words(ox.NamedNode(HOME + thing), names) == words


@pytest.mark.parametrize(
    ("text", "datatype", "words"),
    [
        ("--08-13", "gMonthDay", "13 August"),
        ("--12-01", "gMonthDay", "1 December"),
        ("2025-08-13", "date", "2025-08-13"),
        ("five", "string", "five"),
    ],
)
def test_a_day_without_a_year_is_told_as_a_day(text: str, datatype: str, words: str, names: Names) -> None:
    assert in_words(ox.Literal(text, datatype=ox.NamedNode(XSD + datatype)), names) == words


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("2000000000.0", "2,000,000,000"),
        ("100", "100"),
        ("0.50", "0.5"),
        ("1234567890123456789.25", "1,234,567,890,123,456,789.25"),
    ],
)
def test_numbers_are_told_to_the_last_digit(number: str, words: str) -> None:
    assert exact([ox.Literal(number)]) == words
