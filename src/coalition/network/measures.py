"""Define measures of centrality: for each its definition, its source, its parameters, and the engines that compute it.

The scores are those that the definitions say, to about twelve digits, whichever engine computes them. Where the result
of an engine would depend on the hash seed, on the rounding of distances or on where an iteration stops, the modules
`paths`, `peers` and `linear` avoid that, and say how.

One rule holds for all measures. Without weights, each tie counts the same. With weights, measures of paths take 1 /
weight as the length of a tie, and the others count a tie in proportion to its weight.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

from coalition.engines.engine import LIBRARIES
from coalition.errors import SelectionError, unknown
from coalition.network import paths, peers
from coalition.network.linear import Vector, dominant_vector, greatest_eigenvalue, is_acyclic, matrix_of, sum_over_walks

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from coalition.network.edges import Edges
    from coalition.network.sampling import Sample

Parameter = float | int | bool | str
Scores = tuple[Vector, dict[str, Parameter]]
"""The score of each node, and the parameters that it was computed with."""

Compute: TypeAlias = "Callable[[Edges, bool], Scores]"
"""Returns the scores, given a network and whether its weights count."""

ENGINES = ("networkx", "igraph", "scipy")
"""The engines; `scipy` stands for arrays of numpy and the solvers of scipy."""

SQL = ("duckdb", "spark")
"""The engines that are asked by SQL, which are taken only where they are named; see `coalition.network.scaled`."""

BY_SQL = ("degree", "strength", "betweenness", "closeness", "eigenvector", "pagerank", "katz")
"""The measures that they compute, to nine digits."""

AUTO = "auto"
"""What stands for the engine that fits the network; see `engines_of`."""

SMALL = 200_000
"""The number of nodes, times that of nodes and ties, up to which networkx computes measures of paths.

That takes it at most a fifth of a second. On one network, with scipy, betweenness takes a thirtieth of its time.
"""

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
    engines:
        What computes it, by the name of the engine, those first that are faster on networks that are not small.
    small:
        The engine for a small network, without weights and with them.
    strong:
        The edge attribute to use if the strength of ties counts.
    note, reference:
        What to add to `definition` and `source` if the strength of ties counts.
    """

    name: str
    definition: str
    source: str
    engines: Mapping[str, Compute]
    small: tuple[str, str] = ("scipy", "scipy")
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


def engines_of(measure: Measure, edges: Edges, weighted: bool, engine: str) -> list[str]:
    """Return the engines to compute a measure of a network with: one, or those to try in turn if it is AUTO.

    Raises
    ------
    SelectionError
        When there is no such engine, it does not have the measure, or it is not installed.
    """
    if engine == AUTO:
        is_small = edges.nodes * (edges.nodes + len(edges.source)) <= SMALL
        first = [measure.small[weighted]] if is_small else []
        return list(dict.fromkeys([*first, *(name for name in measure.engines if is_installed(name))]))
    if engine not in (*ENGINES, *SQL):
        raise unknown("engine", engine, (*ENGINES, *SQL, AUTO))
    if engine not in measure.engines and not (engine in SQL and measure.name in BY_SQL):
        have = " or ".join(f"--engine {name}" for name in measure.engines)
        raise SelectionError(f"{engine} does not compute {measure.name} to twelve digits", remedy=f"use {have}")
    if not is_installed(engine):
        remedy = f"type: python -m pip install 'coalition-graph[{engine}]'"
        raise SelectionError(f"{engine} is not installed", remedy=remedy)
    return [engine]


@cache
def is_installed(engine: str) -> bool:
    """Tell whether an engine can be imported."""
    from importlib.util import find_spec

    return find_spec(LIBRARIES.get(engine, engine)) is not None


@cache
def named(engine: str) -> str:
    """Return the name and version of an engine; of numpy, too, where it is scipy."""
    from importlib.metadata import version

    names = [engine, "numpy"] if engine == "scipy" else [engine]
    return ", ".join(f"{name} {version(LIBRARIES.get(name, name))}" for name in names)


@dataclass(frozen=True, slots=True)
class Scored:
    """Hold the score of each node, shape (n,), the parameters of the computation, and the engine with its version."""

    values: Vector
    parameters: Mapping[str, Parameter]
    engine: str


def score(
    edges: Edges, measure: Measure, weighted: bool = False, engine: str = AUTO, sample: Sample | None = None
) -> Scored:
    """Compute a measure of a network, or estimate betweenness from a sample of the nodes.

    Raises
    ------
    SelectionError
        When the measure is not defined for the network, its scores are too great for floats, or the engine cannot
        compute it; and when `sample` is given for another measure or engine than betweenness and scipy.
    """
    import numpy as np

    if sample:
        computing = _estimating(measure, engine, sample, edges)
    else:
        computing = {name: _compute(measure, name) for name in engines_of(measure, edges, weighted, engine)}
    for name, compute in computing.items():
        try:
            values, parameters = compute(edges, weighted)
            if not np.isfinite(values).all():
                raise OverflowError
        except paths.UnsuitedError as error:
            unsuited = error
        except OverflowError:
            message = f"{measure.name} of this network takes numbers that are too great for a computer's floats"
            raise SelectionError(message, remedy="use another measure") from None
        else:
            return Scored(values, MappingProxyType(parameters), named(name))
    message = f"{name} does not compute {measure.name} of this network: {unsuited}"
    raise SelectionError(message, remedy=f"use --engine {AUTO}")


def _compute(measure: Measure, engine: str) -> Compute:
    if engine in SQL:
        from coalition.network.scaled import by_sql

        return by_sql(engine, "degree" if measure.name == "strength" else measure.name)
    return measure.engines[engine]


def _estimating(measure: Measure, engine: str, sample: Sample, edges: Edges) -> dict[str, Compute]:
    if engine in SQL and measure.name in ("betweenness", "closeness"):
        from coalition.network.scaled import estimated

        return {engine: estimated(engines_of(measure, edges, False, engine)[0], measure.name, sample)}
    if measure.name != "betweenness":
        raise SelectionError(f"{measure.name} is not estimated, but computed", remedy="leave the error out")
    if engine not in (AUTO, "scipy"):
        raise SelectionError(f"{engine} does not estimate betweenness", remedy="use --engine scipy")
    return {"scipy": lambda edges, weighted: (
        paths.betweenness(edges, weighted, sample.draw()),
        {"normalized": True, "endpoints": False, **sample.parameters},
    )}  # fmt: skip


def _of(compute: Callable[[Edges, bool], Vector], **parameters: Parameter) -> Compute:
    """Return a function that returns the parameters with the scores."""
    return lambda edges, weighted: (compute(edges, weighted), dict(parameters))


def _degree(edges: Edges, weighted: bool) -> Vector:
    """Return the strength of each node if `weighted`, else the share of the others that it is tied to."""
    import numpy as np

    if weighted:
        ends = np.concatenate([edges.source, edges.target])
        return np.bincount(ends, np.tile(edges.weight, 2), edges.nodes)
    ties = np.bincount(edges.source, None, edges.nodes) + np.bincount(edges.target, None, edges.nodes)
    # A node that is alone in its network has 0.
    return ties / max(1, edges.nodes - 1)


def _eigenvector(edges: Edges, weighted: bool) -> Scores:
    matrix = matrix_of(edges, weighted)
    if edges.directed and is_acyclic(matrix):
        raise SelectionError(
            "eigenvector centrality is not defined for a directed network without cycles",
            remedy="use katz or pagerank",
        )
    return dominant_vector(matrix, TOLERANCE), {}


def _pagerank(edges: Edges, weighted: bool) -> Scores:
    alpha = 0.85
    matrix = matrix_of(edges, weighted)
    given = matrix.sum(axis=0)
    given[given == 0] = 1  # a node without ties to follow
    # A walker who starts anywhere takes k steps without a jump with probability alpha^k. A node without ties to follow
    # sends its walker anywhere, as a jump does, so it only changes how many walkers start: all in the same proportion.
    scores = sum_over_walks(matrix.multiply(alpha / given).tocsr(), None if edges.directed else given)
    return scores / scores.sum(), {"alpha": alpha}


def _katz(edges: Edges, weighted: bool) -> Scores:
    matrix = matrix_of(edges, weighted)
    greatest = greatest_eigenvalue(matrix)
    # The sum is finite if alpha is less than 1 / greatest. Alpha is rounded to six digits, to be printed.
    alpha = min(0.1, float(f"{0.9 / greatest:.6g}")) if greatest else 0.1
    scores = sum_over_walks(alpha * matrix, None if edges.directed else 1.0)
    scores /= scores.max()  # else the squares may be too great for a float
    length = math.sqrt(math.fsum((scores * scores).tolist()))
    return scores / length, {"alpha": alpha, "beta": 1.0, "normalized": True}


STRENGTH = Measure(
    "strength",
    "The sum of the weights of the actor's ties, in both directions in a directed network; not normalised.",
    "Barrat, Barthelemy, Pastor-Satorras & Vespignani 2004, The architecture of complex weighted networks, "
    "PNAS 101(11), 3747-3752, doi:10.1073/pnas.0400087101",
    {
        "scipy": _of(_degree, normalized=False),
        "networkx": _of(peers.networkx_degree, normalized=False),
    },
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
                {
                    "scipy": _of(_degree, normalized=True),
                    "networkx": _of(peers.networkx_degree, normalized=True),
                },
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
                {
                    "scipy": _of(paths.betweenness, normalized=True, endpoints=False),
                    "igraph": _of(peers.igraph_betweenness, normalized=True, endpoints=False),
                    "networkx": _of(peers.networkx_betweenness, normalized=True, endpoints=False),
                },
                small=("networkx", "networkx"),
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
                {
                    "scipy": _of(paths.closeness, wf_improved=True),
                    "igraph": _of(peers.igraph_closeness, wf_improved=True),
                    "networkx": _of(peers.networkx_closeness, wf_improved=True),
                },
                small=("scipy", "networkx"),
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
                {
                    "scipy": _of(paths.harmonic, normalized=False),
                    "igraph": _of(peers.igraph_harmonic, normalized=False),
                    "networkx": _of(peers.networkx_harmonic, normalized=False),
                },
                small=("scipy", "networkx"),
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
                {"scipy": _eigenvector},
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
                {"scipy": _pagerank},
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
                {"scipy": _katz},
                note=BY_STRENGTH,
            ),
        )
    }
)
"""The measures that a user can choose, by name."""
