"""Test that sentences say what facts say: their parts, their stance, and what each part rests on."""

from __future__ import annotations

from dataclasses import replace

import pyoxigraph as ox
import pytest

from coalition.graph import Graph
from coalition.namespaces import CG
from coalition.pages.catalogue import catalogue
from coalition.pages.facts import Reader
from coalition.pages.sentences import Ref, Sentence, Writer

HOME = "https://w3id.org/coalition-graph/"


def writer(graph: Graph) -> Writer:
    return Writer(graph._tracer, graph.names, catalogue())


def told(graph: Graph, iri: str) -> list[Sentence]:
    return writer(graph).about(iri, Reader(graph).own(iri))


def test_each_part_rests_on_the_passages_that_state_its_facts(published: Graph) -> None:
    (sentence,) = told(published, HOME + "participation/london-2025-03-02--keir-starmer")
    assert sentence.text.startswith("Keir Starmer took part in 2025 London Summit on Ukraine, as chair and as host")
    record = {
        fact: {each.passage.iri for each in published.evidence(fact)[0].passages}
        for fact in Reader(published).own(sentence.thing)
    }
    for segment in sentence.segments:
        cited = {each.passage.iri for each in segment.evidence.passages}
        refs = {piece.iri for piece in segment.pieces if isinstance(piece, Ref)}
        stating = [graphs for fact, graphs in record.items() if getattr(fact.object, "value", "") in refs]
        assert (stating and cited in stating) or not refs


def test_equal_notes_stand_once_behind_the_last_part(published: Graph) -> None:
    (sentence,) = told(published, HOME + "participation/northwood-2025-07-10--keir-starmer")
    marked = [mark for _, mark in sentence.marked]
    assert marked[-1] and marked.count(True) < len(marked)


def test_stances_are_told_apart_and_names_alone_are_no_sentence(published: Graph) -> None:
    kinds = [ox.NamedNode(CG + kind) for kind in ("Position", "Commitment", "Participation")]
    quads = (quad for kind in kinds for quad in published.store.quads(None, None, kind))
    found = {iri: told(published, iri) for iri in {quad.subject.value for quad in quads}}  # type: ignore[union-attr]
    leads = {sentence.lead for sentences in found.values() for sentence in sentences}
    assert leads == {"", "Reported", "Proposed", "Predicted", "Denied"}
    for sentences in found.values():
        for sentence in sentences:
            stances = {c.passage.stance for each in sentence.segments for c in each.evidence.passages}
            assert stances <= {sentence.stance}
            assert any(each.passages for each in sentence.evidence), sentence.text


def test_of_what_is_denied_only_the_claim_is_and_its_verb_is_as_firm_as_its_status(published: Graph) -> None:
    made, reader = writer(published), Reader(published)
    denied = published.select("SELECT DISTINCT ?thing { ?p cg:stance cg:Denies . GRAPH ?p { ?thing ?word ?value } }")
    told = [each for row in denied for each in made.each(str(row["thing"]), reader.own(str(row["thing"])))]
    aside = [each for each in told if each.stance == "denies" and " is about " in each.text]
    assert aside and {each.lead for each in aside} == {"Of what is denied"}
    assert any(each.lead == "Denied" for each in told)
    for iri in sorted(published.names.things("Commitment")):
        for each in made.about(iri, reader.own(iri)):
            firm = each.stance in ("asserts", "reports") and "contemplated" not in each.text
            assert "made a commitment" not in each.text or firm, each.text


def test_no_fact_of_the_graph_is_left_untold(published: Graph) -> None:
    """Every value of a fact about what connects things stands in the sentences on it, in words."""
    made, reader = writer(published), Reader(published)
    for kind in ("Participation", "Absence", "Commitment", "Position", "PlanPoint", "Aim"):
        quads = published.store.quads(None, None, ox.NamedNode(CG + kind), ox.DefaultGraph())
        for iri in sorted({quad.subject.value for quad in quads})[:40]:  # type: ignore[union-attr]
            facts = [f for f in reader.own(iri) if f.predicate.value.startswith(CG)]
            text = " ".join(sentence.text for sentence in made.about(iri, reader.own(iri)))
            for fact in facts:
                piece = made.piece(fact.object)
                shown = piece if isinstance(piece, str) else piece.label
                if fact.predicate.value != CG + "pictured":
                    assert shown.rstrip(".") in text, (iri, fact)


def test_a_property_without_words_is_told_by_its_label(graph: Graph) -> None:
    made = writer(graph)
    fact = ox.Triple(ox.NamedNode(HOME + "actor/x"), ox.NamedNode("http://x/oddWord"), ox.Literal("value"))
    (sentence,) = made.each(HOME + "actor/x", [fact])
    assert "oddWord" in sentence.text and sentence.text.endswith("value.")


@pytest.mark.parametrize(
    ("written", "shown"),
    [("2025-03-02", "2 March 2025"), ("2025-03", "March 2025"), ("2025", "2025"), ("--03-02", "2 March"), ("x", "x")],
)
def test_dates_are_written_as_people_write_them(published: Graph, written: str, shown: str) -> None:
    assert catalogue().date(written) == shown


def test_sums_and_quantities_are_shown_as_numbers(published: Graph) -> None:
    text = " ".join(each.text for each in told(published, published.find("UK export finance for air defence missiles")))
    assert "GBP 1,600,000,000, which is USD 2,000,000,000" in text and "amount:" not in text


def test_what_is_looked_up_at_once_is_what_is_looked_up_one_by_one(published: Graph) -> None:
    facts = [fact for thing in sorted(published.names.things("Commitment")) for fact in Reader(published).own(thing)]
    record = replace(published._record, columns=lambda: published._columns)
    many, alone = Writer(replace(published._tracer, record=record), published.names, catalogue()), writer(published)
    many.look_up(facts)
    things = {node for fact in facts for node in (fact.subject, fact.object) if isinstance(node, ox.NamedNode)}
    assert {node.value for node in things} == many._classes.keys() == many._counts.keys()
    for node in things:
        assert many.kinds(node.value) == alone.kinds(node.value)
        assert many._is_counted(node) == alone._is_counted(node)
    assert any(many._counts.values()) and not all(many._counts.values())
