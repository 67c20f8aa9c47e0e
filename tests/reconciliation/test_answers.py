"""Test that both versions of the Reconciliation API are answered as the specification has it."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
from reconciled import FOLDERS, SCHEMAS, asked, examples, told, validate

from coalition.errors import CoalitionError, ParameterError, SelectionError
from coalition.graph import Graph


@pytest.mark.parametrize("path", examples("reconciliation-query-batch", "0.2"), ids=lambda path: path.stem)
def test_the_examples_of_version_0_2_are_answered(published: Graph, path: Any) -> None:
    text = path.read_text()
    found = told(published, "match", queries=text)
    validate("reconciliation-result-batch", "0.2", found)
    assert found.keys() == json.loads(text).keys()
    assert found == told(published, "manifest", queries=text) == told(published, "match", "0.2", json.loads(text))


@pytest.mark.parametrize("path", examples("reconciliation-query-batch", "1.0"), ids=lambda path: path.stem)
def test_the_examples_of_version_1_0_are_answered(published: Graph, path: Any) -> None:
    query = json.loads(path.read_text())
    found = told(published, "match", "1.0", query)
    validate("reconciliation-result-batch", "1.0", found)
    assert len(found["results"]) == len(query["queries"])
    assert not any(each["match"] for result in found["results"] for each in result["candidates"])


@pytest.mark.parametrize("version", list(FOLDERS))
def test_answers_for_many_names_of_the_published_graph_are_valid(published: Graph, version: str) -> None:
    chance = random.Random(7)
    things = sorted({thing for kind in ("Actor", "Event", "Source", "Plan") for thing in published.names.things(kind)})
    names = [published.names.label(thing) for thing in chance.sample(things, 45)]
    typed = [*names, *(name[: len(name) // 2] for name in names[:3]), *(name[::-1] for name in names[:2])]
    if version == "0.2":
        queries = {f"q{number}": {"query": name[:500]} for number, name in enumerate(typed)}
        found = told(published, "match", queries=json.dumps(queries))
        results = [each["result"] for each in found.values()]
    else:
        conditions = [[{"matchType": "name", "propertyValue": name[:500]}] for name in typed]
        found = told(published, "match", "1.0", {"queries": [{"conditions": each} for each in conditions]})
        results = [each["candidates"] for each in found["results"]]
    validate("reconciliation-result-batch", version, found)
    for name, result in zip(names, results[: len(names)], strict=True):
        assert name in {each["name"] for each in result}
        assert all(0 <= each["score"] <= 100 for each in result)
        assert sum(each["match"] for each in result) <= 1


def test_one_query_of_version_0_2_is_answered_without_a_key(graph: Graph) -> None:
    for query in ("Rudolf", '{"query": "Rudolf"}', ' {"query": "Rudolf", "limit": 1}'):
        found = told(graph, "manifest", query=query)
        validate("reconciliation-result-batch", "0.2", {"q": found})
        assert found["result"][0]["id"] == "actor/rudolf"


def test_a_callback_makes_a_script_of_version_0_2_only(graph: Graph) -> None:
    type, text = asked(graph, "match", query="Rudolf", callback="jQuery_1$")
    assert type == "text/javascript; charset=utf-8"
    assert text.startswith("/**/jQuery_1$({") and text.endswith("});\n")
    assert text.isascii()  # so that no line separator ends the script
    assert json.loads(text.removeprefix("/**/jQuery_1$(").removesuffix(");\n")) == told(graph, "match", query="Rudolf")
    assert asked(graph, "manifest", "1.0", callback="f")[0] == "application/json"


@pytest.mark.parametrize("name", ["a.b", "a b", "1a", "alert(1)//", "a" * 65, "é", "a\n", "a[0]", "<x>"])
def test_a_callback_is_a_plain_identifier(graph: Graph, name: str) -> None:
    with pytest.raises(ParameterError, match="callback: this is no plain name of a function"):
        asked(graph, "match", query="Rudolf", callback=name)


@pytest.mark.parametrize("version", list(FOLDERS))
def test_properties_are_proposed_for_a_type(graph: Graph, version: str) -> None:
    found = told(graph, "extend/propose", version, type="Commitment", limit="2")
    validate("data-extension-property-proposal", version, found)
    assert (len(found["properties"]), found["limit"], found["type"]) == (2, 2, "Commitment")
    assert told(graph, "extend/propose", version, type="Nothing") == {"properties": [], "type": "Nothing"}
    everything = told(graph, "extend/propose", version)
    assert len(everything["properties"]) > len(told(graph, "extend/propose", version, type="Commitment")["properties"])


def test_data_extension_is_asked_for_in_the_form_of_version_0_2_and_the_body_of_1_0(graph: Graph) -> None:
    query = {"ids": ["actor/rudolf"], "properties": [{"id": "org:holds"}]}
    value = [{"id": "post/king", "name": "King of Ruritania"}]
    for what in ("manifest", "extend", "match"):
        assert told(graph, what, extend=json.dumps(query))["rows"] == {"actor/rudolf": {"org:holds": value}}
    rows = told(graph, "extend", "1.0", query)["rows"]
    assert rows == [{"id": "actor/rudolf", "properties": [{"id": "org:holds", "values": value}]}]


@pytest.mark.parametrize(
    ("given", "fault", "words"),
    [
        ({"what": "match", "version": "2.0"}, SelectionError, "there is no version '2.0'"),
        ({"what": "nothing"}, SelectionError, "there is no part of the reconciliation service 'nothing'"),
        ({"what": "match"}, ParameterError, "queries: this is no JSON object"),
        ({"what": "match", "queries": "{"}, ParameterError, "queries: this is not JSON"),
        ({"what": "match", "query": '{"limit": 1}'}, ParameterError, "neither a name nor properties"),
        ({"what": "match", "query": "x" * 501}, ParameterError, "501 characters"),
        ({"what": "match", "version": "1.0"}, ParameterError, "body: this is no JSON object"),
        ({"what": "match", "version": "1.0", "queries": "{}"}, ParameterError, "body: this is no JSON object"),
        ({"what": "extend"}, ParameterError, "extend: this is no query"),
        ({"what": "preview"}, ParameterError, "id: there is no thing ''"),
        ({"what": "preview", "id": "actor/nobody"}, ParameterError, "there is no thing 'actor/nobody'"),
        ({"what": "preview", "id": "x" * 501}, ParameterError, "id: this has 501 characters"),
        ({"what": "suggest/entity", "prefix": "x" * 501}, ParameterError, "prefix: this has 501 characters"),
        ({"what": "suggest/entity", "prefix": "x", "limit": "y"}, ParameterError, "limit: this is no such number"),
        ({"what": "suggest/type", "offset": "-1"}, ParameterError, "offset: this is no such number"),
        ({"what": "extend/propose", "type": "x" * 501}, ParameterError, "type: this has 501 characters"),
    ],
)
def test_what_is_wrong_with_a_request_is_told(
    graph: Graph, given: dict[str, str], fault: type[CoalitionError], words: str
) -> None:
    with pytest.raises(fault, match=words) as caught:
        asked(graph, **given)
    assert "\n" not in str(caught.value)
    assert caught.value.remedy


def test_the_same_request_gives_the_same_bytes(published: Graph) -> None:
    again = Graph.open(store=published.snapshot.folder.parent)
    for what, parameters in (
        ("match", {"query": "London"}),
        ("manifest", {}),
        ("suggest/property", {"prefix": ""}),
        ("preview", {"id": "actor/france"}),
        ("extend/propose", {"type": "Event"}),
    ):
        assert asked(published, what, **parameters) == asked(again, what, **parameters)


def test_the_licence_of_the_schemas_is_told() -> None:
    assert "W3C Software" in (SCHEMAS / "README.md").read_text()
