"""Test that a process ends with its parent, and that its memory is told."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from coalition.processes import memory, offer


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
