"""Analyse an invented network of any size by SQL, on DuckDB and on Spark, side by side, and compare what they give.

The ends of the ties are drawn so that few nodes have many of them, from a seed. A line for each measure and engine
gives seconds of the clock, and the greatest relative difference from the first engine:

    python benchmarks/engines.py --ties 1000000 --measure pagerank component
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from coalition.engines import parts, walks
from coalition.engines.engine import LIBRARIES, Engine, opened
from coalition.network.analysis import Size
from coalition.network.scaled import ARCS as ONE_WAY
from coalition.network.scaled import BACK, COMPUTED


def drawn(ties: int, folder: Path) -> int:
    """Write a network of about so many ties into `ties.parquet`, and return the number of its nodes."""
    random = np.random.default_rng(1)
    nodes = max(10, ties // 10)
    ends = (nodes * random.random((2, int(ties * 1.1))) ** 2).astype(np.int64)  # low numbers come often
    ends.sort(axis=0)
    pairs = np.unique(ends[0] * nodes + ends[1])
    pairs = np.sort(random.permutation(pairs)[:ties])
    one, other = np.divmod(pairs, nodes)
    weight = random.integers(1, 6, len(one)).astype(np.float64)
    apart = one != other
    table = pa.table({"one": one[apart], "other": other[apart], "weight": weight[apart]})
    pq.write_table(table, folder / "ties.parquet", row_group_size=1_000_000)
    return nodes


def components(engine: Engine) -> None:
    """Leave the components in `scores`."""
    parts.components(engine)
    engine.make("scores", "SELECT node, part AS score FROM parts")


def cores(engine: Engine) -> None:
    """Leave the core numbers in `scores`."""
    parts.cores(engine)
    engine.make("scores", "SELECT node, core AS score FROM cores")


def labels(engine: Engine) -> None:
    """Leave the communities in `scores`."""
    parts.labels(engine)
    engine.make("scores", "SELECT node, label AS score FROM labels")


ANALYSES: dict[str, Callable[[Engine, int], object]] = {
    "degree": lambda engine, nodes: COMPUTED["degree"](engine, Size(nodes, False), True),
    "pagerank": lambda engine, _: walks.pagerank(engine, False),
    "katz": lambda engine, _: walks.katz(engine, False),
    "eigenvector": lambda engine, _: walks.eigenvector(engine, False),
    "component": lambda engine, _: components(engine),
    "core": lambda engine, _: cores(engine),
    "community": lambda engine, _: labels(engine),
}


def main() -> None:
    """Analyse, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ties", type=int, default=1_000_000, metavar="N")
    parser.add_argument("--measure", nargs="+", default=["degree", "pagerank", "component"], choices=tuple(ANALYSES))
    parser.add_argument("--engine", nargs="+", default=list(LIBRARIES), choices=tuple(LIBRARIES))
    parser.add_argument("--master", default="local[2]", metavar="URL")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        nodes = drawn(given.ties, Path(folder))
        first: dict[str, dict[int, float]] = {}
        for name in given.engine:
            with opened(name, given.master if name == "spark" else None) as engine:
                begin = time.monotonic()
                engine.read("ties", str(Path(folder) / "ties.parquet"))
                engine.make("nodes", "SELECT one AS node FROM ties UNION SELECT other FROM ties")
                engine.make("arcs", ONE_WAY + BACK)
                ((number, arcs),) = engine.rows("SELECT (SELECT COUNT(*) FROM nodes), (SELECT COUNT(*) FROM arcs)")
                told = f"{engine.version}: {number:,} nodes, {arcs // 2:,} ties"
                print(f"{told}, read in {time.monotonic() - begin:.1f} s", flush=True)
                for measure in given.measure:
                    begin = time.monotonic()
                    ANALYSES[measure](engine, nodes)
                    seconds = time.monotonic() - begin
                    found = engine.columns("SELECT node, CAST(score AS DOUBLE) AS score FROM scores ORDER BY node")
                    right = first.setdefault(measure, found)  # type: ignore[arg-type]
                    assert np.array_equal(found["node"], right["node"])  # type: ignore[index]
                    apart = np.abs(found["score"] - right["score"])  # type: ignore[index]
                    largest = float((apart / np.maximum(np.abs(found["score"]), 1e-300)).max())
                    print(f"  {measure}: {seconds:.1f} s, differs by {largest:.1e}", flush=True)
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    print(f"at most {used[0] / 1024:.0f} MiB in this process, {used[1] / 1024:.0f} MiB in that of Java")


if __name__ == "__main__":
    main()
