"""Test that the Python API takes and gives what people type and expect in Python."""

from __future__ import annotations

import datetime
import pickle
import subprocess
import sys
from pathlib import Path

import pandas
import pyoxigraph as ox
import pytest
import rdflib
from ruritania import PROJECT

import coalition
from coalition import Graph
from coalition.errors import QueryError, SelectionError

HOSTS = "SELECT ?event ?class ?host WHERE { ?event a ?class ; cg:host ?host } ORDER BY ?class"


def test_a_value_of_a_row_is_found_by_number_name_and_attribute(graph: Graph) -> None:
    row = graph.select(HOSTS)[0]
    assert row.host == row["host"] == row[2] == row[-1] == "https://w3id.org/coalition-graph/actor/rudolf"
    assert row["class"] == getattr(row, "class") == row[1]
    assert dict(row) == {"event": row.event, "class": row["class"], "host": row.host}
    assert tuple(row) == (row.event, row["class"], row.host) == row[:]
    assert pickle.loads(pickle.dumps(row)).host == row.host
    with pytest.raises(KeyError, match="hots; the columns are event, class, host"):
        row["hots"]
    with pytest.raises(AttributeError, match="there is no column hots; the columns are event, class, host"):
        _ = row.hots


def test_a_value_of_a_row_is_bound_again(graph: Graph) -> None:
    host = graph.select(HOSTS)[0].host
    names = graph.select("SELECT ?who ?name WHERE { ?who skos:prefLabel ?name }", who=host)
    assert [row.name for row in names] == ["Rudolf Elphberg"]


def test_select_returns_rows_or_says_that_there_are_none(graph: Graph) -> None:
    with pytest.raises(QueryError, match="the query returns no rows; write it with SELECT"):
        graph.select("ASK {}")


def test_dates_and_single_texts_are_taken(graph: Graph) -> None:
    known = graph.view(known_by=datetime.date(1894, 5, 4), sources="The zenda paper")
    assert known.snapshot.digest == graph.view(known_by="1894-05-04", sources=["The zenda paper"]).snapshot.digest
    assert (
        known.snapshot.digest == graph.view(known_by=datetime.datetime(1894, 5, 4, 12), sources="zenda").snapshot.digest
    )
    on = graph.timeline(since=datetime.date(1894, 5, 3), until=datetime.date(1894, 5, 3))
    assert len(on.entries) == len(graph.timeline(since="1894-05-03", until="1894-05-03").entries) > 0


def test_results_say_in_a_line_what_they_are(graph: Graph) -> None:
    answer = graph.select(HOSTS)
    assert repr(answer) == f"<Answer: {len(answer)} rows of event, class, host>"
    assert repr(graph.select("SELECT ?x WHERE { ?x cg:host ?y }")) == "<Answer: 1 row of x>"
    assert repr(graph) == "<Graph: 5 passages of 1 documents>"
    assert repr(graph.view(families=1, on="1894")).startswith("<Graph restricted by --on 1894: ")
    assert repr(answer.evidence[0]).startswith("<Evidence: passages zenda-22; 1 rules, ")
    assert repr(graph.show("Graustark")) == "<Description of Graustark: 10 facts in 3 passages>"
    assert repr(graph.timeline()) == "<Timeline: 1 entries, 1 things without a date>"
    assert repr(graph.centrality("degree")) == "<Ranking: 2 actors by degree in the co-participation network>"
    assert repr(graph.robustness("degree")).startswith("<Robustness: <Ranking: 2 actors by degree")


def test_results_are_tables_in_a_notebook(graph: Graph) -> None:
    for result in (graph.select(HOSTS), graph.show("Graustark"), graph.timeline(), graph.centrality("degree")):
        shown = result._repr_html_()
        assert shown.startswith("<table><thead><tr><th>")
        assert "</table><p>" in shown


def test_a_data_frame_takes_labels(graph: Graph) -> None:
    frame = graph.select("SELECT ?host (1 AS ?n) WHERE { ?event cg:host ?host }").to_pandas(labels=True)
    assert isinstance(frame, pandas.DataFrame)
    assert list(frame.columns) == ["host", "host_label", "n"]
    assert list(frame["host_label"]) == ["Rudolf Elphberg"]
    taken = graph.select("SELECT ?host ?host_label WHERE { ?event cg:host ?host ; skos:prefLabel ?host_label }")
    with pytest.raises(SelectionError, match="the answer has a column host_label already; rename it"):
        taken.to_pandas(labels=True)


def test_facts_become_a_graph_of_rdflib(graph: Graph) -> None:
    whole = graph.to_rdflib()
    assert isinstance(whole, rdflib.Graph)
    assert len(whole) == len(list(graph.store.quads(None, None, None, ox.DefaultGraph())))
    assert len(graph.to_rdflib("CONSTRUCT { ?e cg:host ?h } WHERE { ?e cg:host ?h }")) == 1


def test_the_package_has_a_version() -> None:
    assert coalition.__version__.count(".") == 2


@pytest.mark.slow  # `make lowest` has no mypy
def test_the_example_of_the_readme_is_typed(tmp_path: Path) -> None:
    blocks = (PROJECT / "README.md").read_text(encoding="utf-8").split("```python\n")[1:]
    assert blocks
    example = tmp_path / "example.py"
    example.write_text("\n".join(block.split("```")[0] for block in blocks), encoding="utf-8")
    command = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(tmp_path / "cache"), str(example)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
