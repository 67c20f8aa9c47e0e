"""Test shortest paths against networkx, and what their steps rest on."""

from __future__ import annotations

from pathlib import Path

import networkx as nx
import pytest
from invented_network import columns_of, iri, store, trig
from networks import RANDOM

from coalition.errors import SelectionError
from coalition.names import Names
from coalition.network.build import read_basis
from coalition.network.chains import Paths, find_paths, shortest_paths
from coalition.network.definitions import ACTOR_KINDS
from coalition.network.edges import Edges
from coalition.provenance.evidence import Tracer
from coalition.provenance.record import Record
from coalition.texts.source import Texts


@pytest.mark.parametrize("weighted", [False, True])
def test_all_shortest_paths_are_those_of_networkx(weighted: bool) -> None:
    for graph in RANDOM:
        edges = Edges.from_graph(graph)
        whole = edges.to_networkx()
        for _, _, data in whole.edges(data=True):
            data["length"] = 60 // int(data["weight"]) if weighted else 1  # 60 is a multiple of all weights
        for start in range(0, len(graph), 3):
            for end in range(len(graph)):
                if start == end:
                    continue
                length, number, listed = shortest_paths(edges, start, end, weighted, most=10**6)
                try:
                    expected = sorted(map(tuple, nx.all_shortest_paths(whole, start, end, weight="length")))
                except nx.NetworkXNoPath:
                    assert (length, number, listed) == (None, 0, [])
                    continue
                assert (number, listed) == (len(expected), expected)
                assert length == pytest.approx(
                    nx.shortest_path_length(whole, start, end, weight="length") / (60 if weighted else 1)
                )
                assert shortest_paths(edges, start, end, weighted, most=2)[2] == expected[:2]


def test_rounding_does_not_decide_which_path_is_shortest() -> None:
    # 1/6 + 1/6 + 1/6 is 1/2, but not in floats.
    graph = nx.Graph()
    graph.add_weighted_edges_from([(0, 1, 6), (1, 2, 6), (2, 3, 6), (0, 3, 2), (3, 4, 1)])
    assert shortest_paths(Edges.from_graph(graph), 0, 4, weighted=True) == (1.5, 2, [(0, 1, 2, 3, 4), (0, 3, 4)])


def test_a_million_paths_are_counted_and_not_listed() -> None:
    graph = nx.Graph()
    for rung in range(0, 60, 3):
        graph.add_edges_from([(rung, rung + 1), (rung, rung + 2), (rung + 1, rung + 3), (rung + 2, rung + 3)])
    length, number, listed = shortest_paths(Edges.from_graph(graph), 0, 60, most=3)
    assert (length, number, len(listed)) == (40, 2**20, 3)


def found(one: str, other: str, name: str = "co-participation", **options: bool) -> Paths:
    """Return the paths between two actors of the invented network; their passages are cited without texts."""
    facts = store(trig())
    basis = read_basis(columns_of(facts), name, ACTOR_KINDS)
    tracer = Tracer(Record(facts), {}, Texts(Path("/no")), Names(facts))
    return find_paths(basis, iri(one), iri(other), tracer, **options)


def rests(paths: Paths) -> list[tuple[str, str, list[tuple[str, list[str]]]]]:
    """Return each step with the labels of its events, and the local names of their passages."""
    return [
        (
            step.one.label,
            step.other.label,
            [(each.label, [str(cited).rpartition("/")[2] for cited in each.passages]) for each in step.supports],
        )
        for step in paths.steps
    ]


def test_each_step_has_its_events_with_the_passages_that_state_either_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Tracer, "cite", lambda _, passage: passage)
    paths = found("actor:ben", "actor:corps")
    assert (paths.length, paths.number) == (2, 2)
    assert [[node.label for node in path] for path in paths.paths] == [
        ["Ben", "Alfa", "Corps <1>"],
        ["Ben", "Bravo", "Corps <1>"],
    ]
    assert rests(paths) == [
        ("Ben", "Alfa", [("Meeting one", ["s1-10", "s2-20"])]),
        ("Alfa", "Corps <1>", [("Meeting two", ["s2-50"])]),
        ("Ben", "Bravo", [("Meeting one", ["s1-10", "s2-20"])]),
        ("Bravo", "Corps <1>", [("Meeting two", ["s2-50"])]),
    ]
    strong = found("actor:alfa", "actor:bravo", weighted=True)
    assert (strong.length, strong.weight) == (0.5, "distance")
    assert [len(step.supports) for step in strong.steps] == [2]


def test_a_path_of_commitments_follows_the_arcs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Tracer, "cite", lambda _, passage: passage)
    paths = found("actor:alfa", "actor:charlie", "commitment")
    assert [len(step.supports) for step in paths.steps] == [2]
    assert "direction" in paths.definition
    back = found("actor:charlie", "actor:alfa", "commitment")
    assert (back.length, back.paths, back.steps) == (None, (), ())
    assert back.apart == "no path leads from Charlie to Alfa along the arcs, though other ties connect them"


def test_events_stand_on_paths_of_affiliations(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Tracer, "cite", lambda _, passage: passage)
    paths = found("actor:ben", "actor:alfa", "affiliation")
    assert rests(paths) == [
        ("Ben", "Meeting one", [("Meeting one", ["s2-20"])]),
        ("Meeting one", "Alfa", [("Meeting one", ["s1-10", "s2-20"])]),
    ]


def test_where_there_is_no_path_the_components_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Tracer, "cite", lambda _, passage: passage)
    paths = found("actor:dot", "actor:alfa")
    assert (paths.length, paths.number) == (None, 0)
    assert paths.apart == "no path: actor:dot is in component 2, of 1 node and Alfa is in component 1, of 8 nodes"


def test_ends_that_make_no_path_are_refused() -> None:
    with pytest.raises(SelectionError, match=r"^both ends of the path are Alfa; name two"):
        found("actor:alfa", "actor:alfa")
    with pytest.raises(SelectionError, match=r"^Eve is not in the co-participation network; include"):
        found("actor:alfa", "actor:eve")  # who is only reported to have been there
    with pytest.raises(SelectionError, match=r"^0 paths cannot be listed; give 1 or more$"):
        find_paths(read_basis(columns_of(store(trig()))), "", "", None, most=0)  # type: ignore[arg-type]
