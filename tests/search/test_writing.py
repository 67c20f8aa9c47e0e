"""Test what stands in an index, and from what it was written."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from ruritania import REGISTER, digest
from searched import DENIAL, LONG

from coalition import Graph
from coalition.search.search import Hit
from coalition.search.writing import APART, CITED, Content, _between, _merged

HOME = "https://w3id.org/coalition-graph/"


def hits(graph: Graph, words: str) -> list[Hit]:
    return list(graph.search(words, exact=True))


def test_a_hidden_name_and_a_code_are_found_and_not_shown(folder: Path, tmp_path: Path) -> None:
    names = '; skos:hiddenLabel "Rurisecret" ; cg:isoCode "RUS"'
    text = REGISTER.replace('skos:prefLabel "Ruritania" .', f'skos:prefLabel "Ruritania" {names} .')
    (folder / "graph" / "register.trig").write_text(text, encoding="utf-8")
    graph = Graph.open(folder, store=tmp_path / "hidden")
    for words in ("rurisecret", "rus"):
        (hit,) = hits(graph, words)
        assert (hit.iri, hit.snippet, hit.marks) == (f"{HOME}actor/ruritania", "Ruritania", ())
    assert [each.name for each in graph.suggestions("rurisec")] == ["Ruritania"]


def test_a_source_with_passages_is_a_document(folder: Path, tmp_path: Path) -> None:
    register = folder / "graph" / "register.trig"
    almanac = 'source:almanac a cg:Source ; skos:prefLabel "Almanac of Zenda" .\n'
    register.write_text(register.read_text(encoding="utf-8") + almanac, encoding="utf-8")
    graph = Graph.open(folder, store=tmp_path / "cited")
    found = {kind: {hit.iri for hit in graph.search("zenda", kinds=[kind])} for kind in ("document", "source")}
    zenda, cited = f"{HOME}source/zenda", f"{HOME}source/almanac"
    assert found == {"document": {zenda}, "source": {zenda, cited}}


def test_a_phrase_does_not_reach_over_two_names(graph: Graph) -> None:
    assert hits(graph, '"Elphberg Rudolf"') == hits(graph, '"Rudolf the King"') == []
    assert hits(graph, APART * 3 + " Rudolf") != []


def test_notes_and_readings_of_passages_are_found_at_them(graph: Graph) -> None:
    for words, place in (("open", "note"), ("taken", "reading")):
        (hit,) = hits(graph, words)
        assert (hit.label, hit.kind, hit.found_in) == ("zenda-265", "passage", place)


def test_what_only_machines_read_is_not_found(graph: Graph) -> None:
    assert [hits(graph, words) for words in ("GBP", "txt", "XMLSchema")] == [[], [], []]


@pytest.mark.parametrize("change", ["drifted", "longer", "gone"])
def test_words_that_have_changed_are_not_those_of_a_passage(change: str, folder: Path, tmp_path: Path) -> None:
    changed = {"drifted": f"More. {LONG}", "longer": LONG.replace("cannons", "machine guns"), "gone": None}[change]
    path = folder / "sources" / "zenda.txt"
    path.unlink()
    graph = Graph.open(folder, store=tmp_path / "changed")
    if changed:
        path.write_text(changed, encoding="utf-8", newline="")
    found = {hit.kind for hit in hits(graph, "court sold")}
    assert found == (set() if changed is None else {"text"})
    assert bool(hits(graph, '"Queen Flavia" received')) == (change != "gone")


def test_a_source_without_a_language_that_is_known_is_cut_as_english(folder: Path, tmp_path: Path) -> None:
    path = folder / "graph" / "zenda.trig"
    text = path.read_text(encoding="utf-8").replace("cg:textLength", 'dcterms:language "tlh-x" ; cg:textLength')
    path.write_text(text, encoding="utf-8")
    (hit,) = hits(Graph.open(folder, store=tmp_path / "language"), "smiled")
    assert LONG[hit.start : hit.end].startswith("The Élan")


def test_few_passages_of_many_are_kept(folder: Path, tmp_path: Path) -> None:
    """A passage for each letter of the denial says the same."""
    start, path = LONG.index(DENIAL), folder / "graph" / "zenda.trig"
    more = "".join(
        f"passage:zenda-{start}-{end} a cg:Passage ; prov:wasQuotedFrom source:zenda ; cg:stance cg:Asserts ;\n"
        f'    cg:start {start} ; cg:end {end} ; cg:digest "{digest(LONG[start:end])}" .\n'
        f"passage:zenda-{start}-{end} {{ commitment:crowns a cg:Commitment ; cg:committedBy actor:ruritania . }}\n"
        for end in range(start + 1, start + 20)
    )
    path.write_text(path.read_text(encoding="utf-8") + more, encoding="utf-8")
    graph = Graph.open(folder, store=tmp_path / "many")
    (hit,) = graph.search("crowns", kinds=["commitment"])
    assert (len(hit.passages), hit.passage_count) == (CITED, 20)


def test_other_texts_have_another_key(graph: Graph) -> None:
    given = [{}, {"a": "1"}, {"a": "2"}, {"b": "1"}, {"a": "1", "b": "1"}, {"a\0b": "1"}]
    assert len({Content(graph.store, graph.snapshot.columns(), graph.texts, digests).key for digests in given}) == len(
        given
    )


def test_the_vocabulary_has_the_words_and_their_pairs(database: sqlite3.Connection) -> None:
    terms = dict(database.execute("SELECT term, count FROM word"))
    assert terms["rudolf"] == 2  # the person and the passage
    assert APART not in terms
    pairs = database.execute(
        "SELECT pair FROM pair JOIN word ON id = word WHERE term = 'sold' ORDER BY pair"
    ).fetchall()
    assert pairs == [("^s",), ("d$",), ("ld",), ("ol",), ("so",)]
    assert not database.execute("SELECT 1 FROM pair JOIN word ON id = word WHERE term = '1894'").fetchone()


def test_what_lies_between_spans_is_told_apart() -> None:
    spans = _merged([(2, 4), (3, 3), (4, 6), (8, 9), (8, 12)])
    assert spans == [(2, 6), (8, 12)]
    assert list(_between(spans, 0, 20)) == [(0, 2), (6, 8), (12, 20)]
    assert list(_between(spans, 3, 9)) == [(6, 8)]
    assert list(_between(spans, 6, 8)) == [(6, 8)]
    assert list(_between(spans, 9, 12)) == []
    assert list(_between([], 1, 2)) == [(1, 2)]
