"""Find the shortest paths between two actors of a network, with what each of their steps rests on."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import TYPE_CHECKING, Any

from coalition.errors import SelectionError
from coalition.network.measures import BY_DISTANCE, NEWMAN
from coalition.network.paths import whole_lengths
from coalition.provenance.evidence import Cited, Tracer

if TYPE_CHECKING:
    from coalition.network.build import NetworkBasis
    from coalition.network.edges import Edges

MOST = 10
"""How many paths are listed where nothing else is asked for."""

DEFINITION = "A path from one actor to another is a chain of ties; a shortest one has the fewest ties."
ALONG_ARCS = "A path follows the direction of the arcs."
SOURCE = (
    "Dijkstra 1959, A note on two problems in connexion with graphs, Numerische Mathematik 1, 269-271, "
    "doi:10.1007/BF01386390"
)


@dataclass(frozen=True, slots=True)
class Node:
    """Name an actor, or in an affiliation network an event."""

    iri: str
    label: str
    kind: str

    def to_dict(self) -> dict[str, Any]:
        """Return the node as plain data, for JSON."""
        return {"iri": self.iri, "label": self.label, "kind": self.kind}


@dataclass(frozen=True, slots=True)
class TieSupport:
    """Hold an event or a commitment that ties two nodes, and the passages that say so of either."""

    thing: str
    label: str
    passages: tuple[Cited, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the support as plain data, for JSON."""
        return {
            "thing": self.thing,
            "label": self.label,
            "passages": [cited.to_dict() for cited in self.passages],
        }


@dataclass(frozen=True, slots=True)
class Step:
    """Hold a tie on a path: its two ends, and its events or commitments. Its weight is their number."""

    one: Node
    other: Node
    supports: tuple[TieSupport, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the step as plain data, for JSON."""
        return {
            "from": self.one.iri,
            "to": self.other.iri,
            "weight": len(self.supports),
            "supports": [support.to_dict() for support in self.supports],
        }


@dataclass(frozen=True, slots=True, repr=False)
class Paths:
    """Hold the shortest paths between two actors.

    Attributes
    ----------
    network, network_definition:
        The name of the network, and what its nodes and ties are.
    definition, source:
        What a shortest path is, and the publications that say so.
    weight:
        `distance` if a tie is 1 / weight long; None if each tie is 1 long.
    one, other:
        The actors at which the paths begin and end.
    length:
        The length of each path; None if there is no path.
    number:
        How many shortest paths there are.
    paths:
        The nodes of those that are listed, in the order of the nodes' IRIs.
    steps:
        Each tie on a listed path once, in the order in which the paths come to it.
    apart:
        Why there is no path, in a sentence; empty if there is one.
    """

    network: str
    network_definition: str
    definition: str
    source: str
    weight: str | None
    one: Node
    other: Node
    length: float | None
    number: int
    paths: tuple[tuple[Node, ...], ...]
    steps: tuple[Step, ...]
    apart: str = ""

    def __repr__(self) -> str:
        return f"<Paths: {self.number} from {self.one.label} to {self.other.label} in the {self.network} network>"

    def _repr_html_(self) -> str:
        from coalition.output.html import table

        rows = ([str(place), " – ".join(node.label for node in path)] for place, path in enumerate(self.paths, 1))
        return table(("path", "actors"), rows, len(self.paths))

    def to_dict(self) -> dict[str, Any]:
        """Return the paths as plain data, for JSON; a path is a list of nodes, and `steps` hold what it rests on."""
        return {
            "network": self.network,
            "network_definition": self.network_definition,
            "definition": self.definition,
            "source": self.source,
            "weight": self.weight,
            "from": self.one.to_dict(),
            "to": self.other.to_dict(),
            "length": self.length,
            "number": self.number,
            "paths": [[node.to_dict() for node in path] for path in self.paths],
            "steps": [step.to_dict() for step in self.steps],
            "apart": self.apart,
        }


def find_paths(
    basis: NetworkBasis, one: str, other: str, tracer: Tracer, weighted: bool = False, most: int = MOST
) -> Paths:
    """Return the shortest paths between two actors.

    Parameters
    ----------
    basis:
        What the network is built from.
    one, other:
        The IRIs of the actors.
    tracer:
        Finds passages and labels.
    weighted:
        Whether a tie is 1 / weight long. If not, each tie is 1 long.
    most:
        How many paths to list; all are counted.

    Raises
    ------
    SelectionError
        When an actor is not in the network, both are the same, or `most` is less than 1.
    """
    if most < 1:
        raise SelectionError(f"{most} paths cannot be listed", remedy="give 1 or more")
    edges, nodes = basis.edges()
    place = {number: index for index, number in enumerate(nodes.tolist())}
    ends = []
    for iri in (one, other):
        end = place.get(basis.nodes.terms.number_of(iri))
        if end is None:
            raise SelectionError(
                f"{basis.nodes.label(iri)} is not in the {basis.network.name} network",
                remedy="include its kind with --kind, without --represented for a person, or name another actor",
            )
        ends.append(end)
    if one == other:
        raise SelectionError(f"both ends of the path are {basis.nodes.label(one)}", remedy="name two different actors")

    def node(index: int) -> Node:
        iri = basis.nodes.terms.iri(int(nodes[index]))
        return Node(iri, basis.nodes.label(iri), basis.nodes.kind(iri))

    length, number, listed = shortest_paths(edges, ends[0], ends[1], weighted, most)
    steps = dict.fromkeys(step for path in listed for step in pairwise(path))
    supported = (Step(node(u), node(v), ties_of(basis, tracer, int(nodes[u]), int(nodes[v]))) for u, v in steps)
    definition = " ".join([DEFINITION, *([BY_DISTANCE] if weighted else []), *([ALONG_ARCS] if edges.directed else [])])
    return Paths(
        network=basis.network.name,
        network_definition=basis.definition,
        definition=definition,
        source=f"{SOURCE}; {NEWMAN}" if weighted else SOURCE,
        weight="distance" if weighted else None,
        one=node(ends[0]),
        other=node(ends[1]),
        length=length,
        number=number,
        paths=tuple(tuple(map(node, path)) for path in listed),
        steps=tuple(supported),
        apart="" if listed else _apart(edges, node, ends[0], ends[1]),
    )


def shortest_paths(
    edges: Edges, start: int, end: int, weighted: bool = False, most: int = MOST
) -> tuple[float | None, int, list[tuple[int, ...]]]:
    """Return the length of the shortest paths between two nodes, their number, and the first `most` of them.

    They are in the order of the numbers of their nodes. Lengths are compared as whole numbers, so that rounding never
    decides which path is shortest. Where there is no path, the length is None.
    """
    lengths, scale = whole_lengths(edges.weight) if weighted else ([1] * len(edges.source), 1)
    before: list[list[tuple[int, int]]] = [[] for _ in range(edges.nodes)]
    after = before if not edges.directed else [[] for _ in range(edges.nodes)]
    for one, other, length in zip(edges.source.tolist(), edges.target.tolist(), lengths, strict=True):
        if one != other:
            after[one].append((other, length))
            before[other].append((one, length))
    # Distances to the end, so that a path can be followed from its start without ever leaving the shortest ones.
    far, ways = {end: 0}, {end: 1}
    ahead, done = [(0, end)], set()
    while ahead:
        distance, node = heapq.heappop(ahead)
        if node in done:
            continue
        done.add(node)
        if node == start:
            break
        for neighbour, length in before[node]:
            through = distance + length
            if neighbour not in far or through < far[neighbour]:
                far[neighbour], ways[neighbour] = through, ways[node]
                heapq.heappush(ahead, (through, neighbour))
            elif through == far[neighbour]:
                ways[neighbour] += ways[node]
    if start not in done:
        return None, 0, []

    def nearer(node: int) -> Iterator[int]:
        return iter(sorted(n for n, length in after[node] if n in done and far[n] + length == far[node]))

    def followed() -> Iterator[tuple[int, ...]]:
        path, following = [start], [nearer(start)]
        while following:
            node = next(following[-1], None)
            if node is None:
                path.pop()
                following.pop()
            elif node == end:
                yield (*path, end)
            else:
                path.append(node)
                following.append(nearer(node))

    return far[start] / scale, ways[start], list(islice(followed(), most))


def ties_of(basis: NetworkBasis, tracer: Tracer, one: int, other: int) -> tuple[TieSupport, ...]:
    """Return the events or commitments that tie two nodes, given their numbers as terms, in the order of the IRIs."""
    rows, said = basis.rows, dict[int, set[int]]()
    if basis.network.name == "co-participation":
        first, second = rows.one == one, rows.one == other
        both = set(rows.thing[first].tolist()) & set(rows.thing[second].tolist())
        mask = first | second
    elif basis.network.directed:
        mask = (rows.one == one) & (rows.other == other)
        both = set(rows.thing[mask].tolist())
    else:
        mask = ((rows.one == one) & (rows.thing == other)) | ((rows.one == other) & (rows.thing == one))
        both = set(rows.thing[mask].tolist())
    for thing, passage in zip(rows.thing[mask].tolist(), rows.passage[mask].tolist(), strict=True):
        if thing in both:
            said.setdefault(thing, set()).update([] if passage < 0 else [passage])
    terms = basis.nodes.terms
    return tuple(
        TieSupport(
            terms.iri(thing),
            tracer.names.label(terms.iri(thing)),
            tuple(tracer.cite(passage) for passage in terms.iris(sorted(said[thing]))),
        )
        for thing in sorted(said)
    )


def _apart(edges: Edges, node: Any, one: int, other: int) -> str:
    """Say why there is no path: the components of its ends, or the direction of arcs."""
    from coalition.network.cohesion import components
    from coalition.output.table import plural

    members = components(edges)
    start, end = node(one).label, node(other).label
    if members[one] == members[other]:
        return f"no path leads from {start} to {end} along the arcs, though other ties connect them"
    sizes = (int((members == members[each]).sum()) for each in (one, other))
    where = [
        f"{label} is in component {members[each]}, of {plural(size, 'node')}"
        for label, each, size in zip((start, end), (one, other), sizes, strict=True)
    ]
    return f"no path: {' and '.join(where)}"
