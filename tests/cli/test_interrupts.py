"""Test that Ctrl-C ends a command at once, whatever it does, and that other signals do."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from program import PROGRAM

ENDLESS = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"

RUNNING = "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


def children(process: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def processor_time(process: int) -> float:
    """Return the seconds that a process has used."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _heed() -> None:
    """Heed the signals that a job may have ignored, and that it would pass on."""
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


@contextmanager
def started(*arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """Start a command that does not end by itself, and wait until it has worked for a while."""
    with subprocess.Popen(
        [PROGRAM, *arguments],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        preexec_fn=_heed,
    ) as running:
        try:
            while not children(running.pid) or processor_time(children(running.pid)[0]) < 1:
                assert running.poll() is None
                time.sleep(0.05)
            yield running
        finally:
            running.kill()


@pytest.mark.parametrize("command", [("query", ENDLESS), ("query", RUNNING, "--format", "csv")], ids=["busy", "rows"])
def test_ctrl_c_ends_even_a_query_that_the_engine_is_busy_with(command: tuple[str, ...], store: Path) -> None:
    with started("--store", str(store), *command) as running:
        [child] = children(running.pid)
        running.send_signal(signal.SIGINT)
        _, words = running.communicate(timeout=60)
        assert (running.returncode, words) == (130, b"")
        assert not Path(f"/proc/{child}").exists()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_other_signals_end_the_command_and_what_it_started(number: signal.Signals, store: Path) -> None:
    with started("--store", str(store), "query", ENDLESS) as running:
        [child] = children(running.pid)
        running.send_signal(number)
        _, words = running.communicate(timeout=60)
        assert (running.returncode, words) == (-number, b"")
        deadline = time.monotonic() + 30
        while Path(f"/proc/{child}").exists():
            assert time.monotonic() < deadline
            time.sleep(0.05)


def test_a_process_that_crashes_is_told_in_one_line(store: Path) -> None:
    with started("--store", str(store), "query", ENDLESS) as running:
        os.kill(children(running.pid)[0], signal.SIGSEGV)
        _, words = running.communicate(timeout=60)
        assert running.returncode == 70
        assert words == (
            b"Error: query: the process ended unexpectedly (SIGSEGV); please report the command and its input\n"
        )


def catches_interrupts(process: int) -> bool:
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    caught = re.search(r"SigCgt:\s*([0-9a-f]+)", status)
    return bool(caught and int(caught[1], 16) & 1 << (signal.SIGINT - 1))


@pytest.mark.parametrize("wait", [0, 0.02, 0.05, 0.1])
def test_ctrl_c_prints_nothing_as_soon_as_the_program_runs(wait: float, store: Path) -> None:
    # Before that, Python itself starts: it catches the signal, and prints a traceback, until our code is run.
    with subprocess.Popen(
        [PROGRAM, "--store", str(store), "query", ENDLESS],
        stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as running:
        while not catches_interrupts(running.pid):
            time.sleep(0.001)
        while catches_interrupts(running.pid) and not children(running.pid):
            time.sleep(0.001)
        time.sleep(wait)
        running.send_signal(signal.SIGINT)
        _, words = running.communicate(timeout=60)
        assert running.returncode in (130, -signal.SIGINT)
        assert words == b""
