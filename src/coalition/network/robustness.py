"""How much a ranking hangs on one source: each source, then each family of sources, is left out in turn.

The method is a jackknife, over sources in place of observations (Quenouille 1956, Notes on bias in estimation,
Biometrika 43(3-4), 353-360, doi:10.1093/biomet/43.3-4.353): the network is built anew from what the other sources
state, so that rules, too, have only their words to go by.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from coalition.namespaces import local_name
from coalition.network.build import NetworkBasis
from coalition.network.measures import ABSOLUTE
from coalition.network.ranking import Rank, Ranking, rank
from coalition.provenance.families import Families

if TYPE_CHECKING:
    from networkx import Graph

FAMILY = "family "
"""How the name of a family begins, which tells it from that of a source."""

Rebuild = Callable[[frozenset[str]], NetworkBasis]
"""What gives the basis of a network as some sources, by their IRIs, have it."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Sources that are left out together: one, or a family of several."""

    name: str
    sources: frozenset[str]


@dataclass(frozen=True, slots=True)
class RobustRank:
    """The place of an actor, and where it lies when sources are left out.

    `best` and `worst` are the least and the greatest rank over all that was left out, the whole network included.
    `absent` names what cannot be left out without the actor leaving the ranking; `rests_on` adds that without which the
    actor would have no tie left, or a score of 0 that is greater with it.
    """

    place: Rank
    best: int
    worst: int
    absent: tuple[str, ...]
    rests_on: tuple[str, ...]

    @property
    def flagged(self) -> bool:
        """Whether the rank rests on one source."""
        return any(not name.startswith(FAMILY) for name in self.rests_on)

    def to_dict(self) -> dict[str, Any]:
        """The row as plain data, for JSON."""
        return {
            "actor": self.place.actor,
            "label": self.place.label,
            "kind": self.place.kind,
            "score": self.place.score,
            "rank": self.place.rank,
            "best_rank": self.best,
            "worst_rank": self.worst,
            "absent_without": list(self.absent),
            "rests_on": list(self.rests_on),
            "rests_on_one_source": self.flagged,
        }


@dataclass(frozen=True, slots=True)
class Robustness:
    """A ranking, what was left out in turn, and a row for each actor in the order of the ranking."""

    ranking: Ranking
    left_out: tuple[LeftOut, ...]
    rows: tuple[RobustRank, ...]

    def to_dict(self) -> dict[str, Any]:
        """The documented object of a ranking with more in each row, and `left_out`: a list of names and sources."""
        left_out = [{"name": out.name, "sources": sorted(out.sources)} for out in self.left_out]
        return self.ranking.to_dict() | {"left_out": left_out, "ranking": [row.to_dict() for row in self.rows]}


def robustness(
    basis: NetworkBasis,
    families: Families,
    rebuild: Rebuild,
    measure: str,
    weighted: bool = False,
    progress: Callable[[list[LeftOut]], Iterable[LeftOut]] = iter,
) -> Robustness:
    """The ranking of a network by `measure`, and how it changes when sources are left out.

    Parameters
    ----------
    basis:
        What the network is made of when all sources are there.
    rebuild:
        Gives the basis that some of the sources make.
    """
    everything = basis.graph()
    ranking = rank(everything, measure, weighted)
    documents = frozenset(source for family in families.families for source in family.sources)
    left_out = [LeftOut(local_name(source), frozenset({source})) for f in families.families for source in f.sources]
    left_out += [LeftOut(f"{FAMILY}{f.name}", frozenset(f.sources)) for f in families.families if len(f.sources) > 1]
    found: dict[LeftOut, tuple[Graph, Mapping[str, Rank]]] = {}
    for out in progress(left_out):
        graph = rebuild(documents - out.sources).graph()
        rows = rank(graph, measure, weighted).rows if len(graph) else ()
        found[out] = graph, {row.actor: row for row in rows}
    return Robustness(ranking, tuple(left_out), tuple(_row(place, everything, found) for place in ranking.rows))


def _row(place: Rank, everything: Graph, found: Mapping[LeftOut, tuple[Graph, Mapping[str, Rank]]]) -> RobustRank:
    there = {out: rows[place.actor] for out, (_, rows) in found.items() if place.actor in rows}
    ranks = [place.rank, *(row.rank for row in there.values())]
    absent = tuple(out.name for out in found if out not in there)
    loose = {out for out in there if _falls(place, there[out], everything, found[out][0])}
    rests_on = tuple(out.name for out in found if out not in there or out in loose)
    return RobustRank(place, min(ranks), max(ranks), absent, rests_on)


def _falls(place: Rank, without: Rank, everything: Graph, rest: Graph) -> bool:
    """Whether an actor has lost all of its ties, or all of its score."""
    untied = everything.degree(place.actor) > 0 and rest.degree(place.actor) == 0
    return untied or (place.score > ABSOLUTE and without.score <= ABSOLUTE)
