"""The graph as one object: what the command line does, for Python.

>>> from coalition import Graph
>>> graph = Graph.open()
>>> graph.query("ASK { ?meeting a cg:Meeting }")
True
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from coalition.errors import QueryError
from coalition.namespaces import CG, RECORD
from coalition.rdf import sparql
from coalition.rdf.store import Store
from coalition.reading import Reading
from coalition.texts.source import Source

if TYPE_CHECKING:
    from coalition.audit.conflicts import Conflict
    from coalition.audit.corroboration import Support
    from coalition.audit.coverage import SourceCoverage
    from coalition.audit.identities import Identity
    from coalition.network.build import Basis
    from coalition.network.explanation import Explanation
    from coalition.network.ranking import Ranking
    from coalition.network.robustness import Robustness
    from coalition.provenance.families import Families, Family
    from coalition.query.description import Description
    from coalition.timeline.entries import Timeline


class Graph(Reading):
    """A snapshot of a graph, open to be asked, and what can be found out from it.

    Make one with `Graph.open`.
    """

    def show(self, name: str) -> Description:
        """All that is known of a thing, each line with its evidence."""
        from coalition.query.description import describe

        return describe(self.store, self.names, self.tracer, self.find(name))

    def network(
        self, name: str = "co-participation", *, kinds: Iterable[str] | None = None, represented: bool = False
    ) -> Any:
        """A network of participants as a networkx graph; see `coalition.network.build.build`."""
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
        """The participants ranked by a measure of centrality; see `coalition.network.ranking`."""
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
        """The events or commitments that make the score of an actor; see `coalition.network.explanation`."""
        from coalition.network.explanation import explain

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
        """A ranking, and how much it hangs on one source; see `coalition.network.robustness`."""
        from dataclasses import replace

        from coalition.network.robustness import robustness
        from coalition.views.view import View

        def rebuild(sources: frozenset[str]) -> Basis:
            view = replace(self.part or View(), sources=sources)
            return self._basis(self.restricted(view).builder.reader(), network, kinds, represented)

        basis = self._basis(self.store, network, kinds, represented)
        return robustness(basis, self._kinship, rebuild, measure, weighted, progress)

    def _basis(self, store: Store, name: str, kinds: Iterable[str] | None, represented: bool) -> Basis:
        from coalition.network.build import ACTORS, read

        return read(store, name, frozenset(kinds) if kinds else ACTORS, represented)

    def timeline(
        self,
        about: str | None = None,
        *,
        since: str | None = None,
        until: str | None = None,
        kinds: Iterable[str] | None = None,
    ) -> Timeline:
        """Events, commitments and what else is dated, in time, or of these what is about a thing.

        See `coalition.timeline.entries`; dates are written as 2025-03-02, 2025-03 or 2025.
        """
        from coalition.dates import read_bound
        from coalition.timeline.entries import USUAL, timeline

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
        """Where passages contradict each other, with both sides; see `coalition.audit.conflicts`."""
        from coalition.audit.conflicts import conflicts

        return conflicts(self.store, self.root.ontology / "conflicts", self._kinship, self.names, self.tracer)

    def corroboration(self, thing: str | None = None) -> list[Support]:
        """By how many documents, families and works each fact is held, or each about a thing."""
        from coalition.audit.corroboration import corroboration

        return corroboration(self.store, self._kinship, ox.NamedNode(self.find(thing)) if thing else None)

    def families(self) -> tuple[Family, ...]:
        """The families of the documents, with what ties them together; see `coalition.provenance.families`."""
        return self._kinship.families

    @cached_property
    def _kinship(self) -> Families:
        """The families of the documents that are looked at; what is not looked at may be what ties them."""
        from coalition.provenance.families import Families

        if self.whole is None:
            return Families.of(self.store)
        from coalition.views.options import documents

        return Families.of(self.whole.store).among(documents(self.store))

    def identities(self, actor: str | None = None) -> list[Identity]:
        """Which names were taken for one actor, and by which decision; see `coalition.audit.identities`."""
        from coalition.audit.identities import identities

        return identities(self.store, self.names, self._read(), self.texts, self.find(actor) if actor else None)

    def coverage(self) -> list[SourceCoverage]:
        """What of each source's text lies in passages, and what remains; see `coalition.audit.coverage`."""
        from coalition.audit.coverage import coverage, slices

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
        """What is accepted, what is said of a thing, or what a CONSTRUCT query gives; see `coalition.query.export`."""
        from coalition.query import export

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
