"""Build networks of actors (who met whom, who took part in what, who commits to whom), each edge with its passages."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pyoxigraph as ox

from coalition.columns.rows import NONE
from coalition.errors import SelectionError, unknown
from coalition.namespaces import SKOS, shorten
from coalition.network.dating import Within, within
from coalition.network.definitions import (
    ACTOR_KINDS,
    CLASSES,
    DEFAULT_KINDS,
    KINDS,
    NETWORKS,
    PLURALS,
    Network,
    no_kind,
)
from coalition.network.ranking import Described
from coalition.network.rows import Reader, Rows, distinct
from coalition.network.ties import tied

if TYPE_CHECKING:
    from networkx import Graph

    from coalition.columns.table import Columns
    from coalition.columns.terms import Terms
    from coalition.network.edges import Edges
    from coalition.network.rows import Mask, Numbers


@dataclass(slots=True)
class Tie:
    """Hold what joins two nodes: the events or commitments, and the passages that state them."""

    supports: set[str] = field(default_factory=set)
    passages: set[str] = field(default_factory=set)


Ties = dict[tuple[str, str], Tie]
Members = Mapping[str, Mapping[tuple[str, ...], set[str]]]


def build(
    columns: Columns,
    name: str = "co-participation",
    kinds: Collection[str] = DEFAULT_KINDS,
    represented: bool = False,
    least: int = 1,
) -> Graph:
    """Build the network `name` from the accepted facts of a graph.

    Parameters
    ----------
    columns:
        The statements of the graph.
    name:
        A key of NETWORKS.
    kinds:
        The kinds of actors to include: any of ACTOR_KINDS. An affiliation network always includes events.
    represented:
        Replace a person, at each event, by the actors that he or she represents there. A person who represents nobody
        remains.
    least:
        Keep only ties of at least so many events or commitments, and only actors that have such a tie, where this is
        more than 1.

    Returns
    -------
    networkx.Graph, or networkx.DiGraph for commitments. A node is an IRI, with `label`, `kind`, and in the affiliation
    network `bipartite` (0 actor, 1 event). An edge has `weight` (int), `distance` (1 / weight), and, as IRIs in
    order with spaces between, `passages` and `events` or `commitments`. The graph has `name`, `definition`,
    `weight_definition`, `kinds`, `represented` and `least`. Nodes and edges come in the order of their IRIs, actors
    first.

    Raises
    ------
    SelectionError
        When `name` or one of `kinds` does not exist, or `least` cannot be met in this kind of network.
    GraphError
        When an actor has none of the classes that give a kind.
    """
    return read_basis(columns, name, kinds, represented, least).graph()


@dataclass(frozen=True, eq=False)
class NetworkBasis:
    """Hold what a network is made from: who is in each event or commitment, and the passages that say so.

    The rows of an event have an actor in `one` and NONE in `other`; those of a commitment have giver and receiver.
    """

    network: Network
    kinds: frozenset[str]
    represented: bool
    nodes: Nodes
    rows: Rows
    least: int = 1
    period: str = ""
    """What `coalition.network.dating.within` says of the events or commitments that count; empty if all do."""

    @cached_property
    def members(self) -> Members:
        """For each event its actors, as tuples of one, or for each commitment its pairs of giver and receiver.

        Each of those is mapped to its passages. All are IRIs.
        """
        name = _Named(self.nodes.terms)
        members: dict[str, dict[tuple[str, ...], set[str]]] = defaultdict(lambda: defaultdict(set))
        for thing, one, other, passage in zip(*(column.tolist() for column in self.rows), strict=True):
            who = (name(one),) if other == NONE else (name(one), name(other))
            members[name(thing)][who].update([] if passage == NONE else [name(passage)])
        return members

    def graph(self, without: Collection[str] = ()) -> Graph:
        """Return the network as `build` does, leaving out the events or commitments in `without`."""
        members = {thing: who for thing, who in self.members.items() if thing not in without}
        join = {"co-participation": _co_participation, "affiliation": _affiliation, "commitment": _commitments}
        nodes, ties = join[self.network.name](members)
        if self.least > 1:
            ties = {pair: tie for pair, tie in ties.items() if len(tie.supports) >= self.least}
            nodes = set(itertools.chain.from_iterable(ties))
        return _assemble(self, nodes, ties)

    @property
    def definition(self) -> str:
        """What the nodes and ties of the network are, in sentences."""
        return f"{defined(self.network, self.kinds, self.represented, self.least)} {self.period}".rstrip()

    def described(self, nodes: Numbers) -> Described:
        """Return what the nodes of a network stand for, given their numbers as terms."""
        actors = self.nodes.terms.iris(nodes.tolist())
        labels = [self.nodes.label(actor) for actor in actors]
        kinds = [KINDS[kind] for kind in self.nodes.kinds[nodes].tolist()]
        return Described(self.network.name, self.definition, self.network.weight, actors, labels, kinds)

    def edges(self, without: int = NONE) -> tuple[Edges, Numbers]:
        """Return the network as arrays, and the numbers of its nodes as terms, shape (n,).

        Nodes and ties are those of `graph`, nodes in the same order. `without` is the number of an event or commitment
        to leave out.
        """
        return tied(self.network.name, self.rows, self.least, without)

    def supports_of(self, actor: str) -> dict[str, set[str]]:
        """Return the events or commitments that involve an actor, each with the passages that say so."""
        number = self.nodes.terms.number_of(actor)
        involved = (self.rows.one == number) | (self.rows.other == number)
        supports: dict[str, set[str]] = {}
        if number == NONE:
            return supports
        for thing, passage in zip(
            self.rows.thing[involved].tolist(), self.rows.passage[involved].tolist(), strict=True
        ):
            said = supports.setdefault(self.nodes.terms.iri(thing), set())
            said.update([] if passage == NONE else [self.nodes.terms.iri(passage)])
        return supports

    def connected(self, thing: str, actor: str) -> int:
        """Return to how many other actors an event or commitment connects an actor.

        An event connects all of its actors; a commitment connects giver and receiver.
        """
        rows = self.rows.thing == self.nodes.terms.number_of(thing)
        own = self.nodes.terms.number_of(actor)
        one, other = self.rows.one[rows], self.rows.other[rows]
        if self.network.directed:
            with_actor = (one == own) | (other == own)
            one, other = one[with_actor], other[with_actor]
        return len({*one.tolist(), *other.tolist()} - {own, NONE})


def defined(network: Network, kinds: Collection[str], represented: bool, least: int) -> str:
    """Return what the nodes and ties of a network are, in sentences."""
    named = " and ".join(", ".join(PLURALS[kind] for kind in ACTOR_KINDS if kind in kinds).rsplit(", ", 1))
    definition = network.definition.format(kinds=named)
    if represented:
        definition += " A person who represents an actor at an event is counted there as that actor."
        left_out = "" if "person" in kinds else "; a person who represents none is left out"
        definition = definition.removesuffix(".") + f"{left_out}."
    if least > 1:
        definition += f" Only ties of at least {least} {network.support} are kept, and the actors that have one."
    return definition


def read_basis(
    columns: Columns,
    name: str = "co-participation",
    kinds: Collection[str] = DEFAULT_KINDS,
    represented: bool = False,
    least: int = 1,
    period: Within | None = None,
) -> NetworkBasis:
    """Read what the network `name` is made from; parameters and errors are those of `build`.

    With `period`, only the events or commitments that certainly happened in it count.
    """
    network, reader = validated(name, kinds, represented, least), Reader(columns)
    nodes = Nodes(reader)
    if name == "commitment":
        rows = reader.commitments()
        counted = nodes.among(rows.one, kinds) & nodes.among(rows.other, kinds)
        rows = Rows(*(column[counted] for column in rows))
    else:
        rows = reader.participations()
        actor = rows.one
        if represented:
            persons = nodes.kinds[rows.one] == ACTOR_KINDS.index("person")
            actor = np.where(persons & (rows.other != NONE), rows.other, rows.one)
        counted = nodes.among(actor, kinds)
        alone = np.full(int(counted.sum()), NONE, dtype=np.int32)
        rows = Rows(*distinct(rows.thing[counted], actor[counted], alone, rows.passage[counted]))
    said = ""
    if period is not None:
        rows, said = within(columns, rows, period, network.support)
    return NetworkBasis(network, frozenset(kinds), represented, nodes, rows, least, said)


def validated(name: str, kinds: Collection[str], represented: bool, least: int) -> Network:
    """Return a network by its name; the parameters and errors are those of `build`."""
    if name not in NETWORKS:
        raise unknown("network", name, tuple(NETWORKS))
    for kind in sorted(kinds):
        if kind not in ACTOR_KINDS:
            raise unknown("kind of actor", kind, ACTOR_KINDS)
    if not kinds:
        raise SelectionError("no kind of actor is given", remedy=f"give one or more of {', '.join(ACTOR_KINDS)}")
    if represented and name == "commitment":
        raise SelectionError(
            "whom a person represents is known for events, not for commitments",
            remedy="leave representation out, or take the co-participation or affiliation network",
        )
    if least < 1:
        raise SelectionError(f"a tie rests on at least 1 event, not on {least}", remedy="give 1 or more")
    if least > 1 and name == "affiliation":
        raise SelectionError(
            "a tie of the affiliation network is one event",
            remedy="leave the least number of events out, or take the co-participation network",
        )
    return NETWORKS[name]


class Nodes:
    """Look up the kinds and labels of actors and events.

    Attributes
    ----------
    columns, terms:
        The statements and the terms of the graph.
    kinds:
        The kind of each of them, as a place in KINDS, or -1; shape (terms,).
    """

    def __init__(self, reader: Reader) -> None:
        self.columns, self.terms = reader.columns, reader.columns.terms
        self.kinds = reader.classes({cls: KINDS.index(kind) for cls, kind in CLASSES.items()})
        self._labels = reader.values(SKOS + "prefLabel")

    def among(self, actors: Numbers, kinds: Collection[str]) -> Mask:
        """Tell of each actor, a number of a term, whether it has one of some kinds.

        Raises
        ------
        GraphError
            When one of them has no kind.
        """
        found = self.kinds[actors]
        if (found == NONE).any():
            self.kind(self.terms.iri(int(actors[found == NONE][0])))
        wanted = np.zeros(len(KINDS), dtype=bool)
        wanted[[KINDS.index(kind) for kind in kinds]] = True
        mask: Mask = wanted[found]
        return mask

    def kind(self, node: str) -> str:
        """Return the kind of an actor or event; the first of ACTOR_KINDS where it has several.

        Raises
        ------
        GraphError
            When it has none.
        """
        number = self.terms.number_of(node)
        if number != NONE and self.kinds[number] != NONE:
            return KINDS[self.kinds[number]]
        raise no_kind(node)

    def label(self, node: str) -> str:
        """Return the label of an actor or event, or its prefixed name or IRI where it has none."""
        from coalition.names import best_label

        number = self.terms.number_of(node)
        begin, end = np.searchsorted(self._labels.subject, (number, number + 1)).tolist()
        labels = self.terms.terms(self._labels.object[begin:end].tolist())
        return best_label(label for label in labels if isinstance(label, ox.Literal)) or shorten(node) or node


class _Named:
    """Return the IRIs of terms by their numbers, each looked up once."""

    def __init__(self, terms: Terms) -> None:
        self._terms, self._known = terms, dict[int, str]()

    def __call__(self, number: int) -> str:
        if number not in self._known:
            self._known[number] = self._terms.iri(number)
        return self._known[number]


def _co_participation(members: Members) -> tuple[set[str], Ties]:
    nodes: set[str] = set()
    ties: Ties = defaultdict(Tie)
    for event, present in members.items():
        nodes.update(actor for (actor,) in present)
        for one, other in itertools.combinations(sorted(present), 2):
            tie = ties[one[0], other[0]]
            tie.supports.add(event)
            tie.passages |= present[one] | present[other]
    return nodes, ties


def _affiliation(members: Members) -> tuple[set[str], Ties]:
    ties = {
        (actor, event): Tie({event}, set(passages))
        for event, present in members.items()
        for (actor,), passages in present.items()
    }
    return set(itertools.chain.from_iterable(ties)), ties


def _commitments(members: Members) -> tuple[set[str], Ties]:
    ties: Ties = defaultdict(Tie)
    for commitment, pairs in members.items():
        for (giver, receiver), passages in pairs.items():
            ties[giver, receiver].supports.add(commitment)
            ties[giver, receiver].passages |= passages
    return set(itertools.chain.from_iterable(ties)), ties


def _assemble(basis: NetworkBasis, nodes: Iterable[str], ties: Ties) -> Graph:
    import networkx as nx

    network = basis.network
    graph = (nx.DiGraph if network.directed else nx.Graph)(
        name=network.name,
        definition=basis.definition,
        weight_definition=network.weight,
        kinds=" ".join(sorted(basis.kinds)),
        represented=basis.represented,
        least=basis.least,
    )
    for node in sorted(nodes, key=lambda node: (basis.nodes.kind(node) == "event", node)):
        kind = basis.nodes.kind(node)
        side = {"bipartite": int(kind == "event")} if network.name == "affiliation" else {}
        graph.add_node(node, label=basis.nodes.label(node), kind=kind, **side)
    for (one, other), tie in sorted(ties.items(), key=lambda item: item[0]):
        weight = len(tie.supports)
        texts = {network.support: " ".join(sorted(tie.supports)), "passages": " ".join(sorted(tie.passages))}
        graph.add_edge(one, other, weight=weight, distance=1 / weight, **texts)
    return graph
