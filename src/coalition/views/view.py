"""Views: what remains of a graph for who looks at some of its sources, stances, times or families only.

A view is a dataset of its own, built from a whole one: passages are chosen first, then their facts, then what the
record and the register say of what remains; the default graph is drawn and the rules are applied anew. So a count on a
view is the count of a graph that holds nothing else. (The engine's union of named graphs would count a triple once for
each graph that it stands in.)
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

import pyoxigraph as ox

from coalition.build.dataset import ACCEPTED, ASSERTS, Dataset, Ontology, count, materialise
from coalition.closure import closure
from coalition.corpus.resolution import MERGED
from coalition.dates import PartialDate
from coalition.namespaces import CG, ONTOLOGY, PREFIXES, QUOTED, RDFS, RECORD, REGISTER, TYPE
from coalition.provenance.families import Families
from coalition.provenance.record import DRAFTED, STANCE, Record, text
from coalition.rdf.store import Builder, Store, as_quad
from coalition.views.temporal import dated_to, with_premises

Graphs = Mapping[str, set[ox.Triple]]
"""The triples of each graph, or about each thing, by its IRI."""


@dataclass(frozen=True, slots=True)
class View:
    """What is looked at; whatever is left as it is restricts nothing.

    Parameters
    ----------
    known_by:
        Only documents that were surely issued by the end of that day, month or year: by the date of issue that is
        written, or else by the one that the curators inferred. A document without either is left out.
    on:
        Only what sources date to that day, month or year; see `coalition.views.temporal`.
    stances:
        The IRIs of the stances whose passages are looked at; what they state is accepted, whatever the stance.
    sources:
        The IRIs of the documents whose passages are looked at; all of them where None.
    families:
        Only facts that so many independent families hold, in passages whose stance is accepted.
    """

    known_by: PartialDate | None = None
    on: PartialDate | None = None
    stances: frozenset[str] = frozenset()
    sources: frozenset[str] | None = None
    families: int = 1

    def digest(self, whole: str) -> str:
        """The SHA-256 that names this view of the snapshot with the digest `whole`."""
        parts = (
            f"known by {self.known_by}",
            f"on {self.on}",
            f"stances {' '.join(sorted(self.stances))}",
            f"sources {'all' if self.sources is None else ' '.join(sorted(self.sources))}",
            f"families {self.families}",
        )
        return hashlib.sha256("\0".join((whole, *parts)).encode()).hexdigest()

    @property
    def accepted(self) -> frozenset[str]:
        """The stances whose passages make the default graph."""
        return self.stances or frozenset({ASSERTS})

    def takes(self, document: str, record: Record) -> bool:
        """Tell whether a document is looked at."""
        if self.sources is not None and document not in self.sources:
            return False
        date = record.issued(document)
        return self.known_by is None or (date is not None and date.by(self.known_by))


@dataclass(frozen=True)
class Contents:
    """The named graphs of a store, its record, and its register by thing: read once, restricted as often as asked.

    Graphs of rules are not among them: in a view, the rules are applied anew.
    """

    graphs: Graphs
    record: Record
    families: Families

    @classmethod
    def read(cls, record: Record, families: Families) -> Contents:
        """Read all of the store that `record` is of."""
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
        """Return the dataset of a view, ready to be written."""
        builder = self.restricted(view)
        derived = materialise(builder, ontology, view.accepted)
        return Dataset(builder, count(builder.reader(), derived))

    def store(self, view: View, ontology: Ontology) -> Store:
        """Return a store of a view that lives in memory only."""
        builder = self.restricted(view)
        materialise(builder, ontology, view.accepted)
        return builder.reader()

    def restricted(self, view: View) -> Builder:
        """Return the named graphs of a view: passages with facts that remain, and what is recorded of those.

        The default graph is not drawn yet.
        """
        quoted = set(self.record.documents)
        documents = {source for source in quoted if view.takes(source, self.record)}
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
        """Return the documents that remain, what they refer to, and the works that are no documents."""
        every = {
            thing
            for thing in self.record.everything
            if documents.issuperset(self.record.values(thing, CG + "referenceIn"))
        }
        return every - (quoted - documents)

    def _things(self, kind: str) -> set[ox.NamedNode | ox.BlankNode | ox.Triple]:
        """Whatever some passage, or the register, says to be of a class of ours, or of a narrower one."""
        wider = {
            (t.object, t.subject) for t in self.graphs.get(ONTOLOGY, ()) if t.predicate.value == RDFS + "subClassOf"
        }
        kinds = closure({CG + kind}, lambda kind: (text(below) for above, below in wider if text(above) == kind))
        every = chain.from_iterable(self.graphs.values())
        return {t.subject for t in every if t.predicate.value == TYPE and text(t.object) in kinds}

    def _stated(self, view: View, documents: set[str]) -> dict[str, set[ox.Triple]]:
        """Return what the passages that a view takes state."""
        every = not view.stances and view.families == 1
        return {
            passage: self.graphs.get(passage, set())
            for passage, about in self.record.everything.items()
            if STANCE in about and QUOTED in about and documents.issuperset(self.record.values(passage, QUOTED))
            if every or self._stance(passage) <= view.accepted
        }

    def _recorded(self, documents: set[str], apart: set[str], stated: Graphs) -> Iterator[ox.Triple]:
        """Yield what is recorded of documents, passages and factless slices that remain, and of the works they name."""
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
        """What is registered of what is mentioned, of what that mentions in turn, and who was taken for any of it."""
        named = closure(mentioned, lambda thing: names([self.register.get(thing, ())]))
        for thing, triples in self.register.items():
            yield from (
                t for t in triples if thing in named or (t.predicate.value == MERGED and text(t.object) in named)
            )


def _held(stated: Graphs, families: Families, least: int) -> dict[str, set[ox.Triple]]:
    """What is stated, as far as at least so many independent families do."""
    passages: dict[ox.Triple, list[str]] = {}
    for passage, triples in stated.items():
        for triple in triples:
            passages.setdefault(triple, []).append(passage)
    held = {t for t, where in passages.items() if len(where) >= least and len(families.independent(where)) >= least}
    return {passage: triples & held for passage, triples in stated.items()}


def names(graphs: Iterable[Iterable[ox.Triple]]) -> set[str]:
    """The IRIs that stand as subject or object in some triples."""
    nodes = (node for triples in graphs for triple in triples for node in (triple.subject, triple.object))
    return {node.value for node in nodes if isinstance(node, ox.NamedNode)}


def by_subject(triples: Iterable[ox.Triple]) -> dict[str, set[ox.Triple]]:
    """Triples by the IRI of their subject."""
    about: dict[str, set[ox.Triple]] = {}
    for triple in triples:
        about.setdefault(text(triple.subject), set()).add(triple)
    return about
