"""Collect what each passage says of the dates of things."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace

import pyoxigraph as ox

from coalition.dates import PartialDate, Period
from coalition.namespaces import CG
from coalition.provenance.evidence import Cited, Tracer
from coalition.provenance.record import STANCE, Record, text
from coalition.rdf.store import Term
from coalition.rdf.turtle import order

DATE_RELATIONS = {"date": "dated", "announcedOn": "announced", "statedOn": "stated"}
"""By property whose value is a date: what happened to the thing on that date."""

EVENT_RELATIONS = {"announcedAt": "announced", "statedAt": "stated"}
"""By property whose value is an event: what happened to the thing at that event, and so on its date."""

BOUNDS, INFERRED = ("startDate", "endDate"), "inferredDate"
"""The other properties that date things: the bounds of a period, and a date that the curators infer."""

DENIES = CG + "Denies"


@dataclass(frozen=True, slots=True)
class Claim:
    """Hold when a thing took place, was announced or was stated, according to passages.

    Attributes
    ----------
    relation:
        `dated` if the period is when the thing itself took place or lasted, else `announced` or `stated`.
    period:
        When that was.
    written:
        The date or period that the passage itself writes; None if it writes none, or only names the event.
    cited:
        The passages.
    inferred:
        Whether `period` says more than is written, in the passage or in those that date the event.
    origins:
        The IRIs of what that was inferred from.
    event:
        The IRI of the event at which the thing was announced or stated, if the period is that of the event.
    """

    relation: str
    period: Period
    written: Period | None
    cited: tuple[Cited, ...]
    inferred: bool = False
    origins: tuple[str, ...] = ()
    event: str | None = None

    @property
    def held(self) -> bool:
        """Whether a passage asserts or reports the claim, rather than only predicting or proposing it."""
        return any(cited.passage.stance in ("asserts", "reports") for cited in self.cited)


@dataclass(slots=True)
class Statement:
    """Hold what one passage says of the dates of one thing.

    Attributes
    ----------
    values:
        The values of each property, by its local name, such as `date` or `announcedAt`.
    origins:
        The IRIs of what its inferred dates are inferred from.
    facts:
        The triples that say all this.
    """

    values: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    origins: set[str] = field(default_factory=set)
    facts: set[ox.Triple] = field(default_factory=set)

    def claims(self, inferred_relation: str, cited: Cited) -> Iterator[Claim]:
        """Yield the claims of the statement, whose passage is `cited`.

        Inferred dates complete the written dates that they fit, by a year for example. An inferred date that fits none
        becomes a claim of its own, with the relation `inferred_relation`. What the passage says was announced or
        stated at an event gives no claim here, since the passage need not say when the event was.
        """
        inferred_dates, origins = self._dates(INFERRED), tuple(sorted(self.origins, key=order))
        unused = list(inferred_dates)
        for relation, written in self._written():
            fitting = [date for date in inferred_dates if not written.excludes(date)]
            unused = [date for date in unused if date not in fitting]
            for period in dict.fromkeys(map(written.completed, fitting)) or (written,):
                inferred = period != written
                yield Claim(relation, period, written, (cited,), inferred, origins if inferred else ())
        yield from (Claim(inferred_relation, Period(date, date), None, (cited,), True, origins) for date in unused)

    def _dates(self, name: str) -> list[PartialDate]:
        return [PartialDate.parse(text) for text in sorted(self.values[name])]

    def _written(self) -> Iterator[tuple[str, Period]]:
        """Yield the written dates and periods, each with its relation."""
        for name, relation in DATE_RELATIONS.items():
            yield from ((relation, Period(date, date)) for date in self._dates(name))
        starts, ends = map(self._dates, BOUNDS)
        if starts or ends:
            yield from (("dated", Period(start, end)) for start in starts or (None,) for end in ends or (None,))


Stated = tuple[str, Statement, Cited]
"""The IRI of a thing, what a passage says of its dates, and the passage with the facts of the statement."""


def statements(tracer: Tracer, things: Collection[str], every: bool = True) -> list[Stated]:
    """Return what each passage says of the dates of each of `things`, and of the events at which these were told.

    `things` are IRIs; `every` tells whether they are so many that what is stated of all things is read. What is said of
    a thing is in the order of the passages' IRIs.
    """
    record = tracer.record
    said = _said(record, None if every else things)
    events = {
        event
        for thing in said.keys() & set(things)
        for statement in said[thing].values()
        for name in EVENT_RELATIONS
        for event in statement.values.get(name, ())
    }
    if not every:
        said |= _said(record, events - said.keys())
    told = sorted({*things, *events} & said.keys())
    record.read({passage for thing in told for passage in said[thing]})
    return [
        (thing, statement, replace(tracer.cite(passage), facts=tuple(sorted(statement.facts, key=str))))
        for thing in told
        for passage, statement in sorted(said[thing].items(), key=lambda item: item[0])
    ]


def _said(record: Record, things: Collection[str] | None) -> dict[str, dict[str, Statement]]:
    """Return what each passage says of the dates of some things, or of all, by the things and the passages."""
    said = defaultdict[str, dict[str, Statement]](lambda: defaultdict(Statement))
    rows = list(_stated(record, things, (*DATE_RELATIONS, *EVENT_RELATIONS, *BOUNDS, INFERRED)))
    stances = record.values_of_each({passage for *_, passage in rows}, STANCE)
    for thing, word, value, passage in rows:
        if DENIES not in (stances.get(passage) or (DENIES,)):  # what is no passage has no stance
            statement = said[thing][passage]
            statement.values[word.removeprefix(CG)].add(text(value))
            statement.facts.add(ox.Triple(ox.NamedNode(thing), ox.NamedNode(word), value))
    for thing, _, origin, passage in _stated(record, things, ("inferredFrom",)):
        if thing in said and passage in said[thing] and said[thing][passage].values[INFERRED]:
            said[thing][passage].origins.add(text(origin))
    return said


def _stated(
    record: Record, things: Collection[str] | None, names: Iterable[str]
) -> Iterable[tuple[str, str, Term, str]]:
    words = [CG + name for name in names]
    if things is not None:
        return record.stated_of(things, words)
    return ((thing, word, value, graph) for word in words for thing, value, graph in record.stated(word))


def joined(cited: Iterable[Cited]) -> tuple[Cited, ...]:
    """Return passages in the order of their sources and offsets, each once, with all of its facts."""
    by_iri: dict[str, Cited] = {}
    for one in cited:
        first = by_iri.setdefault(one.passage.iri, one)
        by_iri[one.passage.iri] = replace(one, facts=tuple(sorted({*first.facts, *one.facts}, key=str)))
    return tuple(sorted(by_iri.values(), key=lambda c: (order(c.source.iri), c.passage.start, c.passage.end)))
