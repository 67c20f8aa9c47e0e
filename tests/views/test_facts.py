"""Test that what a view accepts can be told without building it, and where only the view can tell."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from invented_network import columns_of
from random_corpus import Corpus

from coalition import Graph
from coalition.corpus.root import Root
from coalition.dates import PartialDate
from coalition.namespaces import CG
from coalition.network.build import read_basis
from coalition.views.facts import accepting
from coalition.views.view import View

VIEWS = [
    View(),
    View(readings=False),
    View(known_by=PartialDate.parse("2025-04")),
    View(stances=frozenset({CG + "Reports", CG + "Denies"})),
]


def same_rows(whole: Graph, view: View, documents: frozenset[str]) -> int:
    """Compare the rows of networks of a view with what is told of it without building it."""
    columns = whole.snapshot.columns()
    facts = accepting(view, columns, whole._record, whole._inputs.rules)
    assert facts
    store = whole._contents.store(replace(view, sources=documents), whole._ontology)
    built, number = columns_of(store), 0
    for network in ("co-participation", "commitment"):
        expected = read_basis(built, network, represented=network != "commitment")
        found = read_basis(columns, network, represented=network != "commitment", facts=facts(documents))
        assert found.members == expected.members
        number += len(found.members)
    return number


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.options or "whole")
def test_networks_of_views_of_the_published_graph_need_no_view(published: Graph, view: View) -> None:
    documents = published._record.documents
    parts = [frozenset(part) for size in (1, len(documents) - 1) for part in combinations(documents, size)]
    assert sum(same_rows(published, view, part) for part in parts)


@pytest.mark.parametrize("seed", range(6))
def test_networks_of_views_of_invented_corpora_need_no_view(seed: int, tmp_path: Path) -> None:
    graph = Graph.open(Corpus.invent(seed).write(tmp_path / "root"), store=tmp_path / "store")
    documents = graph._record.documents
    number = 0
    for out in documents:
        number += same_rows(graph, View(), frozenset(documents) - {out})
        number += same_rows(graph, View(stances=frozenset({CG + "Reports"})), frozenset(documents) - {out})
    assert number


@pytest.mark.parametrize("view", [View(on=PartialDate.parse("2025")), View(families=2)], ids=lambda view: view.options)
def test_days_and_families_take_the_view_itself(published: Graph, view: View) -> None:
    rules = published._inputs.rules
    assert accepting(view, published.snapshot.columns(), published._record, rules) is None


def test_rules_of_ones_own_take_the_view_itself(published: Graph) -> None:
    rules: dict[Path, Any] = dict(Root.published().read_ontology().rules)
    path = next(iter(rules))
    for other in ({}, {**rules, path: rules[path] + b" "}, {**rules, Path("more.rq"): b""}):
        assert accepting(View(), published.snapshot.columns(), published._record, other) is None
