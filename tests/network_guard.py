"""Watch the connections that Python code of the test process asks for, and refuse those that leave the tests.

It sees Python's own sockets and look-ups of names, whatever library uses them, through the audit events of
https://docs.python.org/3/library/audit_events.html. It sees neither the engine's own client, which is not Python, nor
other processes: for those, tests open a listener and look at whether it was called (`rdf/test_service.py`,
`cli/test_supervisor.py`, `hostile/test_queries.py`).
"""

from __future__ import annotations

import ipaddress
import socket
import sys
import weakref
from typing import Any

STARTED: set[int] = set()
"""The ports of servers on loopback that tests have started as processes of their own; with EVERY, all of them."""

EVERY = -1
"""What stands for all ports of this machine, as long as a process runs that opens ports without telling, like Spark."""

LOOK_UPS = ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr")
"""The events of looking up the address of a name, or the name of an address."""


class NetworkGuard:
    """Refuse each connection but those on loopback to what the tests have opened, and note it."""

    def __init__(self) -> None:
        self.refused: list[str] = []
        self._bound: weakref.WeakSet[socket.socket] = weakref.WeakSet()

    def start(self) -> None:
        """Watch from now on; Python cannot take an audit hook away again."""
        sys.addaudithook(self.look)

    def look(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Look at an event, and raise PermissionError where it would leave the tests."""
        if event == "socket.bind":
            self._bound.add(arguments[0])
        elif event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
            address = arguments[1]
            # Other families, such as Unix sockets, do not leave the machine.
            if isinstance(address, tuple) and not (_is_loopback(address[0]) and self._is_ours(address[1])):
                self._refuse(event, address)
        elif event in LOOK_UPS and not _is_loopback(arguments[0]):
            self._refuse(event, arguments[0])

    def _is_ours(self, port: int) -> bool:
        return EVERY in STARTED or port in STARTED or port in self._ports()

    def _ports(self) -> set[int]:
        listening = [each for each in self._bound if each.fileno() >= 0]
        return {each.getsockname()[1] for each in listening if each.family in (socket.AF_INET, socket.AF_INET6)}

    def _refuse(self, event: str, address: object) -> None:
        self.refused.append(f"{event} {address}")
        raise PermissionError(f"a test may reach only what it has opened itself, and not {address}")


def _is_loopback(host: str | bytes | None) -> bool:
    name = host.decode() if isinstance(host, bytes) else host
    if name in (None, "", "localhost"):
        return True
    try:
        return ipaddress.ip_address(str(name)).is_loopback
    except ValueError:
        return False
