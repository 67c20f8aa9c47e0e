"""Fill the page of a network: a picture, a ranking, and what an actor, a tie or a path rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from coalition.errors import CoalitionError, GraphError, SelectionError
from coalition.namespaces import local_name
from coalition.network.definitions import ACTOR_KINDS
from coalition.network.measures import MEASURES
from coalition.network.robustness import FAMILY
from coalition.operations.network import DECLARING
from coalition.operations.parameters import Parameter, chosen
from coalition.pages.catalogue import N_
from coalition.pages.layout import placed
from coalition.pages.memory import remembered
from coalition.pages.page import Asked, Page

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from coalition.graph import Graph
    from coalition.network.build import NetworkBasis
    from coalition.network.chains import TieSupport
    from coalition.network.edges import Edges
    from coalition.network.robustness import RobustRank

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

RANKED, NEIGHBOURS, FIRST = 50, 200, 10
"""How many actors a ranking lists, how many ties of an actor, and how many of these at once."""

JOINED: Mapping[str, str] = {
    "co-participation": N_("who met at the same event"),
    "affiliation": N_("who took part in which event"),
    "commitment": N_("who commits to whom"),
}
"""What joins the actors of each network, in plain words."""

RANKS: Mapping[str, str] = {
    "degree": N_("most partners"),
    "betweenness": N_("most often between others"),
    "closeness": N_("nearest to all others"),
    "harmonic": N_("nearest to all others, also across gaps"),
    "eigenvector": N_("best connected partners"),
    "pagerank": N_("most sought by those who are sought (PageRank)"),
    "katz": N_("most chains to others (Katz)"),
}
"""What comes first by each measure, in plain words; others are called by their names."""

STRUCTURED = 200
"""Of how many actors the page of the structure tells the place."""

LETTER, LINE = 5.6, 11.0
"""The width of a letter of a name in the picture, and the height of a line, in its units."""

SIZE = 700.0
"""The length of a side of the picture, in its own units."""


@dataclass(frozen=True)
class Drawn:
    """Hold a node of the picture; its name stands on its right (1) or left (-1) side, or nowhere (0)."""

    iri: str
    label: str
    part: int
    x: float
    y: float
    radius: float
    side: int
    chosen: bool


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
    if asked.part == "structure":
        return structure(asked)
    filled: dict[str, Any] = {
        "title": asked.catalogue.gettext("Network"),
        "networks": JOINED,
        "kinds": ACTOR_KINDS,
        "measures": {name: RANKS.get(name, name) for name in MEASURES},
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
    found = _selected(asked, network)
    path = found.get("path")
    chosen_ones = [node.iri for chain in path.paths for node in chain] if path else []
    if not chosen_ones and found.get("selected"):
        chosen_ones = [found["selected"][0]]
    drawn, lines = picture(network, list(dict.fromkeys(chosen_ones)))
    filled |= {
        "network": network,
        "drawn": drawn,
        "lines": lines,
        "size": SIZE,
        "count": int(network.parts.max()) + 1,
        "data": asked.url("/network/data", **_declared(asked)),
        "structure": asked.url("/network/structure", **_declared(asked)),
        "chosen": list(dict.fromkeys(chosen_ones)),
        "first": FIRST,
    }
    filled |= _ranked(asked)
    return filled | found


def _declared(asked: Asked) -> dict[str, Any]:
    names = {parameter.name for parameter in DECLARING}
    return {name: value for name, value in asked.given.items() if name in names}


def structure(asked: Asked) -> dict[str, Any]:
    """Return what the page of the structure of a network shows.

    Raises
    ------
    SelectionError
        When the network has no actors.
    """
    declared = chosen(asked.values, DECLARING)
    key = _key(declared)
    found = remembered(asked.graph, "structure", key, REMEMBERED, lambda: asked.graph.structure(**declared))
    return {
        "template": "structure.html",
        "title": asked.catalogue.gettext("Structure of the network"),
        "structure": found,
        "places": found.places[:STRUCTURED],
        "back": asked.url("/network", **_declared(asked)),
    }


def picture(
    network: Network, chosen_ones: Sequence[str]
) -> tuple[list[Drawn], list[tuple[float, float, float, float, float]]]:
    """Return the nodes and the ties of the picture: those of the actors with most ties, and of those chosen."""
    order = np.argsort(-network.degree, kind="stable")
    inside = np.zeros(network.edges.nodes, dtype=bool)
    inside[order[:NODES]] = True
    lit = {number for iri in chosen_ones if (number := network.number(iri)) >= 0}
    inside[list(lit)] = True
    rank = np.empty(network.edges.nodes, dtype=np.int64)
    rank[order] = np.arange(network.edges.nodes)
    places = (network.places + 1) * (SIZE - 60) / 2 + 30
    most = np.sqrt(max(1.0, float(network.degree.max())))
    radius = 3.0 + 9.0 * np.sqrt(network.degree) / most
    first = [n for n in order.tolist() if inside[n] and (n in lit or rank[n] < NAMED)]
    sides = _named(network, places, radius, sorted(first, key=lambda n: n not in lit))
    drawn = [
        Drawn(
            network.actors[n],
            network.labels[n],
            int(network.parts[n]),
            float(places[n, 0]),
            float(places[n, 1]),
            float(radius[n]),
            sides.get(n, 0),
            n in lit,
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


def _named(
    network: Network, places: NDArray[np.float64], radius: NDArray[np.float64], nodes: Sequence[int]
) -> dict[int, int]:
    """Return on which side of some nodes their names stand, so that none is cut off or covers another."""
    taken: list[tuple[float, float, float]] = []
    sides = {}
    for node in nodes:
        (x, y), gap = places[node].tolist(), float(radius[node]) + 2
        width = LETTER * len(network.labels[node][:28])
        for side, start in ((1, x + gap), (-1, x - gap - width)):
            fits = start >= 0 and start + width <= SIZE
            if fits and all(
                abs(y - other) >= LINE or start + width <= left or right <= start for left, right, other in taken
            ):
                taken.append((start, start + width, y))
                sides[node] = side
                break
    return sides


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
            rows = [(row.whole, without(row, asked)) for row in found.rows[:RANKED]]
            return {"ranking": replace(found.ranking, rows=()), "rows": rows}
        ranking = asked.graph.centrality(measure, **declared)
        return {"ranking": replace(ranking, rows=()), "rows": [(row, []) for row in ranking.rows[:RANKED]]}

    try:
        key = f"{measure} {robust} {asked.catalogue.language} {_key(declared)}"
        ranked = remembered(asked.graph, "ranking", key, 8 * REMEMBERED, rank)
        return {**ranked, "robust": robust, "measure": measure}
    except SelectionError as fault:
        return {"fault": fault, "rows": [], "robust": robust, "measure": measure}


def without(row: RobustRank, asked: Asked) -> list[str]:
    """Return in words what becomes of a rank where sources are left out."""
    text = asked.catalogue.gettext
    labels = {family.name: [asked.called(iri) for iri in family.sources] for family in asked.graph.families()}
    labels |= {local_name(iri): [asked.called(iri)] for f in asked.graph.families() for iri in f.sources}

    def named(name: str) -> str:
        return text(" and ").join(labels.get(name.removeprefix(FAMILY), [name]))

    sources = [name for name in row.rests_on if not name.startswith(FAMILY)]
    told = [
        (text("not there without {sources}") if name in row.absent else text("nothing left without {sources}")).format(
            sources=named(name)
        )
        for name in sources or row.rests_on
    ]
    for name, rank in ((row.worst_without, row.worst), (row.best_without, row.best)):
        if name:
            told.append(text("without {sources}: rank {rank}").format(sources=named(name), rank=rank))
    return told or [text("the same rank without any one source")]


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
