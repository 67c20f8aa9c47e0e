"""Serve quads by SPARQL 1.1 Protocol within the test process, rightly or, if told so, wrongly."""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import network_guard
import pyoxigraph as ox

RESULTS = "application/sparql-results+json"


@dataclass
class Answer:
    """Hold an answer that can still be changed; `broken` says after how many bytes the connection ends."""

    body: bytes
    type: str = RESULTS
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    broken: int | None = None


Lie = Callable[[Answer, dict[str, list[str]], dict[str, str]], Answer]
"""Changes a right answer, given the form and the header fields of the request."""


@dataclass
class Endpoint:
    """Hold a server that runs.

    `union` says that its default graph is the union of all graphs. `loses` tells of an update whether it is lost.
    """

    url: str
    store: ox.Store
    asked: list[dict[str, list[str]]]
    headers: list[dict[str, str]]
    lie: Lie | None = None
    union: bool = False
    loses: Callable[[str], bool] | None = None
    updates: list[str] = field(default_factory=list)


def answered(served: Endpoint, form: dict[str, list[str]]) -> Answer:
    """Return the right answer to a query, or make an update."""
    store = served.store
    if "update" in form:
        served.updates.append(form["update"][0])
        try:
            store.update(form["update"][0])
        except (SyntaxError, ValueError) as fault:
            return Answer(str(fault).encode(), "text/plain", 400)
        return Answer(b"", "text/plain")
    graphs: dict[str, Any] = {
        name: [ox.NamedNode(iri) for iri in form.get(field, [])] or None
        for name, field in (("default_graph", "default-graph-uri"), ("named_graphs", "named-graph-uri"))
    }
    try:
        given = {key: value for key, value in graphs.items() if value}
        found = store.query(form["query"][0], use_default_graph_as_union=served.union and not given, **given)
    except (SyntaxError, ValueError) as fault:
        return Answer(str(fault).encode(), "text/plain", 400)
    if isinstance(found, ox.QueryTriples):
        return Answer(ox.serialize(found, format=ox.RdfFormat.N_TRIPLES) or b"", "application/n-triples")
    return Answer(found.serialize(format=ox.QueryResultsFormat.JSON) or b"")


@contextmanager
def endpoint(
    quads: Iterable[ox.Quad] = (), lie: Lie | None = None, tls: ssl.SSLContext | None = None
) -> Iterator[Endpoint]:
    """Serve quads at a free port of this machine, with `tls` by HTTPS."""
    store = ox.Store()
    store.bulk_extend(quads)
    served = Endpoint("", store, [], [], lie)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # else a body waits until the client has said that it has the header

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            form = parse_qs(body.decode())
            served.asked.append(form)
            served.headers.append(dict(self.headers.items()))
            loses = served.loses and "update" in form and served.loses(form["update"][0])
            is_query = "query" in form or "update" in form
            answer = answered(served, form) if is_query and not loses else Answer(b"", "text/plain")
            if served.lie:
                answer = served.lie(answer, form, dict(self.headers.items()))
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.type)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body[: answer.broken])
            if answer.broken is not None:
                self.close_connection = True

        do_GET = do_POST

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    served.url = f"{'https' if tls else 'http'}://127.0.0.1:{server.server_port}/sparql"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    network_guard.STARTED.add(server.server_port)  # wrapped for TLS, a socket is another one
    try:
        yield served
    finally:
        network_guard.STARTED.discard(server.server_port)
        server.shutdown()
        thread.join()
        server.server_close()


def rows(*cells: dict[str, Any], columns: Iterable[str] = ("s",)) -> bytes:
    """Return results with one row for each of `cells`."""
    return json.dumps({"head": {"vars": [*columns]}, "results": {"bindings": [*cells]}}).encode()
