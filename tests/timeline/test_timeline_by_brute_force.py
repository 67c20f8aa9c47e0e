"""Test the bounds of a timeline, and how claims of different precision join, against sets of days."""

from __future__ import annotations

import random

import pytest
from random_dates import days, some_bound, some_date

from coalition import Graph
from coalition.dates import PartialDate, Period
from coalition.provenance.evidence import Cited
from coalition.texts.passage import Finding, Passage, State
from coalition.texts.source import Source
from coalition.timeline.claims import Claim
from coalition.timeline.entries import Thing, _merged
from coalition.timeline.kinds import TIMELINE_KINDS

THING = Thing("thing", "Thing", "event", "event")


def inside(period: Period, since: PartialDate | None, until: PartialDate | None) -> bool:
    """Tell whether a period may have a day from the first day of `since` to the last of `until`."""
    if since and period.end and period.end.year and max(days(period.end)) < min(days(since)):
        return False
    return not (until and period.start and period.start.year and min(days(period.start)) > max(days(until)))


@pytest.mark.parametrize("seed", range(40))
def test_what_a_period_certainly_lies_outside_is_told_by_its_days(seed: int) -> None:
    choose = random.Random(seed)
    for _ in range(10):
        start, end = some_date(choose), some_date(choose)
        period = choose.choice([Period(start, start), Period(start, end), Period(start, None), Period(None, end)])
        since, until = (some_bound(choose) if choose.random() < 0.7 else None for _ in range(2))
        assert period.outside(since, until) is not inside(period, since, until)


BOUNDS = (None, "2024", "2025-03-02", "2025-03", "2025-04-10", "2025")


def test_a_timeline_with_bounds_is_the_whole_timeline_without_what_lies_outside(published: Graph) -> None:
    whole = published.timeline(kinds=TIMELINE_KINDS)
    numbers = set()
    for since in BOUNDS:
        for until in BOUNDS:
            first, last = (PartialDate.parse(bound) if bound else None for bound in (since, until))
            if first and last and last.precedes(first):
                continue
            found = published.timeline(since=since, until=until, kinds=TIMELINE_KINDS)
            spans = [(entry, first and first.span(), last and last.span()) for entry in whole.entries]
            expected = [entry for entry, begin, end in spans if _may_be(entry.period, begin, end)]
            assert list(found.entries) == expected
            assert found.undated == whole.undated
            numbers.add(len(expected))
    assert len(numbers) > 6


def _may_be(period: Period, begin: object, end: object) -> bool:
    first, last = period.days()
    ended = isinstance(begin, tuple) and last is not None and last < begin[0]
    return not ended and not (isinstance(end, tuple) and first is not None and first > end[1])


def claim(date: PartialDate, stance: str, number: int) -> Claim:
    passage = Passage(f"passage{number}", "source", 0, 1, "x", stance)
    source = Source("source", "", "", "", "", "", "", "", 0)
    cited = Cited(passage, source, Finding(State.NO_TEXT), ())
    return Claim("dated", Period(date, date), Period(date, date), (cited,))


@pytest.mark.parametrize("seed", range(80))
def test_claims_join_where_the_days_of_one_are_all_days_of_the_other(seed: int) -> None:
    choose = random.Random(seed)
    stances = ("asserts", "reports", "predicts", "proposes")
    claims = [claim(some_date(choose), choose.choice(stances), number) for number in range(choose.randint(1, 5))]
    meant = {c.period: frozenset(days(c.written.start)) for c in claims if c.written and c.written.start}
    finest = {period for period, own in meant.items() if not any(other < own for other in meant.values())}
    held = {c.period for c in claims if c.cited[0].passage.stance in ("asserts", "reports")}
    entries = _merged(THING, claims)
    assert {entry.period for entry in entries} == finest
    assert len(entries) == len(finest)
    for entry in entries:
        assert list(entry.claims) == [c for c in claims if meant[entry.period] <= meant[c.period]]
        apart = {other for other in finest if not meant[other] & meant[entry.period] and {other, entry.period} <= held}
        assert set(entry.contradicts) == apart
