"""What every command costs on invented corpora of growing size, beside what the engines themselves need.

For each size, a corpus is invented (`benchmarks/corpus.py`), and each command is run once in a process of its own; its
processor time, with that of its children, and its peak memory are noted. Raw work of the engines is measured in the
same run, and what has a goal is printed as a ratio to it. Writes the figures as JSON and as Markdown, and curves with
their exponents as a picture, to `benchmarks/results/`:

    python benchmarks/scale.py --sizes 40 400 2000
"""

from __future__ import annotations

import argparse
import json
import math
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

HERE = Path(__file__).parent
RESULTS = HERE / "results"
LIMIT = 1_200
"""The seconds after which a command is ended, and its row says so."""

LEAST = 0.5
"""Exponents are computed where a command takes so many seconds more than at the smallest size: else start-up counts."""

IMPORT = "import click, pyoxigraph"
QUADS = """
import sys, pyoxigraph as ox
store = ox.Store.read_only(sys.argv[1])
"""
RAW = {
    "import click, pyoxigraph": IMPORT,
    "read the quads": f"{QUADS}quads = list(store)",
    "bulk_extend to disk": f"""{QUADS}
quads = list(store)
other = ox.Store(sys.argv[2])
other.bulk_extend(quads)
other.flush()""",
    "100,000 rows to CSV": f"""{QUADS}
store.query("SELECT * {{ ?s ?p ?o }} LIMIT 100000").serialize(sys.stdout.buffer, format=ox.QueryResultsFormat.CSV)""",
    "100,000 rows to JSON": f"""{QUADS}
store.query("SELECT * {{ ?s ?p ?o }} LIMIT 100000").serialize(sys.stdout.buffer, format=ox.QueryResultsFormat.JSON)""",
}
"""What the engines need, as programs; they take the folder of a store, and one for another store."""

ROWS = "SELECT * { ?s ?p ?o } LIMIT 100000"
TEN = "SELECT ?e ?d { ?e a cg:Event ; cg:date ?d } LIMIT 10"


@dataclass(frozen=True, slots=True)
class Command:
    """Name a command, its arguments, and the raw work that its time is compared with, at most so many times that."""

    name: str
    arguments: tuple[str, ...]
    beside: str = ""
    goal: float = 0.0
    mebibytes: int = 0
    """The peak memory that it should stay below, if there is such a goal."""


def commands() -> Iterator[Command]:
    """Yield the commands, in an order in which each finds the snapshot that it needs."""
    start = "import click, pyoxigraph"
    yield Command("build, cold", ("build",), "bulk_extend to disk", 3, 1024)
    yield Command("build, nothing changed", ("build",), start)
    yield Command("build, one source changed", ("build",), "bulk_extend to disk", 1.2)
    yield Command("check", ("check",))
    yield Command("check again", ("check",))
    yield Command("query 'ASK {}'", ("query", "ASK {}"), start, 1.8)
    yield Command("ask commitments --by", ("ask", "commitments", "--by", "{actor}"), start, 2)
    yield Command("show ACTOR", ("show", "{actor}"), start, 3)
    yield Command("query --why, ten rows", ("query", TEN, "--why"), start, 4)
    yield Command("100,000 rows to CSV", ("query", ROWS, "--format", "csv"), "100,000 rows to CSV", 1.15)
    yield Command("100,000 rows to JSON", ("query", ROWS, "--format", "json"), "100,000 rows to JSON", 1.15)
    yield Command("view of one source", ("query", "ASK {}", "--source", "d7"))
    for name in ("conflicts", "corroboration", "timeline", "identities", "coverage", "families"):
        yield Command(name, (name,))
    for form in ("turtle", "trig", "nquads", "ntriples", "jsonld", "rdfxml"):
        yield Command(f"export {form}", ("export", "--format", form))
    for measure in ("degree", "betweenness", "closeness", "harmonic", "eigenvector", "pagerank", "katz"):
        yield Command(f"centrality {measure}", ("centrality", "--measure", measure))
    yield Command("centrality --robust", ("centrality", "--robust"))
    yield Command("network", ("network",))
    yield Command("search, first", ("search", "meeting"))
    yield Command("search, again", ("search", "meeting"))


@dataclass(frozen=True, slots=True)
class Cost:
    """Hold processor seconds, peak memory in MiB, and whether the program ended by itself with success."""

    seconds: float
    mebibytes: float
    ended: bool


def cost(program: Sequence[str]) -> Cost:
    """Run a program to its end, or to LIMIT, and return what it took with its children."""
    with subprocess.Popen(program, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
        deadline = time.monotonic() + LIMIT
        while True:
            done, status, used = os.wait4(running.pid, os.WNOHANG)
            if done:
                break
            if time.monotonic() > deadline:
                running.kill()
            time.sleep(0.02)
        running.returncode = os.waitstatus_to_exitcode(status)
    return Cost(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, running.returncode == 0)


def measured(folder: Path, documents: int) -> tuple[dict[str, Cost], int]:
    """Return the costs of raw work and of all commands on a corpus of so many documents, and its number of quads."""
    root, store = folder / f"corpus-{documents}", folder / f"store-{documents}"
    invent = [sys.executable, str(HERE / "corpus.py"), str(root), "--documents", str(documents), "--seed", "1"]
    subprocess.run(invent, check=True, stdout=subprocess.DEVNULL)
    actor = most_mentioned(json.loads((root / "truth.json").read_text(encoding="utf-8")))
    found: dict[str, Cost] = {}
    limits = ("--timeout", str(LIMIT), "--memory", "16000")
    program = [sys.executable, "-m", "coalition.cli", "--root", str(root), "--store", str(store), *limits]
    for command in commands():
        if command.name == "build, one source changed":
            touched = root / "graph" / "d7.trig"
            touched.write_text(touched.read_text(encoding="utf-8") + "\n", encoding="utf-8")
        arguments = [
            argument.format(actor=actor) if "{actor}" in argument else argument for argument in command.arguments
        ]
        found[command.name] = cost([*program, *arguments])
        print(f"{documents:>6} {command.name:<28} {found[command.name].seconds:8.2f} s", file=sys.stderr)
    snapshot = max(store.glob("[0-9a-f]*/store"), key=lambda path: path.stat().st_mtime)
    for number, (name, text) in enumerate(RAW.items()):
        found[f"raw: {name}"] = cost(
            [sys.executable, "-c", text, str(snapshot), str(folder / f"raw-{documents}-{number}")]
        )
    reading = found.pop("raw: read the quads")
    written = found["raw: bulk_extend to disk"]
    found["raw: bulk_extend to disk"] = Cost(written.seconds - reading.seconds, written.mebibytes, written.ended)
    count = subprocess.run(
        [sys.executable, "-c", f"{QUADS}print(len(store))", str(snapshot)], capture_output=True, check=True, text=True
    )
    return found, int(count.stdout)


def most_mentioned(truth: dict[str, dict[str, int]]) -> str:
    """Return the IRI of the actor that most others met."""
    degrees = truth["degrees"]
    return "https://w3id.org/coalition-graph/actor/" + max(degrees, key=lambda actor: (degrees[actor], actor))


def exponent(points: Sequence[tuple[int, float]]) -> float | None:
    """Return the exponent of growth between the last two sizes, without what the smallest size takes."""
    (_, least), (small, before), (large, after) = points[0], points[-2], points[-1]
    if before - least < LEAST:
        return None
    return math.log((after - least) / (before - least)) / math.log(large / small)


def table(results: dict[int, dict[str, Cost]], quads: dict[int, int]) -> list[str]:
    """Return the lines of the results as Markdown."""
    sizes = sorted(results)
    head = [f"{documents:,} documents ({quads[documents]:,} quads)" for documents in sizes]
    lines = [f"| command | {' | '.join(head)} | beside raw, at the largest | goal | exponent |"]
    lines.append(f"| --- |{' ---: |' * len(sizes)} ---: | ---: | ---: |")
    largest = results[sizes[-1]]
    for command in commands():
        cells = [shown(results[size].get(command.name)) for size in sizes]
        last, raw = largest[command.name], largest.get(f"raw: {command.beside}")
        ratio = f"{last.seconds / raw.seconds:.2f}" if raw else ""
        goal = f"{command.goal:g}" if command.goal else ""
        if command.mebibytes:
            goal += f", {command.mebibytes:,} MiB"
        grown = exponent([(size, results[size][command.name].seconds) for size in sizes]) if len(sizes) > 2 else None
        lines.append(
            f"| {command.name} | {' | '.join(cells)} | {ratio} | {goal} | {'' if grown is None else f'{grown:.2f}'} |"
        )
    for name in [name for name in largest if name.startswith("raw: ")]:
        lines.append(f"| {name} | {' | '.join(shown(results[size].get(name)) for size in sizes)} | | | |")
    return lines


def shown(cost: Cost | None) -> str:
    """Return a cost in words."""
    if cost is None:
        return ""
    return f"{cost.seconds:.2f} s, {cost.mebibytes:,.0f} MiB{'' if cost.ended else ', not ended'}"


def draw(results: dict[int, dict[str, Cost]], quads: dict[int, int], path: Path) -> None:
    """Draw the processor time of each command against the number of quads, both logarithmic."""
    import matplotlib

    matplotlib.use("svg")
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(figsize=(9, 7))
    sizes = sorted(results)
    for command in commands():
        seconds = [results[size][command.name].seconds for size in sizes]
        (line,) = axes.plot([quads[size] for size in sizes], seconds, marker="o", linewidth=1, markersize=3)
        axes.annotate(command.name, (quads[sizes[-1]], seconds[-1]), fontsize=6, color=line.get_color())
    axes.set(xscale="log", yscale="log", xlabel="quads", ylabel="processor seconds")
    figure.savefig(path, metadata={"Date": None})


def main() -> None:
    """Measure, print and write the results."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[40, 400, 2000], metavar="DOCUMENTS")
    parser.add_argument(
        "--folder", type=Path, help="where corpora and stores are written; a temporary folder by default"
    )
    parser.add_argument("--results", type=Path, default=RESULTS)
    given = parser.parse_args()
    results, quads = dict[int, dict[str, Cost]](), dict[int, int]()
    with tempfile.TemporaryDirectory(dir=given.folder) as folder:
        for documents in sorted(given.sizes):
            results[documents], quads[documents] = measured(Path(folder), documents)
    given.results.mkdir(parents=True, exist_ok=True)
    engines = ", ".join(f"{name} {version(name)}" for name in ("pyoxigraph", "numpy", "scipy", "networkx"))
    lines = [
        "# What the commands cost",
        "",
        f"Processor seconds with children, and peak memory, of one run each on {os.cpu_count()} cores; Python "
        f"{platform.python_version()}, {engines}. Written by `benchmarks/scale.py`.",
        "",
        *table(results, quads),
    ]
    (given.results / "scale.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    raw = {str(size): {name: asdict(each) for name, each in costs.items()} for size, costs in results.items()}
    (given.results / "scale.json").write_text(json.dumps({"quads": quads, "costs": raw}, indent=1) + "\n", "utf-8")
    draw(results, quads, given.results / "scale.svg")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
