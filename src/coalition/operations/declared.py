"""Find an operation by its name; only its own module is imported."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import TYPE_CHECKING

from coalition.errors import NotFoundError, SelectionError, suggestion
from coalition.operations.operation import Operation

if TYPE_CHECKING:
    from coalition.graph import Graph

PLACES: Mapping[str, tuple[str, str]] = {
    "questions": ("questions", "QUESTIONS"),
    "show": ("lookup", "SHOW"),
    "search": ("lookup", "SEARCH"),
    "suggest": ("lookup", "SUGGEST"),
    "verify": ("audit", "VERIFY"),
    "timeline": ("lookup", "TIMELINE"),
    "conflicts": ("audit", "CONFLICTS"),
    "corroboration": ("audit", "CORROBORATION"),
    "coverage": ("audit", "COVERAGE"),
    "identities": ("audit", "IDENTITIES"),
    "diff": ("diff", "DIFF"),
    "network": ("network", "NETWORK"),
    "centrality": ("network", "CENTRALITY"),
    "path": ("network", "PATH"),
    "structure": ("network", "STRUCTURE"),
}
"""The module and the name of each declaration; questions have one each besides, `ask/NAME`."""


def operation(name: str) -> Operation:
    """Return an operation that is not a saved question.

    Raises
    ------
    NotFoundError
        When there is none of this name.
    """
    if name not in PLACES:
        remedy = f"{suggestion(name, PLACES)}choose one of {', '.join(PLACES)}, or ask/ and the name of a question"
        raise NotFoundError(f"there is no operation {name[:100]}", remedy=remedy)
    module, attribute = PLACES[name]
    found: Operation = getattr(import_module(f"coalition.operations.{module}"), attribute)
    return found


def of_graph(graph: Graph, name: str) -> Operation:
    """Return an operation, which may be a saved question of a graph: `ask/NAME`.

    Raises
    ------
    NotFoundError
        When there is none of this name.
    """
    if not name.startswith("ask/"):
        return operation(name)
    from coalition.operations.questions import of_question

    try:
        return of_question(graph._saved.named(name.removeprefix("ask/")))
    except SelectionError as fault:
        raise NotFoundError(fault.what, remedy=fault.remedy) from None


def all_of(graph: Graph) -> Iterator[Operation]:
    """Yield all operations, those of the saved questions of a graph last."""
    yield from map(operation, PLACES)
    from coalition.operations.questions import of_question

    yield from map(of_question, graph.questions().values())
