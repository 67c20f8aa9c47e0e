"""Measure how much a ranking depends on one source: leave out each source, then each family, in turn.

The method is a jackknife, over sources in place of observations (Quenouille 1956, Notes on bias in estimation,
Biometrika 43(3-4), 353-360, doi:10.1093/biomet/43.3-4.353): the network is built anew from what the other sources
state, so the rules, too, derive only what follows from those.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from coalition.errors import CoalitionError
from coalition.namespaces import local_name
from coalition.network.build import NetworkBasis
from coalition.network.measures import AUTO
from coalition.network.ranking import Rank, Ranking, rank
from coalition.provenance.families import Families

if TYPE_CHECKING:
    from networkx import Graph

FAMILY = "family "
"""The prefix that tells the name of a family from the name of a source."""

Rebuild = Callable[[frozenset[str]], NetworkBasis]
"""A function that takes the IRIs of sources and returns the basis of the network that they alone state."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Name sources that are left out together: one, or a family of several."""

    name: str
    sources: frozenset[str]


@dataclass(frozen=True, slots=True)
class RobustRank:
    """Hold the rank of an actor, and how it changes when sources are left out.

    `whole` is its row in the ranking of the whole network. `best` and `worst` are the smallest and the greatest rank
    over that and every ranking with something left out. `absent` names the sources and families without which the actor
    is not in the network. `rests_on` names those and, besides them, the sources and families without which the actor
    has no edge, or its score falls to 0.
    """

    whole: Rank
    best: int
    worst: int
    absent: tuple[str, ...]
    rests_on: tuple[str, ...]

    @property
    def flagged(self) -> bool:
        """Whether the rank rests on one source."""
        return any(not name.startswith(FAMILY) for name in self.rests_on)

    def to_dict(self) -> dict[str, Any]:
        """Return the row as plain data, for JSON."""
        return {
            "actor": self.whole.actor,
            "label": self.whole.label,
            "kind": self.whole.kind,
            "score": self.whole.score,
            "rank": self.whole.rank,
            "best_rank": self.best,
            "worst_rank": self.worst,
            "absent_without": list(self.absent),
            "rests_on": list(self.rests_on),
            "rests_on_one_source": self.flagged,
        }


@dataclass(frozen=True, slots=True, repr=False)
class Robustness:
    """Hold a ranking, what was left out in turn, and a row for each actor in the order of the ranking."""

    ranking: Ranking
    left_out: tuple[LeftOut, ...]
    rows: tuple[RobustRank, ...]

    def __repr__(self) -> str:
        return f"<Robustness: {self.ranking!r} without each of {len(self.left_out)} sources and families>"

    def _repr_html_(self) -> str:
        from coalition.output.html import table

        rows = (
            [str(row.whole.rank), row.whole.label, f"{row.best} to {row.worst}", ", ".join(row.rests_on)]
            for row in self.rows
        )
        return table(("rank", "actor", "ranks", "rests on"), rows, len(self.rows))

    def to_dict(self) -> dict[str, Any]:
        """Return the plain data of the ranking, with more in each row, and `left_out`: names and their sources."""
        left_out = [{"name": out.name, "sources": sorted(out.sources)} for out in self.left_out]
        return self.ranking.to_dict() | {"left_out": left_out, "ranking": [row.to_dict() for row in self.rows]}


def robustness(
    basis: NetworkBasis,
    families: Families,
    rebuild: Rebuild,
    measure: str,
    weighted: bool = False,
    progress: Callable[[list[LeftOut]], Iterable[LeftOut]] = iter,
    engine: str = AUTO,
) -> Robustness:
    """Rank a network by `measure`, and rank it again without each source and each family.

    Parameters
    ----------
    basis:
        The basis of the network with all sources.
    families:
        The families of those sources.
    rebuild:
        A function that returns the basis with only the sources it is given.
    measure, weighted, engine:
        As for `coalition.network.ranking.rank`.
    progress:
        A function that wraps what is left out, to report how far the work has come.

    Raises
    ------
    SelectionError, GraphError
        When `rank` or `rebuild` raises it, for the whole network or for a rest; the message names what was left out.
    """
    everything = basis.graph()
    ranking = rank(everything, measure, weighted, engine)
    documents = frozenset(source for family in families.families for source in family.sources)
    left_out = [LeftOut(local_name(source), frozenset({source})) for f in families.families for source in f.sources]
    left_out += [LeftOut(f"{FAMILY}{f.name}", frozenset(f.sources)) for f in families.families if len(f.sources) > 1]
    without: dict[LeftOut, tuple[Graph, Mapping[str, Rank]]] = {}
    for out in progress(left_out):
        try:
            graph = rebuild(documents - out.sources).graph()
            rows = rank(graph, measure, weighted, engine).rows if len(graph) else ()
        except CoalitionError as error:
            raise type(error)(error.what, where=f"without {out.name}", remedy=error.remedy) from error
        without[out] = graph, {row.actor: row for row in rows}
    return Robustness(ranking, tuple(left_out), tuple(_row(row, everything, without) for row in ranking.rows))


def _row(row: Rank, everything: Graph, without: Mapping[LeftOut, tuple[Graph, Mapping[str, Rank]]]) -> RobustRank:
    present = {out: rows[row.actor] for out, (_, rows) in without.items() if row.actor in rows}
    ranks = [row.rank, *(other.rank for other in present.values())]
    absent = tuple(out.name for out in without if out not in present)
    emptied = {out for out, other in present.items() if _is_emptied(row, other, everything, without[out][0])}
    rests_on = tuple(out.name for out in without if out not in present or out in emptied)
    return RobustRank(row, min(ranks), max(ranks), absent, rests_on)


def _is_emptied(before: Rank, after: Rank, everything: Graph, rest: Graph) -> bool:
    """Tell whether an actor has lost all of its edges, or all of its score."""
    unjoined = everything.degree(before.actor) > 0 and rest.degree(before.actor) == 0
    return unjoined or (before.score > 0 and after.score == 0)
