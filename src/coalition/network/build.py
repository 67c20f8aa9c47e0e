"""Networks of actors: who met whom, who was where, who commits to whom; each edge with its passages."""

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
"""The kinds of actors that a network can be asked for."""

DEFAULT_KINDS = frozenset(ACTOR_KINDS[:3])
"""The kinds that stand in a network unless others are asked for: a collective is not its members."""

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
"""The kind that each class of the ontology gives."""

PLURALS = {"person": "persons", "state": "states", "organisation": "organisations", "collective": "collectives"}


@dataclass(frozen=True, slots=True)
class Network:
    """What a network declares: its name, what joins two nodes, and what the weight of an edge is."""

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
                "an actor that took part without any other stands unjoined.",
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
    """What holds two nodes together: the events or commitments, and the passages that state them."""

    supports: set[str] = field(default_factory=set)
    passages: set[str] = field(default_factory=set)


Ties = dict[tuple[str, str], Tie]
Members = Mapping[str, Mapping[tuple[str, ...], set[str]]]


def build(
    store: Store,
    name: str = "co-participation",
    kinds: Collection[str] = DEFAULT_KINDS,
    represented: bool = False,
) -> Graph:
    """The network `name` of what the graph in `store` accepts.

    Parameters
    ----------
    store:
        A dataset whose default graph holds what is accepted, and whose named graphs are the passages.
    name:
        A key of NETWORKS.
    kinds:
        The kinds of actors to take in: any of ACTOR_KINDS. Events always stand in an affiliation
        network.
    represented:
        Count a person, at each event, as the actors that he or she represents there. A person who represents nobody
        stays a person.

    Returns
    -------
    networkx.Graph, or networkx.DiGraph for commitments. A node is an IRI, with `label`, `kind`, and in the affiliation
    network `bipartite` (0 actor, 1 event). An edge has `weight` (int), `distance` (1 / weight), and, as IRIs in
    order with spaces between, `passages` and `events` or `commitments`. The graph has `name`, `definition`,
    `weight_definition`, `kinds` and `represented`. Nodes and edges come in the order of their IRIs, actors first.

    Raises
    ------
    SelectionError
        For a network or kind that there is none of.
    GraphError
        When an actor has no class that tells its kind.
    """
    return read_basis(store, name, kinds, represented).graph()


@dataclass(frozen=True, slots=True)
class NetworkBasis:
    """What a network is made of: for each event or commitment who stands in it, and the passages that say so.

    `members` has a key for each actor at an event, and for each pair of giver and receiver of a commitment.
    """

    network: Network
    kinds: frozenset[str]
    represented: bool
    things: Things
    members: Members

    def graph(self, without: Collection[str] = ()) -> Graph:
        """The network, as `build` gives it, of all events or commitments but those named."""
        members = {thing: who for thing, who in self.members.items() if thing not in without}
        join = {"co-participation": _co_participation, "affiliation": _affiliation, "commitment": _commitments}
        return _assemble(self, *join[self.network.name](members))

    def supports_of(self, actor: str) -> dict[str, set[str]]:
        """The events or commitments that an actor stands in, each with the passages that say so."""
        return {
            thing: {passage for key, passages in who.items() if actor in key for passage in passages}
            for thing, who in sorted(self.members.items())
            if any(actor in key for key in who)
        }


def read_basis(
    store: Store, name: str = "co-participation", kinds: Collection[str] = DEFAULT_KINDS, represented: bool = False
) -> NetworkBasis:
    """What the network `name` is made of; see `build`."""
    network, things = _declared(name, kinds, represented), Things(store)
    members: dict[str, dict[tuple[str, ...], set[str]]] = defaultdict(lambda: defaultdict(set))
    if name == "commitment":
        for commitment, giver, receiver, passage in _rows(store, "commitments"):
            if {things.kind(giver), things.kind(receiver)} <= set(kinds):
                members[commitment][giver, receiver].update([passage] if passage else [])
    else:
        for event, participant, behalf, passage in _rows(store, "participations"):
            actor = behalf if represented and behalf and things.kind(participant) == "person" else participant
            if things.kind(actor) in kinds:
                members[event][(actor,)].update([passage] if passage else [])
    return NetworkBasis(network, frozenset(kinds), represented, things, members)


def _declared(name: str, kinds: Collection[str], represented: bool) -> Network:
    if name not in NETWORKS:
        raise unknown("network", name, tuple(NETWORKS))
    for kind in sorted(kinds):
        if kind not in ACTOR_KINDS:
            raise unknown("kind of actor", kind, ACTOR_KINDS)
    if not kinds:
        raise SelectionError("a network of no kind of actor is empty", remedy=f"name any of {', '.join(ACTOR_KINDS)}")
    if represented and name == "commitment":
        raise SelectionError(
            "whom a person represents is known for events, not for commitments",
            remedy="leave representation out, or take the co-participation or affiliation network",
        )
    return NETWORKS[name]


def _rows(store: Store, name: str) -> Iterator[tuple[str, ...]]:
    """Yield the rows of a query of the package as texts, an empty one where nothing is bound."""
    for row in queries.select(store, name):
        yield tuple(term.value if term else "" for term in row)


class Things:
    """The kinds and labels of actors and events."""

    def __init__(self, store: Store) -> None:
        self._kinds: dict[str, set[str]] = defaultdict(set)
        self._labels: dict[str, list[ox.Literal]] = defaultdict(list)
        for thing, cls, label in queries.select(store, "names"):
            self._kinds[thing.value].add(CLASSES[cls.value])
            if label:
                self._labels[thing.value].append(label)

    def kind(self, thing: str) -> str:
        found = self._kinds.get(thing, set())
        for kind in (*ACTOR_KINDS, "event"):
            if kind in found:
                return kind
        raise GraphError(
            f"{shorten(thing) or thing} takes part or commits, but has no class that tells its kind",
            remedy="make it a cg:Person, cg:State, cg:Organisation or cg:Collective in the register",
        )

    def label(self, thing: str) -> str:
        """Return the label of a thing; the prefixed name, or the IRI, of one without a label."""
        from coalition.names import best_label

        return best_label(self._labels.get(thing, ())) or shorten(thing) or thing


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

    network, things = basis.network, basis.things
    named = " and ".join(", ".join(PLURALS[kind] for kind in ACTOR_KINDS if kind in basis.kinds).rsplit(", ", 1))
    definition = network.definition.format(kinds=named)
    if basis.represented:
        definition += " A person who represents an actor at an event is counted there as that actor."
    graph = (nx.DiGraph if network.directed else nx.Graph)(
        name=network.name,
        definition=definition,
        weight_definition=network.weight,
        kinds=" ".join(sorted(basis.kinds)),
        represented=basis.represented,
    )
    for node in sorted(nodes, key=lambda node: (things.kind(node) == "event", node)):
        kind = things.kind(node)
        side = {"bipartite": int(kind == "event")} if network.name == "affiliation" else {}
        graph.add_node(node, label=things.label(node), kind=kind, **side)
    for (one, other), tie in sorted(ties.items(), key=lambda item: item[0]):
        weight = len(tie.supports)
        texts = {network.support: " ".join(sorted(tie.supports)), "passages": " ".join(sorted(tie.passages))}
        graph.add_edge(one, other, weight=weight, distance=1 / weight, **texts)
    return graph
