"""Test that what a view accepts can be told without building it, and where only the view can tell."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from random_corpus import Corpus

from coalition import Graph
from coalition.columns.table import Columns
from coalition.corpus.root import Root
from coalition.dates import PartialDate
from coalition.namespaces import CG
from coalition.network.build import read_basis
from coalition.network.definitions import ACTOR_KINDS, FOLDED_KINDS, NETWORKS
from coalition.network.remaining import Remaining
from coalition.views.facts import accepting
from coalition.views.view import View

VIEWS = [
    View(),
    View(readings=False),
    View(known_by=PartialDate.parse("2025-04")),
    View(stances=frozenset({CG + "Reports", CG + "Denies"})),
]


def rests(whole: Graph, view: View) -> list[frozenset[str]]:
    """Return some documents of a view: without each of them, and each alone."""
    documents = whole._record.documents
    return [frozenset(part) for size in (1, len(documents) - 1) for part in combinations(documents, size)]


def compare(whole: Graph, view: View) -> int:
    """Compare networks of rests of a view with those of views that are built, and return how many ties they have."""
    columns, ties = whole.snapshot.columns(), 0
    facts = accepting(view, columns, whole._record, whole._inputs.rules)
    assert facts
    for name in NETWORKS:
        for represented in (False, True)[: 1 + (name != "commitment")]:
            for least in (1, 2)[: 1 + (name != "affiliation")]:
                for kinds in (FOLDED_KINDS, ACTOR_KINDS):
                    remaining = Remaining(columns, name, kinds, represented, least)
                    for documents in rests(whole, view):
                        built = columns_of_view(whole, replace(view, sources=documents))
                        expected, nodes = read_basis(built, name, kinds, represented, least).edges()
                        found, numbers = remaining.edges(facts(documents))
                        assert columns.terms.iris(numbers.tolist()) == built.terms.iris(nodes.tolist())
                        assert found.source.tolist() == expected.source.tolist()
                        assert found.target.tolist() == expected.target.tolist()
                        assert found.weight.tolist() == expected.weight.tolist()
                        assert found.directed == expected.directed
                        assert (found.side is None) == (expected.side is None)
                        if found.side is not None and expected.side is not None:
                            assert found.side.tolist() == expected.side.tolist()
                        ties += len(found.source)
    return ties


def columns_of_view(whole: Graph, view: View) -> Columns:
    """Return the columns of a view that is built, each built once."""
    key = (whole.snapshot.digest, view)
    if key not in BUILT:
        BUILT[key] = whole._contents.rebuilt(view, whole._ontology)
    return BUILT[key]


BUILT: dict[tuple[str, View], Columns] = {}


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.options or "whole")
def test_networks_of_rests_of_the_published_graph_need_no_view(published: Graph, view: View) -> None:
    assert compare(published, view)


@pytest.mark.parametrize("seed", range(6))
def test_networks_of_rests_of_invented_corpora_need_no_view(seed: int, tmp_path: Path) -> None:
    graph = Graph.open(Corpus.invent(seed).write(tmp_path / "root"), store=tmp_path / "store")
    assert compare(graph, View())
    compare(graph, View(stances=frozenset({CG + "Reports"})))


@pytest.mark.parametrize("view", [View(on=PartialDate.parse("2025")), View(families=2)], ids=lambda view: view.options)
def test_days_and_families_take_the_view_itself(published: Graph, view: View) -> None:
    rules = published._inputs.rules
    assert accepting(view, published.snapshot.columns(), published._record, rules) is None


def test_rules_of_ones_own_take_the_view_itself(published: Graph) -> None:
    rules: dict[Path, Any] = dict(Root.published().read_ontology().rules)
    path = next(iter(rules))
    for other in ({}, {**rules, path: rules[path] + b" "}, {**rules, Path("more.rq"): b""}):
        assert accepting(View(), published.snapshot.columns(), published._record, other) is None
