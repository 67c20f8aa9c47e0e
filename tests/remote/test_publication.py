"""Test that a snapshot is written into a store whole, and that nobody takes a half of it for the whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from endpoint import Answer, Endpoint, endpoint

from coalition.errors import ParameterError, StoreError
from coalition.graph import Graph
from coalition.remote import publication as module
from coalition.remote.client import Client, Limits
from coalition.remote.difference import Content, in_order
from coalition.remote.profile import ACCEPTED, BEING_WRITTEN
from coalition.remote.publication import Publication, Publisher, update_address

ASK = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


@pytest.fixture(scope="module")
def small(published: Graph) -> Graph:
    """Return a graph that is written in a moment: a view of the published one."""
    return published.view(sources=["source:s002", "source:s004"])


@pytest.fixture(scope="module")
def changed(published: Graph) -> Graph:
    """Return a graph that differs a little from that."""
    return published.view(sources=["source:s002"])


@pytest.fixture
def served() -> Iterator[Endpoint]:
    """Serve an empty store that can be written."""
    with endpoint() as started:
        yield started


def held(served: Endpoint) -> tuple[set[str], int]:
    """Return what a store holds, and how many quads have blank nodes."""
    quads = [str(quad) for quad in served.store]
    return {quad for quad in quads if "_:" not in quad}, len(quads)


def of(graph: Graph) -> tuple[set[str], int]:
    quads = [str(quad) for quad in ox.parse(graph.export("nquads").encode(), format=ox.RdfFormat.N_QUADS)]
    return {quad for quad in quads if "_:" not in quad}, len(quads)


def changes(served: Endpoint) -> list[str]:
    """Return the updates that change something."""
    return [each for each in served.updates if each != "INSERT DATA {}"]


def stopped(graph: Graph, served: Endpoint, after: int) -> None:
    """Write a graph, and have the server refuse all updates after so many."""
    seen = list[str]()

    def lost(text: str) -> bool:
        seen.append(text)
        if len(seen) > after + 1:  # the first tries the address
            raise ConnectionAbortedError
        return False

    served.loses = lost
    with pytest.raises(StoreError, match="cannot be reached, or broke off"):
        graph.publish(served.url, timeout=20)
    served.loses = None


@pytest.fixture(autouse=True)
def _at_once_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Send nothing again by itself, so that a server that breaks off is met at once."""
    monkeypatch.setattr(Limits.__init__, "__defaults__", (10.0, 300.0, 1 << 30, 0, 4))


def test_an_empty_store_gets_what_is_exported_behind_a_mark(served: Endpoint, small: Graph) -> None:
    done = small.publish(served.url)
    assert held(served) == of(small)
    assert (done.before, done.added, done.removed, done.resumed) == ("", done.added, 0, 0)
    assert done.quads == len(served.store) and done.requests == len(changes(served))
    first, *_, last = changes(served)
    assert BEING_WRITTEN in first and "DELETE WHERE { GRAPH <" + BEING_WRITTEN in last
    assert all(text.count("\n") < 2 * module.SIZE + 200 for text in changes(served)[2:-1])
    assert Graph.connect(served.url, store=small.snapshot.folder.parent).snapshot.digest == done.digest


def test_what_is_there_already_is_compared_and_not_written_again(served: Endpoint, small: Graph) -> None:
    small.publish(served.url)
    served.updates.clear()
    done = small.publish(served.url)
    assert changes(served) == [] and done.text("x").startswith(f"x holds snapshot {done.digest[:12]}: ")


@pytest.mark.parametrize("after", [1, 2, 3, 6, 10])
def test_after_a_stop_nobody_reads_and_the_next_call_goes_on(
    served: Endpoint, small: Graph, after: int, tmp_path: Path
) -> None:
    stopped(small, served, after)
    with pytest.raises(StoreError, match="a snapshot is being written to it; wait until coalition publish has ended"):
        Graph.connect(served.url, store=tmp_path)
    served.updates.clear()
    done = small.publish(served.url)
    assert held(served) == of(small)
    assert done.resumed == max(0, min(done.added, module.SIZE * (after - 3)))
    assert len(changes(served)) <= 16 - max(0, after - 3)


def test_a_small_difference_takes_one_request_and_who_reads_is_told(
    served: Endpoint, small: Graph, changed: Graph, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    small.publish(served.url)
    reader = Graph.connect(served.url, store=tmp_path)
    assert reader.select(ASK)
    served.updates.clear()
    done = changed.publish(served.url)
    assert held(served) == of(changed)
    assert len(changes(served)) == done.requests == 1 and done.before == small.snapshot.digest
    with pytest.raises(StoreError, match="it holds another snapshot than before"):
        reader.select(ASK)
    assert Graph.connect(served.url, store=tmp_path).snapshot.digest == changed.snapshot.digest


@pytest.mark.parametrize("after", [1, 4, 7])
def test_a_large_difference_is_written_behind_the_mark_and_can_be_stopped(
    served: Endpoint, small: Graph, changed: Graph, after: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    small.publish(served.url)
    reader = Graph.connect(served.url, store=tmp_path)
    monkeypatch.setattr(module, "AT_ONCE", 10)
    monkeypatch.setattr(module, "SIZE", 500)
    stopped(changed, served, after)
    with pytest.raises(StoreError, match="it holds another snapshot than before, or gets one"):
        reader.select(ASK)
    assert changed.publish(served.url).resumed == 500 * max(0, after - 2)
    assert held(served) == of(changed)


def test_what_nobody_here_knows_is_read_and_put_right(served: Endpoint, small: Graph, changed: Graph) -> None:
    small.publish(served.url)
    with endpoint(ox.parse(changed.export("nquads").encode(), format=ox.RdfFormat.N_QUADS)) as other:
        reader = Client(other.url)
        with _content(small) as new:
            done = Publisher(reader).publish(new, lambda _: None)
        assert done.before == module.UNKNOWN and held(other) == of(small)


def _content(graph: Graph) -> Content:
    lines = graph.export("nquads").encode().splitlines(keepends=True)
    return Content(in_order(lines), graph.snapshot.digest)


@pytest.mark.parametrize(
    "tampered",
    [
        "DELETE WHERE { GRAPH <https://w3id.org/coalition-graph/passage/s002-2116> { ?s ?p ?o } }",
        "INSERT DATA { <urn:a> <urn:b> <urn:c> }",
        "INSERT DATA { GRAPH <urn:x> { <urn:a> <urn:b> _:c } }",
        "DELETE WHERE { GRAPH ?g { ?g <http://purl.org/dc/terms/title> ?x } }",
    ],
)
def test_what_others_have_changed_is_noticed_and_put_right(
    served: Endpoint, small: Graph, changed: Graph, tampered: str
) -> None:
    small.publish(served.url)
    served.store.update(tampered)
    changed.publish(served.url)
    assert held(served) == of(changed)
    served.store.update(tampered)
    changed.publish(served.url)
    if "title" not in tampered:  # how a snapshot describes itself is not compared
        assert held(served) == of(changed)


def test_an_update_that_is_lost_in_silence_is_noticed_and_made_up_for(served: Endpoint, small: Graph) -> None:
    lost = list[str]()

    def loses(text: str) -> bool:
        if "s002-2116" in text and not lost:
            lost.append(text)
            return True
        return False

    served.loses = loses
    small.publish(served.url)
    assert lost and held(served) == of(small)


def test_a_server_that_does_not_keep_what_it_takes_is_told_and_the_mark_stays(
    served: Endpoint, small: Graph, tmp_path: Path
) -> None:
    served.loses = lambda text: "s002-2116" in text and "INSERT DATA" in text
    with pytest.raises(StoreError, match=r"has not kept what was written: .* has [0-9,]+ quads in the place of"):
        small.publish(served.url)
    with pytest.raises(StoreError, match="being written"):
        Graph.connect(served.url, store=tmp_path)


def test_a_value_that_comes_back_changed_is_told(served: Endpoint, small: Graph) -> None:
    def lie(right: Answer, _form: object, _headers: object) -> Answer:
        right.body = right.body.replace(b"2025-03-02", b"2025-03-03")
        return right

    small.publish(served.url)
    served.lie = lie
    with pytest.raises(StoreError, match=r"is not there|does not belong there"):
        small.publish(served.url)


def test_what_is_no_snapshot_is_not_touched(served: Endpoint, small: Graph) -> None:
    served.store.update("INSERT DATA { GRAPH <urn:g> { <urn:a> <urn:b> <urn:c> } }")
    with pytest.raises(StoreError, match="it holds something that is no snapshot of this program; empty it first"):
        small.publish(served.url)
    assert changes(served) == []


def test_two_snapshots_in_one_store_are_not_touched(served: Endpoint, small: Graph) -> None:
    small.publish(served.url)
    other = f"<https://w3id.org/coalition-graph/dataset/{'b' * 64}>"
    served.store.update(
        f"INSERT DATA {{ GRAPH {other} {{ {other} <http://purl.org/dc/terms/identifier> '{'b' * 64}' }} }}"
    )
    served.updates.clear()
    with pytest.raises(StoreError, match="it holds several snapshots"):
        small.publish(served.url)
    assert changes(served) == []


def test_what_somebody_else_writes_is_not_touched_unless_it_is_taken_over(
    served: Endpoint, small: Graph, changed: Graph
) -> None:
    stopped(changed, served, 6)
    before = held(served)
    with pytest.raises(StoreError, match=f"snapshot {changed.snapshot.digest[:12]} is being written to it, or was"):
        small.publish(served.url)
    assert held(served) == before
    small.publish(served.url, take_over=True)
    assert held(served) == of(small)


def test_a_dry_run_changes_nothing(served: Endpoint, small: Graph, changed: Graph) -> None:
    planned = small.publish(served.url, dry_run=True)
    assert served.updates == [] and planned.requests == 0
    small.publish(served.url)
    served.updates.clear()
    planned = changed.publish(served.url, dry_run=True)
    assert served.updates == [] and held(served) == of(small)
    done = changed.publish(served.url)
    assert (planned.added, planned.removed) == (done.added, done.removed)


def test_where_the_default_graph_is_the_union_accepted_facts_get_a_graph_of_their_own(
    served: Endpoint, small: Graph, changed: Graph, tmp_path: Path
) -> None:
    served.union = True
    small.publish(served.url)
    assert not [*served.store.quads_for_pattern(None, None, None, ox.DefaultGraph())]
    accepted = len([*served.store.quads_for_pattern(None, None, None, ox.NamedNode(ACCEPTED))])
    there = Graph.connect(served.url, store=tmp_path)
    assert there.select(ASK).terms == small.select(ASK).terms and accepted
    changed.publish(served.url)
    again = Graph.connect(served.url, store=tmp_path)
    assert again.ask("events").terms == changed.ask("events").terms
    assert small.publish(served.url).before == changed.snapshot.digest


def test_labels_stay_where_the_description_of_a_snapshot_is(served: Endpoint, small: Graph, changed: Graph) -> None:
    small.publish(served.url)
    changed.publish(served.url)
    graphs = {str(name) for name in served.store.named_graphs() if "/dataset/" in str(name)}
    assert graphs == {f"<https://w3id.org/coalition-graph/dataset/{changed.snapshot.digest}>"}


def test_the_address_for_updates_is_found_beside_that_for_queries(
    served: Endpoint, small: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = list[str]()
    post = Client.post

    def only(self: Client, *arguments: object) -> object:
        tried.append(self.url.rpartition("/")[2])
        if not self.url.endswith(takes):
            raise self.fault("no", "x")
        return post(self, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(Client, "post", only)
    base = served.url.rpartition("/")[0]
    cases: tuple[tuple[str, str], ...] = (
        ("query", "update"), ("sparql", "update"), ("sparql", "sparql-auth"), ("ds", "ds"), ("ds", "ds/update"),
    )  # fmt: skip
    for asked, takes in cases:
        assert update_address(Client(f"{base}/{asked}"), None) == f"{base}/{takes}"
    assert update_address(Client(served.url), "http://127.0.0.1:1/else") == "http://127.0.0.1:1/else"
    takes = "nowhere"
    with pytest.raises(StoreError, match=r"it takes no updates \(no\); let it take them, or name their address with"):
        update_address(Client(served.url), None)
    with pytest.raises(ParameterError):
        update_address(Client(served.url), "ftp://x")


def test_an_address_that_takes_updates_for_another_store_is_told(served: Endpoint, small: Graph) -> None:
    with endpoint() as other, pytest.raises(StoreError, match=r"it does not show what .* has taken; name the right"):
        small.publish(served.url, update=other.url)


def test_a_request_that_is_too_large_is_made_in_parts(
    served: Endpoint, small: Graph, changed: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    small.publish(served.url)

    def refused(text: str) -> bool:
        if text.count("\n") > 2_500:
            raise ConnectionAbortedError
        return False

    served.loses = refused
    done = changed.publish(served.url)
    assert done.requests > 3 and held(served) == of(changed)


def test_what_was_done_is_told_in_one_line(served: Endpoint, small: Graph) -> None:
    name = small.snapshot.digest[:12]
    dry = small.publish(served.url, dry_run=True).text("x", dry=True)
    assert re.fullmatch(
        rf"Would write snapshot {name} to x, in the place of nothing: [\d,]+ quads in \d+ named graphs; "
        r"[\d,]+ added, 0 removed\.",
        dry,
    )
    done = Publication("a" * 64, "b" * 64, 5, 2, 3, 1, 2, 7)
    assert done.text("x") == (
        "Wrote snapshot aaaaaaaaaaaa to x, in the place of snapshot bbbbbbbbbbbb: 5 quads in 2 named graphs; "
        "3 added, 1 removed, 2 of them by an earlier call, in 7 requests; "
        "the numbers of quads and 30 samples are right."
    )
