"""Test that it is told what a change does: facts, answers, conflicts, families, ranks."""

from __future__ import annotations

from pathlib import Path

import pytest

from coalition import Graph
from coalition.build.snapshot import Snapshots
from coalition.corpus.root import Root
from coalition.curation import sources
from coalition.curation.effects import Effects, earlier, effects
from coalition.errors import NotFoundError


def withdrawn(root: Root, tmp_path: Path) -> Effects:
    with sources.without(root, "zenda").tried() as folder:
        after = Graph.open(folder, store=tmp_path / "store")
        return effects(Graph.open(root.graph.parent, store=tmp_path / "store"), after)


def test_what_falls_with_a_source_is_told(root: Root, tmp_path: Path) -> None:
    found = withdrawn(root, tmp_path)
    assert found.counts["removed"] > 20
    assert "added" not in found.counts
    answers = {each.question: each for each in found.answers}
    assert answers["commitments"].rows == 0 and answers["commitments"].removed > 0 and not answers["commitments"].added
    assert found.families == (1, 0)
    assert found.ranks[1] == () and found.ranks[0]
    assert found.skipped == ()
    assert found.to_dict()["families"] == {"before": 1, "after": 0}


def test_a_graph_does_nothing_to_itself(graph: Graph) -> None:
    found = effects(graph, graph)
    assert (found.facts, found.answers, found.opened, found.closed, found.skipped) == ((), (), (), (), ())
    assert found.families[0] == found.families[1] and found.ranks[0] == found.ranks[1]


def test_conflicts_begin_and_end(published: Graph, published_store: Path) -> None:
    part = published.view(sources=["source:s000", "source:s001"])
    found = effects(published, part)
    assert found.closed and not set(found.closed) & set(found.opened)
    back = effects(part, published)
    assert (back.opened, back.closed) == (found.closed, found.opened)


def test_the_snapshot_before_is_the_newest_of_the_same_folder(root: Root, tmp_path: Path) -> None:
    store = tmp_path / "store"
    snapshots, folder = Snapshots(store), root.graph.parent
    first = Graph.open(folder, store=store)
    with pytest.raises(NotFoundError, match="no earlier snapshot"):
        earlier(first, snapshots)
    text = (root.graph / "register.trig").read_text(encoding="utf-8")
    (root.graph / "register.trig").write_text(text.replace('"Graustark"', '"Grand Graustark"'), encoding="utf-8")
    second = Graph.open(folder, store=store)
    assert earlier(second, snapshots) == first.snapshot.digest
    found = effects(second.at(first.snapshot.digest), second)
    assert {change.kind for change in found.facts} == {"added", "removed"}
