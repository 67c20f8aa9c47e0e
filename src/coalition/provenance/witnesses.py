"""Find the witness triples of a solution: the triples in the store that make it hold."""

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
    """Name a triple that a solution needs, and the named graph where the query asked for one."""

    triple: ox.Triple
    graph: ox.NamedNode | None = None


Traced = tuple[frozenset[Witness], frozenset[str]]
"""The witnesses of a solution, and notes on what else it rests on."""

Used = frozenset[ox.Triple]
"""The triples that one match of a pattern uses."""

PathMatch = tuple[Term, Term, Used]
"""The two ends of a path, and the triples between them."""

UNTRACED = "cannot say which triples this row rests on: they were not found again"
UNTRACED_CONDITION: Traced = (frozenset(), frozenset({CONDITION}))

BATCH = 1000
"""How many rows are traced with one query: it bounds the length of the query and the solutions held in memory."""

MAX_TREES = 100
"""How many searches along repeated paths are kept, to be continued for other rows; then all are dropped."""


@dataclass(slots=True)
class _Tree:
    """Search along a repeated path from the node `root`, breadth first, as far as it is asked for.

    `front` holds the nodes to continue from, `steps` the previous node and the triples for each node reached.
    """

    root: Term
    front: deque[Term]
    steps: dict[Term, tuple[Term, Used]] = field(default_factory=dict)

    def shortest(self, end: Term) -> Used:
        """Return the triples of a shortest path from the root to `end`, which has been reached."""
        used: set[ox.Triple] = set()
        while True:
            end, step = self.steps[end]
            used |= step
            if end == self.root:
                return frozenset(used)


@dataclass(slots=True)
class WitnessFinder:
    """Find the witnesses of solutions in a store."""

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
        """Return the witnesses and notes of all solutions behind each row of `wanted`.

        Parameters
        ----------
        tree:
            The parsed pattern of the query `rewritten`.
        names, wanted:
            The columns that identify a row, and the rows, as the values of those columns.
        given:
            The values of the query's parameters.

        A row without a solution is left out.
        """
        traced: dict[Row, tuple[set[Witness], set[str]]] = {}
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
                witnesses, notes = traced.setdefault(key, (set(), set()))
                more_witnesses, more_notes = self.witnesses(tree, solution) or (frozenset(), frozenset({UNTRACED}))
                witnesses |= more_witnesses
                notes |= more_notes
        return traced

    def witnesses(self, node: Node, solution: Solution, graph: Graph | None = None) -> Traced | None:
        """Return the witnesses and notes of `solution` for the pattern `node` in `graph`.

        Return None where the pattern does not match the solution.
        """
        graph = graph or ox.DefaultGraph()
        match node:
            case Basic(patterns):
                named = graph if isinstance(graph, ox.NamedNode) else None
                matches = [used for _, used in self._matches(patterns, dict(solution), graph)]
                triples = {triple for used in matches for triple in used}
                return (frozenset(Witness(triple, named) for triple in triples), frozenset()) if matches else None
            case Join(left, right):
                return _both(self.witnesses(left, solution, graph), self.witnesses(right, solution, graph))
            case Optional(left, right):
                first = self.witnesses(left, solution, graph)
                return _both(first, self.witnesses(right, solution, graph)) if _was_used(right, solution) else first
            case Union(left, right):
                branches = [self.witnesses(part, solution, graph) for part in (left, right)]
                matching = [branch for branch in branches if branch is not None]
                return _all(matching) if matching else None
            case Marked(_, inner):
                return self.witnesses(inner, solution, graph) if _was_used(node, solution) else None
            case Scoped(name, inner):
                scope = solution.get(name.name) if isinstance(name, Var) else name
                return self.witnesses(inner, solution, scope) if isinstance(scope, ox.NamedNode) else None
            case Filtered(inner, needs, notes):
                traced = self.witnesses(inner, solution, graph)
                needed = (
                    [self.witnesses(need, solution, graph) or UNTRACED_CONDITION for need in needs] if traced else []
                )
                return _both(traced, _all([*needed, (frozenset(), frozenset(notes))]))
            case Opaque(note):
                return frozenset(), frozenset({note} if note else ())

    def _matches(
        self, patterns: Sequence[Pattern], solution: dict[str, Term], graph: Graph
    ) -> Iterator[tuple[dict[str, Term], Used]]:
        """Yield each match of `patterns`: the solution with what the match binds, and the triples that it uses.

        The solution gives a value to nearly every variable. The rest (the blank nodes of a query, the nodes on a path,
        the variables of an EXISTS) is searched for, starting with the pattern that has the fewest unknowns.
        """
        if not patterns:
            yield solution, frozenset()
            return
        first = min(patterns, key=lambda pattern: _unknowns(pattern, solution))
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
            for start, end, used in self._path_matches(pattern.predicate, subject, obj, graph):
                yield (start, None, end), used
            return
        predicate = _value(pattern.predicate, solution)
        if isinstance(predicate, ox.NamedNode | None):
            for quad in self.store.quads(subject, predicate, obj, graph):
                yield (quad.subject, quad.predicate, quad.object), frozenset({quad.triple})

    def _path_matches(self, path: Path, start: Term | None, end: Term | None, graph: Graph) -> Iterator[PathMatch]:
        """Yield each match of `path`; of a repeated path, one shortest match for any two nodes."""
        match path.kind:
            case "" | "!":
                excluded = {part.predicate for part in path.parts}
                for quad in self.store.quads(start, path.predicate, end, graph):
                    if quad.predicate not in excluded:
                        yield start or quad.subject, end or quad.object, frozenset({quad.triple})
            case "^":
                for last, first, used in self._path_matches(path.parts[0], end, start, graph):
                    yield first, last, used
            case "|":
                yield from chain.from_iterable(self._path_matches(part, start, end, graph) for part in path.parts)
            case "/":  # a chain of patterns whose variables are the nodes on the path
                nodes = [Var(str(number)) for number in range(len(path.parts) + 1)]
                ends = ((nodes[0].name, start), (nodes[-1].name, end))
                known = {name: term for name, term in ends if term is not None}
                patterns = [Pattern(*part) for part in zip(nodes, path.parts, nodes[1:], strict=False)]
                for bound, used in self._matches(patterns, known, graph):
                    yield bound[nodes[0].name], bound[nodes[-1].name], used
            case _ if end is not None and (start is None or isinstance(end, ox.Literal)):
                # Search backwards from the known end. From a literal always: the query may write 01 where the store
                # holds 1, and only a look-up in the store takes one for the other.
                back = Path(path.kind, (Path("^", path.parts),))
                for last, first, used in self._repeated(back, end, start, graph):
                    yield first, last, used
            case _:
                for root in [start] if start is not None else sorted(self._nodes(graph), key=str):
                    yield from self._repeated(path, root, end, graph)

    def _repeated(self, path: Path, root: Term, end: Term | None, graph: Graph) -> Iterator[PathMatch]:
        """Yield the matches of a path with `*`, `+` or `?` that begin at `root`.

        `*` and `?` reach `root` itself over no triple; any other node is reached by a shortest path.
        """
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
                yield root, node, tree.shortest(node)

    def _grow(self, tree: _Tree, path: Path, graph: Graph) -> None:
        """Continue the search from the next node of the front."""
        node = tree.front.popleft()
        steps: dict[Term, Used] = {}
        for _, end, used in self._path_matches(path.parts[0], node, None, graph):
            steps[end] = steps.get(end, frozenset()) | used
        for end in sorted(steps, key=str):  # the store's order is not fixed, and the same query must cite the same
            if end not in tree.steps:
                tree.steps[end] = node, steps[end]
                if path.kind != "?":
                    tree.front.append(end)

    def _nodes(self, graph: Graph) -> set[Term]:
        return {node for quad in self.store.quads(None, None, None, graph) for node in (quad.subject, quad.object)}


def unify(pattern: Pattern, triple: ox.Triple) -> dict[str, Term] | None:
    """Return the bindings that make `pattern`, of a rule's template, equal to `triple`; None where none do."""
    slots = (pattern.subject, pattern.predicate, pattern.object)
    if any(slot != node for slot, node in zip(slots, triple, strict=True) if not isinstance(slot, Var)):
        return None
    return _bound(pattern, tuple(triple), {})


def batches(rows: Sequence[Item]) -> Iterator[Sequence[Item]]:
    """Yield `rows` in batches of `BATCH`."""
    for first in range(0, len(rows), BATCH):
        yield rows[first : first + BATCH]


def _was_used(node: Node, solution: Solution) -> bool:
    """Tell whether a branch of UNION or OPTIONAL gave the solution; a node without a mark always did."""
    match node:
        case Marked(mark):
            return mark in solution
        case Filtered(inner):
            return _was_used(inner, solution)
        case _:
            return True


def _unknowns(pattern: Pattern, solution: Solution) -> tuple[int, bool]:
    """Return the sort key of a pattern by cost: its unknown variables, then whether it has a path."""
    slots = (pattern.subject, pattern.predicate, pattern.object)
    unknown = sum(1 for slot in slots if isinstance(slot, Var) and slot.name not in solution)
    return unknown, isinstance(pattern.predicate, Path)


def _bound(pattern: Pattern, values: tuple[Term | None, ...], solution: Solution) -> dict[str, Term] | None:
    """Return the solution with the values of a pattern's variables; None where two values differ."""
    bound = dict(solution)
    for slot, value in zip((pattern.subject, pattern.predicate, pattern.object), values, strict=True):
        if isinstance(slot, Var) and value is not None and bound.setdefault(slot.name, value) != value:
            return None
    return bound


def _value(slot: Slot | Path, solution: Solution) -> Term | None:
    if isinstance(slot, Var):
        return solution.get(slot.name)
    return None if isinstance(slot, Path) else slot


def _both(left: Traced | None, right: Traced | None) -> Traced | None:
    return None if left is None or right is None else (left[0] | right[0], left[1] | right[1])


def _all(parts: list[Traced]) -> Traced:
    return frozenset().union(*(part[0] for part in parts)), frozenset().union(*(part[1] for part in parts))
