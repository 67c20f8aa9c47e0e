"""Find in a query what an OPTIONAL may join with everything: a variable that may be unbound where it is reached."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rdflib.plugins.sparql.algebra import translateQuery
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.term import URIRef, Variable

from coalition.namespaces import PREFIXES


@dataclass(frozen=True)
class Scope:
    """Hold the variables of a pattern: those bound in every solution, in some, and which are bound together."""

    always: frozenset[str] = frozenset()
    sometimes: frozenset[str] = frozenset()
    together: tuple[frozenset[str], ...] = ()


def left_open(query: str) -> set[str]:
    """Return the variables that stand in an OPTIONAL, and that what stands before it binds in some solutions only."""
    found: set[str] = set()
    _read(translateQuery(parseQuery(query), initNs=PREFIXES).algebra, found)
    return set(map(str, found))


def _read(node: Any, found: set[str]) -> Scope:
    if node.name == "BGP":
        names = frozenset(term for triple in node.triples for term in triple if isinstance(term, Variable))
        return Scope(names, names)
    if node.name == "values":
        names = frozenset(name for row in node.res for name in row)
        return Scope(names, names)
    if node.name == "AggregateJoin":
        _read(node.p, found)
        names = frozenset(each.res for each in node.A)
        return Scope(names, names)
    if node.name in ("Union", "Join", "LeftJoin", "Minus"):
        one, other = _read(node.p1, found), _read(node.p2, found)
        if node.name == "Minus":
            return one
        if node.name == "Union":
            return Scope(one.always & other.always, one.sometimes | other.sometimes, one.together + other.together)
        if node.name == "LeftJoin":
            found |= (one.sometimes - one.always) & other.sometimes
            own = other.always - one.always
            return Scope(one.always, one.sometimes | other.sometimes, (*one.together, *other.together, own))
        return Scope(one.always | other.always, one.sometimes | other.sometimes, one.together + other.together)
    inner = _read(node.p, found)
    if node.name == "Filter":
        bound = _bound(node.expr)
        bound |= {name for names in inner.together if names & bound for name in names}
        return Scope(inner.always | bound, inner.sometimes, inner.together)
    if node.name == "Graph" and isinstance(node.term, Variable):
        return Scope(inner.always | {node.term}, inner.sometimes | {node.term}, inner.together)
    if node.name == "Extend":
        return Scope(inner.always | {node.var}, inner.sometimes | {node.var}, inner.together)
    if node.name == "Project":
        kept = frozenset(node.PV)
        return Scope(inner.always & kept, inner.sometimes & kept, tuple(names & kept for names in inner.together))
    return inner


def _bound(condition: Any) -> frozenset[str]:
    """Return the variables of which a condition says that they are bound."""
    name = getattr(condition, "name", "")
    if name == "Builtin_BOUND":
        return frozenset({condition.arg})
    if name == "ConditionalAndExpression":
        return frozenset().union(*(_bound(each) for each in (condition.expr, *condition.other)))
    return frozenset()


def told_directly(query: str) -> dict[tuple[str, str], set[str]]:
    """Return the pairs of variables that a property joins in every solution in which both are bound, with the property.

    What stands in one part of a UNION says nothing of the solutions of the others.
    """
    found: dict[tuple[str, str], set[str]] = {}

    def read(node: Any) -> None:
        for subject, word, value in node.triples if node.name == "BGP" else ():
            if isinstance(subject, Variable) and isinstance(value, Variable) and isinstance(word, URIRef):
                found.setdefault((str(subject), str(value)), set()).add(str(word))
        for name in ("p", "p1", "p2") if node.name != "Union" else ():
            if name in node:
                read(node[name])

    read(translateQuery(parseQuery(query), initNs=PREFIXES).algebra)
    return found
