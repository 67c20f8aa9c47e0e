"""Test that an operation is the same on the command line, in Python, in the API and in its description."""

from __future__ import annotations

import inspect

import click
import pytest

from coalition.cli.commands import MODULES, coalition
from coalition.errors import NotFoundError
from coalition.graph import Graph
from coalition.network.measures import SQL
from coalition.operations.declared import PLACES, all_of, of_graph, operation
from coalition.operations.network import SHOWN
from coalition.operations.openapi import description
from coalition.operations.operation import Operation
from coalition.operations.parameters import Parameter
from coalition.operations.questions import SHOWN as OF_ANSWERS
from coalition.operations.views import VIEW

PRINTED = {"format_", "plot", "title", "master"}
"""What commands have that only says how something is printed, or where it is computed."""

NO_COMMANDS = {name for name in PLACES if not operation(name).command}
"""The operations that no command answers alike: a shell suggests names by itself, and `diff` compares files."""

NO_OPERATIONS = {
    "query": "the SPARQL protocol has it",
    "ask": "each question is an operation of its own",
    "export": "the Graph Store Protocol has it, and each thing under its own path",
    "completion": "it is for shells",
    "words": "pages have it, and the ontology is served as Turtle",
    "serve": "it is the service",
    "publish": "it writes into another store",
    "tables": "it writes files for other programs",
    "analyse": "it needs no graph",
    "bulk": "it writes files for other programs",
    "mcp": "it gives the operations to assistants",
    **dict.fromkeys(
        ("new", "source", "actor", "draft", "curate", "review", "agreement", "import", "build", "check", "preview"),
        "it is for curators",
    ),
    **dict.fromkeys(("format", "cite", "snapshots"), "it is for curators"),
}
"""The commands that are no operations, and why."""


def command(name: str) -> click.Command:
    """Return a command."""
    with click.Context(coalition) as context:
        found = coalition.get_command(context, name)
    assert found
    return found


def test_each_command_is_an_operation_or_says_why_not() -> None:
    assert {"suggest", "diff"} == NO_COMMANDS
    assert {*MODULES} == ({*PLACES} - {"suggest"}) | {*NO_OPERATIONS}
    assert not {*PLACES} & {*NO_OPERATIONS}


@pytest.mark.parametrize("name", sorted({*PLACES} - NO_COMMANDS))
def test_a_command_has_the_parameters_of_the_operation(name: str) -> None:
    declared = operation(name)
    view = VIEW if declared.view else ()
    given = {parameter.name: parameter for parameter in command(name).params if parameter.expose_value}
    keys = {parameter.key for parameter in (*declared.parameters, *view)}
    assert {*given} - PRINTED == keys
    for parameter in (*declared.parameters, *view):
        found = given[parameter.key]
        assert found.required == parameter.required
        assert (found.multiple or found.nargs == -1) == (parameter.many or parameter.argument.endswith("..."))
        if isinstance(found, click.Option):
            assert (found.help or "") == (parameter.off or parameter.summary)
            assert max(found.opts, key=len) == (parameter.switch or f"--{parameter.name.replace('_', '-')}")
        if isinstance(found.type, click.Choice):
            by_sql = SQL if parameter.name == "engine" else ()  # which a service does not offer
            assert tuple(found.type.choices) == (*parameter.choices, *by_sql)
        if parameter.default is not None and not parameter.switch:
            assert found.default == parameter.default
    assert command(name).short_help in (None, declared.summary)
    formats = given.get("format_")
    assert formats is None or {*declared.formats} <= {*formats.type.choices}  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", sorted({*PLACES} - {"diff"}))
def test_a_method_of_graph_has_the_parameters_of_the_operation(name: str) -> None:
    declared = operation(name)
    taken = {*inspect.signature(getattr(Graph, declared.method)).parameters} - {"self", "progress"}
    keys = {parameter.key for parameter in declared.parameters}
    if name == "centrality":  # which stands for four methods
        methods = (Graph.centrality, Graph.explanation, Graph.robustness, Graph.windows)
        taken = {key for method in methods for key in inspect.signature(method).parameters} - {"self", "progress"}
        taken = taken - {"every"} | {*SHOWN}
    if name == "network":
        taken = taken - {"name"} | {"network"}
    if name == "corroboration":
        taken |= {"alone"}
    assert keys == taken


def test_a_view_has_the_parameters_of_the_method_that_makes_one() -> None:
    taken = {*inspect.signature(Graph.view).parameters} - {"self", "progress"}
    assert {parameter.key for parameter in VIEW} == taken


def test_the_description_has_every_operation_with_every_parameter(published: Graph) -> None:
    operations = {f"/api/{each.name}": each for each in all_of(published)}
    paths = description(operations.values())["paths"]
    assert {*paths} == {*operations}
    assert len(paths) == len(PLACES) + len(published.questions())
    for path, declared in operations.items():
        names = [parameter["name"] for parameter in paths[path]["get"]["parameters"]]
        assert len(names) == len(set(names))
        assert {*names} == {parameter.name for parameter in declared.all_parameters()} | {"format", "snapshot"}


def test_a_question_has_the_parameters_of_its_header(published: Graph) -> None:
    for name, question in published.questions().items():
        declared = of_graph(published, f"ask/{name}")
        own = {each.name for each in question.parameters}
        assert {each.name for each in declared.parameters} == own | {each.name for each in OF_ANSWERS}
        assert declared.summary == question.summary


def test_only_what_help_says_of_one_parameter_is_said_of_it() -> None:
    said: dict[tuple[str, str], set[Parameter]] = {}
    for name in PLACES:
        for parameter in operation(name).parameters:
            said.setdefault((name, parameter.name), set()).add(parameter)
    assert all(len(parameters) == 1 for parameters in said.values())


@pytest.mark.parametrize("name", ["nothing", "ask/nothing", "ask/../commitments", "ask/", "../x"])
def test_what_is_not_there_is_told(published: Graph, name: str) -> None:
    with pytest.raises(NotFoundError):
        of_graph(published, name)


def test_an_operation_is_only_declared_once() -> None:
    assert all(isinstance(operation(name), Operation) and operation(name).name == name for name in PLACES)
