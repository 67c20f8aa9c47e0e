"""Centralities of the actors of a network: who ranks where, by which measure, on what."""

from __future__ import annotations

import math
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from coalition.errors import SelectionError
from coalition.network.measures import ABSOLUTE, RELATIVE, Parameter, measure_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from networkx import Graph


@dataclass(frozen=True, slots=True)
class Rank:
    """The place of one actor; equal scores have equal ranks, and the next rank counts them all (1, 2, 2, 4)."""

    actor: str
    label: str
    kind: str
    score: float
    rank: int


@dataclass(frozen=True, slots=True)
class Ranking:
    """The actors of a network by one measure, the most central first, equal ones by label."""

    network: str
    network_definition: str
    measure: str
    definition: str
    source: str
    weight: str | None
    weight_definition: str
    parameters: Mapping[str, Parameter]
    rows: tuple[Rank, ...]

    def to_dict(self) -> dict[str, Any]:
        """The documented object, of JSON's own types.

        Its keys are `network`, `network_definition`, `measure`, `definition`, `source`, `weight` (null, or the edge
        attribute that counted), `weight_definition` (what the weight of an edge is), `parameters`, and `ranking`: a
        list of objects with `actor` (an IRI), `label`, `kind`, `score` and `rank`.
        """
        return {
            "network": self.network,
            "network_definition": self.network_definition,
            "measure": self.measure,
            "definition": self.definition,
            "source": self.source,
            "weight": self.weight,
            "weight_definition": self.weight_definition,
            "parameters": dict(self.parameters),
            "ranking": [
                {"actor": row.actor, "label": row.label, "kind": row.kind, "score": row.score, "rank": row.rank}
                for row in self.rows
            ],
        }


def rank(graph: Graph, measure: str = "degree", weighted: bool = False) -> Ranking:
    """The actors of `graph` by `measure`.

    Parameters
    ----------
    graph:
        A network as `coalition.network.build` makes it, or as networkx reads it back from GraphML. In the
        affiliation network the whole bipartite graph is measured, and the actors alone are ranked.
    measure:
        A key of MEASURES.
    weighted:
        Let the strength of ties count. Without it, each measure uses the weights that networkx uses by default,
        which are none except for PageRank.

    Raises
    ------
    SelectionError
        For a measure that there is none of, a network without actors, and one on which the measure is not defined.
    """
    chosen = measure_of(measure, weighted)
    actors = [node for node, data in graph.nodes(data=True) if data.get("bipartite", 0) == 0]
    if not actors:
        raise SelectionError(
            f"the {graph.graph.get('name', '')} network has no actors to rank",
            remedy="take in more kinds of actors, name another network, or look at more of the graph",
        )
    weight = chosen.strong if weighted else chosen.weight
    scores, parameters = chosen.compute(graph, weight)
    definition, source = chosen.definition, chosen.source
    if weighted and chosen.note:
        definition += f" {chosen.note}"
    if weighted and chosen.reference:
        source += f"; {chosen.reference}"
    if any("bipartite" in data for _, data in graph.nodes(data=True)):
        definition += " Measured on the whole bipartite network, events included; only actors are ranked."
    return Ranking(
        network=graph.graph.get("name", ""),
        network_definition=graph.graph.get("definition", ""),
        measure=chosen.name,
        definition=definition,
        source=source,
        weight=weight,
        weight_definition=graph.graph.get("weight_definition", ""),
        parameters=MappingProxyType(parameters),
        rows=_ranks(graph, {actor: scores[actor] for actor in actors}),
    )


def _ranks(graph: Graph, scores: Mapping[str, float]) -> tuple[Rank, ...]:
    groups: list[list[str]] = []
    for actor in sorted(scores, key=lambda actor: (-scores[actor], actor)):
        # Comparing with the first of a group keeps a chain of near neighbours from growing into one rank.
        if groups and math.isclose(scores[groups[-1][0]], scores[actor], rel_tol=RELATIVE, abs_tol=ABSOLUTE):
            groups[-1].append(actor)
        else:
            groups.append([actor])
    rows: list[Rank] = []
    for group in groups:
        place = len(rows) + 1
        named = sorted((graph.nodes[actor].get("label", actor), actor) for actor in group)
        kinds = graph.nodes(data="kind", default="")
        rows.extend(Rank(actor, label, kinds[actor], float(scores[actor]), place) for label, actor in named)
    return tuple(rows)
