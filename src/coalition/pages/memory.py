"""Remember within a worker what several pages of one graph need."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING, Any, TypeVar
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from coalition.columns.table import Columns
    from coalition.graph import Graph

Made = TypeVar("Made")

_KNOWN: WeakKeyDictionary[Columns, dict[str, dict[Hashable, Any]]] = WeakKeyDictionary()


def is_remembered(graph: Graph, name: str, key: Hashable) -> bool:
    """Tell whether `remembered` would make nothing."""
    return key in _KNOWN.get(graph._columns, {}).get(name, {})


def remembered(graph: Graph, name: str, key: Hashable, most: int, make: Callable[[], Made]) -> Made:
    """Return what `make` made when it was last called for a graph, a name and a key; `most` of a name are kept.

    It goes with the columns of the graph, which are never changed.
    """
    known = _KNOWN.setdefault(graph._columns, {}).setdefault(name, {})
    if key in known:
        known[key] = known.pop(key)  # now the last to be forgotten
    else:
        made = make()
        known[key] = made
        if len(known) > most:
            del known[next(iter(known))]
    found: Made = known[key]
    return found
