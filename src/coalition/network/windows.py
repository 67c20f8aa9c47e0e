"""Look at a network in each year or month alone: rank its actors, or write down when its nodes and ties are there."""

from __future__ import annotations

import datetime
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from coalition.columns.rows import unique
from coalition.dates import PartialDate
from coalition.errors import SelectionError, unknown
from coalition.network.dating import days_of
from coalition.network.measures import AUTO, measure_of
from coalition.network.ranking import Rank, Ranking, rank_edges
from coalition.network.rows import Rows

if TYPE_CHECKING:
    from networkx import Graph

    from coalition.network.build import NetworkBasis

WINDOWS = ("year", "month")
"""The windows that time can be cut into."""


@dataclass(frozen=True, slots=True)
class Window:
    """Hold the ranking in one window: a year such as 2025 or a month such as 2025-03.

    `things` is the number of the events or commitments that certainly happened in it.
    """

    window: str
    things: int
    ranking: Ranking

    def to_dict(self) -> dict[str, Any]:
        """Return the window as plain data, for JSON."""
        content = self.ranking.to_dict()
        kept = {name: content[name] for name in ("parameters", "engine", "size", "ranking")}
        return {"window": self.window, "things": self.things, **kept}


@dataclass(frozen=True, slots=True, repr=False)
class Windows:
    """Hold rankings by one measure, each of one window; a window in which nothing certainly happened is left out.

    Attributes
    ----------
    every:
        One of WINDOWS.
    note:
        What is counted in a window, and how much is counted in none, in a sentence.
    windows:
        The windows, in the order of time; at least one.
    """

    every: str
    note: str
    windows: tuple[Window, ...]

    def __repr__(self) -> str:
        return (
            f"<Windows: {len(self.windows)} rankings by {self.windows[0].ranking.measure}, one for each {self.every}>"
        )

    def _repr_html_(self) -> str:
        from coalition.output.html import table

        rows = self.rows()
        return table(("actor", "kind", *(each.window for each in self.windows)), rows, len(rows))

    def rows(self, top: int | None = None) -> list[list[str]]:
        """Return a row for each actor: its label, its kind, and for each window its rank and score, or nothing.

        The rows are in the order of the labels. With `top`, only actors with a rank up to it in some window have one.
        """
        found: dict[str, dict[int, Rank]] = defaultdict(dict)
        for place, each in enumerate(self.windows):
            for row in each.ranking.rows:
                found[row.actor][place] = row
        kept = [ranks for ranks in found.values() if top is None or min(r.rank for r in ranks.values()) <= top]
        named = sorted(kept, key=lambda ranks: next((r.label, r.actor) for r in ranks.values()))
        rows = []
        for ranks in named:
            first = next(iter(ranks.values()))
            cells = [ranks.get(place) for place in range(len(self.windows))]
            rows.append([first.label, first.kind, *(f"{c.rank} ({c.score:.6f})" if c else "" for c in cells)])
        return rows

    def to_dict(self) -> dict[str, Any]:
        """Return the rankings as plain data, for JSON."""
        head = self.windows[0].ranking.to_dict()
        names = ("network", "network_definition", "measure", "definition", "source", "weight", "weight_definition")
        return {
            **{name: head[name] for name in names},
            "every": self.every,
            "note": self.note,
            "windows": [each.to_dict() for each in self.windows],
        }


def window_of(days: tuple[datetime.date, datetime.date], every: str) -> str | None:
    """Return the year or month in which both of two days lie, or None where they lie in two."""
    length = len("2025") if every == "year" else len("2025-03")
    first, last = (day.isoformat()[:length] for day in days)
    return first if first == last else None


def rank_windows(
    basis: NetworkBasis, every: str, measure: str = "degree", weighted: bool = False, engine: str = AUTO
) -> Windows:
    """Rank the actors in each window alone.

    Parameters
    ----------
    basis:
        What the network is built from.
    every:
        One of WINDOWS.
    measure, weighted, engine:
        As for `coalition.network.ranking.rank`.

    Raises
    ------
    SelectionError
        When there is no such window, nothing certainly happened in any, or `rank` raises it for one, which is named.
    """
    measure_of(measure, weighted)  # which refuses one that does not exist
    in_windows, note = _placed(basis, every)
    rows, windows = basis.rows, []
    for window, chosen in sorted(in_windows.items()):
        mask = np.isin(rows.thing, chosen)
        part = replace(basis, rows=Rows(*(column[mask] for column in rows)))
        edges, nodes = part.edges()
        if not edges.nodes:
            continue
        try:
            ranking = rank_edges(edges, part.described(nodes), measure, weighted, engine)
        except SelectionError as error:
            raise SelectionError(error.what, where=f"in {window}", remedy=error.remedy) from error
        windows.append(Window(window, len(chosen), ranking))
    if not windows:
        raise SelectionError(
            f"the {basis.network.name} network has no actors in any one {every}",
            remedy="leave the window out, or include more kinds of actors",
        )
    return Windows(every, f"Each {every} is measured alone. {note}", tuple(windows))


def spelled(basis: NetworkBasis, every: str) -> Graph:
    """Return a network in which each node and each tie has `spells`: the windows in which it certainly was.

    A node was in a window if it took part in an event, or in a commitment, that certainly happened in it; a tie, if one
    of its events or commitments did. A spell is a pair of the first and the last day of a window, as texts; GEXF holds
    them. What certainly happened in no window is left out.

    Raises
    ------
    SelectionError
        When there is no such window.
    """
    in_windows, note = _placed(basis, every)
    rows, terms = basis.rows, basis.nodes.terms
    mask = np.isin(rows.thing, [thing for things in in_windows.values() for thing in things])
    part = replace(basis, rows=Rows(*(column[mask] for column in rows)), period=f"{basis.period} {note}".strip())
    graph = part.graph()
    window_of_thing = {terms.iri(thing): window for window, things in in_windows.items() for thing in things}
    present: dict[str, set[str]] = defaultdict(set)
    for thing, members in part.members.items():
        for node in (thing, *(actor for who in members for actor in who)):
            present[node].add(window_of_thing[thing])
    for node, data in graph.nodes(data=True):
        data["spells"] = _spells(present[node])
    for _, _, data in graph.edges(data=True):
        data["spells"] = _spells({window_of_thing[thing] for thing in data[basis.network.support].split(" ")})
    return graph


def _spells(windows: set[str]) -> list[tuple[str, str]]:
    """Return the first and the last day of each window, as texts, in the order of time."""
    spans = (PartialDate.parse(window).span() for window in sorted(windows))
    return [(span[0].isoformat(), span[1].isoformat()) for span in spans if span]


def _placed(basis: NetworkBasis, every: str) -> tuple[dict[str, list[int]], str]:
    """Return the events or commitments of each window, and a sentence on those of none."""
    if every not in WINDOWS:
        raise unknown("window", every, WINDOWS)
    things, support = unique(basis.rows.thing).tolist(), basis.network.support
    found: dict[str, list[int]] = defaultdict(list)
    for thing, days in days_of(basis.nodes.columns, things).items():
        if window := window_of(days, every):
            found[window].append(thing)
    placed = sum(map(len, found.values()))
    note = (
        f"Only {support} that certainly happened in one {every} count: {placed} of {len(things)}; the others have no "
        "date with a year, or may lie in several."
    )
    return found, note
