"""Test that the service starts with a line that says where it is, and tells what keeps it from starting."""

from __future__ import annotations

import signal
import socket
from pathlib import Path

import pytest
from program import process, refuses
from serving import serving

from coalition.service.server import bound


def test_it_is_ready_when_it_says_where_it_is(published_store: Path) -> None:
    with serving(published_store, "--workers", "1") as server:
        assert server.ask("/healthz").text == "ok\n"
        server.until(lambda: server.ask("/readyz").status == 200)


def test_the_example_in_the_help_is_how_it_starts() -> None:
    assert "coalition serve --port 8000\n" in process("serve", "--help").out


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_with_success_and_leaves_no_process(published_store: Path, number: int) -> None:
    with serving(published_store, "--workers", "2") as server:
        server.until(lambda: len(server.processes()) >= 2)  # workers are forked a little later
        below = server.processes()
        server.process.send_signal(number)
        assert server.process.wait(30) == 0
        server.until(lambda: not any(Path(f"/proc/{process}").exists() for process in below))


def test_when_it_is_killed_no_worker_outlives_it(published_store: Path) -> None:
    with serving(published_store, "--workers", "2") as server:
        server.until(lambda: len(server.processes()) >= 2)
        below = server.processes()
        server.process.kill()
        server.process.wait(30)
        server.until(lambda: not any(Path(f"/proc/{process}").exists() for process in below))


def test_a_port_that_is_taken_is_told(published_store: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        told = process("--store", str(published_store), "serve", "--port", str(port))
        refuses(told, f"the service cannot listen at 127.0.0.1, port {port} (Address already in use)")


def test_an_address_that_is_not_here_is_told(published_store: Path) -> None:
    told = process("--store", str(published_store), "serve", "--host", "192.0.2.1", "--port", "0")
    refuses(told, "the service cannot listen at 192.0.2.1, port 0")


def test_wrong_files_are_told_and_nothing_is_served(tmp_path: Path) -> None:
    (tmp_path / "graph").mkdir()
    (tmp_path / "graph" / "x.trig").write_text("nonsense")
    told = process("--root", str(tmp_path), "--store", str(tmp_path / "store"), "serve", "--port", "0")
    assert told.code == 1
    assert "x.trig:1" in told.err and "serving" not in told.err


def test_it_listens_on_ipv6_too() -> None:
    with bound("::1", 0) as listener:
        assert listener.getsockname()[0] == "::1"
