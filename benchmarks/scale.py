"""What every command costs on invented corpora of growing size, beside engines alone and peers, in one run.

For each size, a corpus is invented (corpus.py), and each task of tasks.py runs in a process of its own; its processor
time, with that of its children, and its peak memory are noted. Saved questions (questions.py), measures of centrality
beside their peers (measures.py), and robustness on 130 sources (robust.py) follow. Prints a table with the goals, and
writes it with curves to `benchmarks/results/` as Markdown, JSON and SVG:

    python benchmarks/scale.py --documents 40 400 2000

Corpora, snapshots and figures stay in the folder `--work`. A run that is cut goes on where it ended; `--again NAME`
runs again what has that name. Two thousand documents take about an hour.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from tasks import BULK, IMPORT, MISTAKE, TASKS, Task

if TYPE_CHECKING:
    from measures import Compared

HERE = Path(__file__).parent
LIMIT = 1_200
"""The seconds after which a task is ended, and its row says so."""

CHANGED = "graph/d7.trig"
"""The file that is changed where one source is."""

EDITED = "# edited at "
"""What stands at the end of that file as long as it is changed, before the place of the change."""

WHERE = (
    "import sys; from coalition import Graph; print(Graph.open(sys.argv[1], store=sys.argv[2]).snapshot.folder, end='')"
)
"""Prints the folder of a snapshot, in a process of its own: a child begins with the memory of its parent."""

ALIKE = """
import sys; from coalition import Graph
graph = Graph.open(sys.argv[1], store=sys.argv[2])
told = graph.query("SELECT ?by (COUNT(*) AS ?n) { ?c a cg:Commitment ; cg:committedBy ?by } GROUP BY ?by ORDER BY ?by")
print(min(told.terms, key=lambda row: abs(int(row[1].value) - int(sys.argv[3])))[0].value, end="")
"""
"""Prints the actor that commits most nearly a number of times."""

COMMITMENTS, TIES = 20, 70
"""How often an actor commits, and how many ties it has, whose answer is as long at each size."""

RESULTS = HERE / "results"
QUADS, QUESTIONS, READING = "quads", "questions", "read all quads, engine alone"
ASKED, ROBUST = 0.5, 5
"""The goals for a saved question, and for leaving out 130 sources, in seconds."""

BEFORE = {"betweenness": "> 150", "harmonic": "72", "eigenvector": "20", "katz": "50"}
"""The CPU seconds of measures when the goals were set."""


@dataclass(frozen=True, slots=True)
class Cost:
    """Hold processor seconds, peak memory in MiB, whether the program ended with success, and what it counted."""

    seconds: float
    mebibytes: float
    ended: bool
    number: int = 0


class Figures:
    """Hold all figures, written to a file whenever there is a new one."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.held: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}

    def add(self, key: str, name: str, value: Any) -> None:
        """Note a figure, such as the costs of a task at a size."""
        self.held.setdefault(key, {})[name] = value
        self.path.write_text(json.dumps(self.held, indent=1) + "\n", encoding="utf-8")

    def forget(self, names: Sequence[str]) -> None:
        """Forget the figures with some names, so that they are measured again."""
        for key, found in list(self.held.items()):
            for name in names:
                found.pop(name, None)
            if key in names:
                del self.held[key]

    def lacks(self, key: str, name: str) -> bool:
        """Tell whether a figure is still wanted."""
        return name not in self.held.get(key, {})

    def cost(self, size: int, name: str) -> Cost | None:
        """Return what a task costs at a size, if it was run."""
        found = self.held.get(str(size), {}).get(name)
        return Cost(**found) if found else None


GOALS_AT = 2000
"""How many documents the corpus has at which the goals are set; larger ones show how the costs grow."""


def cost(program: Sequence[str], told: bool = False) -> Cost:
    """Run a program to its end, or to LIMIT, and return what it took with its children; with `told`, what it says."""
    with tempfile.TemporaryFile() as output:
        target = output if told else subprocess.DEVNULL
        # Exports of a large corpus are larger than the files that `diff` reads unless it is told to.
        environment = {**os.environ, "COALITION_MAX_FILE": "4096"}
        with subprocess.Popen(program, stdout=target, stderr=subprocess.DEVNULL, env=environment) as running:
            deadline = time.monotonic() + LIMIT
            while True:
                done, status, used = os.wait4(running.pid, os.WNOHANG)
                if done:
                    break
                if time.monotonic() > deadline:
                    running.kill()
                time.sleep(0.005)
            running.returncode = os.waitstatus_to_exitcode(status)
        # `check`, `diff` and `ask` end with 1 where there are faults, differences or no rows.
        ended, mebibytes = running.returncode in (0, 1), used.ru_maxrss / 1024
        if told and running.returncode == 0:
            output.seek(0)
            said = json.loads(output.read())
            return Cost(said["seconds"], mebibytes, ended, said["number"])
    return Cost(used.ru_utime + used.ru_stime, mebibytes, ended)


class Corpus:
    """Run tasks on an invented corpus of so many documents in a folder, which is made where it is not there."""

    def __init__(self, folder: Path, documents: int) -> None:
        self.documents, self.folder = documents, folder
        self.root, self.store, self.alone = folder / "corpus", folder / "store", folder / "alone"
        self._is_built = False
        truth = self.root / "truth.json"
        if not truth.exists():
            shutil.rmtree(folder, ignore_errors=True)
            invent = (str(HERE / "corpus.py"), str(self.root), "--documents", str(documents), "--seed", "1")
            subprocess.run([sys.executable, *invent], check=True, stdout=subprocess.DEVNULL)
        degrees = json.loads(truth.read_text(encoding="utf-8"))["degrees"]
        met = max((actor for actor in degrees if actor[0] == "o"), key=lambda actor: (degrees[actor], actor))
        alike = min((abs(degrees[actor] - TIES), actor) for actor in degrees if actor[0] == "o")[1]
        self.known = {
            "root": str(self.root),
            "store": str(self.store),
            "truth": str(truth),
            "state": "https://w3id.org/coalition-graph/actor/s0",
            "actor": f"https://w3id.org/coalition-graph/actor/{met}",
            "actor like others": f"https://w3id.org/coalition-graph/actor/{alike}",
            "export": str(folder / "a.trig"),
            "changed": str(folder / "b.trig"),
            "turtle": str(folder / "a.ttl"),
            "new": str(folder / "raw"),
        }

    def command(self, arguments: Sequence[str], store: Path | None = None) -> list[str]:
        """Return a command of ours on this corpus."""
        limits = ("--timeout", str(LIMIT), "--memory", "16000")
        start = (sys.executable, "-m", "coalition.cli", "--root", str(self.root), "--store", str(store or self.store))
        return [*start, *limits, *arguments]

    def run(self, task: Task, kglab: str) -> Cost:
        """Run a task, and return its least cost."""
        self._prepare(task)
        known = self.known
        if "{state like others}" in task.arguments:
            known = known | {"state like others": self._told(ALIKE, str(COMMITMENTS))}
        if "{raw}" in task.arguments or "{columns}" in task.arguments:
            snapshot = Path(self._told(WHERE))
            known = known | {"raw": str(snapshot / "store"), "columns": str(snapshot / "columns")}
        places = {f"{{{name}}}": value for name, value in known.items()}
        arguments = [places.get(argument, argument) for argument in task.arguments]
        if task.name == IMPORT:
            program = [sys.executable, "-c", IMPORT]
        elif task.program:
            program = [kglab if arguments[0] == "kglab" else sys.executable, str(HERE / "programs.py"), *arguments]
        else:
            program = self.command(arguments, self.alone if task.alone else None)
        found = [cost(program, told=bool(task.each)) for _ in range(task.rounds)]
        if task.change == MISTAKE:
            self._toggle(MISTAKE)
        return min(found, key=lambda each: each.seconds)

    def _told(self, program: str, *arguments: str) -> str:
        """Return what a program prints about the snapshot, which runs in a process of its own."""
        whole = [sys.executable, "-c", program, str(self.root), str(self.store), *arguments]
        return subprocess.run(whole, stdout=subprocess.PIPE, check=True, text=True).stdout

    def _prepare(self, task: Task) -> None:
        """Make what a task needs; a command must not have to build a snapshot first."""
        if task.name == "build, cold":
            shutil.rmtree(self.store, ignore_errors=True)
        elif task.name == "check, which builds":
            shutil.rmtree(self.alone, ignore_errors=True)
        elif task.alone and not self.alone.exists():
            self._quietly("check", store=self.alone)
        elif not task.alone and not self._is_built:
            self._quietly("build")
        if task.forgets:
            for kept in (path for name in ("verdicts", "sound") for path in self.alone.glob(f".{name}-*")):
                kept.unlink()
        self._is_built |= not task.alone
        if task.change:
            self._toggle(task.change)
            self._is_built = task.arguments == ("build",)
        for name, form in (("export", "trig"), ("turtle", "turtle")):
            path = Path(self.known[name])
            if f"{{{name}}}" in task.arguments and not path.exists():
                with path.open("wb") as output:
                    self._quietly("export", "--format", form, output=output)
        if "{changed}" in task.arguments:
            with Path(self.known["export"]).open() as lines, Path(self.known["changed"]).open("w") as output:
                output.writelines(line.replace("meeting:e12 ", "meeting:e13 ") for line in lines)
        if "{new}" in task.arguments:
            shutil.rmtree(self.known["new"], ignore_errors=True)

    def _toggle(self, change: tuple[str, str]) -> None:
        """Change one source, or change it back where it says at its end that this was done."""
        path, (old, new) = self.root / CHANGED, change
        text = path.read_text(encoding="utf-8")
        head, mark, at = text.rpartition(EDITED)
        if not old:
            text = text.removesuffix(new) if text.endswith(new) else text + new
        elif mark:
            text = head[: int(at)] + old + head[int(at) + len(new) :]
        else:
            text = f"{text.replace(old, new, 1)}{EDITED}{text.index(old)}\n"
        path.write_text(text, encoding="utf-8")

    def _quietly(self, *arguments: str, store: Path | None = None, output: IO[bytes] | None = None) -> None:
        """Run a command that is not measured; what it prints goes to `output`, and never through our memory."""
        target = output or subprocess.DEVNULL
        subprocess.run(self.command(arguments, store), stdout=target, stderr=subprocess.DEVNULL, check=True)


def measured(figures: Figures, work: Path, documents: int, kglab: str) -> None:
    """Run the tasks at a size that have not been run, and ask the saved questions."""
    corpus = Corpus(work / str(documents), documents)
    key = str(documents)
    for task in TASKS:
        if figures.lacks(key, task.name) and not 0 < task.most < documents and (kglab or "kglab" not in task.arguments):
            found = corpus.run(task, kglab)
            figures.add(key, task.name, asdict(found))
            print(f"{documents:>6} {task.name:<34} {shown(found)}", file=sys.stderr, flush=True)
    if figures.lacks(key, QUADS):
        task = Task(QUADS, ("count", "{raw}"), program=True, each=1)
        figures.add(key, QUADS, asdict(corpus.run(task, kglab)))
    if figures.lacks(key, QUESTIONS):
        told = corpus.folder / "questions.json"
        program = [sys.executable, str(HERE / "questions.py"), "--root", str(corpus.root), "--store", str(corpus.store)]
        subprocess.run(
            [*program, "--limit", "30", "--tried", "2", "--json", str(told)], check=True, stdout=subprocess.DEVNULL
        )
        slowest = json.loads(told.read_text(encoding="utf-8"))
        figures.add(key, QUESTIONS, slowest)


def robust(work: Path) -> Cost:
    """Return what it costs to rank again without each of 130 sources."""
    from robust import enlarge

    root, store = work / "robust", work / "robust-store"
    if not root.exists():
        enlarge(root)
    start = [sys.executable, "-m", "coalition.cli", "--root", str(root), "--store", str(store), "--timeout", str(LIMIT)]
    subprocess.run([*start, "build"], check=True, stdout=subprocess.DEVNULL)
    return cost([*start, "centrality", "--robust"])


def judged_size(sizes: Sequence[int]) -> int:
    """Return the size at which the goals are set, or the largest where all are smaller or larger."""
    return max((size for size in sizes if size <= GOALS_AT), default=sizes[-1])


def judged(task: Task, figures: Figures, sizes: Sequence[int]) -> tuple[str, bool | None]:
    """Return what a task takes in the terms of its goal, and whether that is within the goal, if it has one."""
    ends = (sizes[0], judged_size(sizes))
    small, large = (figures.cost(size, task.name) for size in ends)
    if not small or not large:
        return "", None
    raw_small, raw_large = (raw_seconds(figures, size, task.beside) for size in ends)
    found_of: list[tuple[str, float, float]] = []
    if task.ratio and raw_large:
        found_of.append(("{:.2f} ×", large.seconds / raw_large, task.ratio))
    if task.small and raw_small:
        found_of.append(("{:.2f} × small", small.seconds / raw_small, task.small))
    if task.growth:
        found_of.append(("{:.2f} × at size", large.seconds / small.seconds, task.growth))
    if task.seconds:
        found_of.append(("{:.2f} s", large.seconds, task.seconds))
    if task.each and large.number:
        found_of.append(("{:.3f} ms each", large.seconds / large.number * 1000, task.each * 1000))
    if task.mebibytes:
        found_of.append(("{:,.0f} MiB", large.mebibytes, task.mebibytes))
    if not found_of:
        return "", None
    reached = large.ended and all(found <= most for _, found, most in found_of)
    return ", ".join(form.format(found) for form, found, _ in found_of), reached


def raw_seconds(figures: Figures, size: int, name: str) -> float:
    """Return the seconds of an engine alone; without reading the quads, where they are only read to be written."""
    found, reading = figures.cost(size, name), figures.cost(size, READING)
    if not found:
        return 0.0
    return found.seconds - reading.seconds if name == BULK and reading else found.seconds


def table(figures: Figures, sizes: Sequence[int]) -> Iterator[str]:
    """Yield the lines of the results as Markdown."""
    from curves import STEEP, exponent

    quads = {size: (found.number if (found := figures.cost(size, QUADS)) else 0) for size in sizes}
    head = [f"{size:,} documents, {quads[size]:,} quads" for size in sizes]
    yield f"| | before | goal | reached | | {' | '.join(head)} | exponent |"
    yield f"| --- | --- | --- | ---: | --- |{' ---: |' * len(sizes)} ---: |"
    for task in TASKS:
        costs = [figures.cost(size, task.name) for size in sizes]
        told, is_reached = judged(task, figures, sizes)
        mark = "" if is_reached is None else "yes" if is_reached else "**no**"
        grown = exponent([(quads[size], found.seconds) for size, found in zip(sizes, costs, strict=True) if found])
        steep = "" if grown is None else f"**{grown:.2f}, steep**" if round(grown, 2) > STEEP else f"{grown:.2f}"
        cells = " | ".join(map(shown, costs))
        yield f"| {task.name} | {task.before} | {task.goal} | {told} | {mark} | {cells} | {steep} |"
    asked = [figures.held.get(str(size), {}).get(QUESTIONS, []) for size in sizes]
    if all(asked):
        at = list(sizes).index(judged_size(sizes))
        yield from table_of_questions([[each for each in one if not each["everything"]] for one in asked], at, ASKED)
        yield from table_of_questions([[each for each in one if each["everything"]] for one in asked], at)
    if "robust" in figures.held:
        found = Cost(**figures.held["robust"]["cost"])
        mark = "yes" if found.seconds < ROBUST else "**no**"
        yield (
            f"| centrality --robust, 130 sources | 186 s | < {ROBUST} s | {found.seconds:.2f} s | {mark} |"
            f"{' |' * len(sizes)} |"
        )


def table_of_questions(asked: Sequence[Sequence[dict[str, Any]]], at: int, goal: float = 0) -> Iterator[str]:
    """Yield the line of the slowest questions at each size; the goal is set at the place `at` among them."""
    cells = " | ".join(f"{s['seconds']:.2f} s, {s['rows']:,} rows, {s['question']}" for s, *_ in asked)
    over = [each for each in asked[at] if each["seconds"] >= goal]
    mark = f"**no**, {len(over)} of {len(asked[at])}" if over else "yes"
    what = "slowest saved question, with its parameter" if goal else "slowest saved question, of everything"
    reached = f"over 45 s at a fifth | < {goal} s | {asked[at][0]['seconds']:.2f} s | {mark}" if goal else " | | | "
    yield f"| {what} | {reached} | {cells} | |"


def table_of_measures(rows: Sequence[Compared]) -> Iterator[str]:
    """Yield the lines of the comparison with peers as Markdown."""
    from measures import NODES, TIES

    yield (
        f"An invented network of {NODES:,} nodes and {TIES:,} ties (`measures.py`), CPU seconds from the arrays on. "
        "Peers iterate to tolerances of their own, with the error that is told, or to an error of 1e-11; we to 1e-12."
    )
    yield ""
    yield "| measure | before | ours | fastest peer as called | error | ratio | fastest as exact | ratio | ≤ 1.3 |"
    yield "| --- | --- | ---: | --- | ---: | ---: | --- | ---: | --- |"
    for row in rows:
        called, exact = (min(peers, key=lambda one: one.total) for peers in (row.called, row.exact))
        ratios = row.seconds / called.total, row.seconds / exact.total
        mark = "yes" if max(ratios) <= 1.3 else "as exact" if ratios[1] <= 1.3 else "**no**"
        yield (
            f"| {row.measure} | {BEFORE.get(row.measure, '')} | {row.seconds:.4f} | {called.peer} {called.total:.4f} | "
            f"{called.error:.0e} | {ratios[0]:.2f} | {exact.peer} {exact.total:.4f} | {ratios[1]:.2f} | {mark} |"
        )


def shown(cost: Cost | None) -> str:
    """Return a cost in words."""
    if cost is None:
        return ""
    return f"{cost.seconds:.2f} s, {cost.mebibytes:,.0f} MiB{'' if cost.ended else ', not ended'}"


def engines() -> str:
    """Return the names and versions of what is compared."""
    found = []
    for name in ("pyoxigraph", "rdflib", "duckdb", "numpy", "scipy", "networkx", "igraph", "networkit", "rustworkx"):
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            found.append(f"no {name}")
    return ", ".join(found)


def main() -> None:
    """Measure what is not yet measured, print the table, and write the results."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--documents", type=int, nargs="+", default=[40, 400, 2000], metavar="N")
    parser.add_argument("--work", type=Path, default=HERE.parent / "out" / "benchmarks", help="where all is kept")
    parser.add_argument("--results", type=Path, default=RESULTS)
    parser.add_argument("--again", nargs="*", default=[], metavar="NAME", help="tasks to run again")
    parser.add_argument("--kglab", default="", metavar="PYTHON", help="a Python that has kglab, which else is left out")
    given = parser.parse_args()
    given.work.mkdir(parents=True, exist_ok=True)
    figures, sizes = Figures(given.work / "figures.json"), sorted(given.documents)
    figures.forget(given.again)
    for documents in sizes:
        measured(figures, given.work, documents, given.kglab)
    if "robust" not in figures.held:
        figures.add("robust", "cost", asdict(robust(given.work)))
    # From here on, no program is run whose memory is measured.
    from curves import draw, draw_measures
    from measures import NODES, PEERS, TIES, compared, heavy_tailed, restored

    peers = {name: peer() for name, peer in PEERS.items()}
    for row in compared(heavy_tailed(NODES, TIES), peers, figures.held.get("measures", ())):
        figures.add("measures", row.measure, asdict(row))
        print(f"{row.measure:<41} {row.seconds:.4f} s", file=sys.stderr, flush=True)
    rows = [restored(row) for row in figures.held["measures"].values()]
    lines = [
        "# What the commands cost",
        "",
        f"Processor seconds with children, and peak memory, on {os.cpu_count()} cores; Python "
        f"{platform.python_version()}, {engines()}. Written by `benchmarks/scale.py`. The exponent is that of k in "
        "a + b nᵏ, where that grows by half a second or more. kglab is no part of the extra `bench`: it "
        "brings some 160 packages, JupyterLab and Google Cloud among them.",
        "",
        *table(figures, sizes),
        "",
        "## Measures of centrality",
        "",
        *table_of_measures(rows),
    ]
    given.results.mkdir(parents=True, exist_ok=True)
    (given.results / "scale.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    kept = {key: value for key, value in figures.held.items() if not key.isdigit() or int(key) in sizes}
    (given.results / "scale.json").write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    draw(kept, [task.name for task in TASKS], sizes, QUADS, given.results / "scale.svg")
    draw_measures(rows, given.results / "measures.svg")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
