"""Test that the postings kept as arrays say what those in memory say."""

from __future__ import annotations

import pytest

from coalition.graph import Graph
from coalition.verdict.claim import Matter, by_words
from coalition.verdict.postings import Postings

CLAIMS = (
    "China joins the coalition",
    "Portugal trains pilots",
    "France sends troops to Ukraine",
    "Zelenski did not attend the summit",
    "missiles",
    "nothing of the kind whatsoever",
    "Russia rejects the proposal of a truce",
)


def test_both_have_the_same_words_and_matches(published: Graph) -> None:
    held = Postings.from_bags(Matter(published.store, published.names).bags)
    terms = published._columns.terms
    read = Postings.from_bytes(held.to_bytes(terms), terms)
    assert {word: sorted(read.words[word]) for word in read.words} == {w: sorted(n) for w, n in held.words.items()}
    assert len(read.words) == len(held.words) > 500 and list(read.sizes) == list(held.sizes)
    numbers = list(range(len(held.sizes)))
    assert read.matches(numbers) == held.matches(numbers) and read.matches([]) == []


@pytest.mark.parametrize("claim", CLAIMS)
def test_a_claim_means_the_same_in_both(published: Graph, claim: str) -> None:
    held = Postings.from_bags(Matter(published.store, published.names).bags)
    terms = published._columns.terms
    assert by_words(claim, Postings.from_bytes(held.to_bytes(terms), terms)) == by_words(claim, held)
