"""Corroboration and identities: how independently a fact is held, and which names are one actor's."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from ruritania import TEXT, document

from coalition import Graph
from coalition.audit import report
from coalition.audit.corroboration import summary


@pytest.fixture
def graph(folder: Path, tmp_path: Path) -> Graph:
    """The invented corpus twice: a second paper repeats one sentence of the first, and shares no text with it."""
    words = "Yesterday Rudolf, King of Ruritania, received Queen Flavia, our own man writes."
    repeated = document("hentzau", words).replace("dcterms:publisher actor:gazette ;", "")
    (folder / "graph" / "hentzau.trig").write_text(repeated, encoding="utf-8")
    (folder / "sources" / "hentzau.txt").write_text(words, encoding="utf-8")
    return Graph.open(folder, store=tmp_path / "snapshots")


def test_a_fact_that_two_papers_state_is_held_by_two_families(graph: Graph) -> None:
    held = {
        support.fact.predicate.value.rsplit("#")[-1]: support for support in graph.corroboration("Meeting in Strelsau")
    }
    assert held["host"].families == 2
    assert len(held["host"].documents) == 2
    assert held["place"].families == 1


def test_papers_that_share_text_are_one_family(folder: Path, graph: Graph, tmp_path: Path) -> None:
    path = folder / "graph" / "hentzau.trig"
    shared = path.read_text(encoding="utf-8") + "source:hentzau cg:sharesTextWith source:zenda .\n"
    path.write_text(shared, encoding="utf-8")
    again = Graph.open(folder, store=tmp_path / "snapshots")
    assert summary(again.corroboration()).keys() == {1}
    assert summary(graph.corroboration()).keys() == {1, 2}


def test_what_is_only_reported_is_no_support(graph: Graph) -> None:
    assert "position:graustark-horses" not in {
        str(support.to_dict()["fact"]).split()[0] for support in graph.corroboration()
    }


def test_an_identity_tells_its_names_and_where_they_stand(graph: Graph) -> None:
    (rudolf,) = graph.identities("Rudolf")
    assert rudolf.names == ("Rudolf", "Rudolf Elphberg", "the King")
    assert rudolf.met["Rudolf"] == {"The hentzau paper": 1, "The zenda paper": TEXT.count("Rudolf")}
    assert len(graph.identities()) == 6


def test_families_are_shown_with_what_ties_them(published: Graph) -> None:
    output = io.StringIO()
    report.corroboration([], published.families(), published.names, output)
    assert output.getvalue().splitlines()[-7:] == [
        "s000+s001",
        "   · Document 000 shares text with Document 001",
        "   · Document 001 shares text with Document 000",
        "s002+s003",
        "   · Document 002 shares text with Document 003",
        "   · Document 003 shares text with Document 002",
        "s004",
    ]
    assert [family.to_dict()["name"] for family in published.families()] == ["s000+s001", "s002+s003", "s004"]
