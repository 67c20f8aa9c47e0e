"""The SHACL shapes of the ontology, held against a graph by pySHACL."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from coalition.errors import GraphError
from coalition.namespaces import shorten
from coalition.schema import parse_turtle


def violations(quads: Iterable[ox.Quad], words: Iterable[ox.Triple], shapes: Path) -> Iterator[GraphError]:
    """Each fault that the shapes find in `quads`, as one line: the thing, its value, and the remedy of the shape.

    Parameters
    ----------
    quads:
        What is to be validated, as one graph.
    words:
        The ontology: the values that it lists, such as cg:Asserts, have their classes there.
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
    found = []
    for result in report.subjects(RDF.type, SH.ValidationResult):
        about = sorted(report.predicate_objects(result))
        values = {str(word).rpartition("#")[2]: node for word, node in about if not isinstance(node, BNode)}
        focus = str(values.get("focusNode", ""))
        found.append((focus, _told(focus, values), str(values.get("resultMessage", ""))))
    for focus, what, remedy in sorted(found):
        yield GraphError(what, where=shorten(focus) or focus, remedy=remedy)


def _report(data: Iterable[ox.Triple], path: Path) -> Any:
    """The report of pySHACL on `data`, as an rdflib graph."""
    import pyshacl

    shapes = _graph(_load(path))
    try:
        _, report, _ = pyshacl.validate(_graph(data), shacl_graph=shapes, inference="none")
        if isinstance(report, Exception):
            raise report
    except Exception as fault:  # of pySHACL, pyparsing or re: whatever a shape is made of
        remedy = "mend the shape"
        raise GraphError(f"the shapes cannot be applied ({fault})", where=str(path), remedy=remedy) from fault
    return report


def _load(path: Path) -> list[ox.Triple]:
    try:
        return parse_turtle(path, path.read_bytes())
    except OSError as error:
        what, remedy = f"the shapes cannot be read ({error.strerror})", "put the file there, or mend its permissions"
        raise GraphError(what, where=str(path), remedy=remedy) from None


def _graph(triples: Iterable[ox.Triple]) -> Any:
    from rdflib import Graph

    return Graph().parse(data="".join(f"{triple} .\n" for triple in triples), format="nt")


def _told(focus: str, values: dict[str, Any]) -> str:
    shape = str(values.get("sourceShape", "")).rsplit("/", 1)[-1]
    path = str(values.get("resultPath", ""))
    value = str(values.get("value", ""))
    about = f" in {shorten(path) or path}" if path else ""
    held = f" ({shorten(value) or value})" if value and value != focus else ""
    return f"does not fit {f'the shape {shape}' if shape else 'a shape'}{about}{held}"
