"""Write a whole store as RDF, one thing after another, with the bytes of `coalition.rdf.turtle.write`.

Memory holds the names of the things, what is stated of one of them, and the few statements with blank nodes, such as
those of the ontology: a blank node is named by all that is stated around it.
"""

from __future__ import annotations

import shutil
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import IO

import pyoxigraph as ox

from coalition import queries
from coalition.rdf import blank_nodes, turtle
from coalition.rdf.store import Store, Term

IN_MEMORY = 1 << 24
"""The number of bytes up to which a body whose prefixes are not known yet is kept in memory."""

AT_ONCE = 10_000
"""About how many statements are written at once in a syntax that has one on each line."""

DEFAULT = ox.DefaultGraph()

Annotate = Callable[[set[ox.Triple]], Mapping[ox.Triple, str]]
"""Gives the text that follows facts in Turtle."""


def can_stream(store: Store, format: str) -> bool:
    """Tell whether `write` can write a store in a format: outside of named graphs, all things must have IRIs."""
    if format not in ("turtle", "ntriples", "trig", "nquads"):
        return False
    return all(isinstance(row["graph"], ox.NamedNode) for row in queries.select(store, "nameless"))


def write(
    store: Store, format: str, output: IO[bytes], more: Iterable[ox.Quad] = (), annotate: Annotate | None = None
) -> None:
    """Write what a store holds.

    Parameters
    ----------
    store, format:
        What `can_stream` accepts.
    output:
        What the store is written to.
    more:
        Quads that are written with those of the store.
    annotate:
        Gives the text that follows the facts of the store in Turtle.
    """
    if format == "turtle":
        _with_prefixes(_turtle(store, more, annotate), output, annotated=annotate is not None)
    elif format == "trig":
        _with_prefixes(_trig(store, more), output)
    elif format == "ntriples":
        triples = (fact for _, facts in _things(store, more) for fact in turtle.in_order(facts))
        _lines(triples, output, ox.RdfFormat.N_TRIPLES)
    else:
        _lines(_quads(store, more), output, ox.RdfFormat.N_QUADS)


def _things(store: Store, more: Iterable[ox.Quad]) -> Iterator[tuple[set[ox.Triple], set[ox.Triple]]]:
    """Yield the facts of the store about each thing in order, and the same with those of `more`."""
    added = _by_name(more)
    names = {row["subject"].value for row in queries.select(store, "subjects")} | added.keys()
    for name in sorted(names, key=turtle.order):
        facts = {quad.triple for quad in store.quads(ox.NamedNode(name), None, None, DEFAULT)}
        yield facts, facts | added.get(name, set())


def _turtle(
    store: Store, more: Iterable[ox.Quad], annotate: Annotate | None
) -> Iterator[tuple[str, set[ox.Triple], tuple[str, ...]]]:
    for own, facts in _things(store, more):
        yield "".join(turtle.blocks(facts, annotations=annotate(own) if annotate else None)), facts, ()


def _trig(store: Store, more: Iterable[ox.Quad]) -> Iterator[tuple[str, set[ox.Triple], tuple[str, ...]]]:
    """Yield what is stated of each thing, and in the graph of its name, with the facts and the name of the graph."""
    added: dict[str, set[ox.Triple]] = defaultdict(set)
    for quad in (*more, *_nameless(store)):
        added[quad.graph_name.value].add(quad.triple)  # type: ignore[union-attr]
    graphs = {row["graph"].value for row in queries.select(store, "graphs")} | added.keys()
    things = {row["subject"].value for row in queries.select(store, "subjects")}
    for name in sorted(graphs | things, key=turtle.order):
        node = ox.NamedNode(name)
        about = {quad.triple for quad in store.quads(node, None, None, DEFAULT)}
        inside = {quad.triple for quad in store.quads(None, None, None, node) if _is_named(quad)}
        inside |= added.get(name, set())
        yield turtle.part(name, about, inside), about | inside, (name,) * bool(inside)


def _quads(store: Store, more: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
    """Yield all quads, sorted as lines."""
    added: dict[Term, set[ox.Quad]] = defaultdict(set)
    for quad in (*more, *_nameless(store)):
        added[quad.subject].add(quad)
    nodes = {row["subject"] for each in ("subjects", "named-subjects") for row in queries.select(store, each)}
    nodes = {node for node in nodes if isinstance(node, ox.NamedNode)} | added.keys()
    for node in sorted(nodes, key=str):
        yield from sorted({*filter(_is_named, store.quads(node)), *added.get(node, ())}, key=str)


def _nameless(store: Store) -> list[ox.Quad]:
    """Return the statements of named graphs that have a blank node or a triple term, with their canonical names."""
    return blank_nodes.canonical(ox.Quad(*row) for row in queries.select(store, "nameless"))


def _is_named(quad: ox.Quad) -> bool:
    return isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode | ox.Literal)


def _lines(statements: Iterator[ox.Triple | ox.Quad], output: IO[bytes], syntax: ox.RdfFormat) -> None:
    while several := list(islice(statements, AT_ONCE)):
        ox.serialize(several, output, format=syntax)  # type: ignore[arg-type]  # all are triples, or all quads


def _with_prefixes(
    parts: Iterable[tuple[str, set[ox.Triple], tuple[str, ...]]], output: IO[bytes], annotated: bool = False
) -> None:
    """Write parts with an empty line between them, after the prefixes that they turn out to be written with."""
    declared = set(turtle.ANNOTATED if annotated else ())
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as body:
        for text, facts, graphs in parts:
            declared.update(turtle.prefixes(facts, graphs).splitlines(True))
            body.write(f"\n{text}".encode())
        head = "".join(sorted(declared))
        output.write(head.encode())
        body.seek(0 if head else 1)  # without prefixes, no line is left empty at the top
        shutil.copyfileobj(body, output)


def _by_name(quads: Iterable[ox.Quad]) -> dict[str, set[ox.Triple]]:
    found: dict[str, set[ox.Triple]] = defaultdict(set)
    for quad in quads:
        found[quad.subject.value].add(quad.triple)  # type: ignore[union-attr]
    return found
