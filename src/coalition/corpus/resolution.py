"""Resolve entities: apply the register's decisions on who is who to what passages state.

A passage names an actor by an IRI, and a curator may learn later that two IRIs mean one actor, or that one IRI means
two. The curator then writes a decision into the register, and no passage has to change:

    actor:b cg:identifiedWith actor:a .                          # statements about b are about a
    actor:c a cg:Person ; skos:prefLabel "C" ;                   # statements of document 004 about a are about c
        cg:splitFrom actor:a ; cg:metIn source:s004 .

Splits are applied first. The names of a merged actor become further names of the actor that it is identified with.
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
    """Hold the decisions on who is who, by IRI.

    Attributes
    ----------
    merged:
        For each actor that is identified with another, that other one.
    split:
        For each source or passage, the actors that mean somebody else there, and whom.
    quoted:
        For each passage, its source.
    """

    merged: Mapping[str, str]
    split: Mapping[str, Mapping[str, str]]
    quoted: Mapping[str, str]

    @classmethod
    def from_quads(cls, quads: Iterable[ox.Quad]) -> Resolution:
        """Read the decisions in the register among `quads`, leaving out those that form a circle."""
        quoted: dict[str, str] = {}
        decisions: dict[str, dict[str, list[str]]] = {word: {} for word in DECISIONS}
        for quad in quads:
            word, subject, value = quad.predicate.value, _iri(quad.subject), _iri(quad.object)
            if word == QUOTED:
                quoted[subject] = value
            elif word in DECISIONS and _iri(quad.graph_name) == REGISTER:
                decisions[word].setdefault(subject, []).append(value)
        split: dict[str, dict[str, str]] = {}
        for actor, documents in decisions[WHERE].items():
            for origin in decisions[SPLIT].get(actor, ()):
                for document in documents:
                    split.setdefault(document, {})[origin] = actor
        merged = {actor: targets[0] for actor, targets in decisions[MERGED].items()}
        return cls({actor: _last(actor, merged) for actor in merged}, split, quoted)

    def among(self, quads: Iterable[ox.Quad]) -> Resolution:
        """Return the same decisions, to be applied to quads that say themselves from which source a passage is."""
        if not self.split:
            return self
        return Resolution(
            self.merged, self.split, {_iri(q.subject): _iri(q.object) for q in quads if q.predicate.value == QUOTED}
        )

    def resolved(self, iri: str, document: str = "") -> str:
        """Return the IRI that `iri` stands for in `document`, a passage or source, or in no particular one."""
        if self.split:
            in_passage = self.split.get(document, {}).get(iri)
            iri = in_passage or self.split.get(self.quoted.get(document, ""), {}).get(iri, iri)
        return self.merged.get(iri, iri)

    def apply(self, quads: Iterable[ox.Quad]) -> Iterable[ox.Quad]:
        """Return the same quads with each IRI resolved."""
        return map(self._quad, quads) if self.merged or self.split else quads

    def _quad(self, quad: ox.Quad) -> ox.Quad:
        word, graph = quad.predicate, quad.graph_name
        if word.value in DECISIONS:  # resolved, a decision would say that an actor is identified with itself
            return quad
        document = _iri(quad.subject) if isinstance(graph, ox.DefaultGraph) else _iri(graph)
        subject, value = self._node(quad.subject, document), self._node(quad.object, document)
        if word.value == SKOS + "prefLabel" and _iri(quad.subject) in self.merged:
            word = ox.NamedNode(SKOS + "altLabel")  # a thing has one preferred label
        return ox.Quad(subject, word, value, graph)

    def _node(self, node: Any, document: str) -> Any:
        return ox.NamedNode(self.resolved(node.value, document)) if isinstance(node, ox.NamedNode) else node


def _last(actor: str, merged: Mapping[str, str]) -> str:
    """Return the actor at the end of a chain of identifications, or `actor` itself where they form a circle."""
    seen = {actor}
    end = merged[actor]
    while end in merged and end not in seen:
        seen.add(end)
        end = merged[end]
    return actor if end in seen else end


def _iri(node: object) -> str:
    return node.value if isinstance(node, ox.NamedNode) else ""
