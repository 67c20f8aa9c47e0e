"""Compare two graphs fact by fact: added, removed, newly supported, no longer supported."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from coalition import files
from coalition.errors import SelectionError
from coalition.namespaces import ONTOLOGY, RDFS, SKOS
from coalition.output.about import describes
from coalition.rdf import blank_nodes
from coalition.rdf.formats import FORMATS, by_suffix
from coalition.rdf.parser import parse
from coalition.rdf.store import Store, as_quad
from coalition.rdf.turtle import fact, term

ONTOLOGY_GRAPH = ox.NamedNode(ONTOLOGY)
"""The graph of what the ontology declares, which is not compared."""


PREFERRED, LABEL = ox.NamedNode(SKOS + "prefLabel"), ox.NamedNode(RDFS + "label")


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


def read(path: Path) -> list[ox.Quad]:
    """Return the quads of an export, or of the snapshot in the folder `path`.

    Raises
    ------
    SelectionError
        When `path` is neither a snapshot nor named like an export, or cannot be read.
    RDFSyntaxError
        When the export does not parse.
    StoreError
        When the snapshot cannot be opened.
    """
    if path.is_dir() and (path / "store").is_dir():
        return list(Store.read_only(path / "store").quads())
    # Only the suffix tells which syntax it is, so a pipe such as that of `<(command)` cannot be compared.
    format = by_suffix(path.suffix)
    if not format:
        suffixes = ", ".join(format.suffix for format in FORMATS.values())
        remedy = f"name a file that ends in {suffixes}, or the folder of a snapshot"
        raise SelectionError("this is not an export", where=str(path), remedy=remedy)
    content = files.read(path, SelectionError, remedy="name another file, or change its permissions")
    return list(parse(content, format, str(path)))


def differences(old: Iterable[ox.Quad], new: Iterable[ox.Quad]) -> list[Change]:
    """Return what changed from the dataset `old` to the dataset `new`, sorted by kind and fact.

    A fact is `added` if only `new` has it, and `removed` if only `old` has it. A fact of both is `newly supported` by
    the passages and rules that state or derive it in `new` only, and `no longer supported` by those of `old` only.
    What an export says of itself is not compared, nor an rdfs:label that is a skos:prefLabel, too.
    Where a dataset has no named graphs, as in Turtle, only the facts of the default graphs are compared.

    Raises
    ------
    SelectionError
        When the blank nodes of a dataset are too much alike to be compared.
    """
    sides = [[quad for quad in side if quad.graph_name != ONTOLOGY_GRAPH] for side in map(_undescribed, (old, new))]
    if any(side and not any(map(_is_named, side)) for side in sides):
        sides = [_accepted(side) for side in sides]
    before, after = map(_facts, sides)
    changes = (change for fact in before.keys() | after.keys() for change in _change(fact, before, after))
    return sorted(changes, key=lambda change: (change.kind, change.fact))


def _undescribed(side: Iterable[ox.Quad]) -> list[ox.Quad]:
    """Return quads without what an export adds: its description, and the preferred labels a second time."""
    quads = [quad for quad in side if not describes(quad)]
    named = {(quad.subject, quad.object) for quad in quads if quad.predicate == PREFERRED}
    return [quad for quad in quads if quad.predicate != LABEL or (quad.subject, quad.object) not in named]


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


def _is_named(quad: ox.Quad) -> bool:
    return not isinstance(quad.graph_name, ox.DefaultGraph)


def _accepted(quads: list[ox.Quad]) -> list[ox.Quad]:
    """Return the facts of the default graph; those of all named graphs, without their graphs, where it is empty."""
    return [quad for quad in quads if not _is_named(quad)] or [as_quad(quad.triple) for quad in quads]


def _facts(quads: list[ox.Quad]) -> dict[str, set[str]]:
    """Return each fact in Turtle with the named graphs that hold it."""
    supported = {quad.triple for quad in quads if _is_named(quad)}
    facts: dict[str, set[str]] = {}
    # The default graph repeats what passages assert: only what no named graph holds counts as a fact of its own.
    for quad in blank_nodes.canonical(quad for quad in quads if _is_named(quad) or quad.triple not in supported):
        graphs = facts.setdefault(fact(quad.triple), set())
        if not isinstance(quad.graph_name, ox.DefaultGraph):
            graphs.add(term(quad.graph_name))
    return facts
