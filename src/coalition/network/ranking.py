"""Rank the actors of a network by a measure of centrality."""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from coalition.errors import SelectionError
from coalition.network.definitions import ADD_ACTORS
from coalition.network.edges import Edges
from coalition.network.measures import AUTO, TOLERANCE, Measure, Parameter, measure_of, score
from coalition.network.sampling import SOURCES, Sample

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from networkx import Graph

    from coalition.network.linear import Vector


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
    engine:
        The library that computed the scores, and its version.
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
    engine: str
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
        `weight_definition`, `parameters`, `engine`, `size`, and `ranking`, a list of objects with `actor` (an IRI),
        `label`, `kind`, `score` and `rank`.
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
            "engine": self.engine,
            "size": dict(self.size),
            "ranking": [
                {"actor": row.actor, "label": row.label, "kind": row.kind, "score": row.score, "rank": row.rank}
                for row in self.rows
            ],
        }


@dataclass(frozen=True, slots=True, eq=False)
class Described:
    """Say what the numbers of a network stand for.

    Attributes
    ----------
    network, definition, weight_definition:
        The name of the network, what its nodes and ties are, and what the weight of a tie is.
    actors, labels, kinds:
        The IRI, the label and the kind of each node, in the order of its number.
    """

    network: str
    definition: str
    weight_definition: str
    actors: Sequence[str]
    labels: Sequence[str]
    kinds: Sequence[str]

    @classmethod
    def from_graph(cls, graph: Graph) -> Described:
        """Return what the nodes of a network of networkx stand for."""
        nodes, about = graph.nodes, graph.graph
        return cls(
            about.get("name", ""),
            about.get("definition", ""),
            about.get("weight_definition", ""),
            tuple(graph),
            tuple(nodes[node].get("label", node) for node in graph),
            tuple(nodes[node].get("kind", "") for node in graph),
        )


def rank(
    graph: Graph,
    measure: str = "degree",
    weighted: bool = False,
    engine: str = AUTO,
    approximate: float | None = None,
) -> Ranking:
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
    engine:
        One of ENGINES, or `auto` for the one that fits the network.
    approximate:
        Estimate betweenness from a sample of the nodes, so that no score is wrong by more than this with a probability
        of at least 95 percent; see `coalition.network.sampling`. None computes it.

    Raises
    ------
    SelectionError
        When `measure` is not a key of MEASURES, the network has no actors, the measure is not defined for it, or the
        engine does not compute it.
    """
    return rank_edges(Edges.from_graph(graph), Described.from_graph(graph), measure, weighted, engine, approximate)


def rank_edges(
    edges: Edges,
    described: Described,
    measure: str = "degree",
    weighted: bool = False,
    engine: str = AUTO,
    approximate: float | None = None,
) -> Ranking:
    """Rank the actors of a network that is held as arrays; parameters and errors are those of `rank`."""
    chosen = measure_of(measure, weighted)
    actors = actors_of(edges)
    if not len(actors):
        raise SelectionError(f"the {described.network} network has no actors to rank", remedy=ADD_ACTORS)
    sample = Sample.within(approximate, edges.nodes) if approximate is not None else None
    scored = score(edges, chosen, weighted, engine, sample)
    if sample:  # how many are drawn may depend on the network
        sample = replace(sample, samples=int(scored.parameters["samples"]))
    definition, source = told_of(chosen, weighted, edges.side is not None, sample)
    return Ranking(
        network=described.network,
        network_definition=described.definition,
        measure=chosen.name,
        definition=definition,
        source=source,
        weight=chosen.strong if weighted else None,
        weight_definition=described.weight_definition,
        parameters=scored.parameters,
        engine=scored.engine,
        size=MappingProxyType(size_of(edges)),
        rows=_rows(described, actors, scored.values[actors]),
    )


def actors_of(edges: Edges) -> Vector:
    """Return the numbers of the actors of a network; only in an affiliation network, other nodes are events."""
    import numpy as np

    return np.arange(edges.nodes) if edges.side is None else np.flatnonzero(edges.side == 0)


def size(graph: Graph) -> dict[str, float]:
    """Return the size of a network of networkx, as `size_of` does."""
    return size_of(Edges.from_graph(graph))


def size_of(edges: Edges) -> dict[str, float]:
    """Return the numbers of `nodes`, `ties` and `components` of a network, and its `density`.

    The density is the share of the pairs of nodes that are tied; in an affiliation network, of the pairs of an actor
    and an event. The direction of an arc does not matter for components.
    """
    events = edges.nodes - len(actors_of(edges))
    joined = int((edges.source != edges.target).sum())
    return size_in(edges.nodes, events, len(edges.source), joined, edges.directed, edges.components())


def size_in(nodes: int, events: int, ties: int, joined: int, directed: bool, components: int) -> dict[str, float]:
    """Return what `size_of` does, given the numbers of nodes, of events among them, of ties, and of those but loops."""
    pairs = nodes * (nodes - 1) if directed else nodes * (nodes - 1) // 2
    possible = events * (nodes - events) if events else pairs
    return {
        "nodes": nodes, "ties": ties, "density": joined / possible if possible else 0.0, "components": components
    }  # fmt: skip


def told_of(measure: Measure, weighted: bool, bipartite: bool, sample: Sample | None) -> tuple[str, str]:
    """Return what was measured, with what weights, the kind of network and a sample change in it, and after whom."""
    sentences = [measure.definition]
    if weighted and measure.note:
        sentences.append(measure.note)
    if bipartite:
        sentences.append("Measured on the whole bipartite network, events included; only actors are ranked.")
    if sample:
        sentences.append(sample.note())
    references = [measure.source, measure.reference if weighted else "", SOURCES[measure.name] if sample else ""]
    return " ".join(sentences), "; ".join(filter(None, references))


def equal(scores: Mapping[str, float]) -> list[list[str]]:
    """Return the names with equal scores together, those with the highest score first; `places` says what is equal."""
    import numpy as np

    names = sorted(scores, key=lambda name: (-scores[name], name))
    firsts = np.unique(places(np.array([scores[name] for name in names], dtype=float))).tolist()
    return [names[first - 1 : last - 1] for first, last in zip(firsts, [*firsts[1:], len(names) + 1], strict=False)]


def places(scores: Vector) -> Vector:
    """Return the rank of each score, the highest first; equal scores have the same rank, and the next counts them all.

    Scores are equal if they differ by at most TOLERANCE times the greatest of them. Each is compared with the greatest
    of its group, not with the one before: a long chain of scores, each near the next, is not one group.

    Parameters
    ----------
    scores:
        An array of shape (n,), of scores of at least 0.

    Returns
    -------
    An array of shape (n,), of whole numbers from 1 to n.
    """
    import numpy as np

    if not len(scores):
        return np.zeros(0, dtype=np.int64)
    order = np.argsort(-scores, kind="stable")
    falling = scores[order]
    # Where a score is far below the one before, a group begins. Between two such places, it begins where a score is
    # far below the first of the group before.
    starts = np.append(0, np.flatnonzero(falling[:-1] - falling[1:] > 2 * TOLERANCE * falling[:-1]) + 1)
    ends = np.append(starts[1:], len(scores))
    firsts = np.zeros(len(scores), dtype=np.int64)
    firsts[starts] = starts
    for run in np.flatnonzero(falling[starts] - falling[ends - 1] > TOLERANCE * falling[starts]).tolist():
        first, end = int(starts[run]), int(ends[run])
        while len(lower := np.flatnonzero(falling[first] - falling[first:end] > TOLERANCE * falling[first])):
            first += int(lower[0])
            firsts[first] = first
    ranks = np.empty(len(scores), dtype=np.int64)
    ranks[order] = np.maximum.accumulate(firsts) + 1
    return ranks


def _rows(described: Described, actors: Vector, scores: Vector) -> tuple[Rank, ...]:
    """Return the actors with their ranks, the highest score first, and equal ones in the order of their labels."""
    found = zip(actors.tolist(), scores.tolist(), places(scores).tolist(), strict=True)
    rows = [
        Rank(described.actors[node], described.labels[node], described.kinds[node], score, rank)
        for node, score, rank in found
    ]
    return tuple(sorted(rows, key=lambda row: (row.rank, row.label, row.actor)))
