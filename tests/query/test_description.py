"""Test the description of a thing: everything that the graph says about it."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from ruritania import TEXT, built

from coalition import Graph
from coalition.corpus.root import Root
from coalition.errors import ParameterError
from coalition.names import Names
from coalition.namespaces import HOME, PREFIXES
from coalition.provenance.evidence import Tracer
from coalition.provenance.record import Record
from coalition.query.description import describe
from coalition.rdf.store import Store
from coalition.texts.source import Texts


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


def test_a_description_holds_names_own_facts_and_mentions_in_order(graph: Graph) -> None:
    known = graph.show("Flavia of Ruritania")
    participation = "https://w3id.org/coalition-graph/participation/strelsau-1894-05-03--flavia"
    assert (known.iri, known.label) == ("https://w3id.org/coalition-graph/actor/flavia", "Flavia of Ruritania")
    assert (known.classes, known.aliases) == (("actor", "person"), ("Queen Flavia",))
    assert [(line.relation, line.text) for line in known.lines] == [("took part in", "Meeting in Strelsau")]
    assert [(m.iri, m.title, [(line.relation, line.text) for line in m.lines]) for m in known.mentions] == [
        (
            participation,
            "participation",
            [("participant", "Flavia of Ruritania"), ("at event", "Meeting in Strelsau")],
        )
    ]


def test_what_only_mentions_a_thing_shows_the_facts_that_do(graph: Graph) -> None:
    mentions = {mention.title: mention.lines for mention in graph.show("Rudolf").mentions}
    assert [(line.relation, line.text) for line in mentions["Meeting in Strelsau"]] == [("host", "Rudolf Elphberg")]


@pytest.mark.parametrize(
    ("property_", "words"),
    [
        (PREFIXES["dcterms"] + "isPartOf", "is part of"),
        (PREFIXES["dcterms"] + "title", "title"),
        ("https://example.org/terms#someKind", "<https://example.org/terms#someKind>"),
    ],
)
def test_a_property_without_a_label_is_called_by_its_name_in_words(root: Root, property_: str, words: str) -> None:
    fact = ox.Quad(ox.NamedNode("x:a"), ox.NamedNode(property_), ox.Literal("b"), ox.NamedNode("x:g"))
    store = Store.in_memory([*built(root).quads(), fact])
    (line,) = describe(Tracer(Record(store), {}, Texts(root.sources), Names(store)), "x:a").lines
    assert (line.relation, line.text) == (words, "b")
