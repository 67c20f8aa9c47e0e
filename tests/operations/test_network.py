"""Test what the operations on networks add to the methods that answer them."""

from __future__ import annotations

import inspect
from typing import Any

import networkx
import pytest

from coalition.graph import Graph
from coalition.network.explanation import Explanation
from coalition.network.ranking import Ranking
from coalition.network.robustness import Robustness
from coalition.network.windows import Windows
from coalition.operations.network import CENTRALITY, DECLARING, NETWORK, PATH, STRUCTURE, build, rank


@pytest.mark.parametrize("method", ["centrality", "explanation", "robustness", "windows", "path", "structure"])
def test_every_method_on_networks_takes_what_declares_one(method: str) -> None:
    assert {each.key for each in DECLARING} <= {*inspect.signature(getattr(Graph, method)).parameters}


def test_a_network_is_built_by_its_name(published: Graph) -> None:
    found = build(published, {"network": "commitment", "least": 1})
    assert networkx.utils.graphs_equal(found, published.network("commitment"))
    assert networkx.utils.graphs_equal(build(published, {}), published.network())


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ({}, Ranking),
        ({"robust": True}, Robustness),
        ({"window": "year"}, Windows),
        ({"actor": "Ukraine"}, Explanation),
        ({"approximate": 0.2, "measure": "betweenness"}, Ranking),
    ],
)
def test_a_ranking_is_told_as_it_is_asked_for(published: Graph, values: dict[str, Any], kind: type) -> None:
    assert isinstance(rank(published, {**values, "top": 3}), kind)


@pytest.mark.parametrize(
    ("values", "format", "told"),
    [
        ({"robust": True, "actor": "x"}, "json", "--robust or --explain"),
        ({"robust": True, "approximate": 0.1}, "json", "--approximate is for a ranking alone"),
        ({"actor": "x"}, "csv", "--explain is printed only"),
        ({"window": "year", "robust": True}, "json", "--window is for rankings alone"),
        ({"window": "year", "plot": "x.svg"}, "json", "--window is for rankings alone"),
        ({"window": "year"}, "json", ""),
        ({"actor": "x"}, "table", ""),
        ({"robust": False, "actor": None, "window": None, "approximate": None}, "csv", ""),
    ],
)
def test_what_excludes_each_other_is_told(values: dict[str, Any], format: str, told: str) -> None:
    assert told in CENTRALITY.exclusion(values, format)
    assert bool(CENTRALITY.exclusion(values, format)) == bool(told)


def test_windows_are_written_in_gexf_alone() -> None:
    assert NETWORK.exclusion({"window": "year"}, "graphml")
    assert not NETWORK.exclusion({"window": "year"}, "gexf") and not NETWORK.exclusion({"window": None}, "csv")
    assert not PATH.exclusion({"one": "x"}, "json") and not STRUCTURE.exclusion({}, "csv")
