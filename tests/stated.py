"""Ask `coalition.views.temporal`, which works on columns, of sets of triples."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

import numpy as np
import pyoxigraph as ox

from coalition.columns.table import Columns
from coalition.dates import PartialDate
from coalition.rdf.store import as_quad
from coalition.views import temporal

DATING = ox.NamedNode("x:dating")
GRAPH = "x:graph/"


def columns_of(stated: Mapping[str, Iterable[ox.Triple]], dating: Iterable[ox.Triple] = ()) -> Columns:
    """Return the columns of what passages state, by their names, and of statements that date things."""
    quads = [as_quad(triple, ox.NamedNode(GRAPH + name)) for name, triples in stated.items() for triple in triples]
    return Columns.from_quads([*quads, *(as_quad(triple, DATING) for triple in dating)])


def mask(columns: Columns, nodes: Iterable[object]) -> temporal.Mask:
    """Return which terms are among some nodes."""
    numbers = [columns.terms.number(str(node)) for node in nodes]
    return columns.chosen(np.array([number for number in numbers if number >= 0], dtype=np.int64))


def told(columns: Columns, names: Iterable[str], kept: temporal.Mask) -> dict[str, set[ox.Triple]]:
    """Return the triples of each passage that a mask keeps."""
    found: dict[str, set[ox.Triple]] = {name: set() for name in names}
    for quad in columns.quads(kept):
        found[quad.graph_name.value.removeprefix(GRAPH)].add(quad.triple)  # type: ignore[union-attr]
    return found


def dated_to(
    stated: Mapping[str, set[ox.Triple]],
    dating: Iterable[ox.Triple],
    events: Iterable[object],
    actors: Iterable[object],
    day: PartialDate,
) -> tuple[dict[str, set[ox.Triple]], set[object]]:
    """Return what each passage states about things that belong to a day, and the events that do not belong to it."""
    columns = columns_of(stated, dating)
    dates = columns.table.graph == columns.terms.number_of(DATING.value)
    found, apart = temporal.dated_to(columns, ~dates, dates, mask(columns, events), mask(columns, actors), day)
    return told(columns, stated, found), {*columns.terms.terms(np.flatnonzero(apart).tolist())}


def with_premises(stated: Mapping[str, set[ox.Triple]], sources: Collection[str]) -> dict[str, set[ox.Triple]]:
    """Return what passages state, without the dates that were inferred from something left out."""
    columns = columns_of(stated)
    everything = np.ones(len(columns), dtype=bool)
    kept = temporal.with_premises(columns, everything, mask(columns, map(ox.NamedNode, sources)))
    return told(columns, stated, kept)
