"""Test how far a ranking depends on one source."""

from __future__ import annotations

import io

import networkx as nx
import pyoxigraph as ox
import pytest
from ruritania import prefixes

from coalition import Graph
from coalition.build.dataset import Ontology
from coalition.corpus.root import Root
from coalition.namespaces import ONTOLOGY
from coalition.network import report
from coalition.network.build import NetworkBasis, read_basis
from coalition.network.robustness import Robustness, RobustRank, robustness
from coalition.provenance.families import Families
from coalition.provenance.record import Record
from coalition.rdf.store import Store, as_quad
from coalition.views.view import Contents, View

BALL = """
    participation:anna-ball a cg:Participation ; cg:event meeting:ball ; cg:participant actor:anna .
    participation:boris-ball a cg:Participation ; cg:event meeting:ball ; cg:participant actor:boris .
"""
FACTS = """
graph:register {
    actor:anna a cg:Person ; skos:prefLabel "Anna" .
    actor:boris a cg:Person ; skos:prefLabel "Boris" .
    actor:carla a cg:Person ; skos:prefLabel "Carla" .
    actor:dora a cg:Person ; skos:prefLabel "Dora" .
}
graph:record {
    source:a a cg:Source ; cg:textDigest "1" ; cg:sharesTextWith source:b .
    source:b a cg:Source ; cg:textDigest "2" .
    source:c a cg:Source ; cg:textDigest "3" .
    passage:a1 a cg:Passage ; prov:wasQuotedFrom source:a ; cg:stance cg:Asserts .
    passage:b1 a cg:Passage ; prov:wasQuotedFrom source:b ; cg:stance cg:Asserts .
    passage:c1 a cg:Passage ; prov:wasQuotedFrom source:c ; cg:stance cg:Asserts .
}
passage:c1 {
    participation:boris-hunt a cg:Participation ; cg:event meeting:hunt ; cg:participant actor:boris .
    participation:carla-hunt a cg:Participation ; cg:event meeting:hunt ; cg:participant actor:carla .
    participation:dora-walk a cg:Participation ; cg:event meeting:walk ; cg:participant actor:dora .
}
""" + "".join(f"passage:{name} {{ {BALL} }}" for name in ("a1", "b1"))


def basis(sources: frozenset[str] | None = None, facts: str = FACTS) -> NetworkBasis:
    quads = list(ox.parse(prefixes() + facts, format=ox.RdfFormat.TRIG))
    for triple in Ontology.from_inputs(Root.published().read()).triples:
        quads.append(as_quad(triple, ox.NamedNode(ONTOLOGY)))
    record = Record(Store.in_memory(quads))
    contents = Contents.read(record, Families.from_record(record))
    return read_basis(contents.store(View(sources=sources), Ontology.from_inputs(Root.published().read())))


@pytest.fixture(scope="module")
def found() -> Robustness:
    families = Families.from_record(Record(Store.in_memory(ox.parse(prefixes() + FACTS, format=ox.RdfFormat.TRIG))))
    return robustness(basis(), families, basis, "betweenness")


def row(found: Robustness, label: str) -> RobustRank:
    return next(row for row in found.rows if row.whole.label == label)


def test_each_source_and_each_family_of_several_is_left_out(found: Robustness) -> None:
    assert [out.name for out in found.left_out] == ["a", "b", "c", "family a+b"]
    assert [len(out.sources) for out in found.left_out] == [1, 1, 1, 2]


def test_what_two_sources_say_rests_on_their_family_alone(found: Robustness) -> None:
    assert row(found, "Anna").absent == ("family a+b",)
    assert not row(found, "Anna").flagged


def test_an_actor_that_one_source_knows_rests_on_it(found: Robustness) -> None:
    assert row(found, "Dora").absent == ("c",)
    assert row(found, "Carla").rests_on == ("c",)
    assert row(found, "Dora").flagged


def test_a_score_that_falls_to_nothing_rests_on_what_was_left_out(found: Robustness) -> None:
    boris = row(found, "Boris")
    assert (boris.whole.rank, boris.absent) == (1, ())
    assert boris.rests_on == ("c", "family a+b")


def test_the_range_of_a_rank_is_over_all_that_was_left_out(found: Robustness) -> None:
    assert {(r.whole.label, r.whole.rank, r.best, r.worst) for r in found.rows} == {
        ("Anna", 2, 1, 2),  # without c she and Boris are equal
        ("Boris", 1, 1, 1),
        ("Carla", 2, 1, 2),
        ("Dora", 2, 1, 2),
    }


def test_a_network_of_which_nothing_remains_ranks_nobody() -> None:
    families = Families.from_record(Record(Store.in_memory(ox.parse(prefixes() + FACTS, format=ox.RdfFormat.TRIG))))
    only_c = basis(frozenset({"https://w3id.org/coalition-graph/source/c"}))
    gone = robustness(only_c, families, lambda _: basis(frozenset()), "degree")
    assert all(set(r.absent) == {"a", "b", "c", "family a+b"} for r in gone.rows)


def test_an_actor_who_is_left_without_a_tie_rests_on_what_was_left_out() -> None:
    alone = (
        "passage:c1 { participation:anna-walk a cg:Participation ; cg:event meeting:w ; cg:participant actor:anna . }"
    )
    families = Families.from_record(Record(Store.in_memory(ox.parse(prefixes() + FACTS, format=ox.RdfFormat.TRIG))))
    found = robustness(basis(facts=FACTS + alone), families, lambda sources: basis(sources, FACTS + alone), "pagerank")
    assert (row(found, "Anna").absent, row(found, "Anna").rests_on) == ((), ("family a+b",))


def test_the_published_ranking_is_that_of_networkx_on_each_rest(published: Graph) -> None:
    found = published.robustness("betweenness", kinds=["state"], represented=True)
    documents = {out.name for out in found.left_out if len(out.sources) == 1}
    for out in ("s001", "s004"):
        rest = published.view(sources=documents - {out}).network(kinds=["state"], represented=True)
        scores = nx.betweenness_centrality(rest)
        for r in found.rows:
            assert (out in r.absent) == (r.whole.actor not in rest)
            if out in r.rests_on and out not in r.absent:
                assert scores[r.whole.actor] == pytest.approx(0) or rest.degree(r.whole.actor) == 0


def test_a_view_is_left_as_it_is_but_for_the_sources(published: Graph) -> None:
    viewed = published.view(sources=["s002", "s003"]).robustness()
    assert [out.name for out in viewed.left_out] == ["s002", "s003", "family s002+s003"]
    assert all("family s002+s003" in row.absent for row in viewed.rows)


def test_what_two_families_must_hold_two_must_hold_without_a_source_too(published: Graph) -> None:
    held = published.view(families=2).robustness()
    without = next(row for row in held.rows if row.whole.label == "Keir Starmer")
    assert "family s000+s001" in without.absent


def test_it_is_printed_and_written_with_its_flags(found: Robustness) -> None:
    output = io.StringIO()
    report.robustness(found, output, "table")
    lines = output.getvalue().splitlines()
    assert lines[6] == "left out in turn: a, b, c, family a+b"
    assert [line.split() for line in lines if line.strip().startswith("1 ")] == [
        ["1", "Boris", "person", "0.333333", "1", "c,", "family", "a+b"]
    ]
    assert lines[-1] == "3 of 4 ranks rest on one source"
    whole = found.to_dict()
    assert whole["left_out"][3] == {"name": "family a+b", "sources": sorted(found.left_out[3].sources)}
    assert whole["ranking"][0]["rests_on_one_source"] is True
    written = io.StringIO()
    report.robustness_csv(found, written, top=1)
    assert written.getvalue().splitlines()[1].endswith("Boris,person,0.3333333333333333,1,1,c | family a+b,")
