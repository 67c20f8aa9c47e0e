"""Test what search engines and other sites read: schema.org, sitemap, oEmbed, cards; and the page of components."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as Tree

from paged import page, thing

from coalition.graph import Graph

HOME = "https://w3id.org/coalition-graph/"


def described(source: str) -> dict[str, object]:
    (text,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', source)
    found: dict[str, object] = json.loads(text)
    return found


def test_things_are_described_for_search_engines(published: Graph) -> None:
    assert described(thing(published, "Keir Starmer").source)["@type"] == "Person"
    event = described(thing(published, "2025 London Summit on Ukraine").source)
    assert (event["@type"], event["startDate"]) == ("Event", "2025-03-02")
    assert described(page(published, "front").source)["@type"] == "Dataset"


def test_the_sitemap_names_pages_that_are_there(published: Graph) -> None:
    found = page(published, "sitemap.xml")
    addresses = [each.text or "" for each in Tree.fromstring(found.source).iter() if each.tag.endswith("loc")]
    assert len(addresses) > 400 and found.type == "application/xml"
    assert "http://x/actor/keir-starmer.html" in addresses and len(set(addresses)) == len(addresses)


def test_a_page_can_be_embedded_as_a_card(published: Graph) -> None:
    found = page(published, "oembed", url="http://x/actor/keir-starmer.html").json()
    assert found["type"] == "rich" and found["title"] == "Keir Starmer" and "/card?iri=" in found["html"]
    card = page(published, "card", iri=HOME + "actor/keir-starmer")
    assert "holds the post" in card.text and "frame-ancestors *" in card.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in page(published, "front").headers["content-security-policy"]
    for name, given in (("oembed", {"url": "http://x/nothing.html"}), ("card", {"iri": HOME + "actor/nobody"})):
        assert page(published, name, **given).status == 404


def test_components_show_every_stance(published: Graph) -> None:
    found = page(published, "components")
    for word in ("Reported:", "Proposed:", "Predicted:", "Denied:", "Drafted, not read yet:"):
        assert word in found.text
