"""Test what is recorded of a decision: who made it, and what became of what a program had proposed."""

from __future__ import annotations

import getpass
from pathlib import Path

import pyoxigraph as ox
import pytest
from ruritania import drafted

from coalition.corpus.fact_files import FactFiles
from coalition.corpus.root import Root
from coalition.curation.editing import REGISTER_NODE, editing, stated
from coalition.curation.judgement import CURATED_BY, DRAFTED_BY, OUTCOME, judged, proposed, proposed_stance
from coalition.namespaces import CG, PREFIXES, SKOS

RUDOLF, NAME = ox.NamedNode(PREFIXES["actor"] + "rudolf"), ox.NamedNode(SKOS + "prefLabel")
FACT = ox.NamedNode(CG + "ledBy")


@pytest.fixture
def passage(root: Root) -> str:
    """Draft a passage in which a program proposes a fact, the name of a new thing and a stance; return its IRI."""
    path = root.graph / "drafted.trig"
    path.write_text(drafted("the treaty is signed", " cg:mentions actor:rudolf ."), encoding="utf-8")
    (iri,) = FactFiles.load(root).drafted()
    node = ox.NamedNode(iri)
    with editing(root) as edit:
        edit.add(path, stated(iri, {DRAFTED_BY: [ox.Literal("Reader")]}))
        edit.add(path, [ox.Quad(node, ox.NamedNode(SKOS + "note"), proposed("Reports"), node)])
        edit.add(path, [ox.Quad(RUDOLF, FACT, RUDOLF, node), ox.Quad(FACT, NAME, ox.Literal("Pact"), node)])
        edit.write()
    return iri


def taken(passage: str, stance: str = "Reports", name: str = "Pact") -> list[ox.Quad]:
    node = ox.NamedNode(passage)
    return [
        ox.Quad(RUDOLF, FACT, RUDOLF, node),
        ox.Quad(FACT, NAME, ox.Literal(name), REGISTER_NODE),
        *stated(passage, {CG + "stance": [ox.NamedNode(CG + stance)]}),
    ]


def outcome(root: Root, passage: str, now: list[ox.Quad]) -> str:
    ((node,), (by,)) = (judged(FactFiles.load(root), passage, now, "Sapt")[word] for word in (OUTCOME, CURATED_BY))
    assert by == ox.Literal("Sapt")
    return str(node.value.removeprefix(CG))  # type: ignore[attr-defined]


def test_a_decision_tells_what_was_made_of_a_proposal(root: Root, passage: str) -> None:
    assert outcome(root, passage, taken(passage)) == "TakenAsDrafted"
    assert outcome(root, passage, taken(passage, "Asserts")) == "TakenChanged"
    assert outcome(root, passage, taken(passage, name="Treaty")) == "TakenChanged"
    assert outcome(root, passage, taken(passage)[1:]) == "TakenChanged"
    assert outcome(root, passage, []) == "Refused"


def test_the_account_stands_for_a_curator_without_a_name(
    root: Root, passage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nobody() -> str:
        raise OSError

    files = FactFiles.load(root)
    assert judged(files, passage, taken(passage))[CURATED_BY] == [ox.Literal(getpass.getuser())]
    monkeypatch.setattr(getpass, "getuser", nobody)
    assert judged(files, passage, [])[CURATED_BY] == [ox.Literal("a user without a name")]


def test_what_no_program_proposed_has_a_curator_only_if_one_is_named(root: Root, folder: Path) -> None:
    files = FactFiles.load(root)
    iri = min(files.names("Passage"))
    assert judged(files, iri, taken(iri)) == {}
    assert judged(files, iri, taken(iri), "Sapt") == {CURATED_BY: [ox.Literal("Sapt")]}


def test_a_stance_is_proposed_by_a_note() -> None:
    node = ox.NamedNode("x:p")
    assert proposed_stance(ox.Quad(node, ox.NamedNode(SKOS + "note"), proposed("Denies"), node)) == "Denies"
    assert proposed_stance(ox.Quad(node, ox.NamedNode(SKOS + "note"), ox.Literal("Proposed stance: none"), node)) == ""
    assert proposed_stance(ox.Quad(node, NAME, proposed("Denies"), node)) == ""
