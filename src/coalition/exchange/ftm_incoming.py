"""Read entities and statements of FollowTheMoney: actors, and words with what is said of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pyoxigraph as ox

from coalition.dates import PartialDate
from coalition.exchange import ftm_model as model
from coalition.exchange.incoming import FoundActor, Incoming, Quoted, Refused, listed
from coalition.namespaces import CG, PREFIXES, SKOS, TYPE

ACTORS = ("Person", "PublicBody", "Organization", "Company", "LegalEntity")
"""The schemata of actors, in the order in which the narrower ones come before the wider."""

TEXTS = ("description", "summary", "notes", "bodyText")
"""The properties that may quote a text."""

SILENT = (*ACTORS, "Document", "Article", "PlainText", "Pages", "Folder", "Address", "Position")
"""The schemata that name things, of which words need not tell."""

SHORTEST = 3
"""From how many words on a text of FollowTheMoney is looked for in the texts; fewer stand in many places."""

NO_QUOTE = "it quotes no words that could be looked for"
NO_PASSAGE = "the file does not say which passages state its facts: {}"
KINDS = {"Person": "Person", "PublicBody": "Organisation", "Organization": "Organisation", "Company": "Organisation"}
LITERALS = {schema: {prop: word for word, prop in words.items()} for schema, words in model.LITERALS.items()}
LINKS = {schema: {prop: word for word, (prop, _) in words.items()} for schema, words in model.LINKS.items()}
DATED = ("date", "startDate", "endDate")


@dataclass
class _Entity:
    """Hold an entity of a file: its values by property, each with the origins and the words that it rests on."""

    ident: str
    schema: str
    values: dict[str, dict[str, set[str]]] = field(default_factory=dict)
    originals: list[tuple[str, str, str]] = field(default_factory=list)

    def add(self, prop: str, value: str, origins: Iterable[str] = ()) -> None:
        self.values.setdefault(prop, {}).setdefault(value, set()).update(origins)

    def all(self, prop: str) -> list[str]:
        return [*self.values.get(prop, ())]

    def first(self, prop: str) -> str:
        return next(iter(self.values.get(prop, ())), "")


def from_entities(values: Iterable[dict[str, Any]]) -> Incoming:
    """Return what entities propose."""
    entities: dict[str, _Entity] = {}
    found = Incoming("FollowTheMoney entities")
    for number, value in enumerate(values, 1):
        ident, schema, properties = value.get("id"), value.get("schema"), value.get("properties")
        if not (isinstance(ident, str) and isinstance(schema, str) and isinstance(properties, dict)):
            found.refused.append(Refused(f"entity {number}", "it lacks an id, a schema or properties"))
            continue
        entity = entities.setdefault(ident, _Entity(ident, schema))
        for prop, own in properties.items():
            for each in listed(own):
                if isinstance(each, str):
                    entity.add(prop, each)
    return _proposed(entities, found)


def from_statements(values: Iterable[dict[str, Any]]) -> Incoming:
    """Return what statements propose."""
    entities: dict[str, _Entity] = {}
    found = Incoming("FollowTheMoney statements")
    for number, value in enumerate(values, 1):
        cells = [value.get(name) for name in ("entity_id", "schema", "prop", "value")]
        if not all(isinstance(cell, str) for cell in cells):
            found.refused.append(Refused(f"statement {number}", "it lacks an entity_id, a schema, a prop or a value"))
            continue
        ident, schema, prop, told = map(str, cells)
        canonical = value.get("canonical_id")
        name = canonical if isinstance(canonical, str) and canonical else ident
        entity = entities.setdefault(name, _Entity(name, schema))
        origin, original = value.get("origin"), value.get("original_value")
        if prop != "id":
            entity.add(prop, told, origin.split() if isinstance(origin, str) else ())
            if isinstance(original, str) and original:
                entity.originals.append((prop, original, str(value.get("dataset") or "")))
    return _proposed(entities, found)


def _proposed(entities: dict[str, _Entity], found: Incoming) -> Incoming:
    reader = _Reader(entities)
    for entity in entities.values():
        if entity.schema in ACTORS:
            found.actors.append(_actor(entity))
    stated = reader.by_passage()
    for entity in entities.values():
        quoted = list(reader.quoted(entity, stated))
        found.quoted += quoted
        if lacking := reader.without_passage(entity):
            found.refused.append(Refused(entity.ident, NO_PASSAGE.format(lacking)))
        elif not quoted and reader.should_quote(entity) and model.iri_of(entity.ident) not in stated:
            found.refused.append(Refused(entity.ident, NO_QUOTE))
    for origin, facts in stated.items():
        if origin not in reader.placed:
            why = f"the file has no words of this passage, which states {len(facts)} facts"
            found.refused.append(Refused(model.ident(origin), why))
    return found


def _actor(entity: _Entity) -> FoundActor:
    """Return an actor; a class that FollowTheMoney does not have was written as its classification."""
    own = [kind for kind in entity.all("classification") if kind in model.CLASSIFIED]
    country = entity.first("country")
    identifiers = [
        model.IRIS[prop].format(value)
        for _, prop, _ in model.IDENTIFIERS
        for value in entity.all(prop)
        if prop in model.IRIS
    ]
    addresses = ("wikipediaUrl", "opencorporatesUrl", "sourceUrl")
    identifiers += [value for prop in addresses for value in entity.all(prop)]
    kind = own[0] if own else KINDS.get(entity.schema, "")
    names = entity.all("name")
    return FoundActor(
        entity.ident,
        names[0] if names else "",
        kind,
        tuple(dict.fromkeys((*names[1:], *entity.all("alias"), *entity.all("weakAlias")))),
        tuple(dict.fromkeys(identifiers)),
        model.alpha_3(country) if country and kind == "State" else "",
        " ".join(entity.all("notes")),
    )


class _Reader:
    """Turn entities that our export wrote back into facts, and others into words with notes."""

    def __init__(self, entities: dict[str, _Entity]) -> None:
        self.entities = entities
        self.placed: set[str] = set()

    def by_passage(self) -> dict[str, list[ox.Triple]]:
        """Return the facts that our passages state, according to the origins of statements."""
        found: dict[str, dict[ox.Triple, None]] = {}
        for entity in self.entities.values():
            for origins, triple in self._facts(entity):
                for origin in origins:
                    if origin.startswith(PREFIXES["passage"]):
                        found.setdefault(origin, {})[triple] = None
        return {origin: list(facts) for origin, facts in found.items()}

    def should_quote(self, entity: _Entity) -> bool:
        """Tell whether an entity says something that should rest on words; ours do so by their passages."""
        if entity.schema in ("Note", "Mention"):
            return True
        return entity.schema not in SILENT and not model.iri_of(entity.ident.partition("--")[0])

    def without_passage(self, entity: _Entity) -> int:
        """Return how many facts an entity tells of which the file does not say which passage states them."""
        return sum(
            not any(origin.startswith(PREFIXES["passage"]) for origin in origins)
            for origins, triple in self._facts(entity)
        )

    def _facts(self, entity: _Entity) -> Iterator[tuple[set[str], ox.Triple]]:
        """Yield the facts that an entity tells in our words, each with its origins."""
        own = model.iri_of(entity.ident) if "--to--" not in entity.ident else ""
        if entity.schema in ("Event", "Position", "Membership") and own:
            yield from self._of_thing(entity, own)
        elif "--to--" in entity.ident:
            yield from self._of_edge(entity)

    def _of_thing(self, entity: _Entity, own: str) -> Iterator[tuple[set[str], ox.Triple]]:
        kind = entity.schema if entity.schema == "Membership" else ""
        stated: set[str] = set()
        for prop, values in entity.values.items():
            for value, origins in values.items():
                if word := LITERALS.get(entity.schema, {}).get(prop):
                    literal = _dated(value) if prop in DATED else ox.Literal(value)
                    if literal is not None:
                        stated |= origins
                        yield origins, _triple(own, word, literal)
                elif (word := LINKS.get(entity.schema, {}).get(prop)) and (other := model.iri_of(value)):
                    stated |= origins
                    yield origins, _triple(own, word, ox.NamedNode(other))
                elif prop == "involved" and (actor := model.iri_of(value)):
                    yield from self._participation(own, actor, origins)
        if kind:
            yield stated, _triple(own, TYPE, ox.NamedNode(CG + kind))

    def _participation(self, event: str, actor: str, origins: set[str]) -> Iterator[tuple[set[str], ox.Triple]]:
        """Yield that an actor took part in an event; the name of the participation is made from both."""
        name = f"{PREFIXES['participation']}{event.rsplit('/', 1)[-1]}--{actor.rsplit('/', 1)[-1]}"
        yield origins, _triple(name, TYPE, ox.NamedNode(CG + "Participation"))
        yield origins, _triple(name, CG + "event", ox.NamedNode(event))
        yield origins, _triple(name, CG + "participant", ox.NamedNode(actor))

    def _of_edge(self, entity: _Entity) -> Iterator[tuple[set[str], ox.Triple]]:
        """Yield the fact that an entity stands for, whose id tells its subject and its property."""
        head, _, role = entity.ident.partition("--to--")
        subject, _, local = head.rpartition("--")
        iri = model.iri_of(subject)
        if not iri:
            return
        for word, (_, (_, theirs), *_) in model.EDGES.items():
            if re.split(r"[/#]", word)[-1] == local:
                for value, origins in entity.values.get(theirs, {}).items():
                    if other := model.iri_of(value):
                        yield origins, _triple(iri, word, ox.NamedNode(other))
                return
        if local == "onBehalfOf":
            for value, origins in entity.values.get("client", {}).items():
                if other := model.iri_of(value):
                    yield origins, _triple(iri, CG + local, ox.NamedNode(other))
        elif local == "role" and role.isalpha():
            origins = {origin for each in entity.values.get("role", {}).values() for origin in each}
            yield origins, _triple(iri, CG + local, ox.NamedNode(CG + role))

    def quoted(self, entity: _Entity, stated: dict[str, list[ox.Triple]]) -> Iterator[Quoted]:
        """Yield the words that an entity quotes, with what is said of them."""
        sources = tuple(name for proof in entity.all("proof") for name in self._document(proof))
        own = model.iri_of(entity.ident)
        if entity.schema == "Note" and own.startswith(PREFIXES["passage"]):
            yield from self._passage(entity, own, sources, stated)
            return
        mentions = tuple(value for values in (entity.all("entity"), self._ends(entity)) for value in values) or (
            (entity.ident,) if entity.schema in ACTORS else ()
        )
        texts = [(prop, words, "") for prop in TEXTS for words in entity.all(prop)] if not own else []
        if entity.schema == "Mention":
            texts += [("name", name, "") for name in entity.all("name")]
            sources += tuple(name for each in entity.all("document") for name in self._document(each))
            mentions += tuple(entity.all("resolved"))
        seen = set[str]()
        for prop, words, dataset in (*texts, *entity.originals):
            if words in seen or (len(words.split()) < SHORTEST and entity.schema != "Mention"):
                continue
            seen.add(words)
            said = f"FollowTheMoney, {entity.schema} {entity.ident}, {prop}: {self._caption(entity)}"
            where = f"{entity.ident} ({prop})"
            yield Quoted(
                where, words, sources=sources or ((dataset,) if dataset else ()), notes=(said,), mentions=mentions
            )

    def _passage(
        self, entity: _Entity, own: str, sources: tuple[str, ...], stated: dict[str, list[ox.Triple]]
    ) -> Iterator[Quoted]:
        """Yield a passage that our export wrote as a Note, if it has words."""
        header = [(SKOS + "note", ox.Literal(value)) for value in entity.all("notes")]
        header += [(CG + "reading", ox.Literal(value)) for value in entity.all("summary")]
        mentions = tuple(filter(None, map(model.iri_of, entity.all("entity"))))
        for words in entity.all("description")[:1]:
            self.placed.add(own)
            yield Quoted(
                entity.ident,
                words,
                start=_start(entity.first("name")),
                sources=sources,
                facts=tuple(stated.get(own, ())),
                header=tuple(header),
                stance=entity.first("keywords"),
                mentions=mentions,
            )

    def _document(self, ident: str) -> Iterator[str]:
        """Yield what a document may be called: its id, the IRI that it stands for, its file, its title, its address."""
        yield from filter(None, (model.iri_of(ident), ident))
        if document := self.entities.get(ident):
            for prop in ("fileName", "title", "name", "sourceUrl"):
                yield from document.all(prop)

    def _ends(self, entity: _Entity) -> Iterator[str]:
        """Yield the ids of the entities of the file that an entity leads to."""
        for prop, values in entity.values.items():
            if prop not in ("proof", "document"):
                yield from (value for value in values if value in self.entities)

    def _caption(self, entity: _Entity) -> str:
        """Return what a link or an event is about, in names, for people."""
        parts = []
        for prop, values in sorted(entity.values.items()):
            if prop not in (*TEXTS, "proof", "document"):
                named = [
                    self.entities[each].first("name") or each if each in self.entities else each for each in values
                ]
                parts.append(f"{prop} {', '.join(named)}")
        return "; ".join(parts) or "nothing else"


def _start(name: str) -> int:
    """Return the offset at which the words of a Note of ours begin, which stands in its name."""
    found = re.search(r", ([0-9]{1,12})–[0-9]{1,12}\Z", name)
    return int(found[1]) if found else -1


def _dated(value: str) -> ox.Literal | None:
    try:
        return PartialDate.parse(value[:10]).literal()
    except ValueError:
        return None


def _triple(subject: str, word: str, value: ox.NamedNode | ox.Literal) -> ox.Triple:
    return ox.Triple(ox.NamedNode(subject), ox.NamedNode(word), value)
