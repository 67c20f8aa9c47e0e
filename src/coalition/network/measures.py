"""Measures of centrality: the definition of each, its source, its parameters, and how networkx computes it.

The numbers are those of networkx on the same edges. Where an order of summation would depend on the hash seed, or an
iteration leaves a remainder, this module sums exactly or starts where no remainder arises; the definitions say so.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from coalition.errors import SelectionError, unknown

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from networkx import Graph

Parameter = float | int | bool | str
Scores = tuple[dict[Any, float], dict[str, Parameter]]
"""The score of each node, and the parameters that it was computed with."""

RELATIVE, ABSOLUTE = 1e-9, 1e-12
"""Two scores are equal if they differ by no more than this, relative to the greater one or in themselves."""

FREEMAN = (
    "Freeman 1978, Centrality in social networks: conceptual clarification, Social Networks 1(3), 215-239, "
    "doi:10.1016/0378-8733(78)90021-7"
)
NEWMAN = (
    "Newman 2001, Scientific collaboration networks II: shortest paths, weighted networks, and centrality, "
    "Physical Review E 64, 016132, doi:10.1103/PhysRevE.64.016132"
)
BY_DISTANCE = "The length of a path is the sum of the edge attribute distance, 1 / weight, so strong ties are short."
BY_STRENGTH = "Ties count in proportion to the edge attribute weight."


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure of centrality.

    `weight` names the edge attribute that networkx uses unless told otherwise, or is None; `strong` is the attribute
    used if the strength of ties is to count, with `note` and `reference` added to `definition` and `source`.
    """

    name: str
    definition: str
    source: str
    compute: Callable[[Graph, str | None], Scores]
    weight: str | None = None
    strong: str = "weight"
    note: str = ""
    reference: str = ""


def measure_of(measure: str, weighted: bool) -> Measure:
    """The measure of that name; with `weighted`, strength in place of degree.

    Raises
    ------
    SelectionError
        When there is none; the nearest is suggested.
    """
    if measure not in MEASURES:
        raise unknown("measure", measure, MEASURES)
    return STRENGTH if weighted and measure == "degree" else MEASURES[measure]


def _degree(graph: Graph, _: str | None) -> Scores:
    import networkx as nx

    return nx.degree_centrality(graph), {"normalized": True}


def _strength(graph: Graph, weight: str | None) -> Scores:
    return dict(graph.degree(weight=weight)), {"normalized": False}


def _betweenness(graph: Graph, weight: str | None) -> Scores:
    import networkx as nx

    parameters: dict[str, Parameter] = {"normalized": True, "endpoints": False}
    if weight is None:
        return nx.betweenness_centrality(graph), parameters
    # Sums of 1/weight in binary break ties between paths of equal length; multiples of 1/lcm do not.
    scale = math.lcm(*(int(w) for _, _, w in graph.edges(data="weight")))
    exact = graph.__class__()
    exact.add_nodes_from(graph)
    exact.add_edges_from((one, other, {weight: scale // int(w)}) for one, other, w in graph.edges(data="weight"))
    return nx.betweenness_centrality(exact, weight=weight), {**parameters, "distance_scale": scale}


def _closeness(graph: Graph, weight: str | None) -> Scores:
    import networkx as nx

    return nx.closeness_centrality(graph, distance=weight), {"wf_improved": True}


def _harmonic(graph: Graph, weight: str | None) -> Scores:
    import networkx as nx

    # networkx sums over a set, so its last digits follow the hash seed; one source at a time, and fsum, do not.
    terms = [nx.harmonic_centrality(graph, distance=weight, sources=[source]) for source in graph]
    return {node: math.fsum(term[node] for term in terms) for node in graph}, {"normalized": False}


def _parts(graph: Graph, weight: str | None) -> list[tuple[float, list[Any]]]:
    """The (strongly) connected parts of a network, each with the greatest eigenvalue of its adjacency matrix."""
    import networkx as nx
    import numpy as np

    directed = graph.is_directed()
    parts = []
    for part in nx.strongly_connected_components(graph) if directed else nx.connected_components(graph):
        nodes = sorted(part)
        matrix = nx.to_numpy_array(graph, nodelist=nodes, weight=weight)
        values = np.linalg.eigvals(matrix) if directed else np.linalg.eigvalsh(matrix)
        parts.append((float(np.abs(values).max()), nodes))
    return parts


def _eigenvector(graph: Graph, weight: str | None) -> Scores:
    import networkx as nx

    parts = _parts(graph, weight)
    greatest = max(radius for radius, _ in parts)
    if graph.is_directed() and greatest == 0:
        raise SelectionError(
            "eigenvector centrality is not defined on a directed network without cycles",
            remedy="take katz or pagerank",
        )
    reached: set[Any] = set()
    for radius, nodes in parts:
        if radius >= greatest * (1 - RELATIVE):
            reached.update(nodes, *(nx.descendants(graph, node) for node in nodes[:1] if graph.is_directed()))
    # Elsewhere the limit is 0, which the iteration nears and never gives; and a copy keeps the order of the nodes.
    core = graph.copy()
    core.remove_nodes_from([node for node in graph if node not in reached])
    limits: dict[str, Parameter] = {"max_iter": 10_000, "tol": 1e-12}
    try:
        scores = nx.eigenvector_centrality(core, weight=weight, **limits)
    except nx.PowerIterationFailedConvergence:
        raise SelectionError(
            f"eigenvector centrality does not settle on this network in {limits['max_iter']} steps",
            remedy="take katz or pagerank",
        ) from None
    return {node: scores.get(node, 0.0) for node in graph}, limits


def _pagerank(graph: Graph, weight: str | None) -> Scores:
    import networkx as nx

    limits: dict[str, Parameter] = {"alpha": 0.85, "max_iter": 100, "tol": 1e-6}
    return nx.pagerank(graph, weight=weight, **limits), limits


def _katz(graph: Graph, weight: str | None) -> Scores:
    import networkx as nx

    greatest = max(radius for radius, _ in _parts(graph, weight))
    # Six digits: the eigenvalue's last ones differ between linear algebra libraries.
    alpha = min(0.1, float(f"{0.9 / greatest:.6g}")) if greatest else 0.1
    limits: dict[str, Parameter] = {"alpha": alpha, "beta": 1.0, "max_iter": 10_000, "tol": 1e-12}
    return nx.katz_centrality(graph, weight=weight, **limits), {**limits, "normalized": True}


STRENGTH = Measure(
    "strength",
    "The sum of the weights of the actor's ties, in both directions in a directed network; not normalised.",
    "Barrat, Barthelemy, Pastor-Satorras & Vespignani 2004, The architecture of complex weighted networks, "
    "PNAS 101(11), 3747-3752, doi:10.1073/pnas.0400087101",
    _strength,
)
"""What degree becomes if the strength of ties counts."""

MEASURES: Mapping[str, Measure] = MappingProxyType(
    {
        measure.name: measure
        for measure in (
            Measure(
                "degree",
                "The number of the actor's ties, in both directions in a directed network, divided by n - 1, where n "
                "is the number of nodes.",
                FREEMAN,
                _degree,
            ),
            Measure(
                "betweenness",
                "The share of the shortest paths between two other nodes that pass through the actor, summed over all "
                "pairs and divided by the number of pairs: (n - 1)(n - 2) / 2, or twice that in a directed network.",
                "Freeman 1977, A set of measures of centrality based on betweenness, Sociometry 40(1), 35-41, "
                "doi:10.2307/3033543; computed after Brandes 2001, A faster algorithm for betweenness centrality, "
                "Journal of Mathematical Sociology 25(2), 163-177, doi:10.1080/0022250X.2001.9990249, and Brandes "
                "2008, On variants of shortest-path betweenness centrality and their generic computation, Social "
                "Networks 30(2), 136-145, doi:10.1016/j.socnet.2007.11.001",
                _betweenness,
                strong="distance",
                note=BY_DISTANCE,
                reference=NEWMAN,
            ),
            Measure(
                "closeness",
                "The number r of nodes that can reach the actor, divided by the sum of their distances to it (in a "
                "directed network along the arcs, towards the actor), times r / (n - 1), so that an actor of a small "
                "part of the network does not seem close to all; 0 if none can reach it.",
                f"{FREEMAN}; the factor for several parts: Wasserman & Faust 1994, Social Network Analysis, p. 201",
                _closeness,
                strong="distance",
                note=BY_DISTANCE,
                reference=NEWMAN,
            ),
            Measure(
                "harmonic",
                "The sum of 1 / distance over all other nodes, measured towards the actor in a directed network, where "
                "a node that cannot reach it adds 0; not normalised.",
                "Marchiori & Latora 2000, Harmony in the small-world, Physica A 285(3-4), 539-546, "
                "doi:10.1016/S0378-4371(00)00311-3; Rochat 2009, Closeness centrality extended to unconnected graphs: "
                "the harmonic centrality index, ASNA 2009; Boldi & Vigna 2014, Axioms for centrality, Internet "
                "Mathematics 10(3-4), 222-262, doi:10.1080/15427951.2013.865686",
                _harmonic,
                strong="distance",
                note=BY_DISTANCE,
                reference=NEWMAN,
            ),
            Measure(
                "eigenvector",
                "The actor's entry in the eigenvector of the greatest eigenvalue of the adjacency matrix, of Euclidean "
                "length 1: a score proportional to the sum of the neighbours' scores (in a directed network, of those "
                "with arcs to the actor). In a network of several parts, only the part with the greatest eigenvalue, "
                "and what can be reached from it, has a score above 0; if several parts share that eigenvalue, their "
                "scores relative to each other follow from a start with equal scores and mean little.",
                "Bonacich 1972, Factoring and weighting approaches to status scores and clique identification, Journal "
                "of Mathematical Sociology 2(1), 113-120, doi:10.1080/0022250X.1972.9989806; Bonacich 1987, Power and "
                "centrality: a family of measures, American Journal of Sociology 92(5), 1170-1182, doi:10.1086/228631",
                _eigenvector,
                note=BY_STRENGTH,
            ),
            Measure(
                "pagerank",
                "The share of time that a walker spends at the actor who follows a tie, picked in proportion to its "
                "weight (in a directed network along the arcs), with probability alpha, and else, or where there is no "
                "tie to follow, goes to any node; the shares of all nodes sum to 1, and are iterated until they change "
                "by less than tol times n in all.",
                "Brin & Page 1998, The anatomy of a large-scale hypertextual Web search engine, Computer Networks and "
                "ISDN Systems 30(1-7), 107-117, doi:10.1016/S0169-7552(98)00110-X",
                _pagerank,
                weight="weight",
            ),
            Measure(
                "katz",
                "Beta plus alpha times the sum of the neighbours' scores (in a directed network, of those with arcs to "
                "the actor), scaled to Euclidean length 1: walks that end at the actor, each step discounted by alpha, "
                "which is 0.1, or 0.9 divided by the greatest eigenvalue of the adjacency matrix if that is smaller.",
                "Katz 1953, A new status index derived from sociometric analysis, Psychometrika 18(1), 39-43, "
                "doi:10.1007/BF02289026",
                _katz,
                note=BY_STRENGTH,
            ),
        )
    }
)
"""The measures that can be asked for, by name."""
