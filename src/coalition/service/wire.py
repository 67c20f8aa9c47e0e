"""Speak HTTP/1.1 to clients that may be slow, many or hostile; answer at once what is kept.

This is uvicorn's protocol with limits: on the size of what is received, on the time that a client takes, and on the
connections of one client and of all.
"""

from __future__ import annotations

import asyncio
from collections import Counter, OrderedDict
from typing import Any

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from coalition.service.cache import Cache
from coalition.service.settings import KIB, Settings

AT_ONCE = 64 * KIB
"""How large an answer may be that is sent at once; a larger one waits for its client to read."""


class _Done:
    """Stand for the request that was answered at once."""

    response_complete = True
    keep_alive = True
    disconnected = False
    more_body = False

    class message_event:
        """Stand for what nobody waits for."""

        @staticmethod
        def set() -> None:
            """Do nothing."""


DONE: Any = _Done()


class Doorkeeper:
    """Know all connections: let in as many as there may be, and close those that have been idle longest for others."""

    def __init__(self, settings: Settings, cache: Cache) -> None:
        self.settings, self.cache = settings, cache
        self.clients: Counter[str] = Counter()
        self.idle: OrderedDict[Connection, None] = OrderedDict()
        self.open = 0
        self.refused: Counter[str] = Counter()
        """How many connections were closed, by why."""
        self.answered = 0
        """How many requests were answered at once."""

    def key(self, url: bytes, headers: list[tuple[bytes, bytes]]) -> tuple[bytes, ...] | None:
        """Return the key of a GET request in the cache; None where its answer depends on more than the key."""
        accept = encoding = host = b""
        for name, value in headers:
            if name == b"accept":
                accept += value
            elif name == b"accept-encoding":
                encoding += value
            elif name == b"host":
                host = value
            elif name in (b"if-none-match", b"expect", b"upgrade", b"content-length", b"transfer-encoding"):
                return None
        return url, accept, encoding, host


class Connection(HttpToolsProtocol):
    """Hold one connection. The subclass that `connections` makes knows its doorkeeper."""

    keeper: Doorkeeper

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.received = 0
        self.heading = True
        self.timer: asyncio.TimerHandle | None = None
        self.stalled: asyncio.TimerHandle | None = None
        self.address = ""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Let a client in, or turn it away."""
        super().connection_made(transport)
        keeper = self.keeper
        self.address = self.client[0] if self.client else ""
        keeper.clients[self.address] += 1
        keeper.open += 1
        if keeper.open > keeper.settings.connections:
            idle = next(iter(keeper.idle), None)
            (idle or self)._drop("crowded")
        elif keeper.clients[self.address] > keeper.settings.connections_each:
            self._drop("crowded by one client")
        self._rest()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget a client."""
        super().connection_lost(exc)
        keeper = self.keeper
        keeper.open -= 1
        keeper.clients[self.address] -= 1
        if not keeper.clients[self.address]:
            del keeper.clients[self.address]
        keeper.idle.pop(self, None)
        for timer in (self.timer, self.stalled):
            if timer:
                timer.cancel()
        self.timer = self.stalled = None

    def _rest(self) -> None:
        """Wait for the next request, for a while."""
        self.received, self.heading = 0, True
        if not self.transport.is_closing():
            self.keeper.idle[self] = None
            self.keeper.idle.move_to_end(self)
            self._set_timer()

    def _set_timer(self) -> None:
        if self.timer:
            self.timer.cancel()
        self.timer = self.loop.call_later(self.keeper.settings.patience, self._too_late)

    def _too_late(self) -> None:
        if self.received:
            self._close(408, "the request did not arrive in time")
        else:
            self._drop("idle")

    def _drop(self, why: str) -> None:
        self.keeper.refused[why] += 1
        self.keeper.idle.pop(self, None)
        self.transport.abort()

    def _close(self, status: int, detail: str) -> None:
        """Tell why a request is not read on, and close the connection."""
        self.keeper.refused[str(status)] += 1
        if self.cycle is None or self.cycle.response_complete:
            body = detail.encode() + b"\n"
            head = b"content-type: text/plain; charset=utf-8\r\ncontent-length: %d\r\n" % len(body)
            self.transport.write(STATUS_LINE[status] + head + b"connection: close\r\n\r\n" + body)
            self.transport.close()
        else:
            self.transport.abort()

    def data_received(self, data: bytes) -> None:
        """Take what has arrived, unless it is too much."""
        self.keeper.idle.pop(self, None)
        settings = self.keeper.settings
        self.received += len(data)
        super().data_received(data)
        if self.parser is None or self.transport.is_closing():
            return
        if self.heading and self.received > settings.head + 256 * KIB:
            self._close(431, "the header fields are too large")
        elif self.received > settings.head + 2 * settings.body + 256 * KIB:
            self._close(413, "the request is too large")

    def on_headers_complete(self) -> None:
        """Answer at once what is kept; else start to answer."""
        self.heading = False
        if self._answered():
            return
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """Note that a request has arrived whole."""
        super().on_message_complete()
        self.received, self.heading = 0, True
        if self.timer:
            self.timer.cancel()
            self.timer = None
        if self.cycle is DONE:
            self._rest()

    def _answered(self) -> bool:
        """Send the answer that is kept, if there is one, and tell whether there was."""
        parser = self.parser
        if parser.get_method() != b"GET" or parser.get_http_version() != "1.1" or not parser.should_keep_alive():
            return False
        if self.pipeline or not (self.cycle is None or self.cycle.response_complete) or self.flow.write_paused:
            return False
        key = self.keeper.key(self.url, self.headers)
        kept = self.keeper.cache.get(key) if key else None
        if kept is None or not kept.wire or len(kept.body) > AT_ONCE:
            return False
        self.keeper.answered += 1
        self.server_state.total_requests += 1
        dated = b"".join(b"%b: %b\r\n" % field for field in self.server_state.default_headers)
        self.transport.write(kept.wire + dated + b"\r\n" + kept.body)
        self.cycle = DONE
        return True

    def on_response_complete(self) -> None:
        """Go on to the next request."""
        super().on_response_complete()
        if self.timer is None:
            self._rest()

    def pause_writing(self) -> None:
        """Give a client that does not read a while."""
        super().pause_writing()
        if self.stalled is None:
            self.stalled = self.loop.call_later(self.keeper.settings.patience, self._drop, "does not read")

    def resume_writing(self) -> None:
        """Note that a client reads again."""
        super().resume_writing()
        if self.stalled:
            self.stalled.cancel()
            self.stalled = None


def connections(keeper: Doorkeeper) -> type[Connection]:
    """Return the class of connections that a doorkeeper looks after."""
    return type("Connection", (Connection,), {"keeper": keeper})
