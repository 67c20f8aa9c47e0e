"""Compute the transitive closure of a relation."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

Node = TypeVar("Node")


def closure(start: Iterable[Node], following: Callable[[Node], Iterable[Node]]) -> set[Node]:
    """Return the nodes of `start` and every node that can be reached from them.

    `following` gives the nodes that are one step away from a node.
    """
    reached = set(start)
    ahead = list(reached)
    while ahead:
        new = set(following(ahead.pop())) - reached
        reached |= new
        ahead += new
    return reached
