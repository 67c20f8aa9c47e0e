"""Identities: which names were taken for one actor, and by which decision of the register."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox

from coalition.corpus.resolution import MERGED, SPLIT, WHERE
from coalition.names import Names
from coalition.namespaces import RDF, REGISTER, SKOS, shorten
from coalition.rdf import turtle
from coalition.rdf.store import Store
from coalition.texts.source import Source, Texts

NAMES = (SKOS + "prefLabel", SKOS + "altLabel")


@dataclass(frozen=True)
class Identity:
    """An actor with the names that were taken for it, the register's notes, and where texts at hand use each name.

    `met` gives, for each name, the number of times that it stands in the text of each source; `decisions` are those by
    which the actor was merged with others or split from them, in words.
    """

    actor: str
    label: str
    kinds: tuple[str, ...]
    names: tuple[str, ...]
    notes: tuple[str, ...]
    decisions: tuple[str, ...]
    met: dict[str, dict[str, int]]

    def to_dict(self) -> dict[str, Any]:
        """The identity as plain data, for JSON."""
        return {
            "actor": self.actor,
            "label": self.label,
            "kinds": list(self.kinds),
            "names": list(self.names),
            "notes": list(self.notes),
            "decisions": list(self.decisions),
            "met": self.met,
        }


def identities(
    store: Store, names: Names, sources: list[Source], texts: Texts, actor: str | None = None
) -> list[Identity]:
    """The identities of all actors of the register, or of one, by label."""
    register = ox.NamedNode(REGISTER)
    actors = sorted({iri for iri in names.things("Actor") if actor in (None, iri)}, key=turtle.order)
    read = {source.label or source.name: text for source in sources if (text := texts.get(source)) is not None}
    found = []
    for iri in actors:
        about: dict[str, set[str]] = {}
        for quad in store.quads(ox.NamedNode(iri), None, None, register):
            about.setdefault(quad.predicate.value, set()).add(names.text(quad.object))
        spellings = tuple(sorted({name for word in NAMES for name in about.get(word, ())}))
        met = {
            name: {source: count for source, text in read.items() if (count := _count(name, text))}
            for name in spellings
        }
        kinds = tuple(sorted(about.get(RDF + "type", ())))
        notes = tuple(sorted(about.get(SKOS + "note", ())))
        decisions = tuple(_decisions(store, names, ox.NamedNode(iri)))
        found.append(Identity(iri, names.label(iri), kinds, spellings, notes, decisions, met))
    return sorted(found, key=lambda identity: identity.label)


def _decisions(store: Store, names: Names, actor: ox.NamedNode) -> Iterator[str]:
    """By what decisions of the register the actor was merged with others or split from them."""
    register = ox.NamedNode(REGISTER)

    def ends(subject: Any, word: str, value: Any) -> list[str]:
        quads = store.quads(subject, ox.NamedNode(word), value, register)
        return sorted((q.object if value is None else q.subject).value for q in quads)  # type: ignore[union-attr]

    for other in ends(None, MERGED, actor):
        yield f"{shorten(other) or other} is taken for it"
    for other in ends(actor, SPLIT, None):
        places = ", ".join(names.label(place) for place in ends(actor, WHERE, None))
        yield f"what {places} state of {names.label(other)} is of it"
    for other in ends(None, SPLIT, actor):
        places = ", ".join(names.label(place) for place in ends(ox.NamedNode(other), WHERE, None))
        yield f"what {places} state of it is of {names.label(other)}"


def _count(name: str, text: str) -> int:
    return len(re.findall(rf"(?<!\w){re.escape(name)}(?!\w)", text))
