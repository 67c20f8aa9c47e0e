"""Define measures of centrality: for each its definition, its source, its parameters, and how networkx computes it.

The scores are those of networkx for the same edges. Where the result of networkx would depend on the hash seed, on the
rounding of distances or on where an iteration stops, the functions below avoid that, and comments say how.
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
"""Two scores are equal if they differ by at most RELATIVE times the greater of them, or by at most ABSOLUTE."""

FREEMAN = (
    "Freeman 1978, Centrality in social networks: conceptual clarification, Social Networks 1(3), 215-239, "
    "doi:10.1016/0378-8733(78)90021-7"
)
NEWMAN = (
    "Newman 2001, Scientific collaboration networks II: shortest paths, weighted networks, and centrality, "
    "Physical Review E 64, 016132, doi:10.1103/PhysRevE.64.016132"
)
BY_DISTANCE = "The length of a path is the sum of the distances of its ties, each 1 / weight, so strong ties are short."
BY_STRENGTH = "Ties count in proportion to their weight."


@dataclass(frozen=True, slots=True)
class Measure:
    """Define a measure of centrality.

    Attributes
    ----------
    name:
        The name by which users choose it.
    definition, source:
        What it measures, in sentences, and the publications that define it.
    compute:
        Returns the scores and the parameters, given a network and the edge attribute that counts, or None.
    weight:
        The edge attribute that networkx uses by default; None if it uses none.
    strong:
        The edge attribute to use if the strength of ties counts.
    note, reference:
        What to add to `definition` and `source` if the strength of ties counts.
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
    """Return the measure with a name; if `weighted`, strength in place of degree.

    Raises
    ------
    SelectionError
        When there is no such measure. The error suggests the one with the nearest name.
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
    exact, scale = _with_exact_distances(graph, weight)
    return nx.betweenness_centrality(exact, weight=weight), {**parameters, "distance_scale": scale}


def _with_exact_distances(graph: Graph, distance: str) -> tuple[Graph, int]:
    """Return the network with integer distances in the attribute `distance`, and what they were multiplied by.

    Sums of 1 / weight are rounded, so that paths of equal length could seem to differ. All distances are therefore
    multiplied by the least common multiple of the weights.
    """
    scale = math.lcm(*(int(weight) for _, _, weight in graph.edges(data="weight")))
    exact = graph.__class__()
    exact.add_nodes_from(graph)
    exact.add_edges_from((one, other, {distance: scale // int(w)}) for one, other, w in graph.edges(data="weight"))
    return exact, scale


def _closeness(graph: Graph, weight: str | None) -> Scores:
    import networkx as nx

    return nx.closeness_centrality(graph, distance=weight), {"wf_improved": True}


def _harmonic(graph: Graph, weight: str | None) -> Scores:
    import networkx as nx

    # networkx sums over a set, so that the last digits of its sums depend on the hash seed. Asking for one source at a
    # time and summing with fsum gives the same digits each time.
    terms = [nx.harmonic_centrality(graph, distance=weight, sources=[source]) for source in graph]
    return {node: math.fsum(term[node] for term in terms) for node in graph}, {"normalized": False}


def _components(graph: Graph, weight: str | None) -> list[tuple[float, list[Any]]]:
    """Return the components of a network, each with the greatest eigenvalue of its adjacency matrix, then its nodes.

    In a directed network, they are the strongly connected components.
    """
    import networkx as nx
    import numpy as np

    directed = graph.is_directed()
    components = []
    for component in nx.strongly_connected_components(graph) if directed else nx.connected_components(graph):
        nodes = sorted(component)
        matrix = nx.to_numpy_array(graph, nodelist=nodes, weight=weight)
        values = np.linalg.eigvals(matrix) if directed else np.linalg.eigvalsh(matrix)
        components.append((float(np.abs(values).max()), nodes))
    return components


def _eigenvector(graph: Graph, weight: str | None) -> Scores:
    import networkx as nx

    components = _components(graph, weight)
    greatest = max(eigenvalue for eigenvalue, _ in components)
    if graph.is_directed() and greatest == 0:
        raise SelectionError(
            "eigenvector centrality is not defined for a directed network without cycles",
            remedy="use katz or pagerank",
        )
    reached: set[Any] = set()
    for eigenvalue, nodes in components:
        if eigenvalue >= greatest * (1 - RELATIVE):
            reached.update(nodes, *(nx.descendants(graph, node) for node in nodes[:1] if graph.is_directed()))
    # All other scores are 0, which the iteration approaches but never reaches, so their nodes are removed first. They
    # are removed from a copy, rather than the others taken with subgraph(), to keep the order of the nodes.
    core = graph.copy()
    core.remove_nodes_from([node for node in graph if node not in reached])
    limits: dict[str, Parameter] = {"max_iter": 10_000, "tol": 1e-12}
    try:
        scores = nx.eigenvector_centrality(core, weight=weight, **limits)
    except nx.PowerIterationFailedConvergence:
        raise SelectionError(
            f"eigenvector centrality does not converge for this network within {limits['max_iter']} steps",
            remedy="use katz or pagerank",
        ) from None
    return {node: scores.get(node, 0.0) for node in graph}, limits


def _pagerank(graph: Graph, weight: str | None) -> Scores:
    import networkx as nx

    limits: dict[str, Parameter] = {"alpha": 0.85, "max_iter": 100, "tol": 1e-6}
    return nx.pagerank(graph, weight=weight, **limits), limits


def _katz(graph: Graph, weight: str | None) -> Scores:
    import networkx as nx

    greatest = max(eigenvalue for eigenvalue, _ in _components(graph, weight))
    # The iteration converges if alpha is less than 1 / greatest. It is rounded to six digits, because the last digits
    # of the eigenvalue differ between libraries for linear algebra.
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
"""The measure that stands in for degree if the strength of ties counts."""

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
                "pairs of other nodes and divided by the number of these pairs: (n - 1)(n - 2) / 2, where n is the "
                "number of nodes, or twice that in a directed network.",
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
                "The number r of other nodes from which a path leads to the actor, divided by the sum of their "
                "distances to it (in a directed network, along the arcs) and multiplied by r / (n - 1), where n is the "
                "number of nodes; 0 if r is 0. The factor r / (n - 1) keeps an actor in a small component from seeming "
                "close to the whole network.",
                f"{FREEMAN}; the factor r / (n - 1): Wasserman & Faust 1994, Social Network Analysis, p. 201",
                _closeness,
                strong="distance",
                note=BY_DISTANCE,
                reference=NEWMAN,
            ),
            Measure(
                "harmonic",
                "The sum of 1 / distance over all other nodes, where distance is the length of the shortest path to "
                "the actor (in a directed network, along the arcs), and a node without such a path adds 0; not "
                "normalised.",
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
                "The actor's entry in the eigenvector of the greatest eigenvalue of the adjacency matrix, scaled to "
                "Euclidean length 1: a score proportional to the sum of the neighbours' scores (in a directed network, "
                "of those with arcs to the actor). In a network of several components (in a directed network, strongly "
                "connected ones), only the component with the greatest eigenvalue, and the nodes that can be reached "
                "from it, have scores above 0. If several components share that eigenvalue, scores of one cannot be "
                "compared with those of another: their ratio results from the start of the iteration, at equal scores.",
                "Bonacich 1972, Factoring and weighting approaches to status scores and clique identification, Journal "
                "of Mathematical Sociology 2(1), 113-120, doi:10.1080/0022250X.1972.9989806; Bonacich 1987, Power and "
                "centrality: a family of measures, American Journal of Sociology 92(5), 1170-1182, doi:10.1086/228631",
                _eigenvector,
                note=BY_STRENGTH,
            ),
            Measure(
                "pagerank",
                "The share of its steps at which a random walker is at the actor. With probability alpha, the next "
                "step follows a tie of the node reached (in a directed network, along the arcs), chosen in proportion "
                "to its weight; otherwise, and where there is no tie to follow, it leads to any node of the network, "
                "each with equal probability. The shares of all nodes sum to 1. They are iterated until the sum of "
                "their changes is less than tol times n, where n is the number of nodes.",
                "Brin & Page 1998, The anatomy of a large-scale hypertextual Web search engine, Computer Networks and "
                "ISDN Systems 30(1-7), 107-117, doi:10.1016/S0169-7552(98)00110-X",
                _pagerank,
                weight="weight",
            ),
            Measure(
                "katz",
                "Beta plus alpha times the sum of the neighbours' scores (in a directed network, of those with arcs to "
                "the actor), scaled to Euclidean length 1. This counts the walks that end at the actor; each step of a "
                "walk multiplies what it counts by alpha. Alpha is 0.1, or 0.9 divided by the greatest eigenvalue of "
                "the adjacency matrix if that is smaller.",
                "Katz 1953, A new status index derived from sociometric analysis, Psychometrika 18(1), 39-43, "
                "doi:10.1007/BF02289026",
                _katz,
                note=BY_STRENGTH,
            ),
        )
    }
)
"""The measures that a user can choose, by name."""
