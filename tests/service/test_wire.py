"""Test that clients which are slow, many or hostile cost what they should, and are told what is wrong."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from urllib.parse import quote

import pytest
from serving import Server, serving

from coalition.service.wire import Connection

POST = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
ASK = b"GET /sparql?query=ASK%20%7B%7D HTTP/1.1\r\nHost: x\r\n\r\n"


@pytest.fixture(scope="module")
def server(published_store: Path) -> Iterator[Server]:
    """Serve with the usual settings, but for patience."""
    with serving(published_store, "--patience", "2", "--workers", "2") as started:
        yield started


def still_answers(server: Server) -> None:
    """Check that the service answers others."""
    assert server.query("ASK {}").json()["boolean"] is True


def flood(connection: socket.socket, pieces: Iterable[bytes]) -> None:
    """Send without end, and check that the service closes the connection before all is sent."""

    def send() -> None:
        for piece in pieces:
            connection.sendall(piece)

    with pytest.raises((ConnectionError, BrokenPipeError)):
        send()


def test_what_is_kept_is_answered_at_once_with_the_same_bytes(server: Server) -> None:
    path = f"/sparql?query={quote('SELECT ?p { actor:keir-starmer ?p ?o } # kept')}"
    before = server.figures()["coalition_requests_at_once"]
    first, second, third = (server.ask(path) for _ in range(3))
    assert first.body == second.body == third.body
    same = set(first.headers) - {"x-request-id"}
    assert {name: second.headers[name] for name in same if name != "date"} == {
        name: first.headers[name] for name in same if name != "date"
    }
    assert server.figures()["coalition_requests_at_once"] >= before + 2


def test_many_who_do_not_read_a_large_answer_that_is_kept_cost_little(server: Server) -> None:
    path = f"/sparql?query={quote('SELECT * { ?s ?p ?o } # large')}&format=json"
    size = len(server.ask(path).body)
    assert size > 2_000_000
    before = memory(server)
    with ExitStack() as waiting:
        for _ in range(60):
            connection = waiting.enter_context(server.connect())
            connection.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n\r\n".encode())
        still_answers(server)
        assert memory(server) - before < 60 * size / 3


def test_pipelined_requests_are_answered_in_their_order(server: Server) -> None:
    requests = b"".join(
        b"GET /sparql?query=ASK%%20%%7B%%7D%%20%%23%d&format=%s HTTP/1.1\r\nHost: x\r\n\r\n" % (number, name)
        for number, name in enumerate([b"json", b"csv", b"json", b"xml"] * 5)
    )
    for _ in range(2):  # the second time all are kept
        got = server.raw(requests + ASK.replace(b"Host: x", b"Host: x\r\nConnection: close"))
        types = [line for line in got.split(b"\r\n") if line.startswith(b"content-type")]
        assert len(types) == 21
        assert [b"csv" in each for each in types[:4]] == [False, True, False, False]


@pytest.mark.parametrize(
    "request_",
    [
        b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
        b"GET /healthz HTTP/1.1\r\n\r\n",
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 7\r\n\r\nabcdefg",
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"GET /\x00 HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\nHost : x\n\n",
        b"NONSENSE\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    ],
)
def test_what_two_readers_could_read_in_two_ways_is_refused(server: Server, request_: bytes) -> None:
    got = server.raw(request_)
    assert got.startswith(b"HTTP/1.1 400") or got == b""
    assert b"ok\n" not in got
    still_answers(server)


def test_a_request_that_never_ends_is_given_up(server: Server) -> None:
    with server.connect() as connection:
        connection.sendall(b"GET /sparql HTTP/1.1\r\nHost: x\r\n")
        connection.settimeout(20)
        assert connection.recv(100).startswith(b"HTTP/1.1 408")


def test_a_body_that_never_ends_is_given_up(server: Server) -> None:
    with server.connect() as connection:
        connection.sendall(b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nquery")
        connection.settimeout(20)
        assert connection.recv(100)[:12] in (b"", b"HTTP/1.1 408")
    still_answers(server)


def test_a_connection_that_says_nothing_is_closed(server: Server) -> None:
    with server.connect() as connection:
        connection.settimeout(20)
        assert connection.recv(100) == b""


def test_a_client_that_does_not_read_is_given_up(server: Server) -> None:
    path = f"/sparql?query={quote('SELECT * { ?s ?p ?o }')}&format=json"
    whole = len(server.ask(path).body)
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.connect(("127.0.0.1", server.port))
    connection.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    server.until(lambda: server.figures().get('coalition_connections_closed{why="does not read"}', 0) > 0)
    connection.settimeout(5)
    got = 0
    try:
        while piece := connection.recv(65536):
            got += len(piece)
    except ConnectionResetError:
        pass
    connection.close()
    assert got < whole  # and the length told in the header says so to every client


def test_header_fields_without_end_are_refused(server: Server) -> None:
    with server.connect() as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n")
        flood(connection, (b"X-%d: " % number + b"a" * 1000 + b"\r\n" for number in range(5000)))
    still_answers(server)


def test_one_header_field_without_end_is_refused(server: Server) -> None:
    with server.connect() as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nX: ")
        flood(connection, (b"a" * 10_000 for _ in range(5000)))
    still_answers(server)


def test_a_target_without_end_is_refused(server: Server) -> None:
    with server.connect() as connection:
        connection.sendall(b"GET /")
        flood(connection, (b"a" * 10_000 for _ in range(5000)))
    still_answers(server)


def test_a_body_without_end_is_refused(server: Server) -> None:
    with server.connect() as connection:
        connection.sendall(POST + b"Transfer-Encoding: chunked\r\n\r\n")
        flood(connection, (b"2710\r\n" + b"a" * 10_000 + b"\r\n" for _ in range(5000)))
    still_answers(server)


def test_extensions_of_chunks_without_end_are_refused(server: Server) -> None:
    with server.connect() as connection:
        connection.sendall(b"POST /sparql HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1;")
        flood(connection, (b"a" * 10_000 for _ in range(5000)))
    still_answers(server)


def test_a_large_body_is_refused_before_it_is_read(server: Server) -> None:
    got = server.raw(POST + b"Content-Length: 99999999\r\n\r\n")
    assert b"HTTP/1.1 413" in got


def test_a_compressed_body_is_not_unpacked(server: Server) -> None:
    got = server.ask("/sparql", "POST", b"\x1f\x8b", content_type="application/sparql-query", content_encoding="gzip")
    assert got.status == 415 and "compressed" in got.json()["detail"]


def test_a_half_closed_connection_is_closed_whole(server: Server) -> None:
    with server.connect() as connection:
        connection.sendall(ASK[:20])
        connection.shutdown(socket.SHUT_WR)
        connection.settimeout(20)
        assert connection.recv(100)[:12] in (b"", b"HTTP/1.1 400")
    still_answers(server)


def test_thousands_of_idle_connections_keep_nobody_out(published_store: Path) -> None:
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    try:
        with serving(published_store, "--workers", "2", "--patience", "200") as server:
            before = memory(server)
            with ExitStack() as idle:
                for number in range(5000):
                    idle.enter_context(server.connect(f"127.0.{number % 250}.7"))
                still_answers(server)
                assert server.figures()["coalition_connections"] > 4900, server.figures()
                assert memory(server) - before < 5000 * 40_000
            server.until(lambda: server.figures()["coalition_connections"] < 10)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_when_there_are_too_many_connections_the_longest_idle_one_goes(published_store: Path) -> None:
    with serving(published_store, "--workers", "1", "--connections", "20") as server, ExitStack() as idle:
        first, *_ = [idle.enter_context(server.connect()) for _ in range(60)]
        still_answers(server)
        first.settimeout(5)
        with suppress(ConnectionResetError):
            assert first.recv(1) == b""


def memory(server: Server) -> int:
    """Return how many bytes the front process holds."""
    return int(Path(f"/proc/{server.process.pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def test_a_connection_belongs_to_a_doorkeeper() -> None:
    assert not hasattr(Connection, "keeper")
