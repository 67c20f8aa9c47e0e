"""Define invented networks of many shapes, on which every measure is compared with its definition."""

from __future__ import annotations

import itertools
import random
from typing import Any

import networkx as nx


def named(graph: Any, greatest: int = 1, seed: int = 0) -> Any:
    """Return a graph with the attributes of our networks, weights from 1 to `greatest`, and its nodes in no order."""
    source = random.Random(seed)
    nodes = [f"n{node:04}" for node in range(len(graph))]
    source.shuffle(nodes)
    names = dict(zip(graph, nodes, strict=True))
    kind = nx.DiGraph if graph.is_directed() else nx.Graph
    result = kind(name="commitment" if graph.is_directed() else "co-participation", weight_definition="a number")
    source.shuffle(nodes)
    result.add_nodes_from((node, {"label": f"Label {node}", "kind": "state"}) for node in nodes)
    for one, other in graph.edges:
        weight = source.choice([1, 2, 3, source.randint(1, greatest)]) if greatest > 1 else 1
        result.add_edge(names[one], names[other], weight=weight, distance=1 / weight)
    return result


def _random(nodes: int, share: float, seed: int, directed: bool = False) -> Any:
    return nx.gnp_random_graph(nodes, share, seed=seed, directed=directed)


def _acyclic(nodes: int, share: float, seed: int) -> Any:
    graph = _random(nodes, share, seed, directed=True)
    graph.remove_edges_from([(one, other) for one, other in graph.edges if one >= other])
    return graph


def _union(*graphs: Any) -> Any:
    return nx.disjoint_union_all(graphs)


def _arcs(*arcs: tuple[int, int], alone: int = 0) -> Any:
    graph = nx.DiGraph(arcs)
    graph.add_nodes_from(range(100, 100 + alone))
    return graph


def _cycle(nodes: int) -> Any:
    return nx.cycle_graph(nodes, create_using=nx.DiGraph)


UNDIRECTED = {
    "one node": nx.empty_graph(1),
    "two nodes apart": nx.empty_graph(2),
    "nodes apart": nx.empty_graph(5),
    "pair": nx.path_graph(2),
    "path": nx.path_graph(9),
    "long path": nx.path_graph(20),
    "even cycle": nx.cycle_graph(8),
    "odd cycle": nx.cycle_graph(7),
    "star": nx.star_graph(8),
    "complete": nx.complete_graph(6),
    "complete bipartite": nx.complete_bipartite_graph(3, 4),
    "tree": nx.balanced_tree(2, 3),
    "grid": nx.convert_node_labels_to_integers(nx.grid_2d_graph(3, 5)),
    "clique with a tail": nx.lollipop_graph(6, 7),
    "two cliques joined": nx.barbell_graph(4, 3),
    "triangles and more": _union(nx.complete_graph(3), nx.complete_graph(3), nx.path_graph(4), nx.empty_graph(2)),
    "unlike parts of one eigenvalue": _union(nx.star_graph(4), nx.cycle_graph(5)),
    "sparse": _random(16, 0.12, 4),
    "dense": _random(14, 0.6, 5),
}

DIRECTED = {
    "one node": _arcs(alone=1),
    "one node with a loop": _arcs((0, 0)),
    "nodes apart": _arcs(alone=4),
    "arc": _arcs((0, 1)),
    "both ways": _arcs((0, 1), (1, 0)),
    "path": nx.path_graph(9, create_using=nx.DiGraph),
    "out-star": nx.DiGraph(nx.star_graph(6).edges),
    "in-star": nx.DiGraph((other, one) for one, other in nx.star_graph(6).edges),
    "acyclic": _acyclic(12, 0.4, 6),
    "cycle": _cycle(5),
    "cycle and loop": _arcs(*_cycle(4).edges, (2, 2)),
    "two cycles apart": _union(_cycle(3), _cycle(4)),
    "cycle with a way in and a way out": _arcs((0, 1), (1, 2), (2, 0), (8, 9), (9, 0), (1, 4), (4, 5), (8, 5), alone=1),
    "parts of one eigenvalue with ways in and out": _arcs((0, 1), (1, 0), (5, 6), (6, 5), (8, 0), (6, 9), (1, 9)),
    "complete": nx.complete_graph(5, create_using=nx.DiGraph),
    "sparse": _random(16, 0.1, 7, directed=True),
    "dense": _random(12, 0.4, 8, directed=True),
}

SHAPES = {
    f"{name}{', directed' if graph.is_directed() else ''}{', weights' if greatest > 1 else ''}": named(graph, greatest)
    for graphs, greatest in itertools.product((UNDIRECTED, DIRECTED), (1, 1_000_000))
    for name, graph in graphs.items()
    if greatest == 1 or graph.number_of_edges()
}
"""Networks by what they are, each with all weights 1, and with weights from 1 to a million."""


def heavy_tailed() -> Any:
    """Return a network of 5,000 nodes, a few of them with hundreds of ties, with weights from 1 to 50."""
    return named(nx.barabasi_albert_graph(5000, 3, seed=9), greatest=50)


def cycle_of_two_weights(half: int) -> Any:
    """Return a cycle of arcs, half of weight 10^6, so that scores rise a thousandfold at each step, and half of 1."""
    cycle = nx.cycle_graph([f"{node:03}" for node in range(2 * half)], create_using=nx.DiGraph)
    arcs = sorted(cycle.edges, key=lambda arc: (arc[1] == "000", arc))
    nx.set_edge_attributes(cycle, {arc: 10**6 if index < half else 1 for index, arc in enumerate(arcs)}, "weight")
    return cycle
