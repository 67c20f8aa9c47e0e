"""Commands that measure: centrality, network."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from coalition.cli.options import GlobalOptions, ThingName, ViewOptions, bar, view_options
from coalition.network.build import ACTOR_KINDS, NETWORKS
from coalition.network.formats import NETWORK_FORMATS
from coalition.network.measures import MEASURES

if TYPE_CHECKING:
    from coalition.network.explanation import Explanation
    from coalition.network.ranking import Ranking
    from coalition.network.robustness import Robustness


def network_options(command: Any) -> Any:
    """The options that declare a network."""
    for option in (
        click.option(
            "--represented",
            is_flag=True,
            help="Count a person, at each event, as the state or organisation represented.",
        ),
        click.option(
            "--kind",
            "kinds",
            type=click.Choice(ACTOR_KINDS),
            multiple=True,
            help="The kinds of actors, repeated for several.  [default: person, state, organisation]",
        ),
        click.option(
            "--network",
            "network_",
            type=click.Choice(tuple(NETWORKS)),
            default="co-participation",
            show_default=True,
            help="Who took part in the same event; who took part in what; who commits to whom.",
        ),
    ):
        command = option(command)
    return command


@click.command(short_help="Rank the participants of a network by centrality.")
@click.option("--measure", type=click.Choice(tuple(MEASURES)), default="degree", show_default=True)
@network_options
@click.option("--weighted", is_flag=True, help="Let the strength of ties count.")
@click.option("--robust", is_flag=True, help="Leave out each source in turn, then each family: how far ranks move.")
@click.option(
    "--explain", "actor", type=ThingName("Actor"), help="Name the events and passages that make this actor's score."
)
@click.option("--top", type=click.IntRange(1), help="Print only so many rows, and those that tie with the last.")
@click.option(
    "--format", "format_", type=click.Choice(("table", "markdown", "csv", "json")), default="table", show_default=True
)
@click.option(
    "--plot",
    type=click.Path(dir_okay=False),
    help="Draw the network to an .svg or .png, nodes by score.",
)
@view_options
@click.pass_obj
def centrality(
    options: GlobalOptions,
    limits: ViewOptions,
    measure: str,
    network_: str,
    kinds: tuple[str, ...],
    represented: bool,
    weighted: bool,
    robust: bool,
    actor: str | None,
    top: int | None,
    format_: str,
    plot: str | None,
) -> None:
    """Rank the participants of a network by a measure of centrality.

    \b
    Example:
        coalition centrality --measure betweenness --kind state --represented --robust
    """
    if robust and actor:
        raise click.UsageError("Give --robust or --explain, not both.")
    if actor and format_ not in ("table", "json"):
        raise click.UsageError("An explanation is printed as a table or as json.")
    graph = options.graph(limits)
    declared: Any = {"measure": measure, "network": network_, "kinds": kinds, "represented": represented}
    declared["weighted"] = weighted
    if actor:
        explanation = graph.explanation(actor, **declared, progress=_steps)
        ranking, tell = explanation.ranking, partial(_explained, explanation, format_)
    elif robust:
        robustness = graph.robustness(**declared, progress=_steps)
        ranking, tell = robustness.ranking, partial(_robust, robustness, format_, top)
    else:
        ranking = graph.centrality(**declared)
        tell = partial(_ranked, ranking, format_, top)
    if plot:
        from coalition.network.plot import draw

        draw(graph.network(network_, kinds=kinds, represented=represented), plot, ranking)
    tell()


def _steps(of: list[Any]) -> Iterable[Any]:
    return bar(of, len(of), "Measuring")


def _ranked(found: Ranking, format_: str, top: int | None) -> None:
    from coalition.network import report

    if format_ == "json":
        report.ranking_json(found, sys.stdout, top)
    elif format_ == "csv":
        report.ranking_csv(found, sys.stdout, top)
    else:
        report.ranking(found, sys.stdout, format_, top)


def _robust(found: Robustness, format_: str, top: int | None) -> None:
    from coalition.network import report

    if format_ == "json":
        report.ranking_json(found, sys.stdout, top)
    elif format_ == "csv":
        report.robustness_csv(found, sys.stdout, top)
    else:
        report.robustness(found, sys.stdout, format_, top)


def _explained(found: Explanation, format_: str) -> None:
    from coalition.network import report

    if format_ == "json":
        report.explanation_json(found, sys.stdout)
    else:
        report.explanation(found, sys.stdout)


@click.command(short_help="Write a network of participants, with its passages.")
@network_options
@click.option("--format", "format_", type=click.Choice(NETWORK_FORMATS), default="graphml", show_default=True)
@click.option("--plot", type=click.Path(dir_okay=False), help="Draw the network to an .svg or .png instead.")
@view_options
@click.pass_obj
def network(
    options: GlobalOptions,
    limits: ViewOptions,
    network_: str,
    kinds: tuple[str, ...],
    represented: bool,
    format_: str,
    plot: str | None,
) -> None:
    """Write a network of participants to standard output, with the passages that support each edge.

    \b
    Example:
        coalition network --format graphml > participants.graphml
    """
    from coalition.network.formats import write

    graph = options.graph(limits).network(network_, kinds=kinds, represented=represented)
    if plot:
        from coalition.network.plot import draw

        draw(graph, plot)
        click.echo(f"drawn to {plot}", err=True)
    else:
        click.echo(write(graph, format_), nl=False)
