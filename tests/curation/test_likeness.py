"""Test that actors which are likely to be the same are listed with reasons, and those that are decided are not."""

from __future__ import annotations

import pytest

from coalition.curation.actors import RegisteredActor
from coalition.curation.likeness import MOST, likely_pairs


def actor(name: str, kind: str = "Person", *aliases: str, **more: object) -> RegisteredActor:
    return RegisteredActor(f"actor:{name}", name, kind, aliases, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        (actor("Thomas Reke"), actor("Tomas Reke"), "spelled alike"),
        (actor("Bo Lee"), actor("Bó Lee"), "differ in accents or signs alone"),
        (actor("B. Lee"), actor("Bo Lee"), "the same surname, and initials that fit"),
        (actor("Bo X Lee"), actor("B Lee"), "the same surname, and initials that fit"),
        (actor("Lee, Bo Anders"), actor("Bo Anders Lee"), "the same words in another order"),
        (actor("A", identifiers=("i",)), actor("B", identifiers=("i",)), "both are i"),
        (actor("A", "State", iso_code="FRA"), actor("A B", "State", iso_code="FRA"), "both have the code FRA"),
        (actor("Port League", "Organisation"), actor("X", "Organisation", "Port Leage"), "spelled alike"),
    ],
)
def test_a_likely_pair_is_listed_with_its_reason(one: RegisteredActor, other: RegisteredActor, reason: str) -> None:
    (pair,) = likely_pairs([one, other], ())
    assert any(reason in each for each in pair.reasons), pair.reasons
    assert {pair.one, pair.other} == {one, other}
    assert likely_pairs([one, other], {frozenset((one.iri, other.iri))}) == []
    assert pair.to_dict()["reasons"] == list(pair.reasons)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (actor("Bo Lee"), actor("Cy Lee")),
        (actor("Bo Lee"), actor("Bo Lee Party", "Organisation")),
        (actor("Niger", "State", iso_code="NER"), actor("Nigeria", "State", iso_code="NGA")),
        (actor("Anna Holm", identifiers=("a",)), actor("Anna Holm!", identifiers=("b",))),
        (actor("Lee"), actor("Leo")),
    ],
)
def test_what_is_not_alike_or_is_told_apart_elsewhere_is_not_listed(
    one: RegisteredActor, other: RegisteredActor
) -> None:
    assert likely_pairs([one, other], ()) == []


def test_the_likeliest_come_first_and_a_word_of_all_finds_no_pairs() -> None:
    found = likely_pairs([actor("Thomas Reke"), actor("Tomas Reke"), actor("T. Reke")], ())
    assert [round(pair.score) for pair in found] == sorted((round(pair.score) for pair in found), reverse=True)
    many = [actor(f"Councillor {number:03}") for number in range(MOST + 1)]
    assert likely_pairs(many, ()) == []
