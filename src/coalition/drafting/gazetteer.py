"""The names of the register, looked for in words: whole names, by word, whatever the accents."""

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
WITHIN = re.compile(r"[\s.\-–&/'’()]{1,3}")
"""What may stand between two words of one name."""

NAMED = tuple(PREFIXES[kind] for kind in ("actor", "place"))
"""The kinds of things whose names are proper names: they are written with their capitals, or they are other words."""

LABELS = (SKOS + "prefLabel", SKOS + "altLabel")


class NameMatch(NamedTuple):
    """The place of a name (half-open, in code points), and the things of the register that go by it."""

    start: int
    end: int
    things: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """The names of the things of a register, by their first word."""

    _names: dict[str, dict[tuple[str, ...], list[tuple[str, tuple[str, ...]]]]] = field(default_factory=dict)

    @classmethod
    def from_quads(cls, quads: Iterable[ox.Quad]) -> Gazetteer:
        """The names that the register among `quads` gives to things with a class."""
        register = [quad for quad in quads if quad.graph_name == ox.NamedNode(REGISTER)]
        typed = {quad.subject for quad in register if quad.predicate.value == RDF + "type"}
        gazetteer = cls()
        for quad in register:
            if quad.subject in typed and quad.predicate.value in LABELS:
                gazetteer._add(quad.subject.value, quad.object.value)  # type: ignore[union-attr]
        return gazetteer

    def __len__(self) -> int:
        return len(self._names)

    def find(self, words: str) -> Iterator[NameMatch]:
        """Where names stand, in their order: where some overlap, the one of the most words."""
        tokens = list(WORD.finditer(words))
        folded = [fold(token.group()) for token in tokens]
        longest = [(number, *self._longest(words, tokens, folded, number)) for number in range(len(tokens))]
        taken: set[int] = set()
        found = []
        for number, length, things in sorted(longest, key=lambda name: -name[1]):
            places = set(range(number, number + length))
            if places and not places & taken:
                taken |= places
                found.append(NameMatch(tokens[number].start(), tokens[number + length - 1].end(), things))
        yield from sorted(found)

    def _add(self, thing: str, name: str) -> None:
        spelled = tuple(WORD.findall(name))
        proper = thing.startswith(NAMED)
        if not spelled or (len(spelled) == 1 and not proper and spelled[0][1:].islower()):
            return  # aid, leaders, a ceasefire: a word that anyone uses
        key = tuple(map(fold, spelled))
        self._names.setdefault(key[0], {}).setdefault(key, []).append((thing, spelled))

    def _longest(
        self, words: str, tokens: list[re.Match[str]], folded: list[str], number: int
    ) -> tuple[int, tuple[str, ...]]:
        for key, named in sorted(self._names.get(folded[number], {}).items(), key=lambda item: -len(item[0])):
            last = number + len(key)
            if tuple(folded[number:last]) != key or not _joined(words, tokens[number:last]):
                continue
            written = [token.group() for token in tokens[number:last]]
            things = {thing for thing, spelled in named if _written(written, spelled, thing.startswith(NAMED))}
            if things:
                return len(key), tuple(sorted(_without_places(things)))
        return 0, ()


def _joined(words: str, tokens: list[re.Match[str]]) -> bool:
    gaps = pairwise(tokens)
    return all(WITHIN.fullmatch(words, one.end(), other.start()) for one, other in gaps)


def _written(words: list[str], name: tuple[str, ...], proper: bool) -> bool:
    """Whether words that fold to a name are written as it: us is not the US, and turkey not Turkey."""
    for word, spelled in zip(words, name, strict=True):
        if spelled.isupper() and len(spelled) < 4 and word != spelled:
            return False
        if proper and spelled[0].isupper() and not word[0].isupper():
            return False
    return True


def _without_places(things: set[str]) -> set[str]:
    """The things but for places that share their name with an actor: where is told by more words than the name."""
    actors = {thing for thing in things if thing.startswith(PREFIXES["actor"])}
    return {thing for thing in things if not (actors and thing.startswith(PREFIXES["place"]))}
