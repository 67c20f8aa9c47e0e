"""Test the description of a thing: everything that the graph says about it."""

from __future__ import annotations

import pytest
from ruritania import TEXT

from coalition import Graph
from coalition.errors import ParameterError
from coalition.namespaces import HOME


def test_a_passage_is_opened_by_its_short_name_or_its_iri(graph: Graph) -> None:
    start = TEXT.index("Graustark did not come")
    for name in (f"zenda-{start}", f"passage:zenda-{start}", f"{HOME}passage/zenda-{start}"):
        opened = graph.show(name)
        assert opened.passage is not None
        assert opened.passage.finding.words == "Graustark did not come"
        assert [mention.iri for mention in opened.mentions] == [HOME + "absence/strelsau-1894-05-03--graustark"]
        stated = {(line.relation, line.text) for line in opened.mentions[0].lines}
        assert stated == {("type", "absence"), ("at event", "Meeting in Strelsau"), ("participant", "Graustark")}


@pytest.mark.parametrize("name", ["zenda-9999", "source:zenda-22", "passage:zenda 22", "a b"])
def test_what_names_no_passage_is_looked_up_as_a_name(graph: Graph, name: str) -> None:
    with pytest.raises(ParameterError, match="there is no thing called"):
        graph.show(name)


def test_each_passage_of_a_thing_is_listed_once_in_the_order_of_the_text(graph: Graph) -> None:
    places = [cited.passage.start for cited in graph.show("Graustark").passages]
    assert places == sorted(set(places))
    assert len(places) == 3


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
