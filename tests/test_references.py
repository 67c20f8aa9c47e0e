"""Test that each reference of document 001 is described at its place, with all that it says."""

from __future__ import annotations

from collections import Counter, defaultdict

import pyoxigraph as ox
import pytest
from ruritania import PROJECT

from coalition.namespaces import CG, DCTERMS, PREFIXES

DOCUMENT = ox.NamedNode(PREFIXES["source"] + "s001")
TITLE = ox.NamedNode(DCTERMS + "title")
COUNTS = {
    "agency": 2,
    "altLabel": 2,
    "archivedOn": 40,
    "creator": 78,
    "credits": 2,
    "issueNumber": 1,
    "issued": 76,
    "language": 2,
    "periodical": 1,
    "publishedIn": 7,
    "publisher": 69,
    "retrievedOn": 75,
    "title": 80,
    "via": 11,
    "workType": 8,
}
"""How many facts of each kind the list of references gives, as counted in the list."""


@pytest.fixture(scope="module")
def facts() -> ox.Store:
    """Return the facts of document 001 as they are written."""
    store = ox.Store()
    store.bulk_load(path=str(PROJECT / "graph" / "s001.trig"), format=ox.RdfFormat.TRIG)
    return store


@pytest.fixture(scope="module")
def described(facts: ox.Store) -> dict[ox.NamedNode, list[ox.Quad]]:
    """Return what each passage that gives the title of a work says of it, by the passage."""
    found: defaultdict[ox.NamedNode, list[ox.Quad]] = defaultdict(list)
    for title in facts.quads_for_pattern(None, TITLE, None, None):
        if isinstance(title.graph_name, ox.NamedNode):
            found[title.graph_name].extend(facts.quads_for_pattern(title.subject, None, None, title.graph_name))
    return dict(found)


def test_each_of_80_references_is_described_in_a_passage_of_its_own(
    facts: ox.Store, described: dict[ox.NamedNode, list[ox.Quad]]
) -> None:
    references = [
        quad.subject for quad in facts.quads_for_pattern(None, ox.NamedNode(CG + "referenceIn"), DOCUMENT, None)
    ]
    works = [
        quad.object
        for reference in references
        for quad in facts.quads_for_pattern(reference, ox.NamedNode(CG + "referenceTo"), None, None)
    ]
    assert len(references) == 80
    assert Counter(works) == Counter(quads[0].subject for quads in described.values())


def test_what_references_say_is_counted_by_kind(described: dict[ox.NamedNode, list[ox.Quad]]) -> None:
    kinds = Counter(
        quad.predicate.value.split("#")[-1].split("/")[-1] for quads in described.values() for quad in quads
    )
    assert kinds == COUNTS


def test_references_of_one_work_describe_it_alike(described: dict[ox.NamedNode, list[ox.Quad]]) -> None:
    alike = defaultdict(set)
    for quads in described.values():
        alike[quads[0].subject].add(frozenset((quad.predicate, quad.object) for quad in quads))
    assert len(alike) == 75
    assert all(len(descriptions) == 1 for descriptions in alike.values())


def test_what_passages_say_of_works_is_not_recorded_a_second_time(facts: ox.Store) -> None:
    said = {quad.subject for quad in facts.quads_for_pattern(None, TITLE, None, ox.DefaultGraph())}
    assert said == {DOCUMENT}
