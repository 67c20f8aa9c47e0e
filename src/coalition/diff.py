"""The difference between two graphs, fact by fact: added, removed, newly supported, no longer supported."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox

from coalition.terms import ONTOLOGY, RECORD, REGISTER
from coalition.turtle import term

BASIS = (RECORD, REGISTER, ONTOLOGY)


@dataclass(frozen=True)
class Change:
    """A fact that differs: how, the fact in Turtle, and the passages or rules that came or went."""

    kind: str
    fact: str
    graphs: tuple[str, ...]

    def as_data(self) -> dict[str, Any]:
        """The change as plain data, for JSON."""
        return {"kind": self.kind, "fact": self.fact, "graphs": list(self.graphs)}


def differences(old: Iterator[ox.Quad], new: Iterator[ox.Quad]) -> list[Change]:
    """What changed from one dataset to another, by kind and fact.

    A fact is `added` or `removed` when it came into, or went out of, all graphs; where it stays it is `newly supported`
    by graphs that came, and `no longer supported` by graphs that went. The built default graph is not looked at where
    there are named graphs; a dataset without any, such as Turtle, is compared by its default graph.
    """
    before, after = _facts(old), _facts(new)
    if not any(graphs for graphs in (*before.values(), *after.values())):
        changes = [Change("added", fact, ()) for fact in after.keys() - before.keys()]
        changes += [Change("removed", fact, ()) for fact in before.keys() - after.keys()]
    else:
        changes = [change for fact in before.keys() | after.keys() for change in _change(fact, before, after)]
    return sorted(changes, key=lambda change: (change.kind, change.fact))


def _change(fact: str, before: dict[str, set[str]], after: dict[str, set[str]]) -> Iterator[Change]:
    had, has = before.get(fact, set()), after.get(fact, set())
    if fact not in before:
        yield Change("added", fact, tuple(sorted(has)))
    elif fact not in after:
        yield Change("removed", fact, tuple(sorted(had)))
    else:
        if has - had:
            yield Change("newly supported", fact, tuple(sorted(has - had)))
        if had - has:
            yield Change("no longer supported", fact, tuple(sorted(had - has)))


def _facts(quads: Iterator[ox.Quad]) -> dict[str, set[str]]:
    """Each fact in Turtle with the named graphs that it stands in."""
    plain: dict[str, set[str]] = {}
    named: dict[str, set[str]] = {}
    for quad in quads:
        fact = f"{term(quad.subject)} {term(quad.predicate)} {term(quad.object)}"
        if isinstance(quad.graph_name, ox.DefaultGraph):
            plain.setdefault(fact, set())
        elif quad.graph_name != ox.NamedNode(ONTOLOGY):
            named.setdefault(fact, set()).add(term(quad.graph_name))
    return named or plain
