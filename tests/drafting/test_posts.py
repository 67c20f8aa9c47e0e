"""Test that the posts that words give to persons are found, with the words and the person, and no others."""

from __future__ import annotations

import pytest

from coalition.drafting.expressions import Holding
from coalition.drafting.gazetteer import NameMatch
from coalition.drafting.posts import posts
from coalition.namespaces import PREFIXES

HOLM, EK = PREFIXES["actor"] + "anna-holm", PREFIXES["actor"] + "nils-ek"
NAMES = {"Anna Holm": HOLM, "Nils Ek": EK, "Port League": PREFIXES["actor"] + "port-league"}


def found(sentence: str, persons: frozenset[str] = frozenset({HOLM, EK})) -> list[tuple[str, str]]:
    names = [
        NameMatch(at, at + len(name), (iri,))
        for name, iri in NAMES.items()
        for at in range(len(sentence))
        if sentence.startswith(name, at)
    ]
    told = []
    for each in posts(sentence, sorted(names), persons):
        (value,) = each.values
        assert isinstance(value, Holding) and " ".join(sentence[each.start : each.end].split()) == value.post
        assert (each.kind, each.reason.startswith("the words ")) == ("post", True)
        told.append((value.holder.rpartition("/")[2], value.post))
    return told


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("President Anna Holm spoke.", [("anna-holm", "President")]),
        ("The vote was called by Deputy Mayor Nils Ek.", [("nils-ek", "Deputy Mayor")]),
        ("Then Prime Minister Anna Holm met them.", [("anna-holm", "Prime Minister")]),
        ("UK Foreign Secretary Nils Ek and others", [("nils-ek", "UK Foreign Secretary")]),
        ("In Ostvik, prime minister Sir Nils Ek", [("nils-ek", "prime minister")]),
        ("Norwegian president Nils Ek", [("nils-ek", "Norwegian president")]),
        ("Secretary-General Nils Ek", [("nils-ek", "Secretary-General")]),
        ("Anna Holm, chair of the Port League, hosted the talks.", [("anna-holm", "chair of the Port League")]),
        (
            "Anna Holm, the former Minister for Trade and Ports, left.",
            [("anna-holm", "the former Minister for Trade and Ports")],
        ),
        ("Nils Ek (Treasurer) was absent.", [("nils-ek", "Treasurer")]),
        ("Nils Ek – vice-president of the board – agreed", [("nils-ek", "vice-president of the board")]),
        ("Present: Anna Holm, Chair; Nils Ek, Clerk", [("anna-holm", "Chair"), ("nils-ek", "Clerk")]),
        (
            "Chair Anna Holm, president of the League.",
            [("anna-holm", "Chair"), ("anna-holm", "president of the League")],
        ),
    ],
)
def test_posts_before_and_behind_a_name_are_found_as_they_are_written(
    sentence: str, told: list[tuple[str, str]]
) -> None:
    assert found(sentence) == told


@pytest.mark.parametrize(
    "sentence",
    [
        "Mr Anna Holm spoke.",
        "Dr. Nils Ek",
        "Anna Holm and the president agreed.",
        "Anna Holm, Nils Ek and the mayor of Ostvik came.",
        "Anna Holm said that the chair, a table and a lamp were sold.",
        "They chair Anna Holm's committee.",
        "Port League president",
        "The president saw Anna Holm.",
        "",
    ],
)
def test_words_that_give_no_post_to_a_person_are_passed_over(sentence: str) -> None:
    assert found(sentence) == []


def test_a_post_is_given_to_persons_alone() -> None:
    assert found("President Anna Holm", frozenset()) == []
    assert list(posts("President Anna Holm", [NameMatch(10, 19, (HOLM, EK))], {HOLM, EK})) == []


def test_a_long_sentence_is_searched_near_names_alone() -> None:
    sentence = "President " * 20_000 + "of the Port League, and so on, " * 5_000 + "Mayor Nils Ek"
    assert found(sentence)[-1] == ("nils-ek", "Mayor")
