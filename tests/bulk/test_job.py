"""Test that what is written in bulk is what a snapshot of the same files holds, and that faults leave nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from in_bulk import quads, same, written
from invented_corpus import Invented
from own_rules import ROUNDS, own_rules
from random_corpus import Corpus
from ruritania import prefixes, undeclared

from coalition.bulk import job
from coalition.bulk.job import read
from coalition.engines.engine import Engine
from coalition.errors import CoalitionError, GraphError, RuleError, SelectionError, StoreError
from coalition.graph import Graph

DECISIONS = """
graph:register {
    actor:other a cg:Person ; skos:prefLabel "The other \\\\ \\"Rudolf\\"" ;
        cg:splitFrom actor:rudolf ; cg:metIn source:zenda .
    actor:flora a cg:Person ; skos:prefLabel "Flora"@en, "Blume"@de ; cg:identifiedWith actor:flavia .
    actor:nameless a cg:Person .
}
"""


def test_the_published_graph_is_the_same(engine: Engine, published: Graph, texts_folder: Path, tmp_path: Path) -> None:
    assert same(published, written(engine, None, tmp_path / "new", texts_folder), tmp_path / "new")


def test_an_invented_corpus_is_the_same(engine: Engine, invented: Invented, tmp_path: Path) -> None:
    """In it, sources speak of sources, and 41 files are two tasks."""
    assert same(invented.graph, written(engine, invented.folder, tmp_path), tmp_path)


@pytest.mark.parametrize("seed", range(4))
def test_corpora_made_at_random_are_the_same(engine: Engine, tmp_path: Path, seed: int) -> None:
    root = Corpus.invent(seed).write(tmp_path / "root")
    graph = Graph.open(root, store=tmp_path / "store")
    assert same(graph, written(engine, root, tmp_path / "out"), tmp_path / "out")


def test_decisions_of_the_register_and_names_with_signs_are_kept(engine: Engine, folder: Path, tmp_path: Path) -> None:
    (folder / "graph" / "more.trig").write_text(prefixes() + DECISIONS)
    done = written(engine, folder, tmp_path / "out")
    assert same(Graph.open(folder, store=tmp_path / "store"), done, tmp_path / "out")
    assert any(b"/actor/other>" in line and b"participation/" in line for line in quads(tmp_path / "out"))


@pytest.mark.parametrize("name", ["it's", "a*b?c[d]", "[x", "a:b", "é %20 #"])
def test_any_name_will_do_for_the_folder(engine: Engine, folder: Path, tmp_path: Path, name: str) -> None:
    done = written(engine, folder, tmp_path / name)
    assert same(Graph.open(folder, store=tmp_path / "store"), done, tmp_path / name)


def test_a_relative_name_is_no_address(
    engine: Engine, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = written(engine, folder, Path("actor:"))
    assert same(Graph.open(folder, store=tmp_path / "store"), done, tmp_path / "actor:")


def test_what_is_written_again_is_the_same_to_the_byte(engine: Engine, folder: Path, tmp_path: Path) -> None:
    def contents() -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in (tmp_path / "out" / "quads").glob("0*")}

    written(engine, folder, tmp_path / "out")
    first = contents()
    written(engine, folder, tmp_path / "out")
    assert first == contents() and len(first) == 2


@pytest.mark.parametrize(
    ("old", "new"), [("cg:HostRole", "cg:HostRoll"), ("cg:Asserts ", "cg:Asserts ]"), ("1894-05-03", "1894-05-33")]
)
def test_a_fault_is_the_one_of_a_build_and_nothing_stays(
    engine: Engine, folder: Path, tmp_path: Path, old: str, new: str
) -> None:
    written(engine, folder, tmp_path / "out")
    (facts,) = (folder / "graph").glob("zenda*.trig")
    assert old in facts.read_text()
    facts.write_text(facts.read_text().replace(old, new))
    with pytest.raises(GraphError) as built:
        Graph.open(folder, store=tmp_path / "store")
    with pytest.raises(GraphError) as told:
        written(engine, folder, tmp_path / "out")
    assert str(told.value) == str(built.value)
    assert list((tmp_path / "out").iterdir()) == []


def test_a_text_that_has_changed_is_a_fault(engine: Engine, folder: Path, tmp_path: Path) -> None:
    (text,) = (folder / "sources").glob("*.txt")
    text.write_text(text.read_text().replace("Rudolf", "Rodolf"))
    with pytest.raises(CoalitionError) as built:
        Graph.open(folder, store=tmp_path / "store")
    with pytest.raises(CoalitionError) as told:
        written(engine, folder, tmp_path / "out")
    assert str(told.value) == str(built.value)


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        (
            "CONSTRUCT { ?a cg:represents ?b } WHERE { ?a cg:participant ?b OPTIONAL { ?a cg:event ?c } }",
            "uses OPTIONAL",
        ),
        ("CONSTRUCT { ?a cg:participants ?b } WHERE { ?a cg:participant ?b }", "has no term cg:participants"),
        ("CONSTRUCT { ?b ?p cg:Nothing } WHERE { ?a ?p ?b }", "cg:Nothing"),
        ("CONSTRUCT { ?a cg:represents [] } WHERE { ?a cg:participant ?b }", "derives blank nodes"),
        ("CONSTRUCT { cg:Asserted a ?b } WHERE { ?a a ?b }", "cg:Asserted"),
        ("CONSTRUCT { ?a cg:event ?n } WHERE { ?a cg:textLength ?n }", "cg:event takes an IRI, not a literal"),
    ],
)
def test_a_rule_that_cannot_be_applied_is_told(
    engine: Engine, folder: Path, tmp_path: Path, rule: str, told: str
) -> None:
    own_rules(folder, rule)
    with pytest.raises(RuleError, match=told):
        written(engine, folder, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_rules_of_ones_own_are_applied_until_nothing_is_new(engine: Engine, folder: Path, tmp_path: Path) -> None:
    own_rules(folder, *ROUNDS)
    done = written(engine, folder, tmp_path / "out")
    assert same(Graph.open(folder, store=tmp_path / "store"), done, tmp_path / "out")
    assert done.derived["own-1"] > 0 and done.derived["own-2"] > 0 and done.derived["own-3"] == 0


def test_what_never_ends_is_refused(
    engine: Engine, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job, "MAX_ROUNDS", 1)
    with pytest.raises(RuleError, match="something new is still derived by "):
        written(engine, folder, tmp_path / "out")
    monkeypatch.undo()
    monkeypatch.setattr(job, "MAX_TRIPLES", 3)
    with pytest.raises(RuleError, match="the rule derives more than"):
        written(Few(engine), folder, tmp_path / "out")


class Few:
    """An engine that says that there are no facts."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)

    def rows(self, text: str) -> list[tuple[Any, ...]]:
        return [(0,)] if text == "SELECT COUNT(*) FROM facts" else self._engine.rows(text)


def test_a_folder_that_holds_something_else_is_left_alone(engine: Engine, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "out" / "tables").mkdir(parents=True)
    (tmp_path / "out" / "tables" / "mine").write_text("x")
    with pytest.raises(SelectionError, match="this folder holds something else; name an empty folder"):
        written(engine, folder, tmp_path / "out")
    assert (tmp_path / "out" / "tables" / "mine").read_text() == "x"
    with pytest.raises(SelectionError, match="the name of this folder is not UTF-8"):
        written(engine, folder, tmp_path / "\udcff")
    with pytest.raises(StoreError, match="cannot be written"):
        written(engine, folder, tmp_path / ("a" * 3000))
    assert len(list(tmp_path.iterdir())) == 2
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot be written"):
        written(engine, folder, tmp_path / "file" / "below")


def test_what_a_kill_has_left_is_replaced_and_not_taken_for_whole(engine: Engine, folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    right = written(engine, folder, out)
    (out / "bulk.json").unlink()
    (out / ".work").mkdir()
    (out / "quads" / "99999.nq.gz").write_bytes(b"half")
    with pytest.raises(StoreError, match="nothing whole was written here"):
        read(out)
    assert written(engine, folder, out) == right
    assert not (out / "quads" / "99999.nq.gz").exists() and read(out) == right.to_dict()
    (out / "bulk.json").write_text("[]")
    with pytest.raises(StoreError, match="nothing whole was written here"):
        read(out)


def test_files_without_declarations_are_the_same(engine: Engine, folder: Path, tmp_path: Path) -> None:
    for path in (folder / "graph").iterdir():
        path.write_text(undeclared(path.read_text(encoding="utf-8")), encoding="utf-8")
    done = written(engine, folder, tmp_path / "out")
    assert same(Graph.open(folder, store=tmp_path / "store"), done, tmp_path / "out")
