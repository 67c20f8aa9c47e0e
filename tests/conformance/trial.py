"""Ask the queries of the suites of us and of the engine alone, and compare the answers."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pyoxigraph as ox
from conformance.suites import Case, Result, Rows

from coalition.build.manifest import Origin
from coalition.build.snapshot import Snapshot
from coalition.corpus.root import Inputs, Root
from coalition.errors import CoalitionError
from coalition.files import Lock
from coalition.graph import Graph
from coalition.namespaces import CG, PREFIXES, QUOTED, RECORD
from coalition.query.answer import Answer
from coalition.rdf.store import Store, Term, as_quad
from coalition.texts.source import Texts

NOWHERE = Path("/nowhere")
HEADER = [ox.NamedNode(word) for word in (QUOTED, CG + "start", CG + "end", CG + "digest")]
"""What the record says of a passage."""

SOURCE = ox.NamedNode(PREFIXES["source"] + "w3c")

NAMED = re.compile(r"\b(GRAPH|FROM)\b", re.IGNORECASE)
"""What a query that looks at named graphs says."""

ORDER = re.compile(r"\bORDER\s+BY\b[^}]*\Z", re.IGNORECASE)


@dataclass(frozen=True)
class Foreign(Snapshot):
    """Stand for the snapshot of data of another origin, in memory."""

    engine: ox.Store

    def store(self) -> Store:
        """Return the data as a store of ours."""
        return Store(self.engine)


def graph(engine: ox.Store) -> Graph:
    """Return the data of `engine` as a Graph."""
    nothing = Lock(os.open(os.devnull, os.O_RDONLY))  # a snapshot on disk would be locked against removal
    snapshot = Foreign("", NOWHERE, {}, Origin(""), {}, nothing, engine)
    return Graph(Root.published(), snapshot, Texts(NOWHERE), _inputs=Inputs({}, {}, {}))


@dataclass
class Trial:
    """Hold a test of a suite, and what we and the engine alone answer; a refusal is the exception that was raised."""

    case: Case

    @cached_property
    def engine(self) -> ox.Store:
        """A store of the data."""
        store = ox.Store()
        store.extend(self.case.quads)
        for _, name in self.case.data:
            if name:  # an empty graph is a graph, too
                store.add_graph(ox.NamedNode(name))
        return store

    @cached_property
    def graph(self) -> Graph:
        """The same store as a Graph."""
        return graph(self.engine)

    @property
    def ordered(self) -> bool:
        """Whether the query, and not only one within it, says in which order its rows come."""
        return bool(ORDER.search(self.case.text))

    @cached_property
    def ours(self) -> Answer | bool | list[ox.Triple] | CoalitionError:
        """What `Graph.query` answers."""
        try:
            return self.graph.query(self.case.text)
        except CoalitionError as refusal:
            return refusal

    @cached_property
    def stated(self) -> Graph:
        """The store as a Graph in which each triple of the default graph is stated by a passage of its own.

        A query that looks at named graphs gets the same store, since it would see those of the passages.
        """
        if NAMED.search(self.case.text):
            return self.graph
        store = ox.Store()
        store.extend(self.engine)
        for number, quad in enumerate(self.engine.quads_for_pattern(None, None, None, ox.DefaultGraph())):
            passage = ox.NamedNode(f"{PREFIXES['passage']}w3c-{number}")
            store.add(as_quad(quad.triple, passage))
            header: tuple[Term, ...] = (SOURCE, ox.Literal(number), ox.Literal(number + 1), ox.Literal(""))
            for word, value in zip(HEADER, header, strict=True):
                store.add(ox.Quad(passage, word, value, ox.NamedNode(RECORD)))
        return graph(store)

    @cached_property
    def explained(self) -> Answer | bool | list[ox.Triple]:
        """Our answer, from `stated`."""
        return self.stated.query(self.case.text)

    @cached_property
    def theirs(self) -> Result | Exception:
        """What the engine alone answers, which is told our prefixes."""
        assert not self.case.calls, "the engine alone would send the request"
        try:
            answer = self.engine.query(self.case.text, prefixes=dict(PREFIXES))
            if isinstance(answer, ox.QueryBoolean):
                return bool(answer)
            if isinstance(answer, ox.QueryTriples):
                return list(answer)
            columns = tuple(variable.value for variable in answer.variables)
            return Rows(columns, [tuple(row) for row in answer])
        except (SyntaxError, RuntimeError) as refusal:
            return refusal


def same(left: Result, right: Result, *, ordered: bool = False) -> bool:
    """Tell whether two results are equal under a renaming of blank nodes; rows may come in another order.

    Columns may stand in another order, too. With `ordered`, the order of rows counts.
    """
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, Rows) != isinstance(right, Rows):
        return False
    if isinstance(left, Rows) and isinstance(right, Rows) and set(left.columns) != set(right.columns):
        return False
    return _canonical(left, ordered) == _canonical(right, ordered)


def _canonical(result: Rows | list[ox.Triple], ordered: bool) -> ox.Dataset:
    # The engine keeps numbers by value, so that the expected 01 of a result becomes 1 in its store, like its own.
    store = ox.Store()
    store.extend(_of_rows(result, ordered) if isinstance(result, Rows) else map(as_quad, result))
    dataset = ox.Dataset(store)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return dataset


def _of_rows(result: Rows, ordered: bool) -> Iterator[ox.Quad]:
    """Yield a table as quads: each row is a blank node, and each column a predicate."""
    for number, row in enumerate(result.rows):
        node, place = ox.BlankNode(), ox.Literal(number if ordered else 0)
        yield ox.Quad(node, ox.NamedNode("row:"), place)
        for column, term in zip(result.columns, row, strict=True):
            if term is not None:
                yield ox.Quad(node, ox.NamedNode(f"column:{column}"), term)
