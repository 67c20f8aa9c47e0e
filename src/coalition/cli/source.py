"""Define the commands for sources, and those that tell what a change does: source, preview."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import click

from coalition.cli.options import Command, GlobalOptions, Group, bar
from coalition.errors import CoalitionError, ParameterError, SelectionError, SourceError
from coalition.intake.document import FIELDS
from coalition.output.terminal import as_data

if TYPE_CHECKING:
    from pathlib import Path

    from coalition.corpus.offers import Offer, Told
    from coalition.corpus.sources import SourceDetails
    from coalition.curation.editing import Edit
    from coalition.graph import Graph


@click.group(cls=Group, short_help="Register texts as sources, and list the sources.")
def source() -> None:
    """Register texts as sources of a graph of your own, and list the sources.

    \b
    Example:
        coalition --root my-graph source list
    """


@source.command(short_help="Register texts as sources.")
@click.argument("files", metavar="[FILE|DIR]...", nargs=-1, type=click.Path())
@click.option("--list", "table", type=click.Path(), help="CSV file that lists the files, with what is said of each.")
@click.option("--title", default="", help="Title of the text.")
@click.option("--issued", default="", help="Date of issue: 2025-03-02, 2025-03 or 2025.")
@click.option("--publisher", "publishers", multiple=True, help="Publisher, an actor of the register; may be repeated.")
@click.option("--creator", "creators", multiple=True, help="Author, an actor of the register; may be repeated.")
@click.option("--language", default="", help="Code of the language, such as en, en-CA or uk.")
@click.option("--url", default="", help="Address on the web at which the text was found.")
@click.option("--retrieved", default="", help="Date on which it was looked at there: 2025-03-02, 2025-03 or 2025.")
@click.option("--archive-url", default="", help="Address of an archived copy.")
@click.option("--archived", default="", help="Date of the archived copy: 2025-03-02, 2025-03 or 2025.")
@click.option("--name", default="", help="Short name of the source, instead of one made from the file name.")
@click.option(
    "--derived-from", "derived_from", multiple=True, help="Source that the text is a version of; may be repeated."
)
@click.option(
    "--leave-out", multiple=True, type=click.Choice(FIELDS), help="Detail not to take from the files; may be repeated."
)
@click.option("--add-actors", is_flag=True, help="Add authors and publishers that the register lacks to it.")
@click.option("--yes", is_flag=True, help="Take what the files tell of themselves without asking.")
@click.pass_context
def add(
    context: click.Context,
    /,
    files: tuple[str, ...],
    table: str | None,
    leave_out: tuple[str, ...],
    add_actors: bool,
    yes: bool,
    **said: Any,
) -> None:
    """Register the text in each FILE, or in each file of DIR, as a source.

    Its header is written to graph/, and the text to the source texts. Plain text, HTML (its main text), PDF, Word
    (DOCX) and e-mail (EML) are read. A plain text in UTF-8 is kept byte for byte; of other files, the text that was
    taken out, and the file itself. Title, author, publisher, date, language and address are read from the file where
    they are not given, and shown before anything is written. Of several files, those that cannot be read are told, and
    the others are added. Give each actor as a label, an alias or an IRI.

    \b
    Example:
        coalition --root my-graph source add telegram.txt --title "Telegram from Zenda" --issued 1894-05
    """
    from coalition.corpus.fact_files import FactFiles
    from coalition.corpus.offers import listed, offer
    from coalition.corpus.sources import DuplicateError, SourceDetails, refuse_duplicate, refuse_wrong, register

    options: GlobalOptions = context.obj
    root, texts, given = options.open_writable_root(), options.texts(), SourceDetails(**said)
    refuse_wrong(given)
    rows = _named(files, table, given, listed)
    known, alone = FactFiles.load(root), len(rows) == 1
    offers: list[Offer] = []
    refused: list[CoalitionError] = []
    for path, details in bar(rows, len(rows), "Reading the files"):
        try:
            offered = offer(path, details, leave_out)
            refuse_duplicate(known, offered.incoming)
        except DuplicateError as fault:
            if alone:
                raise
            click.echo(f"passed over: {fault}", err=True)
        except (SourceError, ParameterError) as fault:
            if alone:
                raise
            refused.append(fault)
        else:
            offers.append(offered)
    if len(refused) == len(rows):
        raise refused[0]
    for each in refused:
        click.echo(f"not added: {each}", err=True)
    for offered in _confirmed(options, offers, add_actors, yes):
        try:
            written = register(root, texts, offered.incoming, lambda: options.graph().names)
        except DuplicateError as fault:  # another of these files has the same text
            click.echo(f"passed over: {fault}", err=True)
        else:
            click.echo(os.fsencode(written))  # the name of a folder need not be UTF-8
    if refused:
        context.exit(1)


def _named(
    files: tuple[str, ...],
    table: str | None,
    given: SourceDetails,
    listed: Callable[[Path], Iterator[tuple[Path, SourceDetails]]],
) -> list[tuple[Path, SourceDetails]]:
    """Return the files that the command line names, each with what it says of it."""
    from dataclasses import replace
    from pathlib import Path

    from coalition.corpus.offers import documents

    rows = [(path, given) for path in documents(map(Path, files))]
    if table:
        said = {name: value for name in given.__dataclass_fields__ if (value := getattr(given, name))}
        for path, details in listed(Path(table)):
            own = {name: value for name, value in said.items() if not getattr(details, name)}
            rows.append((path, replace(details, **own)))
    if not rows:
        raise ParameterError("no file is named", remedy="name a file, a folder, or a table with --list")
    for option in ("title", "name", "url", "archive_url"):
        if len(rows) > 1 and getattr(given, option):
            remedy = "name one file, or say it in a table with --list"
            what = f"several files cannot have one {option.replace('_', ' ')}"
            raise ParameterError(what, where=f"--{option.replace('_', '-')}", remedy=remedy)
    return rows


def _confirmed(options: GlobalOptions, offers: list[Offer], add_actors: bool, yes: bool) -> list[Offer]:
    """Return what may be registered as it is, after asking where files told something of themselves."""
    from coalition.corpus import report
    from coalition.corpus.offers import unknown

    lacking: list[Told] = []
    if any(each.unknown for each in offers):
        lacking = unknown(offers, options.graph().names)
    if lacking and not add_actors:
        why = "is not in the register, and is left out; --add-actors adds it"
        offers = [each.without([told for told in each.unknown if _is_among(told, lacking)], why) for each in offers]
    if any(each.told or each.remarks for each in offers):
        report.offers(offers, as_data(sys.stderr))
        told = [each for each in offers if each.told]
        what = f"Register {'this text' if len(offers) == 1 else f'these {len(offers)} texts'} so?"
        if told and not yes:
            confirm(what, "what the files tell of themselves was not confirmed")
    if lacking and add_actors:
        from coalition.curation import actors

        for iri in actors.add(options.open_writable_root(), actors.lacking(lacking)):
            click.echo(f"added to the register: {iri}", err=True)
    return offers


def _is_among(told: Told, several: list[Told]) -> bool:
    return any(told.value == each.value for each in several)


def confirm(question: str, unanswered: str) -> None:
    """Ask whether to go on, and end the command where the answer is no.

    Raises
    ------
    SelectionError
        When nobody can be asked.
    """
    if not sys.stdin.isatty():
        raise SelectionError(unanswered, remedy="look at it, and pass --yes")
    if not click.confirm(question, err=True):
        click.echo("nothing was changed", err=True)
        click.get_current_context().exit(1)


@source.command("list", short_help="List the sources that have a text.")
@click.option("--format", "format_", type=click.Choice(("table", "json")), default="table", show_default=True)
@click.pass_obj
def list_(options: GlobalOptions, format_: str) -> None:
    """List the sources that have a text: file, date of issue, passages, and whether the text is found.

    \b
    Example:
        coalition --root my-graph source list
    """
    from coalition.corpus.fact_files import FactFiles
    from coalition.corpus.sources import registered

    sources = registered(FactFiles.load(options.open_root()), options.texts())
    if format_ == "json":
        from coalition.output.data import write_json

        write_json({"sources": [each.to_dict() for each in sources]}, sys.stdout)
    else:
        from coalition.corpus import report

        report.sources(sources, sys.stdout)


@source.command(short_help="Take up a new version of a text.")
@click.argument("name")
@click.argument("file", type=click.Path())
@click.option("--changed", is_flag=True, help="Let passages whose words were changed state what they state.")
@click.option("--lost", is_flag=True, help="Take out passages whose words are lost, with what they state.")
@click.option("--yes", is_flag=True, help="Write the new offsets without asking.")
@click.option("--format", "format_", type=click.Choice(("table", "json")), default="table", show_default=True)
@click.pass_obj
def update(options: GlobalOptions, name: str, file: str, changed: bool, lost: bool, yes: bool, format_: str) -> None:
    """Take up the new version in FILE of the text of the source NAME, and find its passages there.

    Passages are found by the same words, else by words like them, and listed: found, moved, changed, lost. Nothing is
    changed without consent: --changed and --lost say what becomes of those that need to be read again. The old text
    stays beside the new one.

    \b
    Example:
        coalition --root my-graph source update zenda telegram-corrected.txt
    """
    from pathlib import Path

    from coalition.curation import report, sources

    root, texts = options.open_writable_root(), options.texts()
    found = sources.updated(root, texts, name, Path(file))
    if format_ == "json":
        from coalition.output.data import write_json

        write_json(found.to_dict(), sys.stdout)
    else:
        report.update(found, as_data(sys.stdout))
    if yes or sys.stdin.isatty():
        sources.refuse_unread(found, changed=changed, lost=lost)
        if not yes:
            confirm("Write this?", "")
        for written in sources.take_up(root, texts, found, changed=changed, lost=lost):
            click.echo(f"written: {written}", err=True)
    elif format_ != "json":
        click.echo("nothing was changed; --yes writes it", err=True)


@source.command(short_help="Withdraw a source, with its passages.")
@click.argument("name")
@click.option("--preview", is_flag=True, help="Print what would change, and change nothing.")
@click.option("--yes", is_flag=True, help="Withdraw it without asking.")
@click.option("--format", "format_", type=click.Choice(("table", "json")), default="table", show_default=True)
@click.pass_obj
def remove(options: GlobalOptions, name: str, preview: bool, yes: bool, format_: str) -> None:
    """Withdraw the source NAME, with its passages and what they state.

    What is taken out is kept in withdrawn/, and comes back when that file is moved to graph/; the text stays where it
    is. With --preview, print what falls: facts that nothing else states, answers, conflicts, families, ranks.

    \b
    Example:
        coalition --root my-graph source remove zenda --preview
    """
    import datetime

    from coalition.curation import sources

    root = options.open_writable_root()
    if preview:
        show_effects(options, sources.without(root, name), format_)
        return
    going = sources.withdrawal(root, name)
    click.echo(f"{name}: {going.slices} passages and slices, {going.statements} statements", err=True)
    if not yes:
        confirm("Withdraw it?", "the withdrawal was not confirmed")
    kept, changed = sources.withdraw(root, name, datetime.date.today())
    click.echo(os.fsencode(kept))
    for path in changed:
        click.echo(f"changed: {path}", err=True)


def show_effects(options: GlobalOptions, edit: Edit, format_: str) -> None:
    """Print what a change of the files would do."""
    from coalition.graph import Graph

    with edit.tried() as folder:
        after = Graph.open(folder, store=options.store, sources=str(options.texts().folder), progress=bar)
        _show(options.graph(), after, format_)


def _show(before: Graph, after: Graph, format_: str) -> None:
    from coalition.curation import report
    from coalition.curation.effects import effects

    found = effects(before, after)
    if format_ == "json":
        from coalition.output.data import write_json

        write_json(found.to_dict(), sys.stdout)
    else:
        report.effects(found, as_data(sys.stdout))


@click.command(cls=Command, short_help="Print what the edits since the last snapshot change.")
@click.option("--since", default="", help="Digest of the snapshot to compare with, instead of the newest earlier one.")
@click.option("--format", "format_", type=click.Choice(("table", "json")), default="table", show_default=True)
@click.pass_obj
def preview(options: GlobalOptions, since: str, format_: str) -> None:
    """Print what the files as they are now change: facts, answers of saved questions, conflicts, families, ranks.

    They are compared with the newest snapshot of the same folder that was built before.

    \b
    Example:
        coalition --root my-graph preview
    """
    from coalition.curation.effects import earlier

    graph = options.graph()
    before = graph.at(since or earlier(graph, options.snapshots()))
    if format_ != "json":
        click.echo(f"compared with the snapshot {before.snapshot.digest[:12]}", err=True)
    _show(before, graph, format_)
