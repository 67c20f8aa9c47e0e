"""Claims of when things were: what each passage says of the dates of each thing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace

import pyoxigraph as ox

from coalition import queries
from coalition.dates import PartialDate, Period
from coalition.namespaces import CG
from coalition.provenance.evidence import Cited, Tracer
from coalition.rdf.turtle import order

ON = {"date": "dated", "announcedOn": "announced", "statedOn": "stated"}
AT = {"announcedAt": "announced", "statedAt": "stated"}
"""What the date of each property is the date of; and the properties that name an event whose date it is."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What passages say of when a thing was dated, announced or stated (`relation`).

    `written` is what they write of that themselves, None where they write no date; `inferred` says that `period` goes
    beyond it, as `origins` allow; `event` is the event that the thing was announced or stated at, whose date this is.
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
        """Whether a passage asserts or reports it, rather than predicting or proposing."""
        return any(cited.passage.stance in ("asserts", "reports") for cited in self.cited)


@dataclass(slots=True)
class Statement:
    """What one passage says of when one thing was: values by property, what they are inferred from, and the facts."""

    values: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    origins: set[str] = field(default_factory=set)
    facts: set[ox.Triple] = field(default_factory=set)

    def claims(self, alone: str, cited: Cited) -> Iterator[Claim]:
        """The claims of dates, where inferred dates complete what is written; one with nothing to complete is `alone`.

        What is announced or stated at an event is not among them: its date is not of this passage.
        """
        inferred, origins = self._dates("inferredDate"), tuple(sorted(self.origins, key=order))
        left = list(inferred)
        for relation, written in self._written():
            fitting = [date for date in inferred if not written.excludes(date)]
            left = [date for date in left if date not in fitting]
            for period in dict.fromkeys(map(written.completed, fitting)) or (written,):
                beyond = period != written
                yield Claim(relation, period, written, (cited,), beyond, origins if beyond else ())
        yield from (Claim(alone, Period(date, date), None, (cited,), True, origins) for date in left)

    def _dates(self, word: str) -> list[PartialDate]:
        return [PartialDate.parse(text) for text in sorted(self.values[word])]

    def _written(self) -> Iterator[tuple[str, Period]]:
        for word, relation in ON.items():
            yield from ((relation, Period(date, date)) for date in self._dates(word))
        starts, ends = self._dates("startDate"), self._dates("endDate")
        if starts or ends:
            yield from (("dated", Period(start, end)) for start in starts or (None,) for end in ends or (None,))


def statements(tracer: Tracer, things: Collection[str]) -> list[tuple[str, Statement, Cited]]:
    """What each passage says of when each of `things` was: the IRI of the thing, the statement, the passage."""
    said: dict[tuple[str, str], Statement] = defaultdict(Statement)
    for thing, word, value, passage, origin in queries.select(tracer.record.store, "dated"):
        if thing.value in things:
            one = said[thing.value, passage.value]
            one.values[word.value.removeprefix(CG)].add(value.value)
            one.facts.add(ox.Triple(thing, word, value))
            one.origins |= {origin.value} if origin else set()
    return [
        (thing, one, replace(tracer.cite(passage), facts=tuple(sorted(one.facts, key=str))))
        for (thing, passage), one in said.items()
    ]


def joined(cited: Iterable[Cited]) -> tuple[Cited, ...]:
    """Passages in the order of their sources and places, each once with all its facts."""
    found: dict[str, Cited] = {}
    for one in cited:
        known = found.setdefault(one.passage.iri, one)
        found[one.passage.iri] = replace(one, facts=tuple(sorted({*known.facts, *one.facts}, key=str)))
    return tuple(sorted(found.values(), key=lambda c: (order(c.source.iri), c.passage.start, c.passage.end)))
