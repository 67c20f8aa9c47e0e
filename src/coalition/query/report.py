"""The reply to a query of any form, in the format that was asked for."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import TYPE_CHECKING, TextIO

from coalition.errors import SelectionError

if TYPE_CHECKING:
    import pyoxigraph as ox

    from coalition.graph import Graph
    from coalition.query.answer import Answer

ROWS = ("csv", "tsv", "json", "xml")
GRAPHS = ("turtle", "ntriples", "jsonld")
PEOPLE = ("table", "markdown")


def reply(
    graph: Graph,
    text: str,
    bindings: Mapping[str, ox.NamedNode | ox.Literal],
    output: TextIO,
    *,
    name: str = "query",
    format: str | None = None,
    why: bool = False,
    iris: bool = False,
) -> None:
    """Answer a query and write the reply; machine formats without evidence are written row by row as rows are found.

    Raises
    ------
    QueryError
        When the query cannot be answered.
    SelectionError
        When the format does not fit the form of the query.
    """
    if format in ROWS and not why:
        from coalition.output import data

        data.stream(graph.store.query(text, bindings, name), format, output.buffer)
        return
    found = graph.query(text, name, **bindings)
    if isinstance(found, bool):
        _truth(graph, found, text, output, format or "table", why)
    elif isinstance(found, list):
        _graph(found, format or "turtle", output, why)
    else:
        _rows(found, output, format or "table", why=why, iris=iris)


def _rows(found: Answer, output: TextIO, format: str, *, why: bool, iris: bool) -> None:
    from coalition.output import data, table

    if format in PEOPLE:
        table.answer(found, output, format=format, why=why, iris=iris)
    elif format == "json":
        data.answer_json(found, output)
    elif format in ("csv", "tsv"):
        data.answer_csv(found, output, "," if format == "csv" else "\t")
    elif format == "xml":
        raise SelectionError("results in XML have no place for evidence", remedy="choose json or csv with --why")
    else:
        raise SelectionError(f"SELECT gives rows, not {format}", remedy="ask with CONSTRUCT, or choose another format")


def _truth(graph: Graph, holds: bool, text: str, output: TextIO, format: str, why: bool) -> None:
    if format not in (*PEOPLE, "json"):
        what = f"ASK gives true or false, not {format}{' with evidence' if why else ''}"
        raise SelectionError(what, remedy="choose table, markdown or json")
    evidence = graph.evidence(text) if why else []
    if format == "json":
        from coalition.output import data

        data.truth_json(holds, evidence, output)
        return
    output.write(f"{str(holds).lower()}\n")
    if why:
        from coalition.output import table

        for found in evidence:
            output.writelines(table.grounds(found, "   · ", output))
        table.missing(evidence, output)
        if not holds:
            output.write("   · nothing that was asked for is there: an absence has no passage\n")


def _graph(triples: list[ox.Triple], format: str, output: TextIO, why: bool) -> None:
    if format not in GRAPHS:
        raise SelectionError(
            f"CONSTRUCT and DESCRIBE give a graph, not {format}", remedy=f"choose one of {', '.join(GRAPHS)}"
        )
    if why:
        remedy = "coalition export --query '...' --provenance gives the passages of each triple"
        raise SelectionError("--why is for rows", remedy=remedy)
    from coalition.rdf import turtle
    from coalition.rdf.store import place

    buffer = io.BytesIO()
    turtle.write((place(triple) for triple in triples), format, buffer)
    output.write(buffer.getvalue().decode())
