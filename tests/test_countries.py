"""Test by which names the states of ISO 3166 are found, and that a name of two is not taken for one."""

from __future__ import annotations

import pytest

from coalition.countries import codes, having, labels


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Türkiye", {"TUR"}),
        ("turkiye", {"TUR"}),
        ("Great Britain", {"GBR"}),
        ("Russian Federation", {"RUS"}),
        ("Russia", {"RUS"}),
        ("Czechia", {"CZE"}),
        ("America", {"USA"}),
        ("US", {"USA"}),
        ("USA", {"USA"}),
        ("us", set()),
        ("Korea", {"KOR", "PRK"}),
        ("Republic of Korea", {"KOR"}),
        ("Scotland", set()),
        ("Northern Ireland", set()),
        ("Ruritania", set()),
    ],
)
def test_a_state_is_found_by_its_names_in_english_and_its_codes(typed: str, found: set[str]) -> None:
    assert codes(typed, ()) == found


@pytest.mark.parametrize(("typed", "code"), [("Deutschland", "DEU"), ("Україна", "UKR"), ("Magyarorszag", "HUN")])
def test_states_that_are_known_are_found_by_their_names_at_home(typed: str, code: str) -> None:
    assert codes(typed, ()) == codes(typed, ("FRA", "XXX")) == set()
    assert codes(typed, ("FRA", code)) == {code}


def test_states_are_found_by_a_part_of_their_names_and_told_by_their_common_names() -> None:
    assert labels(having(["korea"])) == ["North Korea", "South Korea"]
    assert {"Guinea", "Equatorial Guinea", "Papua New Guinea"} <= {*labels(having(["guinea"]))}
    assert having(["guinea", "equatorial"]) == {"GNQ"}
    assert having(["ruritania"]) == having([]) == set()
    assert labels(()) == labels(("XXX",)) == []
