"""Test that a worker answers every request, whatever is wrong with it, and bounds what it answers."""

from __future__ import annotations

import gc
import socket
from collections.abc import Mapping
from types import SimpleNamespace
from typing import IO, Any

import pytest

from coalition import processes
from coalition.errors import LimitError, NotFoundError
from coalition.graph import Graph
from coalition.output import problems
from coalition.output.reply import Head
from coalition.service import frames, worker
from coalition.service.frames import INLINE
from coalition.service.worker import HANDLERS, Output, load, respond

HERE: Any = None
"""The graph, which these handlers do not look at."""


def handler(fault: BaseException | None = None, size: int = 0) -> Any:
    """Return a handler that writes so many bytes, and then raises a fault."""

    def answer(_graph: Graph, _given: Mapping[str, Any], output: IO[bytes]) -> Head:
        output.write(b"x" * size)
        if fault:
            raise fault
        return Head("text/plain")

    return answer


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        (NotFoundError("there is no such thing"), 404),
        (LimitError("too much"), 503),
        (MemoryError(), 503),
        (RecursionError(), 503),
        (ValueError("a secret"), 500),
    ],
)
def test_a_fault_becomes_a_problem_without_what_was_written_before(fault: BaseException, status: int) -> None:
    head, output = respond(HERE, {"x": handler(fault, 100)}, {"kind": "x", "given": {}}, 1000)
    assert (head.status, head.type) == (status, problems.TYPE)
    output.held.seek(0)
    body = output.held.read()
    output.held.close()
    assert body.startswith(b"{") and b"secret" not in body


def test_an_answer_that_is_too_large_is_refused() -> None:
    for size, status in ((1000, 200), (1001, 503)):
        head, output = respond(HERE, {"x": handler(size=size)}, {"kind": "x", "given": {}}, 1000)
        output.held.close()
        assert head.status == status


def test_a_large_answer_is_held_in_a_file() -> None:
    output = Output(10 * INLINE)
    output.write(b"x" * (INLINE + 1))
    assert output.held.fileno() > 0 and output.size == INLINE + 1
    output.held.close()


def test_every_kind_of_request_has_a_handler() -> None:
    assert {*load()} == {*HANDLERS}


@pytest.mark.parametrize(("large", "times"), [(0.0, 2), (1e9, 0)])
def test_what_a_large_evaluation_took_is_given_back(large: float, times: int, monkeypatch: pytest.MonkeyPatch) -> None:
    given = list[int]()
    monkeypatch.setattr(worker, "LARGE", large)
    monkeypatch.setattr(processes, "give_back", lambda: given.append(1))
    ours, theirs = socket.socketpair()
    with ours, theirs:
        for _ in range(2):
            frames.send(ours, {"kind": "x", "given": {}, "encoding": None})
        ours.shutdown(socket.SHUT_WR)
        worker.work(theirs, SimpleNamespace(store=None), {"x": handler(size=5)}, 1000)  # type: ignore[arg-type]
    assert len(given) == times


def test_what_an_answer_leaves_behind_is_looked_through_when_it_was_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    thresholds, (ours, theirs) = gc.get_threshold(), socket.socketpair()
    gc.set_threshold(700, 10, 10)
    monkeypatch.setattr(gc, "get_count", lambda: (0, 0, worker.OLD))
    gc.unfreeze()
    try:
        with ours, theirs:
            frames.send(ours, {"kind": "x", "given": {}, "encoding": None})
            ours.shutdown(socket.SHUT_WR)
            worker.work(theirs, SimpleNamespace(store=None), {"x": handler(size=5)}, 1000)  # type: ignore[arg-type]
        assert gc.get_threshold()[2] > 10
        assert gc.get_freeze_count() > 0
    finally:
        gc.set_threshold(*thresholds)
        gc.unfreeze()
