"""Validate a graph against the SHACL shapes of the ontology, with pySHACL."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from coalition import files
from coalition.errors import GraphError
from coalition.limits import PATIENCE, Budget
from coalition.namespaces import shorten
from coalition.rdf import turtle
from coalition.schema import parse_turtle


def violations(quads: Iterable[ox.Quad], words: Iterable[ox.Triple], shapes: Path) -> Iterator[GraphError]:
    """Yield a fault for each result of validation, with the message of its shape as the remedy.

    Parameters
    ----------
    quads:
        The data, validated as one graph.
    words:
        The ontology, which gives the classes of the values that it defines, such as cg:Asserts.
    shapes:
        The file of the shapes, in Turtle.

    Raises
    ------
    RDFSyntaxError, GraphError
        When the shapes cannot be read or applied.
    """
    from rdflib import BNode
    from rdflib.namespace import RDF, SH

    report = _report(chain((quad.triple for quad in quads), words), shapes)
    results = []
    for result in report.subjects(RDF.type, SH.ValidationResult):
        properties = sorted(report.predicate_objects(result))
        # A blank node has a random name, which must not be printed.
        values = {str(word).rpartition("#")[2]: node for word, node in properties if not isinstance(node, BNode)}
        focus = str(values.get("focusNode", ""))
        results.append((focus, _description(focus, values), str(values.get("resultMessage", ""))))
    for focus, what, remedy in sorted(results):  # pySHACL reports in no fixed order
        yield GraphError(what, where=shorten(focus) or focus, remedy=remedy)


def _report(data: Iterable[ox.Triple], path: Path) -> Any:
    """Return pySHACL's report on `data` as an rdflib graph."""
    import pyshacl

    graph, shapes = _graph(data), _graph(parse_turtle(path, files.read(path, GraphError)))
    try:
        with _quiet(), Budget(str(path), PATIENCE):
            _, report, _ = pyshacl.validate(graph, shacl_graph=shapes, inference="none")
        if isinstance(report, Exception):  # pySHACL returns some of its errors in the place of a report
            raise report
    except Exception as fault:  # what a bad shape raises depends on its parts: pySHACL's errors, pyparsing's or re's
        remedy = "correct the shape"
        raise GraphError(f"the shapes cannot be applied ({fault})", where=str(path), remedy=remedy) from fault
    return report


def _graph(triples: Iterable[ox.Triple]) -> Any:
    """Return triples as an rdflib graph; its parser would take half a minute for a literal of a megabyte."""
    from rdflib import Graph

    graph = Graph()
    for triple in triples:
        graph.add(tuple(map(_node, triple)))
    return graph


def _node(term: Any) -> Any:
    """Return a term as rdflib has it.

    Raises
    ------
    GraphError
        When it is a triple term, which rdflib does not have.
    """
    from rdflib import BNode, Literal, URIRef

    if isinstance(term, ox.NamedNode):
        return URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return BNode(term.value)
    if isinstance(term, ox.Triple):
        what = "SHACL shapes cannot be applied to a triple term"
        raise GraphError(what, where=turtle.term(term), remedy="give what it states an IRI")
    if term.language:
        return Literal(term.value, lang=term.language)
    try:
        with _quiet():
            return Literal(term.value, datatype=URIRef(term.datatype.value))
    except Exception:  # the value is out of the range of Python's types, which raise errors of many classes
        return Literal(term.value)


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep rdflib from printing a warning with a traceback for each literal that it cannot convert."""
    import logging

    logger = logging.getLogger("rdflib.term")
    disabled, logger.disabled = logger.disabled, True
    try:
        yield
    finally:
        logger.disabled = disabled


def _description(focus: str, values: dict[str, Any]) -> str:
    shape = str(values.get("sourceShape", "")).rsplit("/", 1)[-1]
    path = str(values.get("resultPath", ""))
    value = str(values.get("value", ""))
    in_property = f" in {shorten(path) or path}" if path else ""
    with_value = f" ({shorten(value) or value})" if value and value != focus else ""
    return f"does not fit {f'the shape {shape}' if shape else 'a shape'}{in_property}{with_value}"
