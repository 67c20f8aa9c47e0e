"""Find what a graph says of a thing, in the order in which pages show it, without reading more than a page shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pyoxigraph as ox

from coalition.columns.rows import unique
from coalition.columns.table import rows_of
from coalition.namespaces import CG, ONTOLOGY, RECORD, TYPE
from coalition.pages.catalogue import N_
from coalition.pages.memory import remembered
from coalition.rdf import turtle

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from coalition.columns.table import Columns
    from coalition.graph import Graph

SECTIONS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "participants": (N_("Who took part"), ("Participation", "Absence")),
    "commitments": (N_("Commitments"), ("Commitment",)),
    "positions": (N_("Positions"), ("Position",)),
    "events": (N_("Events"), ("Event", "Series")),
    "plans": (N_("Plans and aims"), ("Plan", "PlanPoint", "Aim")),
    "states": (N_("States of affairs and conditions"), ("StateOfAffairs", "Condition")),
    "actors": (N_("People, organisations and posts"), ("Actor", "Post")),
    "works": (N_("Documents and works"), ("Source",)),
}
"""The sections of a page, and the classes of the things in each; what is of no such class comes last."""

OTHERS = "others"
TAKING_PART = N_("Took part in")

HIDDEN = {CG + "tookPartIn"}
"""Properties whose facts say what other facts say already, more fully."""

DATED = ("date", "startDate", "inferredDate", "statedOn", "announcedOn", "inferredLatestDate")
DATES = tuple(CG + word for word in DATED)
AT = tuple(CG + word for word in ("event", "statedAt", "announcedAt", "announcedAfter", "statedAfter"))
"""The properties that date a thing, and those that lead to an event that does, the most direct first."""

ORDERED = 2_000
"""Up to how many things of a section are ordered by their dates; more would take too long."""


class Reader:
    """Read the facts about things from the columns of a graph, and from its store."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.columns: Columns = graph._columns

    def own(self, iri: str, limit: int | None = None) -> list[ox.Triple]:
        """Return the facts with a thing as subject, in any named graph, sorted; the first `limit` of them."""
        node = ox.NamedNode(iri)
        found: set[ox.Triple] = set()
        for quad in self.graph.store.quads(node):
            if not isinstance(quad.graph_name, ox.NamedNode) or quad.graph_name.value == ONTOLOGY:
                continue
            if quad.predicate.value not in HIDDEN:
                found.add(quad.triple)
                if limit and len(found) > limit:
                    break
        return sorted(found, key=_order)

    def mentions(self, iri: str) -> dict[str, list[int]]:
        """Return the things whose facts mention a thing, by section, as numbers of terms, in order of time.

        What the record says is left out: which passages quote a source, or are attributed to an actor.
        """
        number = self.columns.terms.number_of(iri)
        if number < 0:
            return {}
        table = self.columns.table
        rows = np.flatnonzero(table.object == number)
        rows = rows[table.graph[rows] != self._record]
        hidden = [self.columns.terms.number_of(word) for word in (*HIDDEN, TYPE)]
        subjects = unique(table.subject[rows[~np.isin(table.word[rows], hidden)]])
        parts: dict[str, NDArray[np.int32]] = {}
        for key, mask in self._kinds.items():
            inside = mask[subjects]
            if inside.any():
                parts[key] = subjects[inside]
                subjects = subjects[~inside]
        if len(subjects):
            parts[OTHERS] = subjects
        few = [part for part in parts.values() if len(part) <= ORDERED]
        dates = self.dates(np.concatenate(few).tolist()) if few else {}
        return {key: self._ordered(part.tolist(), dates) for key, part in parts.items()}

    def iris(self, numbers: Sequence[int]) -> list[str]:
        """Return the IRIs of things by their numbers; blank nodes are left out."""
        return [key[1:] for key in self.columns.terms.keys(numbers) if key.startswith("<")]

    @property
    def _record(self) -> int:
        return self.columns.terms.number_of(RECORD)

    @property
    def _kinds(self) -> dict[str, NDArray[np.bool_]]:
        """Which terms are things of the classes of each section, which is found once for each snapshot."""
        return remembered(self.graph, "kinds", None, 1, self._read_kinds)

    def _read_kinds(self) -> dict[str, NDArray[np.bool_]]:
        types = self.columns.of(TYPE)
        masks = {}
        for key, (_, kinds) in SECTIONS.items():
            numbers = self.columns.numbers(CG + kind for kind in kinds)
            masks[key] = self.columns.chosen(types.subject[np.isin(types.object, numbers)])
        return masks

    def _ordered(self, things: list[int], dates: Mapping[int, str]) -> list[int]:
        """Return things by their dates, those without one last."""
        if len(things) > ORDERED:
            return things
        return sorted(things, key=lambda each: (each not in dates, dates.get(each, ""), each))

    def dates(self, things: Sequence[int]) -> dict[int, str]:
        """Return the date of each of some things that have one, or of the event that they belong to."""
        found = self._values(things, DATES)
        undated = [each for each in things if each not in found]
        events = self._values(undated, AT)
        known = self._values(sorted(set(events.values())), DATES)
        texts = self.columns.terms.terms(sorted({*found.values(), *known.values()}))
        written = dict(
            zip(sorted({*found.values(), *known.values()}), (getattr(term, "value", "") for term in texts), strict=True)
        )
        dated = {each: written[value] for each, value in found.items()}
        return dated | {each: written[known[event]] for each, event in events.items() if event in known}

    def _values(self, things: Sequence[int], words: Iterable[str]) -> dict[int, int]:
        """Return the first value of each of some things that has one of some properties, the first of which counts."""
        found: dict[int, int] = {}
        wanted = np.array(sorted(things), dtype=np.int64)
        for word in words:
            statements = self.columns.of(word)
            statements = statements.where(rows_of(statements.subject, wanted))
            for thing, value in zip(statements.subject.tolist(), statements.object.tolist(), strict=True):
                found.setdefault(thing, value)
        return found


def _order(fact: ox.Triple) -> tuple[object, ...]:
    return _order_of(fact.predicate.value), _order_of(str(fact.subject)), str(fact.object)


_order_of = lru_cache(1000)(turtle.order)
