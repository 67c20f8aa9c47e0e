"""Measure how building, asking, tracing and views take longer as the corpus grows.

Each corpus is the published facts, copied a number of times under other names. Prints the seconds at each size, and the
ratio to the next smaller size:

    make bench
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pyoxigraph as ox

from coalition import Graph
from coalition.corpus.root import Root

SIZES = (1, 10, 100)
TEXT_PROPERTIES = ("#fileName>", "#textDigest>", "#textLength>")
"""The properties that the copies leave out, since two sources with the same text are refused."""

QUESTION = "SELECT ?who ?state WHERE { ?p cg:participant ?who ; cg:represents ?state } LIMIT 10"


def copy(times: int, folder: Path) -> None:
    """Write `times` copies of the published graph to `folder`, each with names of its own."""
    graph = folder / "graph"
    graph.mkdir(parents=True)
    for path in Root.published().graph_files():
        quads = list(ox.parse(path=str(path), format=ox.RdfFormat.TRIG))
        lines = [f"{quad} .\n" for quad in quads]
        if path.stem == "register":
            (graph / "register.nq").write_text("".join(lines), encoding="utf-8")
            continue
        for number in range(times):
            renamed = (
                line.replace("/passage/", f"/passage/{number}-")
                .replace("/slice/", f"/slice/{number}-")
                .replace("/participation/", f"/participation/{number}-")
                .replace("/source/", f"/source/{number}-")
                for line in lines
                if not any(name in line for name in TEXT_PROPERTIES)
            )
            (graph / f"{path.stem}-{number}.nq").write_text("".join(renamed), encoding="utf-8")


def measure(root: Path, store: Path) -> dict[str, float]:
    """Return the seconds to build, to ask in a new process, to trace ten rows, and to build two views."""
    times = {}
    clock = time.perf_counter()
    built = Graph.open(root, store=store)
    times["build"] = time.perf_counter() - clock
    print(f"{built.snapshot.counts['statements']:,} statements")
    clock = time.perf_counter()
    command = [sys.executable, "-m", "coalition.cli", "--root", str(root), "--store", str(store), "query", "ASK {}"]
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    times["ask"] = time.perf_counter() - clock
    answer = built.query(QUESTION)
    clock = time.perf_counter()
    built.evidence(answer)  # type: ignore[arg-type]
    times["why"] = time.perf_counter() - clock
    for name, limits in {"one source": {"sources": ["0-s001"]}, "two families": {"families": 2}}.items():
        clock = time.perf_counter()
        built.view(**limits)  # type: ignore[arg-type]
        times[name] = time.perf_counter() - clock
    return times


def main() -> None:
    """Measure at each size, and print the times."""
    before: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        for size in SIZES:
            root = Path(folder) / str(size)
            copy(size, root)
            times = measure(root, Path(folder) / "store")
            for step, seconds in times.items():
                growth = f", {seconds / before[step]:.1f} times the time at the size before" if before else ""
                print(f"  {step}: {seconds:.2f} s{growth}")
            before = times


if __name__ == "__main__":
    main()
