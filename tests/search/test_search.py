"""Test what is found: compared with the corpus itself, of which every word is known."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from ruritania import FACTS
from searched import DENIAL, LONG

from coalition import Graph
from coalition.errors import ParameterError, SelectionError
from coalition.search.search import MOST, Hit, suggestions
from coalition.search.tokens import key

HOME = "https://w3id.org/coalition-graph/"
PASSAGES = {f"zenda-{LONG.index(words)}": words for words in (*FACTS, DENIAL)}


def found(graph: Graph, words: str, **options: object) -> list[str]:
    """Return the ends of the IRIs of the hits, with the place of those in a text."""
    hits = graph.search(words, limit=100, **options)  # type: ignore[arg-type]
    return [f"{hit.iri.removeprefix(HOME)}{f' {hit.start}' if hit.kind == 'text' else ''}" for hit in hits]


def one(graph: Graph, words: str, **options: object) -> Hit:
    (hit,) = graph.search(words, **options)  # type: ignore[arg-type]
    return hit


def test_every_word_of_the_text_is_found_at_its_place(graph: Graph) -> None:
    """Each word is in a passage that has it, or in a stretch that no passage covers; and nowhere else."""
    words = sorted({word for word in key(LONG).split() if len(word) > 1})
    assert len(words) == 50
    for word in words:
        # A hit shows one of its texts: a note of the curators before the words of the passage.
        noted = {hit.label for hit in graph.search(word, limit=100, exact=True) if hit.found_in in ("note", "reading")}
        hits = [hit for hit in graph.search(word, limit=100, exact=True) if hit.found_in == "text"]
        in_passages = {hit.label for hit in hits if hit.kind == "passage"}
        assert in_passages == {name for name, text in PASSAGES.items() if word in key(text).split()} - noted, word
        for hit in hits:
            assert hit.start is not None
            assert word in key(LONG[hit.start : hit.end]).split()
            if hit.kind == "text":
                assert (hit.label, hit.passages) == ("The zenda paper", ())
                starts = {LONG.index(text): len(text) for text in PASSAGES.values()}
                assert not [s for s, size in starts.items() if s < (hit.end or 0) and hit.start < s + size]


def test_a_thing_is_found_by_each_of_its_names_and_by_what_is_said_of_it(graph: Graph) -> None:
    assert found(graph, "queen flavia")[0] == "actor/flavia"
    assert found(graph, "crowns", kinds=["commitment"]) == ["commitment/crowns"]
    assert found(graph, "needed") == ["position/graustark-horses"]
    hit = one(graph, "needed")
    assert (hit.kind, hit.found_in, hit.snippet, hit.marks) == (
        "position",
        "content",
        "Horses are needed.",
        ((11, 17),),
    )


def test_names_come_before_contents_and_contents_before_texts(graph: Graph) -> None:
    assert found(graph, "horses") == ["position/graustark-horses", "passage/zenda-224"]
    assert found(graph, "Strelsau")[:3] == ["place/strelsau", "actor/gazette", "meeting/strelsau-1894-05-03"]
    assert found(graph, "Strelsau")[3].startswith(("passage/", "source/"))


def test_a_word_in_a_long_name_comes_before_one_that_a_content_repeats(folder: Path, tmp_path: Path) -> None:
    register, facts = (folder / "graph" / f"{name}.trig" for name in ("register", "zenda"))
    changes = (
        (register, "League of Nations of Zenda", f"The League {'of one more ' * 20}needle"),
        (facts, "Horses are needed.", "Needle, needle, needle, needle."),
    )
    for path, before, after in changes:
        text = path.read_text(encoding="utf-8")
        assert before in text
        path.write_text(text.replace(before, after), encoding="utf-8")
    graph = Graph.open(folder, store=tmp_path / "long")
    assert found(graph, "needle") == ["actor/league", "position/graustark-horses"]


def test_what_has_just_this_name_comes_first(folder: Path, tmp_path: Path) -> None:
    """It has other names, too, so that the word alone would weigh more in the shorter name of another thing."""
    path = folder / "graph" / "register.trig"
    others = ", ".join(f'"Name {number} of the paper"' for number in range(20))
    text = path.read_text(encoding="utf-8")
    text = text.replace('"Strelsau Gazette"', f'"Strelsau Gazette" ; skos:altLabel "Needle", {others}')
    path.write_text(text.replace('"Horse"', '"Needle eye"'), encoding="utf-8")
    graph = Graph.open(folder, store=tmp_path / "just")
    assert found(graph, "needle") == ["actor/gazette", "item/horse"]
    assert found(graph, "needle*") == ["item/horse", "actor/gazette"]


def test_a_denied_claim_is_told_as_denied_and_a_reported_one_as_reported(graph: Graph) -> None:
    by_name, by_content, reported = one(graph, "sale"), one(graph, "bronze"), one(graph, "needed")
    assert [hit.stances for hit in (by_name, by_content, reported)] == [("denies",), ("denies",), ("reports",)]
    assert by_name.passages == (f"{HOME}passage/zenda-{LONG.index(DENIAL)}",)
    assert one(graph, "denies sold").stances == ("denies",)
    assert one(graph, "1,200 crowns for").stances == ()
    assert one(graph, "Graustark", kinds=["state"]).stances == ()


def test_a_claim_that_is_asserted_and_denied_is_told_as_both(folder: Path, tmp_path: Path) -> None:
    path = folder / "graph" / "zenda.trig"
    facts = "    commitment:cannons a cg:Commitment ; cg:committedBy actor:ruritania .\n"
    text = path.read_text(encoding="utf-8").replace("    commitment:crowns a", f"{facts}    commitment:crowns a", 1)
    path.write_text(text, encoding="utf-8")
    graph = Graph.open(folder, store=tmp_path / "both")
    hit = one(graph, "sale of cannons", kinds=["commitment"])
    assert (hit.stances, hit.passage_count) == (("asserts", "denies"), 2)
    content = one(graph, "bronze")  # which only the denial says
    assert (content.stances, content.passage_count) == (("denies",), 1)


def test_a_hit_rests_on_passages_by_their_iris(graph: Graph) -> None:
    hit = one(graph, "crowns", kinds=["commitment"])
    assert (hit.passages, hit.passage_count) == ((f"{HOME}passage/zenda-{LONG.index('Ruritania promised')}",), 1)
    passage = one(graph, "received")
    assert (passage.passages, passage.source) == ((passage.iri,), f"{HOME}source/zenda")
    assert LONG[passage.start : passage.end] == PASSAGES[passage.label]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ('"Queen Flavia" received', ["passage/zenda-22"]),
        ('"Flavia Queen"', []),
        ("treaty -crowns -cannons", ["condition/treaty"]),
        ("needed OR bronze", ["commitment/cannons", "position/graustark-horses"]),
        ("envoy", []),
        ("envoy*", ["passage/zenda-75"]),
        ("ELAN strasse", [f"source/zenda {LONG.index('The Élan')}"]),
        ("上海", [f"source/zenda {LONG.index('The Élan')}"]),
        ("海上", []),
        ("मोदी", [f"source/zenda {LONG.index('The Élan')}"]),
        ("zenda-224", ["passage/zenda-224"]),
        ("Rudolf Queen", ["passage/zenda-22"]),
        ('"Elphberg Rudolf"', []),
    ],
)
def test_the_signs_of_a_search_do_what_they_say(words: str, expected: list[str], graph: Graph) -> None:
    assert sorted(found(graph, words, exact=True)) == expected


def test_the_words_found_are_marked_in_the_part_that_is_shown(graph: Graph) -> None:
    hit = one(graph, '"QUEEN flavia" received')
    assert [hit.snippet[start:end] for start, end in hit.marks] == ["received", "Queen Flavia"]
    assert one(graph, "上海").snippet[slice(*one(graph, "上海").marks[0])] == "上海"


def test_a_long_text_is_cut_around_the_words_found(folder: Path, tmp_path: Path) -> None:
    far = f"{'one ' * 100}needle {'two ' * 100}end"
    path = folder / "graph" / "zenda.trig"
    text = path.read_text(encoding="utf-8").replace('"Horses are needed."', f'"{far}"')
    path.write_text(text, encoding="utf-8")
    graph = Graph.open(folder, store=tmp_path / "far")
    for words, begins, ends in (("needle", "…one", "two…"), ("one", "one one", "…"), ("end", "…two", "end")):
        hit = one(graph, words, kinds=["position"])
        assert hit.snippet.startswith(begins)
        assert hit.snippet.endswith(ends)
        assert len(hit.snippet) < 170
        assert {hit.snippet[start:end] for start, end in hit.marks} == {words}


def test_a_typo_is_corrected_and_told_unless_that_is_forbidden(graph: Graph) -> None:
    hits = graph.search("Ruritnia crwns")
    assert [each.to_dict() for each in hits.corrections] == [
        {"typed": "Ruritnia", "used": "Ruritania"},
        {"typed": "crwns", "used": "crowns"},
    ]
    assert [hit.iri for hit in hits] == [hit.iri for hit in graph.search("Ruritania crowns")]
    exact = graph.search("Ruritnia crwns", exact=True)
    assert (list(exact), exact.corrections, exact.counts) == ([], (), {"Ruritnia": 0, "crwns": 0})


def test_hits_are_counted_beyond_those_that_are_returned(graph: Graph) -> None:
    hits = graph.search("Graustark", limit=2)
    assert (len(hits), hits.total) == (2, len(graph.search("Graustark", limit=MOST)))
    assert hits.total > 5
    assert hits.counts == {"Graustark": hits.total}
    assert (hits.texts, hits.texts_found) == (1, 1)


def test_equal_searches_have_equal_hits_in_another_index_too(graph: Graph, folder: Path, tmp_path: Path) -> None:
    other = Graph.open(folder, store=tmp_path / "other")
    for words in ("Graustark", "the", "Ruritania OR Strelsau"):
        assert list(graph.search(words, limit=100)) == list(other.search(words, limit=100))


def test_kinds_are_labels_of_classes_narrow_and_wide(graph: Graph) -> None:
    assert found(graph, "Rudolf", kinds=["actor"]) == found(graph, "Rudolf", kinds=["person"]) == ["actor/rudolf"]
    assert found(graph, "Rudolf", kinds=["state", "passage"]) == ["passage/zenda-22"]
    assert {hit.kind for hit in graph.search("the", kinds=["text"])} == {"text"}
    with pytest.raises(SelectionError, match=r"there is no kind 'peson'; did you mean person\? choose one of actor,"):
        graph.search("Rudolf", kinds=["peson"])


def test_without_texts_their_words_are_neither_searched_nor_kept(graph: Graph) -> None:
    hits = graph.search("received", texts=False)
    assert (list(hits), hits.texts, hits.texts_found) == ([], 1, 0)
    assert found(graph, "needed", texts=False) == ["position/graustark-horses"]
    (path,) = graph.snapshot.folder.glob("*.sqlite")
    assert b"received" not in path.read_bytes()
    assert b"needed" in path.read_bytes()
    graph.search("received")
    assert any(b"received" in path.read_bytes() for path in graph.snapshot.folder.glob("*.sqlite"))


def test_a_view_is_searched_as_if_there_were_no_more(graph: Graph) -> None:
    view = graph.view(stances=["reports"])
    assert found(view, "needed") == ["position/graustark-horses"]
    assert one(view, "needed").stances == ("reports",)
    assert found(view, "bronze OR received OR promised OR smiled") == []
    early = graph.view(known_by="1894-05-03")
    assert found(early, "received OR needed OR smiled", exact=True) == []
    same = graph.view(sources=["The zenda paper"])
    assert found(same, "received OR smiled") == found(graph, "received OR smiled")


@pytest.mark.parametrize("limit", [0, -1])
def test_no_hits_are_not_asked_for(limit: int, graph: Graph) -> None:
    with pytest.raises(ParameterError, match="hits are asked for"):
        graph.search("Rudolf", limit=limit)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("r", ["Ruritania", "Rudolf Elphberg"]),
        ("rur", ["Ruritania", "Flavia of Ruritania", "King of Ruritania"]),
        ("queen f", ["Queen Flavia"]),
        ("of zen", ["League of Nations of Zenda"]),
        ("the k", ["the King"]),
        ("", []),
        ("\x00?", []),
        ("zzz", []),
    ],
)
def test_names_are_suggested_by_their_beginnings(typed: str, expected: list[str], database: sqlite3.Connection) -> None:
    assert [each.name for each in suggestions(typed, database)][: len(expected)] == expected
    assert bool(suggestions(typed, database)) == bool(expected)


def test_suggestions_have_what_a_search_box_shows(graph: Graph) -> None:
    (suggestion,) = graph.suggestions("queen")
    assert suggestion.to_dict() == {
        "name": "Queen Flavia",
        "label": "Flavia of Ruritania",
        "kind": "person",
        "iri": f"{HOME}actor/flavia",
    }
    assert graph.suggestions("queen", kinds=["state"]) == []
    assert len(graph.suggestions("r", limit=1)) == 1
