"""The graph as one object: everything that the command line does, for Python."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from coalition.build.snapshot import Progress, Snapshot, Snapshots, no_progress
from coalition.corpus.root import Inputs, Root, rule_graph
from coalition.errors import QueryError, SelectionError
from coalition.rdf import sparql
from coalition.rdf.store import Store, Triples
from coalition.texts.source import Texts

if TYPE_CHECKING:
    import networkx

    from coalition.audit.conflicts import Conflict
    from coalition.audit.corroboration import Support
    from coalition.audit.coverage import SourceCoverage
    from coalition.audit.identities import Identity
    from coalition.build.dataset import Ontology
    from coalition.names import Names
    from coalition.network.build import NetworkBasis
    from coalition.network.explanation import Explanation
    from coalition.network.ranking import Ranking
    from coalition.network.robustness import Robustness
    from coalition.provenance.evidence import Evidence, Tracer
    from coalition.provenance.families import Families, Family
    from coalition.provenance.record import Record
    from coalition.query.answer import Answer
    from coalition.query.description import Description
    from coalition.query.questions import Question
    from coalition.timeline.entries import Timeline
    from coalition.views.view import Contents, View

# Methods import what they need when they are called: asking a built snapshot costs little more than opening it.


@dataclass
class Graph:
    """A snapshot of a graph, open to be asked. Make one with `Graph.open`.

    >>> from coalition import Graph
    >>> graph = Graph.open()
    >>> answer = graph.ask("commitments", by="Portugal")
    >>> next(answer.texts())[1]
    "Portugal's training of pilots and drone operators"
    >>> [cited.passage.name for cited in graph.evidence(answer)[0].passages]
    ['s001-19073']

    Attributes
    ----------
    root:
        The folders of the graph's files.
    snapshot:
        The snapshot that is open; its `counts` say what it holds.
    texts:
        Where the words of passages are looked for.
    whole:
        The graph that this one is a view of; None for a whole graph.
    """

    root: Root
    snapshot: Snapshot
    texts: Texts
    whole: Graph | None = None
    _inputs: Inputs = field(repr=False, kw_only=True)
    _part: View | None = field(default=None, repr=False, kw_only=True)

    @classmethod
    def open(
        cls,
        root: str | Path | None = None,
        *,
        store: str | Path | None = None,
        sources: str | Path | None = None,
        progress: Progress = no_progress,
    ) -> Graph:
        """Open the snapshot for the files of `root` as they are now, and build it first where it does not exist.

        Parameters
        ----------
        root:
            A folder with `graph/`, and where they differ from the published ones `ontology/` and `queries/`;
            the published graph where None.
        store:
            The folder that snapshots lie in; the user's cache folder where None.
        sources:
            The folder of the texts; `sources/` under the root where None.
        progress:
            What reports how far a build has come.

        Raises
        ------
        GraphError, StoreError
            When the files are wrong, or the snapshot cannot be written or read.
        """
        folders = Root.open(Path(root) if root else None)
        texts = Texts.open(Path(sources)) if sources else Texts(folders.sources)
        snapshots = Snapshots(Path(store)) if store else Snapshots.default()
        inputs = folders.read()
        snapshot = snapshots.find(inputs.digest)
        if snapshot is None:
            from coalition.build.dataset import build_dataset

            snapshot = snapshots.write(inputs.digest, build_dataset(inputs, texts), progress)
        return cls(folders, snapshot, texts, _inputs=replace(inputs, facts={}))

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
        """Return the graph restricted to a part of it; see `coalition.views`. It is built once, and kept.

        Parameters
        ----------
        known_by, on:
            A day, a month or a year, as 2025-03-02, 2025-03 or 2025.
        stances, sources:
            Labels, short names or IRIs.
        families:
            The number of independent families that must hold a fact; any number where None.

        Raises
        ------
        ParameterError, SelectionError
            When a value does not exist or is no date; when this graph is a view already.
        """
        from coalition.views.options import parse_view
        from coalition.views.view import View

        if self.whole:
            raise SelectionError("this graph is a view already", remedy="ask the whole one for another view")
        view = parse_view(self._record, self.names, known_by, on, stances, sources, families)
        if view == View():
            return self
        snapshots = Snapshots(self.snapshot.folder.parent)
        digest = view.digest(self.snapshot.digest)
        snapshot = snapshots.find(digest)
        if snapshot is None:
            snapshot = snapshots.write(digest, self._contents.dataset(view, self._ontology), progress)
        return Graph(self.root, snapshot, self.texts, self, _inputs=self._inputs, _part=view)

    def left_out(self) -> list[str]:
        """Return the labels of the documents that a view leaves out, each with its date of issue."""
        from coalition.views.options import dates_of_issue

        if self.whole is None:
            return []
        every = dates_of_issue(self.whole._record).items()
        return [f"{self.whole.names.label(iri)} ({date})" for iri, date in every if iri not in self._record.documents]

    @cached_property
    def store(self) -> Store:
        """The store of the snapshot, for SPARQL without evidence and for single quads."""
        return self.snapshot.store()

    @cached_property
    def names(self) -> Names:
        """The names in the store."""
        from coalition.names import Names

        return Names(self.store)

    def query(
        self, text: str, name: str = "query", **bindings: ox.NamedNode | ox.Literal
    ) -> Answer | bool | list[ox.Triple]:
        """Answer SPARQL 1.1: an Answer for SELECT, a bool for ASK, a list of triples for CONSTRUCT and DESCRIBE.

        Parameters
        ----------
        text:
            The query; the standard prefixes need not be declared.
        name:
            What messages call the query.
        bindings:
            Values for variables of the query.

        Raises
        ------
        QueryError
            When the text does not parse, or is an update.
        """
        result = self.store.query(text, bindings, name)
        if isinstance(result, ox.QueryBoolean):
            return bool(result)
        if isinstance(result, Triples):
            return list(result)
        from coalition.query.answer import Answer

        columns = tuple(variable.value for variable in result.variables)
        return Answer(text, columns, [tuple(row) for row in result], self.names, self._tracer)

    def ask(self, name: str, **parameters: object) -> Answer | bool | list[ox.Triple]:
        """Answer a saved question; values are given by name: a label, alias or IRI, a date, a number.

        Raises
        ------
        SelectionError, ParameterError
            When the question does not exist, or a parameter does not fit.
        """
        from coalition.query.questions import question

        saved = question(self.root.queries, name)
        given = {key: str(value) for key, value in parameters.items() if value is not None}
        return self.query(saved.text, saved.name, **saved.bindings(given, self.known_names))

    @property
    def known_names(self) -> Names:
        """The names that may be typed: on a view, those of the whole graph."""
        return (self.whole or self).names

    def questions(self) -> dict[str, Question]:
        """Return the saved questions, by name."""
        from coalition.query.questions import questions

        return questions(self.root.queries)

    def evidence(self, of: Answer | str | ox.Triple) -> list[Evidence]:
        """Return the evidence of each row of an answer, of an ASK query that holds, or of one triple.

        Raises
        ------
        QueryError
            When `of` is a query that gives a graph, or cannot be answered.
        """
        if isinstance(of, ox.Triple):
            return [self._tracer.triple(of)]
        result = self.query(of) if isinstance(of, str) else of
        if isinstance(result, list):
            raise QueryError("a graph has no rows", where="query", remedy="export it with provenance")
        if isinstance(result, bool):
            return self._tracer.rows(str(of), (), [()]) if result else []
        return result.evidence

    def find(self, name: str) -> str:
        """Return the IRI of the thing that a label, alias or IRI names.

        Raises
        ------
        ParameterError
            When it names none, or several.
        """
        from coalition.names import LABELLED, resolve

        return resolve(name, LABELLED, self.known_names)

    def show(self, name: str) -> Description:
        """Return all that is known of a thing, each line with its evidence."""
        from coalition.query.description import describe

        return describe(self._tracer, self.find(name))

    def export(
        self,
        format: str = "turtle",
        *,
        thing: str | None = None,
        query: str | None = None,
        provenance: str | None = None,
    ) -> str:
        """Return what is accepted, what is said of a thing, or what a CONSTRUCT query gives, as RDF.

        `coalition.query.export.write` tells of the parameters and errors.
        """
        from coalition.query.export import write

        output = io.BytesIO()
        write(
            self.store,
            output,
            format=format,
            thing=self.find(thing) if thing else None,
            triples=self._construct(query) if query else None,
            provenance=provenance,
        )
        return output.getvalue().decode()

    def _construct(self, query: str) -> list[ox.Triple]:
        result = self.query(query)
        if not isinstance(result, list):
            form = sparql.form(query)
            raise QueryError(f"{form} gives no graph", where="query", remedy="export with CONSTRUCT or DESCRIBE")
        return result

    def timeline(
        self,
        about: str | None = None,
        *,
        since: str | None = None,
        until: str | None = None,
        kinds: Iterable[str] | None = None,
    ) -> Timeline:
        """Return events, commitments and what else is dated, in time, or of these what is about a thing.

        Parameters
        ----------
        about:
            A label, alias or IRI.
        since, until:
            A day, a month or a year, as 2025-03-02, 2025-03 or 2025.
        kinds:
            Any of `coalition.timeline.kinds.TIMELINE_KINDS`.
        """
        from coalition.dates import parse_bound
        from coalition.timeline.entries import timeline
        from coalition.timeline.kinds import DEFAULT_KINDS

        return timeline(
            self._tracer,
            about=None if about is None else self.find(about),
            since=None if since is None else parse_bound(since, "--from"),
            until=None if until is None else parse_bound(until, "--to"),
            kinds=frozenset(kinds) if kinds else frozenset(DEFAULT_KINDS),
        )

    def network(
        self, name: str = "co-participation", *, kinds: Iterable[str] | None = None, represented: bool = False
    ) -> networkx.Graph:
        """Return a network of participants; `coalition.network.build.build` tells of its nodes, edges and errors.

        >>> Graph.open().network("commitment").is_directed()
        True
        """
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
        """Rank the participants by a measure of centrality; see `coalition.network.ranking.rank`."""
        from coalition.network.ranking import rank

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
        """Return the events or commitments that make the score of an actor; see `coalition.network.explanation`."""
        from coalition.network.explanation import explain

        basis = self._basis(self.store, network, kinds, represented)
        return explain(basis, self.find(actor), self._tracer, measure, weighted, progress)

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
        """Return a ranking, and how much it hangs on one source; see `coalition.network.robustness`."""
        from coalition.network.robustness import robustness
        from coalition.views.view import View

        whole = self.whole or self

        def rebuild(sources: frozenset[str]) -> NetworkBasis:
            view = replace(self._part or View(), sources=sources)
            return self._basis(whole._contents.store(view, whole._ontology), network, kinds, represented)

        basis = self._basis(self.store, network, kinds, represented)
        return robustness(basis, self._families, rebuild, measure, weighted, progress)

    def _basis(self, store: Store, name: str, kinds: Iterable[str] | None, represented: bool) -> NetworkBasis:
        from coalition.network.build import DEFAULT_KINDS, read_basis

        return read_basis(store, name, frozenset(kinds) if kinds else DEFAULT_KINDS, represented)

    def conflicts(self) -> list[Conflict]:
        """Return where passages contradict each other, with both sides; see `coalition.audit.conflicts`."""
        from coalition.audit.conflicts import conflicts

        return conflicts(self.root.ontology / "conflicts", self._families, self._tracer)

    def corroboration(self, thing: str | None = None) -> list[Support]:
        """Return by how many documents, families and works each fact is held, or each about a thing."""
        from coalition.audit.corroboration import corroboration

        return corroboration(self._record, self._families, ox.NamedNode(self.find(thing)) if thing else None)

    def families(self) -> tuple[Family, ...]:
        """Return the families of the documents, with what ties them together; see `coalition.provenance.families`."""
        return self._families.families

    def identities(self, actor: str | None = None) -> list[Identity]:
        """Return which names were taken for one actor, and by which decision; see `coalition.audit.identities`."""
        from coalition.audit.identities import identities
        from coalition.names import resolve

        sources = [self._tracer.source(iri) for iri in self._record.sources_with_text]
        iri = resolve(actor, ("Actor",), self.known_names) if actor else None
        return identities(self.store, self.names, sources, self.texts, iri)

    def coverage(self) -> list[SourceCoverage]:
        """Return what of each source's text lies in passages, and what remains; see `coalition.audit.coverage`."""
        from coalition.audit.coverage import coverage

        sources = [self._tracer.source(iri) for iri in self._record.sources_with_text]
        return list(coverage(sources, self._record.slices(), self.texts))

    @cached_property
    def _record(self) -> Record:
        """The one reader of the record in the store."""
        from coalition.provenance.record import Record

        return Record(self.store)

    @cached_property
    def _tracer(self) -> Tracer:
        """What finds evidence in the store."""
        from coalition.provenance.evidence import Tracer

        rules = {rule_graph(path): content.decode("utf-8") for path, content in self._inputs.rules.items()}
        return Tracer(self._record, rules, self.texts, self.names)

    @cached_property
    def _ontology(self) -> Ontology:
        """The ontology and the rules, as they were when the graph was opened."""
        from coalition.build.dataset import Ontology

        return Ontology.from_inputs(self._inputs)

    @cached_property
    def _families(self) -> Families:
        """The families of the documents that are looked at; what is not looked at may be what ties them."""
        from coalition.provenance.families import Families

        if self.whole is None:
            return Families.from_record(self._record)
        return self.whole._families.among(self._record.documents)

    @cached_property
    def _contents(self) -> Contents:
        """All of the store, read once to be restricted."""
        from coalition.views.view import Contents

        return Contents.read(self._record, self._families)
