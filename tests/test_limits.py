"""Test the meter that two processes share, and the budgets of evaluations; the program's tests exceed the limits."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from coalition import limits
from coalition.errors import LimitError
from coalition.limits import Budget, Meter


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


NESTED = """
import signal
from coalition import limits
meter = limits.Meter(seconds=40)
limits.start(meter)
left = lambda: round(signal.getitimer(signal.ITIMER_PROF)[0])
outer, inner = limits.Budget("outer"), limits.Budget("inner", 10)
with outer:
    told = [(*meter.told(), left())]
    with inner:
        told.append((*meter.told(), left()))
    told.append((*meter.told(), left()))
told.append((*meter.told(), left()))
limits.set_limits(0, None)
with limits.Budget("free"):
    told.append((*meter.told(), left()))
with outer:
    told.append((*meter.told(), left()))
print(told)
"""


def test_budgets_nest_and_are_resumed() -> None:
    done = subprocess.run([sys.executable, "-c", NESTED], capture_output=True, text=True, check=True)
    outer, inner = ("outer", 40.0, 40), ("inner", 400.0, 400)
    assert done.stdout == f"{[outer, inner, outer, ('', 0.0, 0), ('free', 0.0, 0), outer]}\n"


LEFT = """
from coalition import limits
meter = limits.Meter()
limits.start(meter)
def rows(budget):
    with budget:
        yield from range(3)
first, second = rows(limits.Budget("first")), rows(limits.Budget("second"))
told = [next(first) and "", meter.told()[0], next(second) and "", meter.told()[0]]
del first
told.append(meter.told()[0])
del second
print(told[1::2], told[4], meter.told())
"""


def test_rows_that_are_not_read_to_their_end_are_given_up_in_any_order() -> None:
    done = subprocess.run([sys.executable, "-c", LEFT], capture_output=True, text=True, check=True)
    assert done.stdout == "['first', 'second'] second ('', 0.0)\n"


SPENDS = """
from coalition import limits
limits.start(limits.Meter(seconds=0.4))
budget = limits.Budget("work")
while True:
    with budget:  # never long at once
        sum(range(20000))
"""


def test_what_is_spent_adds_up() -> None:
    done = subprocess.run([sys.executable, "-c", SPENDS], timeout=60, check=False)
    assert done.returncode == -signal.SIGPROF
