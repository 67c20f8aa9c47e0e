"""Test that rules that are applied to columns derive what the engine derives, or leave it to the engine."""

from __future__ import annotations

from pathlib import Path

import pytest
from own_rules import ROUNDS, own_rules
from random_corpus import Corpus

from coalition.build import dataset, evaluation
from coalition.errors import RuleError
from coalition.graph import Graph
from coalition.rdf.store import Builder

OPTIONAL = "CONSTRUCT { ?a cg:represents ?b } WHERE { ?a cg:participant ?b OPTIONAL { ?a cg:event ?c } }"
CROSS = "CONSTRUCT { ?a cg:represents ?b } WHERE { ?a cg:host ?x . ?b cg:beneficiary ?y }"
NEW = "CONSTRUCT { ?a cg:note <http://example.org/new> } WHERE { ?a cg:participant ?b }"


def built(root: Path, store: Path, monkeypatch: pytest.MonkeyPatch, large: int) -> tuple[str, dict[str, bytes], int]:
    """Build a snapshot; return the fingerprint of its store, its columns, and how often the engine applied a rule."""
    asked, given = list[str](), Builder.construct

    def construct(builder: Builder, text: str, name: str) -> object:
        asked.append(name)
        return given(builder, text, name)

    with monkeypatch.context() as patch:
        patch.setattr(dataset, "LARGE", large)
        patch.setattr(Builder, "construct", construct)
        graph = Graph.open(root, store=store)
    columns = {path.name: path.read_bytes() for path in (graph.snapshot.folder / "columns").iterdir()}
    return graph.fingerprint(), columns, len(asked)


@pytest.mark.parametrize("seed", range(6))
def test_snapshots_are_the_same_to_the_byte_of_their_columns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    root = Corpus.invent(seed).write(tmp_path / "root")
    own_rules(root, *(ROUNDS if seed % 2 else ()))
    *engine, asked = built(root, tmp_path / "engine", monkeypatch, 10**9)
    *arrays, none = built(root, tmp_path / "arrays", monkeypatch, 0)
    assert arrays == engine and asked > 0 and none == 0


@pytest.mark.parametrize("rule", [OPTIONAL, NEW, CROSS])
def test_what_arrays_cannot_do_is_left_to_the_engine(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rule: str
) -> None:
    own_rules(folder, rule.replace("cg:note", "cg:represents"))
    if rule == CROSS:
        monkeypatch.setattr(evaluation, "MOST", 0)
    *engine, _ = built(folder, tmp_path / "engine", monkeypatch, 10**9)
    *arrays, asked = built(folder, tmp_path / "arrays", monkeypatch, 0)
    assert arrays == engine and asked > 0


@pytest.mark.parametrize(
    "rule",
    [
        "CONSTRUCT { ?b ?p cg:Nothing } WHERE { ?a ?p ?b }",
        "CONSTRUCT { ?a cg:event ?n } WHERE { ?a cg:textLength ?n }",
        "CONSTRUCT { ?a a ?b } WHERE { ?a cg:participant ?b . ?a ?b ?c }",
        "CONSTRUCT { cg:Asserted a ?b } WHERE { ?a a ?b }",
        "CONSTRUCT { ?a cg:date ?b } WHERE { ?a cg:participant ?b }",
        "CONSTRUCT { ?a cg:represents [] } WHERE { ?a cg:participant ?b }",
    ],
)
def test_a_fault_is_the_one_that_the_engine_leads_to(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rule: str
) -> None:
    own_rules(folder, rule)
    told = []
    for large in (10**9, 0):
        try:
            built(folder, tmp_path / "store", monkeypatch, large)
            told.append("")
        except RuleError as fault:
            told.append(fault.what.partition("”")[2] or fault.what)
    assert told[0] == told[1]


def test_rules_that_never_end_or_give_too_much_are_refused(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(evaluation, "MAX_ROUNDS", 1)
        with pytest.raises(RuleError, match="something new is still derived by "):
            built(folder, tmp_path / "store", monkeypatch, 0)
    monkeypatch.setattr(evaluation, "MAX_TRIPLES", 1)
    monkeypatch.setattr(evaluation.Triples, "__len__", lambda self: 2 if self.size < 0 else 10**6)
    monkeypatch.setattr(evaluation.Derivation, "_facts", property(lambda self: evaluation.Triples(-1)))
    with pytest.raises(RuleError, match="the rule derives more than 2 triples"):
        built(folder, tmp_path / "store", monkeypatch, 0)
