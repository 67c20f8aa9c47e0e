"""Test that footnotes read as in a newspaper: in full first, then shortly."""

from __future__ import annotations

import random

import pytest
from works import about, evidence, made

from coalition import Graph
from coalition.output import footnotes as module
from coalition.output.footnotes import footnotes


def test_a_note_names_the_document_the_place_the_work_and_the_words(cited: Graph) -> None:
    notes = footnotes(list({id(each): each for each in cited.citations(evidence(cited)).values()}.values()))
    first = notes[0]
    for part in (
        *("“[The zenda paper]", "characters ", "citing Flavia of Ruritania and League of Nations of Zenda", "May 1894"),
        *("Bridges & 50% of {crowns}_", "Strelsau Gazette", "Strelsau", "https://example.org/a_b?c=%7B1&d=2#e"),
        *("Tweet", "number 7", "Graustark", "via Ruritania", "archived 7 May 1894", "accessed 8 May 1894"),
    ):
        assert part.removeprefix("“") in first


def test_the_document_of_the_note_before_is_not_named_again() -> None:
    notes = footnotes([made(1, 0), made(2, 10), made(3, 0, "other", "Another"), made(4, 20)])
    assert notes == [
        "[1] “The paper”, characters 0–5.",
        "[2] Ibid., characters 10–15.",
        "[3] “Another”, characters 0–5.",
        "[4] “The paper”, characters 20–25.",
    ]


def test_after_a_note_on_several_works_no_ibid_is_left_to_guess() -> None:
    work = about("source:bridge", title="The bridge")
    assert footnotes([made(1, 0, works=(work,)), made(2, 10)])[1] == "[2] “The paper”, characters 10–15."


def test_a_work_is_named_in_full_once() -> None:
    work = about("source:bridge", title="The bridge", publisher="The Gazette")
    first, second = footnotes([made(1, 0, works=(work,)), made(2, 10, works=(work,))])
    assert first == "[1] “The paper”, characters 0–5; citing “The bridge”, The Gazette."
    assert second == "[2] “The paper”, characters 10–15; citing “The bridge”."


def test_the_works_of_a_note_stand_behind_its_document_with_one_word_before_them() -> None:
    one, two = about("source:bridge", title="The bridge"), about("source:river", title="The river")
    paper = about("https://w3id.org/coalition-graph/source/other", title="Another")
    notes = footnotes([made(1, 0, works=(one, two, paper)), made(2, 0, "other", "Another", works=(two, one))])
    assert notes == [
        "[1] “The paper”, characters 0–5; citing “Another”; “The bridge”; “The river”.",
        "[2] “Another”, characters 0–5; citing “The bridge”; “The river”.",
    ]


@pytest.mark.parametrize("at_once", [1, 2, 7])
def test_notes_do_not_depend_on_how_many_are_written_at_once(at_once: int, monkeypatch: pytest.MonkeyPatch) -> None:
    choose = random.Random(7)
    works = [about(f"source:w{number}", title=f"Work {number}", publisher="The Gazette") for number in range(5)]
    notes = [
        made(n, 10 * n, f"d{(d := choose.randint(0, 3))}", f"Paper {d}", tuple(choose.sample(works, n % 3)))
        for n in range(1, 40)
    ]
    written = footnotes(notes)
    monkeypatch.setattr(module, "AT_ONCE", at_once)
    assert footnotes(notes) == written
