"""Test that the links of a page keep its view, and lead to things wherever their IRIs begin."""

from __future__ import annotations

import pytest

from coalition.dates import PartialDate, Period
from coalition.errors import NotFoundError
from coalition.graph import Graph
from coalition.pages.page import MENU, Asked, named
from coalition.pages.places import PLACES


def asked(graph: Graph, home: str = "https://w3id.org/coalition-graph/", **given: object) -> Asked:
    return Asked(graph, graph, {}, given, "/timeline", home=home)


def test_links_keep_the_view_and_nothing_else(published: Graph) -> None:
    made = asked(published, source=["s001", "s002"], stance="denies", offset="20")
    assert made.url("/x") == "/x?source=s001&source=s002&stance=denies"
    assert made.here(offset=None) == "/timeline?source=s001&source=s002&stance=denies"
    assert made.whole_address() == "/timeline?offset=20"
    assert [text for text, _ in made.told_view()] == [
        "from Coalition of the willing (Russo-Ukrainian War)",
        f"from {made.called('https://w3id.org/coalition-graph/source/s002')}",
        "in the stance denies",
    ]
    assert made.told_view()[0][1] == "/timeline?source=s002&stance=denies&offset=20"
    assert f"snapshot={published.snapshot.digest}" in made.frozen()
    assert ("offset", "20") in made.all_fields(()) and made.first("source") == "s001"


def test_things_have_addresses(published: Graph) -> None:
    made = asked(published)
    assert made.thing("https://w3id.org/coalition-graph/actor/x y") == "/actor/x%20y.html"
    assert made.thing("https://w3id.org/coalition-graph/ontology#Meeting") == "/words/Meeting"
    assert made.thing("http://example.org/a?b#c") == "/thing?iri=http%3A%2F%2Fexample.org%2Fa%3Fb%23c"
    assert asked(published, home="http://example.org/").thing("http://example.org/a") == "/a.html"


def test_every_page_of_the_menu_is_there() -> None:
    assert {path.removeprefix("/") for path in MENU} <= PLACES.keys()


@pytest.mark.parametrize(
    ("start", "end", "shown"),
    [("2025-03-02", "2025-03-02", "2 March 2025"), ("2025-03", None, "from March 2025"), (None, "2025", "until 2025")],
)
def test_periods_are_written_as_people_write_them(
    published: Graph, start: str | None, end: str | None, shown: str
) -> None:
    bounds = [PartialDate.parse(each) if each else None for each in (start, end)]
    assert asked(published).period(Period(*bounds)) == shown


def test_what_is_no_iri_names_nothing() -> None:
    assert named("http://x/a") == "http://x/a"
    with pytest.raises(NotFoundError):
        named("a b")
