"""Hold what tests of networks by SQL share: an engine of DuckDB, and the tables of the published graph."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from coalition.engines.engine import Engine, opened
from coalition.graph import Graph
from coalition.network.tables import Tables, write


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with opened("duckdb") as held:
        yield held


@pytest.fixture(scope="module")
def tables(published: Graph, tmp_path_factory: pytest.TempPathFactory) -> Tables:
    folder = tmp_path_factory.mktemp("tables")
    write(published._columns, folder, published.snapshot.digest)
    return Tables.at(str(folder))
