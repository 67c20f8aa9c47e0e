"""Test that every form of XML that is written can be parsed, and holds each character or refuses it."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from xml.etree import ElementTree

import networkx as nx
import pyoxigraph as ox
import pytest

from coalition.errors import SelectionError
from coalition.network.formats import write
from coalition.query.formats import stream
from coalition.rdf import turtle
from coalition.rdf.store import Store
from coalition.rdf.xml import fit

CODES = (
    *range(0x250),
    *range(0x250, 0x10000, 251),
    *range(0x2000, 0x2070),
    *(0xD7FF, 0xD800, 0xDBFF, 0xDC00, 0xDFFF, 0xE000, 0xFDD0, 0xFEFF, 0xFFFD, 0xFFFE, 0xFFFF),
    *(0x10000, 0x1FFFE, 0xE0041, 0x10FFFF),
)
"""The code points that are tried; half of a surrogate pair can only come from Python."""


def network(text: str, format: str) -> bytes:
    graph = nx.Graph(name="co-participation", definition=text)
    graph.add_node("a", label=text, kind="person")
    graph.add_node("b", label="b", kind="person")
    graph.add_edge("a", "b", weight=1, passages=text, events=1)
    return write(graph, format).encode()


def rdf(text: str) -> Store:
    names = (ox.NamedNode("https://example.org/a"), ox.NamedNode("https://example.org/p"))
    return Store.in_memory([ox.Quad(*names, ox.Literal(text, language="en"))])


def results(text: str) -> bytes:
    output = io.BytesIO()
    try:
        stream(rdf(text).query("SELECT ?o { ?s ?p ?o }"), "xml", output)
    except SelectionError:
        assert output.getvalue() == b""
        raise
    return output.getvalue()


def rdfxml(text: str) -> bytes:
    output = io.BytesIO()
    turtle.write(rdf(text).quads(), "rdfxml", output)
    return output.getvalue()


FORMS: dict[str, Callable[[str], bytes]] = {
    "graphml": lambda text: network(text, "graphml"),
    "gexf": lambda text: network(text, "gexf"),
    "results": results,
    "rdfxml": rdfxml,
}


def _texts(document: bytes) -> Iterator[str]:
    for element in ElementTree.fromstring(document).iter():
        yield from (element.text or "", *element.attrib.values())


@pytest.mark.parametrize("form", FORMS)
def test_a_document_is_well_formed_and_holds_the_text_or_refuses_it(form: str) -> None:
    refused = {}
    for code in CODES:
        text = f"a{chr(code)}b"
        if 0xD800 <= code < 0xE000 and form in ("results", "rdfxml"):
            continue  # the engine takes no such literal
        try:
            written = FORMS[form](text)
        except SelectionError as fault:
            refused[code] = str(fault)
        else:
            assert text in set(_texts(written)), hex(code)
    assert all(f"U+{code:04X}" in message and "\n" not in message for code, message in refused.items())
    pairs = {code for code in CODES if 0xD800 <= code < 0xE000}
    expected = {*range(0x20), 0xFFFE, 0xFFFF, *pairs} - {0x9, 0xA, 0xD}
    assert refused.keys() == expected - (pairs if form in ("results", "rdfxml") else set())


def test_a_character_on_the_border_of_what_is_read_at_once_is_kept() -> None:
    for length in range(65_500, 65_540):
        text = "é" * length + "\r"
        assert text in set(_texts(results(text)))
    with pytest.raises(SelectionError, match="U\\+0001"):
        results("é" * 70_000 + "\x01")


def test_the_message_shows_what_stands_around() -> None:
    with pytest.raises(SelectionError) as raised:
        fit("<label>The King\x1b[31m</label>")
    what = "XML cannot hold the control character U+001B, which stands in «The King\x1b[31m»"
    assert (raised.value.what, raised.value.remedy) == (what, "choose another format")
