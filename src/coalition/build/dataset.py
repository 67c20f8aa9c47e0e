"""Build a dataset from files: check the facts, fill the named graphs and the default graph, and apply the rules."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import pyoxigraph as ox

from coalition import queries
from coalition.build.rules import apply_rules, describe_rules, parse_rules
from coalition.build.snapshot import Progress
from coalition.checks.consistency import faults
from coalition.checks.drift import changed_texts, slice_states
from coalition.corpus.fact_files import FactFiles
from coalition.corpus.resolution import Resolution
from coalition.corpus.root import Inputs
from coalition.namespaces import CG, ONTOLOGY, RECORD, REGISTER, TYPE
from coalition.rdf.store import Builder, Store, as_quad
from coalition.schema import Schema, parse_turtle
from coalition.texts.source import Texts

ASSERTS = CG + "Asserts"
ACCEPTED = CG + "AcceptedPassage"
SOURCE = CG + "Source"


@dataclass(frozen=True, slots=True)
class Dataset:
    """Hold a dataset that is ready to be written, and the counts of what is in it."""

    builder: Builder
    counts: dict[str, int]

    def write(self, store: Path, columns: Path, progress: Progress) -> None:
        """Write the dataset to a new store, and its named graphs to columns, each in a folder.

        `progress` wraps the quads, whose number it is given, to report how many have been written.
        """
        from coalition.columns.writer import Writer  # numpy

        self.builder.write(store, progress)
        writer = Writer(columns)
        writer.add(self.builder.stated())
        writer.finish()


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
    """Check the files of a root and build a dataset from them.

    Raises
    ------
    GraphError
        For the first fault of the files. A text of a source that has changed is a fault; one that is missing is not.
    """
    ontology = Ontology.from_inputs(inputs)
    schema = ontology.schema  # parsed first, so that a fault of the ontology is raised before one of the facts
    files = FactFiles.parse(inputs.facts)
    for fault in faults(files, schema):
        raise fault
    for _, _, drifted in slice_states(files, texts):
        if drifted:
            raise drifted
    for changed in changed_texts(files, texts):
        raise changed
    return compose(files, ontology)


def compose(files: FactFiles, ontology: Ontology) -> Dataset:
    """Build a dataset from files of facts that have been checked.

    Of a passage that is only drafted, the header is recorded, and what it mentions is left out.

    Raises
    ------
    GraphError
        When a file of the ontology cannot be parsed, or a rule is wrong.
    """
    builder = Builder()
    record = ox.NamedNode(RECORD)
    drafts = {ox.NamedNode(name) for name in files.drafted()}
    resolution = Resolution.from_quads(files.quads())
    quads = [quad for quad in resolution.apply(files.quads()) if quad.graph_name not in drafts]
    builder.add(
        as_quad(quad.triple, record) if isinstance(quad.graph_name, ox.DefaultGraph) else quad for quad in quads
    )
    builder.add(as_quad(triple, record) for triple in said_of_sources(quads))
    builder.add(as_quad(triple, ox.NamedNode(ONTOLOGY)) for triple in ontology.triples)
    derived = materialise(builder, ontology)
    return Dataset(builder, count(builder.reader(), derived))


def said_of_sources(quads: Collection[ox.Quad]) -> Iterator[ox.Triple]:
    """Yield what passages that assert say about sources: title, publisher, dates, address.

    It is recorded, too, because families, conflicts and citations read the record, whatever passages a view leaves out.
    """
    sources = {quad.subject for quad in quads if quad.predicate.value == TYPE and quad.object == ox.NamedNode(SOURCE)}
    asserting = {quad.subject for quad in quads if quad.object == ox.NamedNode(ASSERTS)}
    return (quad.triple for quad in quads if quad.graph_name in asserting and quad.subject in sources)


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
