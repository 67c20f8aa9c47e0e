"""Define the command import: propose what tools of other people wrote, or what the rows of a list state, as drafts."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from coalition.cli.options import Command, GlobalOptions
from coalition.errors import ParameterError
from coalition.output.terminal import as_data

if TYPE_CHECKING:
    from coalition.curation.lists import FoundList
    from coalition.curation.proposals import Proposals


@click.command("import", cls=Command, short_help="Propose lists, and what other tools wrote, as drafts.")
@click.argument("file", type=click.Path(allow_dash=True), required=False, default="")
@click.option("--write", is_flag=True, help="Add the drafts to the files of facts, instead of printing them.")
@click.option("--actors", is_flag=True, help="Print, instead of TriG, a CSV of the actors that the register lacks.")
@click.option("--format", "format_", type=click.Choice(("trig", "json")), default="trig", show_default=True)
@click.option("--mapping", default="", help="Take FILE for a list: a ready mapping, or a file, says what rows state.")
@click.option("--source", default="", help="Of a list: the source in whose text the rows stand.")
@click.option("--set", "given", multiple=True, metavar="COLUMN=VALUE", help="Of a list: give all rows a cell.")
@click.option("--after", default="", metavar="WORDS", help="Of a list: its rows stand after these words of the text.")
@click.option("--before", default="", metavar="WORDS", help="Of a list: its rows stand before these words of the text.")
@click.option("--accept", is_flag=True, help="Of a list: write passages that state the facts, instead of drafts.")
@click.option("--show", default="", metavar="MAPPING", help="Print a ready mapping, to adapt it, and do nothing else.")
@click.pass_context
@click.pass_obj
def import_(
    options: GlobalOptions,
    context: click.Context,
    file: str,
    write: bool,
    actors: bool,
    format_: str,
    mapping: str,
    source: str,
    given: tuple[str, ...],
    after: str,
    before: str,
    accept: bool,
    show: str,
) -> None:
    """Look for the words that FILE quotes in the texts of the graph, and draft a passage for each that is found.

    FILE holds W3C Web Annotations, or entities or statements of FollowTheMoney, in JSON or lines of JSON. Words are
    looked for as they are, then as they are read, then by likeness. A draft states nothing until a curator sets its
    stance. What `--actors` prints can be looked through and then added with `coalition actor add --table`. What could
    not be placed is told with the reason, and the exit code is 1.

    With `--mapping`, FILE is a list, as CSV, TSV or lines, - for standard input. The mappings attendance, meetings,
    pledges, posts and votes are ready; `--show attendance > attendance.toml` writes one to adapt. The words of each row
    are looked for in the text of `--source`; rows that are not there, or are at several places, or name what the graph
    does not have, are told with their lines. A list that is imported again adds nothing twice.

    \b
    Example:
        coalition --root my-graph import present.csv --mapping attendance --source minutes --set event="First talks"
    """
    if show:
        from coalition.curation.mapping import text_of

        as_data(sys.stdout).write(text_of(show)[0])
        return
    if not file:
        raise ParameterError("no file is named", remedy="name a file, or - for a list from standard input")
    if write and actors:
        raise ParameterError("--actors and --write do two things", remedy="choose one")
    if format_ != "trig" and (write or actors):
        raise ParameterError("--format is for what is printed of drafts", remedy="leave out --write and --actors")
    if not mapping and (source or given or after or before or accept):
        remedy = "add --mapping, such as --mapping attendance"
        raise ParameterError("--source, --set, --after, --before and --accept are for lists", remedy=remedy)
    if mapping and not source:
        remedy = "name the source with --source; coalition source list lists them"
        raise ParameterError("it is not said in which text the rows stand", remedy=remedy)
    found: FoundList | Proposals
    if mapping:
        found = _listed(options, file, mapping, source, given, (after, before), accept=accept, write=write)
    else:
        found = _proposed(options, file, write=write)
    if actors:
        found.write_actors(as_data(sys.stdout))
    elif format_ == "json":
        from coalition.output.data import write_json

        write_json(found.to_dict(), sys.stdout)
    elif not write:
        as_data(sys.stdout).write(found.trig())
    if format_ != "json":
        for line in found.summary():
            click.echo(line, err=True)
    context.exit(1 if found.refused else 0)


def _proposed(options: GlobalOptions, file: str, *, write: bool) -> Proposals:
    """Place what a file proposes, and write it if that is asked for."""
    from pathlib import Path

    from coalition.curation import proposals
    from coalition.exchange.reading import read

    root = options.open_writable_root() if write else options.open_root()
    found = proposals.place(root, options.texts(), read(Path(file)))
    for path in proposals.write(root, found) if write else ():
        click.echo(f"written: {path}", err=True)
    return found


def _listed(
    options: GlobalOptions,
    file: str,
    mapping: str,
    source: str,
    given: tuple[str, ...],
    bounds: tuple[str, str],
    *,
    accept: bool,
    write: bool,
) -> FoundList:
    """Find the rows of a list, and write what they state if that is asked for."""
    from pathlib import Path

    from coalition import files
    from coalition.curation import lists, rows
    from coalition.curation.forms import Forms
    from coalition.curation.mapping import read
    from coalition.desk import log
    from coalition.errors import SourceError

    root = options.open_writable_root() if write else options.open_root()
    states, cells = read(mapping, Forms.from_root(root)), dict(map(rows.cell, given))
    if file == "-":
        where, content = "standard input", files.read_standard_input(sys.stdin.buffer, SourceError)
    else:
        where, content = file, files.read(Path(file), SourceError, remedy="name a list, such as a CSV file", pipe=True)
    text = files.decode(content, where, SourceError)
    listed = lists.Listed(where, rows.read(text, where, states, cells), states, source, *bounds, accept=accept)
    if not write:
        return lists.find(root, options.texts(), listed)
    found, written = lists.write(root, options.texts(), listed)
    log.note_list(root.graph.parent / log.FOLDER, found)
    for path in written:
        click.echo(f"written: {path}", err=True)
    return found
