"""Test that every method of Graph tells in a sentence which argument is wrong, and what it takes."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from ruritania import REGISTER, document

from coalition import CoalitionError, Graph
from coalition.errors import ParameterError

METHODS = [
    (name, parameter)
    for name, method in inspect.getmembers(Graph, callable)
    if not name.startswith("_")
    for parameter in inspect.signature(method).parameters.values()
    if parameter.name != "self"
]
TEXTS = [
    (name, parameter)
    for name, parameter in METHODS
    if not parameter.annotation.startswith("dict") and "str" in parameter.annotation
]
NEEDED: dict[str, Any] = {
    "text": "ASK {}",
    "name": "aims",
    "of": "ASK {}",
    "actor": "the King",
    "digest": "0" * 64,
    "evidence": [],
    "words": "Rudolf",
    "typed": "Rudolf",
    "one": "the King",
    "other": "Ruritania",
    "every": "year",
    "url": "ftp://example.org/",
    "form": "ftm",
}
"""A good value for each parameter that must be given."""

WRONG = {
    "None": None,
    "int": 7,
    "float": 0.5,
    "bool": True,
    "bytes": b"degree",
    "list": ["degree"],
    "dict": {},
    "Path": Path("degree"),
    "object": object(),
    "function": len,
    "Triple": ox.Triple(ox.NamedNode("x:s"), ox.NamedNode("x:p"), ox.NamedNode("x:o")),
    "NamedNode": ox.NamedNode("x:s"),
    "str": "degree",
    "mixed list": ["degree", 7],
    "nested list": [["degree"]],
}
BLANK = ["", " ", "\t\n"]
BROKEN = ["\ud800", "London \udcff"]


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    """Return the invented corpus, which all tests of this module share, since they only read it."""
    folder = tmp_path_factory.mktemp("arguments")
    for name, content in {"register": REGISTER, "zenda": document()}.items():
        (folder / "graph").mkdir(exist_ok=True)
        (folder / "graph" / f"{name}.trig").write_text(content, encoding="utf-8")
    return Graph.open(folder, store=folder / "store")


def given(graph: Graph, method: str, name: str, value: Any) -> Callable[[], Any]:
    """Return a call of a method with `value` for the parameter `name`, and what else it needs."""
    bound: list[Any] = []
    named: dict[str, Any] = {}
    for parameter in inspect.signature(getattr(graph, method)).parameters.values():
        wanted = parameter.name == name
        if parameter.kind is parameter.POSITIONAL_ONLY:
            bound.append(value if wanted else NEEDED.get(parameter.name, parameter.default))
        elif wanted and parameter.kind is parameter.VAR_KEYWORD:
            named["by"] = value
        elif wanted:
            named[parameter.name] = value
        elif parameter.default is parameter.empty and parameter.kind is not parameter.VAR_KEYWORD:
            named[parameter.name] = NEEDED[parameter.name]
    return lambda: getattr(graph, method)(*bound, **named)


def test_every_method_with_parameters_is_looked_at() -> None:
    assert len(METHODS) > 40
    assert {name for name, _ in METHODS} >= {"open", "view", "query", "ask", "evidence", "timeline", "robustness"}


@pytest.mark.parametrize(("method", "parameter"), METHODS, ids=lambda case: getattr(case, "name", case))
def test_a_value_of_another_type_is_told_in_a_sentence(
    method: str, parameter: inspect.Parameter, graph: Graph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # where a fitting value names a new folder of snapshots
    told = 0
    shown = "by" if parameter.kind is parameter.VAR_KEYWORD else parameter.name
    for kind, value in WRONG.items():
        if kind == "function" and parameter.name == "progress":
            continue
        try:
            given(graph, method, parameter.name, value)()
        except TypeError as fault:
            said = str(fault)
            told += 1
        except CoalitionError as fault:  # of a fitting type, and meaningless
            assert "\n" not in str(fault)  # noqa: PT017
            continue
        else:
            continue
        assert re.fullmatch(rf"Graph\.{method}: {shown} must be [\w. ,]+, not \w+", said)
    assert told >= 8


@pytest.mark.parametrize(("method", "parameter"), TEXTS, ids=lambda case: getattr(case, "name", case))
def test_what_is_empty_or_no_unicode_is_refused(method: str, parameter: inspect.Parameter, graph: Graph) -> None:
    kinds = parameter.annotation.split(" | ")
    lists = "Iterable[str]" in kinds
    for text in BLANK if "Path" in kinds else BLANK + BROKEN:
        with pytest.raises(ParameterError) as refused:
            given(graph, method, parameter.name, [text] if lists else text)()
        assert "empty" in str(refused.value) or "surrogate" in str(refused.value)


@pytest.mark.parametrize("parameter", ["root", "store", "sources"])
def test_a_path_with_a_zero_byte_is_refused(parameter: str) -> None:
    for path in ("a\0b", Path("a\0b")):
        with pytest.raises(ParameterError, match=f"Graph.open: {parameter} holds a zero byte"):
            Graph.open(**{parameter: path})  # type: ignore[arg-type]


def test_the_accepted_types_are_named(graph: Graph) -> None:
    with pytest.raises(TypeError) as refused:
        graph.query("SELECT ?who { ?who ?p ?o }", who="Ruritania")  # type: ignore[arg-type]
    told = "Graph.query: who must be pyoxigraph.NamedNode, pyoxigraph.Literal or IRI, not str"
    assert str(refused.value) == told
    with pytest.raises(TypeError) as refused:
        graph.network(kinds=5)  # type: ignore[arg-type]
    assert str(refused.value) == "Graph.network: kinds must be a list of str or None, not int"


def test_a_text_in_the_place_of_a_list_is_a_list_of_one(graph: Graph) -> None:
    assert set(graph.network(kinds="person")) == set(graph.network(kinds=["person"]))
    assert graph.centrality(kinds="person") == graph.centrality(kinds=["person"])
    with pytest.raises(TypeError, match="kinds must be a list of str"):
        graph.network(kinds=b"person")  # type: ignore[arg-type]


def test_an_iterable_that_can_be_read_once_is_enough(graph: Graph) -> None:
    assert set(graph.network(kinds=iter(["person"]))) == set(graph.network(kinds=["person"]))
    assert graph.view(stances=(name for name in ["reports"])).snapshot == graph.view(stances={"reports"}).snapshot


def test_a_number_of_any_length_is_refused_in_a_sentence(graph: Graph) -> None:
    for families in (10**18, -(10**5000), 10**5000):
        with pytest.raises(ParameterError, match=r"Graph\.view: families has more than 18 digits"):
            graph.view(families=families)
        with pytest.raises(ParameterError, match="least has more than 18 digits"):
            graph.ask("stated-by-several", least=families)


def test_variables_and_parameters_may_have_any_name(graph: Graph) -> None:
    node = ox.NamedNode("x:nothing")
    for name in ("name", "text", "self", "who"):
        assert len(graph.query(f"SELECT ?{name} {{ ?{name} ?p ?o }}", **{name: node})) == 0  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["?who", "x y", "", "1-2"])
def test_a_binding_that_is_no_variable_is_refused(graph: Graph, name: str) -> None:
    with pytest.raises(ParameterError, match="is not the name of a variable; write it as the query does, without"):
        graph.query("ASK {}", **{name: ox.NamedNode("x:nothing")})


def test_a_number_that_is_not_too_long_is_taken(graph: Graph) -> None:
    assert graph.view(families=10**18 - 1).snapshot.counts["facts"] == 0


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda graph: graph.find(" "), "Graph.find: name is empty; give a value"),
        (lambda graph: graph.corroboration(""), "Graph.corroboration: thing is empty; give a value, or leave it out"),
        (
            lambda graph: graph.view(stances=["asserts", ""]),
            "Graph.view: stances is empty; give a value, or leave it out",
        ),
        (
            lambda graph: graph.show("a\ud800"),
            "Graph.show: name holds half of a surrogate pair at character 1, which is no Unicode; give a value",
        ),
        (
            lambda graph: graph.view(families=10**18),
            "Graph.view: families has more than 18 digits; give a smaller number",
        ),
    ],
)
def test_a_refused_value_is_told_with_what_to_do(call: Callable[[Graph], object], told: str, graph: Graph) -> None:
    with pytest.raises(ParameterError) as refused:
        call(graph)
    assert str(refused.value) == told


def test_true_is_no_number_and_one_is_no_truth(graph: Graph) -> None:
    with pytest.raises(TypeError, match=r"^Graph\.view: families must be int or None, not bool$"):
        graph.view(families=True)
    with pytest.raises(TypeError, match=r"^Graph\.network: represented must be bool, not int$"):
        graph.network(represented=1)  # type: ignore[arg-type]
