"""Compare two graphs fact by fact: added, removed, newly supported, no longer supported."""

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
    """Hold one difference between two graphs: a fact, and how it differs.

    Attributes
    ----------
    kind:
        `added`, `removed`, `newly supported` or `no longer supported`; see `differences`.
    fact:
        The fact in Turtle.
    graphs:
        The passages and rules that state or derive the fact in one of the two graphs only.
    """

    kind: str
    fact: str
    graphs: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the change as plain data, for JSON."""
        return {"kind": self.kind, "fact": self.fact, "graphs": list(self.graphs)}


SYNTAXES = {format.suffix: getattr(ox.RdfFormat, format.engine) for format in FORMATS.values()}
"""The engine's format of each kind of export, by the suffix of its files."""


def read(path: Path) -> Iterator[ox.Quad]:
    """Yield the quads of an export, or of the snapshot in the folder `path`.

    Raises
    ------
    SelectionError
        When `path` is neither a snapshot nor named like an export.
    RDFSyntaxError
        When the export does not parse.
    StoreError
        When the snapshot cannot be opened.
    """
    if path.is_dir() and (path / "store").is_dir():
        yield from Store.read_only(path / "store").quads()
        return
    if path.suffix not in SYNTAXES:
        remedy = f"name a file that ends in {', '.join(SYNTAXES)}, or the folder of a snapshot"
        raise SelectionError("this is not an export", where=str(path), remedy=remedy)
    try:
        yield from ox.parse(path=str(path), format=SYNTAXES[path.suffix])
    except SyntaxError as fault:
        raise RDFSyntaxError(
            str(fault.msg), where=f"{path}:{fault.lineno}:{fault.offset}", remedy="export it again"
        ) from None


def differences(old: Iterator[ox.Quad], new: Iterator[ox.Quad]) -> list[Change]:
    """Return what changed from the dataset `old` to the dataset `new`, sorted by kind and fact.

    A fact is `added` if only `new` has it, and `removed` if only `old` has it. A fact of both is `newly supported` by
    the passages and rules that state or derive it in `new` only, and `no longer supported` by those of `old` only. The
    named graphs are compared; where neither dataset has any, as in Turtle, the default graphs are.
    """
    before, after = _facts(old), _facts(new)
    if not any(graphs for graphs in (*before.values(), *after.values())):
        changes = [Change("added", fact, ()) for fact in after.keys() - before.keys()]
        changes += [Change("removed", fact, ()) for fact in before.keys() - after.keys()]
    else:
        changes = [change for fact in before.keys() | after.keys() for change in _change(fact, before, after)]
    return sorted(changes, key=lambda change: (change.kind, change.fact))


def _change(fact: str, before: dict[str, set[str]], after: dict[str, set[str]]) -> Iterator[Change]:
    graphs_before, graphs_after = before.get(fact, set()), after.get(fact, set())
    if fact not in before:
        yield Change("added", fact, tuple(sorted(graphs_after)))
    elif fact not in after:
        yield Change("removed", fact, tuple(sorted(graphs_before)))
    else:
        if graphs_after - graphs_before:
            yield Change("newly supported", fact, tuple(sorted(graphs_after - graphs_before)))
        if graphs_before - graphs_after:
            yield Change("no longer supported", fact, tuple(sorted(graphs_before - graphs_after)))


def _facts(quads: Iterator[ox.Quad]) -> dict[str, set[str]]:
    """Return each fact in Turtle with the named graphs that hold it.

    Where there are no named graphs, return the facts of the default graph, each with an empty set.
    """
    in_default_graph: dict[str, set[str]] = {}
    in_named_graphs: dict[str, set[str]] = {}
    for quad in quads:
        written = fact(quad.triple)
        if isinstance(quad.graph_name, ox.DefaultGraph):
            in_default_graph.setdefault(written, set())
        elif quad.graph_name != ox.NamedNode(ONTOLOGY):  # what the ontology declares is not a fact
            in_named_graphs.setdefault(written, set()).add(term(quad.graph_name))
    return in_named_graphs or in_default_graph
