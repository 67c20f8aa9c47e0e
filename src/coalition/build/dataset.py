"""Build a dataset from files: check the facts, fill the named graphs and the default graph, and apply the rules."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain
from pathlib import Path

import pyoxigraph as ox

from coalition import queries
from coalition.build.examination import Examination
from coalition.build.rules import apply_rules, describe_rules, parse_rules
from coalition.build.snapshot import Progress, no_progress
from coalition.build.verdicts import Verdicts
from coalition.corpus.resolution import Resolution
from coalition.corpus.root import Inputs
from coalition.namespaces import CG, ONTOLOGY, RECORD, REGISTER, TYPE
from coalition.rdf.store import Builder, Store, as_quad
from coalition.schema import Schema, parse_turtle
from coalition.texts.source import Texts

ASSERTS = CG + "Asserts"
ACCEPTED = CG + "AcceptedPassage"

KNOWN = 200_000
"""How many accepted facts are remembered, so as not to be written again; a fact takes about 400 bytes."""


@dataclass(frozen=True, slots=True)
class Dataset:
    """Hold a dataset in memory that is ready to be written, and the counts of what is in it."""

    builder: Builder
    counts: dict[str, int]

    def write(self, store: Path, columns: Path, progress: Progress) -> dict[str, int]:
        """Write the dataset to a new store, and its named graphs to columns, each in a folder; return its counts."""
        from coalition.columns.writer import Writer  # numpy

        self.builder.write(store, progress)
        writer = Writer(columns)
        writer.add(self.builder.stated())
        writer.finish()
        return self.counts


@dataclass(frozen=True)
class Ontology:
    """Parse the ontology and the rules of a root, each when it is first needed."""

    ontology: Mapping[Path, bytes]
    rules: Mapping[Path, bytes]

    @classmethod
    def from_inputs(cls, inputs: Inputs) -> Ontology:
        """Take the files of the ontology and of the rules from the files of a root."""
        return _remembered(tuple(inputs.ontology.items()), tuple(inputs.rules.items()))

    @cached_property
    def triples(self) -> list[ox.Triple]:
        """The triples of all files of the ontology, with the alignments."""
        return [triple for path, content in self.ontology.items() for triple in parse_turtle(path, content)]

    @cached_property
    def schema(self) -> Schema:
        """The terms of the ontology and the values that they allow, for checks."""
        return Schema.from_triples(self.triples)

    @cached_property
    def rule_texts(self) -> dict[Path, str]:
        """The texts of the rules, by the paths of their files, checked against the schema."""
        return parse_rules(self.rules, self.schema)


@lru_cache(maxsize=4)
def _remembered(ontology: tuple[tuple[Path, bytes], ...], rules: tuple[tuple[Path, bytes], ...]) -> Ontology:
    """Return the same object for the same files, so that a program that opens several graphs parses them once."""
    return Ontology(dict(ontology), dict(rules))


def build_dataset(inputs: Inputs, texts: Texts) -> Dataset:
    """Check the files of a root and build a dataset from them in memory.

    Raises
    ------
    GraphError
        Where `CheckedFiles.of` and `CheckedFiles.fill` raise it.
    """
    builder = Builder()
    return Dataset(builder, CheckedFiles.of(inputs, texts).fill(builder))


@dataclass(frozen=True)
class CheckedFiles:
    """Hold the files of a root, in which no fault was found, ready to be written as a dataset."""

    examination: Examination
    ontology: Ontology
    known: Verdicts

    @classmethod
    def of(
        cls, inputs: Inputs, texts: Texts, verdicts: Path | None = None, progress: Progress = no_progress
    ) -> CheckedFiles:
        """Check the files of a root; `verdicts` is the path of a file that remembers what was found out about them.

        Raises
        ------
        GraphError
            For the first fault. A text of a source that has changed is a fault; one that is missing is not.
        """
        ontology = Ontology.from_inputs(inputs)
        schema = ontology.schema  # parsed first, so that a fault of the ontology is raised before one of the facts
        known = Verdicts(verdicts, inputs.ontology.values())
        examination = Examination.of(inputs, texts, schema, known, progress)
        for fault in chain(examination.unparsed, examination.faults(), examination.drift()):
            raise fault
        return cls(examination, ontology, known)

    def write(self, store: Path, columns: Path, progress: Progress) -> dict[str, int]:
        """Write the dataset to a new store, and its named graphs to columns, each in a folder; return its counts.

        The store is on disk, and closed, when this returns.

        Raises
        ------
        RuleError
            When a rule is wrong.
        """
        self.known.keep()
        from coalition.columns.writer import Writer  # numpy

        writer = Writer(columns)
        builder = Builder(store, copies=[writer.add])
        counts = self.fill(builder, progress)
        builder.finish()
        writer.finish()
        return counts

    def fill(self, builder: Builder, progress: Progress = no_progress) -> dict[str, int]:
        """Add the dataset to a builder, apply the rules, and return the counts of what is in it.

        Of a passage that is only drafted, the header is recorded, and what it mentions is left out.

        Raises
        ------
        RuleError
            When a rule is wrong.
        """
        builder.add(as_quad(triple, ox.NamedNode(ONTOLOGY)) for triple in self.ontology.triples)
        rules = describe_rules(self.ontology.rule_texts)
        builder.add(rules)
        builder.add_accepted(quad.triple for quad in rules)
        added = set[ox.Triple]()
        for quads, drafts in self.examination.each(progress):
            parts = Parts.of(quads, drafts, self.examination.decisions, self.examination.sources)
            builder.add(parts.named)
            builder.add_accepted(parts.recorded)
            # The same fact stands in many passages. To know only the last of them keeps memory flat, and costs little.
            new = parts.accepted - added
            builder.add_accepted(new)
            if len(added) > KNOWN:
                added.clear()
            added |= new
        derived = apply_rules(builder, self.ontology.rule_texts, self.ontology.schema)
        return count(builder.reader(), derived)


@dataclass(frozen=True, slots=True)
class Parts:
    """Hold what some files add to a dataset: to the named graphs, and to the default graph by record and passages."""

    named: list[ox.Quad]
    recorded: list[ox.Triple]
    accepted: set[ox.Triple]

    @classmethod
    def of(
        cls, quads: Collection[ox.Quad], drafts: Collection[str], decisions: Resolution, sources: Collection[str]
    ) -> Parts:
        """Sort the statements of files; those of the passages `drafts` are left out."""
        record, asserts, register = ox.NamedNode(RECORD), ox.NamedNode(ASSERTS), ox.NamedNode(REGISTER)
        stance, word, kind = ox.NamedNode(CG + "stance"), ox.NamedNode(TYPE), ox.NamedNode(ACCEPTED)
        recorded, asserting = list[ox.Triple](), set[object]()
        graphs: dict[ox.NamedNode, list[ox.Quad]] = {}
        for quad in decisions.among(quads).apply(quads):
            subject, predicate, value, graph = quad
            if isinstance(graph, ox.DefaultGraph):
                recorded.append(ox.Triple(subject, predicate, value))
            elif not drafts or graph.value not in drafts:
                graphs.setdefault(graph, []).append(quad)
            else:
                continue
            if value == asserts:
                asserting.add(subject)
        # What passages that assert say about sources is recorded, too: families, conflicts and citations read the
        # record, whatever passages a view leaves out.
        said = (quad for graph in graphs if graph in asserting for quad in graphs[graph])
        recorded += [quad.triple for quad in said if quad.subject.value in sources]  # type: ignore[union-attr]
        recorded += [
            ox.Triple(t.subject, word, kind) for t in recorded if t.object == asserts and t.predicate == stance
        ]
        accepting = {t.subject for t in recorded if t.object == kind and t.predicate == word} | {register}
        return cls(
            [quad for own in graphs.values() for quad in own] + [as_quad(triple, record) for triple in recorded],
            recorded,
            {quad.triple for graph, own in graphs.items() if graph in accepting for quad in own},
        )


def materialise(builder: Builder, ontology: Ontology, stances: Collection[str] = frozenset({ASSERTS})) -> int:
    """Fill the default graph from the named graphs, apply the rules, and return the number of derived facts.

    Parameters
    ----------
    stances:
        The IRIs of the stances whose passages are accepted. The register and the record always are.

    Raises
    ------
    RuleError
        When a rule is wrong.
    """
    builder.add(describe_rules(ontology.rule_texts))
    for stance in sorted(stances):
        builder.mark(ox.NamedNode(CG + "stance"), ox.NamedNode(stance), ox.NamedNode(ACCEPTED), ox.NamedNode(RECORD))
    builder.accept(
        f"{{ VALUES ?graph {{ <{RECORD}> <{REGISTER}> }} }} UNION {{ GRAPH <{RECORD}> {{ ?graph a <{ACCEPTED}> }} }}"
    )
    return apply_rules(builder, ontology.rule_texts, ontology.schema)


def count(store: Store, derived: int) -> dict[str, int]:
    """Return how much of each kind a dataset holds; `derived` is the number of facts that rules derived."""
    counts = {str(row["what"].value): int(row["number"].value) for row in queries.select(store, "tally")}
    # A dataset with a refused fact is never built; the zero tells readers of the counts so.
    return counts | {"derived facts": derived, "refused facts": 0}
