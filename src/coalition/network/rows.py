"""Read from columns who took part in what, and who commits to whom, with the passages that say so.

The rows are those of two SPARQL queries, which the tests ask on the same graphs:

- of a participation: its event, its participant, each actor that he or she represents there, and each accepted passage
  that states the participant;
- of a commitment: the actor that it binds, the actor that benefits, and each accepted passage that states either.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from coalition.columns.rows import NONE, begins, joined
from coalition.columns.table import ACCEPTED_PASSAGE
from coalition.namespaces import CG, TYPE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coalition.columns.table import Columns

Numbers = NDArray[np.int32]
Mask = NDArray[np.bool_]

NO_RANK = 127


class Rows(NamedTuple):
    """Hold rows as numbers of terms: four arrays of the same shape (rows,), without two equal rows, in order.

    `other` is the actor that `one` represents at an event, or the beneficiary of a commitment by `one`.
    """

    thing: Numbers
    one: Numbers
    other: Numbers
    passage: Numbers


class Pairs(NamedTuple):
    """Hold the subjects and objects of one property, each pair once, sorted; two arrays of the same shape."""

    subject: Numbers
    object: Numbers


@dataclass(frozen=True)
class Reader:
    """Read rows of a graph."""

    columns: Columns

    @cached_property
    def _passages(self) -> Mask:
        """Which graphs are accepted passages."""
        return self.columns.chosen(self.columns.instances(ACCEPTED_PASSAGE))

    def participations(self) -> Rows:
        """Return the event, the participant, the represented actor or NONE, and the passage or NONE of each row."""
        participations = self.instances("Participation")
        events = self._of("event", participations)
        present = self._of("participant", participations)
        event, row = joined(events.subject, present.subject)
        rows = events.object[event], present.subject[row], present.object[row]
        represented = self._of("represents", participations)
        left, right = joined(rows[1], represented.subject, outer=True)
        behalf = _taken(represented.object, right)
        rows = rows[0][left], rows[1][left], rows[2][left]
        stated = self.columns.of(CG + "participant")
        stated = stated.where(self._passages[stated.graph])
        left, right = joined(self._key(rows[1], rows[2]), self._key(stated.subject, stated.object), outer=True)
        return Rows(*distinct(rows[0][left], rows[2][left], behalf[left], _taken(stated.graph, right)))

    def commitments(self) -> Rows:
        """Return the commitment, the actor bound, the beneficiary, and the passage or NONE of each row."""
        commitments = self.instances("Commitment")
        bound, benefit = self._of("committedBy", commitments), self._of("beneficiary", commitments)
        left, right = joined(bound.subject, benefit.subject)
        thing, giver, receiver = bound.subject[left], bound.object[left], benefit.object[right]
        parts = []
        for word, actor in (("committedBy", giver), ("beneficiary", receiver)):
            stated = self.columns.of(CG + word)
            stated = stated.where(self._passages[stated.graph])
            row, where = joined(self._key(thing, actor), self._key(stated.subject, stated.object))
            parts.append((thing[row], giver[row], receiver[row], stated.graph[where]))
        said = np.isin(self._key(thing, giver), self._key(parts[0][0], parts[0][1]))
        said |= np.isin(self._key(thing, receiver), self._key(parts[1][0], parts[1][2]))
        silent = ~said
        parts.append((thing[silent], giver[silent], receiver[silent], np.full(int(silent.sum()), NONE, dtype=np.int32)))
        return Rows(*distinct(*(np.concatenate(column) for column in zip(*parts, strict=True))))

    def instances(self, kind: str) -> Numbers:
        """Return the things of our class `kind`, sorted."""
        found = self.classes({CG + kind: 0})
        return np.flatnonzero(found == 0).astype(np.int32)

    def classes(self, ranks: Mapping[str, int]) -> NDArray[np.int8]:
        """Return, for each term, the lowest rank of the classes that it has, or -1; shape (terms,).

        `ranks` gives a rank from 0 to 126 to the IRIs of some classes.
        """
        of_class = np.full(len(self.columns.terms), NO_RANK, dtype=np.int8)
        for kind, rank in ranks.items():
            number = self.columns.terms.number_of(kind)
            if number != NONE:
                of_class[number] = rank
        types = self.columns.of(TYPE)
        counted = (of_class[types.object] != NO_RANK) & self.columns.accepted[types.graph]
        found = np.full(len(self.columns.terms), NO_RANK, dtype=np.int8)
        np.minimum.at(found, types.subject[counted], of_class[types.object[counted]])
        found[found == NO_RANK] = NONE
        return found

    def values(self, word: str) -> Pairs:
        """Return the accepted pairs of subject and object of the property with the IRI `word`."""
        return self._pairs(word)

    def _of(self, word: str, subjects: Numbers) -> Pairs:
        """Return the accepted pairs of our property `word` whose subject is one of `subjects`."""
        pairs = self._pairs(CG + word)
        mask = self.columns.chosen(subjects)[pairs.subject]
        return Pairs(pairs.subject[mask], pairs.object[mask])

    def _pairs(self, word: str) -> Pairs:
        """Return the accepted pairs of the property with the IRI `word`."""
        statements = self.columns.of(word)
        mask = self.columns.accepted[statements.graph]
        return Pairs(*distinct(statements.subject[mask], statements.object[mask]))

    def _key(self, one: Numbers, other: Numbers) -> NDArray[np.int64]:
        """Return one number for each pair of terms."""
        return one.astype(np.int64) * len(self.columns.terms) + other


def distinct(*columns: Numbers) -> tuple[Numbers, ...]:
    """Return rows, given by their columns, sorted and without those that come again."""
    order = np.lexsort(columns[::-1])
    sorted_ = [column[order] for column in columns]
    new = begins(*sorted_)
    return tuple(column[new] for column in sorted_)


def _taken(values: Numbers, places: Numbers) -> Numbers:
    """Return the values at some places, and NONE where the place is NONE."""
    found = np.full(len(places), NONE, dtype=np.int32)
    there = places != NONE
    found[there] = values[places[there]]
    return found
