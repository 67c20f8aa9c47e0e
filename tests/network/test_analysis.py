"""Test that rankings by SQL over tables are those of the graph: scores, ranks, sizes and words."""

from __future__ import annotations

from pathlib import Path

import pytest

from coalition.engines.engine import Engine
from coalition.errors import SelectionError
from coalition.graph import Graph
from coalition.network.analysis import ANALYSES, analyse
from coalition.network.scaled import COMPUTED
from coalition.network.tables import Tables


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("network_name", ["co-participation", "affiliation", "commitment"])
@pytest.mark.parametrize("measure", COMPUTED)
def test_rankings_are_those_of_the_graph(
    engine: Engine, tables: Tables, published: Graph, measure: str, network_name: str, weighted: bool
) -> None:
    kinds = ("person", "state", "organisation")
    directed = network_name == "commitment" and measure in ("katz", "eigenvector")
    if directed or (weighted and measure in ("betweenness", "closeness")):
        with pytest.raises(SelectionError, match="SQL does not compute"):
            analyse(engine, tables, measure, network_name, kinds, weighted=weighted)
        return
    found = analyse(engine, tables, measure, network_name, kinds, weighted=weighted)
    right = published.centrality(measure, network_name, kinds=kinds, weighted=weighted)
    assert [(row.actor, row.label, row.kind, row.rank) for row in found.rows] == [
        (row.actor, row.label, row.kind, row.rank) for row in right.rows
    ]
    assert [row.score for row in found.rows] == pytest.approx([row.score for row in right.rows], rel=1e-9)
    for name in ("network", "network_definition", "measure", "definition", "source", "weight", "weight_definition"):
        assert getattr(found, name) == getattr(right, name)
    assert dict(found.size) == pytest.approx(dict(right.size))


def test_parts_are_those_of_the_structure(engine: Engine, tables: Tables, published: Graph) -> None:
    kinds = ("person", "state", "organisation")
    places = {place.actor: place for place in published.structure(kinds=kinds).places}
    cores = analyse(engine, tables, "core", kinds=kinds)
    assert {row.actor: row.score for row in cores.rows} == {actor: place.core for actor, place in places.items()}
    components = analyse(engine, tables, "component", kinds=kinds)
    assert {row.actor: row.rank for row in components.rows}.keys() == places.keys()
    assert len({row.rank for row in components.rows}) == components.size["components"]
    communities = analyse(engine, tables, "community", kinds=kinds)
    assert communities.parameters["rounds"] and {row.rank for row in communities.rows} >= {1}


def test_what_is_estimated_says_so(engine: Engine, tables: Tables, published: Graph) -> None:
    found = analyse(engine, tables, "betweenness", kinds=("person",), approximate=0.2)
    right = published.centrality("betweenness", kinds=("person",))
    scores = {row.actor: row.score for row in right.rows}
    assert all(abs(row.score - scores[row.actor]) <= 0.2 for row in found.rows)
    assert "Estimated from the shortest paths that begin at" in found.definition and "Brandes & Pich" in found.source


def test_what_cannot_be_found_is_refused(engine: Engine, tables: Tables, tmp_path: Path) -> None:
    with pytest.raises(SelectionError, match="harmonic"):
        analyse(engine, tables, "harmonic")
    with pytest.raises(SelectionError, match="core is not estimated, but computed"):
        analyse(engine, tables, "core", approximate=0.1)
    with pytest.raises(SelectionError, match="pagerank is not estimated"):
        analyse(engine, tables, "pagerank", approximate=0.1)
    with pytest.raises(SelectionError, match="has no actors to rank"):
        analyse(engine, tables, kinds=("collective",), least=1000)
    assert set(ANALYSES) == {*COMPUTED, "component", "community", "core"}
