"""Build timelines: events, commitments and other things in the order of their dates, with the passages that date them.

A date is as precise as the most precise passage. A passage that writes less, such as "August" where another writes
13 August, supports every more precise date that it allows. Dates that exclude each other are separate entries, and each
names the others. What was announced or stated at an event has the dates of the event, and its entry says so. A passage
that denies a date does not date anything. Each entry says how it is told: asserted, reported, predicted or proposed,
denied as well, or an event from which the actor asked for was absent.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

import pyoxigraph as ox

from coalition import queries
from coalition.dates import PartialDate, Period
from coalition.errors import SelectionError, unknown
from coalition.names import Names
from coalition.namespaces import CG, TYPE
from coalition.provenance.evidence import Cited, Evidence, Tracer
from coalition.provenance.record import STANCE, Record, text
from coalition.rdf.store import Store
from coalition.rdf.turtle import order
from coalition.timeline.claims import DENIES, EVENT_RELATIONS, Claim, joined, statements
from coalition.timeline.kinds import CLASSES, COUNTED_IF_UNDATED, DEFAULT_KINDS, INFERRED_RELATIONS, TIMELINE_KINDS

TOLD: Mapping[str, str] = MappingProxyType(
    {"asserts": "asserted", "reports": "reported", "predicts": "predicted", "proposes": "proposed"}
)
"""By stance, the firmest first: how a passage in it tells a date."""


@dataclass(frozen=True, slots=True)
class Thing:
    """Hold a thing that a timeline can show.

    Attributes
    ----------
    iri, label:
        Its IRI and its label.
    what:
        What it is called by its class, such as `meeting` or `plan point`.
    kind:
        Its kind, one of TIMELINE_KINDS, such as `event` or `plan`.
    places:
        The labels of the places where it was.
    """

    iri: str
    label: str
    what: str
    kind: str
    places: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the thing as plain data, for JSON."""
        return {"thing": self.iri, "label": self.label, "kind": self.what}


@dataclass(frozen=True, slots=True)
class Entry:
    """Hold one period in which a thing took place, was announced or was stated.

    Attributes
    ----------
    thing:
        The thing.
    period:
        The period.
    claims:
        The claims that give this period or a less precise one that allows it. All have the same relation.
    contradicts:
        The periods of other entries of the same thing and relation that cannot be right if this one is.
    denied:
        The passages that deny the thing.
    part:
        Where the timeline is about an actor and this is an event: `absent` if passages say only that the actor was
        absent, `disputed` if others say that it took part, else empty.
    """

    thing: Thing
    period: Period
    claims: tuple[Claim, ...]
    contradicts: tuple[Period, ...] = ()
    denied: tuple[Cited, ...] = ()
    part: str = ""

    @property
    def relation(self) -> str:
        """What happened in the period: `announced`, `stated`, or `dated` if the thing itself took place or lasted."""
        return self.claims[0].relation

    @property
    def grounds(self) -> tuple[Claim, ...]:
        """The most direct claims that give exactly this period.

        A date that a passage writes is more direct than the written date of the event at which the thing was announced
        or stated, and both are more direct than an inferred date.
        """
        exact = [claim for claim in self.claims if claim.period == self.period]
        best = min((claim.inferred, claim.event is not None) for claim in exact)
        return tuple(claim for claim in exact if (claim.inferred, claim.event is not None) == best)

    @property
    def inferred(self) -> bool:
        """Whether no passage writes the whole date, so that part of it is inferred."""
        return self.grounds[0].inferred

    @property
    def origins(self) -> tuple[str, ...]:
        """The IRIs of what the date was inferred from."""
        return tuple(sorted({iri for claim in self.grounds for iri in claim.origins}, key=order))

    @property
    def events(self) -> tuple[str, ...]:
        """The IRIs of the events at which the thing was announced or stated, if the period is theirs."""
        return tuple(sorted({claim.event for claim in self.grounds if claim.event}, key=order))

    @property
    def stances(self) -> tuple[str, ...]:
        """The stances of the passages that give exactly this period, such as `asserts` or `predicts`."""
        exact = (claim for claim in self.claims if claim.period == self.period)
        return tuple(sorted({cited.passage.stance for claim in exact for cited in claim.cited}))

    @property
    def told(self) -> str:
        """How the firmest passage tells the date: `asserted`, `reported`, `predicted` or `proposed`."""
        return next((word for stance, word in TOLD.items() if stance in self.stances), TOLD["asserts"])

    @property
    def notes(self) -> tuple[str, ...]:
        """What keeps the entry from being a plain fact about the actor asked for, in words."""
        told = () if self.told == TOLD["asserts"] else (self.told,)
        part = {"absent": ("absent",), "disputed": ("attendance disputed",)}.get(self.part, ())
        return (*told, *(("denied",) if self.denied else ()), *part)

    def evidence(self, period: Period) -> Evidence:
        """Return the passages that give `period`, which is that of the entry or one of `looser`."""
        return Evidence(joined(cited for claim in self.claims if claim.period == period for cited in claim.cited))

    @property
    def looser(self) -> tuple[Period, ...]:
        """The less precise periods that some passages give, and that allow the period of the entry."""
        periods = {claim.period for claim in self.claims if claim.period != self.period}
        return tuple(sorted(periods, key=lambda period: period.key))

    def to_dict(self) -> dict[str, Any]:
        """Return the entry as plain data, for JSON and CSV."""
        on = self.period.on
        return {
            **self.thing.to_dict(),
            "relation": self.relation,
            "told": self.told,
            "denied_by": [cited.passage.iri for cited in self.denied],
            "part": self.part,
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


@dataclass(frozen=True, slots=True, repr=False)
class Timeline:
    """Hold a timeline and what was asked for.

    Attributes
    ----------
    entries:
        The entries by date, those without a year last.
    undated:
        The things asked for that have no date in any source; the period asked for does not matter.
    about:
        The label of the thing that the timeline is about; empty if it is about everything.
    since, until:
        The bounds of the period asked for, each None if it has none.
    """

    entries: tuple[Entry, ...]
    undated: tuple[Thing, ...]
    about: str = ""
    since: PartialDate | None = None
    until: PartialDate | None = None

    def __repr__(self) -> str:
        about = f" about {self.about}" if self.about else ""
        return f"<Timeline{about}: {len(self.entries)} entries, {len(self.undated)} things without a date>"

    def _repr_html_(self) -> str:
        from coalition.output.html import table
        from coalition.output.passages import sources

        rows = (
            [str(e.period), e.thing.label, e.thing.what, ", ".join(e.notes), sources(e.evidence(e.period))]
            for e in self.entries
        )
        return table(("date", "what", "kind", "told as", "sources"), rows, len(self.entries))

    def undated_in_words(self) -> str:
        """Return how many things of each kind have no date, as a sentence; empty if all have one."""
        counts = {kind: sum(thing.kind == kind for thing in self.undated) for kind in TIMELINE_KINDS}
        numbers = [f"{number} {kind}{'' if number == 1 else 's'}" for kind, number in counts.items() if number]
        verb = "has" if len(self.undated) == 1 else "have"
        return f"{listed(numbers)} {verb} no date in any source" if numbers else ""


def timeline(
    tracer: Tracer,
    *,
    about: str | None = None,
    since: PartialDate | None = None,
    until: PartialDate | None = None,
    kinds: Collection[str] = DEFAULT_KINDS,
    only: Collection[str] | None = None,
) -> Timeline:
    """Return the timeline of a store.

    Parameters
    ----------
    tracer:
        Finds the passages of the store.
    about:
        The IRI of a thing, to keep only that thing, the things that a fact connects to it, and the events in which it
        had a part.
    since, until:
        The bounds of a period. An entry is left out only if it certainly ended before `since` or began after `until`.
    kinds:
        The kinds of things to show, of TIMELINE_KINDS.
    only:
        The IRIs of the things to show, of those that are asked for otherwise; None for all.

    Raises
    ------
    SelectionError
        When one of `kinds` is not in TIMELINE_KINDS, or the period ends before it begins.
    """
    store, names = tracer.record.store, tracer.names
    check(kinds, since, until)
    wanted = None if about is None else _connected(store, about)
    if only is not None:
        wanted = set(only) if wanted is None else wanted & set(only)
    things = {thing.iri: thing for thing in _things(tracer.record, names, wanted)}
    chosen = {iri for iri, thing in things.items() if thing.kind in kinds and (wanted is None or iri in wanted)}
    denied = _denied(tracer, chosen)
    entries = [
        replace(entry, denied=denied.get(entry.thing.iri, ()))
        for entry in _entries(tracer, things, chosen, wanted is None)
    ]
    if about:
        entries = with_parts(entries, tracer.record, about)
    undated = chosen - {entry.thing.iri for entry in entries}
    shown = (entry for entry in entries if not entry.period.outside(since, until))
    return Timeline(
        tuple(sorted(shown, key=lambda e: (e.period.yearless, e.period.key, e.thing.label, e.thing.iri, e.relation))),
        tuple(thing for thing in things.values() if thing.iri in undated and thing.what in COUNTED_IF_UNDATED),
        names.label(about) if about else "",
        since,
        until,
    )


def check(kinds: Collection[str], since: PartialDate | None, until: PartialDate | None) -> None:
    """Refuse kinds that there are not, and a period that ends before it begins.

    Raises
    ------
    SelectionError
        When one of `kinds` is not in TIMELINE_KINDS, or the period ends before it begins.
    """
    if unknown_kinds := sorted(set(kinds) - set(TIMELINE_KINDS)):
        raise unknown("kind", unknown_kinds[0], TIMELINE_KINDS)
    if since and until and until.precedes(since):
        raise SelectionError(f"the period ends before it begins: {since} to {until}", remedy="swap the dates")


def _connected(store: Store, about: str) -> set[str]:
    """Return the IRIs of a thing, of what a fact connects to it, and of the events in which it had a part."""
    return {about} | {row["thing"].value for row in queries.select(store, "about", about=ox.NamedNode(about))}


def _denied(tracer: Tracer, things: Collection[str]) -> dict[str, tuple[Cited, ...]]:
    """Return the passages that deny each of `things`, which are IRIs, by the IRI of the thing."""
    record, denied = tracer.record, defaultdict[str, tuple[Cited, ...]](tuple)
    if record.columns:
        told = {(thing, graph) for thing, _, _, graph in record.stated_of(things, (TYPE,))}
        stances = record.values_of_each({graph for _, graph in told}, STANCE)
        rows = {(thing, passage) for thing, passage in told if DENIES in stances.get(passage, ())}
    else:
        rows = {(thing.value, passage.value) for thing, passage in queries.select(record.store, "denied")}
    for thing, passage in sorted(rows):
        if thing in things:
            denied[thing] += (tracer.cite(passage),)
    return denied


def with_parts(entries: Iterable[Entry], record: Record, about: str) -> list[Entry]:
    """Return entries, each that is of an event with whether an actor is said to have been absent from it."""
    listed = list(entries)
    parts = _parts(record, about) if any(entry.thing.kind == "event" for entry in listed) else {}
    return [replace(entry, part=parts.get(entry.thing.iri, "")) for entry in listed]


def _parts(record: Record, about: str) -> dict[str, str]:
    """Return `absent` or `disputed` by the IRI of each event from which an actor is said to have been absent.

    A passage that denies that the actor had a part in an event says nothing of it.
    """
    naming: dict[str, set[str]] = defaultdict(set)
    for quad in record.store.quads(None, None, ox.NamedNode(about)):
        if isinstance(quad.graph_name, ox.NamedNode):
            naming[text(quad.subject)].add(quad.graph_name.value)
    stances = record.values_of_each({graph for graphs in naming.values() for graph in graphs}, STANCE)
    held = {passage for passage, own in stances.items() if own and DENIES not in own}
    told = {part for part, graphs in naming.items() if graphs & held}
    absences = {part for part, _, _ in record.kinds_of(told, (CG + "Absence",))}
    said: dict[str, set[bool]] = defaultdict(set)
    for part, _, event, _ in record.stated_of(told, (CG + "event",)):
        said[text(event)].add(part in absences)
    return {event: "disputed" if False in absent else "absent" for event, absent in said.items() if True in absent}


def _things(record: Record, names: Names, wanted: Collection[str] | None) -> list[Thing]:
    """Return the things that can have a date, all or some, in the order of their kinds and labels."""
    classes: dict[str, set[str]] = defaultdict(set)
    for thing, name, _ in record.kinds_of(wanted, CLASSES):
        classes[thing].add(name)
    places: dict[str, set[str]] = defaultdict(set)
    chosen = "" if wanted is None else f"VALUES ?thing {{ {' '.join(f'<{iri}>' for iri in classes)} }}"
    for thing, place in record.store.select(f"SELECT ?thing ?place {{ {chosen} ?thing <{CG}place> ?place }}"):
        places[text(thing)].add(names.text(place))
    things = []
    for iri, classes_of_thing in classes.items():
        what, kind = next(names_of_class for cls, names_of_class in CLASSES.items() if cls in classes_of_thing)
        things.append(Thing(iri, names.label(iri), what, kind, tuple(sorted(places[iri]))))
    return sorted(things, key=lambda thing: (TIMELINE_KINDS.index(thing.kind), thing.label, thing.iri))


def _entries(tracer: Tracer, things: Mapping[str, Thing], chosen: Collection[str], every: bool) -> Iterator[Entry]:
    """Yield the entries of those of `things` that were chosen, which may be every one.

    The dates that passages give to things are collected first, since those of the events are needed to date what was
    announced or stated at them.
    """
    claims: dict[tuple[str, str], list[Claim]] = defaultdict(list)  # by IRI and relation
    stated = statements(tracer, chosen, every)
    if not every:
        events = {iri for iri, _, _ in stated} - things.keys()
        things = {**things, **{thing.iri: thing for thing in _things(tracer.record, tracer.names, events)}}
    stated = [each for each in stated if each[0] in things]
    for iri, statement, cited in stated:
        for claim in statement.claims(INFERRED_RELATIONS.get(things[iri].kind, "dated"), cited):
            claims[iri, claim.relation].append(claim)
    dated = {iri: _merged(things[iri], given) for (iri, relation), given in claims.items() if relation == "dated"}
    for iri, statement, cited in stated:
        for name, relation in EVENT_RELATIONS.items():
            for event in sorted(statement.values.get(name, ())):
                claims[iri, relation] += [_claim_at(entry, relation, cited) for entry in dated.get(event, ())]
    for (iri, relation), given in claims.items():
        if iri in chosen:
            yield from dated[iri] if relation == "dated" else _merged(things[iri], given)


def _claim_at(event: Entry, relation: str, cited: Cited) -> Claim:
    """Return the claim of a passage that says that something was announced or stated at an event.

    It also cites the passages that date the event.
    """
    passages = joined((cited, *event.evidence(event.period).passages))
    return Claim(relation, event.period, None, passages, event.inferred, event.origins, event.thing.iri)


def _merged(thing: Thing, claims: Collection[Claim]) -> list[Entry]:
    """Return an entry for each of the most precise periods among claims of one relation of one thing.

    Each has the claims whose periods allow its own. What is only predicted or proposed contradicts nothing, since plans
    change.
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
    """Return words as a list in a sentence: one, another and a third."""
    return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))
