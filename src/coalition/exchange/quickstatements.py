"""Write facts as QuickStatements for Wikidata, version 1, each with a reference to the source that states it.

https://www.wikidata.org/wiki/Help:QuickStatements Only what `ontology/wikidata.ttl` declares is written, of things that
the register says are items, where a passage asserts it and its source has an address or an item.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import IO

import pyoxigraph as ox

from coalition import files
from coalition.dates import PartialDate
from coalition.errors import GraphError
from coalition.exchange.holdings import SAME, Fact, Holdings, Joined, Thing, named
from coalition.exchange.losses import Losses
from coalition.namespaces import CG, DCTERMS, ORG, PREFIXES, RECORD, REGISTER, SKOS, TYPE
from coalition.provenance.record import text
from coalition.rdf.parser import parse
from coalition.rdf.store import Term

FILE = "wikidata.ttl"
ITEM = re.compile(r"https?://(?:www\.)?wikidata\.org/(?:entity|wiki)/(Q[1-9][0-9]*)")
PROPERTY = re.compile(r"http://www\.wikidata\.org/prop/direct/(P[1-9][0-9]*)")
CONTROLS = re.compile(r'[\x00-\x1f\x7f"]')

NO_ITEM = "the register links the thing to no item of Wikidata"
NO_VALUE = "the register links the value to no item of Wikidata"
NO_WORD = f"ontology/{FILE} declares no word of Wikidata for it"
NO_SOURCE = "no source states it, but the register"
NO_ADDRESS = "its source has neither an address on the web nor an item of Wikidata"
NO_DATE = "Wikidata knows no day without its year"


class Words:
    """Know which words of Wikidata are declared for ours."""

    def __init__(self, declared: dict[str, str]) -> None:
        self.declared = declared

    @classmethod
    def read(cls, paths: Iterable[Path]) -> Words:
        """Read files that declare words, of which later ones win; one that does not exist declares none.

        Raises
        ------
        GraphError
            When the file cannot be read.
        """
        declared = dict[str, str]()
        for path in paths:
            for quad in parse(files.read(path, GraphError), "turtle", str(path), PREFIXES) if path.exists() else ():
                if quad.predicate.value in (SKOS + "closeMatch", SKOS + "exactMatch"):
                    value = text(quad.object)
                    if found := PROPERTY.fullmatch(value) or ITEM.fullmatch(value):
                        declared[text(quad.subject)] = found[1]
        return cls(declared)


class _Writer:
    def __init__(self, holdings: Holdings, words: Words, losses: Losses) -> None:
        self.holdings, self.words, self.losses = holdings, words.declared, losses
        self.references: dict[str, tuple[str, ...]] = {}

    @cached_property
    def items(self) -> dict[str, str]:
        """The items that the register links things to."""
        found = {}
        for word in SAME:
            for thing, value, _ in self.holdings.record.stated(word, REGISTER):
                if match := ITEM.fullmatch(text(value)):
                    found[thing] = match[1]
        return found

    @cached_property
    def took_part(self) -> Joined:
        return self.holdings.joined(CG + "participant", CG + "event", "Participation")

    def lines(self, thing: Thing) -> Iterator[tuple[str, ...]]:
        """Yield the lines of a thing, as their cells, and count its facts."""
        item = self.items.get(thing.iri, "")
        plain = [fact for fact in thing.facts if self._counted(fact)]
        kinds = self.holdings.kinds.of(thing.iri)
        if item:
            yield from self._participations(thing.iri, item)
        if "Membership" in kinds:
            yield from self._membership(plain)
            return
        if "Participation" in kinds and "Absence" not in kinds:
            self._participation(plain)
            return
        for fact in plain:
            why, cells = self._cells(item, fact)
            if why:
                self.losses.lose(named(fact.word), why)
                continue
            self.losses.carried += 1
            yield cells

    def _counted(self, fact: Fact) -> bool:
        """Tell whether a fact may be written; one that may not is counted as lost."""
        why = fact.why
        if not why and fact.graph in (REGISTER, RECORD):
            is_link = fact.word in SAME and ITEM.fullmatch(text(fact.value))
            if is_link:
                self.losses.carried += 1
                return False
            why = NO_SOURCE if fact.graph == REGISTER else "it is told of a source, and not of the world"
        if why:
            self.losses.lose(named(fact.word), why)
        return not why

    def _cells(self, item: str, fact: Fact) -> tuple[str, tuple[str, ...]]:
        """Return why a fact cannot be written, or "" and its line."""
        is_type = fact.word == TYPE
        word = "P31" if is_type else self.words.get(fact.word, "")
        value = self.words.get(text(fact.value), "") if is_type else self._value(fact.value)
        reference = self.reference(fact.graph)
        if not word or (is_type and not value):
            return NO_WORD, ()
        if not item:
            return NO_ITEM, ()
        if not value:
            return (NO_VALUE if isinstance(fact.value, ox.NamedNode) else NO_DATE), ()
        return ("", (item, word, value, *reference)) if reference else (NO_ADDRESS, ())

    def _value(self, value: Term) -> str:
        if isinstance(value, ox.NamedNode):
            return self.items.get(value.value, "")
        return time(text(value))

    def _participations(self, iri: str, item: str) -> Iterator[tuple[str, ...]]:
        """Yield that somebody took part in events."""
        word = self.words.get(CG + "tookPartIn", "")
        for event, graph in self.took_part.of(iri) if word else ():
            other, reference = self.items.get(event, ""), self.reference(graph)
            if other and reference:
                yield item, word, other, *reference

    def _participation(self, facts: list[Fact]) -> None:
        """Count the facts of a participation, which the lines of the participant tell."""
        actors, events = ([fact for fact in facts if fact.word == CG + word] for word in ("participant", "event"))
        linked = all(text(fact.value) in self.items for fact in (*actors, *events))
        for fact in facts:
            if fact not in actors and fact not in events and fact.word != TYPE:
                self.losses.lose(named(fact.word), NO_WORD)
            elif not (self.words.get(CG + "tookPartIn") and actors and events and linked):
                self.losses.lose(named(fact.word), NO_ITEM)
            elif not all(self.reference(actor.graph) for actor in actors):
                self.losses.lose(named(fact.word), NO_ADDRESS)
            else:
                self.losses.carried += 1

    def _membership(self, facts: list[Fact]) -> Iterator[tuple[str, ...]]:
        """Yield that somebody is a member of something, with the dates, which are qualifiers."""
        values: dict[str, list[Fact]] = {}
        for fact in facts:
            values.setdefault(fact.word, []).append(fact)
        members, bodies = values.pop(ORG + "member", []), values.pop(ORG + "organization", [])
        word = self.words.get(CG + "memberOf", "")
        ends = [self.items.get(text(fact.value), "") for fact in (*members, *bodies)]
        reference = self.reference(members[0].graph) if members else ()
        if not (word and members and bodies and all(ends) and reference):
            why = NO_ADDRESS if members and bodies and all(ends) and word else NO_ITEM
            for fact in facts:
                self.losses.lose(named(fact.word), why)
            return
        qualifiers: list[str] = []
        for own in values.values():
            for fact in own:
                qualifier = self.words.get(fact.word, "")
                date = time(text(fact.value)) if qualifier else ""
                if fact.word == TYPE or date:
                    self.losses.carried += 1
                    qualifiers += [qualifier, date] if date else []
                else:
                    self.losses.lose(named(fact.word), NO_DATE if qualifier else NO_WORD)
        self.losses.carried += len(members) + len(bodies)
        yield ends[0], word, ends[len(members)], *qualifiers, *reference

    def reference(self, graph: str) -> tuple[str, ...]:
        """Return the cells of the reference to the source of a passage: its item, address, title, and dates."""
        source = self.holdings.source_of(graph)
        if source not in self.references:
            self.references[source] = tuple(self._reference(source))
        return self.references[source]

    def _reference(self, source: str) -> Iterator[str]:
        record = self.holdings.record
        address = next((url for url in record.values(source, CG + "url") if not CONTROLS.search(url)), "")
        item = self.items.get(source, "")
        if not (address or item):
            return
        if item:
            yield from ("S248", item)
        if address:
            yield from ("S854", f'"{address}"')
        if retrieved := time(next(iter(record.values(source, CG + "retrievedOn")), "")):
            yield from ("S813", retrieved)
        language = next(iter(record.values(source, DCTERMS + "language")), "en").lower()
        for title in record.values(source, DCTERMS + "title")[:1]:
            yield from ("S1476", f'{language}:"{CONTROLS.sub(" ", title)}"')
        if issued := time(next(iter(record.values(source, DCTERMS + "issued")), "")):
            yield from ("S577", issued)


def time(written: str) -> str:
    """Return a date as Wikidata has it, with its precision; "" for what is no date, or has no year."""
    try:
        date = PartialDate.parse(written)
    except ValueError:
        return ""
    if date.year is None:
        return ""
    precision = 11 if date.day else 10 if date.month else 9
    return f"+{date.year:04}-{date.month or 0:02}-{date.day or 0:02}T00:00:00Z/{precision}"


def write(holdings: Holdings, words: Words, output: IO[bytes]) -> Losses:
    """Write the facts that can be written, and return what is lost."""
    losses = Losses("QuickStatements")
    writer = _Writer(holdings, words, losses)
    for thing in holdings.things(CG + "Passage"):
        for cells in dict.fromkeys(writer.lines(thing)):
            output.write(("\t".join(cells) + "\n").encode())
    headers = sum(len(values) for stated in holdings.passages() for values in stated.about.values())
    losses.lose("headers of passages", "it is told of a source, and not of the world", headers)
    holdings.rest(losses)
    return losses
