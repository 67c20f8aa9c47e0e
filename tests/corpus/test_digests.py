"""Test that the digest of a file is remembered only while nothing about the file has changed."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from coalition import files
from coalition.corpus.digests import Digests
from coalition.errors import GraphError
from coalition.graph import Graph


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Return the files that have been read, and take every file for settled."""
    seen: list[Path] = []

    whole = files.read

    def read(path: Path, *rest: Any, **more: Any) -> bytes:
        if path.suffix != ".json":
            seen.append(path)
        return whole(path, *rest, **more)

    monkeypatch.setattr(files, "read", read)
    monkeypatch.setattr("coalition.corpus.digests.SETTLED", -1)
    return seen


def asked(path: Path, kept: Path) -> str:
    """Return the digest of a file as a new process would."""
    known = Digests(kept)
    found = known.of(path)
    known.keep()
    return found


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def test_a_file_is_read_once(tmp_path: Path, reads: list[Path]) -> None:
    path, kept = tmp_path / "a.trig", tmp_path / "digests.json"
    path.write_text("one", encoding="utf-8")
    assert [asked(path, kept) for _ in range(3)] == [sha256("one")] * 3
    assert reads == [path]


def other_bytes(path: Path) -> None:
    path.write_text("two", encoding="utf-8")


def time_set_back(path: Path) -> None:
    before = path.stat()
    other_bytes(path)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def another_file(path: Path) -> None:
    before, new = path.stat(), path.with_suffix(".new")
    other_bytes(new)
    os.utime(new, ns=(before.st_atime_ns, before.st_mtime_ns))
    new.replace(path)


@pytest.mark.parametrize("change", [other_bytes, time_set_back, another_file])
def test_a_file_that_has_changed_is_read_again(
    change: Callable[[Path], None], tmp_path: Path, reads: list[Path]
) -> None:
    path, kept = tmp_path / "a.trig", tmp_path / "digests.json"
    path.write_text("one", encoding="utf-8")
    asked(path, kept)
    time.sleep(0.02)  # more than a tick of the clock of the file system
    change(path)
    assert asked(path, kept) == sha256("two")
    assert reads == [path, path]


def test_a_file_that_has_just_changed_is_not_remembered(tmp_path: Path) -> None:
    path, kept = tmp_path / "a.trig", tmp_path / "digests.json"
    path.write_text("one", encoding="utf-8")
    assert asked(path, kept) == sha256("one")
    assert not kept.exists()


@pytest.mark.parametrize("content", ["", "[]", "null", '{"PATH": 1}', '{"PATH": [[], "x", 3]}', "[" * 9999, "\xff"])
def test_what_cannot_be_used_is_forgotten(content: str, tmp_path: Path, reads: list[Path]) -> None:
    path, kept = tmp_path / "a.trig", tmp_path / "digests.json"
    path.write_text("one", encoding="utf-8")
    kept.write_text(content.replace("PATH", str(path)), encoding="latin-1")
    assert asked(path, kept) == sha256("one")
    assert reads == [path]


def test_a_folder_that_cannot_be_written_does_no_harm(tmp_path: Path, reads: list[Path]) -> None:
    path, kept = tmp_path / "a.trig", tmp_path / "nowhere" / "digests.json"
    path.write_text("one", encoding="utf-8")
    assert asked(path, kept) == asked(path, kept) == sha256("one")
    with pytest.raises(GraphError, match=r"missing\.trig"):
        asked(tmp_path / "missing.trig", kept)


def test_a_graph_whose_files_have_not_changed_is_opened_without_reading_them(
    folder: Path, tmp_path: Path, reads: list[Path]
) -> None:
    store = tmp_path / "store"
    first = Graph.open(folder, store=store)
    Graph.open(folder, store=store)
    reads.clear()
    again = Graph.open(folder, store=store)
    assert not [path for path in reads if path.parent == folder / "graph"]
    assert again.snapshot.digest == first.snapshot.digest == first.root.read().digest
