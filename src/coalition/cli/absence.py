"""Say why a timeline or a network is empty, with the words that `query` and `ask` use."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from coalition.graph import Graph

Count = Callable[..., int]
"""Counts what a graph has, given the options of a command by the names of their parameters."""


def why_empty(graph: Graph, count: Count, given: Mapping[str, tuple[str, Any]]) -> str:
    """Return in one line how many things there are without each option, or else which documents were read in full.

    Parameters
    ----------
    count:
        Counts the things; each number that is told has been counted by it.
    given:
        The options that restrict the command, as they are typed and with their values, by the names of the parameters.
        The restrictions of the view of `graph` are tried after them, then all options together, and where the whole
        graph has nothing, the passages of other stances.
    """
    values = {name: value for name, (_, value) in given.items()}
    found = [
        f"{number} without {typed}"
        for name, (typed, _) in given.items()
        if (number := count(graph, **{other: value for other, value in values.items() if other != name}))
    ]
    view = graph.about().view
    if not found and graph.whole and (number := count(graph.whole, **values)):
        found = [f"{number} without {view}"]
    if not found and (number := count(graph.whole or graph)):
        found = [f"{number} without {' '.join([*(typed for typed, _ in given.values()), view]).strip()}"]
    for stance in () if found or graph.whole else graph._record.stances:
        if number := count(graph.view(stances=[stance]), **values):
            found.append(graph._elsewhere.in_stance(number, stance))
    return "; ".join(found or [graph._elsewhere.read()])
