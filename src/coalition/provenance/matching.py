"""Match triple patterns and paths to a solution, and say which triples they use: its witnesses."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

import pyoxigraph as ox

from coalition.provenance.algebra import Dataset, Path, Pattern, Slot, Term, Var
from coalition.rdf.store import Store

Solution = Mapping[str, Term]
Graph = ox.NamedNode | Dataset
"""The named graph, or the default graph, in which a pattern is matched."""


@dataclass(frozen=True, slots=True)
class Witness:
    """Name a triple that a solution needs, and the named graph where the query asked for one."""

    triple: ox.Triple
    graph: ox.NamedNode | None = None


Used = frozenset[ox.Triple]
"""The triples that one match of a pattern uses."""

PathMatch = tuple[Term, Term, Used]
"""The two ends of a path, and the triples between them."""

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
class Matcher:
    """Match triple patterns in a store."""

    store: Store
    _trees: dict[tuple[Path, Term, Graph], _Tree] = field(default_factory=dict)

    def _quads(
        self, subject: Term | None, predicate: ox.NamedNode | None, obj: Term | None, graph: Graph
    ) -> Iterable[ox.Quad]:
        """Return the quads of one named graph, of several, or of the default graph that match a pattern."""
        if not isinstance(graph, tuple):
            return self.store.quads(subject, predicate, obj, graph or ox.DefaultGraph())
        return chain.from_iterable(self.store.quads(subject, predicate, obj, part) for part in graph)

    def witnesses(self, patterns: Sequence[Pattern], solution: Solution, graph: Graph) -> frozenset[Witness] | None:
        """Return the witnesses of a solution for triple patterns that must all match."""
        matches = [used for _, used in self._matches(patterns, dict(solution), graph)]
        triples = {triple for used in matches for triple in used}
        if not matches:
            return None
        if isinstance(graph, tuple):
            return frozenset(Witness(t, part) for t in triples for part in graph if _holds(self.store, t, part))
        return frozenset(Witness(triple, graph) for triple in triples)

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
        subject, obj = value_of(pattern.subject, solution), value_of(pattern.object, solution)
        if isinstance(pattern.predicate, Path):
            for start, end, used in self._path_matches(pattern.predicate, subject, obj, graph):
                yield (start, None, end), used
            return
        predicate = value_of(pattern.predicate, solution)
        if isinstance(predicate, ox.NamedNode | None):
            for quad in self._quads(subject, predicate, obj, graph):
                yield (quad.subject, quad.predicate, quad.object), frozenset({quad.triple})

    def _path_matches(self, path: Path, start: Term | None, end: Term | None, graph: Graph) -> Iterator[PathMatch]:
        """Yield each match of `path`; of a repeated path, one shortest match for any two nodes."""
        match path.kind:
            case "" | "!":
                excluded = {part.predicate for part in path.parts}
                for quad in self._quads(start, path.predicate, end, graph):
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
        return {node for quad in self._quads(None, None, None, graph) for node in (quad.subject, quad.object)}


def matched(patterns: Sequence[Pattern], solution: Solution, graph: Graph) -> frozenset[Witness] | None:
    """Return the witnesses of a solution in which the patterns match, without a look-up; None where it takes one.

    It takes one for what the solution does not name, for paths, for several graphs, and for literals of the query,
    which may be written otherwise than in the store.
    """
    if isinstance(graph, tuple):
        return None
    triples = set()
    for pattern in patterns:
        slots = (pattern.subject, pattern.predicate, pattern.object)
        subject, predicate, obj = (value_of(slot, solution) for slot in slots)
        if isinstance(pattern.object, ox.Literal) or not isinstance(predicate, ox.NamedNode) or obj is None:
            return None
        if not isinstance(subject, ox.NamedNode | ox.BlankNode):
            return None
        triples.add(ox.Triple(subject, predicate, obj))
    return frozenset(Witness(triple, graph or None) for triple in triples)


def _holds(store: Store, triple: ox.Triple, graph: ox.NamedNode) -> bool:
    return any(store.quads(triple.subject, triple.predicate, triple.object, graph))


def unify(pattern: Pattern, triple: ox.Triple) -> dict[str, Term] | None:
    """Return the bindings that make `pattern`, of a rule's template, equal to `triple`; None where none do."""
    slots = (pattern.subject, pattern.predicate, pattern.object)
    if any(slot != node for slot, node in zip(slots, triple, strict=True) if not isinstance(slot, Var)):
        return None
    return _bound(pattern, tuple(triple), {})


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


def value_of(slot: Slot | Path, solution: Solution) -> Term | None:
    """Return the value that a solution gives to a slot of a pattern; None where it gives none."""
    if isinstance(slot, Var):
        return solution.get(slot.name)
    return None if isinstance(slot, Path) else slot
