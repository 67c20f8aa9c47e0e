"""Test how a query is taken apart into what can be left out of it. `tests/query/test_absence.py` tries it at length."""

from __future__ import annotations

import pytest

from coalition.provenance.removal import divide
from coalition.rdf.store import Store

QUERIES = [
    "SELECT ?x WHERE { ?x a cg:Person }",
    "SELECT ?x { ?x a cg:Person ; cg:holder ?y . FILTER(?x != ?y) OPTIONAL { ?x cg:about ?z } } ORDER BY ?x LIMIT 3",
    "ASK { GRAPH ?g { ?x a cg:Person . ?y cg:host ?x } MINUS { ?x cg:about ?z } }",
    "SELECT ?x { { ?x a cg:Person } UNION { ?x a cg:State } VALUES ?x { actor:a actor:b } }",
]


@pytest.mark.parametrize("text", QUERIES)
def test_every_part_can_be_left_out_and_what_is_left_is_a_query(text: str) -> None:
    divided = divide(text)
    parts = divided.all()
    assert len({part.number for part in parts}) == len(parts) > 0
    store = Store.in_memory([])
    store.query(divided.without())
    for part in parts:
        shorter = divided.without(frozenset({part.number}))
        store.query(shorter)
        assert len(shorter.split()) < len(divided.without().split())


def test_a_group_is_left_out_with_all_that_is_in_it() -> None:
    divided = divide(QUERIES[2])
    (graph,) = (part for part in divided.parts if part.text.startswith("GRAPH"))
    assert "cg:host" in divided.without()
    assert "cg:host" not in divided.without(frozenset({graph.number}))
