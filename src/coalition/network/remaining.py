"""Build the network of what remains of a graph when sources are left out, again and again.

Everything that could tie two actors is looked up once: which statements say it, and which tie follows. For each rest,
arrays then tell which of these statements remain, and so which ties. Whom a participant represents, and which classes
lie below which, follows as by the published rules; the tests compare both with views that were built.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from coalition.closure import closure
from coalition.columns.rows import begins, joined, unique
from coalition.namespaces import CG, ONTOLOGY, ORG, RDFS, REGISTER, TYPE
from coalition.network.definitions import ACTOR_KINDS, CLASSES, KINDS, no_kind
from coalition.network.edges import Edges
from coalition.network.rows import distinct
from coalition.network.ties import pairs

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from coalition.columns.table import Columns
    from coalition.network.rows import Mask, Numbers

PERSON = ACTOR_KINDS.index("person")
NO_KIND = len(KINDS)

READ = tuple(CG + word for word in ("event", "participant", "onBehalfOf", "represents", "committedBy", "beneficiary"))
"""The properties of participations and commitments that are read here."""


def register_tells_more(columns: Columns) -> bool:
    """Tell whether the register itself, and no passage, states participations or commitments.

    Of these, a view keeps only what its passages mention; here, all would be kept.
    """
    register = columns.terms.number_of(REGISTER)
    return any(bool((columns.of(word).graph == register).any()) for word in READ)


@dataclass(frozen=True, slots=True, eq=False)
class Claims:
    """Hold what some statements say, each claim once, and tell which of them remain.

    Attributes
    ----------
    subject, object:
        The pair of each claim, sorted; shape (claims,).
    begins:
        Where the statements of each claim begin, shape (claims,).
    graph:
        The graph of each statement, shape (statements,).
    """

    subject: Numbers
    object: Numbers
    begins: NDArray[np.int64]
    graph: Numbers

    @classmethod
    def read(cls, columns: Columns, word: str, values: Iterable[int] | None = None) -> Claims:
        """Read the claims with the property `word`, outside the graphs of rules; with `values`, only those objects."""
        statements = columns.of(word)
        counted = ~columns.chosen(columns.rules)[statements.graph]
        if values is not None:
            counted &= columns.chosen(np.fromiter(values, dtype=np.int64))[statements.object]
        statements = statements.where(counted)
        firsts = np.flatnonzero(begins(*statements[:2]))
        return cls(statements.subject[firsts], statements.object[firsts], firsts, statements.graph)

    def hold(self, facts: Mask) -> Mask:
        """Tell of each claim whether a graph that is accepted states it."""
        if not len(self.begins):
            return np.zeros(0, dtype=bool)
        return np.logical_or.reduceat(facts[self.graph], self.begins)


@dataclass(frozen=True, slots=True, eq=False)
class Members:
    """Hold who could be in what: an actor in an event, or a giver and a receiver in a commitment.

    Attributes
    ----------
    thing, one, other:
        The event or commitment, the actor or giver, and the receiver or, for an event, the actor again; each triple
        once, sorted; shape (members,).
    hold:
        A function that tells which of them remain, given the graphs that are accepted and the kind of each term.
    """

    thing: Numbers
    one: Numbers
    other: Numbers
    hold: Callable[[Mask, NDArray[np.int8]], Mask]


class Remaining:
    """Build the network `name` of what remains of a graph; the parameters are those of `coalition.network.build`."""

    def __init__(
        self, columns: Columns, name: str, kinds: Iterable[str], represented: bool = False, least: int = 1
    ) -> None:
        """Look up all that could tie two actors."""
        self._columns, self._name, self._least = columns, name, least
        chosen = frozenset(kinds)
        self._wanted = np.array([kind in chosen for kind in (*KINDS, "")])
        rank = np.full(len(columns.terms), NO_KIND, dtype=np.int8)
        for cls, kind in CLASSES.items():
            below = _narrower(columns, cls)
            rank[below] = np.minimum(rank[below], KINDS.index(kind))
        self._classes = Claims.read(columns, TYPE, np.flatnonzero(rank != NO_KIND).tolist())
        self._rank = rank[self._classes.object]
        self._members = _commitments(columns) if name == "commitment" else _participations(columns, represented)
        self._join()

    def _join(self) -> None:
        """Find the ties that members could make: their ends, as places among the nodes, and their instances."""
        members, number = self._members, np.arange(len(self._members.thing), dtype=np.int32)
        if self._name == "co-participation":
            self._first, self._second = pairs(members.thing, number)
            source, target = members.one[self._first], members.one[self._second]
        else:
            self._first = self._second = number
            source, target = members.one, members.thing if self._name == "affiliation" else members.other
        actors = unique(np.concatenate([members.one, members.other]))
        events = unique(members.thing) if self._name == "affiliation" else actors[:0]
        self._nodes, self._actors = np.concatenate([actors, events]), len(actors)
        self._place = np.zeros(len(self._columns.terms), dtype=np.int64)
        self._place[self._nodes] = np.arange(len(self._nodes))
        keys = self._place[source] * len(self._nodes) + self._place[target]
        ties, self._tie = np.unique(keys, return_inverse=True)
        self._source, self._target = np.divmod(ties, max(1, len(self._nodes)))

    def edges(self, facts: Mask) -> tuple[Edges, Numbers]:
        """Return the network that the graphs in `facts` state, and the numbers of its nodes as terms.

        `facts` has the shape (terms,). The network is that of `NetworkBasis.edges` on a view with these graphs.

        Raises
        ------
        GraphError
            When an actor has none of the classes that give a kind.
        """
        kind = np.full(len(self._columns.terms), NO_KIND, dtype=np.int8)
        stated = self._classes.hold(facts)
        np.minimum.at(kind, self._classes.subject[stated], self._rank[stated])
        members = self._members
        there = members.hold(facts, kind)
        for actors in (members.one[there], members.other[there]):
            if (kind[actors] == NO_KIND).any():
                raise no_kind(self._columns.terms.iri(int(actors[kind[actors] == NO_KIND][0])))
        there &= self._wanted[kind[members.one]] & self._wanted[kind[members.other]]
        counted = there[self._first] & there[self._second]
        weight = np.bincount(self._tie[counted], minlength=len(self._source))
        strong = weight >= self._least
        present = np.zeros(len(self._nodes), dtype=bool)
        if self._least > 1:
            present[self._source[strong]] = present[self._target[strong]] = True
        else:
            ends = (members.one, members.other, *((members.thing,) if self._name == "affiliation" else ()))
            for end in ends:
                present[self._place[end[there]]] = True
        number = (np.cumsum(present) - 1).astype(np.int32)
        side = None
        if self._name == "affiliation":
            side = (np.arange(len(self._nodes)) >= self._actors).astype(np.int8)[present]
        source, target = number[self._source[strong]], number[self._target[strong]]
        edges = Edges(
            int(present.sum()), source, target, weight[strong].astype(float), self._name == "commitment", side
        )
        return edges, self._nodes[present]


def _participations(columns: Columns, represented: bool) -> Members:
    """Look up who could be at which event, by each statement that would have to remain for it."""
    types = Claims.read(columns, TYPE, _narrower(columns, CG + "Participation"))
    at, who = Claims.read(columns, CG + "event"), Claims.read(columns, CG + "participant")
    event_of, actor_of = joined(at.subject, who.subject)
    participation, event, actor = at.subject[event_of], at.object[event_of], who.object[actor_of]
    grounds = _representations(columns, who) if represented else []
    # Each row may count as itself, or by each ground as the actor represented.
    rows, behalf = [np.arange(len(event), dtype=np.int32)], [actor]
    places = []
    for subject, value, _ in grounds:
        row, place = joined(participation, subject)
        rows.append(row)
        places.append(place)
        behalf.append(value[place])
    everyone = np.concatenate(behalf)
    thing, one = distinct(event[np.concatenate(rows)], everyone)
    key = thing.astype(np.int64) * len(columns.terms) + one
    members = [
        np.searchsorted(key, event[row].astype(np.int64) * len(columns.terms) + value)
        for row, value in zip(rows, behalf, strict=True)
    ]

    def hold(facts: Mask, kind: NDArray[np.int8]) -> Mask:
        typed = columns.chosen(types.subject[types.hold(facts)])
        stated = at.hold(facts)[event_of] & who.hold(facts)[actor_of] & typed[participation]
        is_person = kind[actor] == PERSON
        there, counts_as = np.zeros(len(thing), dtype=bool), np.zeros(len(event), dtype=bool)
        for (_, _, remains), row, place, member in zip(grounds, rows[1:], places, members[1:], strict=True):
            holds = remains(facts)[place] & stated[row]
            unknown = holds & (kind[actor[row]] == NO_KIND)
            if unknown.any():
                raise no_kind(columns.terms.iri(int(actor[row[unknown]][0])))
            holds &= is_person[row]
            there[member[holds]] = True
            counts_as[row[holds]] = True
        there[members[0][stated & ~counts_as]] = True
        return there

    return Members(thing, one, one, hold)


def _representations(columns: Columns, who: Claims) -> list[tuple[Numbers, Numbers, Callable[[Mask], Mask]]]:
    """Return on which grounds a participation could represent an actor: both, and what tells which of them remain."""
    grounds: list[tuple[Numbers, Numbers, Callable[[Mask], Mask]]] = []
    for word in ("onBehalfOf", "represents"):
        claims = Claims.read(columns, CG + word)
        grounds.append((claims.subject, claims.object, claims.hold))
    holds, seats = Claims.read(columns, ORG + "holds"), Claims.read(columns, ORG + "postIn")
    present, held = joined(who.object, holds.subject)
    ground, seat = joined(holds.object[held], seats.subject)
    present, held = present[ground], held[ground]

    def by_post(facts: Mask) -> Mask:
        remains: Mask = who.hold(facts)[present] & holds.hold(facts)[held] & seats.hold(facts)[seat]
        return remains

    grounds.append((who.subject[present], seats.object[seat], by_post))
    return grounds


def _commitments(columns: Columns) -> Members:
    """Look up who could commit to whom."""
    types = Claims.read(columns, TYPE, _narrower(columns, CG + "Commitment"))
    bound, benefit = Claims.read(columns, CG + "committedBy"), Claims.read(columns, CG + "beneficiary")
    giver, receiver = joined(bound.subject, benefit.subject)
    thing = bound.subject[giver]

    def hold(facts: Mask, _: NDArray[np.int8]) -> Mask:
        typed = columns.chosen(types.subject[types.hold(facts)])
        stated: Mask = bound.hold(facts)[giver] & benefit.hold(facts)[receiver] & typed[thing]
        return stated

    return Members(thing, bound.object[giver], benefit.object[receiver], hold)


def _narrower(columns: Columns, kind: str) -> list[int]:
    """Return the numbers of a class and of all classes that the ontology puts below it."""
    wider = columns.of(RDFS + "subClassOf")
    wider = wider.where(wider.graph == columns.terms.number_of(ONTOLOGY))
    below: dict[int, list[int]] = {}
    for narrow, wide in zip(wider.subject.tolist(), wider.object.tolist(), strict=True):
        below.setdefault(wide, []).append(narrow)
    start = columns.terms.number_of(kind)
    return sorted(closure([start], lambda number: below.get(number, ()))) if start >= 0 else []
