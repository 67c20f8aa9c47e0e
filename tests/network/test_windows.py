"""Test rankings in each year or month alone."""

from __future__ import annotations

import datetime

import pytest
from invented_network import PASSAGES, columns, iri, trig

from coalition.dates import PartialDate
from coalition.errors import SelectionError
from coalition.network.build import NetworkBasis, read_basis
from coalition.network.dating import Within
from coalition.network.definitions import ACTOR_KINDS
from coalition.network.ranking import rank_edges
from coalition.network.windows import rank_windows, spelled, window_of

DATES = {"meeting:one": "2024-05-04", "meeting:two": "2025-03", "event:three": "2025"}


def basis(dates: dict[str, str] = DATES, period: Within | None = None, least: int = 1) -> NetworkBasis:
    facts = [f'{thing} cg:date "{date}"^^<{PartialDate.parse(date).datatype}> .' for thing, date in dates.items()]
    graph = columns(trig({**PASSAGES, ("passage:s9-1", "Asserts"): facts}))
    return read_basis(graph, kinds=ACTOR_KINDS, period=period, least=least)


def test_each_window_is_ranked_as_a_network_of_that_period_is() -> None:
    found = rank_windows(basis(), "year", "betweenness")
    assert [(each.window, each.things) for each in found.windows] == [("2024", 1), ("2025", 2)]
    for each in found.windows:
        year = PartialDate.parse(each.window)
        alone = basis(period=Within(year, year))
        edges, nodes = alone.edges()
        assert each.ranking.rows == rank_edges(edges, alone.described(nodes), "betweenness").rows


def test_what_may_lie_in_several_windows_counts_in_none() -> None:
    found = rank_windows(basis(), "month")
    assert [(each.window, each.things) for each in found.windows] == [("2024-05", 1), ("2025-03", 1)]
    assert "count: 2 of 3; the others have no date" in found.note


def test_a_row_has_the_rank_and_score_of_each_window() -> None:
    rows = rank_windows(basis(), "year").rows()
    assert [row[0] for row in rows] == sorted(row[0] for row in rows)
    assert ["Alfa", "state", "1 (1.000000)", "1 (0.750000)"] in rows
    assert ["Ann", "person", "1 (1.000000)", ""] in rows
    assert "actor:dot" not in [row[0] for row in rank_windows(basis(), "year").rows(top=1)]


@pytest.mark.parametrize(
    ("first", "last", "year", "month"),
    [
        ("2025-03-01", "2025-03-31", "2025", "2025-03"),
        ("2025-03-31", "2025-04-01", "2025", None),
        ("2024-12-31", "2025-01-01", None, None),
    ],
)
def test_both_days_must_lie_in_one_window(first: str, last: str, year: str | None, month: str | None) -> None:
    days = datetime.date.fromisoformat(first), datetime.date.fromisoformat(last)
    assert (window_of(days, "year"), window_of(days, "month")) == (year, month)


def test_windows_without_ties_of_that_strength_are_left_out() -> None:
    with pytest.raises(SelectionError, match=r"^the co-participation network has no actors in any one year; leave"):
        rank_windows(basis(least=2), "year")


def test_what_cannot_be_ranked_is_refused() -> None:
    with pytest.raises(SelectionError, match=r"^the co-participation network has no actors in any one month; leave"):
        rank_windows(basis({}), "month")
    with pytest.raises(SelectionError, match=r"^there is no window 'week'"):
        rank_windows(basis(), "week")
    with pytest.raises(SelectionError, match=r"^there is no measure 'fame'"):
        rank_windows(basis(), "year", "fame")


def test_a_spell_is_a_window_in_which_a_node_or_tie_was() -> None:
    graph = spelled(basis(), "year")
    both = [("2024-01-01", "2024-12-31"), ("2025-01-01", "2025-12-31")]
    assert graph.nodes[iri("actor:alfa")]["spells"] == both
    assert graph.nodes[iri("actor:ann")]["spells"] == both[:1]
    assert graph.nodes[iri("actor:dot")]["spells"] == both[1:]  # alone at its event
    assert graph.edges[iri("actor:alfa"), iri("actor:bravo")]["spells"] == both
    assert graph.edges[iri("actor:alfa"), iri("actor:corps")]["spells"] == both[1:]


def test_what_is_in_no_window_is_left_out_and_that_is_said() -> None:
    graph = spelled(basis(), "month")
    assert iri("actor:dot") not in graph
    assert graph.graph["definition"].endswith(
        "count: 2 of 3; the others have no date with a year, or may lie in several."
    )
    assert {spell for _, data in graph.nodes(data=True) for spell in data["spells"]} == {
        ("2024-05-01", "2024-05-31"),
        ("2025-03-01", "2025-03-31"),
    }
