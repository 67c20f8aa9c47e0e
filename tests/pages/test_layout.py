"""Test that nodes get places: equal networks the same, communities together, and none far away."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pytest

from coalition.network.cohesion import communities, undirected
from coalition.network.edges import Edges
from coalition.pages import layout
from coalition.pages.layout import computed, placed


def network(groups: int, size: int) -> Edges:
    return Edges.from_graph(nx.connected_caveman_graph(groups, size))


def parts(edges: Edges) -> Any:
    return np.asarray(communities(undirected(edges)).members) - 1


@pytest.mark.parametrize("few", [400, 0])
def test_communities_lie_together(few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layout, "FEW", few)
    edges = network(6, 12)
    found = parts(edges)
    places = computed(edges, found)
    assert places.shape == (edges.nodes, 2) and np.abs(places).max() <= 1
    middles = np.array([places[found == part].mean(axis=0) for part in range(found.max() + 1)])
    nearest = np.linalg.norm(places[:, None] - middles, axis=2).argmin(axis=1)
    assert (nearest == found).mean() > 0.9
    assert len(np.unique(places.round(4), axis=0)) == edges.nodes


def test_places_are_kept_with_the_snapshot_and_equal(tmp_path: Path) -> None:
    edges = network(3, 5)
    one = placed(edges, parts(edges), tmp_path, "key")
    (kept,) = tmp_path.glob("layout-*.kept")
    assert np.allclose(placed(edges, parts(edges), tmp_path, "key"), one, atol=1e-6)
    kept.write_bytes(b"damaged")
    assert np.allclose(placed(edges, parts(edges), tmp_path, "key"), one, atol=1e-6)
    assert np.allclose(placed(edges, parts(edges), tmp_path / "missing", "key"), one, atol=1e-6)


def test_without_ties_and_alone(tmp_path: Path) -> None:
    for graph in (nx.empty_graph(1), nx.empty_graph(5)):
        edges = Edges.from_graph(graph)
        assert np.isfinite(placed(edges, np.arange(edges.nodes), tmp_path, str(edges.nodes))).all()
