"""Rank the actors of a network by a measure of centrality."""

from __future__ import annotations

import math
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from coalition.errors import SelectionError
from coalition.network.definitions import ADD_ACTORS
from coalition.network.measures import TOLERANCE, Measure, Parameter, measure_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from networkx import Graph


@dataclass(frozen=True, slots=True)
class Rank:
    """Hold the score and the rank of an actor.

    Actors with equal scores have the same rank, and the next rank counts all of them: 1, 2, 2, 4.
    """

    actor: str
    label: str
    kind: str
    score: float
    rank: int


@dataclass(frozen=True, slots=True, repr=False)
class Ranking:
    """Hold a ranking of actors, and what was measured.

    Attributes
    ----------
    network, network_definition:
        The name of the network, and what its nodes and edges are.
    measure, definition, source:
        The name of the measure, what it measures, and the publications that define it.
    weight:
        The edge attribute that counted; None if every edge counted the same.
    weight_definition:
        What the weight of an edge is.
    parameters:
        The parameters of the computation, by name.
    size:
        The number of `nodes` and `ties` of the network, its `density`, and its number of `components`.
    rows:
        The actors with their scores, the highest first; equal ones are in the order of their labels.
    """

    network: str
    network_definition: str
    measure: str
    definition: str
    source: str
    weight: str | None
    weight_definition: str
    parameters: Mapping[str, Parameter]
    size: Mapping[str, float]
    rows: tuple[Rank, ...]

    def __repr__(self) -> str:
        return f"<Ranking: {len(self.rows)} actors by {self.measure} in the {self.network} network>"

    def _repr_html_(self) -> str:
        from coalition.output.html import table

        rows = ([str(row.rank), row.label, row.kind, f"{row.score:.6f}"] for row in self.rows)
        return table(("rank", "actor", "kind", self.measure), rows, len(self.rows))

    def to_dict(self) -> dict[str, Any]:
        """Return the ranking as plain data, for JSON.

        Its keys are `network`, `network_definition`, `measure`, `definition`, `source`, `weight`,
        `weight_definition`, `parameters`, `size`, and `ranking`, a list of objects with `actor` (an IRI), `label`,
        `kind`, `score` and `rank`.
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
            "size": dict(self.size),
            "ranking": [
                {"actor": row.actor, "label": row.label, "kind": row.kind, "score": row.score, "rank": row.rank}
                for row in self.rows
            ],
        }


def rank(graph: Graph, measure: str = "degree", weighted: bool = False) -> Ranking:
    """Rank the actors of a network by a measure of centrality.

    Parameters
    ----------
    graph:
        A network that `coalition.network.build` made, or that networkx read back from GraphML. In an affiliation
        network, centrality is measured on the whole bipartite graph, but only the actors are ranked.
    measure:
        A key of MEASURES.
    weighted:
        Whether the strength of ties counts. If not, every tie counts the same.

    Raises
    ------
    SelectionError
        When `measure` is not a key of MEASURES, the network has no actors, or the measure is not defined for it.
    """
    chosen = measure_of(measure, weighted)
    actors = _actors(graph)
    weight = chosen.strong if weighted else None
    try:
        scores, parameters = chosen.compute(graph, weight)
    except OverflowError:
        message = f"{chosen.name} of this network takes numbers that are too great for a computer's floats"
        raise SelectionError(message, remedy="use another measure") from None
    return Ranking(
        network=graph.graph.get("name", ""),
        network_definition=graph.graph.get("definition", ""),
        measure=chosen.name,
        definition=_definition(chosen, weighted, graph),
        source=f"{chosen.source}; {chosen.reference}" if weighted and chosen.reference else chosen.source,
        weight=weight,
        weight_definition=graph.graph.get("weight_definition", ""),
        parameters=MappingProxyType(parameters),
        size=MappingProxyType(size(graph)),
        rows=_ranks(graph, {actor: scores[actor] for actor in actors}),
    )


def size(graph: Graph) -> dict[str, float]:
    """Return the numbers of `nodes`, `ties` and `components` of a network, and its `density`.

    The density is the share of the pairs of nodes that are tied; in an affiliation network, of the pairs of an actor
    and an event. The direction of an arc does not matter for components.
    """
    import networkx as nx

    nodes, ties = len(graph), nx.number_of_edges(graph)
    events = sum(side == 1 for _, side in graph.nodes(data="bipartite", default=0))
    if events:
        possible = events * (nodes - events)
    else:
        ties_of_others = nodes * (nodes - 1)
        possible = ties_of_others if graph.is_directed() else ties_of_others // 2
    joined = sum(one != other for one, other in graph.edges())
    components = nx.number_connected_components(graph.to_undirected(as_view=True))
    return {
        "nodes": nodes, "ties": ties, "density": joined / possible if possible else 0.0, "components": components
    }  # fmt: skip


def _actors(graph: Graph) -> list[str]:
    """Return the actors of a network.

    Raises
    ------
    SelectionError
        When it has none.
    """
    # Only an affiliation network has the attribute; in it, 1 marks an event.
    actors = [node for node, side in graph.nodes(data="bipartite", default=0) if side == 0]
    if not actors:
        raise SelectionError(f"the {graph.graph.get('name', '')} network has no actors to rank", remedy=ADD_ACTORS)
    return actors


def _definition(measure: Measure, weighted: bool, graph: Graph) -> str:
    """Return what was measured, with what the weights and the kind of network change in it."""
    sentences = [measure.definition]
    if weighted and measure.note:
        sentences.append(measure.note)
    if any("bipartite" in data for _, data in graph.nodes(data=True)):
        sentences.append("Measured on the whole bipartite network, events included; only actors are ranked.")
    return " ".join(sentences)


def equal(scores: Mapping[str, float]) -> list[list[str]]:
    """Return the names with equal scores together, those with the highest score first.

    Scores are equal if they differ by at most TOLERANCE times the greatest of them. Each is compared with the greatest
    of its group, not with the one before: a long chain of scores, each near the next, is not one group.
    """
    groups: list[list[str]] = []
    for name in sorted(scores, key=lambda name: (-scores[name], name)):
        if groups and math.isclose(scores[groups[-1][0]], scores[name], rel_tol=TOLERANCE):
            groups[-1].append(name)
        else:
            groups.append([name])
    return groups


def _ranks(graph: Graph, scores: Mapping[str, float]) -> tuple[Rank, ...]:
    """Return the actors with their ranks, the highest score first."""
    rows: list[Rank] = []
    for group in equal(scores):
        rank_of_group = len(rows) + 1
        by_label = sorted((graph.nodes[actor].get("label", actor), actor) for actor in group)
        kinds = graph.nodes(data="kind", default="")
        rows.extend(Rank(actor, label, kinds[actor], float(scores[actor]), rank_of_group) for label, actor in by_label)
    return tuple(rows)
