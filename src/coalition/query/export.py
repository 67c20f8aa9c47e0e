"""Export a graph, or a part of it, as RDF, with or without the passages that state each fact."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import IO, TYPE_CHECKING

import pyoxigraph as ox

from coalition.errors import SelectionError
from coalition.namespaces import PREFIXES, PROV, RDF, RDFS, RECORD, REGISTER, SKOS, TYPE
from coalition.query import streams
from coalition.rdf import blank_nodes, turtle
from coalition.rdf.formats import Format, known
from coalition.rdf.store import Store, as_quad

if TYPE_CHECKING:
    from coalition.columns.table import Columns
    from coalition.output.about import About

PROVENANCE = ("rdf11", "rdf12")
"""How an export without named graphs can carry passages: by RDF 1.1 reification, or by RDF 1.2 annotations."""

DERIVED = ox.NamedNode(PROV + "wasDerivedFrom")
DEFAULT = ox.DefaultGraph()
PREFERRED, LABEL = ox.NamedNode(SKOS + "prefLabel"), ox.NamedNode(RDFS + "label")


def write(
    store: Store,
    output: IO[bytes],
    *,
    format: str = "turtle",
    thing: str | None = None,
    triples: Iterable[ox.Triple] | None = None,
    provenance: str | None = None,
    about: About | None = None,
    columns: Columns | None = None,
) -> None:
    """Write the accepted facts of a store, or some of them, in a canonical form.

    Parameters
    ----------
    store:
        The store to export.
    output:
        What the export is written to.
    format:
        One of `coalition.rdf.formats.FORMATS`. TriG and N-Quads hold all graphs, the others only the default graph,
        which holds the accepted facts.
    thing:
        The IRI of an actor, event or other thing. Only the facts about it are written, with the labels of the things
        that they mention and the headers of the passages that state them.
    triples:
        The triples to write in place of facts of the store, such as those of a CONSTRUCT query.
    provenance:
        One of PROVENANCE. The passages that state each fact, and the rules that derive it, are written with it.
    about:
        What the store was made from, which is written as the description of a dataset. With it, each thing has its
        skos:prefLabel as rdfs:label, too, which more programs know.
    columns:
        The columns of the store, from which the whole of it is written faster, and in little memory; and the record of
        a thing of which much is told.

    Raises
    ------
    SelectionError
        When the format or the form of provenance does not exist, or the format cannot carry provenance in that form.
    """
    syntax = known(format)
    if provenance is not None and provenance not in PROVENANCE:
        what = f"there is no form of provenance {provenance!r}"
        raise SelectionError(what, remedy=f"choose {' or '.join(PROVENANCE)}, or omit it")
    if provenance == "rdf12" and format != "turtle":
        raise SelectionError("RDF 1.2 annotations can be written in Turtle only", remedy="use --format turtle")
    if provenance and syntax.dataset:
        what = f"{format} already holds each passage as a named graph"
        raise SelectionError(what, remedy="omit --provenance, or choose another format")
    if columns and thing is None and triples is None and streams.can_stream(columns, provenance):
        more = about.quads(dataset=syntax.dataset) if about else ()
        labelled = (about.dataset if syntax.dataset else DEFAULT) if about else None
        streams.write(columns, format, output, more, labelled, provenance)
        return
    origins = _Origins(store if columns is None else columns)
    quads = blank_nodes.canonical(
        map(as_quad, triples) if triples is not None else _quads(store, syntax, thing, origins)
    )
    facts = {quad.triple for quad in quads}
    if about:
        quads += list(_description(about, quads, syntax))
    if provenance == "rdf12":
        output.write(turtle.turtle({quad.triple for quad in quads}, annotations=_annotations(facts, origins)).encode())
        return
    if provenance == "rdf11":
        quads += list(_reified(facts, origins))
    turtle.write(quads, format, output)


def _quads(store: Store, format: Format, thing: str | None, origins: _Origins) -> Iterator[ox.Quad]:
    """Yield the quads of a store that a format can hold; with `thing`, only those about it."""
    graph = None if format.dataset else DEFAULT
    if thing is None:
        yield from store.quads(None, None, None, graph)
        return
    facts = about(store, ox.NamedNode(thing))
    nodes = {node for triple in facts for node in triple if isinstance(node, ox.NamedNode)}
    facts |= {q.triple for node in nodes for q in store.quads(node, PREFERRED, None, DEFAULT)}
    for fact in facts:
        yield from store.quads(fact.subject, fact.predicate, fact.object, graph)
    passages = {passage for found in origins.of(facts).values() for passage in found}
    for passage in passages:
        yield from store.quads(passage, None, None, graph)


def _description(about: About, quads: Iterable[ox.Quad], format: Format) -> Iterator[ox.Quad]:
    """Yield the description of a dataset, and the rdfs:label of each thing that has a skos:prefLabel in `quads`."""
    graph = about.dataset if format.dataset else DEFAULT
    yield from about.quads(dataset=format.dataset)
    for quad in quads:
        if quad.predicate == PREFERRED:
            yield ox.Quad(quad.subject, LABEL, quad.object, graph)


def about(store: Store, thing: ox.NamedNode) -> set[ox.Triple]:
    """Return the accepted facts about a thing.

    These are the facts that have it as subject, and all facts about the things that refer to it, such as its
    participations and commitments.
    """
    facts = {quad.triple for quad in store.quads(thing, None, None, DEFAULT)}
    for reference in list(store.quads(None, None, thing, DEFAULT)):
        facts |= {quad.triple for quad in store.quads(reference.subject, None, None, DEFAULT)}
    return facts


class _Origins:
    """Look up, once for each triple, the passages that state it and the rules that derive it."""

    def __init__(self, place: Store | Columns) -> None:
        self._place = place
        self._known: dict[ox.Triple, list[ox.NamedNode]] = {}

    def of(self, triples: Collection[ox.Triple]) -> dict[ox.Triple, list[ox.NamedNode]]:
        """Return their IRIs by triple, sorted."""
        new = self._place.graphs_of_each([triple for triple in triples if triple not in self._known])
        for triple, graphs in new.items():
            names = sorted(graphs - {RECORD, REGISTER}, key=turtle.order)
            self._known[triple] = [ox.NamedNode(name) for name in names]
        return {triple: self._known[triple] for triple in triples}


def statements_of(store: Store, triple: ox.Triple) -> list[ox.NamedNode]:
    """Return the IRIs of the passages that state a triple and of the rules that derive it, sorted."""
    return _Origins(store).of([triple])[triple]


def statement(triple: ox.Triple) -> ox.NamedNode:
    """Return the IRI of the statement that reifies a triple; the same triple always gets the same IRI."""
    return ox.NamedNode(PREFIXES["statement"] + streams.digest(str(triple)))


def _reified(triples: set[ox.Triple], origins: _Origins) -> Iterator[ox.Quad]:
    """Yield a reification of each triple that a passage states or a rule derives."""
    for triple, found in origins.of(triples).items():
        if not found:
            continue
        name = statement(triple)
        yield ox.Quad(name, ox.NamedNode(TYPE), ox.NamedNode(RDF + "Statement"))
        for word, node in zip(("subject", "predicate", "object"), triple, strict=True):
            yield ox.Quad(name, ox.NamedNode(RDF + word), node)
        for origin in found:
            yield ox.Quad(name, DERIVED, origin)


def _annotations(triples: set[ox.Triple], origins: _Origins) -> dict[ox.Triple, str]:
    """Return the annotation, in Turtle, of each triple that a passage states or a rule derives."""
    annotations = {}
    for triple, found in origins.of(triples).items():
        if found:
            derived = f"{turtle.term(DERIVED)} {' , '.join(map(turtle.term, found))}"
            annotations[triple] = f"~ {turtle.term(statement(triple))} {{| {derived} |}}"
    return annotations
