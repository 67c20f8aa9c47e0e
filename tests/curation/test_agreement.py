"""Test that two readings of a text are compared as the literature says, and that what differs is told at its place."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from io import StringIO
from pathlib import Path

import pytest
from coded import LINES, MEG, OWEN, TEXT, coded

from coalition.corpus.root import Root
from coalition.curation import report
from coalition.curation.agreement import ANY, Compared, Kind, alpha, compare
from coalition.curation.coder import OTHER
from coalition.errors import ParameterError, SelectionError
from coalition.texts.source import Texts

ONE, OTHERS = "https://example.org/one/", "https://example.org/other/"


def compared(
    folder: Path, one: Sequence[int | None], other: Sequence[int | None], more: str = "", content: str = "A."
) -> Compared:
    mine = Root.open(coded(folder / "one", one, ONE, "A."))
    theirs = Root.open(coded(folder / "other", other, OTHERS, content))
    (theirs.graph / "more.trig").write_text(more, encoding="utf-8")
    return compare(mine, Texts(mine.sources), theirs)


def kinds(found: Compared) -> dict[str, Kind]:
    return {each.label: each for each in found.kinds}


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (MEG, OWEN, 0.095),  # Krippendorff 2011
        ((0, 1), (1, 0), -0.5),  # 1 - 3 * 4 / (2 * 2 * 2): n = 4, of which 2 are 0, and all 4 pairs differ
        ((1, 0, 0), (1, 0, 0), 1.0),
        ((1, 1, 0, 0), (1, 0, 0, 0), 1 - 7 * 2 / (3 * 5 * 2)),
        ((1, 1), (1, 1), None),
        ((0, 0), (0, 0), None),
        ((), (), None),
    ],
)
def test_alpha_is_that_of_the_literature_and_of_a_count_by_hand(
    one: Sequence[int], other: Sequence[int], expected: float | None
) -> None:
    found = alpha(one, other)
    assert found == (None if expected is None else pytest.approx(expected, abs=0.0005))


def test_sentences_are_the_units_and_whether_they_state_a_fact_of_a_kind_the_values(tmp_path: Path) -> None:
    found = compared(tmp_path, MEG, OWEN)
    assert (found.sources, found.sentences) == ((("text", "text"),), len(LINES))
    assert [each.label for each in found.kinds] == [ANY, "motion"]
    for each in found.kinds:
        assert (each.units, each.one, each.other, each.both, each.same) == (10, 2, 4, 1, 1)
        assert each.alpha == pytest.approx(0.095, abs=0.0005) and each.why == ""
    places = [(each.start, each.words, each.one, each.other) for each in found.differences]
    assert places == [
        (TEXT.index(LINES[0]), LINES[0], (), ("content A.",)),
        (TEXT.index(LINES[2]), LINES[2], (), ("content A.",)),
        (TEXT.index(LINES[5]), LINES[5], (), ("content A.",)),
        (TEXT.index(LINES[8]), LINES[8], ("content A.",), ()),
    ]


def test_what_one_has_not_read_is_left_out(tmp_path: Path) -> None:
    found = compared(tmp_path, (*MEG[:8], None, None), (None, *OWEN[1:]))
    motion = kinds(found)["motion"]
    assert (motion.units, motion.one, motion.other, len(found.differences)) == (7, 1, 3, 2)
    assert motion.alpha == pytest.approx(alpha(MEG[1:8], OWEN[1:8]))


def test_the_same_kind_with_other_values_agrees_in_kind_and_is_told(tmp_path: Path) -> None:
    found = compared(tmp_path, (1, 0), (1, 0), content="B.")
    motion = kinds(found)["motion"]
    assert (motion.alpha, motion.both, motion.same) == (1.0, 1, 0)
    (different,) = found.differences
    assert (different.kind, different.one, different.other) == ("motion", ("content A.",), ("content B.",))


def test_what_differs_only_in_free_words_is_alike(tmp_path: Path) -> None:
    found = compared(tmp_path, (1, 1, 0), (1, 0, 0), content="B.")
    for each in found.kinds:
        assert (each.both, each.same, each.alike) == (1, 0, 1)
        assert each.to_dict()["alike"] == 1
    assert [each.to_dict()["alike"] for each in found.differences] == [True, False]
    output = StringIO()
    report.agreement(found, output)
    lines = output.getvalue().splitlines()
    assert "3 of 10 sentences were read in both; 2 differences, 1 of them in free words and names alone" in lines
    assert [line for line in lines if line.startswith("  ")] == [
        "  the one, in its words: motion: content A.",
        "  the other, in its words: motion: content B.",
        "  only the one: motion: content A.",
    ]


@pytest.mark.parametrize(
    ("mine", "hers", "alike"),
    [
        ("The bridge", "On the bridge", 1),  # the only agenda item of the sentence, under two names
        ("The bridge", "Bridges", 1),
        ("The road", "The bridge", 0),  # hers is a name of mine for something else
    ],
)
def test_what_both_state_in_a_sentence_is_one_thing_under_two_names(
    tmp_path: Path, mine: str, hers: str, alike: int
) -> None:
    one, other = coded(tmp_path / "one", (1, 1, 0), ONE), coded(tmp_path / "other", (1, 1, 0), OTHERS)
    for folder, name in ((one, mine), (other, hers)):
        names = [(0, name), (1, "The bridge")] if folder is one else [(0, name)]
        blocks = [_item(number, each) for number, each in names]
        blocks.append(f"passage:text-{TEXT.index(LINES[1])} {{ motion:m-1 cg:agendaItem agenda:i-0 }}\n")
        (folder / "graph" / "more.trig").write_text("".join(blocks), encoding="utf-8")
    found = kinds(compare(Root.open(one), Texts(Root.open(one).sources), Root.open(other)))["motion"]
    assert (found.both, found.alike) == (2, 1 + alike)


def _item(number: int, name: str) -> str:
    """Return an agenda item of a line, and its name."""
    said = f"passage:text-{TEXT.index(LINES[number])} {{ agenda:i-{number} a cg:AgendaItem }}\n"
    return said + f'graph:register {{ agenda:i-{number} skos:prefLabel "{name}" }}\n'


def test_another_stance_and_facts_without_a_form_are_told(tmp_path: Path) -> None:
    start = TEXT.index(LINES[1])
    more = f"""passage:text-{start}-x a cg:Passage ; prov:wasQuotedFrom source:text ;
    cg:start {start} ; cg:end {start + 6} ; cg:digest "{"0" * 64}" ; cg:stance cg:Reports .
passage:text-{start}-x {{ actor:x cg:memberOf actor:y . motion:z a cg:Motion ; cg:content "A." }}
"""
    found = compared(tmp_path, (1, 1, 0), (1, 1, 0), more)
    assert {(each.kind, each.one, each.other) for each in found.differences} == {
        ("motion", (), ("content A. (reports)",)),
        (OTHER, (), ("actor:x cg:memberOf actor:y (reports)",)),
    }
    assert kinds(found)[OTHER].one == 0 and kinds(found)[OTHER].other == 1


def test_a_draft_is_not_read_yet(tmp_path: Path) -> None:
    start = TEXT.index(LINES[1])
    more = f"""passage:text-{start} a cg:Passage ; prov:wasQuotedFrom source:text ;
    cg:start {start} ; cg:end {start + 5} ; cg:digest "{"0" * 64}" ; cg:stance cg:Drafted .
passage:text-{start} {{ motion:z a cg:Motion ; cg:content "A." }}
"""
    assert compared(tmp_path, (1, 1), (0, None), more).kinds[0].units == 1


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        ((1, None), (None, 1), "no sentence was read in both"),
        ((1, 1), (1, 1), "it is stated in every sentence"),
        ((0, 0), (0, 0), "it is stated in no sentence"),
    ],
)
def test_where_alpha_is_not_defined_it_is_said_why(
    tmp_path: Path, one: Sequence[int | None], other: Sequence[int | None], why: str
) -> None:
    (any_fact, *_) = compared(tmp_path, one, other).kinds
    assert (any_fact.alpha, any_fact.why) == (None, why)
    assert any_fact.to_dict()["alpha"] is None


def test_texts_are_the_same_where_their_digests_are(tmp_path: Path) -> None:
    mine = Root.open(coded(tmp_path / "one", MEG, ONE))
    theirs = Root.open(coded(tmp_path / "other", OWEN, OTHERS))
    path = theirs.graph / "text.trig"
    path.write_text(path.read_text(encoding="utf-8").replace("source:text", "source:hers"), encoding="utf-8")
    texts = Texts(mine.sources)
    assert compare(mine, texts, theirs).sources == (("text", "hers"),)
    assert compare(mine, texts, theirs, "text").sources == (("text", "hers"),)
    with pytest.raises(ParameterError, match="there is no source hers with a text; name one of text"):
        compare(mine, texts, theirs, "hers")
    path.write_text(path.read_text(encoding="utf-8").replace('textDigest "', 'textDigest "0'), encoding="utf-8")
    with pytest.raises(ParameterError, match="other has no text of text; name a graph in which the same text"):
        compare(mine, texts, theirs, "text")


def test_without_the_library_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "krippendorff", None)
    with pytest.raises(SelectionError, match=r'krippendorff is not installed; run pip install "coalition-graph\[agree'):
        alpha(MEG, OWEN)
