"""Test that each passage that asserts is a nanopublication that the library for them accepts, and no other is."""

from __future__ import annotations

import warnings
from collections.abc import Callable

import pyoxigraph as ox
import pytest
import rdflib
from exchanged import FACTS

from coalition.exchange.losses import Losses
from coalition.exchange.nanopubs import NP
from coalition.graph import Graph
from coalition.namespaces import PREFIXES, TYPE

Exchanged = Callable[..., tuple[str, Losses]]


def quads(text: str) -> list[ox.Quad]:
    return list(ox.parse(text.encode(), ox.RdfFormat.TRIG))


def heads(found: list[ox.Quad]) -> dict[str, str]:
    """Return the nanopublications with their heads."""
    return {
        quad.subject.value: quad.graph_name.value  # type: ignore[union-attr]
        for quad in found
        if quad.object == ox.NamedNode(NP + "Nanopublication") and quad.predicate.value == TYPE
    }


def test_what_a_passage_asserts_is_the_assertion_and_nothing_else_is(ostvik: Graph, exchanged: Exchanged) -> None:
    text, losses = exchanged("nanopubs")
    found = quads(text)
    names = {str(quad.graph_name)[1:-1] for quad in found}
    asserted = {name: set[ox.Triple]() for name in names if name.endswith("-assertion")}
    assert len(heads(found)) == len(asserted) == sum(stance == "Asserts" for _, stance, *_ in FACTS)
    for quad in found:
        name = str(quad.graph_name)[1:-1]
        if name in asserted:
            asserted[name].add(quad.triple)
    for name, triples in asserted.items():
        passage = ox.NamedNode(name.removesuffix("#nanopub-assertion"))
        assert triples == {quad.triple for quad in ostvik.store.quads(None, None, None, passage)}
    told = {what for what, _ in losses.lost}
    assert {
        f"facts of passages whose stance is {each}" for each in ("Denies", "Predicts", "Reports", "Proposes")
    } <= told


@pytest.mark.slow
def test_the_library_finds_each_nanopublication_valid(exchanged: Exchanged) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of rdflib, about classes that the library uses
        from nanopub import Nanopub

        found = quads(exchanged("nanopubs")[0])
        for name, head in heads(found).items():
            one = rdflib.ConjunctiveGraph()
            own = [quad for quad in found if str(quad.graph_name).startswith(f"<{name}")]
            one.parse(data="".join(f"{quad} .\n" for quad in own), format="nquads")
            publication = Nanopub(rdf=one)
            assert publication.is_valid
            assert str(publication.metadata.np_uri) == name
            assert str(publication.metadata.head) == head
            assert len(publication.assertion)
    assert all(name.startswith(PREFIXES["passage"]) for name in heads(found))
