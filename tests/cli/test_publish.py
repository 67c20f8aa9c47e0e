"""Test that the command publish writes the graph into a store, says what it did, and what is wrong, in one line."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from endpoint import endpoint
from program import misused, process, refuses

from coalition.cli.options import needing_remote
from coalition.errors import SelectionError


def test_a_graph_is_written_and_asked_there(published_store: Path, tmp_path: Path) -> None:
    with endpoint() as served:
        dry = process("--store", str(published_store), "publish", "--endpoint", served.url, "--dry-run")
        assert dry.code == 0 and dry.out.startswith("Would write snapshot") and not len(served.store)
        done = process("--store", str(published_store), "publish", "--endpoint", served.url)
        assert done.code == 0 and done.out.startswith("Wrote snapshot") and len(done.out.splitlines()) == 1
        far = process("--store", str(tmp_path), "--endpoint", served.url, "ask", "events")
        here = process("--store", str(published_store), "ask", "events")
        assert (far.code, far.out) == (here.code, here.out) == (0, far.out)
        again = process("--store", str(published_store), "publish", "--endpoint", served.url)
        assert again.code == 0 and f"{served.url} holds snapshot" in again.out


def test_what_one_server_holds_can_be_written_to_another(published_store: Path, tmp_path: Path) -> None:
    with endpoint() as first, endpoint() as second:
        process("--store", str(published_store), "publish", "--endpoint", first.url)
        done = process("--store", str(tmp_path), "--endpoint", first.url, "publish", "--endpoint", second.url)
        assert done.code == 0 and len(second.store) == len(first.store)


def test_a_view_can_be_written(published_store: Path) -> None:
    with endpoint() as served:
        done = process("--store", str(published_store), "publish", "--endpoint", served.url, "--families", "2")
        assert done.code == 0 and 0 < len(served.store) < 20_000


def test_a_killed_command_is_taken_up_where_it_was(published_store: Path) -> None:
    with endpoint() as served:
        command = [sys.executable, "-m", "coalition.cli", "--store", str(published_store), "publish"]
        stopped = list[subprocess.Popen[bytes]]()

        def kills(_text: str) -> bool:
            if len(served.updates) == 12 and stopped:
                stopped[0].kill()
            return False

        served.loses = kills
        with subprocess.Popen([*command, "--endpoint", served.url], stdout=subprocess.DEVNULL) as started:
            stopped.append(started)
        served.loses = None
        done = process("--store", str(published_store), "publish", "--endpoint", served.url)
        assert done.code == 0 and ",000 of them by an earlier call" in done.out


def test_what_is_wrong_is_told(published_store: Path) -> None:
    misused(process("publish"), "--endpoint")
    with endpoint() as served:
        served.store.update("INSERT DATA { GRAPH <urn:g> { <urn:a> <urn:b> <urn:c> } }")
        refuses(
            process("--store", str(published_store), "publish", "--endpoint", served.url),
            "it holds something that is no snapshot of this program; empty it first",
        )
    refuses(process("--store", str(published_store), "publish", "--endpoint", "ftp://x"), "is no address of a server")


def test_without_the_library_it_says_what_to_install() -> None:
    told = pytest.raises(SelectionError, match=r'publish: .* run pip install "coalition-graph\[remote\]"')
    with told, needing_remote("publish"):
        raise ModuleNotFoundError("No module named 'requests'", name="requests")
