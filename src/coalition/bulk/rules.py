"""Write rules as SQL: CONSTRUCT queries of SPARQL as SELECT statements over a table of facts.

What a rule asks of the ontology is answered here, and stands in the statement as values; what it asks of the facts
becomes joins. So a rule may use basic graph patterns, UNION, and sub-selects of variables. What else SPARQL has is
refused by its name.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from coalition.errors import RuleError
from coalition.namespaces import ONTOLOGY, PREFIXES
from coalition.rdf.silence import silence

FACTS = "facts"
"""The table of facts: subject, property, value, each in the form of N-Triples."""

COLUMNS = ("subject", "property", "value")


@dataclass(frozen=True, slots=True)
class Derivation:
    """Hold a rule as SQL.

    Attributes
    ----------
    text:
        A statement that returns subject, property and value of what the rule derives, each row once.
    properties:
        The properties that it reads of the facts, in the form of N-Triples; None where it reads all.
    """

    text: str
    properties: frozenset[str] | None


@dataclass(frozen=True, slots=True)
class _Part:
    """Hold a statement, and the variables that are its columns."""

    text: str
    variables: tuple[str, ...]


def derivation(path: Path, text: str, ontology: Sequence[ox.Triple]) -> Derivation:
    """Return a rule, given by the path of its file and its text, as SQL over the facts.

    Raises
    ------
    RuleError
        When it uses what cannot be written so.
    """
    return _Compiler(path, ontology).rule(text)


class _Compiler:
    def __init__(self, path: Path, ontology: Sequence[ox.Triple]) -> None:
        self._path, self._ontology = path, ontology
        self._properties: set[str] | None = set()

    def rule(self, text: str) -> Derivation:
        from rdflib import BNode
        from rdflib.plugins.sparql.algebra import translateQuery
        from rdflib.plugins.sparql.parser import parseQuery

        declared = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
        try:
            with silence():
                query = translateQuery(parseQuery(declared + text)).algebra
        except Exception as fault:  # the parser's own errors are of many classes
            raise self._refused(f"it does not parse ({fault})") from None
        if query.name != "ConstructQuery":
            raise self._refused("it is not a CONSTRUCT query")
        found, rows = self._part(query.p), list[str]()
        for triple in query.template or []:
            if any(isinstance(node, BNode) for node in triple):
                raise RuleError("the rule derives blank nodes", where=str(self._path), remedy="give what it derives an IRI")
            if any(_is_variable(node) and str(node) not in found.variables for node in triple):
                continue  # which has never a value, so nothing is derived
            terms = [_quoted(str(node)) if _is_variable(node) else _text(_form(node)) for node in triple]
            # A literal is no subject, and only an IRI is a property: SPARQL leaves such triples out.
            fit = f"substr({terms[0]}, 1, 1) <> '\"' AND substr({terms[1]}, 1, 1) = '<'"
            named = ", ".join(f"{term} AS {name}" for name, term in zip(COLUMNS, terms, strict=True))
            rows.append(f"SELECT {named} FROM found WHERE {fit}")
        # UNION returns each row once.
        text = " UNION ".join(rows[:1] + rows) or "SELECT '' AS subject, '' AS property, '' AS value WHERE FALSE"
        needed = None if self._properties is None else frozenset(self._properties)
        return Derivation(f"WITH found AS ({found.text}) {text}", needed)

    def _part(self, part: Any) -> _Part:
        if not self._reads_facts(part):
            return self._answered(part)
        name = part.name
        if name == "BGP":
            return self._pattern(part.triples)
        if name == "Join":
            return self._joined(self._part(part.p1), self._part(part.p2))
        if name == "Union":
            return self._united(self._part(part.p1), self._part(part.p2))
        if name in ("ToMultiSet", "Distinct"):
            inner = self._part(part.p)
            return _Part(f"SELECT DISTINCT * FROM ({inner.text}) p", inner.variables) if name == "Distinct" else inner
        if name in ("Project", "SelectQuery"):
            inner = self._part(part.p)
            chosen = tuple(str(v) for v in part.PV if str(v) in inner.variables)
            return _Part(f"SELECT {_listed(chosen)} FROM ({inner.text}) p", chosen)
        raise self._refused(f"it uses {WORDS.get(name, name)}")

    def _reads_facts(self, part: Any) -> bool:
        """Tell whether some of a part is asked of the facts, and not of the ontology alone."""
        from rdflib.plugins.sparql.parserutils import CompValue

        if isinstance(part, list | tuple):
            return any([self._reads_facts(each) for each in part])
        if not isinstance(part, CompValue):
            return False
        if part.name == "Graph":
            if str(part.term) != ONTOLOGY:
                raise self._refused("it reads a graph other than the ontology")
            return False
        return bool(part.triples) if part.name == "BGP" else any([self._reads_facts(each) for each in part.values()])

    def _answered(self, part: Any) -> _Part:
        """Return what the ontology answers, as values."""
        from rdflib import Dataset, URIRef
        from rdflib.plugins.sparql.evaluate import evalPart
        from rdflib.plugins.sparql.sparql import QueryContext

        data = Dataset()
        words = data.graph(URIRef(ONTOLOGY))
        for triple in self._ontology:
            words.add(tuple(map(_node, triple)))
        with silence():
            rows = [{str(name): term for name, term in row.items()} for row in evalPart(QueryContext(data), part)]
        variables = tuple(sorted({name for row in rows for name in row}))
        if any(len(row) < len(variables) for row in rows):
            raise self._refused("the ontology leaves some of its variables without a value")
        if not variables:
            return _Part(f"SELECT 1 AS one WHERE {'TRUE' if rows else 'FALSE'}", ())
        selects = dict.fromkeys(
            "SELECT " + ", ".join(f"{_text(_form(row[name]))} AS {_quoted(name)}" for name in variables) for row in rows
        )
        return _Part(" UNION ALL ".join(selects), variables)

    def _pattern(self, triples: Iterable[Sequence[Any]]) -> _Part:
        return reduce(self._joined, map(self._triple, triples))

    def _triple(self, triple: Sequence[Any]) -> _Part:
        from rdflib.paths import Path as PropertyPath

        if any(isinstance(node, PropertyPath) for node in triple):
            raise self._refused("it follows a property path outside the ontology")
        conditions, chosen = list[str](), dict[str, str]()
        for column, node in zip(COLUMNS, triple, strict=True):
            if not _is_variable(node):
                conditions.append(f"{column} = {_text(_form(node))}")
            elif str(node) in chosen:
                conditions.append(f"{column} = {chosen[str(node)]}")
            else:
                chosen[str(node)] = column
        if _is_variable(triple[1]):
            self._properties = None
        elif self._properties is not None:
            self._properties.add(_form(triple[1]))
        columns = ", ".join(f"{column} AS {_quoted(name)}" for name, column in chosen.items()) or "1 AS one"
        where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
        return _Part(f"SELECT {columns} FROM {FACTS}{where}", tuple(chosen))

    def _joined(self, left: _Part, right: _Part) -> _Part:
        variables = tuple(dict.fromkeys((*left.variables, *right.variables)))
        shared = [name for name in left.variables if name in right.variables]
        on = " AND ".join(f"a.{_quoted(name)} = b.{_quoted(name)}" for name in shared) or "TRUE"
        columns = ", ".join(f"{'a' if name in left.variables else 'b'}.{_quoted(name)} AS {_quoted(name)}" for name in variables)
        return _Part(f"SELECT {columns or '1 AS one'} FROM ({left.text}) a JOIN ({right.text}) b ON {on}", variables)

    def _united(self, left: _Part, right: _Part) -> _Part:
        if set(left.variables) != set(right.variables):
            raise self._refused("the sides of a UNION have different variables")
        columns = _listed(left.variables)
        text = f"SELECT {columns} FROM ({left.text}) a UNION ALL SELECT {columns} FROM ({right.text}) b"
        return _Part(text, left.variables)

    def _refused(self, why: str) -> RuleError:
        remedy = "write it with patterns, UNION and sub-selects, or build a snapshot, which applies any rule"
        return RuleError(f"this rule cannot be applied to a graph of this size: {why}", where=str(self._path), remedy=remedy)


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


def _is_variable(node: Any) -> bool:
    from rdflib import BNode, Variable

    return isinstance(node, Variable | BNode)  # a blank node of a pattern matches anything, too


def _form(node: Any) -> str:
    """Return a term of rdflib in the form of N-Triples, as the engine writes it."""
    from rdflib import Literal, URIRef

    if isinstance(node, URIRef):
        return str(ox.NamedNode(str(node)))
    assert isinstance(node, Literal)
    if node.language:
        return str(ox.Literal(str(node), language=node.language))
    return str(ox.Literal(str(node), datatype=ox.NamedNode(str(node.datatype)) if node.datatype else None))


def _node(term: Any) -> Any:
    from rdflib import BNode, Literal, URIRef

    if isinstance(term, ox.NamedNode):
        return URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return BNode(term.value)
    if term.language:
        return Literal(term.value, lang=term.language)
    return Literal(term.value, datatype=URIRef(term.datatype.value), normalize=False)


def _text(value: str) -> str:
    """Return a text as SQL: without a backslash, which engines read differently."""
    parts = [f"'{part}'" for part in value.replace("'", "''").split("\\")]
    return parts[0] if len(parts) == 1 else f"concat({', chr(92), '.join(parts)})"


def _quoted(name: str) -> str:
    """Return the column of a variable."""
    return f"v_{name.encode().hex()}"


def _listed(variables: Sequence[str]) -> str:
    return ", ".join(map(_quoted, variables)) or "1 AS one"
