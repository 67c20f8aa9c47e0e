"""Answer what the Graph Store Protocol reads, in a worker."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain
from typing import IO, Any

import pyoxigraph as ox

from coalition.errors import NotFoundError, QueryError
from coalition.graph import Graph
from coalition.output.negotiation import GRAPHS, negotiated
from coalition.output.reply import Head
from coalition.query.export import write
from coalition.rdf import turtle


def answer(graph: Graph, given: Mapping[str, Any], output: IO[bytes]) -> Head:
    """Write one graph of the store: `given` has its IRI as `graph`, or None for the default graph.

    Raises
    ------
    NotFoundError
        When there is no such graph.
    QueryError
        When what is given is no IRI.
    """
    name, media_type = negotiated(GRAPHS, given.get("accept") or "", given.get("format") or "")
    head = Head(media_type, fixed={"format": name})
    if given["graph"] is None:
        write(graph.store, output, format=name, columns=graph._columns)
        return head
    try:
        iri = ox.NamedNode(given["graph"])
    except ValueError as fault:
        raise QueryError(f"the IRI of the graph is not valid: {fault}", remedy="give an absolute IRI") from None
    quads = graph.store.quads(None, None, None, iri)
    first = next(quads, None)
    if first is None:
        raise NotFoundError(f"there is no graph {iri.value}", remedy="ask for the graphs with SELECT DISTINCT ?g")
    plain = (ox.Quad(q.subject, q.predicate, q.object) for q in chain([first], quads))
    turtle.write(plain, name, output)
    return head
