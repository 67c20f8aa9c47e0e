"""The SHACL shapes of the ontology, held against a graph by pySHACL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from coalition.errors import GraphError
from coalition.terms import shorten

SH = "http://www.w3.org/ns/shacl#"


def violations(quads: Iterator[ox.Quad], ontology: Path) -> Iterator[GraphError]:
    """Each fault that the shapes find in `quads`, as one line: the thing, its value, and the remedy of the shape.

    Parameters
    ----------
    quads:
        What is to be validated, as one graph.
    ontology:
        The folder that holds `shapes.ttl` and `coalition.ttl`.
    """
    import pyshacl
    from rdflib import Graph, Namespace
    from rdflib.namespace import RDF

    data = Graph()
    triples = b"\n".join(f"{quad.triple} .".encode() for quad in quads)
    data.parse(data=triples, format="nt")
    shapes = Graph().parse(ontology / "shapes.ttl", format="turtle")
    data.parse(
        ontology / "coalition.ttl", format="turtle"
    )  # the listed values, such as cg:Asserts, have their classes there
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes, inference="none")
    shacl = Namespace(SH)
    found = []
    for result in report.subjects(RDF.type, shacl.ValidationResult):
        values = {str(p).removeprefix(SH): o for p, o in report.predicate_objects(result)}
        found.append((str(values.get("focusNode", "")), str(values.get("sourceShape", "")), values))
    for focus, shape, values in sorted(found, key=lambda item: item[:2]):
        yield GraphError(
            _told(focus, shape, values), where=shorten(focus) or focus, remedy=str(values.get("resultMessage", ""))
        )


def _told(focus: str, shape: str, values: dict[str, Any]) -> str:
    path = str(values.get("resultPath", ""))
    value = str(values.get("value", ""))
    about = f" in {shorten(path) or path}" if path else ""
    held = f" ({shorten(value) or value})" if value and value != focus else ""
    return f"does not fit the shape {shape.rsplit('/', 1)[-1]}{about}{held}"
