"""Test that a graph that counts as large, and so reads its columns, gives what a small one gives from its store."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from coalition import Graph
from coalition.timeline.kinds import TIMELINE_KINDS

COMMITTED = "SELECT ?by (COUNT(?c) AS ?n) { ?c cg:committedBy ?by } GROUP BY ?by"
MET = "SELECT ?one ?other { ?one cg:tookPartIn ?m . ?other cg:tookPartIn ?m } ORDER BY ?one ?other ?m LIMIT 300"

RESULTS: dict[str, Callable[[Graph], Any]] = {
    "conflicts": lambda graph: [conflict.to_dict() for conflict in graph.conflicts()],
    "corroboration": lambda graph: [(*support.passages, support.to_dict()) for support in graph.corroboration()],
    "timeline": lambda graph: [entry.to_dict() for entry in graph.timeline(kinds=TIMELINE_KINDS).entries],
    "identities": lambda graph: [identity.to_dict() for identity in graph.identities()],
    "coverage": lambda graph: [source.to_dict() for source in graph.coverage()],
    "families": lambda graph: [family.to_dict() for family in graph.families()],
    "evidence": lambda graph: [row.to_dict() for text in (COMMITTED, MET) for row in graph.select(text).evidence],
    "first passages": lambda graph: [row.to_dict() for row in graph.select(COMMITTED).traced(3)],
    "labels": lambda graph: list(graph.ask("actors").texts()),
    "a name": lambda graph: [graph.find("Prime Minister Starmer"), graph.find("the united kingdom")],
}


@pytest.fixture
def small(published: Graph) -> Graph:
    """Return the published graph, of which nothing was read."""
    return Graph(published.root, published.snapshot, published.texts, _inputs=published._inputs)


@pytest.mark.parametrize("result", RESULTS)
def test_a_large_graph_gives_what_a_small_one_gives(
    result: str, small: Graph, published_store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = RESULTS[result](small)
    assert "_columns" not in small.__dict__
    for limit in ("graph.LARGE", "provenance.record.MANY", "names.FEW", "names.FEW_LABELS"):
        monkeypatch.setattr(f"coalition.{limit}", 1)
    large = Graph.open(store=published_store)
    assert RESULTS[result](large) == expected != []
    assert "_columns" in large.__dict__


def test_a_name_is_found_without_columns_in_a_small_graph(small: Graph) -> None:
    assert small.find("France").endswith("france")
    assert "_columns" not in small.__dict__
