"""Test that the register decides who is who, and that passages stay as they are."""

from __future__ import annotations

import random
from itertools import permutations
from pathlib import Path

import pyoxigraph as ox
import pytest
from ruritania import decide, document, prefixes

from coalition import Graph
from coalition.build.check import check
from coalition.corpus.resolution import Resolution
from coalition.corpus.root import Root
from coalition.namespaces import CG, PREFIXES, QUOTED, REGISTER
from coalition.texts.source import Texts

ACTOR = PREFIXES["actor"]


def asked(folder: Path, tmp_path: Path, query: str) -> list[str]:
    answer = Graph.open(folder, store=tmp_path / "snapshots").query(query)
    return sorted(str(row[0]).removeprefix(ACTOR) for row in answer)  # type: ignore[union-attr]


PRESENT = "SELECT ?who WHERE { ?who cg:tookPartIn ?event }"


def test_two_actors_are_merged_by_one_line(folder: Path, tmp_path: Path) -> None:
    assert asked(folder, tmp_path, PRESENT) == ["flavia", "league", "rudolf"]
    decide(folder, "actor:flavia cg:identifiedWith actor:rudolf .")
    assert asked(folder, tmp_path, PRESENT) == ["league", "rudolf"]
    assert asked(folder, tmp_path, "SELECT ?name WHERE { actor:rudolf skos:altLabel ?name }") == [
        "Flavia of Ruritania",
        "Queen Flavia",
        "Rudolf",
        "the King",
    ]
    assert asked(folder, tmp_path, "SELECT ?name WHERE { actor:rudolf skos:prefLabel ?name }") == ["Rudolf Elphberg"]
    assert asked(folder, tmp_path, "SELECT ?g WHERE { GRAPH ?g { ?s ?p actor:flavia } }") == []


def test_a_merged_name_still_finds_its_actor_in_a_view_too(folder: Path, tmp_path: Path) -> None:
    decide(folder, "actor:flavia cg:identifiedWith actor:rudolf .")
    graph = Graph.open(folder, store=tmp_path / "snapshots")
    assert graph.find("actor:flavia") == graph.find("Queen Flavia") == ACTOR + "rudolf"
    (identity,) = graph.view(stances=["asserts"]).identities("the King")
    assert identity.decisions == ("actor:flavia is the same actor",)


def test_a_name_that_a_passage_prefers_is_another_name_of_who_is_meant(folder: Path, tmp_path: Path) -> None:
    path = folder / "graph" / "zenda.trig"
    text = path.read_text(encoding="utf-8")
    named = text.replace("actor:rudolf org:holds", 'actor:flavia skos:prefLabel "The Queen" . actor:rudolf org:holds')
    path.write_text(named, encoding="utf-8")
    decide(folder, "actor:flavia cg:identifiedWith actor:rudolf .")
    assert asked(folder, tmp_path, "SELECT ?name WHERE { actor:rudolf skos:prefLabel ?name }") == ["Rudolf Elphberg"]


def test_the_shapes_hold_of_who_is_meant(folder: Path) -> None:
    root, texts = Root.open(folder), Texts(folder / "sources")
    before = sorted(map(str, check(root.read(), texts, root.shape_files()).faults))
    decide(
        folder,
        "actor:flavia cg:identifiedWith actor:rudolf .",
        'actor:x a cg:Organisation ; skos:prefLabel "X" ; cg:splitFrom actor:league ; cg:metIn source:zenda .',
    )
    assert sorted(map(str, check(root.read(), texts, root.shape_files()).faults)) == before


def test_a_chain_of_mergers_ends_with_the_last(folder: Path, tmp_path: Path) -> None:
    decide(
        folder,
        "actor:flavia cg:identifiedWith actor:rudolf .",
        "actor:rudolf cg:identifiedWith actor:michael .",
        'actor:michael a cg:Person ; skos:prefLabel "Black Michael" .',
    )
    (folder / "graph" / "more.trig").write_text(
        f'{prefixes()} graph:register {{ actor:michael a cg:Person ; skos:prefLabel "Black Michael" }}',
        encoding="utf-8",
    )
    assert asked(folder, tmp_path, PRESENT) == ["league", "michael"]


@pytest.mark.parametrize("place", ["source:zenda", "passage:zenda-22"])
def test_an_actor_is_split_where_another_is_meant(folder: Path, tmp_path: Path, place: str) -> None:
    double = 'actor:rassendyll a cg:Person ; skos:prefLabel "Rudolf Rassendyll" ; cg:splitFrom actor:rudolf ;'
    decide(folder, f"{double} cg:metIn {place} .")
    assert asked(folder, tmp_path, PRESENT) == ["flavia", "league", "rassendyll"]
    assert asked(folder, tmp_path, "SELECT ?who WHERE { ?who org:holds ?post }") == ["rassendyll"]


def test_elsewhere_an_actor_that_was_split_is_the_same(folder: Path, tmp_path: Path) -> None:
    text = "Queen Flavia\n"
    other = document("hentzau", "Rudolf, King of Ruritania, received Queen Flavia\n")
    (folder / "graph" / "hentzau.trig").write_text(other, encoding="utf-8")
    decide(
        folder,
        'actor:rassendyll a cg:Person ; skos:prefLabel "Rudolf Rassendyll" ; cg:splitFrom actor:rudolf ;'
        "cg:metIn source:hentzau .",
    )
    assert text not in other
    hosts = "SELECT ?who WHERE { GRAPH ?g { ?event cg:host ?who } }"
    assert asked(folder, tmp_path, hosts) == ["rassendyll", "rudolf"]


def test_without_decisions_the_quads_are_the_same_objects() -> None:
    quads = [ox.Quad(ox.NamedNode("x:a"), ox.NamedNode("x:b"), ox.NamedNode("x:c"))]
    assert Resolution.from_quads(quads).apply(quads) is quads


ACTORS = [f"{ACTOR}{letter}" for letter in "abcdef"]
SOURCES = [f"{PREFIXES['source']}{number}" for number in range(2)]
PASSAGES = {f"{PREFIXES['passage']}{number}": SOURCES[number % 2] for number in range(5)}


def decided(seed: int) -> tuple[dict[str, str], dict[tuple[str, str], str]]:
    """Return whom actors are identified with, always a later letter, and who is meant by an actor in a place."""
    draw = random.Random(seed)
    merged = {one: draw.choice(ACTORS[n + 1 :]) for n, one in enumerate(ACTORS[:-1]) if draw.random() < 0.3}
    split: dict[tuple[str, str], str] = {}
    for other in draw.sample(ACTORS, 3):
        origin, places = draw.choice(ACTORS), draw.sample([*SOURCES, *PASSAGES], draw.randint(1, 2))
        if other != origin and not any((place, origin) in split for place in places):
            split |= {(place, origin): other for place in places}
    return merged, split


def meant(actor: str, passage: str, merged: dict[str, str], split: dict[tuple[str, str], str]) -> str:
    """Return who is meant, step by step as a reader of the register would find it."""
    for place in (passage, PASSAGES.get(passage, passage)):
        if (place, actor) in split:
            actor = split[place, actor]
            break
    while actor in merged:
        actor = merged[actor]
    return actor


def node(iri: str) -> ox.NamedNode:
    return ox.NamedNode(iri)


@pytest.mark.parametrize("seed", range(40))
def test_everywhere_the_person_is_meant_whom_the_register_says(seed: int) -> None:
    merged, split = decided(seed)
    knows, reported, register = node("x:knows"), node(CG + "reportedBy"), node(REGISTER)
    decisions = [
        ox.Quad(node(one), node(CG + "identifiedWith"), node(other), register) for one, other in merged.items()
    ]
    for (place, origin), other in split.items():
        decisions.append(ox.Quad(node(other), node(CG + "splitFrom"), node(origin), register))
        decisions.append(ox.Quad(node(other), node(CG + "metIn"), node(place), register))
    headers = [ox.Quad(node(passage), node(QUOTED), node(source)) for passage, source in PASSAGES.items()]
    pairs = [(passage, *pair) for passage in PASSAGES for pair in permutations(ACTORS, 2)]
    stated = [ox.Quad(node(one), knows, node(other), node(passage)) for passage, one, other in pairs]
    told = [ox.Quad(node(document), reported, node(actor)) for document in [*PASSAGES, *SOURCES] for actor in ACTORS]
    # One actor split from two others at one place would say so of both at both places: whoever reads it sees all pairs.
    asked: dict[tuple[str, str], str] = {}
    for (_, origin), other in split.items():
        asked |= {(place, origin): other for (place, _), one in split.items() if one == other}
    resolution = Resolution.from_quads([*decisions, *headers, *stated, *told])
    assert list(resolution.apply(stated)) == [
        ox.Quad(
            node(meant(one, passage, merged, asked)), knows, node(meant(other, passage, merged, asked)), node(passage)
        )
        for passage, one, other in pairs
    ]
    assert list(resolution.apply(told)) == [
        ox.Quad(node(document), reported, node(meant(actor, document, merged, asked)))
        for document in [*PASSAGES, *SOURCES]
        for actor in ACTORS
    ]
    assert list(resolution.apply(decisions)) == decisions


def test_a_place_without_a_split_changes_nothing() -> None:
    place = ox.Quad(node(ACTORS[0]), node(CG + "metIn"), node(SOURCES[0]), node(REGISTER))
    stated = [ox.Quad(node(ACTORS[0]), node("x:knows"), node(ACTORS[1]), node(SOURCES[0]))]
    assert Resolution.from_quads([place]).apply(stated) is stated
