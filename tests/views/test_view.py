"""Test that a view counts as a dataset that holds nothing else."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import pyoxigraph as ox
import pytest
from invented_network import columns_of
from ruritania import prefixes

from coalition.build.dataset import Ontology
from coalition.corpus.root import Root
from coalition.dates import PartialDate
from coalition.namespaces import CG, HOME, ONTOLOGY, RECORD
from coalition.provenance.families import Families
from coalition.provenance.record import Record
from coalition.rdf.store import Store, as_quad
from coalition.views.view import Contents, View

DATASET = """
graph:register {
    actor:anna a cg:Person ; skos:prefLabel "Anna" .
    actor:boris a cg:Person ; skos:prefLabel "Boris" .
    actor:carla a cg:Person ; skos:prefLabel "Carla" .
    actor:zembla a cg:State ; skos:prefLabel "Zembla" .
    post:king a cg:Post ; skos:prefLabel "King of Zembla" ; org:postIn actor:zembla .
    meeting:ball skos:prefLabel "The ball" .
    actor:press a cg:Organisation ; skos:prefLabel "The Press" .
}
graph:record {
    source:a a cg:Source ; skos:prefLabel "Document A" ; dcterms:issued "2025-03-02"^^xsd:date ; cg:textDigest "1" ;
        cg:sharesTextWith source:b .
    source:b a cg:Source ; skos:prefLabel "Document B" ; cg:inferredDate "2025-03"^^xsd:gYearMonth ;
        cg:inferredFrom meeting:ball ; cg:textDigest "2" .
    source:c a cg:Source ; skos:prefLabel "Document C" ; cg:textDigest "3" .
    source:c-ref-1 a cg:Source ; cg:referenceIn source:c ; cg:referenceTo source:work .
    source:work a cg:Source ; skos:prefLabel "A work" ; dcterms:publisher actor:press .
    passage:a1 a cg:Passage ; prov:wasQuotedFrom source:a ; cg:stance cg:Asserts .
    passage:b1 a cg:Passage ; prov:wasQuotedFrom source:b ; cg:stance cg:Asserts .
    passage:b2 a cg:Passage ; prov:wasQuotedFrom source:b ; cg:stance cg:Reports .
    passage:c1 a cg:Passage ; prov:wasQuotedFrom source:c ; cg:stance cg:Asserts ; cg:cites source:c-ref-1 .
    slice:c9 a cg:FactlessSlice ; prov:wasQuotedFrom source:c .
}
passage:a1 {
    meeting:ball a cg:Meeting .
    participation:anna a cg:Participation ; cg:event meeting:ball ; cg:participant actor:anna .
}
passage:b1 {
    meeting:ball a cg:Meeting .
    participation:anna a cg:Participation ; cg:event meeting:ball ; cg:participant actor:anna .
}
passage:b2 { participation:boris a cg:Participation ; cg:event meeting:ball ; cg:participant actor:boris . }
passage:c1 {
    participation:anna a cg:Participation ; cg:event meeting:ball ; cg:participant actor:anna .
    participation:carla a cg:Participation ; cg:event meeting:ball ; cg:participant actor:carla .
    actor:carla org:holds post:king .
}
"""

PRESENT = "SELECT ?who WHERE { ?who cg:tookPartIn meeting:ball } ORDER BY ?who"


def dataset() -> Iterator[ox.Quad]:
    yield from ox.parse(prefixes() + DATASET, format=ox.RdfFormat.TRIG)
    for triple in Ontology.from_inputs(Root.published().read()).triples:
        yield as_quad(triple, ox.NamedNode(ONTOLOGY))


@pytest.fixture(scope="module")
def whole() -> Store:
    return Store.in_memory(dataset())


def of(whole: Store, **limits: object) -> Store:
    record = Record(whole)
    contents = Contents(columns_of(record.store), record, lambda: Families.from_record(record))
    return contents.store(View(**limits), Ontology.from_inputs(Root.published().read()))  # type: ignore[arg-type]


def source(*names: str) -> frozenset[str]:
    return frozenset(f"{HOME}source/{name}" for name in names)


def told(store: Store, query: str) -> list[str]:
    return [row[0].value.removeprefix(HOME) for row in store.select(query)]


def present(store: Store) -> list[str]:
    return [name.removeprefix("actor/") for name in told(store, PRESENT)]


def test_a_view_that_restricts_nothing_is_the_whole(whole: Store) -> None:
    assert present(of(whole)) == ["anna", "carla"]
    assert set(of(whole).quads()) >= set(dataset())


def test_a_triple_that_two_passages_state_counts_once(whole: Store) -> None:
    counted = "SELECT (COUNT(*) AS ?n) WHERE { ?participation cg:participant ?who }"
    assert told(of(whole, sources=source("a", "b")), counted) == ["1"]


def test_of_a_source_only_its_passages_remain(whole: Store) -> None:
    only = of(whole, sources=source("c"))
    assert present(only) == ["anna", "carla"]
    assert told(only, "SELECT ?p WHERE { ?p a cg:Passage }") == ["passage/c1"]
    assert told(only, "SELECT ?s WHERE { ?s cg:textDigest ?d }") == ["source/c"]
    assert told(only, "SELECT ?s WHERE { ?s a cg:FactlessSlice }") == ["slice/c9"]


def test_works_and_publishers_remain_with_the_passages_that_cite_them(whole: Store) -> None:
    query = "SELECT ?label WHERE { ?work dcterms:publisher/skos:prefLabel ?label }"
    assert told(of(whole, sources=source("c")), query) == ["The Press"]
    assert told(of(whole, sources=source("a")), query) == []


def test_no_tie_to_a_document_that_is_left_out_remains(whole: Store) -> None:
    tied = "SELECT ?other WHERE { source:a cg:sharesTextWith ?other }"
    assert told(of(whole), tied) == ["source/b"]
    assert told(of(whole, sources=source("a")), tied) == []


def test_the_register_tells_of_what_remains_and_of_what_that_leads_to(whole: Store) -> None:
    labels = "SELECT ?label WHERE { GRAPH graph:register { ?thing skos:prefLabel ?label } } ORDER BY ?label"
    assert told(of(whole, sources=source("a")), labels) == ["Anna", "The ball"]
    assert told(of(whole, sources=source("c")), labels) == [
        "Anna",
        "Carla",
        "King of Zembla",
        "The Press",
        "The ball",
        "Zembla",
    ]


def test_rules_are_applied_anew(whole: Store) -> None:
    spoken = "SELECT ?whom WHERE { ?participation cg:represents ?whom }"
    assert told(of(whole), spoken) == ["actor/zembla"]
    assert told(of(whole, sources=source("a")), spoken) == []


def test_what_passages_of_a_stance_state_is_accepted(whole: Store) -> None:
    assert present(of(whole, stances=frozenset({CG + "Reports"}))) == ["boris"]
    assert told(of(whole, stances=frozenset({CG + "Reports"})), "SELECT ?p WHERE { ?p a cg:Passage }") == ["passage/b2"]
    assert present(of(whole, stances=frozenset({CG + "Reports", CG + "Asserts"}))) == ["anna", "boris", "carla"]


def test_what_is_only_read_into_a_passage_can_be_left_out() -> None:
    read = prefixes() + 'graph:record { passage:c1 cg:reading "Taken for the ball." }'
    store = Store.in_memory([*dataset(), *ox.parse(read, format=ox.RdfFormat.TRIG)])
    assert present(of(store)) == present(of(store, readings=True)) == ["anna", "carla"]
    assert present(of(store, readings=False)) == ["anna"]


def test_documents_are_known_from_the_day_on_which_they_surely_were_issued(whole: Store) -> None:
    def known(date: str) -> list[str]:
        documents = "SELECT ?s WHERE { ?s cg:textDigest ?d } ORDER BY ?s"
        return told(of(whole, known_by=PartialDate.parse(date)), documents)

    assert known("2025-03-01") == []
    assert known("2025-03-02") == ["source/a"]
    assert known("2025-03-30") == ["source/a"]
    assert known("2025-03-31") == ["source/a", "source/b"]
    assert known("2025-03") == ["source/a", "source/b"]
    assert known("2026") == ["source/a", "source/b"]  # nobody knows when c was issued


def test_families_are_counted_not_documents(whole: Store) -> None:
    twice = of(whole, families=2)
    assert present(twice) == ["anna"]
    assert told(twice, "SELECT ?g WHERE { GRAPH ?g { participation:anna cg:participant ?who } } ORDER BY ?g") == [
        "passage/a1",
        "passage/b1",
        "passage/c1",
    ]
    assert told(twice, "SELECT ?m WHERE { ?m a cg:Meeting }") == []  # two documents say so, of one family
    assert present(of(whole, families=3)) == []


def test_a_passage_of_which_no_fact_remains_is_not_there(whole: Store) -> None:
    assert told(of(whole, families=3), "SELECT ?p WHERE { ?p a cg:Passage }") == []


def test_the_register_does_not_name_an_event_of_another_day(whole: Store) -> None:
    named = 'SELECT ?thing WHERE { ?thing skos:prefLabel "The ball" }'
    assert told(of(whole), named) == ["meeting/ball"]
    assert told(of(whole, on=PartialDate.parse("2025-03-02")), named) == []  # nobody dates the ball


def test_restrictions_add_up(whole: Store) -> None:
    assert present(of(whole, families=2, sources=source("a", "b"))) == []
    assert present(of(whole, known_by=PartialDate.parse("2025"), stances=frozenset({CG + "Reports"}))) == ["boris"]


def test_other_restrictions_have_other_names() -> None:
    views = [
        View(),
        View(known_by=PartialDate.parse("2025-03")),
        View(on=PartialDate.parse("2025-03")),
        View(stances=frozenset({"x"})),
        View(sources=frozenset({"x"})),
        View(sources=frozenset()),
        View(families=2),
        View(readings=False),
    ]
    names = [view.digest(whole) for view in views for whole in ("w", "v")]
    assert len(set(names)) == 16
    assert View(stances=frozenset({"x", "y"})).digest("w") == View(stances=frozenset({"y", "x"})).digest("w")


def test_the_written_date_of_issue_goes_before_the_inferred_one() -> None:
    issue, inferred = "http://purl.org/dc/terms/issued", CG + "inferredDate"
    assert issued({issue: {"2025-03-02"}, inferred: {"2024"}}) == PartialDate(2025, 3, 2)
    assert issued({inferred: {"2024", "2025"}}) == PartialDate(2025)
    assert issued({issue: {"--03-02"}}) is None


def issued(about: dict[str, set[str]]) -> PartialDate | None:
    source = ox.NamedNode("x:source")
    quads = [
        ox.Quad(source, ox.NamedNode(word), ox.Literal(date), ox.NamedNode(RECORD))
        for word, dates in about.items()
        for date in dates
    ]
    return Record(Store.in_memory(quads)).issued(source.value)


def test_a_source_without_a_text_is_a_document_all_the_same() -> None:
    bare = "source:d a cg:Source . passage:d1 prov:wasQuotedFrom source:d ; cg:stance cg:Asserts ."
    more = list(ox.parse(f"{prefixes()} graph:record {{ {bare} }}", format=ox.RdfFormat.TRIG))
    store = Store.in_memory([*dataset(), *more])
    assert Families.from_record(Record(store)).family(f"{HOME}source/d").name == "d"


def test_a_stance_of_what_is_no_passage_is_passed_over() -> None:
    odd = ox.parse(f"{prefixes()} graph:record {{ source:a cg:stance cg:Asserts }}", format=ox.RdfFormat.TRIG)
    assert present(of(Store.in_memory([*dataset(), *odd]), sources=source("a"))) == ["anna"]


def test_a_date_that_was_inferred_from_what_is_left_out_is_left_out() -> None:
    text = """
        passage:a1 { meeting:ball cg:date "1894-05-03"^^xsd:date }
        passage:c1 { meeting:eve cg:inferredDate "1894-05-02"^^xsd:date ; cg:inferredFrom meeting:ball . }
        passage:c1 { meeting:late cg:inferredDate "1894-05-04"^^xsd:date ; cg:inferredFrom source:c-ref-1 . }
        passage:c1 { meeting:noon cg:inferredDate "1894-05-02"^^xsd:date ; cg:inferredFrom meeting:eve . }
    """
    store = Store.in_memory([*dataset(), *ox.parse(prefixes() + text, format=ox.RdfFormat.TRIG)])
    inferred = "SELECT ?m WHERE { ?m cg:inferredDate|cg:inferredFrom ?d . FILTER(STRSTARTS(STR(?m), STR(meeting:))) }"
    assert set(told(of(store), inferred)) == {"meeting/eve", "meeting/late", "meeting/noon"}
    assert set(told(of(store, sources=source("a", "c")), inferred)) == {"meeting/eve", "meeting/late", "meeting/noon"}
    assert set(told(of(store, sources=source("c")), inferred)) == {"meeting/late"}


def test_a_date_that_was_inferred_from_a_reference_of_a_document_goes_with_that_document() -> None:
    text = """
        passage:a1 { meeting:late cg:inferredDate "1894-05-04"^^xsd:date ; cg:inferredFrom source:c-ref-1 . }
        passage:a1 { meeting:later cg:inferredDate "1894-05-05"^^xsd:date ; cg:inferredFrom source:work . }
    """
    store = Store.in_memory([*dataset(), *ox.parse(prefixes() + text, format=ox.RdfFormat.TRIG)])
    inferred = "SELECT ?m WHERE { ?m cg:inferredDate ?d FILTER(STRSTARTS(STR(?m), STR(meeting:))) } ORDER BY ?m"
    assert told(of(store, sources=source("a", "c")), inferred) == ["meeting/late", "meeting/later"]
    assert told(of(store, sources=source("a")), inferred) == ["meeting/later"]


def test_references_that_no_passage_cites_remain_with_their_document_alone() -> None:
    more = "source:c-ref-2 a cg:Source ; cg:referenceIn source:c ; cg:referenceTo source:w2 . source:w2 a cg:Source ."
    store = Store.in_memory(
        [*dataset(), *ox.parse(f"{prefixes()} graph:record {{ {more} }}", format=ox.RdfFormat.TRIG)]
    )
    referred = (
        "SELECT ?s WHERE { ?s a cg:Source FILTER(?s IN (source:c-ref-1, source:c-ref-2, source:w2)) } ORDER BY ?s"
    )
    assert told(of(store, sources=source("c")), referred) == ["source/c-ref-1", "source/c-ref-2", "source/w2"]
    assert told(of(store, sources=source("a")), referred) == []


def test_headers_of_drafted_passages_remain_with_their_document() -> None:
    header = "passage:a9 a cg:Passage ; prov:wasQuotedFrom source:a ; cg:stance cg:Drafted ."
    more = ox.parse(f"{prefixes()} graph:record {{ {header} }}", format=ox.RdfFormat.TRIG)
    store = Store.in_memory([*dataset(), *more])
    drafted = "SELECT ?p WHERE { ?p cg:stance cg:Drafted }"
    assert told(of(store, sources=source("a")), drafted) == ["passage/a9"]
    assert told(of(store, sources=source("c")), drafted) == []


BALL = '{} {{ meeting:ball cg:{} "{}"^^xsd:date }}'


@pytest.mark.parametrize(
    ("dates", "on", "expected"),
    [
        ([("passage:a1", "date", "2025-03-02")], "2025-03-02", True),
        ([("passage:n1", "date", "2025-03-02")], "2025-03-02", False),
        ([("passage:a1", "date", "2025-03-02"), ("passage:n1", "date", "2025-03-02")], "2025-03-02", True),
        ([("passage:a1", "date", "2025-03-02"), ("passage:n1", "date", "2025-03-03")], "2025-03-03", False),
        ([("passage:a1", "startDate", "2025-03-02"), ("passage:n1", "endDate", "2025-03-09")], "2025-03-05", False),
        ([("passage:a1", "startDate", "2025-03-02"), ("passage:a1", "endDate", "2025-03-09")], "2025-03-09", True),
        ([("passage:a1", "startDate", "2025-03-02"), ("passage:a1", "endDate", "2025-03-09")], "2025-03-10", False),
    ],
)
def test_a_date_that_is_denied_puts_nothing_on_its_day(dates: list[tuple[str, ...]], on: str, expected: bool) -> None:
    header = "passage:n1 a cg:Passage ; prov:wasQuotedFrom source:c ; cg:stance cg:Denies ."
    more = f"{prefixes()} graph:record {{ {header} }} {' '.join(BALL.format(*date) for date in dates)}"
    store = Store.in_memory([*dataset(), *ox.parse(more, format=ox.RdfFormat.TRIG)])
    view = of(store, on=PartialDate.parse(on))
    assert ("anna" in present(view)) is expected
    graphs = {quad.graph_name for quad in view.quads() if "meeting/ball" in str(quad.triple)}
    # The record may say that the date of a document was inferred from the ball.
    assert bool(graphs - {ox.NamedNode(RECORD), ox.DefaultGraph()}) is expected


def test_the_day_on_which_an_actor_was_announced_keeps_nothing_else_of_it() -> None:
    more = """
        passage:a1 { actor:league a cg:Collective ; cg:announcedOn "2025-03-02"^^xsd:date ; cg:ledBy actor:anna }
    """
    store = Store.in_memory([*dataset(), *ox.parse(prefixes() + more, format=ox.RdfFormat.TRIG)])
    kept = "SELECT ?word { GRAPH passage:a1 { actor:league ?word ?value } }"
    assert told(of(store, on=PartialDate.parse("2025-03-02")), kept) == [CG.removeprefix(HOME) + "announcedOn"]


def test_what_the_register_dates_is_of_its_day(whole: Store) -> None:
    dated = 'graph:register { meeting:ball cg:date "2025-03-02"^^xsd:date }'
    store = Store.in_memory([*dataset(), *ox.parse(f"{prefixes()} {dated}", format=ox.RdfFormat.TRIG)])
    assert present(of(store, on=PartialDate.parse("2025-03-02"))) == ["anna", "carla"]
    assert present(of(store, on=PartialDate.parse("2025-03-03"))) == []


def test_the_register_keeps_who_is_identified_with_what_remains() -> None:
    merged = "graph:register { actor:ann cg:identifiedWith actor:anna . actor:bo cg:identifiedWith actor:boris }"
    store = Store.in_memory([*dataset(), *ox.parse(f"{prefixes()} {merged}", format=ox.RdfFormat.TRIG)])
    identified = "SELECT ?other WHERE { ?other cg:identifiedWith ?actor } ORDER BY ?other"
    assert told(of(store), identified) == ["actor/ann", "actor/bo"]
    assert told(of(store, sources=source("a")), identified) == ["actor/ann"]


@pytest.mark.parametrize(
    "view",
    [View(), View(on=PartialDate(2025)), View(known_by=PartialDate(2025)), View(sources=source("a")), View(families=2)],
    ids=["all", "on", "known by", "sources", "families"],
)
def test_of_an_empty_store_every_view_is_empty(view: View) -> None:
    record = Record(Store.in_memory([]))
    restricted = Contents(columns_of(record.store), record, lambda: Families.from_record(record)).restricted(view)
    assert list(restricted.reader().quads()) == []


def test_the_options_of_a_view_are_those_that_ask_for_it() -> None:
    assert View().options == ""
    stances = frozenset({CG + "Reports", CG + "Denies", "x:other"})
    view = View(PartialDate(2025, 3), PartialDate(2024), stances, source("b", "a"), 2, readings=False)
    assert view.options == (
        "--known-by 2025-03 --on 2024 --stance cg:Denies --stance cg:Reports --stance x:other "
        "--source source:a --source source:b --families 2 --no-readings"
    )


def test_the_name_of_a_view_is_a_digest_of_all_that_it_asks() -> None:
    """The name is the folder of a stored view: another name for the same view would build it again."""
    view = View(PartialDate(2025, 3), None, frozenset({"x:b", "x:a"}), frozenset({"x:d", "x:c"}), 2)
    asked = "whole\0known by 2025-03\0on None\0stances x:a x:b\0sources x:c x:d\0families 2\0readings True"
    assert view.digest("whole") == hashlib.sha256(asked.encode()).hexdigest()
    every = "whole\0known by None\0on None\0stances \0sources all\0families 1\0readings True"
    assert View().digest("whole") == hashlib.sha256(every.encode()).hexdigest()
