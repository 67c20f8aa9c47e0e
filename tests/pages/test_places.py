"""Test that every page that is declared is there, under a path that no thing has."""

from __future__ import annotations

from importlib import import_module

import pytest

from coalition.graph import Graph
from coalition.pages.page import Page
from coalition.pages.places import EMBEDDED, PARTS, PLACES, POLICY


@pytest.mark.parametrize("name", PLACES)
def test_a_declared_page_is_there(name: str) -> None:
    module, attribute = PLACES[name]
    assert isinstance(getattr(import_module(f"coalition.pages.{module}"), attribute), Page)


def test_no_thing_has_the_path_of_a_page(published: Graph) -> None:
    paths = {iri.removeprefix("https://w3id.org/coalition-graph/") for iri in published.names._spelled.names}
    assert not paths & PLACES.keys() and set(PARTS) <= PLACES.keys()


def test_the_policies_let_nothing_in_from_elsewhere() -> None:
    for policy in (POLICY, EMBEDDED):
        assert policy.startswith("default-src 'none'") and "unsafe" not in policy and "http" not in policy
