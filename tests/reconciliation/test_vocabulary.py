"""Test which types and properties are offered, and how they are called."""

from __future__ import annotations

from coalition.graph import Graph
from coalition.namespaces import CG, HOME
from coalition.reconciliation.vocabulary import NAMING, Vocabulary


def test_types_are_the_classes_of_labelled_things_of_which_there_is_any(graph: Graph, published: Graph) -> None:
    types = [each.id for each in Vocabulary(graph).types.values()]
    assert types[:4] == ["Actor", "Organisation", "Person", "State"]
    assert {"Meeting", "Commitment", "Place", "Source"} <= set(types)
    assert not {"Collective", "Plan", "Participation", "Passage"} & set(types)
    for entry in Vocabulary(published).types.values():
        assert published.query(f"ASK {{ ?thing a <{entry.iri}> }}") is True
        assert entry.name
        assert entry.description


def test_types_are_found_by_identifier_iri_and_label(published: Graph) -> None:
    vocabulary = Vocabulary(published)
    place = vocabulary.types[CG + "Place"]
    assert place.name == "named place"
    for id in ("Place", "cg:Place", CG + "Place", "Named Place"):
        assert vocabulary.type(id) == place
    assert (place.kind, vocabulary.types[CG + "PlanPoint"].kind) == ("place", "plan point")
    assert vocabulary.type("Nothing") is vocabulary.type("") is None


def test_types_of_a_thing_come_with_the_narrow_ones_first(published: Graph) -> None:
    vocabulary = Vocabulary(published)
    assert [each.id for each in vocabulary.types_of(HOME + "actor/portugal")] == ["State", "Actor"]
    assert [each.id for each in vocabulary.broader(CG + "State")] == ["Actor"]
    assert vocabulary.broader(CG + "Actor") == []
    assert vocabulary.types_of(HOME + "actor/nobody") == []


def test_properties_are_those_of_accepted_facts_and_give_no_names(graph: Graph) -> None:
    vocabulary = Vocabulary(graph)
    commitment = [each.id for each in vocabulary.properties_of(CG + "Commitment")]
    assert {"committedBy", "beneficiary", "convertedAmount", "condition", "status"} <= set(commitment)
    assert "holder" not in commitment  # that of a position, which a passage only reports
    assert "attitude" not in {each.id for each in vocabulary.properties.values()}
    assert not NAMING & vocabulary.properties.keys()
    names = [each.name.casefold() for each in vocabulary.properties.values()]
    assert names == sorted(names)


def test_properties_of_other_vocabularies_are_called_by_their_names_in_words(graph: Graph) -> None:
    vocabulary = Vocabulary(graph)
    holds = vocabulary.property("org:holds")
    assert holds
    assert (holds.id, holds.name, holds.to_dict()) == ("org:holds", "holds", {"id": "org:holds", "name": "holds"})
    assert vocabulary.property("org:postIn")
    assert vocabulary.property("nothing") is vocabulary.property("a b") is None


def test_the_type_of_the_values_of_a_property_is_that_of_the_ontology(graph: Graph) -> None:
    vocabulary = Vocabulary(graph)
    found = vocabulary.range(CG + "committedBy")
    assert found
    assert found.id == "Actor"
    assert vocabulary.range(CG + "isoCode") is None
