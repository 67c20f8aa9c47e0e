"""What the commands share: the folders that were named, the graph in them, and how names and queries are read."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import click

from coalition.errors import CoalitionError, QueryError, SelectionError

if TYPE_CHECKING:
    from coalition.corpus import Root
    from coalition.graph import Graph
    from coalition.source import Texts


Item = TypeVar("Item")

COMPLETE = "_COALITION_COMPLETE"
"""The environment variable by which a shell asks for completions."""


@dataclass(frozen=True)
class Setting:
    """The global options."""

    root: str | None = None
    store: str | None = None
    sources: str | None = None

    @classmethod
    def of(cls, ctx: click.Context) -> Setting:
        """The global options of a command line that may not have been run yet, as while it is completed."""
        given = ctx.find_root().params
        return cls(given.get("root"), given.get("store"), given.get("sources"))

    def graph(self) -> Graph:
        """The graph, open to be asked; built first, with a progress bar, where it has to be."""
        from coalition.graph import Graph

        return Graph.open(self.root, store=self.store, sources=self.sources, progress=bar)

    def place(self) -> Root:
        """The folders of the graph, without opening it."""
        from pathlib import Path

        from coalition.corpus import Root

        return Root.at(Path(self.root) if self.root else None)

    def own(self) -> Root:
        """The folders of a graph of the user's own, to be written to.

        Raises
        ------
        SelectionError
            When no root was named: the published graph is only read.
        """
        if not self.root:
            remedy = "name a graph of your own with --root DIR; coalition new DIR lays one out"
            raise SelectionError("the published graph is not written to", remedy=remedy)
        return self.place()

    def texts(self) -> Texts:
        """The folder of the texts."""
        from pathlib import Path

        from coalition.source import Texts

        return Texts(Path(self.sources) if self.sources else self.place().sources)


def bar(items: Iterable[Item], total: int, doing: str = "Building the snapshot") -> Iterable[Item]:
    """The items, with a progress bar on a terminal."""
    if not sys.stderr.isatty():
        return items
    from rich.console import Console
    from rich.progress import track

    return track(items, doing, total, console=Console(stderr=True), transient=True)


def read_query(text: str | None, file: str | None) -> tuple[str, str]:
    """The query that is given as an argument, in a file, or else on standard input, and what to call it in messages.

    Raises
    ------
    QueryError
        When there is nothing in it, or it is not UTF-8.
    """
    if text is not None:
        name, content = "query", os.fsencode(text)
    elif file is not None:
        with open(file, "rb") as stream:
            name, content = file, stream.read()
    elif sys.stdin is None or sys.stdin.isatty():
        raise click.UsageError("Give a query as TEXT, with -f FILE, or on standard input.")
    else:
        name, content = "standard input", sys.stdin.buffer.read()
    try:
        query = content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise QueryError(f"byte {fault.start} is not UTF-8", where=name, remedy="save the query as UTF-8") from None
    if not query.strip():
        raise QueryError("there is no query in it", where=name, remedy="write one, for example ASK {}")
    return query, name


class Thing(click.ParamType):  # type: ignore[type-arg]  # it is generic since click 8.4 only
    """The name of a thing of the graph, completed from the names that things go by.

    `kinds` are classes of ours; a name that begins like any of their things is offered.
    """

    name = "name"

    def __init__(self, *kinds: str) -> None:
        self.kinds = kinds

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[Any]:
        from click.shell_completion import CompletionItem

        try:
            names = Setting.of(ctx).graph().names
        except CoalitionError:  # it is told when the command is run
            return []
        offered = {name for kind in self.kinds for name in names.offered(kind, incomplete)}
        return [CompletionItem(_typed(name)) for name in sorted(offered)]


def _typed(name: str) -> str:
    """A name as it has to stand in the command line: bash alone does not quote what it inserts."""
    if os.environ.get(COMPLETE) != "bash_complete":
        return name
    words, number = os.environ.get("COMP_WORDS", "").split("\n"), int(os.environ.get("COMP_CWORD") or 0)
    if words[number : number + 1] and words[number][:1] in ("'", '"'):
        return name
    return "".join(c if c.isalnum() or c in "-_./,:" else f"\\\\{c}" for c in name)
