"""How much each command asks of the store: queries, patterns looked up, and quads read. The numbers are exact.

They do not depend on the machine, unlike seconds, so they show when a change makes a command read more:

    make bench
"""

from __future__ import annotations

import contextlib
import io
import shlex
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from coalition.cli.commands import run
from coalition.rdf.store import Store

COMMANDS = (
    "build",
    'show "Keir Starmer"',
    'show "Kier Starmerr"',
    "ask commitments --by Portugal --why",
    "conflicts",
    "corroboration",
    "centrality --robust",
    "timeline",
)


WIDTHS = (8, 9, 9, 9)


@dataclass
class Reads:
    """Hold what was asked of stores: queries, how often each pattern was looked up, and how many quads that gave."""

    queries: int = 0
    quads: int = 0
    patterns: Counter[tuple[str, ...]] = field(default_factory=Counter)

    @property
    def repeated(self) -> int:
        """How many patterns had been looked up before."""
        return self.patterns.total() - len(self.patterns)


@contextmanager
def counted() -> Iterator[Reads]:
    """Count what is asked of every `Store` inside the block."""
    reads = Reads()
    original_select, original_quads = Store.select, Store.quads

    def select(self: Store, *args: Any, **given: Any) -> Any:
        reads.queries += 1
        return original_select(self, *args, **given)

    def quads(self: Store, *pattern: Any) -> Iterator[Any]:
        reads.patterns[str(id(self)), *map(str, pattern)] += 1
        for quad in original_quads(self, *pattern):
            reads.quads += 1
            yield quad

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Store, "select", select)
        patch.setattr(Store, "quads", quads)
        yield reads


def main() -> None:
    """Print a line for each command."""
    with tempfile.TemporaryDirectory() as folder:
        print(_line("command", "queries", "patterns", "repeated", "quads"))
        for command in COMMANDS:
            arguments = ["--store", str(Path(folder) / "store"), *shlex.split(command)]
            output = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
            with counted() as reads, contextlib.redirect_stdout(output), contextlib.redirect_stderr(io.StringIO()):
                run(arguments)
            counts = (reads.queries, reads.patterns.total(), reads.repeated, reads.quads)
            print(_line(command, *(f"{count:,}" for count in counts)))


def _line(command: str, *cells: str) -> str:
    return f"{command:40}" + "".join(f"{cell:>{width + 1}}" for cell, width in zip(cells, WIDTHS, strict=True))


if __name__ == "__main__":
    main()
