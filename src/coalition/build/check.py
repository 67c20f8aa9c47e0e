"""Check the files of a graph for everything that can be wrong at once, for `coalition check`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import pyoxigraph as ox

from coalition import files
from coalition.build.dataset import CheckedFiles, Ontology
from coalition.build.examination import Examination
from coalition.build.snapshot import no_progress
from coalition.build.verdicts import Verdicts
from coalition.checks.characters import faults_in_queries, faults_in_turtle
from coalition.checks.shapes import places, violations
from coalition.corpus.fact_files import FactFiles
from coalition.corpus.resolution import Resolution
from coalition.corpus.root import Inputs
from coalition.errors import CoalitionError, GraphError
from coalition.rdf.store import Builder, Store
from coalition.texts.passage import State
from coalition.texts.source import Texts


@dataclass(frozen=True, slots=True)
class CheckReport:
    """Hold the faults of a graph, the number of slices in each state, and the counts of what the graph holds."""

    faults: tuple[CoalitionError, ...]
    slices: dict[State, int]
    counts: dict[str, int]

    def summary(self) -> Iterator[str]:
        """Yield a line for each thing that was checked or could not be."""
        total = sum(self.slices.values())
        for state in State:
            if self.slices.get(state) or state is State.NO_TEXT:
                yield f"{self.slices.get(state, 0)} of {total} slices: {state}"
        if self.slices.get(State.NO_TEXT):
            yield "their digests were not checked: source texts not found; pass --sources DIR"
        if self.counts:
            yield f"{self.counts['statements']} statements, each in one of {self.counts['passages']} passages"
            drafted = self.counts["drafted passages"]
            if drafted:
                passages = (
                    "passage is only drafted and states" if drafted == 1 else "passages are only drafted and state"
                )
                yield f"{drafted} {passages} nothing yet: write the stance and the facts into the file"
        yield f"{len(self.faults) or 'no'} fault{'' if len(self.faults) == 1 else 's'}"


def check(inputs: Inputs, texts: Texts, shapes: Path, questions: Path | None = None) -> CheckReport:
    """Parse and check the files of a root; `questions` is the folder of its questions.

    Terms, values and provenance are checked first, then the digests against `texts`, then the SHACL shapes in the file
    `shapes`. Each step is taken only if the one before found nothing wrong, since it relies on what that one checks.

    Raises
    ------
    GraphError
        When the ontology, a rule or the shapes are wrong, so that nothing can be checked with them.
    """
    ontology = Ontology.from_inputs(inputs)
    schema = ontology.schema
    known = Verdicts(None, ())
    examination = Examination.of(inputs, texts, schema, known, no_progress)
    wrong: list[CoalitionError] = [*examination.unparsed]
    if not wrong:
        wrong += examination.faults()
    wrong += faults_in_turtle(inputs.ontology)
    asked = sorted(questions.glob("*.rq")) if questions else []
    readable = {path: files.read(path, GraphError) for path in asked if path.is_file()}
    wrong += faults_in_queries({**inputs.rules, **readable})
    if wrong:
        return CheckReport(tuple(wrong), {}, {})
    slices = examination.slices()
    wrong += examination.drift()
    if wrong:
        return CheckReport(tuple(wrong), dict(slices), {})
    builder = Builder()
    counts = CheckedFiles(examination, ontology, known).fill(builder)
    facts = FactFiles.parse(inputs.facts)
    accepted = builder.reader().quads(None, None, None, ox.DefaultGraph())
    wrong += violations(chain(accepted, _stated(facts)), ontology.triples, shapes, places(facts))
    return CheckReport(tuple(wrong), dict(slices), counts)


def _stated(facts: FactFiles) -> Iterator[ox.Quad]:
    """Yield what passages of every stance state, with the register's decisions on identity applied.

    The shapes hold for facts that are denied, reported or drafted, too. The quads pass through a store, like the
    accepted facts: the engine stores 2.0 as 2, and the shapes would count the two as two values.
    """
    resolved = Resolution.from_quads(facts.quads()).apply(facts.quads())
    return Store.in_memory(quad for quad in resolved if isinstance(quad.graph_name, ox.NamedNode)).quads()
