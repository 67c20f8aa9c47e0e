"""End a request when its time is over, whatever the server does.

A library waits for each piece of an answer, and a server that sends a byte now and then would never let it end. So a
second thread shuts the connection down when the time is over.
"""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from types import TracebackType
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

CURRENT = threading.local()
"""Holds, as `deadline`, that of the request which the thread has under way."""


class Deadline:
    """Shut down the connection of the request of this thread after so many seconds, unless the block has ended."""

    def __init__(self, seconds: float) -> None:
        self.over = False
        self.connection: Any = None
        self._timer = threading.Timer(seconds, self._end)
        self._timer.daemon = True

    def _end(self) -> None:
        self.over = True
        with suppress(OSError, AttributeError):
            self.connection.shutdown(socket.SHUT_RDWR)

    def __enter__(self) -> Deadline:
        CURRENT.deadline = self
        self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()
        CURRENT.deadline = None


def is_over() -> bool:
    """Tell whether the time of the request of this thread is over."""
    deadline = getattr(CURRENT, "deadline", None)
    return deadline is not None and deadline.over


def _tell(connection: Any) -> None:
    if deadline := getattr(CURRENT, "deadline", None):
        deadline.connection = connection.sock
        if deadline.over:
            deadline._end()


class Plain(HTTPConnection):
    """Tell the deadline of a request on which connection it is sent."""

    def request(self, *given: Any, **named: Any) -> None:
        """Send a request."""
        super().request(*given, **named)
        _tell(self)


class Secure(HTTPSConnection):
    """Do the same with TLS."""

    def request(self, *given: Any, **named: Any) -> None:
        """Send a request."""
        super().request(*given, **named)
        _tell(self)


class PlainPool(HTTPConnectionPool):
    """Hold such connections."""

    ConnectionCls = Plain


class SecurePool(HTTPSConnectionPool):
    """Hold such connections."""

    ConnectionCls = Secure


class Adapter(HTTPAdapter):
    """Send requests on connections that a deadline can end."""

    def init_poolmanager(self, *given: Any, **named: Any) -> None:
        """Make the pools of connections."""
        super().init_poolmanager(*given, **named)
        self.poolmanager.pool_classes_by_scheme = {"http": PlainPool, "https": SecurePool}
