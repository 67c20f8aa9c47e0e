"""Test the evidence of facts that random rules derive, by applying the rules to every part of what is stated."""

from __future__ import annotations

import random
from collections.abc import Iterable
from itertools import combinations
from pathlib import Path

import pyoxigraph as ox
import pytest

from coalition.names import Names
from coalition.namespaces import CG, PREFIXES, PROV, RECORD
from coalition.provenance.evidence import Tracer
from coalition.provenance.record import Record
from coalition.rdf.store import Store, as_quad
from coalition.texts.source import Texts

SPACE = "http://example.org/"

Fact = tuple[str, str, str]

RULES = {
    "copies": ("?x :q ?y", "?x :p ?y"),
    "also-copies": ("?x :q ?y", "?y :s ?x"),
    "chains": ("?x :q ?z", "?x :q ?y . ?y :q ?z"),
    "two": ("?x :r ?y . ?y :r ?x", "?x :q ?y . ?x :s ?z"),
    "either": ("?x :t ?y", "{ ?x :q ?y } UNION { ?x :r ?y OPTIONAL { ?y :p ?z } }"),
    "exists": ("?x :u ?y", "?x :r ?y FILTER EXISTS { ?x :p ?z }"),
    "selects": ("?x :v ?y", "?x :r ?y { SELECT DISTINCT ?y { ?y :p ?z } }"),
}


def node(name: str) -> ox.NamedNode:
    return ox.NamedNode(SPACE + name)


def triple(fact: Fact) -> ox.Triple:
    return ox.Triple(*map(node, fact))


def query(rule: str) -> str:
    head, body = RULES[rule]
    return f"PREFIX : <{SPACE}> CONSTRUCT {{ {head} }} WHERE {{ {body} }}"


def derived(facts: Iterable[ox.Triple], rules: Iterable[str]) -> dict[str, set[ox.Triple]]:
    """Return what each rule derives, applied with the others until nothing new follows."""
    store = ox.Store()
    store.extend(map(as_quad, facts))
    found: dict[str, set[ox.Triple]] = {rule: set() for rule in rules}
    while True:
        before = len(store)
        for rule, triples in found.items():
            triples.update(store.query(query(rule)))  # type: ignore[arg-type]
            store.extend(map(as_quad, triples))
        if len(store) == before:
            return found


@pytest.mark.parametrize("seed", range(20))
def test_what_is_derived_rests_on_every_passage_from_which_it_follows(seed: int) -> None:
    choose = random.Random(seed)
    facts = sorted({(choose.choice("abc"), choose.choice("ps"), choose.choice("abc")) for _ in range(4)})
    rules = choose.sample(sorted(RULES), 5)
    places = {fact: choose.sample(range(4), choose.randint(1, 2)) for fact in facts}
    found = derived(map(triple, facts), rules)
    quads = [as_quad(triple(fact)) for fact in facts]
    quads += [as_quad(triple(fact), node(f"passage{n}")) for fact, where in places.items() for n in where]
    for rule, triples in found.items():
        quads += [as_quad(t, g) for t in triples for g in (None, ox.NamedNode(PREFIXES["rule"] + rule))]
    for number in range(4):
        passage, graph = node(f"passage{number}"), ox.NamedNode(RECORD)
        quads.append(ox.Quad(passage, ox.NamedNode(PROV + "wasQuotedFrom"), node("source"), graph))
        quads += [ox.Quad(passage, ox.NamedNode(CG + w), ox.Literal(0), graph) for w in ("start", "end", "digest")]
    store = Store.in_memory(quads)
    texts = {PREFIXES["rule"] + rule: query(rule) for rule in rules}
    tracer = Tracer(Record(store), texts, Texts(Path("nowhere")), Names(store))
    parts = [part for size in range(len(facts) + 1) for part in combinations(facts, size)]
    follows = {part: set().union(*derived(map(triple, part), rules).values()) for part in parts}
    for fact in sorted(set().union(*found.values()), key=str):
        evidence = tracer.triple(fact)
        assert evidence.notes == ()
        assert {rule for rule in rules if fact in found[rule]} <= set(evidence.rules)
        cited = {used for passage in evidence.passages for used in passage.facts}
        own = tuple(stated for stated in facts if triple(stated) in cited)
        assert fact in follows[own] or fact in map(triple, own), "not enough"
        least = [
            part for part in parts if fact in follows[part] and not any(fact in follows[p] for p in _one_less(part))
        ]
        for stated in {stated for part in least for stated in part}:
            assert triple(stated) in cited, "not complete"
            named = {p.passage.iri for p in evidence.passages if triple(stated) in p.facts}
            assert named == {node(f"passage{number}").value for number in places[stated]}


def _one_less(part: tuple[Fact, ...]) -> Iterable[tuple[Fact, ...]]:
    return combinations(part, len(part) - 1) if part else ()
