"""Restrict a graph to some of its sources, stances, dates or families: a view.

A view is a dataset of its own, made from the columns of the whole one: first its passages are chosen, then their facts,
then what the record and the register say about those. The default graph is filled and the rules are applied again, so a
count on a view is the same as on a graph that never held more. (Oxigraph's union of named graphs would not do: it
counts a triple once for each graph that holds it.)
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from itertools import chain
from typing import TYPE_CHECKING

import pyoxigraph as ox

from coalition.build.dataset import ASSERTS, Dataset, Ontology, materialise
from coalition.dates import PartialDate
from coalition.namespaces import shorten
from coalition.provenance.families import Families
from coalition.provenance.record import Record
from coalition.rdf.store import Builder, Store

if TYPE_CHECKING:
    from coalition.columns.table import Columns
    from coalition.views.temporal import Mask


@dataclass(frozen=True, slots=True)
class View:
    """Say which part of a graph is kept; the defaults keep everything.

    Parameters
    ----------
    known_by:
        Keep only documents that were certainly issued by the end of that day, month or year, going by the date of issue
        that is written, or else by the one that the curators inferred. A document without either is left out.
    on:
        Keep only what sources date to that day, month or year; see `coalition.views.temporal`.
    stances:
        Keep only passages with these stances, given as IRIs. What they state is accepted, whatever the stance.
    sources:
        Keep only passages of these documents, given as IRIs; of all where None.
    families:
        Keep only facts that at least so many independent families state, in passages whose stance is accepted.
    readings:
        Whether to keep what is the curators' reading of open words, too; else only what passages plainly say.
    """

    known_by: PartialDate | None = None
    on: PartialDate | None = None
    stances: frozenset[str] = frozenset()
    sources: frozenset[str] | None = None
    families: int = 1
    readings: bool = True

    def digest(self, whole: str) -> str:
        """Return the SHA-256 that names this view of the snapshot with the digest `whole`."""
        parts = (
            f"known by {self.known_by}",
            f"on {self.on}",
            f"stances {' '.join(sorted(self.stances))}",
            f"sources {'all' if self.sources is None else ' '.join(sorted(self.sources))}",
            f"families {self.families}",
            f"readings {self.readings}",
        )
        return hashlib.sha256("\0".join((whole, *parts)).encode()).hexdigest()

    @property
    def options(self) -> str:
        """The options of the command line that ask for this view."""
        parts = (
            [f"--known-by {self.known_by}"] if self.known_by else [],
            [f"--on {self.on}"] if self.on else [],
            [f"--stance {shorten(stance) or stance}" for stance in sorted(self.stances)],
            [f"--source {shorten(source) or source}" for source in sorted(self.sources or ())],
            [f"--families {self.families}"] if self.families > 1 else [],
            [] if self.readings else ["--no-readings"],
        )
        return " ".join(chain.from_iterable(parts))

    @property
    def accepted(self) -> frozenset[str]:
        """The stances whose passages fill the default graph."""
        return self.stances or frozenset({ASSERTS})

    def includes(self, document: str, record: Record) -> bool:
        """Tell whether the view keeps a document."""
        return (self.sources is None or document in self.sources) and self.knows(document, record)

    def knows(self, document: str, record: Record) -> bool:
        """Tell whether a document was certainly issued by the day until which the view knows documents, if any."""
        if self.known_by is None:
            return True
        date = record.issued(document)
        return date is not None and date.by(self.known_by)


def without_each(view: View) -> Iterator[tuple[str, View]]:
    """Yield each option of a view, and the view without it."""
    defaults = View()
    for field in fields(view):
        value = getattr(defaults, field.name)
        if getattr(view, field.name) != value:
            yield (
                replace(defaults, **{field.name: getattr(view, field.name)}).options,
                replace(view, **{field.name: value}),
            )


@dataclass(frozen=True)
class Contents:
    """Hold what a graph states, so that it can be restricted to any number of views, each in proportion to its size.

    The graphs of the rules are left out: in a view, the rules are applied again. The families are computed only for a
    view that counts them.
    """

    columns: Columns
    record: Record
    families: Callable[[], Families]

    def dataset(self, view: View, ontology: Ontology) -> Dataset:
        """Return the dataset of a view, ready to be written."""
        builder = self.restricted(view)
        materialise(builder, ontology, view.accepted)
        return Dataset(builder)

    def store(self, view: View, ontology: Ontology) -> Store:
        """Return the dataset of a view as a store in memory."""
        builder = self.restricted(view)
        materialise(builder, ontology, view.accepted)
        return builder.reader()

    def rebuilt(self, view: View, ontology: Ontology) -> Columns:
        """Return the columns of a view, with what the rules derive there."""
        quads = self.store(view, ontology).quads()
        return type(self.columns).from_quads(quad for quad in quads if isinstance(quad.graph_name, ox.NamedNode))

    def restricted(self, view: View) -> Builder:
        """Return the named graphs of a view: the passages and facts that it keeps, and what is recorded about those.

        The default graph is still empty.
        """
        builder = Builder()
        builder.add(self.columns.quads(self.selected(view)))
        return builder

    def selected(self, view: View) -> Mask:
        """Return which statements a view keeps, shape (statements,)."""
        import numpy as np

        from coalition.views.selection import Selection
        from coalition.views.temporal import dated_to, with_premises

        included = (document for document in self.record.documents if view.includes(document, self.record))
        selection = Selection(self.columns, self.columns.numbers(included))
        kept = selection.stated(view.accepted, view.readings, every=not view.stances and view.families == 1)
        if selection.apart.any():
            kept = with_premises(self.columns, kept, selection.sources())
        unnamed = self.columns.chosen(np.empty(0, dtype=np.int64))
        if view.on:
            events, actors = selection.things("Event"), selection.things("Actor")
            kept, unnamed = dated_to(self.columns, kept, selection.dating(kept, view.accepted), events, actors, view.on)
        if view.families > 1:
            kept = selection.held(kept, self.families(), view.families)
        recorded = selection.recorded(kept)
        registered = selection.registered(kept | recorded) & ~unnamed[self.columns.table.subject]
        return kept | recorded | registered | selection.ontology
