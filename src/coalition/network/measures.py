"""Define measures of centrality: for each its definition, its source, its parameters, and how networkx computes it.

The scores are those that the definitions say, to about twelve digits. networkx computes them where it can; where its
result would depend on the hash seed, on the rounding of distances or on where an iteration stops, the functions below
avoid that, and comments say how.

One rule holds for all measures. Without weights, each tie counts the same. With weights, measures of paths take 1 /
weight as the length of a tie, and the others count a tie in proportion to its weight.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from coalition.errors import SelectionError, unknown
from coalition.network.linear import Vector, dominant_vector, greatest_eigenvalue, matrix_of, sum_over_walks

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from networkx import Graph

Parameter = float | int | bool | str
Scores = tuple[dict[Any, float], dict[str, Parameter]]
"""The score of each node, and the parameters that it was computed with."""

TOLERANCE = 1e-9
"""Two scores are equal if they differ by at most TOLERANCE times the greater of them.

This is far more than the error of a score, so that rounding never decides a rank. A score that is 0 is exactly 0.
"""

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
    strong:
        The edge attribute to use if the strength of ties counts.
    note, reference:
        What to add to `definition` and `source` if the strength of ties counts.
    """

    name: str
    definition: str
    source: str
    compute: Callable[[Graph, str | None], Scores]
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
    # networkx gives 1 to an actor that is alone in its network.
    others = max(1, len(graph) - 1)
    return {node: ties / others for node, ties in graph.degree()}, {"normalized": True}


def _strength(graph: Graph, weight: str | None) -> Scores:
    return dict(graph.degree(weight=weight)), {"normalized": False}


def _betweenness(graph: Graph, weight: str | None) -> Scores:
    import networkx as nx

    parameters: dict[str, Parameter] = {"normalized": True, "endpoints": False}
    scores = nx.betweenness_centrality(_with_exact_distances(graph) if weight else graph, weight=weight)
    if not all(map(math.isfinite, scores.values())):
        raise OverflowError  # networkx counts shortest paths in floats
    return scores, parameters


def _with_exact_distances(graph: Graph) -> Graph:
    """Return the network with the distances as integers, in the attribute `distance`.

    Sums of 1 / weight are rounded, so that paths of equal length could seem to differ. All distances are therefore
    multiplied by a common multiple of their denominators, which changes no share of paths.
    """
    distances = {(one, other): 1 / Fraction(weight) for one, other, weight in graph.edges(data="weight")}
    scale = math.lcm(*(distance.denominator for distance in distances.values()))
    exact = graph.__class__()
    exact.add_nodes_from(graph)
    exact.add_edges_from((*ends, {"distance": int(distance * scale)}) for ends, distance in distances.items())
    return exact


def _closeness(graph: Graph, weight: str | None) -> Scores:
    import networkx as nx

    return nx.closeness_centrality(graph, distance=weight), {"wf_improved": True}


def _harmonic(graph: Graph, weight: str | None) -> Scores:
    import networkx as nx

    # networkx.harmonic_centrality sums over a set, so that the last digits of its sums depend on the hash seed; fsum
    # gives the same digits in each order.
    against = graph.reverse(copy=False) if graph.is_directed() else graph

    def score(node: Any) -> float:
        lengths = nx.single_source_dijkstra_path_length(against, node, weight=weight or (lambda *_: 1))
        return math.fsum(1 / length for other, length in lengths.items() if other != node)

    return {node: score(node) for node in graph}, {"normalized": False}


def _eigenvector(graph: Graph, weight: str | None) -> Scores:
    import networkx as nx

    if graph.is_directed() and nx.is_directed_acyclic_graph(graph):
        raise SelectionError(
            "eigenvector centrality is not defined for a directed network without cycles",
            remedy="use katz or pagerank",
        )
    return _by_node(graph, dominant_vector(matrix_of(graph, weight), TOLERANCE)), {}


def _pagerank(graph: Graph, weight: str | None) -> Scores:
    alpha = 0.85
    matrix = matrix_of(graph, weight)
    given = matrix.sum(axis=0)
    given[given == 0] = 1  # a node without ties to follow
    # A walker who starts anywhere takes k steps without a jump with probability alpha^k. A node without ties to follow
    # sends its walker anywhere, as a jump does, so it only changes how many walkers start: all in the same proportion.
    scores = sum_over_walks(matrix.multiply(alpha / given).tocsr())
    return _by_node(graph, scores / scores.sum()), {"alpha": alpha}


def _katz(graph: Graph, weight: str | None) -> Scores:
    matrix = matrix_of(graph, weight)
    greatest = greatest_eigenvalue(matrix)
    # The sum is finite if alpha is less than 1 / greatest. Alpha is rounded to six digits, to be printed.
    alpha = min(0.1, float(f"{0.9 / greatest:.6g}")) if greatest else 0.1
    scores = sum_over_walks(alpha * matrix)
    scores /= scores.max()  # else the squares may be too great for a float
    length = math.sqrt(math.fsum(score * score for score in scores))
    return _by_node(graph, scores / length), {"alpha": alpha, "beta": 1.0, "normalized": True}


def _by_node(graph: Graph, scores: Vector) -> dict[Any, float]:
    return dict(zip(graph, map(float, scores), strict=True))


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
                "is the number of nodes; 0 in a network of one node without a tie.",
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
                "compared with those of another: their ratio is that of a power iteration that starts at equal scores.",
                "Bonacich 1972, Factoring and weighting approaches to status scores and clique identification, Journal "
                "of Mathematical Sociology 2(1), 113-120, doi:10.1080/0022250X.1972.9989806; Bonacich 1987, Power and "
                "centrality: a family of measures, American Journal of Sociology 92(5), 1170-1182, doi:10.1086/228631",
                _eigenvector,
                note=BY_STRENGTH,
            ),
            Measure(
                "pagerank",
                "The share of its steps at which a random walker is at the actor. With probability alpha, the next "
                "step follows a tie of the node reached (in a directed network, along the arcs), each with equal "
                "probability; otherwise, and where there is no tie to follow, it leads to any node of the network, "
                "each with equal probability. The shares of all nodes sum to 1.",
                "Brin & Page 1998, The anatomy of a large-scale hypertextual Web search engine, Computer Networks and "
                "ISDN Systems 30(1-7), 107-117, doi:10.1016/S0169-7552(98)00110-X",
                _pagerank,
                note=BY_STRENGTH,
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
