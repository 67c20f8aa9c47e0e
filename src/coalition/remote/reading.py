"""Read all that a server holds, in parts; the quads of each are counted, and the server is asked for their number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import pyoxigraph as ox

from coalition.build.snapshot import Progress, no_progress
from coalition.remote.store import RemoteStore

PAGE = 10_000
"""How many quads are read at once, as far as those of one graph are no more."""

GRAPHS = "SELECT ?graph (COUNT(*) AS ?number) { GRAPH ?graph { ?s ?p ?o } } GROUP BY ?graph"
DEFAULT = ox.DefaultGraph()

Place = ox.NamedNode | ox.DefaultGraph


class Reading:
    """Read the graphs of the dataset of a store."""

    def __init__(self, store: RemoteStore) -> None:
        self._store = store

    def named(self, progress: Progress = no_progress) -> Iterator[ox.Quad]:
        """Yield the quads of all named graphs.

        Raises
        ------
        StoreError
            When the server gives other numbers of quads than it has told.
        """
        numbers = self.numbers()
        yield from self.of_each(numbers, progress)
        if sum(self.numbers().values()) != sum(numbers.values()):
            raise self._store.client.fault("what it holds has changed while it was read", "try again")

    def numbers(self) -> dict[Place, int]:
        """Return how many quads each named graph has."""
        return {row["graph"]: int(row["number"].value) for row in self._store.select(GRAPHS, name="graphs")}

    def of_each(self, numbers: Mapping[Place, int], progress: Progress = no_progress) -> Iterator[ox.Quad]:
        """Yield the quads of some graphs, of which the numbers are given.

        Raises
        ------
        StoreError
            When the server gives other numbers.
        """
        batches = [*_batches(numbers)]
        for batch in progress(batches, len(batches)):
            yield from self._of(batch, sum(numbers[graph] for graph in batch))

    def of_default(self) -> Iterator[ox.Quad]:
        """Yield the quads of the default graph."""
        return self._pages(DEFAULT)

    def of_things(self, things: Iterable[ox.NamedNode], graph: Place) -> Iterator[ox.Quad]:
        """Yield the quads of a graph that have one of some things as subject."""
        return self._pages(graph, things)

    def _of(self, graphs: Sequence[ox.NamedNode], number: int) -> Iterator[ox.Quad]:
        """Yield the quads of some named graphs, or of a large one by pages of its subjects."""
        if len(graphs) == 1 and number > PAGE:
            found = [*self._pages(graphs[0])]
        else:
            names = " ".join(map(str, graphs))
            text = f"SELECT ?g ?s ?p ?o {{ VALUES ?g {{ {names} }} GRAPH ?g {{ ?s ?p ?o }} }}"
            found = [_quad(*row) for row in self._store.select(text, name="quads")]
        if len(found) != number:
            what = f"it gives {len(found):,} quads of {len(graphs):,} graphs that have {number:,}"
            raise self._store.client.fault(what, "see its log")
        yield from found

    def _pages(self, graph: Place, subjects: Iterable[Any] | None = None) -> Iterator[ox.Quad]:
        """Yield the quads of a large graph, or those of some subjects, by its subjects in the order of their names."""
        within = f"GRAPH {graph} {{ %s }}" if isinstance(graph, ox.NamedNode) else "%s"
        if subjects is None:
            text = f"SELECT ?s (COUNT(*) AS ?n) {{ {within % '?s ?p ?o'} }} GROUP BY ?s"
            numbers = {row["s"]: int(row["n"].value) for row in self._store.select(text, name="subjects")}
        else:
            numbers = dict.fromkeys(subjects, PAGE // 100)
        named = {subject: number for subject, number in numbers.items() if isinstance(subject, ox.NamedNode)}
        for batch in _batches(named):
            names = " ".join(map(str, batch))
            text = f"SELECT ?s ?p ?o {{ VALUES ?s {{ {names} }} {within % '?s ?p ?o'} }}"
            yield from (_quad(graph, *row) for row in self._store.select(text, name="quads"))
        if len(named) < len(numbers):
            text = f"SELECT ?s ?p ?o {{ {within % '?s ?p ?o FILTER(isBlank(?s))'} }}"
            yield from (_quad(graph, *row) for row in self._store.select(text, name="quads"))


def _batches(numbers: Mapping[Any, int]) -> Iterator[list[Any]]:
    """Yield things in batches of about `PAGE` quads together; one that has more is a batch of its own."""
    batch, size = list[Any](), 0
    for thing in sorted(numbers, key=str):
        if batch and size + numbers[thing] > PAGE:
            yield batch
            batch, size = [], 0
        batch.append(thing)
        size += numbers[thing]
    if batch:
        yield batch


def _quad(graph: Any, subject: Any, word: Any, value: Any) -> ox.Quad:
    return ox.Quad(subject, word, value, graph)
