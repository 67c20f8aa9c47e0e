"""Read what a server answers to a query, as the W3C defines it, and refuse what is none or not whole."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pyoxigraph as ox

from coalition.errors import StoreError
from coalition.namespaces import XSD
from coalition.rdf.store import canonical
from coalition.remote.client import Client, Reply

RESULTS = "application/sparql-results+json"
TRIPLES = "application/n-triples"
TYPES = {TRIPLES: ox.RdfFormat.N_TRIPLES, "text/turtle": ox.RdfFormat.TURTLE, "text/plain": ox.RdfFormat.N_TRIPLES}

NO_ENDPOINT = "name the address of a SPARQL 1.1 endpoint"

CUT = "X-SPARQL-MaxRows"
"""The header field that tells how many rows a server gives at most."""

STATE = "X-SQL-State"
"""The header field of a server that gave up in the middle, and sends with status 200 what it had."""


def truth(reply: Reply, client: Client) -> ox.QueryBoolean:
    """Return the answer to an ASK query.

    Raises
    ------
    StoreError
        When it is no such answer.
    """
    found = _read(reply, client)
    if not isinstance(found.get("boolean"), bool):
        raise client.fault("it answers ASK with something else", NO_ENDPOINT)
    answer = ox.parse_query_results(json.dumps(found).encode(), format=ox.QueryResultsFormat.JSON)
    assert isinstance(answer, ox.QueryBoolean)
    return answer


def rows(reply: Reply, client: Client, cap: int = 0) -> ox.QuerySolutions:
    """Return the answer to a SELECT query, of which no row is given before all are read.

    Parameters
    ----------
    reply:
        What the server sent.
    client:
        Who asked.
    cap:
        How many rows the server is known to give at most; 0 where it is not known to have such a limit.

    Raises
    ------
    StoreError
        When it is no such answer, or not the whole of it.
    """
    found = _read(reply, client)
    try:
        bindings = found["results"]["bindings"]
        _mend(bindings)
        content = json.dumps(found).encode()
        for _ in ox.parse_query_results(content, format=ox.QueryResultsFormat.JSON):  # type: ignore[union-attr]
            pass
        answer = ox.parse_query_results(content, format=ox.QueryResultsFormat.JSON)
    except (ValueError, LookupError, TypeError, AttributeError, SyntaxError):
        raise _no_result(client) from None
    most = min(filter(None, (cap, number(reply.headers.get(CUT, "")))), default=0)
    if most and len(bindings) >= most:
        what = f"it gives at most {most:,} rows, and so perhaps not all"
        raise client.fault(what, "ask for less with LIMIT, or let it give more")
    assert isinstance(answer, ox.QuerySolutions)
    return answer


def _read(reply: Reply, client: Client) -> dict[str, Any]:
    _whole(reply, client)
    if reply.type not in (RESULTS, "application/json"):
        raise _foreign(reply, client, "results in JSON")
    try:
        found = json.loads(reply.body)
    except (ValueError, RecursionError):
        raise _no_result(client) from None
    if not isinstance(found, dict):
        raise _no_result(client)
    return found


def _no_result(client: Client) -> StoreError:
    return client.fault("its answer is no whole result in JSON", "ask again, and see its log")


def graph(reply: Reply, client: Client) -> Iterator[ox.Triple]:
    """Return the triples of the answer to a CONSTRUCT or DESCRIBE query, of which none is given before all are read.

    Raises
    ------
    StoreError
        When it is no such answer, or not the whole of it.
    """
    _whole(reply, client)
    if reply.type not in TYPES:
        raise _foreign(reply, client, "triples")
    try:
        return iter([quad.triple for quad in ox.parse(reply.body, format=TYPES[reply.type])])
    except (SyntaxError, ValueError):
        raise client.fault("its answer is no RDF, or not the whole of it", "ask again, and see its log") from None


def _whole(reply: Reply, client: Client) -> None:
    if state := reply.headers.get(STATE):
        what = f"it gave up in the middle of the answer ({STATE}: {state[:20]})"
        raise client.fault(what, "ask for less, or let it take more time")


def _foreign(reply: Reply, client: Client, wanted: str) -> StoreError:
    what = f"it answers with {reply.type[:60] or 'content without a type'} in the place of {wanted}"
    return client.fault(what, NO_ENDPOINT)


def _mend(rows: list[dict[str, dict[str, Any]]]) -> None:
    """Write cells as the W3C has them, and their values as the embedded engine does."""
    for cell in (cell for row in rows for cell in row.values() if cell["type"] == "bnode"):
        cell["value"] = re.sub("[^A-Za-z0-9]", "x", cell["value"])  # Virtuoso calls them nodeID://b10001
    typed = [cell for row in rows for cell in row.values() if cell.get("datatype", XSD + "string") != XSD + "string"]
    forms = {(cell["value"], cell["datatype"]) for cell in typed}
    known = {form: ox.Literal(form[0], datatype=ox.NamedNode(form[1])) for form in forms}
    written = canonical(known.values())
    for cell in typed:
        cell["type"] = "literal"
        cell["value"] = written[known[cell["value"], cell["datatype"]]].value


def number(text: str) -> int:
    """Return the whole number in a header field or a cell; 0 where it is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def count(found: ox.QuerySolutions, client: Client) -> int:
    """Return the number that is the only cell of an answer.

    Raises
    ------
    StoreError
        When there is none.
    """
    first = next(found, None)
    cell = first[0] if first is not None else None
    if not isinstance(cell, ox.Literal) or (cell.value != "0" and not number(cell.value)):
        raise client.fault("it answers a count with something else", NO_ENDPOINT)
    return int(cell.value)
