"""Test that the command serve passes its options on, and says in one line what is missing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
from endpoint import endpoint
from program import Call, misused, process, refuses
from serving import serving

from coalition.cli import _parts
from coalition.graph import Graph


def test_options_reach_the_service(published_store: Path) -> None:
    with serving(published_store, "--workers", "3", "--share", "7", "--answer", "1") as server:
        server.until(lambda: len(server.workers()) == 3)
        got = server.query("SELECT * { ?a ?b ?c . ?d ?e ?f }")
        assert "more than 1,048,576 bytes" in got.json()["detail"]


def test_only_the_service_itself_goes_without_a_supervisor() -> None:
    assert _parts(["serve"]) == ([], "serve")
    assert _parts(["--root", "x", "--store=y", "serve", "--port", "0"]) == (["--root", "--store"], "serve")
    assert _parts(["search", "serve"]) == ([], "search")
    assert _parts(["--root", "serve"]) == (["--root"], "")
    assert _parts(["--root", "serve", "query", "ASK {}"]) == (["--root"], "query")
    assert _parts([]) == ([], "")


def test_wrong_options_are_told(call: Call) -> None:
    misused(call("serve", "--port", "70000"), "--port")
    misused(call("serve", "--workers", "0"), "--workers")
    misused(call("serve", "--timeout", "never"), "--timeout")
    misused(call("serve", "--memory", "1"), "--memory")


def test_without_its_libraries_one_line_says_what_to_install(tmp_path: Path, published_store: Path) -> None:
    for missing in ("starlette", "uvicorn", "mcp"):
        stub = tmp_path / f"{missing}.py"
        stub.write_text(f"raise ModuleNotFoundError('gone', name={missing!r})\n", encoding="utf-8")
        path = os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])
        done = process("--store", str(published_store), "serve", "--port", "0", PYTHONPATH=path)
        refuses(done, f'the library {missing} is not installed; run pip install "coalition-graph[serve]"')
        stub.unlink()


def test_help_does_not_pay_for_the_service() -> None:
    code = "import sys; from coalition.cli.commands import run; run(sys.argv[1:]); print(*sys.modules, file=sys.stderr)"
    for words in (("--help",), ("serve", "--help")):
        done = subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True, check=True)
        loaded = {name.partition(".")[0] for name in done.stderr.split()}
        assert not loaded & {"uvicorn", "starlette", "mcp", "pyoxigraph", "prometheus_client"}


def test_what_a_server_holds_is_served_from_a_copy(published: Graph, tmp_path: Path) -> None:
    quads = ox.parse(published.export("nquads").encode(), format=ox.RdfFormat.N_QUADS)
    with endpoint(quads) as served, serving(tmp_path, "--workers", "1", endpoint=served.url) as server:
        assert server.digest == published.snapshot.digest
        asked = len(served.asked)
        text = "SELECT ?who WHERE { ?who cg:tookPartIn meeting:london-2025-03-02 } ORDER BY ?who"
        rows = server.query(text).json()["results"]["bindings"]
        assert [f"<{row['who']['value']}>" for row in rows] == [str(row[0]) for row in published.select(text).terms]
        assert len(served.asked) == asked  # nothing leaves the service
    refuses(
        process("--store", str(tmp_path), "--endpoint", "http://127.0.0.1:1/", "serve", "--port", "0"),
        "cannot be reached",
    )
