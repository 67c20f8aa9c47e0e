"""Pair the equal quads of two datasets, and hold those that only one of them has.

Quads are compared by hashes of 64 bits. Of streams, memory holds the hashes and what is not paired yet: exports are
sorted, so that this is little more than the differences. Of two snapshots, arrays are compared, and only what differs
is made into quads.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import compress, islice, zip_longest
from operator import attrgetter, ne
from typing import TYPE_CHECKING, Any

import numpy as np
import pyoxigraph as ox

from coalition.namespaces import ONTOLOGY

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from coalition.columns.table import Columns

AT_ONCE = 500
"""How many quads of each stream are held at once: of ten times as many, reading takes twice as long."""

TERMS_AT_ONCE = 50_000
"""How many terms of a snapshot are read at once."""

MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
"""An odd number whose bits are well spread, 2 ** 64 divided by the golden ratio."""

ONTOLOGY_GRAPH = ox.NamedNode(ONTOLOGY)
"""The graph of what the ontology declares, which is not compared."""


@dataclass(frozen=True, eq=False)
class Pairing:
    """Hold the quads that only the old or only the new dataset has, and look up those of both.

    Attributes
    ----------
    facts:
        A function that returns which of some triples stand in a quad of both, outside of the graph of the ontology.
    shared:
        A function that yields the quads of both that have one of some triples or, where the second argument is true, a
        blank node or a triple term.
    """

    old: set[ox.Quad]
    new: set[ox.Quad]
    facts: Callable[[Collection[ox.Triple]], set[ox.Triple]]
    shared: Callable[[Collection[ox.Triple], bool], Iterator[ox.Quad]]


def of_streams(old: Iterable[ox.Quad], new: Iterable[ox.Quad], again: Callable[[], Iterable[ox.Quad]]) -> Pairing:
    """Pair the quads of two streams; `again` returns those of the old one once more."""
    one, other = dict[int, ox.Quad](), dict[int, ox.Quad]()
    paired, stated = [_hashes([])], [_hashes([])]
    empty: list[ox.Quad] = []
    for left, right in zip_longest(_lists(old), _lists(new), fillvalue=empty):
        hashes = [_hashes(quads) for quads in (left, right)]
        ordered, others = map(np.sort, hashes)
        if np.array_equal(ordered, others):
            paired.append(ordered)
            stated.append(_facts(left))
            continue
        same = ordered[_among(ordered, others)]
        fresh, rest = (_alone(quads, each, same) for quads, each in zip((left, right), hashes, strict=True))
        stated.append(_facts(compress(left, _among(hashes[0], same).tolist())))
        late = (fresh.keys() & other.keys()) | (rest.keys() & one.keys())
        one |= fresh
        other |= rest
        stated.append(_facts([one.pop(each) for each in late]))
        for each in late:
            del other[each]
        paired += [same, np.fromiter(late, np.int64, len(late))]
    both, facts = (np.sort(np.concatenate(each)) for each in (paired, stated))
    del paired, stated

    def among_facts(triples: Collection[ox.Triple]) -> set[ox.Triple]:
        return set(compress(triples, _among(_hashes(triples), facts).tolist()))

    def shared(triples: Collection[ox.Triple], nameless: bool) -> Iterator[ox.Quad]:
        for quads in _lists(again()):
            chosen = compress(quads, map(triples.__contains__, map(attrgetter("triple"), quads)))
            found = [*chosen, *(filter(_is_nameless, quads) if nameless else ())]
            yield from compress(found, _among(_hashes(found), both).tolist())

    return Pairing(_without(one, both), _without(other, both), among_facts, shared)


def of_columns(old: Columns, new: Columns) -> Pairing:
    """Pair the statements of two snapshots."""
    rows = [_rows(columns) for columns in (old, new)]
    before, after = (
        set(columns.quads(np.flatnonzero(~_among(own, np.sort(others)))))
        for columns, own, others in zip((old, new), rows, rows[::-1], strict=True)
    )
    del rows

    def quads(triples: Collection[ox.Triple]) -> Iterator[ox.Quad]:
        for triple, graphs in old.graphs_of_each(triples).items():
            each = (ox.Quad(triple.subject, triple.predicate, triple.object, ox.NamedNode(graph)) for graph in graphs)
            yield from (quad for quad in each if quad not in before)

    def facts(triples: Collection[ox.Triple]) -> set[ox.Triple]:
        return {quad.triple for quad in quads(triples) if quad.graph_name != ONTOLOGY_GRAPH}

    def shared(triples: Collection[ox.Triple], nameless: bool) -> Iterator[ox.Quad]:
        yield from quads(triples)
        if nameless:
            yield from (quad for quad in old.quads(np.flatnonzero(old.nameless)) if quad not in before)

    return Pairing(before, after, facts, shared)


def _lists(quads: Iterable[ox.Quad]) -> Iterator[list[ox.Quad]]:
    source = iter(quads)
    while several := list(islice(source, AT_ONCE)):
        yield several


def _hashes(values: Collection[ox.Quad | ox.Triple]) -> NDArray[np.int64]:
    return np.fromiter(map(hash, values), np.int64, len(values))


def _facts(quads: Iterable[ox.Quad]) -> NDArray[np.int64]:
    """Return hashes of the triples of quads that are not in the graph of the ontology."""
    quads = list(quads)
    graphs = map(attrgetter("graph_name"), quads)
    compared = compress(quads, map(partial(ne, ONTOLOGY_GRAPH), graphs))
    return np.fromiter(map(hash, map(attrgetter("triple"), compared)), np.int64)


def _among(values: NDArray[Any], ordered: NDArray[Any]) -> NDArray[np.bool_]:
    """Return which of some values are among others that are sorted; shape (values,)."""
    if not len(ordered):
        return np.zeros(len(values), dtype=bool)
    places = np.minimum(np.searchsorted(ordered, values), len(ordered) - 1)
    found: NDArray[np.bool_] = ordered[places] == values
    return found


def _alone(quads: list[ox.Quad], hashes: NDArray[np.int64], same: NDArray[np.int64]) -> dict[int, ox.Quad]:
    """Return by their hashes the quads of which no hash is among `same`."""
    alone = ~_among(hashes, same)
    return dict(zip(hashes[alone].tolist(), compress(quads, alone.tolist()), strict=True))


def _without(quads: dict[int, ox.Quad], both: NDArray[np.int64]) -> set[ox.Quad]:
    """Return the quads of which no hash is among `both`."""
    found = _among(np.fromiter(quads, np.int64, len(quads)), both)
    return set(compress(quads.values(), (~found).tolist()))


def _is_nameless(quad: ox.Quad) -> bool:
    return not isinstance(quad.subject, ox.NamedNode) or not isinstance(quad.object, ox.NamedNode | ox.Literal)


def _rows(columns: Columns) -> NDArray[np.uint64]:
    """Return a hash of each statement, made from those of its terms; shape (statements,)."""
    terms = np.empty(len(columns.terms), dtype=np.int64)
    for first in range(0, len(terms), TERMS_AT_ONCE):
        keys = columns.terms.keys(np.arange(first, min(first + TERMS_AT_ONCE, len(terms))))
        terms[first : first + TERMS_AT_ONCE] = np.fromiter(map(hash, keys), np.int64, len(keys))
    mixed = np.zeros(len(columns), dtype=np.uint64)
    for column in columns.table:
        mixed ^= terms.view(np.uint64)[column]
        mixed *= MULTIPLIER
        mixed ^= mixed >> np.uint64(32)
    return mixed
