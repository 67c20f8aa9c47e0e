"""Test that statements say in which stance, on whose word, and how firmly passages speak of a thing."""

from __future__ import annotations

from coalition import Graph


def test_a_commitment_has_its_status_and_a_position_its_attitude(graph: Graph) -> None:
    (crowns,) = graph.verify("1,200 crowns for Graustark").matches[0].statements
    assert (crowns.stance, crowns.status, crowns.holder, crowns.attitude) == ("asserts", "conditional", "Ruritania", "")
    (horses,) = graph.verify("position:graustark-horses").matches[0].statements
    assert (horses.stance, horses.status, horses.holder, horses.attitude) == ("reports", "", "Graustark", "asks")
    assert horses.reported_by == ("Strelsau Gazette",)
    assert [cited.finding.words for cited in horses.passages] == ["Graustark asked for more than 20 horses"]


def test_a_derived_fact_rests_on_the_passages_of_its_premises(graph: Graph) -> None:
    (found,) = graph.verify("actor:rudolf cg:tookPartIn ?where").matches
    (statement,) = found.statements
    assert statement.stance == "asserts"
    assert [cited.passage.start for cited in statement.passages] == [22]
