"""Measure how much a ranking depends on one source: leave out each source, then each family, in turn.

The method is a jackknife, over sources in place of observations (Quenouille 1956, Notes on bias in estimation,
Biometrika 43(3-4), 353-360, doi:10.1093/biomet/43.3-4.353): the network is built anew from what the other sources
state, so the rules, too, derive only what follows from those.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from coalition.errors import CoalitionError
from coalition.namespaces import local_name
from coalition.network.measures import AUTO, measure_of, score
from coalition.network.ranking import Rank, Ranking, actors_of, places, rank_edges
from coalition.provenance.families import Families

if TYPE_CHECKING:
    from coalition.network.build import NetworkBasis
    from coalition.network.edges import Edges
    from coalition.network.linear import Vector
    from coalition.network.rows import Numbers

FAMILY = "family "
"""The prefix that tells the name of a family from the name of a source."""

Rebuild = Callable[[frozenset[str]], "tuple[Edges, Numbers]"]
"""A function that takes the IRIs of sources and returns the network that they alone state, as `NetworkBasis.edges`.

The numbers of its nodes are those of the whole graph, or -1 for an actor that is in no network of the whole."""


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
    has no edge, or its score falls to 0. `best_without` and `worst_without` name the first of what is left out that
    gives the best and the worst rank; "" where that is the rank in the whole network.
    """

    whole: Rank
    best: int
    worst: int
    absent: tuple[str, ...]
    rests_on: tuple[str, ...]
    best_without: str = ""
    worst_without: str = ""

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


@dataclass(frozen=True, slots=True, eq=False)
class _Scored:
    """Hold what a ranking says of the actors that it has: their numbers, sorted, scores, ranks and numbers of ties."""

    actors: Numbers
    scores: Vector
    ranks: Vector
    degrees: Vector


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
        A function that returns the network with only the sources it is given.
    measure, weighted, engine:
        As for `coalition.network.ranking.rank`.
    progress:
        A function that wraps what is left out, to report how far the work has come.

    Raises
    ------
    SelectionError, GraphError
        When `rank` or `rebuild` raises it, for the whole network or for a rest; the message names what was left out.
    """
    import numpy as np

    edges, nodes = basis.edges()
    ranking = rank_edges(edges, basis.described(nodes), measure, weighted, engine)
    whole = _scored(edges, nodes, measure, weighted, engine)
    documents = frozenset(source for family in families.families for source in family.sources)
    left_out = [LeftOut(local_name(source), frozenset({source})) for f in families.families for source in f.sources]
    left_out += [LeftOut(f"{FAMILY}{f.name}", frozenset(f.sources)) for f in families.families if len(f.sources) > 1]
    best, worst = whole.ranks.copy(), whole.ranks.copy()
    better, worse = np.full(len(whole.actors), -1), np.full(len(whole.actors), -1)
    absent: list[list[str]] = [[] for _ in whole.actors]
    rests_on: list[list[str]] = [[] for _ in whole.actors]
    for number, out in enumerate(progress(left_out)):
        try:
            rest = _scored(*rebuild(documents - out.sources), measure, weighted, engine)
        except CoalitionError as error:
            raise type(error)(error.what, where=f"without {out.name}", remedy=error.remedy) from error
        _, here, there = np.intersect1d(whole.actors, rest.actors, assume_unique=True, return_indices=True)
        better[here[rest.ranks[there] < best[here]]] = number
        worse[here[rest.ranks[there] > worst[here]]] = number
        best[here] = np.minimum(best[here], rest.ranks[there])
        worst[here] = np.maximum(worst[here], rest.ranks[there])
        gone = np.ones(len(whole.actors), dtype=bool)
        gone[here] = False
        unjoined = (whole.degrees[here] > 0) & (rest.degrees[there] == 0)
        emptied = gone.copy()
        emptied[here] = unjoined | ((whole.scores[here] > 0) & (rest.scores[there] == 0))
        for place in np.flatnonzero(gone).tolist():
            absent[place].append(out.name)
        for place in np.flatnonzero(emptied).tolist():
            rests_on[place].append(out.name)
    names = [*(out.name for out in left_out), ""]  # the last stands for -1, which is nothing
    found = {
        actor: (
            int(best[place]),
            int(worst[place]),
            tuple(absent[place]),
            tuple(rests_on[place]),
            names[better[place]],
            names[worse[place]],
        )
        for place, actor in enumerate(basis.nodes.terms.iris(whole.actors.tolist()))
    }
    return Robustness(ranking, tuple(left_out), tuple(RobustRank(row, *found[row.actor]) for row in ranking.rows))


def _scored(edges: Edges, nodes: Numbers, measure: str, weighted: bool, engine: str) -> _Scored:
    """Return the scores and ranks of the actors of a network, which may have none."""
    import numpy as np

    actors = actors_of(edges)
    if not len(actors):
        return _Scored(nodes[actors], np.empty(0), np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64))
    scores = score(edges, measure_of(measure, weighted), weighted, engine).values[actors]
    degrees = np.bincount(np.concatenate([edges.source, edges.target]), minlength=edges.nodes)[actors]
    known = nodes[actors] >= 0
    return _Scored(nodes[actors][known], scores[known], places(scores)[known], degrees[known])
