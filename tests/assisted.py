"""Call the tools of assistants as the service does, and look at what each fact of an answer rests on."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping
from typing import Any

from coalition.assistants.citing import FACTLESS
from coalition.assistants.tools import answer
from coalition.graph import Graph
from coalition.verdict.statements import STANCES

ITEMS = ("hits", "facts", "matches", "rows", "turtle", "entries", "conflicts", "rests_on", "ranking", "steps")
"""The members of answers that hold what is told."""

GROUNDS = ("rules", "also", "notes")
"""What stands in the place of passages where a row rests on none, and says on what it does."""


def raw(graph: Graph, tool: str, **arguments: Any) -> bytes:
    """Return the bytes of an answer."""
    output = io.BytesIO()
    head = answer(graph, {"tool": tool, "arguments": arguments}, output)
    assert (head.type, head.status) == ("application/json", 200)
    return output.getvalue()


def asked(graph: Graph, tool: str, **arguments: Any) -> dict[str, Any]:
    """Return an answer."""
    found: dict[str, Any] = json.loads(raw(graph, tool, **arguments))
    return found


def told(answered: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield whatever an answer tells as a fact: the parts of its items that rest on something of their own."""
    for name in ITEMS:
        for item in answered.get(name, ()):
            parts = item.get("statements") or item.get("sides") or item.get("by")
            yield from parts or [item]


def passages(fact: Mapping[str, Any]) -> list[str]:
    """Return the ids of passages of a fact."""
    if "stance" in fact:
        return [*fact["passages"]]
    return [name for stance in (*STANCES, FACTLESS) if stance in fact for name in fact[stance]["passages"]]


def rests(graph: Graph, answered: Mapping[str, Any]) -> int:
    """Check that each fact of an answer names passages that exist, or says what else it rests on; count the facts."""
    number = 0
    for fact in told(answered):
        named = passages(fact)
        assert named or any(fact.get(ground) for ground in GROUNDS) or fact.get("kind") == "text", fact
        assert all(graph._record.slice(name) for name in named), fact
        number += 1
    return number
