"""Test that notes are numbered once for each passage, and show no more of a text than they may."""

from __future__ import annotations

from pathlib import Path

import pytest
from council import IMPLIED, MINUTES, council
from paged import thing

from coalition.graph import Graph
from coalition.namespaces import PREFIXES
from coalition.pages.notes import AROUND, Notes


def cited(graph: Graph, name: str = "s002-2116"):  # type: ignore[no-untyped-def]
    return graph._tracer.passage(f"https://w3id.org/coalition-graph/passage/{name}")


def test_passages_over_the_same_words_in_the_same_stance_have_one_note(published: Graph) -> None:
    notes = Notes(published, "passage")
    (evidence,) = published.evidence(published.ask("commitments", by="Portugal"))[:1]
    assert notes.numbers(evidence.passages) == [1]
    assert notes.number(cited(published)) == 2 and notes.number(cited(published)) == 2
    assert [each.passage.name for each in notes.noted] == [evidence.passages[0].passage.name, "s002-2116"]
    assert notes.support(evidence.passages).families == 1


def test_each_fact_has_the_number_of_families_that_corroboration_counts(published: Graph) -> None:
    notes = Notes(published, "none")
    joined = []
    for found in published.corroboration():
        passages = [published._tracer.cite(iri) for iri in found.passages]
        support = notes.support(passages)
        assert (support.documents, support.families) == (len(found.documents), found.families)
        own = {family.name for family in published.families() if set(family.sources) & set(found.documents)}
        assert support.joined == (found.families < len(own))
        joined += [found] if support.joined else []
    assert joined and all(any(group.ties for group in found.groups) for found in joined)


@pytest.mark.parametrize("texts", ["whole", "context", "passage", "none"])
def test_words_are_shown_as_far_as_the_operator_lets(published_store: Path, texts_folder: Path, texts: str) -> None:
    graph = Graph.open(store=published_store, sources=texts_folder)
    passage = cited(graph)
    shown = Notes(graph, texts).quotation(passage)
    if texts == "none":
        assert shown is None
        return
    assert shown and shown.words == passage.finding.words
    text = graph.texts.get(passage.source) or ""
    around = text[passage.passage.start - AROUND : passage.passage.start]
    assert shown.before == ("" if texts == "passage" else around)
    assert bool(shown.behind) == (texts != "passage")


def test_without_the_text_nothing_is_quoted(published: Graph) -> None:
    assert Notes(published, "whole").quotation(cited(published)) is None


def test_a_note_and_the_page_of_a_passage_tell_how_directly_it_supports_its_facts(tmp_path: Path) -> None:
    graph = Graph.open(council(tmp_path / "council"), store=tmp_path / "store")
    passage = f"{PREFIXES['passage']}minutes-{MINUTES.index(IMPLIED)}"
    assert "asserts</span> <small>implied</small></p>" in thing(graph, passage).source
    assert "asserts implied" in thing(graph, "Flavia").text
    assert "implied" not in thing(graph, "Council of Zenda").text
