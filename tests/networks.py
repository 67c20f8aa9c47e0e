"""Define invented networks of the forms that coalition.network builds."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from typing import Any

import networkx as nx
import numpy as np

from coalition.network import ranking as rank_module


def co_participation(seed: int = 7, actors: int = 18, events: int = 7) -> Any:
    """Return a network of the form that coalition.network builds, of invented events of all sizes."""
    source = random.Random(seed)
    weights: dict[tuple[str, str], int] = {}
    for _ in range(events):
        present = sorted(source.sample(range(actors), min(actors, source.choice([1, 2, 3, 4, 12]))))
        for one, other in itertools.combinations(present, 2):
            weights[f"urn:a{one:02}", f"urn:a{other:02}"] = weights.get((f"urn:a{one:02}", f"urn:a{other:02}"), 0) + 1
    graph = nx.Graph(name="co-participation", definition="Who met whom.", weight_definition="the number of events")
    for actor in range(actors):
        graph.add_node(f"urn:a{actor:02}", label=f"Actor {actor:02}", kind="state")
    for pair, weight in sorted(weights.items()):
        graph.add_edge(*pair, weight=weight, distance=1 / weight)
    return graph


def commitments() -> Any:
    arcs = [("a", "b", 2), ("b", "c", 1), ("c", "a", 3), ("d", "a", 1), ("e", "a", 4), ("b", "f", 1), ("c", "b", 1)]
    graph = nx.DiGraph(name="commitment", definition="Who commits to whom.", weight_definition="commitments")
    graph.add_nodes_from((node, {"label": node.upper(), "kind": "state"}) for node in "abcdef")
    graph.add_edges_from((one, other, {"weight": w, "distance": 1 / w}) for one, other, w in arcs)
    return graph


def affiliation() -> Any:
    graph = nx.Graph(name="affiliation", definition="Who was where.", weight_definition="1")
    graph.add_nodes_from((node, {"label": node, "kind": "person", "bipartite": 0}) for node in "abcd")
    graph.add_nodes_from((node, {"label": node, "kind": "event", "bipartite": 1}) for node in ("e1", "e2"))
    edges = [("a", "e1"), ("b", "e1"), ("b", "e2"), ("c", "e2"), ("d", "e2")]
    graph.add_edges_from(edges, weight=1, distance=1.0)
    return graph


def read_back(graph: Any) -> Any:
    return nx.parse_graphml("\n".join(nx.generate_graphml(graph)))


def scores(ranking: rank_module.Ranking) -> dict[str, float]:
    return {row.actor: row.score for row in ranking.rows}


GRAPHS = [co_participation(), co_participation(3, 25, 4), commitments(), affiliation()]

NAMES = ["dense", "in parts", "directed", "bipartite"]


def random_graphs() -> Iterator[nx.Graph]:
    """Yield graphs with and without directions, loops, weights, several parts and lone nodes."""
    for seed in range(25):
        graph = nx.gnp_random_graph(3 + seed, (0.04, 0.1, 0.3)[seed % 3], seed=seed, directed=bool(seed % 2))
        draw = np.random.default_rng(seed)
        if seed % 5 == 0:
            graph.add_edge(0, 0)
        for _, _, data in graph.edges(data=True):
            data["weight"] = int(draw.integers(1, 5))
        yield graph


def plain(graph: nx.Graph) -> nx.Graph:
    """Return a graph without directions and loops, by networkx alone; two arcs are one tie of both weights."""
    found = nx.Graph()
    found.add_nodes_from(graph)
    for one, other, weight in graph.edges(data="weight", default=1):
        if one != other:
            before = found.get_edge_data(one, other, {"weight": 0})["weight"]
            found.add_edge(one, other, weight=before + weight)
    return found


RANDOM = list(random_graphs())
