"""Networks of actors: who met whom, who was where, who commits to whom; each edge with its passages."""

from __future__ import annotations

import difflib
import itertools
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from coalition.errors import GraphError, SelectionError
from coalition.terms import CG, shorten

if TYPE_CHECKING:
    from coalition.store import Store

Graph = Any
"""A networkx.Graph or networkx.DiGraph: networkx carries no types."""

KINDS = ("person", "state", "organisation", "collective")
"""The kinds of actors that a network can be asked for."""

ACTORS = frozenset(KINDS[:3])
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


def build(
    store: Store,
    name: str = "co-participation",
    kinds: Collection[str] = ACTORS,
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
        The kinds of actors to take in: any of KINDS. Events are no actors and always stand in an affiliation network.
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
    network = _declared(name, kinds, represented)
    things = _Things(store)
    wanted = frozenset(kinds)
    if name == "commitment":
        nodes, ties = _commitments(store, things, wanted)
    else:
        attendance = _attendance(store, things, wanted, represented)
        nodes, ties = (_affiliation if name == "affiliation" else _co_participation)(attendance)
    return _assemble(network, wanted, represented, things, nodes, ties)


def unknown(what: str, value: str, options: Collection[str]) -> SelectionError:
    """The refusal of a value that is none of `options`; the nearest of them is suggested."""
    close = difflib.get_close_matches(value, options, n=1)
    hint = f"did you mean {close[0]}? " if close else ""
    return SelectionError(f"there is no {what} {value!r}", remedy=f"{hint}choose one of {', '.join(options)}")


def _declared(name: str, kinds: Collection[str], represented: bool) -> Network:
    if name not in NETWORKS:
        raise unknown("network", name, tuple(NETWORKS))
    for kind in sorted(kinds):
        if kind not in KINDS:
            raise unknown("kind of actor", kind, KINDS)
    if not kinds:
        raise SelectionError("a network of no kind of actor is empty", remedy=f"name any of {', '.join(KINDS)}")
    if represented and name == "commitment":
        raise SelectionError(
            "whom a person represents is known for events, not for commitments",
            remedy="leave representation out, or take the co-participation or affiliation network",
        )
    return NETWORKS[name]


def _solutions(store: Store, name: str) -> Iterator[Any]:
    file = f"{name}.rq"
    return iter(store.select((files("coalition") / "queries" / file).read_text(encoding="utf-8"), name=file))


def _rows(store: Store, name: str) -> Iterator[tuple[str, ...]]:
    """The rows of a query as texts, with an empty one where nothing is bound."""
    for row in _solutions(store, name):
        yield tuple(term.value if term else "" for term in row)


class _Things:
    """The kinds and labels of actors and events."""

    def __init__(self, store: Store) -> None:
        self._kinds: dict[str, set[str]] = defaultdict(set)
        self._labels: dict[str, list[tuple[bool, bool, str]]] = defaultdict(list)
        for thing, cls, label in _solutions(store, "names"):
            self._kinds[thing.value].add(CLASSES[cls.value])
            if label:
                language = label.language
                self._labels[thing.value].append((language is not None, language != "en", label.value))

    def kind(self, thing: str) -> str:
        found = self._kinds.get(thing, set())
        for kind in (*KINDS, "event"):
            if kind in found:
                return kind
        raise GraphError(
            f"{shorten(thing) or thing} takes part or commits, but has no class that tells its kind",
            remedy="make it a cg:Person, cg:State, cg:Organisation or cg:Collective in the register",
        )

    def label(self, thing: str) -> str:
        """The name without a language, else the English one, else the first; the short IRI of what has none."""
        return min(self._labels[thing])[2] if thing in self._labels else shorten(thing) or thing


Attendance = Mapping[str, Mapping[str, set[str]]]
"""For each event, for each actor counted there, the passages that say so."""


def _attendance(store: Store, things: _Things, kinds: frozenset[str], represented: bool) -> Attendance:
    attendance: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for event, participant, behalf, passage in _rows(store, "participations"):
        actor = behalf if represented and behalf and things.kind(participant) == "person" else participant
        if things.kind(actor) in kinds:
            attendance[event][actor].update([passage] if passage else [])
    return attendance


def _co_participation(attendance: Attendance) -> tuple[set[str], Ties]:
    nodes: set[str] = set()
    ties: Ties = defaultdict(Tie)
    for event, present in attendance.items():
        nodes.update(present)
        for one, other in itertools.combinations(sorted(present), 2):
            ties[one, other].supports.add(event)
            ties[one, other].passages |= present[one] | present[other]
    return nodes, ties


def _affiliation(attendance: Attendance) -> tuple[set[str], Ties]:
    ties = {
        (actor, event): Tie({event}, set(passages))
        for event, present in attendance.items()
        for actor, passages in present.items()
    }
    return set(itertools.chain.from_iterable(ties)), ties


def _commitments(store: Store, things: _Things, kinds: frozenset[str]) -> tuple[set[str], Ties]:
    ties: Ties = defaultdict(Tie)
    for commitment, giver, receiver, passage in _rows(store, "commitments"):
        if things.kind(giver) in kinds and things.kind(receiver) in kinds:
            ties[giver, receiver].supports.add(commitment)
            ties[giver, receiver].passages.update([passage] if passage else [])
    return set(itertools.chain.from_iterable(ties)), ties


def _assemble(
    network: Network, kinds: frozenset[str], represented: bool, things: _Things, nodes: Iterable[str], ties: Ties
) -> Graph:
    import networkx as nx

    named = " and ".join(", ".join(PLURALS[kind] for kind in KINDS if kind in kinds).rsplit(", ", 1))
    definition = network.definition.format(kinds=named)
    if represented:
        definition += " A person who represents an actor at an event is counted there as that actor."
    graph = (nx.DiGraph if network.directed else nx.Graph)(
        name=network.name,
        definition=definition,
        weight_definition=network.weight,
        kinds=" ".join(sorted(kinds)),
        represented=represented,
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
