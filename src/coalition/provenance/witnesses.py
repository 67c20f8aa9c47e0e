"""The witness triples of a solution: what stands in the store so that the solution holds."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import TypeVar

import pyoxigraph as ox

from coalition.provenance.algebra import (
    CONDITION,
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
    certain,
)
from coalition.provenance.rewriting import BOUND, RewrittenQuery
from coalition.rdf.store import Store

Item = TypeVar("Item")
Row = tuple[Term | None, ...]
Solution = Mapping[str, Term]
Graph = ox.NamedNode | ox.DefaultGraph


@dataclass(frozen=True, slots=True)
class Witness:
    """A triple that a solution needs; `graph` where the query asked for it in a named graph."""

    triple: ox.Triple
    graph: ox.NamedNode | None = None


Found = tuple[frozenset[Witness], frozenset[str]]
"""Witnesses, and notes on what a solution rests on besides."""

Used = frozenset[ox.Triple]
"""The triples of one way to fill in a pattern."""

Way = tuple[Term, Term, Used]
"""The two ends of a path, and the triples between them."""

UNTRACED = "cannot say: the triples behind this row were not found again"
UNTOLD: Found = (frozenset(), frozenset({CONDITION}))

BATCH = 1000
"""So many rows are traced with one query."""

MAX_TREES = 100
"""So many searches along repeated paths are kept to be taken up again."""


@dataclass(slots=True)
class _Tree:
    """A search along a repeated path from one node, breadth first, as far as it was asked for."""

    root: Term
    front: deque[Term]
    steps: dict[Term, tuple[Term, Used]] = field(default_factory=dict)

    def way(self, end: Term) -> Used:
        """The triples of a shortest way from the root to `end`, which was reached."""
        used: set[ox.Triple] = set()
        while True:
            end, step = self.steps[end]
            used |= step
            if end == self.root:
                return frozenset(used)


@dataclass(slots=True)
class WitnessFinder:
    """Finds the witnesses of solutions in a store."""

    store: Store
    _trees: dict[tuple[Path, Term, Graph], _Tree] = field(default_factory=dict)

    def solved(
        self,
        rewritten: RewrittenQuery,
        tree: Node,
        names: Sequence[str],
        wanted: Sequence[Row],
        given: Mapping[str, Term] | None = None,
    ) -> dict[Row, tuple[set[Witness], set[str]]]:
        """The witnesses, and notes, of all solutions with each of the `wanted` values of `names`.

        A row without a solution is left out; `given` are the values of the parameters of the query.
        """
        held: dict[Row, tuple[set[Witness], set[str]]] = {}
        asked = set(wanted)
        doubtful = [name for name in names if name not in certain(tree)]
        known = {name: term for name, term in (given or {}).items() if name in rewritten.variables()}
        answer = self.store.select(rewritten.solutions(names, wanted, doubtful), known, name="evidence")
        variables = [variable.value for variable in answer.variables]
        for row in answer:
            solution = {name: term for name, term in zip(variables, row, strict=True) if term is not None}
            for name in doubtful:
                if solution[BOUND + name] != ox.Literal(True):
                    solution.pop(name, None)
            key = tuple(solution.get(name) for name in names)
            if key in asked:
                witnesses, notes = held.setdefault(key, (set(), set()))
                found = self.witnesses(tree, solution) or (frozenset(), frozenset({UNTRACED}))
                witnesses |= found[0]
                notes |= found[1]
        return held

    def witnesses(self, node: Node, solution: Solution, graph: Graph | None = None) -> Found | None:
        """The witnesses of `solution` for the pattern `node`; None where the pattern does not hold for it."""
        graph = graph or ox.DefaultGraph()
        match node:
            case Basic(patterns):
                named = graph if isinstance(graph, ox.NamedNode) else None
                ways = [used for _, used in self._matches(patterns, dict(solution), graph)]
                triples = {triple for used in ways for triple in used}
                return (frozenset(Witness(triple, named) for triple in triples), frozenset()) if ways else None
            case Join(left, right):
                return _both(self.witnesses(left, solution, graph), self.witnesses(right, solution, graph))
            case Optional(left, right):
                first = self.witnesses(left, solution, graph)
                return _both(first, self.witnesses(right, solution, graph)) if _taken(right, solution) else first
            case Union(left, right):
                branches = [self.witnesses(part, solution, graph) for part in (left, right)]
                held = [branch for branch in branches if branch is not None]
                return _all(held) if held else None
            case Marked(_, inner):
                return self.witnesses(inner, solution, graph) if _taken(node, solution) else None
            case Scoped(name, inner):
                scope = solution.get(name.name) if isinstance(name, Var) else name
                return self.witnesses(inner, solution, scope) if isinstance(scope, ox.NamedNode) else None
            case Filtered(inner, needs, notes):
                found = self.witnesses(inner, solution, graph)
                needed = [self.witnesses(need, solution, graph) or UNTOLD for need in needs] if found else []
                return _both(found, _all([*needed, (frozenset(), frozenset(notes))]))
            case Opaque(note):
                return frozenset(), frozenset({note} if note else ())

    def _matches(
        self, patterns: Sequence[Pattern], solution: dict[str, Term], graph: Graph
    ) -> Iterator[tuple[dict[str, Term], Used]]:
        """Each way of filling in `patterns`: what it binds, and the triples that it uses.

        The solution fills in nearly everything; what it does not (the blank nodes of a query, the nodes on a path,
        the variables of an EXISTS) is searched for, the pattern with the fewest gaps first.
        """
        if not patterns:
            yield solution, frozenset()
            return
        first = min(patterns, key=lambda pattern: _gaps(pattern, solution))
        rest = [pattern for pattern in patterns if pattern is not first]
        for values, used in self._match(first, solution, graph):
            bound = _bound(first, values, solution)
            for whole, more in self._matches(rest, bound, graph) if bound is not None else ():
                yield whole, used | more

    def _match(
        self, pattern: Pattern, solution: Solution, graph: Graph
    ) -> Iterator[tuple[tuple[Term | None, ...], Used]]:
        subject, obj = _value(pattern.subject, solution), _value(pattern.object, solution)
        if isinstance(pattern.predicate, Path):
            for start, end, used in self._ways(pattern.predicate, subject, obj, graph):
                yield (start, None, end), used
            return
        verb = _value(pattern.predicate, solution)
        if isinstance(verb, ox.NamedNode | None):
            for quad in self.store.quads(subject, verb, obj, graph):
                yield (quad.subject, quad.predicate, quad.object), frozenset({quad.triple})

    def _ways(self, path: Path, start: Term | None, end: Term | None, graph: Graph) -> Iterator[Way]:
        """Each way along `path`; of a repeated path, a shortest one between any two nodes."""
        match path.kind:
            case "" | "!":
                barred = {part.predicate for part in path.parts}
                for quad in self.store.quads(start, path.predicate, end, graph):
                    if quad.predicate not in barred:
                        yield start or quad.subject, end or quad.object, frozenset({quad.triple})
            case "^":
                for last, first, used in self._ways(path.parts[0], end, start, graph):
                    yield first, last, used
            case "|":
                yield from chain.from_iterable(self._ways(part, start, end, graph) for part in path.parts)
            case "/":
                nodes = [Var(str(number)) for number in range(len(path.parts) + 1)]
                ends = ((nodes[0].name, start), (nodes[-1].name, end))
                known = {name: term for name, term in ends if term is not None}
                patterns = [Pattern(*part) for part in zip(nodes, path.parts, nodes[1:], strict=False)]
                for found, used in self._matches(patterns, known, graph):
                    yield found[nodes[0].name], found[nodes[-1].name], used
            case _ if end is not None and (start is None or isinstance(end, ox.Literal)):
                back = Path(path.kind, (Path("^", path.parts),))
                for last, first, used in self._repeated(back, end, start, graph):
                    yield first, last, used
            case _:
                for root in [start] if start is not None else sorted(self._nodes(graph), key=str):
                    yield from self._repeated(path, root, end, graph)

    def _repeated(self, path: Path, root: Term, end: Term | None, graph: Graph) -> Iterator[Way]:
        """The ways of `*`, `+` and `?` from one node: to itself over no triple, to any other by a shortest way."""
        if path.kind != "+":
            if end in (None, root):
                yield root, root, frozenset()
            if end == root:
                return
        key = (path, root, graph)
        if key not in self._trees:
            if len(self._trees) >= MAX_TREES:
                self._trees.clear()
            self._trees[key] = _Tree(root, deque([root]))
        tree = self._trees[key]
        while tree.front and (end is None or end not in tree.steps):
            self._grow(tree, path, graph)
        for node in list(tree.steps) if end is None else [end] if end in tree.steps else []:
            if path.kind == "+" or node != root:
                yield root, node, tree.way(node)

    def _grow(self, tree: _Tree, path: Path, graph: Graph) -> None:
        """Take the search one node further."""
        node = tree.front.popleft()
        steps: dict[Term, Used] = {}
        for _, end, used in self._ways(path.parts[0], node, None, graph):
            steps[end] = steps.get(end, frozenset()) | used
        for end in sorted(steps, key=str):
            if end not in tree.steps:
                tree.steps[end] = node, steps[end]
                if path.kind != "?":
                    tree.front.append(end)

    def _nodes(self, graph: Graph) -> set[Term]:
        return {node for quad in self.store.quads(None, None, None, graph) for node in (quad.subject, quad.object)}


def unify(pattern: Pattern, triple: ox.Triple) -> dict[str, Term] | None:
    """The bindings under which `pattern` (of a rule's template) is `triple`; None where there are none."""
    slots = (pattern.subject, pattern.predicate, pattern.object)
    if any(slot != node for slot, node in zip(slots, triple, strict=True) if not isinstance(slot, Var)):
        return None
    return _bound(pattern, tuple(triple), {})


def batches(rows: Sequence[Item]) -> Iterator[Sequence[Item]]:
    """The rows, so many at a time."""
    for first in range(0, len(rows), BATCH):
        yield rows[first : first + BATCH]


def _taken(node: Node, solution: Solution) -> bool:
    """Whether the branch of a UNION, or the OPTIONAL, gave the solution."""
    match node:
        case Marked(mark):
            return mark in solution
        case Filtered(inner):
            return _taken(inner, solution)
        case _:
            return True


def _gaps(pattern: Pattern, solution: Solution) -> tuple[int, bool]:
    """How much of a pattern is to be searched for; a path costs more than a triple."""
    slots = (pattern.subject, pattern.predicate, pattern.object)
    gaps = sum(1 for slot in slots if isinstance(slot, Var) and slot.name not in solution)
    return gaps, isinstance(pattern.predicate, Path)


def _bound(pattern: Pattern, values: tuple[Term | None, ...], solution: Solution) -> dict[str, Term] | None:
    """The solution with what a pattern's variables were filled in with; None where they contradict one another."""
    bound = dict(solution)
    for slot, value in zip((pattern.subject, pattern.predicate, pattern.object), values, strict=True):
        if isinstance(slot, Var) and value is not None and bound.setdefault(slot.name, value) != value:
            return None
    return bound


def _value(slot: Slot | Path, solution: Solution) -> Term | None:
    if isinstance(slot, Var):
        return solution.get(slot.name)
    return None if isinstance(slot, Path) else slot


def _both(left: Found | None, right: Found | None) -> Found | None:
    return None if left is None or right is None else (left[0] | right[0], left[1] | right[1])


def _all(found: list[Found]) -> Found:
    return frozenset().union(*(f[0] for f in found)), frozenset().union(*(f[1] for f in found))
