"""Test that each page is answered with a status that fits, without scripts or styles in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from paged import page

from coalition.graph import Graph
from coalition.pages.answers import warm
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
        assert "Go to the first page" in found.text
    assert page(published, "none").status == 404


def test_what_takes_long_is_made_before_readers_come(folder: Path, tmp_path: Path) -> None:
    graph = Graph.open(folder, store=tmp_path / "snapshots")
    warm(graph)
    kept = {path.name.rpartition("-")[0] for path in graph.snapshot.folder.glob("*.kept")}
    assert kept == {"conflicts", "families-of-facts", "layout", "timeline"}
