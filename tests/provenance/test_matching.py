"""Test how triple patterns and paths are matched to a solution, on small stores."""

from __future__ import annotations

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
