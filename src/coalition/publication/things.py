"""Answer with the record of one thing, passage or source, for whoever follows its IRI; in a worker."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from typing import IO, Any

import pyoxigraph as ox

from coalition.errors import NotFoundError
from coalition.graph import Graph
from coalition.output.negotiation import Formats, negotiated
from coalition.output.reply import Head
from coalition.query import report
from coalition.query.description import describe
from coalition.query.export import write
from coalition.rdf import turtle
from coalition.rdf.formats import FORMATS

MEDIA: Formats = {
    "turtle": ("text/turtle",),
    "jsonld": ("application/ld+json",),
    "ntriples": ("application/n-triples",),
    "rdfxml": ("application/rdf+xml",),
    "trig": ("application/trig",),
    "json": ("application/json",),
    "html": ("text/html", "application/xhtml+xml"),
}
"""The media type of each format; `json` is what the command show writes, and `html` a page of `coalition.pages`."""

SUFFIXES: Mapping[str, str] = {
    **{name: FORMATS[name].suffix for name in MEDIA if name in FORMATS},
    "json": ".json",
    "html": ".html",
}
"""How the addresses of descriptions end, by format."""


def answer(graph: Graph, given: Mapping[str, Any], output: IO[bytes]) -> Head:
    """Write what the graph says of a thing.

    In RDF that is what `Graph.export` writes of it, with the passages that state each fact; TriG holds the passages as
    named graphs. A passage comes with what it states and with its record.

    Parameters
    ----------
    graph:
        The graph.
    given:
        `iri`, of the thing; `format`, one of MEDIA, or nothing, which leads to the address of the format that `accept`
        prefers; `path`, that of the thing; `snapshot`, the digest of the one that the request named, if it did.
    output:
        What the answer is written to.

    Raises
    ------
    NotFoundError
        When the graph does not mention the thing.
    SelectionError
        When there is no such format.
    """
    name, media_type = negotiated(MEDIA, given.get("accept") or "", given.get("format") or "")
    try:
        node = ox.NamedNode(given["iri"])
    except ValueError:
        raise NotFoundError("this is not the path of a thing", remedy="look for its name with /api/search") from None
    if not _mentioned(graph, node):
        raise NotFoundError(f"there is no {node.value}", remedy="look for its name with /api/search")
    if not given.get("format"):
        snapshot = f"?snapshot={given['snapshot']}" if given.get("snapshot") else ""
        return Head(media_type, 303, {"location": given["path"] + SUFFIXES[name] + snapshot})
    if name == "json":
        text = io.StringIO()
        report.write_description_json(describe(graph._tracer, node.value), text, graph.about())
        output.write(text.getvalue().encode())
    elif next(graph.store.quads(None, None, None, node), None):
        turtle.write(_passage(graph, node, dataset=FORMATS[name].dataset), name, output)
    else:
        provenance = None if FORMATS[name].dataset else "rdf11"
        columns = graph._columns if graph._large else None
        write(graph.store, output, format=name, thing=node.value, provenance=provenance, columns=columns)
    return Head(media_type)


def _mentioned(graph: Graph, node: ox.NamedNode) -> bool:
    patterns = ((node, None, None, None), (None, None, node, None), (None, None, None, node))
    return any(next(graph.store.quads(*pattern), None) for pattern in patterns)


def _passage(graph: Graph, node: ox.NamedNode, *, dataset: bool) -> Iterator[ox.Quad]:
    """Yield what a named graph states, and what is recorded about it."""
    for quad in graph.store.quads(None, None, None, node):
        yield quad if dataset else ox.Quad(quad.subject, quad.predicate, quad.object)
    for quad in graph.store.quads(node, None, None, ox.DefaultGraph()):
        yield quad
