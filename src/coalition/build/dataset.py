"""From files to a dataset: facts checked, graphs filled, the default graph drawn from them, rules applied."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pyoxigraph as ox

from coalition import queries
from coalition.build.rules import apply_rules, describe_rules, parse_rules
from coalition.checks.consistency import faults
from coalition.checks.drift import changed_texts, slice_states
from coalition.corpus.fact_files import FactFiles
from coalition.corpus.resolution import Resolution
from coalition.corpus.root import Inputs, rule_graph
from coalition.namespaces import CG, ONTOLOGY, RECORD, REGISTER
from coalition.rdf.store import Builder, Store, as_quad
from coalition.schema import Schema, parse_turtle
from coalition.texts.source import Texts

ASSERTS = CG + "Asserts"
ACCEPTED = CG + "AcceptedPassage"


@dataclass(frozen=True, slots=True)
class Dataset:
    """A dataset ready to be written, and what it holds by count."""

    builder: Builder
    counts: dict[str, int]


@dataclass(frozen=True)
class Ontology:
    """The ontology of a root, parsed when it is first needed: its triples, its schema, and its rules."""

    ontology: Mapping[Path, bytes]
    rules: Mapping[Path, bytes]

    @classmethod
    def from_inputs(cls, inputs: Inputs) -> Ontology:
        """Take the ontology and the rules out of the files of a root."""
        return cls(inputs.ontology, inputs.rules)

    @cached_property
    def triples(self) -> list[ox.Triple]:
        """The words and alignments."""
        return [triple for path, content in self.ontology.items() for triple in parse_turtle(path, content)]

    @cached_property
    def schema(self) -> Schema:
        """What the words mean for a check."""
        return Schema.from_triples(self.triples)

    @cached_property
    def rule_texts(self) -> dict[Path, str]:
        """The rules, by the paths of their files, checked against the schema."""
        return parse_rules(self.rules, self.schema)

    def rules_by_graph(self) -> dict[str, str]:
        """Return the text of each rule by the IRI of the graph of what it derives."""
        return {rule_graph(path): text for path, text in self.rule_texts.items()}


def build_dataset(inputs: Inputs, texts: Texts) -> Dataset:
    """Check and put together everything that the files of a root say.

    Raises
    ------
    GraphError
        The first fault of the files, texts at hand that are not those that were read included.
    """
    ontology = Ontology.from_inputs(inputs)
    schema = ontology.schema  # a fault of the ontology is told before one of the facts
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
    """Put together files of facts that were found without a fault.

    A passage that is only drafted states nothing: its header is recorded, what it mentions stays in its file.

    Raises
    ------
    GraphError
        When a file of the ontology cannot be parsed, or a rule is wrong.
    """
    builder = Builder()
    record = ox.NamedNode(RECORD)
    drafts = {ox.NamedNode(name) for name in files.drafted()}
    resolution = Resolution.from_quads(files.quads())
    builder.add(
        as_quad(quad.triple, record) if isinstance(quad.graph_name, ox.DefaultGraph) else quad
        for quad in resolution.apply(files.quads())
        if quad.graph_name not in drafts
    )
    builder.add(as_quad(triple, ox.NamedNode(ONTOLOGY)) for triple in ontology.triples)
    derived = materialise(builder, ontology)
    return Dataset(builder, count(builder.reader(), derived))


def materialise(builder: Builder, ontology: Ontology, stances: Collection[str] = frozenset({ASSERTS})) -> int:
    """Draw the default graph from the named ones and apply the rules; return the number of derived facts.

    Parameters
    ----------
    stances:
        The IRIs of the stances whose passages are accepted, as the register and the record are.

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
    """Return what a dataset holds, by count; `derived` is the number of facts that rules derived."""
    held = {str(row["what"].value): int(row["number"].value) for row in queries.select(store, "tally")}
    return held | {"derived facts": derived, "refused facts": 0}
