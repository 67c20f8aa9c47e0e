"""Test that what is kept beside a snapshot is made once, comes back whole, and is made again where it is damaged."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from coalition import kept as module
from coalition.kept import MOST, kept


def counting(content: bytes = b"made") -> tuple[list[int], Callable[[], bytes]]:
    """Return a list that grows with each call of what makes the content, and that."""
    calls: list[int] = []

    def make() -> bytes:
        calls.append(1)
        return content

    return calls, make


def test_it_is_made_once_for_each_key(tmp_path: Path) -> None:
    calls, make = counting()
    assert [kept(tmp_path, "name", key, make, bytes.decode) for key in ("a", "a", "b")] == ["made"] * 3
    assert len(calls) == 2
    assert kept(tmp_path, "other", "a", make, bytes.decode) == "made" and len(calls) == 3


@pytest.mark.parametrize("damage", [lambda held: held[:-1], lambda held: held[:40] + b"x", lambda held: b"", None])
def test_a_damaged_file_is_made_again(tmp_path: Path, damage: Callable[[bytes], bytes] | None) -> None:
    calls, make = counting()
    kept(tmp_path, "name", "", make, bytes.decode)
    (path,) = tmp_path.glob("name-*.kept")
    path.unlink() if damage is None else path.write_bytes(damage(path.read_bytes()))
    assert kept(tmp_path, "name", "", make, bytes.decode) == "made" and len(calls) == 2
    assert kept(tmp_path, "name", "", make, bytes.decode) == "made" and len(calls) == 2


def test_where_nothing_can_be_written_it_is_made_each_time(tmp_path: Path) -> None:
    calls, make = counting()
    for _ in range(2):
        assert kept(tmp_path / "nowhere", "name", "", make, bytes.decode) == "made"
    assert len(calls) == 2 and not (tmp_path / "nowhere").exists()


def test_the_oldest_are_removed_where_there_are_too_many(tmp_path: Path) -> None:
    calls, make = counting()
    kept(tmp_path, "other", "", make, bytes.decode)
    for number in range(MOST + 3):
        kept(tmp_path, "name", str(number), make, bytes.decode)
        for path in tmp_path.glob("name-*.kept"):  # each older than the next
            os.utime(path, ns=(path.stat().st_mtime_ns - 10**9,) * 2)
    assert len(list(tmp_path.glob("name-*.kept"))) == MOST and len(list(tmp_path.glob("other-*.kept"))) == 1
    del calls[:]
    kept(tmp_path, "name", str(MOST + 2), make, bytes.decode)
    assert not calls


def test_others_wait_until_it_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PAUSE", 0.001)
    calls, _ = counting()
    begun = threading.Event()

    def slow() -> bytes:
        calls.append(1)
        begun.set()
        time.sleep(0.1)
        return b"made"

    first = threading.Thread(target=kept, args=(tmp_path, "name", "", slow, bytes.decode))
    first.start()
    begun.wait()
    assert kept(tmp_path, "name", "", slow, bytes.decode) == "made"
    first.join()
    assert len(calls) == 1


def test_a_fault_while_it_is_made_leaves_nothing(tmp_path: Path) -> None:
    def fail() -> bytes:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        kept(tmp_path, "name", "", fail, bytes.decode)
    calls, make = counting()
    assert kept(tmp_path, "name", "", make, bytes.decode) == "made" and len(calls) == 1
