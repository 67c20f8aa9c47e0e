"""List the names that stand for one actor, and the decisions of the register on who that actor is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox

from coalition.corpus.resolution import MERGED, SPLIT, WHERE
from coalition.names import Names
from coalition.namespaces import RDF, REGISTER, SKOS, shorten
from coalition.provenance.record import text
from coalition.rdf.store import Store
from coalition.texts.source import Source, Texts
from coalition.texts.words import Word, adjacent, capitals_fit, words

REGISTER_NODE = ox.NamedNode(REGISTER)

NAMES = (SKOS + "prefLabel", SKOS + "altLabel")

FEW = 20
"""The number of first words up to which looking whether a text has one is faster than reading the text as words."""


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


Met = Mapping[str, Mapping[str, int]]
"""How often each name occurs in each text, by the name and the label of the source; what does not occur is left out."""


def identities(
    store: Store, names: Names, actors: Iterable[str], met: Callable[[Set[str]], Met] = lambda _: {}
) -> list[Identity]:
    """Return the identities of actors, which are IRIs, sorted by label.

    `met` returns where names occur in texts, given the names.
    """
    known: dict[str, dict[str, set[str]]] = {}
    for iri in actors:
        about = known.setdefault(iri, {})
        for quad in store.quads(ox.NamedNode(iri), None, None, REGISTER_NODE):
            about.setdefault(quad.predicate.value, set()).add(names.text(quad.object))
    spellings = {iri: sorted({name for word in NAMES for name in about.get(word, ())}) for iri, about in known.items()}
    found = met({name for own in spellings.values() for name in own})
    result = [
        Identity(
            iri,
            names.label(iri),
            tuple(sorted(about.get(RDF + "type", ()))),
            tuple(spellings[iri]),
            tuple(sorted(about.get(SKOS + "note", ()))),
            tuple(_decisions(store, names, ox.NamedNode(iri))),
            {name: dict(found.get(name, {})) for name in spellings[iri]},
        )
        for iri, about in known.items()
    ]
    return sorted(result, key=lambda identity: identity.label)


def spelled(store: Store, names: Names) -> set[str]:
    """Return the names that the register has for actors."""
    actors = names.things("Actor")
    quads = (quad for word in NAMES for quad in store.quads(None, ox.NamedNode(word), None, REGISTER_NODE))
    return {names.text(quad.object) for quad in quads if text(quad.subject) in actors}


def decided(store: Store) -> set[str]:
    """Return the IRIs of the actors on whom something was decided or noted."""
    found = {text(q.object) for q in store.quads(None, ox.NamedNode(MERGED), None, REGISTER_NODE)}
    for word in (SPLIT, SKOS + "note"):
        found |= {text(q.subject) for q in store.quads(None, ox.NamedNode(word), None, REGISTER_NODE)}
    return found | {text(q.object) for q in store.quads(None, ox.NamedNode(SPLIT), None, REGISTER_NODE)}


def _decisions(store: Store, names: Names, actor: ox.NamedNode) -> Iterator[str]:
    """Yield the decisions of the register that merged `actor` with others or split it from them."""

    def ends(subject: Any, word: str, value: Any) -> list[str]:
        """Return the values of `subject`, or the subjects of `value`, whichever of the two is not None."""
        quads = store.quads(subject, ox.NamedNode(word), value, REGISTER_NODE)
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


def occurrences(spelled: Iterable[str], sources: Iterable[Source], texts: Texts) -> dict[str, dict[str, int]]:
    """Return how often each name occurs in each text that was found, by the label of the source, if at all."""
    sought = _Sought(spelled)
    counts = {
        source.label or source.name: sought.counts(text)
        for source in sources
        if (text := texts.get(source)) is not None
    }
    met: dict[str, dict[str, int]] = {}
    for source, counted in counts.items():
        for name, count in counted.items():
            met.setdefault(name, {})[source] = count
    return met


class _Sought:
    """Look for many names in one pass through a text."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names: dict[tuple[str, ...], list[tuple[str, list[Word]]]] = {}
        """The names with their words, by the folded words."""
        self.lengths: dict[str, set[int]] = {}
        """How many words the names have that begin with each folded word."""
        for name in names:
            spelled = words(name)
            if folded := tuple(word.folded for word in spelled):
                self.names.setdefault(folded, []).append((name, spelled))
                self.lengths.setdefault(folded[0], set()).add(len(folded))

    def counts(self, text: str) -> dict[str, int]:
        """Return how often a text has each name as whole words, without overlaps; names that it lacks are left out."""
        small = text.lower()
        # Most texts lack the names of one actor. In ASCII, a folded word is a part of the text in small letters.
        if text.isascii() and len(self.lengths) <= FEW and not any(first in small for first in self.lengths):
            return {}
        counts: dict[str, int] = {}
        free: dict[str, int] = {}  # the place from which on a name is counted again
        run = words(text)
        for place, word in enumerate(run):
            for length in self.lengths.get(word.folded, ()):
                found = run[place : place + length]
                for name, spelled in self.names.get(tuple(each.folded for each in found), ()):
                    if place >= free.get(name, 0) and adjacent(text, found) and capitals_fit(found, spelled):
                        counts[name], free[name] = counts.get(name, 0) + 1, place + length
        return counts
