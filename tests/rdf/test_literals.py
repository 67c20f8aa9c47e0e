"""Test that we know which literals the engine's store changes, for every datatype of XML Schema."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coalition.namespaces import XSD
from coalition.rdf.literals import fault_of, is_lost, restated

DATATYPES = (
    *("string", "boolean", "decimal", "integer", "double", "float", "date", "time", "dateTime", "dateTimeStamp"),
    *("gYear", "gMonth", "gDay", "gYearMonth", "gMonthDay", "duration", "yearMonthDuration", "dayTimeDuration"),
    *("byte", "short", "int", "long", "unsignedByte", "unsignedShort", "unsignedInt", "unsignedLong"),
    *("positiveInteger", "nonNegativeInteger", "negativeInteger", "nonPositiveInteger"),
    *("hexBinary", "base64Binary", "anyURI", "language", "normalizedString", "token", "NMTOKEN", "Name", "NCName"),
)
FORMS = (
    *("", " 1", "1 ", "0", "1", "+1", "-1", "01", "-0", "+0", "1.", ".5", "0.5", "1.0", "1.50", "0.0", "-0.0", "100"),
    *("1e0", "1E0", "1.0E1", "1e400", "-1e400", "1e-400", "0e-400", "INF", "-INF", "+INF", "NaN", "true", "TRUE"),
    *("12345678901234567890", "0.1234567890123456789", "9223372036854775808", "-9223372036854775809", "9" * 5000),
    *("2025-03-02", "2025-03-02Z", "2025-03-02+00:00", "-0044-03-15", "0000-01-01", "12025-01-01", "2025-02-30"),
    *("12:00:00", "24:00:00", "12:00:00.0", "12:00:00.10", "12:00:00Z", "12:00:00+00:00", "25:00:00"),
    *("2025-03-02T12:00:00", "2025-03-02T24:00:00", "2025-12-31T24:00:00Z", "2025-03-02T12:00:00.500-05:00"),
    *("2025", "-0044", "2025Z", "2025-03", "--03", "---02", "--03-02", "--03-02+00:00"),
    *("P1Y", "P12M", "P0D", "PT0S", "PT24H", "PT60M", "PT1.50S", "P1Y2M3DT4H5M6S", "-P0Y", "P13M", "P1W", "P"),
    *("0A", "0a", "YQ==", "a b", "a  b", "EN-gb", "http://example.org/A%20b"),
)


def literal(form: str, datatype: str) -> ox.Literal:
    return ox.Literal(form, datatype=ox.NamedNode(XSD + datatype))


ALL = [literal(form, datatype) for datatype in DATATYPES for form in FORMS]


def on_disk(literals: list[ox.Literal], folder: Path) -> list[object]:
    """Return what a store on disk gives back for each literal."""
    store = ox.Store(str(folder))
    word = ox.NamedNode("x:p")
    store.bulk_extend(ox.Quad(ox.NamedNode(f"x:{n}"), word, each) for n, each in enumerate(literals))
    store.flush()
    del store
    back = {quad.subject: quad.object for quad in ox.Store.read_only(str(folder))}
    return [back[ox.NamedNode(f"x:{n}")] for n in range(len(literals))]


def test_what_is_said_to_be_kept_is_kept_on_disk(tmp_path: Path) -> None:
    changed = restated(ALL)
    assert [changed.get(each, each) for each in ALL] == on_disk(ALL, tmp_path)
    assert len(changed) > 200


def test_what_is_written_instead_is_kept() -> None:
    assert restated(restated(ALL).values()) == {}


@given(st.lists(st.builds(literal, st.text("0123456789+-.eETZ:PYMDHSINFa", max_size=12), st.sampled_from(DATATYPES))))
@settings(max_examples=200)
def test_what_is_written_instead_is_kept_whatever_the_form(literals: list[ox.Literal]) -> None:
    changed = restated(literals)
    assert restated(changed.get(each, each) for each in literals) == {}


@pytest.mark.parametrize(
    ("form", "datatype", "stored"),
    [
        ("226000000.0", "decimal", literal("226000000", "decimal")),
        ("24:00:00", "time", literal("00:00:00", "time")),
        ("5", "int", literal("5", "integer")),
        ("+5", "integer", literal("5", "integer")),
        ("01", "integer", literal("1", "integer")),
        ("1.0E1", "double", literal("10", "double")),
        ("1", "boolean", literal("true", "boolean")),
    ],
)
def test_the_stored_form_is_told(form: str, datatype: str, stored: ox.Literal) -> None:
    assert restated([literal(form, datatype), ox.NamedNode("x:a")]) == {literal(form, datatype): stored}


def test_a_number_that_becomes_another_is_lost() -> None:
    lost = {
        (each.value, each.datatype.value[len(XSD) :]) for each, stored in restated(ALL).items() if is_lost(each, stored)
    }
    forms = {"1e400", "-1e400", "1e-400", "9" * 5000}
    assert lost == {(form, datatype) for form in forms for datatype in ("double", "float")}


LOST = "is a number that its datatype cannot hold"
FAULTS = {
    ("5.0", "decimal", "5"): ('"5"^^xsd:decimal', ""),
    ("1e400", "double", "INF"): (LOST, "write it as an xsd:decimal"),
    ("-1E400", "float", "-INF"): (LOST, "write it as an xsd:decimal"),
    ("1E-400", "double", "0"): (LOST, "write it as an xsd:decimal"),
    ("0E-400", "double", "0"): ("is stored as", ""),
    ("0e9", "double", "0"): ("is stored as", ""),
    ("-INF", "double", "INF"): ("is stored as", ""),
    ("+INF", "float", "INF"): ("is stored as", ""),
}


@pytest.mark.parametrize(("forms", "told"), FAULTS.items())
def test_what_is_wrong_with_a_form_is_told_with_what_to_write(
    forms: tuple[str, str, str], told: tuple[str, str]
) -> None:
    form, datatype, stored = forms
    what, remedy = fault_of(literal(form, datatype), literal(stored, datatype))
    written = form if (form, datatype) == ("5.0", "decimal") else f'"{form}"^^xsd:{datatype}'
    if told[0] == LOST:
        assert (what, remedy) == (f"{written} {LOST}", told[1])
    else:
        assert what == f'{written} is stored as "{stored}"^^xsd:{datatype}'
        assert remedy == "write it so, or run coalition format"
