"""Define the command search."""

from __future__ import annotations

import shlex
import sys
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from coalition.cli.options import Command, GlobalOptions, ViewOptions, bar, declared, view_options
from coalition.errors import CoalitionError
from coalition.operations.lookup import SEARCH

if TYPE_CHECKING:
    from coalition.graph import Graph
    from coalition.search.search import Hits


class Words(click.ParamType[str]):
    """Complete words by the names of things; they are passed on as they were typed."""

    name = "words"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[Any]:
        """Return the names that fit what was typed; none where the graph cannot be opened, or was never searched."""
        from click.shell_completion import CompletionItem

        if not incomplete.strip() or incomplete.startswith("-"):
            return []
        try:
            graph = GlobalOptions.from_context(ctx).graph()
            # Whoever presses the key does not wait for an index to be written.
            found = graph.suggestions(incomplete) if graph._index(True, bar).is_written else []
        except CoalitionError:  # the error is printed when the command is run
            return []
        return [CompletionItem(each.name, help=each.kind) for each in found]


@click.command(cls=Command, short_help=SEARCH.summary)
@declared(SEARCH, words=Words())
@click.option(
    "--format", "format_", type=click.Choice(("table", "markdown", "csv", "json")), default="table", show_default=True
)
@view_options
@click.pass_obj
def search(
    options: GlobalOptions,
    limits: ViewOptions,
    words: tuple[str, ...],
    kinds: tuple[str, ...],
    limit: int,
    exact: bool,
    texts: bool | None,
    format_: str,
) -> None:
    """Find WORDS in names, in what the graph says, and in the words of the texts that are found.

    All words must be there. Case and accents do not count. "a phrase" is found as it is, missil* is the beginning of a
    word, -word must not be there, and of this OR that one suffices; put these in quotes for the shell.

    \b
    Example:
        coalition search 'missiles OR loan' --kind commitment
    """
    from coalition.search import report

    graph = options.graph(limits)
    given: dict[str, Any] = {
        "exact": exact,
        "texts": texts is not False,
        "progress": partial(bar, doing="Writing the search index"),
    }
    typed = " ".join(words)
    hits = graph.search(typed, kinds=kinds, limit=limit, **given)
    for line in () if format_ == "json" else report.corrected(hits):  # which JSON has among its data
        click.echo(line, err=True)
    if not hits:
        click.echo(f"no hits: {_why_empty(graph, hits, typed, kinds, given)}", err=True)
    if format_ in SEARCH.formats:
        SEARCH.write(hits, format_, sys.stdout, options.writing(graph))
    else:
        report.write(hits, sys.stdout, format_, texts=texts is not False)


def _why_empty(graph: Graph, hits: Hits, typed: str, kinds: tuple[str, ...], given: dict[str, Any]) -> str:
    """Return how many hits there are without an option, or else how often each word stands by itself."""
    from coalition.search import report

    def count(graph: Graph, kinds: tuple[str, ...]) -> int:
        return graph.search(typed, kinds=kinds, **given).total

    found = []
    if kinds and (number := count(graph, ())):
        found.append(f"{number} without {' '.join(f'--kind {shlex.quote(kind)}' for kind in kinds)}")
    if graph.whole and (number := count(graph.whole, kinds)):
        found.append(f"{number} without {graph.about().view}")
    return "; ".join(found) or report.why_empty(hits)
