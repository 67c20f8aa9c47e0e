"""Test the meter that two processes share, and the budgets of evaluations; the program's tests exceed the limits."""

from __future__ import annotations

import contextlib
import contextvars
import os
import signal
import time
from collections.abc import Callable, Iterator
from typing import TypeVar

import pytest

from coalition import limits
from coalition.errors import LimitError
from coalition.limits import Budget, Meter

Result = TypeVar("Result")


def test_a_child_and_its_parent_see_the_same_meter() -> None:
    meter = Meter(seconds=2, memory=3)
    child = os.fork()
    if child == 0:
        meter.set_limits(5, 7)
        meter.tell("the query", 1.5)
        os._exit(0)
    os.waitpid(child, 0)
    assert (meter.seconds, meter.memory, meter.told()) == (5, 7, ("the query", 1.5))


def test_the_largest_limits_are_as_good_as_none() -> None:
    meter = Meter(10**18, 10**18 * 2**20)
    assert (meter.seconds, meter.memory) == (1e9, 2**62)


def test_what_is_told_is_cut_to_its_room_and_holds_no_zero() -> None:
    meter = Meter()
    assert meter.told() == ("", 0)
    meter.tell("a\0b", 1)
    assert meter.told() == ("ab", 1)
    meter.tell("é" * 5000, 1)
    assert set(meter.told()[0].rstrip("\ufffd")) == {"é"}
    assert 2000 < len(meter.told()[0]) < 2100
    meter.tell("c", 2)
    assert meter.told() == ("c", 2)


def test_without_a_supervisor_nothing_is_limited() -> None:
    limits.set_limits(0.001, 1)
    with Budget("anything") as budget:
        assert not budget.metered
        assert signal.getitimer(signal.ITIMER_PROF) == (0, 0)


def test_rows_that_are_held_in_memory_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "ROWS", 3)
    assert list(limits.counted("abc", "q")) == ["a", "b", "c"]
    with pytest.raises(LimitError, match=r"^q: the answer has more than 3 rows; ask for less with LIMIT, or write"):
        list(limits.counted("abcd", "q"))


def limited(work: Callable[[Meter], Result], seconds: float = 40) -> Result:
    """Return what `work` returns in this process while it is limited, and take the limits away again."""
    meter, before = Meter(seconds=seconds), signal.getsignal(limits.SPENT)

    def run() -> Result:
        limits.start(meter)
        return work(meter)

    try:
        return contextvars.copy_context().run(run)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(limits.SPENT, before)


def left() -> int:
    return round(signal.getitimer(signal.ITIMER_PROF)[0])


def test_budgets_nest_and_are_resumed() -> None:
    def work(meter: Meter) -> list[tuple[str, float, int]]:
        outer, inner = Budget("outer"), Budget("inner", 10)
        assert outer.metered and (outer.allowed, inner.allowed) == (40, 400)
        with outer:
            told = [(*meter.told(), left())]
            with inner:
                told.append((*meter.told(), left()))
            told.append((*meter.told(), left()))
        told.append((*meter.told(), left()))
        limits.set_limits(0, None)
        with Budget("free") as free:
            assert free.allowed == 0
            told.append((*meter.told(), left()))
        with outer:
            told.append((*meter.told(), left()))
        return told

    outer, inner = ("outer", 40.0, 40), ("inner", 400.0, 400)
    assert limited(work) == [outer, inner, outer, ("", 0.0, 0), ("free", 0.0, 0), outer]


def test_a_limit_that_is_not_given_stays() -> None:
    def work(meter: Meter) -> list[tuple[float, int]]:
        meter.set_limits(3, 4)
        told = []
        for seconds, memory in ((5, None), (None, 6), (None, None), (0, 0)):
            limits.set_limits(seconds, memory)
            told.append((meter.seconds, meter.memory))
        return told

    assert limited(work) == [(5, 4), (5, 6), (5, 6), (0, 0)]


def test_rows_that_are_not_read_to_their_end_are_given_up_in_any_order() -> None:
    def rows(budget: Budget) -> Iterator[int]:
        with budget:
            yield from range(3)

    def work(meter: Meter) -> list[tuple[str, int]]:
        first, second, third = (rows(Budget(name, times)) for name, times in (("a", 1), ("b", 2), ("c", 3)))
        told = []
        for read in (first, second, third):
            next(read)
            told.append((meter.told()[0], left()))
        for read in (second, third, first):  # the one in the middle, the last, and the first
            read.close()  # type: ignore[attr-defined]
            told.append((meter.told()[0], left()))
        return told

    assert limited(work) == [("a", 40), ("b", 80), ("c", 120), ("c", 120), ("a", 40), ("", 0)]


def test_a_block_that_fails_is_over() -> None:
    def work(meter: Meter) -> str:
        with contextlib.suppress(ValueError), Budget("fails"):
            raise ValueError
        return meter.told()[0]

    assert limited(work) == ""


def test_the_signal_is_heard_whatever_the_process_inherited() -> None:
    def work(_: Meter) -> tuple[object, bool]:
        blocked = signal.pthread_sigmask(signal.SIG_BLOCK, ())
        return signal.getsignal(limits.SPENT), limits.SPENT in blocked

    signal.pthread_sigmask(signal.SIG_BLOCK, {limits.SPENT})
    assert limited(work) == (signal.SIG_DFL, False)


class SpentError(Exception):
    """Report that the time is used up."""


def spent(*_: object) -> None:
    raise SpentError


def test_what_is_spent_adds_up() -> None:
    def work(_: Meter) -> float:
        signal.signal(limits.SPENT, spent)
        budget, begun = Budget("work"), time.process_time()
        with contextlib.suppress(SpentError):
            while True:
                with budget:  # never long at once
                    sum(range(20000))
        return time.process_time() - begun

    assert 0.2 < limited(work, 0.3) < 5


def test_a_budget_that_is_used_up_ends_the_next_evaluation_at_once() -> None:
    def work(_: Meter) -> int:
        signal.signal(limits.SPENT, spent)
        budget, rounds = Budget("work"), 0
        with contextlib.suppress(SpentError):
            while rounds < 2:
                rounds += 1
                with contextlib.suppress(SpentError) if rounds == 1 else contextlib.nullcontext(), budget:
                    while True:
                        sum(range(20000))
        return rounds

    assert limited(work, 0.05) == 2
