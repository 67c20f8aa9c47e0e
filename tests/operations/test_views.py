"""Test that each restriction to a part of the graph reaches every operation that can be restricted."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from coalition.graph import Graph
from coalition.operations.answers import answer
from coalition.operations.declared import PLACES, operation
from coalition.operations.views import VIEW

GIVEN: dict[str, Any] = {
    "known_by": "2025-03-31",
    "on": "2025-03",
    "stance": ["asserts", "reports"],
    "source": "s001",
    "families": 2,
    "readings": False,
}
TOLD = {
    "known_by": "--known-by 2025-03-31",
    "on": "--on 2025-03",
    "stance": "--stance cg:Asserts --stance cg:Reports",
    "source": "--source source:s001",
    "families": "--families 2",
    "readings": "--no-readings",
}
RESTRICTED = [name for name in PLACES if operation(name).view]


@pytest.mark.parametrize("name", [*RESTRICTED, "ask/commitments"])
def test_an_operation_tells_which_part_of_the_graph_it_answers_from(published: Graph, name: str) -> None:
    declared = () if name.startswith("ask/") else operation(name).parameters
    required = {each.name: each.example for each in declared if each.required}
    if name == "path":
        required["kind"] = "person"
    output = io.BytesIO()
    given = {"operation": name, "format": "json", "parameters": {**required, "source": "s001", "readings": "0"}}
    answer(published, given, output)
    found = json.loads(output.getvalue())
    about = found.get("about") or found["graph"]["about"]
    assert about["view"] == "--source source:s001 --no-readings"
    assert (about["whole"], about["snapshot"]) == (published.snapshot.digest, about["snapshot"])
    assert about["snapshot"] != about["whole"]


def test_each_restriction_is_tried(published: Graph) -> None:
    assert {*GIVEN} == {*TOLD} == {each.name for each in VIEW}
    assert {"coverage", "identities", "questions", "diff"} == {*PLACES} - {*RESTRICTED}
    for name, value in GIVEN.items():
        output = io.BytesIO()
        answer(published, {"operation": "conflicts", "parameters": {name: value}}, output)
        assert json.loads(output.getvalue())["about"]["view"] == TOLD[name]
