"""Define the commands that ask: query, ask, questions."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, fields, replace
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from coalition.cli.options import (
    Command,
    GlobalOptions,
    Group,
    ViewOptions,
    parameter_option,
    read_query,
    refuse,
    view_options,
)
from coalition.output import CITATIONS

if TYPE_CHECKING:
    import pyoxigraph as ox

    from coalition.graph import Graph
    from coalition.output.about import About
    from coalition.query.questions import Question

FORMATS = ("table", "markdown", "csv", "tsv", "json", "xml", "turtle", "ntriples", "jsonld", *CITATIONS)

ANY = "*"
"""The value of --why-not without a value: why are there no rows at all?"""


@dataclass(frozen=True, slots=True)
class _Form:
    """Say how an answer is printed; each field is an option of `answer_options`."""

    format_: str | None = None
    why: bool = False
    why_not: dict[str, str] | None = None
    iris: bool = False
    labels: bool = False


@dataclass(frozen=True, slots=True)
class _Asked:
    """Hold a query, the graph that is asked, and what describes the answer; people get one row for each of `one`."""

    graph: Graph
    text: str
    name: str
    about: Callable[[], About]
    bindings: dict[str, ox.NamedNode | ox.Literal] = field(default_factory=dict)
    one: tuple[str, ...] = ()


EACH_SOURCE = click.option(
    "--each-source",
    is_flag=True,
    help="Print a row for each source and value, not one for each thing asked for; formats for machines always do.",
)


def _expected(_ctx: click.Context, _param: click.Parameter, given: tuple[str, ...] | None) -> dict[str, str] | None:
    """Return the expected values by column; None where the option was not given."""
    values = {}
    for pair in given or ():
        refuse(pair, "--why-not")
        if pair == ANY:
            continue
        column, equals, value = pair.partition("=")
        if not (equals and column and value):
            raise click.BadParameter(f"{pair!r} is not COLUMN=VALUE, such as who='Keir Starmer'")
        values[column.lstrip("?$")] = value
    return values if given else None


def answer_options(command: Any) -> Any:
    """Add the options of every command that prints an answer."""
    for option in (
        click.option("--iris", is_flag=True, help="Print full IRIs instead of labels and prefixed names."),
        click.option("--labels", is_flag=True, help="In csv and tsv: add a column of labels to each column of things."),
        click.option("--why", is_flag=True, help="Print the passages that support each row."),
        click.option(
            "--why-not",
            "why_not",
            is_flag=False,
            flag_value=ANY,
            multiple=True,
            metavar="[COLUMN=VALUE]",
            callback=_expected,
            help="Print what keeps a row away that has this value; may be repeated. Without a value: why there are no "
            "rows. Formats: table, json.",
        ),
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
    /,
    limits: ViewOptions,
    text: str | None,
    file: str | None,
    **form: Any,
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
    graph = options.graph(limits)
    read = [query_text] if text is None and not file else []
    about = partial(options.about, graph, *read)
    _answer(_Asked(graph, query_text, name, about), _Form(**form))


class SavedQuestions(Group):
    """Offer each saved question as a command."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the questions of the graph."""
        from coalition.query.questions import questions

        root = GlobalOptions.from_context(ctx).open_root()
        return list(questions(root.question_files(), root.kinds()))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:
        """Return the command of a question.

        Raises
        ------
        SelectionError
            When there is no question of that name (similar names are suggested), or its file is wrong.
        """
        from coalition.query.questions import question

        root = GlobalOptions.from_context(ctx).open_root()
        return _command(question(root.question_files(), cmd_name, root.kinds()))


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
    from coalition.operations.questions import parameters_of

    # A parameter may have the name of a common option, which the command then lacks.
    @view_options
    @click.pass_obj
    def run(
        options: GlobalOptions,
        /,
        limits: ViewOptions,
        each_source: bool = False,
        **given: Any,
    ) -> None:
        graph = options.graph(limits)
        form = _Form(**{each.name: given.pop(each.name) for each in fields(_Form) if each.name in given})
        values = {key.removeprefix("p_"): value for key, value in given.items() if value is not None}
        bindings = saved.bindings(values, graph.known_names)
        one = () if each_source else saved.one
        _answer(_Asked(graph, saved.text, saved.name, partial(options.about, graph), bindings, one), form)

    line = " ".join([f"coalition ask {saved.name}", *(f'--{p.name} "{p.example}"' for p in saved.parameters)])
    text = f"{saved.summary}\n\n\b\nExample:\n    {line}"
    asking = answer_options(run)
    if saved.one:
        asking = EACH_SOURCE(asking)
    own = [replace(each, python=f"p_{each.name}") for each in parameters_of(saved)]
    for parameter in reversed(own):
        asking = parameter_option(parameter)(asking)
    command = click.command(saved.name, cls=Command, help=text, short_help=saved.summary)(asking)
    replaced = {f"--{parameter.name}" for parameter in own}
    keys = {parameter.key for parameter in own}
    command.params = [param for param in command.params if param.name in keys or replaced.isdisjoint(param.opts)]
    return command


@click.command(cls=Command)
@click.option("--format", "format_", type=click.Choice(("text", "json")), default="text", show_default=True)
@click.pass_obj
def questions(options: GlobalOptions, format_: str) -> None:
    """List the saved questions and their parameters.

    \b
    Example:
        coalition questions
    """
    from coalition.output.table import fitted
    from coalition.query.questions import questions as saved
    from coalition.query.questions import unreadable

    root = options.open_root()
    replaced, own = root.replaced(), {path for path in root.question_files() if path.parent in root.queries[1:]}
    if format_ == "json":
        from coalition.operations.questions import QUESTIONS

        graph = options.graph()
        QUESTIONS.write(graph.questions(), format_, sys.stdout, options.writing(graph))
    for question in () if format_ == "json" else saved(root.question_files(), root.kinds()).values():
        mark = " (in the place of the published one)" if question.path in replaced else ""
        lines = [f"{question.name}{mark or (' (own)' if question.path in own else '')}", f"    {question.summary}"]
        lines += [f"    --{each.name} {each.type.upper()} ({each.use})" for each in question.parameters]
        sys.stdout.writelines(fitted(line, 8, sys.stdout) for line in lines)
    for fault in unreadable(root.question_files(), root.kinds()):
        click.echo(f"not listed: {fault}", err=True)


def _answer(asked: _Asked, form: _Form) -> None:
    """Print the answer to a query; for people, with one row for each value of the columns `one`."""
    from coalition.query import formats
    from coalition.rdf import sparql

    graph, text, format_ = asked.graph, asked.text, form.format_
    if form.labels and format_ not in ("csv", "tsv"):
        raise click.UsageError("--labels is for --format csv or tsv; tables and Markdown show labels already.")
    if form.why_not is not None:
        _explain(asked, form.why_not, format_)
        return
    about = asked.about() if format_ == "json" else None
    if format_ in formats.RESULTS and not form.why and not form.labels:
        rows = graph.store.query(text, asked.bindings, asked.name, in_order=format_ not in formats.SORTED)
        _tell_ill_typed(text, asked.name)
        _tell_unknown(graph, text)
        formats.stream(rows, format_, sys.stdout.buffer, about, plain=format_ == "csv" and _is_plain(asked))
        return
    if format_ in (None, *formats.PEOPLE) and not form.why and not asked.one and sparql.form(text) == "SELECT":
        _pass_on(asked, form)
        return
    result: Any = graph.query(text, asked.name, **asked.bindings)
    _tell_ill_typed(text, asked.name)
    terms = () if isinstance(result, bool | list) else result.terms
    if asked.one and format_ in (None, *formats.PEOPLE, "footnotes") and not isinstance(result, bool | list):
        from coalition.query.gathering import Gathered

        result = Gathered(result, asked.one)
    evidence = partial(graph.evidence, text) if form.why or format_ in CITATIONS else None
    formats.write(
        result,
        sys.stdout,
        format_,
        evidence=evidence,
        cite=graph.citations,
        iris=form.iris,
        labels=form.labels,
        about=about,
    )
    empty = result is False or (result is not True and not len(result))
    # With rows, only people are told of more: a program gets what it asked for, and nothing else.
    silent = not empty and (isinstance(result, bool | list) or format_ not in (None, *formats.PEOPLE))
    if not _tell_unknown(graph, text, foreign=empty) and not silent:
        _tell_elsewhere(asked, terms)


def _is_plain(asked: _Asked) -> bool:
    """Tell whether no IRI in the rows of a query has a comma, and no value is a triple."""
    from coalition.rdf.sparql import copies_iris

    given = any("," in term.value for term in asked.bindings.values())
    return not given and copies_iris(asked.text) and asked.graph._has_plain_iris


def _pass_on(asked: _Asked, form: _Form) -> None:
    """Print the rows of a SELECT query for people as they are found."""
    from coalition.query import formats
    from coalition.query.answer import Passing

    graph, text = asked.graph, asked.text
    found = graph.store.select(text, asked.bindings, asked.name)
    _tell_ill_typed(text, asked.name)
    # Only a query for accepted passages has more rows in others, which are told from those that it found.
    accepted, kept = "AcceptedPassage" in text, list[Any]()
    rows = (kept.append(row) or row if accepted else row for row in map(tuple, found))  # type: ignore[func-returns-value]
    passing = Passing(tuple(variable.value for variable in found.variables), rows, graph.names)
    formats.pass_on(passing, sys.stdout, form.format_ or "table", iris=form.iris)
    if not _tell_unknown(graph, text, foreign=not passing.number):
        _tell_elsewhere(asked, kept if accepted else range(passing.number))


def _tell_elsewhere(asked: _Asked, rows: Collection[Any]) -> None:
    """Print where further rows are, or which documents were read."""
    for line in asked.graph._elsewhere.told(asked.text, asked.bindings, rows):
        click.echo(line, err=True)


def _explain(asked: _Asked, expected: dict[str, str], format_: str | None) -> None:
    """Print why a row is not in the answer to a query."""
    from coalition.errors import SelectionError
    from coalition.query.report import write_why_not, write_why_not_json

    if format_ not in (None, "table", "json"):
        raise SelectionError(f"--why-not cannot be written as {format_}", remedy="choose table or json")
    found = asked.graph.why_not(asked.text, expected, **asked.bindings)
    if format_ == "json":
        write_why_not_json(found, sys.stdout, asked.about())
    else:
        write_why_not(found, sys.stdout)


def _tell_unknown(graph: Graph, text: str, *, foreign: bool = False) -> bool:
    """Print which of our words and things in a query do not exist, and tell whether there are any."""
    if ":" not in text:  # it names nothing
        return False
    from coalition.query.unknown import unknown

    lines = list(unknown(text, (graph.whole or graph).store, foreign=foreign))
    for line in lines:
        click.echo(line, err=True)
    return bool(lines)


def _tell_ill_typed(text: str, name: str) -> None:
    """Print what is wrong with the constants of a query that the engine has parsed."""
    from coalition.query.constants import ill_typed

    for line in ill_typed(text, name):
        click.echo(line, err=True)
