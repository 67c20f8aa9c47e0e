"""Test that a process ends with its parent, and that its memory is told."""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from coalition.errors import GraphError
from coalition.namespaces import PREFIXES, Namespaces
from coalition.processes import making_what_lasts, memory, offer, parallel


def test_the_memory_of_a_process_is_told_and_that_of_none_is_nothing() -> None:
    before = memory(os.getpid())
    held = bytearray(50_000_000)
    assert memory(os.getpid()) > before + 40_000_000
    assert held and memory(2**22) == 0


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux offers that")
def test_a_process_ends_with_its_parent() -> None:
    code = """
import os, sys, time
from coalition.processes import follow
if os.fork() == 0:
    follow()
    print(os.getpid(), flush=True)
    time.sleep(60)
time.sleep(60)
"""
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        child = int(parent.stdout.readline())
        parent.kill()
    for _ in range(200):
        if not Path(f"/proc/{child}").exists() or "\nState:\tZ" in Path(f"/proc/{child}/status").read_text():
            return
        time.sleep(0.05)
    os.kill(child, signal.SIGKILL)
    pytest.fail("the child has outlived its parent")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has that")
def test_a_process_can_be_offered_when_memory_is_short() -> None:
    with subprocess.Popen(["sleep", "30"]) as process:
        offer(str(process.pid), 800)
        assert Path(f"/proc/{process.pid}/oom_score_adj").read_text().strip() == "800"
        process.kill()
    offer(str(2**22))


def test_memory_that_is_free_is_given_back() -> None:
    program = """
import ctypes, os
from coalition.processes import give_back, memory
malloc, free = (getattr(ctypes.CDLL(None), name) for name in ("malloc", "free"))
malloc.restype, free.argtypes = ctypes.c_void_p, [ctypes.c_void_p]
held = [malloc(1000) for _ in range(100_000)]  # too small for the C library to give each back by itself
for place in held: ctypes.memset(place, 1, 1000)
most = memory(os.getpid())
kept = malloc(1000)  # above them, so that they cannot be given back by making the heap shorter
for place in held: free(place)
give_back()
print(most - memory(os.getpid()) > 50_000_000)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "True\n"


def test_circles_are_looked_for_again_once_what_lasts_is_made() -> None:
    with making_what_lasts():
        assert not gc.isenabled()
        with making_what_lasts():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()
    with pytest.raises(RuntimeError), making_what_lasts():
        raise RuntimeError
    assert gc.isenabled()


def work(number: int) -> tuple[int, int]:
    if number == 5:
        raise GraphError("no five", where="here", remedy="give another")
    return number * number, os.getpid()


@pytest.mark.parametrize("processes", [1, 2])
def test_work_is_spread_in_its_order_and_an_error_is_raised_here(processes: int) -> None:
    with parallel(processes) as spread:
        found = list(spread(work, [0, 1, 2, 3, 4, 6, 7, 8, 9, 10]))
        assert [square for square, _ in found] == [0, 1, 4, 9, 16, 36, 49, 64, 81, 100]
        assert (os.getpid() in {process for _, process in found}) == (processes == 1)
        with pytest.raises(GraphError, match="here: no five; give another") as fault:
            list(spread(work, range(100)))
        assert fault.value.remedy == "give another"
        assert next(spread(work, range(2)))[0] == 0


def stands_for(prefix: str) -> str:
    """Return what a prefix stands for where this is called."""
    return PREFIXES[prefix]


@pytest.mark.parametrize("processes", [1, 2])
def test_prefixes_stand_for_the_same_in_each_process(processes: int) -> None:
    with Namespaces("https://example.org/x/").used(), parallel(processes) as spread:
        assert set(spread(stands_for, ["actor"] * 3)) == {"https://example.org/x/actor/"}
