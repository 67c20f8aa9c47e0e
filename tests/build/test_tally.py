"""Test that what the columns count is what SPARQL counts in the store."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from ruritania import drafted

from coalition.build.dataset import build_dataset
from coalition.build.tally import tally
from coalition.columns.table import Columns
from coalition.corpus.root import Root
from coalition.graph import Graph
from coalition.rdf.store import Store
from coalition.texts.source import Texts

PASSAGE = "GRAPH graph:record { ?passage a cg:Passage }"
STATED = f"{PASSAGE} GRAPH ?passage {{ ?s ?p ?o }}"
QUERIES = {
    "facts": f"(COUNT(*) AS ?n) {{ SELECT DISTINCT ?s ?p ?o {{ {STATED} }} }}",
    "statements": f"(COUNT(*) AS ?n) {{ {STATED} }}",
    "passages": f"(COUNT(*) AS ?n) {{ {PASSAGE} MINUS {{ GRAPH graph:record {{ ?passage cg:stance cg:Drafted }} }} }}",
    "drafted passages": "(COUNT(*) AS ?n) { GRAPH graph:record { ?passage cg:stance cg:Drafted } }",
    "factless slices": "(COUNT(*) AS ?n) { GRAPH graph:record { ?slice a cg:FactlessSlice } }",
    "sources": "(COUNT(DISTINCT ?x) AS ?n) { GRAPH graph:record { ?x a cg:Source ; cg:textDigest ?digest } }",
    "works cited": "(COUNT(DISTINCT ?x) AS ?n) { GRAPH graph:record { ?x a cg:Source "
    "FILTER NOT EXISTS { ?x cg:textDigest|cg:referenceTo ?other } } }",
    "participants": "(COUNT(DISTINCT ?actor) AS ?n) { ?p a cg:Participation ; cg:participant ?actor }",
    "derived facts": "(COUNT(*) AS ?n) { GRAPH graph:record { ?rule a cg:Rule } GRAPH ?rule { ?s ?p ?o } }",
}


def asked(store: Store) -> dict[str, int]:
    found = {}
    for what, pattern in QUERIES.items():
        (row,) = store.select(f"SELECT {pattern}")
        found[what] = int(row["n"].value)
    return found | {"refused facts": 0}


def test_the_published_graph_holds_what_is_counted() -> None:
    graph = Graph.open()
    counts = tally(graph.snapshot.columns())
    assert counts == asked(graph.store) == graph.snapshot.counts
    assert all(counts[what] for what in counts.keys() - {"drafted passages", "refused facts"})


@pytest.mark.parametrize("stances", [["Reports"], ["Asserts", "Denies"]])
def test_a_view_holds_what_is_counted(tmp_path: Path, stances: list[str]) -> None:
    view = Graph.open(store=tmp_path).view(stances=stances)
    assert tally(view.snapshot.columns()) == asked(view.store) == view.snapshot.counts


def test_a_corpus_with_drafts_holds_what_is_counted(folder: Path) -> None:
    draft = drafted("1,200 crowns (£50)", "cg:mentions actor:no .")
    (folder / "graph" / "draft.trig").write_text(draft, encoding="utf-8")
    root = Root.open(folder)
    builder = build_dataset(root.read(), Texts(root.sources)).builder
    counts = tally(Columns.from_quads(builder.stated()))
    assert counts == asked(builder.reader())
    assert counts["drafted passages"] == 1


def test_nothing_is_counted_in_nothing() -> None:
    assert set(tally(Columns.from_quads(list[ox.Quad]())).values()) == {0}
