"""Plan rules: read CONSTRUCT queries as patterns, joins and unions over the facts, to apply them without the engine.

What a rule asks of the ontology is answered here, and stands in its plan as values. So a rule may use basic graph
patterns, UNION, and sub-selects of variables. What else SPARQL has is refused by its name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from itertools import chain
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from coalition.checks.shapes import node_of
from coalition.errors import RuleError
from coalition.namespaces import ONTOLOGY, PREFIXES
from coalition.rdf.silence import silence


class UnplannedError(RuleError):
    """Report a rule that no plan can be made of, though the engine may apply it."""


@dataclass(frozen=True, slots=True)
class Variable:
    """Name a variable, without its question mark."""

    name: str


Node = str | Variable
"""A term in the form of N-Triples, or a variable."""


@dataclass(frozen=True)
class Pattern:
    """Match the facts with a subject, a property and a value."""

    nodes: tuple[Node, Node, Node]

    @cached_property
    def variables(self) -> tuple[str, ...]:
        """The names of the variables that it binds, each once."""
        return tuple(dict.fromkeys(node.name for node in self.nodes if isinstance(node, Variable)))


@dataclass(frozen=True, slots=True)
class Values:
    """Bind variables to the terms of each row, in the form of N-Triples."""

    variables: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Join:
    """Join two parts on the variables that both have."""

    left: Part
    right: Part

    @cached_property
    def variables(self) -> tuple[str, ...]:
        """The names of the variables that it binds."""
        return tuple(dict.fromkeys((*self.left.variables, *self.right.variables)))

    @cached_property
    def shared(self) -> tuple[str, ...]:
        """The names of the variables that both sides have."""
        return tuple(name for name in self.left.variables if name in self.right.variables)


@dataclass(frozen=True)
class Union:
    """Take the rows of two parts that bind the same variables."""

    left: Part
    right: Part

    @property
    def variables(self) -> tuple[str, ...]:
        """The names of the variables that it binds."""
        return self.left.variables


@dataclass(frozen=True, slots=True)
class Choice:
    """Choose some variables of a part, and each row once where it is `distinct`."""

    part: Part
    variables: tuple[str, ...]
    distinct: bool = False


Part = Pattern | Values | Join | Union | Choice


@dataclass(frozen=True, slots=True)
class Plan:
    """Hold what a rule derives from the rows of a part: triples, whose variables that part binds."""

    part: Part
    template: tuple[tuple[Node, Node, Node], ...]

    @property
    def properties(self) -> frozenset[str] | None:
        """The properties that it reads of the facts, in the form of N-Triples; None where it reads all."""
        found = {leaf.nodes[1] for leaf in _leaves(self.part) if isinstance(leaf, Pattern)}
        return None if any(isinstance(node, Variable) for node in found) else frozenset(map(str, found))

    @property
    def constants(self) -> list[str]:
        """All terms that it names, in the form of N-Triples."""
        found = [node for triple in self.template for node in triple]
        for leaf in _leaves(self.part):
            found += leaf.nodes if isinstance(leaf, Pattern) else chain.from_iterable(leaf.rows)
        return [node for node in found if isinstance(node, str)]


def plan(path: Path, text: str, ontology: Sequence[ox.Triple]) -> Plan:
    """Return the plan of a rule, given by the path of its file and its text.

    Raises
    ------
    UnplannedError
        When the rule uses what a plan cannot hold.
    RuleError
        When it derives blank nodes.
    """
    return _Planner(path, ontology).rule(text)


def plans(rules: Mapping[Path, str], ontology: Sequence[ox.Triple]) -> dict[Path, Plan]:
    """Return the plans of rules, given by their paths and texts; errors are those of `plan`."""
    return {path: plan(path, text, ontology) for path, text in rules.items()}


class _Planner:
    def __init__(self, path: Path, ontology: Sequence[ox.Triple]) -> None:
        self._path, self._ontology = path, ontology

    def rule(self, text: str) -> Plan:
        from rdflib import BNode
        from rdflib.plugins.sparql.algebra import translateQuery
        from rdflib.plugins.sparql.parser import parseQuery

        declared = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
        try:
            with silence():
                query = translateQuery(parseQuery(declared + text)).algebra
        except Exception as fault:  # the parser's own errors are of many classes
            raise self._refused(f"another parser of SPARQL does not read it ({fault})") from None
        if query.name != "ConstructQuery":
            raise self._refused("it is not a CONSTRUCT query")
        found, template = self._part(query.p), list[tuple[Node, Node, Node]]()
        for triple in query.template or []:
            if any(isinstance(node, BNode) for node in triple):
                remedy = "give what it derives an IRI"
                raise RuleError("the rule derives blank nodes", where=str(self._path), remedy=remedy)
            one, two, three = map(_node, triple)
            # With a variable that never has a value, nothing is derived.
            if all(node.name in found.variables for node in (one, two, three) if isinstance(node, Variable)):
                template.append((one, two, three))
        return Plan(found, tuple(template))

    def _part(self, part: Any) -> Part:
        if not self._reads_facts(part):
            return self._answered(part)
        match part.name:
            case "BGP":
                patterns: Iterable[Part] = map(self._pattern, part.triples)
                return reduce(Join, patterns)
            case "Join":
                return Join(self._part(part.p1), self._part(part.p2))
            case "Union":
                left, right = self._part(part.p1), self._part(part.p2)
                if set(left.variables) != set(right.variables):
                    raise self._refused("the sides of a UNION have different variables")
                return Union(left, right)
            case "ToMultiSet" | "SelectQuery":
                return self._part(part.p)
            case "Distinct":
                inner = self._part(part.p)
                return Choice(inner, inner.variables, distinct=True)
            case "Project":
                inner = self._part(part.p)
                return Choice(inner, tuple(str(v) for v in part.PV if str(v) in inner.variables))
        raise self._refused(f"it uses {WORDS.get(part.name, part.name)}")

    def _reads_facts(self, part: Any) -> bool:
        """Tell whether some of a part is asked of the facts, and not of the ontology alone."""
        from rdflib.plugins.sparql.parserutils import CompValue

        if isinstance(part, list | tuple):
            return any(self._reads_facts(each) for each in part)
        if not isinstance(part, CompValue):
            return False
        if part.name.endswith("EXISTS"):  # what is asked there may be anything
            return True
        if part.name == "Graph":
            if str(part.term) != ONTOLOGY:
                raise self._refused("it reads a graph other than the ontology")
            return False
        return bool(part.triples) if part.name == "BGP" else any(self._reads_facts(each) for each in part.values())

    def _answered(self, part: Any) -> Values:
        """Return what the ontology answers."""
        from rdflib import Dataset, URIRef
        from rdflib.plugins.sparql.evaluate import evalPart
        from rdflib.plugins.sparql.sparql import QueryContext

        data = Dataset()
        words = data.graph(URIRef(ONTOLOGY))
        for triple in self._ontology:
            words.add(tuple(map(node_of, triple)))
        with silence():
            rows = [{str(name): term for name, term in row.items()} for row in evalPart(QueryContext(data), part)]
        variables = tuple(sorted({name for row in rows for name in row}))
        if any(len(row) < len(variables) for row in rows):
            raise self._refused("the ontology leaves some of its variables without a value")
        return Values(variables, tuple(tuple(_form(row[name]) for name in variables) for row in rows))

    def _pattern(self, triple: Sequence[Any]) -> Pattern:
        from rdflib.paths import Path as PropertyPath

        if any(isinstance(node, PropertyPath) for node in triple):
            raise self._refused("it follows a property path outside the ontology")
        one, two, three = map(_node, triple)
        return Pattern((one, two, three))

    def _refused(self, why: str) -> UnplannedError:
        remedy = "write it with patterns, UNION and sub-selects, or build a snapshot, which applies any rule"
        return UnplannedError(f"this rule cannot be applied in bulk: {why}", where=str(self._path), remedy=remedy)


WORDS = {
    "LeftJoin": "OPTIONAL",
    "Minus": "MINUS",
    "Filter": "FILTER",
    "Extend": "BIND or an expression",
    "ServiceGraphPattern": "SERVICE",
    "Group": "GROUP BY",
    "AggregateJoin": "GROUP BY",
    "Slice": "LIMIT or OFFSET",
    "OrderBy": "ORDER BY",
    "values": "VALUES",
    "Reduced": "REDUCED",
}
"""What SPARQL calls the parts that the algebra calls by other names."""


def _leaves(part: Part) -> Iterable[Pattern | Values]:
    match part:
        case Pattern() | Values():
            yield part
        case Join() | Union():
            yield from _leaves(part.left)
            yield from _leaves(part.right)
        case Choice():
            yield from _leaves(part.part)


def _node(node: Any) -> Node:
    from rdflib import BNode
    from rdflib import Variable as Named

    # A blank node of a pattern matches anything, too.
    return Variable(str(node)) if isinstance(node, Named | BNode) else _form(node)


def _form(node: Any) -> str:
    """Return a term of rdflib in the form of N-Triples, as the engine writes it."""
    from rdflib import BNode, Literal, URIRef

    if isinstance(node, URIRef):
        return str(ox.NamedNode(str(node)))
    if isinstance(node, BNode):
        return f"_:{node}"
    assert isinstance(node, Literal)
    if node.language:
        return str(ox.Literal(str(node), language=node.language))
    return str(ox.Literal(str(node), datatype=ox.NamedNode(str(node.datatype)) if node.datatype else None))
