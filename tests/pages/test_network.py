"""Test that a network is drawn, ranked and explained as the graph has it."""

from __future__ import annotations

import re

import numpy as np
import pytest
from paged import page

from coalition.graph import Graph
from coalition.pages.network import SIZE, without
from coalition.pages.page import Asked


def test_the_picture_and_the_ranking_are_those_of_the_graph(published: Graph) -> None:
    found = page(published, "network")
    ranking = published.centrality()
    for row in ranking.rows[:30]:
        assert row.label in found.text
    robust = published.robustness()
    first = robust.rows[0]
    (title,) = (name for iri, name in Asked(published, published, {}, {}, "/network").documents() if iri == "s001")
    assert f"without {title}: rank {first.worst}" in found.text and first.worst_without == "s001"
    assert "Document 001" not in found.text
    for place in robust.rows:
        for word in without(place, Asked(published, published, {}, {}, "/network")):
            assert word in found.text
        assert (place.best, place.worst) == (place.whole.rank,) * 2 or place.best_without or place.worst_without
    assert found.source.count("<circle") == len(ranking.rows)


def test_names_in_the_picture_neither_cover_each_other_nor_are_cut_off(published: Graph) -> None:
    found = page(published, "network")
    boxes: list[tuple[float, float, int]] = []
    name = re.compile(r'<text x="(-?\d+)" y="(-?\d+)"( text-anchor="end")?>([^<]*)</text>')
    for x, y, end, label in name.findall(found.source):
        width = 5.2 * len(label)
        left = int(x) - width if end else int(x)
        assert left >= 0 and left + width <= SIZE
        assert all(abs(int(y) - other) >= 10 or left + width <= a or b <= left for a, b, other in boxes)
        boxes.append((left, left + width, int(y)))
    assert len(boxes) > 15


def test_a_path_is_asked_for_and_lit_from_beginning_to_end(published: Graph) -> None:
    found = page(published, "network", select="House of Commons", path="Japan")
    assert {"select", "path"} <= found.fields.keys() and found.fields["path"]["value"] == "Japan"
    nodes = {node.label for chain in published.path("House of Commons", "Japan").paths for node in chain}
    lit = re.findall(r'class="node c\d chosen"[^>]*><title>([^<]*)</title>', found.source)
    assert set(lit) == nodes and len(nodes) > 2
    assert all(f">{label}</text>" in found.source for label in nodes)
    assert 'action="/network#selected"' in found.source and "selected" in found.ids


def test_ten_neighbours_are_shown_and_the_others_on_demand(published: Graph) -> None:
    shown = page(published, "network", select="France").source.partition('id="selected"')[2].partition("</section>")[0]
    first, _, others = shown.partition("<details>")
    assert first.count('class="tie"') == 10 and others.count('class="tie"') > 10


def test_the_structure_is_a_page_with_the_figures_of_the_command(published: Graph) -> None:
    address = page(published, "network", measure="closeness").to("Structure")
    assert address == "/network/structure"
    found, structure = page(published, "network", "structure"), published.structure()
    assert f"communities{structure.figures['communities']}" in found.text
    assert all(place.label in found.text for place in structure.places)


def test_the_script_gets_the_same_network(published: Graph) -> None:
    data = page(published, "network", "data").json()
    network = published.network()
    assert set(data["iri"]) == set(network.nodes) and data["ties"] == len(network.edges)
    for one, other, weight in zip(data["source"], data["target"], data["weight"], strict=True):
        assert network.edges[data["iri"][one], data["iri"][other]]["weight"] == weight
    assert np.abs([data["x"], data["y"]]).max() <= 1


@pytest.mark.parametrize("name", ["affiliation", "commitment"])
def test_other_networks_measures_and_filters_hold(published: Graph, name: str) -> None:
    found = page(published, "network", network=name, measure="betweenness", kind=["person", "state"])
    assert found.status == 200 and "betweenness" in found.text
    narrow = page(published, "network", **{"from": "2025-03", "to": "2025-03", "least": "2"})
    assert narrow.source.count("<circle") < page(published, "network").source.count("<circle")


def test_an_actor_a_tie_and_a_path_are_told_with_their_passages(published: Graph) -> None:
    selected = page(published, "network", select="France")
    network, france = published.network(), published.find("France")
    for other in list(network.neighbors(france))[:5]:
        assert network.nodes[other]["label"] in selected.text
    tie = page(published, "network", select="France", tie="Portugal")
    events = network.edges[france, published.find("Portugal")]["events"].split()
    for event in events:
        assert published.names.label(event) in tie.text
    assert "note-1" in tie.ids
    path = page(published, "network", select="Portugal", path="France")
    assert "shortest path" in path.text and "Portugal – France" in path.text


def test_the_same_is_counted_wherever_it_is_told(published: Graph) -> None:
    select = page(published, "network", select="Ukraine")
    communities = int(published.structure().figures["communities"] or 0)
    assert f"{communities} communities" in select.text
    network = published.network()
    weight = network.edges[published.find("Ukraine"), published.find("United Kingdom")]["weight"]
    assert weight > 3 and f"United Kingdom {weight} events" in select.text
    path = page(published, "network", select="Ukraine", path="United Kingdom")
    for event in published.path("Ukraine", "United Kingdom").steps[0].supports:
        assert event.label in path.text.partition("shortest path")[2]


def test_what_is_not_there_is_told_on_the_page(published: Graph) -> None:
    assert "there is no thing called Xyzzy" in page(published, "network", select="Xyzzy").text
    assert "is not in this network" in page(published, "network", select="Keir Starmer").text
    empty = page(published, "network", **{"from": "1990", "to": "1990"})
    assert empty.status == 400 and "no actor is in this network" in empty.text
