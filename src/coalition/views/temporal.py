"""Select the facts about things that happened on a day, or in a month or a year.

In this module "day" stands for any of the three. A thing belongs to a day in one of these cases:

- One of its dates certainly lies in the day. The date may be written, inferred, or the one on which the thing was
  announced or stated. A less precise date, such as the month around the day, is not enough.
- The day certainly lies between its start and its end.
- It is part of a thing that belongs to the day, as a participation is part of its event; or it is a detail of one, such
  as the amount of a commitment.

A thing that no source dates belongs to no day. A post has no date of its own: that an actor holds a post is kept where
the same passage states something about this actor and a thing that belongs to the day.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

import pyoxigraph as ox

from coalition.closure import closure
from coalition.dates import PartialDate
from coalition.namespaces import CG, ORG, TYPE

START, END = CG + "startDate", CG + "endDate"
DATES = {START, END, *(CG + word for word in ("date", "inferredDate", "announcedOn", "statedOn"))}
"""The properties that date a thing."""

PART_OF = {CG + word for word in ("event", "announcedAt", "statedAt", "pointOf", "aimOf")}
"""The properties that make their subject part of their value, so that both belong to the same day."""

DETAILS = {CG + word for word in ("Amount", "Quantity", "Condition")}
"""The classes of things that only describe another thing, and belong to the same day as that."""

INFERRED_FROM = CG + "inferredFrom"
INFERENCE = {INFERRED_FROM, CG + "inferredDate"}
"""The properties of an inferred date: the date, and what it was inferred from."""

HOLDS = ORG + "holds"


def dated_to(
    stated: Mapping[str, set[ox.Triple]],
    dating: Iterable[ox.Triple],
    events: Collection[object],
    actors: Collection[object],
    day: PartialDate,
) -> tuple[dict[str, set[ox.Triple]], set[object]]:
    """Return what each passage states about things that belong to a day, and the events that do not belong to it.

    Triples that mention one of these events are left out.

    Parameters
    ----------
    stated:
        The triples of each passage, by its IRI.
    dating:
        The triples whose dates count.
    events:
        All events, whether they belong to the day or not.
    actors:
        All actors. The date on which an actor was announced keeps only the triple that states this date: an actor
        exists on other days, too.
    day:
        The day, the month or the year.
    """
    of_day = _dated(dating, day) - set(actors)
    everything = {triple for triples in stated.values() for triple in triples if triple.subject not in actors}
    of_day = _reached(of_day, ((t.object, t.subject) for t in everything if t.predicate.value in PART_OF))
    details = {t.subject for t in everything if t.predicate.value == TYPE and _iri(t.object) in DETAILS}
    of_day = _reached(of_day, ((t.subject, t.object) for t in everything if t.object in details))
    other_events = set(events) - of_day
    return {passage: _kept(triples, of_day, other_events, day) for passage, triples in stated.items()}, other_events


def with_premises(stated: Mapping[str, set[ox.Triple]], sources: Collection[str]) -> dict[str, set[ox.Triple]]:
    """Return what passages state, without the dates that were inferred from something left out.

    A date that curators inferred stays only if what it was inferred from is dated by one of these passages, or is one
    of `sources`. This is repeated: a thing may lose its only date, and then dates inferred from that thing are left
    out, too.

    Parameters
    ----------
    stated:
        The triples of each passage, by its IRI.
    sources:
        The IRIs of the sources that are not left out.
    """
    kept = {passage: set(triples) for passage, triples in stated.items()}
    while True:
        dated = {t.subject for triples in kept.values() for t in triples if t.predicate.value in DATES}
        without_premise = [
            (passage, premise.subject)
            for passage, triples in kept.items()
            for premise in triples
            if premise.predicate.value == INFERRED_FROM
            and premise.object not in dated
            and _iri(premise.object) not in sources
        ]
        if not without_premise:
            return kept
        for passage, thing in without_premise:
            kept[passage] = {t for t in kept[passage] if t.subject != thing or t.predicate.value not in INFERENCE}


def _kept(triples: set[ox.Triple], of_day: set[object], other_events: set[object], day: PartialDate) -> set[ox.Triple]:
    """Return the triples of one passage about things that belong to the day, and the posts of actors they mention."""
    told = {t for t in triples if t.subject in of_day or (_is_within(t, day) and t.subject not in other_events)}
    kept = {t for t in told if t.object not in other_events}
    mentioned = {triple.object for triple in kept}
    return kept | {triple for triple in triples if triple.predicate.value == HOLDS and triple.subject in mentioned}


def _dated(triples: Iterable[ox.Triple], day: PartialDate) -> set[object]:
    """Return the things that certainly belong to the day by a date of their own."""
    of_day: set[object] = set()
    starts: dict[object, list[PartialDate]] = {}
    ends: dict[object, list[PartialDate]] = {}
    for triple in triples:
        if _is_within(triple, day):
            of_day.add(triple.subject)
        if triple.predicate.value == START:
            starts.setdefault(triple.subject, []).append(_date(triple))
        elif triple.predicate.value == END:
            ends.setdefault(triple.subject, []).append(_date(triple))
    for thing in starts.keys() & ends.keys():
        if any(start.by(day) and day.begun_by(end) for start in starts[thing] for end in ends[thing]):
            of_day.add(thing)
    return of_day


def _is_within(triple: ox.Triple, day: PartialDate) -> bool:
    """Tell whether a triple gives a date that certainly lies in the day."""
    return triple.predicate.value in DATES and _date(triple).refines(day)


def _date(triple: ox.Triple) -> PartialDate:
    return PartialDate.parse(triple.object.value)  # type: ignore[union-attr]  # the build accepts only valid dates here


def _reached(starts: set[object], steps: Iterable[tuple[object, object]]) -> set[object]:
    """Return what can be reached from `starts` by steps, each a pair of where it begins and where it leads."""
    following: dict[object, list[object]] = {}
    for start, end in steps:
        following.setdefault(start, []).append(end)
    return closure(starts, lambda node: following.get(node, ()))


def _iri(node: object) -> str:
    return node.value if isinstance(node, ox.NamedNode) else ""
