"""Test that a snapshot is gone through thing by thing and passage by passage, and none of it twice or not at all."""

from __future__ import annotations

from collections import Counter

import pytest
from exchanged import FACTS, TEXT

from coalition.exchange import holdings
from coalition.exchange.holdings import Holdings
from coalition.graph import Graph
from coalition.namespaces import CG, ONTOLOGY, PREFIXES, RECORD, REGISTER
from coalition.texts.source import Texts

ANNA = PREFIXES["actor"] + "anna-holm"


def held(graph: Graph, texts: Texts | None = None) -> Holdings:
    return Holdings(graph._columns, graph._record, graph.names.label, texts)


@pytest.mark.parametrize("at_once", [700, 20_000])
def test_things_and_passages_are_all_facts_whatever_is_read_at_once(
    published: Graph, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(holdings, "AT_ONCE", at_once)
    everything = held(published)
    graphs = Counter(fact.graph for thing in everything.things() for fact in thing.facts)
    stored = Counter(
        quad.graph_name.value  # type: ignore[union-attr]
        for quad in published.store.quads()
        if getattr(quad.graph_name, "value", ONTOLOGY) not in (ONTOLOGY, "")
    )
    assert graphs == stored
    assert graphs.total() == everything.count()
    names = [thing.iri for thing in everything.things()]
    assert names == sorted(set(names))
    passages = {each.passage.iri: len(each.triples) for each in everything.passages()}
    assert passages == {graph: count for graph, count in stored.items() if graph.startswith(PREFIXES["passage"])}


def test_only_passages_that_assert_state_plain_facts(ostvik: Graph) -> None:
    everything = held(ostvik)
    whys = {each.stance: everything.why_not_plain(each.passage.iri) for each in everything.passages()}
    assert whys.pop("Asserts") == ""
    assert whys == {
        stance: f"a passage that {stance.lower()} states no plain fact"
        for stance in ("Predicts", "Denies", "Reports", "Proposes")
    }
    assert everything.why_not_plain(REGISTER) == everything.why_not_plain(RECORD) == ""
    assert everything.why_not_plain(PREFIXES["rule"] + "superclass") == "rules derive it from other facts"


def test_a_view_that_accepts_denials_makes_no_plain_facts_of_them(ostvik: Graph) -> None:
    everything = held(ostvik.view(stances=["denies"]))
    plain = {each.stance for each in everything.passages() if not everything.why_not_plain(each.passage.iri)}
    assert plain <= {"Asserts"}


def test_a_thing_has_the_classes_that_are_stated_and_not_those_that_follow(ostvik: Graph) -> None:
    everything = held(ostvik)
    assert everything.kinds.of(ANNA) == {"Person"}
    assert everything.kinds.of("https://nowhere.example/") == frozenset()
    took_part = everything.joined(CG + "participant", CG + "event", "Participation")
    assert [event for event, _ in took_part.of(ANNA)] == [PREFIXES["meeting"] + "ostvik-2031-06-05"]
    assert took_part.of(PREFIXES["actor"] + "bo-lee") == []


def test_words_are_quoted_from_the_text_that_was_read_and_no_other(ostvik: Graph) -> None:
    with_texts = held(ostvik, ostvik.texts)
    for each in with_texts.passages():
        place = with_texts.quote(each.passage, 4)
        assert place
        assert place[0] in {words for words, *_ in FACTS}
        assert "".join((place[1], place[0], place[2])) in TEXT
    assert all(held(ostvik).quote(each.passage) is None for each in with_texts.passages())
    other = Texts(ostvik.texts.folder)
    other._read["talks.txt"] = TEXT.replace("Holm", "Hall")
    changed = held(ostvik, other)
    assert [each for each in changed.passages() if changed.quote(each.passage)]
    assert not all(changed.quote(each.passage) for each in changed.passages())
