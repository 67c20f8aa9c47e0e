"""Build a dataset from files: check the facts, fill the named graphs and the default graph, and apply the rules."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from coalition.build.examination import Examination
from coalition.build.plans import Plan, UnplannedError, plans
from coalition.build.rules import apply_rules, describe_rules, parse_rules
from coalition.build.snapshot import INPUTS, Progress, Snapshot, no_progress
from coalition.build.tally import tally
from coalition.build.verdicts import Verdicts
from coalition.corpus.resolution import Resolution
from coalition.corpus.root import Inputs
from coalition.namespaces import CG, ONTOLOGY, RECORD, REGISTER, TYPE
from coalition.rdf.store import Builder, as_quad, lines
from coalition.schema import Schema, check_additions, parse_files, split
from coalition.texts.source import Texts

if TYPE_CHECKING:
    from coalition.columns.writer import Writer

ASSERTS = CG + "Asserts"
ACCEPTED = CG + "AcceptedPassage"

KNOWN = 200_000
"""How many accepted facts are remembered, so as not to be written again; a fact takes about 250 bytes."""


LARGE = 200_000
"""From how many quads on rules are applied to columns, without the engine. To plan them takes a quarter of a second."""


def form(iri: str) -> bytes:
    """Return an IRI as N-Quads write it."""
    return f"<{iri}>".encode()


ASSERTED = form(ASSERTS)
IS_ASSERTED = b" %s %s .\n" % (form(CG + "stance"), ASSERTED)
IS_ACCEPTED = b" %s %s .\n" % (form(TYPE), form(ACCEPTED))
"""The ends of the lines that say that a passage asserts, and that it is accepted."""


@dataclass(frozen=True, slots=True)
class Dataset:
    """Hold a dataset in memory that is ready to be written."""

    builder: Builder

    def write(self, store: Path, columns: Path, progress: Progress) -> dict[str, int]:
        """Write the dataset to a new store, and its named graphs to columns, each in a folder; return its counts."""
        from coalition.columns.table import Columns  # numpy
        from coalition.columns.writer import Writer

        self.builder.write(store, progress)
        writer = Writer(columns)
        writer.add(lines(self.builder.stated()))
        writer.finish()
        return tally(Columns.open(columns))


@dataclass(frozen=True)
class Ontology:
    """Parse the ontology and the rules of a root, each when it is first needed."""

    ontology: Mapping[Path, bytes]
    rules: Mapping[Path, bytes]
    added: frozenset[Path] = frozenset()

    @classmethod
    def from_inputs(cls, inputs: Inputs) -> Ontology:
        """Take the files of the ontology and of the rules from the files of a root."""
        return _remembered(tuple(inputs.ontology.items()), tuple(inputs.rules.items()), inputs.added)

    @cached_property
    def triples(self) -> list[ox.Triple]:
        """The triples of all files of the ontology, with the alignments, and without shapes.

        Raises
        ------
        GraphError
            When a file is not Turtle, or adds what cannot be added.
        """
        parsed = parse_files(self.ontology)
        published = [triple for path, triples in parsed.items() if path not in self.added for triple in triples]
        own = {path: split(path, parsed[path])[0] for path in parsed if path in self.added}
        check_additions(own, published)
        return [*published, *(triple for triples in own.values() for triple in triples)]

    @cached_property
    def schema(self) -> Schema:
        """The terms of the ontology and the values that they allow, for checks."""
        return Schema.from_triples(self.triples)

    @cached_property
    def rule_texts(self) -> dict[Path, str]:
        """The texts of the rules, by the paths of their files, checked against the schema."""
        return parse_rules(self.rules, self.schema)

    @cached_property
    def plans(self) -> dict[Path, Plan]:
        """The plans of the rules, by the paths of their files; errors are those of `plan`."""
        return plans(self.rule_texts, self.triples)


@lru_cache(maxsize=4)
def _remembered(
    ontology: tuple[tuple[Path, bytes], ...], rules: tuple[tuple[Path, bytes], ...], added: frozenset[Path]
) -> Ontology:
    """Return the same object for the same files, so that a program that opens several graphs parses them once."""
    return Ontology(dict(ontology), dict(rules), added)


def build_dataset(inputs: Inputs, texts: Texts) -> Dataset:
    """Check the files of a root and build a dataset from them in memory.

    Raises
    ------
    GraphError
        Where `CheckedFiles.of` and `CheckedFiles.fill` raise it.
    """
    builder = Builder()
    checked = CheckedFiles.of(inputs, texts)
    checked.fill(builder)
    apply_rules(builder, checked.ontology.rule_texts, checked.ontology.schema)
    return Dataset(builder)


@dataclass(frozen=True)
class CheckedFiles:
    """Hold the files of a root that were checked: ready to be written as a dataset, where no fault was found."""

    examination: Examination
    ontology: Ontology
    known: Verdicts

    @classmethod
    def of(
        cls,
        inputs: Inputs,
        texts: Texts,
        verdicts: Path | None = None,
        progress: Progress = no_progress,
        before: Snapshot | None = None,
    ) -> CheckedFiles:
        """Check the files of a root, as `examined` does.

        Raises
        ------
        GraphError
            For the first fault. A text of a source that has changed is a fault; one that is missing is not.
        """
        checked = cls.examined(inputs, texts, verdicts, progress, before)
        found = checked.examination
        for fault in chain(found.unparsed, found.faults(), found.drift()):
            raise fault
        return checked

    @classmethod
    def examined(
        cls, inputs: Inputs, texts: Texts, verdicts: Path | None, progress: Progress, before: Snapshot | None
    ) -> CheckedFiles:
        """Examine the files of a root; `verdicts` is the path of a file that remembers what was found out about them.

        It goes on remembering that of the files that a snapshot `before` was built from.

        Raises
        ------
        GraphError
            When the ontology is wrong.
        """
        ontology = Ontology.from_inputs(inputs)
        schema = ontology.schema  # parsed first, so that a fault of the ontology is raised before one of the facts
        known = Verdicts(verdicts, inputs.words())
        known.also(before.inputs[1:] if before else ())
        return cls(Examination.of(inputs, texts, schema, known, progress), ontology, known)

    @cached_property
    def digests(self) -> dict[Path, str]:
        """The digest of each file of facts."""
        return {path: self.examination.inputs.digest_of(path) for path in self.examination.inputs.facts}

    @cached_property
    def basis(self) -> str:
        """The digest of the program, the ontology and the rules."""
        rules = "".join(f"{path.name}\0{text}\0" for path, text in self.ontology.rule_texts.items())
        return hashlib.sha256(f"{self.known.basis}{rules}".encode()).hexdigest()

    @property
    def inputs(self) -> list[str]:
        """What a snapshot is built from: the basis, and the digests of the files."""
        return [self.basis, *self.digests.values()]

    def write(self, store: Path, columns: Path, progress: Progress) -> dict[str, int]:
        """Write the dataset to a new store, and its named graphs to columns, each in a folder; return its counts.

        The store is on disk, and closed, when this returns.

        Raises
        ------
        RuleError
            When a rule is wrong.
        """
        self.known.keep()
        from coalition.columns.table import Columns  # numpy
        from coalition.columns.writer import Writer

        writer = Writer(columns)
        builder = Builder(store, copies=[writer.add])
        self.fill(builder, progress)
        if builder.added < LARGE or not self._derive(builder, writer):
            apply_rules(builder, self.ontology.rule_texts, self.ontology.schema)
            writer.finish()
        builder.finish()
        (columns / INPUTS).write_text("\n".join(self.inputs))
        return tally(Columns.open(columns))

    def _derive(self, builder: Builder, writer: Writer) -> bool:
        """Apply the rules to the columns, and finish these, if all rules can be planned; tell whether they can."""
        from coalition.build.evaluation import Derivation
        from coalition.columns.table import Columns
        from coalition.columns.writer import insert

        texts, schema = self.ontology.rule_texts, self.ontology.schema
        try:
            rules = self.ontology.plans
        except UnplannedError:
            return False
        builder.copies = []
        writer.finish()
        columns = Columns.open(writer.folder)
        made = Derivation(columns, rules, texts, schema)
        try:
            found = made.derived()
            rows = list(made.rows(found))
        except UnplannedError:
            writer.take(columns, slice(None))
            builder.copies = [writer.add]
            return False
        insert(columns, rows)
        for facts, named in made.lines(found):
            builder.add_accepted(facts)
            builder.add_lines(named)
        return True

    def fill(self, builder: Builder, progress: Progress = no_progress) -> None:
        """Add the dataset to a builder, without what rules derive.

        Of a passage that is only drafted, the header is recorded, and what it mentions is left out.
        """
        builder.add(as_quad(triple, ox.NamedNode(ONTOLOGY)) for triple in self.ontology.triples)
        rules = describe_rules(self.ontology.rule_texts)
        builder.add(rules)
        builder.add_accepted(lines(quad.triple for quad in rules))
        added, sources = set[bytes](), set(map(form, self.examination.sources))
        for quads, drafts in self.examination.each(progress):
            parts = Parts.of(quads, drafts, self.examination.decisions, sources)
            builder.add_lines(parts.named)
            builder.add_accepted(parts.recorded)
            # The same fact stands in many passages. To know only the last of them keeps memory flat, and costs little.
            new = parts.accepted - added
            builder.add_accepted(new)
            if len(added) > KNOWN:
                added.clear()
            added |= new


@dataclass(frozen=True, slots=True)
class Parts:
    """Hold what some files add to a dataset, as lines of N-Quads with their ends.

    Attributes
    ----------
    named:
        What they add to the named graphs.
    recorded, accepted:
        What their record, and their accepted passages, add to the default graph.
    """

    named: list[bytes]
    recorded: list[bytes]
    accepted: set[bytes]

    @classmethod
    def of(
        cls, quads: Collection[ox.Quad], drafts: Iterable[str], decisions: Resolution, sources: Collection[bytes]
    ) -> Parts:
        """Sort the statements of files; those of the passages `drafts` are left out.

        The `sources` of all files are given as N-Quads write them.
        """
        drafted = set(map(form, drafts))
        recorded, graphs = list[bytes](), defaultdict[bytes, list[bytes]](list)
        asserting, accepting = set[bytes](), {form(REGISTER)}
        for line in lines(decisions.among(quads).apply(quads)):
            subject, _, rest = line.split(b" ", 2)
            value, _, graph = rest[:-3].rpartition(b" ")
            if value and graph.startswith(b"<") and b'"' not in graph:
                if graph in drafted:
                    continue
                graphs[graph].append(line)
            else:  # without a graph, the value is all of the rest, in which a literal may have spaces
                value = rest[:-3]
                recorded.append(line)
            if value == ASSERTED:
                asserting.add(subject)
        # What passages that assert say about sources is recorded, too: families, conflicts and citations read the
        # record, whatever passages a view leaves out.
        said = ((graph, line) for graph in graphs if graph in asserting for line in graphs[graph])
        recorded += [without_graph(line, graph) for graph, line in said if line.partition(b" ")[0] in sources]
        recorded += [line.partition(b" ")[0] + IS_ACCEPTED for line in recorded if line.endswith(IS_ASSERTED)]
        accepting.update(line.partition(b" ")[0] for line in recorded if line.endswith(IS_ACCEPTED))
        record = b" %s .\n" % form(RECORD)
        return cls(
            [line for own in graphs.values() for line in own] + [line[:-3] + record for line in recorded],
            recorded,
            {without_graph(line, graph) for graph in accepting & graphs.keys() for line in graphs[graph]},
        )


def without_graph(line: bytes, graph: bytes) -> bytes:
    """Return a line of N-Quads without its graph."""
    return line[: -len(graph) - 3] + b".\n"


def materialise(builder: Builder, ontology: Ontology, stances: Collection[str] = frozenset({ASSERTS})) -> None:
    """Fill the default graph from the named graphs, and apply the rules.

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
    apply_rules(builder, ontology.rule_texts, ontology.schema)
