"""Test the description of a thing: everything that the graph says about it."""

from __future__ import annotations

from coalition import Graph


def test_a_thing_is_shown_whole_with_what_is_only_reported(graph: Graph) -> None:
    known = graph.show("Graustark")
    assert known.classes == ("actor", "state")
    stances = {
        mention.title: {c.passage.stance for line in mention.lines for c in line.evidence.passages}
        for mention in known.mentions
    }
    assert stances["position"] == {"reports"}
    assert stances["absence"] == {"asserts"}
    (converted,) = (
        line
        for m in known.mentions
        for line in m.lines
        if (m.title, line.relation) == ("1,200 crowns for Graustark", "converted amount")
    )
    assert converted.text == "GBP 50"
