"""Test which sentences are counted as covered, as read without a fact, and as remaining."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import Path
from unittest.mock import Mock

from ledger import record
from ruritania import TEXT, document, drafted

from coalition import Graph
from coalition.audit import report
from coalition.audit.coverage import coverage
from coalition.namespaces import CG
from coalition.provenance.record import DRAFTED
from coalition.texts.passage import Passage
from coalition.texts.source import Source, Texts


def test_what_no_slice_covers_remains(graph: Graph) -> None:
    (found,) = graph.coverage()
    assert (found.sentences, found.covered, found.no_fact) == (
        5,
        1,
        0,
    )  # a full stop is no letter, "the court says" are
    assert found.remaining[0].words == "The Strelsau meeting"
    assert [TEXT[s.start : s.end] for s in found.remaining] == [s.words for s in found.remaining]
    assert 0 < found.share_in_passages == found.share_accounted_for < 1


def test_a_drafted_passage_covers_nothing_and_is_counted_apart(folder: Path, tmp_path: Path, graph: Graph) -> None:
    (before,) = graph.coverage()
    draft = drafted("The Strelsau meeting", "cg:mentions place:strelsau .")
    (folder / "graph" / "draft.trig").write_text(draft, encoding="utf-8")
    (found,) = Graph.open(folder, store=tmp_path / "snapshots").coverage()
    same = found == replace(before, drafted=1)  # not compared in the assert: to show how they differ takes minutes
    assert same
    assert (before.to_dict()["drafted"], found.to_dict()["drafted"]) == (0, 1)
    output = io.StringIO()
    report.coverage([found], output)
    cells = [re.split(r" {2,}", line.strip()) for line in output.getvalue().splitlines()[:3]]
    assert dict(zip(cells[0], cells[2], strict=True))["drafted"] == "1"


def test_a_source_of_which_nothing_was_read_yet_remains_whole(folder: Path, tmp_path: Path) -> None:
    lone = document("lone", "One. Two.")
    (folder / "graph" / "lone.trig").write_text(lone, encoding="utf-8")
    (folder / "sources" / "lone.txt").write_text("One. Two.", encoding="utf-8")
    found = {each.source.name: each for each in Graph.open(folder, store=tmp_path / "snapshots").coverage()}
    assert (found["lone"].passages, [s.words for s in found["lone"].remaining]) == (0, ["One.", "Two."])


def test_without_the_text_nothing_is_claimed(folder: Path, tmp_path: Path) -> None:
    (folder / "sources" / "zenda.txt").unlink()
    (found,) = Graph.open(folder, store=tmp_path / "snapshots").coverage()
    assert found.sentences is None
    assert found.to_dict()["remaining"] is None
    assert found.passages == 5


def test_every_sentence_of_the_published_documents_is_accounted_for(texts_folder: Path, published_store: Path) -> None:
    found = Graph.open(store=published_store, sources=texts_folder).coverage()
    assert len(found) >= 5
    figures = {"sentences": "sentences", "with a fact": "covered", "read, without a fact": "no_fact"}
    record("sentences", {name: sum(getattr(each, key) for each in found) for name, key in figures.items()})
    for each in found:
        assert each.sentences, each.source.label
        assert each.remaining == (), each.source.label
        assert each.covered + each.no_fact == each.sentences


def test_a_slice_without_facts_counts_as_read_and_not_as_a_passage() -> None:
    text = "One. Two. Three! Four"
    source = Source("s", "S", "", "", "", "", "", "", len(text))
    slices = [
        Passage("s-0", "s", 0, 4, "", CG + "Asserts"),
        Passage("s-5", "s", 5, 9, "", ""),
        Passage("s-10", "s", 10, 16, "", DRAFTED),
        Passage("t-0", "t", 0, 21, "", CG + "Asserts"),
    ]
    texts = Mock(spec=Texts, get=lambda source: text)
    (found,) = coverage([source], slices, texts)
    assert (found.passages, found.factless, found.drafted) == (1, 1, 1)
    assert (found.sentences, found.covered, found.no_fact) == (4, 1, 1)
    assert [sentence.words for sentence in found.remaining] == ["Three!", "Four"]
    assert (found.share_in_passages, found.share_accounted_for) == (3 / 15, 6 / 15)
