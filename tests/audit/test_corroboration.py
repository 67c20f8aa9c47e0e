"""Test how many independent sources are counted for a fact."""

from __future__ import annotations

from pathlib import Path

from coalition import Graph
from coalition.audit.corroboration import summary


def test_a_fact_that_two_papers_state_is_held_by_two_families(repeated: Graph) -> None:
    held = {
        support.fact.predicate.value.rsplit("#")[-1]: support
        for support in repeated.corroboration("Meeting in Strelsau")
    }
    assert held["host"].families == 2
    assert len(held["host"].documents) == 2
    assert held["place"].families == 1


def test_papers_that_share_text_are_one_family(folder: Path, repeated: Graph, tmp_path: Path) -> None:
    path = folder / "graph" / "hentzau.trig"
    shared = path.read_text(encoding="utf-8") + "source:hentzau cg:sharesTextWith source:zenda .\n"
    path.write_text(shared, encoding="utf-8")
    again = Graph.open(folder, store=tmp_path / "snapshots")
    assert summary(again.corroboration()).keys() == {1}
    assert summary(repeated.corroboration()).keys() == {1, 2}


def test_what_is_only_reported_is_no_support(repeated: Graph) -> None:
    assert "position:graustark-horses" not in {
        str(support.to_dict()["fact"]).split()[0] for support in repeated.corroboration()
    }
