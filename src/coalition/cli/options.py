"""Hold what commands share: the global options, the options of views, and how names and queries are read."""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import click

from coalition.errors import CoalitionError, QueryError, SelectionError
from coalition.output.terminal import as_data

if TYPE_CHECKING:
    from coalition.corpus.root import Root
    from coalition.graph import Graph
    from coalition.texts.source import Texts


Item = TypeVar("Item")

ViewOptions = Mapping[str, Any]
"""The values of the options that `view_options` adds, by the names of the parameters of `Graph.view`."""


@dataclass(frozen=True)
class GlobalOptions:
    """Hold the global options, and open what they name."""

    root: str | None = None
    store: str | None = None
    sources: str | None = None

    @classmethod
    def from_context(cls, ctx: click.Context) -> GlobalOptions:
        """Return the global options of a command line.

        Completion asks for them before the group `coalition` has run, so they are read from the parsed parameters.
        """
        given = ctx.find_root().params
        return cls(given.get("root"), given.get("store"), given.get("sources"))

    def graph(self, limits: ViewOptions | None = None) -> Graph:
        """Open the graph, or the view of it that `limits` asks for.

        A snapshot that does not exist yet is built first, with a progress bar. What a view holds is printed to
        standard error.
        """
        from coalition.graph import Graph

        graph = Graph.open(self.root, store=self.store, sources=self.sources, progress=bar)
        if not limits or all(value in (None, ()) for value in limits.values()):
            return graph
        view = graph.view(**limits, progress=bar)
        if view is graph:
            return graph
        click.echo(_restriction(view, dated=limits.get("known_by") is not None), err=True)
        return view

    def open_root(self) -> Root:
        """Return the folders of the graph, without opening a snapshot.

        Raises
        ------
        GraphError
            When the folder does not exist, or holds no facts that can be read.
        """
        from pathlib import Path

        from coalition.corpus.root import Root

        return Root.open(Path(self.root) if self.root else None)

    def open_writable_root(self) -> Root:
        """Return the folders of a graph of the user's own, which a command may write to.

        Raises
        ------
        SelectionError
            When --root is missing, since the published graph is never changed; and where `open_root` raises it.
        """
        if not self.root:
            remedy = "pass --root DIR with a graph of your own, which coalition new DIR creates"
            raise SelectionError("the published graph cannot be changed", remedy=remedy)
        return self.open_root()

    def texts(self) -> Texts:
        """Return the folder of the source texts.

        Raises
        ------
        SourceError
            When --sources names a folder that does not exist.
        """
        from pathlib import Path

        from coalition.texts.source import Texts

        return Texts.open(Path(self.sources)) if self.sources else Texts(self.open_root().sources)


def _restriction(graph: Graph, dated: bool) -> str:
    """Return the line that says what a view holds.

    Where it is `dated`, the line names the documents that are left out.
    """
    assert graph.whole is not None
    part, whole = graph.snapshot.counts, graph.whole.snapshot.counts
    passages = f"{part['passages']} of {whole['passages']} passages"
    line = f"Restricted to {passages}, from {part['sources']} of {whole['sources']}"
    left_out = ", ".join(graph.left_out()) if dated else ""
    return f"{line} documents{f'; left out: {left_out}' if left_out else ''}."


def bar(items: Iterable[Item], total: int, doing: str = "Building the snapshot") -> Iterable[Item]:
    """Return the items, with a progress bar where standard error is a terminal."""
    if not sys.stderr.isatty():
        return items
    from rich.console import Console
    from rich.progress import track

    return track(items, doing, total, console=Console(file=as_data(sys.stderr)), transient=True)


def read_query(text: str | None, file: str | None) -> tuple[str, str]:
    """Return a query and what messages call it.

    The query is `text`, or the content of `file`, or else what standard input gives.

    Raises
    ------
    click.UsageError
        When none of the three gives a query.
    QueryError
        When the query is empty, or is not UTF-8.
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
        raise QueryError("the query is empty", where=name, remedy="write one, for example ASK {}")
    return query, name


class ThingName(click.ParamType[str]):
    """Complete the name of a thing; the name itself is passed on as it was typed.

    `kinds` are the local names of classes. Completion offers the labels and aliases of their things.
    """

    name = "name"

    def __init__(self, *kinds: str) -> None:
        self.kinds = kinds

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[Any]:
        """Return the names that begin with what was typed; none where the graph cannot be opened."""
        from click.shell_completion import CompletionItem

        try:
            names = GlobalOptions.from_context(ctx).graph().names
        except CoalitionError:  # the error is printed when the command is run
            return []
        offered = {name for kind in self.kinds for name in names.offered(kind, incomplete)}
        if isinstance(param, click.Argument):  # the command would take the name for an option
            offered = {name for name in offered if not name.startswith("-")}
        return [CompletionItem(name) for name in sorted(offered)]


def view_options(command: Any) -> Any:
    """Add the options that restrict a command to a part of the graph.

    The parameter `limits` of the command gets their values.
    """

    @functools.wraps(command)
    def limited(*args: Any, **given: Any) -> Any:
        names = ("known_by", "on", "stances", "sources", "families")
        return command(*args, limits={name: given.pop(name) for name in names if name in given}, **given)

    for option in (
        click.option(
            "--families",
            type=int,
            metavar="N",
            help="Use only the facts that at least N independent families of sources state.",
        ),
        click.option(
            "--source",
            "sources",
            multiple=True,
            type=ThingName("Source"),
            help="Use only this document; may be repeated.",
        ),
        click.option(
            "--stance",
            "stances",
            multiple=True,
            type=ThingName("Stance"),
            help="Use only what is said in this stance, and accept it as fact; may be repeated.",
        ),
        click.option("--on", metavar="DATE", help="Use only what is dated to this day, month or year."),
        click.option(
            "--known-by", metavar="DATE", help="Use only documents issued by the end of this day, month or year."
        ),
    ):
        limited = option(limited)
    return limited
