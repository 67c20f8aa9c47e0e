"""Test which passages and things are chosen; the tests of views hold what is made of them."""

from __future__ import annotations

import numpy as np

from coalition import Graph
from coalition.columns.table import Columns
from coalition.namespaces import CG, local_name
from coalition.views.selection import Selection

ASSERTS = CG + "Asserts"


def names(columns: Columns, mask: np.ndarray) -> set[str]:
    """Return the local names of the things of a mask over the terms."""
    return set(map(local_name, columns.terms.iris(np.flatnonzero(mask).tolist())))


def test_documents_that_are_not_kept_are_apart(published: Graph) -> None:
    columns = published.snapshot.columns()
    kept = columns.numbers([iri for iri in published._record.documents if local_name(iri) in ("s001", "s003")])
    selection = Selection(columns, kept)
    assert names(columns, selection.apart) == {"s000", "s002", "s004"}
    stated = selection.stated({ASSERTS}, readings=True, every=True)
    passages = columns.chosen(columns.table.graph[stated])
    assert {name.split("-")[0] for name in names(columns, passages)} == {"s001", "s003"}
    accepted = selection.stated({ASSERTS}, readings=True, every=False)
    assert accepted.sum() < stated.sum()
    assert not (accepted & ~stated).any()


def test_events_are_those_of_all_classes_below(published: Graph) -> None:
    columns = published.snapshot.columns()
    rows = published.select("SELECT DISTINCT ?e { { ?e a cg:Event } UNION { GRAPH ?g { ?e a cg:Event } } }")
    found = names(columns, Selection(columns, ()).things("Event"))
    assert found >= {local_name(row.e) for row in rows}
    assert "keir-starmer" not in found


def test_a_fact_is_held_in_all_its_passages_or_in_none(published: Graph) -> None:
    columns = published.snapshot.columns()
    selection = Selection(columns, columns.numbers(published._record.documents))
    stated = selection.stated({ASSERTS}, readings=True, every=False)
    held = selection.held(stated, published._families, 2)
    assert 0 < held.sum() < stated.sum()
    word, subject, value, _ = columns.table
    facts = {*zip(word[held].tolist(), subject[held].tolist(), value[held].tolist(), strict=True)}
    apart = stated & ~held
    assert facts.isdisjoint(zip(word[apart].tolist(), subject[apart].tolist(), value[apart].tolist(), strict=True))
