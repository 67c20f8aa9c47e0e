"""Keep the actors of the register: add them one by one or from a table, merge and split them, and undo that."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

import pyoxigraph as ox

from coalition import countries
from coalition.corpus.fact_files import FactFiles
from coalition.corpus.offers import Told, divided, opened
from coalition.corpus.resolution import MERGED, SPLIT, WHERE
from coalition.corpus.root import Root
from coalition.curation.editing import REGISTER_NODE, editing, stated
from coalition.errors import NotFoundError, ParameterError
from coalition.names import Names, resolve
from coalition.namespaces import CG, OWL, PREFIXES, RDF, SKOS, expand, local_name, shorten
from coalition.rdf import turtle
from coalition.rdf.store import Store
from coalition.rdf.turtle import order
from coalition.texts.words import fold, plain

KINDS = ("Person", "State", "Organisation", "Force", "Collective")
"""The classes of actors."""

COLUMNS = ("name", "kind", "aliases", "identifiers", "iso_code", "note", "actor")
"""The columns of a table of actors; `;` divides several aliases and identifiers. `actor` is the short name."""

PASSED_OVER = ("count", "score", "reason")
"""The columns that other tables of names have besides, such as those of drafts and of proposals."""

IDENTIFIERS: Mapping[str, tuple[re.Pattern[str], str]] = {
    "Wikidata": (re.compile(r"Q[1-9][0-9]*"), "http://www.wikidata.org/entity/{}"),
    "ISNI": (re.compile(r"[0-9]{15}[0-9X]"), "https://isni.org/isni/{}"),
    "LEI": (re.compile(r"[0-9A-Z]{18}[0-9]{2}"), "https://search.gleif.org/#/record/{}"),
    "ISIL": (re.compile(r"DE-[A-Za-z0-9/:-]{1,13}"), "http://lobid.org/organisations/{}#!"),
}
"""The forms of identifiers that are given elsewhere, and the IRIs that their keepers publish; of ISIL, the German."""

EXACT_MATCH = SKOS + "exactMatch"
DIFFERENT = OWL + "differentFrom"
LABEL, ALIAS, NOTE, ISO_CODE = SKOS + "prefLabel", SKOS + "altLabel", SKOS + "note", CG + "isoCode"


@dataclass(frozen=True, slots=True)
class NewActor:
    """Hold what is said of an actor that the register does not have yet.

    `kind` is one of `KINDS`, in any case. Identifiers are of a form in `IDENTIFIERS`, or IRIs. `actor` is the last part
    of the IRI, which is made from the name where it is empty.
    """

    name: str
    kind: str
    aliases: tuple[str, ...] = ()
    identifiers: tuple[str, ...] = ()
    iso_code: str = ""
    note: str = ""
    actor: str = ""


@dataclass(frozen=True, slots=True)
class RegisteredActor:
    """Hold an actor of the register with its names, its identifiers elsewhere, and the decisions on who it is."""

    iri: str
    name: str
    kind: str
    aliases: tuple[str, ...] = ()
    identifiers: tuple[str, ...] = ()
    iso_code: str = ""
    notes: tuple[str, ...] = ()
    merged_into: str = ""
    split_from: tuple[str, ...] = ()
    met_in: tuple[str, ...] = ()

    def as_new(self) -> NewActor:
        """Return what the register says of the actor as of one that it does not have yet, without decisions."""
        note, actor = " ".join(self.notes), local_name(self.iri)
        return NewActor(self.name, self.kind, self.aliases, self.identifiers, self.iso_code, note, actor)

    def to_dict(self) -> dict[str, Any]:
        """Return the actor as plain data, for JSON."""
        return {
            "actor": self.iri,
            "name": self.name,
            "kind": self.kind,
            "aliases": list(self.aliases),
            "identifiers": list(self.identifiers),
            "iso_code": self.iso_code,
            "notes": list(self.notes),
            "merged_into": self.merged_into,
            "split_from": list(self.split_from),
            "met_in": list(self.met_in),
        }


def add(root: Root, actors: Iterable[NewActor]) -> list[str]:
    """Add actors to the register, all or none, and return their prefixed names.

    A state that has no ISO code is given the one of its name, where it is the name of one state.

    Raises
    ------
    ParameterError
        When a name is empty or taken, a kind is none, or an identifier has no known form.
    """
    with editing(root) as edit:
        taken = _taken(edit.files)
        iris = {quad.subject.value for quad in edit.files.quads() if isinstance(quad.subject, ox.NamedNode)}
        added: list[str] = []
        for actor in actors:
            facts = _facts(actor, taken)
            iri = _iri(actor, iris)
            iris.add(iri)
            taken |= {fold(name): iri for name in (actor.name, *actor.aliases)}
            edit.add(edit.register_file, stated(iri, facts, REGISTER_NODE))
            added.append(shorten(iri) or iri)
        edit.write()
    return added


def _facts(actor: NewActor, taken: Mapping[str, str]) -> dict[str, list[object]]:
    name = " ".join(actor.name.split())
    if not name:
        raise ParameterError("an actor has no name", remedy="type its name")
    kind = next((each for each in KINDS if fold(each) == fold(actor.kind)), "")
    if not kind:
        what = f"{name} is of no kind" if not actor.kind else f"{name}: there is no kind {actor.kind}"
        raise ParameterError(what, where="kind", remedy=f"write one of {', '.join(KINDS)}")
    aliases = [" ".join(alias.split()) for alias in actor.aliases]
    for each in (name, *aliases):
        if known := taken.get(fold(each)):
            remedy = "use that actor, or add a name by which readers tell the two apart"
            raise ParameterError(f"{each} is already a name of {shorten(known) or known}", remedy=remedy)
    code = actor.iso_code or (_code(name) if kind == "State" else "")
    return {
        RDF + "type": [ox.NamedNode(CG + kind)],
        LABEL: [ox.Literal(name)],
        ALIAS: [ox.Literal(alias) for alias in dict.fromkeys(aliases) if alias and alias != name],
        ISO_CODE: [ox.Literal(code)] if code else [],
        EXACT_MATCH: [ox.NamedNode(identified(each)) for each in actor.identifiers],
        NOTE: [ox.Literal(" ".join(actor.note.split()))] if actor.note.strip() else [],
    }


def _code(name: str) -> str:
    found = countries.codes(name, ())
    return found.pop() if len(found) == 1 else ""


def identified(typed: str) -> str:
    """Return the IRI of an identifier that is given elsewhere: `Q84`, or `Wikidata:Q84`, or an IRI as it is.

    Raises
    ------
    ParameterError
        When it has none of these forms.
    """
    scheme, _, rest = typed.strip().partition(":")
    for name, (form, pattern) in IDENTIFIERS.items():
        value = rest if fold(scheme) == fold(name) else typed.strip()
        if form.fullmatch(value):
            return pattern.format(value)
    if scheme in ("http", "https"):
        try:
            return ox.NamedNode(typed.strip()).value
        except ValueError:
            pass
    remedy = f"write an IRI, or an identifier of {', '.join(IDENTIFIERS)}, such as Wikidata:Q84"
    raise ParameterError(f"{typed} is no identifier", remedy=remedy)


def _iri(actor: NewActor, taken: set[str]) -> str:
    slug = actor.actor or "-".join(re.findall(r"[a-z0-9]+", plain(actor.name))) or "actor"
    if actor.actor and not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", actor.actor):
        remedy = "write small letters, digits and single hyphens"
        raise ParameterError(f"{actor.actor} is not a short name", where="actor", remedy=remedy)
    stem, number = PREFIXES["actor"] + slug[:100].strip("-"), 1
    while (iri := stem if number == 1 else f"{stem}-{number}") in taken:
        if actor.actor:
            raise ParameterError(f"the short name {actor.actor} is taken", where="actor", remedy="choose another")
        number += 1
    return iri


def registered(files: FactFiles) -> list[RegisteredActor]:
    """Return the actors of the register, sorted by name."""
    about: dict[str, dict[str, list[str]]] = {}
    for quad in files.quads():
        if quad.graph_name == REGISTER_NODE and isinstance(quad.subject, ox.NamedNode):
            values = about.setdefault(quad.subject.value, {}).setdefault(quad.predicate.value, [])
            values.append(quad.object.value if isinstance(quad.object, ox.NamedNode | ox.Literal) else "")
    found = []
    for iri, own in about.items():
        classes = {each.removeprefix(CG) for each in own.get(RDF + "type", ())}
        kind = next((each for each in KINDS if each in classes), "")
        if not kind and not (own.keys() & {MERGED, SPLIT}):
            continue

        def sorted_(word: str, own: Mapping[str, list[str]] = own) -> tuple[str, ...]:
            return tuple(sorted(set(own.get(word, ())), key=order))

        found.append(
            RegisteredActor(
                iri,
                min(own.get(LABEL, ()), default=""),
                kind,
                sorted_(ALIAS),
                sorted_(EXACT_MATCH),
                min(own.get(ISO_CODE, ()), default=""),
                sorted_(NOTE),
                min(own.get(MERGED, ()), default=""),
                sorted_(SPLIT),
                sorted_(WHERE),
            )
        )
    return sorted(found, key=lambda each: (fold(each.name), order(each.iri)))


def _taken(files: FactFiles) -> dict[str, str]:
    """Return the actor that has each name, folded."""
    found = dict[str, str]()
    for actor in registered(files):
        found |= dict.fromkeys(map(fold, (actor.name, *actor.aliases)), actor.iri)
    found.pop("", None)
    return found


def find(files: FactFiles, typed: str) -> str:
    """Return the IRI of the actor of the register that a name, an alias or an IRI means.

    Raises
    ------
    ParameterError
        When it means none, or several.
    """
    quads = []
    for actor in registered(files):
        subject, types = ox.NamedNode(actor.iri), [CG + "Actor", CG + (actor.kind or "Actor")]
        quads += [ox.Quad(subject, ox.NamedNode(RDF + "type"), ox.NamedNode(kind)) for kind in types]
        names = ((LABEL, actor.name), *((ALIAS, alias) for alias in actor.aliases))
        quads += [ox.Quad(subject, ox.NamedNode(word), ox.Literal(name)) for word, name in names if name]
    expanded = expand(typed)
    if expanded and any(actor.iri == expanded for actor in registered(files)):
        return expanded
    return resolve(typed, ("Actor",), Names(Store.in_memory(quads)))


def merge(root: Root, one: str, into: str) -> tuple[str, str]:
    """Decide that one actor is another: what is said about it counts as said about the other; return both IRIs.

    No passage changes, so that the decision can be taken back.

    Raises
    ------
    ParameterError
        When a name means no actor, or both are the same.
    GraphError
        When the decision cannot be applied, such as one that closes a circle.
    """
    with editing(root) as edit:
        actor, other = find(edit.files, one), find(edit.files, into)
        if actor == other:
            raise ParameterError(f"{one} and {into} are the same actor", remedy="name two")
        edit.add(edit.register_file, stated(actor, {MERGED: [ox.NamedNode(other)]}, REGISTER_NODE))
        edit.write()
    return actor, other


def split(root: Root, one: str, new: NewActor, where: Sequence[str]) -> tuple[str, str]:
    """Decide that sources or passages mean somebody else when they name an actor; return both IRIs.

    Parameters
    ----------
    one:
        The actor that they name.
    new:
        Whom they mean.
    where:
        The sources or passages, by short name or IRI.

    Raises
    ------
    ParameterError
        When a name means nothing.
    """
    with editing(root) as edit:
        actor = find(edit.files, one)
        places = [_place(edit.files, each) for each in where]
        iris = {quad.subject.value for quad in edit.files.quads() if isinstance(quad.subject, ox.NamedNode)}
        iri = _iri(new, iris)
        facts = _facts(new, _taken(edit.files))
        facts |= {SPLIT: [ox.NamedNode(actor)], WHERE: [ox.NamedNode(place) for place in places]}
        edit.add(edit.register_file, stated(iri, facts, REGISTER_NODE))
        edit.write()
    return iri, actor


def _place(files: FactFiles, typed: str) -> str:
    for iri in (expand(typed), PREFIXES["source"] + typed, PREFIXES["passage"] + typed):
        if iri and files.typed.get(iri, set()) & {CG + "Source", CG + "Passage"}:
            return iri
    remedy = "type the short name or IRI of a source or passage"
    raise ParameterError(f"there is no source or passage {typed}", where="--in", remedy=remedy)


def undo(root: Root, typed: str) -> list[str]:
    """Take back the decisions that an actor is another, was split from another, or is none of another; return them.

    An actor that was split off keeps its entry.

    Raises
    ------
    NotFoundError
        When there is no such decision.
    """
    with editing(root) as edit:
        actor = find(edit.files, typed)
        decisions = [
            quad
            for quad in edit.files.quads()
            if quad.graph_name == REGISTER_NODE
            and quad.predicate.value in (MERGED, SPLIT, WHERE, DIFFERENT)
            and (quad.subject == ox.NamedNode(actor) or (quad.predicate.value == DIFFERENT and _value(quad) == actor))
        ]
        if not decisions:
            raise NotFoundError(f"there is no decision on {typed}", remedy="coalition actor list shows all decisions")
        edit.removed.update(decisions)
        edit.write()
    return sorted(turtle.fact(quad.triple) for quad in decisions)


def apart(root: Root, one: str, other: str) -> tuple[str, str]:
    """Decide that two actors are not the same, so that they are not listed as likely duplicates any more.

    Raises
    ------
    ParameterError
        When a name means no actor, or both the same.
    """
    with editing(root) as edit:
        first, second = sorted((find(edit.files, one), find(edit.files, other)))
        if first == second:
            raise ParameterError(f"{one} and {other} are the same actor", remedy="name two")
        edit.add(edit.register_file, stated(first, {DIFFERENT: [ox.NamedNode(second)]}, REGISTER_NODE))
        edit.write()
    return first, second


def decided(files: FactFiles) -> set[frozenset[str]]:
    """Return the pairs of actors on which there is a decision: that they are the same, or that they are not."""
    pairs = set()
    for quad in files.quads():
        if quad.graph_name == REGISTER_NODE and quad.predicate.value in (MERGED, SPLIT, DIFFERENT):
            pairs.add(frozenset((str(quad.subject)[1:-1], _value(quad))))
    return pairs


def _value(quad: ox.Quad) -> str:
    return quad.object.value if isinstance(quad.object, ox.NamedNode) else ""


def read_table(path: Path) -> list[NewActor]:
    """Return the actors in a table (CSV) with the columns in `COLUMNS`, of which `name` and `kind` are needed.

    Raises
    ------
    SourceError, ParameterError
        When the table cannot be read, or has another column.
    """
    rows = opened(path)
    given = [(column or "").strip() for column in rows.fieldnames or ()]
    wrong = [column for column in given if column not in (*COLUMNS, *PASSED_OVER)]
    if wrong or not {"name", "kind"} <= set(given):
        what = f"there is no column {wrong[0]}" if wrong else "the table needs the columns name and kind"
        raise ParameterError(what, where=f"{path}:1", remedy=f"name the columns {', '.join(COLUMNS)}")
    found = []
    for row in rows:
        values = {(column or "").strip(): (value or "").strip() for column, value in row.items() if column is not None}
        if any(values.values()):
            several = {name: divided(values.get(name, "")) for name in ("aliases", "identifiers")}
            single = {name: values.get(name, "") for name in ("name", "kind", "iso_code", "note", "actor")}
            found.append(NewActor(**single, **several))  # type: ignore[arg-type]
    return found


def write_table(actors: Iterable[RegisteredActor], output: TextIO) -> None:
    """Write actors of the register as a table (CSV) that `read_table` reads."""
    write_new((each.as_new() for each in actors), output)


def write_new(actors: Iterable[NewActor], output: TextIO) -> None:
    """Write actors that the register may lack as such a table."""
    rows = csv.writer(output, lineterminator="\n")
    rows.writerow(COLUMNS)
    for each in actors:
        aliases, identifiers = "; ".join(each.aliases), "; ".join(each.identifiers)
        rows.writerow([each.name, each.kind, aliases, identifiers, each.iso_code, each.note, each.actor])


def lacking(told: Iterable[Told]) -> list[NewActor]:
    """Return the authors and publishers that documents tell as actors: an author as a person."""
    return [NewActor(each.value, "Person" if each.field == "creators" else "Organisation") for each in told]


def known(files: FactFiles, actors: Iterable[NewActor]) -> Iterator[NewActor]:
    """Yield those of some actors whose name the register has already."""
    taken = _taken(files)
    yield from (actor for actor in actors if fold(actor.name) in taken)
