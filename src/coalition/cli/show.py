"""Define the command show."""

from __future__ import annotations

import sys

import click

from coalition.cli.options import Command, GlobalOptions, ViewOptions, declared, view_options
from coalition.operations.lookup import SHOW


@click.command(cls=Command, short_help=SHOW.summary)
@declared(SHOW)
@click.option("--format", "format_", type=click.Choice(("text", *SHOW.formats)), default="text", show_default=True)
@view_options
@click.pass_obj
def show(options: GlobalOptions, limits: ViewOptions, name: str, format_: str) -> None:
    """Print everything that the graph says about THING, each line with its sources.

    THING is the label, an alias or the IRI of an actor, an event, a commitment or anything else that has a label.

    \b
    Example:
        coalition show "Keir Starmer"
    """
    from coalition.query import report

    graph = options.graph(limits)
    description = graph.show(name)
    if format_ in SHOW.formats:
        SHOW.write(description, format_, sys.stdout, options.writing(graph))
    else:
        report.write_description(description, sys.stdout)
    if graph.whole and not description.facts:
        from coalition.cli.absence import why_empty

        click.echo(f"no facts: {why_empty(graph, lambda graph: graph.show(name).facts, {})}", err=True)
