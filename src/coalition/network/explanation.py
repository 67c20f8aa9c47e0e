"""What makes a score: the events or commitments that an actor stands in, and what each of them is worth."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from coalition.errors import SelectionError
from coalition.network.build import NetworkBasis
from coalition.network.ranking import Rank, Ranking, rank
from coalition.provenance.evidence import Cited, Tracer

Progress = Callable[[list[str]], Iterable[str]]
"""Whatever goes through a list one by one, and shows how far it is."""


@dataclass(frozen=True, slots=True)
class Ground:
    """An event or a commitment that an actor stands in.

    `ties` is the number of other actors that it brings the actor together with; `without` the place of the actor in a
    network that lacks it (None where the actor is not in that network); `passages` say that the actor stands in it.
    """

    thing: str
    label: str
    ties: int
    without: Rank | None
    passages: tuple[Cited, ...]

    def to_dict(self) -> dict[str, Any]:
        """The ground as plain data, for JSON."""
        return {
            "thing": self.thing,
            "label": self.label,
            "ties": self.ties,
            "score_without": self.without.score if self.without else None,
            "rank_without": self.without.rank if self.without else None,
            "passages": [cited.to_dict() for cited in self.passages],
        }


@dataclass(frozen=True, slots=True)
class Explanation:
    """The place of an actor in a ranking, and its grounds: those first without which the score would be least."""

    ranking: Ranking
    place: Rank
    grounds: tuple[Ground, ...]

    def to_dict(self) -> dict[str, Any]:
        """The explanation as plain data, for JSON: what was measured, the place, and a list of grounds."""
        head = self.ranking.to_dict()
        del head["ranking"]
        place = {name: getattr(self.place, name) for name in ("actor", "label", "kind", "score", "rank")}
        return head | place | {"grounds": [ground.to_dict() for ground in self.grounds]}


def explain(
    basis: NetworkBasis, actor: str, tracer: Tracer, measure: str, weighted: bool = False, progress: Progress = iter
) -> Explanation:
    """What makes the score of `actor`, an IRI: each of its events or commitments is left out in turn.

    Scores are not sums: what the grounds are worth one by one does not add up to the score.

    Raises
    ------
    SelectionError
        When the actor does not stand in the network.
    """
    graph = basis.graph()
    ranking = rank(graph, measure, weighted)
    place = _rank_of(ranking, actor)
    if place is None:
        label = basis.nodes.label(actor)
        remedy = "take in its kind with --kind, or leave out --represented" if basis.represented else "name another"
        raise SelectionError(f"{label} is not ranked in the {basis.network.name} network", remedy=remedy)
    held = basis.supports_of(actor)
    grounds = []
    for thing in progress(list(held)):
        rest = basis.graph(without={thing})
        without = _rank_of(rank(rest, measure, weighted), actor) if len(rest) else None
        cited = tuple(tracer.cite(passage) for passage in sorted(held[thing]))
        joining = (key for key in basis.members[thing] if len(key) == 1 or actor in key)  # a commitment joins by pairs
        others = {name for key in joining for name in key} - {actor}
        grounds.append(Ground(thing, tracer.names.label(thing), len(others), without, cited))
    grounds.sort(key=lambda g: (g.without.score if g.without else float("-inf"), g.label, g.thing))
    return Explanation(ranking, place, tuple(grounds))


def _rank_of(ranking: Ranking, actor: str) -> Rank | None:
    return next((row for row in ranking.rows if row.actor == actor), None)
