"""Say why an answer for an assistant is empty or refused, without the words of the command line."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from coalition.errors import CoalitionError, shortened

if TYPE_CHECKING:
    from coalition.assistants.describe import Tool
    from coalition.graph import Graph
    from coalition.rdf.store import Term

Count = Callable[..., int]

LENGTH = 300
"""How many code points one reason has."""


PLAIN = (
    (r"--stance (.+)", r'view {"stance": ["\1"]}'),
    (r"(; )?pass --sources DIR| \(--sources\)", ""),
    (r"list the actors with coalition ask actors", "find names with the tool search"),
    (r"list (them|the \w+) with coalition query.*", "find names with the tool search"),
    (r"list them with coalition questions", "list them with the tool ask, without a question"),
    (r"coalition coverage tells", "the command coalition coverage tells"),
    (r"--([a-z])", r"\1"),
)
"""What the command line tells, and what tools say instead; the last is any other option."""


def plainly(text: str) -> str:
    """Return what the command line tells, with tools and parameters in the place of its commands and options."""
    for words, instead in PLAIN:
        text = re.sub(words, instead, text)
    return text


def fault_of(fault: CoalitionError) -> CoalitionError:
    """Return an error in the words of tools."""
    told = (plainly(shortened(text)) for text in (fault.what, fault.where, fault.remedy))
    what, where, remedy = told
    return type(fault)(what, where=where, remedy=remedy)


def read(graph: Graph) -> str:
    """Return which documents were read in full."""
    return plainly(graph._elsewhere.read())[:LENGTH]


def told(graph: Graph, text: str, bindings: Mapping[str, Term]) -> list[str]:
    """Return why a query has no rows: unknown words, other stances, or what was read."""
    from coalition.query.unknown import unknown

    missing = list(unknown(text, (graph.whole or graph).store, foreign=True))
    return [plainly(line)[:LENGTH] for line in missing or graph._elsewhere.told(text, bindings)][:5]


def without(graph: Graph, count: Count, tool: Tool, given: Mapping[str, Any]) -> list[str]:
    """Return how many things there are without each argument or the view, or else which documents were read in full.

    `count` counts the things, given a graph and the arguments of the tool; each number that is told has been counted by
    it.
    """
    found, name_of = [], {parameter.key: parameter.name for parameter in tool.parameters}
    for key in given:
        rest = {other: value for other, value in given.items() if other != key}
        if number := count(graph, **rest):
            found.append(f"{number} without {name_of[key]}")
    if graph.whole and (number := count(graph.whole, **given)):
        found.append(f"{number} without the view")
    return found or [read(graph)]
