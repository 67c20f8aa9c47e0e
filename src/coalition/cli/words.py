"""Define the command words."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from coalition.cli.options import Command, GlobalOptions, limit_options
from coalition.errors import CoalitionError

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


def _offered(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Return the words that begin with what was typed; none where the graph cannot be opened."""
    from click.shell_completion import CompletionItem

    try:
        words = GlobalOptions.from_context(ctx).graph().words()
    except CoalitionError:  # the error is printed when the command is run
        return []
    return [CompletionItem(word.name) for word in words if word.name.lower().startswith(incomplete.lower())]


@click.command(cls=Command, short_help="List and explain the words of the ontology.")
@click.argument("word", required=False, shell_complete=_offered)
@click.option("--format", "format_", type=click.Choice(("table", "json")), default="table", show_default=True)
@limit_options
@click.pass_obj
def words(options: GlobalOptions, word: str | None, format_: str) -> None:
    """Print the words that facts are written with: classes, properties and listed values, or all about WORD.

    WORD is the local name, the prefixed name, the IRI or the label of one of them. Its definition is followed by an
    example, by what it is said of and what it takes, by how often the graph uses it, and by what must hold.

    \b
    Example:
        coalition words Commitment
    """
    from coalition.query import report

    graph = options.graph()
    if word is None:
        found = graph.words()
        if format_ == "json":
            report.write_words_json(found, sys.stdout, options.about(graph))
        else:
            report.write_words(found, sys.stdout)
        return
    meaning = graph.word(word)
    if format_ == "json":
        report.write_meaning_json(meaning, sys.stdout, options.about(graph))
    else:
        report.write_meaning(meaning, graph.names, sys.stdout)
