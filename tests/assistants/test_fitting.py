"""Test that answers fit their budget, and say what was left out."""

from __future__ import annotations

import json
from typing import Any

import pytest

from coalition.assistants.fitting import BRIEF, BUDGET, FULL, WANTED, Detail, as_bytes, page, size


def written(item: int, detail: Detail) -> dict[str, Any]:
    """Write an item that takes as much room as the detail allows."""
    return {"number": item, "text": detail.cut("x" * 1000), "parts": list(detail.first(range(item))[0])}


@pytest.mark.parametrize("number", [0, 1, 2, 3, 10, 500])
def test_as_many_items_are_given_as_fit(number: int) -> None:
    answer = page({"head": 1}, "items", range(number), written)
    assert size(answer) <= BUDGET
    shown = len(answer["items"])
    assert shown >= min(number, WANTED)
    assert [each["number"] for each in answer["items"]] == list(range(shown))
    assert answer.get("more", {}).get("left", 0) == number - shown


def test_pages_follow_each_other_until_all_are_seen() -> None:
    seen: list[int] = []
    while len(seen) < 100:
        answer = page({}, "items", range(100), written, skip=len(seen))
        seen += [each["number"] for each in answer["items"]]
        if len(seen) < 100:
            assert answer["more"]["left"] == 100 - len(seen)
            assert answer["more"]["how"].startswith(f"offset={len(seen)},")
    assert seen == list(range(100))
    assert "more" not in answer


def test_fewer_details_make_room_for_more_items() -> None:
    few = page({}, "items", range(2), written)["items"]
    large = lambda item, detail: {"text": detail.cut("x" * 1000), "ids": ["y" * 100] * detail.parts}  # noqa: E731
    many = page({}, "items", range(40), large)["items"]
    assert len(few[0]["text"]) == BRIEF[0].length
    assert len(many[0]["text"]) < BRIEF[0].length


def test_what_is_asked_for_is_given_in_full() -> None:
    answer = page({}, "items", range(9), written, skip=1, most=5)
    assert [len(each["text"]) for each in answer["items"]] == [1000] * 5
    assert answer["more"] == {"left": 3, "how": "offset=6, or limit=N for N of them in full"}


def test_an_item_that_does_not_fit_at_all_can_still_be_had() -> None:
    answer = page({}, "items", [1, 2], lambda item, detail: "x" * 5000)
    assert answer == {"items": [], "more": {"left": 2, "how": "offset=0 with limit=1 gives the next one in full"}}
    assert page({}, "items", [1, 2], lambda item, detail: "x" * 5000, most=1)["items"] == ["x" * 5000]


def test_who_skips_too_many_is_told_how_many_there_are() -> None:
    assert page({}, "items", range(3), written, skip=7)["more"] == {
        "left": 0,
        "how": "there are only 3 in all; lower offset",
    }
    assert "more" not in page({}, "items", range(3), written, skip=3)


def test_items_that_were_not_read_are_counted() -> None:
    assert page({}, "items", range(2), written, most=2, total=9)["more"]["left"] == 7


def test_a_text_is_cut_and_its_parts_are_counted() -> None:
    detail = Detail(2, 5)
    assert (detail.cut("12345"), detail.cut("123456"), detail.cut("123 456")) == ("12345", "1234…", "123…")
    assert detail.first("abcd") == ("ab", 2)
    assert detail.first("a") == ("a", 0)
    assert FULL >= 100


def test_what_a_reader_would_not_see_is_escaped() -> None:
    content = {"text": "a\u202eb\u200b\x1b\ue000\U000e0041é"}
    body = as_bytes(content)
    assert b"\\u202e" in body and b"\\u200b" in body and b"\\u001b" in body and "\U000e0041".encode() not in body
    assert json.loads(body) == content
    assert b": " not in body
