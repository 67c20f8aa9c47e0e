"""Everything that can be wrong with a graph, looked for at once: what `coalition check` prints."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import pyoxigraph as ox

from coalition.build.dataset import Ontology, compose
from coalition.checks.consistency import faults
from coalition.checks.drift import changed_texts, slice_states
from coalition.checks.shapes import violations
from coalition.corpus.fact_files import FactFile, FactFiles
from coalition.corpus.resolution import Resolution
from coalition.corpus.root import Inputs
from coalition.errors import CoalitionError, GraphError
from coalition.rdf.store import Store
from coalition.texts.passage import State
from coalition.texts.source import Texts


@dataclass(frozen=True, slots=True)
class CheckReport:
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


def check(inputs: Inputs, texts: Texts, shapes: Path) -> CheckReport:
    """Parse and check the files of a root: words, values, provenance; digests against `texts`; then the shapes.

    The shapes are held against the graph only when it can be built.
    """
    ontology = Ontology.from_inputs(inputs)
    schema = ontology.schema
    parsed, found = [], list[CoalitionError]()
    for path, content in inputs.facts.items():
        try:
            parsed.append(FactFile.parse(path, content))
        except GraphError as fault:
            found.append(fault)
    files = FactFiles.from_files(parsed)
    if not found:
        found += faults(files, schema)
    if found:
        return CheckReport(tuple(found), {}, {})
    checked = list(slice_states(files, texts))
    slices = Counter(state for _, state, _ in checked)
    found += [fault for _, _, fault in checked if fault]
    found += changed_texts(files, texts)
    if found:
        return CheckReport(tuple(found), dict(slices), {})
    dataset = compose(files, ontology)
    accepted = dataset.builder.reader().quads(None, None, None, ox.DefaultGraph())
    found += violations(chain(accepted, _stated(files)), ontology.triples, shapes)
    return CheckReport(tuple(found), dict(slices), dataset.counts)


def _stated(files: FactFiles) -> Iterator[ox.Quad]:
    """Yield what passages state, whatever their stance: the shapes hold for what is denied, reported or drafted, too.

    Who is who is decided as the register says. The quads go through a store, as what is accepted does: the engine
    writes 2.0 as 2, which would be another value.
    """
    resolved = Resolution.from_quads(files.quads()).apply(files.quads())
    return Store.in_memory(quad for quad in resolved if isinstance(quad.graph_name, ox.NamedNode)).quads()
