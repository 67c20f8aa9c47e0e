"""Find names of the register in a text: whole names, word by word, with or without accents."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

import pyoxigraph as ox

from coalition.names import fold
from coalition.namespaces import PREFIXES, RDF, REGISTER, SKOS

WORD = re.compile(r"[\w\u0300-\u036f]+")
"""A word. The range is that of combining accents, which `\\w` does not match: a text may have them decomposed."""

SEPARATOR = re.compile(r"[\s.\-–&/'’()]{1,3}")
"""What may stand between two words of one name."""

PROPER_NAMED = tuple(PREFIXES[kind] for kind in ("actor", "place"))
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

    `_names` leads from the first word of a name to all its words, both folded, and from there to the things of that
    name, each as an IRI with the words as the register spells them.
    """

    _names: dict[str, dict[tuple[str, ...], list[tuple[str, tuple[str, ...]]]]] = field(default_factory=dict)

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
        tokens = list(WORD.finditer(text))
        folded = [fold(token.group()) for token in tokens]
        candidates = [(first, *self._longest(text, tokens, folded, first)) for first in range(len(tokens))]
        taken: set[int] = set()
        matches = []
        for first, length, things in sorted(candidates, key=lambda candidate: -candidate[1]):
            positions = set(range(first, first + length))
            if positions and not positions & taken:
                taken |= positions
                matches.append(NameMatch(tokens[first].start(), tokens[first + length - 1].end(), things))
        yield from sorted(matches)

    def _add(self, thing: str, name: str) -> None:
        spelled = tuple(WORD.findall(name))
        proper = thing.startswith(PROPER_NAMED)
        # A single word that is no proper name, such as aid or leaders, is in common use: it would match everywhere.
        if not spelled or (len(spelled) == 1 and not proper and spelled[0][1:].islower()):
            return
        key = tuple(map(fold, spelled))
        self._names.setdefault(key[0], {}).setdefault(key, []).append((thing, spelled))

    def _longest(
        self, text: str, tokens: list[re.Match[str]], folded: list[str], first: int
    ) -> tuple[int, tuple[str, ...]]:
        """Return the length, in words, of the longest name that begins with the token `first`, and its things.

        Where no name begins there, the length is 0.
        """
        for key, named in sorted(self._names.get(folded[first], {}).items(), key=lambda item: -len(item[0])):
            end = first + len(key)
            if tuple(folded[first:end]) != key or not _adjacent(text, tokens[first:end]):
                continue
            written = [token.group() for token in tokens[first:end]]
            things = {
                thing for thing, spelled in named if _capitals_fit(written, spelled, thing.startswith(PROPER_NAMED))
            }
            if things:
                return len(key), tuple(sorted(_without_places(things)))
        return 0, ()


def _adjacent(text: str, tokens: list[re.Match[str]]) -> bool:
    """Tell whether only separators lie between the tokens."""
    return all(SEPARATOR.fullmatch(text, one.end(), other.start()) for one, other in pairwise(tokens))


def _capitals_fit(written: list[str], name: tuple[str, ...], proper: bool) -> bool:
    """Tell whether written words have the capitals of a name: us is not the US, and turkey not Turkey."""
    for word, spelled in zip(written, name, strict=True):
        # Up to three letters in capitals are an abbreviation that is often a word, too: US, IT, WHO.
        if spelled.isupper() and len(spelled) < 4 and word != spelled:
            return False
        if proper and spelled[0].isupper() and not word[0].isupper():
            return False
    return True


def _without_places(things: set[str]) -> set[str]:
    """Return the things without the places, where an actor has the same name.

    The name of a country mostly means the state; a draft that mentioned the place, too, would have to be corrected.
    """
    actors = {thing for thing in things if thing.startswith(PREFIXES["actor"])}
    return {thing for thing in things if not (actors and thing.startswith(PREFIXES["place"]))}
