"""Compare what an engine computes by SQL with what numpy, scipy and networkx compute, on networks of many kinds."""

from __future__ import annotations

from collections.abc import Mapping

import networkx as nx
import numpy as np

from coalition.engines import parts
from coalition.engines.engine import Engine
from coalition.network.edges import Edges
from coalition.network.linear import Vector
from coalition.network.measures import MEASURES, measure_of, score
from coalition.network.scaled import COMPUTED, loaded

NEAR = 1e-9
"""The greatest relative error of a score."""


def _weighted(graph: nx.Graph, seed: int = 1) -> nx.Graph:
    weights = np.random.default_rng(seed).integers(1, 6, len(graph.edges)).tolist()
    nx.set_edge_attributes(graph, dict(zip(graph.edges, weights, strict=True)), "weight")
    return graph


def _undirected() -> nx.Graph:
    """Return a network of several components, with a long path and a node alone."""
    parts = [nx.barabasi_albert_graph(40, 3, seed=1), nx.path_graph(9), nx.complete_graph(4), nx.empty_graph(1)]
    return _weighted(nx.disjoint_union_all(parts))


def _small() -> nx.Graph:
    """Return a network of several components in which scores settle soon, for an engine that takes long for a round."""
    return _weighted(nx.disjoint_union_all([nx.complete_graph(5), nx.complete_graph(3), nx.empty_graph(1)]), 5)


def _looped() -> nx.Graph:
    graph = nx.relabel_nodes(nx.complete_bipartite_graph(3, 5), lambda node: node)
    graph.add_edge(0, 0)
    return _weighted(nx.convert_node_labels_to_integers(nx.Graph(graph.edges)))


NETWORKS: Mapping[str, nx.Graph] = {
    "components": _undirected(),
    "small": _small(),
    "two sides": _weighted(nx.complete_bipartite_graph(3, 7)),
    "a loop": _looped(),
    "equal components": _weighted(nx.disjoint_union(nx.cycle_graph(5), nx.cycle_graph(5)), 0),
    "no ties": nx.empty_graph(3),
    "one node": nx.empty_graph(1),
    "directed": _weighted(nx.gnp_random_graph(30, 0.08, seed=3, directed=True)),
    "without cycles": _weighted(nx.DiGraph([(0, 1), (0, 2), (1, 3), (2, 3), (3, 4)])),
}


def computes(measure: str, edges: Edges, weighted: bool) -> bool:
    """Tell whether SQL computes a measure of a network."""
    if measure in ("betweenness", "closeness"):
        return not weighted
    return not (edges.directed and measure in ("katz", "eigenvector"))


def scores(engine: Engine, measure: str, edges: Edges, weighted: bool) -> Vector:
    """Return the scores that an engine computes."""
    loaded(engine, edges, weighted)
    COMPUTED[measure](engine, edges, weighted)
    found = engine.columns("SELECT node, score FROM scores")
    assert sorted(found["node"].tolist()) == list(range(edges.nodes))
    values = np.empty(edges.nodes)
    values[found["node"]] = found["score"]
    return values


def agree(engine: Engine, measure: str, graph: nx.Graph, weighted: bool) -> bool:
    """Tell whether an engine computes a measure of a network; check that its scores are right."""
    edges = Edges.from_graph(graph)
    if not computes(measure, edges, weighted):
        return False
    found = scores(engine, measure, edges, weighted)
    right = score(
        edges, measure_of(measure, weighted), weighted, "scipy" if measure != "betweenness" else "auto"
    ).values
    assert (np.abs(found - right) <= NEAR * np.maximum(np.abs(right), np.abs(found))).all(), (measure, weighted)
    return True


def found_parts(engine: Engine, graph: nx.Graph) -> None:
    """Check that an engine finds components and cores."""
    edges = Edges.from_graph(graph)
    loaded(engine, edges, False)
    plain = nx.Graph(graph)
    assert parts.components(engine) == nx.number_connected_components(plain)
    rows = engine.rows("SELECT node, part FROM parts")
    assert dict(rows) == {node: min(each) for each in nx.connected_components(plain) for node in each}
    plain.remove_edges_from([*nx.selfloop_edges(plain)])
    parts.cores(engine)
    assert dict(engine.rows("SELECT node, core FROM cores")) == nx.core_number(plain)


def labelled(graph: nx.Graph, weighted: bool) -> dict[int, int]:
    """Return the community of each node, as `coalition.engines.parts.labels` defines it, in plain Python."""
    labels = {node: node for node in graph}
    for _ in range(parts.LONGEST):
        new = {}
        for node in graph:
            votes = {labels[node]: 1.0}
            for one, other, weight in graph.edges(data="weight", default=1):
                if node in (one, other) and one != other:
                    label = labels[other if node == one else one]
                    votes[label] = votes.get(label, 0) + (weight if weighted else 1)
            new[node] = min(votes, key=lambda label: (-votes[label], label))
        if new == labels:
            break
        labels = new
    return labels


MEASURED = [measure for measure in MEASURES if measure in COMPUTED]
