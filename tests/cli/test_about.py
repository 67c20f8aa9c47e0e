"""Test that each result says what it was made from, and that the command in it makes the same bytes again."""

from __future__ import annotations

import io
import json
import shlex
from pathlib import Path

import networkx as nx
import pyoxigraph as ox
import pytest
import rdflib
from program import Call

from coalition import Graph, __version__
from coalition.cli.commands import run
from coalition.namespaces import DCTERMS, ONTOLOGY, PREFIXES, PROV

HOSTS = "SELECT ?host { ?event cg:host ?host }"
IN_JSON = [
    (["query", HOSTS], ""),
    (["query", HOSTS, "--why", "--known-by", "1894"], "--known-by 1894"),
    (["query", HOSTS, "--why-not"], ""),
    (["verify", "crowns"], ""),
    (["query", "ASK {}"], ""),
    (["query", "ASK {}", "--why"], ""),
    (["ask", "who-took-part", "--stance", "reports"], "--stance cg:Reports"),
    (["show", "Rudolf"], ""),
    (["timeline"], ""),
    (["search", "Rudolf"], ""),
    (["search", "needed", "--stance", "reports"], "--stance cg:Reports"),
    (["coverage"], ""),
    (["conflicts"], ""),
    (["corroboration"], ""),
    (["identities"], ""),
    (["network"], ""),
    (["structure", "--kind", "person"], ""),
    (["centrality", "--kind", "person"], ""),
    (["centrality", "--robust"], ""),
    (["centrality", "--kind", "person", "--explain", "Rudolf", "--no-readings"], "--no-readings"),
]


@pytest.mark.parametrize(
    ("arguments", "view"), IN_JSON, ids=lambda each: " ".join(each) if isinstance(each, list) else ""
)
def test_json_tells_the_command_that_makes_it_again(
    arguments: list[str], view: str, zenda: Call, capsys: pytest.CaptureFixture[str]
) -> None:
    done = zenda(*arguments, "--format", "json")
    about = json.loads(done.out)["about"]
    program, *again = shlex.split(about["command"])
    assert (done.code, program, again[-2:]) == (0, "coalition", ["--format", "json"])
    assert run(again) == 0
    assert capsys.readouterr().out == done.out
    assert about["view"] == view
    assert about["stances"] == ["reports" if "reports" in view.lower() else "asserts"]
    assert bool(about["whole"]) == bool(view)


def test_a_query_from_standard_input_is_told_as_an_argument(zenda: Call) -> None:
    done = zenda("query", "--format", "json", stdin=HOSTS.encode())
    assert shlex.split(json.loads(done.out)["about"]["command"])[-1] == HOSTS


def test_the_description_names_documents_dates_versions_and_licence(zenda: Call, folder: Path) -> None:
    about = json.loads(zenda("conflicts", "--format", "json").out)["about"]
    source = {"source": PREFIXES["source"] + "zenda", "label": "The zenda paper", "issued": "1894-05-04"}
    assert about["sources"] == [source | {"inferred": False}]
    assert (about["version"], about["licence"]) == (__version__, "")
    (folder / "graph" / "LICENSE").write_text("Free.\nSPDX-License-Identifier: CC0-1.0\n", encoding="utf-8")
    assert json.loads(zenda("conflicts", "--format", "json").out)["about"] == about | {"licence": "CC0-1.0"}


def test_the_engine_reads_results_with_a_description(zenda: Call) -> None:
    for text in (HOSTS, "SELECT ?x { ?x cg:host ?x }"):
        results = zenda("query", text, "--format", "json").out.encode()
        rows = ox.parse_query_results(io.BytesIO(results), format=ox.QueryResultsFormat.JSON)
        assert isinstance(rows, ox.QuerySolutions)
        assert len(list(rows)) == ("host" in text.split("{")[0])


def test_networks_are_described(zenda: Call) -> None:
    graph = nx.parse_graphml(zenda("network", "--kind", "person").out)
    assert graph.graph["command"].endswith("network --kind person")
    assert graph.graph["sources"] == f"{PREFIXES['source']}zenda (1894-05-04)"
    gexf = zenda("network", "--format", "gexf", "--known-by", "1894").out
    assert "view: --known-by 1894; stances: asserts;" in gexf
    nx.read_gexf(io.BytesIO(gexf.encode()))


@pytest.mark.parametrize("format", ["turtle", "ntriples", "xml", "json-ld", "trig", "nquads"])
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_an_export_describes_itself_as_a_dataset(format: str, folder: Path, store: Path) -> None:
    ours = {"xml": "rdfxml", "json-ld": "jsonld"}.get(format, format)
    whole = Graph.open(folder, store=store)
    part = whole.view(known_by="1894")
    read = rdflib.Dataset() if ours in ("trig", "nquads") else rdflib.Graph()
    read.parse(data=part.export(ours), format=format)
    name = rdflib.URIRef(PREFIXES["dataset"] + part.snapshot.digest)
    described = read.graph(name) if isinstance(read, rdflib.Dataset) else read
    origins = {str(origin) for origin in described.objects(name, rdflib.URIRef(PROV + "wasDerivedFrom"))}
    assert origins == {PREFIXES["dataset"] + whole.snapshot.digest, PREFIXES["source"] + "zenda"}
    assert (name, rdflib.URIRef(DCTERMS + "conformsTo"), rdflib.URIRef(ONTOLOGY)) in described
    labels = {str(label) for label in described.objects(rdflib.URIRef(PREFIXES["actor"] + "rudolf"), rdflib.RDFS.label)}
    assert labels == {"Rudolf Elphberg"}


def test_what_exports_say_of_themselves_is_no_difference(
    folder: Path, store: Path, zenda: Call, tmp_path: Path
) -> None:
    for number, suffix in enumerate(("ttl", "ttl", "trig")):
        (folder / "graph" / "LICENSE").write_text("SPDX-License-Identifier: CC0-1.0\n" * number, encoding="utf-8")
        format = {"ttl": "turtle"}.get(suffix, suffix)
        (tmp_path / f"{number}.{suffix}").write_text(zenda("export", "--format", format).out, encoding="utf-8")
    assert (tmp_path / "0.ttl").read_text() != (tmp_path / "1.ttl").read_text()
    snapshot = Graph.open(folder, store=store).snapshot.folder
    for one, other in (("0.ttl", "1.ttl"), ("0.ttl", "2.trig"), ("0.ttl", ""), ("2.trig", "")):
        assert zenda("diff", str(tmp_path / one), str(tmp_path / other if other else snapshot)).code == 0


def test_the_result_of_a_query_is_exported_alone(zenda: Call) -> None:
    made = zenda("export", "--format", "ntriples", "--query", "CONSTRUCT { ?e cg:host ?h } WHERE { ?e cg:host ?h }").out
    assert made.count("\n") == 1
