"""Hold what an operator sets of the service: what is served, where, and within which limits."""

from __future__ import annotations

import os
from dataclasses import dataclass

from coalition.namespaces import HOME

CORES = os.cpu_count() or 1

KIB, MIB = 2**10, 2**20

LARGE = 0.1
"""After how many seconds an evaluation counts as large, so that the memory it took is given back."""


@dataclass(frozen=True)
class Settings:
    """Hold the settings of the service. Times are in seconds of the clock, sizes in bytes.

    Attributes
    ----------
    root, store, sources:
        What `Graph.open` opens.
    snapshot:
        The digest of the snapshot in `store` that is served, whatever the files are; "" for that of the files.
    keep:
        How many snapshots besides the current one can be asked by permalinks.
    base:
        What the IRIs of things begin with; the rest of an IRI is the path under which the service describes it.
    workers:
        How many requests are evaluated at the same time.
    slow:
        How many of them may take longer than `quick`.
    quick:
        After how long an evaluation counts as slow, and yields to others.
    timeout:
        How long an evaluation may take.
    wait:
        How long a request may wait for a worker.
    memory:
        How much memory a worker may use.
    answer:
        How large the body of an answer may be, before it is compressed.
    queue:
        How many requests may wait for a worker.
    share:
        How many requests of one client may wait or be evaluated.
    body, head:
        How large the body, and the target with all header fields, of a request may be.
    patience:
        How long a client may take to send a request, or may let nothing happen.
    connections, connections_each:
        How many connections are held in all, and of one client.
    cache:
        How much memory the answers that are kept may use.
    proxies:
        The addresses of proxies whose word on the client's address is taken, separated by commas.
    hosts:
        The names under which assistants may ask; none other than this machine's own where it is empty.
    texts:
        How much of the texts pages show: `whole`, `context` (passages with what stands around them), `passage` or
        `none`.
    """

    root: str | None = None
    store: str | None = None
    sources: str | None = None
    snapshot: str = ""
    keep: int = 2
    base: str = HOME
    workers: int = 2 * CORES + 2
    slow: int = CORES + 1
    quick: float = 1.0
    timeout: float = 30.0
    wait: float = 10.0
    memory: int = 1024 * MIB
    answer: int = 256 * MIB
    queue: int = 512
    share: int = 64
    body: int = 1 * MIB
    head: int = 64 * KIB
    patience: float = 20.0
    connections: int = 8192
    connections_each: int = 8192
    cache: int = 64 * MIB
    proxies: str = ""
    hosts: tuple[str, ...] = ()
    texts: str = "passage"
