"""Test that the columns of a snapshot hold what its store holds, and tell what is accepted."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from coalition.columns.table import Columns
from coalition.errors import StoreError
from coalition.graph import Graph
from coalition.namespaces import CG, RECORD, TYPE


def forms(columns: Columns, *, accepted: bool) -> set[tuple[str, ...]]:
    """Return the statements of columns as texts; with `accepted`, those of the graphs that are accepted."""
    found = set[tuple[str, ...]]()
    for word in columns.properties:
        statements = columns.of(word)
        if accepted:
            statements = statements.where(columns.accepted[statements.graph])
        for subject, value, graph in zip(*statements, strict=True):
            form = (columns.terms.form(subject), f"<{word}>", columns.terms.form(value))
            found.add(form if accepted else (*form, columns.terms.form(graph)))
    return found


@pytest.mark.parametrize("options", [{}, {"stances": ["Reports"]}, {"on": "1894"}, {"families": 1, "sources": "zenda"}])
def test_columns_hold_the_named_graphs_and_tell_what_the_default_graph_holds(
    graph: Graph, options: dict[str, object]
) -> None:
    view = graph.view(**options)  # type: ignore[arg-type]
    columns = view.snapshot.columns()
    quads = [quad for quad in view.store.quads() if isinstance(quad.graph_name, ox.NamedNode)]
    assert forms(columns, accepted=False) == {tuple(map(str, (*q.triple, q.graph_name))) for q in quads}
    default = view.store.quads(None, None, None, ox.DefaultGraph())
    assert forms(columns, accepted=True) == {tuple(map(str, q.triple)) for q in default}


def test_the_columns_of_the_published_graph_hold_its_store(published: Graph) -> None:
    columns = published.snapshot.columns()
    quads = [quad for quad in published.store.quads() if isinstance(quad.graph_name, ox.NamedNode)]
    assert forms(columns, accepted=False) == {tuple(map(str, (*q.triple, q.graph_name))) for q in quads}
    default = published.store.quads(None, None, None, ox.DefaultGraph())
    assert forms(columns, accepted=True) == {tuple(map(str, q.triple)) for q in default}


def test_instances_are_those_of_the_record(graph: Graph) -> None:
    columns = graph.snapshot.columns()
    kind = ox.NamedNode(CG + "AcceptedPassage")
    recorded = graph.store.quads(None, ox.NamedNode(TYPE), kind, ox.NamedNode(RECORD))
    expected = {quad.subject.value for quad in recorded}  # type: ignore[union-attr]
    assert set(columns.terms.iris(columns.instances(CG + "AcceptedPassage"))) == expected
    assert expected


def test_columns_that_are_not_there_are_told_of(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"the columns cannot be read .*terms\.utf8"):
        Columns.open(tmp_path)


def test_what_the_record_states_of_some_things(graph: Graph) -> None:
    columns = graph.snapshot.columns()
    recorded = list(graph.store.quads(None, None, None, ox.NamedNode(RECORD)))
    things = sorted({quad.subject.value for quad in recorded})[::2]  # type: ignore[union-attr]
    expected = {tuple(map(str, quad.triple)) for quad in recorded if quad.subject.value in things}  # type: ignore[union-attr]
    assert {(f"<{t}>", f"<{w}>", str(v)) for t, w, v in columns.about([*things, "x:nothing"])} == expected != set()
    types = {triple for triple in expected if triple[1] == f"<{TYPE}>"}
    assert {(f"<{t}>", f"<{w}>", str(v)) for t, w, v in columns.about(things, TYPE)} == types != set()
    assert list(columns.about([])) == []


def test_the_graphs_of_triples(graph: Graph) -> None:
    columns = graph.snapshot.columns()
    unknown = ox.Triple(ox.NamedNode("x:a"), ox.NamedNode(TYPE), ox.Literal("none"))
    triples = {quad.triple for quad in graph.store.quads()} | {unknown}
    assert columns.graphs_of_each(triples) == graph.store.graphs_of_each(triples)
    assert columns.graphs_of_each([unknown]) == {unknown: set()}
