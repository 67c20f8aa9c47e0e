"""Test how triple patterns and paths are matched to a solution, on small stores."""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Iterator
from typing import Any

import pyoxigraph as ox
import pytest

from coalition.provenance import matching as module
from coalition.provenance.algebra import Basic, Path, Pattern, Var
from coalition.provenance.matching import Matcher, Solution, Witness, unify
from coalition.provenance.parsing import take_apart
from coalition.rdf.store import Store, as_quad

EX = "http://example.org/"


def node(name: str) -> ox.NamedNode:
    return ox.NamedNode(EX + name)


def store(*facts: str) -> Store:
    return Store.in_memory(ox.Quad(*map(node, fact.split())) for fact in facts)


def matched(matcher: Matcher, group: str, solution: Solution, graph: ox.NamedNode | None = None) -> object:
    tree = take_apart(f"PREFIX : <{EX}> SELECT * {{ {group} }}").tree
    assert isinstance(tree, Basic)
    return matcher.witnesses(tree.patterns, solution, graph)


def test_a_solution_that_does_not_hold_has_no_witness() -> None:
    matcher = Matcher(store("a p b"))
    assert matched(matcher, "?x :p ?y", {"x": node("a"), "y": node("c")}) is None
    assert matched(matcher, "?x :p ?y", {"x": node("a"), "y": node("b")}, node("g")) is None
    fact = ox.Triple(node("a"), node("p"), node("b"))
    assert matched(matcher, "?x :p ?y", {"x": node("a"), "y": node("b")}) == {Witness(fact)}


def test_a_solution_of_the_engine_names_its_triples_without_a_look_up() -> None:
    x, y, p = Var("x"), Var("y"), node("p")
    both: Solution = {"x": node("a"), "y": ox.Literal("b")}
    fact = ox.Triple(node("a"), p, ox.Literal("b"))
    assert module.matched([Pattern(x, p, y)], both, None) == frozenset({Witness(fact)})
    assert module.matched([Pattern(x, p, y)], both, node("g")) == frozenset({Witness(fact, node("g"))})
    # These take a look-up.
    assert module.matched([Pattern(x, p, y)], {"x": node("a")}, None) is None
    assert module.matched([Pattern(x, p, ox.Literal("01"))], both, None) is None
    assert module.matched([Pattern(x, Path("*", (Path("", predicate=p),)), y)], both, None) is None
    assert module.matched([Pattern(x, p, y)], both, (node("g"), node("h"))) is None


def test_several_graphs_are_one_and_each_of_them_is_a_witness() -> None:
    fact = ox.Triple(node("a"), node("p"), node("b"))
    matcher = Matcher(Store.in_memory(as_quad(fact, node(graph)) for graph in "ghi"))
    found = matcher.witnesses((Pattern(Var("x"), node("p"), Var("y")),), {"x": node("a")}, (node("g"), node("i")))
    assert found == frozenset({Witness(fact, node("g")), Witness(fact, node("i"))})
    assert matcher.witnesses((Pattern(Var("x"), node("p"), Var("y")),), {"x": node("a")}, ()) is None


def test_a_template_is_unified_with_a_triple() -> None:
    fact = ox.Triple(node("a"), node("p"), node("b"))
    x, y = Var("x"), Var("y")
    assert unify(Pattern(x, node("p"), y), fact) == {"x": node("a"), "y": node("b")}
    assert unify(Pattern(node("a"), y, node("b")), fact) == {"y": node("p")}
    assert unify(Pattern(x, node("q"), y), fact) is None
    assert unify(Pattern(x, node("p"), x), fact) is None
    assert unify(Pattern(x, node("p"), x), ox.Triple(node("a"), node("p"), node("a"))) == {"x": node("a")}


def test_searches_are_taken_up_again_and_not_kept_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_TREES", 2)
    held = store("a p b", "b p c", "c p d", "d p a")
    matcher = Matcher(held)
    for start in "abcdabcd":
        for end in "bacd":
            assert matched(matcher, "?x :p+ ?y", {"x": node(start), "y": node(end)})
            assert len(matcher._trees) <= 2


def test_a_long_way_is_walked_without_recursion() -> None:
    held = Store.in_memory(ox.Quad(node(str(n)), node("p"), node(str(n + 1))) for n in range(3000))
    pattern = Pattern(Var("x"), Path("+", (Path("", predicate=node("p")),)), Var("y"))
    found = Matcher(held).witnesses((pattern,), {"x": node("0"), "y": node("3000")}, None)
    assert found is not None
    assert len(found) == 3000


PATHS = ["q", "^p", "p/q", "p|^q", "!(p|q)", "!p", "p*", "p+", "p?", "(p/q)+", "(p|^q)*", "^(p/q?)", "(p/^p)?", "p/p/q"]
"""Paths; each letter stands for a predicate."""


def written(path: str) -> str:
    return re.sub("[pqr]", lambda letter: f"<{EX}{letter[0]}>", path)


def last(end: object) -> str:
    """Return the letter of a node."""
    assert isinstance(end, ox.NamedNode)
    return end.value[-1]


def random_quads(draw: random.Random) -> list[ox.Quad]:
    """Return facts in two named graphs and in the default graph, some in several."""
    graphs: list[ox.NamedNode | ox.DefaultGraph] = [node("g"), node("h"), ox.DefaultGraph()]
    return [
        ox.Quad(node(draw.choice("abcd")), node(draw.choice("ppqr")), node(draw.choice("abcd")), draw.choice(graphs))
        for _ in range(14)
    ]


def endpoints(held: Store, path: str, graph: ox.NamedNode | tuple[ox.NamedNode, ...] | None) -> set[tuple[str, str]]:
    """Return the pairs of nodes that the engine finds a path between."""
    pattern, dataset = f"?x {written(path)} ?y", ""
    if isinstance(graph, tuple):
        dataset = " ".join(f"FROM {each}" for each in graph)
    elif graph:
        pattern = f"GRAPH {graph} {{ {pattern} }}"
    rows = held.select(f"SELECT DISTINCT ?x ?y {dataset} {{ {pattern} }}")
    return {(last(row["x"]), last(row["y"])) for row in rows}


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("where", [None, node("g"), (node("g"), node("h"))], ids=["default", "one", "two"])
def test_a_path_has_witnesses_exactly_between_the_nodes_that_the_engine_finds(
    path: str, where: ox.NamedNode | tuple[ox.NamedNode, ...] | None
) -> None:
    for seed in range(6):
        quads = random_quads(random.Random(seed))
        held, matcher = Store.in_memory(quads), Matcher(Store.in_memory(quads))
        parts = where if isinstance(where, tuple) else (where or ox.DefaultGraph(),)
        facts = {(quad.triple, quad.graph_name) for quad in quads if quad.graph_name in parts}
        tree = take_apart(f"SELECT * {{ ?x {written(path)} ?y }}").tree
        assert isinstance(tree, Basic)
        found = endpoints(held, path, where)
        there = {last(end) for triple, _ in facts for end in (triple.subject, triple.object)}
        for one, other in itertools.product("abcd", repeat=2):
            solution = {"x": node(one), "y": node(other)}
            witnesses = matcher.witnesses(tree.patterns, solution, where)
            if one == other and one not in there:
                continue  # of what is in no fact, engines may say that it reaches itself
            assert (witnesses is not None) == ((one, other) in found), (seed, one, other)
            if witnesses is None:
                continue
            # Each is a fact of that part of the store, and all together give the two nodes again.
            named = isinstance(where, tuple)
            assert {(w.triple, w.graph or ox.DefaultGraph()) for w in witnesses} <= facts
            used = Store.in_memory(ox.Quad(*w.triple, *([w.graph] if w.graph else [])) for w in witnesses)
            graphs = tuple(dict.fromkeys(w.graph for w in witnesses if w.graph))
            again = endpoints(used, path, graphs if named else where)
            assert (one, other) in again or (one == other and not witnesses)
        for known, other in (("x", "y"), ("y", "x")):
            for letter in "abcd":
                bound = list(matcher._matches(tree.patterns, {known: node(letter)}, where))
                ends = {(last(match["x"]), last(match["y"])) for match, _ in bound}
                if letter in there:
                    assert ends == {pair for pair in found if pair[known == "y"] == letter}, (
                        seed,
                        known,
                        letter,
                        other,
                    )
        every = {(last(match["x"]), last(match["y"])) for match, _ in matcher._matches(tree.patterns, {}, where)}
        assert every == found


def test_of_several_shortest_ways_the_same_is_cited_whatever_order_the_store_has() -> None:
    facts = ["a p b", "a p c", "a p d", "b p e", "c p e", "d p e"]
    cited = set()
    draw = random.Random(1)
    for _ in range(24):
        matcher = Matcher(store(*draw.sample(facts, 6)))
        cited.add(frozenset(matched(matcher, "?x :p+ ?y", {"x": node("a"), "y": node("e")})))  # type: ignore[call-overload]
    assert cited == {
        frozenset(
            Witness(ox.Triple(node(one), node("p"), node(other)), None) for one, other in (("a", "b"), ("b", "e"))
        )
    }


def test_the_pattern_with_the_fewest_unknowns_is_matched_first(monkeypatch: pytest.MonkeyPatch) -> None:
    held = store(*(f"n{n} p m{n}" for n in range(50)), "a q n7")
    asked = 0
    quads = Store.quads

    def counted(self: Store, *pattern: Any) -> Iterator[ox.Quad]:
        nonlocal asked
        for quad in quads(self, *pattern):
            asked += 1
            yield quad

    monkeypatch.setattr(Store, "quads", counted)
    assert matched(Matcher(held), "?v :p ?w . ?x :q ?v", {"x": node("a")})
    assert asked == 2
