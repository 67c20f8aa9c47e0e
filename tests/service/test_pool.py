"""Test that what takes too much is ended and told, and that its neighbours do not notice."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote

import pytest
from serving import Got, Server, serving

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
DOUBLING = (
    'SELECT ?x { BIND("aaaaaaaaaaaaaaaa" AS ?a0) '
    + "".join(f"BIND(CONCAT(?a{n}, ?a{n}, ?a{n}, ?a{n}) AS ?a{n + 1}) " for n in range(13))
    + "BIND(STRLEN(?a13) AS ?x) }"
)
LARGE = "SELECT * { ?a ?b ?c . ?d ?e ?f }"
SMALL = "ASK { actor:keir-starmer ?p ?o }"


@pytest.fixture(scope="module")
def server(published_store: Path) -> Iterator[Server]:
    """Serve with little time, memory and room."""
    limits = ("--timeout", "3", "--memory", "400", "--answer", "1", "--workers", "4", "--share", "6", "--cache", "0")
    with serving(published_store, *limits) as started:
        yield started


def told(got: Got, status: int, kind: str, words: str) -> None:
    """Check that an answer is a problem."""
    assert got.status == status, got.text
    assert got.headers["content-type"] == "application/problem+json"
    problem = got.json()
    assert problem["type"].endswith(f":{kind}") and problem["status"] == status
    assert words in problem["detail"] and "\n" not in problem["detail"]


def test_an_evaluation_that_takes_too_long_is_ended(server: Server) -> None:
    told(server.query(ENDLESS), 504, "time", "more than 3 s")
    assert server.query(SMALL).json()["boolean"] is True


def test_an_evaluation_that_takes_too_much_memory_is_ended(published_store: Path) -> None:
    with serving(published_store, "--timeout", "120", "--memory", "400", "--workers", "1", "--cache", "0") as server:
        told(server.query(DOUBLING), 503, "memory", "more than 400 MiB")
        assert server.query(SMALL).json()["boolean"] is True


@pytest.mark.parametrize("format_", ["json", "csv", "xml", "tsv", "table", "turtle"])
def test_an_answer_that_is_too_large_is_a_problem_and_never_half_an_answer(server: Server, format_: str) -> None:
    text = "CONSTRUCT { ?a ?b ?f } WHERE { ?a ?b ?c . ?d ?e ?f }" if format_ == "turtle" else LARGE
    got = server.ask(f"/sparql?format={format_}&query={quote(text)}")
    assert got.status in (503, 504)  # a format for which all rows are held can take too long first
    assert got.json()["status"] == got.status


def test_small_queries_are_answered_while_others_would_never_end(server: Server) -> None:
    with ThreadPoolExecutor(4) as threads:
        endless = [threads.submit(server.query, ENDLESS) for _ in range(4)]
        time.sleep(0.3)
        answered = 0
        while not all(each.done() for each in endless):
            assert server.query(SMALL).json()["boolean"] is True
            answered += 1
        statuses = sorted(each.result().status for each in endless)
    assert answered > 1
    assert set(statuses) <= {503, 504} and 504 in statuses


def test_a_client_that_asks_too_much_at_once_is_told_so_at_once_and_others_are_not(server: Server) -> None:
    with ThreadPoolExecutor(6) as threads:
        endless = [threads.submit(server.query, ENDLESS) for _ in range(6)]
        time.sleep(0.3)
        refused = server.query(SMALL)
        other = server.ask(f"/sparql?query={quote(SMALL)}", source="127.0.0.9")
        for each in endless:
            assert each.result().status in (503, 504)
    told(refused, 429, "rate", "more than 6 requests of this client")
    assert int(refused.headers["retry-after"]) > 0
    assert other.json()["boolean"] is True


def test_a_worker_that_is_killed_is_replaced_and_its_request_is_answered_all_the_same(server: Server) -> None:
    stop = threading.Event()

    def kill() -> None:
        while not stop.wait(0.4):
            for worker in server.workers():
                with contextlib.suppress(ProcessLookupError):
                    os.kill(worker, signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        statuses = [server.query(f"{SMALL} # {number}").status for number in range(100)]
    finally:
        stop.set()
        killer.join()
    assert statuses.count(200) >= 95  # one that was killed twice in a row is told so
    assert set(statuses) <= {200, 500, 503}
    server.until(lambda: len(server.workers()) == 4)


def test_all_processes_but_the_front_can_be_killed_at_once(server: Server) -> None:
    for process in server.processes():
        os.kill(process, signal.SIGKILL)
    # The front is ready until it has noticed, so that a query may still meet a worker that is gone.
    server.until(lambda: server.ask("/readyz").status == 200 and server.query(SMALL).json().get("boolean") is True)
    server.until(lambda: len(server.workers()) == 4)


def test_what_a_client_no_longer_waits_for_is_ended(server: Server) -> None:
    before = server.figures().get('coalition_workers_ended{why="abandoned"}', 0)
    connection = server.connect()
    connection.sendall(f"GET /sparql?query={quote(ENDLESS)} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    time.sleep(0.5)
    connection.close()
    server.until(lambda: server.figures().get('coalition_workers_ended{why="abandoned"}', 0) > before)


def test_workers_and_files_are_as_many_afterwards_as_before(server: Server) -> None:
    server.until(lambda: len(server.workers()) == 4)
    before = len(os.listdir(f"/proc/{server.process.pid}/fd"))
    for text in (ENDLESS, DOUBLING, LARGE, "ASK {", SMALL):
        server.query(text)
    server.until(lambda: len(server.workers()) == 4)
    server.until(lambda: len(os.listdir(f"/proc/{server.process.pid}/fd")) <= before)


def test_no_worker_can_open_a_socket(server: Server) -> None:
    for process in (server.process.pid, *server.workers()):
        status = Path(f"/proc/{process}/status").read_text()
        assert "\nSeccomp:\t2\n" in status
