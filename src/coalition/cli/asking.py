"""Commands that ask: query, ask, questions, show."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from coalition.cli.setting import Setting, Thing, _setting

if TYPE_CHECKING:
    import pyoxigraph as ox

    from coalition.graph import Graph
    from coalition.questions import Parameter, Question

FORMATS = ("table", "markdown", "csv", "tsv", "json", "xml", "turtle", "ntriples", "jsonld")


def answering(command: Any) -> Any:
    """The options of every command that prints an answer."""
    for option in (
        click.option("--iris", is_flag=True, help="Print whole IRIs in place of labels and prefixed names."),
        click.option("--why", is_flag=True, help="Print the passages that each row rests on."),
        click.option(
            "--format",
            "format_",
            type=click.Choice(FORMATS),
            help="table or markdown for people; csv, tsv, json and xml as the W3C defines them, with whole IRIs; "
            "turtle, ntriples or jsonld for the graph of a CONSTRUCT or DESCRIBE.  [default: table, or turtle]",
        ),
    ):
        command = option(command)
    return command


@click.command()
@click.argument("text", required=False)
@click.option(
    "-f", "--file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Read the query from a file."
)
@answering
@click.pass_obj
def query(setting: Setting, text: str | None, file: Path | None, format_: str | None, why: bool, iris: bool) -> None:
    """Answer a SPARQL 1.1 query, given as TEXT, with -f, or on standard input.

    The standard prefixes need no declaring.

    \b
    Example:
        coalition query 'SELECT ?who WHERE { ?who cg:tookPartIn meeting:london-2025-03-02 }' --why
    """
    if text and file:
        raise click.UsageError("Give the query as TEXT or with -f, not both.")
    if file:
        name, text = str(file), file.read_text(encoding="utf-8")
    else:
        name = "query" if text else "standard input"
    if not text:
        if sys.stdin.isatty():
            raise click.UsageError("Give a query as TEXT, with -f FILE, or on standard input.")
        text = sys.stdin.read()
    _answer(setting.graph(), text, {}, name, format_, why, iris)


class Saved(click.Group):
    """The saved questions as commands, made when they are named."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        from coalition.questions import questions

        return list(questions(_setting(ctx).place().queries))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:
        from coalition.questions import question

        return _command(question(_setting(ctx).place().queries, cmd_name))


@click.group(cls=Saved, subcommand_metavar="NAME [--PARAMETER VALUE]...")
def ask() -> None:
    """Answer a saved question.

    \b
    Example:
        coalition ask commitments --by "United Kingdom" --why
    """


def _command(saved: Question) -> click.Command:
    """The command for a saved question: an option for each of its parameters."""

    @click.pass_obj
    def run(setting: Setting, /, format_: str | None, why: bool, iris: bool, **given: str | None) -> None:
        graph = setting.graph()
        values = {key.removeprefix("p_"): value for key, value in given.items() if value is not None}
        _answer(graph, saved.text, saved.bindings(values, graph.names), saved.name, format_, why, iris)

    command = click.command(saved.name, help=saved.summary, short_help=saved.summary)(answering(run))
    command.params[:0] = [_option(parameter) for parameter in saved.parameters]
    return command


def _option(parameter: Parameter) -> click.Option:
    return click.Option(
        [f"--{parameter.name}", f"p_{parameter.name}"],
        type=Thing(parameter.kind) if parameter.kind else click.STRING,
        metavar=parameter.type.upper(),
        required=parameter.required,
        default=parameter.default or None,
        show_default=bool(parameter.default),
        help=f"For example {parameter.example}." if parameter.example else None,
    )


@click.command()
@click.pass_obj
def questions(setting: Setting) -> None:
    """List the saved questions with their parameters.

    \b
    Example:
        coalition questions
    """
    from coalition.questions import questions as saved

    for question in saved(setting.place().queries).values():
        click.echo(f"{click.style(question.name, bold=True)}\n    {question.summary}")
        for parameter in question.parameters:
            needed = (
                "required"
                if parameter.required
                else f"default {parameter.default}"
                if parameter.default
                else "optional"
            )
            example = f", for example “{parameter.example}”" if parameter.example else ""
            click.echo(f"    --{parameter.name} {parameter.type.upper()} ({needed}{example})")


@click.command()
@click.argument("thing", type=Thing("Actor", "Event", "Commitment", "Plan"))
@click.option("--format", "format_", type=click.Choice(("text", "json")), default="text", show_default=True)
@click.pass_obj
def show(setting: Setting, thing: str, format_: str) -> None:
    """Print all that is known of THING, each line with its sources.

    THING is a label, an alias or an IRI.

    \b
    Example:
        coalition show "Keir Starmer"
    """
    known = setting.graph().show(thing)
    if format_ == "json":
        from coalition import wire

        wire.description_json(known, sys.stdout)
    else:
        from coalition import render

        render.description(known, sys.stdout)


def _answer(
    graph: Graph,
    text: str,
    bindings: dict[str, ox.NamedNode | ox.Literal],
    name: str,
    format_: str | None,
    why: bool,
    iris: bool,
) -> None:
    from coalition.reply import reply

    reply(graph, text, bindings, sys.stdout, name=name, format=format_, why=why, iris=iris)
