"""Invent corpora at random, and compute networks from their files by brute force, without our code."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, permutations
from pathlib import Path
from typing import Any

import networkx as nx
import pyoxigraph as ox
from ruritania import digest, prefixes

HOME = "https://w3id.org/coalition-graph/"
CG = HOME + "ontology#"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
PROV = "http://www.w3.org/ns/prov#"
ORG = "http://www.w3.org/ns/org#"
PUBLISHER = "http://purl.org/dc/terms/publisher"

CLASSES = {
    "person": ["Person"],
    "state": ["State"],
    "organisation": ["Organisation", "Force"],
    "collective": ["Collective"],
}
"""The classes of each kind of actors."""

KINDS = ("person", "state", "organisation")
"""The kinds of actors that a network holds unless others are asked for."""

STATES, PEOPLE = ["alfa", "bravo", "charlie"], ["ann", "ben", "cid", "dot", "eve"]
ACTORS = {
    **dict.fromkeys(PEOPLE, "Person"),
    **dict.fromkeys(STATES, "State"),
    "league": "Organisation",
    "corps": "Force",
    "friends": "Collective",
}


PARTIES = ["alfa", "bravo", "league", "friends", "ann"]
"""Who commits to whom: so few that several commitments join the same two."""


@dataclass(frozen=True)
class Corpus:
    """Hold the files of an invented corpus by their names, and the texts of its sources."""

    files: dict[str, str]
    texts: dict[str, str]

    @classmethod
    def invent(cls, seed: int, sources: int = 5) -> Corpus:
        """Return a corpus in which several documents state the same facts, and some of them are not independent."""
        chance = random.Random(seed)
        facts = _facts(chance)
        files, texts = {"register.trig": _register()}, {}
        names = [f"d{number}" for number in range(sources)]
        for number, name in enumerate(names):
            ties = [f"cg:sharesTextWith source:{other}" for other in names[:number] if chance.random() < 0.12]
            ties += [f"prov:wasDerivedFrom source:{other}" for other in names[:number] if chance.random() < 0.06]
            ties += ["dcterms:publisher actor:league"] if chance.random() < 0.2 else []
            sentences = [f"Sentence {index} of document {name}." for index in range(5)]
            text = texts[f"{name}.txt"] = "\n".join(sentences) + "\n"
            parts = [
                prefixes(),
                f'source:{name} a cg:Source ; skos:prefLabel "Document {name}" ; cg:fileName "{name}.txt" ;',
                f'    cg:textLength {len(text)} ; cg:textDigest "{digest(text)}"',
                *(f"    ; {tie}" for tie in ties),
                ".",
            ]
            for words in sentences:
                start, stance = text.index(words), chance.choice(["Asserts"] * 5 + ["Reports"])
                passage = f"passage:{name}-{start}"
                parts += [
                    f"{passage} a cg:Passage ; prov:wasQuotedFrom source:{name} ; cg:start {start} ;",
                    f'    cg:end {start + len(words)} ; cg:digest "{digest(words)}" ; cg:stance cg:{stance} .',
                    f"{passage} {{",
                    *chance.sample(facts, chance.randint(6, 13)),
                    "}",
                ]
            files[f"{name}.trig"] = "\n".join(parts)
        return cls(files, texts)

    @property
    def documents(self) -> list[str]:
        """The IRIs of the sources, sorted."""
        return [f"{HOME}source/{name.removesuffix('.txt')}" for name in self.texts]

    def write(self, folder: Path) -> Path:
        """Write the files and the texts into a folder, and return it."""
        for place, contents in (("graph", self.files), ("sources", self.texts)):
            (folder / place).mkdir(parents=True)
            for name, content in contents.items():
                (folder / place / name).write_text(content, encoding="utf-8")
        return folder

    @cached_property
    def statements(self) -> list[tuple[str, str, str, str]]:
        """The graph, subject, predicate and object of each quad in the files, as their IRIs or texts."""
        quads = (quad for text in self.files.values() for quad in ox.parse(text, format=ox.RdfFormat.TRIG))
        nodes = ((quad.graph_name, quad.subject, quad.predicate, quad.object) for quad in quads)
        return [(*(str(getattr(node, "value", "")) for node in quad),) for quad in nodes]  # type: ignore[misc]


def _register() -> str:
    actors = [f'actor:{name} a cg:{cls} ; skos:prefLabel "{name.title()}" .' for name, cls in ACTORS.items()]
    posts = [f'post:{name} a cg:Post ; skos:prefLabel "Head of {name}" ; org:postIn actor:{name} .' for name in STATES]
    events = [f'meeting:m{number} a cg:Meeting ; skos:prefLabel "Meeting {number}" .' for number in range(6)]
    promises = [f'commitment:c{number} skos:prefLabel "Commitment {number}" .' for number in range(6)]
    return "\n".join([prefixes(), "graph:register {", *actors, *posts, *events, *promises, "}"])


def _facts(chance: random.Random) -> list[str]:
    """Return facts as Turtle, of which each passage states some."""
    facts = []
    for number in range(6):
        for actor in chance.sample(list(ACTORS), chance.choice([1, 3, 5, 6])):
            name = f"m{number}--{actor}"
            if chance.random() < 0.15:
                facts.append(
                    f"absence:{name} a cg:Absence ; cg:event meeting:m{number} ; cg:participant actor:{actor} ."
                )
                continue
            facts.append(
                f"participation:{name} a cg:Participation ; cg:event meeting:m{number} ; cg:participant actor:{actor} ."
            )
            if actor in PEOPLE and chance.random() < 0.4:
                behalf = chance.choice([*STATES, "league", "dot"])
                facts.append(f"{facts[-1][:-1]} ; cg:onBehalfOf actor:{behalf} .")
    facts += [f"actor:{chance.choice(PEOPLE)} org:holds post:{state} ." for state in STATES for _ in range(2)]
    for number in range(6):
        givers = " , ".join(f"actor:{name}" for name in chance.sample(PARTIES, chance.choice([1, 1, 2])))
        receivers = " , ".join(f"actor:{name}" for name in chance.sample(PARTIES, chance.choice([1, 1, 2])))
        promise = f"commitment:c{number} a cg:Commitment ;"
        facts += [f"{promise} cg:committedBy {givers} .", f"{promise} cg:beneficiary {receivers} ."]
        facts += [f"{promise} cg:committedBy {givers} ; cg:beneficiary {receivers} ."] * 2
    return facts


def families(corpus: Corpus) -> list[set[str]]:
    """Return the groups of documents that are joined by a tie, or by a publisher."""
    groups = [{document} for document in corpus.documents]
    joins = {PROV + "wasDerivedFrom", CG + "sharesTextWith"}
    pairs = [(one, other) for _, one, word, other in corpus.statements if word in joins]
    published = [(one, publisher) for _, one, word, publisher in corpus.statements if word == PUBLISHER]
    pairs += [(one, other) for (one, by), (other, too) in combinations(published, 2) if by == too]
    for one, other in pairs:
        joined = [group for group in groups if one in group or other in group]
        groups = [group for group in groups if group not in joined] + [set().union(*joined)]
    return groups


class Known:
    """Hold what some documents of a corpus assert, with the passages that assert it, and what the rules derive."""

    def __init__(self, corpus: Corpus, documents: Collection[str]) -> None:
        triples = {(one, word, other) for _, one, word, other in corpus.statements}
        accepted = {
            passage
            for passage, word, document in triples
            if word == PROV + "wasQuotedFrom" and document in documents
            if (passage, CG + "stance", CG + "Asserts") in triples
        }
        self.passages: dict[tuple[str, str, str], set[str]] = defaultdict(set)
        for graph, *triple in corpus.statements:
            if graph in accepted:
                self.passages[triple[0], triple[1], triple[2]].add(graph)
            elif graph == HOME + "graph/register":
                self.passages[triple[0], triple[1], triple[2]] |= set()

    def values(self, subject: str, word: str) -> Iterator[str]:
        """Yield the values of a property that are known."""
        yield from (o for s, p, o in self.passages if s == subject and p == word)

    def kind(self, actor: str) -> str:
        classes = set(self.values(actor, TYPE))
        return next(kind for kind, names in CLASSES.items() if classes & {CG + name for name in names})

    def represented(self, participation: str, person: str) -> set[str]:
        """Return whom a person represents: as stated, or by a post."""
        posts = self.values(person, ORG + "holds")
        return {
            *self.values(participation, CG + "onBehalfOf"),
            *(actor for post in posts for actor in self.values(post, ORG + "postIn")),
        }

    def present(self, represented: bool) -> dict[str, dict[str, set[str]]]:
        """Return the participants of each event, with the passages that name them."""
        events: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for participation, word, person in list(self.passages):
            if word == CG + "participant" and CG + "Participation" in self.values(participation, TYPE):
                instead = self.represented(participation, person) if self.kind(person) == "person" else set()
                for event in self.values(participation, CG + "event"):
                    for actor in (instead if represented else set()) or {person}:
                        events[event][actor] |= self.passages[participation, word, person]
        return events

    def pairs(self, promise: str, kinds: Collection[str] = KINDS) -> dict[tuple[str, str], set[str]]:
        """Return who commits to whom by a commitment, with the passages that say either."""
        givers, receivers = (list(self.values(promise, CG + word)) for word in ("committedBy", "beneficiary"))
        return {
            (giver, receiver): self.passages[promise, CG + "committedBy", giver]
            | self.passages[promise, CG + "beneficiary", receiver]
            for giver in givers
            for receiver in receivers
            if {self.kind(giver), self.kind(receiver)} <= set(kinds)
        }

    def network(self, name: str, kinds: Collection[str] = KINDS, represented: bool = False, without: str = "") -> Any:
        """Return a network, of which each edge has `supports` and `passages`, both as sets.

        `without` is an event or a commitment to leave out.
        """
        graph = nx.DiGraph() if name == "commitment" else nx.Graph()

        def join(one: str, other: str, support: str, passages: set[str]) -> None:
            if support == without:
                return
            if not graph.has_edge(one, other):
                graph.add_edge(one, other, supports=set(), passages=set())
            graph.edges[one, other]["supports"].add(support)
            graph.edges[one, other]["passages"] |= passages

        if name == "commitment":
            for promise in {promise for promise, word, _ in self.passages if word == CG + "committedBy"}:
                for (giver, receiver), passages in self.pairs(promise, kinds).items():
                    join(giver, receiver, promise, passages)
        else:
            for event, actors in self.present(represented).items():
                here = {actor: passages for actor, passages in actors.items() if self.kind(actor) in kinds}
                if name == "affiliation":
                    for actor, passages in here.items():
                        join(actor, event, event, passages)
                else:
                    graph.add_nodes_from(here if event != without else ())
                    for one, other in permutations(here, 2):
                        join(one, other, event, here[one] | here[other])
        for _, _, data in graph.edges(data=True):
            data["weight"] = len(data["supports"])
            data["distance"] = 1 / data["weight"]
        return graph
