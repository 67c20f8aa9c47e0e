"""Test that snapshots are named by what they are built from, are complete or absent, and can be read during a build."""

from __future__ import annotations

import errno
import gc
import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import small_snapshots
from builders import CONTEXT, Builder
from crashes import Disk
from ruritania import document

from coalition import files
from coalition.build.budget import BUDGET, DAY, Budget
from coalition.build.manifest import LAYOUT, MANIFEST, Manifest, Origin
from coalition.build.snapshot import BUILDING, GATE, REMOVED, VERDICTS, Snapshots
from coalition.corpus.root import Inputs, Root
from coalition.errors import StoreError
from coalition.graph import Graph

KILLS = 30
COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"


def visible(store: Path) -> set[str]:
    """Return the names in a folder of snapshots, without hidden ones."""
    return {path.name for path in store.iterdir() if not path.name.startswith(".")} if store.exists() else set()


def left(store: Path) -> list[Path]:
    """Return the hidden folders of builds and removals that have not ended."""
    return [*store.glob(f"{BUILDING}*"), *store.glob(f"{REMOVED}*")]


def answer(folder: Path, digest: str) -> tuple[int, list[str]]:
    """Return the number of triples that a query counts in a snapshot, and all its quads."""
    snapshot = Snapshots(folder).find(digest)
    assert snapshot
    store = snapshot.store()
    (row,) = store.select(COUNT)
    return int(row["n"].value), sorted(str(quad) for quad in store.quads())


def grow(folder: Path, sources: int) -> None:
    """Add sources to the invented corpus."""
    for number in range(sources):
        (folder / "graph" / f"more{number}.trig").write_text(document(f"more{number}"), encoding="utf-8")


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """Return the folder for snapshots, which does not exist yet."""
    return tmp_path / "store"


def test_the_same_files_always_give_the_same_name_and_the_same_facts(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "elsewhere"
    shutil.copytree(folder, other)
    one, two = (Graph.open(root, store=tmp_path / f"store-{root.name}").snapshot for root in (folder, other))
    assert one.digest == two.digest == Root.open(folder).read().digest
    assert one.counts == two.counts
    assert answer(one.folder.parent, one.digest) == answer(two.folder.parent, two.digest)


def test_other_files_give_another_name(folder: Path, store: Path) -> None:
    names = {Graph.open(folder, store=store).snapshot.digest}
    grow(folder, 1)
    names.add(Graph.open(folder, store=store).snapshot.digest)
    (folder / "graph" / "more0.trig").rename(folder / "graph" / "another.trig")
    names.add(Graph.open(folder, store=store).snapshot.digest)
    assert len(names) == 3
    assert visible(store) == names


def test_a_snapshot_is_found_again_and_not_built_again(folder: Path, store: Path) -> None:
    built = Graph.open(folder, store=store).snapshot
    moment = (built.folder / MANIFEST).stat().st_mtime_ns
    found = Graph.open(folder, store=store).snapshot
    assert found == built
    assert (built.folder / MANIFEST).stat().st_mtime_ns == moment
    assert left(store) == []


def test_reading_changes_nothing_in_a_snapshot(folder: Path, store: Path) -> None:
    snapshot = Graph.open(folder, store=store).snapshot

    def state() -> dict[str, tuple[int, int]]:
        files = (path for path in snapshot.folder.rglob("*") if path.is_file())
        return {str(path): (path.stat().st_size, path.stat().st_mtime_ns) for path in files}

    before = state()
    answer(store, snapshot.digest)
    assert state() == before


def test_build_prints_what_the_snapshot_holds(folder: Path, store: Path) -> None:
    command = [sys.executable, "-m", "coalition.cli", "--root", str(folder), "--store", str(store), "build"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    (digest,) = visible(store)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[:2] == [f"snapshot {digest}", str(store / digest)]
    told = {what: number for number, what in (line.strip().split("  ") for line in done.stdout.splitlines()[2:])}
    assert told["passages"] == "5"
    assert told["sources"] == "1"
    assert told["statements"] == told["facts"]


def test_a_file_that_changes_while_it_is_read_does_not_get_the_name_of_what_it_was(
    folder: Path, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = Root.read

    def meddle(root: Root) -> Inputs:
        inputs = given(root)
        grow(folder, 1)
        return inputs

    monkeypatch.setattr(Root, "read", meddle)
    opened = Graph.open(folder, store=store)
    monkeypatch.undo()
    assert visible(store) == {opened.snapshot.digest}
    assert Graph.open(folder, store=store).snapshot.counts["sources"] > opened.snapshot.counts["sources"]


# Killed at any moment


@pytest.mark.slow
def test_a_build_that_is_killed_leaves_the_last_snapshot_whole_and_no_half_one(folder: Path, store: Path) -> None:
    before = Graph.open(folder, store=store).snapshot.digest
    said = answer(store, before)
    grow(folder, 3)
    after, duration = _time_of_a_build(folder, store)
    will_say = answer(store, after)
    shutil.rmtree(store / after)

    chance = random.Random(1894)
    halves = 0
    for number in range(KILLS):
        builder = Builder(folder, store).go()
        time.sleep(duration * (number + chance.random()) / KILLS)
        builder.kill()

        assert answer(store, before) == said
        assert visible(store) <= {before, after}
        if left(store):
            halves += 1
            assert Graph.open(folder, store=store).snapshot.digest == after
            assert left(store) == []
        if after in visible(store):
            assert answer(store, after) == will_say
            shutil.rmtree(store / after)
    assert halves, "no build was killed while it wrote"


def _time_of_a_build(folder: Path, store: Path) -> tuple[str, float]:
    builder = Builder(folder, store)
    start = time.monotonic()
    digest, _ = builder.go().result()
    return digest, time.monotonic() - start


def test_an_interrupted_build_clears_up_after_itself(folder: Path, store: Path) -> None:
    def interrupt(quads: object, total: int) -> Iterator[None]:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Graph.open(folder, store=store, progress=interrupt)  # type: ignore[arg-type]
    assert visible(store) == set()
    assert left(store) == []


# Several at once


@pytest.mark.slow
def test_processes_that_build_the_same_at_once_all_succeed(folder: Path, store: Path) -> None:
    grow(folder, 3)
    for _ in range(4):
        builders = [Builder(folder, store) for _ in range(4)]
        for builder in builders:
            builder.go()
        assert len({builder.result() for builder in builders}) == 1
        (digest,) = visible(store)
        assert left(store) == []
        shutil.rmtree(store / digest)


def test_processes_read_while_one_builds(folder: Path, store: Path) -> None:
    before = Graph.open(folder, store=store).snapshot.digest
    said = answer(store, before)
    grow(folder, 12)
    builder = Builder(folder, store)
    held = Snapshots(store).find(before)
    assert held
    reader = held.store()
    builder.go()
    looks = 0
    while builder.running:
        assert answer(store, before) == said
        assert len(reader) == len(said[1])
        looks += 1
    builder.result()
    assert looks


def test_what_is_remembered_of_a_root_is_forgotten_when_nothing_was_built_from_it_for_long(
    folder: Path, store: Path
) -> None:
    Graph.open(folder, store=store)
    old, fresh = (store / f".verdicts-{number * 12}" for number in "01")
    for path in (old, fresh):
        path.touch()
    os.utime(old, (time.time() - 31 * DAY,) * 2)
    Snapshots(store).prune("")
    assert (old.exists(), fresh.exists()) == (False, True)


def test_what_is_being_built_by_another_process_is_left_alone(folder: Path, store: Path) -> None:
    ours, killed, killed_at_once = (store / f"{BUILDING}{number}-0123abcd" for number in (1, 2, 3))
    for place in (ours, killed, killed_at_once):
        (place / "store").mkdir(parents=True)
        (place / "store" / "half").write_text("half", encoding="utf-8")
    for place in (ours, killed):
        (place / MANIFEST).touch()
    lock = files.claim(ours / MANIFEST)
    Graph.open(folder, store=store)
    assert left(store) == [ours]
    assert lock
    lock.release()


def test_a_removal_that_was_killed_is_ended_by_the_next_build(folder: Path, store: Path) -> None:
    half = store / f"{REMOVED}7-0123abcd"
    (half / "store").mkdir(parents=True)
    Graph.open(folder, store=store)
    assert left(store) == []


def test_what_only_looks_like_ours_is_not_removed(folder: Path, store: Path, tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.mkdir()
    (precious / "file").write_text("mine", encoding="utf-8")
    store.mkdir()
    for beginning in (BUILDING, REMOVED):
        (store / f"{beginning}1-00000000").symlink_to(tmp_path / "nowhere")
        (store / f"{beginning}2-00000000").symlink_to(precious)
        (store / f"{beginning}3-00000000").write_text("a file", encoding="utf-8")
        os.mkfifo(store / f"{beginning}4-00000000")
        (store / f"{beginning}cache").mkdir()
    (store / ("0" * 64)).symlink_to(precious)
    (store / ("1" * 64)).mkdir()
    (store / ("1" * 64) / MANIFEST).write_text('{"layout": 1}', encoding="utf-8")
    (store / ("2" * 64)).write_text("a file", encoding="utf-8")
    before = sorted(path.name for path in store.iterdir())
    (store / BUDGET).write_bytes(Budget(0, 0).encode())
    built = Graph.open(folder, store=store).snapshot.digest
    Snapshots(store).prune(built)
    names = {path.name for path in store.iterdir() if not VERDICTS.fullmatch(path.name)}
    assert sorted(names - {built, GATE, BUDGET}) == before
    assert (precious / "file").read_text(encoding="utf-8") == "mine"


def test_a_snapshot_that_another_process_was_first_to_put_into_place_is_taken(folder: Path, store: Path) -> None:
    def overtaken(quads: object, total: int) -> object:
        Graph.open(folder, store=store)
        return quads

    snapshot = Graph.open(folder, store=store, progress=overtaken).snapshot  # type: ignore[arg-type]
    assert visible(store) == {snapshot.digest}
    assert left(store) == []
    assert answer(store, snapshot.digest)


def test_a_snapshot_that_comes_into_place_between_two_looks_is_found(
    folder: Path, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    digest = Graph.open(folder, store=store).snapshot.digest
    (store / digest).rename(store / "hidden")
    reading = files.reading

    def late(path: Path) -> files.Lock:
        monkeypatch.setattr(files, "reading", reading)
        try:
            return reading(path)
        finally:
            (store / "hidden").rename(store / digest)

    monkeypatch.setattr(files, "reading", late)
    assert Snapshots(store).find(digest)


# What cannot be read


def spoil(folder: Path, what: str) -> None:
    """Damage a snapshot in the way that `what` names."""
    manifest, engine = folder / MANIFEST, folder / "store"
    good = json.loads(manifest.read_bytes())
    table = max(engine.glob("*.sst"), key=lambda path: path.stat().st_size)
    if what in SPOILT_MANIFESTS:
        manifest.write_bytes(SPOILT_MANIFESTS[what](good))
    elif what == "no manifest":
        manifest.unlink()
    elif what == "a manifest that is a pipe":
        manifest.unlink()
        os.mkfifo(manifest)
    elif what == "a manifest that is a link to nowhere":
        manifest.unlink()
        manifest.symlink_to("nowhere")
    elif what == "no store":
        shutil.rmtree(engine)
    elif what == "no CURRENT":
        (engine / "CURRENT").unlink()
    elif what == "a log that brings facts":
        (engine / "000099.log").write_bytes(b"")
    elif what == "a table that is a folder":
        table.unlink()
        table.mkdir()
    elif what == "a table that is a pipe":
        table.unlink()
        os.mkfifo(table)
    elif what == "a table that is a link to nowhere":
        table.unlink()
        table.symlink_to("nowhere")
    elif what == "tables swapped":
        other = min(engine.glob("*.sst"), key=lambda path: path.stat().st_size)
        table.rename(engine / "between")
        other.rename(table)
        (engine / "between").rename(other)


SPOILT_MANIFESTS: dict[str, Callable[[dict[str, object]], bytes]] = {
    "layout 99": lambda good: json.dumps({"layout": 99, "digest": good["digest"]}).encode(),
    "no layout": lambda good: b"{}",
    "a list": lambda good: b"[]",
    "garbage": lambda good: b"\xff\x00{",
    "nothing": lambda good: b"",
    "depth": lambda good: b"[" * 100_000,
    "too large": lambda good: json.dumps(good | {"more": " " * (1 << 20)}).encode(),
    "no counts": lambda good: json.dumps({"layout": LAYOUT, "digest": good["digest"]}).encode(),
    "another's": lambda good: Manifest("0" * 64, Origin(""), {"facts": 1}, {}).encode(),
    "no files": lambda good: json.dumps({key: value for key, value in good.items() if key != "files"}).encode(),
}
CHANGED = f"is damaged: its {MANIFEST} has changed since it was built"
SPOILT = {
    "no manifest": f"has no {MANIFEST}",
    "a manifest that is a link to nowhere": f"has no {MANIFEST}",
    "a manifest that is a pipe": f"its {MANIFEST} is not a file of at most 1048576 bytes",
    "layout 99": f"has layout 99, but this version reads layout {LAYOUT}",
    "no layout": CHANGED,
    "a list": CHANGED,
    "garbage": "that is not JSON",
    "nothing": "that is not JSON",
    "depth": "that is not JSON",
    "too large": f"its {MANIFEST} is not a file of at most 1048576 bytes",
    "no counts": CHANGED,
    "another's": f"has the {MANIFEST} of another snapshot",
    "no files": CHANGED,
    "no store": "is damaged: its folder store is missing",
    "no CURRENT": "is damaged: store/CURRENT is missing",
    "a log that brings facts": "is damaged: store/000099.log does not belong to it",
    "a table that is a folder": "has changed since it was built",
    "a table that is a pipe": "has changed since it was built",
    "a table that is a link to nowhere": "is missing",
    "tables swapped": "has changed since it was built",
}


@pytest.mark.parametrize(("what", "said"), SPOILT.items(), ids=SPOILT)
def test_a_snapshot_that_cannot_be_read_is_told_of_and_its_remedy_works(
    folder: Path, store: Path, what: str, said: str
) -> None:
    snapshot = Graph.open(folder, store=store).snapshot
    spoil(snapshot.folder, what)
    with pytest.raises(StoreError) as caught:
        _ = Graph.open(folder, store=store).store
    fault = caught.value
    assert fault.where == str(snapshot.folder)
    assert said in fault.what
    assert fault.remedy == "remove the folder and run the command again, or pass another folder with --store DIR"
    assert len(str(fault).splitlines()) == 1
    shutil.rmtree(fault.where)
    assert len(Graph.open(folder, store=store).store)


def flips(content: bytes, chance: random.Random) -> Iterator[bytes]:
    """Yield `content` with a bit changed: of each byte of a short file, of some bytes of a long one."""
    places = range(len(content)) if len(content) < 2_400 else chance.sample(range(len(content)), 10)
    for place in places:
        yield content[:place] + bytes([content[place] ^ 1 << chance.randrange(8)]) + content[place + 1 :]


def test_a_changed_byte_anywhere_in_a_snapshot_is_told_of(folder: Path, store: Path) -> None:
    snapshot = Graph.open(folder, store=store).snapshot
    chance, tried = random.Random(1894), 0
    for path in [path for path in snapshot.folder.rglob("*") if path.is_file()]:
        good = path.read_bytes()
        for bad in (
            *flips(good, chance),
            good[:-1],
            good[: len(good) // 2],
            b"",
            good + b"\0",
            good + b"\n",
            good + good,
        ):
            path.write_bytes(bad)
            with pytest.raises(StoreError) as caught:
                Snapshots(store).find(snapshot.digest)
            assert caught.value.where == str(snapshot.folder)
            assert "remove the folder" in caught.value.remedy
            tried += 1
        path.write_bytes(good)
    assert tried > 1_000
    assert Snapshots(store).find(snapshot.digest) == snapshot


def test_a_byte_that_changes_without_a_trace_is_found_when_every_file_is_read(folder: Path, store: Path) -> None:
    snapshot = Graph.open(folder, store=store).snapshot
    path = max((snapshot.folder / "store").iterdir(), key=lambda path: path.stat().st_size)
    before, good = path.stat(), path.read_bytes()
    assert Snapshots(store).damage(snapshot.digest) == []
    path.write_bytes(good[:-9] + bytes([good[-9] ^ 1]) + good[-8:])
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))  # as a disk would that loses a bit
    assert Snapshots(store).find(snapshot.digest)
    (fault,) = Snapshots(store).damage(snapshot.digest)
    assert f"store/{path.name} has changed" in fault.what
    assert Snapshots(store).damage("0" * 64) == []


def test_a_file_that_changes_between_finding_a_snapshot_and_reading_it_is_told_of(folder: Path, store: Path) -> None:
    digest = Graph.open(folder, store=store).snapshot.digest
    for path in sorted((store / digest / "store").iterdir()):
        snapshot = Snapshots(store).find(digest)
        assert snapshot
        content = path.read_bytes()
        path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
        with pytest.raises(StoreError, match=f"store/{path.name} has changed since it was built"):
            snapshot.store()
        path.unlink()
        with pytest.raises(StoreError, match=f"store/{path.name} is missing"):
            snapshot.store()
        path.write_bytes(content)
        snapshot.store()


def test_each_file_that_is_missing_or_has_another_name_is_told_of(folder: Path, store: Path) -> None:
    snapshot = Graph.open(folder, store=store).snapshot
    for path in [path for path in snapshot.folder.rglob("*") if path.is_file()]:
        for place in (store / "away", path.with_name("another"), path.with_name(f".{path.name}")):
            path.rename(place)
            with pytest.raises(StoreError, match=r"the snapshot (is damaged|has no)"):
                Snapshots(store).find(snapshot.digest)
            place.rename(path)
    (snapshot.folder / "store" / ".nfs0001").touch()  # a file of the file system, not of the engine
    assert Snapshots(store).find(snapshot.digest)


def test_a_snapshot_of_an_older_layout_is_replaced(folder: Path, store: Path) -> None:
    snapshot = Graph.open(folder, store=store).snapshot
    older = json.dumps({"layout": LAYOUT - 1, "digest": snapshot.digest}).encode()
    (snapshot.folder / MANIFEST).write_bytes(older)
    (entry,) = Snapshots(store).entries()
    assert (entry.state, entry.origin) == ("other layout", None)
    del snapshot
    built = Graph.open(folder, store=store).snapshot
    assert (built.folder / MANIFEST).read_bytes() != older
    assert visible(store) == {built.digest}
    assert left(store) == []


# What cannot be written


def _places(tmp_path: Path) -> dict[str, Path]:
    file = tmp_path / "file"
    file.write_text("a file", encoding="utf-8")
    gate = tmp_path / "gate"
    (gate / ".lock").mkdir(parents=True)
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    nowhere = tmp_path / "link"
    nowhere.symlink_to(tmp_path / "absent")
    return {
        "a file": file,
        "beneath a file": file / "store",
        "where nothing can be made": Path("/proc/coalition"),
        "a lock that is a folder": gate,
        "a link to itself": loop / "store",
        "a link to nowhere": nowhere,
        "a name that is too long": tmp_path / ("x" * 300),
    }


PLACES = {
    "a file": ["the snapshot cannot be read (Not a directory): this is not a folder"],
    "beneath a file": ["the snapshot cannot be read (Not a directory): this is not a folder"],
    "where nothing can be made": [
        "the snapshot cannot be written (No such file or directory)",
        "the snapshot cannot be written (Permission denied)",
    ],
    "a lock that is a folder": ["the snapshot cannot be written (Is a directory)"],
    "a link to itself": ["the snapshot cannot be read (Too many levels of symbolic links)"],
    "a link to nowhere": ["the snapshot cannot be written (File exists): this link leads nowhere"],
    "a name that is too long": ["the snapshot cannot be read (File name too long)"],
}


@pytest.mark.parametrize("place", PLACES)
def test_a_folder_that_cannot_be_written_is_told_of(folder: Path, tmp_path: Path, place: str) -> None:
    named = _places(tmp_path)[place]
    with pytest.raises(StoreError) as caught:
        Graph.open(folder, store=named)
    assert caught.value.where.startswith(str(named)) or str(named).startswith(caught.value.where)
    assert caught.value.what in PLACES[place]
    assert "--store" in caught.value.remedy
    assert len(str(caught.value).splitlines()) == 1


@pytest.mark.parametrize("limit", [0, 1_000, 80_000, 200_000])
def test_on_a_full_disk_nothing_is_built_and_the_last_snapshot_answers(folder: Path, store: Path, limit: int) -> None:
    before = Graph.open(folder, store=store).snapshot.digest
    said = answer(store, before)
    grow(folder, 150)
    program = f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))\n{_CLI}"
    command = [sys.executable, "-c", program, "--root", str(folder), "--store", str(store), "build"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith(f"Error: {store}: the snapshot cannot be written (")
    assert done.stderr.endswith(
        "; free some disk space, change the permissions, or pass another folder with --store DIR\n"
    )
    assert len(done.stderr.splitlines()) == 1
    assert visible(store) == {before}
    assert left(store) == []
    assert answer(store, before) == said


_CLI = "import sys; from coalition.cli import main; main()"


@pytest.mark.parametrize("call", ["fsync", "mkdir", "rename", "chmod"])
def test_a_disk_that_fills_up_later_is_told_of_too(
    folder: Path, store: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    store.mkdir()
    opened = os.open

    def full(*given: Any, **_: object) -> int:
        if call == "open" and given[1] & os.O_NONBLOCK:  # the files of the graph are read before
            return opened(*given)
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(os, call, full)
        with pytest.raises(
            StoreError, match=r": the snapshot cannot be written \(No space left on device\); free some disk space"
        ):
            Graph.open(folder, store=store)
    assert visible(store) == set()
    Graph.open(folder, store=store)
    assert left(store) == []


def test_snapshots_lie_in_the_users_cache_apart_for_each_layout(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert Snapshots.default().folder == tmp_path / "coalition-graph" / f"layout-{LAYOUT}"


# Crashes


def test_a_crash_at_any_moment_of_a_build_leaves_no_snapshot_or_the_whole_one(
    store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = small_snapshots.write(store, "old")
    disk = Disk(store)
    with monkeypatch.context() as patch:
        disk.watch(patch)
        new = small_snapshots.write(store, "new")
    found = set()
    for how, copy in disk.crashes(tmp_path / "crashes"):
        assert Snapshots(copy).find(old.digest) == replace(old, folder=copy / old.digest)
        after = Snapshots(copy).find(new.digest)
        assert after in (None, replace(new, folder=copy / new.digest))
        found.add((how, after is None))
    assert found == {("eager", True), ("eager", False), ("lazy", True)}
    (_, now), (_, later) = disk.states[-2:]
    assert now == later
    assert f"{new.digest}/{MANIFEST}" in later


def test_files_are_synced_before_the_snapshot_is_renamed_and_its_folder_afterwards(
    folder: Path, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.mkdir()
    disk = Disk(store)
    with monkeypatch.context() as patch:
        disk.watch(patch)
        snapshot = Graph.open(folder, store=store).snapshot
    renames = [number for number, operation in enumerate(disk.operations) if operation[0] == "rename"]
    first, place = renames
    assert VERDICTS.fullmatch(disk.operations[first][2])
    _, workplace, target = disk.operations[place]
    assert target == snapshot.digest
    synced = {paths[0] for _, *paths in disk.operations[first + 2 : place]}
    built = [".", *(str(path.relative_to(snapshot.folder)) for path in snapshot.folder.rglob("*"))]
    assert synced == {os.path.normpath(f"{workplace}/{name}") for name in built}
    assert disk.operations[place + 1 :] == [("sync", ".")]


SYNCS = len(small_snapshots.NAMES) + 6
"""The syncs of a build: of each file, of a column, of the manifest, and of the four folders."""


@pytest.mark.parametrize("number", range(SYNCS))
def test_each_sync_that_fails_is_told_of_and_leaves_no_snapshot_or_the_whole_one(
    store: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    old, calls, given = small_snapshots.write(store, "old"), [], os.fsync

    def fsync(handle: int) -> None:
        calls.append(handle)
        if len(calls) == number + 1:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        given(handle)

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fsync)
        with pytest.raises(StoreError, match=r": the snapshot cannot be written \(Input/output error\); "):
            small_snapshots.write(store, "new")
    assert left(store) == []
    assert visible(store) == {old.digest} | ({small_snapshots.digest("new")} if number == SYNCS - 1 else set())
    assert Snapshots(store).find(old.digest) == old
    assert (small_snapshots.write(store, "new")).counts == {"facts": 100}


@pytest.mark.parametrize("call", ["mkdir", "rename", "chmod", "open"])
def test_each_call_that_fails_leaves_what_was_there(store: Path, monkeypatch: pytest.MonkeyPatch, call: str) -> None:
    old, given = small_snapshots.write(store, "old"), getattr(os, call)
    gc.freeze()  # what other tests hold would be looked through each time
    for number in range(100):
        calls: list[object] = []

        def once(*arguments: object, calls: list[object] = calls, number: int = number, **named: object) -> object:
            calls.append(arguments)
            if len(calls) == number + 1:
                raise OSError(errno.EDQUOT, os.strerror(errno.EDQUOT))
            return given(*arguments, **named)

        with monkeypatch.context() as patch:
            patch.setattr(os, call, once)
            with suppress(StoreError):
                small_snapshots.write(store, "new")
        gc.collect()
        assert Snapshots(store).find(old.digest) == old
        assert visible(store) <= {old.digest, small_snapshots.digest("new")}
        Snapshots(store).prune("")
        assert left(store) == []
        shutil.rmtree(store / small_snapshots.digest("new"), ignore_errors=True)
        if len(calls) <= number:
            assert number > 0
            return
    pytest.fail("a build takes more than 100 calls")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a disk")
def test_on_a_disk_that_is_really_full_nothing_is_built(folder: Path, store: Path) -> None:
    store.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=200k", "none", str(store)], check=False)
    if mounted.returncode:
        pytest.skip("this machine lets nobody mount a disk")
    try:
        with pytest.raises(StoreError, match="the snapshot cannot be written") as caught:
            Graph.open(folder, store=store)
        assert "free some disk space" in caught.value.remedy
        assert left(store) == []
        assert visible(store) == set()
    finally:
        subprocess.run(["umount", "--lazy", str(store)], check=True)


# Removal


def test_sixty_edits_leave_the_last_five_states_and_their_views(store: Path) -> None:
    for number in range(60):
        name = f"edit {number}"
        small_snapshots.write(store, name, root="mine")
        small_snapshots.age(store, name, 60 - number)
        if number % 3 == 0:
            small_snapshots.write(store, f"view {number}", root="mine", whole=name)
            small_snapshots.age(store, f"view {number}", 60 - number)
    kept = {f"edit {number}" for number in range(55, 60)} | {"view 57"}
    assert visible(store) == {small_snapshots.digest(name) for name in kept}
    assert left(store) == []


def test_the_least_recently_used_goes_first_and_what_is_open_stays(store: Path) -> None:
    for number, name in enumerate("abcd"):
        small_snapshots.write(store, name, size=1000)
        small_snapshots.age(store, name, 60 - number)
    size = Snapshots(store).entries()[0].size
    held = Snapshots(store).find(small_snapshots.digest("a"))
    assert held
    small_snapshots.age(store, "a", 1000)
    Snapshots(store).find(small_snapshots.digest("b"))
    Snapshots(store).set_budget(Budget(size=3 * size + size // 10))  # checksums differ in length
    new = small_snapshots.write(store, "e", size=1000)
    assert visible(store) - {BUDGET} == {small_snapshots.digest(name) for name in "abe"}
    states = {entry.digest: entry.state for entry in Snapshots(store).entries(new.digest)}
    assert states == {held.digest: "in use", small_snapshots.digest("b"): "", new.digest: "current"}
    Snapshots(store).set_budget(Budget(0, 0))
    assert [entry.digest for entry in Snapshots(store).prune("")] == [small_snapshots.digest("b")]
    assert visible(store) - {BUDGET} == {held.digest, new.digest}
    del held
    assert len(Snapshots(store).prune(new.digest)) == 1
    assert visible(store) - {BUDGET} == {new.digest}


def test_a_store_that_is_open_keeps_its_snapshot_without_the_object_that_opened_it(folder: Path, store: Path) -> None:
    opened = Graph.open(folder, store=store).store
    Snapshots(store).set_budget(Budget(0, 0))
    gc.collect()
    assert Snapshots(store).prune("") == []
    del opened
    gc.collect()
    assert len(Snapshots(store).prune("")) == 1


OPENS = """
import pathlib, sys
from coalition import files

lock = files.reading(pathlib.Path(sys.argv[1]))
print(flush=True)
input()
"""


def test_what_another_process_has_open_stays(store: Path) -> None:
    small_snapshots.write(store, "a")
    Snapshots(store).set_budget(Budget(0, 0))
    path = store / small_snapshots.digest("a") / MANIFEST
    command = [sys.executable, "-c", OPENS, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout
        process.stdout.readline()
        assert Snapshots(store).prune("") == []
        process.kill()
    assert len(Snapshots(store).prune("")) == 1


def test_a_store_that_may_only_be_read_is_read(folder: Path, store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    digest = Graph.open(folder, store=store).snapshot.digest
    before = {path: path.stat().st_mtime_ns for path in store.rglob("*")}

    def refused(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    for call in ("mkdir", "rename", "utime", "unlink", "chmod", "ftruncate", "pwrite"):
        monkeypatch.setattr(os, call, refused)
    assert answer(store, digest)
    assert len(Graph.open(folder, store=store).store)
    assert {path: path.stat().st_mtime_ns for path in store.rglob("*")} == before


def test_the_folder_of_an_older_layout_goes_when_it_was_not_used_for_long(tmp_path: Path) -> None:
    store = tmp_path / f"layout-{LAYOUT}"
    for number, days in ((1, 40), (2, 10), (LAYOUT + 1, 40)):
        (tmp_path / f"layout-{number}").mkdir()
        moment = time.time() - days * DAY
        os.utime(tmp_path / f"layout-{number}", (moment, moment))
    small_snapshots.write(store, "a")
    assert {path.name for path in tmp_path.iterdir()} == {"layout-2", store.name, f"layout-{LAYOUT + 1}"}
    assert left(store) == []


@pytest.mark.slow
def test_processes_that_write_open_and_remove_at_once_can_be_killed_at_any_moment(store: Path) -> None:
    store.mkdir()
    (store / BUDGET).write_bytes(Budget(size=1_500).encode())
    chance, halves = random.Random(1894), 0
    for _ in range(12):
        processes = []
        for _ in range(2):
            ours, theirs = CONTEXT.Pipe()
            process = CONTEXT.Process(target=small_snapshots.churn, args=(store, chance.randrange(1000), theirs))
            process.start()
            assert ours.recv() == "ready"
            processes.append((process, ours))
        for process, connection in processes:
            time.sleep(chance.uniform(0.02, 0.08))
            assert not connection.poll(), connection.recv()
            process.kill()
            process.join()
            halves += bool(left(store))
        for name in visible(store) - {BUDGET}:
            assert Snapshots(store).find(name)
        small_snapshots.write(store, "last")
        assert left(store) == []
    assert halves, "no process was killed while it wrote or removed"


def test_a_budget_that_cannot_be_set_is_told_of(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for folder in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(StoreError) as caught:
            Snapshots(folder).set_budget(Budget(1, 1))
        assert str(caught.value).startswith(f"{tmp_path / 'file'}: the budget cannot be set (")
        assert str(caught.value).endswith("): this is not a folder; pass the path of a folder with --store DIR")
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    with pytest.raises(StoreError, match=r"link: .*: this link leads nowhere; pass the path of a folder"):
        Snapshots(tmp_path / "link").set_budget(Budget(1, 1))


def test_one_snapshot_that_cannot_be_removed_keeps_no_other_and_is_told_of(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [small_snapshots.digest(name) for name in "abc"]
    for name in "abc":
        small_snapshots.write(store, name)
        small_snapshots.age(store, name, 5)
    Snapshots(store).set_budget(Budget(0, 0))
    rename = Path.rename

    def failing(self: Path, target: Path) -> Path:
        if self.name == names[1]:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(self))
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(StoreError, match=rf"{names[1]}: a snapshot cannot be removed \(Permission denied\)"):
        Snapshots(store).prune("")
    assert [entry.digest for entry in Snapshots(store).entries()] == [names[1]]


def test_a_snapshot_that_goes_while_the_others_are_listed_is_passed_over(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [small_snapshots.digest(name) for name in "abc"]
    for name in "abc":
        small_snapshots.write(store, name)
    is_dir = Path.is_dir

    def removed(self: Path) -> bool:
        there = is_dir(self)
        if self.name == names[1]:
            shutil.rmtree(self)
        return there

    monkeypatch.setattr(Path, "is_dir", removed)
    assert {entry.digest for entry in Snapshots(store).entries()} == {names[0], names[2]}


def test_a_snapshot_knows_when_it_was_built_wherever_it_is_copied(tmp_path: Path) -> None:
    before = int(time.time())
    written = small_snapshots.write(tmp_path / "here", "0")
    assert before <= written.built.timestamp() <= time.time()
    assert written.built.microsecond == 0
    shutil.copytree(tmp_path / "here", tmp_path / "there", copy_function=shutil.copyfile)
    for path in tmp_path.rglob("*"):
        if path.is_relative_to(tmp_path / "there"):
            os.utime(path, (0, 0))
    copied = Snapshots(tmp_path / "there").find(written.digest)
    assert copied
    assert copied.built == written.built
    assert copied.built.tzname() == "UTC"
