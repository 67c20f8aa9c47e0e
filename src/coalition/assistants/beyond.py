"""Say why an answer for an assistant is empty, without the words of the command line."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from coalition.graph import Graph
    from coalition.rdf.store import Term

Count = Callable[..., int]

LENGTH = 300
"""How many code points one reason has."""


def plainly(text: str) -> str:
    """Return what the command line tells, with the parameters of tools in the place of its options."""
    text = re.sub(r"--stance (.+)", r'view {"stances": ["\1"]}', text)
    text = re.sub(r"(; )?pass --sources DIR| \(--sources\)", "", text)
    return text.replace("coalition coverage tells", "the command coalition coverage tells")


def read(graph: Graph) -> str:
    """Return which documents were read in full."""
    return plainly(graph._elsewhere.read())[:LENGTH]


def told(graph: Graph, text: str, bindings: Mapping[str, Term]) -> list[str]:
    """Return why a query has no rows: unknown words, other stances, or what was read."""
    from coalition.query.unknown import unknown

    missing = list(unknown(text, (graph.whole or graph).store, foreign=True))
    return [plainly(line)[:LENGTH] for line in missing or graph._elsewhere.told(text, bindings)][:5]


def without(graph: Graph, count: Count, given: Mapping[str, Any]) -> list[str]:
    """Return how many things there are without each argument or the view, or else which documents were read in full.

    `count` counts the things, given a graph and the arguments; each number that is told has been counted by it.
    """
    found = []
    for name in given:
        rest = {other: value for other, value in given.items() if other != name}
        if number := count(graph, **rest):
            found.append(f"{number} without {name}")
    if graph.whole and (number := count(graph.whole, **given)):
        found.append(f"{number} without the view")
    return found or [read(graph)]
