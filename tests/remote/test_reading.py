"""Test that all of what a server holds is read, and that less than it has told is an error."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pyoxigraph as ox
import pytest
from endpoint import Answer, Endpoint, endpoint

from coalition.errors import StoreError
from coalition.remote import reading as module
from coalition.remote.client import Client
from coalition.remote.profile import Profile
from coalition.remote.reading import Reading
from coalition.remote.store import RemoteStore

DEFAULT = ox.DefaultGraph()


@pytest.fixture
def served(exported: bytes) -> Iterator[Endpoint]:
    """Serve the export of the published graph."""
    with endpoint(ox.parse(exported, format=ox.RdfFormat.N_QUADS)) as started:
        yield started


def reading(served: Endpoint) -> Reading:
    return Reading(RemoteStore(Client(served.url), Profile("")))


def nodes(quads: object) -> set[str]:
    """Return quads without the names of blank nodes."""
    return {" ".join("_:" if str(node).startswith("_:") else str(node) for node in quad) for quad in quads}  # type: ignore[attr-defined]


@pytest.mark.parametrize("page", [300, 10_000])
def test_all_quads_are_read_in_parts(served: Endpoint, page: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PAGE", page)
    found = [*reading(served).named()]
    held = [quad for quad in served.store if quad.graph_name != DEFAULT]
    assert len(found) == len(held) and nodes(found) == nodes(held)
    found = [*reading(served).of_default()]
    held = [*served.store.quads_for_pattern(None, None, None, DEFAULT)]
    assert len(found) == len(held) and nodes(found) == nodes(held)
    assert any("VALUES ?s" in form["query"][0] for form in served.asked)


def test_some_things_are_read_alone(served: Endpoint) -> None:
    things = [ox.NamedNode(f"https://w3id.org/coalition-graph/passage/{name}") for name in ("s002-2116", "nothing")]
    for graph in (DEFAULT, ox.NamedNode("https://w3id.org/coalition-graph/graph/record")):
        found = [*reading(served).of_things(things, graph)]
        assert {str(quad) for quad in found} == {
            str(quad) for quad in served.store.quads_for_pattern(things[0], None, None, graph)
        }
        assert found


def cut(right: Answer, form: dict[str, list[str]], _headers: object) -> Answer:
    """Leave out a row of what is read."""
    if "VALUES ?g" not in form["query"][0]:
        return right
    found = json.loads(right.body)
    del found["results"]["bindings"][1:]
    return Answer(json.dumps(found).encode())


def test_what_is_cut_is_not_taken_for_all(served: Endpoint) -> None:
    served.lie = cut
    with pytest.raises(StoreError, match=r"gives 1 quads of \d+ graphs that have [\d,]+"):
        list(reading(served).named())


def test_what_changes_while_it_is_read_is_told(served: Endpoint) -> None:
    seen = list[int]()

    def lie(right: Answer, form: dict[str, list[str]], _headers: object) -> Answer:
        if "GROUP BY ?graph" in form["query"][0]:
            seen.append(1)
            if len(seen) == 1:
                passage = ox.NamedNode("https://w3id.org/coalition-graph/passage/s002-2116")
                served.store.add(ox.Quad(passage, passage, passage, passage))
        return right

    served.lie = lie
    with pytest.raises(StoreError, match=r"has changed while it was read; try again|gives .* quads"):
        list(reading(served).named())
