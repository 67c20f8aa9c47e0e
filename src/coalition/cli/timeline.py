"""Define the command timeline."""

from __future__ import annotations

import shlex
import sys
from typing import TYPE_CHECKING, Any

import click

from coalition.cli.options import Command, GlobalOptions, ViewOptions, declared, title_option, view_options
from coalition.operations.lookup import TIMELINE

if TYPE_CHECKING:
    from coalition.graph import Graph


@click.command(cls=Command, short_help=TIMELINE.summary)
@declared(TIMELINE)
@click.option("--format", "format_", type=click.Choice(("table", "markdown", "csv", "json")), help="[default: table]")
@click.option(
    "--plot",
    type=click.Path(dir_okay=False),
    help="Draw the timeline to this .svg, .png or .html file; it is printed as well only if --format is given.",
)
@title_option
@view_options
@click.pass_obj
def timeline(
    options: GlobalOptions,
    limits: ViewOptions,
    since: str | None,
    until: str | None,
    about: str | None,
    kinds: tuple[str, ...],
    format_: str | None,
    plot: str | None,
    title: str,
) -> None:
    """Print events, commitments and other things that have a date, in order of time, with the sources of each date.

    A date is as precise as a source writes it. A month comes before the days in it. Dates that contradict each other
    are all printed.

    \b
    Example:
        coalition timeline --about "United Kingdom" --from 2025-03
    """
    graph = options.graph(limits)
    entries = graph.timeline(about, since=since, until=until, kinds=kinds)
    if not entries.entries and (format_ or not plot):  # a picture of nothing is refused
        click.echo(f"no entries: {_why_empty(graph, about, since, until, kinds)}", err=True)
    if plot:
        from coalition.timeline.plot import draw

        draw(entries, plot, title=title, below=options.about(graph).below_a_picture())
        click.echo(f"drawn to {plot}", err=True)
    if format_ in TIMELINE.formats:
        TIMELINE.write(entries, format_, sys.stdout, options.writing(graph))
    elif format_ or not plot:
        from coalition.timeline.report import write

        write(entries, graph.names, sys.stdout, format_ or "table")


def _why_empty(graph: Graph, about: str | None, since: str | None, until: str | None, kinds: tuple[str, ...]) -> str:
    from coalition.cli.absence import why_empty

    given = {
        "about": (f"--about {shlex.quote(about or '')}", about),
        "since": (f"--from {since}", since),
        "until": (f"--to {until}", until),
        "kinds": (" ".join(f"--kind {kind}" for kind in kinds), kinds),
    }

    def count(graph: Graph, **options: Any) -> int:
        return len(graph.timeline(options.pop("about", None), **options).entries)

    return why_empty(graph, count, {name: option for name, option in given.items() if option[1]})
