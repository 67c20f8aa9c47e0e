"""Commands for those who keep a graph: build, check, format, cite."""

from __future__ import annotations

import sys

import click

from coalition.cli.options import Setting


@click.command(short_help="Build the snapshot, and print what it holds.")
@click.pass_obj
def build(setting: Setting) -> None:
    """Build the snapshot for the files as they are now, if there is none, and print what it holds.

    \b
    Example:
        coalition build
    """
    from coalition.output import table

    graph = setting.graph()
    click.echo(f"snapshot {graph.snapshot.digest}\n{graph.snapshot.folder}")
    for line in table.counts(graph.snapshot.counts):
        click.echo(line)


@click.command(short_help="Check the files of the graph.")
@click.pass_obj
def check(setting: Setting) -> None:
    """Check the files of the graph: syntax, words, values, provenance, digests, shapes.

    Digests are checked where the texts are at hand; how many were not is said.

    \b
    Example:
        coalition check
    """
    from coalition.build.check import inspect

    found = inspect(setting.place(), setting.texts())
    for fault in found.faults:
        click.echo(f"Error: {fault}", err=True)
    for line in found.summary():
        click.echo(line)
    sys.exit(1 if found.faults else 0)


@click.command("format")
@click.option("--check", "only_check", is_flag=True, help="Change nothing; exit 1 if a byte would change.")
@click.pass_obj
def format_(setting: Setting, only_check: bool) -> None:
    """Write the files of facts in their canonical form.

    \b
    Example:
        coalition format --check
    """
    from coalition.corpus.canonical import format_files

    changed = format_files(setting.place(), write=not only_check)
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
def cite(setting: Setting, source: str, words: str, nth: int | None) -> None:
    """Print the header of the passage of SOURCE that has exactly these WORDS, with offsets and digest.

    Write … between two phrases to take everything from the first to the second.

    \b
    Example:
        coalition --root my-graph cite zenda "Ruritania promised … treaty is signed"
    """
    from coalition.corpus.canonical import cite as header

    click.echo(header(setting.place(), setting.texts(), source, words, nth), nl=False)
