"""The witness triples of a solution: what stands in the store so that the solution holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from coalition.algebra import (
    Basic,
    Filtered,
    Join,
    Marked,
    Node,
    Opaque,
    Optional,
    Path,
    Pattern,
    Scoped,
    Slot,
    Term,
    Union,
    Var,
)
from coalition.store import Store

Solution = Mapping[str, Term]
Graph = ox.NamedNode | ox.DefaultGraph


@dataclass(frozen=True, slots=True)
class Witness:
    """A triple that a solution needs; `graph` where the query asked for it in a named graph."""

    triple: ox.Triple
    graph: ox.NamedNode | None = None


Found = tuple[frozenset[Witness], frozenset[str]]
"""Witnesses, and notes on what a solution rests on besides."""

NOTHING: Found = (frozenset(), frozenset())


def witnesses(store: Store, node: Node, solution: Solution, graph: Graph | None = None) -> Found | None:
    """The witnesses of `solution` for the pattern `node`; None where the pattern does not hold for it."""
    graph = graph or ox.DefaultGraph()
    match node:
        case Basic(patterns):
            found = [_basic(used, graph) for used in matches(store, list(patterns), dict(solution), graph)]
            return _all(found) if found else None
        case Join(left, right):
            return _both(witnesses(store, left, solution, graph), witnesses(store, right, solution, graph))
        case Optional(left, right):
            first = witnesses(store, left, solution, graph)
            return _both(first, witnesses(store, right, solution, graph) or NOTHING)
        case Union(left, right):
            branches = [witnesses(store, part, solution, graph) for part in (left, right)]
            held = [branch for branch in branches if branch is not None]
            return _all(held) if held else None
        case Marked(mark, inner):
            return witnesses(store, inner, solution, graph) if mark in solution else None
        case Scoped(name, inner):
            scope = solution.get(name.name) if isinstance(name, Var) else name
            return witnesses(store, inner, solution, scope) if isinstance(scope, ox.NamedNode) else None
        case Filtered(inner, needs, notes):
            found_inner = witnesses(store, inner, solution, graph)
            for need in needs:
                found_inner = _both(found_inner, witnesses(store, need, solution, graph) or NOTHING)
            return _both(found_inner, (frozenset(), frozenset(notes)))
        case Opaque(note):
            return frozenset(), frozenset({note} if note else ())


def matches(
    store: Store, patterns: list[Pattern], solution: dict[str, Term], graph: Graph
) -> Iterator[frozenset[ox.Triple]]:
    """The triples that each way of filling in `patterns` uses.

    The solution fills in nearly everything; what it does not (the blank nodes of a query, the variables
    of an EXISTS) is searched for, the pattern with the fewest gaps first.
    """
    if not patterns:
        yield frozenset()
        return
    patterns = sorted(patterns, key=lambda p: sum(1 for slot in _slots(p) if _value(slot, solution) is None))
    first, rest = patterns[0], patterns[1:]
    for bindings, used in _match(store, first, solution, graph):
        for more in matches(store, rest, {**solution, **bindings}, graph):
            yield used | more


def _match(
    store: Store, pattern: Pattern, solution: dict[str, Term], graph: Graph
) -> Iterator[tuple[dict[str, Term], frozenset[ox.Triple]]]:
    subject, obj = _value(pattern.subject, solution), _value(pattern.object, solution)
    if isinstance(pattern.predicate, Path):
        for start in [subject] if subject is not None else sorted(_nodes(store, graph), key=str):
            for end, used in walk(store, pattern.predicate, start, graph):
                if obj is None or end == obj:
                    yield _bound(pattern, (start, None, end)), used
        return
    verb = _value(pattern.predicate, solution)
    if not isinstance(verb, ox.NamedNode | None):
        return
    for quad in store.quads(subject, verb, obj, graph):
        bindings = _bound(pattern, (quad.subject, quad.predicate, quad.object))
        if all(bindings[name] == value for name, value in solution.items() if name in bindings):
            yield bindings, frozenset({quad.triple})


def walk(store: Store, path: Path, start: Term, graph: Graph) -> Iterator[tuple[Term, frozenset[ox.Triple]]]:
    """Each node that `path` leads to from `start`, once, with the triples of a shortest way there."""
    seen: set[Term] = set()
    for end, used in _steps(store, path, start, graph, forward=True):
        if end not in seen:
            seen.add(end)
            yield end, used


def _steps(
    store: Store, path: Path, start: Term, graph: Graph, *, forward: bool
) -> Iterator[tuple[Term, frozenset[ox.Triple]]]:
    match path.kind:
        case "" | "!":
            yield from _one_step(store, path, start, graph, forward=forward)
        case "^":
            yield from _steps(store, path.parts[0], start, graph, forward=not forward)
        case "|":
            for part in path.parts:
                yield from _steps(store, part, start, graph, forward=forward)
        case "/":
            first, *rest = path.parts if forward else path.parts[::-1]
            if not rest:
                yield from _steps(store, first, start, graph, forward=forward)
                return
            remaining = Path("/", tuple(rest if forward else rest[::-1]))
            for middle, used in _steps(store, first, start, graph, forward=forward):
                for end, more in _steps(store, remaining, middle, graph, forward=forward):
                    yield end, used | more
        case _:
            yield from _repeated(store, path, start, graph, forward=forward)


def _one_step(
    store: Store, path: Path, start: Term, graph: Graph, *, forward: bool
) -> Iterator[tuple[Term, frozenset[ox.Triple]]]:
    if path.kind == "!":
        barred = {part.predicate for part in path.parts if not part.kind}
        barred_back = {part.parts[0].predicate for part in path.parts if part.kind == "^"}
        if barred or not barred_back:
            yield from _edges(store, start, None, graph, barred, forward=forward)
        if barred_back:
            yield from _edges(store, start, None, graph, barred_back, forward=not forward)
        return
    yield from _edges(store, start, path.predicate, graph, set(), forward=forward)


def _edges(
    store: Store,
    start: Term,
    predicate: ox.NamedNode | None,
    graph: Graph,
    barred: set[ox.NamedNode | None],
    *,
    forward: bool,
) -> Iterator[tuple[Term, frozenset[ox.Triple]]]:
    quads = store.quads(start, predicate, None, graph) if forward else store.quads(None, predicate, start, graph)
    for quad in sorted(quads, key=str):
        if quad.predicate not in barred:
            yield (quad.object if forward else quad.subject), frozenset({quad.triple})


def _repeated(
    store: Store, path: Path, start: Term, graph: Graph, *, forward: bool
) -> Iterator[tuple[Term, frozenset[ox.Triple]]]:
    """The ways of `*`, `+` and `?`, breadth first, so that the first way to a node is a shortest one."""
    if path.kind in "*?":
        yield start, frozenset()
    seen: set[Term] = set()
    front: list[tuple[Term, frozenset[ox.Triple]]] = [(start, frozenset())]
    while front:
        following = []
        for node, used in front:
            for end, more in _steps(store, path.parts[0], node, graph, forward=forward):
                if end not in seen:
                    seen.add(end)
                    following.append((end, used | more))
                    yield end, used | more
        front = [] if path.kind == "?" else following


def _nodes(store: Store, graph: Graph) -> set[Term]:
    return {node for quad in store.quads(None, None, None, graph) for node in (quad.subject, quad.object)}


def _value(slot: Slot | Path, solution: Solution) -> Term | None:
    if isinstance(slot, Var):
        return solution.get(slot.name)
    return None if isinstance(slot, Path) else slot


def _slots(pattern: Pattern) -> tuple[Slot | Path, ...]:
    return pattern.subject, pattern.predicate, pattern.object


def _bound(pattern: Pattern, values: tuple[Term | None, ...]) -> dict[str, Term]:
    pairs = zip(_slots(pattern), values, strict=True)
    return {slot.name: value for slot, value in pairs if isinstance(slot, Var) and value is not None}


def _basic(triples: frozenset[ox.Triple], graph: Graph) -> Found:
    named = graph if isinstance(graph, ox.NamedNode) else None
    return frozenset(Witness(triple, named) for triple in triples), frozenset()


def _both(left: Found | None, right: Found | None) -> Found | None:
    return None if left is None or right is None else (left[0] | right[0], left[1] | right[1])


def _all(found: list[Found]) -> Found:
    return frozenset().union(*(f[0] for f in found)), frozenset().union(*(f[1] for f in found))
