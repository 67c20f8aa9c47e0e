"""Test that what a server holds is found, read whole and once, and given as the same snapshot here would be."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from endpoint import Answer, Endpoint, endpoint

from coalition.build.snapshot import Snapshots
from coalition.errors import StoreError
from coalition.graph import Graph
from coalition.remote.client import Client
from coalition.remote.profile import probe
from coalition.remote.snapshot import RemoteSnapshot, find


@pytest.fixture(scope="module")
def exported(published: Graph) -> list[ox.Quad]:
    """Return the export of the published graph."""
    return list(ox.parse(published.export("nquads").encode(), format=ox.RdfFormat.N_QUADS))


@pytest.fixture
def served(exported: list[ox.Quad]) -> Iterator[Endpoint]:
    """Serve that export."""
    with endpoint(exported) as started:
        yield started


def found(served: Endpoint, folder: Path) -> RemoteSnapshot:
    client = Client(served.url)
    return find(client, probe(client), Snapshots(folder))


def test_the_snapshot_is_named_and_read_once(served: Endpoint, published: Graph, tmp_path: Path) -> None:
    first = found(served, tmp_path)
    assert first.digest == published.snapshot.digest and first.folder.parent == tmp_path
    assert first.counts == published.snapshot.counts
    assert sorted(map(str, first.columns().quads(slice(None)))) != []
    assert len(first.columns()) == len(published._columns)
    asked = len(served.asked)
    again = found(served, tmp_path)
    assert len(again.columns()) == len(published._columns) and again.built
    assert len(served.asked) < asked + 40  # the probe, and no quads
    assert [path.name for path in first.folder.iterdir()] == ["columns"]


def test_where_reading_fails_nothing_is_kept(served: Endpoint, tmp_path: Path) -> None:
    snapshot = found(served, tmp_path)
    served.lie = lambda right, form, _: Answer(b"no", status=500) if "VALUES ?g" in form["query"][0] else right
    with pytest.raises(StoreError):
        snapshot.columns()
    assert not list(snapshot.folder.iterdir())
    served.lie = None
    assert snapshot.columns()


def test_a_server_that_does_not_say_what_it_holds_is_told(exported: list[ox.Quad], tmp_path: Path) -> None:
    named = "https://w3id.org/coalition-graph/dataset/"
    plain = [quad for quad in exported if named not in str(quad.graph_name)]
    other = ox.NamedNode(f"{named}{'0' * 64}")
    identifier = ox.NamedNode("http://purl.org/dc/terms/identifier")
    for quads, message in (
        (plain, "does not say which snapshot it holds"),
        ([*exported, ox.Quad(other, identifier, ox.Literal("0" * 64), other)], "holds several snapshots"),
    ):
        with endpoint(quads) as served, pytest.raises(StoreError, match=message):
            found(served, tmp_path)


def test_our_own_service_names_its_snapshot_in_each_answer(exported: list[ox.Quad], tmp_path: Path) -> None:
    def lie(right: Answer, _form: object, _headers: object) -> Answer:
        right.headers["Link"] = f'</sparql?query=x&snapshot={"a" * 64}>; rel="permalink"'
        return right

    plain = [quad for quad in exported if "coalition-graph/dataset/" not in str(quad.graph_name)]
    with endpoint(plain, lie) as served:
        assert found(served, tmp_path).digest == "a" * 64


def test_two_that_read_at_the_same_time_do_not_stand_in_each_others_way(
    served: Endpoint, published: Graph, tmp_path: Path
) -> None:
    first, second = found(served, tmp_path), found(served, tmp_path)
    bare = second._progress

    def late(items: Iterable[Any], total: int) -> Iterable[Any]:
        yield from bare(items, total)
        first.columns()

    second._progress = late
    assert len(second.columns()) == len(first.columns()) == len(published._columns)
    assert [path.name for path in first.folder.iterdir()] == ["columns"]


def test_what_was_read_is_removed_when_it_has_not_been_used_for_long(served: Endpoint, tmp_path: Path) -> None:
    old, new, foreign = tmp_path / f"read-{'a' * 64}", tmp_path / f"read-{'b' * 64}", tmp_path / "read-me"
    snapshot = found(served, tmp_path)
    part = snapshot.folder / ".reading-x"
    for folder in (old, new, foreign, part):
        (folder / "columns").mkdir(parents=True)
    for folder in (old, foreign, part):
        os.utime(folder, (0, 0))
    snapshot.columns()
    assert {path.name for path in tmp_path.iterdir()} == {new.name, foreign.name, snapshot.folder.name}
    assert [path.name for path in snapshot.folder.iterdir()] == ["columns"]
