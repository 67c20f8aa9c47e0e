"""Test the pairing of equal quads of two datasets."""

from __future__ import annotations

import random
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox
import pytest

from coalition.audit import pairing
from coalition.audit.pairing import ONTOLOGY_GRAPH, Pairing, of_columns, of_streams
from coalition.columns.table import Columns

NODES = [ox.NamedNode(f"x:{name}") for name in "abc"]
VALUES: list[Any] = [*NODES, ox.Literal("a b"), ox.Literal("a", language="en"), ox.BlankNode("b")]
GRAPHS = [*NODES, ONTOLOGY_GRAPH]


@dataclass(frozen=True)
class Sides:
    """Hold two datasets that share some quads, and are not in the same order."""

    old: list[ox.Quad]
    new: list[ox.Quad]


@pytest.fixture(params=range(20))
def sides(request: pytest.FixtureRequest) -> Sides:
    choose = random.Random(request.param)

    def chosen(number: int) -> list[ox.Quad]:
        each = (NODES, NODES, VALUES, GRAPHS)
        rows: list[list[Any]] = [[choose.choice(terms) for terms in each] for _ in range(number)]
        return [ox.Quad(*row) for row in rows]

    common = chosen(30)
    old, new = [*chosen(choose.randint(0, 10)), *common], [*common[::-1], *chosen(choose.randint(0, 10))]
    return Sides(old, new)


def in_streams(sides: Sides) -> Pairing:
    return of_streams(sides.old, sides.new, lambda: sides.old)


def in_columns(sides: Sides) -> Pairing:
    return of_columns(Columns.from_quads(sides.old), Columns.from_quads(sides.new))


@pytest.mark.parametrize("paired", [in_streams, in_columns])
@pytest.mark.parametrize("at_once", [1, 7, 1000])
def test_what_is_unpaired_and_what_is_shared(
    paired: Callable[[Sides], Pairing], at_once: int, sides: Sides, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pairing, "AT_ONCE", at_once)
    monkeypatch.setattr(pairing, "TERMS_AT_ONCE", at_once)
    found, old, new = paired(sides), set(sides.old), set(sides.new)
    assert (found.old, found.new) == (old - new, new - old)
    both = old & new

    def of(triples: Collection[ox.Triple]) -> set[ox.Quad]:
        return {quad for quad in both if quad.triple in triples}

    triples = {quad.triple for quad in (*sides.old[::2], *sides.new[::3])}
    assert found.facts(triples) == {quad.triple for quad in of(triples) if quad.graph_name != ONTOLOGY_GRAPH}
    assert set(found.shared(triples, False)) == of(triples)
    nameless = {quad for quad in both if isinstance(quad.object, ox.BlankNode)}
    assert set(found.shared(triples, True)) == of(triples) | nameless


def test_order_and_repetition_do_not_matter() -> None:
    quads = [ox.Quad(node, node, value, node) for node in NODES for value in VALUES]
    found = of_streams([*quads, *quads[:3]], quads[::-1], lambda: quads)
    assert not found.old
    assert not found.new
