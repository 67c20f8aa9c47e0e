"""Test that assistants learn from the ontology what they can ask."""

from __future__ import annotations

import pytest
from assisted import asked

from coalition.errors import SelectionError
from coalition.graph import Graph


def test_all_classes_are_told_with_those_below_them(published: Graph) -> None:
    found = asked(published, "schema")
    classes = " ".join(found["classes"])
    assert "Actor (Collective, Force, Organisation, Person, State)" in found["classes"]
    for iri in published._ontology.schema.classes:
        name = iri.rpartition("#")[2]
        if "coalition-graph" in iri:
            assert name in classes
    assert (found["documents"], found["passages"]) == (5, 599)
    assert found["snapshot"] == published.snapshot.digest


def test_a_class_is_told_with_the_properties_that_its_things_have(published: Graph) -> None:
    found = asked(published, "schema", of="Commitment")
    assert found["is"] == "class"
    assert "committedBy: Actor (24)" in found["properties"]
    assert not any(each.startswith("rdf:type") for each in found["properties"])
    [[row]] = published.select("SELECT (COUNT(*) AS ?n) { ?c a cg:Commitment ; cg:committedBy ?who }")
    assert row == 24
    assert asked(published, "schema", of="Meeting")["above"] == ["Event"]


def test_a_property_is_told_with_its_ends(published: Graph) -> None:
    found = asked(published, "schema", of="cg:committedBy")
    assert (found["is"], found["range"]) == ("property", "Actor")
    assert found["definition"]


def test_a_list_is_told_with_its_values(published: Graph) -> None:
    assert asked(published, "schema", of="Stance")["values"] == [
        "Asserts", "Denies", "Drafted", "Predicts", "Proposes", "Reports",
    ]  # fmt: skip
    assert asked(published, "schema", of="Asserts")["is"] == "Stance"


@pytest.mark.parametrize(
    "name", ["committed by", "COMMITTEDBY", "https://w3id.org/coalition-graph/ontology#committedBy"]
)
def test_a_term_is_found_by_any_of_its_names(published: Graph, name: str) -> None:
    assert asked(published, "schema", of=name)["term"] == "cg:committedBy"


def test_a_term_that_is_none_is_told_with_the_nearest(published: Graph) -> None:
    with pytest.raises(SelectionError, match="no term comittedBy; did you mean committedBy"):
        asked(published, "schema", of="comittedBy")
