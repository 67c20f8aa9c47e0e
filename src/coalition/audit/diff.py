"""The difference between two graphs, fact by fact: added, removed, newly supported, no longer supported."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from coalition.errors import RDFSyntaxError, SelectionError
from coalition.namespaces import ONTOLOGY
from coalition.rdf.formats import FORMATS
from coalition.rdf.store import Store
from coalition.rdf.turtle import fact, term


@dataclass(frozen=True)
class Change:
    """A fact that differs: how, the fact in Turtle, and the passages or rules that came or went."""

    kind: str
    fact: str
    graphs: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """The change as plain data, for JSON."""
        return {"kind": self.kind, "fact": self.fact, "graphs": list(self.graphs)}


SYNTAXES = {format.suffix: getattr(ox.RdfFormat, format.engine) for format in FORMATS.values()}
"""The syntaxes of exports, by the endings of their files."""


def read(path: Path) -> Iterator[ox.Quad]:
    """The quads of an export, or of the snapshot in a folder.

    Raises
    ------
    SelectionError, RDFSyntaxError, StoreError
        When it is neither, or cannot be read.
    """
    if path.is_dir() and (path / "store").is_dir():
        yield from Store.read_only(path / "store").quads()
        return
    if path.suffix not in SYNTAXES:
        remedy = f"name a file that ends in {', '.join(SYNTAXES)}, or the folder of a snapshot"
        raise SelectionError("this is no export", where=str(path), remedy=remedy)
    try:
        yield from ox.parse(path=str(path), format=SYNTAXES[path.suffix])
    except SyntaxError as fault:
        raise RDFSyntaxError(
            str(fault.msg), where=f"{path}:{fault.lineno}:{fault.offset}", remedy="export it again"
        ) from None


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
        told = fact(quad.triple)
        if isinstance(quad.graph_name, ox.DefaultGraph):
            plain.setdefault(told, set())
        elif quad.graph_name != ox.NamedNode(ONTOLOGY):
            named.setdefault(told, set()).add(term(quad.graph_name))
    return named or plain
