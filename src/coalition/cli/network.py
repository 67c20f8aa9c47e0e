"""Define the commands that measure: centrality, network."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from coalition.cli.options import (
    Command,
    GlobalOptions,
    ThingName,
    ViewOptions,
    WholeNumber,
    bar,
    title_option,
    view_options,
)
from coalition.errors import SelectionError
from coalition.network.definitions import ACTOR_KINDS, ADD_ACTORS, NETWORKS
from coalition.network.formats import NETWORK_FORMATS
from coalition.network.measures import AUTO, ENGINES, MEASURES
from coalition.output.terminal import as_data

if TYPE_CHECKING:
    from coalition.graph import Graph
    from coalition.network.explanation import Explanation
    from coalition.network.ranking import Ranking
    from coalition.network.robustness import Robustness
    from coalition.network.windows import Windows
    from coalition.output.about import About


def network_options(command: Any) -> Any:
    """Add the options that declare a network to a command."""
    for option in (
        click.option("--to", "until", metavar="DATE", help="Count only those that certainly happened by then."),
        click.option(
            "--from",
            "since",
            metavar="DATE",
            help="Count only the events or commitments that certainly happened from this date on: 2025-03-02, 2025-03 "
            "or 2025.",
        ),
        click.option(
            "--least",
            type=WholeNumber(1),
            default=1,
            metavar="N",
            help="Keep only ties of at least N events or commitments, and the actors that have one.",
        ),
        click.option(
            "--represented",
            is_flag=True,
            help="Count a person, at each event, as the state or organisation that the person represents there.",
        ),
        click.option(
            "--kind",
            "kinds",
            type=click.Choice(ACTOR_KINDS),
            multiple=True,
            help="Kind of actors to include; may be repeated.  [default: states and organisations, each person counted "
            "as those that the person represents]",
        ),
        click.option(
            "--network",
            "network_",
            type=click.Choice(tuple(NETWORKS)),
            default="co-participation",
            show_default=True,
            help="co-participation joins actors that took part in the same event; affiliation joins an actor to an "
            "event; commitment joins the actor that commits to the one that benefits.",
        ),
    ):
        command = option(command)
    return command


@click.command(cls=Command, short_help="Rank the participants of a network by centrality.")
@click.option("--measure", type=click.Choice(tuple(MEASURES)), default="degree", show_default=True)
@network_options
@click.option("--weighted", is_flag=True, help="Let each tie count by its weight; without it, all ties count the same.")
@click.option(
    "--engine",
    type=click.Choice((AUTO, *ENGINES)),
    default=AUTO,
    show_default=True,
    help="What computes the scores, to the same twelve digits; auto takes the one that fits the size of the network.",
)
@click.option(
    "--approximate",
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    metavar="ERROR",
    help="Estimate betweenness from a sample, so that with 95% probability no score is wrong by more than ERROR.",
)
@click.option(
    "--robust",
    is_flag=True,
    help="Rank again without each source, then each family, and print how far each rank moves.",
)
@click.option(
    "--explain",
    "actor",
    type=ThingName("Actor"),
    help="Print the events or commitments that make up the score of this actor, with passages.",
)
@click.option(
    "--window",
    type=click.Choice(("year", "month")),
    help="Rank in each year or month alone, by what certainly happened in it.",
)
@click.option("--top", type=WholeNumber(1), metavar="N", help="Print only ranks 1 to N.")
@click.option(
    "--format", "format_", type=click.Choice(("table", "markdown", "csv", "json")), default="table", show_default=True
)
@click.option(
    "--plot",
    type=click.Path(dir_okay=False),
    help="Also draw the network to this .svg, .png or .html file; the size of a node is its score.",
)
@title_option
@view_options
@click.pass_obj
def centrality(
    options: GlobalOptions,
    limits: ViewOptions,
    measure: str,
    network_: str,
    kinds: tuple[str, ...],
    represented: bool,
    least: int,
    since: str | None,
    until: str | None,
    weighted: bool,
    engine: str,
    approximate: float | None,
    robust: bool,
    actor: str | None,
    window: str | None,
    top: int | None,
    format_: str,
    plot: str | None,
    title: str,
) -> None:
    """Rank the participants of a network by a measure of centrality.

    \b
    Example:
        coalition centrality --measure betweenness --kind state --represented --robust
    """
    if robust and actor:
        raise click.UsageError("Give --robust or --explain, not both.")
    if approximate and (robust or actor):
        raise click.UsageError("--approximate is for a ranking alone; leave out --robust or --explain.")
    if actor and format_ not in ("table", "json"):
        raise click.UsageError("--explain is printed only as a table or as json; give --format table or --format json.")
    if window and (robust or actor or approximate or plot):
        raise click.UsageError(
            "--window is for rankings alone; leave out --robust, --explain, --approximate and --plot."
        )
    graph = options.graph(limits)
    chosen: Any = {"kinds": kinds, "represented": represented, "least": least, "since": since, "until": until}
    declared = chosen | {"measure": measure, "network": network_, "weighted": weighted, "engine": engine}
    about = options.about(graph) if format_ == "json" else None
    with telling_why(graph, network_, **chosen):
        if actor:
            explanation = graph.explanation(actor, **declared, progress=_progress)
            ranking, report = explanation.ranking, partial(_write_explanation, explanation, about)
        elif robust:
            robustness = graph.robustness(**declared, progress=_progress)
            ranking, report = robustness.ranking, partial(_write_robustness, robustness, format_, top, about)
        elif window:
            _write_windows(graph.windows(window, **declared), format_, top, about)
            return
        else:
            ranking = graph.centrality(**declared, approximate=approximate)
            report = partial(_write_ranking, ranking, format_, top, about)
    if plot:
        from coalition.network.plot import draw

        drawn = graph.network(network_, **chosen)
        draw(drawn, plot, ranking, title=title, below=options.about(graph).below_a_picture())
    report()


def _progress(steps: list[Any]) -> Iterable[Any]:
    return bar(steps, len(steps), "Measuring")


def _write_ranking(ranking: Ranking, format_: str, top: int | None, about: About | None) -> None:
    from coalition.network import report

    if format_ == "json":
        report.ranking_json(ranking, sys.stdout, top, about)
    elif format_ == "csv":
        report.ranking_csv(ranking, sys.stdout, top)
    else:
        report.ranking(ranking, sys.stdout, format_, top)


def _write_robustness(robustness: Robustness, format_: str, top: int | None, about: About | None) -> None:
    from coalition.network import report

    if format_ == "json":
        report.ranking_json(robustness, sys.stdout, top, about)
    elif format_ == "csv":
        report.robustness_csv(robustness, sys.stdout, top)
    else:
        report.robustness(robustness, sys.stdout, format_, top)


def _write_windows(windows: Windows, format_: str, top: int | None, about: About | None) -> None:
    from coalition.network import report

    if format_ == "json":
        report.windows_json(windows, sys.stdout, top, about)
    elif format_ == "csv":
        report.windows_csv(windows, sys.stdout, top)
    else:
        report.windows(windows, sys.stdout, format_, top)


def _write_explanation(explanation: Explanation, about: About | None) -> None:
    from coalition.network import report

    if about:
        report.explanation_json(explanation, sys.stdout, about)
    else:
        report.explanation(explanation, sys.stdout)


@click.command(cls=Command, short_help="Write a network of participants for another program.")
@network_options
@click.option("--format", "format_", type=click.Choice(NETWORK_FORMATS), help="[default: graphml]")
@click.option(
    "--window",
    type=click.Choice(("year", "month")),
    help="In GEXF, write in which years or months each participant and each tie was there.",
)
@click.option(
    "--plot",
    type=click.Path(dir_okay=False),
    help="Draw the network to this .svg, .png or .html file; it is written as well only if --format is given.",
)
@title_option
@view_options
@click.pass_obj
def network(
    options: GlobalOptions,
    limits: ViewOptions,
    network_: str,
    kinds: tuple[str, ...],
    represented: bool,
    least: int,
    since: str | None,
    until: str | None,
    format_: str | None,
    window: str | None,
    plot: str | None,
    title: str,
) -> None:
    """Write a network of participants to standard output, with the passages that support each edge.

    \b
    Example:
        coalition network --format graphml > participants.graphml
    """
    from coalition.network.formats import write

    if window and format_ != "gexf":
        raise click.UsageError("--window is written in GEXF alone; give --format gexf.")
    whole = options.graph(limits)
    chosen: Any = {"kinds": kinds, "represented": represented, "least": least, "since": since, "until": until}
    graph = whole.network(network_, **chosen, window=window)
    if not len(graph) and (format_ or not plot):  # a picture of nothing is refused
        click.echo(f"no actors: {why_no_actors(whole, network_, **chosen)}", err=True)
    if plot:
        from coalition.network.plot import draw

        draw(graph, plot, title=title, below=options.about(whole).below_a_picture())
        click.echo(f"drawn to {plot}", err=True)
    if format_ or not plot:
        as_data(sys.stdout).write(write(graph, format_ or "graphml", options.about(whole)))


@contextmanager
def telling_why(graph: Graph, name: str, **chosen: Any) -> Iterator[None]:
    """Say in the place of a general remedy why a network has no actors."""
    try:
        yield
    except SelectionError as error:
        if error.remedy != ADD_ACTORS:
            raise
        raise SelectionError(error.what, remedy=why_no_actors(graph, name, **chosen)) from error


def why_no_actors(
    graph: Graph,
    name: str,
    kinds: tuple[str, ...],
    represented: bool,
    least: int,
    since: str | None,
    until: str | None,
) -> str:
    """Say why a network has no actors; see `coalition.cli.absence`."""
    from coalition.cli.absence import why_empty

    given = {
        "kinds": (" ".join(f"--kind {kind}" for kind in kinds), kinds),
        "represented": ("--represented", represented),
        "least": (f"--least {least}", least if least > 1 else 0),
        "since": (f"--from {since}", since),
        "until": (f"--to {until}", until),
    }

    def count(graph: Graph, **options: Any) -> int:
        found = graph.network(name, **options)
        return sum(kind != "event" for _, kind in found.nodes(data="kind"))

    return why_empty(graph, count, {name: option for name, option in given.items() if option[1]})
