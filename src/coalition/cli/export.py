"""Define the commands that write for other programs: export, completion."""

from __future__ import annotations

import sys

import click

from coalition.cli.options import Command, GlobalOptions, ThingName, ViewOptions, read_query, view_options
from coalition.exchange.forms import FORMS
from coalition.output.terminal import as_data
from coalition.rdf.formats import FORMATS


@click.command(cls=Command, short_help="Write the graph as RDF, or for other tools.")
@click.option(
    "--format",
    "format_",
    type=click.Choice((*FORMATS, *FORMS)),
    default="turtle",
    show_default=True,
    help="RDF, of which trig and nquads hold each passage as a named graph, the others only the accepted facts; or, "
    "from ftm on, a form of other people's tools: what it loses is told on standard error.",
)
@click.option(
    "--provenance",
    type=click.Choice(("rdf11", "rdf12")),
    is_flag=False,
    flag_value="rdf11",
    help="Add the passages of each fact: as RDF 1.1 reification (rdf11, or no value), or as RDF 1.2 annotations "
    "(rdf12, only in Turtle).",
)
@click.option(
    "--about",
    type=ThingName("Actor", "Event", "Commitment"),
    help="Export only what is said about this actor, event or other thing.",
)
@click.option("--query", "query_", help="Export only the result of this CONSTRUCT query.")
@click.option(
    "-f", "--file", type=click.Path(exists=True, dir_okay=False), help="Read the CONSTRUCT query from a file."
)
@click.option(
    "--words", is_flag=True, help="Write the words of passages, too, where the form has a place and the texts are here."
)
@view_options
@click.pass_obj
def export(
    options: GlobalOptions,
    limits: ViewOptions,
    format_: str,
    provenance: str | None,
    about: str | None,
    query_: str | None,
    file: str | None,
    words: bool,
) -> None:
    """Write the graph, or a part of it, to standard output as RDF or in a form of other people's tools.

    The same facts always give the same bytes. The forms are entities and statements of FollowTheMoney (ftm,
    ftm-statements), W3C Web Annotations (annotations), PROV-O (prov), QuickStatements for Wikidata (quickstatements)
    and nanopublications (nanopubs). No form tells as a fact what a source denies, reports, proposes or predicts.

    \b
    Example:
        coalition export --provenance > coalition.ttl
    """
    if sum(given is not None for given in (about, query_, file)) > 1:
        raise click.UsageError("Give only one of --about, --query and -f.")
    if format_ in FORMS:
        if provenance or about or query_ or file:
            raise click.UsageError(f"--format {format_} takes none of --provenance, --about, --query and -f.")
        losses = options.graph(limits)._exchange(sys.stdout.buffer, format_, words)
        for line in losses.lines():
            click.echo(line, err=True)
        return
    if words:
        raise click.UsageError(f"--words is for {', '.join(name for name, form in FORMS.items() if form.has_words)}.")
    text = read_query(query_, file)[0] if query_ is not None or file else None
    graph = options.graph(limits)
    graph._export(sys.stdout.buffer, format_, about, text, provenance)


@click.command(cls=Command, short_help="Print the completion script for bash, zsh or fish.")
@click.argument("shell", type=click.Choice(("bash", "zsh", "fish")))
@click.option("--line", hidden=True, help="The command line up to the cursor, which the script passes.")
@click.option("--word", hidden=True, default="", help="The part of it that bash puts our words in place of.")
@click.pass_context
def completion(context: click.Context, shell: str, line: str | None, word: str) -> None:
    """Print the script that makes SHELL complete commands, questions and names.

    \b
    Example:
        eval "$(coalition completion bash)"
    """
    from coalition.cli.completion import SCRIPTS, answer

    if line is None:
        sys.stdout.write(SCRIPTS[shell])
    else:
        as_data(sys.stdout).writelines(f"{each}\n" for each in answer(context.find_root().command, shell, line, word))
