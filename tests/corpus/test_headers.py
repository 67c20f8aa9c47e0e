"""Test the header of a new passage: the offsets and the digest of the cited words."""

from __future__ import annotations

from pathlib import Path

import pytest
from ruritania import TEXT, digest, prefixes

from coalition.checks.drift import slice_states
from coalition.corpus.fact_files import FactFile, FactFiles
from coalition.corpus.headers import cite
from coalition.corpus.root import Root
from coalition.errors import ParameterError, SourceError
from coalition.graph import Graph
from coalition.texts.passage import State
from coalition.texts.source import Texts


def texts(root: Root) -> Texts:
    return Texts(root.sources)


def header(start: int, end: int, words: str) -> str:
    return f"""\
@prefix cg: <https://w3id.org/coalition-graph/ontology#> .
@prefix passage: <https://w3id.org/coalition-graph/passage/> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix source: <https://w3id.org/coalition-graph/source/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

passage:zenda-{start} a cg:Passage ;
    cg:digest "{digest(words)}" ;
    cg:end {end} ;
    cg:stance cg:Asserts ;
    cg:start {start} ;
    prov:wasQuotedFrom source:zenda .
"""


@pytest.mark.parametrize("name", ["zenda", "source:zenda", "<https://w3id.org/coalition-graph/source/zenda>"])
def test_a_header_has_the_offsets_and_digest_of_the_words(root: Root, name: str) -> None:
    words = "Queen Flavia and envoys of the League"
    start = TEXT.index(words)
    assert cite(root, texts(root), name, words) == header(start, start + len(words), words)


def test_a_passage_that_begins_where_another_does_has_a_name_of_its_own(root: Root, tmp_path: Path) -> None:
    words = "Rudolf, King of Ruritania"
    pasted = cite(root, texts(root), "zenda", words)
    assert "passage:zenda-22-47 a cg:Passage ;" in pasted
    assert "passage:zenda-22 a cg:Passage ;" in cite(root, texts(root), "zenda", f"{words}, received Queen Flavia")
    more = f"{pasted}\n{prefixes()}passage:zenda-22-47 {{ actor:rudolf org:holds post:king }}\n"
    (root.graph / "more.trig").write_text(more, encoding="utf-8")
    assert Graph.open(root.graph.parent, store=tmp_path / "store").snapshot.counts["passages"] == 6


def test_an_ellipsis_takes_everything_from_one_phrase_to_the_other(root: Root) -> None:
    start, end = TEXT.index("Queen Flavia"), TEXT.index("crowns") + len("crowns")
    assert "\n" in TEXT[start:end]
    for words in (
        "Queen Flavia … crowns",
        "Queen Flavia…crowns",
        "Queen Flavia [...] crowns",
        "“Queen Flavia ... crowns …”",
    ):
        assert cite(root, texts(root), "zenda", words) == header(start, end, TEXT[start:end])


def test_nth_chooses_among_several(root: Root) -> None:
    places = [place for place in range(len(TEXT)) if TEXT.startswith("Graustark", place)]
    assert len(places) == 3
    for number, place in enumerate(places, 1):
        assert f"    cg:end {place + 9} ;\n" in cite(root, texts(root), "zenda", "Graustark", number)


def test_words_that_stand_several_times_are_told_of(root: Root) -> None:
    places = ", ".join(str(place) for place in range(len(TEXT)) if TEXT.startswith("Graustark", place))
    with pytest.raises(ParameterError) as caught:
        cite(root, texts(root), "zenda", "Graustark")
    assert str(caught.value) == f"zenda contains these words 3 times, at {places}; choose one with --nth"


def test_phrases_that_can_be_joined_in_several_ways_are_told_of(root: Root) -> None:
    with pytest.raises(
        ParameterError, match=r"^zenda contains these words 2 times, at 164, 224; choose one with --nth$"
    ):
        cite(root, texts(root), "zenda", "Graustark … 20 horses")
    start, end = TEXT.index("Graustark asked"), TEXT.index("20 horses") + 9
    assert cite(root, texts(root), "zenda", "Graustark … 20 horses", 2) == header(start, end, TEXT[start:end])


@pytest.mark.parametrize("nth", [0, -1, 4])
def test_an_occurrence_that_there_is_none_of_is_told_of(root: Root, nth: int) -> None:
    with pytest.raises(ParameterError, match=r"^zenda contains these words only 3 times; choose an --nth from 1 to 3$"):
        cite(root, texts(root), "zenda", "Graustark", nth)


@pytest.mark.parametrize("words", ["", " ", "…", "“”", "—", "\u0301", "\u200b"])
def test_no_words_are_told_of(root: Root, words: str) -> None:
    with pytest.raises(ParameterError, match=r"^there are no words to look for; copy them from the text$"):
        cite(root, texts(root), "zenda", words)


@pytest.mark.parametrize("words", ["zebras", "qqqq", "Zo\u0308", "\u0633\u0644\u0627\u0645", "x" * 10_000])
def test_words_that_nothing_is_like_are_told_of(root: Root, words: str) -> None:
    with pytest.raises(ParameterError, match=r"^zenda does not contain these words, or any like them; copy them from"):
        cite(root, texts(root), "zenda", words)


@pytest.mark.parametrize(
    ("words", "difference"),
    [
        ("Graustark did come", "at 275 it has “did not come,”, not “did come”"),
        ("Graustark did not not come", "at 279 it has “not come,”, not “not not come”"),
        ("promised 1,300 crowns", "at 143 it has “1,200”, not “1,300”"),
        ("200 crowns", "at 144 it has “1,200”, not “200”"),
        ("graustark", "at 164 it has “Graustark”, not “graustark”"),
        ("envoy of the League", "at 75 it has “envoys”, not “envoy”"),
        ("nvoys of the League", "at 75 it has “envoys”, not “nvoys”"),
        ("envoys of the Leaguer", "at 89 it has “League”, not “Leaguer”"),
        ("received Qu\u00e9en Flavia", "at 58 it has “Queen”, not “Qu\u00e9en”"),
        ("The Gazette … Rudolf of Hentzau", "at 22 it has “Rudolf,”, not “Rudolf”"),
    ],
)
def test_where_words_differ_is_told(root: Root, words: str, difference: str) -> None:
    with pytest.raises(ParameterError) as caught:
        cite(root, texts(root), "zenda", words)
    assert str(caught.value) == (
        f"zenda does not contain these words: {difference}; "
        "copy them from the text, or write … for those that you leave out"
    )


def test_phrases_in_another_order_are_told_of(root: Root) -> None:
    with pytest.raises(
        ParameterError, match=r"^zenda does not contain these words: at \d+ it has “.*”, not “Queen Flavia”"
    ):
        cite(root, texts(root), "zenda", "The Gazette … Queen Flavia")


def rewritten(root: Root, text: str) -> Root:
    """Return the root with another text, recorded with its digest, and without passages."""
    (root.sources / "zenda.txt").write_text(text, encoding="utf-8", newline="")
    (root.graph / "zenda.trig").write_text(
        f'{prefixes()}source:zenda a cg:Source ; cg:fileName "zenda.txt" ; cg:textLength {len(text)} ;\n'
        f'    cg:textDigest "{digest(text)}" .\n',
        encoding="utf-8",
    )
    return root


@pytest.mark.parametrize(
    ("text", "words", "difference"),
    [
        ("sea\u00ad side", "sea side", "at 4 it has “sea\\xad side”, not “sea side”"),
        ("sea side", "sea\u00ad side", "at 4 it has “sea side”, not “sea\\xad side”"),
        ("sea\u00ad \u200cside", "sea side", "at 4 it has “sea\\xad \\u200cside”, not “sea side”"),
        ("sea\u00ad side", "pea side", "at 4 it has “sea\u00ad side”, not “pea side”"),
    ],
)
def test_a_difference_that_nobody_sees_is_written_out(root: Root, text: str, words: str, difference: str) -> None:
    whole = "The {} is as far from Strelsau as Zenda is"
    root = rewritten(root, whole.format(text))
    with pytest.raises(ParameterError) as caught:
        cite(root, texts(root), "zenda", whole.format(words))
    assert difference in str(caught.value)


def test_a_text_may_have_an_ellipsis_of_its_own(root: Root) -> None:
    root = rewritten(root, "He said: well… then he left. Well … done.")
    assert cite(root, texts(root), "zenda", "well… then") == header(9, 19, "well… then")
    assert cite(root, texts(root), "zenda", "well…") == header(9, 14, "well…")
    assert cite(root, texts(root), "zenda", "He … left.") == header(0, 28, "He said: well… then he left.")


def test_offsets_are_of_code_points_and_line_ends_are_kept(root: Root) -> None:
    text = "🇬🇧 e\u0301\r\nZoë 👩‍👩‍👧\r\nend"
    root = rewritten(root, text)
    words = "Zoë 👩‍👩‍👧\r\nend"
    start = text.index(words)
    assert start == 7
    assert cite(root, texts(root), "zenda", words) == header(start, len(text), words)


def test_occurrences_that_overlap_count_as_several(root: Root) -> None:
    root = rewritten(root, "yes and yes and yes")
    with pytest.raises(ParameterError, match="2 times, at 0, 8;"):
        cite(root, texts(root), "zenda", "yes and yes")


def test_all_places_of_ambiguous_words_are_told(root: Root) -> None:
    root = rewritten(root, "the\nking, the king, the\u00a0king, the-king, the kings " * 3)
    places = [place for row in (0, 50, 100) for place in (row, row + 10, row + 20)]
    with pytest.raises(ParameterError) as caught:
        cite(root, texts(root), "zenda", "the king")
    assert str(caught.value) == (
        f"zenda contains these words 9 times, at {', '.join(map(str, places))}; choose one with --nth"
    )


@pytest.mark.parametrize("name", ["gazette", "source:gazette", "https://example.org/zenda", "", "register"])
def test_a_source_that_there_is_none_of_is_told_of(root: Root, name: str) -> None:
    with pytest.raises(ParameterError) as caught:
        cite(root, texts(root), name, "Graustark")
    assert str(caught.value) == f"there is no source {name} with a text; name one of zenda".replace("  ", " ")


def test_a_text_that_is_not_at_hand_is_told_of(root: Root) -> None:
    with pytest.raises(SourceError) as caught:
        cite(root, Texts(root.sources / "nowhere"), "zenda", "Graustark")
    where = root.sources / "nowhere" / "zenda.txt"
    assert str(caught.value) == f"{where}: the text of zenda was not found; pass --sources DIR"


def test_a_text_that_has_changed_is_told_of(root: Root) -> None:
    (root.sources / "zenda.txt").write_text(TEXT + " ", encoding="utf-8", newline="")
    with pytest.raises(
        SourceError,
        match=r"zenda\.txt: the text of zenda has changed; undo the change, or register the new text as another",
    ):
        cite(root, texts(root), "zenda", "Graustark asked")


def test_a_header_pasted_into_a_file_is_a_valid_one(root: Root, tmp_path: Path) -> None:
    words = "the court says"
    pasted = cite(root, texts(root), "zenda", words)
    start = TEXT.index(words)
    more = f"{pasted}\n{prefixes()}passage:zenda-{start} {{ actor:rudolf org:holds post:king }}\n"
    (root.graph / "more.trig").write_text(more, encoding="utf-8")
    graph = Graph.open(root.graph.parent, store=tmp_path / "store")
    assert graph.snapshot.counts["passages"] == 6
    documents = [FactFile.parse(path, path.read_bytes()) for path in root.graph_files()]
    assert [state for _, state, _ in slice_states(FactFiles.from_files(documents), texts(root))] == [State.FOUND] * 6
