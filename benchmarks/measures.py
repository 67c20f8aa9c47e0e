"""What measures of centrality cost: ours beside igraph, networkit, rustworkx, scipy and, if asked, networkx.

All begin with the same arrays: an invented network with a few nodes of hundreds of ties, from a seed, of 4,859 nodes
and 65,324 ties with weights from 1 to 50. A peer's CPU seconds are those of making its graph of the arrays and of the
measure; for Katz, alpha has to be found first, as we do. Peers run twice: as one calls them, without a tolerance, and,
where they iterate, with the widest tolerance of TOLERANCES that makes all scores right to DIGITS. An error is the
greatest relative one of a score, with ours as the reference: tests compare ours with networkx and with closed forms.

    python benchmarks/measures.py [--nodes N] [--ties M] [--networkx]
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import networkx as nx
import numpy as np

from coalition.network.edges import Edges
from coalition.network.linear import matrix_of
from coalition.network.measures import MEASURES, measure_of, score

NODES, TIES, SEED = 4_859, 65_324, 1

DIGITS = 1e-11
"""The greatest relative error of a score that counts as equally exact."""

TOLERANCES = (1e-9, 1e-12, 1e-15, 1e-18, 1e-21, 1e-24)
"""What is tried to reach DIGITS; networkit compares squares."""

Run = Callable[[Any, float | None], Any]
"""Returns scores, given what `Peer.build` made, and a tolerance, or None for that of the peer."""


@dataclass(frozen=True, slots=True)
class Peer:
    """Hold how a peer makes its graph of the arrays, and how it computes each measure that it has.

    Measures in `iterating` stop at a tolerance; those in `unweighted` know no weights.
    """

    build: Callable[[Edges, bool], Any]
    runs: Mapping[str, Run]
    iterating: frozenset[str] = frozenset()
    unweighted: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Timed:
    """Hold a peer's CPU seconds for its graph and for a measure, and the greatest relative error of a score."""

    peer: str
    building: float
    seconds: float
    error: float

    @property
    def total(self) -> float:
        """Return the seconds from the arrays on."""
        return self.building + self.seconds


@dataclass(frozen=True, slots=True)
class Compared:
    """Hold what a measure costs us, and what it costs peers as they are called, and at equal accuracy."""

    measure: str
    seconds: float
    called: tuple[Timed, ...]
    exact: tuple[Timed, ...]


def restored(row: Mapping[str, Any]) -> Compared:
    """Return a row that was written as plain data."""
    called, exact = (tuple(Timed(**peer) for peer in row[key]) for key in ("called", "exact"))
    return Compared(row["measure"], row["seconds"], called, exact)


def heavy_tailed(nodes: int, ties: int, seed: int = SEED) -> Edges:
    """Return a network in which the number of a node's ties, and the weight of a tie, fall off slowly."""
    source = np.random.default_rng(seed)
    share = (np.arange(nodes) + 5.0) ** -0.6
    names, pairs = source.permutation(nodes), np.empty((0, 2), dtype=np.int64)
    while len(pairs) < ties:
        drawn = np.sort(names[source.choice(nodes, (ties, 2), p=share / share.sum())], axis=1)
        pairs = np.concatenate([pairs, drawn[drawn[:, 0] < drawn[:, 1]]])
        pairs = pairs[np.sort(np.unique(pairs, axis=0, return_index=True)[1])]
    one, other = pairs[:ties].astype(np.int32).T.copy()
    weight = np.minimum(source.zipf(2.0, ties), 50).astype(np.float64)
    return Edges(nodes, one, other, weight, directed=False, side=None)


def alpha_of(matrix: Any) -> float:
    """Return the alpha of Katz as our measure chooses it, from the eigenvalue that scipy finds."""
    from scipy.sparse.linalg import eigsh

    value = eigsh(matrix, k=1, which="LA", return_eigenvectors=False)[0]
    return min(0.1, float(f"{0.9 / float(f'{value:.9g}'):.6g}"))


def limited(tolerance: float | None, **others: Any) -> dict[str, Any]:
    """Return the arguments that set a tolerance, if there is one."""
    return others | ({} if tolerance is None else {"tol": tolerance})


def igraph_peer() -> Peer:
    """Return what igraph has; it takes lengths for equal that differ by less than 1e-10 of their sum."""
    import igraph

    def build(edges: Edges, weighted: bool) -> Any:
        graph = igraph.Graph(n=edges.nodes, edges=np.column_stack([edges.source, edges.target]))
        return graph, *(((1 / edges.weight).tolist(), edges.weight.tolist()) if weighted else (None, None))

    return Peer(
        build,
        {
            "degree": lambda made, _: made[0].strength(weights=made[2]),
            "betweenness": lambda made, _: made[0].betweenness(weights=made[1]),
            "closeness": lambda made, _: made[0].closeness(weights=made[1]),
            "harmonic": lambda made, _: made[0].harmonic_centrality(weights=made[1]),
            "eigenvector": lambda made, _: made[0].eigenvector_centrality(weights=made[2]),
            "pagerank": lambda made, _: made[0].pagerank(weights=made[2]),
        },
    )


def networkit_peer() -> Peer:
    """Return what networkit has, on one processor."""
    import networkit as nk

    nk.setNumberOfThreads(1)
    centrality, general = nk.centrality, nk.centrality.ClosenessVariant.Generalized

    def build(edges: Edges, weighted: bool, by_distance: bool) -> Any:
        values = (1 / edges.weight if by_distance else edges.weight) if weighted else np.ones(len(edges.weight))
        ends = (edges.source.astype(np.uint64), edges.target.astype(np.uint64))
        graph = nk.GraphFromCoo((values, ends), n=edges.nodes, weighted=weighted, directed=False)
        return graph, edges, weighted

    def scores(algorithm: Any) -> Any:
        return algorithm.run().scores()

    def katz(made: Any, tolerance: float | None) -> Any:
        alpha = alpha_of(matrix_of(made[1], made[2]))
        return scores(centrality.KatzCentrality(made[0], alpha=alpha, **limited(tolerance)))

    return Peer(
        lambda edges, weighted: {far: build(edges, weighted, far) for far in ((False, True) if weighted else (False,))},
        {
            "degree": lambda made, _: scores(centrality.DegreeCentrality(made[False][0])),
            "betweenness": lambda made, _: scores(centrality.Betweenness(made[max(made)][0])),
            "closeness": lambda made, _: scores(centrality.Closeness(made[max(made)][0], False, general)),
            "harmonic": lambda made, _: scores(centrality.HarmonicCloseness(made[max(made)][0], False)),
            "eigenvector": lambda made, tolerance: scores(
                centrality.EigenvectorCentrality(made[False][0], **limited(tolerance))
            ),
            "pagerank": lambda made, tolerance: scores(centrality.PageRank(made[False][0], 0.85, **limited(tolerance))),
            "katz": lambda made, tolerance: katz(made[False], tolerance),
        },
        frozenset({"eigenvector", "pagerank", "katz"}),
        frozenset({"degree"}),
    )


def rustworkx_peer() -> Peer:
    """Return what rustworkx has; its weighted closeness is another measure, and left out."""
    import rustworkx as rx

    def build(edges: Edges, weighted: bool) -> Any:
        graph = rx.PyGraph()
        graph.add_nodes_from(range(edges.nodes))
        weight = edges.weight if weighted else np.ones(len(edges.weight))
        graph.add_edges_from(list(zip(edges.source.tolist(), edges.target.tolist(), weight.tolist(), strict=True)))
        return graph, edges, weighted

    def iterated(measure: Callable[..., Any]) -> Run:
        return lambda made, tolerance: in_order(
            measure(made[0], **limited(tolerance, max_iter=10_000, weight_fn=float))
        )

    def in_order(found: Any) -> list[float]:
        return [found[node] for node in range(len(found))]

    def katz(made: Any, tolerance: float | None) -> Any:
        alpha = alpha_of(matrix_of(made[1], made[2]))
        return in_order(
            rx.katz_centrality(made[0], alpha=alpha, **limited(tolerance, max_iter=10_000, weight_fn=float))
        )

    return Peer(
        build,
        {
            "degree": lambda made, _: in_order(rx.degree_centrality(made[0])),
            "betweenness": lambda made, _: in_order(rx.betweenness_centrality(made[0])),
            "closeness": lambda made, _: in_order(rx.closeness_centrality(made[0])),
            "eigenvector": iterated(rx.eigenvector_centrality),
            "pagerank": lambda made, tolerance: in_order(
                rx.pagerank(made[0].to_directed(), **limited(tolerance, max_iter=10_000, weight_fn=float))
            ),
            "katz": katz,
        },
        frozenset({"eigenvector", "pagerank", "katz"}),
        frozenset({"degree", "betweenness", "closeness"}),
    )


def scipy_peer() -> Peer:
    """Return what scipy's functions do when they are called on the matrix, as a user would."""
    from scipy import sparse
    from scipy.sparse.csgraph import shortest_path
    from scipy.sparse.linalg import cg, eigsh

    def build(edges: Edges, weighted: bool) -> Any:
        one, other = np.concatenate([edges.source, edges.target]), np.concatenate([edges.target, edges.source])
        weight = np.tile(edges.weight, 2) if weighted else np.ones(2 * len(edges.weight))
        return sparse.csr_array((weight, (one, other)), shape=(edges.nodes, edges.nodes))

    def nearness(matrix: Any, _: float | None) -> Any:
        return 1 / shortest_path(matrix.power(-1)).sum(axis=0)

    def harmonic(matrix: Any, _: float | None) -> Any:
        lengths = shortest_path(matrix.power(-1))
        lengths[lengths == 0] = np.inf
        return (1 / lengths).sum(axis=0)

    def solved(equations: Any, tolerance: float | None) -> Any:
        return cg(equations.tocsr(), np.ones(equations.shape[0]), rtol=1e-5 if tolerance is None else tolerance)[0]

    def pagerank(matrix: Any, tolerance: float | None) -> Any:
        given = np.maximum(matrix.sum(axis=0), 1)
        return given * solved(sparse.diags_array(given) - 0.85 * matrix, tolerance)

    def katz(matrix: Any, tolerance: float | None) -> Any:
        return solved(sparse.eye_array(matrix.shape[0]) - alpha_of(matrix) * matrix, tolerance)

    return Peer(
        build,
        {
            "degree": lambda matrix, _: matrix.sum(axis=0),
            "closeness": nearness,
            "harmonic": harmonic,
            "eigenvector": lambda matrix, tolerance: np.abs(
                eigsh(matrix, k=1, which="LA", tol=tolerance or 0)[1][:, 0]
            ),
            "pagerank": pagerank,
            "katz": katz,
        },
        frozenset({"pagerank", "katz"}),
    )


def networkx_peer() -> Peer:
    """Return what networkx has."""

    def build(edges: Edges, weighted: bool) -> Any:
        return edges.to_networkx(), *(("distance", "weight") if weighted else (None, None))

    def values(found: Mapping[int, float]) -> list[float]:
        return [found[node] for node in range(len(found))]

    return Peer(
        build,
        {
            "degree": lambda made, _: values(dict(made[0].degree(weight=made[2]))),
            "betweenness": lambda made, _: values(nx.betweenness_centrality(made[0], weight=made[1])),
            "closeness": lambda made, _: values(nx.closeness_centrality(made[0], distance=made[1])),
            "harmonic": lambda made, _: values(nx.harmonic_centrality(made[0], distance=made[1])),
            "eigenvector": lambda made, tolerance: values(
                nx.eigenvector_centrality(made[0], weight=made[2], **limited(tolerance, max_iter=10_000))
            ),
            "pagerank": lambda made, tolerance: values(
                nx.pagerank(made[0], weight=made[2], **limited(tolerance, max_iter=10_000))
            ),
        },
        frozenset({"eigenvector", "pagerank"}),
    )


PEERS = {"igraph": igraph_peer, "networkit": networkit_peer, "rustworkx": rustworkx_peer, "scipy": scipy_peer}


def timed(run: Callable[[], Any], most: int = 9) -> tuple[float, Any]:
    """Return the least CPU seconds of some runs, of one where that takes more than a second, and what it returned."""
    found: list[float] = []
    while len(found) < most and sum(found) < 1:
        clock = time.process_time()
        result = run()
        found.append(time.process_time() - clock)
    return min(found), result


def error_of(scores: Any, right: Any) -> float:
    """Return the greatest relative error of a score, whatever all are multiplied by."""
    scores = np.asarray(scores, dtype=float)
    scores = scores * (right.sum() / scores.sum())
    return float(np.abs(scores[right > 0] / right[right > 0] - 1).max())


def compared(edges: Edges, peers: Mapping[str, Peer], known: Collection[str] = ()) -> Iterator[Compared]:
    """Yield each measure, without weights and with them, and what it costs us and each peer that has it.

    Measures whose names are `known` are left out.
    """
    for weighted in (False, True):
        built = {name: timed(partial(peer.build, edges, weighted)) for name, peer in peers.items()}
        for name in MEASURES:
            measure = measure_of(name, weighted)
            title = measure.name + ", weights" * weighted
            if title in known:
                continue
            ours, found = timed(partial(score, edges, measure, weighted))
            called, exact = list[Timed](), list[Timed]()
            for other, peer in peers.items():
                if name not in peer.runs or (weighted and name in peer.unweighted):
                    continue
                building, made = built[other]
                for tolerance in (None, *(TOLERANCES if name in peer.iterating else ())):
                    try:
                        seconds, scores = timed(partial(peer.runs[name], made, tolerance))
                    except (
                        Exception
                    ) as problem:  # rustworkx and networkx raise errors of their own where they do not converge
                        print(f"{other} {name}, tolerance {tolerance}: {problem}")
                        break
                    cost = Timed(other, building, seconds, error_of(scores, found.values))
                    if tolerance is None:
                        called.append(cost)
                    if cost.error <= DIGITS:
                        exact.append(cost)
                        break
            yield Compared(title, ours, tuple(called), tuple(exact))


def main() -> None:
    """Print a row for each measure, without weights and with them."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--nodes", type=int, default=NODES)
    parser.add_argument("--ties", type=int, default=TIES)
    parser.add_argument("--networkx", action="store_true", help="run networkx, too, for minutes")
    given = parser.parse_args()
    edges = heavy_tailed(given.nodes, given.ties)
    print(f"{edges.nodes:,} nodes, {len(edges.source):,} ties; CPU seconds; ratio: ours to the fastest peer")
    heads = f"{'fastest peer as called, error':<36}{'ratio':>6}  {'equally exact':<20}{'ratio':>6}  graph ready"
    print(f"{'':21}{'ours':>9}  {heads}")
    peers = {name: peer() for name, peer in (PEERS | ({"networkx": networkx_peer} if given.networkx else {})).items()}
    for row in compared(edges, peers):
        print(line(row), flush=True)


def line(row: Compared) -> str:
    """Return a row of the table."""
    called = min(row.called, key=lambda one: one.total)
    exact = min(row.exact, key=lambda one: one.total)
    ready = min(row.called, key=lambda one: one.seconds)
    return (
        f"{row.measure:21}{row.seconds:9.4f}"
        f"  {f'{called.peer} {called.total:.4f}, {called.error:.0e}':<36}{row.seconds / called.total:6.2f}"
        f"  {f'{exact.peer} {exact.total:.4f}':<20}{row.seconds / exact.total:6.2f}"
        f"  {ready.peer} {ready.seconds:.4f}, {row.seconds / ready.seconds:.2f}"
    )


if __name__ == "__main__":
    main()
