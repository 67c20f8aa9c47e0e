"""Read the tree of a query with rdflib's parser: the reference that the reader of the package is compared with."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from hashlib import sha256
from itertools import pairwise
from typing import Any

import pyoxigraph as ox
from rdflib import BNode, Literal, URIRef, Variable, paths
from rdflib.plugins.sparql.algebra import translateQuery
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue

from coalition.namespaces import PREFIXES, XSD
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
    Path,
    Pattern,
    Scoped,
    Slot,
    Subquery,
    Union,
    Values,
    Var,
)
from coalition.provenance.parsing import Parsed
from coalition.provenance.rewriting import INNER, MARK, UntraceableError, rewrite
from coalition.rdf.silence import silence
from coalition.rdf.sparql import form, iris, tokens


def take_apart(text: str) -> Parsed:
    """Take a query apart.

    Raises
    ------
    UntraceableError
        With the reason, when the rows cannot be traced back to solutions, or rdflib cannot parse the query, for
        instance because it uses more than SPARQL 1.1.
    """
    try:
        return _parsed(text)
    except UntraceableError:
        raise
    except RecursionError:
        raise UntraceableError("the query is too long, or nests too deeply, to be traced") from None
    except Exception as fault:  # rdflib raises pyparsing's errors, its own SPARQLError and plain Exception
        raise UntraceableError("the query does not parse as SPARQL 1.1, and no other is traced") from fault


def _parsed(text: str) -> Parsed:
    with silence():
        rewritten = rewrite(text)
        query = _translated(rewritten.solutions())
        dataset = None
        if query.datasetClause:
            dataset = tuple(ox.NamedNode(str(part.default)) for part in query.datasetClause if part.default)
        tree = _node(query.p)
        template: tuple[Pattern, ...] = ()
        if form(text) == "CONSTRUCT":
            triples = _translated(text).template
            if triples:
                template = tuple(_pattern(*triple) for triple in triples)
            elif not any(token.text == "{" and word.is_word("CONSTRUCT") for word, token in pairwise(tokens(text))):
                # CONSTRUCT WHERE: its pattern is its template.
                template = getattr(tree, "patterns", ())
    return Parsed(rewritten, tree, template, dataset)


def _translated(text: str) -> Any:
    """Return rdflib's algebra of a query."""
    return translateQuery(parseQuery(_readable(text)), initNs=dict(PREFIXES)).algebra


def _readable(text: str) -> str:
    """Return a query as rdflib can read it.

    It does not know LATERAL, which becomes OPTIONAL: the mark in a branch says that it gave the solution, and that is
    always so in a LATERAL. It takes the backslashes in a prefixed name for part of the IRI, so that such a name becomes
    a full IRI. And it wants a space between a keyword and a name.
    """
    pieces, copied = [], 0
    full = {offset: iri for iri, offset in iris(text, PREFIXES)} if "\\" in text else {}
    word = -1  # where the last keyword ends
    for token in tokens(text):
        escaped = token.kind == "name" and "\\" in token.text and token.start in full
        if escaped or token.is_word("LATERAL"):
            pieces += [text[copied : token.start], f" <{full[token.start]}>" if escaped else "OPTIONAL"]
            copied = token.end
        elif token.start == word and token.kind in ("word", "name"):
            pieces += [text[copied : token.start], " "]
            copied = token.start
        word = token.end if token.kind == "word" else -1
    return "".join(pieces) + text[copied:]


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
            return Optional(_node(part.p1), _node(part.p2), _condition(part.expr))
        case "Union":
            return Union(_node(part.p1), _node(part.p2))
        case "Graph":
            return Scoped(_slot(part.term), _node(part.p))
        case "Extend":
            name = str(part.var)
            if name in _names(INNER, name):
                return Subquery(name)
            inner = _node(part.p)
            if name.startswith(MARK):
                return Marked(name, inner)
            condition = _condition(part.expr, 0, False)
            return Extended(name, Filtered(inner, condition) if condition else inner)
        case "Filter":
            return Filtered(_node(part.p), _condition(part.expr))
        case "Minus":
            return Filtered(_node(part.p1), (), (ABSENT,))
        case "ToMultiSet" if part.p.name == "values":
            return Values(tuple(dict.fromkeys(str(name) for row in part.p.res for name in row)))
        case "ToMultiSet":
            return Values(())  # a subquery, for which the mark beside it stands
        case _:
            raise UntraceableError(f"a part of the query ({part.name}) is not traced")


def _condition(expression: Any, sign: int = 1, sole: bool = True) -> tuple[Exists, ...]:
    """Return each EXISTS and NOT EXISTS in a condition."""
    if not isinstance(expression, CompValue):
        if isinstance(expression, list | tuple | dict):  # the arguments of a function
            parts = expression.values() if isinstance(expression, dict) else expression
            return tuple(found for part in parts for found in _condition(part, sign, sole))
        return ()
    match expression.name:
        case "Builtin_EXISTS" | "Builtin_NOTEXISTS":
            (name,) = _names(INNER, str(expression.graph))
            return (Exists(name, sign if expression.name == "Builtin_EXISTS" else -sign, sole),)
        case "ConditionalAndExpression" | "ConditionalOrExpression":
            operands = (expression.expr, *(expression.other or ()))
            alone = sole and (len(operands) == 1 or (expression.name == "ConditionalAndExpression") == (sign == 1))
            return tuple(found for operand in operands for found in _condition(operand, sign, alone))
        case "UnaryNot":
            return _condition(expression.expr, -sign, sole)
        case "RelationalExpression" if expression.op is None:
            return _condition(expression.expr, sign, sole)
        case _:
            parts = [part for key, part in expression.items() if key != "_vars"]
            return tuple(found for part in parts for found in _condition(part, 0, False))


def _names(prefix: str, text: str) -> list[str]:
    """Return the names in `text` that consist of a prefix and a number."""
    return sorted(set(re.findall(rf"\b{prefix}\d+\b", text)))


def _pattern(subject: Any, predicate: Any, obj: Any) -> Pattern:
    path_or_slot = _path(predicate) if isinstance(predicate, paths.Path) else _slot(predicate)
    return Pattern(_slot(subject), path_or_slot, _slot(obj))


def _path(path: Any) -> Path:
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


def alike(parsed: Parsed) -> object:
    """Return the tree, the template and the dataset of a query so that two readings of it are equal.

    The order of patterns and conditions, the names of blank nodes and the brackets in paths do not count; literals are
    compared as rdflib writes them.
    """
    return _node_alike(parsed.tree), _patterns_alike(parsed.template), parsed.dataset


def _node_alike(node: Any) -> object:
    if isinstance(node, Basic):
        return "Basic", _patterns_alike(node.patterns)
    if isinstance(node, tuple):
        parts = [_node_alike(part) for part in node]
        return tuple(sorted(parts, key=str)) if node and isinstance(node[0], Exists) else tuple(parts)
    if not is_dataclass(node) or isinstance(node, type):
        return str(node)
    return type(node).__name__, *(_node_alike(getattr(node, each.name)) for each in fields(node))


def _patterns_alike(patterns: tuple[Pattern, ...]) -> object:
    """Return patterns in an order; a blank node is called by what is said of it, some steps deep."""
    names: dict[str, str] = {}
    for _ in range(4):
        said: dict[str, list[str]] = {}
        for pattern in patterns:
            for number, slot in enumerate((pattern.subject, pattern.object)):
                if isinstance(slot, Var) and slot.hidden:
                    said.setdefault(slot.name, []).append(f"{number} {_pattern_alike(pattern, names)}")
        names = {name: sha256(str(sorted(lines)).encode()).hexdigest()[:8] for name, lines in said.items()}
    return sorted(_pattern_alike(pattern, names) for pattern in patterns)


def _pattern_alike(pattern: Pattern, names: Mapping[str, str]) -> str:
    parts = []
    for slot in (pattern.subject, pattern.predicate, pattern.object):
        if isinstance(slot, Var) and slot.hidden:
            parts.append(names.get(slot.name, "hidden"))
        elif isinstance(slot, Path):
            parts.append(str(_flat(slot)))
        elif isinstance(slot, ox.Literal):
            parts.append(_literal_alike(slot))
        else:
            parts.append(str(slot))
    return " ".join(parts)


def _flat(path: Path) -> Path:
    """Return a path without brackets in sequences and alternatives."""
    parts = [_flat(part) for part in path.parts]
    if path.kind in ("/", "|"):
        parts = [inner for part in parts for inner in (part.parts if part.kind == path.kind else (part,))]
    return Path(path.kind, tuple(parts), path.predicate)


def _literal_alike(literal: ox.Literal) -> str:
    with silence():
        if literal.language:
            return Literal(literal.value, lang=literal.language).n3()
        plain = literal.datatype.value == XSD + "string"
        return Literal(literal.value, datatype=None if plain else literal.datatype.value).n3()
