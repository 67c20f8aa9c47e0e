"""Test the evidence of random queries on random facts by leaving facts out and asking the engine alone.

*Enough*: the facts that a row rests on, as all that the store holds, give the row again. *Each is of use*: of each of
them there are facts without which leaving it out loses a solution behind the row. *Complete*: a fact without which the
whole store loses a solution behind the row is among them, with every passage that states it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import combinations
from pathlib import Path

import pyoxigraph as ox
import pytest
from random_queries import PASSAGES, SPACE, Fact, RandomQuery, random_query

from coalition.errors import QueryError
from coalition.names import Names
from coalition.namespaces import CG, PROV, RECORD
from coalition.provenance.algebra import ABSENT
from coalition.provenance.evidence import NO_TRIPLE, Evidence, Tracer
from coalition.provenance.record import Record
from coalition.provenance.witnesses import PARTIAL, UNREPEATED
from coalition.rdf.store import Rows, Store, Term, as_quad
from coalition.texts.source import Texts

SEEDS, PER_TEST = 160, 40

Row = tuple[Term | None, ...]


def node(name: str) -> ox.NamedNode:
    return ox.NamedNode(SPACE + name)


def triple(fact: Fact) -> ox.Triple:
    return ox.Triple(*map(node, fact[:3]))


def quads(facts: Iterable[Fact]) -> Iterator[ox.Quad]:
    for fact in facts:
        for graph in (None, *(node(f"passage{number}") for number in fact[3])):
            yield as_quad(triple(fact), graph)


def record() -> Iterator[ox.Quad]:
    for number in range(PASSAGES):
        passage, graph = node(f"passage{number}"), ox.NamedNode(RECORD)
        yield ox.Quad(passage, ox.NamedNode(PROV + "wasQuotedFrom"), node("source"), graph)
        for word in ("start", "end", "digest"):
            yield ox.Quad(passage, ox.NamedNode(CG + word), ox.Literal(0), graph)


def answer(store: Store, text: str) -> tuple[list[str], list[Row]]:
    found = store.query(text)
    if isinstance(found, Rows):
        return [variable.value for variable in found.variables], [tuple(row) for row in found]
    return [], [()] if found else []


class Case:
    """Hold a query and facts, and ask for the solutions behind each row on any part of the facts."""

    def __init__(self, query: RandomQuery, facts: list[Fact], columns: list[str]) -> None:
        self.query, self.facts, self.columns = query, facts, columns
        self.keys = columns if query.keys is None else query.keys
        self.behind = cache(self._behind)

    def _behind(self, facts: frozenset[Fact]) -> dict[Row, Counter[Row]]:
        columns, rows = answer(Store.in_memory(quads(facts)), self.query.full)
        found: dict[Row, Counter[Row]] = defaultdict(Counter)
        for row in rows:
            found[tuple(row[columns.index(key)] if key in columns else None for key in self.keys)][row] += 1
        return found

    def loses(self, fact: Fact, key: Row, facts: Iterable[Fact]) -> bool:
        """Tell whether a row loses a solution when a fact is left out of some facts."""
        whole = frozenset(facts)
        return bool(self.behind(whole)[key] - self.behind(whole - {fact})[key])

    def of_use(self, fact: Fact, key: Row) -> bool:
        """Tell whether there are facts without which leaving out a fact loses a solution."""
        others = [other for other in self.facts if other != fact]
        parts = (part for size in reversed(range(len(others) + 1)) for part in combinations(others, size))
        return any(self.loses(fact, key, {fact, *part}) for part in parts)

    def check(self, rows: list[Row], row: Row, evidence: Evidence, held: Store) -> None:
        """Check the evidence of one row."""
        notes = set(evidence.notes) - {NO_TRIPLE, UNREPEATED}
        assert notes <= {ABSENT, PARTIAL}
        facts = {fact for cited in evidence.passages for fact in cited.facts}
        stated = [as_quad(fact, ox.NamedNode(c.passage.iri)) for c in evidence.passages for fact in c.facts]
        _, again = answer(Store.in_memory([*stated, *map(as_quad, facts)]), self.query.alike)
        if PARTIAL not in notes:
            repeated = [n for n, column in enumerate(self.columns) if column not in ("u", "s")]
            alike = [tuple(other[n] for n in repeated) for other in again]
            own = tuple(row[n] for n in repeated)
            assert own in alike, "not enough"
            if not notes and "OPTIONAL" not in self.query.text:  # where it is not taken, it may add a row
                assert alike.count(own) == [tuple(other[n] for n in repeated) for other in rows].count(own)
        key = tuple(row[self.columns.index(name)] if name in self.columns else None for name in self.keys)
        for fact in self.facts:
            if triple(fact) in facts:
                assert not self.query.exact or self.of_use(fact, key), "of no use"
            elif not notes and not self.query.empty_paths:
                assert not self.loses(fact, key, self.facts), "not complete"
        if "GRAPH" not in self.query.text:
            for used in facts:
                cited = {c.passage.iri for c in evidence.passages if used in c.facts}
                assert cited == {graph.value for graph in held.graphs_of(used)}


@pytest.mark.parametrize("first", range(0, SEEDS, PER_TEST))
def test_evidence_is_enough_of_use_and_complete(first: int) -> None:
    checked = 0
    for seed in range(first, first + PER_TEST):
        query, facts = random_query(seed)
        store, held = Store.in_memory(quads(facts)), Store.in_memory([*quads(facts), *record()])
        try:
            columns, rows = answer(store, query.alike)
        except QueryError:  # LATERAL may not give a value to what has one
            continue
        if sorted(map(str, answer(held, query.full)[1])) != sorted(map(str, answer(store, query.full)[1])):
            continue  # GRAPH ?g matched the record
        different = list(dict.fromkeys(rows))
        tracer = Tracer(Record(held), {}, Texts(Path("nowhere")), Names(held))
        case = Case(query, facts, columns)
        for row, evidence in zip(different, tracer.rows(query.text, columns, different), strict=True):
            try:
                case.check(rows, row, evidence, held)
            except AssertionError as fault:
                raise AssertionError(f"{fault}: seed {seed}: {query.text}: {row}: {facts}: {evidence}") from fault
            checked += 1
    assert checked > PER_TEST / 2, "a test of too few rows shows too little"
