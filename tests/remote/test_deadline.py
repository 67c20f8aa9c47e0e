"""Test that a deadline ends the request of its own thread, once, and no other."""

from __future__ import annotations

import socket
import threading
import time

from coalition.remote.deadline import CURRENT, Deadline, Plain, _tell, is_over


def waiting(deadline: Deadline) -> bytes:
    """Wait for what never comes, on a connection that the deadline knows."""
    ours, theirs = socket.socketpair()
    with ours, theirs, deadline:
        deadline.connection = ours
        ours.settimeout(30)
        return ours.recv(10)


def test_what_waits_is_ended_when_the_time_is_over() -> None:
    begun = time.monotonic()
    deadline = Deadline(0.1)
    assert waiting(deadline) == b"" and deadline.over
    assert time.monotonic() - begun < 20
    assert not is_over()  # for what comes next in this thread


def test_what_ends_in_time_is_left_alone() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        with Deadline(0.05) as deadline:
            deadline.connection = ours
        time.sleep(0.2)
        theirs.sendall(b"x")
        assert ours.recv(1) == b"x" and not deadline.over


def test_a_connection_that_is_told_too_late_is_ended_at_once() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs, Deadline(0.01) as deadline:
        while not deadline.over:
            time.sleep(0.01)
        connection = Plain("127.0.0.1")
        connection.sock = ours
        _tell(connection)
        assert ours.recv(1) == b"" and is_over()


def test_each_thread_has_its_own() -> None:
    seen: list[object] = []
    with Deadline(30):
        thread = threading.Thread(target=lambda: seen.append(getattr(CURRENT, "deadline", None)))
        thread.start()
        thread.join()
    assert seen == [None]
