"""Everything that can be wrong with a graph, looked for at once: what `coalition check` prints."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

import pyoxigraph as ox

from coalition.build.dataset import compose
from coalition.checks.consistency import faults
from coalition.checks.drift import changed, slips
from coalition.checks.shapes import violations
from coalition.checks.statements import Document, Record
from coalition.corpus.resolution import Resolution
from coalition.corpus.root import Root
from coalition.errors import CoalitionError, GraphError
from coalition.rdf.store import Store
from coalition.schema import Vocabulary
from coalition.texts.passage import State
from coalition.texts.source import Texts


@dataclass(frozen=True, slots=True)
class Inspection:
    """The faults of a graph, how many slices are in which state, and what the graph holds by count."""

    faults: tuple[CoalitionError, ...]
    slices: dict[State, int]
    counts: dict[str, int]

    def summary(self) -> Iterator[str]:
        """What was checked and what could not be, a line each."""
        total = sum(self.slices.values())
        for state in State:
            if self.slices.get(state) or state is State.NO_TEXT:
                yield f"{self.slices.get(state, 0)} of {total} slices: {state}"
        if self.slices.get(State.NO_TEXT):
            yield "their digests were not checked: name the folder of the texts with --sources"
        if self.counts:
            yield f"{self.counts['statements']} statements, each in one of {self.counts['passages']} passages"
            drafted = self.counts["drafted passages"]
            if drafted:
                several = "passage is only drafted" if drafted == 1 else "passages are only drafted"
                yield f"{drafted} {several}: nothing is stated until a true stance and facts are put in"
        yield f"{len(self.faults) or 'no'} fault{'' if len(self.faults) == 1 else 's'}"


def inspect(root: Root, texts: Texts) -> Inspection:
    """Parse and check the files of `root`: words, values, provenance; digests against `texts`; then the shapes.

    The shapes are held against the graph only when it can be built.
    """
    words = Vocabulary.read(root.ontology / "coalition.ttl")
    documents, found = [], list[CoalitionError]()
    for path in root.graph_files():
        try:
            documents.append(Document.read(path))
        except GraphError as fault:
            found.append(fault)
    record = Record.of(documents)
    if not found:
        found += faults(record, words)
    if found:
        return Inspection(tuple(found), {}, {})
    checked = list(slips(record, texts))
    slices = Counter(state for _, state, _ in checked)
    found += [fault for _, _, fault in checked if fault]
    found += changed(record, texts)
    if found:
        return Inspection(tuple(found), dict(slices), {})
    dataset = compose(root, documents, words)
    reader = dataset.builder.reader()
    accepted = reader.quads(None, None, None, ox.DefaultGraph())
    found += violations(chain(accepted, _of_passages(documents)), root.ontology)
    return Inspection(tuple(found), dict(slices), dataset.counts)


def _of_passages(documents: list[Document]) -> Iterator[ox.Quad]:
    """What passages state, whatever their stance: the shapes hold for what is denied, reported or drafted, too.

    Who is who is decided as the register says. It comes out of a store, as what is accepted does: the engine writes 2.0
    as 2, which would be another value.
    """
    quads = [quad for document in documents for quad in document.quads]
    resolved = Resolution.of(quads).apply(quads)
    return Store.in_memory(quad for quad in resolved if isinstance(quad.graph_name, ox.NamedNode)).quads()
