"""Test that statements stand in canonical order, each with the graphs that state it."""

from __future__ import annotations

import random
from collections import defaultdict

import numpy as np
import pyoxigraph as ox
import pytest
from invented_corpus import Invented

from coalition.columns.table import ACCEPTED_PASSAGE, Columns
from coalition.namespaces import CG, PREFIXES, RDFS, RECORD, REGISTER, SKOS, TYPE
from coalition.query.export import statements_of
from coalition.query.facts import DEFAULT, Facts, in_pieces, key, natural
from coalition.rdf import turtle


def test_keys_sort_as_names_do() -> None:
    choose = random.Random(3)
    names = ["".join(choose.choices("a0129/-٣", k=choose.randint(1, 7))) for _ in range(3000)]
    iris = [ox.NamedNode(f"http://x/{name}") for name in names]
    assert sorted(iris, key=key) == sorted(iris, key=lambda iri: turtle.order(iri.value))
    assert sorted(("a10", "a9", "a", "a09b"), key=natural) == ["a", "a9", "a09b", "a10"]


@pytest.mark.parametrize("at_once", [1, 4, 1000])
def test_pieces_hold_all_rows_of_each_rank(at_once: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coalition.query.facts.AT_ONCE", at_once)
    for seed in range(50):
        choose = random.Random(seed)
        ranks = np.array(choose.choices(range(1, 12), k=choose.randint(0, 40)), dtype=np.int64)
        pieces = [ranks[piece].tolist() for piece in in_pieces(ranks)]
        assert pieces
        assert sorted(ranks.tolist()) == [rank for piece in pieces for rank in sorted(piece)]
        assert len({*ranks.tolist()}) == sum(len({*piece}) for piece in pieces)
        assert all(len(piece) < at_once + max(map(piece.count, piece)) for piece in pieces if piece)


def test_what_is_accepted_is_in_order_with_its_origins(invented: Invented) -> None:
    store = invented.graph.store
    facts = Facts.read(invented.graph.snapshot.columns())
    held = facts.in_order()
    triples = [
        ox.Triple(*(facts.terms[n] for n in row)) for row in zip(held.subject, held.word, held.value, strict=True)
    ]
    assert triples == turtle.in_order(quad.triple for quad in store.quads(None, None, None, ox.DefaultGraph()))
    ends = [0, *held.ends.tolist()]
    several = 0
    for place in random.Random(1).sample(range(len(triples)), 500):
        origins = [facts.terms[n] for n in held.origins[ends[place] : ends[place + 1]].tolist()]
        assert origins == statements_of(store, triples[place])
        several += len(origins) > 1
    assert several > 10


def test_labels_are_added_for_names_that_are_accepted_or_for_all() -> None:
    accepted, other, named = (ox.NamedNode(PREFIXES["passage"] + name) for name in ("a", "b", "labels"))
    mark = ox.Quad(accepted, ox.NamedNode(TYPE), ox.NamedNode(ACCEPTED_PASSAGE), ox.NamedNode(RECORD))
    names = [ox.Quad(node, ox.NamedNode(SKOS + "prefLabel"), ox.Literal("x"), node) for node in (accepted, other)]
    columns = Columns.from_quads([mark, *names])
    for labelled, expected in ((ox.DefaultGraph(), {accepted}), (named, {accepted, other})):
        facts = Facts.read(columns, [], labelled)
        subject, word, _, graph = facts.rows
        inside = DEFAULT if isinstance(labelled, ox.DefaultGraph) else facts.terms.index(labelled)
        added = (word == facts.number(RDFS + "label")) & (graph == inside)
        assert {facts.terms[n] for n in subject[added].tolist()} == expected


def test_only_what_is_accepted_is_read_if_no_more_is_asked_for(invented: Invented) -> None:
    columns = invented.graph.snapshot.columns()
    whole, part = Facts.read(columns), Facts.read(columns, whole=False)
    assert part.accepted.all()
    assert not whole.accepted.all()
    counts = defaultdict[bool, int](int)
    for facts in (whole, part):
        counts[facts is whole] = len(facts.in_order().subject)
    assert counts[True] == counts[False]
    graphs = {part.terms[n].value for n in set(part.rows.graph.tolist())}
    assert {RECORD, REGISTER} <= graphs
    assert not [name for name in graphs if name.startswith(CG)]
