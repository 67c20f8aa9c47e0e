"""Test that only what Wikidata has words and items for is written, with a reference to the source that asserts it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
import rdflib
from exchanged import talks

from coalition.errors import GraphError
from coalition.exchange.losses import Losses
from coalition.exchange.quickstatements import NO_ADDRESS, Words, time
from coalition.graph import Graph
from coalition.namespaces import CG

Exchanged = Callable[..., tuple[str, Losses]]

REFERENCE = (
    'S854\t"https://news.example/talks"\tS813\t+2031-07-00T00:00:00Z/10\t'
    'S1476\ten-ca:"The Ostvik talks"\tS577\t+2031-06-06T00:00:00Z/11'
)

CELL = r'(?:Q[1-9]\d*|\+\d{4}-\d\d-\d\dT00:00:00Z/(?:9|10|11)|"[^"\t]*"|[a-z-]+:"[^"\t]*")'
LINE = re.compile(rf"Q[1-9]\d*\tP[1-9]\d*\t{CELL}(?:\tP[1-9]\d*\t{CELL})*(?:\tS[1-9]\d*\t{CELL})+")
"""A line of version 1: item, property and value, then qualifiers, then a reference."""


def test_asserted_facts_of_items_are_written_each_with_its_reference(exchanged: Exchanged) -> None:
    written = exchanged("quickstatements")[0].splitlines()
    assert all(map(LINE.fullmatch, written))
    assert {line.removesuffix(f"\t{REFERENCE}") for line in written} == {
        "Q1001\tP39\tQ1004",
        "Q1001\tP1344\tQ1003",
        "Q1006\tP1344\tQ1003",
        "Q1006\tP463\tQ1002",
        "Q1003\tP585\t+2031-06-05T00:00:00Z/11",
    }


def test_what_is_lost_is_told_with_the_reason(exchanged: Exchanged) -> None:
    lost = exchanged("quickstatements")[1].lost
    assert lost["cg:memberOf", "a passage that predicts states no plain fact"] == 1
    assert lost["cg:host", "ontology/wikidata.ttl declares no word of Wikidata for it"] == 1
    assert lost["org:postIn", "no source states it, but the register"] == 1


def test_without_an_address_a_source_is_no_reference(tmp_path: Path) -> None:
    folder = talks(tmp_path / "talks")
    file = folder / "graph" / "talks.trig"
    file.write_text(re.sub(r'cg:url "[^"]+"\^\^xsd:anyURI ;', "", file.read_text(encoding="utf-8")), encoding="utf-8")
    text, losses = Graph.open(folder, store=tmp_path / "snapshots").exchange("quickstatements")
    assert text == ""
    assert losses.lost["org:holds", NO_ADDRESS] == 1


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2031", "+2031-00-00T00:00:00Z/9"),
        ("2031-06", "+2031-06-00T00:00:00Z/10"),
        ("2031-06-05", "+2031-06-05T00:00:00Z/11"),
        ("--06-05", ""),
        ("soon", ""),
        ("", ""),
    ],
)
def test_a_date_has_its_precision(written: str, expected: str) -> None:
    assert time(written) == expected


def test_words_are_declared_by_lines_of_turtle_and_for_words_that_exist(published: Graph, tmp_path: Path) -> None:
    file = published.root.ontology[0] / "wikidata.ttl"
    declared = Words.read([file]).declared
    assert declared[CG + "memberOf"] == "P463"
    schema = rdflib.Graph()
    schema.parse(file.with_name("coalition.ttl"))
    assert all((rdflib.URIRef(word), None, None) in schema for word in declared if word.startswith(CG))
    assert Words.read([tmp_path / "none.ttl"]).declared == {}
    own = tmp_path / "own.ttl"
    own.write_text(
        "@prefix wdt: <http://www.wikidata.org/prop/direct/> .\n"
        "cg:memberOf skos:closeMatch wdt:P361 . cg:host skos:closeMatch <https://else.example/> .",
        encoding="utf-8",
    )
    assert Words.read([file, own]).declared == declared | {CG + "memberOf": "P361"}
    own.write_text("cg:memberOf skos:closeMatch", encoding="utf-8")
    with pytest.raises(GraphError, match=r"own\.ttl"):
        Words.read([own])
