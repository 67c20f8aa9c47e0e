"""Test that feeds are valid JSON Feed 1.1 and Atom, and hold what they are given."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from xml.etree import ElementTree

from coalition.feed.changes import ADDED, RESOURCED, RETRACTED, Basis, Entry, Telling
from coalition.feed.writing import ATOM, Feed, atom, json_feed

A = "{" + ATOM + "}"
TOLD = Basis((Telling("s001-1", "https://x/s001-1", "asserts", "Document <1>", True),), ("s001", "s002"))
ENTRIES = [
    Entry(ADDED, "A & B < C\x01", {"fact": "x:a x:b x:c"}, Basis(), TOLD),
    Entry(RETRACTED, "D", {"fact": "x:d"}, TOLD, Basis()),
    Entry(RESOURCED, "E", {"fact": "x:e"}, TOLD, Basis(TOLD.passages, ("s001",))),
]
FEED = Feed(
    "urn:x:1", "Changes of <it>", "3 changes", "https://x/feed?a=1&b=2", datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
)


def test_json_feeds_have_the_members_of_version_1_1() -> None:
    feed = json.loads(json_feed(FEED, ENTRIES))
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert (feed["title"], feed["description"], feed["feed_url"]) == (FEED.title, FEED.description, FEED.address)
    assert [item["id"] for item in feed["items"]] == [entry.id for entry in ENTRIES]
    first = feed["items"][0]
    assert first["date_published"] == "2026-01-02T03:04:05Z"
    assert first["tags"] == ["added"]
    assert first["_coalition"] == ENTRIES[0].to_dict()
    assert first["content_text"].split("\n")[1:] == [
        "now: s001-1 (asserts, Document <1>)",
        "now: 2 independent families (s001, s002)",
    ]
    assert "feed_url" not in json.loads(json_feed(Feed("i", "t", "d", "", FEED.updated), []))


def test_atom_has_what_rfc_4287_demands() -> None:
    root = ElementTree.fromstring(atom(FEED, ENTRIES))
    assert root.tag == f"{A}feed"
    for parent in (root, *root.findall(f"{A}entry")):
        assert [len(parent.findall(A + name)) for name in ("id", "title", "updated")] == [1, 1, 1]
        assert parent.findtext(f"{A}updated") == "2026-01-02T03:04:05Z"
    assert root.findtext(f"{A}author/{A}name") == "Coalition Graph"
    (link,) = root.findall(f"{A}link")
    assert (link.get("rel"), link.get("href")) == ("self", FEED.address)
    entries = root.findall(f"{A}entry")
    assert [entry.findtext(f"{A}id") for entry in entries] == [entry.id for entry in ENTRIES]
    assert entries[0].findtext(f"{A}title") == "Added: A & B < C\ufffd"  # which XML cannot hold
    contents = [entry.find(f"{A}content") for entry in entries]
    assert all(content is not None and content.get("type") == "text" for content in contents)
    assert "before: s001-1 (asserts, Document <1>)" in (entries[1].findtext(f"{A}content") or "")
    assert "now: 1 independent family (s001)" in (entries[2].findtext(f"{A}content") or "")
