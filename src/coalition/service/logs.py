"""Write what happens as lines of JSON, each with the identifier of the request that it is about."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Mapping
from typing import Any, TextIO

SLOW = 1.0
"""From how many seconds on a request is noted in any case."""


class Log:
    """Write lines to standard error: of each request where `all_requests`, else of what was slow or went wrong.

    The parameters of a request are not written, since they may be nobody else's business.
    """

    def __init__(self, output: TextIO | None = None, all_requests: bool = False) -> None:
        self.output = output or sys.stderr
        self.all_requests = all_requests
        self._process = os.urandom(4).hex()
        self._number = 0

    def new_id(self) -> str:
        """Return an identifier that no other request has."""
        self._number += 1
        return f"{self._process}-{self._number:x}"

    def request(self, scope: Mapping[str, Any], request_id: str, status: int, size: int, taken: float) -> None:
        """Note a request that has been answered; a status of 0 means that the client went away before."""
        if not (self.all_requests or taken > SLOW or status >= 500):
            return
        client = scope.get("client")
        self.event(
            "request",
            id=request_id,
            client=client[0] if client else "",
            method=scope["method"],
            path=scope["path"][:500],
            status=status,
            bytes=size,
            seconds=round(taken, 4),
        )

    def event(self, what: str, **more: Any) -> None:
        """Note that something has happened."""
        now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        print(json.dumps({"time": now, "event": what, **more}), file=self.output, flush=True)
