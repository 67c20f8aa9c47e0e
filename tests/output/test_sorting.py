"""Test the order of texts that are sorted outside of memory."""

from __future__ import annotations

import random
import sqlite3
from typing import Any

import pytest

from coalition.output.sorting import by_key


def test_texts_come_in_the_order_of_their_keys() -> None:
    choose = random.Random(3)
    words = ["", "a", "a ", "a-b", "a>", "é", "z", "\u200d", "\ufffd", "\U0001f600", "-1", "10", "9"]
    keys = [(choose.randint(-12, 12), choose.choice(words), number) for number in range(500)]
    assert [*by_key(((key, repr(key)) for key in keys), 3)] == [repr(key) for key in sorted(keys)]


def test_nothing_is_in_order() -> None:
    assert [*by_key([], 2)] == []


def test_a_full_disk_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    connect = sqlite3.connect

    def small(name: str) -> Any:
        database = connect(name)
        database.execute("PRAGMA max_page_count = 2")
        return database

    monkeypatch.setattr(sqlite3, "connect", small)
    with pytest.raises(OSError, match=r"a temporary file cannot be written \(database or disk is full\)"):
        list(by_key((((number,), "x" * 1000) for number in range(100)), 1))
