"""Define the commands for networks that outgrow a machine: tables, analyse."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import click

from coalition.cli.options import Command, GlobalOptions, ViewOptions, WholeNumber, view_options
from coalition.engines.engine import LIBRARIES, MASTER
from coalition.errors import SelectionError
from coalition.network.definitions import ACTOR_KINDS, DEFAULT_KINDS, FOLDED_KINDS, NETWORKS


@click.command(cls=Command, short_help="Write as Parquet what networks are made from, for DuckDB, Spark and others.")
@click.argument("folder", type=click.Path(file_okay=False))
@view_options
@click.pass_obj
def tables(options: GlobalOptions, limits: ViewOptions, folder: str) -> None:
    """Write to FOLDER the tables that networks are made from: actors, participations, commitments, passages.

    \b
    Example:
        coalition tables out/tables
    """
    graph = options.graph(limits)
    try:
        from coalition.network.tables import write

        rows = write(graph._columns, Path(folder), graph.snapshot.digest)
    except ModuleNotFoundError as fault:
        if (fault.name or "").partition(".")[0] != "pyarrow":
            raise
        what, remedy = f"the library {fault.name} is not installed", 'run pip install "coalition-graph[duckdb]"'
        raise SelectionError(what, where="tables", remedy=remedy) from None
    click.echo(f"Wrote to {folder}: {', '.join(f'{number:,} {name}' for name, number in rows.items())}.")


@click.command(cls=Command, short_help="Rank the participants by SQL over tables, on DuckDB or Spark.")
@click.argument("place", metavar="TABLES")
@click.option(
    "--measure",
    default="degree",
    show_default=True,
    help="degree, betweenness, closeness, eigenvector, pagerank, katz; component, community, core.",
)
@click.option(
    "--engine",
    type=click.Choice(tuple(LIBRARIES)),
    default="duckdb",
    show_default=True,
    help="What answers SQL: DuckDB on this machine, or Spark.",
)
@click.option("--master", metavar="URL", help="Master of the Spark cluster.  [default: local[*], this machine]")
@click.option(
    "--network",
    type=click.Choice(tuple(NETWORKS)),
    default="co-participation",
    show_default=True,
    help="What joins two participants.",
)
@click.option(
    "--kind",
    "kinds",
    type=click.Choice(ACTOR_KINDS),
    multiple=True,
    help="Kind of actors to include; may be repeated.  [default: states and organisations, each person counted as "
    "those that the person represents]",
)
@click.option("--represented", is_flag=True, help="Count a person, at each event, as whom the person represents there.")
@click.option("--least", type=WholeNumber(1), default=1, show_default=True, metavar="N", help="Least events of a tie.")
@click.option("--weighted", is_flag=True, help="Let each tie count by its weight.")
@click.option(
    "--approximate",
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    metavar="ERROR",
    help="Estimate betweenness or closeness from a sample.",
)
@click.option("--top", type=WholeNumber(1), metavar="N", help="Print only ranks 1 to N.")
@click.option(
    "--format", "format_", type=click.Choice(("table", "markdown", "csv", "json")), default="table", show_default=True
)
def analyse(
    place: str, engine: str, master: str | None, format_: str, top: int | None, kinds: tuple[str, ...], **given: Any
) -> None:
    """Rank the participants of a network that is built from TABLES: a folder, or a place that the engine can read.

    The tables are those that `coalition tables` writes. No snapshot is opened, and the network is built by the engine.

    \b
    Example:
        coalition analyse out/tables --measure pagerank --engine duckdb --top 10
    """
    from coalition.engines.engine import opened
    from coalition.network import report
    from coalition.network.analysis import analyse as ranked
    from coalition.network.tables import Tables
    from coalition.output.data import write_json

    found = Tables.at(place)
    if master is not None and engine != "spark":
        raise click.UsageError("--master is for --engine spark.")
    if not kinds and given["network"] != "commitment":
        given |= {"kinds": FOLDED_KINDS, "represented": True}
    else:
        given["kinds"] = frozenset(kinds) or DEFAULT_KINDS
    with opened(engine, master or os.environ.get(MASTER) if engine == "spark" else None) as held:
        result = ranked(held, found, **given)
    if found.snapshot:
        click.echo(f"Tables of snapshot {found.snapshot[:12]}.", err=True)
    if format_ == "json":
        content = result.to_dict()
        rows = [row for row in content["ranking"] if top is None or row["rank"] <= top]
        about = {"tables": place, "snapshot": found.snapshot}
        write_json({"about": about, **content, "ranking": rows}, sys.stdout)
    elif format_ == "csv":
        report.ranking_csv(result, sys.stdout, top)
    else:
        report.ranking(result, sys.stdout, format_, top)
