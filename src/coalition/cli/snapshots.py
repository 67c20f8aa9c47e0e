"""Define the command that lists and removes snapshots."""

from __future__ import annotations

import sys
import time

import click

from coalition.cli.options import Command, GlobalOptions, WholeNumber
from coalition.errors import CoalitionError


@click.command(cls=Command, short_help="List the snapshots and views that are kept, and remove those no longer wanted.")
@click.option("--prune", is_flag=True, help="Remove those that are no longer wanted, and list what was removed.")
@click.option("--dry-run", is_flag=True, help="With --prune: remove nothing, list what would be removed.")
@click.option("--size", metavar="SIZE", help="Set how much all of them may take, such as 500MB or 2GB.")
@click.option("--days", type=WholeNumber(0, 36_500), help="Set how many days one is kept after its last use.")
@click.option("--format", "format_", type=click.Choice(("table", "csv", "json")), default="table", show_default=True)
@click.pass_obj
def snapshots(
    options: GlobalOptions, prune: bool, dry_run: bool, size: str | None, days: int | None, format_: str
) -> None:
    """List the snapshots and views that are kept: of which graph, size, when built and last used.

    Whenever a new one is built, those no longer wanted are removed: what was not used for 30 days, what belongs to none
    of the 5 states of a graph that were used last, and then the least recently used, until the rest takes at most 1 GB.
    --size and --days set other limits, for everyone who uses the folder. The snapshot of the graph as it is now stays,
    and so does what a process has open.

    \b
    Example:
        coalition snapshots --prune --dry-run
    """
    from coalition.build import report
    from coalition.build.budget import parse_size

    if dry_run and not prune:
        raise click.UsageError("--dry-run needs --prune.")
    kept = options.snapshots()
    budget = kept.budget(None if size is None else parse_size(size), days)
    if (size, days) != (None, None) and not dry_run:
        kept.set_budget(budget)
    try:
        current = options.open_root().read().digest
    except CoalitionError:  # without a graph that can be read, there is no current snapshot
        current = ""
    entries = kept.entries(current)
    if prune:
        entries = budget.surplus(entries, time.time()) if dry_run else kept.prune(current)
    outcome = "would be removed" if dry_run else "removed" if prune else "kept"
    report.snapshots(entries, budget, outcome, format_, sys.stdout)
