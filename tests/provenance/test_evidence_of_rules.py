"""Test the evidence of derived facts: the passages of their premises, and the rules, however many and of any form."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pyoxigraph as ox
import pytest
from council import council
from own_corpus import harbour
from tracing import build, why

from coalition import Graph
from coalition.corpus.root import Root
from coalition.names import Names
from coalition.namespaces import CG, HOME
from coalition.provenance.algebra import ABSENT
from coalition.provenance.evidence import Tracer
from coalition.provenance.record import Record
from coalition.query.answer import Answer
from coalition.rdf.store import Store
from coalition.texts.source import Texts


@pytest.fixture(scope="module")
def zenda(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    """Return the graph of the made-up council, which tells of a membership."""
    folder = tmp_path_factory.mktemp("zenda")
    return Graph.open(council(folder / "root"), store=folder / "store")


@pytest.fixture(scope="module")
def ships(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    """Return a graph with words of its own, of which one is narrower than a published one."""
    folder = tmp_path_factory.mktemp("harbour")
    return Graph.open(harbour(folder / "root"), store=folder / "store")


def test_a_derived_fact_cites_the_premises_and_names_the_rule(tracer: Tracer) -> None:
    assert why(tracer, "SELECT ?p ?m { ?p cg:tookPartIn ?m }") == [
        "flavia meeting | king:3 | +took-part-in",
        "league meeting | date:3 | +took-part-in",
        "rudolf meeting | king:3 | +took-part-in",
    ]
    assert why(tracer, "SELECT ?x ?a { ?x cg:represents ?a }") == [
        "rudolf ruritania | king:3 | +represents-by-post register"
    ]
    assert why(tracer, "SELECT ?m { ?m a cg:Event }") == ["meeting |  | +superclass ontology register"]


@pytest.mark.parametrize("rule", [path.stem for path in Root.published().rule_files()])
def test_every_premise_of_what_a_published_rule_derives_is_traced(
    rule: str, published: Graph, zenda: Graph, ships: Graph
) -> None:
    # The published graph tells of no membership, and has no words of its own.
    graph = {"member-of": zenda, "superproperty": ships}.get(rule, published)
    derived = graph.query(f"SELECT ?s ?p ?o WHERE {{ GRAPH rule:{rule} {{ ?s ?p ?o }} }}")
    assert isinstance(derived, Answer)
    assert derived, "a rule that derives nothing shows nothing"
    for evidence in derived.evidence:
        assert not evidence.notes
        assert ABSENT not in evidence.notes


def test_who_has_a_membership_is_a_member_as_long_as_its_passage_is_accepted(zenda: Graph) -> None:
    (found,) = zenda.evidence("SELECT ?who ?body { ?who cg:memberOf ?body }")
    start = (zenda.root.sources / "minutes.txt").read_text().index("Rupert")
    assert (found.rules, [each.passage.name for each in found.passages]) == (("member-of",), [f"minutes-{start}"])
    asked = "ASK { actor:rupert-hentzau cg:memberOf actor:zenda-council }"
    on = {day: zenda.view(on=day).query(asked) for day in ("2029", "2030", "2031", "2032")}
    assert on == {"2029": False, "2030": True, "2031": True, "2032": False}
    assert zenda.view(sources=["minutes"]).query(asked) and not zenda.view(sources=["paper"]).query(asked)


def test_who_is_only_reported_or_denied_to_have_a_membership_is_no_member(tmp_path: Path) -> None:
    folder = council(tmp_path / "zenda")
    path = folder / "graph" / "minutes.trig"
    for stance in ("Reports", "Denies"):
        text = path.read_text(encoding="utf-8")
        path.write_text(re.sub("cg:stance cg:[A-Za-z]+", f"cg:stance cg:{stance}", text, count=1), encoding="utf-8")
        graph = Graph.open(folder, store=tmp_path / "store")
        assert graph.query("ASK { GRAPH ?g { ?m org:member ?who } }")
        assert not graph.query("ASK { ?who cg:memberOf ?body }")
    assert not graph.view(stances=["Reports"]).query("ASK { ?who cg:memberOf ?body }")
    assert graph.view(stances=["Denies"]).query("ASK { ?who cg:memberOf ?body }")


def with_rules(folder: Path, **rules: str) -> Root:
    """Give the corpus rules of its own instead of the published ones."""
    published = Root.published().ontology[0]
    own = folder / "ontology"
    shutil.copytree(published, own, ignore=shutil.ignore_patterns("*.rq", "examples"))
    for name, text in rules.items():
        (own / "rules" / f"{name}.rq").write_text(f"PREFIX cg: <{CG}> {text}", encoding="utf-8")
    return Root.open(folder)


def test_rules_that_feed_rules_are_followed_to_the_passages(folder: Path) -> None:
    root = with_rules(
        folder,
        first="CONSTRUCT { ?p cg:tookPartIn ?m } WHERE { ?x cg:participant ?p ; cg:event ?m ; cg:role ?r }",
        second="CONSTRUCT { ?p cg:place ?w } WHERE { ?p cg:tookPartIn ?m . ?m cg:place ?w }",
        third="CONSTRUCT { ?p cg:chair ?w } WHERE { ?p cg:place ?w . FILTER NOT EXISTS { ?p cg:host ?h } }",
    )
    assert why(build(root), "SELECT ?p { ?p cg:chair ?w . ?p cg:tookPartIn ?m }") == [
        "league | date:4 | +first +second +third an absence",
        "rudolf | king:3 date | +first +second +third an absence",
    ]


def test_a_rule_that_feeds_itself_comes_to_an_end(folder: Path) -> None:
    near = "{ ?a cg:participant ?p . ?b cg:participant ?q . ?a cg:event ?m . ?b cg:event ?m FILTER(?p != ?q) }"
    root = with_rules(
        folder,
        near="CONSTRUCT { ?p cg:tookPartIn ?q . ?q cg:tookPartIn ?p } WHERE "
        f"{{ {near} UNION {{ ?p cg:tookPartIn ?q }} UNION {{ ?p cg:tookPartIn ?z . ?z cg:tookPartIn ?q }} }}",
    )
    found = why(build(root), "SELECT ?q { actor:league cg:tookPartIn ?q }")
    assert found == [f"{who} | king:4 date:2 absent:2 | +near" for who in ("flavia", "graustark", "league", "rudolf")]


def test_a_long_chain_of_derivations_is_followed_without_recursion() -> None:
    def node(name: object) -> ox.NamedNode:
        return ox.NamedNode(f"{HOME}actor/{name}")

    step, leads = ox.NamedNode(CG + "step"), ox.NamedNode(CG + "leads")
    quads = [ox.Quad(node(0), leads, node(0), g) for g in (node("passage"), ox.DefaultGraph())]
    rule = HOME + "rule/leads"
    for n in range(600):
        quads += [ox.Quad(node(n), step, node(n + 1), g) for g in (node("passage"), ox.DefaultGraph())]
        quads += [ox.Quad(node(0), leads, node(n + 1), g) for g in (ox.NamedNode(rule), ox.DefaultGraph())]
    store = Store.in_memory(quads)
    text = f"CONSTRUCT {{ ?a <{CG}leads> ?c }} WHERE {{ ?a <{CG}leads> ?b . ?b <{CG}step> ?c }}"
    found = Tracer(Record(store), {rule: text}, Texts(Path("nowhere")), Names(store)).triple(
        ox.Triple(node(0), leads, node(600))
    )
    assert (found.rules, found.notes, len(found.grounds)) == (("leads",), (), 1)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("CONSTRUCT { ?h cg:chair ?y } WHERE { ?m cg:host ?h BIND(IRI(STR(?m)) AS ?y) }", " | king | +mine"),
        ("CONSTRUCT { ?h cg:chair ?m . ?m cg:motto 'x' } WHERE { ?m cg:host ?h }", " | king | +mine"),
        ("CONSTRUCT { ?h cg:chair ?m } WHERE { { SELECT ?h ?m { ?m cg:host ?h } } }", " | king | +mine"),
        (
            "CONSTRUCT { ?h cg:chair ?m } WHERE { ?m cg:host ?h LATERAL { ?m cg:place ?w } }",
            " | king date | +mine",
        ),
        ("CONSTRUCT { ?h cg:chair ?r } WHERE { ?m cg:host ?h BIND(STR(RAND()) AS ?r) }", " | king | +mine"),
    ],
    ids=["a bind", "two triples", "a subquery", "a lateral", "what changes"],
)
def test_a_rule_of_any_form_is_followed_or_the_evidence_says_why_not(folder: Path, rule: str, expected: str) -> None:
    root = with_rules(folder, mine=rule) if "RAND" not in rule else with_rules(folder)
    tracer = build(root)
    if "RAND" in rule:  # assembled, it would never end
        mine = ox.NamedNode(HOME + "rule/mine")
        fact = (ox.NamedNode(HOME + "actor/rudolf"), ox.NamedNode(CG + "chair"), ox.Literal("0.5"))
        held = [*tracer.record.store.quads(), *(ox.Quad(*fact, g) for g in (mine, ox.DefaultGraph()))]
        store = Store.in_memory(held)
        tracer = Tracer(Record(store), {mine.value: f"PREFIX cg: <{CG}> {rule}"}, tracer.texts, Names(store))
    (found,) = why(tracer, "ASK { ?h cg:chair ?m }")
    assert found.startswith(expected)
