"""Fill the page of a network: a picture, a ranking, and what an actor, a tie or a path rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from coalition.errors import CoalitionError, GraphError, SelectionError
from coalition.network.definitions import ACTOR_KINDS, NETWORKS
from coalition.network.measures import MEASURES
from coalition.operations.network import DECLARING
from coalition.operations.parameters import Parameter, chosen
from coalition.pages.layout import placed
from coalition.pages.memory import remembered
from coalition.pages.page import Asked, Page

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from coalition.graph import Graph
    from coalition.network.build import NetworkBasis
    from coalition.network.chains import TieSupport
    from coalition.network.edges import Edges

NODES, TIES, NAMED = 150, 900, 40
"""How many nodes, ties and names the picture has that needs no script."""

SENT = 60_000
"""How many ties a script gets, the strongest first."""

MOST_TIES = 3_000_000
"""The number of ties up to which a page shows a network: a meeting of a thousand actors gives half a million."""

PLACING = 100_000
"""How many ties, the strongest, decide where nodes lie."""

REMEMBERED = 4
"""How many networks a worker remembers."""

RANKED, NEIGHBOURS = 50, 50
"""How many actors a ranking lists, and how many ties of an actor."""

SIZE = 700.0
"""The length of a side of the picture, in its own units."""


@dataclass(frozen=True)
class Drawn:
    """Hold a node of the picture."""

    iri: str
    label: str
    part: int
    x: float
    y: float
    radius: float
    named: bool


@dataclass(frozen=True)
class Neighbour:
    """Hold an actor that another is tied to, and how many events or commitments tie them."""

    iri: str
    label: str
    weight: int


@dataclass(frozen=True)
class Network:
    """Hold a network as pages need it: its arrays, its nodes, their places, communities and sizes."""

    basis: NetworkBasis
    edges: Edges
    actors: Sequence[str]
    labels: Sequence[str]
    kinds: Sequence[str]
    parts: NDArray[np.int64]
    places: NDArray[np.float64]
    degree: NDArray[np.float64]
    numbers: NDArray[np.int32]

    def number(self, iri: str) -> int:
        """Return the number of a node, or -1."""
        return self.actors.index(iri) if iri in self.actors else -1


def read(asked: Asked) -> Network:
    """Return the network that is asked for.

    Raises
    ------
    SelectionError
        When it has no actors, or too many ties.
    """
    declared = chosen(asked.values, DECLARING)
    return remembered(asked.graph, "network", _key(declared), REMEMBERED, lambda: _read(asked.graph, declared))


def _key(declared: Mapping[str, Any]) -> str:
    return repr(sorted(declared.items(), key=str))


def _read(graph: Graph, declared: Mapping[str, Any]) -> Network:
    from coalition.network.cohesion import communities, undirected

    basis = graph._based(**declared)
    if basis.network.name == "co-participation" and (many := _ties_at_most(basis)) > MOST_TIES:
        remedy = "choose a shorter time or fewer kinds, or the network affiliation, which joins actors to events"
        raise SelectionError(f"this network may have {many:,} ties, too many for a page", remedy=remedy)
    edges, numbers = basis.edges()
    if not edges.nodes:
        raise SelectionError("no actor is in this network", remedy="choose other kinds, a longer time or weaker ties")
    described = basis.described(numbers)
    few = _strongest(edges)
    found = communities(undirected(few, weighted=False))  # as in the structure, where no tie counts for more
    parts = np.asarray(found.members, dtype=np.int64) - 1
    key = f"{_key(declared)} {edges.nodes} {len(edges.source)} unweighted"
    places = placed(few, parts, graph.snapshot.folder, key)
    ends = np.concatenate([edges.source, edges.target])
    degree = np.bincount(ends, minlength=edges.nodes).astype(float)
    names, labels, kinds = described.actors, described.labels, described.kinds
    return Network(basis, edges, names, labels, kinds, parts, places, degree, numbers)


def _ties_at_most(basis: NetworkBasis) -> int:
    """Return how many ties the events of a network give, if no two events join the same actors."""
    pairs = np.unique(np.column_stack([basis.rows.thing, basis.rows.one]), axis=0)
    _, sizes = np.unique(pairs[:, 0], return_counts=True)
    return int((sizes * (sizes - 1) // 2).sum())


def _strongest(edges: Edges) -> Edges:
    """Return a network with its strongest ties, as many as tell where nodes lie."""
    if len(edges.source) <= PLACING:
        return edges
    kept = np.sort(np.argsort(-edges.weight, kind="stable")[:PLACING])
    return replace(edges, source=edges.source[kept], target=edges.target[kept], weight=edges.weight[kept])


def fill(asked: Asked) -> Mapping[str, Any]:
    """Return what the page of a network shows, or with the part `data` what its script draws."""
    if asked.part == "data":
        return {"json": data(read(asked))}
    filled: dict[str, Any] = {
        "title": asked.catalogue.gettext("Network"),
        "networks": NETWORKS,
        "kinds": ACTOR_KINDS,
        "measures": MEASURES,
        "network": None,
        "fault": None,
        "ranking": None,
        "selected": None,
        "path": None,
        "tie": None,
        "count": 0,
    }
    try:
        network = read(asked)
    except (SelectionError, GraphError) as fault:
        return filled | {"fault": fault, "status": 400}
    drawn, lines = picture(network, asked)
    filled |= {
        "network": network,
        "drawn": drawn,
        "lines": lines,
        "size": SIZE,
        "count": int(network.parts.max()) + 1,
        "data": asked.url("/network/data", **_declared(asked)),
    }
    filled |= _ranked(asked)
    filled |= _selected(asked, network)
    return filled


def _declared(asked: Asked) -> dict[str, Any]:
    names = {parameter.name for parameter in DECLARING}
    return {name: value for name, value in asked.given.items() if name in names}


def picture(network: Network, asked: Asked) -> tuple[list[Drawn], list[tuple[float, float, float, float, float]]]:
    """Return the nodes and the ties of the picture: those of the actors with most ties, and of the one selected."""
    order = np.argsort(-network.degree, kind="stable")
    inside = np.zeros(network.edges.nodes, dtype=bool)
    inside[order[:NODES]] = True
    selected = network.number(_iri(asked))
    if selected >= 0:
        inside[selected] = True
    rank = np.empty(network.edges.nodes, dtype=np.int64)
    rank[order] = np.arange(network.edges.nodes)
    places = (network.places + 1) * (SIZE - 60) / 2 + 30
    most = np.sqrt(max(1.0, float(network.degree.max())))
    drawn = [
        Drawn(
            network.actors[n],
            network.labels[n],
            int(network.parts[n]),
            float(places[n, 0]),
            float(places[n, 1]),
            3.0 + 9.0 * float(np.sqrt(network.degree[n])) / most,
            bool(rank[n] < NAMED or n == selected),
        )
        for n in np.flatnonzero(inside).tolist()
    ]
    edges = network.edges
    kept = np.flatnonzero(inside[edges.source] & inside[edges.target])
    kept = kept[np.argsort(-edges.weight[kept], kind="stable")[:TIES]]
    strongest = float(edges.weight[kept].max()) if len(kept) else 1.0
    lines = [
        (*places[one].tolist(), *places[other].tolist(), 0.5 + 3 * weight / strongest)
        for one, other, weight in zip(
            edges.source[kept].tolist(), edges.target[kept].tolist(), edges.weight[kept].tolist(), strict=True
        )
    ]
    return drawn, lines


def _iri(asked: Asked) -> str:
    """Return the IRI of the actor that is selected, or "" where there is none."""
    try:
        return asked.graph.find(asked.values["select"]) if asked.values.get("select") else ""
    except CoalitionError:
        return ""


def data(network: Network) -> dict[str, Any]:
    """Return what the script draws: nodes as columns, and the strongest ties as numbers of nodes."""
    edges = network.edges
    kept = np.argsort(-edges.weight, kind="stable")[:SENT]
    return {
        "iri": list(network.actors),
        "label": list(network.labels),
        "kind": list(network.kinds),
        "part": network.parts.tolist(),
        "x": np.round(network.places[:, 0], 4).tolist(),
        "y": np.round(network.places[:, 1], 4).tolist(),
        "degree": network.degree.astype(int).tolist(),
        "source": edges.source[kept].tolist(),
        "target": edges.target[kept].tolist(),
        "weight": edges.weight[kept].astype(int).tolist(),
        "ties": len(edges.source),
        "directed": edges.directed,
    }


def _ranked(asked: Asked) -> dict[str, Any]:
    """Return the ranking beside the picture, with what each rank rests on where that is asked for, or quick."""
    declared = chosen(asked.values, DECLARING)
    measure = asked.values.get("measure", "degree")
    robust = asked.values.get("robust", not asked.graph._large and measure == "degree")

    def rank() -> dict[str, Any]:
        if robust:
            found = asked.graph.robustness(measure, **declared)
            rows = [(row.whole, row.best, row.worst, row.rests_on) for row in found.rows[:RANKED]]
            return {"ranking": replace(found.ranking, rows=()), "rows": rows}
        ranking = asked.graph.centrality(measure, **declared)
        return {"ranking": replace(ranking, rows=()), "rows": [(row, 0, 0, ()) for row in ranking.rows[:RANKED]]}

    try:
        key = f"{measure} {robust} {_key(declared)}"
        ranked = remembered(asked.graph, "ranking", key, 8 * REMEMBERED, rank)
        return {**ranked, "robust": robust, "measure": measure}
    except SelectionError as fault:
        return {"fault": fault, "rows": [], "robust": robust, "measure": measure}


def _selected(asked: Asked, network: Network) -> dict[str, Any]:
    """Return what is shown of the actor, the tie and the path that the address selects."""
    found: dict[str, Any] = {}
    select, with_ = asked.values.get("select"), asked.values.get("tie")
    if not select:
        return found
    try:
        iri = asked.graph.find(select)
        number = network.number(iri)
        if number < 0:
            what = f"{asked.graph.names.label(iri)} is not in this network"
            raise SelectionError(what, remedy="choose other kinds, or a longer time")
        found["selected"] = (iri, network.labels[number], neighbours(network, number))
        if with_:
            other = network.number(asked.graph.find(with_))
            supports = _supports(asked, network, number, other) if other >= 0 else ()
            found["tie"] = (network.labels[other] if other >= 0 else with_, supports)
        if end := asked.values.get("path"):
            declared = chosen(asked.values, DECLARING)
            found["path"] = asked.graph.path(select, end, **declared)
    except CoalitionError as fault:
        found["fault"] = fault
    return found


def neighbours(network: Network, number: int) -> list[Neighbour]:
    """Return the actors that a node is tied to, the strongest ties first."""
    edges = network.edges
    out, into = edges.source == number, (edges.target == number) & (edges.source != number)
    others = np.concatenate([edges.target[out], edges.source[into]])
    weights = np.concatenate([edges.weight[out], edges.weight[into]])
    order = np.lexsort((others, -weights))[:NEIGHBOURS]
    found = zip(others[order].tolist(), weights[order].tolist(), strict=True)
    return [Neighbour(network.actors[n], network.labels[n], int(weight)) for n, weight in found]


def _supports(asked: Asked, network: Network, one: int, other: int) -> Sequence[TieSupport]:
    """Return the events or commitments of a tie, in either direction."""
    from coalition.network.chains import ties_of

    ends = int(network.numbers[one]), int(network.numbers[other])
    tracer = asked.graph._tracer
    found = ties_of(network.basis, tracer, *ends)
    return found or ties_of(network.basis, tracer, *ends[::-1])


NETWORK = Page(
    "network.html",
    fill,
    (
        *DECLARING,
        Parameter("measure", "choice", choices=tuple(MEASURES), default="degree"),
        Parameter("robust", "flag", "Rank again without each source."),
        Parameter("select", "thing", "The actor that is selected.", kinds=("Actor",)),
        Parameter("tie", "thing", "The other end of a tie that is selected.", kinds=("Actor",)),
        Parameter("path", "thing", "The end of a path from the actor that is selected.", kinds=("Actor",)),
    ),
)
