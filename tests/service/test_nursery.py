"""Test that workers are started and ended as they are asked for, and end with the process that asked."""

from __future__ import annotations

import fcntl
import json
import os
import resource
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from coalition.service import frames


class Front:
    """Stand at the other end of a nursery's channel."""

    def __init__(self, **given: Any) -> None:
        self.channel, theirs = socket.socketpair()
        self.channel.settimeout(60)
        self.decoder = frames.Decoder()
        command = [sys.executable, "-m", "coalition.service.nursery", json.dumps({"answer": 1000, **given})]
        self.process = subprocess.Popen([*command, str(theirs.fileno())], pass_fds=[theirs.fileno()])
        theirs.close()

    def hear(self) -> dict[str, Any]:
        """Return what the nursery says next."""
        frame = frames.receive(self.channel, self.decoder)
        assert frame
        return frame.content

    def start(self, number: int) -> tuple[int, socket.socket]:
        """Start a worker, and return its process and its channel."""
        ours, theirs = socket.socketpair()
        ours.settimeout(60)
        frames.send(self.channel, {"do": "start", "worker": number, "file": True}, file=theirs.fileno())
        theirs.close()
        said = self.hear()
        assert said["started"] == number
        return said["process"], ours


@pytest.fixture
def front(published_store: Path) -> Iterator[Front]:
    """Start a nursery of the published graph, and end it."""
    front = Front(store=str(published_store))
    yield front
    front.channel.close()
    assert front.process.wait(30) == 0


def test_a_worker_answers_until_its_channel_is_closed(front: Front) -> None:
    assert len(front.hear()["ready"]) == 64
    process, channel = front.start(1)
    with channel:
        decoder = frames.Decoder()
        ready = frames.receive(channel, decoder)
        assert ready and ready.content == {"ready": True}
        for text, status in (("ASK {}", 200), ("ASK {", 400)):
            frames.send(channel, {"kind": "sparql", "given": {"query": text}, "encoding": None})
            got = frames.receive(channel, decoder)
            assert got and got.content["status"] == status
        assert "\nSeccomp:\t2\n" in Path(f"/proc/{process}/status").read_text()
    assert front.hear() == {"ended": 1, "code": 0}


def test_a_channel_may_have_any_number(published_store: Path) -> None:
    resource.setrlimit(resource.RLIMIT_NOFILE, (4096, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
    held, channel = socket.socketpair()
    far = fcntl.fcntl(channel.fileno(), fcntl.F_DUPFD, 1500)
    given = json.dumps({"answer": 1000, "store": str(published_store)})
    with (
        held,
        subprocess.Popen(
            [sys.executable, "-m", "coalition.service.nursery", given, str(far)], pass_fds=[far]
        ) as process,
    ):
        channel.close()
        os.close(far)
        held.settimeout(60)
        frame = frames.receive(held, frames.Decoder())
        assert frame and len(frame.content["ready"]) == 64
        held.close()
        assert process.wait(30) == 0


def test_a_worker_is_ended_when_that_is_asked_for(front: Front) -> None:
    front.hear()
    process, channel = front.start(7)
    with channel:
        frames.send(front.channel, {"do": "end", "worker": 7})
        assert front.hear() == {"ended": 7, "code": -9}
        assert not Path(f"/proc/{process}").exists()


def test_workers_end_with_the_nursery(published_store: Path) -> None:
    front = Front(store=str(published_store))
    front.hear()
    process, channel = front.start(1)
    with channel, front.channel:
        front.process.kill()
        front.process.wait(30)
        frames.receive(channel, frames.Decoder())
        assert frames.receive(channel, frames.Decoder()) is None
    for _ in range(100):
        if not Path(f"/proc/{process}").exists():
            break
        os.sched_yield()


def test_the_index_of_searches_is_there_before_the_first_request(folder: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    front = Front(root=str(folder), store=str(store))
    with front.channel:
        front.hear()
        assert list(store.rglob("*.sqlite*")) or list(store.rglob("*search*"))
    assert front.process.wait(30) == 0


def test_a_graph_that_cannot_be_opened_is_told(tmp_path: Path) -> None:
    front = Front(root=str(tmp_path / "nothing"))
    with front.channel:
        said = front.hear()
    assert "nothing" in said["fault"] and said["code"] == 1
    assert front.process.wait(30) == 1
