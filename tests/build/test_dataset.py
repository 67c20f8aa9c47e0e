"""From files to a dataset: what is accepted, what rules derive, and rules that are refused."""

from __future__ import annotations

import shutil
from pathlib import Path

import pyoxigraph as ox
import pytest
from conftest import FACTS, document, drafted

from coalition.build import rules as rules_module
from coalition.build.dataset import build_dataset
from coalition.corpus.root import Root
from coalition.errors import RuleError
from coalition.graph import Graph
from coalition.namespaces import CG, ONTOLOGY, PREFIXES, RECORD
from coalition.rdf.store import Store
from coalition.texts.source import Texts

PROJECT = Path(__file__).parents[2]
SUPERCLASS = ox.NamedNode(PREFIXES["rule"] + "superclass")
HEAD = "PREFIX cg: <https://w3id.org/coalition-graph/ontology#>\n"


@pytest.fixture
def rules(folder: Path) -> Path:
    """The folder of rules of a root with an ontology of its own; it is empty."""
    shutil.copytree(PROJECT / "ontology", folder / "ontology", ignore=shutil.ignore_patterns("*.rq", "examples"))
    (folder / "ontology" / "rules").mkdir(exist_ok=True)
    return folder / "ontology" / "rules"


def built(folder: Path) -> Store:
    """What is put together from the files in `folder`."""
    root = Root.open(folder)
    return build_dataset(root.read(), Texts(root.sources)).builder.reader()


def accepted(store: Store) -> set[ox.Triple]:
    return {quad.triple for quad in store.quads(None, None, None, ox.DefaultGraph())}


def test_what_is_only_drafted_changes_nothing_but_the_record(folder: Path) -> None:
    before = set(built(folder).quads())
    facts = "cg:mentions actor:flavia . meeting:strelsau-1894-05-03 cg:host actor:flavia . actor:new a cg:Person ."
    (folder / "graph" / "draft.trig").write_text(drafted("The Strelsau meeting", facts), encoding="utf-8")
    more = set(built(folder).quads()) - before
    assert {quad.subject.value.rsplit("/", 1)[-1] for quad in more} == {"zenda-0-20"}  # type: ignore[union-attr]
    assert all(quad.graph_name in (ox.DefaultGraph(), ox.NamedNode(RECORD), SUPERCLASS) for quad in more)


def test_what_is_asserted_registered_and_recorded_is_accepted_and_nothing_else(folder: Path, rules: Path) -> None:
    store = built(folder)
    named = {quad for quad in store.quads() if isinstance(quad.graph_name, ox.NamedNode)}
    reported = next(quad for quad in named if quad.object == ox.NamedNode(CG + "Position"))
    refused = {quad.triple for quad in named if quad.graph_name in (reported.graph_name, ox.NamedNode(ONTOLOGY))}
    assert refused
    assert accepted(store) == {quad.triple for quad in named if quad.triple not in refused}


@pytest.mark.parametrize("stance", ["Reports", "Denies", "Proposes", "Predicts"])
def test_only_asserted_facts_are_accepted(folder: Path, rules: Path, stance: str) -> None:
    before = accepted(built(folder))
    path = folder / "graph" / "zenda.trig"
    start = document().index("passage:zenda-123 a")
    text = document()
    path.write_text(text[:start] + text[start:].replace("cg:Asserts", f"cg:{stance}", 1), encoding="utf-8")
    lost = {triple for triple in before - accepted(built(folder)) if triple.predicate.value != CG + "stance"}
    assert (
        ox.Triple(
            ox.NamedNode(PREFIXES["commitment"] + "crowns"),
            ox.NamedNode(CG + "committedBy"),
            ox.NamedNode(PREFIXES["actor"] + "ruritania"),
        )
        in lost
    )


def test_a_fact_that_is_denied_once_and_asserted_once_is_accepted(folder: Path) -> None:
    text = document("denial").replace("cg:Asserts", "cg:Denies")
    before = accepted(built(folder))
    (folder / "graph" / "denial.trig").write_text(text, encoding="utf-8")
    assert before <= accepted(built(folder))


def test_facts_are_counted(folder: Path, rules: Path) -> None:
    root = Root.open(folder)
    stated = sum(len(list(ox.parse(path=str(root.graph / "zenda.trig")))) for _ in range(1))
    counts = build_dataset(root.read(), Texts(root.sources)).counts
    headers = len(
        [quad for quad in ox.parse(path=str(root.graph / "zenda.trig")) if quad.graph_name == ox.DefaultGraph()]
    )
    assert counts["statements"] == stated - headers
    assert counts["passages"] == len(FACTS)
    assert (counts["sources"], counts["works cited"], counts["factless slices"]) == (1, 0, 0)
    assert (counts["derived facts"], counts["refused facts"]) == (0, 0)


def test_the_record_tells_of_the_rules(folder: Path) -> None:
    store = built(folder)
    rules = {quad.subject.value for quad in store.quads(None, None, ox.NamedNode(CG + "Rule"), ox.NamedNode(RECORD))}  # type: ignore[union-attr]
    assert rules == {PREFIXES["rule"] + path.stem for path in (PROJECT / "ontology" / "rules").glob("*.rq")}
    assert rules


def test_what_a_rule_derives_lies_in_its_graph_and_is_accepted(folder: Path, rules: Path) -> None:
    (rules / "meets.rq").write_text(
        f"{HEAD}CONSTRUCT {{ ?who cg:tookPartIn ?event }} WHERE {{ ?p cg:event ?event ; cg:participant ?who }}",
        encoding="utf-8",
    )
    store = built(folder)
    derived = {quad.triple for quad in store.quads(None, None, None, ox.NamedNode(PREFIXES["rule"] + "meets"))}
    assert len(derived) == 4
    assert derived <= accepted(store)


def test_rules_build_on_each_other_whatever_their_names(folder: Path, rules: Path) -> None:
    (rules / "a-second.rq").write_text(
        f"{HEAD}CONSTRUCT {{ ?x cg:chair ?y }} WHERE {{ ?x cg:host ?y }}", encoding="utf-8"
    )
    (rules / "b-first.rq").write_text(
        f"{HEAD}CONSTRUCT {{ ?e cg:host ?who }} WHERE {{ ?p cg:event ?e ; cg:participant ?who }}", encoding="utf-8"
    )
    found = [triple for triple in accepted(built(folder)) if triple.predicate.value == CG + "chair"]
    assert len(found) == 4


MULTIPLIES = """CONSTRUCT { ?z cg:about ?y } WHERE {
    ?x ?p ?y . ?y2 ?q ?z2 BIND(IRI(CONCAT(STR(?x), "-", MD5(STR(?y2)))) AS ?z)
}"""
BAD = {
    "not sparql": ("CONSTRUCT { ?s cg:host }", ":2:24", "this does not parse as SPARQL", ""),
    "empty": ("", ":2:1", "this does not parse as SPARQL", ""),
    "a SELECT": ("SELECT * { ?s ?p ?o }", "", "not a CONSTRUCT query", "write the rule with CONSTRUCT"),
    "a DESCRIBE": (
        "DESCRIBE ?s WHERE { ?s a cg:Meeting }",
        "",
        "not a CONSTRUCT query",
        "write the rule with CONSTRUCT",
    ),
    "an update": ("INSERT DATA { <x:a> <x:b> <x:c> }", ":2:1", "INSERT is an update", ""),
    "a SERVICE": ("CONSTRUCT WHERE { SERVICE <x:a> { ?s ?p ?o } }", ":2:19", "SERVICE would send a request", ""),
    "a blank node": (
        "CONSTRUCT { ?s cg:about [] } WHERE { ?s cg:host ?o }",
        ":2:1",
        "the rule derives blank nodes",
        "give what it derives an IRI",
    ),
    "a blank node by BNODE()": (
        "CONSTRUCT { ?b cg:about ?s } WHERE { ?s cg:host ?o BIND(BNODE() AS ?b) }",
        ":2:1",
        "the rule derives blank nodes",
        "",
    ),
    "an unknown word": (
        "CONSTRUCT { ?s cg:hots ?o } WHERE { ?s cg:host ?o }",
        ":2:16",
        "the ontology has no term cg:hots",
        "did you mean cg:host?",
    ),
    "an unknown class": (
        "CONSTRUCT { ?s a cg:Hots } WHERE { ?s cg:host ?o }",
        ":2:18",
        "the ontology has no term cg:Hots",
        "did you mean cg:",
    ),
    "an unknown word that it asks for": (
        "CONSTRUCT { ?s cg:host ?o } WHERE { ?s <https://w3id.org/coalition-graph/ontology#xyzzy> ?o }",
        ":2:40",
        "the ontology has no term cg:xyzzy",
        "use a term of ontology/coalition.ttl, or define it there",
    ),
    "an unknown word that it makes": (
        f'CONSTRUCT {{ ?s ?p ?o }} WHERE {{ ?s cg:host ?o BIND(IRI(CONCAT("{CG}", "hots")) AS ?p) }}',
        ":2:1",
        "the rule derives “meeting:strelsau-1894-05-03 cg:hots actor:rudolf”, but the ontology has no property cg:hots",
        "did you mean cg:host?",
    ),
    "a class as a property": (
        "CONSTRUCT { ?s cg:Meeting ?o } WHERE { ?s cg:host ?o }",
        ":2:1",
        "but the ontology has no property cg:Meeting",
        "use a term that ontology/coalition.ttl defines as a property",
    ),
    "a property as a class": (
        "CONSTRUCT { ?s a cg:host } WHERE { ?s cg:host ?o }",
        ":2:1",
        "but the ontology has no class cg:host",
        "use a term that ontology/coalition.ttl defines as a class",
    ),
    "a value for a thing": (
        'CONSTRUCT { ?s cg:host "Rudolf" } WHERE { ?s cg:host ?o }',
        ":2:1",
        "but cg:host takes an IRI, not a literal",
        "write the IRI of the thing that is meant",
    ),
    "a value that is none": (
        'CONSTRUCT { ?s cg:date "soon" } WHERE { ?s cg:host ?o }',
        ":2:1",
        'but "soon" does not have a datatype of dates',
        "write the value",
    ),
    "multiplies": (MULTIPLIES, ":2:1", "the rule derives more than", "remove the rule"),
}


@pytest.mark.parametrize(("text", "place", "what", "remedy"), BAD.values(), ids=BAD)
def test_a_bad_rule_is_refused_and_nothing_is_written(
    folder: Path,
    rules: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    text: str,
    place: str,
    what: str,
    remedy: str,
) -> None:
    monkeypatch.setattr(rules_module, "MAX_TRIPLES", 1_000)
    path = rules / "bad.rq"
    path.write_text(HEAD + text, encoding="utf-8")
    with pytest.raises(RuleError) as caught:
        Graph.open(folder, store=tmp_path / "store")
    assert caught.value.where == f"{path}{place}"
    assert what in caught.value.what
    assert remedy in caught.value.remedy
    assert len(str(caught.value).splitlines()) == 1
    assert not (tmp_path / "store").exists()


def test_rules_that_never_end_are_refused_and_nothing_is_written(folder: Path, rules: Path, tmp_path: Path) -> None:
    (rules / "forever.rq").write_text(
        f'{HEAD}CONSTRUCT {{ ?z a cg:Meeting }} WHERE {{ ?x a cg:Meeting BIND(IRI(CONCAT(STR(?x), "x")) AS ?z) }}',
        encoding="utf-8",
    )
    with pytest.raises(RuleError) as caught:
        Graph.open(folder, store=tmp_path / "store")
    assert str(caught.value) == (
        f"{rules / 'forever.rq'}:2:1: after 100 rounds, something new is still derived by forever.rq; "
        "do not let a rule make new IRIs from its own results"
    )
    assert not (tmp_path / "store").exists()


def test_of_rules_that_never_end_all_are_named_and_no_others(folder: Path, rules: Path) -> None:
    (rules / "a-good.rq").write_text(
        f"{HEAD}CONSTRUCT {{ ?s cg:chair ?o }} WHERE {{ ?s cg:host ?o }}", encoding="utf-8"
    )
    for one, other in (("Meeting", "Event"), ("Event", "Meeting")):
        (rules / f"{one.lower()}.rq").write_text(
            f"{HEAD}# longer and longer\nCONSTRUCT {{ ?z a cg:{one} }} "
            f'WHERE {{ ?x a cg:{other} BIND(IRI(CONCAT(STR(?x), "x")) AS ?z) }}',
            encoding="utf-8",
        )
    with pytest.raises(RuleError) as caught:
        built(folder)
    assert caught.value.where == f"{rules / 'event.rq'}:3:1"
    assert caught.value.what == "after 100 rounds, something new is still derived by event.rq, meeting.rq"


def test_a_rule_that_is_not_utf_8_is_refused(folder: Path, rules: Path) -> None:
    (rules / "bad.rq").write_bytes(b"# caf\xe9")
    with pytest.raises(RuleError, match=r"bad\.rq: byte 5 is not UTF-8; store it as UTF-8$"):
        built(folder)


@pytest.mark.parametrize("name", ["took part.rq", "a<b.rq", "é.rq", "-.rq"])
def test_a_rule_whose_name_no_graph_can_have_is_refused(folder: Path, rules: Path, name: str) -> None:
    (rules / name).write_text("", encoding="utf-8")
    with pytest.raises(
        RuleError, match=r"the name of this file cannot name the graph of a rule; name the file with letters"
    ):
        built(folder)


def test_the_ontology_is_at_hand_but_not_accepted(folder: Path) -> None:
    store = built(folder)
    words = {quad.triple for quad in store.quads(None, None, None, ox.NamedNode(ONTOLOGY))}
    assert words
    assert not words & accepted(store)
