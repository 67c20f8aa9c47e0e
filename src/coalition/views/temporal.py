"""What is of a day: the events, commitments and positions that sources date to it, and the posts named with them.

A thing is of a day when a date of it (written, inferred, or the one on which it was announced or stated) surely lies in
that day, or when the day lies between its start and its end; so is what belongs to such a thing, as a participation
belongs to its event. A date that may or may not be of the day, such as the month around it, is not enough; and what no
source dates is of no day. A post has no date of its own: one is of the day where the passage that names it tells of the
holder in a thing of the day. A month or a year may stand in the place of the day.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

import pyoxigraph as ox

from coalition.closure import closure
from coalition.dates import PartialDate
from coalition.namespaces import CG, ORG, TYPE

POINTS = {CG + word for word in ("date", "inferredDate", "announcedOn", "statedOn")}
START, END = CG + "startDate", CG + "endDate"
BELONGS = {CG + word for word in ("event", "announcedAt", "statedAt", "pointOf", "aimOf")}
"""By these words one thing belongs to another, and is of its day."""

DETAILS = {CG + word for word in ("Amount", "Quantity", "Condition")}
"""The classes whose things only tell more of another: they are of its day."""

INFERRED_FROM = CG + "inferredFrom"
INFERENCE = {INFERRED_FROM, CG + "inferredDate"}
HOLDS = ORG + "holds"


def dated_to(
    stated: Mapping[str, set[ox.Triple]],
    dating: Iterable[ox.Triple],
    events: Collection[object],
    actors: Collection[object],
    day: PartialDate,
) -> tuple[dict[str, set[ox.Triple]], set[object]]:
    """What passages state of things of a day, and the events that are not of it, which are not named there any more.

    Parameters
    ----------
    stated:
        The triples of each passage.
    dating:
        The triples whose dates count.
    events:
        Whatever is an event, of the day or not.
    actors:
        Whatever is an actor: the day on which one was announced dates no more than that.
    """
    found = _dated(dating, day) - set(actors)
    everything = {triple for triples in stated.values() for triple in triples if triple.subject not in actors}
    found |= _linked(found, ((t.object, t.subject) for t in everything if t.predicate.value in BELONGS))
    details = {t.subject for t in everything if t.predicate.value == TYPE and _iri(t.object) in DETAILS}
    found |= _linked(found, ((t.subject, t.object) for t in everything if t.object in details))
    apart = set(events) - found
    return {passage: _kept(triples, found, apart, day) for passage, triples in stated.items()}, apart


def with_premises(stated: Mapping[str, set[ox.Triple]], sources: Collection[str]) -> dict[str, set[ox.Triple]]:
    """What passages state, but for dates that the curators inferred from what is not there: from an event that no
    passage here dates, or from a source other than `sources`.
    """
    kept = {passage: set(triples) for passage, triples in stated.items()}
    while True:
        dated = {t.subject for triples in kept.values() for t in triples if t.predicate.value in (*POINTS, START, END)}
        lost = [
            (passage, premise.subject)
            for passage, triples in kept.items()
            for premise in triples
            if premise.predicate.value == INFERRED_FROM
            and premise.object not in dated
            and _iri(premise.object) not in sources
        ]
        if not lost:
            return kept
        for passage, thing in lost:
            kept[passage] = {t for t in kept[passage] if t.subject != thing or t.predicate.value not in INFERENCE}


def _kept(triples: set[ox.Triple], found: set[object], apart: set[object], day: PartialDate) -> set[ox.Triple]:
    told = {t for t in triples if (t.subject in found and t.object not in apart) or _is_within(t, day)}
    named = {triple.object for triple in told}
    return told | {triple for triple in triples if triple.predicate.value == HOLDS and triple.subject in named}


def _dated(triples: Iterable[ox.Triple], day: PartialDate) -> set[object]:
    """The things that surely are of the day by a date of their own."""
    found: set[object] = set()
    starts: dict[object, list[PartialDate]] = {}
    ends: dict[object, list[PartialDate]] = {}
    for triple in triples:
        if _is_within(triple, day):
            found.add(triple.subject)
        if triple.predicate.value == START:
            starts.setdefault(triple.subject, []).append(_date(triple))
        elif triple.predicate.value == END:
            ends.setdefault(triple.subject, []).append(_date(triple))
    for thing in starts.keys() & ends.keys():
        if any(start.by(day) and day.begun_by(end) for start in starts[thing] for end in ends[thing]):
            found.add(thing)
    return found


def _is_within(triple: ox.Triple, day: PartialDate) -> bool:
    return triple.predicate.value in (*POINTS, START, END) and _date(triple).refines(day)


def _date(triple: ox.Triple) -> PartialDate:
    return PartialDate.parse(triple.object.value)  # type: ignore[union-attr]  # the build takes nothing else


def _linked(found: set[object], steps: Iterable[tuple[object, object]]) -> set[object]:
    """What can be reached by steps from what was found."""
    following: dict[object, list[object]] = {}
    for here, there in steps:
        following.setdefault(here, []).append(there)
    return closure(found, lambda node: following.get(node, ()))


def _iri(node: object) -> str:
    return node.value if isinstance(node, ox.NamedNode) else ""
