"""Test that sources that go back to one text, publisher or work count once."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from ruritania import prefixes

from coalition.namespaces import HOME
from coalition.provenance.families import Families, Family
from coalition.provenance.record import Record
from coalition.rdf.store import Store

RECORD = """
source:a a cg:Source ; cg:textDigest "1" ; cg:sharesTextWith source:b .
source:b a cg:Source ; cg:textDigest "2" .
source:c a cg:Source ; cg:textDigest "3" ; cg:credits actor:gazette .
source:d a cg:Source ; cg:textDigest "4" .
source:d-ref-1 a cg:Source ; cg:referenceTo source:work .
source:work a cg:Source ; dcterms:publisher actor:gazette .
source:d-ref-2 a cg:Source ; cg:referenceTo source:passed-on .
source:passed-on a cg:Source ; cg:via actor:gazette .
source:d-ref-3 a cg:Source ; cg:referenceTo source:dispatch .
source:dispatch a cg:Source ; cg:agency actor:gazette .
passage:a1 prov:wasQuotedFrom source:a ; cg:stance cg:Asserts .
passage:b1 prov:wasQuotedFrom source:b ; cg:stance cg:Asserts .
passage:c1 prov:wasQuotedFrom source:c ; cg:stance cg:Asserts .
passage:d1 prov:wasQuotedFrom source:d ; cg:stance cg:Asserts .
passage:d2 prov:wasQuotedFrom source:d ; cg:stance cg:Asserts ; cg:cites source:d-ref-1 .
passage:d3 prov:wasQuotedFrom source:d ; cg:stance cg:Asserts ; cg:cites source:d-ref-2 .
passage:d4 prov:wasQuotedFrom source:d ; cg:stance cg:Asserts ; cg:cites source:d-ref-3 .
"""


@pytest.fixture(scope="module")
def families() -> Families:
    text = f"{prefixes()} graph:record {{ {RECORD} }}"
    return Families.from_record(Record(Store.in_memory(ox.parse(text, format=ox.RdfFormat.TRIG))))


def groups(families: Families, *names: str) -> list[list[str]]:
    passages = [f"{HOME}passage/{name}" for name in names]
    found = families.support(passages)
    assert families.count(passages) == len(found)
    return [[name.rsplit("/", 1)[-1] for name in group.passages] for group in found]


def test_documents_that_share_text_are_one_family_and_the_tie_is_shown(families: Families) -> None:
    assert [family.name for family in families.families] == ["a+b", "c", "d"]
    assert [(tie.relation, tie.to) for tie in families.families[0].ties] == [("shares text with", f"{HOME}source/b")]
    assert families.families[1].ties == ()  # nobody else credits the Gazette


def test_passages_of_one_family_count_once(families: Families) -> None:
    assert groups(families, "a1", "b1", "c1") == [["a1", "b1"], ["c1"]]


@pytest.mark.parametrize("passage", ["d3", "d4"])
def test_a_work_that_came_from_or_by_way_of_a_publisher_goes_with_its_works(families: Families, passage: str) -> None:
    assert groups(families, "c1", passage) == [["c1", passage]]


def test_a_passage_that_cites_a_work_of_a_publisher_goes_with_who_credits_that_publisher(families: Families) -> None:
    assert groups(families, "c1", "d1") == [["c1"], ["d1"]]
    assert groups(families, "c1", "d2") == [["c1", "d2"]]


def test_a_chain_of_ties_holds(families: Families) -> None:
    assert groups(families, "c1", "d1", "d2") == [["c1", "d1", "d2"]]


NUMBERED = """
source:s10 a cg:Source ; cg:textDigest "1" ; cg:sharesTextWith source:s9 ; prov:wasDerivedFrom source:s11 .
source:s9 a cg:Source ; cg:textDigest "2" ; cg:sharesTextWith source:s11 .
source:s11 a cg:Source ; cg:textDigest "3" .
source:s2 a cg:Source ; cg:textDigest "4" .
source:s100 a cg:Source ; cg:textDigest "5" .
passage:s100-1 prov:wasQuotedFrom source:s100 ; cg:stance cg:Asserts .
passage:s10-10 prov:wasQuotedFrom source:s10 ; cg:stance cg:Asserts .
passage:s9-9 prov:wasQuotedFrom source:s9 ; cg:stance cg:Asserts .
passage:s2-1 prov:wasQuotedFrom source:s2 ; cg:stance cg:Asserts .
"""


@pytest.fixture(scope="module")
def numbered() -> Families:
    text = f"{prefixes()} graph:record {{ {NUMBERED} }}"
    return Families.from_record(Record(Store.in_memory(ox.parse(text, format=ox.RdfFormat.TRIG))))


def test_families_their_sources_and_ties_are_in_the_order_of_their_numbers(numbered: Families) -> None:
    assert [family.name for family in numbered.families] == ["s2", "s9+s10+s11", "s100"]
    ties = [(tie.source.rsplit("/", 1)[-1], tie.to.rsplit("/", 1)[-1]) for tie in numbered.families[1].ties]
    assert ties == [("s9", "s11"), ("s10", "s11"), ("s10", "s9")]


def test_groups_of_passages_are_in_the_order_of_their_numbers(numbered: Families) -> None:
    expected = [["s2-1"], ["s9-9", "s10-10"], ["s100-1"]]
    assert groups(numbered, "s100-1", "s10-10", "s9-9", "s2-1") == expected


def test_a_passage_that_nothing_is_recorded_of_is_a_support_of_its_own(families: Families) -> None:
    assert groups(families, "unknown", "a1", "other") == [["a1"], ["other"], ["unknown"]]


def test_a_family_reduced_to_some_documents_is_found_by_each_of_these_alone(families: Families) -> None:
    left = families.among({f"{HOME}source/b", f"{HOME}source/c"})
    assert left.family(f"{HOME}source/b").sources == (f"{HOME}source/b",)
    assert left.family(f"{HOME}source/c").name == "c"
    with pytest.raises(KeyError):
        left.family(f"{HOME}source/a")


def test_a_family_as_plain_data_has_its_name_sources_and_ties(families: Families) -> None:
    a, b = f"{HOME}source/a", f"{HOME}source/b"
    tie = {"source": a, "relation": "shares text with", "to": b}
    assert families.families[0].to_dict() == {"name": "a+b", "sources": [a, b], "ties": [tie]}


def test_a_family_of_many_is_called_by_the_first_of_its_documents() -> None:
    sources = tuple(f"{HOME}source/s{number}" for number in range(1, 8))
    assert Family(sources[:6], ()).name == "s1+s2+s3+s4+s5+s6"
    assert Family(sources, ()).name == "s1+s2+5 more"
