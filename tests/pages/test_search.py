"""Test the page of a search, and that of a claim."""

from __future__ import annotations

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
