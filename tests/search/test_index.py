"""Test that an index is there whole or not at all, whatever happens, and goes with its snapshot."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from searched import LONG

from coalition import Graph
from coalition.build.snapshot import Snapshots
from coalition.errors import StoreError
from coalition.search import index as index_module

COMMAND = (sys.executable, "-m", "coalition.cli")


def indexes(graph: Graph) -> list[Path]:
    """Return the files of indexes, drafts included."""
    return sorted(path for path in graph.snapshot.folder.iterdir() if "sqlite" in path.name)


def labels(graph: Graph, words: str = "cannons") -> list[str]:
    return [hit.label for hit in graph.search(words)]


def again(graph: Graph, folder: Path, sources: Path | None = None) -> Graph:
    """Open the graph once more, as another process would."""
    return Graph.open(folder, store=graph.snapshot.folder.parent, sources=sources)


class Steps:
    """Count how many times an index is written."""

    def __init__(self) -> None:
        self.begun, self.items = 0, 0

    def __call__(self, items: Iterable[Any], total: int) -> Iterator[Any]:
        self.begun += 1
        for item in items:
            self.items += 1
            yield item
        assert self.items == self.begun * total


def test_an_index_is_written_once_with_its_progress_told(graph: Graph, folder: Path) -> None:
    steps = Steps()
    assert indexes(graph) == []
    for _ in range(2):
        graph.search("cannons", progress=steps)
    again(graph, folder).search("cannons", progress=steps)
    assert (steps.begun, steps.items) == (1, 3 * graph.snapshot.counts["passages"])
    assert len(indexes(graph)) == 1


def test_the_snapshot_stays_whole_and_takes_its_index_along(folder: Path, tmp_path: Path) -> None:
    graph = Graph.open(folder, store=tmp_path / "snapshots")
    assert len(labels(graph)) == 2
    snapshots = Snapshots(graph.snapshot.folder.parent)
    digest = graph.snapshot.digest
    assert snapshots.damage(digest) == []
    (entry,) = snapshots.entries(digest)
    assert entry.size > indexes(graph)[0].stat().st_size
    snapshots.set_budget(snapshots.budget(0, 0))
    del graph
    assert [each.digest for each in snapshots.prune("other")] == [digest]
    assert list(snapshots.folder.rglob("*.sqlite")) == []


def test_an_index_counts_for_the_budget_at_once(graph: Graph, folder: Path) -> None:
    """The snapshot that nobody uses goes when the index of another makes the two too large."""
    snapshots = Snapshots(graph.snapshot.folder.parent)
    view = graph.view(stances=["reports"]).snapshot.folder
    size = sum(entry.size for entry in snapshots.entries())
    snapshots.set_budget(snapshots.budget(size + 1000))
    assert view.exists()
    labels(graph)
    assert not view.exists()


def test_processes_that_search_first_at_once_have_one_index_and_equal_hits(graph: Graph, folder: Path) -> None:
    asked = ("--root", str(folder), "--store", str(graph.snapshot.folder.parent), "search", "cannons")
    running = [subprocess.Popen([*COMMAND, *asked], stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(4)]
    results = [(process.communicate(timeout=120), process.returncode) for process in running]
    assert len({repr(result) for result in results}) == 1
    assert results[0][0][1] == b""
    assert results[0][1] == 0
    assert len(indexes(graph)) == 1


def test_threads_that_search_first_at_once_have_one_index_and_equal_hits(graph: Graph, folder: Path) -> None:
    graphs, found, steps = [graph, graph, again(graph, folder), again(graph, folder)], [], Steps()
    threads = [
        threading.Thread(target=lambda each=each: found.append(list(each.search("cannons", progress=steps))))
        for each in graphs
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert found[1:] == found[:-1]
    assert (steps.begun, len(indexes(graph))) == (1, 1)


def test_a_process_that_is_killed_while_it_writes_leaves_nothing_half_written(graph: Graph, folder: Path) -> None:
    program = (
        "import os, signal, sys\n"
        "from coalition import Graph\n"
        "def progress(items, total):\n"
        "    for number, item in enumerate(items):\n"
        "        if number == int(sys.argv[3]):\n"
        "            os.kill(os.getpid(), signal.SIGKILL)\n"
        "        yield item\n"
        "Graph.open(sys.argv[1], store=sys.argv[2]).search('cannons', progress=progress)\n"
    )
    arguments = (str(folder), str(graph.snapshot.folder.parent))
    for number in (0, 7, 15):
        done = subprocess.run([sys.executable, "-c", program, *arguments, str(number)], check=False, timeout=60)
        assert done.returncode == -signal.SIGKILL
        assert [path for path in indexes(graph) if not path.name.startswith(".")] == []
        assert len(indexes(graph)) == 1  # the next one removes what it left
    assert len(labels(graph)) == 2
    assert [path.name[0] for path in indexes(graph)] == ["s"]


@pytest.mark.parametrize("damage", ["cut", "empty", "other bytes", "no database", "another database", "touched"])
def test_a_damaged_index_is_written_again(damage: str, graph: Graph, folder: Path) -> None:
    expected = labels(graph)
    (path,) = indexes(graph)
    content = path.read_bytes()
    if damage == "another database":
        path.unlink()
        with sqlite3.connect(path) as database:
            database.execute("CREATE TABLE other (thing)")
        database.close()
    elif damage == "touched":
        os.utime(path, ns=(1, 1))
    else:
        middle = len(content) // 2
        path.write_bytes(
            {
                "cut": content[:middle],
                "empty": b"",
                "other bytes": content[:middle] + b"\xff" * 4096 + content[middle + 4096 :],
                "no database": b"nothing" * 1000,
            }[damage]
        )
    steps = Steps()
    assert [hit.label for hit in again(graph, folder).search("cannons", progress=steps)] == expected
    assert (steps.begun, indexes(graph)) == (1, [path])


def test_damage_that_shows_only_while_searching_is_mended_too(graph: Graph, folder: Path) -> None:
    """The time of the last change is set back, as when a disk loses bits."""
    expected = labels(graph)
    (path,) = indexes(graph)
    about, content = path.stat(), path.read_bytes()
    path.write_bytes(content[:4096] + b"\xff" * (len(content) - 4096))
    os.utime(path, ns=(about.st_mtime_ns, about.st_mtime_ns))
    assert labels(again(graph, folder)) == expected
    assert path.read_bytes() != content[:4096] + b"\xff" * (len(content) - 4096)


def test_other_texts_have_an_index_of_their_own_and_few_are_kept(graph: Graph, folder: Path, tmp_path: Path) -> None:
    texts = tmp_path / "texts"
    texts.mkdir()
    assert labels(graph, "smiled") == ["The zenda paper"]
    assert labels(again(graph, folder, texts), "smiled") == []
    assert len(indexes(graph)) == 2
    for number in range(3):
        (texts / "zenda.txt").write_text(f"{LONG}needle{number}", encoding="utf-8", newline="")
        assert labels(again(graph, folder, texts), f"needle{number}") == ["The zenda paper"]
    assert len(indexes(graph)) == index_module.KEPT


def test_a_folder_that_may_not_be_written_is_searched_all_the_same(
    graph: Graph, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: False)  # as for users other than root
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    before = sorted(tmp_path.iterdir())
    assert len(labels(graph)) == len(labels(graph, "cannons -zzz")) == 2
    assert indexes(graph) == []
    assert sorted(tmp_path.iterdir()) == before


def test_a_disk_without_room_is_told_in_one_line(graph: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(index_module, "write", full)
    with pytest.raises(StoreError, match=r"the search index cannot be used \(database or disk is full\); free some"):
        labels(graph)
    assert indexes(graph) == []


def test_a_sqlite_without_full_text_search_is_told(graph: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    def lacking(*_: object) -> None:
        raise sqlite3.OperationalError("no such module: fts5")

    monkeypatch.setattr(index_module, "write", lacking)
    with pytest.raises(StoreError, match="use a Python whose SQLite has FTS5"):
        labels(graph)


def test_what_waits_for_an_index_uses_it(graph: Graph, folder: Path) -> None:
    other, steps = again(graph, folder), Steps()

    def slow(items: Iterable[Any], total: int) -> Iterator[Any]:
        waiting.start()
        time.sleep(0.2)
        yield from items

    waiting = threading.Thread(target=lambda: other.search("cannons", progress=steps))
    graph.search("cannons", progress=slow)
    waiting.join()
    assert steps.begun == 0
