"""Test that the facts about a thing are found in the columns as the store has them, in order of time."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from coalition.graph import Graph
from coalition.namespaces import CG, RECORD, TYPE
from coalition.pages import facts
from coalition.pages.facts import HIDDEN, OTHERS, SECTIONS, Reader


@pytest.mark.parametrize("name", ["Keir Starmer", "Ukraine", "2025 London Summit on Ukraine", "Document 002"])
def test_what_mentions_a_thing_is_what_the_store_says(published: Graph, name: str) -> None:
    reader, iri = Reader(published), published.find(name)
    found = {thing for numbers in reader.mentions(iri).values() for thing in reader.iris(numbers)}
    quads = published.store.quads(None, None, ox.NamedNode(iri))
    right = {
        quad.subject.value  # type: ignore[union-attr]
        for quad in quads
        if isinstance(quad.graph_name, ox.NamedNode)
        and quad.graph_name.value != RECORD
        and quad.predicate.value not in HIDDEN
    }
    assert found == right


def test_each_thing_stands_in_the_section_of_its_class(published: Graph) -> None:
    reader = Reader(published)
    for key, numbers in reader.mentions(published.find("Ukraine")).items():
        for iri in reader.iris(numbers):
            kinds = published.names.store.quads(ox.NamedNode(iri), ox.NamedNode(TYPE))
            names = {quad.object.value.removeprefix(CG) for quad in kinds}  # type: ignore[union-attr]
            assert key == OTHERS or names & set(SECTIONS[key][1])


def test_things_come_in_order_of_time_and_those_without_a_date_last(published: Graph) -> None:
    reader = Reader(published)
    numbers = reader.mentions(published.find("Ukraine"))["positions"]
    dates = reader.dates(numbers)
    known = [dates[number] for number in numbers if number in dates]
    assert known == sorted(known) and len(known) > 20
    assert all(number in dates for number in numbers[: len(known)])


def test_too_many_things_are_not_ordered(published: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(facts, "ORDERED", 3)
    numbers = Reader(published).mentions(published.find("Ukraine"))["positions"]
    assert numbers == sorted(numbers)


def test_facts_of_a_thing_are_each_once_and_as_many_as_are_wanted(published: Graph) -> None:
    reader, iri = Reader(published), published.find("Keir Starmer")
    own = reader.own(iri)
    assert len(own) == len(set(own)) and not {fact.predicate.value for fact in own} & HIDDEN
    assert len(reader.own(iri, 3)) <= 4
    assert reader.own("http://x/none") == [] and reader.mentions("http://x/none") == {}
