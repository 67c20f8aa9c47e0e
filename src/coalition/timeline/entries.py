"""A timeline: events, commitments and what else has a date, in time, each with the passages that date it.

A date is as precise as some passage writes it. A passage that writes less ("August" beside 13 August) supports every
finer date that it allows; dates that exclude each other stand as entries of their own, which name each other. What was
announced or stated at an event takes the dates of the event, and says so. What a passage only denies dates nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox

from coalition import queries
from coalition.dates import PartialDate, Period
from coalition.errors import SelectionError, unknown
from coalition.names import Names
from coalition.provenance.evidence import Cited, Evidence, Tracer
from coalition.rdf.store import Store
from coalition.rdf.turtle import order
from coalition.timeline.claims import AT, Claim, joined, statements
from coalition.timeline.kinds import ALONE, CLASSES, DEFAULT_KINDS, EXPECTED, TIMELINE_KINDS


@dataclass(frozen=True, slots=True)
class Thing:
    """What stands in a timeline: its IRI and label, what it is, the kind that falls under, and its places by label."""

    iri: str
    label: str
    what: str
    kind: str
    places: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The thing as plain data, for JSON."""
        return {"thing": self.iri, "label": self.label, "kind": self.what}


@dataclass(frozen=True, slots=True)
class Entry:
    """A thing and when it was, was announced or stated, with all claims of one relation that allow the period.

    `contradicts` are the periods of the entries that cannot be so if this one is.
    """

    thing: Thing
    period: Period
    claims: tuple[Claim, ...]
    contradicts: tuple[Period, ...] = ()

    @property
    def relation(self) -> str:
        """Whether the period is when the thing was `dated`, `announced` or `stated`."""
        return self.claims[0].relation

    @property
    def grounds(self) -> tuple[Claim, ...]:
        """The claims that give exactly this period, the most direct of them: written, of an event, inferred."""
        exact = [claim for claim in self.claims if claim.period == self.period]
        best = min((claim.inferred, claim.event is not None) for claim in exact)
        return tuple(claim for claim in exact if (claim.inferred, claim.event is not None) == best)

    @property
    def inferred(self) -> bool:
        """Whether no passage writes the whole date."""
        return self.grounds[0].inferred

    @property
    def origins(self) -> tuple[str, ...]:
        """The IRIs of what the date was inferred from."""
        return tuple(sorted({iri for claim in self.grounds for iri in claim.origins}, key=order))

    @property
    def events(self) -> tuple[str, ...]:
        """The IRIs of the events at which the thing was announced or stated, where the date is theirs."""
        return tuple(sorted({claim.event for claim in self.grounds if claim.event}, key=order))

    @property
    def stances(self) -> tuple[str, ...]:
        """How the passages that give the date speak."""
        exact = (claim for claim in self.claims if claim.period == self.period)
        return tuple(sorted({cited.passage.stance for claim in exact for cited in claim.cited}))

    def evidence(self, period: Period) -> Evidence:
        """The passages of the claims of `period`: the entry's own, or one of the looser."""
        return Evidence(joined(cited for claim in self.claims if claim.period == period for cited in claim.cited))

    @property
    def looser(self) -> tuple[Period, ...]:
        """What passages say less precisely, and the entry refines."""
        found = {claim.period for claim in self.claims if claim.period != self.period}
        return tuple(sorted(found, key=lambda period: period.key))

    def to_dict(self) -> dict[str, Any]:
        """The entry as plain data, for JSON and CSV."""
        on = self.period.on
        return {
            **self.thing.to_dict(),
            "relation": self.relation,
            "date": str(on) if on else None,
            "start": str(self.period.start) if self.period.start and not on else None,
            "end": str(self.period.end) if self.period.end and not on else None,
            "inferred": self.inferred,
            "inferred_from": list(self.origins),
            "at_event": list(self.events),
            "contradicts": [str(period) for period in self.contradicts],
            "places": list(self.thing.places),
            "passages": [cited.to_dict() for cited in joined(c for claim in self.claims for c in claim.cited)],
        }


@dataclass(frozen=True, slots=True)
class Timeline:
    """The entries in time, those without a year last; what has no date in any source; and what was asked for."""

    entries: tuple[Entry, ...]
    undated: tuple[Thing, ...]
    about: str = ""
    since: PartialDate | None = None
    until: PartialDate | None = None

    def undated_in_words(self) -> str:
        """How many things of each kind have no date; empty where all have one."""
        counts = {kind: sum(thing.kind == kind for thing in self.undated) for kind in TIMELINE_KINDS}
        found = [f"{number} {kind}{'' if number == 1 else 's'}" for kind, number in counts.items() if number]
        verb = "has" if len(self.undated) == 1 else "have"
        return f"{listed(found)} {verb} no date in any source" if found else ""


def timeline(
    tracer: Tracer,
    *,
    about: str | None = None,
    since: PartialDate | None = None,
    until: PartialDate | None = None,
    kinds: Collection[str] = DEFAULT_KINDS,
) -> Timeline:
    """The timeline of a store: of everything, or of what names the thing `about` or is named by it.

    An entry stands in it unless it surely ended before `since` or began after `until`. What has no date is told
    whatever the period.

    Raises
    ------
    SelectionError
        For another kind, and a period that ends before it begins.
    """
    store, names = tracer.record.store, tracer.names
    if wrong := sorted(set(kinds) - set(TIMELINE_KINDS)):
        raise unknown("kind", wrong[0], TIMELINE_KINDS)
    if since and until and until.precedes(since):
        raise SelectionError(f"the period ends before it begins: {since} to {until}", remedy="exchange the dates")
    things = {thing.iri: thing for thing in _things(store, names)}
    near = things.keys() if about is None else _near(store, about)
    chosen = {iri for iri, thing in things.items() if thing.kind in kinds and iri in near}
    found = [entry for entry in _entries(tracer, things) if entry.thing.iri in chosen]
    undated = chosen - {entry.thing.iri for entry in found}
    kept = (entry for entry in found if not entry.period.outside(since, until))
    return Timeline(
        tuple(sorted(kept, key=lambda e: (e.period.yearless, e.period.key, e.thing.label, e.thing.iri, e.relation))),
        tuple(thing for thing in things.values() if thing.iri in undated and thing.what in EXPECTED),
        names.label(about) if about else "",
        since,
        until,
    )


def _near(store: Store, about: str) -> set[str]:
    """A thing, what names it, what it names, and the events that it had a part in."""
    return {about} | {row["thing"].value for row in queries.select(store, "about", about=ox.NamedNode(about))}


def _things(store: Store, names: Names) -> list[Thing]:
    """What can have a date, by kind and label."""
    classes: dict[str, set[str]] = defaultdict(set)
    places: dict[str, set[str]] = defaultdict(set)
    for row in queries.select(store, "datable"):
        classes[row["thing"].value].add(row["class"].value)
        places[row["thing"].value] |= {names.text(row["place"])} if row["place"] else set()
    found = []
    for iri, known in classes.items():
        what, kind = next(called for name, called in CLASSES.items() if name in known)
        found.append(Thing(iri, names.label(iri), what, kind, tuple(sorted(places[iri]))))
    return sorted(found, key=lambda thing: (TIMELINE_KINDS.index(thing.kind), thing.label, thing.iri))


def _entries(tracer: Tracer, things: Mapping[str, Thing]) -> Iterator[Entry]:
    """The entries of all things: by what passages say of them, then by the events that they were announced at."""
    claims: dict[tuple[str, str], list[Claim]] = defaultdict(list)
    said = statements(tracer, things)
    for iri, statement, cited in said:
        for claim in statement.claims(ALONE.get(things[iri].kind, "dated"), cited):
            claims[iri, claim.relation].append(claim)
    events = {iri: _merged(things[iri], found) for (iri, relation), found in claims.items() if relation == "dated"}
    for iri, statement, cited in said:
        for word, relation in AT.items():
            for event in sorted(statement.values[word]):
                claims[iri, relation] += [_at(entry, relation, cited) for entry in events.get(event, ())]
    for (iri, _), found in claims.items():
        yield from _merged(things[iri], found)


def _at(event: Entry, relation: str, cited: Cited) -> Claim:
    """The claim of a passage that says that something was announced or stated at an event."""
    both = joined((cited, *event.evidence(event.period).passages))
    return Claim(relation, event.period, None, both, event.inferred, event.origins, event.thing.iri)


def _merged(thing: Thing, claims: Collection[Claim]) -> list[Entry]:
    """An entry for each period that none refines, with the claims that it refines, and those that it contradicts.

    A prediction contradicts nothing: plans change.
    """
    periods = {claim.period for claim in claims}
    finest = [one for one in periods if not any(other != one and other.refines(one) for other in periods)]
    finest.sort(key=lambda period: period.key)
    held = {claim.period for claim in claims if claim.held}
    return [
        Entry(
            thing,
            period,
            tuple(claim for claim in claims if period.refines(claim.period)),
            tuple(other for other in finest if {period, other} <= held and period.contradicts(other)),
        )
        for period in finest
    ]


def listed(words: Sequence[str]) -> str:
    """Words as a list in a sentence: one, another and a third."""
    return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))
