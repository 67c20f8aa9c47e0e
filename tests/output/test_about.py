"""Test how the description of a result is written; tests/cli/test_about.py tests it in the results of commands."""

from __future__ import annotations

import pyoxigraph as ox

from coalition.dates import PartialDate
from coalition.namespaces import ONTOLOGY, PREFIXES
from coalition.output.about import About, Document, describes

SOURCE = PREFIXES["source"] + "zenda"
ABOUT = About(
    snapshot="ab" * 32,
    whole="cd" * 32,
    view="--known-by 1894",
    stances=("asserts", "reports"),
    sources=(SOURCE, "urn:x"),
    documents=(Document(SOURCE, "Zenda", PartialDate(1894), False), Document("urn:x", "X", None, False)),
    version="1.2.3",
    ontology="4.5",
    licence="CC0-1.0",
)


def test_the_description_is_one_line_without_what_is_not_known() -> None:
    assert ABOUT.text() == (
        f"view: --known-by 1894; stances: asserts, reports; sources: {SOURCE} (1894), urn:x; "
        f"snapshot: {ABOUT.snapshot}; whole: {ABOUT.whole}; version: 1.2.3; ontology: 4.5; licence: CC0-1.0"
    )


def test_the_description_is_a_dataset_with_licence_and_origin() -> None:
    facts = {(triple.predicate, triple.object) for triple in ABOUT.triples() if triple.subject == ABOUT.dataset}
    for word, value in (
        ("rdf:type", PREFIXES["void"] + "Dataset"),
        ("rdf:type", PREFIXES["dcat"] + "Dataset"),
        ("dcterms:license", "https://spdx.org/licenses/CC0-1.0"),
        ("prov:wasDerivedFrom", SOURCE),
        ("prov:wasDerivedFrom", PREFIXES["dataset"] + ABOUT.whole),
    ):
        prefix, _, local = word.partition(":")
        assert (ox.NamedNode(PREFIXES[prefix] + local), ox.NamedNode(value)) in facts
    assert "restricted by --known-by 1894." in " ".join(str(value) for _, value in facts)


def test_a_description_stands_beside_facts_or_in_a_graph_of_its_own() -> None:
    assert {quad.graph_name for quad in ABOUT.quads(dataset=True)} == {ABOUT.dataset}
    assert {quad.graph_name for quad in ABOUT.quads(dataset=False)} == {ox.DefaultGraph()}
    assert all(map(describes, ABOUT.quads(dataset=False)))
    fact = ox.Quad(ox.NamedNode(SOURCE), ox.NamedNode("urn:p"), ox.NamedNode(ONTOLOGY))
    assert not describes(fact)
