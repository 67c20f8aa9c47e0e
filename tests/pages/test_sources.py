"""Test the pages of sources, of what each states, and of passages side by side."""

from __future__ import annotations

from pathlib import Path

import pytest
from council import MINUTES, PAPER, council
from paged import page

from coalition.graph import Graph
from coalition.pages.page import Asked

HOME = "https://w3id.org/coalition-graph/"


def test_sources_are_listed_with_their_families_and_what_was_read(published: Graph) -> None:
    found = page(published, "sources")
    for each in published.coverage():
        assert each.source.label in found.text
    assert "s002+s003" in found.text and "text not at hand" in found.text


def test_a_source_shows_its_passages_in_order_and_what_they_state(published: Graph) -> None:
    found = page(published, "thing", iri=HOME + "source/s002")
    places = [published._tracer.cite(iri).passage.start for iri in published._record.accepted if "/s002-" in iri]
    assert len(places) > 20 and "asserts" in found.text and "reports" in found.text
    assert (
        "are stated by no other document" in found.text and "It is not independent of Starmer announces" in found.text
    )
    assert "states no fact" in found.text


@pytest.mark.parametrize(("texts", "shown"), [("whole", True), ("passage", False), ("none", False)])
def test_the_whole_text_is_shown_only_where_that_is_let(
    published_store: Path, texts_folder: Path, texts: str, shown: bool
) -> None:
    graph = Graph.open(store=published_store, sources=texts_folder)
    found = page(graph, "thing", iri=HOME + "source/s003", texts=texts)
    assert ("Passages, and what they state" in found.text) and (">Text<" in found.source) == shown
    assert ("<blockquote>" in found.source) == (texts == "passage")
    words = graph._tracer.passage(HOME + "passage/s003-77").finding.words  # type: ignore[union-attr]
    assert (" ".join(words.split())[:40] in found.text) == (texts != "none")


def test_passages_that_tell_the_same_stand_side_by_side(published_store: Path, texts_folder: Path) -> None:
    graph = Graph.open(store=published_store, sources=texts_folder)
    found = page(graph, "trace", passage="s002-2116")
    asked = Asked(graph, graph, {}, {}, "/trace")
    assert f"{asked.called(HOME + 'source/s002')}, 2116–2225" in found.text
    for document in ("s000", "s001", "s003"):
        assert asked.called(HOME + f"source/{document}") in found.text
    assert "First told, as far as dates are known, by: “Keir Starmer announces £1.6bn missile deal" in found.text
    assert "goes back to 2 March 2025" in found.text and "<mark>" in found.source and "Only here" in found.text
    assert page(graph, "trace", passage="s999-1").status == 404
    assert page(graph, "trace").status == 400


def test_a_passage_states_what_it_states_and_nothing_that_another_does(published: Graph) -> None:
    found = page(published, "thing", iri=HOME + "passage/s001-16689")
    assert "Reported: China contemplated a commitment: China joins the coalition" in found.text
    assert "Denied" not in found.text and "denies" not in found.text.partition("See only a part")[2][400:]


def test_each_slice_stands_once_and_a_denial_is_not_the_same(published: Graph) -> None:
    found = page(published, "trace", passage="s001-16689")
    assert found.text.count("16689–16833") == 1 and "on 22 March 2025, as the curators infer" in found.text
    denial = found.text.partition("16880–16936")[2]
    assert "Denied here Denied: A commitment of China: China joins the coalition" in denial
    assert "The same" not in denial and "The same" in found.text
    back = page(published, "trace", passage="s001-16880").text
    assert back.count("Told here") == 2 and "The same" not in back


def test_coverage_has_the_figures_of_the_command(published_store: Path, texts_folder: Path) -> None:
    graph = Graph.open(store=published_store, sources=texts_folder)
    found = page(graph, "coverage")
    for each in graph.coverage():
        assert f"{each.share_accounted_for:.0%}" in found.text and str(each.sentences) in found.text


def test_a_recorded_disagreement_is_shown_on_the_pages_of_both_passages(tmp_path: Path) -> None:
    folder = council(tmp_path / "council")
    carried = f"minutes-{MINUTES.index('Carried 5')}"
    six = f"paper-{PAPER.index('Six of')}"
    (folder / "graph" / "more.trig").write_text(
        f'passage:{six} cg:disagreesWith passage:{carried} ; cg:disagreement "How many were for it." .\n',
        encoding="utf-8",
    )
    graph = Graph.open(folder, store=tmp_path / "snapshots")
    for one, other in ((six, carried), (carried, six)):
        found = page(graph, "thing", iri=f"{HOME}passage/{one}")
        section = found.source.partition('id="disagrees"')[2].partition("</section>")[0]
        assert f"passage/{other}" in section and "How many were for it." in section and f"passage/{one}" not in section
    quiet = page(graph, "thing", iri=f"{HOME}passage/minutes-{MINUTES.index('Flavia voted')}")
    assert 'id="disagrees"' not in quiet.source
    view = graph.view(sources=["minutes"])
    assert 'id="disagrees"' not in page(view, "thing", iri=f"{HOME}passage/{carried}").source
