"""Define the commands that look at how a network hangs together: path, structure."""

from __future__ import annotations

import sys
from typing import Any

import click

from coalition.cli.network import of_network, telling_why
from coalition.cli.options import Command, GlobalOptions, ViewOptions, declared, view_options
from coalition.operations.network import PATH, STRUCTURE


@click.command(cls=Command, short_help=PATH.summary)
@declared(PATH)
@click.option("--format", "format_", type=click.Choice(("table", "json")), default="table", show_default=True)
@view_options
@click.pass_obj
def path(options: GlobalOptions, /, limits: ViewOptions, format_: str, **given: Any) -> None:
    """Find the shortest paths between two participants of a network, and what each step rests on.

    \b
    Example:
        coalition path "Keir Starmer" "JD Vance" --kind person
    """
    from coalition.network import report

    graph = options.graph(limits)
    found = graph.path(**given)
    if format_ == "json":
        PATH.write(found, format_, sys.stdout, options.writing(graph, given))
    else:
        report.paths(found, sys.stdout)


@click.command(cls=Command, short_help=STRUCTURE.summary)
@declared(STRUCTURE)
@click.option(
    "--format", "format_", type=click.Choice(("table", "markdown", "csv", "json")), default="table", show_default=True
)
@view_options
@click.pass_obj
def structure(options: GlobalOptions, /, limits: ViewOptions, format_: str, **given: Any) -> None:
    """Describe the structure of a network: components, communities, cores, bridges, cut points and brokerage.

    \b
    Example:
        coalition structure --kind person --format csv > persons.csv
    """
    from coalition.network import report

    graph = options.graph(limits)
    with telling_why(graph, **of_network(given)):
        found = graph.structure(**given)
    if format_ in STRUCTURE.formats:
        STRUCTURE.write(found, format_, sys.stdout, options.writing(graph, given))
    else:
        report.structure(found, sys.stdout, format_)
