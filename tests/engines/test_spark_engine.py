"""Test that Spark, in one process of this machine, computes what DuckDB computes, from the same texts."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import network_guard
import numpy as np
import pytest
from agreeing import MEASURED, NETWORKS, agree, found_parts, labelled, scores
from in_bulk import same, written
from program import process, refuses

from coalition.engines import parts, walks
from coalition.engines.engine import Engine, is_installed, opened
from coalition.errors import GraphError, StoreError
from coalition.graph import Graph
from coalition.network.analysis import analyse
from coalition.network.edges import Edges
from coalition.network.scaled import loaded
from coalition.network.tables import Tables, write

pytestmark = pytest.mark.skipif(
    not is_installed("spark"), reason="Spark is not installed; run make spark, where there is Java 17"
)


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    network_guard.STARTED.add(network_guard.EVERY)
    try:
        with pytest.MonkeyPatch.context() as patch:
            # It runs for minutes on small tables: to compile its code a second time would cost more than it gains.
            patch.setenv("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
            patch.setenv("SPARK_DRIVER_MEMORY", "1g")
            with opened("spark", "local[2]") as held:
                yield held
    finally:
        network_guard.STARTED.discard(network_guard.EVERY)


def test_tables_are_made_read_written_and_replaced(engine: Engine, tmp_path: Path) -> None:
    assert engine.version.startswith("spark ")
    engine.load("numbers", {"n": np.arange(4), "x": np.array([0.5, 1, 2, 4])})
    engine.make("numbers", "SELECT n + 1 AS n, x FROM numbers WHERE n > 0")
    assert engine.rows("SELECT n, x FROM numbers ORDER BY n") == [(2, 1.0), (3, 2.0), (4, 4.0)]
    assert engine.columns("SELECT x FROM numbers ORDER BY n")["x"].tolist() == [1, 2, 4]
    engine.write("SELECT * FROM numbers", str(tmp_path / "written"))
    engine.read("again", str(tmp_path / "written"))
    assert engine.rows("SELECT SUM(n) FROM again") == [(9,)]
    for name in ("a*b?c[d]", "[x", "{a,b}", "a:b", "it's \\ é %20"):
        engine.write("SELECT * FROM numbers", str(tmp_path / name))
        engine.read("named", str(tmp_path / name))
        assert engine.rows("SELECT SUM(n) FROM named") == [(9,)]
    with pytest.raises(StoreError, match="missing: this table cannot be read"):
        engine.read("x", str(tmp_path / "missing"))


def test_scores_are_those_of_arrays(engine: Engine) -> None:
    assert agree(engine, "katz", NETWORKS["small"], False)  # which also finds eigenvectors
    assert agree(engine, "pagerank", NETWORKS["without cycles"], True)


@pytest.mark.parametrize("measure", [measure for measure in MEASURED if measure != "katz"])
def test_after_as_many_rounds_scores_are_those_of_duckdb(
    engine: Engine, measure: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DuckDB is compared with arrays to the last round, and rounds take Spark long."""
    monkeypatch.setattr(walks, "SETTLED", 1e-2)
    edges = Edges.from_graph(NETWORKS["small"])
    with opened("duckdb") as other:
        found, right = (scores(each, measure, edges, False) for each in (engine, other))
    assert np.abs(found - right).max() <= 1e-13 * np.abs(right).max()


def test_parts_are_those_of_networkx(engine: Engine) -> None:
    graph = NETWORKS["small"]
    found_parts(engine, graph)
    loaded(engine, Edges.from_graph(graph), True)
    parts.labels(engine)
    assert dict(engine.rows("SELECT node, label FROM labels")) == labelled(graph, True)


@pytest.mark.parametrize("kind", ["co-participation", "affiliation", "commitment"])
def test_networks_of_tables_are_those_of_the_graph(engine: Engine, published: Graph, tmp_path: Path, kind: str) -> None:
    write(published._columns, tmp_path, published.snapshot.digest)
    found = analyse(engine, Tables.at(str(tmp_path)), "degree", kind, ("state", "person"), least=1)
    right = published.centrality("degree", kind, kinds=("state", "person"))
    assert [(row.actor, row.rank) for row in found.rows] == [(row.actor, row.rank) for row in right.rows]
    assert dict(found.size) == dict(right.size)


def test_a_master_that_is_none_is_told(tmp_path: Path) -> None:
    Path(tmp_path / "tables.json").write_text('{"format": 1, "snapshot": "x"}')
    done = process("analyse", str(tmp_path), "--engine", "spark", "--master", "nonsense://x")
    refuses(done, "nonsense://x: Spark does not start")


def test_a_graph_written_in_bulk_by_spark_is_that_of_a_snapshot(
    engine: Engine, published: Graph, texts_folder: Path, tmp_path: Path
) -> None:
    assert same(published, written(engine, None, tmp_path / "out", texts_folder), tmp_path / "out")


@pytest.fixture
def by_value(engine: Engine) -> Engine:
    """Let the functions of this module be sent to workers, which cannot import it."""
    from pyspark import cloudpickle

    cloudpickle.register_pickle_by_value(sys.modules[__name__])
    return engine


def test_an_error_of_a_task_is_ours(by_value: Engine) -> None:
    engine = by_value
    assert list(engine.spread(_half, [0, 2, 4])) == [0, 1, 2]
    with pytest.raises(GraphError, match="here: 3 is odd; give another"):
        list(engine.spread(_half, [2, 3, 4]))


def test_what_a_worker_cannot_do_is_told_in_one_line(by_value: Engine) -> None:
    with pytest.raises(StoreError, match="Spark has not done its part") as fault:
        list(by_value.spread(_nothing, [1]))
    assert len(str(fault.value).splitlines()) == 1


def _nothing(number: int) -> int:
    raise ValueError(f"{number} is not for me")


def _half(number: int) -> int:
    if number % 2:
        raise GraphError(f"{number} is odd", where="here", remedy="give another")
    return number // 2
