"""Test that snapshots are named by what they are built from, are complete or absent, and can be read during a build."""

from __future__ import annotations

import errno
import fcntl
import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from builders import Builder
from ruritania import document

from coalition.build.snapshot import BUILDING, LAYOUT, MANIFEST, Snapshots
from coalition.corpus.root import Inputs, Root
from coalition.errors import StoreError
from coalition.graph import Graph

KILLS = 50
COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"


def visible(store: Path) -> set[str]:
    """Return the names in a folder of snapshots, without hidden ones."""
    return {path.name for path in store.iterdir() if not path.name.startswith(".")} if store.exists() else set()


def left(store: Path) -> list[Path]:
    """Return the hidden folders of builds that have not ended."""
    return list(store.glob(f"{BUILDING}*"))


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


def test_what_is_being_built_by_another_process_is_left_alone(folder: Path, store: Path) -> None:
    ours, killed = store / f"{BUILDING}1-living", store / f"{BUILDING}2-killed"
    for place in (ours, killed):
        place.mkdir(parents=True)
        (place / "half").write_text("half", encoding="utf-8")
    handle = os.open(ours, os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX)
    try:
        Graph.open(folder, store=store)
    finally:
        os.close(handle)
    assert left(store) == [ours]


def test_what_only_looks_like_an_unfinished_build_does_not_hinder_one(
    folder: Path, store: Path, tmp_path: Path
) -> None:
    precious = tmp_path / "precious"
    precious.mkdir()
    (precious / "file").write_text("mine", encoding="utf-8")
    store.mkdir()
    (store / f"{BUILDING}vanished").symlink_to(tmp_path / "nowhere")
    (store / f"{BUILDING}link").symlink_to(precious)
    (store / f"{BUILDING}file").write_text("a file", encoding="utf-8")
    os.mkfifo(store / f"{BUILDING}pipe")
    Graph.open(folder, store=store)
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
    read = Path.read_bytes

    def late(path: Path) -> bytes:
        monkeypatch.setattr(Path, "read_bytes", read)
        try:
            return read(path)
        finally:
            (store / "hidden").rename(store / digest)

    monkeypatch.setattr(Path, "read_bytes", late)
    assert Snapshots(store).find(digest)


# What cannot be read


def spoil(folder: Path, what: str) -> None:
    """Damage a snapshot in the way that `what` names."""
    manifest, engine = folder / MANIFEST, folder / "store"
    good = json.loads(manifest.read_bytes())
    if what in SPOILT_MANIFESTS:
        manifest.write_bytes(SPOILT_MANIFESTS[what](good))
    elif what == "no manifest":
        manifest.unlink()
    elif what == "no store":
        shutil.rmtree(engine)
    elif what == "no CURRENT":
        (engine / "CURRENT").unlink()
    elif what == "CURRENT of nulls":
        (engine / "CURRENT").write_bytes(bytes((engine / "CURRENT").stat().st_size))
    elif what == "a list of files cut short":
        (path,) = engine.glob("MANIFEST-*")
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    elif what == "a table cut short":
        path = max(engine.glob("*.sst"))
        path.write_bytes(path.read_bytes()[:-1])
    elif what == "a table that is a folder":
        (engine / "more.sst").mkdir()
    elif what == "one byte of a table":
        path = max(engine.glob("*.sst"), key=lambda path: path.stat().st_size)
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 0xFF
        path.write_bytes(content)
    else:
        for path in engine.glob("*.sst"):
            path.write_bytes(bytes(path.stat().st_size))


SPOILT_MANIFESTS: dict[str, Callable[[dict[str, object]], bytes]] = {
    "layout 99": lambda good: json.dumps(good | {"layout": 99}).encode(),
    "no layout": lambda good: b"{}",
    "a list": lambda good: b"[]",
    "garbage": lambda good: b"\xff\x00{",
    "nothing": lambda good: b"",
    "no counts": lambda good: json.dumps({"layout": LAYOUT, "digest": good["digest"]}).encode(),
    "another's digest": lambda good: json.dumps(good | {"digest": "0" * 64}).encode(),
    "no files": lambda good: json.dumps({key: value for key, value in good.items() if key != "files"}).encode(),
}
SPOILT = {
    "no manifest": f"has no {MANIFEST}",
    "layout 99": f"has layout 99, but this version reads layout {LAYOUT}",
    "no layout": "has layout None",
    "a list": "has layout None",
    "garbage": "that is not JSON",
    "nothing": "that is not JSON",
    "no counts": "that belongs to another snapshot or is incomplete",
    "another's digest": "that belongs to another snapshot or is incomplete",
    "no files": "is damaged",
    "no store": "is damaged",
    "no CURRENT": "is damaged",
    "CURRENT of nulls": "is damaged: its files have changed since it was built",
    "a list of files cut short": "is damaged",
    "a table cut short": "is damaged",
    "tables of nulls": "is damaged: its files have changed since it was built",
    "one byte of a table": "is damaged: its files have changed since it was built",
    "a table that is a folder": "cannot be read (Is a directory)",
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


# What cannot be written


def _places(tmp_path: Path) -> dict[str, Path]:
    file = tmp_path / "file"
    file.write_text("a file", encoding="utf-8")
    gate = tmp_path / "gate"
    (gate / ".lock").mkdir(parents=True)
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    return {
        "a file": file,
        "beneath a file": file / "store",
        "where nothing can be made": Path("/proc/coalition"),
        "a lock that is a folder": gate,
        "a link to itself": loop / "store",
        "a name that is too long": tmp_path / ("x" * 300),
    }


PLACES = (
    "a file",
    "beneath a file",
    "where nothing can be made",
    "a lock that is a folder",
    "a link to itself",
    "a name that is too long",
)


@pytest.mark.parametrize("place", PLACES)
def test_a_folder_that_cannot_be_written_is_told_of(folder: Path, tmp_path: Path, place: str) -> None:
    named = _places(tmp_path)[place]
    with pytest.raises(StoreError) as caught:
        Graph.open(folder, store=named)
    assert caught.value.where.startswith(str(named))
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


@pytest.mark.parametrize("call", ["fsync", "mkdir", "open"])
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
