"""Check the files of a root one by one, and then what they say together.

A file is parsed, checked as if there were no other, and summarised. The summaries tell which files must be looked at
together: only those are parsed again, and held in memory at once, so that their faults are told with their places.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from coalition import files
from coalition.build.snapshot import Progress
from coalition.build.verdicts import Verdict, Verdicts, judge
from coalition.checks import statements
from coalition.checks.agreement import related, suspects, with_related
from coalition.checks.consistency import faults_between
from coalition.checks.drift import changed_texts, slice_states
from coalition.checks.statements import Glance
from coalition.corpus.fact_files import FactFile, FactFiles, parsed
from coalition.corpus.resolution import Resolution
from coalition.corpus.root import Inputs
from coalition.errors import CoalitionError, GraphError
from coalition.namespaces import CG, TYPE
from coalition.processes import Spread
from coalition.schema import Schema
from coalition.texts.passage import State
from coalition.texts.source import Texts

GROUP = 32
"""How many files one task takes. With fewer, what the task is about would be sent too often."""

Group = Sequence[tuple[Path, bytes | None]]
"""Files, with their bytes as far as they are in memory."""


@dataclass(frozen=True)
class Judge:
    """Check files one by one, each as if there were no other, in this process or in another one.

    Attributes
    ----------
    texts:
        The folder of the texts.
    """

    schema: Schema
    texts: Path

    def __call__(self, group: Group) -> list[tuple[str, Verdict | None]]:
        """Return the digest of each file and the verdict on it, or None where it does not parse.

        Raises
        ------
        GraphError
            When a file cannot be read.
        """
        found = list[tuple[str, Verdict | None]]()
        for path, held in group:
            content = files.read(path, GraphError) if held is None else held
            try:
                verdict = judge(FactFile.parse(path, content), self._glance, Texts(self.texts))
            except GraphError:
                verdict = None
            found.append((hashlib.sha256(content).hexdigest(), verdict))
        return found

    @cached_property
    def _glance(self) -> Glance:
        return Glance(self.schema)


def groups(inputs: Inputs, paths: Sequence[Path]) -> list[Group]:
    """Return files in groups, each for one task."""
    return [[(path, inputs.held(path)) for path in paths[n : n + GROUP]] for n in range(0, len(paths), GROUP)]


@dataclass(frozen=True)
class Examination:
    """Hold the verdicts on the files of a root, and find what is wrong with them.

    Attributes
    ----------
    paths:
        The files that parse.
    verdicts:
        The verdicts on them, in the same order.
    unparsed:
        The faults of the files that do not parse.
    """

    inputs: Inputs
    texts: Texts
    schema: Schema
    paths: list[Path]
    verdicts: list[Verdict]
    unparsed: list[GraphError]

    @classmethod
    def of(
        cls,
        inputs: Inputs,
        texts: Texts,
        schema: Schema,
        known: Verdicts,
        progress: Progress,
        spread: Spread = map,
    ) -> Examination:
        """Check the files of a root one by one; what is already `known` of one is not found out again.

        `spread` says where the rest is done: `map` does it here, `coalition.processes.parallel` in several processes.
        """
        paths, verdicts, unparsed = [], list[Verdict](), list[GraphError]()
        recalled = {} if known.is_empty else {path: known.of(inputs.digest_of(path), texts) for path in inputs.facts}
        new = [path for path in inputs.facts if not recalled.get(path)]
        judged = chain.from_iterable(spread(Judge(schema, texts.folder), groups(inputs, new)))
        for path in progress(inputs.facts, len(inputs.facts)):
            verdict = recalled.get(path)
            if not verdict:
                digest, verdict = next(judged)
                inputs.note(path, digest)
                if verdict:
                    known.remember(digest, verdict)
            if verdict:
                paths.append(path)
                verdicts.append(verdict)
                continue
            try:
                FactFile.parse(path, inputs.facts[path])
            except GraphError as fault:
                unparsed.append(fault)
        known.keep()
        return cls(inputs, texts, schema, paths, verdicts, unparsed)

    def faults(self) -> Iterator[GraphError]:
        """Yield each fault that forbids storing the files of facts; see `coalition.checks.consistency.faults`.

        The faults of files that do not parse are not among them.
        """
        sound = True
        for fault in statements.faults(self.together, self.schema):
            sound = False
            yield fault
        if sound:
            suspicious = suspects([verdict.summary for verdict in self.verdicts], self.schema)
            suspicious |= {number for number, verdict in enumerate(self.verdicts) if not verdict.summary.sound}
            yield from faults_between(self._parsed(with_related(suspicious, self._relations)), self.schema)

    def drift(self) -> Iterator[CoalitionError]:
        """Yield a fault for each slice and then for each text that has changed; none where `faults` yields one."""
        for _, _, drifted in slice_states(self.together, self.texts):
            if drifted:
                yield drifted
        yield from changed_texts(self.together, self.texts)

    def slices(self) -> Counter[State]:
        """Return how many slices are in each state."""
        states = Counter(state for _, state, _ in slice_states(self.together, self.texts))
        for number, verdict in enumerate(self.verdicts):
            if number not in self._together:
                states.update({State(state): count for state, count in verdict.slices.items()})
        return states

    @cached_property
    def together(self) -> FactFiles:
        """The files that can only be checked together, with all that their checks rely on."""
        return self._parsed(self._together)

    @cached_property
    def alone(self) -> list[Path]:
        """The files that can be checked alone."""
        return [path for number, path in enumerate(self.paths) if number not in self._together]

    def each(self, progress: Progress) -> Iterator[tuple[list[ox.Quad], set[str]]]:
        """Yield the statements of those files that can only be checked together, and then of each other file.

        With them come the IRIs of the passages among them that are only drafted.
        """
        alone = self.alone
        if self.together.files:
            yield list(self.together.quads()), self.together.drafted()
        for path in progress(alone, len(alone)):
            yield stated(path, self.inputs.facts[path])

    @cached_property
    def decisions(self) -> Resolution:
        """The register's decisions on who is who."""
        given = (decision for verdict in self.verdicts for decision in verdict.summary.decisions)
        return Resolution.from_quads(ox.Quad(*map(ox.NamedNode, each)) for each in given if all(each))

    @cached_property
    def sources(self) -> set[str]:
        """The IRIs of all sources, as passages or the record call them; what is only drafted does not count."""
        drafts, source = self.together.drafted(), ox.NamedNode(CG + "Source")
        found = {
            quad.subject.value  # type: ignore[union-attr]
            for quad in self.together.quads()
            if quad.object == source and quad.predicate.value == TYPE and _name(quad.graph_name) not in drafts
        }
        for number, verdict in enumerate(self.verdicts):
            if number not in self._together:
                found.update(verdict.summary.sources)
        return {self.decisions.resolved(iri) for iri in found}

    @cached_property
    def _relations(self) -> dict[int, set[int]]:
        return related([verdict.summary for verdict in self.verdicts])

    @cached_property
    def _together(self) -> set[int]:
        wrong = {n for n, verdict in enumerate(self.verdicts) if not (verdict.summary.sound and verdict.unchanged)}
        return with_related(wrong.union(self._relations), self._relations)

    def _parsed(self, numbers: Iterable[int]) -> FactFiles:
        return FactFiles.parse({path: self.inputs.facts[path] for path in (self.paths[n] for n in sorted(numbers))})


def stated(path: Path, content: bytes) -> tuple[list[ox.Quad], set[str]]:
    """Return the statements of a file that can be checked alone, and the IRIs of its passages that are only drafted."""
    quads = list(parsed(path, content))
    # Only a file that has this word, or an escape, can hold drafts.
    drafts = any(mark in content for mark in (b"Drafted", b"\\"))
    return quads, FactFiles.from_files([FactFile(path, content, "", quads)]).drafted() if drafts else set()


def _name(node: Any) -> str:
    return node.value if isinstance(node, ox.NamedNode) else ""
