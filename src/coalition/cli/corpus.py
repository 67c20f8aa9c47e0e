"""Commands for those who keep a corpus: new, source, draft, build, check, format, cite."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from coalition.cli.options import GlobalOptions, bar

if TYPE_CHECKING:
    from coalition.drafting.draft import Span


@click.command(short_help="Lay out a graph of your own, with a worked example.")
@click.argument("folder", metavar="DIR", type=click.Path())
def new(folder: str) -> None:
    """Lay out a graph of your own in DIR, a new or empty folder: a register, one worked example, the next steps.

    Words, rules and questions are the published ones, as long as DIR has no ontology/ and queries/ of its own.

    \b
    Example:
        coalition new my-facts && coalition --root my-facts check
    """
    from pathlib import Path

    from coalition.corpus.scaffold import lay_out, next_steps

    lay_out(Path(folder))
    for line in next_steps(folder):
        click.echo(line, err=True)


@click.group(short_help="Register texts as sources, and list them.")
def source() -> None:
    """Register texts as sources of a graph of your own, and list them.

    \b
    Example:
        coalition --root my-graph source list
    """


@source.command(short_help="Register a text as a source.")
@click.argument("file", type=click.Path())
@click.option("--title", required=True, help="The title that the text bears.")
@click.option("--issued", default="", help="When it was issued: 2025-03-02, 2025-03 or 2025.")
@click.option("--publisher", "publishers", multiple=True, help="Its publisher, an actor of the register.")
@click.option("--creator", "creators", multiple=True, help="Its author, an actor of the register; may be repeated.")
@click.option("--language", default="", help="Its language: en, fr, uk.")
@click.option("--name", default="", help="Its short name; made from the name of the file if left out.")
@click.option("--derived-from", "derived_from", multiple=True, help="The source that it is a version of.")
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
    derived_from: tuple[str, ...],
) -> None:
    """Register the text in FILE, in UTF-8, as a source: its header in graph/, a copy in the folder of texts.

    The text is kept byte for byte. Actors are named by label, alias or IRI.

    \b
    Example:
        coalition --root my-graph source add telegram.txt --title "Telegram from Zenda" --issued 1894-05
    """
    from pathlib import Path

    from coalition.corpus.sources import SourceDetails, register

    told = SourceDetails(title, issued, publishers, creators, language, derived_from, name)
    written = register(options.own(), options.texts(), Path(file), told, lambda: options.graph().names)
    click.echo(written)


@source.command("list", short_help="List the sources that have a text.")
@click.option("--format", "format_", type=click.Choice(("table", "json")), default="table", show_default=True)
@click.pass_obj
def list_(options: GlobalOptions, format_: str) -> None:
    """List the sources that have a text: file, date, passages, and whether the text is at hand.

    \b
    Example:
        coalition --root my-graph source list
    """
    from coalition.corpus.sources import registered

    found = registered(options.place(), options.texts())
    if format_ == "json":
        from coalition.output.data import write_json

        write_json({"sources": [each.to_dict() for each in found]}, sys.stdout)
    else:
        from coalition.corpus import report

        report.sources(found, sys.stdout)


@click.command(short_help="Propose passages for what of a source was not read yet.")
@click.argument("source")
@click.pass_obj
def draft(options: GlobalOptions, source: str) -> None:
    """Propose passages of SOURCE, sentence by sentence, for what lies in no slice yet, as TriG.

    Each tells what was found in its sentence: things of the register, dates, sums of money. It states nothing until a
    curator puts its true stance and its facts in the place of that.

    \b
    Example:
        coalition --root my-graph draft zenda
    """
    from coalition.drafting.draft import draft as drafted

    made = drafted(options.place(), options.texts(), source, _progress)
    click.echo(made.trig, nl=False)
    for line in made.summary():
        click.echo(line, err=True)


def _progress(sentences: list[Span]) -> Iterable[Span]:
    return bar(sentences, len(sentences), "Reading the sentences")


@click.command(short_help="Build the snapshot, and print what it holds.")
@click.pass_obj
def build(options: GlobalOptions) -> None:
    """Build the snapshot for the files as they are now, if there is none, and print what it holds.

    \b
    Example:
        coalition build
    """
    from coalition.build.report import counts

    graph = options.graph()
    click.echo(f"snapshot {graph.snapshot.digest}\n{graph.snapshot.folder}")
    for line in counts(graph.snapshot.counts):
        click.echo(line)


@click.command(short_help="Check the files of the graph.")
@click.pass_obj
def check(options: GlobalOptions) -> None:
    """Check the files of the graph: syntax, words, values, provenance, digests, shapes.

    Digests are checked where the texts are at hand; how many were not is said.

    \b
    Example:
        coalition check
    """
    from coalition.build.check import check as check_files

    root = options.place()
    found = check_files(root.read(), options.texts(), root.ontology / "shapes.ttl")
    for fault in found.faults:
        click.echo(f"Error: {fault}", err=True)
    for line in found.summary():
        click.echo(line)
    sys.exit(1 if found.faults else 0)


@click.command("format")
@click.option("--check", "only_check", is_flag=True, help="Change nothing; exit 1 if a byte would change.")
@click.pass_obj
def format_(options: GlobalOptions, only_check: bool) -> None:
    """Write the files of facts in their canonical form.

    \b
    Example:
        coalition format --check
    """
    from coalition.corpus.canonical import format_files

    changed = format_files(options.place(), write=not only_check)
    for path in changed:
        click.echo(
            f"{path}: {'is not in canonical form; run coalition format' if only_check else 'formatted'}", err=True
        )
    sys.exit(1 if changed and only_check else 0)


@click.command(short_help="Print the header of a passage, with offsets and digest.")
@click.argument("source")
@click.argument("words")
@click.option(
    "--nth", type=click.IntRange(1), help="Which occurrence, where the words stand in the text more than once."
)
@click.pass_obj
def cite(options: GlobalOptions, source: str, words: str, nth: int | None) -> None:
    """Print the header of the passage of SOURCE that has exactly these WORDS, with offsets and digest.

    Write … between two phrases to take everything from the first to the second.

    \b
    Example:
        coalition --root my-graph cite zenda "Ruritania promised … treaty is signed"
    """
    from coalition.corpus.headers import cite as header

    click.echo(header(options.place(), options.texts(), source, words, nth), nl=False)
