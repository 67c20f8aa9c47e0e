"""Test that GEXF is written as its schema, version 1.2draft, wants it.

RULES states what the schema says of the elements that we write. `make test GEXF=DIR` also takes the schema itself:
DIR is the folder `specs` of https://github.com/gephi/gexf.
"""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from invented_network import PASSAGES, REGISTER, columns, trig

from coalition.columns.table import Columns
from coalition.network import build, formats
from coalition.network.definitions import ACTOR_KINDS, NETWORKS
from coalition.network.windows import spelled
from coalition.output.about import About

SPACE = "{http://www.gexf.net/1.2draft}"
SCHEMA = os.environ.get("GEXF")

TEXT, INTEGER, NUMBER = r"[\s\S]*", r"[-+]?\d+", r"[-+]?(\d+(\.\d*)?|\.\d+)(e[-+]?\d+)?|NaN|-?INF"
DAY = r"\d{4}-\d\d-\d\d"  # with the time format date

# By element: the patterns of its attributes (those with ! must be there), then the elements in it. "+" is text.
RULES: Mapping[str, tuple[Mapping[str, str], tuple[str, ...]]] = {
    "gexf": ({"version!": "1\\.2", "variant": TEXT}, ("meta", "graph")),
    "meta": ({"lastmodifieddate": r"\d{4}-\d\d-\d\d"}, ("creator", "keywords", "description")),
    "creator": ({}, ("+",)),
    "keywords": ({}, ("+",)),
    "description": ({}, ("+",)),
    "graph": (
        {"defaultedgetype": "directed|undirected|mutual", "idtype": "integer|string", "mode": "static|dynamic"}
        | {"timeformat": "integer|double|date|dateTime"},
        ("attributes", "nodes", "edges"),
    ),
    "attributes": ({"class!": "node|edge", "mode": "static|dynamic"}, ("attribute",)),
    "attribute": (
        {"id!": TEXT, "title!": TEXT, "type!": "integer|long|double|float|boolean|liststring|string|anyURI"},
        ("default", "options"),
    ),
    "nodes": ({"count": r"\d+"}, ("node",)),
    "node": ({"id!": TEXT, "label": TEXT, "pid": TEXT}, ("attvalues", "spells", "nodes", "edges", "parents")),
    "spells": ({}, ("spell",)),
    "spell": ({"start": DAY, "end": DAY}, ()),
    "attvalues": ({}, ("attvalue",)),
    "attvalue": ({"for!": TEXT, "value!": TEXT}, ()),
    "edges": ({"count": r"\d+"}, ("edge",)),
    "edge": (
        {"id!": TEXT, "source!": TEXT, "target!": TEXT, "label": TEXT, "weight": NUMBER}
        | {"type": "directed|undirected|mutual"},
        ("attvalues", "spells"),
    ),
}
VALUES = {"integer": INTEGER, "long": INTEGER, "double": NUMBER, "float": NUMBER, "boolean": "true|false|0|1"}
SCHEMA_INSTANCE = "{http://www.w3.org/2001/XMLSchema-instance}schemaLocation"


def faults(text: str) -> Iterator[str]:
    """Yield what is wrong with a file: elements, attributes and values against RULES, then what they refer to."""
    top = ElementTree.fromstring(text.encode())
    assert top.tag == f"{SPACE}gexf"
    assert top.attrib.pop(SCHEMA_INSTANCE) == "http://www.gexf.net/1.2draft http://www.gexf.net/1.2draft/gexf.xsd"
    for element in top.iter():
        yield from _element(element)
    for tag, wanted in (("gexf", ["meta", "graph"]), ("graph", ["nodes", "edges"])):
        [found] = top.iter(SPACE + tag)
        names = [child.tag.removeprefix(SPACE) for child in found]
        if [name for name in names if name != "attributes"] != wanted:
            yield f"{tag} holds {names}"
    for tag in ("node", "edge", "attribute"):
        ids = [each.get("id") for each in top.iter(SPACE + tag)]
        yield from (f"{tag} {id} stands twice" for id in {*ids} if ids.count(id) > 1)
    nodes = {node.get("id") for node in top.iter(f"{SPACE}node")}
    for edge in top.iter(f"{SPACE}edge"):
        if not {edge.get("source"), edge.get("target")} <= nodes:
            yield f"{edge.attrib}: no such node"
    kinds = {
        (group.get("class"), a.get("id")): a.get("type", "") for group in top.iter(f"{SPACE}attributes") for a in group
    }
    for owner in ("node", "edge"):
        for each in top.iter(SPACE + owner):
            for value in each.iter(f"{SPACE}attvalue"):
                if not re.fullmatch(VALUES.get(kinds[owner, value.get("for")], TEXT), value.get("value", "")):
                    yield f"{value.attrib} is no {kinds[owner, value.get('for')]}"


def _element(element: ElementTree.Element) -> Iterator[str]:
    name = element.tag.removeprefix(SPACE)
    if name not in RULES:
        yield f"there is no element {name}"
        return
    attributes, children = RULES[name]
    for key in (key[:-1] for key in attributes if key.endswith("!") and key[:-1] not in element.attrib):
        yield f"{name} lacks {key}"
    for key, value in element.attrib.items():
        pattern = attributes.get(key, attributes.get(f"{key}!"))
        if pattern is None:
            yield f"{name} cannot have {key}"
        elif not re.fullmatch(pattern, value):
            yield f"{name} {key} cannot be {value}"
    yield from (f"{name} cannot hold {c.tag}" for c in element if c.tag.removeprefix(SPACE) not in children)
    if "+" not in children and (element.text or "").strip():
        yield f"{name} cannot hold text"


def schema_faults(texts: Iterable[str]) -> list[list[str]]:
    """Return what the schema itself finds wrong with each text."""
    etree = pytest.importorskip("lxml.etree", reason="lxml, which checks the schema of GEXF, is not installed")
    schema = etree.XMLSchema(etree.parse(str(Path(SCHEMA or "").resolve(strict=True) / "1.2draft" / "gexf.xsd")))
    found = []
    for text in texts:
        schema.validate(etree.fromstring(text.encode()))
        found.append([error.message for error in schema.error_log])
    return found


ABOUT = About(
    snapshot="0" * 64, whole="", view='--on "2025" <&>', stances=("asserts",), sources=(), documents=(), version="1",
    ontology="1", command="coalition network --format 'gexf' \"<&>\"",
)  # fmt: skip


DATED = trig({
    **PASSAGES,
    ("passage:s9-1", "Asserts"): [
        f'{thing} cg:{word} "{day}"^^xsd:date .' for thing, word, day in (
            ("meeting:one", "date", "2024-05-04"), ("meeting:two", "date", "2025-03-02"),
            ("commitment:loan", "announcedOn", "2025-03-02"),
        )
    ],
})  # fmt: skip


def networks() -> Iterator[tuple[str, nx.Graph]]:
    for what, facts in (("invented", columns(trig())), ("nothing", Columns.from_quads([]))):
        for name in NETWORKS:
            for represented in (False, True)[: 1 + (name != "commitment")]:
                yield f"{what}, {name}, {represented}", build.build(facts, name, ACTOR_KINDS, represented)
    for name in NETWORKS:
        yield f"dated, {name}", spelled(build.read_basis(columns(DATED), name, ACTOR_KINDS), "month")
    yield "least 2", build.build(columns(trig()), kinds=ACTOR_KINDS, least=2)


@pytest.mark.parametrize("graph", [pytest.param(graph, id=what) for what, graph in networks()])
@pytest.mark.parametrize("about", [None, ABOUT], ids=["alone", "described"])
def test_every_network_is_written_as_the_schema_wants_it(graph: nx.Graph, about: About | None) -> None:
    assert [*faults(formats.write(graph, "gexf", about))] == []


# Labels with every character that XML can hold, and those of markup among them.
LABELS = st.text(
    st.one_of(st.sampled_from("<>&\"'] \n\t"), st.characters(exclude_categories=("Cs", "Cc", "Cn"))), max_size=12
)


@settings(max_examples=60)
@given(st.lists(LABELS, min_size=1, max_size=4), LABELS)
def test_odd_names_do_not_break_the_schema(labels: list[str], command: str) -> None:
    graph = build.build(columns(trig()), "commitment", ACTOR_KINDS)
    for node, label in zip(graph, labels, strict=False):
        graph.nodes[node]["label"] = label
    text = formats.write(graph, "gexf", replace(ABOUT, command=command))
    assert [*faults(text)] == []
    read: Any = nx.read_gexf(io.BytesIO(text.encode()))
    assert [*read] == [*graph]


def wrong() -> list[str]:
    text = formats.write(build.build(columns(trig()), "affiliation", ACTOR_KINDS), "gexf")
    mistakes = [
        text.replace("<graph ", '<graph name="a" '),
        text.replace('version="1.2"', 'version="1.3"'),
        text.replace("<nodes>", "<knots>").replace("</nodes>", "</knots>"),
        text.replace('type="long"', 'type="int"'),
        text.replace('weight="1"', 'weight="one"'),
        text.replace('<edge source="', '<edge from="'),
        text.replace("<nodes>", "<nodes>words"),
        formats.write(spelled(build.read_basis(columns(DATED)), "year"), "gexf").replace("<spell ", "<spel "),
    ]
    assert text not in mistakes
    return mistakes


def test_the_rules_find_mistakes() -> None:
    assert all([*faults(text)] for text in wrong())


@pytest.mark.skipif(not SCHEMA, reason="schema of GEXF not found; pass its folder with make test GEXF=DIR")
def test_the_schema_finds_what_the_rules_find() -> None:
    texts = [formats.write(graph, "gexf", about) for _, graph in networks() for about in (None, ABOUT)]
    assert not any(schema_faults(texts))
    assert all(schema_faults(wrong()))


def test_the_name_of_the_network_is_in_the_file() -> None:
    assert "Corps <1>" in REGISTER
    text = formats.write(build.build(columns(trig()), "affiliation", ACTOR_KINDS), "gexf")
    assert "<keywords>affiliation network</keywords>" in text


def test_spells_are_read_back_and_make_the_network_dynamic() -> None:
    graph = spelled(build.read_basis(columns(DATED), kinds=ACTOR_KINDS), "month")
    text = formats.write(graph, "gexf")
    assert 'mode="dynamic"' in text and 'timeformat="date"' in text
    read: Any = nx.read_gexf(io.BytesIO(text.encode()))
    assert {node: data["spells"] for node, data in read.nodes(data=True)} == dict(graph.nodes(data="spells"))
    ties = {frozenset((one, other)): data["spells"] for one, other, data in read.edges(data=True)}
    assert ties == {frozenset((one, other)): spells for one, other, spells in graph.edges(data="spells")}
