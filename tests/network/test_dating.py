"""Test which events and commitments certainly happened in a period."""

from __future__ import annotations

import datetime

import pytest
from invented_network import PASSAGES, columns, iri, trig

from coalition.columns.table import Columns
from coalition.dates import PartialDate
from coalition.errors import SelectionError
from coalition.network.build import read_basis
from coalition.network.dating import Within, days_of
from coalition.network.definitions import ACTOR_KINDS


def dated(*facts: str, stance: str = "Asserts") -> Columns:
    """Return the invented graph with these facts in a passage of their own."""
    return columns(trig({**PASSAGES, ("passage:s9-1", stance): list(facts)}))


def on(prop: str, date: str) -> str:
    """Return a property with a date, as Turtle."""
    return f'cg:{prop} "{date}"^^<{PartialDate.parse(date).datatype}>'


def days(facts: Columns, thing: str) -> str:
    """Return the first and the last day of a thing as text; empty where it has none."""
    number = facts.terms.number_of(iri(thing))
    return " ".join(str(day) for day in days_of(facts, [number]).get(number, ()))


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ([], ""),
        ([("date", "2025-03-02")], "2025-03-02 2025-03-02"),
        ([("date", "2025-02")], "2025-02-01 2025-02-28"),
        ([("date", "2025"), ("date", "2025-03-02")], "2025-03-02 2025-03-02"),
        ([("date", "2025-03-02"), ("date", "2025-03-05")], "2025-03-02 2025-03-05"),
        ([("startDate", "2025-03-02"), ("endDate", "2025-04")], "2025-03-02 2025-04-30"),
        ([("startDate", "2025-03-02")], "2025-03-02 9999-12-31"),
        ([("endDate", "2025-03-02")], "0001-01-01 2025-03-02"),
        ([("date", "--03-02")], ""),
        ([("date", "--03-02"), ("inferredDate", "2025")], "2025-03-02 2025-03-02"),
        ([("date", "2024"), ("inferredDate", "2025-03-02")], "2024-01-01 2024-12-31"),
        ([("inferredDate", "2025-03")], "2025-03-01 2025-03-31"),
    ],
    ids=lambda each: " ".join(" ".join(pair) for pair in each) if isinstance(each, list) else "",
)
def test_an_event_happened_on_all_the_days_that_its_dates_allow(said: list[tuple[str, str]], expected: str) -> None:
    assert days(dated(*(f"meeting:one {on(*each)} ." for each in said)), "meeting:one") == expected


def test_a_commitment_happened_when_it_was_announced_or_stated() -> None:
    fulfilled = f"commitment:gift {on('date', '2027')} ."
    assert days(dated(fulfilled), "commitment:gift") == "2027-01-01 2027-12-31"
    assert days(dated(fulfilled, f"commitment:gift {on('announcedOn', '2025-03-02')} ."), "commitment:gift") == (
        "2025-03-02 2025-03-02"
    )
    at = (fulfilled, "commitment:gift cg:statedAt meeting:two .", f"meeting:two {on('date', '2025-03')} .")
    assert days(dated(*at), "commitment:gift") == "2025-03-01 2025-03-31"


def test_a_date_that_is_only_reported_dates_nothing() -> None:
    assert days(dated(f"meeting:one {on('date', '2025-03-02')} .", stance="Reports"), "meeting:one") == ""


@pytest.mark.parametrize(
    ("since", "until", "held"),
    [
        (None, None, True),
        ("2025-03-02", "2025-03-05", True),
        ("2025-03", "2025-03", True),
        ("2025-03-03", None, False),
        (None, "2025-03-04", False),
        ("2025", None, True),
        (None, "2024", False),
    ],
)
def test_both_bounds_of_a_period_belong_to_it(since: str | None, until: str | None, held: bool) -> None:
    bounds = (PartialDate.parse(bound) if bound else None for bound in (since, until))
    assert Within(*bounds).holds(datetime.date(2025, 3, 2), datetime.date(2025, 3, 5)) == held


def test_a_period_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(SelectionError, match=r"^2024 ends before 2025-03 begins"):
        Within(PartialDate.parse("2025-03"), PartialDate.parse("2024"))


def test_only_what_certainly_happened_ties_and_the_rest_is_counted() -> None:
    facts = dated(f"meeting:one {on('date', '2025-03-02')} .", f"meeting:two {on('date', '2025')} .")
    march = Within(PartialDate.parse("2025-03"), PartialDate.parse("2025-03"))
    basis = read_basis(facts, kinds=ACTOR_KINDS, period=march)
    things = basis.nodes.terms.iris(sorted({*basis.rows.thing.tolist()}))
    assert things == [iri("meeting:one")]
    assert basis.definition.endswith(
        "Only events that certainly happened from 2025-03 to 2025-03 count: 1 of 3; 1 event has no date with a year."
    )
    year = Within(PartialDate.parse("2025"))
    assert len({*read_basis(facts, kinds=ACTOR_KINDS, period=year).rows.thing.tolist()}) == 2
    gifts = read_basis(facts, "commitment", ACTOR_KINDS, period=year)
    assert not len(gifts.rows.thing) and "count: 0 of 5; 5 commitments have no date with a year." in gifts.definition


def test_all_count_where_no_period_is_given() -> None:
    facts = dated(f"meeting:one {on('date', '2025-03-02')} .")
    assert len({*read_basis(facts, kinds=ACTOR_KINDS).rows.thing.tolist()}) == 3
    assert "certainly" not in read_basis(facts, kinds=ACTOR_KINDS).definition
