"""Parts of a graph as RDF, with or without where each fact is stated."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import IO

import pyoxigraph as ox

from coalition.errors import SelectionError
from coalition.namespaces import PREFIXES, PROV, RDF, RECORD, REGISTER, SKOS, TYPE
from coalition.rdf import turtle
from coalition.rdf.formats import Format, known
from coalition.rdf.store import Store, as_quad

PROVENANCE = ("rdf11", "rdf12")
"""How passages are carried where there are no named graphs: by reification, or by the annotations of RDF 1.2."""

DERIVED = ox.NamedNode(PROV + "wasDerivedFrom")
DEFAULT = ox.DefaultGraph()


def write(
    store: Store,
    output: IO[bytes],
    *,
    format: str = "turtle",
    thing: str | None = None,
    triples: Iterable[ox.Triple] | None = None,
    provenance: str | None = None,
) -> None:
    """Write the accepted facts of `store`, or a part of them, in a canonical form.

    Parameters
    ----------
    format:
        One of `coalition.rdf.formats.FORMATS`. TriG and N-Quads carry every graph; the others the default graph.
    thing:
        The IRI of an actor, event or other thing: only what is said of it is written.
    triples:
        The triples to write instead, as of a CONSTRUCT query.
    provenance:
        One of PROVENANCE: each fact that is written also carries the passages it stands in and the rules it follows by.

    Raises
    ------
    SelectionError
        When the format is unknown, or does not carry provenance in that form.
    """
    carries = known(format)
    if provenance is not None and provenance not in PROVENANCE:
        what = f"there is no form of provenance {provenance!r}"
        raise SelectionError(what, remedy=f"choose {' or '.join(PROVENANCE)}, or leave it out")
    if provenance == "rdf12" and format != "turtle":
        raise SelectionError("annotations of RDF 1.2 are written in Turtle only", remedy="use --format turtle")
    if provenance and carries.dataset:
        raise SelectionError(f"{format} carries each passage as a named graph already", remedy="leave --provenance out")
    chosen = [as_quad(triple) for triple in triples] if triples is not None else list(_chosen(store, carries, thing))
    facts = {quad.triple for quad in chosen}
    if provenance == "rdf12":
        output.write(turtle.turtle(facts, annotations=_annotations(store, facts)).encode())
        return
    if provenance == "rdf11":
        chosen += list(_reified(store, facts))
    turtle.write(chosen, format, output)


def _chosen(store: Store, format: Format, thing: str | None) -> Iterator[ox.Quad]:
    graph = None if format.dataset else DEFAULT
    if thing is None:
        yield from store.quads(None, None, None, graph)
        return
    facts = about(store, ox.NamedNode(thing))
    named = {node for triple in facts for node in triple if isinstance(node, ox.NamedNode)}
    facts |= {q.triple for node in named for q in store.quads(node, ox.NamedNode(SKOS + "prefLabel"), None, DEFAULT)}
    for fact in facts:
        yield from store.quads(fact.subject, fact.predicate, fact.object, graph)
    passages = {p for fact in facts for p in statements_of(store, fact)}
    for passage in passages:
        yield from store.quads(passage, None, None, graph)


def about(store: Store, thing: ox.NamedNode) -> set[ox.Triple]:
    """What is said of a thing: its facts, and all facts of what refers to it, a participation or a commitment."""
    facts = {quad.triple for quad in store.quads(thing, None, None, DEFAULT)}
    for reference in list(store.quads(None, None, thing, DEFAULT)):
        facts |= {quad.triple for quad in store.quads(reference.subject, None, None, DEFAULT)}
    return facts


def statements_of(store: Store, triple: ox.Triple) -> list[ox.NamedNode]:
    """The passages that state a triple and the rules that derive it, sorted."""
    return sorted(
        (graph for graph in store.graphs_of(triple) if graph.value not in (RECORD, REGISTER)),
        key=lambda graph: turtle.order(graph.value),
    )


def statement(triple: ox.Triple) -> ox.NamedNode:
    """The IRI of the statement that a triple makes: it is made from the triple alone."""
    return ox.NamedNode(PREFIXES["statement"] + hashlib.sha256(str(triple).encode()).hexdigest()[:32])


def _reified(store: Store, triples: set[ox.Triple]) -> Iterator[ox.Quad]:
    for triple in triples:
        places = statements_of(store, triple)
        if not places:
            continue
        name = statement(triple)
        yield ox.Quad(name, ox.NamedNode(TYPE), ox.NamedNode(RDF + "Statement"))
        for word, node in zip(("subject", "predicate", "object"), triple, strict=True):
            yield ox.Quad(name, ox.NamedNode(RDF + word), node)
        for origin in places:
            yield ox.Quad(name, DERIVED, origin)


def _annotations(store: Store, triples: set[ox.Triple]) -> dict[ox.Triple, str]:
    notes = {}
    for triple in triples:
        places = statements_of(store, triple)
        if places:
            derived = f"{turtle.term(DERIVED)} {' , '.join(turtle.term(place) for place in places)}"
            notes[triple] = f"~ {turtle.term(statement(triple))} {{| {derived} |}}"
    return notes
