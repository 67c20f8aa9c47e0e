"""Test that tables are written, and analysed without a snapshot, and what is wrong is told in one line."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pyoxigraph as ox
import pytest
from endpoint import endpoint
from program import Call, misused, process, refuses


@pytest.fixture(scope="module")
def tables(published_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tables") / "new"
    done = process("--store", str(published_store), "tables", str(folder))
    assert done.code == 0 and done.out.startswith(f"Wrote to {folder}: ") and len(done.out.splitlines()) == 1
    return folder


@pytest.mark.parametrize("format_", ["table", "markdown", "csv", "json"])
def test_a_ranking_is_that_of_the_graph(tables: Path, published_store: Path, tmp_path: Path, format_: str) -> None:
    asked = ("--measure", "pagerank", "--top", "5", "--format", format_)
    done = process("--store", str(tmp_path / "none"), "analyse", str(tables), *asked)
    right = process("--store", str(published_store), "centrality", *asked)
    assert done.code == right.code == 0 and not (tmp_path / "none").exists()
    if format_ == "json":
        found, whole = json.loads(done.out), json.loads(right.out)
        assert [row["actor"] for row in found["ranking"]] == [row["actor"] for row in whole["ranking"]]
        assert found["engine"].startswith("duckdb ")
        assert found.keys() == whole.keys()
        assert found["about"] == {"tables": str(tables), "snapshot": whole["about"]["snapshot"]}
    elif format_ == "csv":
        assert [line.rpartition(",")[0] for line in done.out.splitlines()] == [
            line.rpartition(",")[0] for line in right.out.splitlines()
        ]
    else:
        assert done.out.splitlines()[-6:] == right.out.splitlines()[-6:]


def test_kinds_and_networks_are_chosen_as_elsewhere(tables: Path, published_store: Path) -> None:
    for given in (("--kind", "person"), ("--network", "commitment"), ("--network", "affiliation", "--kind", "state")):
        done = process("analyse", str(tables), *given, "--format", "csv")
        right = process("--store", str(published_store), "centrality", *given, "--format", "csv")
        assert (done.code, done.out) == (0, right.out)


def test_what_is_wrong_is_told(call: Call, tables: Path, tmp_path: Path) -> None:
    refuses(process("analyse", str(tmp_path)), "there are no tables, or not all of them; write them with coalition tab")
    refuses(process("analyse", str(tables), "--measure", "pagerang"), "pagerank")
    misused(call("analyse", str(tables), "--master", "local[2]"), "--master is for --engine spark")
    misused(call("centrality", "--master", "local[2]"), "--master is for --engine spark")
    misused(call("--endpoint", "http://127.0.0.1:1/", "analyse", str(tables)), "--endpoint is for commands that ask")
    (tmp_path / "file").write_text("")
    refuses(process("tables", str(tmp_path / "file" / "x")), "the tables cannot be written")


def test_a_graph_is_written_in_bulk_and_compared(published_store: Path, tmp_path: Path) -> None:
    done = process("--store", str(published_store), "bulk", str(tmp_path / "new"), "--compare")
    assert (done.code, done.err) == (0, "")
    first, second = done.out.splitlines()
    assert (
        first.startswith(f"Wrote to {tmp_path / 'new'}: ") and second == "The snapshot of these files holds the same."
    )
    assert json.loads((tmp_path / "new" / "bulk.json").read_text())["quads"] == int(first.split()[3].replace(",", ""))
    ranked = process("analyse", str(tmp_path / "new" / "tables"), "--format", "csv")
    right = process("--store", str(published_store), "centrality", "--format", "csv")
    assert (ranked.code, ranked.out) == (0, right.out)


def test_a_store_that_loads_what_was_written_in_bulk_is_asked_as_any_other(
    published_store: Path, tmp_path: Path
) -> None:
    process("bulk", str(tmp_path / "new"))
    with endpoint() as served:
        for path in (tmp_path / "new" / "quads").iterdir():
            served.store.bulk_load(gzip.decompress(path.read_bytes()), ox.RdfFormat.N_QUADS)
        far = process("--store", str(tmp_path), "--endpoint", served.url, "ask", "events")
        here = process("--store", str(published_store), "ask", "events")
        assert (far.code, far.out) == (here.code, here.out) == (0, far.out)
        published = process("--store", str(published_store), "publish", "--endpoint", served.url)
        assert f"{served.url} holds snapshot" in published.out


def test_what_hinders_writing_in_bulk_is_told(
    call: Call, published_store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mine").write_text("")
    refuses(process("bulk", str(tmp_path)), "this folder holds something else")
    misused(call("bulk", str(tmp_path / "x"), "--master", "local[2]"), "--master is for --engine spark")
    monkeypatch.setattr("coalition.graph.Graph.fingerprint", lambda self: "1-0")
    other = call("--store", str(published_store), "bulk", str(tmp_path / "out"), "--compare")
    assert other.code == 1 and "the snapshot holds other quads (1-0) than were written" in other.err
