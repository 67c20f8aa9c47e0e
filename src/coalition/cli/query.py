"""Define the commands that ask: query, ask, questions, show."""

from __future__ import annotations

import sys
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from coalition.cli.options import Command, GlobalOptions, Group, ThingName, ViewOptions, read_query, view_options

if TYPE_CHECKING:
    import pyoxigraph as ox

    from coalition.graph import Graph
    from coalition.query.questions import Parameter, Question

CITATIONS = ("footnotes", "bibtex", "csl-json")
FORMATS = ("table", "markdown", "csv", "tsv", "json", "xml", "turtle", "ntriples", "jsonld", *CITATIONS)


def answer_options(command: Any) -> Any:
    """Add the options of every command that prints an answer."""
    for option in (
        click.option("--iris", is_flag=True, help="Print full IRIs instead of labels and prefixed names."),
        click.option("--why", is_flag=True, help="Print the passages that support each row."),
        click.option(
            "--format",
            "format_",
            type=click.Choice(FORMATS),
            help="table or markdown to read; csv, tsv, json or xml as the W3C defines them, with full IRIs; turtle, "
            "ntriples or jsonld for the triples of CONSTRUCT and DESCRIBE; footnotes, bibtex or csl-json to cite the "
            "passages that support an answer.  [default: table; turtle for triples]",
        ),
    ):
        command = option(command)
    return command


@click.command(cls=Command, short_help="Answer a SPARQL 1.1 query.")
@click.argument("text", required=False)
@click.option("-f", "--file", type=click.Path(exists=True, dir_okay=False), help="Read the query from a file.")
@answer_options
@view_options
@click.pass_obj
def query(
    options: GlobalOptions,
    limits: ViewOptions,
    text: str | None,
    file: str | None,
    format_: str | None,
    why: bool,
    iris: bool,
) -> None:
    """Answer a SPARQL 1.1 query, given as TEXT, in a file (-f) or on standard input.

    The standard prefixes, such as cg: and prov:, need not be declared.

    \b
    Example:
        coalition query 'SELECT ?who WHERE { ?who cg:tookPartIn meeting:london-2025-03-02 }' --why
    """
    if text is not None and file:
        raise click.UsageError("Give the query as TEXT or with -f, not both.")
    query_text, name = read_query(text, file)
    _answer(options.graph(limits), query_text, {}, name, format_, why, iris)


class SavedQuestions(Group):
    """Offer each saved question as a command."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the questions of the graph."""
        from coalition.query.questions import questions

        root = GlobalOptions.from_context(ctx).open_root()
        return list(questions(root.queries, root.kinds()))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:
        """Return the command of a question.

        Raises
        ------
        SelectionError
            When there is no question of that name (similar names are suggested), or its file is wrong.
        """
        from coalition.query.questions import question

        root = GlobalOptions.from_context(ctx).open_root()
        return _command(question(root.queries, cmd_name, root.kinds()))


@click.group(cls=SavedQuestions, invoke_without_command=True, subcommand_metavar="NAME [--PARAMETER VALUE]...")
@click.pass_context
def ask(ctx: click.Context) -> None:
    """Answer a saved question; without a NAME, list them.

    \b
    Example:
        coalition ask commitments --by "United Kingdom" --why
    """
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


def _command(saved: Question) -> click.Command:
    """Return the command of a saved question, with an option for each parameter."""

    # A parameter may have the name of a common option, which the command then lacks.
    @view_options
    @click.pass_obj
    def run(
        options: GlobalOptions,
        /,
        limits: ViewOptions,
        format_: str | None = None,
        why: bool = False,
        iris: bool = False,
        **given: str | None,
    ) -> None:
        graph = options.graph(limits)
        values = {key.removeprefix("p_"): value for key, value in given.items() if value is not None}
        bindings = saved.bindings(values, graph.known_names)
        _answer(graph, saved.text, bindings, saved.name, format_, why, iris)

    line = " ".join([f"coalition ask {saved.name}", *(f'--{p.name} "{p.example}"' for p in saved.parameters)])
    text = f"{saved.summary}\n\n\b\nExample:\n    {line}"
    command = click.command(saved.name, cls=Command, help=text, short_help=saved.summary)(answer_options(run))
    # A parameter of the question replaces a common option of the same name.
    question_options = [_option(parameter) for parameter in saved.parameters]
    replaced = {name for option in question_options for name in option.opts}
    command.params = [*question_options, *(param for param in command.params if replaced.isdisjoint(param.opts))]
    return command


def _option(parameter: Parameter) -> click.Option:
    default: dict[str, Any] = {"default": parameter.default, "show_default": True} if parameter.default else {}
    return click.Option(
        [f"--{parameter.name}", f"p_{parameter.name}"],
        type=ThingName(*parameter.kinds) if parameter.kinds else click.STRING,
        metavar=parameter.type.upper(),
        required=parameter.required,
        help=_parameter_help(parameter),
        **default,
    )


def _parameter_help(parameter: Parameter) -> str | None:
    form = "a label, an alias or an IRI" if parameter.kinds else ""
    example = f"for example {parameter.example}" if parameter.example else ""
    text = ", ".join(filter(None, (form, example)))
    return f"{text[0].upper()}{text[1:]}." if text else None


@click.command(cls=Command)
@click.pass_obj
def questions(options: GlobalOptions) -> None:
    """List the saved questions and their parameters.

    \b
    Example:
        coalition questions
    """
    from coalition.output.table import fitted
    from coalition.query.questions import questions as saved
    from coalition.query.questions import unreadable

    root = options.open_root()
    for question in saved(root.queries, root.kinds()).values():
        lines = [question.name, f"    {question.summary}"]
        lines += [f"    --{each.name} {each.type.upper()} ({each.use})" for each in question.parameters]
        sys.stdout.writelines(fitted(line, 8, sys.stdout) for line in lines)
    for fault in unreadable(root.queries, root.kinds()):
        click.echo(f"not listed: {fault}", err=True)


@click.command(cls=Command, short_help="Print what the graph says about an actor, an event or a commitment.")
@click.argument("thing", type=ThingName("Actor", "Event", "Commitment", "Plan"))
@click.option("--format", "format_", type=click.Choice(("text", "json", *CITATIONS)), default="text", show_default=True)
@view_options
@click.pass_obj
def show(options: GlobalOptions, limits: ViewOptions, thing: str, format_: str) -> None:
    """Print everything that the graph says about THING, each line with its sources.

    THING is the label, an alias or the IRI of an actor, an event, a commitment or anything else that has a label.

    \b
    Example:
        coalition show "Keir Starmer"
    """
    from coalition.query import report

    graph = options.graph(limits)
    description = graph.show(thing)
    if format_ == "json":
        report.write_description_json(description, sys.stdout)
    elif format_ in CITATIONS:
        report.write_description_cited(description, graph.citations, format_, sys.stdout)
    else:
        report.write_description(description, sys.stdout)


def _answer(
    graph: Graph,
    text: str,
    bindings: dict[str, ox.NamedNode | ox.Literal],
    name: str,
    format_: str | None,
    why: bool,
    iris: bool,
) -> None:
    from coalition.query import formats

    if format_ in formats.RESULTS and not why:
        rows = graph.store.query(text, bindings, name)
        _tell_ill_typed(text, name)
        formats.stream(rows, format_, sys.stdout.buffer)
        return
    result = graph.query(text, name, **bindings)
    _tell_ill_typed(text, name)
    evidence = partial(graph.evidence, text) if why or format_ in CITATIONS else None
    formats.write(result, sys.stdout, format_, evidence=evidence, cite=graph.citations, iris=iris)


def _tell_ill_typed(text: str, name: str) -> None:
    """Print what is wrong with the constants of a query that the engine has parsed."""
    from coalition.query.constants import ill_typed

    for line in ill_typed(text, name):
        import logging

        click.echo(line, err=True)
        logging.getLogger("rdflib").addHandler(logging.NullHandler())  # it would print a traceback for each of them
