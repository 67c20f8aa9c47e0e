"""Test that files change by statements, stay canonical, and are not written where they would be wrong."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pyoxigraph as ox
import pytest

from coalition import Graph
from coalition.corpus.canonical import format_files, put
from coalition.corpus.root import Root
from coalition.curation.editing import REGISTER_NODE, UNFINISHED, History, editing, stated
from coalition.errors import GraphError, NotFoundError
from coalition.namespaces import CG, PREFIXES, RDF, SKOS

ACTOR = PREFIXES["actor"]


def named(name: str, kind: str = "Person") -> list[ox.Quad]:
    facts: dict[str, list[object]] = {
        RDF + "type": [ox.NamedNode(CG + kind)],
        SKOS + "prefLabel": [ox.Literal(name)],
    }
    return stated(ACTOR + name.lower(), facts, REGISTER_NODE)


def test_statements_are_added_to_the_file_with_the_register_and_it_stays_canonical(root: Root) -> None:
    format_files(root, write=True)
    with editing(root) as edit:
        assert edit.register_file == root.graph / "register.trig"
        edit.add(edit.register_file, named("Sapt"))
        assert edit.write() == [root.graph / "register.trig"]
    assert format_files(root, write=False) == []
    assert 'skos:prefLabel "Sapt"' in (root.graph / "register.trig").read_text(encoding="utf-8")


def test_a_graph_without_a_register_gets_one(root: Root) -> None:
    (root.graph / "register.trig").unlink()
    with editing(root) as edit:
        edit.files.files.clear()
        assert edit.register_file.name == "register.trig"


def test_what_is_replaced_changes_where_it_stands_and_an_empty_file_goes(root: Root) -> None:
    (root.graph / "sapt.trig").write_text(
        "@prefix actor: <https://w3id.org/coalition-graph/actor/> .\n"
        "@prefix cg: <https://w3id.org/coalition-graph/ontology#> .\n"
        "@prefix graph: <https://w3id.org/coalition-graph/graph/> .\n"
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        'graph:register { actor:sapt a cg:Person ; skos:prefLabel "Sapt" . }\n',
        encoding="utf-8",
    )
    old, new = named("Sapt"), named("Sapt", "State")
    with editing(root) as edit:
        edit.removed.add(old[0])
        edit.add(root.graph / "sapt.trig", new[:1])
        edit.write()
    assert "actor:sapt a cg:State" in (root.graph / "sapt.trig").read_text(encoding="utf-8")
    with editing(root) as edit:
        edit.removed.update(new)
        edit.write()
    assert not (root.graph / "sapt.trig").exists()


def test_a_wrong_change_is_refused_and_nothing_is_written(root: Root) -> None:
    before = {path: path.read_bytes() for path in root.graph.iterdir()}
    with editing(root) as edit:
        edit.add(root.graph / "new.trig", named("Sapt"))
        edit.add(edit.register_file, stated(ACTOR + "sapt", {CG + "colour": [ox.Literal("red")]}, REGISTER_NODE))
        with pytest.raises(GraphError, match="cg:colour"):
            edit.write()
    assert {path: path.read_bytes() for path in root.graph.iterdir()} == before


def test_a_fault_that_was_there_already_does_not_forbid_a_change(root: Root) -> None:
    path = root.graph / "wrong.trig"
    path.write_text("<https://a.example/x> <https://w3id.org/coalition-graph/ontology#colour> 1 .\n", encoding="utf-8")
    with editing(root) as edit:
        edit.add(edit.register_file, named("Sapt"))
        assert edit.write()


def test_a_change_can_be_tried_without_being_written(root: Root, tmp_path: Path) -> None:
    before = {path: path.read_bytes() for path in root.graph.iterdir()}
    with editing(root) as edit:
        edit.add(edit.register_file, named("Sapt"))
        with edit.tried() as folder:
            tried = Graph.open(folder, store=tmp_path / "store")
            assert tried.find("Sapt") == ACTOR + "sapt"
    assert not folder.exists()
    assert {path: path.read_bytes() for path in root.graph.iterdir()} == before


def test_two_who_edit_wait_for_each_other(root: Root) -> None:
    inside, order = threading.Event(), list[str]()

    def second() -> None:
        inside.wait()
        with editing(root) as edit:
            order.append("second")
            edit.add(edit.register_file, named("Fritz"))
            edit.write()

    thread = threading.Thread(target=second)
    thread.start()
    with editing(root) as edit:
        inside.set()
        thread.join(0.3)
        order.append("first")
        edit.add(edit.register_file, named("Sapt"))
        edit.write()
    thread.join()
    text = (root.graph / "register.trig").read_text(encoding="utf-8")
    assert order == ["first", "second"]
    assert '"Sapt"' in text and '"Fritz"' in text
    assert sorted(os.listdir(root.graph)) == ["register.trig", "zenda.trig"]


def test_the_last_change_can_be_taken_back_unless_others_have_changed_the_files_since(root: Root) -> None:
    history = History(root)
    with pytest.raises(NotFoundError, match="nothing to undo"):
        history.undo()
    format_files(root, write=True)
    before = {path: path.read_bytes() for path in root.graph.iterdir()}
    for path in (root.graph / "register.trig", root.graph / "new.trig"):
        with history.step(), editing(root) as edit:
            edit.add(path, named("Sapt"))
            edit.write()
        assert {each: each.read_bytes() for each in root.graph.iterdir()} != before
        history.undo()
        assert {each: each.read_bytes() for each in root.graph.iterdir()} == before
        with pytest.raises(NotFoundError):
            history.undo()
    for name in ("Sapt", "Fritz"):
        with history.step(), editing(root) as edit:
            edit.add(edit.register_file, named(name))
            edit.write()
    with history.step():
        pass  # which changes nothing
    (root.graph / "other.trig").write_text("", encoding="utf-8")  # which is no matter of these changes
    history.undo()
    assert '"Sapt"' in (root.graph / "register.trig").read_text(encoding="utf-8")
    with (root.graph / "register.trig").open("a", encoding="utf-8") as file:
        file.write("\n")
    with pytest.raises(GraphError, match=r"register\.trig: the file was changed since"):
        history.undo()


def test_a_change_of_several_files_that_a_program_did_not_finish_is_finished_by_the_next(
    root: Root, monkeypatch: pytest.MonkeyPatch
) -> None:
    def change(one: str, other: str) -> None:
        with editing(root) as edit:
            edit.add(edit.register_file, named(one))
            edit.add(root.graph / f"{other}.trig", named(other))
            edit.write()

    written: list[Path] = []

    def die(path: Path, content: bytes) -> None:
        if written:
            raise KeyboardInterrupt
        written.append(path)
        put(path, content)

    monkeypatch.setattr("coalition.curation.editing.put", die)
    with pytest.raises(KeyboardInterrupt):
        change("Sapt", "Fritz")
    monkeypatch.undo()
    assert len(written) == 1 and (root.graph / UNFINISHED).is_file()
    with editing(root) as edit:
        assert {"Sapt", "Fritz"} <= {str(getattr(quad.object, "value", "")) for quad in edit.files.quads()}
    assert not (root.graph / UNFINISHED).exists()

    monkeypatch.setattr("coalition.curation.editing.put", die)
    written.clear()
    with pytest.raises(KeyboardInterrupt):
        change("Rassendyll", "Michael")
    monkeypatch.undo()
    (root.graph / "register.trig").write_text("", encoding="utf-8")  # somebody's own change
    with pytest.raises(GraphError, match="has an unfinished change"), editing(root):
        pass
