"""Test that the words of the ontology are found by all that they are called, and explained with all that is known."""

from __future__ import annotations

import shutil
from pathlib import Path

import pyoxigraph as ox
import pytest

from coalition.errors import SelectionError
from coalition.graph import Graph
from coalition.namespaces import CG
from coalition.query.vocabulary import EXAMPLES, KINDS, Vocabulary


def vocabulary(published: Graph, shapes: Path) -> Vocabulary:
    """Return the words of the published ontology with other shapes."""
    return Vocabulary(published.store, published.names, published._ontology.schema, [shapes])


def narrower(published: Graph, name: str) -> list[str]:
    """Return the names of a class and of all below it."""
    wider = published._ontology.schema.wider.items()
    return [iri.removeprefix(CG) for iri, above in wider if CG + name in above]


def test_every_term_is_one_word_with_a_definition(published: Graph) -> None:
    words = published.words()
    assert sorted(word.iri for word in words) == sorted(published._ontology.schema.terms)
    assert all(word.definition and word.label and word.iri == CG + word.name for word in words)
    assert {word.kind for word in words} == {*KINDS}
    assert [word.kind for word in words] == sorted((word.kind for word in words), key=[*KINDS].index)
    kinds = {word.name: word.kind for word in words}
    named = [kinds[name] for name in ("Actor", "host", "isoCode", "Denies", "PartialDate")]
    assert named == [*KINDS]
    assert [word.name for word in words if word.deprecated] == ["About", "Conditional"]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("CommitmentKind", "CommitmentKind"),
        ("commitment kind", "CommitmentKind"),
        ("kind of commitment", "CommitmentKind"),
        ("Kind of  Commitment", "CommitmentKind"),
        ("cg:CommitmentKind", "CommitmentKind"),
        ("CG:commitmentkind", "CommitmentKind"),
        (CG + "CommitmentKind", "CommitmentKind"),
        (f"<{CG}CommitmentKind>", "CommitmentKind"),
        (f" {CG.upper()}commitment-kind ", "CommitmentKind"),
        ("isocode", "isoCode"),
        ("level", "level"),
        ("Level", "Level"),
        ("actor", "Actor"),
    ],
)
def test_a_word_is_found_by_all_that_it_is_called(published: Graph, typed: str, name: str) -> None:
    assert published.word(typed).word.name == name


def test_every_word_is_found_by_its_name_its_label_and_its_iri(published: Graph) -> None:
    words = published.words()
    names = {word.name for word in words}
    find = published._vocabulary.find
    for word in words:
        assert find(word.name) == find(word.iri) == find(f"cg:{word.name}") == word
        assert word.label in names or find(word.label) == word


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("LEVEL", "LEVEL names 2 words of the ontology; type one of Level, level"),
        ("Comitment", "the ontology has no word Comitment; did you mean Commitment? list them with coalition words"),
        ("ACTR", "the ontology has no word ACTR; did you mean actor? list them with coalition words"),
        ("cg:hots", "the ontology has no word cg:hots; did you mean host? list them with coalition words"),
        ("%", "the ontology has no word %; list them with coalition words"),
        ("x" * 1000, f"the ontology has no word {'x' * 50} … {'x' * 25}; list them with coalition words"),
    ],
)
def test_what_is_no_word_is_told_with_the_nearest(published: Graph, typed: str, told: str) -> None:
    with pytest.raises(SelectionError) as refused:
        published.word(typed)
    assert str(refused.value) == told


def test_a_class_is_explained(published: Graph) -> None:
    meeting = published.word("Meeting")
    assert meeting.example == "meeting:london-2025-03-02"
    assert meeting.relations == (("narrower than", (ox.NamedNode(CG + "Event"),)),)
    assert "host" in [word.name for word in meeting.properties]  # which the class above it has
    assert any("exactly one skos:prefLabel" in rule for rule in meeting.rules)
    assert len(set(meeting.rules)) == len(meeting.rules)
    found = published.select("SELECT DISTINCT ?m { GRAPH ?g { ?m a cg:Meeting } }")
    assert meeting.used == len(found) > EXAMPLES == len(meeting.things)
    assert {*meeting.things} <= {str(iri) for (iri,) in found}
    assert "Meeting" in [word.name for word in published.word("Event").narrower]


def test_a_property_is_explained(published: Graph) -> None:
    host = published.word("host")
    assert [(relation, [node.value for node in nodes]) for relation, nodes in host.relations] == [
        ("said of", [CG + "Event"]),
        ("takes", [CG + "Actor"]),
    ]
    assert host.used == len(published.select("SELECT ?m ?g { GRAPH ?g { ?m cg:host ?who } }"))
    assert (host.narrower, host.values, host.properties) == ((), (), ())


def test_a_value_of_a_list_is_explained_and_the_class_of_the_list(published: Graph) -> None:
    denies, stance = published.word("Denies"), published.word("Stance")
    assert denies.relations == (("one of the", (ox.NamedNode(CG + "Stance"),)),)
    assert denies.used == len(published.select("SELECT ?p { GRAPH ?g { ?p cg:stance cg:Denies } }"))
    assert [word.name for word in stance.values] == ["Asserts", "Denies", "Drafted", "Predicts", "Proposes", "Reports"]


def test_what_the_ontology_says_itself_is_no_use(published: Graph) -> None:
    assert any(published.store.quads(None, ox.NamedNode(CG + "conflictRule")))
    assert (published.word("conflictRule").used, published.word("OneDate").used) == (0, 0)


def test_a_view_counts_its_own_facts(published: Graph) -> None:
    view = published.view(sources=["Document 001"])
    whole, part = published.word("host"), view.word("host")
    assert 0 < part.used < whole.used
    assert view.words() == published.words()


def test_a_word_as_plain_data_has_short_names(published: Graph) -> None:
    found = published.word("Denies").to_dict()
    assert found["relations"] == [{"relation": "one of the", "values": ["cg:Stance"]}]
    assert found["things"][0].startswith("passage:")
    assert (found["name"], found["deprecated"], found["rules"]) == ("Denies", False, [])


SHAPES = """
@prefix cg: <https://w3id.org/coalition-graph/ontology#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
<x:event> sh:targetClass cg:Event ; sh:message "one" ; sh:property [ sh:path cg:motto ; sh:message "two" ] .
<x:inverse> sh:path [ sh:inversePath cg:host ] ; sh:message "three" .
<x:either> sh:path [ sh:alternativePath ( cg:chair [ sh:inversePath cg:convener ] ) ] ; sh:message "four" .
<x:subjects> sh:targetSubjectsOf cg:chair ; sh:message "five" .
<x:objects> sh:targetObjectsOf cg:host ; sh:message "six" ; sh:sparql [ sh:message "seven" ] .
cg:Actor sh:property <x:other> . <x:other> sh:path _:a ; sh:message "eight" . _:a sh:inversePath _:a .
"""


def test_shapes_are_found_by_all_that_they_are_about(published: Graph, tmp_path: Path) -> None:
    (tmp_path / "shapes.ttl").write_text(SHAPES, encoding="utf-8")
    known = vocabulary(published, tmp_path / "shapes.ttl")
    asked = {word.name: known.explain(word, published._columns).rules for word in known.words}
    assert {name: rules for name, rules in asked.items() if rules} == {
        **dict.fromkeys(narrower(published, "Event"), ("one", "two")),
        "motto": ("two",),
        "host": ("three", "six", "seven"),
        "chair": ("four", "five"),
        "convener": ("four",),
        **dict.fromkeys(narrower(published, "Actor"), ("eight",)),
    }


def test_an_ontology_of_ones_own_is_explained_also_without_shapes(folder: Path, tmp_path: Path) -> None:
    published = Graph.open(folder, store=tmp_path / "store")
    shutil.copytree(published.root.ontology[0], folder / "ontology")
    (folder / "ontology" / "shapes.ttl").unlink()
    path = folder / "ontology" / "coalition.ttl"
    own = (
        'cg:Duel a owl:Class ; rdfs:subClassOf cg:Event ; rdfs:label "duel"@en .\n'
        'cg:Duel skos:definition "A fight of two."@en .\n'
        '<x:weapon> a owl:DatatypeProperty ; rdfs:domain cg:Duel ; rdfs:label "weapon"@en .\n'
    )
    path.write_text(path.read_text(encoding="utf-8") + own, encoding="utf-8")
    graph = Graph.open(folder, store=tmp_path / "store")
    duel = graph.word("duel")
    assert (duel.word.definition, duel.rules, duel.used) == ("A fight of two.", (), 0)
    assert "x:weapon" in [word.name for word in duel.properties]
    assert graph.word("weapon").word.kind == "property that has a value"
    assert graph.word("x:weapon").word == graph.word("<x:weapon>").word
