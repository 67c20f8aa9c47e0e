"""Place the nodes of a network, so that what belongs together lies together; places are kept with the snapshot."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from coalition.kept import kept
from coalition.output import fonts

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from coalition.network.edges import Edges

FEW = 400
"""Up to how many nodes all pairs are taken into account."""

SEED, ROUNDS = 20251, 150
"""What random places begin with, so that equal networks look equal, and how often they are improved."""

MANY, HASTY = 20_000, 50
"""From how many nodes on places are improved less often, and how often."""


def placed(edges: Edges, parts: NDArray[np.int64], folder: Path, key: str) -> NDArray[np.float64]:
    """Return a place for each node, in a square from -1 to 1; shape (n, 2).

    Parameters
    ----------
    edges:
        The network.
    parts:
        The number of the community of each node.
    folder:
        That of the snapshot, in which the places are kept where it can be written.
    key:
        What the network is made from, in the snapshot.
    """

    def made() -> bytes:
        content = io.BytesIO()
        np.save(content, computed(edges, parts).astype(np.float32))
        return content.getvalue()

    places = kept(folder, "layout", key, made, lambda content: np.load(io.BytesIO(content), allow_pickle=False))
    return np.asarray(places, dtype=np.float64)


def computed(edges: Edges, parts: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return places: near its community at first, and then as forces between nodes and ties move them."""
    start = _begun(parts)
    if not len(edges.source):
        return _scaled(start)
    if edges.nodes <= FEW:
        import networkx as nx

        graph = edges.to_networkx().to_undirected()
        found = nx.spring_layout(
            graph, pos=dict(enumerate(start)), iterations=ROUNDS, seed=SEED, k=3 / edges.nodes**0.5
        )
        return _scaled(np.array([found[node] for node in range(edges.nodes)]))
    fonts.keep_quiet()
    import igraph

    graph = igraph.Graph(n=edges.nodes, edges=np.column_stack([edges.source, edges.target]))
    size = float(edges.nodes) ** 0.5
    moved = graph.layout_fruchterman_reingold(
        seed=(start * size).tolist(), niter=ROUNDS if edges.nodes < MANY else HASTY, grid="grid", start_temp=size / 20
    )
    return _scaled(np.array(moved.coords))


def _begun(parts: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return places about the middle of each community; the middles lie on a spiral, those of large ones first."""
    sizes = np.bincount(parts)
    order = np.argsort(-sizes, kind="stable")
    reach = np.sqrt(np.cumsum(sizes[order]) / sizes.sum())
    angles = np.arange(len(order)) * np.pi * (3 - 5**0.5)
    middles = np.empty((len(sizes), 2))
    middles[order] = np.column_stack([reach * np.cos(angles), reach * np.sin(angles)])
    spread = np.sqrt(sizes / sizes.sum())[:, None] * 0.5
    noise = np.random.default_rng(SEED).normal(size=(len(parts), 2))
    places: NDArray[np.float64] = middles[parts] + spread[parts] * noise
    return places


def _scaled(places: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return places in a square from -1 to 1: far nodes are brought near, and crowds spread by half their order."""
    if not len(places):
        return places
    middle = np.median(places, axis=0)
    found = places - middle
    reach = np.quantile(np.abs(found), 0.95) or 1.0
    near = np.clip(found / reach, -1, 1)
    ranks = np.argsort(np.argsort(places, axis=0, kind="stable"), axis=0) / max(1, len(places) - 1) * 2 - 1
    spread: NDArray[np.float64] = (near + ranks) / 2 if len(places) > 1 else near
    return spread
