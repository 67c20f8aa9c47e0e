"""What the commands share: the folders that were named, the graph in them, and how names and queries are read."""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import click

from coalition.errors import CoalitionError, QueryError, SelectionError

if TYPE_CHECKING:
    from coalition.corpus.root import Root
    from coalition.graph import Graph
    from coalition.texts.source import Texts


Item = TypeVar("Item")

ViewOptions = Mapping[str, Any]
"""The values of the options of `view_options`, by the names that `Graph.view` has for them."""

COMPLETE = "_COALITION_COMPLETE"
"""The environment variable by which a shell asks for completions."""


@dataclass(frozen=True)
class GlobalOptions:
    """The global options."""

    root: str | None = None
    store: str | None = None
    sources: str | None = None

    @classmethod
    def from_context(cls, ctx: click.Context) -> GlobalOptions:
        """The global options of a command line that may not have been run yet, as while it is completed."""
        given = ctx.find_root().params
        return cls(given.get("root"), given.get("store"), given.get("sources"))

    def graph(self, limits: ViewOptions | None = None) -> Graph:
        """The graph, or the view of it that the options of `view_options` ask for, open to be asked.

        What is not there yet is built first, with a progress bar.
        """
        from coalition.graph import Graph

        graph = Graph.open(self.root, store=self.store, sources=self.sources, progress=bar)
        if not limits or all(value in (None, ()) for value in limits.values()):
            return graph
        viewed = graph.view(**limits, progress=bar)
        if viewed is graph:
            return graph
        click.echo(_restricted(viewed, dated=limits.get("known_by") is not None), err=True)
        return viewed

    def place(self) -> Root:
        """The folders of the graph, without opening it."""
        from pathlib import Path

        from coalition.corpus.root import Root

        return Root.open(Path(self.root) if self.root else None)

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

        from coalition.texts.source import Texts

        return Texts.open(Path(self.sources)) if self.sources else Texts(self.place().sources)


def _restricted(graph: Graph, dated: bool) -> str:
    """Say in a line what a view was restricted to; where it is `dated`, the documents that it leaves out are named."""
    assert graph.whole is not None
    has, had = graph.snapshot.counts, graph.whole.snapshot.counts
    line = f"Restricted to {has['passages']} of {had['passages']} passages, of {has['sources']} of {had['sources']}"
    left_out = ", ".join(graph.left_out()) if dated else ""
    return f"{line} documents{f'; left out: {left_out}' if left_out else ''}."


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


class ThingName(click.ParamType[str]):
    """The name of a thing of the graph, completed from the names that things go by.

    `kinds` are classes of ours; a name that begins like any of their things is offered.
    """

    name = "name"

    def __init__(self, *kinds: str) -> None:
        self.kinds = kinds

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[Any]:
        from click.shell_completion import CompletionItem

        try:
            names = GlobalOptions.from_context(ctx).graph().names
        except CoalitionError:  # it is told when the command is run
            return []
        offered = {name for kind in self.kinds for name in names.offered(kind, incomplete)}
        return [CompletionItem(_typed(name)) for name in sorted(offered)]


def view_options(command: Any) -> Any:
    """The options of every command that can look at a part of the graph: its parameter `limits` gets their values."""

    @functools.wraps(command)
    def limited(*args: Any, **given: Any) -> Any:
        names = ("known_by", "on", "stances", "sources", "families")
        return command(*args, limits={name: given.pop(name) for name in names if name in given}, **given)

    for option in (
        click.option("--families", type=int, metavar="N", help="Look only at what N independent families hold."),
        click.option(
            "--source",
            "sources",
            multiple=True,
            type=ThingName("Source"),
            help="Look only at this document; repeatable.",
        ),
        click.option(
            "--stance",
            "stances",
            multiple=True,
            type=ThingName("Stance"),
            help="Look only at what is said in this stance, and accept it; repeatable.",
        ),
        click.option("--on", metavar="DATE", help="Look only at events and posts of that day, month or year."),
        click.option("--known-by", metavar="DATE", help="Look only at documents issued by then."),
    ):
        limited = option(limited)
    return limited


def _typed(name: str) -> str:
    """A name as it has to stand in the command line: bash alone does not quote what it inserts."""
    if os.environ.get(COMPLETE) != "bash_complete":
        return name
    words, number = os.environ.get("COMP_WORDS", "").split("\n"), int(os.environ.get("COMP_CWORD") or 0)
    if words[number : number + 1] and words[number][:1] in ("'", '"'):
        return name
    return "".join(c if c.isalnum() or c in "-_./,:" else f"\\\\{c}" for c in name)
