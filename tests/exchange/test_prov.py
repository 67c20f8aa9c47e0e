"""Test that the library for PROV reads where facts come from: entities, agents, readings and quotations."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
from exchanged import FACTS, TEXT

from coalition import Graph
from coalition.exchange.losses import Losses
from coalition.namespaces import CG, PREFIXES
from coalition.rdf.store import Store

Exchanged = Callable[..., tuple[str, Losses]]


def test_the_library_reads_passages_as_quotations_from_their_source(exchanged: Exchanged) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of rdflib, about classes that the library uses
        from prov import model

        document = model.ProvDocument.deserialize(content=exchanged("prov", True)[0], format="rdf", rdf_format="turtle")
    counted = Counter(type(record).__name__ for record in document.get_records())
    passages = [f"{PREFIXES['passage']}talks-{TEXT.index(words)}" for words, *_ in FACTS]
    assert counted["ProvActivity"] == 1
    assert counted["ProvGeneration"] == len(FACTS)
    quoted = {
        str(each.args[0].uri): str(each.args[1].uri)
        for each in document.get_records(model.ProvDerivation)
        if model.PROV["Quotation"] in each.get_asserted_types()
    }
    assert quoted == dict.fromkeys(passages, PREFIXES["source"] + "talks")
    entities = {str(each.identifier.uri): each for each in document.get_records(model.ProvEntity)}
    assert {*passages, PREFIXES["source"] + "talks"} <= entities.keys()
    agents = {str(each.identifier.uri) for each in document.get_records(model.ProvAgent)}
    assert PREFIXES["actor"] + "anna-holm" in agents
    attributed = {
        (str(each.args[0].uri), str(each.args[1].uri)) for each in document.get_records(model.ProvAttribution)
    }
    assert (passages[1], PREFIXES["actor"] + "anna-holm") in attributed
    stances = {
        name: {str(value.uri) for key, value in entities[name].extra_attributes if str(key.uri) == CG + "stance"}
        for name in passages
    }
    assert stances == {name: {CG + stance} for name, (_, stance, *_) in zip(passages, FACTS, strict=True)}


def test_what_is_stated_is_not_told(exchanged: Exchanged) -> None:
    text, losses = exchanged("prov")
    assert "memberOf" not in text
    assert losses.lost["facts of passages", "PROV tells where facts come from, and not what they are"] >= len(FACTS)


def test_who_decided_and_which_program_drafted_are_agents(folder: Path, tmp_path: Path) -> None:
    path = folder / "graph" / "zenda.trig"
    text = path.read_text(encoding="utf-8")
    decided = 'cg:stance cg:Asserts ; cg:draftedBy "Reader" ; cg:draftOutcome cg:TakenChanged ; cg:curatedBy "Sapt"'
    path.write_text(text.replace("cg:stance cg:Asserts", decided, 1), encoding="utf-8")
    written, losses = Graph.open(folder, store=tmp_path / "store").exchange("prov")
    assert not any("curatedBy" in str(each) or "draft" in str(each) for each in losses.lines())
    graph = Store.in_memory(ox.Quad(*triple) for triple in ox.parse(written.encode(), format=ox.RdfFormat.TURTLE))
    rows = graph.query(
        f"""PREFIX prov: <{PREFIXES["prov"]}> PREFIX rdfs: <{PREFIXES["rdfs"]}> PREFIX cg: <{CG}>
        SELECT ?person ?program ?outcome {{
            ?facts prov:wasGeneratedBy ?curation ; prov:wasDerivedFrom ?draft .
            ?curation a prov:Activity ; cg:draftOutcome ?outcome ;
                prov:wasAssociatedWith [ a prov:Person, prov:Agent ; rdfs:label ?person ] .
            ?draft a prov:Entity ; prov:wasAttributedTo [ a prov:SoftwareAgent ; rdfs:label ?program ] }}"""
    )
    ((person, program, outcome),) = rows  # type: ignore[misc]
    assert (person.value, program.value, outcome.value) == ("Sapt", "Reader", CG + "TakenChanged")
