"""Answer assistants from the workers: over HTTP beside everything else, or over standard input and output alone."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from coalition.assistants.server import Call, serve_stdio
from coalition.errors import CoalitionError
from coalition.output.reply import Head
from coalition.service.generations import build
from coalition.service.pool import Pool, Refused, Reply
from coalition.service.settings import Settings

if TYPE_CHECKING:
    from coalition.assistants.proposing import Proposing

WORKERS = 2
"""How many processes answer one assistant."""

CLIENT: ContextVar[str] = ContextVar("client", default="")
"""The client whose request is being answered."""

Run = Callable[[str, dict[str, Any], str], Awaitable[Reply]]
"""Has a worker answer: the kind of the request, what its handler is given, and the client."""


def calls(run: Run) -> Call:
    """Return what the server of assistants calls, from what has a worker answer."""

    async def call(kind: str, given: dict[str, Any]) -> tuple[Head, bytes]:
        try:
            reply = await run(kind, given, CLIENT.get())
        except Refused as refusal:
            raise CoalitionError(refusal.detail) from None
        try:
            body = reply.body if reply.file is None else os.pread(reply.file, reply.size, 0)
        finally:
            reply.close()
        return Head(reply.type, reply.status, reply.headers), body

    return call


async def over_stdio(settings: Settings, proposing: Proposing | None = None) -> None:
    """Answer an assistant over standard input and output, until it closes them; with `proposing` it may draft passages.

    Raises
    ------
    CoalitionError
        When the graph cannot be opened.
    """
    pool = Pool(settings, workers=WORKERS)
    try:
        await build(settings)
        await pool.open()
        await serve_stdio(calls(pool.run), proposing)
    except Refused as refusal:
        raise CoalitionError(refusal.detail) from None
    finally:
        await pool.close()
