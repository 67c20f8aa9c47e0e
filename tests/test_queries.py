"""Test that each file of the package's own queries parses, and is read by its name."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from ruritania import built

from coalition import queries
from coalition.corpus.root import Root
from coalition.namespaces import HOME
from coalition.rdf.store import Store

NAMES = sorted(path.stem for path in queries.FOLDER.glob("*.rq"))


@pytest.mark.parametrize("name", NAMES)
def test_each_query_is_a_select(name: str) -> None:
    assert queries.select(Store.in_memory([]), name).variables


def test_a_query_is_answered_with_its_variables_bound(root: Root) -> None:
    store = built(root)
    meeting = ox.NamedNode(HOME + "meeting/strelsau-1894-05-03")
    found = {(row["thing"], row["about"]) for row in queries.select(store, "about")}
    bound = {(row["thing"], row["about"]) for row in queries.select(store, "about", about=meeting)}
    assert bound == {(thing, about) for thing, about in found if about == meeting} != found


def test_a_query_that_does_not_exist_is_a_fault_of_ours(root: Root) -> None:
    with pytest.raises(FileNotFoundError):
        queries.select(built(root), "nothing")
