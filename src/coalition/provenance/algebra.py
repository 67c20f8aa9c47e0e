"""Describe the pattern of a query as a tree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pyoxigraph as ox

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


@dataclass(frozen=True, slots=True)
class Var:
    """Name a variable of the query, or, if `hidden`, one of its blank nodes."""

    name: str
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Path:
    """Describe a property path.

    `kind` is the operator, one of `/ | ^ ! * + ?`, and `parts` are its operands. A path of one predicate has the kind
    "" and that `predicate`.
    """

    kind: str
    parts: tuple[Path, ...] = ()
    predicate: ox.NamedNode | None = None


Slot = Term | Var


@dataclass(frozen=True, slots=True)
class Pattern:
    """Hold a triple pattern, whose predicate may be a path."""

    subject: Slot
    predicate: Slot | Path
    object: Slot


@dataclass(frozen=True, slots=True)
class Basic:
    """Hold a basic graph pattern: triple patterns that must all match."""

    patterns: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True)
class Join:
    """Join the solutions of two nodes."""

    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Exists:
    """Name the pattern of an EXISTS in a condition, and say what the condition makes of it.

    `sign` is 1 where the condition may hold because the pattern matches, -1 where it may hold because the pattern does
    not match, and 0 where it is not told. `sole` says whether the condition certainly fails otherwise.
    """

    inner: str
    sign: int
    sole: bool


@dataclass(frozen=True, slots=True)
class Optional:
    """Extend the solutions of `left` with those of `right`, where there are any that meet the condition."""

    left: Node
    right: Node
    condition: tuple[Exists, ...] = ()


@dataclass(frozen=True, slots=True)
class Union:
    """Take the solutions of either node."""

    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Scoped:
    """Match a node in a named graph: `GRAPH graph { node }`."""

    graph: Slot
    node: Node


@dataclass(frozen=True, slots=True)
class Marked:
    """Mark a branch: it gave a solution exactly when the variable `mark` is bound in that solution."""

    mark: str
    node: Node


@dataclass(frozen=True, slots=True)
class Filtered:
    """Filter a node by a condition, or take solutions away from it (MINUS), which `notes` tell."""

    node: Node
    condition: tuple[Exists, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Extended:
    """Give a variable a value that is computed from the solution of a node."""

    name: str
    node: Node


@dataclass(frozen=True, slots=True)
class Subquery:
    """Stand for a subquery, by the name of the variable that marks it."""

    inner: str


@dataclass(frozen=True, slots=True)
class Values:
    """Give variables values that the query itself states."""

    names: tuple[str, ...]


Node = Basic | Join | Optional | Union | Scoped | Marked | Filtered | Extended | Subquery | Values

Dataset = tuple[ox.NamedNode, ...] | None
"""The graphs that a query takes together as its default graph with FROM; None for the store's own default graph."""

# Reports print this note after "also rests on".
ABSENT = "the fact that nothing matches a NOT EXISTS or MINUS; no passage states an absence"


def certain(node: Node) -> set[str]:
    """Return the variables that certainly have a value in every solution of a node."""
    match node:
        case Basic(patterns):
            slots = {slot for pattern in patterns for slot in (pattern.subject, pattern.predicate, pattern.object)}
            return {slot.name for slot in slots if isinstance(slot, Var)}
        case Join(left, right):
            return certain(left) | certain(right)
        case Union(left, right):
            return certain(left) & certain(right)
        case Scoped(graph, inner):
            return certain(inner) | ({graph.name} if isinstance(graph, Var) else set())
        case Optional(inner, _) | Marked(_, inner) | Filtered(inner) | Extended(_, inner):
            return certain(inner)
        case Subquery() | Values():
            return set()


def scopes(node: Node, scope: Slot | None = None) -> Iterator[tuple[Node, Slot | None]]:
    """Yield a node and all nodes in it, each with the innermost GRAPH around it."""
    yield node, scope
    match node:
        case Join(left, right) | Union(left, right) | Optional(left, right):
            yield from scopes(left, scope)
            yield from scopes(right, scope)
        case Scoped(graph, inner):
            yield from scopes(inner, graph)
        case Marked(_, inner) | Filtered(inner) | Extended(_, inner):
            yield from scopes(inner, scope)


def grows(node: Node, *, counted: bool = False) -> bool:
    """Tell whether what a solution uses of the store certainly gives that solution again, whatever else is left out.

    That is not so where the node asks for an absence (MINUS, NOT EXISTS, an OPTIONAL within an OPTIONAL; an OPTIONAL
    where solutions are `counted`), for a path of no steps, or for the rows of a subquery.
    """
    for part, _ in scopes(node):
        match part:
            case Basic(patterns):
                if any(isinstance(p.predicate, Path) and _may_be_empty(p.predicate) for p in patterns):
                    return False
            case Optional(_, right, condition):
                if counted or condition or any(isinstance(inner, Optional) for inner, _ in scopes(right)):
                    return False
            case Filtered(_, condition, notes):
                if condition or notes:
                    return False
            case Subquery():
                return False
    return True


def scoped_optionals(node: Node) -> bool:
    """Tell whether an OPTIONAL holds a group in which a variable may mean less than outside of it.

    Oxigraph puts values from outside into such a group, where they do not belong, if it joins them with the OPTIONAL.
    """
    optionals = (part for part, _ in scopes(node) if isinstance(part, Optional))
    groups = (Optional, Filtered, Extended, Subquery)
    return any(isinstance(inner, groups) for part in optionals for inner, _ in scopes(part.right))


def _may_be_empty(path: Path) -> bool:
    return path.kind in ("*", "?") or any(_may_be_empty(part) for part in path.parts)
