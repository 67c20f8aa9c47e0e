"""Define the commands that measure: centrality, network."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from coalition.cli.options import Command, GlobalOptions, ViewOptions, bar, declared, title_option, view_options
from coalition.engines.engine import MASTER
from coalition.errors import SelectionError
from coalition.network.definitions import ADD_ACTORS
from coalition.network.formats import NETWORK_FORMATS
from coalition.network.measures import SQL
from coalition.operations.network import CENTRALITY, DECLARING, NETWORK, build, rank
from coalition.operations.parameters import chosen

if TYPE_CHECKING:
    from coalition.graph import Graph


WITH_SQL = replace(
    CENTRALITY,
    parameters=tuple(
        replace(each, choices=(*each.choices, *SQL)) if each.name == "engine" else each
        for each in CENTRALITY.parameters
    ),
)
"""The operation with the engines that only a command takes, not a service."""


@click.command(cls=Command, short_help=CENTRALITY.summary)
@declared(WITH_SQL)
@click.option(
    "--format", "format_", type=click.Choice(("table", "markdown", "csv", "json")), default="table", show_default=True
)
@click.option(
    "--plot",
    type=click.Path(dir_okay=False),
    help="Also draw the network to this .svg, .png or .html file; the size of a node is its score.",
)
@title_option
@click.option("--master", metavar="URL", help="Master of the Spark cluster, for --engine spark.  [default: local[*]]")
@view_options
@click.pass_obj
def centrality(
    options: GlobalOptions,
    /,
    limits: ViewOptions,
    format_: str,
    plot: str | None,
    title: str,
    master: str | None,
    **given: Any,
) -> None:
    """Rank the participants of a network by a measure of centrality.

    \b
    Example:
        coalition centrality --measure betweenness --kind state --represented --robust
    """
    if fault := CENTRALITY.exclusion({**given, "plot": plot}, format_):
        raise click.UsageError(fault)
    if master is not None:
        if given["engine"] != "spark":
            raise click.UsageError("--master is for --engine spark.")
        os.environ[MASTER] = master
    graph = options.graph(limits)
    chosen = of_network(given)
    with telling_why(graph, **chosen):
        result = rank(graph, given, _progress)
    if plot:
        from coalition.network.plot import draw

        ranking = getattr(result, "ranking", result)
        draw(build(graph, chosen), plot, ranking, title=title, below=options.about(graph).below_a_picture())
    _write(result, format_, given, graph, options)


def _progress(steps: list[Any]) -> Iterable[Any]:
    return bar(steps, len(steps), "Measuring")


def _write(result: Any, format_: str, given: dict[str, Any], graph: Graph, options: GlobalOptions) -> None:
    """Write what `rank` has returned, for people or for machines."""
    from coalition.network import report

    if format_ in CENTRALITY.formats:
        CENTRALITY.write(result, format_, sys.stdout, options.writing(graph, given))
    elif given["actor"]:
        report.explanation(result, sys.stdout)
    elif given["robust"]:
        report.robustness(result, sys.stdout, format_, given["top"])
    elif given["window"]:
        report.windows(result, sys.stdout, format_, given["top"])
    else:
        report.ranking(result, sys.stdout, format_, given["top"])


@click.command(cls=Command, short_help=NETWORK.summary)
@declared(NETWORK)
@click.option("--format", "format_", type=click.Choice(NETWORK_FORMATS), help="[default: graphml]")
@click.option(
    "--plot",
    type=click.Path(dir_okay=False),
    help="Draw the network to this .svg, .png or .html file; it is written as well only if --format is given.",
)
@title_option
@view_options
@click.pass_obj
def network(
    options: GlobalOptions, /, limits: ViewOptions, format_: str | None, plot: str | None, title: str, **given: Any
) -> None:
    """Write a network of participants to standard output, with the passages that support each edge.

    \b
    Example:
        coalition network --format graphml > participants.graphml
    """
    if fault := NETWORK.exclusion(given, format_ or ""):
        raise click.UsageError(fault)
    whole = options.graph(limits)
    graph = build(whole, given)
    if not len(graph) and (format_ or not plot):  # a picture of nothing is refused
        click.echo(f"no actors: {why_no_actors(whole, **of_network(given))}", err=True)
    if plot:
        from coalition.network.plot import draw

        draw(graph, plot, title=title, below=options.about(whole).below_a_picture())
        click.echo(f"drawn to {plot}", err=True)
    if format_ or not plot:
        NETWORK.write(graph, format_ or "graphml", sys.stdout, options.writing(whole, given))


def of_network(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values that declare a network, among those of an operation on networks."""
    return chosen(given, DECLARING)


@contextmanager
def telling_why(graph: Graph, **declared: Any) -> Iterator[None]:
    """Say in the place of a general remedy why a network has no actors; it is declared by what `of_network` returns."""
    try:
        yield
    except SelectionError as error:
        if error.remedy != ADD_ACTORS:
            raise
        raise SelectionError(error.what, remedy=why_no_actors(graph, **declared)) from error


def why_no_actors(graph: Graph, network: str, **declared: Any) -> str:
    """Say why a network has no actors; see `coalition.cli.absence`."""
    from coalition.cli.absence import why_empty

    given = {
        "kinds": (" ".join(f"--kind {kind}" for kind in declared["kinds"]), declared["kinds"]),
        "represented": ("--represented", declared["represented"]),
        "least": (f"--least {declared['least']}", declared["least"] > 1),
        "since": (f"--from {declared['since']}", declared["since"]),
        "until": (f"--to {declared['until']}", declared["until"]),
    }

    def count(graph: Graph, **options: Any) -> int:
        found = graph.network(network, **options)
        return sum(kind != "event" for _, kind in found.nodes(data="kind"))

    values = {name: (text, declared[name]) for name, (text, holds) in given.items() if holds}
    return why_empty(graph, count, values)
