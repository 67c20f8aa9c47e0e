"""Hold a network as arrays: what measures of centrality read, without an object for each node and tie."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    import numpy as np
    from networkx import Graph
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Edges:
    """Hold a network as arrays, with n nodes, numbered from 0, and m ties.

    Attributes
    ----------
    nodes:
        The number n.
    source, target:
        The two ends of each tie, shape (m,). An undirected tie stands once, its lower number in `source`; a loop has
        the same number in both.
    weight:
        The number of events or commitments of each tie, shape (m,).
    directed:
        Whether a tie is an arc from `source` to `target`.
    side:
        In the affiliation network, 0 for an actor and 1 for an event, shape (n,); None in any other.
    """

    nodes: int
    source: NDArray[np.int32]
    target: NDArray[np.int32]
    weight: NDArray[np.float64]
    directed: bool
    side: NDArray[np.int8] | None

    @classmethod
    def from_graph(cls, graph: Graph) -> Self:
        """Return a network of networkx as arrays, its nodes numbered in their order; a tie without weight has 1."""
        import numpy as np

        numbers = {node: number for number, node in enumerate(graph)}
        ends = np.array([(numbers[one], numbers[other]) for one, other in graph.edges], dtype=np.int32).reshape(-1, 2)
        if not graph.is_directed():
            ends.sort(axis=1)
        weight = np.array([weight for _, _, weight in graph.edges(data="weight", default=1)], dtype=np.float64)
        sides = [side for _, side in graph.nodes(data="bipartite")]
        side = None if all(one is None for one in sides) else np.array([one or 0 for one in sides], dtype=np.int8)
        return cls(len(graph), ends[:, 0].copy(), ends[:, 1].copy(), weight, graph.is_directed(), side)

    def to_networkx(self) -> Graph:
        """Return the network for networkx, its nodes 0 to n - 1; each tie has `weight` and `distance`, 1 / weight."""
        import networkx as nx

        graph = nx.DiGraph() if self.directed else nx.Graph()
        graph.add_nodes_from(range(self.nodes))
        if self.side is not None:
            nx.set_node_attributes(graph, dict(enumerate(self.side.tolist())), "bipartite")
        ties = zip(self.source.tolist(), self.target.tolist(), self.weight.tolist(), strict=True)
        graph.add_edges_from((one, other, {"weight": weight, "distance": 1 / weight}) for one, other, weight in ties)
        return graph

    def components(self) -> int:
        """Return the number of parts in which each node can be reached from each other; directions do not matter."""
        import numpy as np

        # Each node points to one of its part with a lower number, or to itself: at last to the lowest of the part.
        lower = np.arange(self.nodes)
        while True:
            one, other = lower[self.source], lower[self.target]
            if (one == other).all():
                return int(np.count_nonzero(lower == np.arange(self.nodes)))
            np.minimum.at(lower, np.maximum(one, other), np.minimum(one, other))
            while (lower[lower] != lower).any():
                lower = lower[lower]
