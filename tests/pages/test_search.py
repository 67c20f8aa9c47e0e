"""Test the page of a search, and that of a claim."""

from __future__ import annotations

from pathlib import Path

import pytest
from paged import page

from coalition.graph import Graph


def test_a_typo_is_corrected_and_told(published: Graph) -> None:
    found = page(published, "search", words="misiles")
    assert found.status == 200 and "“missiles” was looked for" in found.text
    assert "UK export finance for air defence missiles" in found.text and "<mark>" in found.source
    assert page(published, "search").status == 200


def test_nothing_found_leads_on(published: Graph) -> None:
    found = page(published, "search", words="zzzzqqqq -zelensky")
    assert "Nothing was found" in found.text or "0 places" in found.text


def test_where_no_place_has_all_words_those_with_most_come_first(published: Graph) -> None:
    found = page(published, "search", words="1.6 billion pound missile deal")
    assert "No place has all these words" in found.text
    assert found.text.index("UK export finance for air defence missiles") < found.text.index("Defend a deal")
    assert "No place has all" not in page(published, "search", words='"missile deal"').text


def test_what_cannot_be_searched_is_told(published: Graph) -> None:
    found = page(published, "search", words="-x")
    assert found.status == 400 and "What to do:" in found.text


def test_a_claim_gets_the_verdict_of_the_command(published: Graph) -> None:
    verdict = published.verify("China joins the coalition")
    found = page(published, "verify", claim="China joins the coalition")
    assert found.fields["claim"]["value"] == "China joins the coalition"
    for match in verdict.matches:
        assert match.label in found.text
    assert "What was read" in found.text and "safe to conclude" in found.text
    assert "denies" in page(published, "verify", claim="China").text or verdict.matches
    assert page(published, "verify").status == 200


@pytest.mark.parametrize(
    "claim", ["China joins the coalition", "Did China join the coalition?", "China won't be joining"]
)
def test_the_verdict_begins_with_a_word_and_who_says_so(published: Graph, claim: str) -> None:
    found = page(published, "verify", claim=claim)
    told = "disputed China joins the coalition: denied by Chinese Foreign Ministry; reported by Die Welt" in found.text
    assert told == ("the coalition" in claim)
    assert "denies denies" not in found.text


def test_no_content_stands_without_whose_it_is_and_only_the_claim_is_contradicted(published: Graph) -> None:
    claim = "France will send troops to Ukraine"
    verdict, found = published.verify(claim), page(published, "verify", claim=claim)
    held = [match for match in verdict.matches if match.content and match.kind in ("position", "commitment")]
    assert len(held) > 3
    for match in held:
        before = found.text.split(match.content)[:-1]
        ways = {way for each in match.statements for way in (each.attitude, each.status, match.kind) if way}
        assert before and all(text.endswith(tuple(f"{way}: " for way in ways)) for text in before)
    assert "opposes: Troops are sent to Ukraine." in found.text and "Contradicted" not in found.text
    assert "Contradicted" in page(published, "verify", claim="China joins the coalition").text


def test_a_passage_is_found_once_although_a_reading_stands_over_the_same_words(
    published_store: Path, texts_folder: Path
) -> None:
    graph = Graph.open(store=published_store, sources=texts_folder)
    hits = graph.search("contemplated joining invited")
    assert len({(hit.source, hit.start, hit.end) for hit in hits}) < len(hits)
    found = page(graph, "search", words="contemplated joining invited")
    assert found.text.count("16689–16833") == 1


def test_a_claim_in_other_words_is_not_taken_for_another(published: Graph) -> None:
    verdict = published.verify("The coalition joins China")
    assert not any(match.match.exact or match.rephrased for match in verdict.matches)
    assert [match.rephrased for match in published.verify("China joined the coalition").matches][:1] == [True]
