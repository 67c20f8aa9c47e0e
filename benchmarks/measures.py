"""What measures of centrality cost: our engines beside igraph, networkit, rustworkx, scipy and networkx.

All measure one invented network with a few nodes of hundreds of ties, from a seed: 4,859 nodes and 65,324 ties, with
weights from 1 to 50. Prints CPU seconds, and how many times those of the fastest peer ours are. A peer that computes
something else, or to fewer digits, is marked. networkx takes minutes, and runs only if asked.

    python benchmarks/measures.py [--nodes N] [--ties M] [--networkx]
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import networkx as nx
import numpy as np

from coalition.network.edges import Edges
from coalition.network.linear import greatest_eigenvalue, matrix_of
from coalition.network.measures import MEASURES, measure_of, score

NODES, TIES, SEED = 4_859, 65_324, 1

DIGITS = 1e-13
"""The tolerance that peers are given where they iterate."""

Run = Callable[[], Any]


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


def igraph_runs(edges: Edges, weighted: bool) -> Mapping[str, Run]:
    """Return what igraph has."""
    import igraph

    graph = igraph.Graph(n=edges.nodes, edges=np.column_stack([edges.source, edges.target]))
    lengths, weights = ((1 / edges.weight).tolist(), edges.weight.tolist()) if weighted else (None, None)
    near = "*" * weighted  # lengths that differ by less than 1e-10 of their sum are equal to igraph
    return {
        "degree": lambda: graph.strength(weights=weights),
        f"betweenness{near}": lambda: graph.betweenness(weights=lengths),
        f"closeness{near}": lambda: graph.closeness(weights=lengths),
        f"harmonic{near}": lambda: graph.harmonic_centrality(weights=lengths),
        "eigenvector*": lambda: graph.eigenvector_centrality(weights=weights),
        "pagerank": lambda: graph.pagerank(weights=weights),
    }


def networkit_runs(edges: Edges, weighted: bool) -> Mapping[str, Run]:
    """Return what networkit has, on one processor."""
    import networkit as nk

    nk.setNumberOfThreads(1)
    ends = (edges.source.astype(np.uint64), edges.target.astype(np.uint64))

    def graph(values: Any) -> Any:
        return nk.GraphFromCoo((values, ends), n=edges.nodes, weighted=weighted, directed=False)

    far, near, centrality = graph(1 / edges.weight), graph(edges.weight), nk.centrality
    general = centrality.ClosenessVariant.Generalized
    alpha = 0.9 / greatest_eigenvalue(matrix_of(edges, weighted))
    algorithms: dict[str, Callable[[], Any]] = {
        "degree": lambda: centrality.DegreeCentrality(near),
        "betweenness": lambda: centrality.Betweenness(far),
        "closeness": lambda: centrality.Closeness(far, False, general),
        "harmonic": lambda: centrality.HarmonicCloseness(far, False),
        "eigenvector*": lambda: centrality.EigenvectorCentrality(near, tol=DIGITS),
        "pagerank": lambda: centrality.PageRank(near, 0.85, tol=DIGITS),
        "katz*": lambda: centrality.KatzCentrality(near, alpha=alpha, tol=DIGITS),
    }

    def run(algorithm: Callable[[], Any]) -> Any:
        return algorithm().run().scores()

    return {name: partial(run, algorithm) for name, algorithm in algorithms.items()}


def rustworkx_runs(edges: Edges, weighted: bool) -> Mapping[str, Run]:
    """Return what rustworkx has."""
    import rustworkx as rx

    graph = rx.PyGraph()
    graph.add_nodes_from(range(edges.nodes))
    weight = edges.weight if weighted else np.ones(len(edges.weight))
    graph.add_edges_from(list(zip(edges.source.tolist(), edges.target.tolist(), weight.tolist(), strict=True)))
    arcs, alpha = graph.to_directed(), 0.9 / greatest_eigenvalue(matrix_of(edges, weighted))
    limits: Any = {"tol": DIGITS, "max_iter": 10_000, "weight_fn": float}
    found: dict[str, Run] = {
        "eigenvector*": lambda: rx.eigenvector_centrality(graph, **limits),
        "pagerank": lambda: rx.pagerank(arcs, **limits),
        "katz*": lambda: rx.katz_centrality(graph, alpha=alpha, **limits),
    }
    if weighted:
        return found | {"closeness": lambda: rx.newman_weighted_closeness_centrality(graph, weight_fn=float)}
    return found | {
        "degree": lambda: rx.degree_centrality(graph),
        "betweenness": lambda: rx.betweenness_centrality(graph),
        "closeness": lambda: rx.closeness_centrality(graph),
    }


def scipy_runs(edges: Edges, weighted: bool) -> Mapping[str, Run]:
    """Return what scipy's functions do when they are called on the matrix, as a user would."""
    from scipy import sparse
    from scipy.sparse.csgraph import shortest_path
    from scipy.sparse.linalg import cg, eigsh

    matrix = matrix_of(edges, weighted)
    sums, ones = np.maximum(matrix.sum(axis=0), 1), np.ones(edges.nodes)
    alpha = 0.9 / greatest_eigenvalue(matrix)
    far = matrix.power(-1)
    walker = (sparse.diags_array(sums) - 0.85 * matrix).tocsr()
    walks = (sparse.eye_array(edges.nodes) - alpha * matrix).tocsr()
    return {
        "degree": lambda: matrix.sum(axis=0),
        "closeness": lambda: shortest_path(far, unweighted=not weighted).sum(axis=0),
        "harmonic": lambda: shortest_path(far, unweighted=not weighted).sum(axis=0),
        "eigenvector*": lambda: eigsh(matrix, k=1, which="LA"),
        "pagerank": lambda: cg(walker, ones, rtol=DIGITS),
        "katz*": lambda: cg(walks, ones, rtol=DIGITS),
    }


def networkx_runs(edges: Edges, weighted: bool) -> Mapping[str, Run]:
    """Return what networkx has."""
    graph = edges.to_networkx()
    far, near = ("distance", "weight") if weighted else (None, None)
    return {
        "degree": lambda: dict(graph.degree(weight=near)),
        "betweenness": lambda: nx.betweenness_centrality(graph, weight=far),
        "closeness": lambda: nx.closeness_centrality(graph, distance=far),
        "harmonic": lambda: nx.harmonic_centrality(graph, distance=far),
        "eigenvector*": lambda: nx.eigenvector_centrality(graph, tol=DIGITS, max_iter=10_000, weight=near),
        "pagerank": lambda: nx.pagerank(graph, tol=DIGITS, max_iter=10_000, weight=near),
    }


PEERS = {"igraph": igraph_runs, "networkit": networkit_runs, "rustworkx": rustworkx_runs, "scipy": scipy_runs}


def seconds(run: Run, most: int = 5) -> float:
    """Return the least CPU seconds of some runs; of one, where that takes more than a second."""
    found: list[float] = []
    while len(found) < most and sum(found) < 1:
        clock = time.process_time()
        run()
        found.append(time.process_time() - clock)
    return min(found)


def main() -> None:
    """Print a row for each measure, without weights and with them."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--nodes", type=int, default=NODES)
    parser.add_argument("--ties", type=int, default=TIES)
    parser.add_argument("--networkx", action="store_true", help="run networkx, too, for minutes")
    given = parser.parse_args()
    edges = heavy_tailed(given.nodes, given.ties)
    peers = {**PEERS, **({"networkx": networkx_runs} if given.networkx else {})}
    print(f"{edges.nodes:,} nodes, {len(edges.source):,} ties; CPU seconds; ratio: ours to the fastest peer")
    print(f"{'':21}" + "".join(f"{name:>11}" for name in ("ours", *peers, "ratio")))
    for weighted in (False, True):
        runs = {peer: {key.rstrip("*"): (key[-1] == "*", run) for key, run in of(edges, weighted).items()}
                for peer, of in peers.items()}  # fmt: skip
        for name in MEASURES:
            measure = measure_of(name, weighted)
            ours = seconds(partial(score, edges, measure, weighted))
            theirs = {peer: (seconds(has[name][1]), has[name][0]) for peer, has in runs.items() if name in has}
            costs = [f"{theirs[peer][0]:.4f}{'*' * theirs[peer][1]}" if peer in theirs else "" for peer in peers]
            ratio = ours / min(cost for cost, _ in theirs.values())
            cells = (f"{cell:>11}" for cell in (f"{ours:.4f}", *costs, f"{ratio:.2f}"))
            print(f"{measure.name + ', weights' * weighted:21}{''.join(cells)}", flush=True)
    print("* less exact: compares paths, or stops, with a tolerance; for Katz, alpha is given and not found")


if __name__ == "__main__":
    main()
