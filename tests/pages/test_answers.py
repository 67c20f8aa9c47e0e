"""Test that each page is answered with a status that fits, without scripts or styles in it."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from paged import page

from coalition.graph import Graph
from coalition.pages.answers import warm
from coalition.pages.page import OF_COMMANDS
from coalition.pages.places import PLACES, POLICY

NEEDED = {
    "thing": {"iri": "https://w3id.org/coalition-graph/actor/portugal"},
    "trace": {"passage": "s002-2116"},
    "oembed": {"url": "http://x/actor/portugal.html"},
    "card": {"iri": "https://w3id.org/coalition-graph/actor/portugal"},
}


@pytest.mark.parametrize("name", PLACES)
def test_each_page_is_answered_whole_and_in_a_view(published: Graph, name: str) -> None:
    found = page(published, name, **NEEDED.get(name, {}))
    assert found.status == 200
    if found.type.startswith("text/html") and name != "card":
        assert found.headers["content-security-policy"] == POLICY
        view = page(published, name, **NEEDED.get(name, {}), source="s003", readings="false")
        assert view.status in (200, 404) and "You see a part of the graph:" in view.text


@pytest.mark.parametrize("name", [name for name in PLACES if name not in ("questions", "sitemap.xml")])
def test_parameters_that_do_not_fit_are_told_on_a_page(published: Graph, name: str) -> None:
    wrong: tuple[dict[str, Any], ...] = ({"nothing": "1"}, {"families": "0"}, {"source": "s999"}, {"on": ["1", "2"]})
    for given in wrong:
        asked: dict[str, Any] = {**NEEDED.get(name, {}), **given}
        found = page(published, name, **asked)
        assert found.status in (400, 404) and found.type.startswith("text/html"), given
        assert "Go to the first page" in found.text or "Left out, since it cannot be used" in found.text
    assert page(published, "none").status == 404


def test_dates_are_taken_as_pages_write_them(published: Graph) -> None:
    for written in ("1 March 2025", "March 1, 2025", "1 Mar 2025", "1.3.2025", "2025-03-01"):
        found = page(published, "timeline", **{"from": written})
        assert found.status == 200 and found.fields["from"]["value"] == "1 March 2025"
        assert any("from=2025-03-01" in address for address, _ in found.links if address.startswith("/api/timeline"))
    asked = page(published, "questions", "events-between", since="March 2025", until="April 2025")
    assert asked.status == 200 and asked.fields["since"]["value"] == "March 2025"
    assert page(published, "network", on="2 March 2025").status == 200


@pytest.mark.parametrize(
    ("name", "given", "at"),
    [
        ("timeline", {"from": "in spring"}, "from"),
        ("timeline", {"from": "2025", "to": "2024"}, "to"),
        ("timeline", {"about": "Xyzzy"}, "about"),
        ("conflicts", {"thing": "Xyzzy"}, "thing"),
        ("identities", {"actor": "Xyzzy"}, "actor"),
        ("verify", {"claim": "China", "known_by": "soon"}, "known_by"),
        ("front", {"source": "Reference 49 of document 001"}, "source"),
    ],
)
def test_a_wrong_value_keeps_the_page_and_is_told_at_its_field(
    published: Graph, name: str, given: dict[str, str], at: str
) -> None:
    found = page(published, name, **given)
    assert found.status == 400 and at in found.fields and "Left out, since it cannot be used" in found.text
    field = found.source.partition(f'name="{at}"')[2].partition("</div>")[0]
    assert 'role="alert"' in field
    assert all(found.fields[key].get("value") == value for key, value in given.items() if key not in ("source",))


def test_no_message_names_an_option_of_a_command(published: Graph) -> None:
    wrong = ({"source": "Xyzzy"}, {"source": "s001-ref-49"}, {"stance": "x"}, {"on": "x"}, {"families": "x"})
    pages = [page(published, "front", **given) for given in wrong]
    pages += [page(published, name, **{key: "Xyzzy"}) for name, key in (("timeline", "about"), ("conflicts", "thing"))]
    pages += [page(published, "network", **given) for given in ({"select": "Xyzzy"}, {"from": "1990", "to": "1990"})]
    pages += [page(published, "questions", "commitments", by="Xyzzy"), page(published, "verify", claim="China")]
    pages += [page(published, "search", words="-x"), page(published, "thing", iri="x y")]
    for found in pages:
        assert not OF_COMMANDS.search(found.text), OF_COMMANDS.search(found.text)


def test_only_sources_that_can_be_seen_alone_are_offered_by_their_titles(published: Graph) -> None:
    found = page(published, "front", source="s003")
    options = re.findall(r'<option value="([^"]+)"( selected)?>([^<]+)</option>', found.source.partition("v-stance")[0])
    assert len(options) == len(published._record.documents)
    for name, _, title in options:
        assert page(published, "front", source=name).status == 200
        assert unescape(title) in found.text
    assert [name for name, selected, _ in options if selected] == ["s003"]


def test_what_takes_long_is_made_before_readers_come(folder: Path, tmp_path: Path) -> None:
    graph = Graph.open(folder, store=tmp_path / "snapshots")
    warm(graph)
    kept = {path.name.rpartition("-")[0] for path in graph.snapshot.folder.glob("*.kept")}
    assert kept == {"conflicts", "families-of-facts", "layout", "timeline"}
