"""The graph as one object: what the command line does, for Python.

>>> from coalition import Graph
>>> graph = Graph.open()
>>> graph.query("ASK { ?meeting a cg:Meeting }")
True
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from coalition import sparql
from coalition.corpus import Root
from coalition.errors import QueryError, SelectionError
from coalition.snapshot import Progress, Snapshot, Snapshots, no_progress
from coalition.source import Source, Texts
from coalition.store import Store, Triples
from coalition.terms import CG, RECORD

if TYPE_CHECKING:
    from coalition.answer import Answer
    from coalition.centrality import Ranking
    from coalition.conflicts import Conflict
    from coalition.corroboration import Support
    from coalition.coverage import SourceCoverage
    from coalition.description import Description
    from coalition.evidence import Evidence, Tracer
    from coalition.explanation import Explanation
    from coalition.identities import Identity
    from coalition.names import Names
    from coalition.network import Basis
    from coalition.questions import Question
    from coalition.robustness import Robustness
    from coalition.timeline import Timeline
    from coalition.view import View

# What a command does not need it does not import: asking a built snapshot costs little more than opening it.


@dataclass
class Graph:
    """A snapshot of a graph, open to be asked.

    Make one with `Graph.open`.
    """

    root: Root
    snapshot: Snapshot
    texts: Texts
    whole: Graph | None = None
    """The graph that this one is a view of."""

    part: View | None = None
    """What of the whole it is."""

    @classmethod
    def open(
        cls,
        root: str | Path | None = None,
        *,
        store: str | Path | None = None,
        sources: str | Path | None = None,
        progress: Progress = no_progress,
    ) -> Graph:
        """Open the snapshot for the files of `root` as they are now; build it first where there is none.

        Parameters
        ----------
        root:
            A folder with `graph/`, and where they differ from the published ones `ontology/` and `queries/`;
            the published graph where None.
        store:
            The folder that snapshots lie in; the user's cache folder where None.
        sources:
            The folder of the texts; `sources/` under the root where None.

        Raises
        ------
        GraphError, StoreError
            When the files are wrong, or the snapshot cannot be written or read.
        """
        place = Root.at(Path(root) if root else None)
        texts = Texts(Path(sources) if sources else place.sources)
        snapshots = Snapshots(Path(store)) if store else Snapshots.default()
        digest = place.digest()
        snapshot = snapshots.find(digest)
        if snapshot is None:
            from coalition.assembly import assemble

            snapshot = snapshots.write(digest, assemble(place, texts), progress)
        return cls(place, snapshot, texts)

    def view(
        self,
        *,
        known_by: str | None = None,
        on: str | None = None,
        stances: Iterable[str] = (),
        sources: Iterable[str] = (),
        families: int | None = None,
        progress: Progress = no_progress,
    ) -> Graph:
        """The graph as it is for who looks at a part of it only; see `coalition.view`. It is built once, and kept.

        Parameters
        ----------
        known_by, on:
            A day, a month or a year, as 2025-03-02, 2025-03 or 2025.
        stances, sources:
            Labels, short names or IRIs.
        families:
            The number of independent families by which a fact has to be held; any where None.

        Raises
        ------
        ParameterError
            When one of them is none.
        """
        from coalition.selection import select
        from coalition.view import restrict

        if self.whole:
            raise SelectionError("this graph is a view already", remedy="ask the whole one for another view")
        view = select(self.store, self.names, known_by, on, stances, sources, families)
        snapshots = Snapshots(self.snapshot.folder.parent)
        digest = view.digest(self.snapshot.digest)
        snapshot = snapshots.find(digest)
        if snapshot is None:
            snapshot = snapshots.write(digest, restrict(self.store, self.root, view, digest), progress)
        return Graph(self.root, snapshot, self.texts, self, view)

    def undated(self) -> list[str]:
        """The labels of the documents without a date of issue, written or inferred: they are not known by any date."""
        from coalition.selection import undated

        return [self.names.label(iri) for iri in undated(self.store)]

    @cached_property
    def store(self) -> Store:
        """The store of the snapshot."""
        return self.snapshot.store()

    @cached_property
    def names(self) -> Names:
        """The names in the store."""
        from coalition.names import Names

        return Names(self.store)

    @cached_property
    def tracer(self) -> Tracer:
        """What finds evidence in the store."""
        from coalition.corpus import rule_graph
        from coalition.evidence import Tracer

        rules = {rule_graph(path): path.read_text(encoding="utf-8") for path in self.root.rule_files()}
        return Tracer(self.store, rules, self.texts, self.names)

    def query(
        self, text: str, name: str = "query", **bindings: ox.NamedNode | ox.Literal
    ) -> Answer | bool | list[ox.Triple]:
        """Answer SPARQL 1.1: an Answer for SELECT, a bool for ASK, a list of triples for CONSTRUCT and DESCRIBE.

        Raises
        ------
        QueryError
            When the text does not parse, or is an update.
        """
        found = self.store.query(text, bindings, name)
        if isinstance(found, ox.QueryBoolean):
            return bool(found)
        if isinstance(found, Triples):
            return list(found)
        from coalition.answer import Answer

        columns = tuple(variable.value for variable in found.variables)
        return Answer(text, columns, [tuple(row) for row in found], self.names, self.tracer)

    def ask(self, name: str, **parameters: object) -> Answer | bool | list[ox.Triple]:
        """Answer a saved question; values are given by name: a label, alias or IRI, a date, a number.

        Raises
        ------
        SelectionError, ParameterError
            When there is no such question, or a parameter does not fit.
        """
        from coalition.questions import question

        saved = question(self.root.queries, name)
        given = {key: str(given) for key, given in parameters.items() if given is not None}
        return self.query(saved.text, saved.name, **self.bindings(saved, given))

    def bindings(self, saved: Question, given: Mapping[str, str]) -> dict[str, ox.NamedNode | ox.Literal]:
        """The terms to bind for the values given to a saved question; on a view, names of the whole graph are known.

        Raises
        ------
        ParameterError
            When a value is missing, unknown, or of another type; when there is no such parameter.
        """
        return saved.bindings(given, (self.whole or self).names)

    def questions(self) -> dict[str, Question]:
        """The saved questions, by name."""
        from coalition.questions import questions

        return questions(self.root.queries)

    def evidence(self, of: Answer | str | ox.Triple) -> list[Evidence]:
        """The evidence of each row of an answer, of an ASK query that holds, or of one triple."""
        if isinstance(of, ox.Triple):
            return [self.tracer.triple(of)]
        found = self.query(of) if isinstance(of, str) else of
        if isinstance(found, list):
            raise QueryError("a graph has no rows", where="query", remedy="export it with provenance")
        if isinstance(found, bool):
            return self.tracer.rows(str(of), (), [()]) if found else []
        return found.evidence

    def find(self, name: str) -> str:
        """The IRI of the thing that a label, alias or IRI names.

        Raises
        ------
        ParameterError
            When there is none, or several.
        """
        from coalition.names import LABELLED
        from coalition.questions import resolve

        return resolve(name, LABELLED, (self.whole or self).names)

    def show(self, name: str) -> Description:
        """All that is known of a thing, each line with its evidence."""
        from coalition.description import describe

        return describe(self.store, self.names, self.tracer, self.find(name))

    def network(
        self, name: str = "co-participation", *, kinds: Iterable[str] | None = None, represented: bool = False
    ) -> Any:
        """A network of participants as a networkx graph; see `coalition.network.build`."""
        return self._basis(self.store, name, kinds, represented).graph()

    def centrality(
        self,
        measure: str = "degree",
        network: str = "co-participation",
        *,
        kinds: Iterable[str] | None = None,
        represented: bool = False,
        weighted: bool = False,
    ) -> Ranking:
        """The participants ranked by a measure of centrality; see `coalition.centrality`."""
        from coalition.centrality import rank

        return rank(self.network(network, kinds=kinds, represented=represented), measure, weighted)

    def explanation(
        self,
        actor: str,
        measure: str = "degree",
        network: str = "co-participation",
        *,
        kinds: Iterable[str] | None = None,
        represented: bool = False,
        weighted: bool = False,
        progress: Any = iter,
    ) -> Explanation:
        """The events or commitments that make the score of an actor; see `coalition.explanation`."""
        from coalition.explanation import explain

        basis = self._basis(self.store, network, kinds, represented)
        return explain(basis, self.find(actor), self.tracer, measure, weighted, progress)

    def robustness(
        self,
        measure: str = "degree",
        network: str = "co-participation",
        *,
        kinds: Iterable[str] | None = None,
        represented: bool = False,
        weighted: bool = False,
        progress: Any = iter,
    ) -> Robustness:
        """A ranking, and how much it hangs on one source; see `coalition.robustness`."""
        from dataclasses import replace

        from coalition.families import Families
        from coalition.robustness import robustness
        from coalition.view import View, restrict

        whole = (self.whole or self).store

        def rebuild(sources: frozenset[str]) -> Basis:
            view = replace(self.part or View(), sources=sources)
            return self._basis(restrict(whole, self.root, view).builder.reader(), network, kinds, represented)

        basis = self._basis(self.store, network, kinds, represented)
        return robustness(basis, Families.of(self.store), rebuild, measure, weighted, progress)

    def _basis(self, store: Store, name: str, kinds: Iterable[str] | None, represented: bool) -> Basis:
        from coalition import network

        return network.read(store, name, frozenset(kinds) if kinds else network.ACTORS, represented)

    def timeline(
        self,
        about: str | None = None,
        *,
        since: str | None = None,
        until: str | None = None,
        kinds: Iterable[str] | None = None,
    ) -> Timeline:
        """Events, commitments and what else is dated, in time, or of these what is about a thing.

        See `coalition.timeline`; dates are written as 2025-03-02, 2025-03 or 2025.
        """
        from coalition.dates import read_bound
        from coalition.timeline import USUAL, timeline

        return timeline(
            self.store,
            self.names,
            self.tracer,
            about=None if about is None else self.find(about),
            since=None if since is None else read_bound(since, "--from"),
            until=None if until is None else read_bound(until, "--to"),
            kinds=frozenset(kinds) if kinds else frozenset(USUAL),
        )

    def conflicts(self) -> list[Conflict]:
        """Where passages contradict each other, with both sides; see `coalition.conflicts`."""
        from coalition.conflicts import conflicts

        return conflicts(self.store, self.root.ontology / "conflicts", self.names, self.tracer)

    def corroboration(self, thing: str | None = None) -> list[Support]:
        """By how many documents, families and works each fact is held, or each about a thing."""
        from coalition.corroboration import corroboration

        return corroboration(self.store, ox.NamedNode(self.find(thing)) if thing else None)

    def identities(self, actor: str | None = None) -> list[Identity]:
        """Which names were taken for one actor, and by which decision; see `coalition.identities`."""
        from coalition.identities import identities

        return identities(self.store, self.names, self._read(), self.texts, self.find(actor) if actor else None)

    def coverage(self) -> list[SourceCoverage]:
        """What of each source's text lies in passages, and what remains; see `coalition.coverage`."""
        from coalition.coverage import coverage, slices

        return list(coverage(self._read(), slices(self.store), self.texts))

    def _read(self) -> list[Source]:
        """The sources with a text, sorted: those that were only registered, too."""
        quads = self.store.quads(None, ox.NamedNode(CG + "fileName"), None, ox.NamedNode(RECORD))
        return [self.tracer.source(iri) for iri in sorted({quad.subject.value for quad in quads})]  # type: ignore[union-attr]

    def export(
        self,
        format: str = "turtle",
        *,
        thing: str | None = None,
        query: str | None = None,
        provenance: str | None = None,
    ) -> str:
        """What is accepted, what is said of a thing, or what a CONSTRUCT query gives; see `coalition.export`."""
        from coalition import export

        output = io.BytesIO()
        triples = self._constructed(query) if query else None
        export.write(
            self.store,
            output,
            format=format,
            thing=self.find(thing) if thing else None,
            triples=triples,
            provenance=provenance,
        )
        return output.getvalue().decode()

    def _constructed(self, query: str) -> list[ox.Triple]:
        found = self.query(query)
        if not isinstance(found, list):
            kind = sparql.form(query)
            raise QueryError(f"{kind} gives no graph", where="query", remedy="export with CONSTRUCT or DESCRIBE")
        return found
