"""Check the files of a graph for everything that can be wrong at once, for `coalition check`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyoxigraph as ox

from coalition import files
from coalition.build.dataset import CheckedFiles, Ontology, Parts
from coalition.build.examination import Examination
from coalition.build.snapshot import Progress, Snapshot, no_progress
from coalition.build.verdicts import Verdicts
from coalition.checks.characters import faults_in_queries, faults_in_turtle
from coalition.checks.shapes import Place, places, violations_at_size
from coalition.corpus.fact_files import FactFile, FactFiles
from coalition.corpus.root import Inputs
from coalition.errors import CoalitionError, GraphError, StoreError
from coalition.namespaces import CG, RECORD, TYPE
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


@dataclass(frozen=True, slots=True)
class Remembered:
    """Hold what earlier builds and checks have left, which saves finding it out again.

    `verdicts` is the path of a file; see `coalition.build.verdicts`. `built` is the snapshot of the same files.
    """

    verdicts: Path | None = None
    built: Snapshot | None = None


def check(
    inputs: Inputs,
    texts: Texts,
    shapes: Path,
    questions: Path | None = None,
    remembered: Remembered | None = None,
    progress: Progress = no_progress,
) -> CheckReport:
    """Parse and check the files of a root; `questions` is the folder of its questions.

    Terms, values and provenance are checked first, then the digests against `texts`, then the SHACL shapes in the file
    `shapes`. Each step is taken only if the one before found nothing wrong, since it relies on what that one checks.

    Raises
    ------
    GraphError
        When the ontology, a rule or the shapes are wrong, so that nothing can be checked with them.
    StoreError
        When the disk has no room for a dataset on which the rules and shapes can be tried.
    """
    remembered = remembered or Remembered()
    ontology = Ontology.from_inputs(inputs)
    schema = ontology.schema
    known = Verdicts(remembered.verdicts, inputs.ontology.values())
    examination = Examination.of(inputs, texts, schema, known, progress)
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

    def held(store: Store, counts: dict[str, int]) -> CheckReport:
        found = violations_at_size(_Whole(examination, store), ontology.triples, shapes)
        return CheckReport(tuple(found), dict(slices), counts)

    if remembered.built:
        return held(remembered.built.store(), remembered.built.counts)
    try:
        with TemporaryDirectory() as folder:
            builder = Builder(Path(folder))
            counts = CheckedFiles(examination, ontology, known).fill(builder, progress)
            return held(builder.reader(), counts)
    except OSError as fault:
        remedy = "free some disk space, or name another folder in the environment variable TMPDIR"
        raise StoreError(f"the graph cannot be put together for the check ({fault})", remedy=remedy) from fault


class _Whole:
    """Give what the shapes hold for: what is accepted, and what passages of every stance state, drafted ones too."""

    def __init__(self, examination: Examination, store: Store) -> None:
        """Give what files state, and what rules derive from it; `store` lacks what drafted passages mention."""
        self._examination, self._stores = examination, [store]

    def triples(self) -> Iterator[ox.Triple]:
        """Yield all triples; to parse the files once more is faster than to read the store."""
        examination, store = self._examination, self._stores[0]
        drafted = list[ox.Quad]()
        for quads, drafts in examination.each(no_progress):
            named = Parts.of(quads, (), examination.decisions, examination.sources).named
            if drafts:
                drafted += (quad for quad in named if quad.graph_name.value in drafts)  # type: ignore[union-attr]
            yield from (quad.triple for quad in named)
        self._stores[1:] = [Store.in_memory(drafted)]
        for rule in store.quads(None, ox.NamedNode(TYPE), ox.NamedNode(CG + "Rule"), ox.NamedNode(RECORD)):
            yield from (quad.triple for quad in store.quads(rule.subject, None, None, rule.graph_name))
            if isinstance(rule.subject, ox.NamedNode):
                yield from (quad.triple for quad in store.quads(None, None, None, rule.subject))

    def around(
        self, things: Collection[Any], inverse: Collection[str], objects: Collection[str]
    ) -> Iterator[ox.Triple]:
        """Yield what is stated about some things, what leads to them, and the classes of what that names."""
        named = dict[Any, None]()
        for thing in things:
            pattern = [(thing, None, None, None)] if not isinstance(thing, ox.Literal) else []
            found = [self._found(pattern)]
            found += [self._found([(None, ox.NamedNode(word), thing, None)]) for word in inverse]
            found += [islice(self._found([(None, ox.NamedNode(word), thing, None)]), 1) for word in objects]
            for triple in chain.from_iterable(found):
                named.update(dict.fromkeys((triple.subject, triple.object)))
                yield triple
        for node in named:
            if isinstance(node, ox.NamedNode):
                yield from self._found([(node, ox.NamedNode(TYPE), None, None)])

    def places(self, things: Collection[str]) -> Place:
        """Return what finds a statement about one of these things; of other files than those that name it, none is."""
        examination, kept = self._examination, list[FactFile]()
        for path in examination.paths:
            file = FactFile.parse(path, examination.inputs.facts[path])
            resolved = examination.decisions.among(file.quads).apply(file.quads)
            if any(quad.subject.value in things for quad in resolved):  # type: ignore[union-attr]
                kept.append(file)
        return places(FactFiles.from_files(kept), examination.decisions)

    def _found(self, patterns: Iterable[tuple[Any, Any, Any, Any]]) -> Iterator[ox.Triple]:
        return (quad.triple for store in self._stores for pattern in patterns for quad in store.quads(*pattern))
