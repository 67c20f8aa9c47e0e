"""Fit an answer for an assistant into few tokens, and say what was left out and how to get it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from coalition.output.terminal import visible

Item = TypeVar("Item")

BUDGET = 1_599
"""How many bytes an answer has at most where no more is asked for: less than 400 tokens, at four bytes each."""

FULL = 200
"""How many passages, or other parts, one item has at most where more is asked for."""


@dataclass(frozen=True, slots=True)
class Detail:
    """Say how much of an item is written.

    Attributes
    ----------
    parts:
        How many passages of a stance, statements of a finding or facts of a passage are listed.
    length:
        How many code points a text has; the rest is cut, and "…" stands for it. Ids are never cut.
    """

    parts: int
    length: int

    def cut(self, text: str) -> str:
        """Return a text, with "…" for what is beyond the length."""
        return text if len(text) <= self.length else text[: self.length - 1].rstrip() + "…"

    def first(self, parts: Sequence[Item]) -> tuple[Sequence[Item], int]:
        """Return the first parts, and how many more there are."""
        return parts[: self.parts], max(0, len(parts) - self.parts)


WHOLE = Detail(FULL, 10_000)
BRIEF = (Detail(4, 300), Detail(2, 160), Detail(1, 80))
"""How much of each item is written, where no more is asked for: the first that leaves room for `WANTED` items."""

WANTED = 3
"""How many items an answer should have, rather than fewer in more detail."""


def pages(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return what `page` is told of the pages that the arguments of a tool ask for."""
    return {"skip": given.get("offset", 0), "most": given.get("limit")}


def page(
    head: Mapping[str, Any],
    name: str,
    items: Sequence[Item],
    write: Callable[[Item, Detail], Any],
    skip: int = 0,
    most: int | None = None,
    total: int | None = None,
) -> dict[str, Any]:
    """Return an answer with as many items as fit, and with `more` where some are left out.

    Parameters
    ----------
    head:
        The members of the answer that precede the items.
    name:
        The member that holds the items.
    write:
        Writes one item in some detail.
    skip:
        How many items were seen before.
    most:
        How many items are asked for, each whole and whatever their size; as many as fit `BUDGET` where None.
    total:
        How many items there are, where `items` holds only the first of them.
    """
    rest, total = items[skip:], len(items) if total is None else total
    if most is not None:
        return _answer(head, name, [write(item, WHOLE) for item in rest[:most]], total, skip)
    shown: list[Any] = []
    for detail in BRIEF:
        shown = []
        for item in rest:
            shown.append(write(item, detail))
            if size(_answer(head, name, shown, total, skip)) > BUDGET:
                shown.pop()
                break
        if len(shown) >= min(WANTED, len(rest)):
            break
    return _answer(head, name, shown, total, skip)


def _answer(head: Mapping[str, Any], name: str, shown: Sequence[Any], number: int, skip: int) -> dict[str, Any]:
    answer = {**head, name: list(shown)}
    left = number - skip - len(shown)
    if left < 0:
        answer["more"] = {"left": 0, "how": f"there are only {number} in all; lower offset"}
    elif left and shown:
        answer["more"] = {"left": left, "how": f"offset={skip + len(shown)}, or limit=N for N of them in full"}
    elif left:
        answer["more"] = {"left": left, "how": f"offset={skip} with limit=1 gives the next one in full"}
    return answer


def as_bytes(answer: Mapping[str, Any]) -> bytes:
    """Return an answer as compact JSON; what a reader would not see of a text is escaped."""
    text = json.dumps(answer, ensure_ascii=False, separators=(",", ":"))
    return visible(text, lambda character: json.dumps(character)[1:-1]).encode()


def size(answer: Mapping[str, Any]) -> int:
    """Return how many bytes an answer has."""
    return len(as_bytes(answer))
