"""Test that blank nodes get names that depend on nothing but what is stated."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from typing import Any

import pyoxigraph as ox
import pytest

from coalition.errors import SelectionError
from coalition.rdf import blank_nodes
from coalition.rdf.blank_nodes import canonical

IRIS = [ox.NamedNode("x:a"), ox.NamedNode("x:b")]


def turtle(text: str) -> list[ox.Quad]:
    return list(ox.parse(text, format=ox.RdfFormat.TURTLE))


def dataset(chance: random.Random) -> list[ox.Quad]:
    """Return a few quads of few terms, so that many blank nodes are alike."""
    nodes = [ox.BlankNode() for _ in range(chance.randint(1, 6))]
    quads = []
    for _ in range(chance.randint(1, 8)):
        word = chance.choice([*IRIS, IRIS[0], IRIS[0]])
        thing: Any = chance.choice([*nodes, *nodes, *IRIS, ox.Literal("1")])
        if chance.random() < 0.1:
            thing = ox.Triple(chance.choice(nodes), word, chance.choice(nodes))
        graph: Any = chance.choice([*[ox.DefaultGraph()] * 4, *IRIS, *nodes])
        subject: Any = chance.choice([*nodes, IRIS[0]])
        quads.append(ox.Quad(subject, word, thing, graph))
    return quads


def renamed(quads: list[ox.Quad], chance: random.Random) -> list[ox.Quad]:
    """Return the same quads with other names for their blank nodes, in another order."""
    names: dict[ox.BlankNode, ox.BlankNode] = {}

    def rename(term: Any) -> Any:
        if isinstance(term, ox.BlankNode):
            return names.setdefault(term, ox.BlankNode())
        return type(term)(*map(rename, term)) if isinstance(term, ox.Triple | ox.Quad) else term

    other = list(map(rename, quads))
    chance.shuffle(other)
    return other


def by_the_engine(quads: list[ox.Quad]) -> frozenset[ox.Quad]:
    """Return the quads with the names that the engine gives to blank nodes, which is independent of our code."""
    graph = ox.Dataset(quads)
    graph.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return frozenset(graph)


@pytest.mark.parametrize("seed", range(4))
def test_datasets_get_equal_quads_just_where_they_are_equal_up_to_names(seed: int) -> None:
    chance = random.Random(seed)
    ours, theirs = dict[Any, set[Any]](), dict[Any, set[Any]]()
    for _ in range(500):
        quads = dataset(chance)
        named = frozenset(canonical(quads))
        assert frozenset(canonical(renamed(quads, chance))) == named
        assert frozenset(canonical(named)) == named
        engine = by_the_engine(quads)
        ours.setdefault(named, set()).add(engine)
        theirs.setdefault(engine, set()).add(named)
    assert {len(equal) for equal in [*ours.values(), *theirs.values()]} == {1}
    assert 100 < len(ours) < 500


def test_without_blank_nodes_nothing_changes() -> None:
    quads = [*turtle("<x:a> <x:b> 1, <<( <x:a> <x:b> 1 )>> .")] * 2
    assert set(canonical(quads)) == set(quads)
    assert len(canonical(quads)) == 2


def test_what_is_stated_elsewhere_changes_no_name() -> None:
    text = "<x:a> <x:b> [ <x:c> [ <x:d> 1 ] ] , [ <x:c> [ <x:d> 2 ] ] , [ <x:c> 3 ] . "
    before, after = set(canonical(turtle(text))), set(canonical(turtle(text + "<x:e> <x:b> ( 1 1 ) , [] .")))
    assert before < after


@pytest.mark.parametrize(
    "text",
    [
        f"<x:a> <x:b> ( {'0 ' * 1000} ) .",
        f"<x:a> <x:b> ( {' '.join(map(str, range(500)))} ) .",
        f"<x:a> <x:b> {', '.join(['[ <x:c> [ <x:d> 1 ] ]'] * 300)} .",
        f"[] <x:b> {', '.join(['( 1 1 )'] * 100)} .",
        f"[] <x:b> {', '.join(['( 1 2 )'] * 100)} .",
        "".join(f"_:a{n} <x:b> _:a{(n + 1) % 50} . " for n in range(50)),
        " ".join(f"_:h <x:b> _:a{n} . _:a{n} <x:c> _:a{n + 1} ." for n in range(500)),
    ],
    ids=["equal list", "list", "twins", "twin lists", "lists", "circle", "hub"],
)
def test_what_is_large_but_not_confusing_is_named(text: str) -> None:
    quads = turtle(text)
    assert set(canonical(renamed(quads, random.Random(1)))) == set(canonical(quads))
    assert len(set(canonical(quads))) == len(set(quads))


@pytest.mark.parametrize("size", [12, 100])
def test_what_is_too_confusing_is_refused_in_one_line(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blank_nodes, "MAX_STEPS", 100_000)
    pairs = ((one, other) for one in range(size) for other in range(size) if one != other)
    with pytest.raises(SelectionError, match=r"^too many blank nodes are alike, .*; give the things IRIs$"):
        canonical(turtle("".join(f"_:a{one} <x:b> _:a{other} . " for one, other in pairs)))


def test_names_do_not_depend_on_the_hash_seed() -> None:
    program = """
import pyoxigraph as ox
from coalition.rdf.blank_nodes import canonical
text = "[] <x:b> [ <x:c> 1 ] , [ <x:c> 1 ] , ( 1 1 2 ) , [ <x:c> ( 1 ) ] . _:a <x:b> _:c . _:c <x:b> _:a ."
print(sorted(map(str, canonical(ox.parse(text, format=ox.RdfFormat.TURTLE)))))
"""
    outputs = {
        subprocess.run(
            [sys.executable, "-c", program],
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in "123"
    }
    assert len(outputs) == 1
