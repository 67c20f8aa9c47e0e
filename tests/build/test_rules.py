"""Test what rules derive, and which rules are refused."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from ruritania import PROJECT, accepted, built

from coalition.build import rules as rules_module
from coalition.build.dataset import build_dataset
from coalition.build.tally import tally
from coalition.columns.table import Columns
from coalition.corpus.root import Root
from coalition.errors import RuleError
from coalition.graph import Graph
from coalition.namespaces import CG, PREFIXES, RECORD, SKOS
from coalition.texts.source import Texts

HEAD = "PREFIX cg: <https://w3id.org/coalition-graph/ontology#>\n"


def test_the_record_tells_of_the_rules(folder: Path) -> None:
    store = built(Root.open(folder))
    rules = {quad.subject.value for quad in store.quads(None, None, ox.NamedNode(CG + "Rule"), ox.NamedNode(RECORD))}  # type: ignore[union-attr]
    assert rules == {PREFIXES["rule"] + path.stem for path in (PROJECT / "ontology" / "rules").glob("*.rq")}
    assert rules
    labels = store.quads(None, ox.NamedNode(SKOS + "prefLabel"), None, ox.NamedNode(RECORD))
    names = {quad.object.value for quad in labels if quad.subject.value in rules}  # type: ignore[union-attr]
    assert names == {path.stem for path in (PROJECT / "ontology" / "rules").glob("*.rq")}


def test_what_a_rule_derives_lies_in_its_graph_and_is_accepted(folder: Path, rules: Path) -> None:
    (rules / "meets.rq").write_text(
        f"{HEAD}CONSTRUCT {{ ?who cg:tookPartIn ?event }} WHERE {{ ?p cg:event ?event ; cg:participant ?who }}",
        encoding="utf-8",
    )
    store = built(Root.open(folder))
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
    found = [triple for triple in accepted(built(Root.open(folder))) if triple.predicate.value == CG + "chair"]
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
    "a SERVICE": ("CONSTRUCT {} WHERE { SERVICE <x:a> { ?s ?p ?o } }", ":2:22", "SERVICE would send a request", ""),
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
        "use a term of ontology/, or define it there",
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
        "use a term that ontology/ defines as a property",
    ),
    "a property as a class": (
        "CONSTRUCT { ?s a cg:host } WHERE { ?s cg:host ?o }",
        ":2:1",
        "but the ontology has no class cg:host",
        "use a term that ontology/ defines as a class",
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
    assert [path for path in (tmp_path / "store").iterdir() if path.is_dir()] == []


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
    assert [path for path in (tmp_path / "store").iterdir() if path.is_dir()] == []


@pytest.mark.usefixtures("ends")
@pytest.mark.parametrize(
    "doubling",
    [
        "CONSTRUCT { ?z a cg:Meeting } WHERE { ?x a cg:Meeting BIND(IRI(CONCAT(STR(?x), STR(?x))) AS ?z) }",
        "CONSTRUCT { ?x skos:altLabel ?z } WHERE { ?x skos:altLabel ?y BIND(CONCAT(?y, ?y) AS ?z) }",
    ],
    ids=["an IRI", "a text"],
)
def test_a_rule_that_doubles_what_it_derives_is_refused_in_time(folder: Path, rules: Path, doubling: str) -> None:
    rule = rules / "double.rq"
    rule.write_text(HEAD + doubling, encoding="utf-8")
    with pytest.raises(RuleError) as caught:
        built(Root.open(folder))
    assert caught.value.where.startswith(str(rule))
    assert caught.value.what == "the rule derives an IRI or a text of more than 100,000 characters"


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
        built(Root.open(folder))
    assert caught.value.where == f"{rules / 'event.rq'}:3:1"
    assert caught.value.what == "after 100 rounds, something new is still derived by event.rq, meeting.rq"


def test_a_rule_that_is_not_utf_8_is_refused(folder: Path, rules: Path) -> None:
    (rules / "bad.rq").write_bytes(b"# caf\xe9")
    with pytest.raises(RuleError, match=r"bad\.rq:1:6: byte 5 is not UTF-8; save it as UTF-8$"):
        built(Root.open(folder))


@pytest.mark.parametrize("name", ["took part.rq", "a<b.rq", "é.rq", "-.rq"])
def test_a_rule_whose_name_no_graph_can_have_is_refused(folder: Path, rules: Path, name: str) -> None:
    (rules / name).write_text("", encoding="utf-8")
    with pytest.raises(
        RuleError, match=r"the name of this file cannot name the graph of a rule; name the file with letters"
    ):
        built(Root.open(folder))


def test_the_facts_of_all_rounds_are_counted(folder: Path, rules: Path) -> None:
    (rules / "a-second.rq").write_text(
        f"{HEAD}CONSTRUCT {{ ?x cg:chair ?y }} WHERE {{ ?x cg:host ?y }}", encoding="utf-8"
    )
    (rules / "b-first.rq").write_text(
        f"{HEAD}CONSTRUCT {{ ?e cg:host ?who }} WHERE {{ ?p cg:event ?e ; cg:participant ?who }}", encoding="utf-8"
    )
    dataset = build_dataset(Root.open(folder).read(), Texts(folder / "sources"))
    assert tally(Columns.from_quads(dataset.builder.stated()))["derived facts"] == 4 + 4
