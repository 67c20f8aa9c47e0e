"""Test that networkx reads back the written networks, with their passages, and that the bytes are always the same."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import networkx as nx
import pytest
from invented_network import PASSAGES, columns, iri, trig
from ruritania import PROJECT

from coalition.columns.table import Columns
from coalition.errors import SelectionError
from coalition.network import build, definitions, formats


@pytest.fixture(scope="module")
def invented() -> Columns:
    return columns(trig())


def read_gexf(text: str) -> nx.Graph:
    graph = nx.read_gexf(io.BytesIO(text.encode()))
    for _, _, data in graph.edges(data=True):
        del data["id"]
    return graph


READERS: dict[str, Callable[[str], nx.Graph]] = {
    "graphml": nx.parse_graphml,
    "gexf": read_gexf,
    "json": lambda text: nx.node_link_graph(json.loads(text), edges="edges"),
}
"""How networkx reads each format back; a list of edges in CSV has tests of its own, as it lacks nodes without edges."""


def test_every_format_is_read_back_and_described() -> None:
    assert {*READERS, "csv"} == set(formats.NETWORK_FORMATS)
    page = (PROJECT / "docs" / "reference" / "json.md").read_text(encoding="utf-8")
    section = page.split("## `network`")[1].split("\n## ")[0].lower()
    assert [format for format in formats.NETWORK_FORMATS if format not in section] == []


@pytest.mark.parametrize("name", definitions.NETWORKS)
@pytest.mark.parametrize("format", READERS)
def test_networkx_reads_back_what_is_written(invented: Columns, name: str, format: str) -> None:
    graph = build.build(invented, name, definitions.ACTOR_KINDS)
    again = READERS[format](formats.write(graph, format))
    assert again.is_directed() == graph.is_directed()
    assert dict(again.nodes(data=True)) == dict(graph.nodes(data=True))
    assert sorted(again.edges(data=True), key=str) == sorted(graph.edges(data=True), key=str)
    if format != "gexf":
        assert graph.graph.items() <= again.graph.items()
        assert all(type(weight) is int for _, _, weight in again.edges(data="weight"))


def test_the_list_of_edges_has_labels_and_passages(invented: Columns) -> None:
    rows = list(csv.DictReader(io.StringIO(formats.write(build.build(invented), "csv"))))
    assert list(rows[0]) == ["source", "target", "source_label", "target_label", "weight", "passages", "events"]
    assert len(rows) == 17
    [row] = [row for row in rows if row["source_label"] == "Alfa" and row["target_label"] == "League, the"]
    assert row["source"] == iri("actor:alfa")
    assert (row["weight"], row["events"]) == ("1", iri("meeting:one"))
    assert row["passages"].split() == [iri("passage:s1-10"), iri("passage:s2-20")]
    commitments = formats.write(build.build(invented, "commitment"), "csv")
    assert commitments.splitlines()[0].endswith(",weight,passages,commitments")


def test_a_gexf_file_knows_neither_the_day_nor_the_version_of_networkx(invented: Columns) -> None:
    text = formats.write(build.build(invented), "gexf")
    assert "lastmodifieddate" not in text
    assert nx.__version__ not in text.split("<graph ")[0]
    assert "<creator>Coalition Graph</creator>" in text


PRINT_ALL = """
import sys, pyoxigraph as ox
from coalition.columns.table import Columns
from coalition.network import build, definitions, formats
quads = ox.parse(sys.stdin.buffer.read(), format=ox.RdfFormat.TRIG)
columns = Columns.from_quads(quad for quad in quads if isinstance(quad.graph_name, ox.NamedNode))
for name in definitions.NETWORKS:
    for represented in (False, True)[: 1 + (name != "commitment")]:
        for format in formats.NETWORK_FORMATS:
            graph = build.build(columns, name, definitions.ACTOR_KINDS, represented)
            sys.stdout.buffer.write((str(represented) + formats.write(graph, format)).encode())
"""


def test_the_bytes_do_not_depend_on_hash_seeds_or_on_the_order_of_facts() -> None:
    backwards = {key: facts[::-1] for key, facts in reversed(PASSAGES.items())}
    outputs = set()
    for seed, text in (("0", trig()), ("1", trig()), ("2", trig(backwards))):
        source = Path(build.__file__).parents[2]
        outputs.add(
            subprocess.run(
                [sys.executable, "-c", PRINT_ALL],
                input=text.encode(),
                capture_output=True,
                check=True,
                env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(source)},
            ).stdout
        )
    [output] = outputs
    assert output.count(b"<graphml") == 5


def test_an_unknown_format_is_refused(invented: Columns) -> None:
    with pytest.raises(SelectionError, match=r"there is no format 'graphm'; did you mean graphml\?"):
        formats.write(build.build(invented), "graphm")


def test_a_network_of_nothing_can_be_written() -> None:
    graph = build.build(Columns.from_quads([]))
    assert len(nx.parse_graphml(formats.write(graph, "graphml"))) == 0
    assert formats.write(graph, "csv").count("\n") == 1
