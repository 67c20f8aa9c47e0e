"""Parse the pattern of a query into a tree, with rdflib's SPARQL parser.

No other module uses that parser, and rdflib evaluates nothing. It is imported inside the functions that need it, so
that a command without evidence does not wait for it to load.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox

from coalition.namespaces import PREFIXES
from coalition.provenance.rewriting import MARK, UntraceableError

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
class Optional:
    """Extend the solutions of `left` with those of `right`, where there are any."""

    left: Node
    right: Node


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
    """Filter a node: `needs` must match as well (EXISTS), and `notes` say what else the filter rests on."""

    node: Node
    needs: tuple[Node, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Opaque:
    """Stand for a part without triples, or for one that is not traced; then `note` says what it is."""

    note: str = ""


Node = Basic | Join | Optional | Union | Scoped | Marked | Filtered | Opaque

# Reports print these notes after "also rests on".
ABSENT = "the fact that nothing matches a NOT EXISTS or MINUS; no passage states an absence"
SUBQUERY = "a subquery, whose triples are not traced"
CONDITION = "an EXISTS that is not traced, as it is part of a larger condition or holds more than triple patterns"


def parse(text: str) -> tuple[Node, tuple[Pattern, ...]]:
    """Parse a query into the tree of its WHERE pattern and the template of a CONSTRUCT query.

    For the other forms the template is empty.

    Raises
    ------
    UntraceableError
        When rdflib cannot parse the query, for instance because it uses more than SPARQL 1.1.
    """
    from rdflib.plugins.sparql.algebra import translateQuery
    from rdflib.plugins.sparql.parser import parseQuery

    try:
        query = translateQuery(parseQuery(text), initNs=dict(PREFIXES)).algebra
        triples = query.template if query.name == "ConstructQuery" else ()
        template = tuple(_pattern(*triple) for triple in triples)
        return _node(query.p), template
    except UntraceableError:
        raise
    except RecursionError:
        raise UntraceableError("the query is too long, or nests too deeply, to be traced") from None
    except Exception as fault:  # rdflib raises pyparsing's errors, its own SPARQLError and plain Exception
        reason = " ".join(str(fault).split())
        raise UntraceableError(f"the query does not parse as SPARQL 1.1, and no other is traced ({reason})") from fault


def _node(part: Any) -> Node:
    match part.name:
        case "Project" | "Distinct" | "Reduced" | "Slice" | "OrderBy":
            return _node(part.p)
        case "BGP":
            return Basic(tuple(_pattern(*triple) for triple in part.triples))
        case "Join":
            left, right = _node(part.p1), _node(part.p2)
            # As one pattern, so that a variable to which the solution gives no value gets the same value in both parts.
            if isinstance(left, Basic) and isinstance(right, Basic):
                return Basic(left.patterns + right.patterns)
            return right if left == Basic(()) else Join(left, right)
        case "LeftJoin":
            needs, notes = _conditions(part.expr)
            return Optional(_node(part.p1), Filtered(_node(part.p2), needs, notes))
        case "Union":
            return Union(_node(part.p1), _node(part.p2))
        case "Graph":
            return Scoped(_slot(part.term), _node(part.p))
        case "Extend":
            inner = _node(part.p)
            if str(part.var).startswith(MARK):
                return Marked(str(part.var), inner)
            return Filtered(inner, (), (CONDITION,)) if _uses_exists(part.expr) else inner
        case "Filter":
            needs, notes = _conditions(part.expr)
            return Filtered(_node(part.p), needs, notes)
        case "Minus":
            return Filtered(_node(part.p1), (), (ABSENT,))
        case "ToMultiSet":
            return Opaque() if part.p.name == "values" else Opaque(SUBQUERY)
        case _:
            return Opaque(f"a part of the query ({part.name}) that is not traced")


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
        case Optional(inner, _) | Marked(_, inner) | Filtered(inner):
            return certain(inner)
        case Opaque():
            return set()


def _conditions(expression: Any) -> tuple[tuple[Node, ...], tuple[str, ...]]:
    """Return the nodes that must match for a filter to hold, and notes on what else it rests on."""
    from rdflib.plugins.sparql.algebra import translateGroupGraphPattern
    from rdflib.plugins.sparql.parserutils import CompValue

    if not isinstance(expression, CompValue):
        return (), ()
    match expression.name:
        case "Builtin_EXISTS":
            tree = _node(translateGroupGraphPattern(expression.graph))
            return ((tree,), ()) if _plain(tree) else ((), (CONDITION,))
        case "Builtin_NOTEXISTS":
            return (), (ABSENT,)
        case "ConditionalAndExpression":
            parts = [_conditions(part) for part in (expression.expr, *expression.other)]
            return tuple(n for needs, _ in parts for n in needs), tuple(n for _, notes in parts for n in notes)
        case _:
            return (), (CONDITION,) if _uses_exists(expression) else ()


def _uses_exists(expression: Any) -> bool:
    """Tell whether an expression contains EXISTS or NOT EXISTS."""
    return "Builtin_EXISTS" in str(expression) or "Builtin_NOTEXISTS" in str(expression)


def _plain(node: Node) -> bool:
    """Tell whether a node holds nothing but triple patterns, GRAPH and UNION."""
    match node:
        case Basic():
            return True
        case Scoped(_, inner):
            return _plain(inner)
        case Union(left, right):
            return _plain(left) and _plain(right)
        case _:
            return False


def _pattern(subject: Any, predicate: Any, obj: Any) -> Pattern:
    from rdflib.paths import Path as RdflibPath

    path_or_slot = _path(predicate) if isinstance(predicate, RdflibPath) else _slot(predicate)
    return Pattern(_slot(subject), path_or_slot, _slot(obj))


def _path(path: Any) -> Path:
    from rdflib import URIRef, paths

    if isinstance(path, URIRef):
        return Path("", predicate=ox.NamedNode(str(path)))
    if isinstance(path, paths.SequencePath):
        return Path("/", tuple(_path(part) for part in path.args))
    if isinstance(path, paths.AlternativePath):
        return Path("|", tuple(_path(part) for part in path.args))
    if isinstance(path, paths.InvPath):
        return Path("^", (_path(path.arg),))
    if isinstance(path, paths.NegatedPath):
        # rdflib's parser loses the predicate after the ^, so the path cannot be traced.
        if not all(isinstance(part, URIRef) for part in path.args):
            raise UntraceableError("a path that negates an inverse (^) is not traced")
        return Path("!", tuple(_path(part) for part in path.args))
    if isinstance(path, paths.MulPath):
        return Path(str(path.mod), (_path(path.path),))
    raise UntraceableError(f"a path of an unknown kind: {path}")


def _slot(term: Any) -> Slot:
    from rdflib import BNode, Literal, URIRef, Variable

    if isinstance(term, Variable):
        return Var(str(term))
    if isinstance(term, BNode):
        return Var(str(term), hidden=True)
    if isinstance(term, Literal):
        if term.language:
            return ox.Literal(str(term), language=term.language)
        return (
            ox.Literal(str(term), datatype=ox.NamedNode(str(term.datatype))) if term.datatype else ox.Literal(str(term))
        )
    if isinstance(term, URIRef):
        return ox.NamedNode(str(term))
    raise UntraceableError(f"a term of an unknown kind: {term}")
