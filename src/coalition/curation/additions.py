"""Propose what the register lacks of actors that it has, and add what a person has let stand.

Proposed are codes and other names of states (pycountry, and the Unicode CLDR through Babel), and identifiers that a
file or a reconciliation service gives to actors of that name. Nothing is added that was only proposed: a proposal is a
row of a table, which a person reads.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, TextIO

import pyoxigraph as ox

from coalition import countries
from coalition.corpus.fact_files import FactFiles
from coalition.corpus.root import Root
from coalition.curation.actors import (
    ALIAS,
    COLUMNS,
    EXACT_MATCH,
    ISO_CODE,
    NOTE,
    NewActor,
    RegisteredActor,
    find,
    identified,
    registered,
)
from coalition.curation.editing import REGISTER_NODE, editing, stated
from coalition.curation.likeness import likely_pairs
from coalition.errors import ParameterError
from coalition.namespaces import DCTERMS, PREFIXES, local_name, shorten
from coalition.remote.client import Client
from coalition.texts.words import fold

TYPES = {"Person": "Q5", "State": "Q3624078", "Organisation": "Q43229"}
"""The types of Wikidata for our classes; others are not asked for there."""

TOGETHER = 20
"""How many names a service is asked for at once."""

SCORED = (*COLUMNS, "score", "reason")
"""The columns of proposals: those of a table of actors, how sure a proposal is, of 100, and why."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """Hold what may be added to an actor of the register: only what it lacks, how sure that is, of 100, and why."""

    more: NewActor
    score: float
    reason: str


def from_countries(actors: Iterable[RegisteredActor], languages: Iterable[str]) -> Iterator[Proposed]:
    """Yield the codes of states that have none, and their names in some languages, by codes of ISO 639.

    Raises
    ------
    ParameterError
        When there is no such language.
    """
    wanted = dict.fromkeys(languages)
    for state in (each for each in actors if each.kind == "State"):
        names = (state.name, *state.aliases)
        codes = {state.iso_code} if state.iso_code else countries.codes(state.name, ())
        if len(codes) != 1:
            continue
        (code,) = codes
        if not state.iso_code:
            yield Proposed(_lacking(state, iso_code=code), 100, f"the code of ISO 3166 for {state.name}")
        known = {fold(name) for name in names}
        for language in wanted:
            name = countries.name_in(code, language)
            if name and fold(name) not in known:
                known.add(fold(name))
                yield Proposed(_lacking(state, aliases=(name,)), 100, f"its name in the language {language} (CLDR)")


def languages_of(files: FactFiles) -> list[str]:
    """Return the languages of the sources with a text, without regions, sorted; English where none is recorded."""
    texts = [iri for iri in files.names("Source") if files.source(iri).file_name]
    return sorted({(files.one(iri, DCTERMS + "language") or "en").partition("-")[0] for iri in texts})


def from_table(actors: Sequence[RegisteredActor], others: Sequence[NewActor]) -> Iterator[Proposed]:
    """Yield the identifiers and other names that a table gives to what is likely the same as an actor.

    Raises
    ------
    ParameterError
        When an identifier of the table has no known form.
    """
    taken = {fold(name) for each in actors for name in (each.name, *each.aliases)}
    given = {f"urn:row:{number}": row for number, row in enumerate(others)}
    rows = [
        RegisteredActor(iri, row.name, row.kind, row.aliases, tuple(map(identified, row.identifiers)))
        for iri, row in given.items()
    ]
    own = {each.iri: each for each in actors}
    for name in {fold(row.name) for row in rows} & taken:  # which likeness is not asked for
        for actor in (each for each in actors if name in {fold(every) for every in (each.name, *each.aliases)}):
            for row in (each for each in rows if fold(each.name) == name and each.kind in ("", actor.kind)):
                yield from _of_row(actor, row, 100, f"the table has the name {row.name}", taken)
    for kind in {each.kind for each in actors}:
        some = [each for each in actors if each.kind == kind]
        likely = [replace(row, kind=kind) for row in rows if row.kind in ("", kind) and fold(row.name) not in taken]
        for pair in likely_pairs([*some, *likely], ()):
            row, actor = sorted((pair.one, pair.other), key=lambda each: each.iri in own)
            if row.iri in given and actor.iri in own:
                yield from _of_row(actor, row, pair.score, pair.reasons[0], taken)


def _of_row(
    actor: RegisteredActor, row: RegisteredActor, score: float, reason: str, taken: set[str]
) -> Iterator[Proposed]:
    identifiers = tuple(each for each in row.identifiers if each not in actor.identifiers)
    aliases = tuple(name for name in (row.name, *row.aliases) if fold(name) not in taken)
    if identifiers or aliases:
        yield Proposed(_lacking(actor, identifiers=identifiers, aliases=aliases), score, reason)


def from_service(actors: Iterable[RegisteredActor], client: Client, most: int = 3) -> Iterator[Proposed]:
    """Yield identifiers that a reconciliation service (version 0.2 of its API) proposes for actors without one.

    The service is sent the names and kinds of these actors, and nothing else.

    Raises
    ------
    StoreError
        When the service cannot be reached, or does not answer as the API has it.
    """
    space = str(_read(client, ()).get("identifierSpace", ""))
    types = TYPES if "wikidata" in space else {}
    asked = [each for each in actors if each.kind and not each.identifiers and not each.merged_into]
    asked = [each for each in asked if not types or each.kind in types]
    for first in range(0, len(asked), TOGETHER):
        batch = {f"q{number}": each for number, each in enumerate(asked[first : first + TOGETHER])}
        queries = {
            key: {"query": each.name, "limit": most} | ({"type": types[each.kind]} if types else {})
            for key, each in batch.items()
        }
        found = _read(client, [("queries", json.dumps(queries, ensure_ascii=False))])
        for key, each in batch.items():
            yield from _candidates(client, each, found.get(key, {}), space)


def _candidates(client: Client, actor: RegisteredActor, found: Any, space: str) -> Iterator[Proposed]:
    try:
        for each in found.get("result", ()):
            ident, name, score = str(each["id"]), " ".join(str(each["name"]).split()), float(each["score"])
            iri = ident if "://" in ident else f"{space}{ident}"
            sure = "which the service takes for the same" if each.get("match") is True else "one of several"
            score = max(0.0, min(score, 100.0))
            yield Proposed(_lacking(actor, identifiers=(identified(iri),)), score, f"{name}, {sure}")
    except (AttributeError, KeyError, TypeError, ValueError, ParameterError) as fault:
        raise client.fault(f"its answer is none of the reconciliation API ({fault})", "check the address") from None


def _read(client: Client, fields: Sequence[tuple[str, str]]) -> dict[str, Any]:
    reply = client.post(fields, "application/json") if fields else client.get("application/json")
    try:
        found = json.loads(reply.body)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise client.fault("its answer is no object of JSON", "check that the address is of a reconciliation service")
    return found


def _lacking(actor: RegisteredActor, **more: Any) -> NewActor:
    return NewActor(actor.name, actor.kind, actor=local_name(actor.iri), **more)


def write_proposed(proposals: Iterable[Proposed], output: TextIO) -> int:
    """Write proposals as a table (CSV) that `actors.read_table` reads, as they are found; return how many."""
    rows, number = csv.writer(output, lineterminator="\n"), 0
    rows.writerow(SCORED)
    for number, each in enumerate(proposals, 1):  # noqa: B007  the last is how many there are
        more = each.more
        aliases, identifiers = "; ".join(more.aliases), "; ".join(more.identifiers)
        row = [more.name, more.kind, aliases, identifiers, more.iso_code, more.note, more.actor]
        rows.writerow([*row, f"{each.score:.0f}", each.reason])
    return number


def update(root: Root, rows: Iterable[NewActor]) -> dict[str, int]:
    """Add to actors of the register what rows say more of them, all or none; return how many statements each got.

    Each row means the actor of its short name, or else of its name. Nothing is taken out: names, identifiers and notes
    are added where they are new, and a code where there is none.

    Raises
    ------
    ParameterError
        When a row means no actor, its kind or code contradicts the register, or a name is taken by another.
    """
    added: dict[str, int] = {}
    with editing(root) as edit:
        own = {each.iri: each for each in registered(edit.files)}
        taken = {fold(name): each.iri for each in own.values() for name in (each.name, *each.aliases)}
        new: dict[str, dict[str, dict[object, None]]] = {}
        for row in rows:
            iri = PREFIXES["actor"] + row.actor if row.actor else find(edit.files, row.name)
            if iri not in own:
                remedy = "add it with coalition actor add"
                raise ParameterError(f"there is no actor {row.actor or row.name}", where="actor", remedy=remedy)
            for word, node in _more(own[iri], row, taken):
                new.setdefault(iri, {}).setdefault(word, {})[node] = None
        for iri, facts in new.items():
            codes = facts.get(ISO_CODE, {})
            if len(codes) > 1:
                raise ParameterError(f"{shorten(iri)} gets several codes", where="iso_code", remedy="leave one")
            edit.add(edit.register_file, stated(iri, facts, REGISTER_NODE))
            added[shorten(iri) or iri] = sum(map(len, facts.values()))
        edit.write()
    return added


def _more(actor: RegisteredActor, row: NewActor, taken: dict[str, str]) -> Iterator[tuple[str, object]]:
    """Yield what a row says of an actor that the register does not."""
    where = shorten(actor.iri) or actor.iri
    if row.kind and fold(row.kind) != fold(actor.kind):
        raise ParameterError(f"{where} is a {actor.kind}, and no {row.kind}", where="kind", remedy="correct the row")
    names = (" ".join(name.split()) for name in row.aliases)
    for name in names:
        if (known := taken.setdefault(fold(name), actor.iri)) != actor.iri:
            what = f"{name} is already a name of {shorten(known) or known}"
            raise ParameterError(what, where=where, remedy="leave it out, or merge the two")
        if fold(name) not in {fold(each) for each in (actor.name, *actor.aliases)}:
            yield ALIAS, ox.Literal(name)
    for each in map(identified, row.identifiers):
        if each not in actor.identifiers:
            yield EXACT_MATCH, ox.NamedNode(each)
    if row.iso_code and actor.iso_code and row.iso_code != actor.iso_code:
        raise ParameterError(f"{where} has the code {actor.iso_code}", where="iso_code", remedy="correct the row")
    if row.iso_code and not actor.iso_code:
        yield ISO_CODE, ox.Literal(row.iso_code)
    note = " ".join(row.note.split())
    if note and note not in actor.notes and note != " ".join(actor.notes):
        yield NOTE, ox.Literal(note)
