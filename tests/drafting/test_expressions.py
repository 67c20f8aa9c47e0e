"""Test how what is found in a text is told, to people and as data."""

from __future__ import annotations

from decimal import Decimal

from coalition.drafting.expressions import Count, Money, Vote


def test_a_sum_is_told_without_exponents_and_empty_decimals() -> None:
    assert [str(Money("EUR", Decimal(value))) for value in ("5E+6", "2000.50")] == ["EUR 5000000", "EUR 2000.5"]
    assert Money("EUR", Decimal("5E+6")).to_dict() == {"currency": "EUR", "value": "5000000"}


def test_a_count_is_told_with_its_bound_and_its_range() -> None:
    assert str(Count(Decimal(20), "horses", "more than")) == "more than 20 horses"
    count = Count(Decimal(3), "ships", "about", Decimal(5))
    assert str(count) == "about 3 to 5 ships"
    assert count.to_dict() == {"number": "3", "upper": "5", "bound": "about", "of": "ships"}


def test_a_vote_is_told_with_what_is_written_of_it() -> None:
    votes = [Vote("carried", 5, 2, 0), Vote("", 5, 2), Vote("carried", unanimous=True), Vote("tied")]
    assert list(map(str, votes)) == [
        "carried (5 for, 2 against, 0 abstaining)",
        "5 for, 2 against",
        "carried unanimously",
        "tied",
    ]
    assert votes[1].to_dict() == {"outcome": "", "for": 5, "against": 2, "abstaining": None, "unanimous": False}
