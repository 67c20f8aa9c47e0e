"""Test that the copy of what a server holds is the snapshot, and never passes for one that was built here."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from endpoint import Endpoint, endpoint

from coalition.errors import StoreError
from coalition.graph import Graph


@pytest.fixture
def served(exported: bytes) -> Iterator[Endpoint]:
    """Serve the export of the published graph."""
    with endpoint(ox.parse(exported, format=ox.RdfFormat.N_QUADS)) as started:
        yield started


def test_the_copy_is_the_snapshot_and_is_asked_without_the_server(
    served: Endpoint, published: Graph, exported: bytes, tmp_path: Path
) -> None:
    copy = Graph.connect(served.url, store=tmp_path, copy=True)
    served.asked.clear()
    assert copy.snapshot.digest == published.snapshot.digest and copy.snapshot.counts == published.snapshot.counts
    assert copy.export("nquads").encode() == exported
    assert copy.ask("commitments", by="Portugal").terms == published.ask("commitments", by="Portugal").terms
    assert [each.to_dict() for each in copy.conflicts()] == [each.to_dict() for each in published.conflicts()]
    assert served.asked == []
    assert copy.snapshot.folder.parent == tmp_path / "copies"  # nobody opens it in the place of what is built


def test_a_copy_is_made_once(served: Endpoint, tmp_path: Path) -> None:
    Graph.connect(served.url, store=tmp_path, copy=True)
    served.asked.clear()
    Graph.connect(served.url, store=tmp_path, copy=True)
    assert not any("VALUES ?g" in form["query"][0] for form in served.asked)


def test_accepted_facts_that_no_passage_gives_are_told(served: Endpoint, tmp_path: Path) -> None:
    served.store.update("INSERT DATA { <urn:a> <urn:b> <urn:c> }")
    with pytest.raises(StoreError, match=r"it has 11,\d+ accepted facts, where its passages give 11,\d+; write the"):
        Graph.connect(served.url, store=tmp_path, copy=True)


def test_blank_nodes_among_accepted_facts_are_told(served: Endpoint, tmp_path: Path) -> None:
    record = "https://w3id.org/coalition-graph/graph/record"
    served.store.update(f"INSERT DATA {{ GRAPH <{record}> {{ _:a <urn:b> <urn:c> }} }}")
    with pytest.raises(StoreError, match="has blank nodes among its accepted facts; ask it with --endpoint"):
        Graph.connect(served.url, store=tmp_path, copy=True)
