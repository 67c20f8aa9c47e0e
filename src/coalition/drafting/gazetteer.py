"""Find names of the register in a text: whole names, word by word, in any script, with or without accents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

import pyoxigraph as ox

from coalition.namespaces import PREFIXES, RDF, REGISTER, SKOS
from coalition.texts.words import Word, adjacent, capitals_fit, plain, words

PROPER_NAMED = ("actor", "place")
"""How the IRIs begin of things that have proper names: without their capitals, these are other words."""

LABELS = (SKOS + "prefLabel", SKOS + "altLabel")


class NameMatch(NamedTuple):
    """Hold where a name is in a text, and the IRIs of the things of that name.

    `start` and `end` are offsets in code points; `end` is the first one after the name.
    """

    start: int
    end: int
    things: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Hold the names of a register, and find them in a text; `from_quads` makes one.

    `_names` leads from the first word of a name to all its words, both without accents, and from there to the things of
    that name, each as an IRI with the words as the register spells them.
    """

    _names: dict[str, dict[tuple[str, ...], list[tuple[str, list[Word]]]]] = field(default_factory=dict)

    @classmethod
    def from_quads(cls, quads: Iterable[ox.Quad]) -> Gazetteer:
        """Return the names that the register among `quads` gives to things with a class."""
        register = [quad for quad in quads if quad.graph_name == ox.NamedNode(REGISTER)]
        typed = {quad.subject for quad in register if quad.predicate.value == RDF + "type"}
        gazetteer = cls()
        for quad in register:
            if quad.subject in typed and quad.predicate.value in LABELS:
                gazetteer._add(quad.subject.value, quad.object.value)  # type: ignore[union-attr]
        return gazetteer

    def find(self, text: str) -> Iterator[NameMatch]:
        """Yield the names in a text, in their order; of names that overlap, only the one of the most words."""
        run = words(text)
        alike = [plain(word.text) for word in run]
        candidates = [(first, *self._longest(text, run, alike, first)) for first in range(len(run))]
        taken: set[int] = set()
        matches = []
        for first, length, things in sorted(candidates, key=lambda candidate: -candidate[1]):
            positions = set(range(first, first + length))
            if positions and not positions & taken:
                taken |= positions
                matches.append(NameMatch(run[first].start, run[first + length - 1].end, things))
        yield from sorted(matches)

    def _add(self, thing: str, name: str) -> None:
        spelled = words(name)
        # A single word that is no proper name, such as aid or leaders, is in common use: it would match everywhere.
        if not spelled or (len(spelled) == 1 and not _has_name_of_its_own(thing) and _is_common(spelled[0].text)):
            return
        key = tuple(plain(word.text) for word in spelled)
        self._names.setdefault(key[0], {}).setdefault(key, []).append((thing, spelled))

    def _longest(self, text: str, run: list[Word], alike: list[str], first: int) -> tuple[int, tuple[str, ...]]:
        """Return the length, in words, of the longest name that begins with the word `first`, and its things.

        Things whose names are equal to the words written come before those that only have the same words without
        accents. Where no name begins there, the length is 0.
        """
        for key, named in sorted(self._names.get(alike[first], {}).items(), key=lambda item: -len(item[0])):
            end = first + len(key)
            written = run[first:end]
            if tuple(alike[first:end]) != key or not adjacent(text, written):
                continue
            fitting = [each for each in named if capitals_fit(written, each[1], _has_name_of_its_own(each[0]))]
            equal = [each for each in fitting if _folded(each[1]) == _folded(written)]
            if things := {thing for thing, _ in equal or fitting}:
                return len(key), tuple(sorted(_without_places(things)))
        return 0, ()


def _has_name_of_its_own(thing: str) -> bool:
    return thing.startswith(tuple(PREFIXES[kind] for kind in PROPER_NAMED))


def _folded(run: Iterable[Word]) -> list[str]:
    return [word.folded for word in run]


def _is_common(word: str) -> bool:
    """Tell whether a word has letters, and after the first no capital; in scripts without capitals any word is such."""
    return any(map(str.isalpha, word)) and not any(map(str.isupper, word[1:]))


def _without_places(things: set[str]) -> set[str]:
    """Return the things without the places, where an actor has the same name.

    The name of a country mostly means the state; a draft that mentioned the place, too, would have to be corrected.
    """
    actors = {thing for thing in things if thing.startswith(PREFIXES["actor"])}
    return {thing for thing in things if not (actors and thing.startswith(PREFIXES["place"]))}
