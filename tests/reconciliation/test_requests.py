"""Test that the specification's requests are read, and that what is none of it, or too much, is told in a line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from reconciled import examples

from coalition.errors import ParameterError
from coalition.reconciliation import requests
from coalition.reconciliation.requests import (
    BATCH,
    LONGEST,
    MOST,
    Condition,
    Wanted,
    batch_of_0_2,
    batch_of_1_0,
    decoded,
    query_of_0_2,
    texts,
    whole,
)


@pytest.mark.parametrize("path", examples("reconciliation-query-batch", "0.2"), ids=lambda path: path.stem)
def test_valid_examples_of_version_0_2_are_read(path: Path) -> None:
    content = json.loads(path.read_text())
    assert batch_of_0_2(content).keys() == content.keys()


@pytest.mark.parametrize("path", examples("reconciliation-query-batch", "1.0"), ids=lambda path: path.stem)
def test_valid_examples_of_version_1_0_are_read(path: Path) -> None:
    content = json.loads(path.read_text())
    assert len(batch_of_1_0(content)) == len(content["queries"])


@pytest.mark.parametrize(
    "path",
    [
        *examples("reconciliation-query-batch", "0.2", invalid=True),
        *examples("reconciliation-query-batch", "1.0", invalid=True),
    ],
    ids=lambda path: f"{path.parent.parent.name} {path.stem}",
)
def test_invalid_examples_are_refused_in_a_line(path: Path) -> None:
    read = batch_of_0_2 if path.parent.parent.name == "0.2" else batch_of_1_0
    with pytest.raises(ParameterError) as caught:
        read(json.loads(path.read_text()))
    assert caught.value.remedy
    assert "\n" not in str(caught.value)


def test_all_that_a_query_may_ask_is_read() -> None:
    query = {
        "query": "Rudolf",
        "type": ["Person", "State"],
        "type_strict": "all",
        "limit": 3,
        "properties": [{"pid": "x", "v": ["a", 1, 1.5, True, {"id": "actor/x", "name": "X"}]}],
    }
    condition = Condition("x", ("a", "1", "1.5", "true", "actor/x"))
    assert query_of_0_2(query, "q") == Wanted(("Rudolf",), (), ("Person", "State"), "all", (condition,), 3)
    assert query_of_0_2("Rudolf", "q") == Wanted(("Rudolf",))
    conditions = [
        {"matchType": "name", "propertyValue": "Rudolf"},
        {"matchType": "id", "propertyValue": "actor/rudolf"},
        {"matchType": "property", "propertyId": "x", "propertyValue": "a", "required": True, "matchQuantifier": "none"},
        {"matchType": "property", "propertyId": "y", "propertyValue": "b", "matchQualifier": "WildcardMatch"},
        {"matchType": "property", "propertyId": "z", "propertyValue": "c", "matchQualifier": "ExactMatch"},
    ]
    (wanted,) = batch_of_1_0({"queries": [{"type": "Person", "limit": 500, "conditions": conditions}]})
    assert (wanted.names, wanted.ids, wanted.types, wanted.limit) == (("Rudolf",), ("actor/rudolf",), ("Person",), MOST)
    assert wanted.conditions == (
        Condition("x", ("a",), True, "none"),
        Condition("y", ("b",), comparable=False),
        Condition("z", ("c",)),
    )


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ([], "no JSON object"),
        (None, "no JSON object"),
        ({}, "neither a name nor properties"),
        ({"query": 1}, "this is no text"),
        ({"query": "x" * (LONGEST + 1)}, "501 characters"),
        ({"query": "\ud800"}, "not Unicode"),
        ({"query": "x", "type": {}}, "this is no text"),
        ({"query": "x", "type": ["T"] * 21}, "there are 21"),
        ({"query": "x", "type_strict": "perhaps"}, "choose one of any, should, all"),
        ({"query": "x", "type_strict": []}, "choose one of any, should, all"),
        ({"query": "x", "limit": 0}, "give a whole number from 1 on"),
        ({"query": "x", "limit": 1.5}, "give a whole number from 1 on"),
        ({"query": "x", "limit": True}, "give a whole number from 1 on"),
        ({"query": "x", "properties": {}}, "this is no list"),
        ({"query": "x", "properties": [1]}, "no JSON object"),
        ({"query": "x", "properties": [{"v": "y"}]}, "this is no text"),
        ({"query": "x", "properties": [{"pid": "p"}]}, "this is no text"),
        ({"query": "x", "properties": [{"pid": "p", "v": []}]}, "there is no value"),
        ({"query": "x", "properties": [{"pid": "p", "v": {"name": "y"}}]}, "this is no text"),
        ({"query": "x", "properties": [{"pid": "p", "v": 10**600}]}, "601 characters"),
        ({"query": "x", "properties": [{"pid": "p", "v": "y"}] * 21}, "there are 21"),
        ({"query": "x", "surprise": 1}, "a query has no surprise"),
    ],
)
def test_what_is_wrong_with_a_query_is_told(query: Any, words: str) -> None:
    with pytest.raises(ParameterError, match=words) as caught:
        query_of_0_2(query, "queries.q0")
    assert str(caught.value).startswith("queries.q0")


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ({"matchType": "name"}, "this is no text"),
        ({"matchType": "names", "propertyValue": "x"}, "choose one of name, id, property"),
        ({"matchType": "property", "propertyValue": "x"}, "this is no text"),
        ({"matchType": "property", "propertyId": "x", "propertyValue": "x", "required": 1}, "write true or false"),
        (
            {"matchType": "property", "propertyId": "x", "propertyValue": "x", "matchQuantifier": "some"},
            "choose one of any, all, none",
        ),
    ],
)
def test_what_is_wrong_with_a_condition_is_told(condition: Any, words: str) -> None:
    with pytest.raises(ParameterError, match=words) as caught:
        batch_of_1_0({"queries": [{"conditions": [condition]}]})
    assert str(caught.value).startswith("queries[0].conditions[0]")


def test_a_batch_is_bounded() -> None:
    assert len(batch_of_0_2({f"q{n}": {"query": "x"} for n in range(BATCH)})) == BATCH
    with pytest.raises(ParameterError, match="there are 51 queries; send at most 50 at once"):
        batch_of_0_2({f"q{n}": {"query": "x"} for n in range(BATCH + 1)})
    with pytest.raises(ParameterError, match="there are 51 queries; send at most 50 at once"):
        batch_of_1_0({"queries": [{}] * (BATCH + 1)})
    bodies: list[dict[str, Any]] = [{}, {"queries": {}}, {"queries": "x"}]
    for body in bodies:
        with pytest.raises(ParameterError, match="there is no list of queries"):
            batch_of_1_0(body)


def test_numbers_of_things_are_bounded() -> None:
    given = (None, "", "7", 7, 7.0, 10**9, "100000")
    assert [whole(each, "limit") for each in given] == [requests.LIMIT, requests.LIMIT, 7, 7, 7, MOST, MOST]
    wrongs: list[Any] = ["-1", "x", "1e9", "9" * 400, "٣", [], {}, float("inf"), float("nan")]
    for wrong in wrongs:
        with pytest.raises(ParameterError, match="this is no such number"):
            whole(wrong, "limit")


def test_lists_of_texts_are_bounded() -> None:
    assert texts(["a", "b"], "ids", 2) == ["a", "b"]
    for wrong, words in (("a", "no list"), (["a"] * 3, "at most 2"), ([1], "no text"), (None, "no list")):
        with pytest.raises(ParameterError, match=words):
            texts(wrong, "ids", 2)


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, "nul"])
def test_what_is_not_json_is_told(text: str) -> None:
    with pytest.raises(ParameterError, match="queries: this is not JSON"):
        decoded(text, "queries")
