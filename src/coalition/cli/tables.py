"""Define the commands for what outgrows a machine: tables, analyse, bulk."""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click

from coalition.cli.options import Command, GlobalOptions, ViewOptions, WholeNumber, bar, view_options
from coalition.engines.engine import LIBRARIES, MASTER
from coalition.errors import SelectionError, StoreError
from coalition.network.definitions import ACTOR_KINDS, DEFAULT_KINDS, FOLDED_KINDS, NETWORKS

Function = TypeVar("Function", bound=Callable[..., Any])


@contextmanager
def _needing_parquet(command: str) -> Iterator[None]:
    """Tell in one line that the library for Parquet is not installed."""
    try:
        yield
    except ModuleNotFoundError as fault:
        if (fault.name or "").partition(".")[0] != "pyarrow":
            raise
        what, remedy = f"the library {fault.name} is not installed", 'run pip install "coalition-graph[duckdb]"'
        raise SelectionError(what, where=command, remedy=remedy) from None


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
    with _needing_parquet("tables"):
        from coalition.network.tables import write

        rows = write(graph._columns, Path(folder), graph.snapshot.digest)
    click.echo(f"Wrote to {_named(folder)}: {', '.join(f'{number:,} {name}' for name, number in rows.items())}.")


def _named(folder: str) -> str:
    """Return the name of a folder in one line."""
    return " ".join(folder.split())


def engine_options(command: Function) -> Function:
    """Let a command take the engine that does its work."""
    named = click.option(
        "--engine",
        type=click.Choice(tuple(LIBRARIES)),
        default="duckdb",
        show_default=True,
        help="What does the work: DuckDB on this machine, or Spark.",
    )
    master = click.option(
        "--master", metavar="URL", help="Master of the Spark cluster.  [default: local[*], this machine]"
    )
    return named(master(command))


def _master(engine: str, given: str | None) -> str | None:
    """Return the master of an engine, from the option or the environment."""
    if given is not None and engine != "spark":
        raise click.UsageError("--master is for --engine spark.")
    return given or os.environ.get(MASTER) if engine == "spark" else None


@click.command(cls=Command, short_help="Check the files, and write what other stores load, without a snapshot.")
@click.argument("folder", type=click.Path(file_okay=False))
@engine_options
@click.option(
    "--compare", is_flag=True, help="Compare with the snapshot of the same files, which is built where there is none."
)
@click.pass_obj
def bulk(options: GlobalOptions, folder: str, engine: str, master: str | None, compare: bool) -> None:
    """Check the files of the graph, and write to FOLDER what they state, for stores that hold more than a snapshot can.

    The folder quads gets what a snapshot holds, as N-Quads for the bulk loader of any store; statements gets the named
    graphs as Parquet, for SQL; tables gets what coalition analyse ranks. The files are checked as by coalition build.
    On a cluster, all workers must be able to read the files and to write the folder, by the same paths.

    \b
    Example:
        coalition bulk out/bulk --engine duckdb
    """
    from coalition import __version__
    from coalition.engines.engine import opened

    root = options.open_root()
    with opened(engine, _master(engine, master)) as held, _needing_parquet("bulk"):
        from coalition.bulk.job import write

        progress = functools.partial(bar, doing="Reading files")
        texts, described = options.texts(), (root.licence(), __version__)
        written = write(root.read(), texts, Path(folder), held, progress, *described)
    click.echo(
        f"Wrote to {_named(folder)}: {written.fingerprint.statements:,} quads of snapshot {written.snapshot[:12]}."
    )
    if compare:
        there = options.graph().fingerprint()
        if there != str(written.fingerprint):
            what = f"the snapshot holds other quads ({there}) than were written ({written.fingerprint})"
            raise StoreError(what, where=folder, remedy="tell us, with the files: both should be the same")
        click.echo("The snapshot of these files holds the same.")


@click.command(cls=Command, short_help="Rank the participants by SQL over tables, on DuckDB or Spark.")
@click.argument("place", metavar="TABLES")
@click.option(
    "--measure",
    default="degree",
    show_default=True,
    help="degree, betweenness, closeness, eigenvector, pagerank, katz; component, community, core.",
)
@engine_options
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
    if not kinds and given["network"] != "commitment":
        given |= {"kinds": FOLDED_KINDS, "represented": True}
    else:
        given["kinds"] = frozenset(kinds) or DEFAULT_KINDS
    with opened(engine, _master(engine, master)) as held:
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
