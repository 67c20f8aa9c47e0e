"""Compute each measure of a network with each engine that has it, and print by how much the scores differ.

The network is one of a graph. The scores are compared with those of scipy; estimates are given with their error:

    python benchmarks/agreement.py --root ROOT --store DIR --engine scipy networkx igraph duckdb spark
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np

from coalition.engines.engine import is_installed
from coalition.errors import SelectionError
from coalition.graph import Graph
from coalition.network.build import read_basis
from coalition.network.definitions import NETWORKS
from coalition.network.measures import ENGINES, MEASURES, SQL, measure_of, score
from coalition.network.sampling import Sample


def main() -> None:
    """Compute, and print a line for each measure and engine."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--root", type=Path, metavar="ROOT", help="the published graph, if it is left out")
    parser.add_argument("--store", type=Path, metavar="DIR")
    parser.add_argument("--network", default="co-participation", choices=tuple(NETWORKS))
    parser.add_argument("--measure", nargs="+", default=list(MEASURES), choices=tuple(MEASURES))
    engines = ["scipy", *(name for name in (*ENGINES, *SQL) if name != "scipy")]
    parser.add_argument("--engine", nargs="+", default=engines, choices=engines)
    parser.add_argument("--weighted", action="store_true")
    parser.add_argument("--approximate", type=float, metavar="ERROR")
    given = parser.parse_args()
    graph = Graph.open(given.root, store=given.store)
    edges, _ = read_basis(graph._columns, given.network).edges()
    print(f"{graph!r}: {edges.nodes:,} nodes, {len(edges.source):,} ties")
    print("| measure | engine | seconds | greatest relative difference | greatest difference |")
    print("| --- | --- | --- | --- | --- |")
    for name in given.measure:
        measure = measure_of(name, given.weighted)
        right = score(edges, measure, given.weighted, "scipy").values
        for engine in given.engine:
            if engine in SQL and not is_installed(engine):
                continue
            sample = Sample.within(given.approximate, edges.nodes) if given.approximate else None
            begin = time.monotonic()
            try:
                found = score(edges, measure, given.weighted, engine, sample).values
            except SelectionError as fault:
                print(f"| {measure.name} | {engine} | | {fault.what} | |", flush=True)
                continue
            seconds, apart = time.monotonic() - begin, np.abs(found - right)
            relative = float((apart / np.maximum(np.maximum(np.abs(found), np.abs(right)), 1e-300)).max())
            print(f"| {measure.name} | {engine} | {seconds:.2f} | {relative:.1e} | {apart.max():.1e} |", flush=True)


if __name__ == "__main__":
    main()
