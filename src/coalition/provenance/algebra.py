"""The pattern of a query as a tree. The one border to rdflib's SPARQL parser; nothing is evaluated by rdflib."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox

from coalition.namespaces import PREFIXES
from coalition.provenance.rewriting import MARK, UntraceableError

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


@dataclass(frozen=True, slots=True)
class Var:
    """A variable of the query, or, with `hidden`, one of its blank nodes."""

    name: str
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Path:
    """A property path: `kind` is one of `/ | ^ ! * + ?` with its parts, or empty with one predicate."""

    kind: str
    parts: tuple[Path, ...] = ()
    predicate: ox.NamedNode | None = None


Slot = Term | Var


@dataclass(frozen=True, slots=True)
class Pattern:
    """A triple pattern. A predicate that is a path of one predicate is that predicate."""

    subject: Slot
    predicate: Slot | Path
    object: Slot


@dataclass(frozen=True, slots=True)
class Basic:
    """A basic graph pattern."""

    patterns: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True)
class Join:
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Optional:
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Union:
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Scoped:
    """GRAPH name { node }."""

    graph: Slot
    node: Node


@dataclass(frozen=True, slots=True)
class Marked:
    """A branch that gave the solution exactly when its mark is bound in it."""

    mark: str
    node: Node


@dataclass(frozen=True, slots=True)
class Filtered:
    """A node with what its filter or BIND needs to be there (EXISTS), and what that rests on besides, in words."""

    node: Node
    needs: tuple[Node, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Opaque:
    """A part that holds no triples of its own, or whose triples cannot be told: then `note` says why."""

    note: str = ""


Node = Basic | Join | Optional | Union | Scoped | Marked | Filtered | Opaque

ABSENT = "that nothing matches a NOT EXISTS or MINUS: an absence has no passage"
SUBQUERY = "a subquery, whose triples are not traced"
CONDITION = "an EXISTS that is not traced: it is part of a condition, or more than a pattern"


def parse(text: str) -> tuple[Node, tuple[Pattern, ...]]:
    """The tree of the WHERE pattern of a query, and the template of a CONSTRUCT query (else empty).

    Raises
    ------
    UntraceableError
        When rdflib does not read the query: it knows SPARQL 1.1 and no more.
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
    except Exception as fault:  # pyparsing, SPARQLError and plain Exception are all in use there
        reason = " ".join(str(fault).split())
        raise UntraceableError(f"the query is not read as SPARQL 1.1, and only that is traced ({reason})") from fault


def _node(part: Any) -> Node:
    match part.name:
        case "Project" | "Distinct" | "Reduced" | "Slice" | "OrderBy":
            return _node(part.p)
        case "BGP":
            return Basic(tuple(_pattern(*triple) for triple in part.triples))
        case "Join":
            left, right = _node(part.p1), _node(part.p2)
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
            return Filtered(inner, (), (CONDITION,)) if _asks(part.expr) else inner
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
    """The variables that have a value in every solution of a node, as far as its patterns tell."""
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
    """What a filter needs to be there, and what else it rests on."""
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
            found = [_conditions(part) for part in (expression.expr, *expression.other)]
            return tuple(n for needs, _ in found for n in needs), tuple(n for _, notes in found for n in notes)
        case _:
            return (), (CONDITION,) if _asks(expression) else ()


def _asks(expression: Any) -> bool:
    """Whether an expression asks for EXISTS or NOT EXISTS somewhere."""
    return "Builtin_EXISTS" in str(expression) or "Builtin_NOTEXISTS" in str(expression)


def _plain(node: Node) -> bool:
    """Whether the matches of a node are told by its triple patterns alone."""
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

    verb = _path(predicate) if isinstance(predicate, RdflibPath) else _slot(predicate)
    return Pattern(_slot(subject), verb, _slot(obj))


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
        if not all(isinstance(part, URIRef) for part in path.args):  # rdflib's parser loses what stands after the ^
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
