"""Compare two graphs fact by fact: added, removed, newly supported, no longer supported."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import pyoxigraph as ox

from coalition import files
from coalition.audit.pairing import ONTOLOGY_GRAPH, Pairing, of_columns, of_streams
from coalition.columns.table import Columns
from coalition.errors import SelectionError
from coalition.namespaces import PREFIXES, RDFS, SKOS
from coalition.output.about import describes
from coalition.rdf import blank_nodes
from coalition.rdf.formats import FORMATS, by_suffix
from coalition.rdf.parser import parse
from coalition.rdf.store import Term, as_quad
from coalition.rdf.turtle import fact, term

AT_ONCE = 50_000
"""How many statements of a snapshot become quads at once."""

COLUMNS = "columns"
"""The folder in a snapshot that holds its columns."""

Graphs = dict[ox.Triple, set[str]]
"""The named graphs of facts."""

PREFERRED, LABEL = ox.NamedNode(SKOS + "prefLabel"), ox.NamedNode(RDFS + "label")


@dataclass(frozen=True)
class Change:
    """Hold one difference between two graphs: a fact, and how it differs.

    Attributes
    ----------
    kind:
        `added`, `removed`, `newly supported` or `no longer supported`; see `differences`.
    fact:
        The fact in Turtle.
    graphs:
        The passages and rules that state or derive the fact in one of the two graphs only.
    """

    kind: str
    fact: str
    graphs: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the change as plain data, for JSON."""
        return {"kind": self.kind, "fact": self.fact, "graphs": list(self.graphs)}


@dataclass(frozen=True)
class Dataset:
    """Hold where quads come from; they are read afresh whenever one iterates over them."""

    path: Path
    format: str

    @property
    def kinds(self) -> set[bool]:
        """What `_peeked` may find: named graphs (True), and statements outside of them (False)."""
        if not self.format:
            return {True}
        return {True, False} if FORMATS[self.format].dataset else {False}

    @property
    def columns(self) -> Columns:
        """The columns of the snapshot."""
        return Columns.open(self.path / COLUMNS)

    def __iter__(self) -> Iterator[ox.Quad]:
        """Yield the quads of the file, or of the named graphs of the snapshot: what is accepted is all in these."""
        if self.format:
            remedy = "name another file, or change its permissions"
            # A file of facts can be compared, too, and need not declare the standard prefixes.
            return parse(files.read(self.path, SelectionError, remedy=remedy), self.format, str(self.path), PREFIXES)
        columns = self.columns
        pieces = (slice(first, first + AT_ONCE) for first in range(0, len(columns), AT_ONCE))
        return chain.from_iterable(map(columns.quads, pieces))

    def accepted(self) -> Iterator[ox.Quad]:
        """Yield what the default graph of the snapshot holds, some of it several times."""
        columns = self.columns
        rows = np.flatnonzero(columns.accepted[columns.table.graph])
        for first in range(0, len(rows), AT_ONCE):
            for quad in columns.quads(rows[first : first + AT_ONCE]):
                yield as_quad(quad.triple)


Side = Dataset | Collection[ox.Quad]
"""What is compared: it is iterated over more than once."""


def read(path: Path) -> Dataset:
    """Return the quads of an export, or of the snapshot in the folder `path`; reading them raises the other errors.

    Raises
    ------
    SelectionError
        When `path` is neither a snapshot nor named like an export, or cannot be read.
    RDFSyntaxError
        When the export does not parse.
    StoreError
        When the snapshot cannot be read.
    """
    if path.is_dir() and (path / COLUMNS).is_dir():
        return Dataset(path, "")
    # Only the suffix tells which syntax it is, so a pipe such as that of `<(command)` cannot be compared.
    format = by_suffix(path.suffix)
    if not format:
        suffixes = ", ".join(format.suffix for format in FORMATS.values())
        remedy = f"name a file that ends in {suffixes}, or the folder of a snapshot"
        raise SelectionError("this is not an export", where=str(path), remedy=remedy)
    return Dataset(path, format)


def differences(old: Side, new: Side) -> list[Change]:
    """Return what changed from the dataset `old` to the dataset `new`, sorted by kind and fact.

    A fact is `added` if only `new` has it, and `removed` if only `old` has it. A fact of both is `newly supported` by
    the passages and rules that state or derive it in `new` only, and `no longer supported` by those of `old` only.
    What an export says of itself is not compared, nor an rdfs:label that is a skos:prefLabel, too.
    Where a dataset has no named graphs, as in Turtle, only the facts of the default graphs are compared.

    Raises
    ------
    SelectionError
        When the blank nodes of a dataset are too much alike to be compared.
    """
    before, after, both = _unpaired(_paired(old, new))
    changes = (change for triple in before.keys() | after.keys() for change in _change(triple, before, after, both))
    return sorted(changes, key=lambda change: (change.kind, change.fact))


def _paired(old: Side, new: Side) -> Pairing:
    if isinstance(old, Dataset) and isinstance(new, Dataset) and not old.format and not new.format:
        return of_columns(old.columns, new.columns)
    kinds, peeked = zip(*map(_peeked, (old, new)), strict=True)
    if {False} not in kinds:
        return of_streams(peeked[0], peeked[1], lambda: old)
    # A dataset without named graphs: what is accepted is compared.
    first, second = (partial(_accepted, side, False in kind) for side, kind in zip((old, new), kinds, strict=True))
    return of_streams(first(quads=peeked[0]), second(quads=peeked[1]), first)


def _peeked(side: Side) -> tuple[set[bool], Iterator[ox.Quad]]:
    """Return whether a dataset has statements in named graphs (True) and outside of them (False), and its quads.

    What an export adds does not count. No more is read than it takes to tell.
    """
    can_have = side.kinds if isinstance(side, Dataset) else {True, False}
    found, passed, quads = set[bool](), list[ox.Quad](), iter(side)
    for quad in quads:
        passed.append(quad)
        if quad.graph_name != ONTOLOGY_GRAPH and not describes(quad):
            found.add(_is_named(quad))
            if found == can_have:
                break
    return found, chain(passed, quads)


def _accepted(side: Side, has_default: bool, quads: Iterable[ox.Quad] | None = None) -> Iterator[ox.Quad]:
    """Yield the facts of the default graph; those of all named graphs, without their graphs, where it is empty.

    Where `quads` is given, it is read in place of the file `side`, of which it is a first reading.
    """
    if isinstance(side, Dataset) and not side.format:
        yield from side.accepted()
        return
    for quad in side if quads is None else quads:
        if not _is_named(quad):
            yield quad
        elif not has_default and quad.graph_name != ONTOLOGY_GRAPH and not describes(quad):
            yield as_quad(quad.triple)


class _Side:
    """Hold what one dataset has, as far as it has to be kept.

    Attributes
    ----------
    facts:
        Statements that the other dataset may not have.
    labels, names:
        What rdfs:label and skos:prefLabel state: a label that is a name is not compared.
    loose:
        Statements with blank nodes, which get names when all of them are known.
    """

    def __init__(self) -> None:
        self.facts: set[ox.Quad] = set()
        self.labels: list[ox.Quad] = []
        self.names: set[tuple[Term, Term]] = set()
        self.loose: list[ox.Quad] = []

    def touched(self) -> Iterator[ox.Triple]:
        """Yield the facts, and what makes labels be names."""
        for quad in chain(self.facts, self.labels):
            yield quad.triple
            if (other := {PREFERRED: LABEL, LABEL: PREFERRED}.get(quad.predicate)) is not None:
                yield ox.Triple(quad.subject, other, quad.object)

    def rest(self) -> set[ox.Quad]:
        """Return what can be compared once all is known."""
        # The default graph repeats what passages assert: only what no named graph holds counts as a fact of its own.
        supported = {quad.triple for quad in self.loose if _is_named(quad)}
        loose = (quad for quad in self.loose if _is_named(quad) or quad.triple not in supported)
        labels = (quad for quad in self.labels if (quad.subject, quad.object) not in self.names)
        return {*self.facts, *labels, *blank_nodes.canonical(loose)}


def _unpaired(pairing: Pairing) -> tuple[Graphs, Graphs, set[ox.Triple]]:
    """Return the facts with the graphs in which only one dataset has them, and those of them that both have."""
    sides = old, new = _Side(), _Side()
    for side, quads in zip(sides, (pairing.old, pairing.new), strict=True):
        side.facts.update(_ready(quads, (side,)))
    both = pairing.facts(set(chain.from_iterable(side.touched() for side in sides)))
    for side in sides:
        side.names.update((triple.subject, triple.object) for triple in both if triple.predicate == PREFERRED)
    # Where a label of both is a name of one only, it counts as a fact of the other.
    unlike = old.names ^ new.names
    labels = {triple for triple in both if triple.predicate == LABEL and (triple.subject, triple.object) in unlike}
    is_loose = bool(old.loose or new.loose)
    if labels or is_loose:
        for _ in _ready(pairing.shared(labels, is_loose), sides):
            pass
    left, right = (side.rest() for side in sides)
    both = both - labels | {quad.triple for quad in left & right}
    return _by_fact(left - right), _by_fact(right - left), both


def _ready(quads: Iterable[ox.Quad], sides: Iterable[_Side]) -> Iterator[ox.Quad]:
    """Yield the statements that can be compared as they are; keep those of which more has to be known with `sides`."""
    for quad in quads:
        subject, value, predicate, graph = quad.subject, quad.object, quad.predicate, quad.graph_name
        if not isinstance(subject, ox.NamedNode) or not isinstance(value, ox.NamedNode | ox.Literal):
            if graph != ONTOLOGY_GRAPH:
                for side in sides:
                    side.loose.append(quad)
        elif graph != ONTOLOGY_GRAPH and not describes(quad):
            if predicate == PREFERRED:
                for side in sides:
                    side.names.add((subject, value))
            if predicate != LABEL:
                yield quad
                continue
            for side in sides:
                side.labels.append(quad)


def _by_fact(quads: Iterable[ox.Quad]) -> Graphs:
    """Return the named graphs of each fact; one that only the default graph holds has none."""
    facts: Graphs = {}
    for quad in quads:
        graphs = facts.setdefault(quad.triple, set())
        if not isinstance(quad.graph_name, ox.DefaultGraph):
            graphs.add(term(quad.graph_name))
    return facts


def _change(triple: ox.Triple, before: Graphs, after: Graphs, both: Collection[ox.Triple]) -> Iterator[Change]:
    graphs_before, graphs_after = before.get(triple, set()), after.get(triple, set())
    is_in_both = triple in both
    if triple not in before and not is_in_both:
        yield Change("added", fact(triple), tuple(sorted(graphs_after)))
    elif triple not in after and not is_in_both:
        yield Change("removed", fact(triple), tuple(sorted(graphs_before)))
    else:
        if graphs_after:
            yield Change("newly supported", fact(triple), tuple(sorted(graphs_after)))
        if graphs_before:
            yield Change("no longer supported", fact(triple), tuple(sorted(graphs_before)))


def _is_named(quad: ox.Quad) -> bool:
    return not isinstance(quad.graph_name, ox.DefaultGraph)
