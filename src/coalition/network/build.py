"""Build networks of actors (who met whom, who took part in what, who commits to whom), each edge with its passages."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from coalition import queries
from coalition.errors import GraphError, SelectionError, unknown
from coalition.namespaces import CG, shorten

if TYPE_CHECKING:
    import pyoxigraph as ox
    from networkx import Graph

    from coalition.rdf.store import Store

ACTOR_KINDS = ("person", "state", "organisation", "collective")
"""The kinds of actors that a network can hold."""

DEFAULT_KINDS = frozenset(ACTOR_KINDS[:3])
"""The kinds that a network holds by default. A collective is left out, as it is not the same as its members."""

FOLDED_KINDS = frozenset(("state", "organisation"))
"""The kinds of actors where the user chooses none: each person counts as the actors that he or she represents."""

CLASSES: Mapping[str, str] = MappingProxyType(
    {
        CG + "Person": "person",
        CG + "State": "state",
        CG + "Organisation": "organisation",
        CG + "Force": "organisation",
        CG + "Collective": "collective",
        CG + "Event": "event",
        CG + "Meeting": "event",
    }
)
"""The kind of node that each class of the ontology becomes."""

ADD_ACTORS = "include more kinds of actors, choose another network, or drop options that restrict the graph"
"""The remedy where a network is empty."""

PLURALS = {"person": "persons", "state": "states", "organisation": "organisations", "collective": "collectives"}


@dataclass(frozen=True, slots=True)
class Network:
    """Define a network: its name, what joins two nodes, what an edge weighs, and the edge attribute for that."""

    name: str
    definition: str
    weight: str
    support: str
    directed: bool = False


NETWORKS: Mapping[str, Network] = MappingProxyType(
    {
        network.name: network
        for network in (
            Network(
                "co-participation",
                "Undirected. Two actors ({kinds}) are joined if both took part in the same event; "
                "an actor that took part without any other has no edge.",
                "the number of events in which both took part",
                "events",
            ),
            Network(
                "affiliation",
                "Undirected and bipartite. An actor ({kinds}) is joined to each event in which it took part.",
                "1, for taking part",
                "events",
            ),
            Network(
                "commitment",
                "Directed. An arc runs from an actor that a commitment binds to an actor that benefits from it "
                "({kinds}); an actor without such an arc is left out.",
                "the number of distinct commitments from the one to the other",
                "commitments",
                directed=True,
            ),
        )
    }
)
"""The networks that can be built, by name."""


@dataclass(slots=True)
class Tie:
    """Hold what joins two nodes: the events or commitments, and the passages that state them."""

    supports: set[str] = field(default_factory=set)
    passages: set[str] = field(default_factory=set)


Ties = dict[tuple[str, str], Tie]
Members = Mapping[str, Mapping[tuple[str, ...], set[str]]]


def build(
    store: Store,
    name: str = "co-participation",
    kinds: Collection[str] = DEFAULT_KINDS,
    represented: bool = False,
    least: int = 1,
) -> Graph:
    """Build the network `name` from the accepted facts in `store`.

    Parameters
    ----------
    store:
        A dataset whose default graph holds what is accepted, and whose named graphs are the passages.
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
    return read_basis(store, name, kinds, represented, least).graph()


@dataclass(frozen=True, slots=True)
class NetworkBasis:
    """Hold what a network is made from: who is in each event or commitment, and the passages that say so.

    `members` maps each event to its actors, as tuples of one, and each commitment to its pairs of giver and receiver;
    each of those is mapped to its passages. All are IRIs.
    """

    network: Network
    kinds: frozenset[str]
    represented: bool
    nodes: Nodes
    members: Members
    least: int = 1

    def graph(self, without: Collection[str] = ()) -> Graph:
        """Return the network as `build` does, leaving out the events or commitments in `without`."""
        members = {thing: who for thing, who in self.members.items() if thing not in without}
        join = {"co-participation": _co_participation, "affiliation": _affiliation, "commitment": _commitments}
        nodes, ties = join[self.network.name](members)
        if self.least > 1:
            ties = {pair: tie for pair, tie in ties.items() if len(tie.supports) >= self.least}
            nodes = set(itertools.chain.from_iterable(ties))
        return _assemble(self, nodes, ties)

    def supports_of(self, actor: str) -> dict[str, set[str]]:
        """Return the events or commitments that involve an actor, each with the passages that say so."""
        return {
            thing: {passage for key, passages in who.items() if actor in key for passage in passages}
            for thing, who in sorted(self.members.items())
            if any(actor in key for key in who)
        }


def read_basis(
    store: Store,
    name: str = "co-participation",
    kinds: Collection[str] = DEFAULT_KINDS,
    represented: bool = False,
    least: int = 1,
) -> NetworkBasis:
    """Read what the network `name` is made from; parameters and errors are those of `build`."""
    network, nodes = _validated(name, kinds, represented, least), Nodes(store)
    members: dict[str, dict[tuple[str, ...], set[str]]] = defaultdict(lambda: defaultdict(set))
    if name == "commitment":
        for commitment, giver, receiver, passage in _rows(store, "commitments"):
            if {nodes.kind(giver), nodes.kind(receiver)} <= set(kinds):
                members[commitment][giver, receiver].update([passage] if passage else [])
    else:
        for event, participant, behalf, passage in _rows(store, "participations"):
            actor = behalf if represented and behalf and nodes.kind(participant) == "person" else participant
            if nodes.kind(actor) in kinds:
                members[event][(actor,)].update([passage] if passage else [])
    return NetworkBasis(network, frozenset(kinds), represented, nodes, members, least)


def _validated(name: str, kinds: Collection[str], represented: bool, least: int) -> Network:
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


def _rows(store: Store, name: str) -> Iterator[tuple[str, ...]]:
    """Yield the rows of a saved query as strings; an unbound variable is an empty string."""
    for row in queries.select(store, name):
        yield tuple(term.value if term else "" for term in row)


class Nodes:
    """Look up the kinds and labels of actors and events."""

    def __init__(self, store: Store) -> None:
        self._kinds: dict[str, set[str]] = defaultdict(set)
        self._labels: dict[str, list[ox.Literal]] = defaultdict(list)
        for node, cls, label in queries.select(store, "names"):
            self._kinds[node.value].add(CLASSES[cls.value])
            if label:
                self._labels[node.value].append(label)

    def kind(self, node: str) -> str:
        """Return the kind of an actor or event; the first of ACTOR_KINDS where it has several.

        Raises
        ------
        GraphError
            When it has none.
        """
        kinds = self._kinds.get(node, set())
        for kind in (*ACTOR_KINDS, "event"):
            if kind in kinds:
                return kind
        raise GraphError(
            f"{shorten(node) or node} takes part or commits, but no class says what kind of actor it is",
            remedy="make it a cg:Person, cg:State, cg:Organisation or cg:Collective in the register",
        )

    def label(self, node: str) -> str:
        """Return the label of an actor or event, or its prefixed name or IRI where it has none."""
        from coalition.names import best_label

        return best_label(self._labels.get(node, ())) or shorten(node) or node


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
    named = " and ".join(", ".join(PLURALS[kind] for kind in ACTOR_KINDS if kind in basis.kinds).rsplit(", ", 1))
    definition = network.definition.format(kinds=named)
    if basis.represented:
        definition += " A person who represents an actor at an event is counted there as that actor."
        left_out = "" if "person" in basis.kinds else "; a person who represents none is left out"
        definition = definition.removesuffix(".") + f"{left_out}."
    if basis.least > 1:
        definition += f" Only ties of at least {basis.least} {network.support} are kept, and the actors that have one."
    graph = (nx.DiGraph if network.directed else nx.Graph)(
        name=network.name,
        definition=definition,
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
