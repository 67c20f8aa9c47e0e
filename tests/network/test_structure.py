"""Test what is told of the structure of a network, and that each figure names its definition and source."""

from __future__ import annotations

import json

import networkx as nx
import pytest
from networks import affiliation, co_participation, commitments

from coalition.errors import SelectionError
from coalition.network.edges import Edges
from coalition.network.ranking import Described
from coalition.network.structure import Structure, describe


def described(graph: nx.Graph, weighted: bool = False) -> Structure:
    return describe(Edges.from_graph(graph), Described.from_graph(graph), weighted)


def test_every_figure_and_every_word_has_a_definition_and_a_source() -> None:
    for graph in (co_participation(), commitments()):
        found = described(graph)
        defined = {each.name for each in found.definitions}
        assert all(
            each.definition.endswith(".") and any(c.isdigit() for c in each.source) for each in found.definitions
        )
        words = {name.replace("_", " ") for name in found.places[0].to_dict()} - {"actor", "label", "kind"}
        figures = {
            {"communities": "community", "components": "component", "greatest core": "core"}.get(name, name)
            for name in found.figures
        } - {"nodes", "ties"}
        assert words | {figure.removesuffix("s") for figure in figures} == defined


def test_figures_are_those_of_networkx() -> None:
    graph = co_participation()
    figures = described(graph).figures
    assert figures["density"] == nx.density(graph)
    assert figures["components"] == nx.number_connected_components(graph)
    assert figures["greatest core"] == max(nx.core_number(graph).values())
    assert figures["bridges"] == len(list(nx.bridges(graph)))
    assert figures["assortativity by kind"] is None  # all are states
    assert "reciprocity" not in figures
    assert described(commitments()).figures["reciprocity"] == nx.overall_reciprocity(commitments())


def test_actors_are_in_the_order_of_their_parts_and_labels() -> None:
    found = described(co_participation())
    keys = [(each.component, each.community, each.label) for each in found.places]
    assert keys == sorted(keys)
    alone = [each for each in found.places if each.core == 0]
    assert alone and all(each.constraint is None and each.effective_size is None for each in alone)


def test_weights_count_if_asked_for_and_that_is_told() -> None:
    plain, strong = described(co_participation()), described(co_participation(), weighted=True)
    assert (plain.weight, strong.weight) == (None, "weight")
    assert "in proportion to its weight" in strong.notes and not plain.notes
    assert [each.constraint for each in plain.places] != [each.constraint for each in strong.places]


def test_what_is_made_of_directions_is_told() -> None:
    assert "directions do not count" in described(commitments()).notes


def test_bridges_are_named() -> None:
    graph = nx.Graph([("a", "b"), ("b", "c"), ("c", "a"), ("c", "d")], name="x")
    found = described(graph)
    assert found.bridges == ((("c", "c"), ("d", "d")),)
    assert [each.actor for each in found.places if each.cut_point] == ["c"]


def test_the_same_network_gives_the_same_bytes() -> None:
    first, again = (json.dumps(described(co_participation(seed=5)).to_dict()) for _ in range(2))
    assert first == again


def test_what_has_no_structure_is_refused() -> None:
    with pytest.raises(SelectionError, match=r"^the x network has no actors"):
        described(nx.Graph(name="x"))
    with pytest.raises(SelectionError, match=r"^the structure of an affiliation network is not described"):
        described(affiliation())
