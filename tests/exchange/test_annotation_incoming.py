"""Test what is read of Web Annotations that others wrote, and what is refused with a reason."""

from __future__ import annotations

from typing import Any

import pytest

from coalition.exchange.annotation_incoming import from_annotations
from coalition.exchange.incoming import Quoted

QUOTE = {"type": "TextQuoteSelector", "exact": "hosted the talks", "prefix": "Holm ", "suffix": " on"}
TARGET = {"source": "https://news.example/talks", "selector": QUOTE}


def one(**members: Any) -> Quoted:
    read = from_annotations([{"id": "https://else.example/1", "type": "Annotation", "target": TARGET, **members}])
    assert not read.refused
    (quoted,) = read.quoted
    return quoted


def test_a_quotation_comes_with_what_is_around_it_and_its_source() -> None:
    quoted = one()
    assert (quoted.before, quoted.words, quoted.after) == ("Holm ", "hosted the talks", " on")
    assert (quoted.where, quoted.sources) == ("https://else.example/1", ("https://news.example/talks",))
    assert (quoted.start, quoted.stance, quoted.facts) == (-1, "", ())


def test_selectors_may_refine_others_and_targets_may_be_several() -> None:
    position = {"type": "TextPositionSelector", "start": 4, "end": 20}
    target = {"source": "a:b", "selector": {"type": "FragmentSelector", "value": "x", "refinedBy": [QUOTE, position]}}
    read = from_annotations([{"type": "Annotation", "target": [target, TARGET]}])
    assert [(each.words, each.start, each.end) for each in read.quoted] == [
        ("hosted the talks", 4, 20),
        ("hosted the talks", -1, -1),
    ]
    assert {each.where for each in read.quoted} == {"annotation 1"}


@pytest.mark.parametrize(
    ("body", "notes", "mentions"),
    [
        ("https://else.example/anna", (), ("https://else.example/anna",)),
        ({"type": "TextualBody", "value": "Why\n so?"}, ("Why so?",), ()),
        ({"type": "SpecificResource", "source": "https://else.example/anna"}, (), ("https://else.example/anna",)),
        ([{"id": "https://else.example/anna"}, 7, None], (), ("https://else.example/anna",)),
    ],
)
def test_bodies_are_notes_and_mentions(body: Any, notes: tuple[str, ...], mentions: tuple[str, ...]) -> None:
    quoted = one(body=body)
    assert (quoted.notes, quoted.mentions) == (notes, mentions)


@pytest.mark.parametrize(
    ("members", "why"),
    [
        ({"target": None}, "it has no target"),
        ({"target": "https://news.example/talks"}, "it gives no words, and no offsets with a digest"),
        (
            {"body": {"value": "actor:anna a", "format": "text/turtle"}},
            "its body is not the Turtle that it says",
        ),
        ({"body": {"value": "actor:a cg:about [] .", "format": "text/turtle"}}, "its facts have blank nodes"),
    ],
)
def test_what_cannot_be_taken_is_refused_with_the_reason(members: dict[str, Any], why: str) -> None:
    read = from_annotations([{"type": "Annotation", "target": TARGET, **members}])
    assert not read.quoted
    (refused,) = read.refused
    assert refused.where == "annotation 1"
    assert why in str(refused)


@pytest.mark.parametrize("start", [True, -3, "4", 1.5, 10**12])
def test_offsets_that_are_none_are_passed_over(start: Any) -> None:
    target = {"source": "a:b", "selector": [QUOTE, {"type": "TextPositionSelector", "start": start, "end": 9}]}
    assert one(target=target).start == -1
