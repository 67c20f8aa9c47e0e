"""What the commands share: the folders that were named, and the graph that lies in them."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    import pyoxigraph as ox

    from coalition.corpus import Root
    from coalition.graph import Graph
    from coalition.source import Texts


@dataclass(frozen=True)
class Setting:
    """The global options."""

    root: Path | None = None
    store: Path | None = None
    sources: Path | None = None

    def graph(self) -> Graph:
        """The graph, open to be asked; built first, with a progress bar, where it has to be."""
        from coalition.graph import Graph

        return Graph.open(self.root, store=self.store, sources=self.sources, progress=bar)

    def place(self) -> Root:
        """The folders of the graph, without opening it."""
        from coalition.corpus import Root

        return Root.at(self.root)

    def texts(self) -> Texts:
        """The folder of the texts."""
        from coalition.source import Texts

        return Texts(self.sources or self.place().sources)


def bar(quads: Iterable[ox.Quad], total: int) -> Iterable[ox.Quad]:
    """The quads, with a progress bar on a terminal."""
    if not sys.stderr.isatty():
        return quads
    from rich.console import Console
    from rich.progress import track

    return track(quads, "Building the snapshot", total, console=Console(stderr=True), transient=True)


class Thing(click.ParamType):  # type: ignore[type-arg]  # generic since click 8.4 only
    """The name of a thing of the graph, completed from its labels.

    `kinds` are classes of ours; a name that begins like any of their things is offered.
    """

    name = "name"

    def __init__(self, *kinds: str) -> None:
        self.kinds = kinds

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[Any]:
        from click.shell_completion import CompletionItem

        names = _setting(ctx).graph().names
        labels = sorted({names.label(iri) for kind in self.kinds for iri in names.things(kind)})
        return [CompletionItem(label) for label in labels if label.casefold().startswith(incomplete.casefold())]


def _setting(ctx: click.Context) -> Setting:
    """The global options of a command line that is being completed, and so has not been run."""
    given = ctx.find_root().params
    return Setting(given.get("root"), given.get("store"), given.get("sources"))
