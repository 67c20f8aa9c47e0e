"""Test with random stores and queries that the evidence of a row gives the row again, and is where it says."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coalition.names import Names
from coalition.namespaces import CG, PROV, RECORD
from coalition.provenance.evidence import Tracer
from coalition.provenance.record import Record
from coalition.rdf.store import Store, Term
from coalition.texts.source import Texts

NODES, VERBS, COLUMNS = "abcd", "pqr", "xyzw"

SPACE = "http://example.org/"

Facts = list[tuple[str, str, str, frozenset[int]]]

terms = st.sampled_from([*(f"?{column}" for column in COLUMNS), *(f":{name}" for name in NODES)])

paths = st.recursive(
    st.sampled_from([f":{verb}" for verb in VERBS]),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from("/|"), inner).map(lambda part: f"({part[0]}{part[1]}{part[2]})"),
        inner.map(lambda part: f"^({part})"),
        st.tuples(inner, st.sampled_from("+*?")).map(lambda part: f"({part[0]}){part[1]}"),
        st.sets(st.sampled_from(VERBS), min_size=1).map(lambda names: f"!({'|'.join(f':{n}' for n in sorted(names))})"),
    ),
    max_leaves=3,
)

verbs = st.sampled_from([*(f":{verb}" for verb in VERBS), "?v"])

patterns = st.lists(st.tuples(terms, verbs, terms).map(" ".join), min_size=1, max_size=3).map(" . ".join)

walks = st.tuples(st.sampled_from(["?x", "?y"]), paths, terms).map(" ".join)

filters = st.tuples(terms, st.sampled_from(["=", "!="]), terms).map(lambda part: f"FILTER({' '.join(part)})")

groups = st.tuples(patterns, st.one_of(st.just(""), filters)).map(lambda part: f"{{ {part[0]} {part[1]} }}")

parts = st.one_of(
    filters,
    groups,
    groups.map(lambda group: f"OPTIONAL {group}"),
    st.lists(groups, min_size=2, max_size=3).map(" UNION ".join),
    walks.map(lambda walk: f"{{ {walk} }}"),
    walks.map(lambda walk: f"OPTIONAL {{ {walk} }}"),
    st.tuples(terms, st.sampled_from(NODES)).map(
        lambda part: f"FILTER(BOUND(?{part[1].translate(str.maketrans('abcd', COLUMNS))}))"
    ),
)

heads = st.sampled_from(["*", "DISTINCT *", "?x", "DISTINCT ?y ?z"])


# ?x and ?y stand in a triple pattern, so that a path of no steps from them starts at a node of a witness.
queries = st.tuples(heads, verbs, st.lists(parts, max_size=3).map(" ".join)).map(
    lambda part: f"PREFIX : <{SPACE}> SELECT {part[0]} {{ ?x {part[1]} ?y . {part[2]} }}"
)

facts = st.lists(
    st.tuples(
        st.sampled_from(NODES),
        st.sampled_from(VERBS),
        st.sampled_from(NODES),
        st.frozensets(st.integers(0, 2), min_size=1),
    ),
    min_size=1,
    max_size=9,
)


def dataset(given: Facts) -> Store:
    """Return a store of facts in passages that assert them."""

    def node(name: str) -> ox.NamedNode:
        return ox.NamedNode(SPACE + name)

    quads = []
    for number in range(3):
        passage, record = node(f"passage{number}"), ox.NamedNode(RECORD)
        quads.append(ox.Quad(passage, ox.NamedNode(PROV + "wasQuotedFrom"), node("source"), record))
        quads += [
            ox.Quad(passage, ox.NamedNode(CG + word), ox.Literal(0), record) for word in ("start", "end", "digest")
        ]
    for subject, verb, obj, passages in given:
        fact = (node(subject), node(verb), node(obj))
        quads.append(ox.Quad(*fact))
        quads += [ox.Quad(*fact, node(f"passage{number}")) for number in passages]
    return Store.in_memory(quads)


def counted(store: Store, text: str) -> set[tuple[Term | None, ...]]:
    return {tuple(row) for row in store.select(text)}


@pytest.mark.slow
@settings(derandomize=True, max_examples=300)
@given(facts, queries)
def test_what_a_row_rests_on_suffices_for_it_and_stands_where_it_is_said_to(given: Facts, text: str) -> None:
    store = dataset(given)
    answer = store.select(text)
    columns = [variable.value for variable in answer.variables]
    rows = sorted({tuple(row) for row in answer}, key=str)
    tracer = Tracer(Record(store), {}, Texts(Path("nowhere")), Names(store))
    for row, evidence in zip(rows, tracer.rows(text, columns, rows), strict=True):
        assert (evidence.notes, evidence.grounds, evidence.rules) == ((), (), ())
        used = {fact for cited in evidence.passages for fact in cited.facts}
        assert row in counted(Store.in_memory(ox.Quad(*fact) for fact in used), text)
        for fact in used:
            cited = {c.passage.iri for c in evidence.passages if fact in c.facts}
            assert cited == {graph.value for graph in store.graphs_of(fact)} != set()
