"""Write a snapshot as the last one of the same root with the facts of some files replaced.

What is written is what a build of all files would write: the columns to the byte, the store by what it holds. Where
files that have changed say something together with others, all files are built.

The parts of a snapshot depend on the files like this, and are replaced accordingly:

- the graphs of passages, each on its file alone;
- what the record says of a thing, on the files that describe it, and of a source, also on what passages say of it;
- what rules derive, on everything: it is derived anew, and compared;
- the default graph, on the named graphs.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from coalition.build.dataset import CheckedFiles, Parts, form, without_graph
from coalition.build.examination import stated
from coalition.build.manifest import NEEDED, STORE
from coalition.build.plans import UnplannedError
from coalition.build.snapshot import INPUTS, Progress, Snapshot
from coalition.build.tally import tally
from coalition.checks.agreement import related
from coalition.checks.summary import Summary, key
from coalition.columns.terms import form_of
from coalition.errors import StoreError
from coalition.namespaces import CG, RECORD
from coalition.rdf.store import Editor, lines

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from coalition.columns.table import Columns

LEAST = 10_000
"""From how many statements on it is worth it: 40 documents of two dozen events have twice as many."""

SHARE = 10
"""One of how many files may have changed; if more have, all are built."""

GRAPH = f" <{RECORD}> .\n".encode()


@dataclass(frozen=True)
class Update:
    """Hold what is needed to write a snapshot from the one before.

    Attributes
    ----------
    before:
        The snapshot before, and in `gone` the summaries of those of its files that are no longer there.
    fresh:
        The files that it was not built from.
    """

    checked: CheckedFiles
    before: Snapshot
    gone: tuple[Summary, ...]
    fresh: tuple[Path, ...]

    def write(self, store: Path, columns: Path, progress: Progress) -> dict[str, int]:
        """Write the dataset as `CheckedFiles.write` does."""
        # The snapshot before may be damaged, or another user's, and a rule more than arrays can do.
        with suppress(UnplannedError, StoreError, OSError):
            counts = self._change.write(store, columns)
            (columns / INPUTS).write_text("\n".join(self.checked.inputs))
            self.checked.known.keep()
            return counts
        for folder in (store, columns):  # which the engine has let go of, as the error is forgotten
            shutil.rmtree(folder)
            folder.mkdir()
        return self.checked.write(store, columns, progress)

    def changed(self, after: Columns) -> set[ox.Triple]:
        """Return the triples that stand in other graphs than before; `after` are the columns as they are now."""
        change = self._change
        now = _derived(after) if change.now is None else change.now
        return {quad.triple for quad in _quads((change.old ^ change.new) | (change.derived ^ now))}

    @cached_property
    def _change(self) -> _Change:
        return _Change(self)


def written_from(checked: CheckedFiles, before: Snapshot | None) -> CheckedFiles | Update:
    """Return what writes the snapshot of files that were checked: all of them, or what differs from one before."""
    if before is None or before.counts["statements"] < LEAST or not before.inputs:
        return checked
    basis, *old = before.inputs
    new = checked.digests
    if basis != checked.basis or len(set(old)) != len(old) or len(set(new.values())) != len(new):
        return checked
    fresh = tuple(path for path, digest in new.items() if digest not in set(old))
    lost = [digest for digest in old if digest not in set(new.values())]
    gone = [checked.known.recalled(digest) for digest in lost]
    if SHARE * (len(fresh) + len(gone)) > len(new) or None in gone:
        return checked
    update = Update(checked, before, tuple(each for each in gone if each), fresh)
    return update if _alone(update) else checked


def _alone(update: Update) -> bool:
    """Tell whether the files that changed say nothing together with others, as they were and as they are."""
    examination, fresh = update.checked.examination, set(update.fresh)
    held = dict(zip(examination.paths, (verdict.summary for verdict in examination.verdicts), strict=True))
    if any(summary.decisions for summary in (*update.gone, *(held[path] for path in fresh))):
        return False
    if not fresh <= set(examination.alone):
        return False
    kept = [summary for path, summary in held.items() if path not in fresh]
    return all(number >= len(update.gone) for number in related([*update.gone, *kept]))


class _Change:
    """Replace what an update is about in columns, and then in the store."""

    def __init__(self, update: Update) -> None:
        self._update, self._checked = update, update.checked
        self.before = update.before.columns()
        self.now: set[bytes] | None = None
        """What rules derive now, once it is written."""

    def write(self, store: Path, folder: Path) -> dict[str, int]:
        from coalition.build.evaluation import Derivation
        from coalition.columns.table import Columns
        from coalition.columns.writer import Writer, insert

        ontology, before, writer = self._checked.ontology, self.before, Writer(folder)
        rules = ontology.plans
        writer.take(before, ~(self.removed | before.chosen(before.rules)[before.table.graph]))
        writer.add(self.new)
        writer.finish()
        made = Derivation(Columns.open(folder), rules, ontology.rule_texts, ontology.schema)
        found = made.derived()
        insert(made.columns, list(made.rows(found)))
        after = Columns.open(folder)
        was, now = self.derived, _derived(after)
        self.now = now
        self._edit(store, after, self.old | self.new | (was ^ now), (self.old - self.new) | (was - now))
        return tally(after)

    @cached_property
    def removed(self) -> NDArray[np.bool_]:
        """Which rows of the snapshot before the files that changed may have given; shape (statements,)."""
        before, record = self.before, self.before.terms.number_of(RECORD)
        removed: NDArray[np.bool_] = before.chosen(self._graphs)[before.table.graph]
        subjects = before.chosen(before.numbers(iri.decode()[1:-1] for iri in self._affected))
        recorded = before.table.graph == record
        removed |= recorded & subjects[before.table.subject]
        return removed

    @cached_property
    def _graphs(self) -> NDArray[np.int32]:
        """The graphs of the files that changed, as they were."""
        return self._named(self.before.table.graph, (summary.stated.tolist() for summary in self._update.gone))

    def _named(self, numbers: NDArray[np.int32], keys: Iterable[Iterable[int]]) -> NDArray[np.int32]:
        """Return those of some terms that have one of some keys, as summaries hold them."""
        from coalition.columns.rows import unique

        used, wanted = unique(numbers), {each for some in keys for each in some}
        iris = self.before.terms.iris(used)
        found: NDArray[np.int32] = used[[key(iri) in wanted for iri in iris]]
        return found

    @cached_property
    def _parts(self) -> list[Parts]:
        """What the files state that the snapshot before was not built from."""
        examination = self._checked.examination
        sources = set(map(form, examination.sources))
        read = (stated(path, examination.inputs.facts[path]) for path in self._update.fresh)
        return [Parts.of(quads, drafts, examination.decisions, sources) for quads, drafts in read]

    @cached_property
    def _affected(self) -> frozenset[bytes]:
        """The things of which the record may say something else than before, in the form of N-Triples."""
        from coalition.columns.rows import unique

        before, gone = self.before, self._update.gone
        record = before.terms.number_of(RECORD)
        described = self._named(
            before.table.subject[before.table.graph == record], (summary.described.tolist() for summary in gone)
        )
        spoken = unique(before.table.subject[before.chosen(self._graphs)[before.table.graph]])
        found = {f"<{iri}>".encode() for iri in before.terms.iris(described)}
        found |= {line.partition(b" ")[0] for parts in self._parts for line in parts.recorded}
        mentioned = {form(iri) for iri in before.terms.iris(spoken)}
        mentioned |= {line.partition(b" ")[0] for parts in self._parts for line in parts.named}
        examination = self._checked.examination
        called = {form(iri) for summary in gone for iri in summary.sources}
        called |= {form(iri) for path in self._update.fresh for iri in self._summaries[path].sources}
        return frozenset(found | called | mentioned & {form(iri) for iri in examination.sources})

    @cached_property
    def _summaries(self) -> dict[Path, Summary]:
        examination = self._checked.examination
        return dict(zip(examination.paths, (verdict.summary for verdict in examination.verdicts), strict=True))

    @cached_property
    def old(self) -> set[bytes]:
        """What is removed, as lines of N-Quads."""
        return set(lines(self.before.quads(self.removed)))

    @cached_property
    def new(self) -> set[bytes]:
        """What stands in its place, as lines of N-Quads."""
        return set(self._added())

    @cached_property
    def derived(self) -> set[bytes]:
        """What rules derived before."""
        return _derived(self.before)

    def _added(self) -> Iterator[bytes]:
        for parts in self._parts:
            yield from parts.named
        yield from self._stated_elsewhere()
        yield from (without_graph(line, graph)[:-3] + GRAPH for line, graph in self._said())

    def _stated_elsewhere(self) -> Iterator[bytes]:
        """Yield what files that have not changed say of what is affected, outside graphs, or in the graphs removed."""
        import numpy as np

        affected = np.array([key(iri.decode()[1:-1]) for iri in self._affected], np.uint64)
        gone = np.concatenate([np.empty(0, np.uint64), *(summary.stated for summary in self._update.gone)])
        graphs = {form(iri) for iri in self.before.terms.iris(self._graphs)}
        examination, sources = self._checked.examination, set(map(form, self._checked.examination.sources))
        for path, summary in self._summaries.items():
            held = zip((summary.described, summary.stated), (affected, gone), strict=True)
            if path in self._update.fresh or not any(np.isin(own, keys, kind="sort").any() for own, keys in held):
                continue
            parts = Parts.of(*stated(path, examination.inputs.facts[path]), examination.decisions, sources)
            yield from (line[:-3] + GRAPH for line in parts.recorded if line.partition(b" ")[0] in self._affected)
            yield from (line for line in parts.named if line.rsplit(b" ", 2)[1] in graphs)

    def _said(self) -> Iterator[tuple[bytes, bytes]]:
        """Yield what asserting passages of files that have not changed say of sources, with their graphs."""
        from coalition.columns.rows import unique

        before, sources = self.before, {form(iri) for iri in self._checked.examination.sources}
        about = before.chosen(before.numbers(iri.decode()[1:-1] for iri in self._affected & sources))
        record = before.terms.number_of(RECORD)
        asserting = before.table.object == before.terms.number_of(CG + "Asserts")
        asserting &= before.table.graph == record
        graphs = before.chosen(unique(before.table.subject[asserting]))
        rows = about[before.table.subject] & graphs[before.table.graph] & ~self.removed
        for line in lines(before.quads(rows)):
            yield line, line.rsplit(b" ", 2)[1]

    def _edit(self, store: Path, after: Columns, changed: set[bytes], less: set[bytes]) -> None:
        """Make the store: that of the snapshot before with the statements `changed`, but without `less` of them."""
        linked(self._update.before.folder / STORE, store)
        # Also where a statement stays, the passage that states it may be accepted now, or no longer.
        triples = list({quad.triple for quad in _quads(changed)})
        was, now = (_facts(columns, triples) for columns in (self.before, after))
        editor = Editor(store)
        editor.remove([*less, *lines(was - now)])
        editor.add([*(changed - less), *lines(now - was)])
        editor.finish()


def linked(source: Path, target: Path) -> None:
    """Give a new store the files of another one: those that the engine never changes are the same files.

    Raises
    ------
    OSError
        When they cannot be read or written.
    """
    for path in (path for pattern in NEEDED for path in source.glob(pattern)):
        other = target / path.name
        if path.suffix == ".sst":
            with suppress(OSError):  # on some disks, and of other users' files, there are no links
                os.link(path, other)
                continue
        shutil.copyfile(path, other)


def _derived(columns: Columns) -> set[bytes]:
    """Return what rules have derived, which has no blank nodes, as lines of N-Quads: faster than `lines`."""
    rows = columns.chosen(columns.rules)[columns.table.graph]
    word, subject, value, graph = (columns.terms.keys(column[rows]) for column in columns.table)
    return {
        f"{one}> {two}> {form_of(three)} {four}> .\n".encode()
        for one, two, three, four in zip(subject, word, value, graph, strict=True)
    }


def _quads(found: Iterable[bytes]) -> Iterator[ox.Quad]:
    # Leniently: the same engine has parsed them before.
    return iter(ox.parse(b"".join(found), ox.RdfFormat.N_QUADS, lenient=True))


def _facts(columns: Columns, triples: list[ox.Triple]) -> set[ox.Triple]:
    """Return those triples that stand in a graph whose statements are facts."""
    found = columns.graphs_of_each(triples)
    known: dict[str, bool] = {}
    for graph in {graph for graphs in found.values() for graph in graphs}:
        known[graph] = bool(columns.accepted[columns.terms.number_of(graph)])
    return {triple for triple, graphs in found.items() if any(known[graph] for graph in graphs)}
