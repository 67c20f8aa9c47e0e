"""Test the names that are listed for an actor, and the decisions of the register behind them."""

from __future__ import annotations

from pathlib import Path

from ruritania import TEXT, decide, prefixes

from coalition import Graph
from coalition.audit.identities import identities, occurrences
from coalition.texts.source import Source, Texts


def test_an_identity_tells_its_names_and_where_they_stand(repeated: Graph) -> None:
    (rudolf,) = repeated.identities("Rudolf")
    assert rudolf.names == ("Rudolf", "Rudolf Elphberg", "the King")
    assert rudolf.to_dict() == {
        "actor": rudolf.actor,
        "label": "Rudolf Elphberg",
        "kinds": ["person"],
        "names": ["Rudolf", "Rudolf Elphberg", "the King"],
        "notes": [],
        "decisions": [],
        "met": rudolf.met,
    }
    assert rudolf.met["Rudolf"] == {"The hentzau paper": 1, "The zenda paper": TEXT.count("Rudolf")}
    assert len(repeated.identities()) == 6


def test_names_are_counted_as_unicode_has_them_and_with_their_capitals(folder: Path, tmp_path: Path) -> None:
    more = """
        actor:krakow a cg:Organisation ; skos:prefLabel "Kraków Council" ; skos:altLabel "US", "O’Brien & Co.", "★" .
        actor:modi a cg:Person ; skos:prefLabel "नरेन्द्र मोदी" ; skos:altLabel "मोद" .
    """
    (folder / "graph" / "more.trig").write_text(f"{prefixes()}graph:register {{ {more} }}", encoding="utf-8")
    text = "Krako\u0301w Council, KRAKÓW\ncouncil; Krakow Council. US, us, U.S.; O'Brien and O'Brien & Co. नरेन्द्र मोदी ★"
    graph = Graph.open(folder, store=tmp_path / "snapshots")
    sources, texts = [Source("x:s", label="S", file_name="s.txt")], written(tmp_path, text)
    actors = sorted(graph.names.things("Actor"))
    found = identities(graph.store, graph.names, actors, lambda names: occurrences(names, sources, texts))
    met = {name: counts.get("S", 0) for each in found for name, counts in each.met.items()}
    assert {name: count for name, count in met.items() if count} == {
        "Kraków Council": 1,
        "US": 1,
        "O’Brien & Co.": 1,
        "नरेन्द्र मोदी": 1,
    }


def written(folder: Path, text: str) -> Texts:
    (folder / "s.txt").write_text(text, encoding="utf-8")
    return Texts(folder)


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


def test_notes_and_a_split_in_two_places_are_told(folder: Path, tmp_path: Path) -> None:
    decide(
        folder,
        'actor:rudolf skos:note "b note", "a note" .',
        'actor:x a cg:Person ; skos:prefLabel "X" ; cg:splitFrom actor:rudolf ;'
        "cg:metIn passage:zenda-75, source:zenda .",
    )
    graph = Graph.open(folder, store=tmp_path / "snapshots")
    (rudolf,) = graph.identities("actor:rudolf")
    assert rudolf.notes == ("a note", "b note")
    place = "passage:zenda-75, The zenda paper"
    assert rudolf.decisions == (f"statements of {place} about this actor are about X",)
    assert rudolf.to_dict()["decisions"] == list(rudolf.decisions) and rudolf.to_dict()["notes"] == ["a note", "b note"]
