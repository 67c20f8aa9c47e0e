"""How building, asking, tracing and view_options grow with the corpus: the published facts, copied under other names.

Prints seconds at each size, and the ratio to the size before:

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
OF_A_TEXT = ("#fileName>", "#textDigest>", "#textLength>")
"""What the copies leave out: two sources with one text are refused."""

QUESTION = "SELECT ?who ?state WHERE { ?p cg:participant ?who ; cg:represents ?state } LIMIT 10"


def copy(times: int, folder: Path) -> None:
    """Write the published graph `times` over, each copy with names of its own."""
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
                if not any(word in line for word in OF_A_TEXT)
            )
            (graph / f"{path.stem}-{number}.nq").write_text("".join(renamed), encoding="utf-8")


def measure(root: Path, store: Path) -> dict[str, float]:
    """Seconds to build, to open and ask in a new process, to trace ten rows, and to build two views."""
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
    before: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        for size in SIZES:
            root = Path(folder) / str(size)
            copy(size, root)
            times = measure(root, Path(folder) / "store")
            for what, seconds in times.items():
                growth = f", {seconds / before[what]:.1f} times the size before" if before else ""
                print(f"  {what}: {seconds:.2f} s{growth}")
            before = times


if __name__ == "__main__":
    main()
