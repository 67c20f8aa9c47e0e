"""Test what of the files is accepted into a dataset, recorded and counted."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from ruritania import FACTS, accepted, built, document, drafted

from coalition.build.dataset import Ontology, build_dataset
from coalition.build.tally import tally
from coalition.columns.table import Columns
from coalition.corpus.root import Root
from coalition.namespaces import CG, DCTERMS, ONTOLOGY, PREFIXES, RECORD
from coalition.texts.source import Texts

SUPERCLASS = ox.NamedNode(PREFIXES["rule"] + "superclass")


def test_what_is_only_drafted_changes_nothing_but_the_record(folder: Path) -> None:
    before = set(built(Root.open(folder)).quads())
    facts = "cg:mentions actor:flavia . meeting:strelsau-1894-05-03 cg:host actor:flavia . actor:new a cg:Person ."
    (folder / "graph" / "draft.trig").write_text(drafted("The Strelsau meeting", facts), encoding="utf-8")
    more = set(built(Root.open(folder)).quads()) - before
    assert {quad.subject.value.rsplit("/", 1)[-1] for quad in more} == {"zenda-0-20"}  # type: ignore[union-attr]
    assert all(quad.graph_name in (ox.DefaultGraph(), ox.NamedNode(RECORD), SUPERCLASS) for quad in more)


def test_what_is_asserted_registered_and_recorded_is_accepted_and_nothing_else(folder: Path, rules: Path) -> None:
    store = built(Root.open(folder))
    named = {quad for quad in store.quads() if isinstance(quad.graph_name, ox.NamedNode)}
    reported = next(quad for quad in named if quad.object == ox.NamedNode(CG + "Position"))
    refused = {quad.triple for quad in named if quad.graph_name in (reported.graph_name, ox.NamedNode(ONTOLOGY))}
    assert refused
    assert accepted(store) == {quad.triple for quad in named if quad.triple not in refused}


@pytest.mark.parametrize("stance", ["Reports", "Denies", "Proposes", "Predicts"])
def test_only_asserted_facts_are_accepted(folder: Path, rules: Path, stance: str) -> None:
    before = accepted(built(Root.open(folder)))
    path = folder / "graph" / "zenda.trig"
    start = document().index("passage:zenda-123 a")
    text = document()
    path.write_text(text[:start] + text[start:].replace("cg:Asserts", f"cg:{stance}", 1), encoding="utf-8")
    lost = {triple for triple in before - accepted(built(Root.open(folder))) if triple.predicate.value != CG + "stance"}
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
    before = accepted(built(Root.open(folder)))
    (folder / "graph" / "denial.trig").write_text(text, encoding="utf-8")
    assert before <= accepted(built(Root.open(folder)))


@pytest.mark.parametrize(("stance", "recorded"), [("Asserts", True), ("Reports", False)])
def test_what_a_passage_asserts_of_a_work_is_recorded(folder: Path, stance: str, recorded: bool) -> None:
    text = document("work").replace("    absence:", '    source:bridge dcterms:title "The bridge" . absence:', 1)
    text = text.replace("cg:Asserts", f"cg:{stance}") + "source:bridge a cg:Source ."
    (folder / "graph" / "work.trig").write_text(text, encoding="utf-8")
    work, title = ox.NamedNode(PREFIXES["source"] + "bridge"), ox.NamedNode(DCTERMS + "title")
    found = list(built(Root.open(folder)).quads(work, title, None, ox.NamedNode(RECORD)))
    assert [quad.object.value for quad in found] == ["The bridge"] * recorded  # type: ignore[union-attr]


def test_facts_are_counted(folder: Path, rules: Path) -> None:
    root = Root.open(folder)
    stated = sum(len(list(ox.parse(path=str(root.graph / "zenda.trig")))) for _ in range(1))
    counts = tally(Columns.from_quads(build_dataset(root.read(), Texts(root.sources)).builder.stated()))
    headers = len(
        [quad for quad in ox.parse(path=str(root.graph / "zenda.trig")) if quad.graph_name == ox.DefaultGraph()]
    )
    assert counts["statements"] == stated - headers
    assert counts["passages"] == len(FACTS)
    assert (counts["sources"], counts["works cited"], counts["factless slices"]) == (1, 0, 0)
    assert (counts["derived facts"], counts["refused facts"]) == (0, 0)


def test_the_ontology_is_at_hand_but_not_accepted(folder: Path) -> None:
    store = built(Root.open(folder))
    words = {quad.triple for quad in store.quads(None, None, None, ox.NamedNode(ONTOLOGY))}
    assert words
    assert not words & accepted(store)


def test_the_same_ontology_is_parsed_once(root: Root) -> None:
    once, again = (Ontology.from_inputs(root.read()).schema for _ in range(2))
    assert once is again


def test_another_ontology_is_parsed_anew(rules: Path, folder: Path) -> None:
    before = Ontology.from_inputs(Root.open(folder).read()).schema
    words = rules.parent / "coalition.ttl"
    words.write_text(words.read_text(encoding="utf-8") + "\ncg:Hat a owl:Class .\n", encoding="utf-8")
    after = Ontology.from_inputs(Root.open(folder).read()).schema
    assert after.classes - before.classes == {CG + "Hat"}
