"""Test that reasons and errors for assistants name tools and parameters, and not the command line."""

from __future__ import annotations

import pytest

from coalition.assistants.beyond import fault_of, plainly, read, told, without
from coalition.assistants.describe import Tool
from coalition.errors import LimitError, ParameterError
from coalition.graph import Graph
from coalition.operations.parameters import Parameter


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("2 more in another stance: --stance reports", '2 more in another stance: view {"stance": ["reports"]}'),
        ("its text is not here to check it; pass --sources DIR", "its text is not here to check it"),
        ("since the text is not at hand (--sources): A", "since the text is not at hand: A"),
        ("list the actors with coalition ask actors", "find names with the tool search"),
        ("list them with coalition query 'SELECT * { ?thing a cg:Event }'", "find names with the tool search"),
        ("--by is required", "by is required"),
        ("a -- b - c--", "a -- b - c--"),
    ],
)  # fmt: skip
def test_options_become_parameters(said: str, told: str) -> None:
    assert plainly(said) == told


def test_an_error_keeps_its_class() -> None:
    fault = fault_of(ParameterError("--by is required", where="--by", remedy="give --by a value"))
    assert type(fault) is ParameterError
    assert str(fault) == "by: by is required; give by a value"
    assert fault_of(LimitError("x")).exit_code == 3


def test_an_empty_answer_names_unknown_words_before_all_else(published: Graph) -> None:
    [line] = told(published, "SELECT ?x { ?x cg:hosted ?y }", {})
    assert "cg:hosted" in line
    assert told(published, "SELECT ?x { ?x cg:host actor:portugal }", {}) == [read(published)]


TOOL = Tool("count", "", "", (Parameter("first", "number", python="a"), Parameter("b", "number")))


def test_what_stands_in_the_way_is_counted(published: Graph) -> None:
    def count(graph: Graph, **given: int) -> int:
        return sum(given.values()) if graph is published else 0

    assert without(published, count, TOOL, {"a": 0, "b": 2}) == ["2 without first"]
    assert without(published, count, TOOL, {"a": 0}) == [read(published)]
    view = published.view(families=2)
    assert without(view, count, TOOL, {"a": 3}) == ["3 without the view"]
