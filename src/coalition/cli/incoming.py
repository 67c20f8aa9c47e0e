"""Define the command import: propose what tools of other people wrote as drafts."""

from __future__ import annotations

import sys

import click

from coalition.cli.options import Command, GlobalOptions
from coalition.output.terminal import as_data


@click.command("import", cls=Command, short_help="Propose what other tools wrote as drafts.")
@click.argument("file", type=click.Path())
@click.option("--write", is_flag=True, help="Add the drafts to the files of facts, instead of printing them.")
@click.option("--actors", is_flag=True, help="Print, instead of TriG, a CSV of the actors that the register lacks.")
@click.option("--format", "format_", type=click.Choice(("trig", "json")), default="trig", show_default=True)
@click.pass_context
@click.pass_obj
def import_(options: GlobalOptions, context: click.Context, file: str, write: bool, actors: bool, format_: str) -> None:
    """Look for the words that FILE quotes in the texts of the graph, and draft a passage for each that is found.

    FILE holds W3C Web Annotations, or entities or statements of FollowTheMoney, in JSON or lines of JSON. Words are
    looked for as they are, then as they are read, then by likeness. A draft states nothing until a curator sets its
    stance. What `--actors` prints can be looked through and then added with `coalition actor add --table`. What could
    not be placed is told with the reason, and the exit code is 1.

    \b
    Example:
        coalition --root my-graph import annotations.jsonld --write
    """
    from pathlib import Path

    from coalition.curation import proposals
    from coalition.errors import ParameterError
    from coalition.exchange.reading import read

    if write and actors:
        raise ParameterError("--actors and --write do two things", remedy="choose one")
    if format_ != "trig" and (write or actors):
        raise ParameterError("--format is for what is printed of drafts", remedy="leave out --write and --actors")
    root = options.open_writable_root() if write else options.open_root()
    found = proposals.place(root, options.texts(), read(Path(file)))
    if write:
        for path in proposals.write(root, found):
            click.echo(f"written: {path}", err=True)
    elif actors:
        proposals.write_actors(found.actors, as_data(sys.stdout))
    elif format_ == "json":
        from coalition.output.data import write_json

        write_json(found.to_dict(), sys.stdout)
    else:
        as_data(sys.stdout).write(found.trig())
    if format_ != "json":
        for line in found.summary():
            click.echo(line, err=True)
    context.exit(1 if found.refused else 0)
