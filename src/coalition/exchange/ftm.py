"""Write a graph as entities or statements of FollowTheMoney, in lines of JSON.

https://followthemoney.tech Only what passages assert, the register and the record become properties: the form has no
place for what is denied, reported, proposed or predicted. A passage becomes a Note, which names its document and the
entities that it tells of. A statement names its passages as its origin, and its document as its dataset.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import IO

import pyoxigraph as ox

from coalition.dates import PartialDate
from coalition.exchange import ftm_model as model
from coalition.exchange.holdings import SAME, Fact, Holdings, Joined, Stated, Thing, named
from coalition.exchange.losses import Losses
from coalition.namespaces import CG, QUOTED, RECORD, REGISTER, SKOS, TYPE
from coalition.provenance.record import text

NO_SCHEMA = "FollowTheMoney has no schema for the class"
NO_PROPERTY = "FollowTheMoney has no property for it"
NO_RANGE = "FollowTheMoney asks for a thing of another schema there"
NO_DATE = "FollowTheMoney knows no day without its year"

DATES = {"date", "startDate", "endDate", "publishedAt", "retrievedAt"}
LONGEST_NAME = 384


@dataclass
class Entity:
    """Collect the values of an entity, each with the graphs that state it."""

    ident: str
    schema: str
    values: dict[str, dict[tuple[str, str], dict[str, set[str]]]] = field(default_factory=dict)

    def add(self, prop: str, value: str, dataset: str, origin: str, language: str = "") -> None:
        """Add a value of a property, which a graph of a dataset states."""
        datasets = self.values.setdefault(prop, {}).setdefault((value, language), {})
        datasets.setdefault(dataset, set()).add(origin)

    @property
    def datasets(self) -> list[str]:
        """The names of the datasets that state something of the entity."""
        return sorted({name for values in self.values.values() for each in values.values() for name in each})

    def line(self) -> dict[str, object]:
        """Return the entity as FollowTheMoney has it."""
        properties = {
            prop: list(dict.fromkeys(value for value, _ in values)) for prop, values in sorted(self.values.items())
        }
        return {"id": self.ident, "schema": self.schema, "properties": properties, "datasets": self.datasets}

    def statements(self) -> Iterator[dict[str, object]]:
        """Yield the entity as statements, one for each value and dataset."""
        for prop, values in sorted(self.values.items()):
            for (value, language), datasets in values.items():
                for dataset, origins in sorted(datasets.items()):
                    key = f"{dataset}.{self.ident}.{prop}.{value}" + (f"@{language}" if language else "")
                    yield {
                        "canonical_id": self.ident,
                        "entity_id": self.ident,
                        "prop": prop,
                        "schema": self.schema,
                        "value": value,
                        "dataset": dataset,
                        "lang": language or None,
                        "original_value": None,
                        "first_seen": None,
                        "last_seen": None,
                        "external": False,
                        "origin": " ".join(sorted(origins)),
                        "id": hashlib.sha1(key.encode()).hexdigest(),
                    }


class _Writer:
    """Turn things and passages into entities, and count what is lost."""

    def __init__(self, holdings: Holdings, losses: Losses) -> None:
        self.holdings, self.losses = holdings, losses
        self.involved: Joined = holdings.joined(CG + "event", CG + "participant", "Participation")

    def schema(self, iri: str) -> str:
        """Return the schema of a thing; "" where FollowTheMoney has none for it."""
        kinds = self.holdings.kinds.of(iri)
        return next((schema for kind, schema in model.SCHEMATA.items() if kind in kinds), "")

    def entities(self, thing: Thing) -> Iterator[Entity]:
        """Yield the entity of a thing, and those that stand for facts about it."""
        facts = []
        for fact in thing.facts:
            if fact.why:
                self.losses.lose(named(fact.word), fact.why)
            else:
                facts.append(fact)
        kinds = self.holdings.kinds.of(thing.iri)
        if "Participation" in kinds and "Absence" not in kinds:
            yield from _merged(self._participation(thing.iri, facts))
            return
        schema = self.schema(thing.iri)
        if not schema:
            what = f"cg:{min(kinds)}" if kinds else "things that no passage that asserts puts in a class"
            self.losses.lose(what, NO_SCHEMA, len(facts))
            return
        entity = Entity(model.ident(thing.iri), schema)
        if entity.ident.startswith("iri-"):
            self.losses.change("IRIs", "an id has no room for them, and is a digest")
        before = self.losses.carried
        edges = _merged(edge for fact in facts for edge in self._told(entity, fact))
        if schema == "Membership" and not {"member", "organization"} <= {*entity.values}:
            why = "FollowTheMoney asks for a member and an organisation"
            self.losses.lose("cg:Membership", why, self.losses.carried - before)
            self.losses.carried = before
        elif facts:
            self._finish(entity, thing.iri, kinds)
            yield entity
        yield from edges

    def _told(self, entity: Entity, fact: Fact) -> Iterator[Entity]:
        """Add a fact to an entity, or yield the one that stands for it, or count it as lost."""
        add = partial(self._add, entity, fact)
        word, value, schema = fact.word, fact.value, entity.schema
        if word == TYPE:
            self.losses.carried += 1
        elif word in SAME and isinstance(value, ox.NamedNode):
            self._identified(entity, fact, value.value)
        elif word in model.EDGES and isinstance(value, ox.NamedNode):
            yield from self._edge(entity, fact, value.value)
        elif word in model.LINKS.get(schema, ()) and isinstance(value, ox.NamedNode):
            prop, ranges = model.LINKS[schema][word]
            if self.schema(value.value) in ranges:
                add(prop, model.ident(value.value))
            else:
                self.losses.lose(named(word), NO_RANGE)
        elif schema == "Document" and word in model.NAMED_LINKS:
            add(model.NAMED_LINKS[word], self.holdings.label(text(value)))
            self.losses.change(named(word), "an author or a publisher is a name, and no entity")
        elif isinstance(value, ox.Literal) and word in model.NAMES and schema != "Membership":
            add(model.NAMES[word], value.value)
        elif isinstance(value, ox.Literal) and word in model.LITERALS.get(schema, ()):
            self._literal(entity, fact, model.LITERALS[schema][word], value.value)
        else:
            self.losses.lose(named(word), NO_PROPERTY)

    def _add(self, entity: Entity, fact: Fact, prop: str, value: str) -> None:
        language = fact.value.language if isinstance(fact.value, ox.Literal) else None
        if prop in ("name", "alias", "weakAlias") and len(value) > LONGEST_NAME:
            self.losses.lose(named(fact.word), f"a name has at most {LONGEST_NAME} characters")
            return
        code = model.language(language) if language else ""
        entity.add(prop, value, model.dataset(self.holdings.source_of(fact.graph)), fact.graph, code)
        self.losses.carried += 1

    def _literal(self, entity: Entity, fact: Fact, prop: str, value: str) -> None:
        if prop in DATES:
            try:
                value = value if PartialDate.parse(value).year is not None else ""
            except ValueError:
                value = ""
            why = NO_DATE
        elif prop == "country":
            value, why = model.country(value), "the code is none of a state"
        elif prop == "language":
            tag, value, why = value, model.language(value), "the tag is none of a language"
            if "-" in tag:
                self.losses.change("dcterms:language", "of a tag, the language alone")
        if value:
            self._add(entity, fact, prop, value)
        else:
            self.losses.lose(named(fact.word), why)

    def _identified(self, entity: Entity, fact: Fact, iri: str) -> None:
        for form, prop, schema in model.IDENTIFIERS:
            if found := form.fullmatch(iri):
                if prop == "isinCode" and entity.schema == "Organization":
                    entity.schema = "Company"
                fits = schema == "Thing" or (schema == "LegalEntity" and entity.schema in (*model.LEGAL, "Company"))
                fits = fits or entity.schema == schema or (schema == "Organization" and entity.schema == "Company")
                if fits and entity.schema != "Membership":
                    self._add(entity, fact, prop, found[1])
                    return
        self.losses.lose(named(fact.word), "FollowTheMoney has no property for such an identifier")

    def _edge(self, entity: Entity, fact: Fact, other: str) -> Iterator[Entity]:
        schema, (ours, theirs), _, role, subjects, objects = model.EDGES[fact.word]
        if entity.schema not in (*subjects, *(("Company",) if "Organization" in subjects else ())):
            self.losses.lose(named(fact.word), NO_RANGE)
            return
        if self.schema(other) not in objects:
            self.losses.lose(named(fact.word), NO_RANGE)
            return
        other_id = model.ident(other)
        link = Entity(model.edge(entity.ident, fact.word, other_id), schema)
        self._add(link, fact, ours, entity.ident)
        source = model.dataset(self.holdings.source_of(fact.graph))
        link.add(theirs, other_id, source, fact.graph)
        if role:
            link.add("role", role, source, fact.graph)
        self._prove(link)
        yield link

    def _participation(self, iri: str, facts: list[Fact]) -> Iterator[Entity]:
        """Yield the links that say in which role, or for whom, somebody took part; the event says that somebody did."""
        by_word: dict[str, list[Fact]] = {}
        for fact in facts:
            by_word.setdefault(fact.word, []).append(fact)
        events, actors = (by_word.get(CG + word, []) for word in ("event", "participant"))
        fits = [*map(self.schema, map(_value, events))] == ["Event"] * len(events) and events and actors
        if not fits or not all(self.schema(_value(fact)) in model.LEGAL for fact in actors):
            for fact in facts:
                self.losses.lose(named(fact.word), NO_RANGE)
            return
        carried = sum(len(by_word.pop(word, ())) for word in (TYPE, CG + "event", CG + "participant"))
        self.losses.carried += carried
        name, event, actor = model.ident(iri), model.ident(_value(events[0])), model.ident(_value(actors[0]))
        for word, own in by_word.items():
            for fact in own:
                source, other = model.dataset(self.holdings.source_of(fact.graph)), _value(fact)
                if word == CG + "role":
                    role = self.holdings.label(other).removeprefix("as ")
                    link = Entity(model.edge(name, word, other.rsplit("#", 1)[-1]), "UnknownLink")
                    pairs = (("subject", actor), ("object", event), ("role", role))
                elif word == CG + "onBehalfOf" and self.schema(other) in model.LEGAL:
                    link = Entity(model.edge(name, word, model.ident(other)), "Representation")
                    label = self.holdings.label(_value(events[0]))
                    pairs = (("agent", actor), ("client", model.ident(other)), ("description", label))
                else:
                    self.losses.lose(named(word), NO_PROPERTY)
                    continue
                for prop, value in pairs:
                    link.add(prop, value, source, fact.graph)
                self.losses.carried += 1
                self._prove(link)
                yield link

    def _finish(self, entity: Entity, iri: str, kinds: frozenset[str]) -> None:
        """Add what follows from the classes of a thing, and who took part in an event."""
        register = model.dataset(REGISTER)
        for kind in model.CLASSIFIED:
            if kind in kinds and entity.schema in (*model.LEGAL, "Company"):
                entity.add("classification", kind, register, REGISTER)
                if kind in ("State", "Collective"):
                    self.losses.change(f"things of the class {kind}", f"as {entity.schema}, classified as {kind}")
                break
        for kind in kinds & {*model.LEVEL}:
            entity.add("keywords", model.LEVEL[kind], register, REGISTER)
        if entity.schema == "Event":
            for actor, graph in self.involved.of(iri):
                if self.schema(actor) in model.LEGAL:
                    source = model.dataset(self.holdings.source_of(graph))
                    entity.add("involved", model.ident(actor), source, graph)
        if entity.schema == "Address":
            for value, language in list(entity.values.get("name", ())):
                entity.add("full", value, register, REGISTER, language)
        if "name" not in entity.values and entity.schema != "Membership":
            entity.add("name", self.holdings.label(iri), register, REGISTER)
        if entity.schema == "Document" and "fileName" not in entity.values:
            entity.add("fileName", iri.rsplit("/", 1)[-1], register, REGISTER)
        if entity.schema != "Document":
            self._prove(entity)

    def _prove(self, entity: Entity) -> None:
        """Name the documents whose passages state something of an entity."""
        origins = {
            (dataset, origin)
            for values in list(entity.values.values())
            for each in values.values()
            for dataset, graphs in each.items()
            for origin in graphs
        }
        for dataset, origin in sorted(origins):
            if origin not in (REGISTER, RECORD):
                entity.add("proof", model.ident(self.holdings.source_of(origin)), dataset, origin)

    def note(self, stated: Stated) -> Entity:
        """Return the Note of a passage, and count what is recorded of it."""
        passage = stated.passage
        dataset, note = model.dataset(passage.source), Entity(model.ident(passage.iri), "Note")
        add = partial(note.add, dataset=dataset, origin=passage.iri)
        add("name", f"{self.holdings.label(passage.source)}, {passage.start}–{passage.end}")
        add("proof", model.ident(passage.source))
        add("keywords", stated.stance)
        for triple in stated.triples:
            for node in (triple.subject, triple.object):
                if isinstance(node, ox.NamedNode) and self.schema(node.value) not in ("", "Membership"):
                    add("entity", model.ident(node.value))
        if place := self.holdings.quote(passage):
            add("description", place[0])
        for word, values in stated.about.items():
            if word in (TYPE, QUOTED, CG + "stance", CG + "start", CG + "end"):
                self.losses.carried += len(values)
            elif word in (SKOS + "note", CG + "reading"):
                for value in values:
                    add("notes" if word == SKOS + "note" else "summary", text(value))
                self.losses.carried += len(values)
            else:
                self.losses.lose(named(word), "a Note has no property for it", len(values))
        return note


def _merged(entities: Iterable[Entity]) -> list[Entity]:
    """Return one entity for those with the same id, which several passages state."""
    found: dict[str, Entity] = {}
    for entity in entities:
        known = found.setdefault(entity.ident, entity)
        for prop, values in entity.values.items() if known is not entity else ():
            for (value, language), datasets in values.items():
                for dataset, origins in datasets.items():
                    for origin in origins:
                        known.add(prop, value, dataset, origin, language)
    return list(found.values())


def _value(fact: Fact) -> str:
    return text(fact.value)


def _entities(holdings: Holdings, losses: Losses) -> Iterator[Entity]:
    writer = _Writer(holdings, losses)
    for thing in holdings.things(CG + "Passage"):
        yield from writer.entities(thing)
    for stated in holdings.passages():
        yield writer.note(stated)
    holdings.rest(losses)


def write_entities(holdings: Holdings, output: IO[bytes]) -> Losses:
    """Write entities, one on each line, and return what that loses."""
    losses = Losses("FollowTheMoney entities")
    for entity in _entities(holdings, losses):
        output.write(_line(entity.line()))
    how = "an entity has its documents; FollowTheMoney statements tell which passage states which value"
    losses.change("values", how, losses.carried)
    return losses


def write_statements(holdings: Holdings, output: IO[bytes]) -> Losses:
    """Write statements, one on each line, and return what that loses."""
    losses = Losses("FollowTheMoney statements")
    for entity in _entities(holdings, losses):
        for statement in entity.statements():
            output.write(_line(statement))
    return losses


def _line(data: object) -> bytes:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
