"""Test that whole answers as the W3C defines them are read, and that no others are."""

from __future__ import annotations

from typing import Any

import pyoxigraph as ox
import pytest
from endpoint import RESULTS, rows

from coalition.errors import StoreError
from coalition.remote import results
from coalition.remote.client import Client, Reply

CLIENT = Client("http://127.0.0.1:9/")
XSD = "http://www.w3.org/2001/XMLSchema#"


def reply(body: bytes, kind: str = RESULTS, **headers: str) -> Reply:
    return Reply(kind, {name.replace("_", "-"): value for name, value in headers.items()}, body)


def cells(*given: dict[str, Any]) -> list[Any]:
    return [row[0] for row in results.rows(reply(rows(*({"s": cell} for cell in given))), CLIENT)]


def test_rows_and_truths_are_read() -> None:
    assert bool(results.truth(reply(b'{"head":{},"boolean":true}'), CLIENT)) is True
    assert bool(results.truth(reply(b'{"head":{},"boolean":false}', "application/json"), CLIENT)) is False
    found = results.rows(reply(rows({"s": {"type": "uri", "value": "urn:a"}}, {})), CLIENT)
    assert [tuple(row) for row in found] == [(ox.NamedNode("urn:a"),), (None,)]


@pytest.mark.parametrize(
    ("datatype", "value", "written"),
    [
        ("decimal", "1.50", "1.5"),
        ("boolean", "1", "true"),
        ("integer", "01", "1"),
        ("date", "2025-03-02", "2025-03-02"),
    ],
)
def test_values_are_written_as_the_embedded_engine_writes_them(datatype: str, value: str, written: str) -> None:
    [cell] = cells({"type": "literal", "value": value, "datatype": XSD + datatype})
    assert cell == ox.Literal(written, datatype=ox.NamedNode(XSD + datatype))


def test_plain_texts_and_languages_are_left_as_they_are() -> None:
    assert cells(
        {"type": "literal", "value": "01"},
        {"type": "literal", "value": "1", "xml:lang": "en"},
        {"type": "literal", "value": "x", "datatype": "urn:t"},
    ) == [ox.Literal("01"), ox.Literal("1", language="en"), ox.Literal("x", datatype=ox.NamedNode("urn:t"))]


def test_a_blank_node_may_be_called_as_a_server_likes() -> None:
    [cell] = cells({"type": "bnode", "value": "nodeID://b10001"})
    assert isinstance(cell, ox.BlankNode)


WRONG: list[tuple[bytes, str, dict[str, str], str]] = [
    (b"<html>", "text/html", {}, "answers with text/html in the place of results in JSON"),
    (b"{}", "", {}, "answers with content without a type"),
    (b"", RESULTS, {}, "no whole result in JSON"),
    (rows({"s": {"type": "uri", "value": "urn:a"}})[:-3], RESULTS, {}, "no whole result"),
    (b"[]", RESULTS, {}, "no whole result"),
    (b'{"head":{}}', RESULTS, {}, "no whole result"),
    (b'{"head":{"vars":["s"]},"results":{"bindings":[1]}}', RESULTS, {}, "no whole result"),
    (b'{"head":{"vars":["s"]},"results":{"bindings":[{"s":{"type":"typo","value":"x"}}]}}', RESULTS, {}, "no whole"),
    (b"[" * 100_000, RESULTS, {}, "no whole result"),
    (rows({}, {}), RESULTS, {"X_SPARQL_MaxRows": "2"}, "gives at most 2 rows, and so perhaps not all"),
    (rows({}), RESULTS, {"X_SQL_State": "S1TAT"}, "gave up in the middle of the answer (X-SQL-State: S1TAT)"),
]


@pytest.mark.parametrize(("body", "kind", "headers", "message"), WRONG, ids=[each[3][:40] for each in WRONG])
def test_what_is_no_whole_answer_is_refused(body: bytes, kind: str, headers: dict[str, str], message: str) -> None:
    with pytest.raises(StoreError) as caught:
        results.rows(reply(body, kind, **headers), CLIENT)
    assert message in str(caught.value) and len(str(caught.value).splitlines()) == 1


def test_as_many_rows_as_the_profile_knows_are_perhaps_not_all() -> None:
    assert results.rows(reply(rows({}, {})), CLIENT, cap=3)
    with pytest.raises(StoreError, match="gives at most 2 rows"):
        results.rows(reply(rows({}, {})), CLIENT, cap=2)


def test_triples_are_read_whole_or_not_at_all() -> None:
    line = b"<urn:a> <urn:b> <urn:c> .\n"
    assert len(list(results.graph(reply(line, "application/n-triples"), CLIENT))) == 1
    assert len(list(results.graph(reply(line, "text/turtle"), CLIENT))) == 1
    for body, kind, message in (
        (line[:-5], "application/n-triples", "no RDF, or not the whole"),
        (line, "text/html", "in the place of triples"),
    ):
        with pytest.raises(StoreError, match=message):
            results.graph(reply(body, kind), CLIENT)


def test_a_count_is_one_number() -> None:
    def counted(cell: dict[str, Any]) -> int:
        return results.count(results.rows(reply(rows({"s": cell})), CLIENT), CLIENT)

    assert counted({"type": "literal", "value": "12", "datatype": XSD + "integer"}) == 12
    assert counted({"type": "literal", "value": "0", "datatype": XSD + "integer"}) == 0
    for cell in ({"type": "uri", "value": "urn:1"}, {"type": "literal", "value": "many"}):
        with pytest.raises(StoreError, match="answers a count with something else"):
            counted(cell)


def test_a_truth_is_no_row_and_a_row_no_truth() -> None:
    with pytest.raises(StoreError, match="no whole result"):
        results.rows(reply(b'{"head":{},"boolean":true}'), CLIENT)
    for body in (rows({}), b"{}", b'{"head":{},"boolean":"true"}', b'{"head":{},"boolean":1}'):
        with pytest.raises(StoreError, match="it answers ASK with something else"):
            results.truth(reply(body), CLIENT)
