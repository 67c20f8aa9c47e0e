"""List the names that stand for one actor, and the decisions of the register on who that actor is."""

from __future__ import annotations

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
from coalition.texts.words import Word, adjacent, capitals_fit, words

NAMES = (SKOS + "prefLabel", SKOS + "altLabel")


@dataclass(frozen=True)
class Identity:
    """Hold an actor with all its names and what the register says of them.

    Attributes
    ----------
    kinds:
        The labels of its classes.
    notes:
        The notes that curators made in the register.
    decisions:
        The decisions that merged the actor with others or split it from them, in words.
    met:
        For each name, how often it occurs in each text that was found, by the label of the source. Words are compared
        as names are (`coalition.texts.words.fold`), but must have the capitals of the name.
    """

    actor: str
    label: str
    kinds: tuple[str, ...]
    names: tuple[str, ...]
    notes: tuple[str, ...]
    decisions: tuple[str, ...]
    met: dict[str, dict[str, int]]

    def to_dict(self) -> dict[str, Any]:
        """Return the identity as plain data, for JSON."""
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
    """Return the identities of all actors of the register, or only of `actor`, sorted by label."""
    register = ox.NamedNode(REGISTER)
    actors = sorted({iri for iri in names.things("Actor") if actor in (None, iri)}, key=turtle.order)
    texts_found = {
        source.label or source.name: _Searched.of(text) for source in sources if (text := texts.get(source)) is not None
    }
    result = []
    for iri in actors:
        about: dict[str, set[str]] = {}
        for quad in store.quads(ox.NamedNode(iri), None, None, register):
            about.setdefault(quad.predicate.value, set()).add(names.text(quad.object))
        spellings = tuple(sorted({name for word in NAMES for name in about.get(word, ())}))
        met = {
            name: {source: count for source, text in texts_found.items() if (count := text.count(name))}
            for name in spellings
        }
        kinds = tuple(sorted(about.get(RDF + "type", ())))
        notes = tuple(sorted(about.get(SKOS + "note", ())))
        decisions = tuple(_decisions(store, names, ox.NamedNode(iri)))
        result.append(Identity(iri, names.label(iri), kinds, spellings, notes, decisions, met))
    return sorted(result, key=lambda identity: identity.label)


def _decisions(store: Store, names: Names, actor: ox.NamedNode) -> Iterator[str]:
    """Yield the decisions of the register that merged `actor` with others or split it from them."""
    register = ox.NamedNode(REGISTER)

    def ends(subject: Any, word: str, value: Any) -> list[str]:
        """Return the values of `subject`, or the subjects of `value`, whichever of the two is not None."""
        quads = store.quads(subject, ox.NamedNode(word), value, register)
        return sorted((q.object if value is None else q.subject).value for q in quads)  # type: ignore[union-attr]

    def origins(split: ox.NamedNode) -> str:
        """Return the labels of the sources and passages whose statements an actor that was split off takes over."""
        return ", ".join(names.label(origin) for origin in ends(split, WHERE, None))

    for other in ends(None, MERGED, actor):
        yield f"{shorten(other) or other} is the same actor"
    for other in ends(actor, SPLIT, None):
        yield f"statements of {origins(actor)} about {names.label(other)} are about this actor"
    for other in ends(None, SPLIT, actor):
        yield f"statements of {origins(ox.NamedNode(other))} about this actor are about {names.label(other)}"


@dataclass(frozen=True, slots=True)
class _Searched:
    """Hold a text, its words, and where each folded word is among them."""

    text: str
    words: list[Word]
    places: dict[str, list[int]]

    @classmethod
    def of(cls, text: str) -> _Searched:
        run = words(text)
        places: dict[str, list[int]] = {}
        for place, word in enumerate(run):
            places.setdefault(word.folded, []).append(place)
        return cls(text, run, places)

    def count(self, name: str) -> int:
        """Return how often the text has a name as whole words, without overlaps."""
        wanted = words(name)
        folded = [word.folded for word in wanted]
        count = free = 0
        for place in self.places.get(folded[0], ()) if folded else ():
            found = self.words[place : place + len(wanted)]
            if (
                place >= free
                and [word.folded for word in found] == folded
                and adjacent(self.text, found)
                and capitals_fit(found, wanted)
            ):
                count, free = count + 1, place + len(wanted)
        return count
