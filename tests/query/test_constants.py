"""Test that a constant that is no value of its datatype is told at its place."""

from __future__ import annotations

import pytest

from coalition.query.constants import ill_typed

XSD = "http://www.w3.org/2001/XMLSchema#"


@pytest.mark.parametrize("number", ["9" * 19, "0." + "1" * 40])
def test_a_number_that_is_too_long_is_told_in_a_query_without_datatypes(number: str) -> None:
    (line,) = ill_typed(f"ASK {{ ?s ?p 5, {number} }}")
    kind = "decimal" if "." in number else "integer"
    assert line.startswith(f'query:1:16: "{number}" is no xsd:{kind} that the engine can compute with')


@pytest.mark.parametrize(
    ("constant", "told"),
    [
        ('"soon"^^xsd:date', '"soon" is no xsd:date'),
        (f"'2025-02-30'^^<{XSD}date>", '"2025-02-30" is no xsd:date'),
        ('"""so\\u006fn""" ^^ # a comment\n xsd:gYear', '"soon" is no xsd:gYear'),
        ('"yes"^^xsd:boolean', '"yes" is no xsd:boolean'),
        ('"1e3"^^xsd:decimal', '"1e3" is no xsd:decimal'),
        ('"2025-13"^^other:gYearMonth', '"2025-13" is no xsd:gYearMonth'),
        ("9" * 19, f'"{"9" * 19}" is no xsd:integer'),
        ("1" * 5000, '"1111'),
        ("0." + "1" * 40, '"0.111'),
        ('"2025-03-02"^^xsd:date', ""),
        ('"-0044"^^xsd:gYear', ""),
        ('"2025-03-02Z"^^xsd:date', ""),
        ('"soon"^^<x:date>', ""),
        ('"soon"^^xsd:string', ""),
        ('"\\"soon\\"^^xsd:date"', ""),
        ("12", ""),
        ("1e999", ""),
    ],
)
def test_a_constant_is_told_exactly_if_the_engine_cannot_compute_with_it(constant: str, told: str) -> None:
    query = f'PREFIX other: <{XSD}> # "no"^^xsd:date\nSELECT * {{ ?s ?p ?o FILTER(?o =\n  {constant}) }}'
    lines = list(ill_typed(query, "q.rq"))
    if not told:
        assert lines == []
        return
    (line,) = lines
    assert line.startswith(f"q.rq:3:3: {told}")
    assert line.endswith(" that the engine can compute with; a comparison with it finds nothing")
    assert len(line) < 300
