"""Answer requests in a process of its own, which has a graph open and no way to the network."""

from __future__ import annotations

import gc
import io
import socket
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import IO, Any, cast

from coalition import processes
from coalition.errors import CoalitionError, LimitError
from coalition.graph import Graph
from coalition.output import problems
from coalition.output.reply import Head
from coalition.service import compression, frames
from coalition.service.settings import LARGE

HANDLERS: Mapping[str, str] = {
    "sparql": "coalition.service.sparql",
    "graph": "coalition.service.graphs",
    "operation": "coalition.operations.answers",
    "openapi": "coalition.operations.openapi",
    "reconcile": "coalition.reconciliation.answers",
    "feed": "coalition.feed.answers",
    "tool": "coalition.assistants.tools",
    "thing": "coalition.publication.things",
    "description": "coalition.publication.description",
    "page": "coalition.pages.answers",
}
"""The module whose function `answer` handles each kind of request."""

OLD = 5
"""How many collections of young objects an answer may leave behind before the old ones are looked through."""

Handler = Callable[[Graph, Mapping[str, Any], IO[bytes]], Head]


class Output(io.BufferedIOBase):
    """Hold the body of an answer, in memory as long as it is small, and refuse more than `most` bytes."""

    def __init__(self, most: int) -> None:
        self.most, self.size = most, 0
        self.held: IO[bytes] = tempfile.SpooledTemporaryFile(frames.INLINE)  # noqa: SIM115

    def writable(self) -> bool:
        """Tell that it can be written."""
        return True

    def write(self, part: Any, /) -> int:
        """Take a part of the body.

        Raises
        ------
        LimitError
            When the body is too large.
        """
        content = bytes(part)
        self.size += len(content)
        if self.size > self.most:
            what = f"the answer has more than {self.most:,} bytes"
            raise LimitError(what, remedy="ask for less, with LIMIT or a narrower question")
        return self.held.write(content)


def load() -> dict[str, Handler]:
    """Import what answers requests, and let it prepare what all workers share."""
    modules = {kind: import_module(module) for kind, module in HANDLERS.items()}
    for module in modules.values():
        getattr(module, "prepare", lambda: None)()
    return {kind: module.answer for kind, module in modules.items()}


def work(channel: socket.socket, graph: Graph, handlers: Mapping[str, Handler], most: int) -> None:
    """Answer the requests that come through a channel, one after another, until it is closed.

    `most` is how many bytes the body of an answer may have.
    """
    graph.store  # noqa: B018  opened before the first request waits for it
    frames.send(channel, {"ready": True})
    decoder = frames.Decoder()
    gc.set_threshold(*gc.get_threshold()[:2], 100 * OLD)  # not while a reader waits
    while frame := frames.receive(channel, decoder):
        begun = time.monotonic()
        head, output = respond(graph, handlers, frame.content, most)
        if time.monotonic() > begun + LARGE:
            processes.give_back()
        _send(channel, head, output, frame.content.get("encoding"))
        if gc.get_count()[2] >= OLD:
            gc.collect()
            gc.freeze()  # what is kept for later answers is not looked through again


def respond(
    graph: Graph, handlers: Mapping[str, Handler], request: Mapping[str, Any], most: int
) -> tuple[Head, Output]:
    """Answer one request: with a problem where it cannot be answered as asked."""
    output = Output(most)
    try:
        return handlers[request["kind"]](graph, request["given"], cast("IO[bytes]", output)), output
    except CoalitionError as fault:
        status, detail = problems.of(fault)
    except MemoryError:
        status, detail = 503, problems.problem(503, "memory", "this takes more memory than a worker has")
    except RecursionError:
        status, detail = 503, problems.problem(503, "memory", "this is nested too deep")
    except Exception:
        traceback.print_exc(file=sys.stderr)
        status, detail = 500, problems.problem(500, "fault", "an unexpected fault, which the log of the service tells")
    output.held.close()
    output = Output(most)
    output.write(problems.encoded(detail))
    return Head(problems.TYPE, status), output


def _send(channel: socket.socket, head: Head, output: Output, encoding: str | None) -> None:
    output.held.seek(0)
    size, file = output.size, output.held
    headers = dict(head.headers)
    if encoding and size >= compression.LEAST and compression.compresses(head.type):
        file = tempfile.SpooledTemporaryFile(frames.INLINE)  # noqa: SIM115
        size = compression.compress(output.held, file, encoding)
        file.seek(0)
        output.held.close()
        headers["content-encoding"] = encoding
    content = {"status": head.status, "type": head.type, "headers": headers, "fixed": dict(head.fixed), "size": size}
    if size <= frames.INLINE:
        frames.send(channel, content, file.read())
    else:
        file.flush()
        frames.send(channel, {**content, "file": True}, file=file.fileno())
    file.close()
