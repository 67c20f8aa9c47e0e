"""Test the names that are listed for an actor, and the decisions of the register behind them."""

from __future__ import annotations

from pathlib import Path

from ruritania import TEXT, decide

from coalition import Graph


def test_an_identity_tells_its_names_and_where_they_stand(repeated: Graph) -> None:
    (rudolf,) = repeated.identities("Rudolf")
    assert rudolf.names == ("Rudolf", "Rudolf Elphberg", "the King")
    assert rudolf.met["Rudolf"] == {"The hentzau paper": 1, "The zenda paper": TEXT.count("Rudolf")}
    assert len(repeated.identities()) == 6


def test_decisions_are_told_with_the_identities(folder: Path, tmp_path: Path) -> None:
    decide(
        folder,
        "actor:flavia cg:identifiedWith actor:rudolf .",
        'actor:rassendyll a cg:Person ; skos:prefLabel "Rudolf Rassendyll" ; cg:splitFrom actor:graustark-man ;'
        "cg:metIn source:zenda .",
        'actor:graustark-man a cg:Person ; skos:prefLabel "A man of Graustark" .',
    )
    found = {each.label: each.decisions for each in Graph.open(folder, store=tmp_path / "snapshots").identities()}
    assert found["Rudolf Elphberg"] == ("actor:flavia is the same actor",)
    assert found["Rudolf Rassendyll"] == (
        "statements of The zenda paper about A man of Graustark are about this actor",
    )
    assert found["A man of Graustark"] == (
        "statements of The zenda paper about this actor are about Rudolf Rassendyll",
    )
    assert "Flavia of Ruritania" not in found
