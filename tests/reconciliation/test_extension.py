"""Test that values of accepted facts, and no others, extend a table."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from reconciled import examples, told, validate

from coalition.errors import ParameterError
from coalition.graph import Graph
from coalition.namespaces import XSD
from coalition.reconciliation import extension
from coalition.reconciliation.vocabulary import Vocabulary


def values(graph: Graph, id: str, word: str, **settings: Any) -> Any:
    query = {"ids": [id], "properties": [{"id": word, "settings": settings}]}
    found = told(graph, "extend", extend=json.dumps(query))
    validate("data-extension-response", "0.2", found)
    return found["rows"][id][word]


def test_things_have_identifiers_and_labels(graph: Graph) -> None:
    assert values(graph, "actor/rudolf", "org:holds") == [{"id": "post/king", "name": "King of Ruritania"}]
    assert values(graph, "actor:rudolf", "org:holds") == [{"id": "post/king", "name": "King of Ruritania"}]
    assert values(graph, "commitment/crowns", "beneficiary") == [{"id": "actor/graustark", "name": "Graustark"}]


def test_what_is_no_thing_of_the_service_is_a_text_as_people_read_it(graph: Graph) -> None:
    assert values(graph, "commitment/crowns", "convertedAmount") == [{"str": "GBP 50"}]
    assert values(graph, "commitment/crowns", "status") == [{"str": "conditional"}]
    assert values(graph, "meeting/strelsau-1894-05-03", "date") == [{"str": "1894-05-03"}]


@pytest.mark.parametrize(
    ("number", "type", "value"),
    [
        ("20", "integer", {"int": 20}),
        ("-007", "integer", {"int": -7}),
        ("12345678901234567", "integer", {"str": "12345678901234567"}),
        ("0.1", "decimal", {"float": 0.1}),
        ("2200000000", "decimal", {"float": 2.2e9}),
        ("0.12345678901234567890", "decimal", {"str": "0.12345678901234567890"}),
        ("twenty", "integer", {"str": "twenty"}),
        ("1e999", "double", {"str": "1e999"}),
    ],
)
def test_numbers_are_numbers_where_a_client_reads_them_exactly(
    graph: Graph, number: str, type: str, value: dict[str, Any]
) -> None:
    literal = ox.Literal(number, datatype=ox.NamedNode(XSD + type))
    assert extension._value(literal, graph, Vocabulary(graph)) == value


def test_what_a_passage_only_reports_or_denies_is_no_value(with_position: Graph) -> None:
    graph = with_position
    assert values(graph, "position/graustark-horses", "holder") == []
    assert values(graph, "position/graustark-horses", "content") == []


def test_a_limit_keeps_the_first_values(published: Graph) -> None:
    everything = values(published, "actor/emmanuel-macron", "tookPartIn")
    assert len(everything) > 2
    for limit, number in ((0, None), ("0", None), (2, 2), ("1", 1), (500, None)):
        assert values(published, "actor/emmanuel-macron", "tookPartIn", limit=limit) == everything[:number]


def test_unknown_things_and_properties_have_no_values(graph: Graph) -> None:
    query = {"ids": ["actor/nobody", "a b", "actor/rudolf"], "properties": [{"id": "nothing"}, {"id": "org:holds"}]}
    found = told(graph, "extend", extend=json.dumps(query))
    assert found["meta"][0] == {"id": "nothing", "name": "nothing"}
    assert found["rows"]["actor/nobody"] == found["rows"]["a b"] == {"nothing": [], "org:holds": []}
    assert found["rows"]["actor/rudolf"]["org:holds"]


@pytest.mark.parametrize("version", ["0.2", "1.0"])
def test_the_examples_of_the_specification_are_answered(graph: Graph, version: str) -> None:
    for path in examples("data-extension-query", version):
        query = json.loads(path.read_text())
        found = told(graph, "extend", version, query)
        validate("data-extension-response", version, found)
        assert [each["id"] for each in found["meta"]] == [each["id"] for each in query["properties"]]
        rows = found["rows"]
        assert [row["id"] for row in rows] if version == "1.0" else list(rows) == query["ids"]


def test_the_type_of_values_is_told(graph: Graph) -> None:
    query = {"ids": [], "properties": [{"id": "committedBy"}, {"id": "status"}]}
    meta = told(graph, "extend", "1.0", query)["meta"]
    assert meta[0]["type"] == {"id": "Actor", "name": "actor"}
    assert "type" not in meta[1]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ([], "extend: this is no query"),
        ({}, "ids: this is no list"),
        ({"ids": ["x"]}, "properties: this is no text"),
        ({"ids": ["x"], "properties": ["y"]}, "properties: this is no property"),
        ({"ids": ["x"], "properties": [{"id": 1}]}, "properties: this is no text"),
        ({"ids": [1], "properties": []}, "ids: this is no text"),
        ({"ids": ["x"] * 501, "properties": []}, "ids: there are 501; ask for at most 500"),
        ({"ids": [], "properties": [{"id": "x"}] * 51}, "properties: there are 51; ask for at most 50"),
        ({"ids": [], "properties": [{"id": "x", "settings": 1}]}, "settings: these are no settings"),
        ({"ids": [], "properties": [{"id": "x", "settings": {"limit": -1}}]}, "settings.limit: this is no such number"),
    ],
)
def test_what_is_wrong_with_a_request_is_told(graph: Graph, query: Any, words: str) -> None:
    with pytest.raises(ParameterError, match=words):
        told(graph, "extend", "1.0", query)


def test_the_values_of_the_published_graph_are_valid(published: Graph, tmp_path: Path) -> None:
    properties = told(published, "extend/propose")["properties"]
    things = sorted(published.names.things("Actor"))[:40] + sorted(published.names.things("Commitment"))
    for version in ("0.2", "1.0"):
        query = {"ids": things, "properties": [{"id": each["id"]} for each in properties[:50]]}
        validate("data-extension-response", version, told(published, "extend", version, query))
