"""Test that actors are added, merged, split and told apart, that it can be taken back, and that tables go both ways."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from coalition import Graph
from coalition.corpus.canonical import format_files
from coalition.corpus.fact_files import FactFiles
from coalition.corpus.root import Root
from coalition.curation import actors
from coalition.curation.actors import NewActor, RegisteredActor
from coalition.errors import CoalitionError, NotFoundError, ParameterError
from coalition.namespaces import CG, PREFIXES

ACTOR = PREFIXES["actor"]


def registered(root: Root) -> dict[str, RegisteredActor]:
    return {each.name: each for each in actors.registered(FactFiles.load(root))}


def opened(root: Root, tmp_path: Path) -> Graph:
    return Graph.open(root.graph.parent, store=tmp_path / "store")


def test_actors_are_added_with_names_codes_and_identifiers(root: Root, tmp_path: Path) -> None:
    added = actors.add(
        root,
        [
            NewActor(" Zoë  Sapt ", "person", ("Colonel Sapt", "Colonel Sapt"), ("Wikidata:Q84",), note="a  soldier"),
            NewActor("France", "STATE"),
            NewActor("Zoe Sapt", "Person"),
        ],
    )
    assert added == ["actor:zoe-sapt", "actor:france", "actor:zoe-sapt-2"]
    found = registered(root)
    assert found["Zoë Sapt"] == RegisteredActor(
        ACTOR + "zoe-sapt",
        "Zoë Sapt",
        "Person",
        ("Colonel Sapt",),
        ("http://www.wikidata.org/entity/Q84",),
        notes=("a soldier",),
    )
    assert found["France"].iso_code == "FRA"
    graph = opened(root, tmp_path)
    assert graph.find("Colonel Sapt") == ACTOR + "zoe-sapt"


@pytest.mark.parametrize(
    ("actor", "message"),
    [
        (NewActor("", "Person"), "an actor has no name"),
        (NewActor("Sapt", ""), "Sapt is of no kind; write one of Person, State"),
        (NewActor("Sapt", "Planet"), "there is no kind Planet"),
        (NewActor("the king", "Person"), "the king is already a name of actor:rudolf"),
        (NewActor("Sapt", "Person", ("RURITANIA",)), "RURITANIA is already a name of actor:ruritania"),
        (NewActor("Sapt", "Person", identifiers=("84",)), "84 is no identifier"),
        (NewActor("Sapt", "Person", actor="Sapt!"), "Sapt! is not a short name"),
        (NewActor("Sapt", "Person", actor="rudolf"), "the short name rudolf is taken"),
    ],
)
def test_a_wrong_actor_is_refused_and_no_other_is_added(root: Root, actor: NewActor, message: str) -> None:
    before = (root.graph / "register.trig").read_bytes()
    with pytest.raises(ParameterError, match=message):
        actors.add(root, [NewActor("Fritz", "Person"), actor])
    assert (root.graph / "register.trig").read_bytes() == before


@pytest.mark.parametrize(
    ("typed", "iri"),
    [
        ("Q84", "http://www.wikidata.org/entity/Q84"),
        ("wikidata:Q84", "http://www.wikidata.org/entity/Q84"),
        ("0000000080456315", "https://isni.org/isni/0000000080456315"),
        ("LEI:529900T8BM49AURSDO55", "https://search.gleif.org/#/record/529900T8BM49AURSDO55"),
        ("DE-1", "http://lobid.org/organisations/DE-1#!"),
        ("https://a.example/x", "https://a.example/x"),
    ],
)
def test_identifiers_of_elsewhere_become_iris(typed: str, iri: str) -> None:
    assert actors.identified(typed) == iri


@pytest.mark.parametrize("typed", ["", "Q", "Q0", "https://a b", "ftp://a"])
def test_what_is_no_identifier_is_refused(typed: str) -> None:
    with pytest.raises(ParameterError, match="no identifier"):
        actors.identified(typed)


def test_a_merger_moves_what_is_said_and_can_be_taken_back(root: Root, tmp_path: Path) -> None:
    actors.add(root, [NewActor("Rudolf Rassendyll", "Person")])
    before = (root.graph / "register.trig").read_bytes()
    assert actors.merge(root, "Rudolf Elphberg", "rassendyll") == (ACTOR + "rudolf", ACTOR + "rudolf-rassendyll")
    assert registered(root)["Rudolf Elphberg"].merged_into == ACTOR + "rudolf-rassendyll"
    graph = opened(root, tmp_path)
    asked = graph.query("SELECT ?p { ?p cg:participant actor:rudolf-rassendyll }")
    assert len(list(asked)) == 1  # type: ignore[arg-type]
    assert actors.undo(root, "Rudolf Elphberg") == ["actor:rudolf cg:identifiedWith actor:rudolf-rassendyll"]
    assert (root.graph / "register.trig").read_bytes() == before


def test_a_circle_of_mergers_is_refused(root: Root) -> None:
    actors.merge(root, "Rudolf", "Queen Flavia")
    with pytest.raises(CoalitionError):
        actors.merge(root, "Queen Flavia", "Rudolf")
    with pytest.raises(ParameterError, match="are the same actor"):
        actors.merge(root, "Rudolf", "the King")


def test_a_split_says_whom_a_source_means_and_can_be_taken_back(root: Root, tmp_path: Path) -> None:
    new, old = actors.split(root, "Rudolf", NewActor("Rudolf the player", "Person"), ["zenda"])
    assert (new, old) == (ACTOR + "rudolf-the-player", ACTOR + "rudolf")
    found = registered(root)["Rudolf the player"]
    assert (found.split_from, found.met_in) == ((old,), (PREFIXES["source"] + "zenda",))
    graph = opened(root, tmp_path)
    assert list(graph.query("SELECT ?p { ?p cg:participant actor:rudolf-the-player }"))  # type: ignore[arg-type]
    assert len(actors.undo(root, "Rudolf the player")) == 2
    assert registered(root)["Rudolf the player"].split_from == ()
    with pytest.raises(ParameterError, match="there is no source or passage nowhere"):
        actors.split(root, "Rudolf", NewActor("Another", "Person"), ["nowhere"])


def test_two_actors_are_told_apart_and_that_can_be_taken_back(root: Root) -> None:
    pair = actors.apart(root, "Ruritania", "Graustark")
    assert pair == (ACTOR + "graustark", ACTOR + "ruritania")
    assert frozenset(pair) in actors.decided(FactFiles.load(root))
    assert actors.undo(root, "Ruritania") == ["actor:graustark owl:differentFrom actor:ruritania"]
    assert actors.decided(FactFiles.load(root)) == set()
    with pytest.raises(NotFoundError, match="no decision on Ruritania"):
        actors.undo(root, "Ruritania")


def test_a_table_of_the_register_gives_the_register_again(root: Root, tmp_path: Path) -> None:
    actors.add(root, [NewActor("Sapt", "Person", ("A; B",), ("Q84",)), NewActor("France", "State")])
    written = io.StringIO()
    known = actors.registered(FactFiles.load(root))
    actors.write_table(known, written)
    (tmp_path / "table.csv").write_text(written.getvalue(), encoding="utf-8")
    other = tmp_path / "other"
    (other / "graph").mkdir(parents=True)
    (other / "graph" / "empty.trig").write_text("", encoding="utf-8")
    again = Root.open(other)
    actors.add(again, actors.read_table(tmp_path / "table.csv"))
    made = actors.registered(FactFiles.load(again))
    assert [(each.iri, each.name, each.kind, each.identifiers, each.iso_code) for each in made] == [
        (each.iri, each.name, each.kind, each.identifiers, each.iso_code) for each in known
    ]
    assert format_files(again, write=False) in ([], [other / "graph" / "empty.trig"])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name\nSapt\n", "table.csv:1: the table needs the columns name and kind"),
        ("name,kind,colour\n", "table.csv:1: there is no column colour"),
    ],
)
def test_a_wrong_table_is_refused(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "table.csv").write_text(text, encoding="utf-8")
    with pytest.raises(ParameterError, match=message):
        actors.read_table(tmp_path / "table.csv")


def test_a_table_of_a_draft_is_read_and_names_that_are_known_are_found(root: Root, tmp_path: Path) -> None:
    (tmp_path / "table.csv").write_text(
        "name,kind,aliases,count,reason\nSapt,Person,Colonel Sapt; S.,3,a title\nRudolf,Person,,1,\n,,,,\n",
        encoding="utf-8",
    )
    read = actors.read_table(tmp_path / "table.csv")
    assert read == [NewActor("Sapt", "Person", ("Colonel Sapt", "S.")), NewActor("Rudolf", "Person")]
    assert list(actors.known(FactFiles.load(root), read)) == read[1:]


def test_kinds_are_the_classes_of_actors_that_the_ontology_has(root: Root) -> None:
    assert {CG + kind for kind in actors.KINDS} | {CG + "Actor"} == {
        quad.subject.value  # type: ignore[union-attr]
        for quad in Graph.open().store.quads()
        if "ontology#" in str(quad.subject)
        and quad.predicate.value.endswith("subClassOf")
        and quad.object.value in (CG + "Actor", CG + "Organisation")  # type: ignore[union-attr]
    } | {CG + "Actor"}
