"""Run the service: bind its port, close the way out, and answer until it is told to end."""

from __future__ import annotations

import asyncio
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import uvicorn
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from coalition import sandbox
from coalition.errors import CoalitionError, SelectionError
from coalition.service.app import Service
from coalition.service.generations import build
from coalition.service.pool import Refused
from coalition.service.settings import Settings
from coalition.service.wire import connections

BACKLOG = 2048

LOOK = 2.0
"""Every how many seconds the files are looked at, where they are watched."""


def bound(host: str, port: int) -> socket.socket:
    """Return a socket that listens at an address; port 0 is any free one.

    Raises
    ------
    SelectionError
        When the address cannot be used.
    """
    listener = None
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(BACKLOG)
    except (OSError, UnicodeError) as fault:
        if listener:
            listener.close()
        reason = getattr(fault, "strerror", None) or str(fault)
        what = f"the service cannot listen at {host}, port {port} ({reason})"
        raise SelectionError(what, remedy="choose another --port (0 for any free one) or --host") from None
    listener.setblocking(False)
    return listener


def serve(settings: Settings, host: str, port: int, *, watch: bool = False, all_requests: bool = False) -> int:
    """Serve a graph until a signal ends the service, and return the exit code.

    Raises
    ------
    CoalitionError
        When the address cannot be used, or the graph cannot be opened.
    """
    listener = bound(host, port)
    _raise_file_limit(settings)
    sandbox.close_network()  # the port is open already, and nothing else is needed
    service = Service(settings)
    service.log.all_requests = all_requests
    config = uvicorn.Config(
        _behind_proxies(service, settings),
        http=connections(service.keeper),
        loop="uvloop",
        lifespan="off",
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=int(settings.patience) + 5,
        timeout_graceful_shutdown=int(settings.timeout) + 1,
        backlog=BACKLOG,
    )
    server = _Server(config, service, listener, watch)
    with asyncio.Runner(loop_factory=config.get_loop_factory()) as runner:
        return runner.run(server.live())


def _behind_proxies(service: Service, settings: Settings) -> Any:
    """Return the application, which believes the header fields of proxies that are trusted, and of no one else."""
    application: Any = service
    return ProxyHeadersMiddleware(application, settings.proxies) if settings.proxies else application


def _raise_file_limit(settings: Settings) -> None:
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = settings.connections + 1024
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with suppress(ValueError, OSError):
            most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


class _Server(uvicorn.Server):
    """Open the snapshot before the first request is answered, and take up new ones."""

    def __init__(self, config: uvicorn.Config, service: Service, listener: socket.socket, watch: bool) -> None:
        super().__init__(config)
        self.service, self.listener, self.watch = service, listener, watch

    async def live(self) -> int:
        """Serve until a signal comes, and return the exit code."""
        try:
            await build(self.service.settings, shown=True)
            await self.service.generations.open()
        except Refused as fault:
            await self.service.generations.close()
            raise CoalitionError(fault.detail) from None
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGHUP, self._reload)
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.handle_exit, number, None)
        watching = loop.create_task(self._watch()) if self.watch else None
        address, port = self.listener.getsockname()[:2]
        host = f"[{address}]" if ":" in address else address
        line = f"serving http://{host}:{port}/ (snapshot {self.service.generations.digest})"
        print(line, file=sys.stderr, flush=True)
        async with self.service.assistants.running():
            await self.serve(sockets=[self.listener])
        if watching:
            watching.cancel()
        await self.service.generations.close(self.service.settings.timeout)
        return 0

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals as they are: uvicorn would end the process by the signal, before the workers have ended."""
        yield

    def _reload(self) -> None:
        self._reloading = asyncio.get_running_loop().create_task(self.service.reload())

    async def _watch(self) -> None:
        """Take up a new snapshot when a file of the graph has changed, and has then been left alone for a while."""
        before = seen = self.service.generations.state_of_files()
        while True:
            await asyncio.sleep(LOOK)
            now = self.service.generations.state_of_files()
            if now == seen and now != before:
                before = now
                await self.service.reload()
            seen = now
