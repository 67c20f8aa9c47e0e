"""Compare two graphs fact by fact: added, removed, newly supported, no longer supported.

Both are read at once, and what both have is let go of: exports are sorted, so that memory holds little more than the
differences. Of the facts that both have, a hash of 64 bits is kept.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice, zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyoxigraph as ox

from coalition import files
from coalition.columns.table import Columns
from coalition.errors import SelectionError
from coalition.namespaces import ONTOLOGY, RDFS, SKOS
from coalition.output.about import describes
from coalition.rdf import blank_nodes
from coalition.rdf.formats import FORMATS, by_suffix
from coalition.rdf.parser import parse
from coalition.rdf.store import Term, as_quad
from coalition.rdf.turtle import fact, term

if TYPE_CHECKING:
    from numpy.typing import NDArray

COLUMNS = "columns"
"""The folder in a snapshot that holds its columns."""

AT_ONCE = 50_000
"""How many statements of each dataset are read before they are compared."""

Graphs = dict[ox.Triple, set[str]]
"""The named graphs of facts."""

ONTOLOGY_GRAPH = ox.NamedNode(ONTOLOGY)
"""The graph of what the ontology declares, which is not compared."""


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

    def __iter__(self) -> Iterator[ox.Quad]:
        """Yield the quads of the file, or of the named graphs of the snapshot: what is accepted is all in these."""
        if self.format:
            remedy = "name another file, or change its permissions"
            yield from parse(files.read(self.path, SelectionError, remedy=remedy), self.format, str(self.path))
        else:
            yield from self._rows(Columns.open(self.path / COLUMNS))

    def accepted(self) -> Iterator[ox.Quad]:
        """Yield what the default graph of the snapshot holds, some of it several times."""
        columns = Columns.open(self.path / COLUMNS)
        for quad in self._rows(columns, columns.accepted[columns.table.graph]):
            yield as_quad(quad.triple)

    @staticmethod
    def _rows(columns: Columns, chosen: NDArray[np.bool_] | None = None) -> Iterator[ox.Quad]:
        rows = np.arange(len(columns)) if chosen is None else np.flatnonzero(chosen)
        for first in range(0, len(rows), AT_ONCE):
            yield from columns.quads(rows[first : first + AT_ONCE])


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


def differences(old: Iterable[ox.Quad], new: Iterable[ox.Quad]) -> list[Change]:
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
    kinds, peeked = zip(*map(_peeked, (old, new)), strict=True)
    if {False} in kinds:  # a dataset without named graphs
        sides = [
            side.accepted() if isinstance(side, Dataset) and not side.format else _accepted(quads, False in kind)
            for side, kind, quads in zip((old, new), kinds, peeked, strict=True)
        ]
        before, after, both = _unpaired(*sides)
    else:
        before, after, both = _unpaired(*peeked)
    changes = (change for triple in before.keys() | after.keys() for change in _change(triple, before, after, both))
    return sorted(changes, key=lambda change: (change.kind, change.fact))


def _peeked(side: Iterable[ox.Quad]) -> tuple[set[bool], Iterator[ox.Quad]]:
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


def _accepted(side: Iterable[ox.Quad], has_default: bool) -> Iterator[ox.Quad]:
    """Yield the facts of the default graph; those of all named graphs, without their graphs, where it is empty."""
    for quad in side:
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

    def rest(self) -> set[ox.Quad]:
        """Return what can be compared once all is known."""
        # The default graph repeats what passages assert: only what no named graph holds counts as a fact of its own.
        supported = {quad.triple for quad in self.loose if _is_named(quad)}
        loose = (quad for quad in self.loose if _is_named(quad) or quad.triple not in supported)
        labels = (quad for quad in self.labels if (quad.subject, quad.object) not in self.names)
        return {*self.facts, *labels, *blank_nodes.canonical(loose)}


def _unpaired(old: Iterable[ox.Quad], new: Iterable[ox.Quad]) -> tuple[Graphs, Graphs, NDArray[np.int64]]:
    """Return the facts with the graphs in which only one dataset has them, and sorted hashes of what both have."""
    sides = _Side(), _Side()
    facts, quads = array("q"), array("q")

    one, other = sides
    for left, right in zip_longest(_sets(old), _sets(new), fillvalue=set[ox.Quad]()):
        both = left & right
        left -= both
        right -= both
        late = (left & other.facts) | (right & one.facts)
        one.facts |= left
        other.facts |= right
        one.facts -= late
        other.facts -= late
        for quad in _ready(chain(both, late), sides):
            facts.append(hash(quad.triple))
            quads.append(hash(quad))
    for side in sides:
        side.facts = set(_ready(side.facts, (side,)))
    seen = np.sort(np.frombuffer(quads, dtype=np.int64))
    left, right = ({quad for quad in side.rest() if not _holds(seen, hash(quad))} for side in sides)
    facts.extend(hash(quad.triple) for quad in left & right)
    return _by_fact(left - right), _by_fact(right - left), np.sort(np.frombuffer(facts, dtype=np.int64))


def _sets(quads: Iterable[ox.Quad]) -> Iterator[set[ox.Quad]]:
    source = iter(quads)
    while several := set(islice(source, AT_ONCE)):
        yield several


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


def _holds(hashes: NDArray[np.int64], wanted: int) -> bool:
    place = int(np.searchsorted(hashes, wanted))
    return place < len(hashes) and int(hashes[place]) == wanted


def _by_fact(quads: Iterable[ox.Quad]) -> Graphs:
    """Return the named graphs of each fact; one that only the default graph holds has none."""
    facts: Graphs = {}
    for quad in quads:
        graphs = facts.setdefault(quad.triple, set())
        if not isinstance(quad.graph_name, ox.DefaultGraph):
            graphs.add(term(quad.graph_name))
    return facts


def _change(triple: ox.Triple, before: Graphs, after: Graphs, both: NDArray[np.int64]) -> Iterator[Change]:
    graphs_before, graphs_after = before.get(triple, set()), after.get(triple, set())
    is_in_both = _holds(both, hash(triple))
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
