"""Give Python programs everything that the command line does, as methods of one object."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence, Set
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, TypeVar, cast

import pyoxigraph as ox

from coalition import limits
from coalition.arguments import checked
from coalition.build.manifest import Origin, readable
from coalition.build.snapshot import DIGEST, Progress, Snapshot, Snapshots, no_progress
from coalition.corpus.digests import Digests
from coalition.corpus.root import Inputs, Root, rule_graph
from coalition.errors import GraphError, ParameterError, QueryError, SelectionError, SourceError, StoreError
from coalition.namespaces import CG, DCTERMS, ONTOLOGY, OWL, Namespaces
from coalition.rdf import sparql, turtle
from coalition.rdf.store import Store, Triples
from coalition.texts.source import Source, Texts

if TYPE_CHECKING:
    import sqlite3
    from datetime import date
    from decimal import Decimal

    import networkx

    from coalition.audit.conflicts import Conflict, Pair
    from coalition.audit.corroboration import Support
    from coalition.audit.coverage import SourceCoverage
    from coalition.audit.identities import Identity, Met
    from coalition.build.dataset import Ontology
    from coalition.columns.table import Columns
    from coalition.exchange.losses import Losses
    from coalition.names import Names, Spelled
    from coalition.network.build import NetworkBasis
    from coalition.network.chains import Paths
    from coalition.network.dating import Within
    from coalition.network.edges import Edges
    from coalition.network.explanation import Explanation
    from coalition.network.ranking import Ranking
    from coalition.network.robustness import Robustness
    from coalition.network.rows import Numbers
    from coalition.network.structure import Structure
    from coalition.network.windows import Windows
    from coalition.output.about import About, Document
    from coalition.output.citations import Citation
    from coalition.provenance.evidence import Evidence, Tracer
    from coalition.provenance.families import Families, Family
    from coalition.provenance.record import Record
    from coalition.query.absence import WhyNot
    from coalition.query.answer import IRI, Answer
    from coalition.query.description import Description
    from coalition.query.questions import Question, Saved
    from coalition.query.vocabulary import Meaning, Vocabulary, Word
    from coalition.remote.publication import Publication
    from coalition.search.index import Index
    from coalition.search.search import Hits, Suggestion
    from coalition.timeline.chronology import Chronology
    from coalition.timeline.entries import Entry, Timeline
    from coalition.verdict.postings import Postings
    from coalition.verdict.verdict import Verdict
    from coalition.views.elsewhere import Elsewhere
    from coalition.views.view import Contents, View

# Methods import what they need when they are called, so that a query on a built snapshot does not wait for the others.

Read = TypeVar("Read")

LARGE = 50_000
"""From how many statements of passages on the columns serve the record and the names, too.

Importing what reads them takes a tenth of a second.
"""


@dataclass
class Graph:
    """Query a snapshot of a graph, or a view of one. `Graph.open` returns the graph in a folder.

    >>> from coalition import Graph
    >>> graph = Graph.open()
    >>> answer = graph.ask("commitments", by="Portugal")
    >>> next(answer.texts())[0]
    "Portugal's training of pilots and drone operators"
    >>> [cited.passage.name for cited in graph.evidence(answer)[0].passages]
    ['s001-19073-reading']

    Attributes
    ----------
    root:
        The folders with the graph's files.
    snapshot:
        The open snapshot; its `counts` say how many passages, documents and other things it holds.
    texts:
        The texts of the sources, in which the words of passages are looked up.
    whole:
        The graph that this one is a view of; None where this graph is not a view.
    """

    root: Root
    snapshot: Snapshot
    texts: Texts
    whole: Graph | None = None
    _inputs: Inputs = field(repr=False, kw_only=True)
    _view: View | None = field(default=None, repr=False, kw_only=True)
    _indexes: dict[bool, Index] = field(default_factory=dict, repr=False, compare=False, kw_only=True)

    @classmethod
    @checked
    def open(
        cls,
        root: str | Path | None = None,
        *,
        store: str | Path | None = None,
        sources: str | Path | None = None,
        snapshot: str | None = None,
        progress: Progress = no_progress,
    ) -> Graph:
        """Open the snapshot of the files in `root`; build it first where it does not exist.

        Parameters
        ----------
        root:
            A folder that holds `graph/`. Where it has no `ontology/` or `queries/`, the published ones are used. None
            opens the published graph.
        store:
            The folder for snapshots; the user's cache folder where None.
        sources:
            The folder with the texts of the sources; `sources/` in the root where None.
        snapshot:
            The digest of a snapshot in `store`, which is opened in the place of the one of the files as they are now.
            The rules and the questions are those of the files.
        progress:
            What reports the progress of a build; see `coalition.build.snapshot.Progress`.

        Raises
        ------
        GraphError
            When the files of the graph or its ontology are wrong.
        SourceError
            When `sources` is not a folder, or a text cannot be read.
        StoreError
            When the snapshot cannot be written or read, or the one that is named is not there.
        LimitError
            When the system does not allow as many open files as that takes.
        """
        folders = Root.open(None if root is None else Path(root))
        texts = Texts(folders.sources) if sources is None else Texts.open(Path(sources))
        snapshots = Snapshots.default() if store is None else Snapshots(Path(store))
        with folders.namespaces.used():
            return cls._opened(folders, texts, snapshots, snapshot, progress)

    @classmethod
    def _opened(
        cls, folders: Root, texts: Texts, snapshots: Snapshots, snapshot: str | None, progress: Progress
    ) -> Graph:
        """Return the graph of a root, from a snapshot that is built where it is not there."""
        digests = Digests(snapshots.folder / ".digests.json")
        inputs = folders.read_ontology()
        digest = snapshot or inputs.digest_with((path, digests.of(path)) for path in folders.graph_files())
        found = _named(snapshots, snapshot) if snapshot else snapshots.find(digest)
        if found is None:
            from coalition.build.dataset import CheckedFiles
            from coalition.build.updating import written_from

            inputs = folders.read()
            origin = Origin(readable(folders.graph.parent.resolve()))
            before = snapshots.latest(origin.root)
            checked_files = CheckedFiles.of(inputs, texts, snapshots.verdicts(origin.root), progress, before)
            found = snapshots.write(inputs.digest, written_from(checked_files, before), origin, progress)
        digests.keep()
        return cls(folders, found, texts, _inputs=replace(inputs, facts={}))

    @classmethod
    @checked
    def connect(
        cls,
        url: str,
        root: str | Path | None = None,
        *,
        store: str | Path | None = None,
        sources: str | Path | None = None,
        timeout: int | float | None = None,
        copy: bool = False,
        progress: Progress = no_progress,
    ) -> Graph:
        """Open the graph that a SPARQL server holds, in the place of one that is built here.

        Queries go to the server. What is counted, compared or ranked is read from it once, and kept in `store`. A view
        is built here from that.

        Parameters
        ----------
        url:
            The address of the server's SPARQL 1.1 endpoint, which holds what `export` writes as N-Quads or TriG.
        root:
            The folder with the ontology and the saved questions, as in `open`; its facts are not read.
        store, sources:
            The folders for snapshots and for the texts of the sources, as in `open`.
        timeout:
            How many seconds an answer of the server may take; as many as an evaluation here where None.
        copy:
            Whether to copy all of it to this machine, into `store`, and ask the copy from then on.
        progress:
            What reports the progress of reading.

        Raises
        ------
        ParameterError
            When `url` is no address.
        StoreError
            When the server cannot be reached, is no SPARQL endpoint, answers wrongly, or holds no snapshot.
        LimitError
            When an answer takes too long or is too large.
        """
        from coalition.remote.client import Client, Limits
        from coalition.remote.profile import probe
        from coalition.remote.snapshot import find

        folders = Root.open(None if root is None else Path(root))
        texts = Texts(folders.sources) if sources is None else Texts.open(Path(sources))
        client = Client(url, Limits(answer=limits.seconds() if timeout is None else timeout))
        snapshots = Snapshots.default() if store is None else Snapshots(Path(store))
        found = find(client, probe(client), snapshots, progress)
        if copy:
            from coalition.remote.copying import copied

            origin = readable(folders.graph.parent.resolve())
            made = copied(found, snapshots, origin, progress)
            return cls(folders, made, texts, _inputs=folders.read_ontology())
        return cls(folders, found, texts, _inputs=folders.read_ontology())  # type: ignore[arg-type]

    @cached_property
    def namespaces(self) -> Namespaces:
        """What prefixes stand for in this graph: the base of its IRIs, and the namespaces of its own words."""
        return self.root.namespaces.with_base(self.snapshot.origin.base)

    @checked
    def at(self, digest: str) -> Graph:
        """Return the graph as it is in another snapshot, which lies beside that of this graph.

        The rules and the questions are those of this graph.

        Parameters
        ----------
        digest:
            The digest of the snapshot.

        Raises
        ------
        StoreError
            When there is no such snapshot, or it cannot be read.
        """
        found = _named(Snapshots(self.snapshot.folder.parent), digest)
        return Graph(self.root, found, self.texts, _inputs=self._inputs)

    @checked
    def view(
        self,
        *,
        known_by: str | date | None = None,
        on: str | date | None = None,
        stances: Iterable[str] = (),
        sources: Iterable[str] = (),
        families: int | None = None,
        readings: bool = True,
        progress: Progress = no_progress,
    ) -> Graph:
        """Return a view: the graph restricted to some documents, stances, dates or well supported facts.

        A view is built once, and kept as a snapshot. `coalition.views.view.View` says what each restriction keeps.

        Parameters
        ----------
        known_by:
            A `date`, or a day, a month or a year, such as 2025-03-02, 2025-03 or 2025: keep the documents that were
            certainly issued by then.
        on:
            A `date`, or a day, a month or a year: keep the facts about things that certainly happened then.
        stances:
            Labels or IRIs of stances: keep the passages that have one of them.
        sources:
            Labels, short names or IRIs of documents: keep the passages that are quoted from them.
        families:
            The number of independent families that must support a fact; one is enough where None.
        readings:
            Whether to keep what is the curators' reading of open words; else only what passages plainly say is kept.
        progress:
            What reports the progress of a build; see `coalition.build.snapshot.Progress`.

        Raises
        ------
        ParameterError
            When a stance or a document does not exist, or `families` is less than 1.
        SelectionError
            When a date is not valid, or this graph is already a view.
        """
        from coalition.views.options import parse_view
        from coalition.views.view import View

        if self.whole:
            remedy = "call view on the whole graph, its attribute whole"
            raise SelectionError("this graph is already a view", remedy=remedy)
        known_by, on = _written(known_by), _written(on)
        view = parse_view(self._record, self.names, known_by, on, stances, sources, families, readings)
        if view == View():  # it restricts nothing
            return self
        snapshots = Snapshots(self.snapshot.folder.parent)
        digest = view.digest(self.snapshot.digest)
        snapshot = snapshots.find(digest)
        if snapshot is None:
            origin = Origin(readable(self.root.graph.parent.resolve()), self.snapshot.digest, view.options)
            snapshot = snapshots.write(digest, self._contents.dataset(view, self._ontology), origin, progress)
        return Graph(self.root, snapshot, self.texts, self, _inputs=self._inputs, _view=view)

    @checked
    def left_out(self) -> list[str]:
        """Return the labels of the documents that this view leaves out, each with its date of issue."""
        from coalition.views.options import dates_of_issue

        if self.whole is None:
            return []
        dates = dates_of_issue(self.whole._record).items()
        return [f"{self.whole.names.label(iri)} ({date})" for iri, date in dates if iri not in self._record.documents]

    def __repr__(self) -> str:
        counts = self.snapshot.counts
        view = f" restricted by {self._view.options}" if self._view else ""
        return f"<Graph{view}: {counts['passages']} passages of {counts['sources']} documents>"

    @checked
    def about(self, command: str | None = None) -> About:
        """Return what results of this graph are made from: view, stances, documents, snapshot and versions.

        `command` is the command that writes the result, where there is one.
        """
        import coalition
        from coalition.output.about import LISTED, About

        view, sources = self._view, tuple(self._record.documents)
        stances = sorted(map(self.names.label, view.accepted if view else (CG + "Asserts",)))
        return About(
            snapshot=self.snapshot.digest,
            whole=self.whole.snapshot.digest if self.whole else "",
            view=view.options if view else "",
            stances=tuple(stances),
            sources=sources,
            documents=tuple(map(self._document, sources)) if len(sources) <= LISTED else (),
            version=coalition.__version__,
            ontology=self._ontology_version(),
            licence=self.root.licence(),
            command=command or "",
        )

    def _document(self, iri: str) -> Document:
        from coalition.output.about import Document

        date = self._record.issued(iri)
        inferred = bool(date) and not self._record.values(iri, DCTERMS + "issued")
        return Document(iri, self.names.label(iri), date, inferred)

    def _ontology_version(self) -> str:
        from coalition.query.answer import value

        ontology, version = ox.NamedNode(ONTOLOGY), ox.NamedNode(OWL + "versionInfo")
        return next((str(value(quad.object)) for quad in self.store.quads(ontology, version, None, ontology)), "")

    @cached_property
    def store(self) -> Store:
        """The store of the snapshot, which gives SPARQL results as RDF terms, without evidence, and single quads."""
        return self.snapshot.store()

    @cached_property
    def _columns(self) -> Columns:
        """The columns of the snapshot."""
        return self.snapshot.columns()

    @property
    def _has_plain_iris(self) -> bool:
        """Whether no IRI has a comma, and no term is a triple."""
        from coalition.build.manifest import COLUMNS
        from coalition.columns.iris import without_comma

        with suppress(OSError):
            return without_comma(self.snapshot.folder / COLUMNS)
        return False

    @property
    def _large(self) -> Callable[[], Columns] | None:
        """What opens the columns where they are faster than the store: of a large snapshot, and of one on a server."""
        is_large = self.snapshot.is_far or self.snapshot.counts.get("statements", 0) >= LARGE
        return (lambda: self._columns) if is_large else None

    @cached_property
    def names(self) -> Names:
        """The labels and other names in the store."""
        from coalition.names import Names

        return Names(self.store, self._large, self._spelled, self.namespaces)

    @cached_property
    def _spelled(self) -> Spelled | None:
        """All names of a large graph, which processes can share: no store is opened for them."""
        from coalition.names import Spelled

        return Spelled.from_columns(self._large) if self._large else None

    @checked
    def query(
        self, text: str, name: str = "query", /, **bindings: ox.NamedNode | ox.Literal | IRI
    ) -> Answer | bool | list[ox.Triple]:
        """Answer a SPARQL 1.1 query.

        Parameters
        ----------
        text:
            The query, which may use the standard prefixes without declaring them.
        name:
            What messages call the query.
        bindings:
            The values of some variables, by their names without `?`: terms, or IRIs as rows of an answer give them. A
            SELECT query must select those variables.

        Returns
        -------
        Answer | bool | list[ox.Triple]
            An Answer for SELECT, a bool for ASK, a list of triples for CONSTRUCT and DESCRIBE.

        Raises
        ------
        QueryError
            When the query does not parse, writes, or calls another machine.
        ParameterError
            When a binding has a name that no variable can have.
        LimitError
            When the answer has more than a million rows or triples, which would be held in memory.
        """
        terms = {key: ox.NamedNode(value) if isinstance(value, str) else value for key, value in bindings.items()}
        for variable in bindings:
            try:
                ox.Variable(variable)
            except ValueError:
                what, remedy = f"{variable} is not the name of a variable", "write it as the query does, without ?"
                raise ParameterError(what, where="Graph.query", remedy=remedy) from None
        result = self.store.query(text, terms, name)
        if isinstance(result, ox.QueryBoolean):
            return bool(result)
        if isinstance(result, Triples):
            return list(limits.counted(result, name))
        from coalition.query.answer import Answer

        columns = tuple(variable.value for variable in result.variables)
        return Answer(
            text, columns, [tuple(row) for row in limits.counted(result, name)], self.names, lambda: self._tracer
        )

    @checked
    def select(self, text: str, name: str = "query", /, **bindings: ox.NamedNode | ox.Literal | IRI) -> Answer:
        """Answer a SELECT query; as `query`, but for the type that it returns.

        Raises
        ------
        QueryError
            When it is not a SELECT query, and where `query` raises it.
        ParameterError, LimitError
            Where `query` raises them.
        """
        from coalition.query.answer import Answer

        found = self.query(text, name, **bindings)
        if not isinstance(found, Answer):
            raise QueryError(
                "the query returns no rows", where=name, remedy="write it with SELECT, or call Graph.query"
            )
        return found

    @checked
    def ask(self, name: str, /, **parameters: str | int | float | Decimal | date | ox.NamedNode | None) -> Answer:
        """Answer a saved question.

        Parameters
        ----------
        name:
            The name of the question; `questions` returns them all.
        parameters:
            The values of its parameters, by their names. A value is a label, an alias or an IRI; a date; or a number.
            A parameter whose value is None counts as not given.

        Raises
        ------
        SelectionError
            When the question does not exist.
        ParameterError
            When a parameter does not exist, is required but not given, or has a value that does not fit it.
        QueryError
            When the question is not a SELECT query.
        """
        saved = self._saved.named(name)
        given = {key: str(value) for key, value in parameters.items() if value is not None}
        return self.select(saved.text, saved.name, **saved.bindings(given, self.known_names))

    @checked
    def why_not(
        self,
        of: str,
        expected: dict[str, str] | None = None,
        /,
        **parameters: str | int | float | Decimal | date | ox.NamedNode | ox.Literal | None,
    ) -> WhyNot:
        """Return why an answer lacks a row, or has no rows at all; each obstacle is tried before it is named.

        Parameters
        ----------
        of:
            A SELECT or ASK query, or the name of a saved question.
        expected:
            The values of the row by the names of its columns: labels, aliases, IRIs or texts. None asks why there are
            no rows at all.
        parameters:
            The parameters of the question; of a query, the values of variables as RDF terms, as in `query`.

        Raises
        ------
        ParameterError
            When the query has no such column, a value names several things, or a parameter does not fit.
        QueryError
            When the query cannot be answered.
        """
        from coalition.query import absence
        from coalition.query.unknown import unknown

        text, bindings = of, {name: value for name, value in parameters.items() if value is not None}
        if re.fullmatch(r"[\w.-]+", of):  # no query is a single name
            saved = self._saved.named(of)
            given = {name: str(value) for name, value in bindings.items()}
            text, bindings = saved.text, dict(saved.bindings(given, self.known_names))
        for name, value in bindings.items():
            if not isinstance(value, ox.NamedNode | ox.Literal):
                fits = "pyoxigraph.NamedNode or pyoxigraph.Literal"
                raise TypeError(f"Graph.why_not: {name} must be {fits}, not {type(value).__name__}")
        terms: dict[str, Any] = bindings
        wanted = absence.expected_values(text, self.store, expected or {}, self.known_names)
        if any(absence.matches(self.store, text, terms, wanted)):
            return absence.WhyNot(present=True)
        held, notes = absence.obstacles(self.store, text, terms, wanted)
        missing = [
            absence.Obstacle("unknown", (line,)) for line in unknown(text, (self.whole or self).store, foreign=True)
        ]
        hidden = self._elsewhere.hidden(text, terms, wanted)
        return absence.WhyNot(False, (*missing, *hidden, *held), (*notes, self._elsewhere.read()))

    @cached_property
    def _elsewhere(self) -> Elsewhere:
        """What looks for the rows that an answer lacks."""
        from coalition.views.elsewhere import Elsewhere

        whole = self.whole or self

        def store_of(view: View) -> Store:
            from coalition.views.view import View

            return whole.store if view == View() else whole._contents.store(view, whole._ontology)

        return Elsewhere(self._view, self._record, whole._record, whole.names, store_of, whole.coverage)

    @property
    def known_names(self) -> Names:
        """The names that users may type, which on a view are those of the whole graph."""
        return (self.whole or self).names

    @checked
    def questions(self) -> dict[str, Question]:
        """Return the saved questions by their names, as they were when they were first asked for.

        A file in `queries/` with a wrong header is left out; `ask` says what is wrong with it, and so does
        `coalition check`.
        """
        return self._saved.all()

    @cached_property
    def _saved(self) -> Saved:
        from coalition.query.questions import Saved

        return self.whole._saved if self.whole else Saved(self.root.question_files(), self.root.kinds())

    @checked
    def evidence(self, of: Answer | str | ox.Triple) -> list[Evidence]:
        """Return the evidence of each row of an answer, of the result of an ASK query, or of one triple.

        Parameters
        ----------
        of:
            An answer, the text of a query, or a triple. For a triple, and for an ASK query that holds, the list has one
            item; for an ASK query that does not hold, it is empty.

        Raises
        ------
        QueryError
            When `of` is a CONSTRUCT or DESCRIBE query, or cannot be answered.
        """
        if isinstance(of, ox.Triple):
            return [self._tracer.triple(of)]
        result = self.query(of) if isinstance(of, str) else of
        if isinstance(result, list):
            what = "the query returns a graph, which has no rows to give evidence for"
            raise QueryError(what, where="query", remedy="export it with provenance")
        if isinstance(result, bool):
            return self._tracer.rows(str(of), (), [()]) if result else []
        return result.evidence

    @checked
    def citations(self, evidence: list[Evidence]) -> dict[str, Citation]:
        """Return a citation of each passage of some evidence, by the IRI of the passage.

        Citations are numbered in order. `coalition.output.citations` and `coalition.output.footnotes` write them as
        CSL JSON, BibTeX and footnotes.
        """
        from coalition.output.citations import cite
        from coalition.provenance.evidence import Evidence

        if other := next((each for each in evidence if not isinstance(each, Evidence)), None):
            raise TypeError(f"Graph.citations: evidence must be a list of Evidence, not {type(other).__name__}")
        return cite(evidence, self._tracer)

    @checked
    def find(self, name: str) -> str:
        """Return the IRI of the thing that a label, alias or IRI names.

        Raises
        ------
        ParameterError
            When it names nothing (the error suggests similar names), or several things.
        """
        from coalition.names import LABELLED, resolve

        return resolve(name, LABELLED, self.known_names)

    def _find_actor(self, name: str) -> str:
        from coalition.names import resolve

        return resolve(name, ("Actor",), self.known_names)

    @checked
    def show(self, name: str) -> Description:
        """Return everything that the graph says about a thing, each fact with its evidence.

        Parameters
        ----------
        name:
            A label, an alias or an IRI; or a passage, by its IRI or its short name, such as s002-2116.

        Raises
        ------
        ParameterError
            When `name` names nothing (the error suggests similar names), or several things.
        """
        from coalition.query.description import describe

        described = describe(self._tracer, self._record.slice(name) or self.find(name))
        # A view may lack the thing, and so its label.
        return replace(described, label=self.known_names.label(described.iri)) if self.whole else described

    @checked
    def words(self) -> list[Word]:
        """Return the words of the ontology with what they mean: classes, properties and listed values."""
        return list(self._vocabulary.words)

    @checked
    def word(self, name: str) -> Meaning:
        """Return what a word of the ontology means, what the shapes ask of it, and how often this graph uses it.

        Parameters
        ----------
        name:
            Its local name, prefixed name, IRI or label, such as hostedBy, cg:Meeting or commitment kind.

        Raises
        ------
        SelectionError
            When the ontology has no such word; similar ones are suggested.
        """
        return self._vocabulary.explain(self._vocabulary.find(name), self._columns)

    @cached_property
    def _vocabulary(self) -> Vocabulary:
        """The words of the ontology, which a view has as the whole graph has them."""
        from coalition.query.vocabulary import Vocabulary

        if self.whole is not None:
            return self.whole._vocabulary
        return Vocabulary(self.store, self.names, self._ontology.schema, self.root.shape_files())

    @checked
    def export(
        self,
        format: str = "turtle",
        *,
        thing: str | None = None,
        query: str | None = None,
        provenance: str | None = None,
    ) -> str:
        """Return the accepted facts, or some of them, as RDF in text, with a description of the dataset.

        The result of a query comes without a description.

        Parameters
        ----------
        format:
            One of turtle, trig, nquads, ntriples, jsonld and rdfxml. TriG and N-Quads hold all graphs, the others only
            the accepted facts.
        thing:
            A label, an alias or an IRI: export only the facts about this thing.
        query:
            A CONSTRUCT or DESCRIBE query: export what it returns.
        provenance:
            "rdf11" or "rdf12": export with each fact the passages that state it and the rules that derive it, by
            RDF 1.1 reification or by RDF 1.2 annotations.

        Raises
        ------
        SelectionError
            When the format or the form of provenance does not exist, or the format cannot carry provenance in that
            form.
        ParameterError
            When `thing` names nothing, or several things.
        QueryError
            When the query has another form, or cannot be answered.
        """
        output = io.BytesIO()
        self._export(output, format, thing, query, provenance)
        return output.getvalue().decode()

    def _export(
        self, output: IO[bytes], format: str, thing: str | None, query: str | None, provenance: str | None
    ) -> None:
        """Write what `export` returns to `output`, as far as that goes without holding it in memory."""
        from coalition.query.export import write

        write(
            self.store,
            output,
            format=format,
            thing=None if thing is None else self.find(thing),
            triples=None if query is None else self._construct(query),
            provenance=provenance,
            about=self.about() if query is None else None,
            columns=self._columns if (thing is None and query is None) or self._large else None,
        )

    @checked
    def exchange(self, form: str, *, words: bool = False) -> tuple[str, Losses]:
        """Return the graph in a form of other people's tools, and what that form loses.

        Parameters
        ----------
        form:
            `ftm` or `ftm-statements` of FollowTheMoney, `annotations` of the W3C, `prov`, `quickstatements` of
            Wikidata, or `nanopubs`.
        words:
            Whether the words of passages are written, as far as the texts are at hand. They are their publishers'.

        Raises
        ------
        SelectionError
            When there is no such form, or it has no place for words.
        """
        output = io.BytesIO()
        losses = self._exchange(output, form, words)
        return output.getvalue().decode(), losses

    def _exchange(self, output: IO[bytes], form: str, words: bool) -> Losses:
        """Write what `exchange` returns to `output`, without holding it in memory."""
        from coalition.exchange import forms
        from coalition.exchange.holdings import Holdings

        forms.known(form, words)
        holdings = Holdings(self._columns, self._record, self.names.label, self.texts if words else None)
        declared = [*(folder / "wikidata.ttl" for folder in self.root.ontology[:1]), *self.root.own_words()]
        return forms.write(form, holdings, self.about(), declared, output)

    @checked
    def fingerprint(self) -> str:
        """Return the number of quads, those of the default graph with them, and a sum of numbers made from each.

        Two stores with the same fingerprint hold the same, whatever they are: this is how to compare the snapshot with
        what `coalition bulk` has written. Quads with blank nodes do not count. All quads are read.

        Raises
        ------
        StoreError
            When the snapshot is damaged.
        """
        from coalition.rdf.fingerprint import Fingerprint
        from coalition.rdf.store import lines

        return str(Fingerprint.of(lines(self.store.quads())))

    @checked
    def publish(
        self,
        url: str,
        *,
        update: str | None = None,
        dry_run: bool = False,
        take_over: bool = False,
        timeout: int | float | None = None,
        progress: Progress = no_progress,
    ) -> Publication:
        """Write what `export` gives as N-Quads into the store of a SPARQL server, in the place of an older snapshot.

        Nobody who reads by this program gets parts of both. If it is stopped, the next call goes on from there.

        Parameters
        ----------
        url, timeout:
            The address of the server's SPARQL 1.1 endpoint, and how long an answer may take, as in `connect`.
        update:
            The address that takes updates; where None, the usual ones beside `url` are tried.
        dry_run:
            Whether to change nothing, and only return what would be changed.
        take_over:
            Whether to go on where the writing of another snapshot has begun and not ended.
        progress:
            What reports the progress of writing.

        Raises
        ------
        ParameterError
            When an address is none.
        StoreError
            When the server cannot be reached, answers wrongly, takes no updates, holds what is no snapshot, or has not
            kept what was written.
        LimitError
            When an answer takes too long or is too large.
        """
        import tempfile

        from coalition.remote.client import Client, Limits
        from coalition.remote.difference import Content
        from coalition.remote.publication import Publisher

        reader = Client(url, Limits(answer=limits.seconds() if timeout is None else timeout))
        publisher = Publisher(reader, update, progress)

        def exported(graph: Graph) -> IO[bytes]:
            file = tempfile.TemporaryFile()  # noqa: SIM115 (Content closes it)
            graph._export(file, "nquads", None, None, None)
            return file

        def known(digest: str) -> IO[bytes] | None:
            if digest == self.snapshot.digest:
                return exported(self)
            is_here = isinstance(self.snapshot, Snapshot) and DIGEST.fullmatch(digest)
            here = Snapshots(self.snapshot.folder.parent).find(digest) if is_here else None
            return exported(Graph(self.root, here, self.texts, _inputs=self._inputs)) if here else None

        with Content(exported(self), self.snapshot.digest) as new:
            return publisher.publish(new, known, dry=dry_run, take_over=take_over)

    @checked
    def to_rdflib(self, query: str | None = None) -> Any:
        """Return the accepted facts, or what a CONSTRUCT or DESCRIBE query returns, as an `rdflib.Graph`.

        Raises
        ------
        QueryError, SelectionError
            When the query cannot be answered, or returns no graph.
        """
        import rdflib

        text = self.export("ntriples", query=query or "CONSTRUCT WHERE { ?s ?p ?o }")
        return rdflib.Graph().parse(data=text, format="nt")

    def _construct(self, query: str) -> list[ox.Triple]:
        result = self.query(query)
        if not isinstance(result, list):
            form = sparql.form(query)
            raise QueryError(f"{form} returns no graph", where="query", remedy="write it with CONSTRUCT or DESCRIBE")
        return result

    @checked
    def search(
        self,
        words: str,
        *,
        kinds: Iterable[str] = (),
        limit: int = 20,
        exact: bool = False,
        texts: bool = True,
        progress: Any = no_progress,
    ) -> Hits:
        """Return the things, passages and places in texts that have some words, the best first: a list of `Hit`.

        The index is written when a snapshot is first searched, and kept beside it.

        Parameters
        ----------
        words:
            What is looked for: words that must all be there, without regard to case and accents; `"a phrase"`;
            `missil*` for the beginning of a word; `-word` for one that must not be there; `this OR that`.
        kinds:
            Kinds of things, such as person, event or commitment, or passage, slice and text: return only such hits.
        limit:
            How many hits are returned.
        exact:
            Whether to leave words that stand nowhere as they are; else what is spelled most like them is searched for.
        texts:
            Whether to search the words of the texts that are at hand, too. Without, their words are not kept, either.
        progress:
            A function that wraps an iterable, given with the number of its items, to report how many have been handled.

        Raises
        ------
        SelectionError
            When no word is looked for, there are too many, or nothing is of one of the kinds.
        ParameterError
            When `words` is empty, or `limit` is less than 1.
        SourceError
            When a text is there and cannot be read.
        StoreError
            When the index can be neither read nor written.
        """
        from coalition.search.search import question

        ask = question(words, tuple(kinds), limit, exact)

        def within_limits(database: sqlite3.Connection) -> Hits:
            with limits.Budget("search"):  # which does not count the time that writing the index takes
                return ask(database)

        return self._index(texts, progress).ask(within_limits)

    @checked
    def suggestions(
        self, typed: str, *, kinds: Iterable[str] = (), limit: int = 10, progress: Any = no_progress
    ) -> list[Suggestion]:
        """Return the things with a name that has all typed words, the last of which may be only the beginning of one.

        Those with a name that begins with what was typed come first, then those that most passages speak of. The other
        parameters and the errors are those of `search`.
        """
        from coalition.search.search import suggestions

        return self._index(True, progress).ask(lambda database: suggestions(typed, database, tuple(kinds), limit))

    def _index(self, texts: bool, progress: Progress) -> Index:
        """Return the index of the snapshot, with the words of the texts or without, which is opened once."""
        from coalition.search.index import Index
        from coalition.search.writing import Content

        if texts not in self._indexes:
            snapshots = Snapshots(self.snapshot.folder.parent)
            found = self._text_digests if texts else {}
            view, counts = self._view, self.snapshot.counts
            whole = view is None or not (view.on or view.stances or view.families > 1 or not view.readings)
            content = Content(
                self.store, self._columns, self.texts, found, whole, counts["passages"] + counts["factless slices"]
            )
            current = (self.whole or self).snapshot.digest
            self._indexes[texts] = Index(content, self.snapshot.folder, progress, lambda: snapshots.prune(current))
        return self._indexes[texts]

    @checked
    def timeline(
        self,
        about: str | None = None,
        *,
        since: str | date | None = None,
        until: str | date | None = None,
        kinds: Iterable[str] | None = None,
    ) -> Timeline:
        """Return a timeline: events, commitments and other things that have dates, in the order of the dates.

        Parameters
        ----------
        about:
            A label, an alias or an IRI: return only what concerns this thing.
        since, until:
            A `date`, or a day, a month or a year, such as 2025-03-02, 2025-03 or 2025: leave out what certainly ended
            before `since` or began after `until`.
        kinds:
            Any of `coalition.timeline.kinds.TIMELINE_KINDS`; `DEFAULT_KINDS` of the same module where None.

        Raises
        ------
        ParameterError
            When `about` names nothing, or several things.
        SelectionError
            When a date is not valid, `until` precedes `since`, or a kind does not exist.
        """
        from coalition.timeline.entries import timeline

        return timeline(self._tracer, **self._dated(about, since, until, kinds))

    def _dated(
        self, about: str | None, since: str | date | None, until: str | date | None, kinds: Iterable[str] | None
    ) -> dict[str, Any]:
        """Return what is asked of a timeline, as `coalition.timeline.entries.timeline` takes it."""
        from coalition.dates import parse_bound
        from coalition.timeline.kinds import DEFAULT_KINDS

        since, until = _written(since), _written(until)
        return {
            "about": None if about is None else self.find(about),
            "since": None if since is None else parse_bound(since, "--from"),
            "until": None if until is None else parse_bound(until, "--to"),
            "kinds": frozenset(kinds) if kinds else frozenset(DEFAULT_KINDS),
        }

    @cached_property
    def _chronology(self) -> Chronology:
        """The timeline of everything as arrays, which takes long to make for a large graph, and is kept."""
        from coalition.timeline.chronology import Chronology

        def make() -> bytes:
            return Chronology.from_timeline(self._whole_timeline(), self._columns).to_bytes()

        return self._kept("timeline", "", make, Chronology.from_bytes)

    def _whole_timeline(self, only: Collection[str] | None = None) -> Timeline:
        from coalition.timeline.entries import timeline
        from coalition.timeline.kinds import TIMELINE_KINDS

        return timeline(self._tracer, kinds=TIMELINE_KINDS, only=only)

    @cached_property
    def _every_entry(self) -> tuple[Entry, ...]:
        """The entries of the timeline of everything, of a graph so small that they are kept in memory."""
        return self._whole_timeline().entries

    def _entries(self, rows: Sequence[int], about: str | None = None) -> list[Entry]:
        """Return those entries of the timeline of everything that stand in some rows of the chronology."""
        from coalition.timeline.entries import with_parts

        found, terms = self._chronology, self._columns.terms
        things = {int(found.thing[row]) for row in rows}
        iris = dict(zip(sorted(things), terms.iris(sorted(things)), strict=True))
        entries = self._whole_timeline(iris.values()).entries if self._large else self._every_entry
        picked = found.picked(rows, entries, iris)
        return with_parts(picked, self._record, about) if about else picked

    @checked
    def network(
        self,
        name: str = "co-participation",
        *,
        kinds: Iterable[str] | None = None,
        represented: bool = False,
        least: int = 1,
        since: str | date | None = None,
        until: str | date | None = None,
        window: str | None = None,
    ) -> networkx.Graph:
        """Return a network of actors.

        Where `kinds` is None, it holds states and organisations, and a person counts as those that he or she
        represents; the commitment network, which does not know whom a person represents, holds persons, too.
        `coalition.network.build.build` describes the nodes and edges, the other parameters and the errors. With `since`
        or `until`, each a `date`, or a day, a month or a year, only the events or commitments count that certainly
        happened within them; `coalition.network.dating` says when one did. With `window`, `year` or `month`, nodes and
        ties have the spells of `coalition.network.windows.spelled`.

        >>> Graph.open().network("commitment").is_directed()
        True
        """
        basis = self._based(name, kinds, represented, least, since, until)
        if window is None:
            return basis.graph()
        from coalition.network.windows import spelled

        return spelled(basis, window)

    @checked
    def centrality(
        self,
        measure: str = "degree",
        network: str = "co-participation",
        *,
        kinds: Iterable[str] | None = None,
        represented: bool = False,
        least: int = 1,
        since: str | date | None = None,
        until: str | date | None = None,
        weighted: bool = False,
        engine: str = "auto",
        approximate: float | None = None,
    ) -> Ranking:
        """Rank the actors of a network by a measure of centrality.

        Parameters
        ----------
        measure:
            A key of `coalition.network.measures.MEASURES`.
        network, kinds, represented, least, since, until:
            The network: `name`, `kinds`, `represented`, `least`, `since` and `until` of the method `network`.
        weighted:
            Whether the strength of ties counts; see `coalition.network.ranking.rank`.
        engine:
            What computes the scores: one of `coalition.network.measures.ENGINES`, or `auto` for the one that fits.
        approximate:
            Estimate betweenness, with errors of at most this; see `coalition.network.sampling`.

        Raises
        ------
        SelectionError
            When the network, a kind, the measure or the engine does not exist, the network has no actors, the measure
            is not defined on it, or the engine does not compute it.
        GraphError
            When an actor has no class that determines its kind.
        """
        from coalition.network.ranking import rank_edges

        basis = self._based(network, kinds, represented, least, since, until)
        edges, nodes = basis.edges()
        return rank_edges(edges, basis.described(nodes), measure, weighted, engine, approximate)

    @checked
    def windows(
        self,
        every: str,
        measure: str = "degree",
        network: str = "co-participation",
        *,
        kinds: Iterable[str] | None = None,
        represented: bool = False,
        least: int = 1,
        since: str | date | None = None,
        until: str | date | None = None,
        weighted: bool = False,
        engine: str = "auto",
    ) -> Windows:
        """Rank the actors of a network in each year or month alone.

        The other parameters and the errors are those of `centrality`.

        Parameters
        ----------
        every:
            `year` or `month`.

        Raises
        ------
        SelectionError
            When there is no such window, or nothing certainly happened in any.
        """
        from coalition.network.windows import rank_windows

        basis = self._based(network, kinds, represented, least, since, until)
        return rank_windows(basis, every, measure, weighted, engine)

    @checked
    def path(
        self,
        one: str,
        other: str,
        network: str = "co-participation",
        *,
        kinds: Iterable[str] | None = None,
        represented: bool = False,
        least: int = 1,
        since: str | date | None = None,
        until: str | date | None = None,
        weighted: bool = False,
        most: int = 10,
    ) -> Paths:
        """Return the shortest paths between two actors, each step with its events or commitments and their passages.

        Parameters
        ----------
        one, other:
            The actors at which the paths begin and end: labels, aliases or IRIs.
        network, kinds, represented, least, since, until:
            The network: `name`, `kinds`, `represented`, `least`, `since` and `until` of the method `network`.
        weighted:
            Whether a tie is 1 / weight long; if not, each tie is 1 long.
        most:
            How many paths to list; all are counted.

        Raises
        ------
        ParameterError
            When an actor is named that does not exist, or a name fits several.
        SelectionError
            When the network does not exist, an actor is not in it, or both actors are the same.
        """
        from coalition.network.chains import find_paths

        basis = self._based(network, kinds, represented, least, since, until)
        return find_paths(basis, self._find_actor(one), self._find_actor(other), self._tracer, weighted, most)

    @checked
    def structure(
        self,
        network: str = "co-participation",
        *,
        kinds: Iterable[str] | None = None,
        represented: bool = False,
        least: int = 1,
        since: str | date | None = None,
        until: str | date | None = None,
        weighted: bool = False,
    ) -> Structure:
        """Describe the structure of a network: components, communities, cores, bridges, cut points and brokerage.

        Parameters
        ----------
        network, kinds, represented, least, since, until:
            The network: `name`, `kinds`, `represented`, `least`, `since` and `until` of the method `network`.
        weighted:
            Whether the strength of ties counts.

        Raises
        ------
        SelectionError
            When the network does not exist, has no actors, or is that of affiliations.
        """
        from coalition.network.structure import describe

        basis = self._based(network, kinds, represented, least, since, until)
        edges, nodes = basis.edges()
        return describe(edges, basis.described(nodes), weighted)

    @checked
    def explanation(
        self,
        actor: str,
        measure: str = "degree",
        network: str = "co-participation",
        *,
        kinds: Iterable[str] | None = None,
        represented: bool = False,
        least: int = 1,
        since: str | date | None = None,
        until: str | date | None = None,
        weighted: bool = False,
        engine: str = "auto",
        progress: Any = iter,
    ) -> Explanation:
        """Explain the score of an actor by the events or commitments that it rests on.

        `coalition.network.explanation.explain` says how. The other parameters and the errors are those of `centrality`.

        Parameters
        ----------
        actor:
            A label, an alias or an IRI.
        progress:
            A function that wraps a list and yields its items, to report how many have been handled.

        Raises
        ------
        ParameterError
            When `actor` names nothing, or several things.
        SelectionError
            When the actor is not in the network.
        """
        from coalition.network.explanation import explain

        basis = self._based(network, kinds, represented, least, since, until)
        return explain(basis, self._find_actor(actor), self._tracer, measure, weighted, progress, engine)

    @checked
    def robustness(
        self,
        measure: str = "degree",
        network: str = "co-participation",
        *,
        kinds: Iterable[str] | None = None,
        represented: bool = False,
        least: int = 1,
        since: str | date | None = None,
        until: str | date | None = None,
        weighted: bool = False,
        engine: str = "auto",
        progress: Any = iter,
    ) -> Robustness:
        """Return a ranking of actors, and how it changes when single sources or families are left out.

        `coalition.network.robustness.robustness` says how. The parameters and the errors are those of `centrality`.

        Parameters
        ----------
        progress:
            A function that wraps a list and yields its items, to report how many have been handled.
        """
        from coalition.network.remaining import Remaining
        from coalition.network.robustness import robustness
        from coalition.views.facts import accepting
        from coalition.views.view import View

        whole = self.whole or self

        period = _within(since, until)
        basis = self._basis(self._columns, network, kinds, represented, least, period)
        own, terms = self._view or View(), self._columns.terms
        facts = accepting(own, whole._columns, whole._record, self._inputs.rules)
        # Without a source, things may lose their dates, which the quick way does not read.
        quick = facts and period is None
        remaining = Remaining(whole._columns, network, basis.kinds, basis.represented, least) if quick else None

        def rebuild(sources: frozenset[str]) -> tuple[Edges, Numbers]:
            if facts and remaining:
                edges, nodes = remaining.edges(facts(sources))
                return edges, terms.numbers_in(whole._columns.terms, nodes)
            columns = whole._contents.rebuilt(replace(own, sources=sources), whole._ontology)
            edges, nodes = self._basis(columns, network, kinds, represented, least, period).edges()
            return edges, terms.numbers_in(columns.terms, nodes)

        return robustness(basis, self._families, rebuild, measure, weighted, progress, engine)

    def _based(
        self,
        network: str = "co-participation",
        kinds: Iterable[str] | None = None,
        represented: bool = False,
        least: int = 1,
        since: str | date | None = None,
        until: str | date | None = None,
    ) -> NetworkBasis:
        """Return what a network is made from; the parameters are those of `network`."""
        return self._basis(self._columns, network, kinds, represented, least, _within(since, until))

    def _basis(
        self,
        columns: Columns,
        name: str,
        kinds: Iterable[str] | None,
        represented: bool,
        least: int,
        period: Within | None = None,
    ) -> NetworkBasis:
        from coalition.network.build import read_basis
        from coalition.network.definitions import DEFAULT_KINDS, FOLDED_KINDS

        chosen = frozenset(kinds or ())
        if not chosen and name != "commitment":
            return read_basis(columns, name, FOLDED_KINDS, True, least, period)
        return read_basis(columns, name, chosen or DEFAULT_KINDS, represented, least, period)

    @checked
    def conflicts(self, thing: str | None = None) -> list[Conflict]:
        """Return the conflicts: the pairs of statements that cannot both be true; see `coalition.audit.conflicts`.

        Parameters
        ----------
        thing:
            A label, an alias or an IRI: return only the conflicts that concern this thing, or what names it, such as a
            participation or a commitment.

        Raises
        ------
        ParameterError
            When `thing` names nothing, or several things.
        """
        from coalition.audit.conflicts import concerned

        if thing is None:
            return list(self._all_conflicts)
        return self._conflicts(concerned(self.store, self.find(thing)))

    @cached_property
    def _all_conflicts(self) -> list[Conflict]:
        return self._told(self._pairs)

    @cached_property
    def _pairs(self) -> list[Pair]:
        """What makes each conflict, which takes long to find, and is kept."""
        from coalition.audit.conflicts import pairs, queries, read, written

        paths = self.root.conflict_files()
        key = repr(queries(paths))
        return self._kept("conflicts", key, lambda: written(pairs(paths, self.store, self.names)), read)

    def _conflicts(self, about: Set[str]) -> list[Conflict]:
        """Return the conflicts that concern some things."""
        return self._told(self._pairs_about(about))

    def _pairs_about(self, about: Set[str]) -> list[Pair]:
        return [pair for pair in self._pairs if about & pair.concerns]

    def _told(self, pairs: Sequence[Pair]) -> list[Conflict]:
        """Return conflicts with their sides and passages."""
        from coalition.audit.conflicts import conflicts

        return conflicts(pairs, self._families, self._tracer)

    def _kept(self, name: str, key: str, make: Callable[[], bytes], read: Callable[[bytes], Read]) -> Read:
        """Return what is kept beside the snapshot by this version of the code, as `coalition.kept.kept` does."""
        import coalition
        from coalition.kept import kept

        return kept(self.snapshot.folder, name, f"{coalition.__version__} {key}", make, read)

    @checked
    def verify(self, claim: str) -> Verdict:
        """Return a verdict on a claim: who asserts, reports, predicts, proposes or denies it, and what contradicts it.

        Parameters
        ----------
        claim:
            A sentence, the name of a thing, or a triple pattern such as `?x cg:ledBy actor:france`. See
            `coalition.verdict.claim` for how it is looked for, and `coalition.verdict.verdict` for what is returned.

        Raises
        ------
        ParameterError
            When the claim is empty.
        QueryError
            When the claim looks like a triple pattern and is none, or has a property that the ontology does not have.
        """
        from coalition.verdict.verdict import verify

        words = lambda: self._claimable  # noqa: E731
        return verify(claim, self._tracer, self._families, self._conflicts, self.coverage(), self.whole is None, words)

    @cached_property
    def _claimable(self) -> Postings:
        """The words of all that a claim may be about."""
        from coalition.verdict.claim import Matter
        from coalition.verdict.postings import Postings

        def read() -> Postings:
            return Postings.from_bags(Matter(self.store, self.names).bags)

        if not self._large:
            return read()
        terms = self._columns.terms
        return self._kept("claims", "3", lambda: read().to_bytes(terms), lambda held: Postings.from_bytes(held, terms))

    def _prepare(self) -> None:
        """Make and keep what answers need and takes long to make; what is there already is not made again."""
        _ = self._chronology, self._pairs, self._told_by
        if self._large:
            _ = self._claimable, self._met(set()), self.coverage()

    def _share(self) -> None:
        """Read what each process that is copied from this one would have to read, without opening the store."""
        if self._spelled:
            self._spelled.read_all()

    @checked
    def corroboration(self, thing: str | None = None) -> list[Support]:
        """Return each accepted fact with the documents, families of documents and cited works that support it.

        Parameters
        ----------
        thing:
            A label, an alias or an IRI: return only the facts about this thing.

        Raises
        ------
        ParameterError
            When `thing` names nothing, or several things.
        """
        from coalition.audit.corroboration import corroboration

        return corroboration(self._record, self._families, None if thing is None else ox.NamedNode(self.find(thing)))

    def _supports(self, thing: str | None) -> Iterator[Support]:
        """Yield what `corroboration` returns, in no particular order."""
        from coalition.audit.corroboration import supports

        return supports(self._record, self._families, None if thing is None else ox.NamedNode(self.find(thing)))

    @cached_property
    def _told_by(self) -> dict[int, int]:
        """How many accepted facts each number of families supports."""
        from coalition.audit.corroboration import summary

        def make() -> bytes:
            return json.dumps(sorted(summary(self._supports(None)).items())).encode()

        return self._kept("families-of-facts", "", make, lambda held: dict(json.loads(held)))

    @checked
    def families(self) -> tuple[Family, ...]:
        """Return the families: groups of documents that are not independent; see `coalition.provenance.families`."""
        return self._families.families

    @checked
    def identities(self, actor: str | None = None) -> list[Identity]:
        """Return each actor with its names and the decisions of the register on who that actor is.

        Parameters
        ----------
        actor:
            A label, an alias or an IRI: return only this actor.

        Raises
        ------
        ParameterError
            When `actor` names nothing, or several things.
        """
        from coalition.audit.identities import identities

        if actor is not None:
            actors = [self._find_actor(actor)]
        else:
            actors = sorted(self.names.things("Actor"), key=turtle.order)
            self.names.read_labels()
        return identities(self.store, self.names, actors, self._met)

    def _met(self, names: Set[str]) -> Met:
        """Return how often names occur in texts; of a large graph, those of all actors."""
        from coalition.audit.identities import occurrences

        return self._all_met if self._large else occurrences(names, self._with_text, self.texts)

    @cached_property
    def _all_met(self) -> Met:
        from coalition.audit.identities import occurrences, spelled

        def make() -> bytes:
            return json.dumps(occurrences(spelled(self.store, self.names), self._with_text, self.texts)).encode()

        return self._kept("names", self._texts_key, make, lambda held: cast("Met", json.loads(held)))

    @cached_property
    def _with_text(self) -> list[Source]:
        """The sources that have a text, whether it is at hand or not."""
        return [self._tracer.source(iri) for iri in self._record.sources_with_text]

    @checked
    def coverage(self) -> list[SourceCoverage]:
        """Return how much of each source lies in passages, holds no fact, or remains to be read.

        Raises
        ------
        SourceError
            When a text is there and cannot be read.
        """
        return list(self._coverage)

    @cached_property
    def _coverage(self) -> list[SourceCoverage]:
        """How much of each source was read; each text is read once, too."""
        from coalition.audit.coverage import coverage, read, written

        sources = self._with_text
        if not self._large:
            return list(coverage(sources, self._record.slices(), self.texts))

        def make() -> bytes:
            return written(coverage(sources, self._record.slices(), self.texts))

        return self._kept("coverage", self._texts_key, make, lambda held: read(held, sources, self.texts))

    @cached_property
    def _text_digests(self) -> dict[str, str]:
        """The digests of the texts that are at hand, by their file names."""
        from coalition.namespaces import RECORD
        from coalition.search.staging import FILE_NAME

        digests, found = Digests(self.snapshot.folder.parent / ".digests.json"), {}
        for name in sorted(q.object.value for q in self.store.quads(None, FILE_NAME, None, ox.NamedNode(RECORD))):  # type: ignore[union-attr]
            if path := self.texts.path(name):
                try:
                    found[name] = digests.of(path)
                except GraphError as fault:  # which it is where the file is one of the graph
                    raise SourceError(fault.what, where=fault.where, remedy=fault.remedy) from None
        digests.keep()
        return found

    @property
    def _texts_key(self) -> str:
        return repr(sorted(self._text_digests.items()))

    @cached_property
    def _record(self) -> Record:
        """The reader of the record, shared by all methods, because it keeps what it has read."""
        from coalition.provenance.record import Record

        return Record(self.store, self._large)

    @cached_property
    def _tracer(self) -> Tracer:
        """The finder of evidence, shared by all methods, because it keeps what it has found."""
        from coalition.provenance.evidence import Tracer

        rules = {rule_graph(path): content.decode("utf-8") for path, content in self._inputs.rules.items()}
        return Tracer(self._record, rules, self.texts, self.names)

    @cached_property
    def _ontology(self) -> Ontology:
        """The ontology and the rules, as their files were when the graph was opened."""
        from coalition.build.dataset import Ontology

        return Ontology.from_inputs(self._inputs)

    @cached_property
    def _families(self) -> Families:
        """The families of the documents in this graph; documents that a view leaves out still connect others."""
        from coalition.provenance.families import Families

        if self.whole is None:
            return Families.from_record(self._record)
        return self.whole._families.among(self._record.documents)

    @cached_property
    def _contents(self) -> Contents:
        """The contents of the graph, from which views are made."""
        from coalition.views.view import Contents

        return Contents(self._columns, self._record, lambda: self._families)


def _named(snapshots: Snapshots, digest: str) -> Snapshot:
    """Return the snapshot with a digest, or raise a StoreError."""
    found = snapshots.find(digest) if DIGEST.fullmatch(digest) else None
    if found is None:
        remedy = "list them with coalition snapshots, or open the graph without naming one"
        raise StoreError("there is no such snapshot", where=digest, remedy=remedy)
    return found


def _written(day: str | date | None) -> str | None:
    """Return a date as it is typed."""
    return day if day is None or isinstance(day, str) else day.isoformat()[: len("2025-03-02")]


def _within(since: str | date | None, until: str | date | None) -> Within | None:
    """Return the period between two dates as they are given; None where there is neither."""
    from coalition.dates import parse_bound
    from coalition.network.dating import Within

    since, until = _written(since), _written(until)
    if since is None and until is None:
        return None
    first = None if since is None else parse_bound(since, "--from")
    return Within(first, None if until is None else parse_bound(until, "--to"))
