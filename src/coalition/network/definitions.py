"""Define the networks of actors that can be built, and the kinds of their nodes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from coalition.errors import GraphError
from coalition.namespaces import CG, shorten

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

KINDS = (*ACTOR_KINDS, "event")
"""The kinds of nodes. Of several classes, that of the first kind decides."""

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


def no_kind(actor: str) -> GraphError:
    """Return the error for an actor that has none of CLASSES."""
    return GraphError(
        f"{shorten(actor) or actor} takes part or commits, but no class says what kind of actor it is",
        remedy="make it a cg:Person, cg:State, cg:Organisation or cg:Collective in the register",
    )
