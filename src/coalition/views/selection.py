"""Choose the statements of a view: those of its passages, then what the record and the register say about these.

A choice of statements is a mask over the table of the columns, a choice of things is a mask over the terms.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from coalition.build.dataset import ACCEPTED
from coalition.columns.rows import begins
from coalition.corpus.resolution import MERGED
from coalition.namespaces import CG, ONTOLOGY, QUOTED, RDFS, RECORD, REGISTER, TYPE
from coalition.provenance.record import DRAFTED, READING, STANCE
from coalition.views.temporal import has, reached

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from coalition.columns.table import Columns, Statements
    from coalition.provenance.families import Families
    from coalition.views.temporal import Mask


class Selection:
    """Choose statements of some documents.

    Attributes
    ----------
    apart:
        The documents that are left out, shape (terms,).
    """

    def __init__(self, columns: Columns, documents: Collection[int]) -> None:
        """Keep the documents with the numbers `documents`."""
        self._columns, self._size = columns, len(columns.terms)
        self._documents = self._things(documents)
        self.apart = columns.chosen(self._columns.recorded(QUOTED).object) & ~self._documents

    def stated(self, stances: Collection[str], readings: bool, every: bool) -> Mask:
        """Return what the passages that remain state.

        Parameters
        ----------
        stances:
            The IRIs of the stances that are accepted.
        readings:
            Whether to keep passages that are the curators' reading.
        every:
            Whether to keep passages of other stances, too.
        """
        stance = self._columns.recorded(STANCE)
        passages = self._subjects(stance) & self._subjects(self._columns.recorded(QUOTED)) & ~self._elsewhere(QUOTED)
        if not every:
            passages &= ~self._columns.chosen(stance.subject[~self._named(stances)[stance.object]])
        if not readings:
            passages &= ~self._subjects(self._columns.recorded(READING))
        return self._in(passages)

    def sources(self) -> Mask:
        """Return the documents that remain, what they refer to, and the works that are not documents."""
        return self._subjects(self._record) & ~self._elsewhere(CG + "referenceIn") & ~self.apart

    def things(self, kind: str) -> Mask:
        """Return what a passage, the register or the record puts in a class of the ontology, or in a narrower one."""
        wider = self._columns.of(RDFS + "subClassOf")
        wider = wider.where(wider.graph == self._columns.terms.number_of(ONTOLOGY))
        kinds = reached(self._named({CG + kind}), wider.object, wider.subject)
        types = self._columns.of(TYPE)
        return self._columns.chosen(types.subject[kinds[types.object] & ~self._rules[types.graph]])

    def dating(self, kept: Mask, stances: Collection[str]) -> Mask:
        """Return the statements whose dates count: those of accepted passages, and the register's."""
        stance = self._columns.recorded(STANCE)
        other = self._columns.chosen(stance.subject[~self._named(stances)[stance.object]])
        return (kept & ~other[self._columns.table.graph]) | self._in(self._named({REGISTER}))

    def held(self, kept: Mask, families: Families, least: int) -> Mask:
        """Return the statements that at least so many independent families make; a fact is looked at once."""
        word, subject, value, graph = self._columns.table
        rows = np.flatnonzero(kept)
        firsts = np.flatnonzero(begins(word[rows], subject[rows], value[rows]))
        lengths = np.diff(np.append(firsts, len(rows)))
        counts: dict[tuple[int, ...], bool] = {}
        held = np.zeros(len(kept), dtype=bool)
        for begin, length in zip(firsts[lengths >= least].tolist(), lengths[lengths >= least].tolist(), strict=True):
            passages = tuple(graph[rows[begin : begin + length]].tolist())
            if passages not in counts:
                counts[passages] = families.count(self._columns.terms.iris(passages)) >= least
            held[rows[begin : begin + length]] = counts[passages]
        return held

    def recorded(self, stated: Mask) -> Mask:
        """Return what is recorded about what remains: documents, passages, factless slices and the works they name."""
        _, subject, value, graph = self._columns.table
        stance, references = self._columns.recorded(STANCE), self._columns.recorded(CG + "referenceIn")
        kept = self._documents | self._columns.chosen(graph[stated])
        told = self._columns.chosen(stance.subject[~self._named({DRAFTED})[stance.object]])
        refers, quotes = self._subjects(references), self._subjects(self._columns.recorded(QUOTED))
        kept |= refers & ~self._elsewhere(CG + "referenceIn")
        # A factless slice, or a passage that states nothing yet, remains with its document.
        kept |= quotes & ~refers & ~told & ~self._elsewhere(QUOTED)
        works = self._subjects(self._record) & ~self.apart & ~quotes
        named = works[value[self._record]]
        kept = reached(kept, subject[self._record][named], value[self._record][named])
        left = self.apart | self._named({ACCEPTED})
        mask = np.zeros(len(subject), dtype=bool)
        mask[self._record] = kept[subject[self._record]] & ~left[value[self._record]]
        return mask

    def registered(self, kept: Mask) -> Mask:
        """Return what the register says about what is mentioned, what that leads to, and what is identified with it."""
        _, subject, value, _ = self._columns.table
        register = self._in(self._named({REGISTER}))
        mentioned = self._columns.chosen(subject[kept]) | self._columns.chosen(value[kept])
        named = reached(mentioned, subject[register], value[register])
        return register & (named[subject] | (has(self._columns, {MERGED}) & named[value]))

    @cached_property
    def ontology(self) -> Mask:
        """What the ontology states."""
        return self._in(self._named({ONTOLOGY}))

    @cached_property
    def _rules(self) -> Mask:
        return self._columns.chosen(self._columns.rules)

    @cached_property
    def _record(self) -> NDArray[np.int64]:
        """The rows of what is recorded."""
        return np.flatnonzero(self._in(self._named({RECORD})))

    def _elsewhere(self, word: str) -> Mask:
        """Return the things of which the record names, with a property, a document that is left out."""
        statements = self._columns.recorded(word)
        return self._columns.chosen(statements.subject[~self._documents[statements.object]])

    def _subjects(self, statements: Statements | NDArray[np.int64]) -> Mask:
        """Return what statements are about."""
        if isinstance(statements, np.ndarray):
            return self._columns.chosen(self._columns.table.subject[statements])
        return self._columns.chosen(statements.subject)

    def _in(self, graphs: Mask) -> Mask:
        """Return the statements of some graphs."""
        mask: Mask = graphs[self._columns.table.graph]
        return mask

    def _named(self, iris: Iterable[str]) -> Mask:
        return self._things(self._columns.numbers(iris))

    def _things(self, numbers: Collection[int]) -> Mask:
        return self._columns.chosen(np.fromiter(numbers, dtype=np.int64))
