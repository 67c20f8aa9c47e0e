"""Test that a damaged snapshot gives the right answer or none, and that a killed program leaves nothing half-written.

`build/test_snapshot.py` damages each file and looks whether opening tells of it, and kills builds from within. Here
files are damaged while the snapshot is open, too, and the real program is killed. By default some hundred are tried;
HOSTILE=all tries thirty times as many. LEDGER=DIR writes how many into `snapshots.json` and `kills.json`.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import pytest
from hostile.apart import Task, apart, record
from program import PROGRAM, process
from ruritania import document

from coalition.errors import StoreError
from coalition.graph import Graph

TIMES = 30 if os.environ.get("HOSTILE") == "all" else 1
SECONDS = 20

QUERIES = (
    "SELECT ?s ?p ?o { ?s ?p ?o }",
    "SELECT ?g ?s ?p ?o { GRAPH ?g { ?s ?p ?o } }",
    "SELECT ?o (COUNT(*) AS ?n) { ?s a ?o } GROUP BY ?o",
)


def answers(graph: Graph) -> list[list[str]]:
    """Return the answers to some queries, which together read everything."""
    return [sorted(map(str, graph.store.select(text))) for text in QUERIES]


def damaged(path: Path, other: Path, chance: random.Random) -> None:
    """Damage the file `path` where it lies, as a disk or a careless user would."""
    content = path.read_bytes()
    place = chance.randrange(len(content) + 1)
    match chance.randrange(7):
        case 0:
            content = content[:place] + bytes([chance.randrange(256)]) + content[place + 1 :]
        case 1:
            content = content[:place]
        case 2:
            content = bytes(len(content))
        case 3:
            length = chance.choice([1, 512, 4096])
            content = content[:place] + bytes(len(content[place : place + length])) + content[place + length :]
        case 4:
            path.unlink()
            return
        case 5:
            content, swapped = other.read_bytes(), content
            other.write_bytes(swapped)
        case 6:
            content += chance.randbytes(chance.choice([1, 100]))
    path.write_bytes(content)


def trial(folder: Path, store: Path) -> Task:
    """Return what damages a copy of the snapshots, before they are opened or after, and asks."""
    right = answers(Graph.open(folder, store=store))

    def one(seed: int) -> str:
        chance = random.Random(seed)
        with tempfile.TemporaryDirectory(dir=store.parent) as place:
            copy = Path(place) / "store"
            shutil.copytree(store, copy)
            files = sorted(path for path in copy.rglob("*") if path.is_file() and path.stat().st_size)
            try:
                graph = Graph.open(folder, store=copy) if seed % 2 else None
                if graph and seed % 4 == 1:
                    answers(graph)
                path, other = chance.sample(files, 2)
                damaged(path, other, chance)
                found = answers(graph or Graph.open(folder, store=copy))
            except StoreError as fault:
                said = str(fault)
                return "told" if "damaged" in said or "the snapshot" in said else f"says {said}"
            return "right" if found == right else "answers wrongly"

    return one


def test_a_damaged_snapshot_answers_rightly_or_says_that_it_is_damaged(folder: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    graph = Graph.open(folder, store=store)
    graph.view(on="1894")
    (folder / "graph" / "more.trig").write_text(document("more"), encoding="utf-8")
    Graph.open(folder, store=store)
    seeds = range(120 * TIMES)
    results = apart(trial, (folder, store), seeds, SECONDS)
    wrong = [f"{seed}: {told}" for seed, told in zip(seeds, results, strict=True) if told not in ("told", "right")]
    assert {"told", "right"} <= set(results)
    record("snapshots", len(seeds), wrong, TIMES)


def state(folder: Path) -> dict[str, bytes]:
    """Return the bytes of each file in a folder, without what a killed program may leave beside it, by its name."""
    found = (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.name.startswith("."))
    return {str(path.relative_to(folder)): path.read_bytes() for path in found}


COMMANDS = {
    "build": ("build",),
    "view": ("query", "SELECT * { ?s ?p ?o }", "--on", "1894"),
    "format": ("format",),
    "add": ("source", "add", "telegram.txt", "--title", "Telegram"),
    "new": ("new", "mine"),
    "export": ("export", "--format", "trig"),
    "prune": ("snapshots", "--prune"),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", COMMANDS)
def test_a_program_that_is_killed_at_any_moment_leaves_the_former_state_or_the_later_one(
    name: str, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "telegram.txt").write_text("The King is well.\n", encoding="utf-8")
    for number in range(6):
        (folder / "graph" / f"more{number}.trig").write_text(document(f"more{number}"), encoding="utf-8")
    command = ("--root", "root", "--store", "store", *COMMANDS[name])
    if name in ("view", "prune", "export"):
        assert process("--root", "root", "--store", "store", "build").code == 0
    first = tmp_path / "first"
    first.mkdir()
    before = _copies(tmp_path, first)
    start = time.monotonic()
    whole = process(*command)
    duration = time.monotonic() - start
    assert whole.code == 0, whole.err
    after = {each: state(tmp_path / each) for each in ("root", "mine")}
    _restore(tmp_path, before)
    former = {each: state(tmp_path / each) for each in ("root", "mine")}
    chance, wrong, killed = random.Random(name), list[str](), 0
    trials = 3 * TIMES
    for number in range(trials):
        moment = duration * (number + chance.random()) / trials
        running = subprocess.Popen([PROGRAM, *command], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        with running:
            time.sleep(moment)
            running.kill()
            err = (running.stderr.read() if running.stderr else b"").decode()
        killed += running.returncode == -signal.SIGKILL
        for each in ("root", "mine"):
            wrong += [f"{moment}: {told}" for told in _halves(former[each], state(tmp_path / each), after[each])]
        if err and running.returncode == -signal.SIGKILL and "Error" in err:
            wrong.append(f"{moment}: {err[:300]!r}")
        done = process(*command)
        # What the program has done, it does not do again: it says that it is there.
        if done.code and "already" not in done.err and "is not empty" not in done.err:
            wrong.append(f"{moment}: afterwards {done.code} {done.err[:300]!r}")
        if done.out != whole.out and name not in ("prune",) and done.code == 0:
            wrong.append(f"{moment}: another output afterwards: {done.out[:200]!r}")
        if {each: state(tmp_path / each) for each in ("root", "mine")} != after:
            wrong.append(f"{moment}: another state afterwards")
        kept = (".lock", ".gitignore", ".digests.json", ".verdicts-")  # what is remembered of files is kept
        if left := [path for path in tmp_path.rglob(".*") if not path.name.startswith(kept)]:
            wrong.append(f"{moment}: leaves {left} behind for good")
        _restore(tmp_path, before)
    assert killed, "no program was killed"
    record(f"kills-{name}", trials, wrong, TIMES)


def _halves(before: dict[str, bytes], now: dict[str, bytes], after: dict[str, bytes]) -> list[str]:
    """Return what is neither as it was before nor as it is afterwards."""
    return [
        f"{path} is half-written"
        for path in before.keys() | now.keys()
        if now.get(path) not in (before.get(path), after.get(path))
    ]


def _copies(folder: Path, place: Path) -> dict[str, Path]:
    """Copy what commands write to, and return the copies by their names."""
    copies = {name: place / name for name in ("root", "store", "mine") if (folder / name).exists()}
    for name, copy in copies.items():
        shutil.copytree(folder / name, copy)
    return copies


def _restore(folder: Path, copies: dict[str, Path]) -> None:
    for name in ("root", "store", "mine"):
        shutil.rmtree(folder / name, ignore_errors=True)
        if name in copies:
            shutil.copytree(copies[name], folder / name)
