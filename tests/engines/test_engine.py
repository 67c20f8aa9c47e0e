"""Test that engines are opened by their names, once where they are kept, and that what is missing is told."""

from __future__ import annotations

import pytest

from coalition.engines import engine as module
from coalition.engines.engine import LIBRARIES, is_installed, opened, running
from coalition.errors import SelectionError


def test_an_engine_without_its_library_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(LIBRARIES, "duckdb", "no_such_library")
    assert not is_installed("duckdb")
    told = pytest.raises(SelectionError, match=r'duckdb is not installed; run pip install "coalition-graph\[duckdb\]"')
    with told, opened("duckdb"):
        pass


def test_only_spark_has_a_master() -> None:
    with pytest.raises(SelectionError, match="only Spark has a master"), opened("duckdb", "local"):
        pass


def test_an_engine_that_is_kept_is_opened_once() -> None:
    first = running("duckdb")
    first.make("kept", "SELECT 1 AS n")
    assert running("duckdb") is first and first.rows("SELECT n FROM kept") == [(1,)]
    module._running.clear()
    assert running("duckdb") is not first
