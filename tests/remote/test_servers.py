"""Test that real servers, with a graph connected to them, answer all that the embedded store answers, alike.

Oxigraph's own server is one of the packages for tests; Fuseki is among what `make clients` installs.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import network_guard
import pytest
from program import process
from serving import serving

from coalition.errors import StoreError
from coalition.graph import Graph


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(command: list[str], port: int, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server until the block ends, from when it listens."""
    with (folder / "log").open("wb") as log, subprocess.Popen(command, stdout=log, stderr=log, cwd=folder) as started:
        network_guard.STARTED.add(port)
        try:
            for _ in range(600):
                with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                    break
                assert started.poll() is None, (folder / "log").read_text()
                time.sleep(0.1)
            yield started
        finally:
            network_guard.STARTED.discard(port)
            started.kill()


@contextmanager
def oxigraph(published: Graph | None, folder: Path, _store: Path) -> Iterator[tuple[str, Any]]:
    """Start Oxigraph's own server with a graph, or empty so that it can be written."""
    program, mode = str(Path(sys.executable).with_name("oxigraph")), "serve"
    if published:
        (folder / "all.nq").write_text(published.export("nquads"))
        load = [program, "load", "--location", str(folder / "data"), "--file", str(folder / "all.nq")]
        subprocess.run(load, check=True, capture_output=True)
        mode = "serve-read-only"
    port = free_port()
    command = [program, mode, "--location", str(folder / "data"), "--bind", f"127.0.0.1:{port}"]
    with running(command, port, folder) as started:
        yield f"http://127.0.0.1:{port}/query", started


@contextmanager
def fuseki(
    published: Graph | None, folder: Path, _store: Path, *, in_memory: bool = False
) -> Iterator[tuple[str, Any]]:
    """Start Fuseki with a graph, or empty: with its database on disk, or in memory."""
    named = os.environ.get("CLIENTS")
    if not named:
        pytest.skip("Fuseki is not installed; run make clients, and make test CLIENTS=out/clients")
    port = free_port()
    main = "org.apache.jena.fuseki.main.cmds.FusekiMainCmd"
    command = [
        "java",
        "-Xmx1g",
        # It runs for a minute: to compile its code a second time would cost more than it gains.
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC",
        "-cp",
        f"{named}/jena/*",
        main,
        *(["--mem"] if in_memory else ["--tdb2", f"--loc={folder / 'data'}"]),
        "--update",
        "--localhost",
        "--port",
        str(port),
        "/ds",
    ]
    (folder / "data").mkdir(exist_ok=True)
    with running(command, port, folder) as started:
        url = f"http://127.0.0.1:{port}/ds"
        if published:
            content = published.export("nquads").encode()
            urlopen(Request(url, content, {"Content-Type": "application/n-quads"}), timeout=60).read()
        yield url, started


@contextmanager
def ours(_published: Graph, _folder: Path, store: Path) -> Iterator[tuple[str, Any]]:
    with serving(store, "--workers", "1") as server:
        yield f"{server.url}/sparql", server.process


SERVERS: dict[str, Callable[..., Any]] = {"oxigraph": oxigraph, "fuseki": fuseki, "our own": ours}


@pytest.fixture(scope="module")
def small(published: Graph) -> Graph:
    """Return a graph that is written in a moment: a view of the published one."""
    return published.view(sources=["source:s002", "source:s003"])


@pytest.fixture(scope="module")
def smaller(published: Graph) -> Graph:
    """Return a graph that differs from that."""
    return published.view(sources=["source:s003"])


@dataclass(frozen=True)
class There:
    """Hold the address of a server, the folder of what is read from it, and the graph that is connected to it."""

    url: str
    store: Path
    graph: Graph


@pytest.fixture(scope="module", params=SERVERS)
def there(
    request: pytest.FixtureRequest, published: Graph, published_store: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[There]:
    """Start a server with the published graph, and connect to it."""
    folder = tmp_path_factory.mktemp("server")
    with SERVERS[request.param](published, folder, published_store) as (url, _):
        yield There(url, folder / "store", Graph.connect(url, store=folder / "store"))


Right = Callable[[str, Callable[[Graph], Any]], Any]
"""Returns what the embedded store answers, by a name and how it is asked."""


@pytest.fixture(scope="module")
def right(published: Graph) -> Right:
    """Ask the embedded store once for all servers."""
    answers = dict[str, Any]()

    def answer(name: str, ask: Callable[[Graph], Any]) -> Any:
        if name not in answers:
            answers[name] = ask(published)
        return answers[name]

    return answer


def test_all_saved_questions_are_answered_alike_row_by_row(there: There, published: Graph, right: Right) -> None:
    for name, question in published.questions().items():
        given = {each.name: each.example for each in question.parameters if each.required and each.example}

        def ask(graph: Graph, name: str = name, given: Any = given) -> Any:
            return graph.ask(name, **given).terms

        assert ask(there.graph) == right(f"question {name}", ask), name


ASKED: dict[str, Callable[[Graph], Any]] = {
    "evidence": lambda graph: [each.to_dict() for each in graph.evidence(graph.ask("commitments", by="Portugal"))],
    "show": lambda graph: [(line.relation, line.text) for line in graph.show("Estonia").lines],
    "words": lambda graph: (graph.words(), graph.word("host").to_dict()),
    "verify": lambda graph: graph.verify("China joins the coalition").to_dict(),
    "conflicts": lambda graph: [each.to_dict() for each in graph.conflicts()],
    "corroboration": lambda graph: [each.to_dict() for each in graph.corroboration("Portugal")],
    "timeline": lambda graph: [each.to_dict() for each in graph.timeline().entries],
    "centrality": lambda graph: [(row.actor, row.score, row.rank) for row in graph.centrality().rows],
    "path": lambda graph: graph.path("France", "Portugal").to_dict(),
    "families": lambda graph: [each.to_dict() for each in graph.families()],
    "identities": lambda graph: [each.to_dict() for each in graph.identities("Keir Starmer")],
    "search": lambda graph: [each.to_dict() for each in graph.search("missiles")],
    "turtle": lambda graph: graph.export("turtle"),
    "a thing, with provenance": lambda graph: graph.export("turtle", thing="Portugal", provenance="rdf11"),
    "a view": lambda graph: [(row.actor, row.score) for row in graph.view(families=2).centrality().rows],
}


@pytest.mark.parametrize("what", ASKED)
def test_all_else_is_answered_alike(what: str, there: There, right: Right) -> None:
    assert ASKED[what](there.graph) == right(what, ASKED[what])


@pytest.mark.parametrize(
    "arguments",
    [
        ("ask", "commitments", "--by", "Portugal", "--why"),
        (
            "query",
            "SELECT ?who WHERE { ?who cg:tookPartIn meeting:london-2025-03-02 } ORDER BY ?who",
            "--format",
            "csv",
        ),
        ("conflicts", "Loan of 2.2 billion pounds for military aid"),
        ("show", "Portugal"),
    ],
    ids=lambda each: each[0],
)
def test_the_command_line_prints_alike(
    arguments: tuple[str, ...], there: There, published_store: Path, right: Right
) -> None:
    here = right(f"command {arguments}", lambda _: process("--store", str(published_store), *arguments))
    far = process("--store", str(there.store), "--endpoint", there.url, *arguments)
    assert (far.out, far.code) == (here.out, here.code) == (far.out, 0)


# A database of Fuseki on disk gives no name to GRAPH ?g {}, which is asked to tell what an answer fails at.
IN_MEMORY: dict[str, Callable[..., Any]] = {**SERVERS, "fuseki": partial(fuseki, in_memory=True)}


@pytest.mark.parametrize("name", IN_MEMORY)
def test_why_there_is_no_answer_is_told_alike(
    name: str, small: Graph, published: Graph, published_store: Path, tmp_path: Path
) -> None:
    graph = published if name == "our own" else small
    with IN_MEMORY[name](graph, tmp_path, published_store) as (url, _):
        there = Graph.connect(url, store=tmp_path / "store")
        told, right = (each.why_not("commitments", by="Poland").to_dict() for each in (there, graph))
        assert told == right and told["obstacles"]


@pytest.mark.parametrize("name", SERVERS)
def test_a_server_that_is_killed_gives_one_line_and_no_half_answer(
    name: str, small: Graph, published_store: Path, tmp_path: Path
) -> None:
    with SERVERS[name](small, tmp_path, published_store) as (url, started):
        graph = Graph.connect(url, store=tmp_path / "store")
        assert len(graph.ask("events"))
        with ThreadPoolExecutor() as pool:
            asked = pool.submit(lambda: list(graph.store.select("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")))
            time.sleep(1)  # in which nobody can answer that
            assert not asked.done()
            started.kill()
            started.wait()
            for answer in (asked.result, partial(graph.store.select, "SELECT ?s { ?s ?p ?o }")):
                with pytest.raises(StoreError) as caught:
                    answer()
                assert len(str(caught.value).splitlines()) == 1 and url in str(caught.value)
                assert "cannot be reached" in str(caught.value) or "cut" in str(caught.value)


def test_no_row_comes_twice_that_fits_both_sides_of_a_filter(there: There, published: Graph) -> None:
    text = "SELECT ?thing ?kind { ?thing a ?kind FILTER(?kind = cg:Event || ?kind IN (cg:Event, cg:Person)) }"
    assert sorted(there.graph.select(text).terms, key=str) == sorted(published.select(text).terms, key=str)


WRITTEN = {name: IN_MEMORY[name] for name in ("oxigraph", "fuseki")}


@pytest.fixture(params=WRITTEN)
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, Any]]:
    """Start a server that can be written."""
    with WRITTEN[request.param](None, tmp_path, tmp_path) as started:
        yield started


def test_what_is_published_is_asked_like_what_was_loaded(
    empty: tuple[str, Any], small: Graph, smaller: Graph, tmp_path: Path
) -> None:
    url, _ = empty
    for graph in (smaller, small, smaller, small):
        done = graph.publish(url)
        assert done.requests >= 1
    assert done.requests == 1  # the other snapshot was taken for it in one
    there = Graph.connect(url, store=tmp_path / "store")
    for name in ("events", "commitments", "dates-inferred"):
        assert there.ask(name).terms == small.ask(name).terms != []
    assert [each.to_dict() for each in there.conflicts()] == [each.to_dict() for each in small.conflicts()] != []


def test_who_reads_while_snapshots_take_each_others_place_gets_one_or_the_other(
    empty: tuple[str, Any], small: Graph, smaller: Graph, tmp_path: Path
) -> None:
    url, _ = empty
    graphs = [smaller, small]
    graphs[0].publish(url)
    right = {graph.snapshot.digest: graph.ask("events").terms for graph in graphs}
    assert len({len(rows) for rows in right.values()}) == 2
    ended, seen, told = threading.Event(), list[str](), list[str]()

    def read() -> None:
        while not ended.is_set() or not seen:
            try:
                there = Graph.connect(url, store=tmp_path / "store")
                assert there.ask("events").terms == right[there.snapshot.digest]
                seen.append(there.snapshot.digest)
            except StoreError as fault:
                told.append(fault.what)

    with ThreadPoolExecutor() as pool:
        reading = pool.submit(read)
        try:
            for graph in graphs[::-1] * 3:
                graph.publish(url)
        finally:
            ended.set()
        reading.result()
    assert set(told) <= {
        "it holds another snapshot than before, or gets one", "a snapshot is being written to it",
        "it does not say which snapshot it holds", "it holds several snapshots",
    }  # fmt: skip


@pytest.mark.parametrize("name", ["oxigraph", "fuseki"])
def test_a_server_that_is_killed_while_it_is_written_gets_the_rest_when_it_runs_again(
    name: str, small: Graph, tmp_path: Path
) -> None:
    calls = list[int]()
    with SERVERS[name](None, tmp_path, tmp_path) as (url, started):

        def kill(items: Iterable[Any], _total: int) -> Iterator[Any]:
            for number, item in enumerate(items):
                calls.append(number)
                if number == 5:
                    started.kill()
                    started.wait()
                yield item

        with pytest.raises(StoreError, match="cannot be reached"):
            small.publish(url, progress=kill)
    with SERVERS[name](None, tmp_path, tmp_path) as (url, _):
        with pytest.raises(StoreError, match="being written to it"):
            Graph.connect(url, store=tmp_path / "store")
        assert small.publish(url).resumed == 5_000
        there = Graph.connect(url, store=tmp_path / "store")
        assert there.ask("events").terms == small.ask("events").terms


VIRTUOSO = """
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
[TempDatabase]
DatabaseFile = {folder}/virtuoso-temp.db
TransactionFile = {folder}/virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
[HTTPServer]
ServerPort = 127.0.0.1:{port}
ServerRoot = {folder}
"""


def test_virtuoso_is_refused_with_what_it_answers_otherwise(small: Graph, tmp_path: Path) -> None:
    if not shutil.which("virtuoso-t"):
        pytest.skip("Virtuoso is not installed; run apt-get install virtuoso-opensource-7-bin")
    port, sql = free_port(), free_port()
    (tmp_path / "virtuoso.ini").write_text(VIRTUOSO.format(folder=tmp_path, port=port, sql=sql))
    command = ["virtuoso-t", "+foreground", "+configfile", str(tmp_path / "virtuoso.ini")]
    with running(command, port, tmp_path):
        url = f"http://127.0.0.1:{port}/sparql"
        for asked in (lambda: Graph.connect(url, store=tmp_path / "store"), lambda: small.publish(url)):
            with pytest.raises(StoreError, match="it answers ASK with something else"):
                asked()
