"""Test the class Graph, which is the Python API."""

from __future__ import annotations

import datetime
import shutil
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest
from ruritania import PROJECT, TEXT, document, prefixes

import coalition
from coalition import CoalitionError, Graph
from coalition.errors import GraphError, ParameterError, QueryError, SelectionError, StoreError
from coalition.namespaces import PREFIXES
from coalition.query.answer import Answer

CG, ACTOR, MEETING = PREFIXES["cg"], PREFIXES["actor"], PREFIXES["meeting"]

HOST = ox.Triple(
    ox.NamedNode(MEETING + "strelsau-1894-05-03"), ox.NamedNode(CG + "host"), ox.NamedNode(ACTOR + "rudolf")
)


@pytest.fixture
def zenda(folder: Path, tmp_path: Path) -> Graph:
    return Graph.open(folder, store=tmp_path / "snapshots")


def test_each_form_of_query_has_its_own_answer(zenda: Graph) -> None:
    assert zenda.query("ASK { ?event cg:host ?host }") is True
    assert zenda.query("ASK { ?host cg:host ?host }") is False
    assert zenda.query("CONSTRUCT { ?e cg:host ?h } WHERE { ?e cg:host ?h }") == [HOST]
    described = zenda.query("DESCRIBE meeting:strelsau-1894-05-03")
    assert isinstance(described, list)
    assert HOST in described
    rows = zenda.query("SELECT * WHERE { ?event cg:host ?host }")
    assert isinstance(rows, Answer)
    assert rows.columns == ("event", "host")


def test_variables_can_be_bound(zenda: Graph) -> None:
    text = "SELECT ?who ?event WHERE { ?who cg:tookPartIn ?event }"
    rows = zenda.query(text, who=ox.NamedNode(ACTOR + "flavia"))
    assert isinstance(rows, Answer)
    assert [row.who for row in rows] == [ACTOR + "flavia"]


def test_questions_take_labels_iris_dates_and_numbers(zenda: Graph) -> None:
    for name in ("Rudolf Elphberg", "the King", ACTOR + "rudolf"):
        rows = zenda.ask("took-part-with", actor=name)
        assert isinstance(rows, Answer)
        assert [row.other for row in rows] == [ACTOR + "flavia", ACTOR + "league"]
    for day in (datetime.date(1894, 5, 3), "1894-05", 1894):
        rows = zenda.ask("events-between", since=day)
        assert isinstance(rows, Answer)
        assert [str(row.date) for row in rows] == ["1894-05-03"]
    assert len(zenda.ask("events-between", since=datetime.date(1894, 5, 4))) == 0
    assert len(zenda.ask("stated-by-several", least=1)) > 10
    assert zenda.questions()["commitments"].parameters[0].name == "by"


def test_none_leaves_a_parameter_open(zenda: Graph) -> None:
    whole, open_ = zenda.ask("who-took-part"), zenda.ask("who-took-part", event=None)
    assert isinstance(whole, Answer)
    assert isinstance(open_, Answer)
    assert whole.terms == open_.terms


def test_a_wrong_question_or_value_is_refused(zenda: Graph) -> None:
    with pytest.raises(SelectionError, match="there is no question whos-there"):
        zenda.ask("whos-there")
    with pytest.raises(ParameterError, match="did you mean Ruritania"):
        zenda.ask("commitments", by="Ruritanien")
    with pytest.raises(QueryError, match="DELETE is an update"):
        zenda.query("DELETE WHERE { ?s ?p ?o }")


def test_evidence_is_given_for_answers_queries_and_triples(zenda: Graph) -> None:
    text = "SELECT ?host WHERE { ?event cg:host ?host }"
    rows = zenda.query(text)
    assert isinstance(rows, Answer)
    assert zenda.evidence(rows) == zenda.evidence(text) == zenda.evidence(HOST)
    (cited,) = zenda.evidence(HOST)[0].passages
    assert cited.finding.words == "Rudolf, King of Ruritania, received Queen Flavia"
    assert [e.passages[0].passage.iri for e in zenda.evidence("ASK { ?event cg:host ?host }")] == [cited.passage.iri]
    assert zenda.evidence("ASK { ?host cg:host ?host }") == []
    with pytest.raises(
        QueryError, match="the query returns a graph, which has no rows to give evidence for; export it"
    ):
        zenda.evidence("DESCRIBE actor:rudolf")


def test_a_network_is_networkx(zenda: Graph) -> None:
    network = zenda.network(kinds=["person", "state", "organisation"])
    assert set(network) >= {ACTOR + "rudolf", ACTOR + "flavia", ACTOR + "league"}
    assert network.has_edge(ACTOR + "rudolf", ACTOR + "flavia")
    assert set(zenda.network(kinds=["person"])) == {ACTOR + "rudolf", ACTOR + "flavia"}
    ranking = zenda.centrality("degree", kinds=["person"])
    assert [(row.label, row.rank) for row in ranking.rows] == [("Flavia of Ruritania", 1), ("Rudolf Elphberg", 1)]


def test_the_whole_or_a_part_is_exported(zenda: Graph) -> None:
    whole, part = zenda.export(), zenda.export(thing="Graustark")
    assert "cg:host actor:rudolf" in whole
    assert "cg:host actor:rudolf" not in part
    assert "commitment:crowns" in part
    assert zenda.export(query="CONSTRUCT WHERE { ?event cg:host ?host }", format="ntriples") == f"{HOST} .\n"
    assert "rdf:reifies" in zenda.export(provenance="rdf11") or "rdf:Statement" in zenda.export(provenance="rdf11")
    with pytest.raises(QueryError, match="SELECT returns no graph; write it with CONSTRUCT or DESCRIBE"):
        zenda.export(query="SELECT * WHERE { ?s ?p ?o }")
    with pytest.raises(SelectionError, match="there is no format 'yaml'"):
        zenda.export("yaml")


def test_the_published_graph_is_opened_where_none_is_named(tmp_path: Path) -> None:
    published = Graph.open(store=tmp_path)
    assert published.query("ASK { meeting:london-2025-03-02 a cg:Meeting }") is True
    assert Graph.open(store=str(tmp_path)).snapshot == published.snapshot


def test_a_folder_without_facts_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GraphError, match="there is no such folder"):
        Graph.open(tmp_path / "nowhere")
    with pytest.raises(GraphError, match="this folder holds no facts"):
        Graph.open(tmp_path)


def test_the_package_names_what_it_offers_and_nothing_else() -> None:
    assert coalition.Graph is Graph
    assert coalition.CoalitionError is CoalitionError
    with pytest.raises(AttributeError, match="module 'coalition' has no attribute 'graf'"):
        coalition.graf  # noqa: B018
    code = "import sys, coalition; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"pyoxigraph", "coalition.graph", "networkx"} & set(loaded)


def test_a_graph_can_be_looked_at_in_another_snapshot(zenda: Graph, folder: Path, tmp_path: Path) -> None:
    (folder / "graph" / "zenda.trig").unlink()
    new = Graph.open(folder, store=tmp_path / "snapshots")
    old = new.at(zenda.snapshot.digest)
    assert old.snapshot == zenda.snapshot
    assert (old.query("ASK { ?event cg:host ?host }"), new.query("ASK { ?event cg:host ?host }")) == (True, False)
    assert [row.actor for row in old.ask("actors")] == [row.actor for row in zenda.ask("actors")]
    for digest in ("0" * 64, zenda.snapshot.digest[:12], "../snapshots", "x"):
        with pytest.raises(StoreError, match="there is no such snapshot; list them with coalition snapshots"):
            new.at(digest)


def test_a_view_is_a_graph_of_its_own_that_is_built_once_and_kept(zenda: Graph) -> None:
    reported = zenda.view(stances=["reports"])
    assert reported.query("ASK { ?position cg:holder actor:graustark }") is True
    assert reported.query("ASK { ?event cg:host ?host }") is False
    assert reported.snapshot.digest != zenda.snapshot.digest
    again = zenda.view(stances=["cg:Reports"], progress=lambda quads, total: pytest.fail("built again"))
    assert again.snapshot == reported.snapshot


def test_a_view_that_restricts_nothing_holds_what_the_graph_holds(zenda: Graph) -> None:
    assert zenda.view() is zenda
    assert zenda.view(families=1) is zenda


def test_on_a_view_names_of_the_whole_graph_are_known(zenda: Graph) -> None:
    before = zenda.view(known_by="1894-05-03")
    assert before.query("ASK { ?s cg:tookPartIn ?o }") is False
    assert len(before.ask("took-part-with", actor="the King")) == 0
    assert before.find("Queen Flavia") == ACTOR + "flavia"
    with pytest.raises(ParameterError, match="there is no"):
        before.find("Black Michael")


def test_a_view_has_the_facts_and_rules_of_the_graph_that_was_opened(folder: Path, tmp_path: Path) -> None:
    (folder / "ontology").mkdir()
    shutil.copytree(PROJECT / "ontology", folder / "ontology", dirs_exist_ok=True)
    opened = Graph.open(folder, store=tmp_path / "store")
    (folder / "ontology" / "rules" / "took-part-in.rq").unlink()
    path = folder / "graph" / "register.trig"
    path.write_text(path.read_text(encoding="utf-8").replace("Queen Flavia", "Her Majesty"), encoding="utf-8")
    viewed = opened.view(stances=["asserts"])
    assert viewed.query("ASK { ?who cg:tookPartIn ?event }") is True
    assert viewed.find("Queen Flavia") == opened.find("Queen Flavia")


def test_evidence_on_a_view_is_that_of_the_view(published: Graph) -> None:
    fact = ox.Triple(
        ox.NamedNode(MEETING + "london-2025-03-02"), ox.NamedNode(CG + "host"), ox.NamedNode(ACTOR + "keir-starmer")
    )
    cited = {passage.source.name for passage in published.evidence(fact)[0].passages}
    assert {"s001", "s002"} <= cited
    viewed = published.view(sources=["Document 002"])
    assert {passage.source.name for passage in viewed.evidence(fact)[0].passages} == {"s002"}


def test_what_ties_documents_ties_them_in_a_view_without_it(folder: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        text = f"{TEXT}{name}"
        derived = f"{prefixes()} source:{name} prov:wasDerivedFrom source:zenda ."
        (folder / "graph" / f"{name}.trig").write_text(document(name, text) + derived, encoding="utf-8")
        (folder / "sources" / f"{name}.txt").write_text(text, encoding="utf-8", newline="")
    graph = Graph.open(folder, store=tmp_path / "snapshots")
    viewed = graph.view(sources=["one", "two"])
    assert [family.name for family in viewed.families()] == ["one+two"]
    assert {support.families for support in viewed.corroboration()} == {1}
    assert "family one+two" in [out.name for out in viewed.robustness().left_out]


def test_persons_count_as_whom_they_represent_unless_kinds_are_chosen(zenda: Graph) -> None:
    assert set(zenda.network().nodes) == set(zenda.network(kinds=["state", "organisation"], represented=True).nodes)
    assert not {kind for _, kind in zenda.network().nodes(data="kind")} & {"person", "collective"}


def test_ties_of_few_events_are_left_out_with_the_actors_that_have_no_other(published: Graph) -> None:
    whole, heavy = published.network(), published.network(least=2)
    kept = {frozenset(pair[:2]) for pair in whole.edges(data="weight") if pair[2] >= 2}
    assert {frozenset(pair) for pair in heavy.edges} == kept and set(heavy) == set().union(*kept) < set(whole)
    with pytest.raises(SelectionError, match="a tie of the affiliation network is one event"):
        published.network("affiliation", least=2)
