"""Test that every word of the ontology has a page, with what it means and where it is used."""

from __future__ import annotations

from paged import page

from coalition.graph import Graph
from coalition.namespaces import CG


def test_every_word_is_listed_and_has_a_page(published: Graph) -> None:
    listed = page(published, "words")
    names = sorted(iri.removeprefix(CG) for iri in published._ontology.schema.terms)
    assert len(names) > 150
    addresses = {address for address, _ in listed.links}
    for name in names[::6]:
        found = page(published, "words", name)
        assert found.status == 200 and published.names.label(CG + name) in found.text
        assert f"/words/{name}" in addresses


def test_a_word_tells_its_definition_its_use_and_its_shape(published: Graph) -> None:
    found = page(published, "words", "Participation")
    number = len(published.select("SELECT DISTINCT ?p { GRAPH ?g { ?p a cg:Participation } }"))
    assert f"{number} times" in found.text and "Where it is used" in found.text
    assert "said of it" in found.text and "on behalf of" in found.text
    stance = page(published, "words", "Denies")
    assert "What must hold" in page(published, "words", "Actor").text
    assert "used" in stance.text and "0 times" not in stance.text


def test_a_word_that_is_none_is_not_found(published: Graph) -> None:
    for name in ("Nothing", "a b", "<"):
        assert page(published, "words", name).status == 404
