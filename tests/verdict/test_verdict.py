"""Test what a verdict lists, and that it says no more than its evidence."""

from __future__ import annotations

import json
from pathlib import Path

import pyoxigraph as ox
import pytest
from ruritania import TEXT, digest, document

from coalition import Graph
from coalition.errors import ParameterError
from coalition.rdf import turtle

DENIAL = "the court says"


def denied(folder: Path, tmp_path: Path) -> Graph:
    """Open the invented corpus with a passage that denies the commitment, and a position against it."""
    start = TEXT.index(DENIAL)
    more = f"""
    passage:zenda-{start} a cg:Passage ; prov:wasQuotedFrom source:zenda ; cg:stance cg:Denies ; cg:start {start} ;
        cg:end {start + len(DENIAL)} ; cg:digest "{digest(DENIAL)}" ; prov:wasAttributedTo actor:flavia .
    passage:zenda-{start} {{ commitment:crowns cg:committedBy actor:ruritania . }}
    """
    (folder / "graph" / "zenda.trig").write_text(document() + more, encoding="utf-8")
    return Graph.open(folder, store=tmp_path / "snapshots")


def test_a_denied_claim_is_shown_as_denied_first(folder: Path, tmp_path: Path) -> None:
    verdict = denied(folder, tmp_path).verify("1,200 crowns for Graustark")
    exact = verdict.matches[0]
    assert exact.match.exact
    assert [statement.stance for statement in exact.statements] == ["denies", "asserts"]
    assert exact.statements[0].attributed_to == ("Flavia of Ruritania",)
    assert [each.kind for each in verdict.contradicted_by if each.thing == exact.match.thing] == ["stated and denied"]
    assert json.loads(json.dumps(verdict.to_dict()))["matches"][0]["families"] == {"denies": 1, "asserts": 1}


def test_what_only_shares_words_is_near_and_never_exact(graph: Graph) -> None:
    verdict = graph.verify("Ruritania promises crowns")
    assert [each.match.exact for each in verdict.matches] == [False]
    assert any("other" in reason for reason in verdict.unsafe)


def test_absence_is_safe_only_of_a_pattern_where_all_was_read(graph: Graph, folder: Path, tmp_path: Path) -> None:
    pattern = "?x cg:ledBy actor:flavia"
    unread = graph.verify(pattern)
    assert unread.matches == ()
    assert [reading.complete for reading in unread.read_in_full] == [False]
    assert unread.unsafe[-1].startswith("The zenda paper: ")
    rest = (
        f"slice:zenda-0 a cg:FactlessSlice ; prov:wasQuotedFrom source:zenda ; cg:start 0 ; cg:end {len(TEXT)} ; "
        f'cg:digest "{digest(TEXT)}" ; cg:reason cg:Rhetoric .\n'
    )
    words = document() + rest
    (folder / "graph" / "zenda.trig").write_text(words, encoding="utf-8")
    whole = Graph.open(folder, store=tmp_path / "snapshots")
    assert whole.verify(pattern).unsafe == ()
    assert whole.verify("Zembla sells wine").unsafe != ()
    assert whole.verify("?x cg:host ?y").unsafe == ("passages speak of it: asserts",)
    assert "view" in whole.view(stances=["reports"]).verify(pattern).unsafe[0]
    (folder / "sources" / "zenda.txt").unlink()
    unseen = Graph.open(folder, store=tmp_path / "snapshots").verify(pattern)
    assert [reading.complete for reading in unseen.read_in_full] == [None]
    assert "--sources" in unseen.unsafe[0]


def test_a_view_holds_only_its_part(graph: Graph) -> None:
    assert graph.view(stances=["reports"]).verify("1,200 crowns for Graustark").matches == ()


def test_an_empty_claim_is_refused(graph: Graph) -> None:
    with pytest.raises(ParameterError, match="the claim is empty"):
        graph.verify(" \u200b")


def test_families_are_the_same_in_corroboration_conflicts_views_and_verdicts(published_store: Path) -> None:
    """Every fact of the published graph that more than one passage states, and every side of a conflict."""
    from coalition.verdict.postings import Match
    from coalition.verdict.verdict import _finding

    graph = Graph.open(store=published_store)
    supports = {support.fact: support for support in graph.corroboration()}
    several = [support for support in supports.values() if len(support.passages) > 1]
    assert len(several) > 50
    for support in several:
        assert isinstance(support.fact.subject, ox.NamedNode)
        match = Match(support.fact.subject.value, (support.fact,))
        assert _finding(match, graph._tracer, graph._families).support["asserts"] == support.groups, support
    for least in (2, 3):
        view = graph.view(families=least)
        held = {support.fact for support in view.corroboration()}
        assert held == {fact for fact, support in supports.items() if support.families >= least}
    by_text = {(turtle.term(f.subject), f.predicate.value, str(f.object)): s for f, s in supports.items()}
    compared = 0
    for conflict in graph.conflicts():
        for side in conflict.sides:
            known = by_text.get((turtle.term(ox.NamedNode(conflict.thing)), conflict.property, side.term))
            if known and {cited.passage.iri for cited in side.passages} >= set(known.passages):
                assert side.groups == known.groups
                compared += 1
    assert compared > 5


PRESENT = "the court says"
"""Words that the test below takes for saying that Graustark came."""


def contested(folder: Path, tmp_path: Path, stance: str) -> Graph:
    """Open the invented corpus, which says that Graustark did not come, with a passage by which it came."""
    start = TEXT.index(PRESENT)
    more = f"""
    passage:zenda-{start} a cg:Passage ; prov:wasQuotedFrom source:zenda ; cg:stance cg:{stance} ; cg:start {start} ;
        cg:end {start + len(PRESENT)} ; cg:digest "{digest(PRESENT)}" .
    passage:zenda-{start} {{ participation:strelsau-1894-05-03--graustark a cg:Participation ;
        cg:event meeting:strelsau-1894-05-03 ; cg:participant actor:graustark . }}
    """
    (folder / "graph" / "zenda.trig").write_text(document() + more, encoding="utf-8")
    return Graph.open(folder, store=tmp_path / "snapshots")


@pytest.mark.parametrize("stance", ["Asserts", "Reports"])
@pytest.mark.parametrize(
    "claim", ["Graustark took part in the Meeting in Strelsau", "Did Graustark take part in Meeting in Strelsau?"]
)
def test_that_somebody_took_part_is_taken_for_the_sentence_and_its_opposite_is_told(
    folder: Path, tmp_path: Path, stance: str, claim: str
) -> None:
    verdict = contested(folder, tmp_path, stance).verify(claim)
    taken = [each for each in verdict.matches if each.closeness == "rephrased"]
    assert [each.label for each in taken] == ["Graustark took part in Meeting in Strelsau"]
    assert [*taken[0].support] == [stance.lower()]
    assert [each.kind for each in verdict.contradicted_by] == ["present and absent"]
    (absent,) = [each for each in verdict.matches if each.label == "Graustark did not take part in Meeting in Strelsau"]
    assert absent.closeness == "near"


def test_that_somebody_took_part_where_another_did_is_only_near(graph: Graph) -> None:
    verdict = graph.verify("Black Michael took part in the Meeting in Strelsau")
    assert verdict.matches and {each.closeness for each in verdict.matches} == {"near"}
