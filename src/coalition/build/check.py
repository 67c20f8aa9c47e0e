"""Check the files of a graph for everything that can be wrong at once, for `coalition check`."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pyoxigraph as ox

from coalition import files
from coalition.build.dataset import CheckedFiles
from coalition.build.examination import Examination
from coalition.build.manifest import Origin
from coalition.build.snapshot import Progress, Snapshot, Snapshots, Writable, no_progress
from coalition.build.updating import Update, written_from
from coalition.checks.characters import faults_in_queries, faults_in_turtle
from coalition.checks.likeness import seeing
from coalition.checks.shapes import Place, places, violations_at_size
from coalition.corpus.fact_files import FactFile, FactFiles
from coalition.corpus.root import Inputs
from coalition.errors import CoalitionError, GraphError, StoreError
from coalition.texts.passage import State
from coalition.texts.source import Texts

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from coalition.columns.table import Columns

MOST = 100_000
"""How many kinds of things are remembered; an invented graph of 2,000 documents has a few hundred."""


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


def check(
    inputs: Inputs,
    texts: Texts,
    shapes: Sequence[Path],
    questions: Sequence[Path] = (),
    snapshots: Snapshots | None = None,
    root: str = "",
    progress: Progress = no_progress,
) -> CheckReport:
    """Parse and check the files of a root; `root` is its name among the snapshots, `questions` the files of questions.

    Terms, values and provenance are checked first, then the digests against `texts`, then the SHACL shapes in the files
    `shapes`. Each step is taken only if the one before found nothing wrong, since it relies on what that one checks.
    The shapes are held against a snapshot, which is built where there is none, and kept if `snapshots` may be written.

    Raises
    ------
    GraphError
        When the ontology, a rule or the shapes are wrong, so that nothing can be checked with them.
    StoreError
        When no snapshot can be written, or it is damaged.
    """
    before = snapshots.latest(root) if snapshots else None
    checked = CheckedFiles.examined(inputs, texts, snapshots.verdicts(root) if snapshots else None, progress, before)
    examination, ontology = checked.examination, checked.ontology
    wrong: list[CoalitionError] = [*examination.unparsed]
    if not wrong:
        wrong += examination.faults()
    wrong += faults_in_turtle(inputs.ontology)
    readable = {path: files.read(path, GraphError) for path in questions if path.is_file()}
    wrong += faults_in_queries({**inputs.rules, **readable})
    if wrong:
        return CheckReport(tuple(wrong), {}, {})
    slices = examination.slices()
    wrong += examination.drift()
    if wrong:
        return CheckReport(tuple(wrong), dict(slices), {})
    written = written_from(checked, before)
    sound = Sound(snapshots, root, shapes, checked)
    with _snapshot(inputs.digest, written, snapshots, Origin(root), progress) as snapshot:
        things = sound.doubtful(snapshot, written)
        found: tuple[CoalitionError, ...] = ()
        if things is None or len(things):
            columns, places = _with_drafts(snapshot, examination), partial(_places, examination)
            found = tuple(violations_at_size(columns, ontology.triples, shapes, places, things, sound.kinds))
        if not found:
            sound.remember(snapshot)
    return CheckReport(found, dict(slices), snapshot.counts)


@dataclass(frozen=True)
class Sound:
    """Remember what fits the shapes: a snapshot of a root, and the kinds of things that were met there.

    Only what has changed since is held against the shapes, and of that only what is of another kind.
    """

    snapshots: Snapshots | None
    root: str
    shapes: Sequence[Path]
    checked: CheckedFiles

    def doubtful(self, snapshot: Snapshot, written: CheckedFiles | Update) -> NDArray[np.int64] | None:
        """Return the things, as numbers of terms, that may not fit; None where it is not known of any that it fits.

        `written` is what the snapshot was written from, which may already know what has changed.
        """
        digest = self._held[0]
        if not self.snapshots or not digest or snapshot.counts["drafted passages"]:
            return None
        before = None
        with suppress(StoreError):
            before = snapshot if digest == snapshot.digest else self.snapshots.find(digest)
        if before is None or before.counts["drafted passages"]:
            return None
        import numpy as np

        if before is snapshot:
            return np.empty(0, np.int64)
        known = isinstance(written, Update) and written.before.digest == before.digest
        update = written if known else written_from(self.checked, before)
        if not isinstance(update, Update):
            return None
        columns = snapshot.columns()
        return seeing(columns, update.changed(columns))

    def remember(self, snapshot: Snapshot) -> None:
        """Remember that a snapshot fits the shapes, as far as that may be written."""
        if self.snapshots and snapshot.folder.parent == self.snapshots.folder:
            with suppress(OSError):
                path = self.snapshots.sound(self.root)
                kinds = sorted(self.kinds)[:MOST]
                files.write(path, " ".join([self._basis, snapshot.digest, *(f"{kind:x}" for kind in kinds)]).encode())
                files.share(path, path.parent)

    @property
    def kinds(self) -> set[int]:
        """The kinds of things that are known to fit the shapes; see `coalition.checks.likeness`."""
        return self._held[1]

    @cached_property
    def _held(self) -> tuple[str, set[int]]:
        """The digest of the last snapshot that fits the shapes, or "", and the kinds of things that do."""
        with suppress(StoreError, ValueError, LookupError):
            path = self.snapshots.sound(self.root) if self.snapshots else None
            held = files.read(path, StoreError).decode("ascii").split() if path and path.is_file() else []
            if held and held[0] == self._basis:
                return held[1], {int(kind, 16) for kind in held[2:]}
        return "", set()

    @cached_property
    def _basis(self) -> str:
        """The digest of the program, the ontology, the rules and the shapes."""
        shapes = (files.read(path, GraphError) for path in self.shapes)
        return hashlib.sha256(b"".join([self.checked.basis.encode(), *shapes])).hexdigest()


@contextmanager
def _snapshot(
    digest: str, dataset: Writable, snapshots: Snapshots | None, origin: Origin, progress: Progress
) -> Iterator[Snapshot]:
    """Yield the snapshot of a dataset, which is written where there is none, for now only if none may be kept."""
    kept = snapshots.find(digest) if snapshots else None
    if snapshots and not kept:
        with suppress(StoreError):  # the folder may not be written, or its disk is full
            kept = snapshots.write(digest, dataset, origin, progress)
    if kept:
        yield kept
        return
    try:
        with TemporaryDirectory() as folder:
            yield Snapshots(Path(folder)).write(digest, dataset, origin, progress)
    except OSError as fault:
        remedy = "free some disk space, or name another folder in the environment variable TMPDIR"
        raise StoreError(f"the graph cannot be put together for the check ({fault})", remedy=remedy) from fault


def _with_drafts(snapshot: Snapshot, examination: Examination) -> Columns:
    """Return the columns of a snapshot, with what passages mention that are only drafted, which it lacks."""
    from coalition.columns.table import Columns

    columns = snapshot.columns()
    if not snapshot.counts["drafted passages"]:
        return columns
    drafted = (
        quad
        for quads, drafts in examination.each(no_progress)
        for quad in (examination.decisions.among(quads).apply(quads) if drafts else ())
        if isinstance(quad.graph_name, ox.NamedNode) and quad.graph_name.value in drafts
    )
    return Columns.from_quads(chain(columns.quads(slice(None)), drafted))


def _places(examination: Examination, things: Collection[str]) -> Place:
    """Return what finds a statement about one of these things; of other files than those that name it, none is."""
    kept = list[FactFile]()
    for path in examination.paths:
        file = FactFile.parse(path, examination.inputs.facts[path])
        resolved = examination.decisions.among(file.quads).apply(file.quads)
        if any(quad.subject.value in things for quad in resolved):  # type: ignore[union-attr]
            kept.append(file)
    return places(FactFiles.from_files(kept), examination.decisions)
