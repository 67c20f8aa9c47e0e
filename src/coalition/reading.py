"""A snapshot, open to be asked: queries, saved questions, evidence, and views of a part of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Self

import pyoxigraph as ox

from coalition.build.snapshot import Progress, Snapshot, Snapshots, no_progress
from coalition.corpus.root import Root
from coalition.errors import QueryError, SelectionError, StoreError
from coalition.rdf.store import Store, Triples
from coalition.texts.source import Texts

if TYPE_CHECKING:
    from coalition.build.dataset import Dataset
    from coalition.names import Names
    from coalition.provenance.evidence import Evidence, Tracer
    from coalition.query.answer import Answer
    from coalition.query.questions import Question
    from coalition.views.view import View

# What a command does not need it does not import: asking a built snapshot costs little more than opening it.


@dataclass
class Reading:
    """A snapshot of a graph that is read; `coalition.Graph` adds what can be found out from it."""

    root: Root
    snapshot: Snapshot
    texts: Texts
    whole: Self | None = None
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
    ) -> Self:
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
        texts = Texts.at(Path(sources)) if sources else Texts(place.sources)
        snapshots = Snapshots(Path(store)) if store else Snapshots.default()
        digest = place.digest()
        snapshot = snapshots.find(digest)
        if snapshot is None:
            from coalition.build.dataset import assemble

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
    ) -> Self:
        """The graph as it is for who looks at a part of it only; see `coalition.views`. It is built once, and kept.

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
        from coalition.views.options import select
        from coalition.views.view import View

        if self.whole:
            raise SelectionError("this graph is a view already", remedy="ask the whole one for another view")
        view = select(self.store, self.names, known_by, on, stances, sources, families)
        if view == View():
            return self
        snapshots = Snapshots(self.snapshot.folder.parent)
        digest = view.digest(self.snapshot.digest)
        snapshot = snapshots.find(digest)
        if snapshot is None:
            snapshot = snapshots.write(digest, self.restricted(view, digest), progress)
        return type(self)(self.root, snapshot, self.texts, self, view)

    def restricted(self, view: View, digest: str = "") -> Dataset:
        """The dataset of a view of the whole graph, which goes by the name `digest`.

        Raises
        ------
        StoreError
            When the files have changed since the graph was opened: their rules would not be those of its facts.
        """
        from coalition.views.view import restrict

        whole = self.whole or self
        dataset = restrict(whole.store, self.root, view, digest)
        if self.root.digest() != whole.snapshot.digest:
            raise StoreError("the files of the graph changed since it was opened", remedy="run the command again")
        return dataset

    def left_out(self) -> list[str]:
        """The labels of the documents that a view leaves out, each with its date of issue."""
        from coalition.views.options import documents

        if self.whole is None:
            return []
        remaining = documents(self.store)
        every = documents(self.whole.store).items()
        return [f"{self.whole.names.label(iri)} ({date})" for iri, date in every if iri not in remaining]

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
        from coalition.corpus.root import rule_graph
        from coalition.provenance.evidence import Tracer

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
        from coalition.query.answer import Answer

        columns = tuple(variable.value for variable in found.variables)
        return Answer(text, columns, [tuple(row) for row in found], self.names, self.tracer)

    def ask(self, name: str, **parameters: object) -> Answer | bool | list[ox.Triple]:
        """Answer a saved question; values are given by name: a label, alias or IRI, a date, a number.

        Raises
        ------
        SelectionError, ParameterError
            When there is no such question, or a parameter does not fit.
        """
        from coalition.query.questions import question

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
        from coalition.query.questions import questions

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
        from coalition.query.questions import resolve

        return resolve(name, LABELLED, (self.whole or self).names)
