"""Test the record of sources and passages, looked up one by one or read in one scan, from a store or its columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pyoxigraph as ox
import pytest
from ruritania import prefixes

from coalition.columns.table import Columns
from coalition.dates import PartialDate
from coalition.namespaces import CG, DCTERMS, HOME, PROV, QUOTED, RECORD, local_name
from coalition.provenance.record import Record, text
from coalition.rdf.store import Rows, Store

FACTS = """
graph:record {
    source:s2 a cg:Source ; cg:fileName "s2.txt" ; dcterms:issued "1894-05-04"^^xsd:date .
    source:s10 a cg:Source ; cg:fileName "s10.txt" ; dcterms:issued "1894"^^xsd:gYear , "1893-01-01"^^xsd:date ;
        cg:inferredDate "1899"^^xsd:gYear .
    source:s3 a cg:Source ; cg:fileName "s3.txt" ; cg:inferredDate "1894-06"^^xsd:gYearMonth .
    source:s11 dcterms:title "b", "a"@en, "a" ; cg:credits actor:p, actor:p-1 .
    source:s4 a cg:Source ; dcterms:issued "--05-04"^^xsd:gMonthDay .
    source:s10-ref-1 cg:referenceIn source:s10 ; cg:referenceTo source:work , source:other .
    passage:s10-5 a cg:Passage , cg:AcceptedPassage ; prov:wasQuotedFrom source:s10 ; cg:start 5 ; cg:end 9 ;
        cg:digest "b" ; cg:stance cg:Asserts ; cg:cites source:s10-ref-1 .
    passage:s2-30 a cg:Passage , cg:AcceptedPassage ; prov:wasQuotedFrom source:s2 ; cg:start 30 ; cg:end 40 ;
        cg:digest "c" ; cg:stance cg:Asserts .
    passage:s2-4 a cg:Passage ; prov:wasQuotedFrom source:s2 ; cg:start 4 ; cg:end 8 ;
        cg:digest "a" ; cg:stance cg:Reports .
    slice:s2-9 a cg:FactlessSlice ; prov:wasQuotedFrom source:s2 ; cg:start 9 ; cg:end 12 ; cg:digest "d" .
}
passage:s2-4 { source:s2 dcterms:issued "1700"^^xsd:gYear . }
"""


class Counting:
    """Wrap a store, and count how often it is asked."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.asked = 0

    def quads(self, *pattern: Any) -> Iterator[ox.Quad]:
        self.asked += 1
        return self.store.quads(*pattern)

    def select(self, *query: Any) -> Rows:
        self.asked += 1
        return self.store.select(*query)


@pytest.fixture
def store() -> Counting:
    return Counting(Store.in_memory(ox.parse(prefixes() + FACTS, format=ox.RdfFormat.TRIG)))


@pytest.fixture
def record(store: Counting) -> Record:
    return Record(store)  # type: ignore[arg-type]  # it is only asked for quads


@pytest.fixture
def large(store: Counting, monkeypatch: pytest.MonkeyPatch) -> Record:
    """Return a record that reads columns, and takes even one thing for many."""
    monkeypatch.setattr("coalition.provenance.record.MANY", 1)
    columns = Columns.from_quads(store.store.quads())
    return Record(store, lambda: columns)  # type: ignore[arg-type]


@pytest.fixture(params=["record", "large"])
def either(request: pytest.FixtureRequest) -> Record:
    return request.getfixturevalue(request.param)  # type: ignore[no-any-return]


def things(store: Counting) -> set[str]:
    """Return the IRIs of all things of which the record tells."""
    return {text(quad.subject) for quad in store.store.quads(None, None, None, ox.NamedNode(RECORD))}


def source(name: str) -> str:
    return f"{HOME}source/{name}"


def local(iris: Iterable[str]) -> list[str]:
    return [iri.rsplit("/", 1)[-1] for iri in iris]


def test_only_the_record_tells_of_a_thing(record: Record) -> None:
    assert record.values(source("s2"), DCTERMS + "issued") == ["1894-05-04"]
    assert record.values(source("s2"), DCTERMS + "title") == []
    assert record.about("x:nothing") == {}


def test_a_thing_is_looked_up_once(record: Record, store: Counting) -> None:
    for _ in range(3):
        record.about(source("s2"))
        record.about("x:nothing")
    assert store.asked == 2


def test_many_things_are_read_at_once_from_columns_with_what_they_lead_to(large: Record, store: Counting) -> None:
    apart = {iri: Record(store.store).about(iri) for iri in things(store)}
    passages = [f"{HOME}passage/{name}" for name in ("s10-5", "s2-4")]
    large.read([*passages, "x:nothing"])
    for iri in (*passages, source("s10"), source("s2"), source("s10-ref-1"), source("work"), "x:nothing"):
        assert large.about(iri) == apart.get(iri, {})
    assert store.asked == 0
    assert large.about(source("s3")) == apart[source("s3")] != {}
    assert store.asked == 1


def test_documents_are_those_that_something_is_quoted_from(large: Record, store: Counting) -> None:
    documents = Record(Store.in_memory(store.store.quads())).documents
    assert documents
    assert large.documents == documents


def test_values_are_in_the_order_of_their_texts(large: Record, record: Record) -> None:
    assert large.values(source("s11"), DCTERMS + "title") == record.values(source("s11"), DCTERMS + "title")
    assert local(large.column(CG + "credits")[source("s11")]) == ["p-1", "p"]  # as <p-1> and <p> are, with brackets


def test_what_is_not_much_is_looked_up_in_the_store(record: Record, store: Counting) -> None:
    record.read(things(store))
    assert store.asked == 0
    assert record.about(source("s3"))
    assert store.asked == 1


def test_a_property_of_all_things_is_read_in_one_scan(record: Record, store: Counting) -> None:
    for word in (QUOTED, DCTERMS + "issued", CG + "stance", CG + "inferredDate", CG + "nothing"):
        asked = store.asked
        column = record.column(word)
        assert record.column(word) is column
        assert record.values(source("s10"), word) == column.get(source("s10"), [])
        assert store.asked == asked + 1


def test_a_property_of_all_things_is_that_of_each(either: Record, store: Counting) -> None:
    alone = Record(store.store)
    for word in (QUOTED, DCTERMS + "issued", CG + "stance", CG + "inferredDate", CG + "nothing"):
        each = {iri: alone.values(iri, word) for iri in things(store) if alone.values(iri, word)}
        assert either.column(word) == each
        assert {**either.values_of_each(things(store), word)}.items() >= each.items()


def test_what_graphs_state_comes_with_its_graph(either: Record) -> None:
    issued = DCTERMS + "issued"
    found = {(local_name(thing), text(value), local_name(graph)) for thing, value, graph in either.stated(issued)}
    own = {(local_name(thing), text(value), local_name(graph)) for thing, value, graph in either.stated(issued, RECORD)}
    assert found - own == {("s2", "1700", "s2-4")}
    assert ("s2", "1894-05-04", "record") in own and len(own) == 4


def test_the_graphs_of_many_triples_are_those_of_each(large: Record, store: Counting) -> None:
    triples = {quad.triple for quad in store.store.quads()} | {ox.Triple(*[ox.NamedNode("x:a")] * 3)}
    assert large.graphs_of_each(triples) == store.store.graphs_of_each(triples)
    assert store.asked == 0


def test_the_documents_and_the_accepted_passages_are_each_read_in_one_scan(record: Record, store: Counting) -> None:
    for _ in range(2):
        assert record.documents and record.accepted
    assert store.asked == 2


def test_documents_are_what_is_quoted_from_in_the_order_of_their_numbers(either: Record) -> None:
    assert local(either.documents) == ["s2", "s10"]
    assert local(either.sources_with_text) == ["s10", "s2", "s3"]


def test_accepted_passages_are_those_that_the_build_accepted(either: Record) -> None:
    assert local(either.accepted) == ["s2-30", "s10-5"]


def test_slices_come_by_source_and_place_with_a_stance_unless_they_are_factless(either: Record) -> None:
    found = [(slice_.name, slice_.start, slice_.end, slice_.digest, slice_.stance) for slice_ in either.slices()]
    assert found == [
        ("s10-5", 5, 9, "b", CG + "Asserts"),
        ("s2-4", 4, 8, "a", CG + "Reports"),
        ("s2-9", 9, 12, "d", ""),
        ("s2-30", 30, 40, "c", CG + "Asserts"),
    ]


def test_what_is_quoted_without_a_place_or_has_a_place_in_no_source_is_no_slice() -> None:
    said = 'passage:p prov:wasQuotedFrom source:s . passage:q cg:start 1 ; cg:end 2 ; cg:digest "d" .'
    store = Store.in_memory(ox.parse(f"{prefixes()} graph:record {{ {said} }}", format=ox.RdfFormat.TRIG))
    assert list(Record(store).slices()) == []


@pytest.mark.parametrize(
    ("name", "date"),
    [("s2", "1894-05-04"), ("s10", "1894"), ("s3", "1894-06"), ("s4", "None"), ("s5", "None")],
    ids=["written", "the latest that is written", "inferred", "without a year", "unknown"],
)
def test_a_source_was_issued_when_it_is_written_or_else_inferred(name: str, date: str, either: Record) -> None:
    assert str(either.issued(source(name))) == date


@pytest.mark.parametrize(
    ("dates", "latest"),
    [
        (["1894-06-01", "1894"], "1894"),  # which may be the last day of the year
        (["1894-12-31", "1894"], "1894-12-31"),  # which is certainly that day
        (["1894-12-31", "1895-01-01", "1894"], "1895-01-01"),
    ],
)
def test_of_several_dates_of_issue_the_one_that_may_be_the_last_counts(dates: list[str], latest: str) -> None:
    said = "".join(f"source:s cg:inferredDate {PartialDate.parse(date).literal()} . " for date in dates)
    store = Store.in_memory(ox.parse(f"{prefixes()} graph:record {{ {said} }}", format=ox.RdfFormat.TRIG))
    assert str(Record(store).issued(source("s"))) == latest


def test_the_works_that_a_document_refers_to(either: Record) -> None:
    assert {document: local(works) for document, works in either.works_referred_to.items()} == {
        source("s10"): ["other", "work"]
    }


def test_a_node_is_told_by_its_iri_or_its_text() -> None:
    assert text(ox.NamedNode(PROV)) == PROV
    assert text(ox.Literal("words", language="en")) == "words"
