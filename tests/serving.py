"""Start the service as a process of its own, and speak to it: with a client of HTTP, or byte by byte."""

from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import network_guard
from program import PROGRAM

READY = re.compile(r"serving http://(?P<host>.+):(?P<port>\d+)/ \(snapshot (?P<digest>[0-9a-f]{64})\)")


@dataclass(frozen=True)
class Got:
    """Hold an answer."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode()

    def json(self) -> Any:
        """Return the body as JSON."""
        return json.loads(self.body)


@dataclass
class Server:
    """Hold a service that runs, and what it has said."""

    process: subprocess.Popen[str]
    port: int
    digest: str
    said: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"

    def ask(
        self, path: str, method: str = "GET", body: bytes | None = None, source: str = "127.0.0.1", **headers: str
    ) -> Got:
        """Send a request, from an address of this machine; `_` in the name of a header field stands for `-`."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60, source_address=(source, 0))
        try:
            fields = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, body, fields)
            answer = connection.getresponse()
            got = {name.lower(): value for name, value in answer.getheaders()}
            return Got(answer.status, got, answer.read())
        finally:
            connection.close()

    def query(self, text: str, **headers: str) -> Got:
        """Ask a SPARQL query."""
        return self.ask("/sparql", "POST", text.encode(), content_type="application/sparql-query", **headers)

    def connect(self, source: str = "127.0.0.1") -> socket.socket:
        """Return a connection."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=60, source_address=(source, 0))

    def raw(self, data: bytes) -> bytes:
        """Send bytes, and return all that comes until the service closes the connection, or says nothing for 5 s."""
        with self.connect() as connection:
            connection.sendall(data)
            connection.settimeout(5)
            got = b""
            try:
                while piece := connection.recv(65536):
                    got += piece
            except (TimeoutError, ConnectionResetError):
                pass
            return got

    def processes(self) -> dict[int, str]:
        """Return the processes below the service, and the command line of each."""
        found, wanted = {}, [self.process.pid]
        while wanted:
            parent = wanted.pop()
            for task in Path(f"/proc/{parent}/task").glob("*/children"):
                with suppress(OSError):  # a process may end at any time
                    for child in map(int, task.read_text().split()):
                        found[child] = Path(f"/proc/{child}/cmdline").read_text().replace("\0", " ").strip()
                        wanted.append(child)
        return found

    def workers(self) -> set[int]:
        """Return the processes of the workers of the current snapshot, or of all that there are."""
        nurseries = {process for process, line in self.processes().items() if "service.nursery" in line}
        parents = {process: _parent(process) for process in nurseries}
        return {process for process, parent in parents.items() if parent in nurseries}

    def figures(self) -> dict[str, float]:
        """Return the figures that the service gives to Prometheus."""
        lines = [line.rpartition(" ") for line in self.ask("/metrics").text.splitlines() if not line.startswith("#")]
        return {name: float(value) for name, _, value in lines}

    def until(self, what: Any, seconds: float = 30) -> None:
        """Wait until `what()` is true."""
        end = time.monotonic() + seconds
        while not what():
            assert time.monotonic() < end, "this does not come about"
            time.sleep(0.05)


def _parent(process: int) -> int:
    try:
        return int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0


@contextmanager
def serving(
    store: Path, *options: str, root: Path | None = None, sources: Path | None = None, endpoint: str | None = None
) -> Iterator[Server]:
    """Start the service at a free port of this machine, and end it."""
    named = (("--store", store), ("--root", root), ("--sources", sources), ("--endpoint", endpoint))
    before = [part for name, value in named if value is not None for part in (name, str(value))]
    command = [PROGRAM, *before, "serve", "--port", "0", *options]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True) as process:
        said: list[str] = []
        try:
            assert process.stderr
            while not (ready := READY.search(line := process.stderr.readline())):
                said.append(line)
                assert line, "".join(said)
            port = int(ready["port"])
            network_guard.STARTED.add(port)
            # Who does not read what the service writes would stop it in the end.
            threading.Thread(target=lambda stderr=process.stderr: said.extend(stderr), daemon=True).start()
            yield Server(process, port, ready["digest"], said)
            network_guard.STARTED.discard(port)
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(40)
            except subprocess.TimeoutExpired:
                process.kill()
                raise
