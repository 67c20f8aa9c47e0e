"""Entity resolution: the register's decisions on who is who, applied to what passages state.

Passages name actors by IRIs of ours, and a curator may learn later that two of them are one actor, or that one of them
is two. Either is a decision of the register, and no passage is written anew:

    actor:b cg:identifiedWith actor:a .                          # whatever is said of b is said of a
    actor:c a cg:Person ; skos:prefLabel "C" ;                   # what document 004 says of a, it says of c
        cg:splitFrom actor:a ; cg:metIn source:s004 .

Splits are applied first. A name that a merged actor goes by becomes another name of the one that it is taken for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox

from coalition.namespaces import CG, QUOTED, REGISTER, SKOS

MERGED, SPLIT, WHERE = CG + "identifiedWith", CG + "splitFrom", CG + "metIn"
DECISIONS = frozenset({MERGED, SPLIT, WHERE})


@dataclass(frozen=True, slots=True)
class Resolution:
    """Who is who.

    `merged` leads from an IRI to the one that it is taken for; `split` from a source or passage to the actors that are
    others there; `quoted` from a passage to its source.
    """

    merged: Mapping[str, str]
    split: Mapping[str, Mapping[str, str]]
    quoted: Mapping[str, str]

    @classmethod
    def from_quads(cls, quads: Iterable[ox.Quad]) -> Resolution:
        """The decisions that stand in the register among `quads`; where they go round in a circle, none of those."""
        quoted: dict[str, str] = {}
        said: dict[str, dict[str, list[str]]] = {word: {} for word in DECISIONS}
        for quad in quads:
            word, subject, value = quad.predicate.value, _iri(quad.subject), _iri(quad.object)
            if word == QUOTED:
                quoted[subject] = value
            elif word in DECISIONS and _iri(quad.graph_name) == REGISTER:
                said[word].setdefault(subject, []).append(value)
        split: dict[str, dict[str, str]] = {}
        for actor, places in said[WHERE].items():
            for origin in said[SPLIT].get(actor, ()):
                for place in places:
                    split.setdefault(place, {})[origin] = actor
        merged = {actor: targets[0] for actor, targets in said[MERGED].items()}
        return cls({actor: _last(actor, merged) for actor in merged}, split, quoted)

    def resolved(self, iri: str, place: str = "") -> str:
        """Whom an IRI stands for in a passage, or in what is recorded of a source or passage."""
        if self.split:
            here = self.split.get(place, {}).get(iri)
            iri = here or self.split.get(self.quoted.get(place, ""), {}).get(iri, iri)
        return self.merged.get(iri, iri)

    def apply(self, quads: Iterable[ox.Quad]) -> Iterable[ox.Quad]:
        """The same quads, with each IRI resolved."""
        return map(self._quad, quads) if self.merged or self.split else quads

    def _quad(self, quad: ox.Quad) -> ox.Quad:
        word, graph = quad.predicate, quad.graph_name
        if word.value in DECISIONS:
            return quad
        place = _iri(quad.subject) if isinstance(graph, ox.DefaultGraph) else _iri(graph)
        subject, value = self._node(quad.subject, place), self._node(quad.object, place)
        if word.value == SKOS + "prefLabel" and _iri(quad.subject) in self.merged:
            word = ox.NamedNode(SKOS + "altLabel")
        return ox.Quad(subject, word, value, graph)

    def _node(self, node: Any, place: str) -> Any:
        return ox.NamedNode(self.resolved(node.value, place)) if isinstance(node, ox.NamedNode) else node


def _last(actor: str, merged: Mapping[str, str]) -> str:
    """Where the way from an actor ends; the actor itself where it goes round in a circle."""
    seen = {actor}
    end = merged[actor]
    while end in merged and end not in seen:
        seen.add(end)
        end = merged[end]
    return actor if end in seen else end


def _iri(node: object) -> str:
    return node.value if isinstance(node, ox.NamedNode) else ""
