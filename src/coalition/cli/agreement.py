"""Define the command agreement: compare what two curators read in the same texts."""

from __future__ import annotations

import sys

import click

from coalition.cli.options import Command, GlobalOptions


@click.command(cls=Command, short_help="Compare what two curators read in the same texts.")
@click.argument("other", metavar="DIR", type=click.Path())
@click.option("--source", default="", help="Short name of one text, instead of all that both graphs have.")
@click.option("--format", "format_", type=click.Choice(("text", "json")), default="text", show_default=True)
@click.pass_obj
def agreement(options: GlobalOptions, other: str, source: str, format_: str) -> None:
    """Compare the graph that --root names with another one, in DIR, in which the same texts were read.

    For each kind of fact, Krippendorff's alpha tells how far the two agree on which sentences state one: 1 where they
    always agree, 0 where they agree as often as by chance. Sentences that one of them has not read are left out. What
    each states otherwise is listed.

    \b
    Example:
        coalition --root my-graph agreement her-graph --source minutes
    """
    from pathlib import Path

    from coalition.corpus.root import Root
    from coalition.curation.agreement import compare

    found = compare(options.open_root(), options.texts(), Root.open(Path(other)), source)
    if format_ == "json":
        from coalition.output.data import write_json

        write_json(found.to_dict(), sys.stdout)
    else:
        from coalition.curation import report

        report.agreement(found, sys.stdout)
