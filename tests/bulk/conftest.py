"""Hold what tests of graphs in bulk share: an engine of DuckDB."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from coalition.engines.engine import Engine, opened


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with opened("duckdb") as held:
        yield held
