"""Test how what becomes of facts is counted and told."""

from __future__ import annotations

from coalition.exchange.losses import Losses


def counted() -> Losses:
    losses = Losses("tapes", carried=1200)
    losses.lose("cg:agenda", "no place", 2)
    losses.lose("cg:motto", "no place")
    losses.lose("cg:date", "no year", 40)
    losses.lose("cg:outcome", "no place", 0)
    losses.change("states", "as bodies", 3)
    return losses


def test_each_reason_is_a_line_and_the_largest_comes_first() -> None:
    assert [*counted().lines()] == [
        "tapes: 1,200 of 1,243 facts written",
        "lost: 40: no year: cg:date 40",
        "lost: 3: no place: cg:agenda 2, cg:motto 1",
        "told otherwise: 3: as bodies: states 3",
    ]


def test_of_many_kinds_the_most_frequent_are_named() -> None:
    losses = Losses("tapes")
    for number in range(10):
        losses.lose(f"kind-{number}", "no place", 10 - number)
    line = [*losses.lines()][1]
    assert "kind-7 3 and 2 other kinds" in line
    assert "kind-8" not in line


def test_plain_data_has_every_count() -> None:
    data = counted().to_dict()
    assert data["facts"] == 1243
    assert {(each["what"], each["count"]) for each in data["lost"]} == {
        ("cg:agenda", 2),
        ("cg:motto", 1),
        ("cg:date", 40),
    }
    assert data["changed"] == [{"what": "states", "why": "as bodies", "count": 3}]
