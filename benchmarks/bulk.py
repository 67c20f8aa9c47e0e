"""What it costs to write graphs in bulk, to load them, and to rank their actors, from 10^5 quads to 10^8.

For each size, a corpus is invented (corpus.py, kept in the folder `--work`), `coalition bulk` writes it on each engine
that is named, Oxigraph's own loader loads it, and `coalition analyse` ranks the actors from its tables. Each is a
process of its own; seconds are by the clock and of all processors. With `--build`, the snapshot is built up to so many
documents, beside, and must hold the same. Prints a table, and writes it with curves to `benchmarks/results/`:

    python benchmarks/bulk.py --documents 40 400 2000 5800 --engine duckdb spark

A run that is cut goes on where it ended; 58,000 documents need 40 GB of disk and half an hour.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
MEASURES = ("degree", "pagerank", "component")


def cost(program: Sequence[str], log: Path) -> dict[str, float]:
    """Run a program to its end; return the seconds by the clock and of processors, and the most memory in MiB."""
    started = time.monotonic()
    with log.open("wb") as output, subprocess.Popen(program, stdout=output, stderr=output) as running:
        _, status, used = os.wait4(running.pid, 0)
        running.returncode = os.waitstatus_to_exitcode(status)
    if running.returncode:
        raise SystemExit(f"{' '.join(program)[:300]} ended with {running.returncode}: {log.read_text()[-500:]}")
    return {
        "clock": time.monotonic() - started,
        "processors": used.ru_utime + used.ru_stime,
        "mebibytes": used.ru_maxrss / 1024,
    }


class Size:
    """Hold what was measured at one size, in a folder."""

    def __init__(self, work: Path, documents: int) -> None:
        self.folder, self.documents = work / str(documents), documents
        self.folder.mkdir(parents=True, exist_ok=True)
        self.root, self.kept = self.folder / "corpus", self.folder / "bulk-figures.json"
        self.found: dict[str, Any] = json.loads(self.kept.read_text()) if self.kept.exists() else {}
        if not (self.root / "truth.json").exists():
            shutil.rmtree(self.root, ignore_errors=True)
            invent = (str(HERE / "corpus.py"), str(self.root), "--documents", str(documents), "--seed", "1")
            subprocess.run([sys.executable, *invent], check=True, stdout=subprocess.DEVNULL)

    def measure(self, name: str, program: Sequence[str]) -> None:
        """Measure a program, unless that was done before."""
        if name not in self.found:
            self.found[name] = cost(program, self.folder / "bulk.log")
            self.kept.write_text(json.dumps(self.found, indent=1) + "\n")
            told = self.found[name]
            print(f"{self.documents:>7,} {name:<28} {told['clock']:>9.1f} s by the clock", file=sys.stderr, flush=True)

    def run(self, engines: Sequence[str], build: int) -> None:
        """Measure all at this size."""
        store = self.folder / "bulk-store"
        ours = [sys.executable, "-m", "coalition.cli", "--root", str(self.root), "--store", str(store)]
        outputs = {engine: self.folder / f"bulk-{engine}" for engine in engines}
        for engine, output in outputs.items():
            self.measure(f"bulk, {engine}", [*ours, "bulk", str(output), "--engine", engine])
        manifests = {(output / "bulk.json").read_text() for output in outputs.values()}
        if len(manifests) > 1:
            raise SystemExit(f"the engines have not written the same: {manifests}")
        self.found["quads"] = json.loads(manifests.pop())["quads"]
        output = next(iter(outputs.values()))
        data = self.folder / "bulk-data"
        if "load, Oxigraph" not in self.found:
            shutil.rmtree(data, ignore_errors=True)
        loader = [
            str(Path(sys.executable).with_name("oxigraph")),
            "load",
            "--lenient",
            "--non-atomic",
            "--location",
            str(data),
        ]
        self.measure("load, Oxigraph", [*loader, "--file", *sorted(map(str, (output / "quads").iterdir()))])
        shutil.rmtree(data, ignore_errors=True)
        for measure in MEASURES:
            asked = ["analyse", str(output / "tables"), "--measure", measure, "--top", "3"]
            self.measure(f"{measure}, DuckDB", [*ours, *asked])
        if self.documents <= build:
            self.measure("build a snapshot", [*ours, "build"])
            self.measure("compare", [*ours, "bulk", str(output), "--compare"])
        shutil.rmtree(store, ignore_errors=True)


def power(points: Sequence[tuple[int, float]]) -> float | None:
    """Return the exponent between the two largest sizes; None of fewer."""
    if len(points) < 2:
        return None
    (less, short), (more, long) = points[-2:]
    return math.log(long / short) / math.log(more / less)


def table(found: Mapping[int, Mapping[str, Any]]) -> list[str]:
    """Return the figures as lines of Markdown."""
    sizes = sorted(found)
    names = [name for name in dict.fromkeys(name for size in sizes for name in found[size]) if name != "quads"]
    heads = [f"{documents:,} documents, {found[documents]['quads']:,} quads" for documents in sizes]
    lines = [f"| | {' | '.join(heads)} | power |", f"| --- |{' ---: |' * (len(sizes) + 1)}"]
    for name in names:
        costs = [found[size].get(name) for size in sizes]
        cells = [
            f"{each['clock']:,.1f} s ({each['processors']:,.1f}), {each['mebibytes']:,.0f} MiB" if each else ""
            for each in costs
        ]
        grown = power([(found[size]["quads"], c["clock"]) for size, c in zip(sizes, costs, strict=True) if c])
        lines.append(f"| {name} | {' | '.join(cells)} | {'' if grown is None else f'{grown:.2f}'} |")
    return lines


def draw(found: Mapping[int, Mapping[str, Any]], path: Path) -> None:
    """Draw the seconds by the clock against the number of quads, both logarithmic."""
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "coalition"
    import matplotlib.pyplot as plt

    figure, axis = plt.subplots(figsize=(8, 5))
    names = dict.fromkeys(name for size in sorted(found) for name in found[size] if name not in ("quads", "compare"))
    for name in names:
        points = [(each["quads"], each[name]["clock"]) for _, each in sorted(found.items()) if name in each]
        axis.plot(*zip(*points, strict=True), marker="o", markersize=4, label=name)
    axis.set(xscale="log", yscale="log", xlabel="quads", ylabel="seconds by the clock, two cores")
    axis.grid(alpha=0.3)
    axis.legend(fontsize=8)
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})


def main() -> None:
    """Measure, and write what was found."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--documents", type=int, nargs="+", default=[40, 400, 2000, 5800], metavar="N")
    parser.add_argument("--engine", nargs="+", choices=("duckdb", "spark"), default=["duckdb"])
    parser.add_argument("--build", type=int, default=5800, metavar="N", help="build snapshots up to so many documents")
    parser.add_argument("--work", type=Path, default=HERE.parent / "out" / "benchmarks", help="where all is kept")
    parser.add_argument("--results", type=Path, default=HERE / "results")
    given = parser.parse_args()
    found: dict[int, dict[str, Any]] = {}
    for documents in sorted(given.documents):
        size = Size(given.work, documents)
        # Spark is tried where it ends within the hour.
        size.run([engine for engine in given.engine if engine == "duckdb" or documents <= given.build], given.build)
        found[documents] = size.found
    lines = [
        "# What it costs to write a graph in bulk",
        "",
        "Seconds by the clock (of processors, but those of Spark), and the most memory of one process. The power is",
        "that of the number of quads, between the two largest sizes.",
        "",
        *table(found),
    ]
    (given.results / "bulk.md").write_text("\n".join(lines) + "\n")
    (given.results / "bulk.json").write_text(json.dumps(found, indent=1) + "\n")
    draw(found, given.results / "bulk.svg")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
