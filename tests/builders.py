"""Start processes that build a snapshot, so that tests can watch or kill them.

They are forked from a server that has imported everything and opened nothing, so starting one is fast.
"""

from __future__ import annotations

import multiprocessing
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Self

from coalition.graph import Graph

CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(["coalition.graph", "coalition.build.dataset", "builders", "small_snapshots", "users"])


def build(root: Path, store: Path, connection: Connection) -> None:
    """Build when told to, and send back the digest and the number of triples."""
    connection.send("ready")
    connection.recv()
    graph = Graph.open(root, store=store)
    connection.send((graph.snapshot.digest, len(graph.store)))


class Builder:
    """Control a process that has imported everything and builds as soon as it is told to."""

    def __init__(self, root: Path, store: Path) -> None:
        self._connection, theirs = CONTEXT.Pipe()
        self._process = CONTEXT.Process(target=build, args=(root, store, theirs))
        self._process.start()
        theirs.close()
        assert self._connection.recv() == "ready"

    def go(self) -> Self:
        """Let the process build."""
        self._connection.send("go")
        return self

    @property
    def running(self) -> bool:
        """Whether the process has not ended."""
        return self._process.is_alive()

    def kill(self) -> None:
        """Send SIGKILL to the process, and wait until it has ended."""
        self._process.kill()
        self._process.join()
        self._connection.close()

    def result(self) -> tuple[str, int]:
        """Wait until the process succeeds, and return the digest and the number of triples."""
        digest, number = self._connection.recv()
        self._process.join()
        self._connection.close()
        assert self._process.exitcode == 0
        return digest, number
