"""Views: what remains of a graph for who looks at some of its sources, stances, times or families only.

A view is a dataset of its own, built from a whole one: passages are chosen first, then their facts, then what the
record and the register say of what remains; the default graph is drawn and the rules are applied anew. So a count on a
view is the count of a graph that holds nothing else. (The engine's union of named graphs would count a triple once for
each graph that it stands in.)
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

import pyoxigraph as ox

from coalition.build.dataset import ACCEPTED, ASSERTS, Dataset, settle
from coalition.corpus.resolution import MERGED
from coalition.dates import PartialDate
from coalition.namespaces import CG, DCTERMS, ONTOLOGY, PREFIXES, PROV, RDF, RDFS, RECORD, REGISTER
from coalition.provenance.families import Families
from coalition.rdf.store import Builder, Store, Term, place
from coalition.schema import Vocabulary
from coalition.views.temporal import grounded, of_the_day, reached

if TYPE_CHECKING:
    from coalition.corpus.root import Root

QUOTED = PROV + "wasQuotedFrom"
STANCE, DRAFTED = CG + "stance", CG + "Drafted"
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

    def takes(self, document: str, about: Mapping[str, Collection[str]]) -> bool:
        """Whether a document is looked at, of which `about` is recorded."""
        if self.sources is not None and document not in self.sources:
            return False
        date = issued(about)
        return self.known_by is None or (date is not None and date.by(self.known_by))


def issued(about: Mapping[str, Collection[str]]) -> PartialDate | None:
    """The date of issue of a source of which `about` is recorded: the written one, or else the inferred one.

    Where several are recorded, the latest; None where none is.
    """
    for word in (DCTERMS + "issued", CG + "inferredDate"):
        dates = [date for text in about.get(word, ()) if (date := PartialDate.read(text)).span()]
        if dates:
            return max(dates, key=lambda date: (date.span() or ())[::-1])
    return None


def restrict(store: Store, root: Root, view: View, digest: str = "") -> Dataset:
    """The dataset of a view of `store`, with the rules of `root` applied anew; `digest` is the name it goes by."""
    builder = _Whole.read(store).part(view, Families.of(store))
    words = Vocabulary.read(root.ontology / "coalition.ttl")
    return Dataset(builder, settle(builder, root, words, view.accepted), digest)


@dataclass(frozen=True, slots=True)
class _Whole:
    """The named graphs of a store; its record by thing, for each property the values; and its register by thing."""

    graphs: Graphs
    record: Mapping[str, Mapping[str, set[str]]]
    register: Graphs

    @classmethod
    def read(cls, store: Store) -> _Whole:
        graphs: dict[str, set[ox.Triple]] = {}
        for quad in store.quads():
            if isinstance(quad.graph_name, ox.NamedNode) and not quad.graph_name.value.startswith(PREFIXES["rule"]):
                graphs.setdefault(quad.graph_name.value, set()).add(quad.triple)
        record: dict[str, dict[str, set[str]]] = {}
        for triple in graphs.get(RECORD, ()):
            about = record.setdefault(name(triple.subject), {})
            about.setdefault(triple.predicate.value, set()).add(name(triple.object))
        return cls(graphs, record, by_subject(graphs.get(REGISTER, ())))

    def part(self, view: View, families: Families) -> Builder:
        """What remains in a view: passages with a fact that remains, and what is recorded and registered of those."""
        quoted = {source for about in self.record.values() for source in about.get(QUOTED, ())}
        documents = {source for source in quoted if view.takes(source, self.record.get(source, {}))}
        stated, unnamed = self._stated(view, documents), set[object]()
        if quoted - documents:
            stated = grounded(stated, self._sources(documents, quoted))
        if view.on:
            dating = [triples for p, triples in stated.items() if self.record[p][STANCE] <= view.accepted]
            dating.append(self.graphs.get(REGISTER, set()))
            events, actors = self._things("Event"), self._things("Actor")
            stated, unnamed = of_the_day(stated, chain.from_iterable(dating), events, actors, view.on)
        if view.families > 1:
            stated = _held(stated, families, view.families)
        stated = {passage: triples for passage, triples in stated.items() if triples}
        record = set(self._recorded(documents, quoted - documents, stated))
        register = {t for t in self._registered(names((*stated.values(), record))) if t.subject not in unnamed}
        kept = {**stated, RECORD: record, REGISTER: register, ONTOLOGY: self.graphs.get(ONTOLOGY, set())}
        builder = Builder()
        for graph, triples in kept.items():
            builder.add(place(triple, ox.NamedNode(graph)) for triple in triples)
        return builder

    def _sources(self, documents: set[str], quoted: set[str]) -> set[str]:
        """The documents that remain, what they refer to, and the works that are no documents."""
        every = {thing for thing, about in self.record.items() if about.get(CG + "referenceIn", documents) <= documents}
        return every - (quoted - documents)

    def _things(self, kind: str) -> set[ox.NamedNode | ox.BlankNode | ox.Triple]:
        """Whatever some passage, or the register, says to be of a class of ours, or of a narrower one."""
        wider = {
            (t.object, t.subject) for t in self.graphs.get(ONTOLOGY, ()) if t.predicate.value == RDFS + "subClassOf"
        }
        kinds = reached({CG + kind}, lambda kind: (name(below) for above, below in wider if name(above) == kind))
        every = chain.from_iterable(self.graphs.values())
        return {t.subject for t in every if t.predicate.value == RDF + "type" and name(t.object) in kinds}

    def _stated(self, view: View, documents: set[str]) -> dict[str, set[ox.Triple]]:
        """What the passages that a view takes state."""
        every = not view.stances and view.families == 1
        return {
            passage: self.graphs.get(passage, set())
            for passage, about in self.record.items()
            if STANCE in about and QUOTED in about and about[QUOTED] <= documents
            if every or about[STANCE] <= view.accepted
        }

    def _recorded(self, documents: set[str], apart: set[str], stated: Graphs) -> Iterator[ox.Triple]:
        """What is recorded of documents, passages and factless slices that remain, and of the works they refer to."""
        kept = {*documents, *stated}
        for thing, about in self.record.items():
            silent = about.get(STANCE, {DRAFTED}) == {DRAFTED}  # a factless slice, or a passage that states nothing yet
            of = about.get(CG + "referenceIn") or (about.get(QUOTED) if silent else None)
            if of and of <= documents:
                kept.add(thing)

        def works(thing: str) -> Iterator[str]:
            for value in (value for values in self.record[thing].values() for value in values):
                if value in self.record and value not in apart and QUOTED not in self.record[value]:
                    yield value

        named, left = reached(kept, works), {*apart, ACCEPTED}
        for triple in self.graphs.get(RECORD, ()):
            if name(triple.subject) in named and name(triple.object) not in left:
                yield triple

    def _registered(self, mentioned: set[str]) -> Iterator[ox.Triple]:
        """What is registered of what is mentioned, of what that mentions in turn, and who was taken for any of it."""
        named = reached(mentioned, lambda thing: names([self.register.get(thing, ())]))
        for thing, triples in self.register.items():
            yield from (
                t for t in triples if thing in named or (t.predicate.value == MERGED and name(t.object) in named)
            )


def _held(stated: Graphs, families: Families, least: int) -> dict[str, set[ox.Triple]]:
    """What is stated, as far as at least so many independent families do."""
    passages: dict[ox.Triple, list[str]] = {}
    for passage, triples in stated.items():
        for triple in triples:
            passages.setdefault(triple, []).append(passage)
    held = {t for t, where in passages.items() if len(where) >= least and len(families.independent(where)) >= least}
    return {passage: triples & held for passage, triples in stated.items()}


def name(node: Term) -> str:
    """The IRI of a node, or the text of a literal."""
    return node.value if isinstance(node, ox.NamedNode | ox.Literal) else str(node)


def names(graphs: Iterable[Iterable[ox.Triple]]) -> set[str]:
    """The IRIs that stand as subject or object in some triples."""
    nodes = (node for triples in graphs for triple in triples for node in (triple.subject, triple.object))
    return {node.value for node in nodes if isinstance(node, ox.NamedNode)}


def by_subject(triples: Iterable[ox.Triple]) -> dict[str, set[ox.Triple]]:
    """Triples by the IRI of their subject."""
    about: dict[str, set[ox.Triple]] = {}
    for triple in triples:
        about.setdefault(name(triple.subject), set()).add(triple)
    return about
