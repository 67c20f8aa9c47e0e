"""Test that the first page tells what the graph holds, and leads on in one click."""

from __future__ import annotations

from paged import page

from coalition.graph import Graph


def test_it_tells_what_the_graph_holds_and_what_is_disputed(published: Graph) -> None:
    found = page(published, "front")
    counts = published.snapshot.counts
    for name in ("passages", "sources", "facts"):
        assert f"{counts[name]:,}" in found.text
    assert f"All {len(published.conflicts())} conflicts" in found.text
    assert published.timeline(kinds=("event",)).entries[-1].thing.label in found.text
    for question in published.questions().values():
        assert question.summary in found.text


def test_who_committed_what_is_two_clicks_away(published: Graph) -> None:
    first = page(published, "front").to("Who committed what, on whose word?")
    assert first == "/questions/commitments"
    second = page(published, "questions", "commitments")
    assert any("row=1" in address for address, _ in second.links)


def test_a_view_is_told_at_the_top_and_can_be_left(published: Graph) -> None:
    found = page(published, "front", stance="denies", source="s001")
    assert "in the stance denies" in found.text and "from Coalition of the willing" in found.text
    assert found.to("Show all") == "/"
    assert all("stance=denies" in address for address, text in found.links if text == "Timeline")


def test_how_to_read_and_what_is_not_known_are_told(published: Graph) -> None:
    front = page(published, "front")
    assert front.to("What is not known?") == "/reading#unknown" and front.to("How to read this") == "/reading"
    found = page(published, "reading")
    assert "unknown" in found.ids
    assert {"/coverage", "/questions/foreseen-and-not-told"} <= {address for address, _ in found.links}
    for word in ("Passage", "Stance", "Family", "Reading", "Register"):
        assert word in found.text
