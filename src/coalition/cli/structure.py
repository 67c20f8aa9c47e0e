"""Define the commands that look at how a network hangs together: path, structure."""

from __future__ import annotations

import sys
from typing import Any

import click

from coalition.cli.network import network_options, telling_why
from coalition.cli.options import Command, GlobalOptions, ThingName, ViewOptions, WholeNumber, view_options


@click.command(cls=Command, short_help="Find the shortest paths between two participants of a network.")
@click.argument("one", metavar="ACTOR", type=ThingName("Actor"))
@click.argument("other", metavar="ACTOR", type=ThingName("Actor"))
@click.option("--most", type=WholeNumber(1), default=10, show_default=True, metavar="N", help="List at most N paths.")
@network_options
@click.option("--weighted", is_flag=True, help="Let a tie be 1 / weight long; without it, each tie is 1 long.")
@click.option("--format", "format_", type=click.Choice(("table", "json")), default="table", show_default=True)
@view_options
@click.pass_obj
def path(
    options: GlobalOptions,
    limits: ViewOptions,
    one: str,
    other: str,
    most: int,
    network_: str,
    kinds: tuple[str, ...],
    represented: bool,
    least: int,
    since: str | None,
    until: str | None,
    weighted: bool,
    format_: str,
) -> None:
    """Find the shortest paths between two participants of a network, and what each step rests on.

    \b
    Example:
        coalition path "Keir Starmer" "JD Vance" --kind person
    """
    from coalition.network import report
    from coalition.output.data import write_json

    graph = options.graph(limits)
    chosen: Any = {"kinds": kinds, "represented": represented, "least": least, "since": since, "until": until}
    found = graph.path(one, other, network_, **chosen, weighted=weighted, most=most)
    if format_ == "json":
        write_json(found.to_dict(), sys.stdout, options.about(graph))
    else:
        report.paths(found, sys.stdout)


@click.command(cls=Command, short_help="Describe how a network hangs together, and who stands between others.")
@network_options
@click.option("--weighted", is_flag=True, help="Let each tie count by its weight; without it, all ties count the same.")
@click.option(
    "--format", "format_", type=click.Choice(("table", "markdown", "csv", "json")), default="table", show_default=True
)
@view_options
@click.pass_obj
def structure(
    options: GlobalOptions,
    limits: ViewOptions,
    network_: str,
    kinds: tuple[str, ...],
    represented: bool,
    least: int,
    since: str | None,
    until: str | None,
    weighted: bool,
    format_: str,
) -> None:
    """Describe the structure of a network: components, communities, cores, bridges, cut points and brokerage.

    \b
    Example:
        coalition structure --kind person --format csv > persons.csv
    """
    from coalition.network import report
    from coalition.output.data import write_json

    graph = options.graph(limits)
    chosen: Any = {"kinds": kinds, "represented": represented, "least": least, "since": since, "until": until}
    with telling_why(graph, network_, **chosen):
        found = graph.structure(network_, **chosen, weighted=weighted)
    if format_ == "json":
        write_json(found.to_dict(), sys.stdout, options.about(graph))
    elif format_ == "csv":
        report.structure_csv(found, sys.stdout)
    else:
        report.structure(found, sys.stdout, format_)
