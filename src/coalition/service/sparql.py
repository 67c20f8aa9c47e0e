"""Answer queries of the SPARQL protocol, in a worker."""

from __future__ import annotations

import codecs
from collections.abc import Mapping
from typing import IO, Any

import pyoxigraph as ox

from coalition import limits
from coalition.errors import QueryError
from coalition.graph import Graph
from coalition.output import CITATIONS
from coalition.output.negotiation import GRAPHS, RESULTS, negotiated
from coalition.output.reply import Head
from coalition.query import formats
from coalition.rdf import sparql, turtle
from coalition.rdf.store import Dataset, Triples, as_quad


def answer(graph: Graph, given: Mapping[str, Any], output: IO[bytes]) -> Head:
    """Answer a query in the format that is accepted.

    Parameters
    ----------
    graph:
        The graph that is asked, or a view of it.
    given:
        `query`, its text; `default` and `named`, the IRIs of the dataset; `accept`, the header field; `format`, a name
        or a media type that goes before it; `why`, whether evidence is told; `view`, the parameters of a view; `base`,
        what relative IRIs are relative to.
    output:
        What the answer is written to.

    Raises
    ------
    QueryError, SelectionError
        When the query cannot be answered as asked.
    """
    text = given["query"]
    if given.get("base") and sparql.relative(text):
        text = f"BASE <{given['base']}> {text}"
    graph = graph.view(**given["view"]) if given.get("view") else graph
    dataset = _dataset(given)
    form = sparql.form(text)
    kinds = GRAPHS if form in ("CONSTRUCT", "DESCRIBE") else RESULTS
    name, media_type = negotiated(kinds, given.get("accept") or "", given.get("format") or "")
    if given.get("why") or name in CITATIONS or name in formats.PEOPLE:
        if dataset:
            what = "evidence is found in the whole graph, not in a dataset of the request"
            raise QueryError(what, where="query", remedy="leave out default-graph-uri and named-graph-uri, or why")
        _write(graph, text, name, bool(given.get("why")), output)
        return Head(media_type, fixed={"format": name})
    result = graph.store.query(text, dataset=dataset, in_order=name not in formats.SORTED)
    if isinstance(result, Triples):
        turtle.write((as_quad(triple) for triple in limits.counted(result, "query")), name, output)
    else:
        plain = name == "csv" and sparql.copies_iris(text) and graph._has_plain_iris
        formats.stream(result, name, output, plain=plain)
    return Head(media_type, fixed={"format": name})


def _dataset(given: Mapping[str, Any]) -> Dataset | None:
    graphs = []
    for name in ("default", "named"):
        try:
            graphs.append(tuple(ox.NamedNode(iri) for iri in given.get(name) or ()))
        except ValueError as fault:
            what = f"the IRI of a graph is not valid: {fault}"
            raise QueryError(what, where=f"{name}-graph-uri", remedy="give an absolute IRI") from None
    return Dataset(*graphs) if any(graphs) else None


def _write(graph: Graph, text: str, name: str, why: bool, output: IO[bytes]) -> None:
    result = graph.query(text)
    evidence = (lambda: graph.evidence(text)) if why or name in CITATIONS else None
    about = graph.about() if name == "json" else None
    writer = codecs.getwriter("utf-8")(output)
    formats.write(result, writer, name, evidence=evidence, cite=graph.citations, about=about)  # type: ignore[arg-type]
