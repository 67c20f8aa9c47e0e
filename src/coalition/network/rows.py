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

from coalition.closure import closure
from coalition.namespaces import CG, ONTOLOGY, ORG, RDFS, RECORD, REGISTER, TYPE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from coalition.columns.table import Columns

    Numbers = NDArray[np.int32]
    Mask = NDArray[np.bool_]

NONE = -1
"""The number that stands for nothing: no actor that is represented, or no passage."""

ORDINARY = {TYPE, ORG + "holds", ORG + "postIn"}
"""What the register may say of actors and posts, whatever remains of the sources."""

READ = tuple(CG + word for word in ("event", "participant", "onBehalfOf", "represents", "committedBy", "beneficiary"))
"""The properties of participations and commitments that are read."""


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
    """Read rows of a graph, or of a part of it.

    Attributes
    ----------
    columns:
        The statements.
    facts:
        Which graphs are accepted, shape (terms,); those of the whole where None. If it is given, the graphs of rules do
        not count: whom a participant represents is derived here, as the published rules do, from what remains.
    """

    columns: Columns
    facts: Mask | None = None

    @cached_property
    def _accepted(self) -> Mask:
        if self.facts is None:
            return self.columns.accepted
        mask = self.facts.copy()
        mask[self.columns.rules] = False
        return mask

    @cached_property
    def _passages(self) -> Mask:
        """Which graphs are accepted passages."""
        mask = self._accepted.copy()
        always = [self.columns.terms.number_of(graph) for graph in (RECORD, REGISTER)]
        mask[[*(number for number in always if number >= 0), *self.columns.rules]] = False
        return mask

    def participations(self) -> Rows:
        """Return the event, the participant, the represented actor or NONE, and the passage or NONE of each row."""
        participations = self.instances("Participation")
        events = self._of("event", participations)
        present = self._of("participant", participations)
        event, row = joined(events.subject, present.subject)
        rows = events.object[event], present.subject[row], present.object[row]
        represented = self._represented(participations, present)
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
        """Return the things of our class `kind`, or of a narrower one, sorted."""
        found = self.classes({CG + kind: 0})
        return np.flatnonzero(found == 0).astype(np.int32)

    def classes(self, ranks: Mapping[str, int]) -> NDArray[np.int8]:
        """Return, for each term, the lowest rank of the classes that it has, or -1; shape (terms,).

        `ranks` gives a rank from 0 to 126 to the IRIs of some classes. A thing of a narrower class is of the wider one.
        """
        none = 127
        of_class = np.full(len(self.columns.terms), none, dtype=np.int8)
        for kind, rank in ranks.items():
            for number in self._narrower(kind):
                of_class[number] = min(rank, int(of_class[number]))
        types = self.columns.of(TYPE)
        counted = (of_class[types.object] != none) & self._accepted[types.graph]
        found = np.full(len(self.columns.terms), none, dtype=np.int8)
        np.minimum.at(found, types.subject[counted], of_class[types.object[counted]])
        found[found == none] = NONE
        return found

    def values(self, word: str) -> Pairs:
        """Return the accepted pairs of subject and object of the property with the IRI `word`."""
        return self._pairs(word)

    def _narrower(self, kind: str) -> list[int]:
        """Return the numbers of a class and of all classes that the ontology puts below it."""
        below: dict[int, list[int]] = {}
        if self.facts is not None:  # else the rules have been applied
            wider = self.columns.of(RDFS + "subClassOf")
            wider = wider.where(wider.graph == self.columns.terms.number_of(ONTOLOGY))
            for narrow, wide in zip(wider.subject.tolist(), wider.object.tolist(), strict=True):
                below.setdefault(wide, []).append(narrow)
        start = self.columns.terms.number_of(kind)
        return sorted(closure([start], lambda number: below.get(number, ()))) if start >= 0 else []

    def _represented(self, participations: Numbers, present: Pairs) -> Pairs:
        """Return whom the participant of each participation represents."""
        stated = self._of("represents", participations)
        if self.facts is None:
            return stated
        named = self._of("onBehalfOf", participations)
        holds, seats = self._pairs(ORG + "holds"), self._pairs(ORG + "postIn")
        left, right = joined(present.object, holds.subject)
        participation, post = present.subject[left], holds.object[right]
        left, right = joined(post, seats.subject)
        parts = (stated, named, Pairs(participation[left], seats.object[right]))
        return Pairs(*distinct(*(np.concatenate(column) for column in zip(*parts, strict=True))))

    def _of(self, word: str, subjects: Numbers) -> Pairs:
        """Return the accepted pairs of our property `word` whose subject is one of `subjects`."""
        pairs = self._pairs(CG + word)
        mask = self.columns.chosen(subjects)[pairs.subject]
        return Pairs(pairs.subject[mask], pairs.object[mask])

    def _pairs(self, word: str) -> Pairs:
        """Return the accepted pairs of the property with the IRI `word`."""
        statements = self.columns.of(word)
        mask = self._accepted[statements.graph]
        return Pairs(*distinct(statements.subject[mask], statements.object[mask]))

    def _key(self, one: Numbers, other: Numbers) -> NDArray[np.int64]:
        """Return one number for each pair of terms."""
        return one.astype(np.int64) * len(self.columns.terms) + other


def register_tells_more(columns: Columns) -> bool:
    """Tell whether the register itself, and no passage, states participations or commitments.

    Of these, a view keeps only what its passages mention; the reader keeps all.
    """
    register = columns.terms.number_of(REGISTER)
    return any(bool((columns.of(word).graph == register).any()) for word in READ)


def joined(left: NDArray[np.integer], right: NDArray[np.integer], *, outer: bool = False) -> tuple[Numbers, Numbers]:
    """Return the indices of all pairs of equal keys, in the order of `left`.

    With `outer`, a key of `left` that `right` lacks is paired with NONE.
    """
    order = np.argsort(right, kind="stable")
    keys = right[order]
    begin, end = np.searchsorted(keys, left, "left"), np.searchsorted(keys, left, "right")
    number = end - begin
    alone = number == 0
    if outer:
        number = np.where(alone, 1, number)
    row = np.repeat(np.arange(len(left)), number)
    within = np.arange(len(row)) - np.repeat(np.cumsum(number) - number, number)
    place = begin[row] + within
    if outer:
        missing = alone[row]
        other = np.full(len(row), NONE, dtype=np.int64)
        other[~missing] = order[place[~missing]]
        return row.astype(np.int32), other.astype(np.int32)
    return row.astype(np.int32), order[place].astype(np.int32)


def distinct(*columns: Numbers) -> tuple[Numbers, ...]:
    """Return rows, given by their columns, sorted and without those that come again."""
    order = np.lexsort(columns[::-1])
    sorted_ = [column[order] for column in columns]
    new = np.ones(len(order), dtype=bool)
    if len(order):
        new[1:] = np.logical_or.reduce([column[1:] != column[:-1] for column in sorted_])
    return tuple(column[new] for column in sorted_)


def _taken(values: Numbers, places: Numbers) -> Numbers:
    """Return the values at some places, and NONE where the place is NONE."""
    found = np.full(len(places), NONE, dtype=np.int32)
    there = places != NONE
    found[there] = values[places[there]]
    return found
