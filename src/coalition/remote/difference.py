"""Hold datasets as sorted lines of N-Quads, and write the difference between two of them as SPARQL 1.1 updates."""

from __future__ import annotations

import heapq
import re
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import islice
from typing import IO, NamedTuple, Self

from coalition.namespaces import PREFIXES, RDFS

CHUNK = 500_000
"""How many lines are sorted at once."""

NAMELESS = re.compile(rb"_:|\S+ \S+ _:")
"""Matches the beginning of a line with a blank node."""

LABEL = f"<{RDFS}label>".encode()


class Change(NamedTuple):
    """Hold a line that one of two datasets has and the other has not."""

    added: bool
    line: bytes


def split(line: bytes) -> tuple[bytes, bytes]:
    """Return the triple of a line of N-Quads, and the name of its graph; b"" where it is of the default graph."""
    _, _, rest = line.split(b" ", 2)
    value, _, graph = rest.rstrip()[:-2].rpartition(b" ")
    if value and graph.startswith(b"<") and b'"' not in graph:
        return line.rstrip()[: -len(graph) - 3], graph
    return line.rstrip()[:-2], b""


def description(digest: str) -> bytes:
    """Return the name of the graph in which an export describes itself, as N-Quads have it."""
    return f"<{PREFIXES['dataset']}{digest}>".encode()


class Content:
    """Hold a snapshot as its export in N-Quads, whose lines are sorted, in a file that is closed at the end of a block.

    Attributes
    ----------
    digest:
        The digest of the snapshot.
    own:
        What the export says of itself, without the labels of things that stand beside it.
    nameless:
        The lines with blank nodes, whose names mean nothing to others.
    numbers:
        How many of the other lines each graph has; the default graph has the name b"".
    """

    def __init__(self, file: IO[bytes], digest: str) -> None:
        self._file, self.digest = file, digest
        self.own: list[bytes] = []
        self.nameless: list[bytes] = []
        self.numbers: Counter[bytes] = Counter()
        for line in self._lines():
            self.numbers[split(line)[1]] += 1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def lines(self, digest: str | None = None) -> Iterator[bytes]:
        """Yield the lines but for `own` and `nameless`, as if the digest were another one where it is given."""
        if digest in (None, self.digest):
            return self._lines()
        here, there = (b" %s .\n" % description(each or "") for each in (self.digest, digest))
        return (line.removesuffix(here) + there if line.endswith(here) else line for line in self._lines())

    def _lines(self) -> Iterator[bytes]:
        self._file.seek(0)
        self.own, self.nameless = [], []
        name = description(self.digest)
        end = b" %s .\n" % name
        for line in self._file:
            if line.endswith(end) and (line.split(b" ", 2)[1] != LABEL or line.startswith(name)):
                self.own.append(line)
            elif NAMELESS.match(line):
                self.nameless.append(line)
            else:
                yield line

    @property
    def total(self) -> int:
        """How many lines it has in all."""
        return sum(self.numbers.values()) + len(self.own) + len(self.nameless)


def differences(old: Iterable[bytes], new: Iterable[bytes]) -> Iterator[Change]:
    """Yield what must be removed and added to make one dataset of the other, in the order of the lines.

    Both are sorted, without a line twice.
    """
    before, after = iter(old), iter(new)
    left, right = next(before, None), next(after, None)
    while left is not None or right is not None:
        if left == right:
            left, right = next(before, None), next(after, None)
        elif right is None or (left is not None and left < right):
            assert left is not None
            yield Change(False, left)
            left = next(before, None)
        else:
            yield Change(True, right)
            right = next(after, None)


def in_order(lines: Iterable[bytes]) -> IO[bytes]:
    """Return a temporary file with lines in their order, each once."""
    ahead, last = iter(lines), b""
    whole = tempfile.TemporaryFile()  # noqa: SIM115 (whoever gets it closes it)
    with ExitStack() as parts:
        files = []
        while some := sorted(islice(ahead, CHUNK)):
            files.append(parts.enter_context(tempfile.TemporaryFile()))
            files[-1].writelines(some)
            files[-1].seek(0)
        for line in heapq.merge(*files):
            if line != last:
                whole.write(line)
            last = line
    return whole


def data(lines: Iterable[bytes], accepted: str = "") -> str:
    """Return lines as the content of INSERT DATA or DELETE DATA.

    `accepted` names the graph that takes the lines of the default graph; "" is the default graph itself.
    """
    graphs = defaultdict[bytes, list[bytes]](list)
    for line in lines:
        triple, graph = split(line)
        graphs[graph].append(triple + b" .")
    parts = []
    for graph, triples in graphs.items():
        body, name = b"\n".join(triples).decode(), graph.decode() or (accepted and f"<{accepted}>")
        parts.append(f"GRAPH {name} {{\n{body}\n}}" if name else body)
    return "\n".join(parts)


def update(changes: Iterable[Change], accepted: str = "") -> list[str]:
    """Return the operations of an update that makes changes, at most one of each kind."""
    kinds: dict[bool, list[bytes]] = {False: [], True: []}
    for change in changes:
        kinds[change.added].append(change.line)
    words = {False: "DELETE", True: "INSERT"}
    return [f"{words[kind]} DATA {{\n{data(lines, accepted)}\n}}" for kind, lines in kinds.items() if lines]
