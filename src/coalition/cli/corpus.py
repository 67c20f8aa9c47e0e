"""Commands for those who gather a corpus of their own: new, source, draft."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from coalition.cli.options import Setting, bar

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

    from coalition.corpus.scaffold import found, next_steps

    found(Path(folder))
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
    setting: Setting,
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

    from coalition.corpus.sources import Particulars, register

    told = Particulars(title, issued, publishers, creators, language, derived_from, name)
    written = register(setting.own(), setting.texts(), Path(file), told, lambda: setting.graph().names)
    click.echo(written)


@source.command("list", short_help="List the sources that have a text.")
@click.option("--format", "format_", type=click.Choice(("table", "json")), default="table", show_default=True)
@click.pass_obj
def list_(setting: Setting, format_: str) -> None:
    """List the sources that have a text: file, date, passages, and whether the text is at hand.

    \b
    Example:
        coalition --root my-graph source list
    """
    from coalition.corpus.sources import registered

    found = registered(setting.place(), setting.texts())
    if format_ == "json":
        import json

        json.dump({"sources": [each.as_data() for each in found]}, sys.stdout, ensure_ascii=False, indent=2)
        sys.stdout.write("\n")
    else:
        from coalition.audit import report

        report.sources(found, sys.stdout)


@click.command(short_help="Propose passages for what of a source was not read yet.")
@click.argument("source")
@click.pass_obj
def draft(setting: Setting, source: str) -> None:
    """Propose passages of SOURCE, sentence by sentence, for what lies in no slice yet, as TriG.

    Each tells what was found in its sentence: things of the register, dates, sums of money. It states nothing until a
    curator puts its true stance and its facts in the place of that.

    \b
    Example:
        coalition --root my-graph draft zenda
    """
    from coalition.drafting.draft import draft as drafted

    made = drafted(setting.place(), setting.texts(), source, _progress)
    click.echo(made.trig, nl=False)
    for line in made.summary():
        click.echo(line, err=True)


def _progress(sentences: list[Span]) -> Iterable[Span]:
    return bar(sentences, len(sentences), "Reading the sentences")
