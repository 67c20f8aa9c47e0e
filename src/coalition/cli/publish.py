"""Define the command that writes the graph into the store of a SPARQL server."""

from __future__ import annotations

import functools

import click

from coalition.cli.options import Command, GlobalOptions, ViewOptions, bar, needing_remote, view_options


@click.command(cls=Command, short_help="Write the graph into the store of a SPARQL server.")
@click.option("--endpoint", metavar="URL", required=True, help="Address of the server's SPARQL endpoint.")
@click.option(
    "--update", metavar="URL", help="Address that takes updates.  [default: the usual ones beside it are tried]"
)
@click.option("--dry-run", is_flag=True, help="Change nothing, and print what would be changed.")
@click.option("--take-over", is_flag=True, help="Go on where the writing of another snapshot was given up.")
@view_options
@click.pass_obj
def publish(
    options: GlobalOptions, limits: ViewOptions, endpoint: str, update: str | None, dry_run: bool, take_over: bool
) -> None:
    """Write the graph into the store of a SPARQL server, in the place of the snapshot that it holds.

    Whoever asks the server by --endpoint gets answers from the old snapshot or from the new one. If the command is
    stopped, run it again: it goes on from there. At the end, the numbers of quads are compared, and samples.

    \b
    Example:
        coalition publish --endpoint http://127.0.0.1:3030/ds --dry-run
    """
    graph = options.graph(limits)
    with needing_remote("publish"):
        done = graph.publish(
            endpoint,
            update=update,
            dry_run=dry_run,
            take_over=take_over,
            progress=functools.partial(bar, doing="Writing to the server"),
        )
    click.echo(done.text(endpoint, dry_run))
