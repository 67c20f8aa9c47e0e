"""Test that DuckDB holds tables of arrays and of Parquet, and gives what is asked."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import numpy as np
import pytest

from coalition.engines.engine import Engine, opened
from coalition.errors import LimitError, StoreError


def test_tables_are_made_read_written_and_replaced(tmp_path: Path) -> None:
    with opened("duckdb") as engine:
        assert engine.version.startswith("duckdb ")
        engine.load("numbers", {"n": np.arange(4), "x": np.array([0.5, 1, 2, 4])})
        engine.make("numbers", "SELECT n + 1 AS n, x FROM numbers WHERE n > 0")  # which reads what it replaces
        assert engine.rows("SELECT n, x FROM numbers ORDER BY n") == [(2, 1.0), (3, 2.0), (4, 4.0)]
        found = engine.columns("SELECT n, x FROM numbers ORDER BY n")
        assert found["n"].tolist() == [2, 3, 4] and found["x"].dtype == np.float64
        place = str(tmp_path / "it's.parquet")
        engine.write("SELECT * FROM numbers", place)
        engine.read("again", place)
        assert engine.rows("SELECT SUM(n) FROM again") == [(9,)]
        (tmp_path / "parts").mkdir()
        for name in ("one", "two"):
            engine.write("SELECT * FROM numbers", str(tmp_path / "parts" / f"{name}.parquet"))
        engine.read("parts", str(tmp_path / "parts"))
        assert engine.rows("SELECT SUM(n) FROM parts") == [(18,)]


def test_nothing_is_installed_from_elsewhere() -> None:
    with opened("duckdb") as engine:
        assert engine.rows("SELECT current_setting('autoinstall_known_extensions')") == [(False,)]


def test_a_table_that_is_none_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "damaged.parquet").write_bytes(b"PAR1 and nothing more PAR1")
    with opened("duckdb") as engine:
        for place in ("damaged.parquet", "missing.parquet", "missing"):
            with pytest.raises(StoreError, match=f"{place}: this table cannot be read .*; write the tables") as caught:
                engine.read("x", str(tmp_path / place))
            assert len(str(caught.value).splitlines()) == 1


def ended(number: int) -> int:
    os.kill(os.getpid(), signal.SIGKILL)
    return number


def test_a_process_that_the_system_ends_is_told_of(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    with pytest.raises(LimitError, match="the system has ended a process that read files; give it more memory"):
        list(engine.spread(ended, [1, 2, 3]))
