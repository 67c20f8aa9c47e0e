"""Explain the score of an actor: leave out each of its events or commitments in turn, and rank again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from coalition.errors import SelectionError
from coalition.network.measures import AUTO, measure_of, score
from coalition.network.ranking import Rank, Ranking, actors_of, equal, places, rank_edges
from coalition.provenance.evidence import Cited, Tracer

if TYPE_CHECKING:
    from coalition.network.build import NetworkBasis

Progress = Callable[[list[str]], Iterable[str]]
"""Iterates over a list, and may show the progress."""


@dataclass(frozen=True, slots=True)
class Ground:
    """Hold an event in which an actor took part, or a commitment that binds or benefits it.

    Attributes
    ----------
    thing, label:
        The IRI and the label of the event or commitment.
    ties:
        The number of other actors to which it connects the actor.
    without:
        The score and rank of the actor in the network without it; None if the actor is not in that network.
    passages:
        The passages that say that the actor took part in the event, or that the commitment binds or benefits the actor.
    """

    thing: str
    label: str
    ties: int
    without: Rank | None
    passages: tuple[Cited, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the ground as plain data, for JSON."""
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
    """Explain the score and rank of an actor.

    Attributes
    ----------
    ranking:
        The ranking of all actors.
    whole:
        The score and rank of the actor in it.
    grounds:
        The events or commitments of the actor. The one without which the score is lowest comes first.
    """

    ranking: Ranking
    whole: Rank
    grounds: tuple[Ground, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the explanation as plain data, for JSON.

        Its keys are those of `Ranking.to_dict` except `ranking`, then `actor`, `label`, `kind`, `score` and `rank`, and
        `grounds`, a list of objects.
        """
        head = self.ranking.to_dict()
        del head["ranking"]
        whole = {name: getattr(self.whole, name) for name in ("actor", "label", "kind", "score", "rank")}
        return head | whole | {"grounds": [ground.to_dict() for ground in self.grounds]}


def explain(
    basis: NetworkBasis,
    actor: str,
    tracer: Tracer,
    measure: str,
    weighted: bool = False,
    progress: Progress = iter,
    engine: str = AUTO,
) -> Explanation:
    """Return an explanation of the score of an actor.

    A score is not the sum of what single events or commitments contribute: the differences that they make when left out
    one by one do not add up to it.

    Parameters
    ----------
    basis:
        What the network is built from.
    actor:
        The IRI of the actor.
    tracer:
        Finds passages and labels.
    measure, weighted, engine:
        As in `rank`.
    progress:
        Iterates over the events or commitments, and may show how many are done.

    Raises
    ------
    SelectionError
        When the actor is not ranked in the network, and where `rank` raises it.
    """
    edges, nodes = basis.edges()
    ranking = rank_edges(edges, basis.described(nodes), measure, weighted, engine)
    whole = _rank_of(ranking, actor)
    if whole is None:
        label = basis.nodes.label(actor)
        raise SelectionError(
            f"{label} is not ranked in the {basis.network.name} network",
            remedy="include its kind with --kind, without --represented for a person, or name another actor",
        )
    supports = basis.supports_of(actor)
    grounds = []
    for thing in progress(list(supports)):
        label = tracer.names.label(thing)
        try:
            without = _without(basis, thing, whole, measure, weighted, engine)
        except SelectionError as error:
            raise SelectionError(error.what, where=f"without {label}", remedy=error.remedy) from error
        cited = tuple(tracer.cite(passage) for passage in sorted(supports[thing]))
        grounds.append(Ground(thing, label, basis.connected(thing, actor), without, cited))
    return Explanation(ranking, whole, _in_order(grounds))


def _without(basis: NetworkBasis, thing: str, whole: Rank, measure: str, weighted: bool, engine: str) -> Rank | None:
    """Return the score and rank of an actor in the network without an event or commitment; None if it is not there."""
    import numpy as np

    edges, nodes = basis.edges(without=basis.nodes.terms.number_of(thing))
    actors = actors_of(edges)
    place = np.flatnonzero(nodes[actors] == basis.nodes.terms.number_of(whole.actor)).tolist()
    if not place:
        return None
    scores = score(edges, measure_of(measure, weighted), weighted, engine).values[actors]
    return replace(whole, score=float(scores[place[0]]), rank=int(places(scores)[place[0]]))


def _in_order(grounds: Sequence[Ground]) -> tuple[Ground, ...]:
    """Return the grounds, the lowest score first; those without which there is no score come before all others."""
    places = {
        thing: place
        for place, things in enumerate(equal({g.thing: g.without.score for g in grounds if g.without}))
        for thing in things
    }
    return tuple(sorted(grounds, key=lambda g: (-places.get(g.thing, len(grounds)), g.label, g.thing)))


def _rank_of(ranking: Ranking, actor: str) -> Rank | None:
    return next((row for row in ranking.rows if row.actor == actor), None)
