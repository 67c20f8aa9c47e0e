"""Restrict a graph to some of its sources, stances, dates or families: a view.

A view is a dataset of its own, built from the whole one: first its passages are chosen, then their facts, then what the
record and the register say about those. The default graph is filled and the rules are applied again, so a count on a
view is the same as on a graph that never held more. (Oxigraph's union of named graphs would not do: it counts a triple
once for each graph that holds it.)
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING

import pyoxigraph as ox

from coalition.build.dataset import ACCEPTED, ASSERTS, Dataset, Ontology, count, materialise
from coalition.closure import closure
from coalition.corpus.resolution import MERGED
from coalition.dates import PartialDate
from coalition.namespaces import CG, ONTOLOGY, PREFIXES, QUOTED, RDFS, RECORD, REGISTER, TYPE, shorten
from coalition.provenance.families import Families
from coalition.provenance.record import DRAFTED, READING, STANCE, Record, text
from coalition.rdf.store import Builder, Store, as_quad
from coalition.views.temporal import dated_to, with_premises

if TYPE_CHECKING:
    from coalition.columns.table import Columns

Graphs = Mapping[str, set[ox.Triple]]
"""Triples by the IRI of their graph, or of their subject."""


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
    """Hold what a store states, read once, so that it can be restricted to any number of views.

    The graphs of the rules are left out: in a view, the rules are applied again.
    """

    graphs: Graphs
    record: Record
    families: Families

    @classmethod
    def read(cls, record: Record, families: Families) -> Contents:
        """Read everything in the store of `record`."""
        graphs: dict[str, set[ox.Triple]] = {}
        for quad in record.store.quads():
            if isinstance(quad.graph_name, ox.NamedNode) and not quad.graph_name.value.startswith(PREFIXES["rule"]):
                graphs.setdefault(quad.graph_name.value, set()).add(quad.triple)
        return cls(graphs, record, families)

    @cached_property
    def register(self) -> Graphs:
        """The triples of the register by the IRI of their subject."""
        return by_subject(self.graphs.get(REGISTER, ()))

    def dataset(self, view: View, ontology: Ontology) -> Dataset:
        """Return the dataset of a view with its counts, ready to be written."""
        builder = self.restricted(view)
        derived = materialise(builder, ontology, view.accepted)
        return Dataset(builder, count(builder.reader(), derived))

    def store(self, view: View, ontology: Ontology) -> Store:
        """Return the dataset of a view as a store in memory."""
        builder = self.restricted(view)
        materialise(builder, ontology, view.accepted)
        return builder.reader()

    def columns(self, view: View, ontology: Ontology) -> Columns:
        """Return the columns of a view."""
        from coalition.columns.table import Columns

        named = (quad for quad in self.store(view, ontology).quads() if isinstance(quad.graph_name, ox.NamedNode))
        return Columns.from_quads(named)

    def restricted(self, view: View) -> Builder:
        """Return the named graphs of a view: the passages and facts that it keeps, and what is recorded about those.

        The default graph is still empty.
        """
        quoted = set(self.record.documents)
        documents = {source for source in quoted if view.includes(source, self.record)}
        stated, unnamed = self._stated(view, documents), set[object]()
        if quoted - documents:
            stated = with_premises(stated, self._sources(documents, quoted))
        if view.on:
            dating = [triples for p, triples in stated.items() if self._stance(p) <= view.accepted]
            dating.append(self.graphs.get(REGISTER, set()))
            events, actors = self._things("Event"), self._things("Actor")
            stated, unnamed = dated_to(stated, chain.from_iterable(dating), events, actors, view.on)
        if view.families > 1:
            stated = _held(stated, self.families, view.families)
        stated = {passage: triples for passage, triples in stated.items() if triples}
        record = set(self._recorded(documents, quoted - documents, stated))
        register = {t for t in self._registered(names((*stated.values(), record))) if t.subject not in unnamed}
        kept = {**stated, RECORD: record, REGISTER: register, ONTOLOGY: self.graphs.get(ONTOLOGY, set())}
        builder = Builder()
        graphs = ((ox.NamedNode(graph), triples) for graph, triples in kept.items())
        builder.add(as_quad(triple, graph) for graph, triples in graphs for triple in triples)
        return builder

    def _stance(self, passage: str) -> set[str]:
        return set(self.record.values(passage, STANCE))

    def _sources(self, documents: set[str], quoted: set[str]) -> set[str]:
        """Return the documents that remain, what they refer to, and the works that are not documents."""
        every = {
            thing
            for thing in self.record.everything
            if documents.issuperset(self.record.values(thing, CG + "referenceIn"))
        }
        return every - (quoted - documents)

    def _things(self, kind: str) -> set[ox.NamedNode | ox.BlankNode | ox.Triple]:
        """Return what a passage or the register puts in a class of the ontology, or in one of its subclasses."""
        subclasses = {
            (t.object, t.subject) for t in self.graphs.get(ONTOLOGY, ()) if t.predicate.value == RDFS + "subClassOf"
        }
        kinds = closure({CG + kind}, lambda kind: (text(below) for above, below in subclasses if text(above) == kind))
        every = chain.from_iterable(self.graphs.values())
        return {t.subject for t in every if t.predicate.value == TYPE and text(t.object) in kinds}

    def _stated(self, view: View, documents: set[str]) -> dict[str, set[ox.Triple]]:
        """Return what the passages that a view keeps state."""
        every = not view.stances and view.families == 1
        return {
            passage: self.graphs.get(passage, set())
            for passage, about in self.record.everything.items()
            if STANCE in about and QUOTED in about and documents.issuperset(self.record.values(passage, QUOTED))
            if every or self._stance(passage) <= view.accepted
            if view.readings or READING not in about
        }

    def _recorded(self, documents: set[str], apart: set[str], stated: Graphs) -> Iterator[ox.Triple]:
        """Yield what is recorded about what remains: documents, passages, factless slices and the works they name."""
        kept = {*documents, *stated}
        for thing in self.record.everything:
            # A factless slice, or a passage that states nothing yet, remains with its document.
            silent = (self._stance(thing) or {DRAFTED}) == {DRAFTED}
            of = self.record.values(thing, CG + "referenceIn") or (self.record.values(thing, QUOTED) if silent else [])
            if of and documents.issuperset(of):
                kept.add(thing)

        def works(thing: str) -> Iterator[str]:
            for nodes in self.record.about(thing).values():
                for value in map(text, nodes):
                    if value in self.record.everything and value not in apart and not self.record.values(value, QUOTED):
                        yield value

        named, left = closure(kept, works), {*apart, ACCEPTED}
        for triple in self.graphs.get(RECORD, ()):
            if text(triple.subject) in named and text(triple.object) not in left:
                yield triple

    def _registered(self, mentioned: set[str]) -> Iterator[ox.Triple]:
        """Yield what the register says about what is mentioned, what that leads to, and what is identified with it."""
        named = closure(mentioned, lambda thing: names([self.register.get(thing, ())]))
        for thing, triples in self.register.items():
            yield from (
                t for t in triples if thing in named or (t.predicate.value == MERGED and text(t.object) in named)
            )


def _held(stated: Graphs, families: Families, least: int) -> dict[str, set[ox.Triple]]:
    """Return the triples of each passage that at least `least` independent families state."""
    passages: dict[ox.Triple, list[str]] = {}
    for passage, triples in stated.items():
        for triple in triples:
            passages.setdefault(triple, []).append(passage)
    held = {t for t, where in passages.items() if len(where) >= least and families.count(where) >= least}
    return {passage: triples & held for passage, triples in stated.items()}


def names(graphs: Iterable[Iterable[ox.Triple]]) -> set[str]:
    """Return the IRIs that are the subject or object of a triple."""
    nodes = (node for triples in graphs for triple in triples for node in (triple.subject, triple.object))
    return {node.value for node in nodes if isinstance(node, ox.NamedNode)}


def by_subject(triples: Iterable[ox.Triple]) -> dict[str, set[ox.Triple]]:
    """Group triples by the IRI of their subject."""
    about: dict[str, set[ox.Triple]] = {}
    for triple in triples:
        about.setdefault(text(triple.subject), set()).add(triple)
    return about
