"""Test that the page of a thing tells what the graph says of it, and nothing else, each sentence with its notes."""

from __future__ import annotations

import io
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from paged import page, thing

from coalition.graph import Graph
from coalition.pages import things
from coalition.pages.answers import answer
from coalition.pages.things import AT_ONCE

HOME = "https://w3id.org/coalition-graph/"


def test_a_person_has_sections_with_sentences_and_notes(published: Graph) -> None:
    found = thing(published, "Keir Starmer")
    assert found.status == 200
    for text in (
        "Keir Starmer holds the post Prime Minister of the United Kingdom",
        "Took part in",
        "Commitments",
        "Positions",
        "also called",
        "Cite, and take along",
    ):
        assert text in found.text, text
    notes = set(re.findall(r'href="#(note-\d+)"', found.source))
    assert len(notes) > 20 and notes <= found.ids
    assert notes == {each for each in found.ids if re.fullmatch(r"note-\d+", each)}


def test_what_is_only_reported_predicted_or_denied_is_said_to_be_so(published: Graph) -> None:
    assert "Reported: Keir Starmer took part in Kyiv meeting of 10 May 2025" in thing(published, "Keir Starmer").text
    whole = thing(published, "Keir Starmer", section="participants").text
    assert "Predicted: Keir Starmer took part in Paris summit of 4 September 2025, as co-chair" in whole
    denied = [
        row["thing"]
        for row in published.select(
            "SELECT DISTINCT ?thing { ?p cg:stance cg:Denies . GRAPH ?p { ?thing a cg:Commitment } }"
        )
    ]
    for iri in denied[:3]:
        assert "Denied:" in thing(published, str(iri)).text


def test_support_that_parts_of_a_sentence_share_is_told_once_behind_the_last(published: Graph) -> None:
    found = thing(published, "UK export finance for air defence missiles")
    start = found.source.index('<li class="asserts">')
    sentence = found.source[start : found.source.index("</li>", start)]
    told = re.findall(r'<a class="families"[^>]*>([^<]*)</a>|<span class="marks">', sentence)
    assert found.status == 200 and told.count("1 family, joined") == 2 and "2 families" in told
    assert told[:4] == ["", "", "", "1 family, joined"]  # three parts with notes, and what all three share


def test_only_what_is_claimed_is_denied_and_the_stance_stands_by_the_title(published: Graph) -> None:
    found = thing(published, HOME + "commitment/china-peacekeeping-troops")
    assert "denied · commitment In short Denied: China contemplated a commitment, China's peacekeepers" in found.text
    assert found.text.count("Denied") == 1 and "made a commitment" not in found.text
    assert "disputed · commitment" in thing(published, HOME + "commitment/china-join-the-coalition").text
    assert thing(published, "UK export finance for air defence missiles").text.count("asserted") == 0


def test_every_thing_with_a_name_has_a_page(published: Graph) -> None:
    kinds = ("Actor", "Event", "Commitment", "Position", "Plan", "Aim", "Source", "Place", "Post", "Condition")
    chosen = [iri for kind in kinds for iri in sorted(published.names.things(kind))[::7]]
    assert len(chosen) > 60
    for iri in chosen:
        found = thing(published, iri)
        assert found.status == 200 and published.names.label(iri).split(",")[0] in found.text, iri


def test_a_section_alone_shows_more_and_goes_on_page_by_page(published: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    iri = published.find("Ukraine")
    short = thing(published, iri)
    ((address, text),) = [link for link in short.links if "section=positions" in link[0]]
    total = int(text.removeprefix("All "))
    monkeypatch.setattr(things, "MORE", 20)
    offset = 0
    while offset < total:
        part = thing(published, iri, section="positions", offset=str(offset))
        assert f"{offset + 1} to {min(offset + 20, total)} of {total}" in part.text
        assert ("Before" in part.text) == (offset > 0) and ("More" in part.text) == (offset + 20 < total)
        offset += 20
    assert total > AT_ONCE and address.startswith("/")


def test_the_query_behind_a_section_finds_the_same_things(published: Graph) -> None:
    found = thing(published, "Keir Starmer")
    queries = [address for address, text in found.links if text == "The query for this"]
    assert len(queries) >= 4
    for address in queries:
        (query,) = parse_qs(urlsplit(address).query)["query"]
        assert len(published.select(query)) > 0, query


def test_conflicts_about_a_thing_stand_on_its_page(published: Graph) -> None:
    found = thing(published, "2025 London Summit on Ukraine")
    assert "Where sources disagree" in found.text and "a list of 14" in found.text
    assert "Where sources disagree" not in thing(published, "Portugal").text


def test_a_few_more_are_shown_rather_than_named(published: Graph) -> None:
    for name in ("Japan", "China", "France", "Portugal"):
        found = thing(published, name)
        for key, total in re.findall(r"section=(\w+)[^>]*>All (\d+)<", found.source):
            section = found.source.partition(f'id="{key}"')[2].partition("</section>")[0]
            assert section.count('<li class="') < int(total) + 3 and int(total) > AT_ONCE + 3


def test_an_actor_says_that_what_concerns_it_is_disputed(published: Graph) -> None:
    found = thing(published, "China")
    number = len(published.conflicts("China"))
    assert number and f"Sources disagree in {number} place" in found.text
    assert "disagree" not in thing(published, "New Zealand").text


def test_what_is_not_there_is_told_as_a_page(published: Graph) -> None:
    for iri in (HOME + "actor/nobody", "no iri", "http://a b"):
        found = page(published, "thing", iri=iri)
        assert found.status == 404 and "What to do:" in found.text and found.type.startswith("text/html")


def test_a_passage_has_its_words_what_it_states_and_who_else_does(published: Graph) -> None:
    found = page(published, "thing", iri=HOME + "passage/s002-2116")
    assert "United Kingdom announced a commitment: UK export finance for air defence missiles" in found.text
    assert "amount:" not in found.text.partition("What it states")[2].partition("Side by side")[0]
    assert any(address.startswith("/trace?passage=s002-2116") for address, _ in found.links)
    without = page(published, "thing", iri=HOME + "passage/s001-14131")
    assert without.status == 200 or without.status == 404


def test_a_view_holds_in_all_links(published: Graph) -> None:
    found = thing(published, "Keir Starmer", source="s003")
    inner = [address for address, _ in found.links if address.startswith(("/actor/", "/event/", "/network", "/post/"))]
    assert len(inner) > 8
    assert all("source=s003" in address for address in inner)
    assert "You see a part of the graph:" in found.text and "from Starmer announces" in found.text
    assert "Document 001" not in found.text


def test_an_iri_leads_to_the_page_under_its_own_path(published: Graph) -> None:
    output = io.BytesIO()
    given = {"page": "thing", "path": "/thing", "parameters": {"iri": HOME + "actor/portugal", "source": "s001"}}
    head = answer(published, given, output)
    assert (head.status, head.headers["location"]) == (303, "/actor/portugal.html?source=s001")
