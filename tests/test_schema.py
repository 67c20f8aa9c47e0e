"""Test the schema: the terms of the ontology, and the values that a property may have."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from coalition.build.dataset import Ontology
from coalition.corpus.root import Root
from coalition.namespaces import CG, DCTERMS, XSD
from coalition.schema import PARTIAL_DATE, Schema, parse_turtle

ONTOLOGY = Path(__file__).parents[1] / "ontology"
WORDS = Ontology.from_inputs(Root.published().read()).schema


def literal(value: str, datatype: str = "string") -> ox.Literal:
    return ox.Literal(value, datatype=ox.NamedNode(XSD + datatype))


def test_terms_and_properties_are_those_of_our_namespace() -> None:
    assert CG + "Meeting" in WORDS.terms
    assert CG + "Asserts" in WORDS.terms
    assert CG + "Meeting" not in WORDS.properties
    assert CG + "host" in WORDS.properties
    assert all(term.startswith(CG) for term in WORDS.terms)


def test_kinds_of_actors_and_what_is_narrower_exclude_each_other() -> None:
    person, state, force, meeting = (CG + kind for kind in ("Person", "State", "Force", "Meeting"))
    assert WORDS.clash([person, CG + "Actor", state]) == (person, state)
    assert WORDS.clash([force, person]) == (force, person)
    assert WORDS.clash([force, meeting]) == (force, meeting)
    assert WORDS.clash([force, CG + "Organisation", CG + "Actor", CG + "Source", "http://example.org/x"]) is None
    assert WORDS.clash([person, person]) is None


def test_what_is_narrower_is_what_is_wider_too() -> None:
    assert WORDS.is_a(CG + "Force", CG + "Actor")
    assert WORDS.is_a(CG + "Force", CG + "Force")
    assert not WORDS.is_a(CG + "Actor", CG + "Force")
    assert not WORDS.is_a("http://example.org/x", CG + "Actor")


def test_classes_exclude_each_other_by_twos_or_all_together_and_circles_of_classes_end(tmp_path: Path) -> None:
    path = tmp_path / "words.ttl"
    classes = "".join(f"cg:{name} a owl:Class . " for name in "ABCDEF")
    path.write_text(
        f"@prefix cg: <{CG}> . @prefix owl: <http://www.w3.org/2002/07/owl#> . "
        f"@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . {classes}"
        "[] a owl:AllDisjointClasses ; owl:members ( cg:A cg:B cg:C ) . cg:D owl:disjointWith cg:E . "
        "[] a owl:AllDisjointProperties ; owl:members ( cg:A cg:F ) . "
        "cg:F rdfs:subClassOf cg:E . cg:E rdfs:subClassOf cg:F .",
        encoding="utf-8",
    )
    words = Schema.from_triples(parse_turtle(path, path.read_bytes()))
    pairs = {"".join(sorted(iri.removeprefix(CG) for iri in pair)) for pair in words.exclusive}
    assert pairs == {"AB", "AC", "BC", "DE"}
    assert words.clash([CG + "D", CG + "F"]) == (CG + "D", CG + "F")


def test_the_ranges_are_those_of_values() -> None:
    assert WORDS.ranges[CG + "start"] == XSD + "integer"
    assert WORDS.ranges[CG + "date"] == WORDS.ranges[DCTERMS + "issued"] == PARTIAL_DATE
    assert CG + "host" not in WORDS.ranges


@pytest.mark.parametrize(("word", "near"), [("Meetin", "cg:Meeting"), ("particpant", "cg:participant"), ("qqqq", "")])
def test_the_nearest_word_is_offered(word: str, near: str) -> None:
    assert WORDS.nearest(CG + word) == near


DATES = [
    *(("date", day) for day in ("1894-05-03", "2024-02-29", "2000-02-29", "0001-01-01")),
    *(("gYearMonth", month) for month in ("1894-05", "2025-12")),
    ("gYear", "1894"),
    *(("gMonthDay", day) for day in ("--05-03", "--02-29", "--12-31")),
]
NO_DATES = [
    *(("date", day) for day in ("2025-02-29", "1900-02-29", "2025-02-30", "2025-13-01", "2025-00-10", "2025-04-31")),
    *(
        ("date", day)
        for day in ("2025-4-3", "20250403", "2025-04-03Z", "2025-W14-4", "٢٠٢٥-٠٤-٠٣", "0000-01-01", "", " 2025-04-03")
    ),
    *(("gYearMonth", month) for month in ("0000-01", "2025-00", "2025-13", "2025", "2025-1")),
    *(("gYear", year) for year in ("25", "2025 ", "20255", "٢٠٢٥")),
    *(("gMonthDay", day) for day in ("--02-30", "--04-31", "--13-01", "05-03", "-05-03")),
]


@pytest.mark.parametrize(("datatype", "value"), DATES)
def test_a_date_may_be_as_precise_as_the_source(datatype: str, value: str) -> None:
    assert WORDS.fault_of(CG + "date", literal(value, datatype)) == ""


@pytest.mark.parametrize(("datatype", "value"), NO_DATES)
def test_a_date_that_is_none_is_told_of(datatype: str, value: str) -> None:
    told = WORDS.fault_of(CG + "date", literal(value, datatype))
    assert told.startswith(f'"{value}" is not a valid xsd:{datatype}')


def test_a_date_that_only_this_graph_refuses_is_not_called_wrong() -> None:
    told = WORDS.fault_of(CG + "date", literal("-0044", "gYear"))
    assert told.endswith(" here: XML Schema has such years, but this graph has only 0001 to 9999")
    told = WORDS.fault_of(CG + "date", literal("2025-03-02Z", "date"))
    assert told.endswith(" here: XML Schema has time zones, but this graph has none")


@pytest.mark.parametrize("datatype", ["string", "dateTime", "gDay", "integer"])
def test_what_is_not_written_as_a_date_is_none(datatype: str) -> None:
    assert (
        WORDS.fault_of(CG + "date", literal("1894", datatype))
        == '"1894" does not have a datatype of dates, such as xsd:date'
    )
    assert (
        WORDS.fault_of(DCTERMS + "issued", literal("1894", datatype))
        == '"1894" does not have a datatype of dates, such as xsd:date'
    )


@pytest.mark.parametrize(
    ("datatype", "value", "good"),
    [
        *(("decimal", value, True) for value in ("5.0", "5.", ".5", "-5", "+0.50")),
        *(("decimal", value, False) for value in ("", ".", "5e3", "5,0", "٥.٠", "five", "1_000.0", "INF")),
        *(("integer", value, True) for value in ("5", "-5", "+5", "007")),
        *(("integer", value, False) for value in ("", "5.0", "1_0", "٥", " 5", "5\n", "-")),
        *(("duration", value, True) for value in ("P1D", "PT1H30M", "-P1Y2M", "PT0.5S", "P1DT1H")),
        *(("duration", value, False) for value in ("P", "PT", "1D", "P1DT", "P1H", "P-1D", "P1.5D")),
        *(("boolean", value, True) for value in ("true", "false", "0", "1")),
        *(("boolean", value, False) for value in ("True", "yes", "")),
    ],
)
def test_a_value_has_the_form_of_its_datatype(datatype: str, value: str, good: bool) -> None:
    fault = WORDS.fault_of("https://example.org/word", literal(value, datatype))
    assert fault == ("" if good else f'"{value}" is not a valid xsd:{datatype}')


@pytest.mark.parametrize(
    ("word", "value", "fault"),
    [
        ("currency", literal("GBP"), ""),
        ("currency", literal("XAU"), ""),
        ("currency", literal("GBQ"), '"GBQ" is not a currency code of ISO 4217'),
        ("currency", literal("gbp"), '"gbp" is not a currency code of ISO 4217'),
        ("currency", literal(""), '"" is not a currency code of ISO 4217'),
        ("currency", literal("£"), '"£" is not a currency code of ISO 4217'),
        ("currency", ox.Literal("GBP", language="en"), '"GBP" is not of the datatype xsd:string'),
        ("isoCode", literal("GBR"), ""),
        ("isoCode", literal("Gbr"), '"Gbr" is not a country code of ISO 3166-1 alpha-3'),
        ("isoCode", literal("XKX"), '"XKX" is not a country code of ISO 3166-1 alpha-3'),
        ("start", literal("5"), '"5" is not of the datatype xsd:integer'),
        ("start", literal("5", "decimal"), '"5" is not of the datatype xsd:integer'),
        ("unknown", literal("anything"), ""),
    ],
)
def test_a_value_is_of_the_range_of_its_property(word: str, value: ox.Literal, fault: str) -> None:
    assert WORDS.fault_of(CG + word, value) == fault


@pytest.mark.parametrize("name", ["coalition.ttl", "alignments.ttl", "conflicts.ttl", "shapes.ttl"])
def test_a_file_of_the_ontology_is_read_the_same_each_time(name: str) -> None:
    path = ONTOLOGY / name
    once = parse_turtle(path, path.read_bytes())
    assert once == parse_turtle(path, path.read_bytes())
    assert len(once) == len(list(ox.parse(path=str(path), format=ox.RdfFormat.TURTLE)))


def test_blank_nodes_of_two_files_stay_apart() -> None:
    content = b"<x:a> <x:p> [ <x:q> ( 1 ) ] , _:one-1 ."
    one, two, three = (
        {node for triple in parse_turtle(path, content) for node in triple if isinstance(node, ox.BlankNode)}
        for path in (Path("ontology/one.ttl"), Path("ontology/two words.ttl"), Path("ontology/lists/one.ttl"))
    )
    assert len(one) == len(two) == len(three) == 3
    assert len(one | two | three) == 9
