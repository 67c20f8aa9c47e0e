"""Find the witnesses of the rows of a query: the triples of the store that make the solutions behind them hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from typing import TypeVar

import pyoxigraph as ox

from coalition.provenance.algebra import (
    ABSENT,
    Basic,
    Exists,
    Extended,
    Filtered,
    Join,
    Marked,
    Node,
    Optional,
    Scoped,
    Subquery,
    Term,
    Union,
    Values,
    Var,
    certain,
    scoped_optionals,
)
from coalition.provenance.matching import Graph, Matcher, Solution, Witness, matched, value_of
from coalition.provenance.parsing import Parsed, take_apart
from coalition.provenance.rewriting import BOUND, OWN, ROW, UntraceableError
from coalition.rdf.store import Rows, Store, as_quad

Item = TypeVar("Item")
Row = tuple[Term | None, ...]


Traced = tuple[frozenset[Witness], frozenset[str]]
"""The witnesses of a solution, and notes on what else it rests on."""

Found = tuple[set[Witness], set[str]]
"""The same, of a row, while it is gathered."""

# Reports print these notes after "also rests on", unless they begin with "cannot".
CONDITION = "an EXISTS in HAVING or beside a count, which is not traced"
UNREPEATED = "a value that the query computes anew each time; rows that are equal but for it share their evidence"
PARTIAL = "more than these facts, which alone do not give this row: what else the graph holds or lacks decides, too"
UNTRACED = "cannot say which triples this row rests on: they were not found again"
NOTHING: frozenset[str] = frozenset()
UNFOUND: Traced = (frozenset(), frozenset({UNTRACED}))

BATCH = 1000
"""How many rows are traced with one query: it bounds the length of the query and the solutions held in memory."""


@dataclass(slots=True)
class WitnessFinder:
    """Find the witnesses of solutions in a store."""

    store: Store
    matcher: Matcher = field(init=False)
    _parsed: dict[str, Parsed] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.matcher = Matcher(self.store)

    def parsed(self, text: str) -> Parsed:
        """Take a query apart, or return its parts where that was done before.

        Raises
        ------
        UntraceableError
            With the reason, when the rows cannot be traced back to solutions.
        """
        if text not in self._parsed:
            self._parsed[text] = take_apart(text)
        return self._parsed[text]

    def solved(
        self,
        query: Parsed,
        names: Sequence[str],
        wanted: Sequence[Row],
        given: Mapping[str, Term] | None = None,
        scope: ox.NamedNode | None = None,
    ) -> dict[Row, Found]:
        """Return the witnesses and notes of all solutions behind each row of `wanted`.

        Parameters
        ----------
        names, wanted:
            The variables that identify a row, and the rows, as the values of those variables.
        given:
            The values of the query's parameters.
        scope:
            The named graph that the query is asked of, as a subquery in a GRAPH is.

        A row without a solution is left out.
        """
        found: dict[Row, Found] = {}
        asked = set(wanted)
        doubtful = [name for name in names if name not in certain(query.tree)]
        known = {name: term for name, term in (given or {}).items() if name in query.rewritten.variables()}
        apart = not known and scoped_optionals(query.tree)
        text = query.rewritten.solutions(names, wanted, doubtful, scope, apart=apart)
        keyed: list[tuple[Row, dict[str, Term]]] = []
        for solution in self.asked(text, known):
            for name in doubtful:
                if solution[BOUND + name] != ox.Literal(True):
                    solution.pop(name, None)
            key = tuple(solution.get(name) for name in names)
            if key in asked:
                keyed.append((key, solution))
        tracing = _Tracing(self, query, [solution for _, solution in keyed], frozenset(known), scope)
        for key, traced in [(key, tracing.witnesses(solution) or UNFOUND) for key, solution in keyed]:
            witnesses, notes = found.setdefault(key, (set(), set()))
            witnesses |= traced[0]
            notes |= traced[1]
        return found

    def matched(
        self, query: Parsed, names: Sequence[str], rows: Sequence[Row], scope: ox.NamedNode | None = None
    ) -> list[Traced | None]:
        """Return, for each of `rows`, the witnesses and notes of all matches of the pattern of an EXISTS.

        The values of a row are put into the pattern before it is matched. Where nothing matches, return None.
        """
        # The engine refuses to put a value into what VALUES or BIND gives a value to: that is compared afterwards.
        assigned = query.rewritten.assigned()
        put = [number for number, name in enumerate(names) if name not in assigned]
        cells = [tuple(row[number] for number in put) for row in rows]
        text = query.rewritten.solutions([names[number] for number in put], cells, graph=scope, within=True)
        numbered: list[tuple[int, Solution]] = []
        for solution in self.asked(text, {}):
            row_number = solution[ROW]
            assert isinstance(row_number, ox.Literal)
            number = int(row_number.value)
            if all(solution.get(name, term) == term for name, term in zip(names, rows[number], strict=True)):
                numbered.append((number, solution))
        tracing = _Tracing(self, query, [solution for _, solution in numbered], frozenset(names), scope)
        found: list[list[Traced]] = [[] for _ in rows]
        for number, match in numbered:
            found[number].append(tracing.witnesses(match) or UNFOUND)
        return [_all(traced) if traced else None for traced in found]

    def asked(self, text: str, given: Mapping[str, Term]) -> Iterator[dict[str, Term]]:
        """Yield the rows of a query, given the values of some variables, without what is unbound."""
        answer = self.store.select(text, given, name="evidence")
        names = [variable.value for variable in answer.variables]
        for row in answer:
            yield {name: term for name, term in zip(names, row, strict=True) if term is not None}


@dataclass(slots=True)
class _Tracing:
    """Find the witnesses of the solutions of one query.

    The inner queries are asked once for all solutions, when they are first needed.

    Parameters
    ----------
    outer:
        The variables whose values were put into the pattern, so that it sees them everywhere.
    scope:
        The named graph that the query is asked of.
    """

    finder: WitnessFinder
    query: Parsed
    solutions: Sequence[Solution]
    outer: frozenset[str]
    scope: ox.NamedNode | None
    _rows: dict[tuple[str | ox.NamedNode | None, ...], dict[Row, Traced | None]] = field(default_factory=dict)
    _every: bool = field(init=False)

    def __post_init__(self) -> None:
        self._every = _needs_every(self.query.tree)

    def witnesses(self, solution: Solution) -> Traced | None:
        """Return the witnesses and notes of a solution; None where the pattern does not match it."""
        return self._of(self.query.tree, solution, self.scope or self.query.dataset)

    def _of(self, node: Node, solution: Solution, graph: Graph) -> Traced | None:
        match node:
            case Basic(patterns):
                found = self._every and matched(patterns, solution, graph)
                found = found or self.finder.matcher.witnesses(patterns, solution, graph)
                return None if found is None else (found, NOTHING)
            case Join(left, right):
                return _both(self._of(left, solution, graph), self._of(right, solution, graph))
            case Optional(left, right, condition):
                first = self._of(left, solution, graph)
                if not _was_used(right, solution):
                    return first
                both = _both(first, self._of(right, solution, graph))
                return self._with(both, condition, node, solution, graph)
            case Union(left, right):
                branches = [self._of(part, solution, graph) for part in (left, right)]
                matching = [branch for branch in branches if branch is not None]
                return _all(matching) if matching else None
            case Marked(_, inner):
                return self._of(inner, solution, graph) if _was_used(node, solution) else None
            case Scoped(name, inner):
                scope = value_of(name, solution)
                return self._of(inner, solution, scope) if isinstance(scope, ox.NamedNode) else None
            case Filtered(inner, condition, notes):
                traced = self._of(inner, solution, graph)
                return self._with(_both(traced, (frozenset(), frozenset(notes))), condition, inner, solution, graph)
            case Extended(_, inner):
                return self._of(inner, solution, graph)
            case Subquery(name):
                return self._inner(name, solution, graph)
            case Values():
                return frozenset(), NOTHING

    def _with(
        self, traced: Traced | None, condition: Sequence[Exists], node: Node, solution: Solution, graph: Graph
    ) -> Traced | None:
        """Return what was traced of a node together with what a condition on it rests on."""
        for exists in condition if traced else ():
            if exists.sign < 0 and exists.sole:
                found: Traced | None = None
            else:
                found = self._exists(exists.inner, solution, self._seen(node, solution) | self.outer, graph)
            if found and exists.sign >= 0:
                traced = _both(traced, found)
            elif not found and exists.sole and exists.sign > 0:
                traced = _both(traced, UNFOUND)
            elif not found and exists.sign <= 0:
                traced = _both(traced, (frozenset(), frozenset({ABSENT})))
        return traced

    def _exists(self, name: str, solution: Solution, seen: Set[str], graph: Graph) -> Traced | None:
        scope = graph if isinstance(graph, ox.NamedNode) else None
        query = self._parsed(name)
        names = sorted(seen & set(query.rewritten.variables()) & solution.keys())
        held = self._rows.setdefault((name, *names, scope), {})
        row = tuple(solution[variable] for variable in names)
        if row not in held:
            ahead = {tuple(s[n] for n in names) for s in self.solutions if s.keys() >= set(names)} - held.keys()
            rows = sorted(ahead, key=str)
            for batch in batches(rows):
                held.update(zip(batch, self.finder.matched(query, names, batch, scope), strict=True))
        return held[row]

    def _inner(self, name: str, solution: Solution, graph: Graph) -> Traced | None:
        """Return the witnesses of the row that a subquery gave to a solution."""
        scope = graph if isinstance(graph, ox.NamedNode) else None
        query = self._parsed(name)
        copies = self.query.rewritten.inner[name].copies
        held = self._rows.setdefault((name, scope), {})
        row = tuple(solution.get(copy) for copy in copies.values())
        if row not in held:
            ahead = {tuple(s.get(copy) for copy in copies.values()) for s in self.solutions if name in s} - held.keys()
            rows = sorted(ahead, key=str)
            held.update(zip(rows, rows_of(self.finder, query, tuple(copies), rows, scope=scope), strict=True))
            # In a LATERAL or EXISTS, a column that the subquery leaves unbound has a value from outside all the same.
            for lost in [] if query.rewritten.aggregated else [row for row in rows if held[row] == UNFOUND]:
                known = {column: term for column, term in zip(copies, lost, strict=True) if term is not None}
                (found,) = self.finder.matched(query, tuple(known), [tuple(known.values())], scope)
                held[lost] = found or UNFOUND
        return held[row]

    def _seen(self, node: Node, solution: Solution) -> set[str]:
        """Return the variables to which a node gives a value in a solution."""
        match node:
            case Basic(patterns):
                slots = {slot for pattern in patterns for slot in (pattern.subject, pattern.predicate, pattern.object)}
                return {slot.name for slot in slots if isinstance(slot, Var)}
            case Join(left, right) | Optional(left, right) | Union(left, right):
                used = [part for part in (left, right) if _was_used(part, solution)]
                return {variable for part in used for variable in self._seen(part, solution)}
            case Scoped(graph, inner):
                return self._seen(inner, solution) | ({graph.name} if isinstance(graph, Var) else set())
            case Marked(_, inner) | Filtered(inner):
                return self._seen(inner, solution)
            case Extended(name, inner):
                return self._seen(inner, solution) | ({name} if not name.startswith(OWN) else set())
            case Subquery(name):
                copies = self.query.rewritten.inner[name].copies
                return {column for column, copy in copies.items() if copy in solution}
            case Values(names):
                return set(names)

    def _parsed(self, name: str) -> Parsed:
        """Return an inner query, which is asked of the same dataset as the outer one."""
        query = self.finder.parsed(self.query.rewritten.inner[name].text)
        rewritten = replace(query.rewritten, dataset=self.query.rewritten.dataset)
        return replace(query, rewritten=rewritten, dataset=self.query.dataset)


def rows_of(
    finder: WitnessFinder,
    query: Parsed,
    columns: Sequence[str],
    rows: Sequence[Row],
    given: Mapping[str, Term] | None = None,
    scope: ox.NamedNode | None = None,
) -> list[Traced]:
    """Return the witnesses and notes of each row of the answer to a query.

    Parameters
    ----------
    given:
        The values of the query's parameters: columns that have a value though the pattern binds none.
    scope:
        The named graph that the query is asked of.
    """
    rewritten = query.rewritten
    names = columns if rewritten.keys is None else rewritten.keys
    names = [name for name in names if name not in rewritten.unstable and name not in (given or {})]
    notes = {UNREPEATED} if rewritten.unstable & set(columns) else set()
    notes |= {CONDITION} if rewritten.conditional else set()
    found: list[Traced] = []
    for batch in batches(rows):
        keys = _groups(finder, query, columns, names, batch, given or {}, scope)
        wanted = list(dict.fromkeys(key for of_row in keys for key in of_row))
        solved = finder.solved(query, names, wanted, given, scope)
        for of_row in keys:
            traced = [(frozenset(solved[key][0]), frozenset(solved[key][1])) for key in of_row if key in solved]
            if not traced and not rewritten.aggregated:
                traced = [UNFOUND]
            found.append(_all([*traced, (frozenset(), frozenset(notes))]))
    return found


def _groups(
    finder: WitnessFinder,
    query: Parsed,
    columns: Sequence[str],
    names: Sequence[str],
    rows: Sequence[Row],
    given: Mapping[str, Term],
    scope: ox.NamedNode | None,
) -> list[list[Row]]:
    """Return, for each row, the values of `names` in the solutions behind it: one key, or several for hidden groups."""
    if not query.rewritten.groups:
        indexes = [columns.index(name) for name in names]
        return [[tuple(row[index] for index in indexes)] for row in rows]
    if scope is not None:
        raise UntraceableError("a subquery in a GRAPH groups by what is not one of its columns")
    shown = [number for number, column in enumerate(columns) if column not in query.rewritten.unstable]
    keys: dict[Row, list[Row]] = {}
    for group in finder.asked(query.rewritten.groups, given):
        row = tuple(group.get(columns[number]) for number in shown)
        keys.setdefault(row, []).append(tuple(group.get(name) for name in names))
    return [keys.get(tuple(row[number] for number in shown), []) for row in rows]


def gives(query: Parsed, columns: Sequence[str], row: Row, witnesses: Set[Witness], given: Mapping[str, Term]) -> bool:
    """Tell whether the witnesses of a row, as all that a store holds, give that row again."""
    store = Store.in_memory(as_quad(witness.triple, witness.graph) for witness in witnesses)
    answer = store.query(query.rewritten.alike, given, name="evidence")
    if not isinstance(answer, Rows):
        return bool(answer)
    shown = [(column, term) for column, term in zip(columns, row, strict=True) if column not in query.rewritten.varying]
    return any(all(solution[column] == term for column, term in shown) for solution in answer)


def batches(rows: Sequence[Item]) -> Iterator[Sequence[Item]]:
    """Yield `rows` in batches of `BATCH`."""
    for first in range(0, len(rows), BATCH):
        yield rows[first : first + BATCH]


def _needs_every(node: Node) -> bool:
    """Tell whether each pattern of a query matches in every solution, since none is optional or an alternative."""
    match node:
        case Join(left, right):
            return _needs_every(left) and _needs_every(right)
        case Filtered(inner) | Extended(_, inner) | Scoped(_, inner):
            return _needs_every(inner)
        case _:
            return isinstance(node, Basic | Values)


def _was_used(node: Node, solution: Solution) -> bool:
    """Tell whether a branch of UNION or OPTIONAL gave the solution; a node without a mark always did."""
    match node:
        case Marked(mark):
            return mark in solution
        case Filtered(inner) | Extended(_, inner):
            return _was_used(inner, solution)
        case _:
            return True


def _both(left: Traced | None, right: Traced | None) -> Traced | None:
    return None if left is None or right is None else (left[0] | right[0], left[1] | right[1])


def _all(parts: list[Traced]) -> Traced:
    return frozenset().union(*(part[0] for part in parts)), frozenset().union(*(part[1] for part in parts))
