"""Test the explanation of a score by the events or commitments behind it."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from coalition import Graph
from coalition.errors import SelectionError
from coalition.network import report

LONDON = "https://w3id.org/coalition-graph/meeting/london-2025-03-02"


@pytest.fixture
def zenda(folder: Path, tmp_path: Path) -> Graph:
    return Graph.open(folder, store=tmp_path / "snapshots")


def test_the_grounds_are_the_events_of_the_actor_with_the_passages_that_say_so(zenda: Graph) -> None:
    found = zenda.explanation("Queen Flavia")
    (ground,) = found.grounds
    assert (found.whole.label, found.whole.rank, found.whole.score) == ("Flavia of Ruritania", 1, 1.0)
    assert (ground.label, ground.ties, ground.without) == ("Meeting in Strelsau", 2, None)
    assert [cited.passage.name for cited in ground.passages] == ["zenda-22"]


def test_without_an_event_the_score_is_that_of_the_other_events(published: Graph) -> None:
    found = published.explanation("Keir Starmer", "betweenness")
    events = published.query("SELECT ?event WHERE { actor:keir-starmer cg:tookPartIn ?event }")
    assert {ground.thing for ground in found.grounds} == {row.event for row in events}  # type: ignore[union-attr]
    scores = [ground.without.score if ground.without else -1.0 for ground in found.grounds]
    assert scores == sorted(scores)
    assert scores[0] < found.whole.score
    assert LONDON in {ground.thing for ground in found.grounds}


def test_commitments_are_the_grounds_of_their_network(published: Graph) -> None:
    found = published.explanation("United Kingdom", "degree", "commitment")
    assert "UK export finance for air defence missiles" in {ground.label for ground in found.grounds}
    assert all(ground.passages for ground in found.grounds)


def test_a_commitment_joins_by_pairs(published: Graph) -> None:
    found = published.explanation("United Kingdom", "degree", "commitment")
    network = published.network("commitment")
    near = {*network.predecessors(found.whole.actor), *network.successors(found.whole.actor)}
    assert 0 < max(ground.ties for ground in found.grounds) <= len(near)


def test_an_event_is_left_out_of_a_bipartite_network_whole(published: Graph) -> None:
    found = published.explanation("Keir Starmer", "degree", "affiliation")
    degrees = dict(published.network("affiliation").degree())
    assert len(found.grounds) == degrees[found.whole.actor]
    assert [ground.ties for ground in found.grounds] == [degrees[ground.thing] - 1 for ground in found.grounds]


def test_who_is_not_in_the_network_is_refused(published: Graph) -> None:
    with pytest.raises(SelectionError) as fault:
        published.explanation("Keir Starmer", kinds=["state"], represented=True)
    remedy = "include its kind with --kind, or omit --represented"
    assert str(fault.value) == f"Keir Starmer is not ranked in the co-participation network; {remedy}"


def test_it_is_printed_with_the_words(zenda: Graph) -> None:
    output = io.StringIO()
    report.explanation(zenda.explanation("the King"), output)
    assert output.getvalue().splitlines()[-5:] == [
        "Rudolf Elphberg: 1.000000, rank 1",
        "",
        "Meeting in Strelsau · 2 other actors · without it: not in the network",
        "   · The zenda paper · Strelsau Gazette · 1894-05-04 · 22–70 · asserts",
        "     “Rudolf, King of Ruritania, received Queen Flavia”",
    ]
    data = zenda.explanation("the King").to_dict()
    assert (data["label"], data["grounds"][0]["score_without"]) == ("Rudolf Elphberg", None)
