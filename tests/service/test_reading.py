"""Test that requests are read as the protocols define them, and that what is not of them is told."""

from __future__ import annotations

import pytest

from coalition.service import reading
from coalition.service.reading import FORM, QUERY, UPDATE, UnreadableError


def refused(kind: str, words: str, method: str, target: bytes, type_: str = "", body: bytes = b"") -> None:
    """Check that a request is refused."""
    with pytest.raises(UnreadableError, match=words) as caught:
        reading.sparql(method, target, type_, body)
    assert caught.value.kind == kind


def test_a_query_is_read_from_each_place_where_it_may_stand() -> None:
    assert reading.sparql("GET", b"query=ASK+%7B%7D", "", b"") == {"query": "ASK {}"}
    assert reading.sparql("POST", b"", FORM, b"query=ASK%20%7B%7D") == {"query": "ASK {}"}
    assert reading.sparql("POST", b"", f"{FORM}; charset=UTF-8", b"query=ASK%20%7B%7D") == {"query": "ASK {}"}
    assert reading.sparql("POST", b"", QUERY, b"ASK {}") == {"query": "ASK {}"}
    assert reading.sparql("QUERY", b"", QUERY.upper() + "; charset=utf-8", "ASK {} # é".encode()) == {
        "query": "ASK {} # é"
    }


def test_no_query_asks_for_the_description() -> None:
    assert reading.sparql("GET", b"", "", b"") is None
    assert reading.sparql("GET", b"format=turtle", "", b"") is None


def test_dataset_view_format_and_evidence_are_read_from_address_and_form() -> None:
    target = b"default-graph-uri=urn:a&named-graph-uri=urn:b&source=s001&source=s002&why"
    body = b"query=ASK+%7B%7D&named-graph-uri=urn:c&stance=denies&families=2&readings=no"
    body += b"&known_by=2025&on=2025-03&format=csv"
    assert reading.sparql("POST", target, FORM, body) == {
        "query": "ASK {}",
        "default": ["urn:a"],
        "named": ["urn:b", "urn:c"],
        "format": "csv",
        "why": True,
        "view": {
            "known_by": "2025",
            "on": "2025-03",
            "families": 2,
            "readings": False,
            "sources": ("s001", "s002"),
            "stances": ("denies",),
        },
    }


def test_what_is_no_query_of_the_protocol_is_told() -> None:
    refused("request", "more than one query", "GET", b"query=a&query=b")
    refused("request", "more than one query", "POST", b"query=a", QUERY, b"b")
    refused("request", "no query", "POST", b"", FORM, b"")
    refused("request", "empty", "GET", b"query=%20")
    refused("request", "byte 2 of the query", "POST", b"", QUERY, b"a\xff")
    refused("request", "not UTF-8", "GET", b"query=%ff")
    refused("request", "not UTF-8", "GET", b"query=\xff")
    refused("request", "more than 1000 parameters", "GET", b"a=b&" * 1001)
    refused("media", "UTF-8", "POST", b"", f"{QUERY}; charset=utf-16", b"ASK {}")
    refused("media", "content without a type", "POST", b"", "", b"query=a")
    refused("media", "text/plain", "POST", b"", "text/plain", b"ASK {}")
    refused("parameter", "why: more than one value is given", "GET", b"query=a&why=1&why=0")
    refused("parameter", "families", "GET", b"query=a&families=-1")
    refused("parameter", "readings", "GET", b"query=a&readings=maybe")


@pytest.mark.parametrize("target", [b"update=CLEAR+ALL", b"query=ASK&update=x", b"using-graph-uri=urn:x&query=ASK"])
def test_updates_are_refused_with_the_way_to_change_facts(target: bytes) -> None:
    refused("updates", "change the files in graph/", "GET", target)


def test_an_update_that_is_sent_directly_is_refused() -> None:
    refused("updates", "change the files in graph/", "POST", b"", UPDATE, b"CLEAR ALL")


def test_a_graph_is_named_once_or_not_at_all() -> None:
    assert reading.graph(b"default") == {"graph": None}
    assert reading.graph(b"graph=urn:a&format=turtle") == {"graph": "urn:a", "format": "turtle"}
    assert reading.graph(b"") is None
    for target in (b"default&graph=urn:a", b"graph=urn:a&graph=urn:b"):
        with pytest.raises(UnreadableError, match="more than one graph"):
            reading.graph(target)


def test_parameters_are_texts_or_lists() -> None:
    assert reading.one([("a", "1"), ("b", "2"), ("a", "3"), ("a", "4")]) == {"a": ["1", "3", "4"], "b": "2"}
