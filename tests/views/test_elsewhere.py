"""Test that rows beyond an answer are counted as the stance or the view shows them, and that what was read is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from coalition.audit.coverage import read_in_full
from coalition.graph import Graph
from coalition.namespaces import CG
from coalition.query.absence import more
from coalition.rdf.store import Store
from coalition.views import elsewhere
from coalition.views.view import View

WHO = "SELECT ?who { ?p cg:participant ?who } ORDER BY ?who"


def test_an_empty_answer_tells_where_there_are_rows_or_else_what_was_read(graph: Graph) -> None:
    told = graph.view(on="1700")._elsewhere.told
    assert told(WHO, {}) == [f"{len(graph.select(WHO))} without --on 1700"]
    assert graph._elsewhere.told("SELECT ?x { ?x cg:motto ?y }", {}) == ["not read in full: The zenda paper"]
    assert graph._elsewhere.told(WHO, {}, [()]) == []


def test_of_many_documents_it_is_not_looked_up_which_were_read(graph: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(elsewhere, "FEW", 0)
    monkeypatch.setattr(Graph, "coverage", lambda _: pytest.fail("all texts were read"))
    told = "1 documents were asked; coalition coverage tells which of them were read in full"
    assert graph._elsewhere.read() == told


def test_only_stances_that_have_rows_are_looked_at_alone(graph: Graph) -> None:
    seen: list[frozenset[str]] = []

    def stances(store_of: Callable[[View], Store]) -> Callable[[View], Store]:
        return lambda view: seen.append(view.stances) or store_of(view)  # type: ignore[func-returns-value]

    looked = graph._elsewhere
    looked = replace(looked, store_of=stances(looked.store_of))
    accepted = "?passage a cg:AcceptedPassage ."
    assert looked.hidden(f"SELECT ?x {{ {accepted} GRAPH ?passage {{ ?x cg:motto ?y }} }}", {}, {}) == []
    assert not seen
    reported = f"SELECT ?s {{ {accepted} GRAPH ?passage {{ ?s ?p ?o }} ?passage cg:stance cg:Reports }}"
    assert [hidden.kind for hidden in looked.hidden(reported, {}, {})] == ["stance"]
    assert seen == [frozenset({f"{CG}Reports"})]


def test_a_view_that_hides_the_row_is_named(graph: Graph) -> None:
    view = graph.view(on="1700")
    kinds = {o.kind: o for o in view.why_not(WHO).obstacles}
    assert kinds["view"].parts == ("--on 1700",)
    assert kinds["view"].remedy.endswith("without --on 1700")


def test_rows_in_other_stances_are_counted_as_the_view_shows_them(folder: Path, tmp_path: Path) -> None:
    text = "SELECT ?s ?p { GRAPH ?passage { ?s ?p ?o } ?passage a cg:AcceptedPassage }"
    graph = Graph.open(folder, store=tmp_path / "snapshots")
    stances, counted = graph._record.stances, 0
    for stance in stances:
        alone = {tuple(row) for row in graph.view(stances=[stance]).store.query(text)}  # type: ignore[union-attr]
        here = [tuple(row) for row in graph.store.query(text)]  # type: ignore[union-attr]
        assert more(graph.store, text, {}, here, [stance]).get(stance, 0) == len(alone - set(here))
        counted += len(alone - set(here))
    assert counted
    (line, *_) = graph._elsewhere.told(text, {}, here)
    assert "more in passages of another stance: --stance " in line


def test_what_is_read_in_full_is_told_only_with_the_text(folder: Path, tmp_path: Path, graph: Graph) -> None:
    assert [s.name for s in read_in_full(graph.coverage()).not_in_full] == ["zenda"]
    (folder / "sources" / "zenda.txt").unlink()
    blind = read_in_full(Graph.open(folder, store=tmp_path / "snapshots").coverage())
    assert [s.name for s in blind.unknown] == ["zenda"]
    assert not blind.complete
