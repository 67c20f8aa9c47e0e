"""Test each obstacle that is named against the engine: without it the row is there, and it was not there before."""

from __future__ import annotations

import random
from itertools import product

import pyoxigraph as ox
import pytest
from random_queries import NODES, SPACE, Fact, Writer, random_facts

from coalition.errors import QueryError
from coalition.provenance.removal import Divided, Part, divide
from coalition.query.absence import matches, obstacles
from coalition.rdf.store import Rows, Store, as_quad

QUERIES = 150


def stored(facts: list[Fact]) -> Store:
    """Return a store that has each fact in its passages and in the default graph."""
    quads = []
    for subject, verb, thing, passages in facts:
        triple = ox.Triple(*(ox.NamedNode(SPACE + name) for name in (subject, verb, thing)))
        quads += [as_quad(triple, ox.NamedNode(f"{SPACE}passage{number}")) for number in passages]
        quads.append(as_quad(triple))
    return Store.in_memory(quads)


def query(choose: random.Random) -> str:
    """Return a query of patterns, filters and groups."""
    writer = Writer(choose)
    return f"PREFIX : <{SPACE}> SELECT ?x ?y {writer.group(choose.choice([1, 2])).replace('#branch#', '')}"


@pytest.mark.parametrize("batch", range(2))
def test_without_a_named_obstacle_the_row_is_there(batch: int) -> None:
    named = 0
    for seed in range(batch * QUERIES, (batch + 1) * QUERIES):
        choose = random.Random(seed)
        text, store = query(choose), stored(random_facts(choose))
        expected = {} if choose.random() < 0.4 else {"x": ox.NamedNode(SPACE + choose.choice(NODES))}
        divided = divide(text)
        try:
            before = answer(store, text)
        except QueryError:  # the engine reads no LATERAL behind some others
            continue
        assert answer(store, divided.without()) == before, seed
        if any(matches(store, text, {}, expected)):
            continue
        for obstacle in obstacles(store, text, {}, expected)[0]:
            alike = [[part.number for part in divided.all() if shown(part) == each] for each in obstacle.parts]
            meant = [set(chosen) for chosen in product(*alike) if explains(store, divided, set(chosen), expected)]
            assert meant, (seed, text, str(obstacle))
            named += 1
    assert named > QUERIES // 4


def shown(part: Part) -> str:
    return " ".join(part.without(frozenset()).removesuffix(" .").split())


def explains(store: Store, divided: Divided, removed: set[int], expected: dict[str, ox.NamedNode]) -> bool:
    """Tell whether the row is there without some parts, and not there with one of them left in."""

    def there(gone: set[int]) -> bool:
        left = divided.without(gone)
        # Where nothing mentions the column any more, whoever expects a value gives it.
        free = "x" in expected and "?x" in divided.pattern() and "?x" not in left.partition("{")[2]
        try:
            return any(matches(store, left, {}, {} if free else expected))
        except QueryError:
            return False

    return there(removed) and not any(there(removed - {each}) for each in removed)


def answer(store: Store, text: str) -> list[str]:
    result = store.query(text)
    assert isinstance(result, Rows)
    return sorted(str(tuple(row)) for row in result)
