"""Test that what pages need again is remembered for each graph, as far as it may be many."""

from __future__ import annotations

from pathlib import Path

from coalition.graph import Graph
from coalition.pages.memory import remembered


def test_it_is_made_once_until_others_take_its_place(published_store: Path) -> None:
    graph, other = Graph.open(store=published_store), Graph.open(store=published_store)
    made: list[str] = []

    def ask(graph: Graph, key: str) -> int:
        return remembered(graph, "test", key, 2, lambda: made.append(key) or len(made))  # type: ignore[func-returns-value]

    assert [ask(graph, key) for key in "abab"] == [1, 2, 1, 2]
    assert ask(graph, "c") == 3  # a was asked for longest ago
    assert [ask(graph, key) for key in "bca"] == [2, 3, 4]
    assert ask(other, "b") == 5
