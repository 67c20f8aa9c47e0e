"""Test that things, types and properties are suggested to whoever types."""

from __future__ import annotations

from typing import Any

import pytest
from reconciled import ids, told, validate

from coalition.graph import Graph
from coalition.namespaces import CG, HOME


def suggested(graph: Graph, what: str, **parameters: str) -> list[dict[str, Any]]:
    """Return what is suggested, which is valid in both versions."""
    found = [told(graph, f"suggest/{what}", version, **parameters) for version in ("0.2", "1.0")]
    plural = {"entity": "entities", "type": "types", "property": "properties"}[what]
    for version, each in zip(("0.2", "1.0"), found, strict=True):
        validate(f"suggest-{plural}-response", version, each)
    assert found[0] == found[1]
    result: list[dict[str, Any]] = found[0]["result"]
    return result


def test_things_are_suggested_by_the_beginnings_of_their_names(graph: Graph) -> None:
    first, *_ = suggested(graph, "entity", prefix="rud")
    assert first == {
        "id": "actor/rudolf",
        "name": "Rudolf Elphberg",
        "description": "person; also Rudolf, the King",
        "notable": [{"id": "Person", "name": "person"}, {"id": "Actor", "name": "actor"}],
    }
    assert "actor/league" in ids(suggested(graph, "entity", prefix="zenda"))
    assert suggested(graph, "entity", prefix="") == suggested(graph, "entity", prefix="zzz") == []


@pytest.mark.parametrize("typed", ["actor/rudolf", "actor:rudolf", HOME + "actor/rudolf"])
def test_a_thing_is_suggested_by_its_identifier(graph: Graph, typed: str) -> None:
    assert ids(suggested(graph, "entity", prefix=typed))[0] == "actor/rudolf"


def test_things_of_a_type_can_be_asked_for(graph: Graph) -> None:
    assert ids(suggested(graph, "entity", prefix="ruri", type="State")) == ["actor/ruritania"]
    assert "actor/ruritania" not in ids(suggested(graph, "entity", prefix="ruri", type="Person"))
    assert suggested(graph, "entity", prefix="actor/ruritania", type="Person") == []
    assert suggested(graph, "entity", prefix="ruri", type="Nothing") == []


def test_suggestions_come_in_pages(graph: Graph) -> None:
    everything = suggested(graph, "entity", prefix="s", limit="50")
    pages = [suggested(graph, "entity", prefix="s", limit="1", offset=str(n)) for n in range(len(everything))]
    assert len(everything) > 1
    assert [each for page in pages for each in page] == everything
    cursor = told(graph, "suggest/entity", prefix="s", limit="1", cursor="1")["result"]
    assert cursor == everything[1:2]


def test_types_are_suggested_by_label_and_identifier_and_all_for_nothing(published: Graph) -> None:
    assert len(suggested(published, "type", prefix="", limit="100")) > 10
    for typed in ("pers", "Person", CG + "Person"):
        assert "Person" in ids(suggested(published, "type", prefix=typed))
    (state,) = [each for each in suggested(published, "type", prefix="state") if each["id"] == "State"]
    assert state["broader"] == [{"id": "Actor", "name": "actor"}]
    assert state["description"]
    assert ids(suggested(published, "type", prefix="place")) == ["Place"]  # a named place


def test_properties_are_suggested_with_the_way_in_which_they_are_compared(graph: Graph) -> None:
    (found,) = suggested(graph, "property", prefix="committed by")
    assert found["id"] == "committedBy"
    assert [each["id"] for each in found["matchQualifiers"]] == ["ExactMatch"]
    assert ids(suggested(graph, "property", prefix="org:holds")) == ["org:holds"]
    assert len(suggested(graph, "property", prefix="", limit="100")) > 5
