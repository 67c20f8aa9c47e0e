"""Define the commands that keep a corpus: new, source, draft, build, check, format, cite."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, TypeVar

import click

from coalition.cli.options import Command, GlobalOptions, Group, WholeNumber, bar, limit_options
from coalition.output.terminal import as_data

Item = TypeVar("Item")

if TYPE_CHECKING:
    from coalition.drafting.draft import Span


@click.command(cls=Command, short_help="Create a graph of your own, with a worked example.")
@click.argument("folder", metavar="DIR", type=click.Path())
def new(folder: str) -> None:
    """Create a graph of your own in DIR, a new or empty folder, and print the next steps.

    It begins with a register and one worked example. It uses the published ontology, rules and questions until you put
    an ontology/ or queries/ folder of your own into DIR.

    \b
    Example:
        coalition new my-facts && coalition --root my-facts check
    """
    from pathlib import Path

    from coalition.corpus.scaffold import lay_out, next_steps

    lay_out(Path(folder))
    for line in next_steps(folder):
        click.echo(line, err=True)


@click.group(cls=Group, short_help="Register texts as sources, and list the sources.")
def source() -> None:
    """Register texts as sources of a graph of your own, and list the sources.

    \b
    Example:
        coalition --root my-graph source list
    """


@source.command(short_help="Register a text as a source.")
@click.argument("file", type=click.Path())
@click.option("--title", required=True, help="Title of the text.")
@click.option("--issued", default="", help="Date of issue: 2025-03-02, 2025-03 or 2025.")
@click.option("--publisher", "publishers", multiple=True, help="Publisher, an actor of the register; may be repeated.")
@click.option("--creator", "creators", multiple=True, help="Author, an actor of the register; may be repeated.")
@click.option("--language", default="", help="Code of the language, such as en, fr or uk.")
@click.option("--url", default="", help="Address on the web at which the text was found.")
@click.option("--retrieved", default="", help="Date on which it was looked at there: 2025-03-02, 2025-03 or 2025.")
@click.option("--name", default="", help="Short name of the source, instead of one made from the file name.")
@click.option(
    "--derived-from", "derived_from", multiple=True, help="Source that the text is a version of; may be repeated."
)
@click.pass_obj
def add(
    options: GlobalOptions,
    file: str,
    title: str,
    issued: str,
    publishers: tuple[str, ...],
    creators: tuple[str, ...],
    language: str,
    name: str,
    url: str,
    retrieved: str,
    derived_from: tuple[str, ...],
) -> None:
    """Register the UTF-8 text in FILE as a source: write its header to graph/ and copy it to the source texts.

    The copy is the same, byte for byte. Give each actor as a label, an alias or an IRI.

    \b
    Example:
        coalition --root my-graph source add telegram.txt --title "Telegram from Zenda" --issued 1894-05
    """
    from pathlib import Path

    from coalition.corpus.sources import SourceDetails, register

    details = SourceDetails(title, issued, publishers, creators, language, derived_from, name, url, retrieved)
    written = register(
        options.open_writable_root(), options.texts(), Path(file), details, lambda: options.graph().names
    )
    click.echo(os.fsencode(written))  # the name of a folder need not be UTF-8


@source.command("list", short_help="List the sources that have a text.")
@click.option("--format", "format_", type=click.Choice(("table", "json")), default="table", show_default=True)
@click.pass_obj
def list_(options: GlobalOptions, format_: str) -> None:
    """List the sources that have a text: file, date of issue, passages, and whether the text is found.

    \b
    Example:
        coalition --root my-graph source list
    """
    from coalition.corpus.sources import registered

    sources = registered(options.open_root(), options.texts())
    if format_ == "json":
        from coalition.output.data import write_json

        write_json({"sources": [each.to_dict() for each in sources]}, sys.stdout)
    else:
        from coalition.corpus import report

        report.sources(sources, sys.stdout)


@click.command(cls=Command, short_help="Propose passages for what has not been read in a source.")
@click.argument("source")
@click.pass_obj
def draft(options: GlobalOptions, source: str) -> None:
    """Propose passages, in TriG, for the sentences of SOURCE that have not been read yet.

    Each passage lists the things of the register, the dates and the sums of money that its sentence mentions. It states
    nothing until a curator replaces the list by facts and sets the stance. SOURCE is a short name or an IRI.

    \b
    Example:
        coalition --root my-graph draft zenda
    """
    from coalition.drafting.draft import draft as drafted

    proposal = drafted(options.open_root(), options.texts(), source, _progress)
    as_data(sys.stdout).write(proposal.trig)
    for line in proposal.summary():
        click.echo(line, err=True)


def _progress(sentences: list[Span]) -> Iterable[Span]:
    return bar(sentences, len(sentences), "Reading the sentences")


@click.command(cls=Command, short_help="Build the snapshot of the graph, and print what it holds.")
@limit_options
@click.pass_obj
def build(options: GlobalOptions) -> None:
    """Build the snapshot of the files as they are now, unless it exists, and print what it holds.

    \b
    Example:
        coalition build
    """
    from coalition.build.report import counts

    graph = options.graph()
    click.echo(f"snapshot {graph.snapshot.digest}\n{graph.snapshot.folder}")
    for line in counts(graph.snapshot.counts):
        click.echo(line)


def checking(items: Iterable[Item], total: int, /) -> Iterable[Item]:
    """Return the items, with a progress bar where standard error is a terminal."""
    return bar(items, total, "Checking the files")


@click.command(cls=Command, short_help="Check the files of the graph.")
@limit_options
@click.pass_context
@click.pass_obj
def check(options: GlobalOptions, context: click.Context) -> None:
    """Check the files of the graph: syntax, terms, values, provenance, digests, shapes, saved questions, snapshot.

    Digests are checked only against the source texts that are found; the number of those not checked is printed. Where
    the graph has been built from these files, every byte of its snapshot is compared with its checksums, too; other
    commands do so only for what was changed since it was built. Where it has not, it is built for the shapes. The exit
    code is 1 if there is a fault.

    \b
    Example:
        coalition check
    """
    from dataclasses import replace

    from coalition.build.check import check as check_files
    from coalition.build.manifest import readable
    from coalition.query.questions import faults

    root = options.open_root()
    inputs, snapshots = root.read(), options.snapshots()
    damage = snapshots.damage(inputs.digest)
    shapes, name = root.ontology / "shapes.ttl", readable(root.graph.parent.resolve())
    kept = None if damage else snapshots
    checked = check_files(inputs, options.texts(), shapes, root.queries, kept, name, checking)
    checked = replace(checked, faults=(*checked.faults, *faults(root.queries, root.kinds()), *damage))
    for fault in checked.faults:
        click.echo(f"Error: {fault}", err=True)
    for line in checked.summary():
        click.echo(line)
    context.exit(1 if checked.faults else 0)


@click.command("format", cls=Command, short_help="Write the files of facts in their canonical form.")
@click.option(
    "--check", "only_check", is_flag=True, help="Change nothing; exit with 1 if a file is not in canonical form."
)
@click.pass_context
@click.pass_obj
def format_(options: GlobalOptions, context: click.Context, only_check: bool) -> None:
    """Write the files of facts in their canonical form, in which a change of facts is a readable diff.

    Files are changed only in the folder that --root names.

    \b
    Example:
        coalition format --check
    """
    from coalition.corpus.canonical import format_files

    root = options.open_root() if only_check else options.open_writable_root()
    changed = format_files(root, write=not only_check)
    for path in changed:
        outcome = "not in canonical form; run coalition --root DIR format" if only_check else "formatted"
        click.echo(f"{path}: {outcome}", err=True)
    context.exit(1 if changed and only_check else 0)


@click.command(cls=Command, short_help="Print the header of a passage, with offsets and digest.")
@click.argument("source")
@click.argument("words")
@click.option("--nth", type=WholeNumber(1), help="Which occurrence to take, if the text has the words more than once.")
@click.pass_obj
def cite(options: GlobalOptions, source: str, words: str, nth: int | None) -> None:
    """Print the header, in TriG, of the passage of SOURCE that has these WORDS.

    The header gives the offsets and the digest of the passage; set its stance yourself. Line ends, kinds of spaces, of
    quotation marks and of dashes, and citation marks may differ from the text. Write … between two phrases to take
    everything from the first to the second.

    \b
    Example:
        coalition --root my-graph cite zenda "Ruritania promised … treaty is signed"
    """
    from coalition.corpus.headers import cite as header

    as_data(sys.stdout).write(header(options.open_root(), options.texts(), source, words, nth))
