"""Describe the structure of a network: its parts, its cores, what holds it together, and who stands between others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from coalition.errors import SelectionError
from coalition.network import brokerage, cohesion
from coalition.network.definitions import ADD_ACTORS
from coalition.network.measures import named
from coalition.network.ranking import size_of

if TYPE_CHECKING:
    from coalition.network.edges import Edges
    from coalition.network.linear import Vector
    from coalition.network.ranking import Described

WASSERMAN = (
    "Wasserman and Faust 1994, Social Network Analysis, Cambridge University Press, doi:10.1017/CBO9780511815478"
)
BURT = "Burt 1992, Structural Holes: The Social Structure of Competition, Harvard University Press"


@dataclass(frozen=True, slots=True)
class Figure:
    """Define something that is found of a network or of each of its actors: its name, what it is, and who says so."""

    name: str
    definition: str
    source: str

    def to_dict(self) -> dict[str, Any]:
        """Return the definition as plain data, for JSON."""
        return {"name": self.name, "definition": self.definition, "source": self.source}


DENSITY = Figure(
    "density",
    "The share of the pairs of actors that are tied; in a directed network, of the ordered pairs.",
    WASSERMAN,
)
COMPONENT = Figure(
    "component",
    "The greatest set of nodes each of which can be reached from each other along ties, whatever their direction; the "
    "components are numbered from the largest.",
    WASSERMAN,
)
LEIDEN = Figure(
    "community",
    "A set of nodes with more ties among them than chance would give: one of a division of high modularity, which the "
    "Leiden method looks for from a random start, given by the seed. Another seed can give another division. The "
    "communities are numbered from the largest.",
    "Traag, Waltman and van Eck 2019, From Louvain to Leiden: guaranteeing well-connected communities, Scientific "
    "Reports 9, 5233, doi:10.1038/s41598-019-41695-z",
)
LOUVAIN = Figure(
    "community",
    LEIDEN.definition.replace("Leiden", "Louvain"),
    "Blondel, Guillaume, Lambiotte and Lefebvre 2008, Fast unfolding of communities in large networks, Journal of "
    "Statistical Mechanics 2008(10), P10008, doi:10.1088/1742-5468/2008/10/P10008",
)
MODULARITY = Figure(
    "modularity",
    "The share of the ties that lie within communities, minus the share that would if ties joined nodes at random, "
    "each node with as many ties as it has.",
    "Newman and Girvan 2004, Finding and evaluating community structure in networks, Physical Review E 69, 026113, "
    "doi:10.1103/PhysRevE.69.026113",
)
CORE = Figure(
    "core",
    "The greatest k for which the actor is in a k-core: a part of the network in which each node is tied to at least k "
    "others of the same part.",
    "Seidman 1983, Network structure and minimum degree, Social Networks 5(3), 269-287, "
    "doi:10.1016/0378-8733(83)90028-X",
)
BRIDGE = Figure(
    "bridge",
    "A tie without which its two ends would lie in different components.",
    "Tarjan 1974, A note on finding the bridges of a graph, Information Processing Letters 2(6), 160-161, "
    "doi:10.1016/0020-0190(74)90003-9",
)
CUT_POINT = Figure(
    "cut point",
    "A node without which its component would fall into several.",
    "Hopcroft and Tarjan 1973, Algorithm 447: efficient algorithms for graph manipulation, Communications of the ACM "
    "16(6), 372-378, doi:10.1145/362248.362272",
)
CONSTRAINT = Figure(
    "constraint",
    "How far the actor's ties lead to the same others: the sum, over its neighbours j, of the square of the share of "
    "its ties that goes to j, directly or by one other node. The lower, the more the actor stands between others. Not "
    "defined without ties.",
    BURT,
)
EFFECTIVE_SIZE = Figure(
    "effective size",
    "The number of the actor's neighbours, minus how far they are tied to each other: the sum, over its neighbours j, "
    "of one minus the sum over the other neighbours q of the share of the actor's ties that goes to q times the tie of "
    "j and q in proportion to the strongest of j. Not defined without ties.",
    f"{BURT}; Borgatti 1997, Structural holes: unpacking Burt's redundancy measures, Connections 20(1), 35-38",
)
ASSORTATIVITY = Figure(
    "assortativity by kind",
    "How far ties join actors of the same kind: 1 if all do, 0 if as many as chance would give, negative if fewer. It "
    "is the share of the ties within a kind minus that expected, divided by 1 minus that expected, from the shares of "
    "the ends of ties that each kind has. Not defined where all ties have ends of one kind.",
    "Newman 2003, Mixing patterns in networks, Physical Review E 67, 026126, doi:10.1103/PhysRevE.67.026126",
)
RECIPROCITY = Figure(
    "reciprocity",
    "The share of the arcs from one actor to another that an arc from the other answers.",
    "Newman, Forrest and Balthrop 2002, Email networks and the spread of computer viruses, Physical Review E 66, "
    "035101, doi:10.1103/PhysRevE.66.035101",
)
OF_LOOPS = "An arc from an actor to itself counts for the number of ties alone."
OF_ARCS = (
    "For components, communities, cores, bridges, cut points, constraint and effective size, directions do not count: "
    "arcs in both directions are one tie of both weights."
)
BY_WEIGHT = (
    "Communities, modularity, constraint, effective size and assortativity count a tie in proportion to its weight."
)


@dataclass(frozen=True, slots=True)
class Place:
    """Hold the place of an actor in the structure of a network; `Structure.definitions` says what each word means.

    `constraint` and `effective_size` are None for an actor without ties.
    """

    actor: str
    label: str
    kind: str
    component: int
    community: int
    core: int
    cut_point: bool
    constraint: float | None
    effective_size: float | None

    def to_dict(self) -> dict[str, Any]:
        """Return the place as plain data, for JSON and CSV."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True, repr=False)
class Structure:
    """Hold the structure of a network.

    Attributes
    ----------
    network, network_definition, weight_definition:
        The name of the network, what its nodes and ties are, and what the weight of a tie is.
    weight:
        `weight` if the strength of ties counted; None if all ties counted the same.
    notes:
        What was made of directions, loops and weights, in sentences.
    figures:
        The values found of the whole network, by name; None where one is not defined.
    method, seed, engines:
        How communities were found, the seed of it, and the libraries that computed all this, with their versions.
    places:
        The place of each actor, by component, then community, then label.
    bridges:
        The labels of the ends of each bridge, with their IRIs: pairs of a pair.
    definitions:
        What each figure and each word of a place means, and the publications that define it.
    """

    network: str
    network_definition: str
    weight_definition: str
    weight: str | None
    notes: str
    figures: dict[str, float | None]
    method: str
    seed: int
    engines: str
    places: tuple[Place, ...]
    bridges: tuple[tuple[tuple[str, str], tuple[str, str]], ...]
    definitions: tuple[Figure, ...]

    def __repr__(self) -> str:
        parts = f"{self.figures['components']} components and {self.figures['communities']} communities"
        return f"<Structure: {len(self.places)} actors, {parts} in the {self.network} network>"

    def _repr_html_(self) -> str:
        from coalition.output.html import table

        rows = ([p.label, p.kind, str(p.component), str(p.community), str(p.core)] for p in self.places)
        return table(("actor", "kind", "component", "community", "core"), rows, len(self.places))

    def to_dict(self) -> dict[str, Any]:
        """Return the structure as plain data, for JSON."""
        return {
            "network": self.network,
            "network_definition": self.network_definition,
            "weight": self.weight,
            "weight_definition": self.weight_definition,
            "notes": self.notes,
            "figures": dict(self.figures),
            "communities_by": {"method": self.method, "seed": self.seed},
            "engine": self.engines,
            "actors": [place.to_dict() for place in self.places],
            "bridges": [[{"actor": iri, "label": label} for iri, label in bridge] for bridge in self.bridges],
            "definitions": [each.to_dict() for each in self.definitions],
        }


def describe(edges: Edges, described: Described, weighted: bool = False) -> Structure:
    """Describe the structure of a network of actors.

    Parameters
    ----------
    edges, described:
        The network, and what its nodes stand for.
    weighted:
        Whether the strength of ties counts.

    Raises
    ------
    SelectionError
        When the network has no actors, or its nodes are not all actors.
    """
    if edges.side is not None:
        raise SelectionError(
            "the structure of an affiliation network is not described: its ties join no actor to another",
            remedy="take the co-participation or the commitment network",
        )
    if not edges.nodes:
        raise SelectionError(f"the {described.network} network has no actors", remedy=ADD_ACTORS)
    ties = cohesion.undirected(edges, weighted)
    component, communities = cohesion.components(edges), cohesion.communities(ties)
    core, bridges, cut_points = cohesion.cores(ties), cohesion.bridges(ties), cohesion.cut_points(ties)
    size = size_of(edges)
    figures: dict[str, float | None] = {
        "nodes": int(size["nodes"]),
        "ties": int(size["ties"]),
        "density": size["density"],
        "components": int(component.max()),
        "communities": int(communities.members.max()),
        "modularity": communities.modularity,
        "greatest core": int(core.max()),
        "bridges": len(bridges),
        "cut points": len(cut_points),
        ASSORTATIVITY.name: brokerage.assortativity(edges, list(described.kinds), weighted),
    }
    if edges.directed:
        figures[RECIPROCITY.name] = brokerage.reciprocity(edges)
    places = _places(
        described, component, communities.members, core, set(cut_points), brokerage.constraint(ties),
        brokerage.effective_size(ties),
    )  # fmt: skip
    notes = [OF_ARCS, OF_LOOPS] if edges.directed else []
    ends = [[(described.actors[node], described.labels[node]) for node in bridge] for bridge in bridges]
    return Structure(
        network=described.network,
        network_definition=described.definition,
        weight_definition=described.weight_definition,
        weight="weight" if weighted else None,
        notes=" ".join([*notes, *([BY_WEIGHT] if weighted else [])]),
        figures=figures,
        method=communities.method,
        seed=cohesion.SEED,
        engines=", ".join(dict.fromkeys([communities.engine, named("scipy")])),
        places=places,
        bridges=tuple((one, other) for one, other in ends),
        definitions=(
            DENSITY, COMPONENT, LEIDEN if communities.method == "Leiden" else LOUVAIN, MODULARITY, CORE, BRIDGE,
            CUT_POINT, CONSTRAINT, EFFECTIVE_SIZE, ASSORTATIVITY, *([RECIPROCITY] if edges.directed else []),
        ),
    )  # fmt: skip


def _places(
    described: Described,
    component: Vector,
    community: Vector,
    core: Vector,
    cut_points: set[int],
    constraint: Vector,
    effective: Vector,
) -> tuple[Place, ...]:
    columns: Sequence[Sequence[Any]] = [
        described.actors, described.labels, described.kinds, component.tolist(), community.tolist(), core.tolist(),
        [node in cut_points for node in range(len(described.actors))], _known(constraint), _known(effective),
    ]  # fmt: skip
    places = [Place(*row) for row in zip(*columns, strict=True)]
    return tuple(sorted(places, key=lambda each: (each.component, each.community, each.label, each.actor)))


def _known(values: Vector) -> list[float | None]:
    """Return values with None for what is not defined; 0.0 is not written as -0.0."""
    return [None if value != value else value + 0.0 for value in values.tolist()]
